//! What a text has to go on with for something to match: the first three bytes of all that may come,
//! as a set that one look tells whether a place is in.

use super::byteset::ByteSet;
use super::frames::{FrameId, Frames, Part};
use super::gap::{Gap, Shape};
use super::heads::HeadsId;
use super::tree::{Kind, NodeId, Tree};
use super::words::{Word, Words, long, put_long};

/// How many bytes are looked at.
const DEEP: usize = 3;

/// A class with more bytes is not gone behind.
const WIDE: usize = 12;

/// More than so many beginnings are not told apart.
const MANY: usize = 2000;

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
const SETS: [ByteSet; 8] = sets();

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

fn class(byte: u8) -> u16 {
    u16::from(CLASSES[usize::from(byte)])
}

/// The classes of three bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Key(u16);

impl Key {
    pub(super) fn place(self) -> usize {
        usize::from(self.0)
    }

    /// The classes of the first two bytes, as a bit.
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

/// The beginnings of what may come.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Starts {
    /// The first bytes.
    pub(super) first: ByteSet,
    rows: Rows,
}

/// A set of keys: by the class of the first byte those of the other two, a bit each.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Rows([u64; 8]);

impl Rows {
    pub(super) fn insert(&mut self, key: Key) {
        self.0[usize::from(key.0 >> 6 & 7)] |= 1 << (key.0 & 63);
    }
}

impl Starts {
    pub(super) const NONE: Self = Self {
        first: ByteSet::EMPTY,
        rows: Rows([0; 8]),
    };

    /// Whether a text that goes on like this may have one of them.
    pub(super) fn has(&self, key: Key, byte: u8) -> bool {
        self.has_key(key) && self.first.has(byte)
    }

    #[inline]
    pub(super) fn has_key(&self, key: Key) -> bool {
        self.rows.0[usize::from(key.0 >> 6 & 7)] >> (key.0 & 63) & 1 == 1
    }

    /// Whether some key is in both.
    pub(super) fn meets(&self, keys: &Rows) -> bool {
        let both = self.rows.0.iter().zip(keys.0);
        both.fold(0, |met, (row, keys)| met | row & keys) != 0
    }

    pub(super) fn is_empty(&self) -> bool {
        self.first.is_empty()
    }

    /// All keys that they have.
    pub(super) fn keys(&self) -> impl Iterator<Item = Key> {
        (0..KEYS).map(Key).filter(|key| self.has_key(*key))
    }

    /// The classes of their first two bytes, a bit for each pair.
    pub(super) fn pairs(&self) -> u64 {
        let pairs = self.rows.0.map(|row| {
            // Each byte is for one second class; whether any of its bits is set becomes one bit.
            let row = row | row >> 4;
            let row = row | row >> 2;
            let row = (row | row >> 1) & 0x0101_0101_0101_0101;
            row.wrapping_mul(0x0102_0408_1020_4080).to_be_bytes()[0]
        });
        u64::from_le_bytes(pairs)
    }

    pub(super) fn union(self, other: &Self) -> Self {
        let mut rows = self.rows;
        for (row, more) in rows.0.iter_mut().zip(other.rows.0) {
            *row |= more;
        }
        Self {
            first: self.first.union(other.first),
            rows,
        }
    }

    fn insert(&mut self, prefix: Prefix) {
        let [first, second, third] = prefix.bytes.map(class);
        let row = &mut self.rows.0[usize::from(first)];
        match prefix.len {
            0 => {
                self.first = ByteSet::ALL;
                self.rows = Rows([u64::MAX; 8]);
            }
            1 => *row = u64::MAX,
            2 => *row |= 0xff << (second << 3),
            _ => *row |= 1 << (second << 3 | third),
        }
    }
}

impl Starts {
    /// Takes in all that begin with `prefix` and a byte of `set`.
    fn insert_all(&mut self, prefix: Prefix, set: &ByteSet) {
        for class in SETS {
            if let Some(byte) = class.common(set) {
                self.insert(prefix.and(byte));
            }
        }
    }
}

