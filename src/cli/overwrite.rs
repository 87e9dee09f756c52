//! What a result is never written over: what it is made from, and what this program did not write.

use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::input::files;
use crate::settings::{RubricName, Settings};

/// Refuses an output in the place of what the run reads, or of a file that is no earlier result.
pub(super) fn check(
    output: Option<&Path>,
    settings: &Settings,
    inputs: &[(&[PathBuf], &str)],
) -> anyhow::Result<()> {
    // A link is written through.
    let found = output.and_then(|output| Some((output, output.canonicalize().ok()?)));
    let Some((output, whole)) = found.filter(|(_, whole)| whole.is_file()) else {
        return Ok(());
    };
    let wrong = || format!("cannot write `{}`", files::shown(output));
    let other = "name another file with `--output`";
    let is_it = |path: &Path| path.canonicalize().is_ok_and(|path| path == whole);
    for (paths, what) in inputs {
        if paths.iter().any(|path| is_it(path)) {
            anyhow::bail!("{}: it is {what}; {other}", wrong());
        }
    }
    if matches!(&settings.rubric, Some(RubricName::File(path)) if is_it(path)) {
        anyhow::bail!("{}: it is the rubric; {other}", wrong());
    }
    let empty = whole.metadata().is_ok_and(|about| about.len() == 0);
    if !empty && !files::holds_report(&whole).with_context(wrong)? {
        anyhow::bail!(
            "{}: it is there already, and no report of this program; {other}, or remove it first",
            wrong()
        );
    }
    Ok(())
}
