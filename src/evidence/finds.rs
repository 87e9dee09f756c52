//! Signals looked for: patterns, list items, and what is made of other signals' finds.

use std::cmp::Reverse;

use super::hits::Finds;
use super::scene::Scene;
use super::sieve::Sieve;
use super::{Hit, Reader};
use crate::rubric::{Find, PatternSet, Signal, Stance};
use crate::text::Span;

/// What signals found.
pub(super) struct Found {
    /// What counts.
    pub(super) counted: Finds,
    /// What does not, because of how the writer stands to it.
    pub(super) discounted: Finds,
}

/// Runs all signals of a rubric over one document.
pub(super) fn run(scene: &Scene) -> Found {
    let signals = scene.reader.rubric.signals.len();
    let mut finder = Finder {
        scene,
        done: vec![false; signals],
        found: Found {
            counted: Finds::of_signals(signals),
            discounted: Finds::of_signals(signals),
        },
        mixed: Vec::new(),
    };
    for at in 0..signals {
        finder.signal(at);
    }
    finder.found
}

struct Finder<'s, 'r, 'a> {
    scene: &'s Scene<'r, 'a>,
    /// Whether each signal has been looked for.
    done: Vec<bool>,
    found: Found,
    /// Room for the matches of several patterns.
    mixed: Vec<Span>,
}

impl<'a> Finder<'_, '_, 'a> {
    fn signal(&mut self, at: usize) {
        let reader: &Reader<'a> = self.scene.reader;
        let Some(signal) = reader.rubric.signals.get(at) else {
            return;
        };
        // A signal that leads back to itself finds nothing on the way.
        if self
            .done
            .get_mut(at)
            .is_none_or(|done| std::mem::replace(done, true))
        {
            return;
        }
        for part in signal.find.parts() {
            self.signal(*part);
        }
        if let Some((other, _)) = signal.near {
            self.signal(other);
        }
        if let Some(sieve) = Sieve::new(self.scene, at, signal, &self.found) {
            self.sift(signal, &sieve);
        }
    }

    fn sift(&mut self, signal: &Signal, sieve: &Sieve) {
        let (scene, reader) = (self.scene, self.scene.reader);
        match &signal.find {
            Find::Pattern(set) => self.pattern(set, sieve),
            Find::Anything(words) => {
                sieve.sift(scene.anything(signal, *words), &mut self.found);
            }
            Find::Items {
                column,
                words,
                enumerated,
            } => {
                let column = column.as_ref().map(|column| reader.spans(column));
                let items = scene.items(signal, column.as_ref(), *words, *enumerated);
                sieve.sift(items, &mut self.found);
            }
            Find::Any(parts) => {
                let hits = self.any(parts, signal.stances == [Stance::Delivered]);
                sieve.review(hits, &mut self.found);
            }
            Find::Together(parts) => {
                let hits = self.together(parts);
                sieve.review(hits, &mut self.found);
            }
        }
    }

    /// The matches of a set, without those that begin inside another.
    fn pattern(&mut self, set: &PatternSet, sieve: &Sieve) {
        let mut lists = self.scene.reader.lists(set);
        let Some(first) = lists.next() else { return };
        let Some(second) = lists.next() else {
            return sieve.sift(first.iter().copied(), &mut self.found);
        };
        let mixed = &mut self.mixed;
        mixed.clear();
        for list in [first, second].into_iter().chain(lists) {
            mixed.extend_from_slice(list);
        }
        mixed.sort_unstable_by_key(|span| (span.start, Reverse(span.end)));
        let mut end = 0;
        let free = mixed.iter().copied().filter(|span| {
            let free = span.start >= end;
            end = if free { span.end } else { end };
            free
        });
        sieve.sift(free, &mut self.found);
    }

    /// What of a signal's finds counts.
    fn hits(&self, signal: usize) -> &[Hit] {
        self.found.counted.get(signal).unwrap_or_default()
    }

    /// What other signals found; with `plainly`, whatever counted there is as good as said.
    fn any(&self, parts: &[usize], plainly: bool) -> Vec<Hit> {
        let mut hits = Vec::new();
        for part in parts {
            let promised = self.found.discounted.get(*part).unwrap_or_default().iter();
            hits.extend(promised.filter(|hit| hit.stance == Stance::Announced));
            hits.extend(self.hits(*part).iter().map(|hit| Hit {
                stance: match hit.stance {
                    _ if plainly => Stance::Delivered,
                    // It was promises that the other looked for.
                    Stance::Promised => Stance::Announced,
                    stance => stance,
                },
                ..*hit
            }));
        }
        hits.sort_by_key(|hit| hit.span);
        hits
    }

    /// What the first signal found where each other found something in the same unit.
    fn together(&self, parts: &[usize]) -> Vec<Hit> {
        let Some((first, rest)) = parts.split_first() else {
            return Vec::new();
        };
        let shared = |hit: &&Hit| {
            let unit = self.scene.unit(hit.sentence);
            rest.iter().all(|other| {
                let hits = self.hits(*other);
                let from = hits.partition_point(|hit| hit.span.start < unit.start);
                hits.get(from).is_some_and(|hit| hit.span.start < unit.end)
            })
        };
        self.hits(*first).iter().filter(shared).copied().collect()
    }
}
