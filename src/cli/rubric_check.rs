//! `rubric check`: every mistake of rubric files, drawn for people or listed for editors.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::args::CheckFormat;
use super::exit::Status;
use super::output::Console;
use super::rubrics::found;
use crate::report::{Printable, faults};
use crate::rubric::{Fault, Library, Severity};
use crate::settings::RubricName;

/// Checks the files or rubrics called `names`; with `strict`, warnings count as errors do.
pub(super) fn run(
    console: &mut Console,
    library: &Library,
    names: &[String],
    strict: bool,
    format: CheckFormat,
) -> anyhow::Result<Status> {
    let mut status = Status::Done;
    let mut all = Vec::new();
    let mut text = String::new();
    for name in names {
        let (library, source) = match found(library, &RubricName::parse(name)) {
            Ok(found) => found,
            Err(error) => {
                status = console.fail(&error);
                continue;
            }
        };
        let faults = library.check(&source);
        text.push_str(&drawn(&faults, console.look(false).palette.is_colored()));
        text.push_str(&summary(&source.path, &faults));
        all.extend(faults);
    }
    let counts = |fault: &Fault| strict || fault.diagnostic.severity == Severity::Error;
    if status == Status::Done && all.iter().any(counts) {
        status = Status::Negative;
    }
    console.result(&match format {
        CheckFormat::Human => text,
        CheckFormat::Json => faults::json(&all),
    })?;
    Ok(status)
}

/// The mistakes over their source lines.
fn drawn(faults: &[Fault], color: bool) -> String {
    faults.iter().fold(String::new(), |mut text, fault| {
        let _ = writeln!(text, "{}\n", fault.render(color));
        text
    })
}

/// A line for the file, and one for every included file with mistakes.
fn summary(path: &str, faults: &[Fault]) -> String {
    let mut counts: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    for fault in faults {
        let [errors, warnings] = counts.entry(&fault.source.path).or_default();
        match fault.diagnostic.severity {
            Severity::Error => *errors += 1,
            Severity::Warning => *warnings += 1,
        }
    }
    let own = counts.remove(path).unwrap_or_default();
    let lines = counts.into_iter().chain([(path, own)]);
    lines.fold(String::new(), |mut text, (path, [errors, warnings])| {
        let (errors, warnings) = (count(errors, "error"), count(warnings, "warning"));
        let _ = writeln!(text, "{}: {errors}, {warnings}", Printable(path));
        text
    })
}

/// "no errors", "1 error", "2 errors".
fn count(number: usize, noun: &str) -> String {
    match number {
        0 => format!("no {noun}s"),
        1 => format!("1 {noun}"),
        many => format!("{many} {noun}s"),
    }
}
