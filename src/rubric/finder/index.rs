//! Where in a list something stands, found by what it comes to as a number.

use super::tree::id;
use super::words::{Reader, Word, put_list};

/// The places of things that are kept elsewhere, by hash.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Those that the build took in.
    base: &'static [Word],
    /// One more than the place of a thing, or nothing; as many as a power of two.
    slots: Vec<u32>,
    len: usize,
}

/// The fewest slots.
const FEW: usize = 64;

impl Index {
    /// For so many things.
    fn with_capacity(things: usize) -> Self {
        let slots = (things * 2).next_power_of_two().max(FEW);
        Self {
            slots: vec![0; slots],
            ..Self::default()
        }
    }

    /// The place of a thing with this hash that is the `same`.
    pub(super) fn find(&self, hash: u64, same: impl Fn(u32) -> bool) -> Option<u32> {
        let base = |nth: usize| self.base.get(nth).copied().map(u32::from_le_bytes);
        let slot = |nth: usize| self.slots.get(nth).copied();
        look_up(self.base.len(), hash, base, &same)
            .or_else(|| look_up(self.slots.len(), hash, slot, &same))
    }

    /// Takes in the place of a thing that is not known; `hash_of` tells the hashes of those that are.
    pub(super) fn insert(&mut self, hash: u64, place: u32, hash_of: impl Fn(u32) -> u64) {
        if (self.len + 1) * 2 > self.slots.len() {
            let mut wider = Self::with_capacity(self.slots.len());
            for known in self.slots.iter().filter_map(|slot| slot.checked_sub(1)) {
                wider.put_in(hash_of(known), known);
            }
            wider.base = self.base;
            *self = wider;
        }
        self.put_in(hash, place);
    }

    fn put_in(&mut self, hash: u64, place: u32) {
        let mut nth = first(hash, self.slots.len());
        while let Some(slot) = self.slots.get_mut(nth) {
            if *slot == 0 {
                *slot = place + 1;
                self.len += 1;
                return;
            }
            nth = (nth + 1) & (self.slots.len() - 1);
        }
    }

    /// Writes an index of things with these hashes.
    pub(super) fn put(hashes: &[u64], out: &mut Vec<u32>) {
        let mut all = Self::with_capacity(hashes.len());
        for (place, hash) in hashes.iter().enumerate() {
            all.put_in(*hash, id(place));
        }
        put_list(&all.slots, out);
    }

    pub(super) fn take(from: &mut Reader) -> Option<Self> {
        let base = from.words(1)?;
        let wide = base.len().is_power_of_two();
        wide.then(|| Self {
            base,
            ..Self::default()
        })
    }
}

/// Where to look first among so many slots.
fn first(hash: u64, slots: usize) -> usize {
    usize::try_from(hash).unwrap_or_default() & slots.wrapping_sub(1)
}

fn look_up(
    slots: usize,
    hash: u64,
    slot: impl Fn(usize) -> Option<u32>,
    same: &impl Fn(u32) -> bool,
) -> Option<u32> {
    let mut nth = first(hash, slots);
    loop {
        let place = slot(nth)?.checked_sub(1)?;
        if same(place) {
            return Some(place);
        }
        nth = (nth + 1) & (slots - 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rubric::finder::words::bytes;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_taken_in_is_found(
            known in prop::collection::btree_set(0_u64..500, 0..200),
            numbers in prop::collection::vec(0_u64..500, 0..200),
        ) {
            // Many have the same hash.
            let hash = |number: u64| number % 50;
            let mut kept: Vec<u64> = known.into_iter().collect();
            let mut words = Vec::new();
            let hashes: Vec<u64> = kept.iter().map(|number| hash(*number)).collect();
            Index::put(&hashes, &mut words);
            let mut index = Index::take(&mut Reader::new(bytes(&words).leak())).unwrap();
            for number in numbers {
                let known = kept.iter().position(|other| *other == number);
                let found = index.find(hash(number), |place| kept[place as usize] == number);
                prop_assert_eq!(found.map(|place| place as usize), known);
                if known.is_none() {
                    kept.push(number);
                    let place = id(kept.len() - 1);
                    index.insert(hash(number), place, |place| hash(kept[place as usize]));
                }
            }
        }
    }
}
