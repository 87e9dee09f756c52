//! What a result is never written over: what it is made from, and other answers and rubrics.

use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::input::files;
use crate::settings::{RubricName, Settings};

/// Refuses an output in the place of what the run reads, or of what may be another answer or rubric.
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
    if files::is_by_hand(&whole) && !empty && !files::holds_report(&whole).with_context(wrong)? {
        anyhow::bail!(
            "{}: it is there already, may be an answer or a rubric and is no report of this program; {other}, or remove it first",
            wrong()
        );
    }
    Ok(())
}
