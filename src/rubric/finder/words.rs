//! Lists of small things as rows of words of 32 bits. What the build has written is read in place, each
//! thing when it is asked for, so that a run pays only for what its texts need.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::ops::Range;

use super::hash::Mixer;
use super::tree::id;

/// A word as it is written, the lowest byte first.
pub(super) type Word = [u8; 4];

/// A thing that is so many words.
pub(super) trait Words: Copy {
    /// How many.
    const LEN: usize;

    /// Writes it.
    fn put(&self, out: &mut Vec<u32>);

    /// Reads it from the [`Self::LEN`] words that [`Self::put`] writes.
    fn take(words: &[Word]) -> Self;
}

/// So many words as numbers.
#[inline]
pub(super) fn numbers<const N: usize>(words: &[Word]) -> [u32; N] {
    let words = words.as_array();
    words.map_or([0; N], |words| words.map(u32::from_le_bytes))
}

impl Words for u32 {
    const LEN: usize = 1;

    fn put(&self, out: &mut Vec<u32>) {
        out.push(*self);
    }

    #[inline]
    fn take(words: &[Word]) -> Self {
        let [word] = numbers(words);
        word
    }
}

/// Writes a number of 64 bits as two words.
pub(super) fn put_long(number: u64, out: &mut Vec<u32>) {
    out.extend(halves(number));
}

/// The lower and the upper half.
pub(super) fn halves(number: u64) -> [u32; 2] {
    let half = |number: u64| u32::try_from(number & u64::from(u32::MAX)).unwrap_or_default();
    [half(number), half(number >> 32)]
}

/// The number that was written as two words.
pub(super) fn long([low, high]: [Word; 2]) -> u64 {
    u64::from(u32::from_le_bytes(high)) << 32 | u64::from(u32::from_le_bytes(low))
}

/// The words as bytes.
pub(super) fn bytes(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// A list that begins with what is read in place.
#[derive(Debug)]
pub(super) struct List<T> {
    base: &'static [Word],
    /// How many things those are.
    based: usize,
    /// Those of them that have changed.
    changed: HashMap<u32, T, BuildHasherDefault<Mixer>>,
    more: Vec<T>,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self {
            base: &[],
            based: 0,
            changed: HashMap::default(),
            more: Vec::new(),
        }
    }
}

impl<T: Words> List<T> {
    pub(super) fn len(&self) -> usize {
        self.based + self.more.len()
    }

    /// The bytes that it takes up, about, beside what is read in place.
    pub(super) fn memory(&self) -> usize {
        (self.more.len() + 2 * self.changed.len()) * size_of::<T>()
    }

    /// The `nth` thing.
    #[inline]
    pub(super) fn at(&self, nth: u32) -> T {
        match (nth as usize).checked_sub(self.based) {
            Some(nth) => self.more[nth],
            None => self.read(nth),
        }
    }

    fn read(&self, nth: u32) -> T {
        if !self.changed.is_empty()
            && let Some(changed) = self.changed.get(&nth)
        {
            return *changed;
        }
        let from = nth as usize * T::LEN;
        T::take(&self.base[from..from + T::LEN])
    }

    pub(super) fn set(&mut self, nth: u32, thing: T) {
        match (nth as usize).checked_sub(self.based) {
            None => {
                self.changed.insert(nth, thing);
            }
            Some(nth) => {
                if let Some(slot) = self.more.get_mut(nth) {
                    *slot = thing;
                }
            }
        }
    }

    pub(super) fn push(&mut self, thing: T) {
        self.more.push(thing);
    }

    /// Puts things behind the others; where they stand.
    pub(super) fn append(&mut self, things: &[T]) -> Range<u32> {
        let from = id(self.len());
        self.more.extend_from_slice(things);
        from..id(self.len())
    }

    /// All things.
    pub(super) fn iter(&self) -> impl Iterator<Item = T> {
        self.part(0..id(self.len()))
    }

    /// The things in `range`.
    pub(super) fn part(&self, range: Range<u32>) -> impl Iterator<Item = T> {
        range.map(|nth| self.at(nth))
    }

    /// The things in `range`, none of which is read in place.
    pub(super) fn part_mut(&mut self, range: &Range<u32>) -> &mut [T] {
        let [from, to] = [range.start, range.end].map(|nth| (nth as usize).checked_sub(self.based));
        match (from, to) {
            (Some(from), Some(to)) => self.more.get_mut(from..to).unwrap_or_default(),
            _ => &mut [],
        }
    }

    /// Writes how many there are, and each.
    pub(super) fn put(&self, out: &mut Vec<u32>) {
        out.push(id(self.len()));
        for thing in self.iter() {
            thing.put(out);
        }
    }
}

/// Writes how many there are, and each.
pub(super) fn put_list<T: Words>(list: &[T], out: &mut Vec<u32>) {
    out.push(id(list.len()));
    for thing in list {
        thing.put(out);
    }
}

/// Reads what was written, in its order.
pub(super) struct Reader {
    rest: &'static [Word],
}

impl Reader {
    pub(super) fn new(bytes: &'static [u8]) -> Self {
        Self {
            rest: bytes.as_chunks().0,
        }
    }

    pub(super) fn word(&mut self) -> Option<u32> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(u32::from_le_bytes(*first))
    }

    pub(super) fn place(&mut self) -> Option<usize> {
        self.word().map(|word| word as usize)
    }

    /// The words of a list.
    pub(super) fn words(&mut self, len: usize) -> Option<&'static [Word]> {
        let count = self.place()?;
        let (words, rest) = self.rest.split_at_checked(count.checked_mul(len)?)?;
        self.rest = rest;
        Some(words)
    }

    /// A list to be read in place.
    pub(super) fn list<T: Words>(&mut self) -> Option<List<T>> {
        let base = self.words(T::LEN)?;
        Some(List {
            base,
            based: base.len() / T::LEN,
            ..List::default()
        })
    }

    /// A list that is read now.
    pub(super) fn all<T: Words>(&mut self) -> Option<Vec<T>> {
        let words = self.words(T::LEN)?;
        Some(words.chunks_exact(T::LEN).map(T::take).collect())
    }
}
