//! Settings found: flags, environment, the project's file, the user's file, in this order.

use std::path::{Path, PathBuf};

use anyhow::Context;

use super::args::Arguments;
use super::output::Console;
use super::process::Process;
use crate::input::files;
use crate::settings::{self, Layer, Origin, Settings};

/// Resolves the settings of a run.
pub(super) fn settings(
    process: &Process,
    console: &mut Console,
    arguments: &Arguments,
) -> anyhow::Result<Settings> {
    let (environment, unknown) =
        settings::from_environment(&process.environment).map_err(|(name, fault)| {
            anyhow::anyhow!("cannot use the environment variable {name}: {fault}")
        })?;
    for message in unknown {
        console.warn(&message);
    }
    let mut layers = vec![arguments.layer(), environment];
    for (path, origin) in found(process, arguments) {
        console.tell(&format!("configuration: {}", path.display()));
        layers.push(read(console, &path, origin)?);
    }
    let settings = Settings::resolve(layers);
    console.color(settings.color);
    Ok(settings)
}

/// The configuration files, the strongest first. One that is named stands alone.
fn found(process: &Process, arguments: &Arguments) -> Vec<(PathBuf, Origin)> {
    let named = arguments
        .config
        .clone()
        .or_else(|| process.variable("EVALUATE_CONFIG").map(PathBuf::from));
    if let Some(path) = named {
        return vec![(path, Origin::User)];
    }
    let project = files::find_upwards(&process.directory, settings::FILE);
    let own = process
        .configuration
        .as_ref()
        .map(|directory| directory.join(settings::FILE));
    let own = own.filter(|path| path.is_file());
    // The user's own file is that wherever it is found.
    let project = project.filter(|path| own.as_ref() != Some(path));
    let project = project.map(|path| (path, Origin::Project));
    let own = own.map(|path| (path, Origin::User));
    project.into_iter().chain(own).collect()
}

fn read(console: &mut Console, path: &Path, origin: Origin) -> anyhow::Result<Layer> {
    let name = path.display().to_string();
    let text =
        files::text(path).with_context(|| format!("cannot read the configuration `{name}`"))?;
    let directory = path.parent().unwrap_or(Path::new("."));
    settings::parse(&text, directory, origin).map_err(|faults| {
        for fault in &faults {
            let drawn = fault.render(&name, &text, console.draws_color());
            console.note(&drawn);
        }
        anyhow::anyhow!("cannot use the configuration `{name}`")
    })
}
