//! Kinds of texts that are no answers (guides, glossaries, job adverts ...), by their titles and by the
//! sentences of which they are made.

use super::answerhood::NotAnAnswer;
use super::{Reader, share};
use crate::document::Block;
use crate::rubric::{NotAnswer, PatternSet};
use crate::text::Span;

/// The most places that are shown as reasons.
pub(super) const SHOWN: usize = 5;

/// The fewest words of a sentence that tells a reader what to do.
const COMMAND_WORDS: usize = 5;

/// The most title blocks at the top that can say what a text is.
const TOP: usize = 4;

/// The most words of such a block.
const TITLE_WORDS: usize = 16;

/// The fewest titles of a kind that show it by themselves, where they are half of all headings.
const TITLES: usize = 3;

/// The share of words that, set aside as advice or left blank, is evidence by itself.
pub(super) const ADVISED: f64 = 0.4;

/// The share of words that, set aside, leaves little else.
const MOSTLY_ADVISED: f64 = 0.5;

/// A sentence that is neither furniture nor somebody else's turn.
pub(super) struct Text {
    /// Its place among all sentences.
    pub(super) at: usize,
    pub(super) span: Span,
    pub(super) words: usize,
    /// Whether it is set aside as advice.
    pub(super) advice: bool,
    /// Whether something is left open in it.
    pub(super) blank: bool,
}

/// What speaks for and against a kind in a whole text.
#[derive(Clone, Copy)]
pub(super) struct Balance {
    /// How many sentences there are.
    pub(super) total: usize,
    /// Sentences outside advice that speak as someone at work on the question.
    pub(super) voice: usize,
    /// The share of words that are set aside as advice, or blank.
    pub(super) advised: f64,
    /// How many more moves than usual it takes to tell another kind.
    pub(super) more: usize,
}

/// A kind of text that is no answer, and what there is of it.
pub(super) struct Signed<'a> {
    pub(super) kind: &'a NotAnswer,
    pub(super) titles: Vec<Span>,
    /// The sentences that are signs of it.
    signs: Vec<Span>,
    /// The first sentence of each move that it has.
    moves: Vec<Span>,
}

impl<'a> Signed<'a> {
    /// Looks for a kind in some sentences, and notes those that are signs of it among those of all kinds.
    pub(super) fn find(
        reader: &Reader<'a>,
        kind: &'a NotAnswer,
        texts: &[Text],
        noted: &mut [bool],
    ) -> Self {
        Self {
            kind,
            titles: titles(reader, kind),
            signs: signs(reader, kind, texts, noted),
            moves: moves(reader, kind, texts),
        }
    }

    /// Why a text is of this kind, if so.
    pub(super) fn convict(&self, reader: &Reader, balance: Balance) -> Option<NotAnAnswer> {
        let Signed {
            kind,
            titles,
            signs,
            ..
        } = self;
        let Balance {
            total,
            voice,
            advised,
            more,
        } = balance;
        if let Some(told) = self.told(more) {
            return Some(told);
        }
        let share = share(signs.len(), total);
        // Much that speaks to a reader or leaves blanks, or a main title, makes fewer signs enough.
        let headed = titles.first().is_some_and(|title| is_head(reader, *title));
        let least = if advised >= ADVISED || headed {
            kind.share / 2.0
        } else {
            kind.share
        };
        let signed = signs.len() >= kind.at_least && share >= least;
        let kinds = [!titles.is_empty(), signed, advised >= ADVISED]
            .iter()
            .filter(|holds| **holds)
            .count();
        // An answer's own voice has to be outweighed.
        let strong = kinds == 3 || share >= 1.5 * kind.share;
        // A few first persons do not make a long guide an answer.
        let drowned = headed && signs.len() >= 4 * voice && voice * 12 < total;
        // Where most of it is advice or blank, a first person or two are the guide's own.
        let heard = if advised >= MOSTLY_ADVISED { 3 } else { 2 };
        let by_signs = kinds >= 2 && signed && (voice < heard || strong && voice < 4 || drowned);
        let by_advice = headed && advised >= MOSTLY_ADVISED && voice < heard;
        let by_titles = headed && mostly(reader, titles) && voice < 2;
        let convicted = by_signs || by_titles || by_advice;
        if !convicted {
            return None;
        }
        let mut reasons = Vec::new();
        if !titles.is_empty() {
            reasons.push("its title says so".to_owned());
        }
        reasons.push(format!(
            "{} of {total} sentences and lines are of that kind",
            signs.len()
        ));
        if advised >= ADVISED {
            reasons.push(format!(
                "{:.0} % of it speaks to a reader or leaves blanks",
                advised * 100.0
            ));
        }
        let spans = titles.iter().chain(signs).copied();
        Some(NotAnAnswer {
            kind: kind.kind.clone(),
            reasons,
            spans: spans.take(SHOWN).collect(),
        })
    }
}

