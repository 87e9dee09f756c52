//! Alternatives, sorted by the bytes with which they may begin.

use std::ops::Range;

use super::{NodeId, id};
use crate::rubric::finder::heads::HeadsId;
use crate::rubric::finder::words::{List, Reader, Word, Words, numbers};

/// All choices between alternatives.
#[derive(Debug, Default)]
pub(super) struct Choices {
    choices: List<Choice>,
    /// Alternatives, and places among them.
    list: List<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Choice {
    /// Those that begin with plain bytes, if there are any.
    heads: Option<HeadsId>,
    /// From one place of the list to before another.
    others: [u32; 2],
    /// Where in the list, for each bin and behind the last, its alternatives begin.
    bins: Option<u32>,
    gapped: [u32; 2],
}

/// Bins of bytes: both cases of a letter are in one.
const BINS: usize = 32;

impl Choices {
    pub(super) fn add(&mut self, heads: Option<HeadsId>, others: &[NodeId]) -> u32 {
        let others = self.list.append(others);
        self.choices.push(Choice {
            heads,
            others: [others.start, others.end],
            bins: None,
            gapped: [0; 2],
        });
        id(self.choices.len() - 1)
    }

    fn nth_of(&self, [from, to]: [u32; 2], nth: usize) -> Option<NodeId> {
        (from..to).nth(nth).map(|place| self.list.at(place))
    }

    pub(super) fn heads(&self, choice: u32) -> Option<HeadsId> {
        self.choices.at(choice).heads
    }

    pub(super) fn others(&self, choice: u32) -> Vec<NodeId> {
        let [from, to] = self.choices.at(choice).others;
        self.list.part(from..to).collect()
    }

    pub(super) fn other(&self, choice: u32, nth: usize) -> Option<NodeId> {
        self.nth_of(self.choices.at(choice).others, nth)
    }

    pub(super) fn gapped(&self, choice: u32, nth: usize) -> Option<NodeId> {
        self.nth_of(self.choices.at(choice).gapped, nth)
    }

    pub(super) fn set_gapped(&mut self, choice: u32, gapped: &[NodeId]) {
        let gapped = self.list.append(gapped);
        let known = Choice {
            gapped: [gapped.start, gapped.end],
            ..self.choices.at(choice)
        };
        self.choices.set(choice, known);
    }

    /// Sorts the alternatives of a choice; `masks` has for each the bins that it belongs into.
    pub(super) fn sort(&mut self, choice: u32, masks: &[u32]) {
        let others = self.others(choice);
        let (mut bins, mut binned) = (Vec::with_capacity(BINS + 1), Vec::new());
        let first = id(self.list.len() + BINS + 1);
        for bin in 0..=BINS {
            bins.push(first + id(binned.len()));
            let met = masks.iter().zip(&others);
            let met = met.filter(|(mask, _)| mask.checked_shr(id(bin)).unwrap_or(0) & 1 == 1);
            binned.extend(met.map(|(_, other)| *other));
        }
        let bins = self.list.append(&bins);
        self.list.append(&binned);
        let known = Choice {
            bins: Some(bins.start),
            ..self.choices.at(choice)
        };
        self.choices.set(choice, known);
    }

    /// Where in the list those of `choice` stand that may begin with `byte`.
    pub(super) fn binned(&self, choice: u32, byte: u8) -> Range<u32> {
        let Choice { bins, others, .. } = self.choices.at(choice);
        match bins {
            Some(bins) => {
                let bin = bins + u32::from(byte) % id(BINS);
                self.list.at(bin)..self.list.at(bin + 1)
            }
            None => others[0]..others[1],
        }
    }

    pub(super) fn at(&self, place: u32) -> NodeId {
        self.list.at(place)
    }

    pub(super) fn put(&self, out: &mut Vec<u32>) {
        self.choices.put(out);
        self.list.put(out);
    }

    pub(super) fn take(from: &mut Reader) -> Option<Self> {
        Some(Self {
            choices: from.list()?,
            list: from.list()?,
        })
    }
}

impl Words for Choice {
    const LEN: usize = 6;

    fn put(&self, out: &mut Vec<u32>) {
        let known = |place: Option<u32>| place.unwrap_or(u32::MAX);
        out.extend([known(self.heads), known(self.bins)]);
        out.extend(self.others);
        out.extend(self.gapped);
    }

    fn take(words: &[Word]) -> Self {
        let [heads, bins, start, end, from, to] = numbers(words);
        let known = |place: u32| (place != u32::MAX).then_some(place);
        Self {
            heads: known(heads),
            others: [start, end],
            bins: known(bins),
            gapped: [from, to],
        }
    }
}
