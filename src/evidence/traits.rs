//! What a sentence shows by which it can be weighed: its words and those above it, the signals that found
//! something in it, what its part is about, its form.

use super::parts::Parts;
use super::scene::Scene;
use super::{Finds, Reader};
use crate::document::{Block, Kind};
use crate::rubric::Stance;
use crate::text::{Span, stem, words_in};

/// Something that a sentence shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trait<'t> {
    /// A word of it, as [`stem`] has it; `#` is any number.
    Word(&'t str),
    /// A word of its label, of the title that it stands under or of what leads in to its list.
    Title(&'t str),
    /// A signal that found something in it, by index.
    Signal(usize),
    /// A topic of its part, by index.
    Topic(usize),
    /// Its form, length or stance.
    Form(&'static str),
}

/// So many titles above a sentence are looked at, from the nearest.
const TITLES: usize = 3;

/// So many words of a title are looked at.
const TITLE_WORDS: usize = 12;

/// Numbers of words and what so few are called.
const LENGTHS: [(usize, &str); 5] = [
    (3, "words-3"),
    (7, "words-7"),
    (14, "words-14"),
    (24, "words-24"),
    (usize::MAX, "words-more"),
];

/// Signs that are read as words.
const SIGNS: [char; 6] = ['%', '$', '?', '→', ':', '"'];

/// The sentences of an answer and what is known of them.
pub(super) struct Shown<'s, 'r, 'a> {
    scene: &'s Scene<'r, 'a>,
    /// Sentences of the answer that say something, in order.
    sentences: Vec<usize>,
    /// Sentences and the signals that found something there, in order.
    found: Vec<(usize, usize)>,
}

impl<'s, 'r, 'a> Shown<'s, 'r, 'a> {
    pub(super) fn new(scene: &'s Scene<'r, 'a>, parts: &Parts, found: &Finds) -> Self {
        let all = 0..scene.reader.document.sentences.len();
        let said = |at: &usize| {
            let stance = scene.stances.whole(*at);
            let empty = matches!(
                stance,
                Stance::Announced | Stance::Promised | Stance::Placeholder | Stance::Generic
            );
            !parts.is_aside(*at) && !empty
        };
        let hits = found.iter().flatten();
        let mut found: Vec<(usize, usize)> = hits.map(|hit| (hit.sentence, hit.signal)).collect();
        found.sort_unstable();
        found.dedup();
        Self {
            scene,
            sentences: all.filter(said).collect(),
            found,
        }
    }

    /// The sentences of the answer that say something, in order: which they are, and their words.
    pub(super) fn sentences(&self) -> impl Iterator<Item = (usize, Span)> {
        let all = &self.scene.reader.document.sentences;
        let sentences = self.sentences.iter();
        sentences.filter_map(|at| Some((*at, all.get(*at)?.text)))
    }

    /// Everything that the `nth` of them shows; a thing may come more than once.
    pub(super) fn each(&self, nth: usize, mut take: impl FnMut(Trait)) {
        let document = self.scene.reader.document;
        let Some(at) = self.sentences.get(nth).copied() else {
            return;
        };
        let Some(sentence) = document.sentences.get(at) else {
            return;
        };
        let Some(block) = document.blocks.get(sentence.block) else {
            return;
        };
        words(self.scene.reader, sentence.text, usize::MAX, |word| {
            take(Trait::Word(word));
        });
        self.titles(block, |word| take(Trait::Title(word)));
        let from = self.found.partition_point(|(other, _)| *other < at);
        let here = self.found.get(from..).unwrap_or_default().iter();
        let here = here.take_while(|(other, _)| *other == at);
        here.for_each(|(_, signal)| take(Trait::Signal(*signal)));
        let topics = self.scene.topics.at(sentence.text.start);
        topics.iter().for_each(|topic| take(Trait::Topic(topic)));
        take(Trait::Form(form(block)));
        take(Trait::Form(stance(self.scene.stances.whole(at))));
        let length = LENGTHS.iter().find(|(most, _)| sentence.words <= *most);
        if let Some((_, length)) = length {
            take(Trait::Form(length));
        }
    }

    /// The words of what a block stands under, and of its own label.
    fn titles(&self, block: &Block, mut take: impl FnMut(&str)) {
        let reader = self.scene.reader;
        if let Some(label) = block.label {
            words(reader, label, TITLE_WORDS, &mut take);
        }
        let header = block.header.and_then(|at| reader.document.blocks.get(at));
        if let Some(header) = header {
            words(reader, header.text, TITLE_WORDS, &mut take);
        }
        let mut above = block.parent;
        for _ in 0..TITLES {
            let Some(title) = above.and_then(|at| reader.document.blocks.get(at)) else {
                break;
            };
            let first = self.scene.standing(title.sentences.start);
            if first.is_none_or(|first| !first.aside) {
                let label = title.label.filter(|_| !title.is_heading());
                words(reader, label.unwrap_or(title.text), TITLE_WORDS, &mut take);
            }
            above = title.parent;
        }
    }
}

/// The stems of the words of a stretch, at most so many, and its signs.
fn words(reader: &Reader, span: Span, most: usize, mut take: impl FnMut(&str)) {
    let text = reader.text(span);
    for (_, word) in words_in(text).take(most) {
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            take("#");
        } else {
            take(&stem(word));
        }
    }
    let mut letters = [0; 4];
    for sign in SIGNS.iter().filter(|sign| text.contains(**sign)) {
        take(sign.encode_utf8(&mut letters));
    }
}

fn form(block: &Block) -> &'static str {
    match block.kind {
        Kind::Heading { .. } => "heading",
        Kind::Paragraph | Kind::Code => "paragraph",
        Kind::Item { ordered: true, .. } => "numbered",
        Kind::Item { .. } => "item",
        Kind::Row { .. } => "row",
    }
}

fn stance(stance: Stance) -> &'static str {
    let mut names = Stance::NAMES.iter();
    names
        .find(|(_, one)| *one == stance)
        .map_or("", |(name, _)| name)
}
