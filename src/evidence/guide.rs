//! How much a text looks like a guide, or a page on something else, rather than an answer: many small signs
//! weighed together.
//!
//! A logistic model for each: what is measured of a text, times the weights of the reading file, summed. Above 0
//! a text is more likely of that kind than an answer.

use super::marks::Marks;
use super::parts::Parts;
use super::{Reader, share};
use crate::document::Block;
use crate::rubric::Guide;
use crate::text::Span;

/// The blocks at the top in which a text says what it is.
const TOP: usize = 4;

/// The most words of a line that says so.
const TOP_WORDS: usize = 24;

/// The largest share of sentences that one name can take.
const MOST_NAMED: f64 = 0.5;

/// A text of fewer sentences and lines has too few small signs to be called anything by them.
const SENTENCES: usize = 15;

/// From this sum on a text is more likely of such a kind than an answer.
const RATHER: f64 = 0.0;

/// For a text of so many sentences and lines the limits of the reading file hold.
const USUAL: usize = 100;

/// How much higher a limit is for a text `e` times shorter: shares of few sentences say less, and few answers are
/// long.
const SLOPE: f64 = 0.6;

/// Between these all limits are.
const LOWEST: f64 = 0.25;
const HIGHEST: f64 = 2.5;

/// So much above the limit a text is plainly no answer.
const PLAINLY: f64 = 0.5;

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

/// How a text looks by the sums of its small signs.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Looks<'a> {
    /// What it is rather than an answer, and by how much its sum is above the limit.
    pub(super) none: Option<(&'a Guide, f64)>,
    /// What it is more likely than an answer, though not enough to say so.
    pub(super) rather: Option<&'a Guide>,
}

impl Looks<'_> {
    /// Whether it plainly is no answer though it puts questions and answers them; with a sample in it, only
    /// where it is on something else.
    pub(super) fn is_plain(&self, sampled: bool) -> bool {
        self.none
            .is_some_and(|(guide, above)| above >= PLAINLY && (!sampled || guide.weighs_sides()))
    }
}

/// The small signs of answers and of texts that are none, as far as a text has them.
pub(super) struct Guidance<'a> {
    kinds: Vec<Signs<'a>>,
    /// The sentences that speak of each side of the subject.
    sides: Vec<Marks>,
}

/// The signs of one kind of text that is no answer.
struct Signs<'a> {
    guide: &'a Guide,
    /// The weight of each sign, and the sentences that have it.
    shares: Vec<(f64, Marks)>,
}

/// What is weighed of a whole text for every kind.
struct Whole {
    measured: Measured,
    dialogue: bool,
    /// How often the name stands in it that occurs most.
    name: f64,
    /// Its first lines.
    top: Vec<Span>,
    /// The roots of the shares of sentences that speak of one side of the subject, and of two.
    sides: [f64; 2],
}

impl<'a> Guidance<'a> {
    /// Looks for the signs in a text.
    pub(super) fn find(reader: &Reader<'a>) -> Self {
        let sides = &reader.rubric.sides;
        let signs = |guide: &'a Guide| {
            let shares = guide.shares.iter();
            Signs {
                guide,
                shares: shares
                    .map(|sign| (sign.weight, reader.marks(&sign.find)))
                    .collect(),
            }
        };
        // What a text is not about can only be said where it is known what it should be about.
        let guides = reader.rubric.reading.guides.iter();
        let weighed = guides.filter(|guide| !guide.weighs_sides() || sides.len() > 1);
        Self {
            kinds: weighed.map(signs).collect(),
            sides: sides.iter().map(|side| reader.marks(side)).collect(),
        }
    }

    /// Weighs a text's signs against the limits of the reading file; a short text has too few of them.
    pub(super) fn look(
        &self,
        reader: &Reader,
        parts: &Parts,
        sentences: &[usize],
        measured: Measured,
    ) -> Looks<'a> {
        if sentences.len() < SENTENCES || self.kinds.is_empty() {
            return Looks::default();
        }
        let named = share(most_named(reader, sentences), sentences.len());
        let whole = Whole {
            measured,
            dialogue: parts.talk().both,
            name: named.min(MOST_NAMED).sqrt(),
            top: top(reader).collect(),
            sides: [1, 2].map(|sides| share(self.spoken(sentences, sides), sentences.len()).sqrt()),
        };
        let mut looks = Looks::default();
        for signs in &self.kinds {
            let sum = weigh(reader, signs, sentences, &whole);
            let guide = signs.guide;
            let above = sum - limit(guide.convicts, sentences.len());
            if above >= 0.0 {
                let other = looks.none.filter(|(_, most)| *most >= above);
                looks.none = other.or(Some((guide, above)));
            } else if sum >= RATHER {
                looks.rather = looks.rather.or(Some(guide));
            }
        }
        looks
    }

    /// Whether a text opens as answers do.
    pub(super) fn opens_as_answers_do(&self, reader: &Reader) -> bool {
        let signs = self.kinds.iter().flat_map(|signs| &signs.guide.top);
        let mut signs = signs.filter(|sign| sign.weight < 0.0);
        signs.any(|sign| {
            let found = reader.spans(&sign.find);
            top(reader).any(|text| found.any(text))
        })
    }

    /// How many of some sentences speak of so many sides of the subject.
    pub(super) fn spoken(&self, sentences: &[usize], sides: usize) -> usize {
        let told = |at: usize| self.sides.iter().filter(|side| side.has(at)).count();
        let spoken = sentences.iter().filter(|at| told(**at) >= sides);
        spoken.count()
    }

    /// Whether a sentence has two different signs of a text that speaks to a reader, and none of an answer.
    pub(super) fn addresses(&self, sentence: usize) -> bool {
        self.kinds.iter().any(|signs| {
            let mut had = signs.shares.iter().filter(|(_, marks)| marks.has(sentence));
            !signs.guide.weighs_sides()
                && had.clone().all(|(weight, _)| *weight >= 0.0)
                && had.nth(1).is_some()
        })
    }
}

