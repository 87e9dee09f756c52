//! Signals looked for: patterns, list items, and what is made of other signals' finds.

use std::collections::{BTreeMap, BTreeSet};

use super::parts::Parts;
use super::stance::Stances;
use super::topics::TopicMap;
use super::{Hit, Reader};
use crate::document::{Block, Kind};
use crate::rubric::{By, Find, PatternSet, Place, Signal, Stance};
use crate::text::{Span, count_words, word_key};

/// An item of so few words is read as a label as a whole.
const LABEL_ITEM_WORDS: usize = 8;

/// Finds that count and finds that do not.
type Found = (Vec<Hit>, Vec<Hit>);

/// Runs all signals of a rubric over one document.
pub(super) struct Finder<'a> {
    pub(super) reader: &'a Reader<'a>,
    parts: &'a Parts,
    stances: &'a Stances,
    pub(super) topics: &'a TopicMap,
    done: Vec<Option<Found>>,
}

impl<'a> Finder<'a> {
    pub(super) fn new(
        reader: &'a Reader,
        parts: &'a Parts,
        stances: &'a Stances,
        topics: &'a TopicMap,
    ) -> Self {
        let done = vec![None; reader.rubric.signals.len()];
        Self {
            reader,
            parts,
            stances,
            topics,
            done,
        }
    }

    /// For every signal what counts and what does not.
    pub(super) fn run(&mut self) -> (Vec<Vec<Hit>>, Vec<Vec<Hit>>) {
        for at in 0..self.done.len() {
            self.signal(at);
        }
        self.done.drain(..).map(Option::unwrap_or_default).unzip()
    }

    fn signal(&mut self, at: usize) {
        let Some(signal) = self.reader.rubric.signals.get(at) else {
            return;
        };
        if self.done.get(at).is_none_or(Option::is_some) {
            return;
        }
        // A signal that leads back to itself finds nothing on the way.
        self.done[at] = Some(Found::default());
        let candidates = self.candidates(signal);
        let near = signal.near.map(|(other, within)| {
            self.signal(other);
            let hits = self
                .done
                .get(other)
                .and_then(Option::as_ref)
                .map(|(hits, _)| hits.as_slice());
            (
                hits.unwrap_or_default()
                    .iter()
                    .map(|hit| hit.sentence)
                    .collect::<BTreeSet<_>>()
                    .into_iter()
                    .collect::<Vec<_>>(),
                within,
            )
        });
        let mut found = Found::default();
        for mut hit in candidates {
            hit.signal = at;
            if !self.admits(signal, &hit) {
                continue;
            }
            let close = near.as_ref().is_none_or(|(sentences, within)| {
                let from = hit.sentence.saturating_sub(*within);
                let at = sentences.partition_point(|sentence| *sentence < from);
                sentences
                    .get(at)
                    .is_some_and(|sentence| *sentence <= hit.sentence + within)
            });
            if !close {
                continue;
            }
            if signal.stances.contains(&hit.stance) {
                let full = signal.each.is_some_and(|most| {
                    let last = found.0.iter().rev();
                    let same = last.take_while(|other| other.sentence == hit.sentence);
                    same.take(most).count() >= most
                });
                if !full {
                    found.0.push(hit);
                }
            } else {
                found.1.push(hit);
            }
        }
        if signal.gathered > 1 {
            self.keep_gathered(signal.gathered, &mut found.0);
        }
        self.done[at] = Some(found);
    }

    /// Everything that a signal's find meets, wherever it stands.
    fn candidates(&mut self, signal: &Signal) -> Vec<Hit> {
        match &signal.find {
            Find::Pattern(pattern) => self.pattern(signal, pattern),
            Find::Anything(words) => self.anything(signal, *words),
            Find::Items {
                column,
                words,
                enumerated,
            } => {
                let mut items = self.items(signal, column.as_ref(), *words, *enumerated);
                items.sort_by_key(|hit| hit.span);
                items
            }
            Find::Any(parts) => {
                let hits = self.any(parts, signal.stances == [Stance::Delivered]);
                self.rekeyed(signal, hits)
            }
            Find::Together(parts) => self.together(parts),
        }
    }

    /// Keeps the finds of those sentences, items and rows that hold enough different ones.
    fn keep_gathered(&self, least: usize, hits: &mut Vec<Hit>) {
        let units: Vec<Span> = hits.iter().map(|hit| self.unit(hit.sentence)).collect();
        let mut different: BTreeMap<Span, BTreeSet<&str>> = BTreeMap::new();
        for (hit, unit) in hits.iter().zip(&units) {
            different.entry(*unit).or_default().insert(&hit.key);
        }
        let rich: Vec<bool> = units
            .iter()
            .map(|unit| different.get(unit).is_some_and(|keys| keys.len() >= least))
            .collect();
        let mut kept = rich.into_iter();
        hits.retain(|_| kept.next().unwrap_or(false));
    }

    /// Whether a find fits the signal's place, topic and company.
    fn admits(&self, signal: &Signal, hit: &Hit) -> bool {
        let topics = self.topics.at(hit.span.start);
        if !signal.under.is_empty() && !signal.under.meets(topics) || signal.outside.meets(topics) {
            return false;
        }
        if !signal
            .at
            .holds(hit.span.start, self.reader.document.plain.len())
        {
            return false;
        }
        if !self.places(hit).any(|place| signal.places.has(place)) {
            return false;
        }
        if signal.with.is_none() && signal.without.is_none() {
            return true;
        }
        let unit = self.unit(hit.sentence);
        signal
            .with
            .as_ref()
            .is_none_or(|pattern| self.reader.matches.any(pattern, unit))
            && !signal
                .without
                .as_ref()
                .is_some_and(|pattern| self.reader.matches.any(pattern, unit))
    }

