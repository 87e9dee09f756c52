//! The patterns that something may come to, where they are few.

use super::words::{Word, Words, numbers};

/// Some patterns, or any number of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Few([u32; Self::MOST]);

impl Few {
    const MOST: usize = 4;
    /// In place of a pattern where there are fewer.
    const NONE: u32 = u32::MAX;

    /// Any number of them where there are more than a few.
    pub(super) fn of(patterns: &[u32]) -> Self {
        let mut few = [Self::NONE; Self::MOST];
        if patterns.len() <= Self::MOST {
            for (slot, pattern) in few.iter_mut().zip(patterns) {
                *slot = *pattern;
            }
        }
        Self(few)
    }

    /// Whether they are few, and each is one that `holds`.
    #[inline]
    pub(super) fn all(self, holds: impl Fn(u32) -> bool) -> bool {
        let mut patterns = self.0.iter().take_while(|nth| **nth != Self::NONE);
        patterns.next().is_some_and(|first| holds(*first)) && patterns.all(|nth| holds(*nth))
    }
}

impl Words for Few {
    const LEN: usize = Self::MOST;

    fn put(&self, out: &mut Vec<u32>) {
        out.extend(self.0);
    }

    fn take(words: &[Word]) -> Self {
        Self(numbers(words))
    }
}
