//! Evidence made into quotes: spans become places in the input, with enough words around them.

use std::borrow::Cow;

use super::Builder;
use crate::evidence::Hit;
use crate::report::model::CriterionReport;
use crate::report::quote::{Kinship, Quote};
use crate::rubric::{Criterion, Opinion};
use crate::score::Grade;
use crate::text::Span;

/// A context of so many characters is enough to know the place by.
const ENOUGH: usize = 24;

/// Who points at the words that a judge quotes, where evidence is listed by signals.
const JUDGE: &str = "judge";

/// What points at words that no signal found, but that are like what examiners mark.
const LEARNED: &str = "learned";

impl<'a> Builder<'_, 'a> {
    /// What earned a level: what the signals found, and what a judge quoted.
    pub(super) fn evidence(&self, criterion: &Criterion, grade: &Grade) -> Vec<Quote<'a>> {
        let mut evidence = self.quotes(&grade.evidence);
        for (quote, hit) in evidence.iter_mut().zip(&grade.evidence) {
            if criterion.own.contains(&hit.signal) {
                quote.kinship = Kinship::Own;
            }
        }
        if let Some(opinion) = grade.opinion.as_ref().filter(|_| grade.level > 0) {
            let known = |cited: &Quote| {
                grade.evidence.iter().any(|hit| {
                    let hit = self.place(hit.span);
                    hit.start <= cited.start && cited.end <= hit.end
                })
            };
            let cited = self.cited(opinion).into_iter();
            evidence.extend(cited.filter(|cited| !known(cited)));
            evidence.sort_by_key(|quote| (quote.start, quote.end));
        }
        evidence
    }

    /// What a judge quoted for a level.
    pub(super) fn cited(&self, opinion: &Opinion) -> Vec<Quote<'a>> {
        let document = &self.assessment.document;
        let quotes = opinion
            .quotes
            .iter()
            .map(|span| self.quoted(JUDGE, *span, span.of(&document.plain)));
        quotes.collect()
    }

    fn quotes(&self, hits: &[Hit]) -> Vec<Quote<'a>> {
        hits.iter().map(|hit| self.quote(hit)).collect()
    }

    /// A promise is shown as the whole sentence that makes it, and quoted so where the words may
    /// belong to another criterion.
    pub(super) fn promises(&self, hits: &[Hit]) -> Vec<Quote<'a>> {
        let document = &self.assessment.document;
        let promise = |hit: &Hit| {
            let whole = document.sentences.get(hit.sentence);
            let whole = whole.map_or(hit.span, |sentence| sentence.text);
            let context = whole.of(&document.plain);
            let span = if self.is_shared(hit.signal) {
                whole
            } else {
                hit.span
            };
            Quote {
                context: context.into(),
                ..self.quote(&Hit { span, ..*hit })
            }
        };
        hits.iter().map(promise).collect()
    }

    /// Whether a signal finds the promises of several criteria.
    fn is_shared(&self, signal: usize) -> bool {
        let criteria = self.subject.rubric.criteria.iter();
        let announced = criteria.filter(|criterion| criterion.announced_by.contains(&signal));
        announced.count() > 1
    }

    fn quote(&self, hit: &Hit) -> Quote<'a> {
        let signal = self.subject.rubric.signals.get(hit.signal);
        let name = signal.map_or(LEARNED, |signal| signal.name.as_str());
        self.quoted(name, hit.span, self.context(hit))
    }

    /// Words of the plain text that somebody points at.
    fn quoted(&self, by: &'a str, plain: Span, context: impl Into<Cow<'a, str>>) -> Quote<'a> {
        let document = &self.assessment.document;
        let text = &self.subject.answer.text;
        let span = self.place(plain);
        let sentence = document.sentences.get(document.sentence_at(plain.start));
        let sentence = sentence.map_or(plain, |sentence| {
            Span::new(
                sentence.text.start.min(plain.start),
                sentence.text.end.max(plain.end),
            )
        });
        let position = self.lines.position(text, span.start);
        Quote {
            signal: by.into(),
            start: span.start,
            end: span.end,
            line: position.line,
            column: position.column,
            quote: span.of(text).into(),
            words: plain.of(&document.plain).into(),
            sentence: sentence.of(&document.plain).into(),
            context: context.into(),
            kinship: Kinship::Alone,
        }
    }

    /// The sentence of a hit from its first word on; where that is little, from some words before.
    fn context(&self, hit: &Hit) -> Cow<'a, str> {
        let document = &self.assessment.document;
        let (from, to) = document
            .sentences
            .get(hit.sentence)
            .map_or((hit.span.start, hit.span.end), |sentence| {
                (sentence.text.start, sentence.text.end)
            });
        let rest = Span::new(hit.span.start, to.max(hit.span.end)).of(&document.plain);
        let lacking = ENOUGH.saturating_sub(rest.chars().count());
        let before = Span::new(from.min(hit.span.start), hit.span.start).of(&document.plain);
        let added = words_at_end(before, lacking);
        if added.is_empty() {
            return rest.into();
        }
        let mark = if added.len() < before.trim_start().len() {
            "…"
        } else {
            ""
        };
        format!("{mark}{added}{rest}").into()
    }
}

/// Marks the evidence that several criteria have from the same signal, and none of them defines.
pub(super) fn mark_shared(criteria: &mut [CriterionReport]) {
    let mut uses = Vec::new();
    for (nth, criterion) in criteria.iter().enumerate() {
        let signals = criterion.evidence.iter().map(|quote| quote.signal.clone());
        uses.extend(signals.map(|signal| (signal, nth)));
    }
    uses.sort_unstable();
    uses.dedup();
    let several = uses.chunk_by(|(one, _), (other, _)| one == other);
    let several = several.filter(|uses| uses.len() > 1);
    let shared: Vec<_> = several.filter_map(|uses| uses.first()).collect();
    for quote in criteria.iter_mut().flat_map(|one| &mut one.evidence) {
        let found = shared.binary_search_by(|(signal, _)| signal.cmp(&quote.signal));
        if found.is_ok() && quote.kinship != Kinship::Own {
            quote.kinship = Kinship::Shared;
        }
    }
}

/// The last whole words of a text that have at most so many characters together.
fn words_at_end(text: &str, characters: usize) -> &str {
    let Some(before) = characters.checked_sub(1) else {
        return "";
    };
    let Some((least, _)) = text.char_indices().rev().nth(before) else {
        return text.trim_start();
    };
    let (head, tail) = text.split_at_checked(least).unwrap_or_default();
    if head.is_empty() || head.ends_with(char::is_whitespace) {
        return tail.trim_start();
    }
    let space = tail.find(char::is_whitespace);
    let after = space.and_then(|at| tail.get(at..));
    after.unwrap_or("").trim_start()
}
