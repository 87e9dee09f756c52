//! What a text has to go on with for something to match: the first three bytes of all that may come,
//! as a set that one look tells whether a place is in.

use super::byteset::ByteSet;
use super::frames::{FrameId, Frames, Part};
use super::gap::{Gap, Shape};
use super::heads::HeadsId;
use super::keys::{Key, Rows, SETS, class};
use super::tree::{Kind, NodeId, Tree};
use super::words::{Word, Words};

/// How many bytes are looked at.
const DEEP: usize = 3;

/// More than so many beginnings are not told apart.
const MANY: usize = 2000;

/// The beginnings of what may come.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Starts {
    /// The first bytes.
    pub(super) first: ByteSet,
    pub(super) rows: Rows,
}

impl Starts {
    pub(super) const NONE: Self = Self {
        first: ByteSet::EMPTY,
        rows: Rows::NONE,
    };

    /// Whether a text that goes on like this may have one of them.
    pub(super) fn has(&self, key: Key, byte: u8) -> bool {
        self.rows.has(key) && self.first.has(byte)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.first.is_empty()
    }

    pub(super) fn union(self, other: &Self) -> Self {
        Self {
            first: self.first.union(other.first),
            rows: self.rows.union(&other.rows),
        }
    }

    fn insert(&mut self, prefix: Prefix) {
        let classes = prefix.bytes.map(class);
        let classes = classes.get(..prefix.len).unwrap_or_default();
        if classes.is_empty() {
            self.first = ByteSet::ALL;
        }
        self.rows.insert_all(classes);
    }
}

impl Words for Starts {
    const LEN: usize = ByteSet::LEN + Rows::LEN;

    fn put(&self, out: &mut Vec<u32>) {
        self.first.put(out);
        self.rows.put(out);
    }

    fn take(words: &[Word]) -> Self {
        let (first, rows) = words.split_at(ByteSet::LEN);
        Self {
            first: ByteSet::take(first),
            rows: Rows::take(rows),
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
        if prefix.len + 1 == DEEP {
            return self.found(prefix).insert_all(prefix, &set);
        }
        // Bytes of one class are not told apart.
        for class in SETS {
            if let Some(byte) = class.common(&set) {
                self.rest(rest, prefix.and(byte));
            }
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
