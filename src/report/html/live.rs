//! The live page: the same critique as data, so that a page in a browser can show it anew at every key.
//!
//! Nothing of an answer is ever markup here: the page is written once and holds no answer, and its
//! script puts what it is sent in as text.

use std::collections::BTreeMap;

use serde::Serialize;

use super::answer::held;
use super::criteria::{Group, groups};
use super::segments::{Segment, segments};
use super::{SCRIPT_LIVE, STYLE, STYLE_LIVE, fill, hash};
use crate::critique::Rung;
use crate::report::build::meaning;
use crate::report::model::{CriterionReport, Report};
use crate::report::quote::Quote;
use crate::report::warning::WarningKind;
use crate::rubric::Rubric;
use crate::text::shorten;

/// Quotes are shown up to so many characters; the whole stands in the text.
const QUOTE: usize = 120;

/// So many warnings of a kind are spelt out.
const NOTES: usize = 3;

/// A rubric that can be chosen in the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// By what it is asked for.
    pub name: String,
    /// What people call it.
    pub title: String,
}

/// What the page is written for.
#[derive(Debug)]
pub struct Setup<'a> {
    /// The rubrics to choose from.
    pub rubrics: &'a [Choice],
    /// The one that is chosen at first; empty where each answer speaks for itself.
    pub chosen: &'a str,
    /// The most bytes of an answer.
    pub limit: usize,
}

/// The live page and the policy that it is to be served with.
#[derive(Clone, Debug)]
pub struct LivePage {
    /// The page.
    pub html: String,
    /// Its `Content-Security-Policy`.
    pub policy: String,
}

/// Writes the live page.
#[must_use]
pub fn live_page(setup: &Setup) -> LivePage {
    #[derive(Serialize)]
    struct Values<'a> {
        style: &'a str,
        script: &'a str,
        rubrics: &'a [Choice],
        chosen: &'a str,
        limit: usize,
        made_by: String,
    }
    let style = format!("{STYLE}{STYLE_LIVE}");
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; connect-src 'self'; img-src data:; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
        hash(&style),
        hash(SCRIPT_LIVE)
    );
    let values = Values {
        style: &style,
        script: SCRIPT_LIVE,
        rubrics: setup.rubrics,
        chosen: setup.chosen,
        limit: setup.limit,
        made_by: format!("evaluate {}", env!("CARGO_PKG_VERSION")),
    };
    LivePage {
        html: fill("live", values),
        policy,
    }
}

#[derive(Serialize)]
struct Live<'a> {
    score: f64,
    band: &'a str,
    confidence: f64,
    rubric: Graded<'a>,
    words: usize,
    summary: &'a str,
    not_an_answer: bool,
    notes: Vec<String>,
    bands: Vec<(f64, &'a str)>,
    rungs: Vec<Step<'a>>,
    groups: Vec<Group<'a, Details>>,
    marks: Vec<Mark<'a>>,
}

#[derive(Serialize)]
struct Graded<'a> {
    id: &'a str,
    title: &'a str,
    version: &'a str,
    chosen: &'static str,
}

#[derive(Serialize)]
struct Step<'a> {
    n: usize,
    title: &'a str,
    from: &'a str,
    to: &'a str,
    gain: f64,
    score: f64,
    text: String,
}

/// What the page shows of a criterion beside its level.
#[derive(Serialize)]
struct Details {
    quotes: Vec<Shown>,
    promises: Vec<Shown>,
}

/// Words of the answer and where they stand, counted as browsers count: in UTF-16.
#[derive(Serialize)]
struct Shown {
    line: usize,
    start: usize,
    end: usize,
    quote: String,
}

/// A stretch of the text that is marked, counted likewise.
#[derive(Serialize)]
struct Mark<'a> {
    start: usize,
    end: usize,
    /// The criteria that it counts for, from 1.
    to: &'a str,
    class: &'a str,
    title: &'a str,
}

