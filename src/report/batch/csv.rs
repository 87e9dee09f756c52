//! A row an answer, a column a criterion. No cell is read as a formula by a spreadsheet.

use super::Added;
use crate::report::model::{Failure, Report};
use crate::report::printable::Printable;

/// The columns before the criteria's and behind them.
const BEFORE: [&str; 7] = [
    "id",
    "source",
    "rubric",
    "score",
    "band",
    "confidence",
    "words",
];
const BEHIND: [&str; 3] = ["next_step", "warnings", "error"];

/// The table so far.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// The rubric of the answers and its criteria, once one was graded.
    rubric: Option<(String, usize)>,
    /// Inputs that could not be graded before the columns were known.
    early: Vec<Failure>,
}

/// The row of a graded answer.
pub(super) fn graded(report: &Report) -> String {
    let criteria = report.criteria.iter();
    let levels = criteria.map(|criterion| criterion.level.to_string());
    full_row(report, levels, "")
}

fn full_row(report: &Report, levels: impl Iterator<Item = String>, error: &str) -> String {
    let mut cells = vec![
        text(&report.id),
        text(&report.source),
        text(&report.rubric.id),
        report.score.to_string(),
        text(&report.band),
        report.confidence.to_string(),
        report.answer.words.to_string(),
    ];
    cells.extend(levels);
    let step = report.critique.next_steps.first();
    cells.push(step.map_or(String::new(), |step| text(&step.text)));
    let warnings: Vec<&str> = report
        .warnings
        .iter()
        .map(|warning| warning.kind.name())
        .collect();
    cells.push(text(&warnings.join(" ")));
    cells.push(text(error));
    row(&cells)
}

impl Table {
    /// Adds the row of a graded answer; the levels of one to another rubric have no columns.
    pub(super) fn graded(&mut self, report: &Report, row: &str) -> Added {
        if let Some((rubric, criteria)) = &self.rubric {
            if *rubric == report.rubric.id {
                return Added::whole(row.to_owned());
            }
            let why = format!(
                "a CSV file holds the criteria of one rubric: this one was graded by `{}`, those before by `{rubric}`; \
                 `--rubric` takes one for all, `-f jsonl` holds any",
                report.rubric.id
            );
            let levels = std::iter::repeat_n(String::new(), *criteria);
            return Added {
                text: full_row(report, levels, &why),
                left_out: Some(why),
            };
        }
        self.rubric = Some((report.rubric.id.to_string(), report.criteria.len()));
        let mut out = head(report.criteria.iter().map(|criterion| text(&criterion.id)));
        for failure in std::mem::take(&mut self.early) {
            out.push_str(&self.failed(&failure));
        }
        out.push_str(row);
        Added::whole(out)
    }

    /// Adds the row of an input that could not be graded.
    pub(super) fn failed(&mut self, failure: &Failure) -> String {
        let Some((_, criteria)) = self.rubric else {
            self.early.push(failure.clone());
            return String::new();
        };
        empty_row(failure, criteria)
    }

    /// What is left where nothing was graded.
    pub(super) fn end(self) -> String {
        if self.rubric.is_some() {
            return String::new();
        }
        let mut out = head(std::iter::empty());
        for failure in &self.early {
            out.push_str(&empty_row(failure, 0));
        }
        out
    }
}

fn head(criteria: impl Iterator<Item = String>) -> String {
    let before = BEFORE.iter().map(|name| (*name).to_owned());
    let behind = BEHIND.iter().map(|name| (*name).to_owned());
    let cells: Vec<String> = before.chain(criteria).chain(behind).collect();
    row(&cells)
}

fn empty_row(failure: &Failure, criteria: usize) -> String {
    let mut cells = vec![text(&failure.id), text(&failure.source)];
    cells.resize(BEFORE.len() + criteria + BEHIND.len() - 1, String::new());
    cells.push(text(&failure.error.message));
    row(&cells)
}

/// A text that no spreadsheet takes for a formula: what begins like one gets an apostrophe.
fn text(cell: &str) -> String {
    let shown = Printable(cell).to_string();
    let formula = shown
        .trim_start()
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if formula { format!("'{shown}") } else { shown }
}

/// The cells as a line (RFC 4180, but for its ends of lines).
fn row(cells: &[String]) -> String {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(Vec::new());
    // A vector takes everything.
    let _ = writer.write_record(cells);
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for evil in ["=1+1", "+1", "-1", "@sum", "\t=1", " =cmd|x", "＝1"] {
            assert!(text(evil).starts_with('\''), "{evil}");
        }
        assert_eq!(text("Ann"), "Ann");
        assert_eq!(row(&[text("a,\"b\"\nc"), text("")]), "\"a,\"\"b\"\" c\",\n");
    }
}
