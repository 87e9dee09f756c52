//! What a result is never written over: what it is made from, and other answers and rubrics.

use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::input::{Queue, files};
use crate::settings::{RubricName, Settings};

const OTHER: &str = "name another file with `--output`";

fn wrong(output: &Path) -> String {
    format!("cannot write `{}`", files::shown(output))
}

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
    let wrong = || wrong(output);
    let is_it = |path: &Path| path.canonicalize().is_ok_and(|path| path == whole);
    for (paths, what) in inputs {
        if paths.iter().any(|path| is_it(path)) {
            anyhow::bail!("{}: it is {what}; {OTHER}", wrong());
        }
    }
    if matches!(&settings.rubric, Some(RubricName::File(path)) if is_it(path)) {
        anyhow::bail!("{}: it is the rubric; {OTHER}", wrong());
    }
    let empty = whole.metadata().is_ok_and(|about| about.len() == 0);
    if files::is_by_hand(&whole) && !empty && !files::holds_report(&whole).with_context(wrong)? {
        anyhow::bail!(
            "{}: it is there already, may be an answer or a rubric and is no report of this program; {OTHER}, or remove it first",
            wrong()
        );
    }
    Ok(())
}

/// Refuses an output in the place of an answer that was met in a folder.
pub(super) fn check_walked(output: Option<&Path>, queue: &Queue) -> anyhow::Result<()> {
    match output {
        Some(output) if queue.result_is_answer => {
            anyhow::bail!("{}: it is to be graded; {OTHER}", wrong(output))
        }
        _ => Ok(()),
    }
}