/// A graded answer as the live page wants it: JSON, with places counted in UTF-16.
#[must_use]
pub fn live(report: &Report, rubric: &Rubric, rungs: &[Rung]) -> String {
    let segments = segments(report);
    let places = Places::new(&segments);
    let not_an_answer = report.score == 0.0
        && report
            .warnings
            .iter()
            .any(|warning| warning.kind == WarningKind::NotAnAnswer);
    let live = Live {
        score: report.score,
        band: &report.band,
        confidence: report.confidence,
        rubric: Graded {
            id: &report.rubric.id,
            title: &rubric.title,
            version: &report.rubric.version,
            chosen: report.rubric.chosen.reason(),
        },
        words: report.answer.words,
        summary: &report.critique.summary,
        not_an_answer,
        notes: notes(report, not_an_answer),
        bands: rubric
            .bands
            .iter()
            .map(|(least, name)| (*least, name.as_str()))
            .collect(),
        // What is no answer has first to become one.
        rungs: if not_an_answer {
            Vec::new()
        } else {
            steps(report, rubric, rungs)
        },
        groups: groups(report, |criterion| details(criterion, &places)),
        marks: marks(&segments, &places),
    };
    // All of it is our own strings and finite numbers.
    serde_json::to_string(&live).unwrap_or_default()
}

/// What there is to know beside the grades: what score rules did, and warnings, the first few of a
/// kind. That a text is no answer is said by the summary.
fn notes(report: &Report, not_an_answer: bool) -> Vec<String> {
    let mut notes: Vec<String> = report.caps.iter().map(held).collect();
    let mut kinds: Vec<WarningKind> = Vec::new();
    for warning in &report.warnings {
        let kind = warning.kind;
        if kinds.contains(&kind) || (not_an_answer && kind == WarningKind::NotAnAnswer) {
            continue;
        }
        kinds.push(kind);
        let alike = report.warnings.iter().filter(|other| other.kind == kind);
        notes.extend(alike.clone().take(NOTES).map(|one| here(&one.message)));
        let more = alike.count().saturating_sub(NOTES);
        if more > 0 {
            notes.push(format!("And {more} more of this kind."));
        }
    }
    notes
}

/// A warning as a sentence of its own, with what settles it in the page in place of the command's flags.
fn here(said: &str) -> String {
    let said = said
        .replace(
            "`--question` or `--rubric`",
            "the question or the rubric above",
        )
        .replace("`--rubric`", "the rubric above");
    sentence(&said)
}

/// A sentence as it begins.
fn sentence(said: &str) -> String {
    let mut letters = said.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

fn steps<'a>(report: &'a Report, rubric: &'a Rubric, rungs: &[Rung]) -> Vec<Step<'a>> {
    let steps = rungs.iter().filter_map(|rung| {
        let graded = report.criteria.get(rung.criterion)?;
        let asked = rubric.criteria.get(rung.criterion)?;
        let to = rubric.level_name(rung.from + 1);
        // The advice is written for the level that there is; further up the level itself has to speak.
        let text = if rung.from == graded.level {
            graded.advice.to_string()
        } else {
            sentence(&format!("{to}: {}.", meaning(asked, rung.from + 1)))
        };
        Some(Step {
            n: rung.criterion + 1,
            title: &graded.title,
            from: rubric.level_name(rung.from),
            to,
            gain: rung.gain,
            score: rung.score,
            text,
        })
    });
    steps.collect()
}

fn details(criterion: &CriterionReport, places: &Places) -> Details {
    let shown = |quotes: &[Quote]| -> Vec<Shown> {
        let each = quotes.iter().map(|quote| Shown {
            line: quote.line,
            start: places.of(quote.start),
            end: places.of(quote.end),
            quote: shorten(&quote.words, QUOTE),
        });
        each.collect()
    };
    Details {
        quotes: shown(&criterion.evidence),
        promises: shown(&criterion.announced),
    }
}

fn marks<'a>(segments: &'a [Segment], places: &Places) -> Vec<Mark<'a>> {
    let marked = segments
        .iter()
        .filter(|segment| !segment.all.is_empty() || !segment.class.is_empty());
    marked
        .map(|segment| Mark {
            start: places.of(segment.start),
            end: places.of(segment.start + segment.text.len()),
            to: &segment.all,
            class: segment.class,
            title: &segment.title,
        })
        .collect()
}

/// Where the segments begin and end, in bytes and in UTF-16.
struct Places(BTreeMap<usize, usize>);

impl Places {
    fn new(segments: &[Segment]) -> Self {
        let mut places = BTreeMap::from([(0, 0)]);
        let mut units = 0;
        for segment in segments {
            units += segment.text.encode_utf16().count();
            places.insert(segment.start + segment.text.len(), units);
        }
        Self(places)
    }

    /// The place of a byte at which a segment begins or ends.
    fn of(&self, byte: usize) -> usize {
        let known = self.0.range(..=byte).next_back();
        known.map_or(0, |(_, units)| *units)
    }
}
