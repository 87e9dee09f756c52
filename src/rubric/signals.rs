//! What a rubric looks for: signals, and the topics that parts of an answer are about.

use serde::{Deserialize, Serialize};

use super::pattern::PatternSet;
use super::reading::Stance;
use crate::text::Span;

/// Where in a document something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A heading.
    Heading,
    /// A sentence of running text, a line of code included.
    Sentence,
    /// A list item.
    Item,
    /// A cell of a table.
    Cell,
    /// The label in front of a paragraph or item, or a short item as a whole.
    Label,
}

impl Place {
    /// All places with their names in rubric files.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("heading", Self::Heading),
        ("sentence", Self::Sentence),
        ("item", Self::Item),
        ("cell", Self::Cell),
        ("label", Self::Label),
    ];
}

/// A set of places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Places(u8);

impl Places {
    /// Everywhere but in headings.
    pub const BODY: Self = Self(0b1_1110);
    /// Everywhere.
    pub const ALL: Self = Self(0b1_1111);
    /// Nowhere.
    pub const NONE: Self = Self(0);

    /// The set with `place` in it.
    #[must_use]
    pub fn with(self, place: Place) -> Self {
        Self(self.0 | 1 << place as u8)
    }

    /// Whether the two share a place.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether `place` is in the set.
    #[must_use]
    pub fn has(self, place: Place) -> bool {
        self.0 & (1 << place as u8) != 0
    }
}

/// A set of topics, by index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topics(u64);

impl Topics {
    /// The most topics in a rubric.
    pub const MOST: usize = 64;

    /// The set with `topic` in it.
    #[must_use]
    pub fn with(self, topic: usize) -> Self {
        Self(self.0 | 1 << (topic % Self::MOST))
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether `topic` is in it.
    #[must_use]
    pub fn has(self, topic: usize) -> bool {
        self.0 & (1 << (topic % Self::MOST)) != 0
    }

    /// Whether the two share a topic.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What both have.
    #[must_use]
    pub fn common(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// This without `other`.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The indices in it.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let least = (left != 0).then(|| left.trailing_zeros() as usize);
            left &= left.wrapping_sub(1);
            least
        })
    }
}

/// What a part of an answer can be about.
#[derive(Debug, Serialize, Deserialize)]
pub struct Topic {
    /// Its name.
    pub name: String,
    /// Topics of one family exclude each other; the nearest opening holds.
    pub family: String,
    /// Whether it stands back where another topic of its family is open already.
    pub yields: bool,
    /// Headings, labels and column titles that open it.
    pub headings: Option<PatternSet>,
    /// Sentences that open it, to the end of their paragraph and for a list right after.
    pub opens: Option<PatternSet>,
    /// An interviewer's questions that open it for the answer that follows.
    pub asked: Option<PatternSet>,
}

/// A part of the text by its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// All of it.
    Anywhere,
    /// The first quarter.
    Start,
    /// The last quarter.
    End,
}

impl Part {
    /// All parts with their names in rubric files.
    pub const NAMES: [(&'static str, Self); 3] = [
        ("anywhere", Self::Anywhere),
        ("start", Self::Start),
        ("end", Self::End),
    ];

    /// Whether byte `at` of a text of `len` bytes is in it.
    #[must_use]
    pub fn holds(self, at: usize, len: usize) -> bool {
        match self {
            Self::Anywhere => true,
            Self::Start => at < len / 4,
            Self::End => at >= len / 4 * 3,
        }
    }
}

/// By what two finds of a signal are the same thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum By {
    /// The words that matched.
    Match,
    /// The first word that matched, articles and the like aside.
    FirstWord,
    /// The sentence, item or cell.
    Sentence,
    /// The item or row it stands in, or else the sentence.
    Unit,
    /// The label of the item or row it stands in.
    Label,
    /// Its place: every find is another.
    Place,
    /// Every find is the same: the signal counts 0 or 1.
    Once,
}

impl By {
    /// All ways with their names in rubric files.
    pub const NAMES: [(&'static str, Self); 7] = [
        ("match", Self::Match),
        ("first-word", Self::FirstWord),
        ("sentence", Self::Sentence),
        ("unit", Self::Unit),
        ("label", Self::Label),
        ("place", Self::Place),
        ("once", Self::Once),
    ];
}

/// What a signal looks for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Find {
    /// Words.
    Pattern(PatternSet),
    /// Parts of a list: items, rows, sub-headings, steps between arrows, members of an enumeration.
    Items {
        /// For tables, the columns whose cells are the items; the first column if not given.
        column: Option<PatternSet>,
        /// The fewest and most words of an item's name.
        words: (usize, usize),
        /// Whether members of an enumeration in a sentence count ("riders, drivers and the city").
        enumerated: bool,
    },
    /// Any sentence, item, cell, heading or label of at least so many words.
    Anything(usize),
    /// What the named signals found.
    Any(Vec<usize>),
    /// What the first found, where each other found something in the same sentence, item or row.
    Together(Vec<usize>),
}

impl Find {
    /// The signals that it is made of.
    #[must_use]
    pub fn parts(&self) -> &[usize] {
        match self {
            Self::Any(parts) | Self::Together(parts) => parts,
            Self::Pattern(_) | Self::Items { .. } | Self::Anything(_) => &[],
        }
    }
}

/// Something that is looked for in an answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Signal {
    /// Its name, unique in the rubric.
    pub name: String,
    /// What it means, for `--explain`.
    pub note: String,
    /// What it looks for.
    pub find: Find,
    /// Where.
    pub places: Places,
    /// Only in parts about one of these; empty: anywhere.
    pub under: Topics,
    /// Not in parts about one of these.
    pub outside: Topics,
    /// Only where this stands in the same sentence, item or row.
    pub with: Option<PatternSet>,
    /// Only where this does not stand in the same sentence, item or row.
    pub without: Option<PatternSet>,
    /// Only where that signal found something at most so many sentences before or after.
    pub near: Option<(usize, usize)>,
    /// In which part of the text.
    pub at: Part,
    /// How the writer must stand to it.
    pub stances: Vec<Stance>,
    /// By what two finds are the same.
    pub by: By,
    /// The fewest different finds in one sentence, item or row that make them count there.
    pub gathered: usize,
    /// The most finds of one sentence that count, if limited.
    pub each: Option<usize>,
    /// It weighs how something is told and shows nothing of what is asked: no evidence where there is other.
    pub quiet: bool,
    /// Where its definition stands in the file.
    pub defined: Span,
}
