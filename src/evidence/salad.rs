//! Text that is made of terms, one after another, and says nothing with them.

use std::collections::BTreeSet;

use super::Reader;
use crate::document::{Block, Document};
use crate::text::{Span, count_words};

/// From so many members on, a list in a sentence is a string of terms.
const STRING: usize = 10;

/// A sentence of so many words that hardly any small words hold together is no sentence.
const SALAD: usize = 25;

/// The small words that hold a sentence together.
fn joints(text: &str) -> usize {
    let small = |word: &&str| {
        matches!(
            word.to_ascii_lowercase().as_str(),
            "the"
                | "a"
                | "an"
                | "of"
                | "to"
                | "and"
                | "is"
                | "are"
                | "be"
                | "we"
                | "i"
                | "for"
                | "in"
                | "that"
                | "it"
                | "with"
                | "on"
                | "by"
                | "as"
                | "our"
                | "their"
                | "who"
                | "or"
                | "this"
                | "they"
                | "so"
                | "if"
                | "from"
                | "at"
                | "not"
                | "which"
                | "will"
                | "would"
                | "than"
                | "but"
                | "have"
                | "has"
        )
    };
    words_of(text).filter(small).count()
}

/// The share of a string that the names of an answer's parts must make up.
const TERMS: f64 = 0.25;

/// Whether a sentence is nothing but many short terms, one after another.
pub(super) fn is_string_of_terms(reader: &Reader, sentence: Span) -> bool {
    let text = sentence.of(&reader.document.plain);
    let members = text.split([',', ';']).count();
    let words = count_words(text);
    let digits = text.contains(|c: char| c.is_ascii_digit());
    let listed = members >= STRING && words <= members * 3 && !digits;
    listed && reader.covered(&reader.rubric.reading.terms, sentence, TERMS)
        || words >= SALAD && joints(text) * 12 < words
}

/// The fewest items, one after another, that make a list of strings of terms.
const ITEMS: usize = 5;

/// The fewest members of such an item.
const MEMBERS: usize = 4;

/// The blocks of lists of which most items are strings of terms.
pub(super) fn lists_of_terms(document: &Document) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut run: Vec<usize> = Vec::new();
    for (at, block) in document.blocks.iter().enumerate() {
        if block.is_item() {
            run.push(at);
        } else {
            close(document, &mut run, &mut found);
        }
    }
    close(document, &mut run, &mut found);
    found
}

fn close(document: &Document, run: &mut Vec<usize>, found: &mut BTreeSet<usize>) {
    let strung = run
        .iter()
        .filter_map(|at| document.blocks.get(*at))
        .filter(|block| is_strung(document, block))
        .count();
    if strung >= ITEMS && 3 * strung >= 2 * run.len() {
        found.extend(run.iter().copied());
    }
    run.clear();
}

/// Whether an item is nothing but short members, without a number or a label in front of them.
fn is_strung(document: &Document, block: &Block) -> bool {
    let text = block.text.of(&document.plain);
    let members = text.split(',').count();
    block.label.is_none() && members >= MEMBERS && count_words(text) <= members * 3
}

pub(super) fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
}
