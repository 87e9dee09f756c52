//! How any answer is read, whatever the rubric: the words that announce, negate or ask, the parts
//! that are no answer, the furniture of web pages. The words themselves are data.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::fields::Fields;
use super::pattern::PatternSet;
use super::yaml::Node;
use crate::text::stem;

/// How the writer stands to what a sentence says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stance {
    /// Said.
    Delivered,
    /// Promised for later.
    Announced,
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
    pub const NAMES: [(&'static str, Self); 6] = [
        ("delivered", Self::Delivered),
        ("announced", Self::Announced),
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
    /// Where this stands in the same sentence (for negation: at the same place), it is not meant.
    pub but_not: Option<PatternSet>,
    /// Headings whose whole part has the stance.
    pub headings: Option<PatternSet>,
    /// Beginnings of sentences that only go on with what the one before says.
    pub goes_on: Option<PatternSet>,
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
    /// From this sum on a text is no answer.
    pub convicts: f64,
    /// From this sum on what speaks to a reader is set aside.
    pub doubts: f64,
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

const KEYS: [&str; 15] = [
    "terms",
    "stances",
    "interviewer",
    "candidate",
    "sample",
    "page",
    "asides",
    "not-an-answer",
    "guides",
    "voice",
    "injection",
    "question",
    "general",
    "vocabulary",
    "denials",
];

impl Reading {
    /// What stands in a denial for the sentence.
    pub const SENTENCE: &'static str = "{sentence}";
}

/// Reads the file that says how any answer is read.
pub(super) fn read(fields: &mut Fields, root: &Node) -> Option<Reading> {
    fields.keys(root, "the reading file", &KEYS);
    let stances = fields.required(root, "stances", "the reading file")?;
    let mut words = |name: &str| -> Option<StanceWords> {
        let node = fields.required(stances, name, "`stances`")?;
        fields.keys(
            node,
            "a stance",
            &["find", "but_not", "headings", "goes_on"],
        );
        Some(StanceWords {
            find: fields.pattern(node.get("find"))?,
            but_not: fields.pattern(node.get("but_not")),
            headings: fields.pattern(node.get("headings")),
            goes_on: fields.pattern(node.get("goes_on")),
        })
    };
    let announced = words("announced");
    let negated = words("negated");
    let asked = words("asked");
    let placeholder = words("placeholder");
    let generic = words("generic");
    let page = entries(fields, root, "page", |fields, kind, node| {
        fields.keys(node, "a kind of page furniture", &["lines", "ends"]);
        PageKind {
            kind,
            lines: fields.pattern(node.get("lines")),
            ends: fields.pattern(node.get("ends")),
        }
    });
    let asides = entries(fields, root, "asides", aside);
    let not_answers = entries(fields, root, "not-an-answer", not_answer);
    let guides = entries(fields, root, "guides", guide);
    let denials = denials(fields, root.get("denials"));
    let question = words_of(fields, root.get("question"), str::to_lowercase);
    let general = words_of(fields, root.get("general"), stem);
    Some(Reading {
        announced: announced?,
        negated: negated?,
        asked: asked?,
        placeholder: placeholder?,
        generic: generic?,
        interviewer: fields.pattern(root.get("interviewer"))?,
        candidate: fields.pattern(root.get("candidate"))?,
        sample: fields.pattern(root.get("sample"))?,
        page,
        asides,
        not_answers,
        guides,
        voice: fields.pattern(root.get("voice"))?,
        terms: fields.pattern(root.get("terms"))?,
        injection: fields.pattern(root.get("injection"))?,
        question,
        general,
        denials,
    })
}

fn words_of(
    fields: &mut Fields,
    node: Option<&Node>,
    form: fn(&str) -> String,
) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for node in fields.list(node) {
        words.extend(fields.text(Some(node)).split_whitespace().map(form));
    }
    words
}

fn denials(fields: &mut Fields, node: Option<&Node>) -> Vec<String> {
    let mut denials = Vec::new();
    for node in fields.list(node) {
        let text = fields.text(Some(node));
        if !text.contains(Reading::SENTENCE) {
            let message = format!("a denial needs `{}`", Reading::SENTENCE);
            fields.fault("wrong-kind", node.span, message);
        }
        denials.push(text);
    }
    denials
}

fn entries<T>(
    fields: &mut Fields,
    root: &Node,
    key: &str,
    mut read: impl FnMut(&mut Fields, String, &Node) -> T,
) -> Vec<T> {
    let Some(node) = root.get(key) else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for (name, value) in fields.entries(node, key) {
        let kind = fields.text(Some(name));
        out.push(read(fields, kind, value));
    }
    out
}

fn aside(fields: &mut Fields, kind: String, node: &Node) -> Aside {
    fields.keys(
        node,
        "an aside",
        &["headings", "sentences", "questions", "alone"],
    );
    Aside {
        kind,
        headings: fields.pattern(node.get("headings")),
        sentences: fields.pattern(node.get("sentences")),
        questions: fields.flag(node.get("questions")),
        alone: fields.flag(node.get("alone")),
    }
}

const GUIDE: [&str; 14] = [
    "convicts",
    "doubts",
    "bias",
    "signs",
    "titles",
    "headed",
    "advised",
    "voice",
    "dialogue",
    "name",
    "one_side",
    "two_sides",
    "shares",
    "top",
];

/// The range of a weight.
const WEIGHT: std::ops::RangeInclusive<f64> = -20.0..=20.0;

fn guide(fields: &mut Fields, kind: String, node: &Node) -> Guide {
    fields.keys(node, "a guide", &GUIDE);
    // Without a limit no sum reaches it.
    let limit = |limit: Option<f64>| limit.unwrap_or(f64::INFINITY);
    let convicts = fields.required(node, "convicts", "a guide");
    let convicts = limit(fields.number(convicts, WEIGHT));
    let doubts = limit(fields.number(node.get("doubts"), WEIGHT));
    let mut weight = |key: &str| fields.number(node.get(key), WEIGHT).unwrap_or(0.0);
    Guide {
        kind,
        convicts,
        doubts,
        bias: weight("bias"),
        signs: weight("signs"),
        titles: weight("titles"),
        headed: weight("headed"),
        advised: weight("advised"),
        voice: weight("voice"),
        dialogue: weight("dialogue"),
        name: weight("name"),
        one_side: weight("one_side"),
        two_sides: weight("two_sides"),
        shares: weighed(fields, node.get("shares")),
        top: weighed(fields, node.get("top")),
    }
}

fn weighed(fields: &mut Fields, node: Option<&Node>) -> Vec<Weighed> {
    let mut signs = Vec::new();
    for node in fields.list(node) {
        fields.keys(node, "a sign", &["find", "weight"]);
        let weight = fields.number(node.get("weight"), WEIGHT).unwrap_or(0.0);
        signs.extend(
            fields
                .pattern(node.get("find"))
                .map(|find| Weighed { find, weight }),
        );
    }
    signs
}

fn not_answer(fields: &mut Fields, kind: String, node: &Node) -> NotAnswer {
    fields.keys(
        node,
        "a kind of text",
        &[
            "titles",
            "signs",
            "begins",
            "at_least",
            "share",
            "questions",
        ],
    );
    NotAnswer {
        kind,
        titles: fields.pattern(node.get("titles")),
        signs: fields.pattern(node.get("signs")),
        begins: fields.pattern(node.get("begins")),
        at_least: fields.count(node.get("at_least")).unwrap_or(3),
        share: fields.number(node.get("share"), 0.0..=1.0).unwrap_or(0.0),
        questions: fields.flag(node.get("questions")),
    }
}