impl Signed<'_> {
    /// Why a text is of this kind, if its moves tell it: so many more of them than are enough.
    pub(super) fn told(&self, more: usize) -> Option<NotAnAnswer> {
        let (moves, all) = (self.moves.len(), self.kind.moves.len());
        let told = moves > 0 && moves >= self.kind.moves_at_least + more;
        told.then(|| NotAnAnswer {
            kind: self.kind.kind.clone(),
            reasons: vec![format!(
                "it has {moves} of {all} parts that make such a text"
            )],
            spans: self.moves.iter().copied().take(SHOWN).collect(),
        })
    }
}

/// The first sentence of each of a kind's moves that are in some texts.
fn moves(reader: &Reader, kind: &NotAnswer, texts: &[Text]) -> Vec<Span> {
    let first = |found: &PatternSet| {
        let marks = reader.marks(found);
        texts.iter().find(|text| marks.has(text.at))
    };
    let mut spans: Vec<Span> = kind
        .moves
        .iter()
        .filter_map(first)
        .map(|text| text.span)
        .collect();
    spans.sort_unstable();
    spans
}

/// The titles of a kind.
fn titles(reader: &Reader, kind: &NotAnswer) -> Vec<Span> {
    let found = reader.spans_of(kind.titles.as_ref());
    if found.is_empty() {
        return Vec::new();
    }
    let blocks = &reader.document.blocks;
    let top = blocks
        .iter()
        .take(TOP)
        .filter(|block| block.words <= TITLE_WORDS);
    let headings = blocks.iter().filter(|block| Block::is_heading(block));
    let mut spans: Vec<Span> = top
        .chain(headings)
        .map(|block| block.text)
        .filter(|text| found.any(*text))
        .collect();
    spans.dedup();
    spans
}

/// Whether so many of the headings are titles of a kind that it is a table of its contents.
fn mostly(reader: &Reader, titles: &[Span]) -> bool {
    let blocks = &reader.document.blocks;
    let headings = blocks.iter().filter(|block| Block::is_heading(block));
    titles.len() >= TITLES && 2 * titles.len() >= headings.count()
}

/// Whether a title stands at the very top.
pub(super) fn is_head(reader: &Reader, title: Span) -> bool {
    let blocks = &reader.document.blocks;
    let first = blocks.iter().position(Block::is_heading).unwrap_or(0);
    blocks
        .iter()
        .take(first + 1)
        .any(|block| block.text == title)
}

/// The sentences that are signs of a kind.
fn signs(reader: &Reader, kind: &NotAnswer, texts: &[Text], noted: &mut [bool]) -> Vec<Span> {
    let signed = reader.marks_of(kind.signs.as_ref());
    let begins = reader.spans_of(kind.begins.as_ref());
    let begun = reader.marks_of_found(&begins);
    let mut spans = Vec::new();
    for (text, sign) in texts.iter().zip(noted) {
        // A command of a word or two is a title, or a note of what was done.
        let command = || {
            text.words >= COMMAND_WORDS
                && begun.has(text.at)
                && begins
                    .inside(text.span)
                    .next()
                    .is_some_and(|at| at.start == text.span.start)
        };
        if signed.has(text.at) || command() {
            *sign = true;
            spans.push(text.span);
        }
    }
    spans
}
