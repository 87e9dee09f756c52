//! Free text with which patterns begin. It leads from nearly every word to somewhere; so it is looked
//! first where in a text something goes on behind it, and from there back to where it may begin.

use super::LONGEST;
use super::byteset::ByteSet;
use super::gap::{Gap, Shape};
use super::layout::Layout;
use super::starts::{KEYS, Starts};
use super::states::{State, States};

/// Which of the gaps in front of patterns are worth a walk, for every place of a text.
#[derive(Debug, Default)]
pub(super) struct Lead {
    /// Gaps to be walked everywhere.
    everywhere: Vec<u32>,
    /// The others, a bit each in `marks`.
    led: Vec<Led>,
    /// By what a text goes on with the gaps behind which it may.
    by_key: Vec<u64>,
    marks: Vec<u64>,
}

/// A gap that is worth a walk where something goes on behind it.
#[derive(Clone, Copy, Debug)]
struct Led {
    way: u32,
    gap: Gap,
    state: State,
    starts: Starts,
}

impl Lead {
    /// Takes in a text.
    pub(super) fn read(&mut self, states: &mut States, layout: &Layout, text: &[u8]) {
        if self.by_key.is_empty() {
            self.prepare(states);
        }
        self.marks.clear();
        self.marks.resize(text.len(), 0);
        let led = std::mem::take(&mut self.led);
        for ((at, byte), key) in text.iter().enumerate().zip(layout.keys()) {
            let mut bits = self.by_key.get(key.place()).copied().unwrap_or(0);
            while bits != 0 {
                let bit = bits.trailing_zeros();
                bits &= bits - 1;
                let Some(led) = led.get(bit as usize) else {
                    continue;
                };
                if led.starts.has(*key, *byte) && goes_on(states, led.state, text, at) {
                    self.mark(layout, text, &led.gap, at, 1 << bit);
                }
            }
        }
        self.led = led;
    }

    /// Sorts the gaps in front of patterns.
    pub(super) fn prepare(&mut self, states: &mut States) {
        self.everywhere.clear();
        self.led.clear();
        self.by_key.clear();
        self.by_key.resize(usize::from(KEYS), 0);
        for nth in states.root_ways() {
            let way = states.way_at(nth);
            let [starts, gapped] = *states.starts(nth);
            let gap = *states.gap(way);
            let free = matches!(gap, Gap::Free { .. }) && gapped.is_empty() && !way.found;
            if !free || self.led.len() == 64 {
                self.everywhere.push(nth);
                continue;
            }
            for key in starts.keys() {
                if let Some(bits) = self.by_key.get_mut(key.place()) {
                    *bits |= 1 << self.led.len();
                }
            }
            self.led.push(Led {
                way: nth,
                gap,
                state: way.state,
                starts,
            });
        }
    }

    /// Calls `open` with the number of every gap that is worth a walk from `at`.
    pub(super) fn open(&self, at: usize, mut open: impl FnMut(u32)) {
        self.everywhere.iter().for_each(|nth| open(*nth));
        let mut marks = self.marks.get(at).copied().unwrap_or(0);
        while marks != 0 {
            if let Some(led) = self.led.get(marks.trailing_zeros() as usize) {
                open(led.way);
            }
            marks &= marks - 1;
        }
    }

    /// Marks every entry from which `gap` may lead to `at`.
    fn mark(&mut self, layout: &Layout, text: &[u8], gap: &Gap, at: usize, bit: u64) {
        let Gap::Free {
            shape,
            set,
            min,
            max,
            ..
        } = *gap
        else {
            return;
        };
        let (bytes, mut spaces) = match shape {
            Shape::Bytes => (max, usize::MAX),
            _ => (usize::MAX, max),
        };
        let allowed = match shape {
            Shape::Bytes => set,
            _ => set.union(ByteSet::of([b' '])),
        };
        let nearest = if shape == Shape::Bytes { min } else { 0 };
        let mut from = at;
        loop {
            if at - from >= nearest
                && layout.is_entry(from)
                && let Some(mark) = self.marks.get_mut(from)
            {
                *mark |= bit;
            }
            let Some(before) = from.checked_sub(1).and_then(|from| text.get(from)) else {
                return;
            };
            if !allowed.has(*before) || at - from >= bytes.min(LONGEST) {
                return;
            }
            if *before == b' ' {
                match spaces.checked_sub(1) {
                    Some(left) => spaces = left,
                    None => return,
                }
            }
            from -= 1;
        }
    }
}

/// Whether reading on from a state leads to anything.
fn goes_on(states: &mut States, mut state: State, text: &[u8], at: usize) -> bool {
    let rest = text.get(at..).unwrap_or_default();
    for byte in rest.iter().take(LONGEST) {
        state = states.next(state, *byte);
        if state.is_tagged() {
            return true;
        }
        if state == State::DEAD {
            return false;
        }
    }
    false
}
