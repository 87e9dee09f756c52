//! A suite an answer, a case a criterion: failing below the level that the rubric asks for. Where a score
//! is asked for it is a case too. What could not be graded is an error.

use std::fmt::Write as _;

use crate::report::model::{CriterionReport, Failure, Report};
use crate::report::printable::Printable;

/// What the whole run comes to.
#[derive(Debug, Default)]
pub(super) struct Counts {
    tests: usize,
    failures: usize,
    errors: usize,
}

impl Counts {
    pub(super) fn graded(&mut self, report: &Report, least: Option<f64>) {
        let (tests, failures) = counted(report, least);
        self.tests += tests;
        self.failures += failures;
    }

    pub(super) fn failed(&mut self) {
        self.tests += 1;
        self.errors += 1;
    }

    /// The whole document.
    pub(super) fn wrap(&self, suites: &str) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"evaluate\" tests=\"{}\" failures=\"{}\" errors=\"{}\">\n{suites}</testsuites>\n",
            self.tests, self.failures, self.errors
        )
    }
}

/// The cases of an answer, and how many of them fail.
fn counted(report: &Report, least: Option<f64>) -> (usize, usize) {
    let criteria = report.criteria.iter();
    let low = least.is_some_and(|least| report.score < least);
    (
        criteria.len() + usize::from(least.is_some()),
        criteria.filter(|one| fails(one)).count() + usize::from(low),
    )
}

fn fails(criterion: &CriterionReport) -> bool {
    criterion.level < criterion.passes
}

/// The suite of a graded answer.
pub(super) fn graded(report: &Report, least: Option<f64>) -> String {
    let id = safe(&report.id);
    let (tests, failures) = counted(report, least);
    let mut out = format!(
        "  <testsuite name=\"{id}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">\n",
    );
    let facts = [
        ("rubric", report.rubric.id.to_string()),
        ("chosen", report.rubric.chosen.reason().to_owned()),
        ("score", report.score.to_string()),
        ("band", report.band.to_string()),
        ("confidence", report.confidence.to_string()),
    ];
    out.push_str("    <properties>\n");
    for (name, value) in facts {
        let _ = writeln!(
            out,
            "      <property name=\"{name}\" value=\"{}\"/>",
            safe(&value)
        );
    }
    out.push_str("    </properties>\n");
    if let Some(least) = least {
        let message = format!("{} / 100, {least} wanted", report.score);
        let failure = (report.score < least).then_some(("score", message));
        let summary = &report.critique.summary;
        case(&mut out, report, "score", failure, summary);
    }
    for criterion in &report.criteria {
        let (message, text) = wanting(criterion);
        let failure = fails(criterion).then_some(("level", message));
        case(&mut out, report, &criterion.id, failure, &text);
    }
    out.push_str("  </testsuite>\n");
    out
}

/// A case, which fails where there is a kind of failure and what it is.
fn case(
    out: &mut String,
    report: &Report,
    name: &str,
    failure: Option<(&str, String)>,
    text: &str,
) {
    let head = format!(
        "    <testcase classname=\"{}\" name=\"{}\" file=\"{}\"",
        safe(&report.id),
        safe(name),
        safe(&report.source)
    );
    let _ = match failure {
        None => writeln!(out, "{head}/>"),
        Some((kind, message)) => writeln!(
            out,
            "{head}>\n      <failure type=\"{kind}\" message=\"{}\">{}</failure>\n    </testcase>",
            safe(&message),
            safe(text)
        ),
    };
}

/// What a criterion has too little of, and what to write.
fn wanting(criterion: &CriterionReport) -> (String, String) {
    let message = format!(
        "{}: {} ({} of {}), {} wanted",
        criterion.title,
        criterion.level_name,
        criterion.level,
        criterion.max_level,
        criterion.passes
    );
    let mut text = criterion.advice.to_string();
    if let Some(promise) = criterion.announced.first() {
        let _ = write!(text, " Announced in line {}, not delivered.", promise.line);
    }
    (message, text)
}

/// The suite of an input that could not be graded.
pub(super) fn failed(failure: &Failure) -> String {
    let id = safe(&failure.id);
    let message = safe(&failure.error.message);
    format!(
        "  <testsuite name=\"{id}\" tests=\"1\" failures=\"0\" errors=\"1\">\n    \
         <testcase classname=\"{id}\" name=\"readable\" file=\"{}\">\n      \
         <error type=\"{}\" message=\"{message}\"/>\n    </testcase>\n  </testsuite>\n",
        safe(&failure.source),
        safe(&failure.error.kind)
    )
}

/// A text for an attribute or an element: escaped, without what XML cannot hold.
fn safe(text: &str) -> String {
    let shown = Printable(text)
        .to_string()
        .replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}");
    quick_xml::escape::escape(shown).into_owned()
}
