//! The foot of the report: what was kept out, warnings, and how sure all of it is.

use super::super::judged;
use super::super::model::{Report, SetAsideReport};
use super::super::style::paint;
use super::super::warning::{Warning, WarningKind};
use super::{Page, shown};

/// How many warnings of one kind are spelt out.
const WARNINGS: usize = 3;

/// Criteria below this are named as unsure.
const UNSURE: f64 = 0.5;

impl Page<'_> {
    pub(super) fn notes(&mut self) {
        let report = self.report;
        self.blank();
        if let Some(text) = kept_out(&report.furniture) {
            self.paragraph("Kept out: ", 10, &text);
        }
        let mut kinds: Vec<WarningKind> = Vec::new();
        for warning in &report.warnings {
            if !kinds.contains(&warning.kind) {
                kinds.push(warning.kind);
                self.warnings(warning.kind);
            }
        }
        self.paragraph("How sure: ", 10, &how_sure(report));
    }

    fn warnings(&mut self, kind: WarningKind) {
        let all: Vec<&Warning> = self
            .report
            .warnings
            .iter()
            .filter(|warning| warning.kind == kind)
            .collect();
        let lead = format!("{} ", paint(self.look.palette.warning, "Warning:"));
        for warning in all.iter().take(WARNINGS) {
            self.paragraph(&lead, 9, &shown(&warning.message));
        }
        let more = all.len().saturating_sub(WARNINGS);
        if more > 0 {
            self.paragraph(
                &lead,
                9,
                &format!("and {more} more of the kind {}", kind.name()),
            );
        }
    }
}

/// "61 lines of page furniture (navigation, pricing), 3 lines beside the answer (advice)."
fn kept_out(parts: &[SetAsideReport]) -> Option<String> {
    let said: Vec<String> = [(true, "of page furniture"), (false, "beside the answer")]
        .into_iter()
        .filter_map(|(page, what)| {
            let parts: Vec<&SetAsideReport> =
                parts.iter().filter(|part| part.page == page).collect();
            let mut kinds: Vec<String> = Vec::new();
            for part in &parts {
                let kind = shown(&part.kind);
                if !kinds.contains(&kind) {
                    kinds.push(kind);
                }
            }
            let lines = lines(&parts);
            let unit = if lines == 1 { "line" } else { "lines" };
            (!parts.is_empty()).then(|| format!("{lines} {unit} {what} ({})", kinds.join(", ")))
        })
        .collect();
    (!said.is_empty()).then(|| format!("{}.", said.join("; ")))
}

/// How many different lines some parts, in order of the text, cover.
fn lines(parts: &[&SetAsideReport]) -> usize {
    let mut covered = 0;
    let mut last = 0;
    for part in parts {
        let first = part.line.max(last + 1);
        covered += (part.last_line + 1).saturating_sub(first);
        last = last.max(part.last_line);
    }
    covered
}

fn how_sure(report: &Report) -> String {
    let word = match report.confidence {
        c if c >= 0.75 => "quite sure",
        c if c >= 0.55 => "fairly sure",
        c if c >= 0.45 => "not very sure",
        _ => "a guess",
    };
    let mut doubtful: Vec<_> = report
        .criteria
        .iter()
        .filter(|criterion| criterion.confidence < UNSURE)
        .collect();
    doubtful.sort_by(|a, b| a.confidence.total_cmp(&b.confidence));
    let names: Vec<String> = doubtful
        .iter()
        .take(3)
        .map(|criterion| shown(&criterion.title).to_lowercase())
        .collect();
    let least = if names.is_empty() {
        String::new()
    } else {
        format!("; least on {}", names.join(", "))
    };
    let judge = report.judge.as_ref();
    let judge = judge.map_or_else(
        || "No judge was asked.".to_owned(),
        |judge| shown(&judged::of_answer(report, judge)),
    );
    let of_ten = (report.confidence * 10.0).round();
    format!(
        "{word} ({:.2}: of ten such levels an examiner gives about {of_ten} alike){least}. {judge}",
        report.confidence
    )
}
