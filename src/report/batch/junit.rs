//! A suite an answer, a case a criterion: failing below the level that the rubric asks for. What could
//! not be graded is an error.

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
    pub(super) fn graded(&mut self, report: &Report) {
        self.tests += report.criteria.len();
        self.failures += report.criteria.iter().filter(|one| fails(one)).count();
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

fn fails(criterion: &CriterionReport) -> bool {
    criterion.level < criterion.passes
}

/// The suite of a graded answer.
pub(super) fn graded(report: &Report) -> String {
    let id = safe(&report.id);
    let failures = report.criteria.iter().filter(|one| fails(one)).count();
    let mut out = format!(
        "  <testsuite name=\"{id}\" tests=\"{}\" failures=\"{failures}\" errors=\"0\">\n",
        report.criteria.len()
    );
    let facts = [
        ("rubric", report.rubric.id.to_string()),
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
    for criterion in &report.criteria {
        case(&mut out, &id, &report.source, criterion);
    }
    out.push_str("  </testsuite>\n");
    out
}

fn case(out: &mut String, id: &str, source: &str, criterion: &CriterionReport) {
    let name = safe(&criterion.id);
    let head = format!(
        "    <testcase classname=\"{id}\" name=\"{name}\" file=\"{}\"",
        safe(source)
    );
    if !fails(criterion) {
        let _ = writeln!(out, "{head}/>");
        return;
    }
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
    let _ = writeln!(
        out,
        "{head}>\n      <failure type=\"level\" message=\"{}\">{}</failure>\n    </testcase>",
        safe(&message),
        safe(&text)
    );
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
