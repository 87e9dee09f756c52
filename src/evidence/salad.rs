//! Text that is made of terms, one after another, and says nothing with them.

use super::Reader;
use crate::document::{Block, Document, Sentence};
use crate::rubric::Spans;
use crate::text::count_bytes;

/// From so many members on, a list in a sentence is a string of terms.
const STRING: usize = 10;

/// A sentence of so many words that hardly any small words hold together is no sentence.
const SALAD: usize = 25;

/// The most words of such a sentence for each small one.
const LOOSE: usize = 12;

/// The small words that hold a sentence together.
const JOINTS: [&str; 37] = [
    "the", "a", "an", "of", "to", "and", "is", "are", "be", "we", "i", "for", "in", "that", "it",
    "with", "on", "by", "as", "our", "their", "who", "or", "this", "they", "so", "if", "from",
    "at", "not", "which", "will", "would", "than", "but", "have", "has",
];

/// The share of a string that the names of an answer's parts must make up.
const TERMS: f64 = 0.25;

/// What of a text is made of terms.
pub(super) struct Salad<'r, 'a> {
    reader: &'r Reader<'a>,
    terms: Spans<'a>,
    /// Whether each block is one of a list of strings of terms.
    listed: Vec<bool>,
}

impl<'r, 'a> Salad<'r, 'a> {
    pub(super) fn of(reader: &'r Reader<'a>) -> Self {
        Self {
            reader,
            terms: reader.spans(&reader.rubric.reading.terms),
            listed: lists_of_terms(reader.document),
        }
    }

    /// Whether a sentence is nothing but terms, or stands in a list of such.
    pub(super) fn holds(&self, sentence: &Sentence) -> bool {
        self.listed.get(sentence.block).copied().unwrap_or(false)
            || self.is_string(sentence)
            || sentence.words >= SALAD && self.is_loose(sentence)
    }

    /// Whether a sentence is many short terms, one after another.
    fn is_string(&self, sentence: &Sentence) -> bool {
        let text = self.reader.text(sentence.text);
        let members = count_bytes(text, |byte| matches!(byte, b',' | b';')) + 1;
        members >= STRING
            && sentence.words <= members * 3
            && !text.contains(|c: char| c.is_ascii_digit())
            && self.reader.covered(&self.terms, sentence.text, TERMS)
    }

    /// Whether hardly any small words hold a sentence together.
    fn is_loose(&self, sentence: &Sentence) -> bool {
        let words = words_of(self.reader.text(sentence.text));
        let joints = words.filter(|word| is_joint(word));
        let enough = sentence.words.div_ceil(LOOSE);
        joints.take(enough).count() < enough
    }
}

fn is_joint(word: &str) -> bool {
    JOINTS.iter().any(|joint| word.eq_ignore_ascii_case(joint))
}

/// The fewest items, one after another, that make a list of strings of terms.
const ITEMS: usize = 5;

/// The fewest members of such an item.
const MEMBERS: usize = 4;

/// The blocks of lists of which most items are strings of terms.
fn lists_of_terms(document: &Document) -> Vec<bool> {
    let lists = document
        .blocks
        .chunk_by(|one, next| one.is_item() && next.is_item());
    let mut listed = Vec::with_capacity(document.blocks.len());
    for list in lists {
        let strung = list.iter().filter(|block| is_strung(document, block));
        let strung = strung.count();
        let terms = strung >= ITEMS && 3 * strung >= 2 * list.len();
        listed.resize(listed.len() + list.len(), terms);
    }
    listed
}

/// Whether an item is nothing but short members, without a number or a label in front of them.
fn is_strung(document: &Document, block: &Block) -> bool {
    if !block.is_item() || block.label.is_some() {
        return false;
    }
    let members = count_bytes(block.text.of(&document.plain), |byte| byte == b',') + 1;
    members >= MEMBERS && block.words <= members * 3
}

pub(super) fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
}
