//! What to say about a graded answer: what it does well, what is missing, what to write next.

mod ladder;

use crate::document::Document;
use crate::evidence::Evidence;
use crate::rubric::{Advice, AdvicePart, MAX_LEVEL, Name, Rubric};
use crate::score::{self, Score};
use crate::text::{Span, shorten, split_sentences};

pub use ladder::{Rung, ladder};

/// A step that raises the score.
#[derive(Clone, Debug, PartialEq)]
pub struct NextStep {
    /// The criterion, by index.
    pub criterion: usize,
    /// The points it would gain, through all score rules.
    pub gain: f64,
    /// What to write.
    pub text: String,
}

/// What to say about an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Critique {
    /// One or two sentences on the whole.
    pub summary: String,
    /// Criteria at the highest level, heaviest first, by index.
    pub strengths: Vec<usize>,
    /// Criteria at level 0 or 1, heaviest first, by index.
    pub gaps: Vec<usize>,
    /// The three steps that gain the most.
    pub next_steps: Vec<NextStep>,
    /// For each criterion, the advice for its level; empty at the highest.
    pub advice: Vec<String>,
}

/// How many steps are proposed.
const STEPS: usize = 3;

/// Writes the critique of a graded answer.
#[must_use]
pub fn write(
    rubric: &Rubric,
    document: &Document,
    evidence: &Evidence,
    score: &Score,
    product: Option<&str>,
) -> Critique {
    let levels: Vec<u8> = score.grades.iter().map(|grade| grade.level).collect();
    let writer = Writer {
        document,
        evidence,
        product,
    };
    let advice: Vec<String> = rubric
        .criteria
        .iter()
        .zip(&levels)
        .map(|(criterion, level)| {
            criterion
                .advice
                .get(usize::from(*level))
                .map_or_else(String::new, |a| writer.advice(a))
        })
        .collect();
    let by_weight = |wanted: &dyn Fn(u8) -> bool| {
        let mut chosen: Vec<usize> = (0..levels.len())
            .filter(|at| levels.get(*at).is_some_and(|level| wanted(*level)))
            .collect();
        chosen.sort_by(|a, b| weight(rubric, *b).total_cmp(&weight(rubric, *a)));
        chosen
    };
    let strengths = by_weight(&|level| level == MAX_LEVEL);
    let gaps = by_weight(&|level| level <= 1);
    Critique {
        summary: summary(rubric, evidence, score, &strengths, &gaps),
        next_steps: next_steps(rubric, score, &levels, &advice),
        strengths,
        gaps,
        advice,
    }
}

fn weight(rubric: &Rubric, criterion: usize) -> f64 {
    rubric
        .criteria
        .get(criterion)
        .map_or(0.0, |criterion| criterion.weight)
}

fn next_steps(rubric: &Rubric, score: &Score, levels: &[u8], advice: &[String]) -> Vec<NextStep> {
    let mut steps: Vec<NextStep> = Vec::new();
    for (criterion, level) in levels.iter().enumerate() {
        if *level >= MAX_LEVEL {
            continue;
        }
        let mut raised = levels.to_vec();
        if let Some(slot) = raised.get_mut(criterion) {
            *slot += 1;
        }
        let gain = score::round(score::outcome(rubric, &raised).score - score.outcome.score);
        let text = advice.get(criterion).cloned().unwrap_or_default();
        steps.push(NextStep {
            criterion,
            gain,
            text,
        });
    }
    // Stable: equal gains stay in the rubric's order.
    steps.sort_by(|a, b| b.gain.total_cmp(&a.gain));
    steps.truncate(STEPS);
    steps
}

fn titles(rubric: &Rubric, criteria: &[usize]) -> String {
    let names: Vec<String> = criteria
        .iter()
        .take(3)
        .filter_map(|at| rubric.criteria.get(*at))
        .map(|criterion| criterion.title.to_lowercase())
        .collect();
    join(&names)
}

/// "a, b and c".
fn join(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn summary(
    rubric: &Rubric,
    evidence: &Evidence,
    score: &Score,
    strengths: &[usize],
    gaps: &[usize],
) -> String {
    if evidence.answer_words == 0 && evidence.extent.set_aside.is_empty() {
        return "The answer is empty: there is nothing to grade yet.".into();
    }
    if let Some(reason) = evidence
        .extent
        .not_an_answer
        .as_ref()
        .filter(|_| score.outcome.score == 0.0)
    {
        return format!(
            "This reads as {}, not as an answer: {}.",
            reason.kind,
            reason.reasons.join("; ")
        );
    }
    let promised: Vec<usize> = (0..score.grades.len())
        .filter(|at| {
            score
                .grades
                .get(*at)
                .is_some_and(|grade| !grade.announced.is_empty())
        })
        .collect();
    let mut text = match (strengths.is_empty(), gaps.is_empty()) {
        (false, false) => format!(
            "Strong on {}; weak on {}.",
            titles(rubric, strengths),
            titles(rubric, gaps)
        ),
        (false, true) => format!(
            "Strong on {}, and nothing important is missing.",
            titles(rubric, strengths)
        ),
        (true, false) => format!(
            "Nothing is strong yet; weakest on {}.",
            titles(rubric, gaps)
        ),
        (true, true) => "Everything is there, and each part can still be made sharper.".into(),
    };
    if !promised.is_empty() {
        text.push_str(" It announces ");
        text.push_str(&titles(rubric, &promised));
        text.push_str(" and does not deliver.");
    }
    text
}

/// What stands for things that have no name.
const NAMELESS: &str = "what you have";

struct Writer<'a> {
    document: &'a Document,
    evidence: &'a Evidence,
    product: Option<&'a str>,
}

impl Writer<'_> {
    /// The advice with what was found in it. A sentence that would name what was not found is left out,
    /// unless it is all there is.
    fn advice(&self, advice: &Advice) -> String {
        let mut text = String::new();
        let mut holes = Vec::new();
        for part in &advice.parts {
            match part {
                AdvicePart::Text(words) => text.push_str(words),
                AdvicePart::Product => text.push_str(self.product.unwrap_or("the product")),
                AdvicePart::Count(name) => {
                    text.push_str(&self.evidence.distinct(&[*name]).to_string());
                }
                AdvicePart::List(name) => {
                    let start = text.len();
                    let list = self.list(*name);
                    text.push_str(list.as_deref().unwrap_or(NAMELESS));
                    if list.is_none() {
                        holes.push(Span::new(start, text.len()));
                    }
                }
            }
        }
        if holes.is_empty() {
            return text;
        }
        let whole = |sentence: &Span| !holes.iter().any(|hole| hole.overlaps(*sentence));
        let sentences = split_sentences(&text, Span::new(0, text.len()));
        let kept = sentences.into_iter().filter(whole);
        let kept: Vec<&str> = kept.map(|sentence| sentence.of(&text)).collect();
        if kept.is_empty() {
            text
        } else {
            kept.join(" ")
        }
    }

    /// Up to four things that a signal found, by name.
    fn list(&self, name: Name) -> Option<String> {
        let hits = self.evidence.different(&[name]);
        let mut names: Vec<String> = hits
            .iter()
            .take(4)
            .map(|hit| shorten(hit.span.of(&self.document.plain), 32))
            .collect();
        if hits.len() > names.len() {
            names.push(format!("{} more", hits.len() - names.len()));
        }
        (!names.is_empty()).then(|| join(&names))
    }
}
