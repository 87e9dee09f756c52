//! What all signals of a rubric are held against: how sentences stand, what places are about, what tells
//! finds apart.

use std::cell::OnceCell;

use super::items::Members;
use super::parts::Parts;
use super::stance::Stances;
use super::standing::Standing;
use super::topic_map::{TopicMap, TopicPlaces};
use super::{Key, Reader};
use crate::document::Block;
use crate::rubric::{By, Place, Signal, Topics};
use crate::text::{PhraseId, Span};

/// One document as signals look at it.
pub(super) struct Scene<'r, 'a> {
    pub(super) reader: &'r Reader<'a>,
    pub(super) stances: &'r Stances,
    pub(super) topics: TopicPlaces,
    pub(super) all_topics: Topics,
    /// How each sentence stands.
    standings: Vec<Standing>,
    /// The parts of lists, once a signal asks for them.
    pub(super) members: OnceCell<Members>,
}

impl<'r, 'a> Scene<'r, 'a> {
    pub(super) fn new(
        reader: &'r Reader<'a>,
        parts: &Parts,
        stances: &'r Stances,
        topics: &TopicMap,
    ) -> Self {
        Self {
            reader,
            stances,
            topics: topics.places(reader.document.plain.len()),
            all_topics: topics.all(),
            standings: Standing::of_sentences(reader.document, parts),
            members: OnceCell::new(),
        }
    }

    pub(super) fn standing(&self, sentence: usize) -> Option<&Standing> {
        self.standings.get(sentence)
    }

    fn block_of(&self, sentence: usize) -> Option<&'a Block> {
        let document = self.reader.document;
        let sentence = document.sentences.get(sentence)?;
        document.blocks.get(sentence.block)
    }

    /// The item or row that holds a sentence, or the sentence itself.
    pub(super) fn unit(&self, sentence: usize) -> Span {
        self.standing(sentence)
            .map(|standing| standing.unit)
            .unwrap_or_default()
    }

    /// What tells a find from others.
    pub(super) fn key(&self, by: By, span: Span, sentence: usize) -> Key {
        match by {
            By::Match => Key::Words(PhraseId::of(self.reader.text(span))),
            By::FirstWord => Key::Words(PhraseId::of_first(self.reader.text(span), 1)),
            By::Unit => match self.standing(sentence) {
                Some(standing) if standing.listed => Key::Unit(standing.unit.start),
                _ => Key::Sentence(sentence),
            },
            By::Sentence => Key::Sentence(sentence),
            By::Label => {
                let block = self.block_of(sentence);
                let label = block.and_then(|block| block.label.or(block.cells.first().copied()));
                Key::Words(PhraseId::of(self.reader.text(label.unwrap_or(span))))
            }
            By::Place => Key::Place(span.start),
            By::Once => Key::Same,
        }
    }

    /// Every sentence and label of at least so many words.
    pub(super) fn anything(&self, signal: &Signal, words: usize) -> impl Iterator<Item = Span> {
        let document = self.reader.document;
        let long = document.sentences.iter();
        let long = long.filter(move |sentence| sentence.words >= words);
        let labelled = signal.places.has(Place::Label) && !signal.places.has(Place::Sentence);
        let blocks = document.blocks.iter().filter(move |_| labelled);
        let labels = blocks.filter_map(|block| block.label);
        let labels = labels.filter(move |label| self.reader.words(*label) >= words);
        long.map(|sentence| sentence.text).chain(labels)
    }
}
