//! One answer in the page: its score, its next steps, its text and its criteria, linked both ways.

use serde::Serialize;

use super::criteria::{Group, groups};
use super::fill;
use super::segments::{Segment, segments};
use crate::report::model::{CapReport, CriterionReport, Report};
use crate::report::quote::{Quote, telling};
use crate::report::warning::WarningKind;
use crate::text::shorten;

/// Quotes are shown up to so many characters; the whole stands in the text.
const QUOTE: usize = 40;

/// Fewer characters say little by themselves.
const SHORT: usize = 24;

/// So many quotes of a criterion are shown beside the text, where all are marked.
const QUOTES: usize = 3;

#[derive(Serialize)]
struct Answer<'a> {
    score: f64,
    band: &'a str,
    confidence: f64,
    rubric: String,
    judge: &'a str,
    summary: &'a str,
    caps: Vec<String>,
    warnings: Vec<&'a str>,
    steps: Vec<Step<'a>>,
    groups: Vec<Group<'a, Details>>,
    segments: Vec<Segment<'a>>,
    has_promise: bool,
    has_aside: bool,
    has_attack: bool,
}

#[derive(Serialize)]
struct Step<'a> {
    gain: f64,
    n: usize,
    title: &'a str,
    text: &'a str,
}

/// What the page shows of a criterion beside its level.
#[derive(Serialize)]
struct Details {
    judge: String,
    quotes: Vec<Shown>,
    /// How many more there are.
    more: usize,
    promises: Vec<Shown>,
}

#[derive(Serialize)]
struct Shown {
    line: usize,
    start: usize,
    quote: String,
}

/// What an answer is called.
pub(super) fn name(report: &Report) -> String {
    if report.source == "-" && report.id == "stdin" {
        "Standard input".to_owned()
    } else {
        report.id.to_string()
    }
}

/// An answer's part of the page; `@` stands for the answer in the names of its places.
pub(super) fn body(report: &Report) -> String {
    #[derive(Serialize)]
    struct Values<'a> {
        a: Answer<'a>,
    }
    let a = Answer {
        score: report.score,
        band: &report.band,
        confidence: report.confidence,
        rubric: format!(
            "{} {}, {}",
            report.rubric.id,
            report.rubric.version,
            report.rubric.chosen.reason()
        ),
        judge: report.judge.as_ref().map_or("", |judge| &judge.model),
        summary: &report.critique.summary,
        caps: report.caps.iter().map(held).collect(),
        warnings: report
            .warnings
            .iter()
            .map(|warning| warning.message.as_str())
            .collect(),
        steps: steps(report),
        groups: groups(report, details),
        segments: segments(report),
        has_promise: report
            .criteria
            .iter()
            .any(|criterion| !criterion.announced.is_empty()),
        has_aside: !report.furniture.is_empty(),
        has_attack: report
            .warnings
            .iter()
            .any(|warning| warning.kind == WarningKind::Injection),
    };
    fill("answer", Values { a })
}

/// What a score rule did, in a sentence.
pub(super) fn held(cap: &CapReport) -> String {
    let held = match (cap.at_most, cap.minus) {
        (Some(limit), _) => format!("Held at {limit}"),
        (None, minus) => format!("Less {}", minus.unwrap_or_default()),
    };
    format!("{held} (was {}): {}", cap.before, cap.because)
}

fn steps<'a>(report: &'a Report) -> Vec<Step<'a>> {
    let steps = report.critique.next_steps.iter().filter_map(|step| {
        let at = report
            .criteria
            .iter()
            .position(|criterion| criterion.id == step.criterion)?;
        Some(Step {
            gain: step.gain,
            n: at + 1,
            title: &report.criteria.get(at)?.title,
            text: &step.text,
        })
    });
    steps.collect()
}

/// A quote's words, and those behind them where it has few.
fn words<'r>(quote: &'r Quote) -> &'r str {
    let few = quote.words.chars().count() < SHORT;
    if few && quote.context.contains(&*quote.words) {
        &quote.context
    } else {
        &quote.words
    }
}

fn shown(quote: &Quote, words: &str) -> Shown {
    Shown {
        line: quote.line,
        start: quote.start,
        quote: shorten(words, QUOTE),
    }
}

fn details(criterion: &CriterionReport) -> Details {
    let quotes = telling(&criterion.evidence, QUOTES, QUOTE).into_iter();
    let promises = criterion.announced.iter();
    let judge = criterion.judge.as_ref();
    let judge = judge.filter(|judge| judge.level != Some(criterion.heuristic.level));
    Details {
        judge: judge.map_or_else(String::new, |judge| match (judge.level, &judge.unrated) {
            (Some(level), _) => format!(
                "signals {}, judge {level}: {}",
                criterion.heuristic.level, judge.reasoning
            ),
            (None, Some(why)) => format!("the judge gave no level: {why}"),
            (None, None) => String::new(),
        }),
        quotes: quotes.map(|quote| shown(quote, words(quote))).collect(),
        more: criterion.evidence.len().saturating_sub(QUOTES),
        promises: promises.map(|quote| shown(quote, &quote.words)).collect(),
    }
}