    pub(super) fn block_of(&self, sentence: usize) -> Option<&'a Block> {
        let sentence = self.reader.document.sentences.get(sentence)?;
        self.reader.document.blocks.get(sentence.block)
    }

    /// The item or row that holds a sentence, or the sentence itself.
    pub(super) fn unit(&self, sentence: usize) -> Span {
        let own = self
            .reader
            .document
            .sentences
            .get(sentence)
            .map(|s| s.text)
            .unwrap_or_default();
        match self.block_of(sentence) {
            Some(block) if block.is_item() || block.is_row() => block.text,
            Some(block)
                if block
                    .label
                    .is_some_and(|label| block.text.start == label.start)
                    && own.start == block.text.start =>
            {
                own
            }
            _ => own,
        }
    }

    fn places(&self, hit: &Hit) -> impl Iterator<Item = Place> {
        let block = self.block_of(hit.sentence);
        let main = block.map(|block| match block.kind {
            Kind::Heading { .. } => Place::Heading,
            Kind::Item { .. } => Place::Item,
            Kind::Row { .. } => Place::Cell,
            Kind::Paragraph | Kind::Code => Place::Sentence,
        });
        let label = block.is_some_and(|block| {
            let short = block.is_item()
                && block.label.is_none()
                && count_words(block.text.of(&self.reader.document.plain)) <= LABEL_ITEM_WORDS;
            short || block.label.is_some_and(|label| label.contains(hit.span))
        });
        main.into_iter().chain(label.then_some(Place::Label))
    }

    pub(super) fn hit(&self, span: Span, by: By) -> Option<Hit> {
        let sentence = self.reader.document.sentence_at(span.start);
        if self.parts.of_sentence(sentence).is_some() {
            return None;
        }
        let plain = &self.reader.document.plain;
        let block = self.block_of(sentence)?;
        let key = match by {
            By::Match => word_key(span.of(plain)),
            By::FirstWord => {
                let key = word_key(span.of(plain));
                key.split(' ').next().unwrap_or_default().to_owned()
            }
            By::Unit if block.is_item() || block.is_row() => format!("#b{}", block.text.start),
            By::Sentence | By::Unit => format!("#{sentence}"),
            By::Label => word_key(
                block
                    .label
                    .or(block.cells.first().copied())
                    .unwrap_or(span)
                    .of(plain),
            ),
            By::Place => format!("#p{}", span.start),
            By::Once => String::from("#"),
        };
        Some(Hit {
            signal: 0,
            span,
            sentence,
            stance: self.stances.at(sentence, span),
            key,
        })
    }

    fn pattern(&self, signal: &Signal, pattern: &PatternSet) -> Vec<Hit> {
        let spans = self.reader.matches.all(pattern);
        spans
            .into_iter()
            .filter_map(|span| self.hit(span, signal.by))
            .collect()
    }

    /// Every sentence and label of at least so many words.
    fn anything(&self, signal: &Signal, words: usize) -> Vec<Hit> {
        let document = self.reader.document;
        let sentences = document.sentences.iter().map(|sentence| sentence.text);
        let labels = document.blocks.iter().filter_map(|block| block.label);
        let labels = labels
            .filter(|_| signal.places.has(Place::Label) && !signal.places.has(Place::Sentence));
        let long = |span: &Span| count_words(span.of(&document.plain)) >= words;
        sentences
            .chain(labels)
            .filter(long)
            .filter_map(|span| self.hit(span, signal.by))
            .collect()
    }

    /// What other signals found; with `plainly`, whatever counted there is as good as said.
    fn any(&mut self, parts: &[usize], plainly: bool) -> Vec<Hit> {
        let mut hits = Vec::new();
        for part in parts {
            self.signal(*part);
            if let Some(Some((found, discounted))) = self.done.get(*part) {
                let promised = discounted.iter();
                let promised = promised.filter(|hit| hit.stance == Stance::Announced);
                hits.extend(promised.cloned());
                hits.extend(found.iter().cloned().map(|mut hit| {
                    if plainly {
                        hit.stance = Stance::Delivered;
                    }
                    hit
                }));
            }
        }
        hits.sort_by_key(|hit| hit.span);
        hits
    }

    /// Other signals' finds, told apart as this signal asks.
    fn rekeyed(&self, signal: &Signal, hits: Vec<Hit>) -> Vec<Hit> {
        if signal.by == By::Match {
            return hits;
        }
        hits.into_iter()
            .filter_map(|hit| {
                let stance = hit.stance;
                let rekeyed = self.hit(hit.span, signal.by)?;
                Some(Hit { stance, ..rekeyed })
            })
            .collect()
    }

    fn together(&mut self, parts: &[usize]) -> Vec<Hit> {
        for part in parts {
            self.signal(*part);
        }
        let found = |at: usize| {
            self.done
                .get(at)
                .and_then(Option::as_ref)
                .map_or(&[][..], |(hits, _)| hits.as_slice())
        };
        let Some((first, rest)) = parts.split_first() else {
            return Vec::new();
        };
        let in_unit = |at: usize, unit: Span| {
            let hits = found(at);
            let from = hits.partition_point(|hit| hit.span.start < unit.start);
            hits.get(from).is_some_and(|hit| hit.span.start < unit.end)
        };
        found(*first)
            .iter()
            .filter(|hit| {
                let unit = self.unit(hit.sentence);
                rest.iter().all(|other| in_unit(*other, unit))
            })
            .cloned()
            .collect()
    }
}