/// The sum from which a text of so many sentences is none, where one of the usual length is from `usual` on.
fn limit(usual: f64, sentences: usize) -> f64 {
    (usual + SLOPE * share(USUAL, sentences).ln()).clamp(LOWEST, HIGHEST)
}

/// The lines at the top in which a text says what it is.
fn top(reader: &Reader) -> impl Iterator<Item = Span> {
    let short = |block: &&Block| block.words <= TOP_WORDS;
    let blocks = reader.document.blocks.iter().filter(short);
    blocks.take(TOP).map(|block| block.text)
}

/// The sum of what is measured of a text for one kind, each times its weight.
fn weigh(reader: &Reader, signs: &Signs, sentences: &[usize], whole: &Whole) -> f64 {
    let root = |count: usize| share(count, sentences.len()).sqrt();
    let Signs { guide, shares } = signs;
    let (measured, [one, two]) = (whole.measured, whole.sides);
    let mut sum = guide.bias
        + guide.signs * measured.signs
        + guide.titles * measured.titles
        + guide.headed * measured.headed
        + guide.advised * measured.advised
        + guide.voice * measured.voice.sqrt()
        + guide.dialogue * f64::from(u8::from(whole.dialogue))
        + guide.name * whole.name
        + guide.one_side * one
        + guide.two_sides * two;
    for (weight, marks) in shares {
        let having = sentences.iter().filter(|at| marks.has(**at)).count();
        sum += weight * root(having);
    }
    for sign in &guide.top {
        let found = reader.spans(&sign.find);
        let holds = whole.top.iter().any(|text| found.any(*text));
        sum += sign.weight * f64::from(u8::from(holds));
    }
    sum
}

/// Whether a name begins behind the first of three bytes.
fn begins_name(three: &[u8]) -> bool {
    matches!(three, [before, b'A'..=b'Z', b'a'..=b'z'] if !before.is_ascii_alphanumeric())
}

/// How often the name that occurs most stands inside a sentence: an answer speaks of one product.
fn most_named(reader: &Reader, sentences: &[usize]) -> usize {
    let mut names: Vec<&str> = Vec::new();
    let texts = sentences
        .iter()
        .filter_map(|at| reader.document.sentences.get(*at))
        .map(|sentence| reader.text(sentence.text));
    for text in texts {
        // Most sentences plainly have none.
        let mut threes = text.as_bytes().windows(3);
        if text.is_ascii() && !threes.any(begins_name) {
            continue;
        }
        let words = text.split_whitespace().skip(1);
        // Most words are plainly no names.
        for word in words.filter(|word| !word.starts_with(|c: char| c.is_ascii_lowercase())) {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            let mut letters = word.chars();
            let holds = letters.next().is_some_and(char::is_uppercase)
                && letters.next().is_some_and(char::is_lowercase)
                && letters.next().is_some();
            if holds {
                names.push(word);
            }
        }
    }
    names.sort_unstable();
    let most = names.chunk_by(|one, next| one == next).map(<[_]>::len);
    most.max().unwrap_or(0)
}
