//! SARIF 2.1.0: gaps and evidence as results at their places, for tools that annotate files.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::report::json::line;
use crate::report::model::{CriterionReport, Failure, Report};
use crate::report::quote::Quote;
use crate::report::warning::Warning;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// What the rules on whole answers are called.
const OWN: &str = "evaluate";

/// The results of a graded answer, between commas.
pub(super) fn graded(report: &Report) -> String {
    let place = Place {
        source: &report.source,
        line: report.line,
    };
    let rubric = &report.rubric.id;
    let mut results = vec![score(report, &place)];
    for criterion in &report.criteria {
        results.extend(gap(rubric, criterion, &place));
        let evidence = criterion.evidence.iter();
        results.extend(evidence.map(|quote| found(rubric, criterion, quote, &place)));
    }
    results.extend(
        report
            .warnings
            .iter()
            .map(|warning| warned(warning, &place)),
    );
    let texts: Vec<String> = results.iter().map(text).collect();
    texts.join(",\n")
}

/// The notice on an input that could not be graded.
pub(super) fn failed(failure: &Failure) -> String {
    text(&json!({
        "level": "error",
        "descriptor": {"id": failure.error.kind},
        "message": {"text": failure.error.message},
        "locations": [Place { source: &failure.source, line: None }.whole()],
    }))
}

/// The whole document.
pub(super) fn wrap(
    rules: &BTreeMap<String, Vec<(String, String)>>,
    results: &str,
    notices: &[String],
) -> String {
    let own = json!({"id": format!("{OWN}/answer"), "shortDescription": {"text": "The answer as a whole"}});
    let criteria = rules.iter().flat_map(|(rubric, criteria)| {
        criteria.iter().map(move |(id, title)| {
            json!({
                "id": format!("{rubric}/{id}"),
                "name": id,
                "shortDescription": {"text": title},
            })
        })
    });
    let rules: Vec<Value> = std::iter::once(own).chain(criteria).collect();
    let driver = json!({
        "name": OWN,
        "version": env!("CARGO_PKG_VERSION"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules,
    });
    let invocation = format!(
        "{{\"executionSuccessful\":{},\"toolExecutionNotifications\":[{}]}}",
        notices.is_empty(),
        notices.join(",\n")
    );
    format!(
        "{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[{{\"tool\":{{\"driver\":{}}},\
         \"columnKind\":\"unicodeCodePoints\",\"invocations\":[{invocation}],\"results\":[\n{results}\n]}}]}}\n",
        text(&driver)
    )
}

fn text(value: &Value) -> String {
    line(value).trim_end().to_owned()
}

/// The file that an answer stands in.
struct Place<'a> {
    source: &'a str,
    /// The line of its record, in a file of many.
    line: Option<usize>,
}

impl Place<'_> {
    /// The answer as a whole.
    fn whole(&self) -> Value {
        let line = self.line.unwrap_or(1);
        self.region(&json!({"startLine": line}))
    }

    /// Where a quote stands; in a file of many, or one whose lines are not its text's, the record.
    fn quote(&self, quote: &Quote) -> Value {
        let document = self.source.to_ascii_lowercase().ends_with(".docx");
        if self.line.is_some() || document {
            return self.whole();
        }
        let text = quote.quote.replace("\r\n", "\n").replace('\r', "\n");
        let breaks = text.matches('\n').count();
        let last = text.rsplit('\n').next().unwrap_or("").chars().count();
        let end = if breaks == 0 {
            quote.column + last
        } else {
            last + 1
        };
        self.region(&json!({
            "startLine": quote.line,
            "startColumn": quote.column,
            "endLine": quote.line + breaks,
            "endColumn": end,
        }))
    }

    fn region(&self, region: &Value) -> Value {
        json!({"physicalLocation": {"artifactLocation": {"uri": uri(self.source)}, "region": region}})
    }
}

fn score(report: &Report, place: &Place) -> Value {
    let rubric = &report.rubric;
    let reason = rubric.chosen.reason();
    let summary = format!(
        "{}: {} / 100, {}. {} Rubric {} {}, {reason}.",
        report.id, report.score, report.band, report.critique.summary, rubric.id, rubric.version
    );
    json!({
        "ruleId": format!("{OWN}/answer"),
        "kind": "informational",
        "level": "none",
        "message": {"text": summary},
        "locations": [place.whole()],
        "properties": {
            "score": report.score,
            "confidence": report.confidence,
            "rubric": rubric.id,
            "chosen": reason,
        },
    })
}

/// What is missing of a criterion, at what was promised or at the last that was found of it.
fn gap(rubric: &str, criterion: &CriterionReport, place: &Place) -> Option<Value> {
    if criterion.level == criterion.max_level {
        return None;
    }
    let at = criterion.announced.first().or(criterion.evidence.last());
    let level = if criterion.level < criterion.passes {
        "warning"
    } else {
        "note"
    };
    let message = format!(
        "{}: {} ({} of {}). {}",
        criterion.title,
        criterion.level_name,
        criterion.level,
        criterion.max_level,
        criterion.advice
    );
    Some(json!({
        "ruleId": format!("{rubric}/{}", criterion.id),
        "kind": "fail",
        "level": level,
        "message": {"text": message},
        "locations": [at.map_or_else(|| place.whole(), |quote| place.quote(quote))],
        "properties": {"level": criterion.level, "points": criterion.points, "max_points": criterion.max_points},
    }))
}

fn found(rubric: &str, criterion: &CriterionReport, quote: &Quote, place: &Place) -> Value {
    json!({
        "ruleId": format!("{rubric}/{}", criterion.id),
        "kind": "pass",
        "level": "none",
        "message": {"text": format!("{}: {}", criterion.title, quote.words)},
        "locations": [place.quote(quote)],
        "properties": {"signal": quote.signal},
    })
}

fn warned(warning: &Warning, place: &Place) -> Value {
    json!({
        "ruleId": format!("{OWN}/answer"),
        "kind": "fail",
        "level": "warning",
        "message": {"text": warning.message},
        "locations": [place.whole()],
        "properties": {"kind": warning.kind.name()},
    })
}

/// A path as a reference to a resource (RFC 3986).
fn uri(source: &str) -> String {
    if source == "-" {
        return "stdin".to_owned();
    }
    let path = source.replace('\\', "/");
    let mut out = String::new();
    if path.starts_with('/') {
        out.push_str("file://");
    }
    for byte in path.trim_start_matches("./").bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_references() {
        assert_eq!(uri("./a b/ü.md"), "a%20b/%C3%BC.md");
        assert_eq!(uri("/x/y.md"), "file:///x/y.md");
    }
}
