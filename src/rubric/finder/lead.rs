//! Free text with which patterns begin. It leads from nearly every word to somewhere; so it is looked
//! first where in a text something goes on behind it, and from there back to where it may begin.

use super::LONGEST;
use super::byteset::ByteSet;
use super::gap::{Gap, Look, Shape};
use super::keys::{KEYS, Key};
use super::layout::Layout;
use super::starts::Starts;
use super::states::{State, States};

/// Which of the gaps in front of patterns are worth a walk, for every place of a text.
#[derive(Debug, Default)]
pub(super) struct Lead {
    /// Gaps to be walked everywhere, of conditions where they hold.
    everywhere: Vec<(u32, Option<Look>)>,
    /// The others, a bit each in `marks`.
    ways: Vec<u32>,
    trails: Vec<Trail>,
    /// By what a text goes on with the trails behind which it may: where words begin, and anywhere.
    by_key: Vec<[Vec<u16>; 2]>,
    marks: Vec<u64>,
}

/// Free text with which patterns begin, one gap or some in a row, and what is spelt out behind it.
#[derive(Clone, Copy, Debug)]
struct Trail {
    /// The gap that it begins with, as a bit.
    bit: u64,
    /// The bytes that it takes.
    set: ByteSet,
    /// How many bytes and spaces it has at most, and how many bytes at least.
    bytes: usize,
    spaces: usize,
    nearest: usize,
    /// It leads to where words begin only.
    words: bool,
    state: State,
    starts: Starts,
    /// The last place to which it led.
    last: Option<usize>,
}

/// How many ways can be marked.
const MARKS: usize = 64;

/// So many gaps in a row are looked behind.
const ROW: usize = 3;

impl Trail {
    const NONE: Self = Self {
        bit: 0,
        set: ByteSet::EMPTY,
        bytes: 0,
        spaces: 0,
        nearest: 0,
        words: true,
        state: State::DEAD,
        starts: Starts::NONE,
        last: None,
    };

    /// The trail with one more gap.
    fn and(self, gap: &Gap) -> Self {
        match *gap {
            // It is enough if the place is right without it.
            Gap::Look(_) => self,
            Gap::Free {
                shape,
                set,
                min,
                max,
                ..
            } => {
                let (allowed, bytes, spaces, nearest) = match shape {
                    Shape::Bytes => (set, max, usize::MAX, min),
                    _ => (set.with(b' '), usize::MAX, max, 0),
                };
                Self {
                    set: self.set.union(allowed),
                    bytes: self.bytes.saturating_add(bytes),
                    spaces: self.spaces.saturating_add(spaces),
                    nearest: self.nearest + nearest,
                    words: self.words && shape == Shape::Words,
                    ..self
                }
            }
        }
    }
}

impl Lead {
    /// Takes in a text.
    pub(super) fn read(&mut self, states: &mut States, layout: &Layout, text: &[u8]) {
        if self.by_key.is_empty() {
            self.prepare(states);
        }
        self.marks.clear();
        self.marks.resize(text.len(), 0);
        for trail in &mut self.trails {
            trail.last = None;
        }
        let mut spaced = false;
        for ((at, byte), key) in text.iter().enumerate().zip(layout.keys()) {
            let begins = spaced || layout.is_entry(at);
            spaced = *byte == b' ';
            let Some([words, anywhere]) = self.by_key.get(key.place()) else {
                continue;
            };
            let words = if begins { words.as_slice() } else { &[] };
            for nth in words.iter().chain(anywhere) {
                let Some(trail) = self.trails.get_mut(usize::from(*nth)) else {
                    continue;
                };
                if trail.starts.has(*key, *byte) && goes_on(states, trail.state, layout, text, at) {
                    mark(&mut self.marks, layout, text, trail, at);
                    trail.last = Some(at);
                }
            }
        }
    }

