//! A set of bytes.

use std::hash::Hasher;

use super::hash::Mixer;
use super::words::{Word, Words, halves, long, put_long};

/// A set of bytes, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct ByteSet([u64; 4]);

impl ByteSet {
    pub(super) const ALL: Self = Self([u64::MAX; 4]);
    pub(super) const EMPTY: Self = Self([0; 4]);

    /// What it comes to as a number.
    pub(super) fn hash_of(&self) -> u64 {
        let mut hasher = Mixer::default();
        self.0.iter().for_each(|word| hasher.write_u64(*word));
        hasher.finish()
    }

    /// A bit for each byte, in words.
    pub(super) fn halves(&self) -> [u32; 8] {
        let mut all = [0; 8];
        for (two, word) in all.as_chunks_mut().0.iter_mut().zip(self.0) {
            *two = halves(word);
        }
        all
    }

    /// The set with a byte more.
    pub(super) const fn with(mut self, byte: u8) -> Self {
        self.0[(byte >> 6) as usize] |= 1 << (byte & 63);
        self
    }

    /// A byte that is in both sets.
    pub(super) fn common(&self, other: &Self) -> Option<u8> {
        let words = self.0.iter().zip(other.0).zip((0_u8..).step_by(64));
        let mut common = words.map(|((word, other), from)| (word & other, from));
        let (word, from) = common.find(|(word, _)| *word != 0)?;
        Some(from + u8::try_from(word.trailing_zeros()).unwrap_or_default())
    }

    pub(super) fn has(&self, byte: u8) -> bool {
        self.0[usize::from(byte >> 6)] >> (byte & 63) & 1 == 1
    }

    pub(super) fn insert(&mut self, byte: u8) {
        self.0[usize::from(byte >> 6)] |= 1 << (byte & 63);
    }

    pub(super) fn insert_range(&mut self, first: u8, last: u8) {
        for byte in first..=last {
            self.insert(byte);
        }
    }

    pub(super) fn of(bytes: impl IntoIterator<Item = u8>) -> Self {
        let mut set = Self::default();
        for byte in bytes {
            set.insert(byte);
        }
        set
    }

    pub(super) fn union(self, other: Self) -> Self {
        let mut set = self;
        for (word, more) in set.0.iter_mut().zip(other.0) {
            *word |= more;
        }
        set
    }

    pub(super) fn inverted(self) -> Self {
        Self(self.0.map(|word| !word))
    }

    /// The set with both cases of every letter in it.
    pub(super) fn folded(self) -> Self {
        // Capitals are bits 1 to 26 of the second word, small letters the same 32 further.
        let mut set = self;
        let [_, letters, ..] = &mut set.0;
        let both = (*letters | *letters >> 32) & 0x07ff_fffe;
        *letters |= both | both << 32;
        set
    }

    /// How many small letters are in it.
    pub(super) fn letters(&self) -> usize {
        (b'a'..=b'z').filter(|byte| self.has(*byte)).count()
    }

    /// The bytes that are no capital letters.
    pub(super) fn uncased(&self) -> Self {
        let mut set = *self;
        let [_, letters, ..] = &mut set.0;
        *letters &= !0x07ff_fffe;
        set
    }

    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub(super) fn iter(self) -> impl Iterator<Item = u8> {
        let words = self.0.into_iter().zip((0_u8..).step_by(64));
        words.flat_map(|(mut word, from)| {
            std::iter::from_fn(move || {
                let bit = u8::try_from(word.trailing_zeros()).unwrap_or_default();
                let byte = (word != 0).then_some(from.wrapping_add(bit));
                word &= word.wrapping_sub(1);
                byte
            })
        })
    }

    pub(super) fn meets(&self, other: &Self) -> bool {
        self.0
            .iter()
            .zip(other.0)
            .any(|(word, other)| word & other != 0)
    }

    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The remainders that its bytes leave when divided by 32, a bit each.
    pub(super) fn bins(&self) -> u32 {
        let all = self.0.iter().fold(0, |all, word| all | word);
        u32::try_from((all | all >> 32) & u64::from(u32::MAX)).unwrap_or_default()
    }

    /// `\w`: letters, digits and the underscore.
    pub(super) fn words() -> Self {
        let mut set = Self::digits().union(Self::of([b'_']));
        set.insert_range(b'a', b'z');
        set.insert_range(b'A', b'Z');
        set
    }

    /// `\d`.
    pub(super) fn digits() -> Self {
        Self::of(b'0'..=b'9')
    }

    /// `\s`.
    pub(super) fn spaces() -> Self {
        Self::of([b'\t', b'\n', 0x0b, 0x0c, b'\r', b' '])
    }

    /// What `\w`, `\D` and their like stand for.
    pub(super) fn named(name: u8) -> Option<Self> {
        let set = match name.to_ascii_lowercase() {
            b'w' => Self::words(),
            b'd' => Self::digits(),
            b's' => Self::spaces(),
            _ => return None,
        };
        Some(if name.is_ascii_uppercase() {
            set.inverted()
        } else {
            set
        })
    }
}

impl Words for ByteSet {
    const LEN: usize = 8;

    fn put(&self, out: &mut Vec<u32>) {
        self.0.iter().for_each(|word| put_long(*word, out));
    }

    fn take(words: &[Word]) -> Self {
        let mut set = Self::default();
        for (slot, word) in set.0.iter_mut().zip(words.as_chunks().0) {
            *slot = long(*word);
        }
        set
    }
}