impl Words for Starts {
    const LEN: usize = ByteSet::LEN + 16;

    fn put(&self, out: &mut Vec<u32>) {
        self.first.put(out);
        self.rows.0.iter().for_each(|row| put_long(*row, out));
    }

    fn take(words: &[Word]) -> Self {
        let (first, rest) = words.split_at(ByteSet::LEN);
        let mut rows = [0; 8];
        for (row, words) in rows.iter_mut().zip(rest.as_chunks().0) {
            *row = long(*words);
        }
        Self {
            first: ByteSet::take(first),
            rows: Rows(rows),
        }
    }
}

/// What has been read of a beginning.
#[derive(Clone, Copy, Default)]
struct Prefix {
    bytes: [u8; DEEP],
    len: usize,
    /// Free text or a condition was passed.
    behind_gap: bool,
}

impl Prefix {
    fn and(mut self, byte: u8) -> Self {
        if let Some(slot) = self.bytes.get_mut(self.len) {
            *slot = byte;
            self.len += 1;
        }
        self
    }

    fn is_full(self) -> bool {
        self.len == DEEP
    }
}

/// What comes behind a part.
#[derive(Clone, Copy)]
enum Rest<'r> {
    Frame(FrameId),
    Then(Part, &'r Rest<'r>),
    /// A repetition's next round, if the last one was longer than so many bytes.
    Again(NodeId, usize, &'r Rest<'r>),
}

/// Gathers beginnings.
struct Gatherer<'g> {
    tree: &'g mut Tree,
    frames: &'g Frames,
    /// Those that begin with what is spelt out, and those that begin with a gap.
    found: [Starts; 2],
    left: usize,
}

/// The beginnings of `frames` without a gap in front, and of those with one; matches that end right here
/// are left out.
pub(super) fn starts(frames: &Frames, tree: &mut Tree, of: &[FrameId]) -> [Starts; 2] {
    let mut gatherer = Gatherer {
        tree,
        frames,
        found: Default::default(),
        left: MANY,
    };
    for frame in of {
        gatherer.rest(&Rest::Frame(*frame), Prefix::default());
    }
    gatherer.found
}

