//! What signals found: single finds, and those of all signals, one signal's after another's.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::rubric::Stance;
use crate::text::{PhraseId, Span};

/// By what a thing is told from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// Its words.
    Words(PhraseId),
    /// The item or row that holds it, by where that begins.
    Unit(usize),
    /// The sentence that holds it.
    Sentence(usize),
    /// Where it begins.
    Place(usize),
    /// Nothing: all are the same.
    Same,
}

/// In place of a signal: what was learned from marked answers.
pub const LEARNED: usize = usize::MAX;

/// One thing that a signal found.
#[derive(Clone, Copy, Debug)]
pub struct Hit {
    /// The signal that found it, by index, or [`LEARNED`].
    pub signal: usize,
    /// The words, in [`Document::plain`](crate::document::Document::plain).
    pub span: Span,
    /// The sentence they stand in.
    pub sentence: usize,
    /// How the writer stands to them.
    pub stance: Stance,
    /// Two hits of a signal with the same key are the same thing.
    pub key: Key,
}

/// What each signal found, in order of the text.
#[derive(Clone, Debug, Default)]
pub struct Finds {
    hits: Vec<Hit>,
    /// By signal.
    places: Vec<Range<usize>>,
}

impl Finds {
    /// For so many signals that have found nothing yet.
    pub(super) fn of_signals(signals: usize) -> Self {
        Self {
            hits: Vec::with_capacity(signals),
            places: vec![0..0; signals],
        }
    }

    /// What a signal found; `None` where there is no such signal.
    #[must_use]
    pub fn get(&self, signal: usize) -> Option<&[Hit]> {
        self.hits.get(self.places.get(signal)?.clone())
    }

    /// What each signal found, by index of the signal.
    pub fn iter(&self) -> impl Iterator<Item = &[Hit]> {
        let places = self.places.iter();
        places.map(|place| self.hits.get(place.clone()).unwrap_or_default())
    }

    /// Takes in what a signal found; more may be added to the last one only.
    pub(super) fn push(&mut self, hit: Hit) {
        let end = self.hits.len();
        if let Some(place) = self.places.get_mut(hit.signal) {
            if place.end != end {
                *place = end..end;
            }
            place.end = end + 1;
            self.hits.push(hit);
        }
    }

    /// Keeps only some of what a signal found, if it is the last that found something.
    pub(super) fn retain(&mut self, signal: usize, mut keep: impl FnMut(&Hit) -> bool) {
        let last = |place: &&mut Range<usize>| place.end == self.hits.len();
        let Some(place) = self.places.get_mut(signal).filter(last) else {
            return;
        };
        let mut end = place.start;
        for at in place.clone() {
            if keep(&self.hits[at]) {
                self.hits[end] = self.hits[at];
                end += 1;
            }
        }
        place.end = end;
        self.hits.truncate(end);
    }
}

/// So many keys are compared with each other; more are sorted.
const FEW: usize = 24;

/// The keys that have been met.
#[derive(Debug, Default)]
pub struct Seen {
    few: Vec<Key>,
    /// All of them, once they are no longer few.
    many: BTreeSet<Key>,
}

impl Seen {
    /// Takes in a key; whether it is new.
    pub fn insert(&mut self, key: Key) -> bool {
        if !self.many.is_empty() {
            return self.many.insert(key);
        }
        let new = !self.few.contains(&key);
        if new {
            self.few.push(key);
            if self.few.len() > FEW {
                self.many.extend(self.few.drain(..));
            }
        }
        new
    }
}

/// How many different things there are among hits.
pub(super) fn different<'h>(hits: impl Iterator<Item = &'h Hit> + Clone) -> usize {
    let keys = hits.map(|hit| hit.key);
    if keys.clone().nth(FEW).is_none() {
        let first = |(nth, key): &(usize, Key)| !keys.clone().take(*nth).any(|other| other == *key);
        return keys.clone().enumerate().filter(first).count();
    }
    let mut keys: Vec<Key> = keys.collect();
    keys.sort_unstable();
    keys.dedup();
    keys.len()
}
