//! How much a text looks like a guide rather than an answer: many small signs weighed together.
//!
//! A logistic model: what is measured of a text, times the weights of the reading file, summed. Above 0
//! a text is more likely a guide than an answer.

use std::collections::BTreeMap;

use super::parts::Parts;
use super::{Reader, share};
use crate::rubric::Guide;
use crate::text::{Span, count_words};

/// The blocks at the top in which a text says what it is.
const TOP: usize = 4;

/// The most words of a line that says so.
const TOP_WORDS: usize = 24;

/// The largest share of sentences that one name can take.
const MOST_NAMED: f64 = 0.5;

/// A text of fewer sentences and lines is never called a guide by its small signs.
const GUIDE_SENTENCES: usize = 30;

/// In a text of fewer sentences and lines nothing is set aside for them.
const DOUBTFUL_SENTENCES: usize = 15;

/// What the judge of answerhood has measured already, as shares of sentences or words, 0..=1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measured {
    /// Sentences of which guides, templates, glossaries and the like are made.
    pub(super) signs: f64,
    /// Titles of such texts, out of four.
    pub(super) titles: f64,
    /// Whether the main title is one of them.
    pub(super) headed: f64,
    /// Words set aside as advice, or blank.
    pub(super) advised: f64,
    /// Sentences with an answer's own voice.
    pub(super) voice: f64,
}

/// How a text looks by the sum of its small signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Looks {
    LikeAnAnswer,
    Doubtful,
    LikeAGuide,
}

/// Weighs a text's signs against the limits of the reading file; a short text has too few of them.
pub(super) fn look(
    reader: &Reader,
    parts: &Parts,
    sentences: &[Span],
    measured: Measured,
) -> Looks {
    let Some(guide) = &reader.rubric.reading.guide else {
        return Looks::LikeAnAnswer;
    };
    let sum = weigh(reader, guide, parts, sentences, measured);
    if sum >= guide.convicts && sentences.len() >= GUIDE_SENTENCES {
        Looks::LikeAGuide
    } else if sum >= guide.doubts && sentences.len() >= DOUBTFUL_SENTENCES {
        Looks::Doubtful
    } else {
        Looks::LikeAnAnswer
    }
}

fn weigh(
    reader: &Reader,
    guide: &Guide,
    parts: &Parts,
    sentences: &[Span],
    measured: Measured,
) -> f64 {
    let part = |count: usize| share(count, sentences.len());
    let mut sum = guide.bias
        + guide.signs * measured.signs
        + guide.titles * measured.titles
        + guide.headed * measured.headed
        + guide.advised * measured.advised
        + guide.voice * measured.voice.sqrt()
        + guide.dialogue * f64::from(u8::from(parts.is_dialogue()))
        + guide.name * part(most_named(reader, sentences)).min(MOST_NAMED).sqrt();
    for sign in &guide.shares {
        let matching = |text: &&Span| reader.matches.any(&sign.find, **text);
        sum += sign.weight * part(sentences.iter().filter(matching).count()).sqrt();
    }
    let plain = &reader.document.plain;
    let blocks = reader.document.blocks.iter().map(|block| block.text);
    let top: Vec<Span> = blocks
        .filter(|text| count_words(text.of(plain)) <= TOP_WORDS)
        .take(TOP)
        .collect();
    for sign in &guide.top {
        let holds = top.iter().any(|text| reader.matches.any(&sign.find, *text));
        sum += sign.weight * f64::from(u8::from(holds));
    }
    sum
}

/// Whether a sentence has two different signs of a guide and none of an answer.
pub(super) fn addresses(reader: &Reader, text: Span) -> bool {
    let signs = reader
        .rubric
        .reading
        .guide
        .iter()
        .flat_map(|guide| &guide.shares);
    let mut speaks = 0;
    for sign in signs.filter(|sign| reader.matches.any(&sign.find, text)) {
        if sign.weight < 0.0 {
            return false;
        }
        speaks += 1;
    }
    speaks >= 2
}

/// How often the name that occurs most stands inside a sentence: an answer speaks of one product.
fn most_named(reader: &Reader, sentences: &[Span]) -> usize {
    let plain = &reader.document.plain;
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for text in sentences {
        for word in text.of(plain).split_whitespace().skip(1) {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            let mut letters = word.chars();
            let holds = letters.next().is_some_and(char::is_uppercase)
                && letters.next().is_some_and(char::is_lowercase)
                && letters.next().is_some();
            if holds {
                *names.entry(word).or_default() += 1;
            }
        }
    }
    names.into_values().max().unwrap_or(0)
}
