//! What stands at a place of a text, told by the classes of three bytes, and sets of that.

use super::byteset::ByteSet;
use super::words::{Word, Words, long, put_long};

/// How many keys there are.
pub(super) const KEYS: u16 = 512;

/// For each byte one of eight classes: letters that are as frequent together, in either case, and the
/// space alone.
const CLASSES: [u8; 256] = {
    let mut classes = [5; 256];
    let groups: [&[u8]; 8] = [b" ", b"egb", b"tcv", b"ady", b"olw", b"ium", b"nhf", b"srp"];
    let mut class = 0;
    while class < 8 {
        let group = groups[class as usize];
        let mut nth = 0;
        while nth < group.len() {
            classes[group[nth] as usize] = class;
            classes[group[nth].to_ascii_uppercase() as usize] = class;
            nth += 1;
        }
        class += 1;
    }
    classes
};

/// For each class the bytes in it.
pub(super) const SETS: [ByteSet; 8] = sets();

const fn sets() -> [ByteSet; 8] {
    let mut sets = [ByteSet::EMPTY; 8];
    let mut byte = 0_u8;
    loop {
        let class = CLASSES[byte as usize] as usize;
        sets[class] = sets[class].with(byte);
        if byte == u8::MAX {
            return sets;
        }
        byte += 1;
    }
}

pub(super) fn class(byte: u8) -> u16 {
    u16::from(CLASSES[usize::from(byte)])
}

/// The classes of three bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Key(u16);

impl Key {
    /// All keys.
    pub(super) fn each() -> impl Iterator<Item = Self> {
        (0..KEYS).map(Self)
    }

    #[inline]
    pub(super) fn place(self) -> usize {
        usize::from(self.0)
    }

    /// The classes of the first two bytes, as a bit.
    #[inline]
    pub(super) fn pair(self) -> u64 {
        1 << (self.0 >> 3)
    }

    /// For each byte of `text` the key of it and the two behind it.
    pub(super) fn all(text: &[u8], keys: &mut Vec<Self>) {
        keys.clear();
        keys.resize(text.len() + 1, Self::default());
        let mut key = class(0) << 3 | class(0);
        for (slot, byte) in keys
            .iter_mut()
            .rev()
            .zip(std::iter::once(&0).chain(text.iter().rev()))
        {
            key = class(*byte) << 6 | key >> 3;
            *slot = Self(key);
        }
    }
}

/// A set of keys: by the class of the first byte those of the other two, a bit each.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Rows([u64; 8]);

impl Rows {
    pub(super) const NONE: Self = Self([0; 8]);
    pub(super) const ALL: Self = Self([u64::MAX; 8]);

    pub(super) fn insert(&mut self, key: Key) {
        self.0[usize::from(key.0 >> 6 & 7)] |= 1 << (key.0 & 63);
    }

    /// Takes in all keys of three classes, or of those that begin with fewer.
    pub(super) fn insert_all(&mut self, classes: &[u16]) {
        match *classes {
            [] => *self = Self::ALL,
            [first] => self.0[usize::from(first)] = u64::MAX,
            [first, second] => self.0[usize::from(first)] |= 0xff << (second << 3),
            [first, second, third, ..] => {
                self.0[usize::from(first)] |= 1 << (second << 3 | third);
            }
        }
    }

    #[inline]
    pub(super) fn has(&self, key: Key) -> bool {
        self.0[usize::from(key.0 >> 6 & 7)] >> (key.0 & 63) & 1 == 1
    }

    /// Whether some key is in both.
    #[inline]
    pub(super) fn meets(&self, other: &Self) -> bool {
        let both = self.0.iter().zip(other.0);
        both.fold(0, |met, (row, keys)| met | row & keys) != 0
    }

    pub(super) fn union(mut self, other: &Self) -> Self {
        for (row, more) in self.0.iter_mut().zip(other.0) {
            *row |= more;
        }
        self
    }

    /// The classes of the first two bytes, a bit for each pair.
    pub(super) fn pairs(&self) -> u64 {
        let pairs = self.0.map(|row| {
            // Each byte is for one second class; whether any of its bits is set becomes one bit.
            let row = row | row >> 4;
            let row = row | row >> 2;
            let row = (row | row >> 1) & 0x0101_0101_0101_0101;
            row.wrapping_mul(0x0102_0408_1020_4080).to_be_bytes()[0]
        });
        u64::from_le_bytes(pairs)
    }
}

impl Words for Rows {
    const LEN: usize = 16;

    fn put(&self, out: &mut Vec<u32>) {
        self.0.iter().for_each(|row| put_long(*row, out));
    }

    fn take(words: &[Word]) -> Self {
        let mut rows = Self::NONE;
        for (row, words) in rows.0.iter_mut().zip(words.as_chunks().0) {
            *row = long(*words);
        }
        rows
    }
}
