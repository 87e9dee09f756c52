//! States known by what they stand for: each made once, and found again.

use std::hash::Hasher;
use std::ops::Range;

use super::cells::FEW;
use super::{Output, State, States, UNTOLD};
use crate::rubric::finder::frames::{Closure, FrameId};
use crate::rubric::finder::hash::Mixer;
use crate::rubric::finder::tree::id;

impl States {
    /// The state that `closure` is, if it is known.
    fn find(&self, closure: &Closure, hash: u64) -> Option<State> {
        let nth = self.known.find(hash, |nth| {
            let nth = nth as usize;
            let items = self.items.part(self.items_of(nth));
            items.eq(closure.items.iter().copied())
                && self.found_of(nth) == closure.found
                && self.gaps_of(nth) == closure.gaps
        })?;
        Some(self.outputs[nth as usize].state)
    }

    /// Takes in the number of a state.
    pub(super) fn remember(&mut self, hash: u64, number: u32) {
        let mut known = std::mem::take(&mut self.known);
        known.insert(hash, number, |nth| self.hash_of(nth));
        self.known = known;
    }

    pub(super) fn hash_of(&self, nth: u32) -> u64 {
        let nth = nth as usize;
        let items = self.items.part(self.items_of(nth));
        hash(items, self.found_of(nth), self.gaps_of(nth))
    }

    /// Where a state's part of a list ends: where that of the next begins.
    fn end(&self, nth: usize, begins: impl Fn(&Output) -> u32, len: usize) -> usize {
        let next = self.outputs.get(nth + 1);
        next.map_or(len, |next| begins(next) as usize)
    }

    pub(super) fn items_of(&self, nth: usize) -> Range<u32> {
        let end = self.end(nth, |output| output.items, self.items.len());
        self.outputs[nth].items..id(end)
    }

    pub(super) fn found_of(&self, nth: usize) -> &[u32] {
        let end = self.end(nth, |output| output.found, self.found.len());
        &self.found[self.outputs[nth].found as usize..end]
    }

    pub(super) fn gaps_of(&self, nth: usize) -> &[(u32, FrameId)] {
        let end = self.end(nth, |output| output.gaps, self.gaps.len());
        &self.gaps[self.outputs[nth].gaps as usize..end]
    }

    pub(super) fn intern(&mut self, closure: &Closure) -> State {
        if closure.is_empty() {
            return State::DEAD;
        }
        let hash = hash(closure.items.iter().copied(), &closure.found, &closure.gaps);
        if let Some(state) = self.find(closure, hash) {
            return state;
        }
        let number = id(self.outputs.len());
        let (firsts, cased) = self.firsts(&closure.items);
        let few = (!cased).then(|| firsts.uncased());
        let few = few.filter(|few| few.len() <= FEW && !few.has(0));
        let at = if let Some(few) = few {
            let mut bytes = [0; FEW];
            for (slot, byte) in bytes.iter_mut().zip(few.iter()) {
                *slot = byte;
            }
            self.cells.add_narrow(number, bytes)
        } else {
            self.cells.add_wide(number, &firsts)
        };
        let tagged = !(closure.found.is_empty() && closure.gaps.is_empty());
        let tag = if tagged { State::TAG } else { 0 };
        let form = if few.is_some() {
            State::NARROW
        } else {
            State::WIDE
        };
        let state = State(at | tag | form);
        let ways = if closure.gaps.is_empty() {
            [0; 2]
        } else {
            UNTOLD
        };
        self.outputs.push(Output {
            items: self.items.append(&closure.items).start,
            found: append(&mut self.found, &closure.found),
            gaps: append(&mut self.gaps, &closure.gaps),
            ways,
            state,
        });
        self.remember(hash, number);
        state
    }
}

/// What tells a state from others.
fn hash(items: impl Iterator<Item = FrameId>, found: &[u32], gaps: &[(u32, FrameId)]) -> u64 {
    let mut hasher = Mixer::default();
    let gaps = gaps.iter().flat_map(|(gap, frame)| [gap, frame]);
    items.for_each(|item| hasher.write_u32(item));
    let others = found.iter().chain(gaps);
    others.for_each(|other| hasher.write_u32(*other));
    hasher.finish()
}

/// Where `more` begins in `list` after it has been appended.
fn append<T: Copy>(list: &mut Vec<T>, more: &[T]) -> u32 {
    let start = id(list.len());
    list.extend_from_slice(more);
    start
}
