//! How any answer is read, whatever the rubric: the words that announce, negate or ask, the parts
//! that are no answer, the furniture of web pages. The words themselves are data.

mod parse;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub(super) use parse::read;

use super::pattern::PatternSet;

/// How the writer stands to what a sentence says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stance {
    /// Said.
    Delivered,
    /// Promised for later.
    Announced,
    /// Promised in a text that mostly promises.
    Promised,
    /// Denied or scoped out.
    Negated,
    /// Asked.
    Asked,
    /// A gap to be filled in.
    Placeholder,
    /// Said of any product or case, not of this one.
    Generic,
}

impl Stance {
    /// All stances with their names in rubric files.
    pub const NAMES: [(&'static str, Self); 7] = [
        ("delivered", Self::Delivered),
        ("announced", Self::Announced),
        ("promised", Self::Promised),
        ("negated", Self::Negated),
        ("asked", Self::Asked),
        ("placeholder", Self::Placeholder),
        ("generic", Self::Generic),
    ];
}

/// The words that show a stance, and those that look like it but do not.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StanceWords {
    /// The words.
    pub find: PatternSet,
    /// The same, in sentences that have hardly a word of their own.
    pub bare: Option<PatternSet>,
    /// The same, in a text that mostly has this stance.
    pub mostly: Vec<Mostly>,
    /// Where this stands in the same sentence (for negation: at the same place), it is not meant.
    pub but_not: Option<PatternSet>,
    /// Headings whose whole part has the stance.
    pub headings: Option<PatternSet>,
    /// Beginnings of sentences that only go on with what the one before says.
    pub goes_on: Option<PatternSet>,
}

/// What has a stance only in a text that has it in many of its sentences.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Mostly {
    /// The words.
    pub find: PatternSet,
    /// The least share of all sentences that say this, or what is listed before it, 0..=1.
    pub share: f64,
}

/// A kind of page furniture.
#[derive(Debug, Serialize, Deserialize)]
pub struct PageKind {
    /// Its name in reports.
    pub kind: String,
    /// Lines that are furniture of this kind.
    pub lines: Option<PatternSet>,
    /// Lines after which the rest of the page is furniture.
    pub ends: Option<PatternSet>,
}

/// A kind of text that stands beside an answer and is set aside.
#[derive(Debug, Serialize, Deserialize)]
pub struct Aside {
    /// Its name in reports.
    pub kind: String,
    /// Headings and labels whose whole part is set aside.
    pub headings: Option<PatternSet>,
    /// Sentences that are set aside.
    pub sentences: Option<PatternSet>,
    /// Whether it is known by its questions, and so is none where the writer asks them.
    pub questions: bool,
    /// Whether a label sets aside no more than what it stands in front of.
    pub alone: bool,
}

/// A kind of text that is no answer at all.
#[derive(Debug, Serialize, Deserialize)]
pub struct NotAnswer {
    /// What it is, for people: "an advice article".
    pub kind: String,
    /// Headings, or a first line, that say so.
    pub titles: Option<PatternSet>,
    /// Sentences or lines that such a text is made of.
    pub signs: Option<PatternSet>,
    /// What the sentences of such a text begin with.
    pub begins: Option<PatternSet>,
    /// The fewest different signs that count as evidence.
    pub at_least: usize,
    /// The least share of all sentences that must be signs, 0..=1.
    pub share: f64,
    /// What such texts are made of: each by itself means nothing, several different ones tell the kind.
    pub moves: Vec<PatternSet>,
    /// The fewest different moves that tell it.
    pub moves_at_least: usize,
    /// Whether it is known by its questions, and so is none where the writer asks them.
    pub questions: bool,
}

/// A sign of a guide or of an answer, and what it weighs.
#[derive(Debug, Serialize, Deserialize)]
pub struct Weighed {
    /// What to look for.
    pub find: PatternSet,
    /// Above 0 for a guide, below for an answer.
    pub weight: f64,
}

/// The weights by which a text of a kind that is no answer is told from one (a logistic model's).
#[derive(Debug, Serialize, Deserialize)]
pub struct Guide {
    /// What a text so convicted is called, for people: "a guide".
    pub kind: String,
    /// From this sum on a text of 100 sentences is no answer; shorter ones need more, longer ones less.
    pub convicts: f64,
    /// What is added to every sum.
    pub bias: f64,
    /// For the share of sentences that are signs of a kind of text that is no answer.
    pub signs: f64,
    /// For titles of such kinds.
    pub titles: f64,
    /// For a main title of such a kind.
    pub headed: f64,
    /// For the share of words set aside as advice or left blank.
    pub advised: f64,
    /// For the root of the share of sentences in an answer's voice.
    pub voice: f64,
    /// For a dialogue.
    pub dialogue: f64,
    /// For the root of the share of sentences with the name that occurs most.
    pub name: f64,
    /// For the root of the share of sentences that speak of a side of the rubric's subject.
    pub one_side: f64,
    /// The same of those that speak of two sides.
    pub two_sides: f64,
    /// For the root of the share of sentences in which something is found.
    pub shares: Vec<Weighed>,
    /// For something found in the first lines.
    pub top: Vec<Weighed>,
}

impl Guide {
    /// Whether it is told by how many sentences speak of the sides of the rubric's subject.
    #[must_use]
    pub fn weighs_sides(&self) -> bool {
        self.one_side != 0.0
    }
}

/// How any answer is read.
#[derive(Debug, Serialize, Deserialize)]
pub struct Reading {
    /// Promises.
    pub announced: StanceWords,
    /// Denials: they reach to the end of their clause.
    pub negated: StanceWords,
    /// Questions beyond those with a question mark.
    pub asked: StanceWords,
    /// Gaps left open.
    pub placeholder: StanceWords,
    /// Sentences that would fit any product.
    pub generic: StanceWords,
    /// Labels of those who ask.
    pub interviewer: PatternSet,
    /// Labels of those who answer.
    pub candidate: PatternSet,
    /// Headings under which an answer stands as a sample beside advice.
    pub sample: PatternSet,
    /// Page furniture.
    pub page: Vec<PageKind>,
    /// What is set aside.
    pub asides: Vec<Aside>,
    /// What is no answer.
    pub not_answers: Vec<NotAnswer>,
    /// How signs of texts that are no answers are weighed together.
    pub guides: Vec<Guide>,
    /// Words that show a writer at work on the question: an answer's own voice.
    pub voice: PatternSet,
    /// What the parts of answers are called.
    pub terms: PatternSet,
    /// Text that addresses the grader.
    pub injection: PatternSet,
    /// Words that do not tell what a question is about, in small letters.
    pub question: BTreeSet<String>,
    /// The stems of words that answers on any product use.
    pub general: BTreeSet<String>,
    /// Ways to deny a sentence, with [`Reading::SENTENCE`] in its place; rubrics are tested with them.
    pub denials: Vec<String>,
}

impl Reading {
    /// What stands in a denial for the sentence.
    pub const SENTENCE: &'static str = "{sentence}";
}