impl Gatherer<'_> {
    fn insert(&mut self, prefix: Prefix) {
        self.left = self.left.saturating_sub(1);
        if self.left == 0 {
            self.found
                .iter_mut()
                .for_each(|found| found.insert(Prefix::default()));
        }
        self.found(prefix).insert(prefix);
    }

    /// Where `prefix` belongs.
    fn found(&mut self, prefix: Prefix) -> &mut Starts {
        &mut self.found[usize::from(prefix.behind_gap)]
    }

    fn first(&mut self, prefix: Prefix, set: ByteSet) {
        if prefix.len == 0 {
            let found = self.found(prefix);
            found.first = found.first.union(set);
        }
    }

    fn rest(&mut self, rest: &Rest, prefix: Prefix) {
        match *rest {
            Rest::Frame(frame) => {
                let (part, next) = self.frames.at(frame);
                self.part(part, &Rest::Frame(next), prefix);
            }
            Rest::Then(part, rest) => self.part(part, rest, prefix),
            Rest::Again(node, len, rest) => {
                if prefix.len > len {
                    self.part(Part::Node(node), rest, prefix);
                }
            }
        }
    }

    fn part(&mut self, part: Part, rest: &Rest, prefix: Prefix) {
        if self.left == 0 {
            return;
        }
        if prefix.is_full() {
            return self.insert(prefix);
        }
        match part {
            Part::Found(_) => {
                if prefix.len > 0 || prefix.behind_gap {
                    self.insert(prefix);
                }
            }
            Part::Node(node) => self.node(node, rest, prefix),
            Part::Literal(at) => self.literal(at, rest, prefix),
            Part::Sequence(at) => self.sequence(at, rest, prefix),
            Part::Heads(heads) => self.heads(heads, rest, prefix),
            Part::Lone(lone) => {
                let (head, depth) = self.tree.lone(lone);
                self.head(head, depth, rest, prefix);
            }
        }
    }

    fn node(&mut self, node: NodeId, rest: &Rest, prefix: Prefix) {
        match self.tree.kind(node) {
            Kind::Text(_) | Kind::Branch(_) | Kind::Never => {}
            Kind::Empty => self.rest(rest, prefix),
            Kind::Literal(at) => self.literal(at, rest, prefix),
            Kind::Class(set) => self.class(self.tree.sets.at(set), rest, prefix),
            Kind::Sequence(at) => self.sequence(at, rest, prefix),
            Kind::Choice(choice) => {
                if let Some(heads) = self.tree.heads(choice) {
                    self.heads(heads, rest, prefix);
                }
                let mut nth = 0;
                while let Some(branch) = self.tree.other(choice, nth) {
                    self.node(branch, rest, prefix);
                    nth += 1;
                }
            }
            Kind::Optional(inner) => {
                self.rest(rest, prefix);
                self.node(inner, rest, prefix);
            }
            Kind::Repeated(inner) => {
                self.rest(rest, prefix);
                self.node(inner, &Rest::Again(node, prefix.len, rest), prefix);
            }
            Kind::Gap(gap) => self.gap(gap, rest, prefix),
        }
    }

    fn literal(&mut self, mut at: u32, rest: &Rest, mut prefix: Prefix) {
        loop {
            let (byte, last) = self.tree.pooled(at);
            prefix = self.and(prefix, byte);
            if prefix.is_full() {
                return self.insert(prefix);
            }
            if last {
                return self.rest(rest, prefix);
            }
            at += 1;
        }
    }

    /// `prefix` with a byte more, in either case.
    fn and(&mut self, prefix: Prefix, byte: u8) -> Prefix {
        self.first(
            prefix,
            ByteSet::of([byte.to_ascii_lowercase(), byte.to_ascii_uppercase()]),
        );
        prefix.and(byte)
    }

    fn class(&mut self, set: ByteSet, rest: &Rest, prefix: Prefix) {
        self.first(prefix, set);
        let ends = prefix.len + 1 == DEEP || set.len() > WIDE;
        if ends {
            self.found(prefix).insert_all(prefix, &set);
        } else {
            set.iter()
                .for_each(|byte| self.rest(rest, prefix.and(byte)));
        }
    }

    fn sequence(&mut self, at: u32, rest: &Rest, prefix: Prefix) {
        let (element, last) = self.tree.element(at);
        if last {
            self.node(element, rest, prefix);
        } else {
            self.node(element, &Rest::Then(Part::Sequence(at + 1), rest), prefix);
        }
    }

    fn heads(&mut self, heads: HeadsId, rest: &Rest, prefix: Prefix) {
        let mut nth = 0;
        while let Some((head, depth)) = self.tree.head(heads, nth) {
            self.head(head, depth, rest, prefix);
            nth += 1;
        }
    }

    fn head(&mut self, head: super::heads::Head, depth: u32, rest: &Rest, mut prefix: Prefix) {
        for nth in depth..head.len {
            let byte = self.tree.byte(head.text.start + nth);
            prefix = self.and(prefix, byte);
            if prefix.is_full() {
                break;
            }
        }
        if !prefix.is_full() && head.text.start + head.len == head.text.end {
            self.rest(rest, prefix);
        } else {
            self.insert(prefix);
        }
    }

    fn gap(&mut self, gap: u32, rest: &Rest, prefix: Prefix) {
        // Further on a gap is a matter of what is spelt out before it.
        let behind = Prefix {
            behind_gap: prefix.behind_gap || prefix.len == 0,
            ..prefix
        };
        match self.tree.gaps[gap as usize] {
            Gap::Look(_) => self.rest(rest, behind),
            Gap::Free {
                shape, set, min, ..
            } => {
                if min == 0 {
                    self.rest(rest, behind);
                }
                let set = match shape {
                    Shape::Led => ByteSet::of([b' ']),
                    _ => set,
                };
                self.first(behind, set);
                self.found(behind).insert_all(behind, &set);
            }
        }
    }
}