    /// Sorts the gaps in front of patterns.
    pub(super) fn prepare(&mut self, states: &mut States) {
        self.everywhere.clear();
        self.ways.clear();
        self.trails.clear();
        for nth in states.root_ways() {
            let known = self.trails.len();
            let bit = 1_u64.checked_shl(super::tree::id(self.ways.len()));
            let trail = Trail {
                bit: bit.unwrap_or(0),
                ..Trail::NONE
            };
            // Conditions are quickly looked at.
            let look = match states.gap(states.way_at(nth)) {
                Gap::Look(look) => Some(*look),
                Gap::Free { .. } => None,
            };
            if look.is_none()
                && self.ways.len() < MARKS
                && self.follow(states, nth, trail, ROW).is_some()
            {
                self.ways.push(nth);
            } else {
                self.trails.truncate(known);
                self.everywhere.push((nth, look));
            }
        }
        self.by_key.clear();
        self.by_key.resize(usize::from(KEYS), Default::default());
        for (nth, trail) in (0..).zip(&self.trails) {
            for key in Key::each().filter(|key| trail.starts.rows.has(*key)) {
                if let Some([words, anywhere]) = self.by_key.get_mut(key.place()) {
                    if trail.words { words } else { anywhere }.push(nth);
                }
            }
        }
    }

    /// Takes down the trails that go on with a gap; nothing where one may end with it or has too many.
    fn follow(&mut self, states: &mut States, nth: u32, trail: Trail, left: usize) -> Option<()> {
        let way = *states.way_at(nth);
        let gap = *states.gap(&way);
        if way.found || left == 0 || trail.bit == 0 {
            return None;
        }
        let trail = trail.and(&gap);
        let [starts, gapped] = *states.starts(nth);
        if !starts.is_empty() {
            self.trails.push(Trail {
                state: way.state,
                starts,
                ..trail
            });
        }
        if !gapped.is_empty() {
            for nth in states.ways(way.state) {
                self.follow(states, nth, trail, left - 1)?;
            }
        }
        Some(())
    }

    /// Calls `open` with the number of every gap that is worth a walk from `at` in `text`.
    #[inline]
    pub(super) fn open(&self, text: &[u8], at: usize, mut open: impl FnMut(u32)) {
        for (nth, look) in &self.everywhere {
            if look.is_none_or(|look| look.holds(text, at)) {
                open(*nth);
            }
        }
        let mut marks = self.marks.get(at).copied().unwrap_or(0);
        while marks != 0 {
            if let Some(nth) = self.ways.get(marks.trailing_zeros() as usize) {
                open(*nth);
            }
            marks &= marks - 1;
        }
    }
}

/// Marks every entry from which a trail may lead to `at`.
fn mark(marks: &mut [u64], layout: &Layout, text: &[u8], trail: &Trail, at: usize) {
    let (mut from, mut spaces) = (at, trail.spaces);
    loop {
        if at - from >= trail.nearest
            && layout.is_entry(from)
            && let Some(mark) = marks.get_mut(from)
        {
            *mark |= trail.bit;
        }
        let Some(before) = from.checked_sub(1).and_then(|from| text.get(from)) else {
            return;
        };
        // Behind the place before everything is marked.
        let marked = trail.last.is_some_and(|last| from + trail.nearest <= last);
        if marked || !trail.set.has(*before) || at - from >= trail.bytes.min(LONGEST) {
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

/// Whether reading on from a state leads to anything.
fn goes_on(
    states: &mut States,
    mut state: State,
    layout: &Layout,
    text: &[u8],
    from: usize,
) -> bool {
    let text_end = text.len().min(from + LONGEST);
    let mut rest = text.get(from..text_end).unwrap_or_default();
    loop {
        let (next, read) = states.advance(state, rest);
        if next == State::DEAD {
            return false;
        }
        rest = rest.get(read..).unwrap_or_default();
        state = next;
        let at = text_end - rest.len();
        if !states.found(state).is_empty() && layout.may_end(at) {
            return true;
        }
        let mut ways = states.ways(state);
        if ways.any(|nth| layout.promises(text, &states.way_at(nth).hint, states.starts(nth), at)) {
            return true;
        }
    }
}
