//! The mistakes of rubric files as a list for editors.

use serde::Serialize;

use crate::rubric::{Fault, Severity};

/// One mistake; lines and columns count from 1, columns in characters, ends lie one behind.
#[derive(Serialize)]
struct Entry<'f> {
    path: &'f str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    severity: &'static str,
    code: &'static str,
    message: &'f str,
    help: Option<&'f str>,
}

/// The mistakes as a JSON list, ended by a line feed.
#[must_use]
pub fn json(faults: &[Fault]) -> String {
    let entries: Vec<Entry> = faults.iter().map(entry).collect();
    let mut text = serde_json::to_string_pretty(&entries).unwrap_or_default();
    text.push('\n');
    text
}

fn entry(fault: &Fault) -> Entry<'_> {
    let ((line, column), (end_line, end_column)) = (fault.position(), fault.end());
    let diagnostic = &fault.diagnostic;
    Entry {
        path: &fault.source.path,
        line,
        column,
        end_line,
        end_column,
        severity: match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        code: diagnostic.code,
        message: &diagnostic.message,
        help: diagnostic.help.as_deref(),
    }
}
