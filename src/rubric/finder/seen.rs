//! The states and places that have been gone on from.

use super::states::State;

/// A set of states and places, quickly emptied.
#[derive(Debug, Default)]
pub(super) struct Seen {
    slots: Vec<(u32, State, usize)>,
    round: u32,
    len: usize,
}

impl Seen {
    /// Empties it.
    pub(super) fn clear(&mut self) {
        self.len = 0;
        self.round = self.round.wrapping_add(1);
        if self.round == 0 {
            self.slots.clear();
            self.round = 1;
        }
    }

    /// Takes in a state at a place; whether it is new.
    pub(super) fn add(&mut self, state: State, at: usize) -> bool {
        if self.len * 2 >= self.slots.len() {
            self.grow();
        }
        let mask = self.slots.len() - 1;
        let mut nth = state.hash(at) & mask;
        loop {
            let slot = &mut self.slots[nth];
            if slot.0 != self.round {
                *slot = (self.round, state, at);
                self.len += 1;
                return true;
            }
            if (slot.1, slot.2) == (state, at) {
                return false;
            }
            nth = (nth + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let wider = (self.slots.len() * 2).max(64);
        let old = std::mem::replace(&mut self.slots, vec![(0, State::DEAD, 0); wider]);
        self.len = 0;
        for (round, state, at) in old {
            if round == self.round {
                self.add(state, at);
            }
        }
    }
}
