//! Words of an answer that stand as evidence, and which of them to show where there is little room.

use std::borrow::Cow;
use std::cmp::Reverse;

use serde::Serialize;

/// Words of the answer and where they stand.
#[derive(Clone, Debug, Serialize)]
pub struct Quote<'a> {
    /// The signal that found them.
    pub signal: Cow<'a, str>,
    /// First byte in the decoded input.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Exactly the bytes `start..end`.
    pub quote: Cow<'a, str>,
    /// The same words without markup, for renderers.
    #[serde(skip)]
    pub words: Cow<'a, str>,
    /// The whole sentence, without markup, for renderers.
    #[serde(skip)]
    pub sentence: Cow<'a, str>,
    /// The sentence from there on (of a promise, the whole sentence), without markup, for renderers.
    #[serde(skip)]
    pub context: Cow<'a, str>,
    /// How much the evidence is the criterion's own.
    #[serde(skip)]
    pub kinship: Kinship,
}

/// How much a piece of evidence is a criterion's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kinship {
    /// Another criterion has what the same signal found as its evidence, too.
    Shared,
    /// No other has.
    Alone,
    /// The criterion itself defines the signal.
    Own,
}

/// So many of the quotes: what is most the criterion's own first, then those that say most, up to `enough`
/// characters; in the order of the text.
pub(super) fn telling<'r, 'a>(
    quotes: &'r [Quote<'a>],
    most: usize,
    enough: usize,
) -> Vec<&'r Quote<'a>> {
    let says = |quote: &Quote| quote.quote.chars().count().min(enough);
    let mut chosen: Vec<&Quote> = quotes.iter().collect();
    chosen.sort_by_key(|quote| Reverse((quote.kinship, says(quote))));
    chosen.truncate(most);
    chosen.sort_by_key(|quote| quote.start);
    chosen
}
