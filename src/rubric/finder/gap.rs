//! Free text inside a pattern: what takes up nearly any word, walked in code, since an automaton would
//! need states of its own for every text.

use super::byteset::ByteSet;
use super::layout::{Layout, Run};

/// A condition on the place alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Look {
    TextStart,
    TextEnd,
    LineStart,
    LineEnd,
    WordEdge,
    NoWordEdge,
    WordStart,
    WordEnd,
    WordStartHalf,
    WordEndHalf,
}

/// Free text, from `min` to `max` times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Shape {
    /// Bytes: `C{min,max}`.
    Bytes,
    /// Words with a space behind each: `(C+ ){min,max}`.
    Words,
    /// Words with a space before each: `( C+){min,max}`.
    Led,
    /// Words with or without a space behind each: `(C+ ?){min,max}`.
    Loose,
}

/// What a run of an automaton stops at, to go on from every place that it leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Gap {
    Look(Look),
    Free {
        shape: Shape,
        set: ByteSet,
        run: Run,
        min: usize,
        max: usize,
    },
}

impl Look {
    pub(super) fn holds(self, text: &[u8], at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|at| text.get(at)).copied();
        let after = text.get(at).copied();
        let word = |byte: Option<u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_');
        match self {
            Self::TextStart => at == 0,
            Self::TextEnd => after.is_none(),
            Self::LineStart => before.is_none_or(|byte| byte == b'\n'),
            Self::LineEnd => after.is_none_or(|byte| byte == b'\n'),
            Self::WordEdge => word(before) != word(after),
            Self::NoWordEdge => word(before) == word(after),
            Self::WordStart => !word(before) && word(after),
            Self::WordEnd => word(before) && !word(after),
            Self::WordStartHalf => !word(before),
            Self::WordEndHalf => !word(after),
        }
    }
}

/// A stretch of text that gaps are walked in, from its beginning to where matches end.
#[derive(Clone, Copy)]
pub(super) struct Ground<'g> {
    pub(super) text: &'g [u8],
    pub(super) layout: &'g Layout,
}

/// Free text of so many bytes is near.
const NEAR: usize = 128;

/// Free text to be walked.
struct Walk<'g, 'f> {
    ground: Ground<'g>,
    set: &'f ByteSet,
    run: Run,
    min: usize,
    max: usize,
    /// Places inside of words lead nowhere.
    ends_only: bool,
}

impl Gap {
    pub(super) fn free(shape: Shape, set: ByteSet, min: usize, max: usize) -> Self {
        Self::Free {
            shape,
            run: Run::of(&set),
            set,
            min,
            max,
        }
    }

    /// The last place that the gap leads to from `from`, of those at which a match may end.
    pub(super) fn last_end(&self, ground: Ground, from: usize) -> Option<usize> {
        let mut last = None;
        let mut note = |at: usize| {
            if ground.layout.may_end(at) {
                last = Some(at);
            }
        };
        match self {
            Self::Look(look) if look.holds(ground.text, from) => note(from),
            Self::Look(_) => {}
            Self::Free { shape, .. } => {
                let walk = Walk::new(self, ground, false)?;
                match shape {
                    Shape::Bytes => {
                        let end = walk.end(from);
                        let mut places = (from + walk.min..=end).rev();
                        last = places.find(|at| ground.layout.may_end(*at));
                    }
                    Shape::Words => walk.words(from, walk.max, note),
                    Shape::Led => walk.led(from, note),
                    Shape::Loose => walk.loose(from, note),
                }
            }
        }
        last
    }

    /// Calls `reach` with the places that the gap leads to from `from`, in order; those may be left out at
    /// which none of `pairs` stands, and with `ends_only` those inside of words.
    #[inline]
    pub(super) fn walk(
        &self,
        ground: Ground,
        from: usize,
        pairs: u64,
        ends_only: bool,
        mut reach: impl FnMut(usize),
    ) {
        match self {
            Self::Look(look) => {
                if look.holds(ground.text, from) {
                    reach(from);
                }
            }
            Self::Free { shape, .. } => {
                let Some(walk) = Walk::new(self, ground, ends_only) else {
                    return;
                };
                match shape {
                    Shape::Bytes => walk.bytes(from, pairs, reach),
                    Shape::Words => {
                        let outlook = &ground.layout.outlook;
                        walk.words(from, outlook.last_begin(pairs, from, walk.max), reach);
                    }
                    Shape::Led => walk.led(from, reach),
                    Shape::Loose => walk.loose(from, reach),
                }
            }
        }
    }
}

impl<'g, 'f> Walk<'g, 'f> {
    fn new(gap: &'f Gap, ground: Ground<'g>, ends_only: bool) -> Option<Self> {
        match gap {
            Gap::Look(_) => None,
            Gap::Free {
                set, run, min, max, ..
            } => Some(Self {
                ground,
                set,
                run: *run,
                min: *min,
                max: *max,
                ends_only,
            }),
        }
    }

    /// Behind the bytes from `at` on.
    fn behind(&self, at: usize) -> usize {
        self.ground
            .layout
            .behind(self.ground.text, at, self.set, self.run)
    }

    fn at(&self, at: usize) -> Option<u8> {
        self.ground.text.get(at).copied()
    }

    /// The last place that bytes from `from` on lead to.
    fn end(&self, from: usize) -> usize {
        let far = from.saturating_add(self.max);
        self.behind(from).min(far)
    }

    fn bytes(&self, from: usize, pairs: u64, mut reach: impl FnMut(usize)) {
        let first = from + self.min;
        let outlook = &self.ground.layout.outlook;
        if self.ends_only {
            let last = self.end(from);
            if first <= last {
                reach(last);
            }
        } else if self.max <= NEAR {
            // Most times there is none, and the bytes need not be looked at.
            let (mut end, last) = (None, (from + self.max).min(self.ground.text.len()));
            outlook.spots(pairs, first, last, |at| {
                if at <= *end.get_or_insert_with(|| self.end(from)) {
                    reach(at);
                }
            });
        } else {
            outlook.spots(pairs, first, self.end(from), reach);
        }
    }

    /// No more than `most` words.
    fn words(&self, from: usize, most: usize, mut reach: impl FnMut(usize)) {
        let (mut at, mut count) = (from, 0);
        loop {
            if count >= self.min {
                reach(at);
            }
            if count == most {
                return;
            }
            let end = self.behind(at);
            if end == at || self.at(end) != Some(b' ') {
                return;
            }
            at = end + 1;
            count += 1;
        }
    }

    fn led(&self, from: usize, mut reach: impl FnMut(usize)) {
        if self.min == 0 {
            reach(from);
        }
        let (mut at, mut count) = (from, 0);
        while count < self.max && self.at(at) == Some(b' ') {
            count += 1;
            let end = self.behind(at + 1);
            if end == at + 1 {
                return;
            }
            if count >= self.min {
                if self.ends_only {
                    reach(end);
                } else {
                    (at + 2..=end).for_each(&mut reach);
                }
            }
            at = end;
        }
    }

    /// Any split of a word is a word, too: `min` bounds the bytes, `max` the words.
    fn loose(&self, from: usize, mut reach: impl FnMut(usize)) {
        if self.min == 0 {
            reach(from);
        }
        let (mut at, mut taken) = (from, 0);
        for _ in 0..self.max {
            let end = self.behind(at);
            if end == at {
                return;
            }
            for place in at + 1..=end {
                taken += 1;
                if taken >= self.min {
                    reach(place);
                }
            }
            if self.at(end) != Some(b' ') {
                return;
            }
            at = end + 1;
            if taken >= self.min {
                reach(at);
            }
        }
    }
}
