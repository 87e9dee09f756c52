//! Free text with which patterns begin. It leads from nearly every word to somewhere; so it is looked
//! first where in a text something goes on behind it, and from there back to where it may begin.

use super::LONGEST;
use super::byteset::ByteSet;
use super::gap::{Gap, Shape};
use super::layout::Layout;
use super::states::{State, States, Way};

/// Which of the gaps in front of patterns are worth a walk, for every place of a text.
#[derive(Debug, Default)]
pub(super) struct Lead {
    /// Gaps to be walked everywhere, by their number.
    everywhere: Vec<u32>,
    /// The numbers of the others, a bit each in `marks`.
    marked: Vec<u32>,
    marks: Vec<u64>,
}

impl Lead {
    /// Takes in a text.
    pub(super) fn read(&mut self, states: &mut States, layout: &Layout, text: &[u8]) {
        let root = states.root();
        let ways = states.ways(root);
        let first = ways.start;
        self.everywhere.clear();
        self.marked.clear();
        let mut led: Vec<(Gap, Way)> = Vec::new();
        for nth in ways {
            let way = *states.way_at(nth);
            let gap = *states.gap(&way);
            let free = matches!(gap, Gap::Free { .. }) && !way.gaps && !way.found;
            if free && led.len() < 64 {
                self.marked.push(nth - first);
                led.push((gap, way));
            } else {
                self.everywhere.push(nth - first);
            }
        }
        self.marks.clear();
        self.marks.resize(text.len(), 0);
        let behind: Vec<Way> = led.iter().map(|(_, way)| *way).collect();
        let any = states.joined(&behind);
        for at in 0..text.len() {
            if !goes_on(states, any, text, at) {
                continue;
            }
            for (bit, (gap, way)) in led.iter().enumerate() {
                if text.get(at).is_some_and(|byte| way.firsts.has(*byte))
                    && goes_on(states, way.state, text, at)
                {
                    self.mark(layout, text, gap, at, 1 << bit);
                }
            }
        }
    }

    /// Calls `open` with the number of every gap that is worth a walk from `at`.
    pub(super) fn open(&self, at: usize, mut open: impl FnMut(u32)) {
        self.everywhere.iter().for_each(|nth| open(*nth));
        let mut marks = self.marks.get(at).copied().unwrap_or(0);
        while marks != 0 {
            if let Some(nth) = self.marked.get(marks.trailing_zeros() as usize) {
                open(*nth);
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
