//! Trees as words, as far as they have been read.

use super::choices::Choices;
use super::{Flags, Info, Kind, NodeId, Text, Tree};
use crate::rubric::finder::byteset::ByteSet;
use crate::rubric::finder::gap::{Gap, Look, Shape};
use crate::rubric::finder::heads::Heads;
use crate::rubric::finder::index::Index;
use crate::rubric::finder::sources::Sources;
use crate::rubric::finder::words::{Reader, Word, Words, numbers, put_list};

impl Tree {
    /// Writes everything but the patterns themselves.
    pub(in crate::rubric::finder) fn put(&mut self, out: &mut Vec<u32>) {
        self.heads.settle(&self.texts);
        self.shared.put(out);
        self.heads.put(out);
        self.ended.put(out);
        self.nodes.put(out);
        self.pool.put(out);
        self.elements.put(out);
        self.sets.put(out);
        let hashes: Vec<u64> = self.sets.iter().map(|set| set.hash_of()).collect();
        Index::put(&hashes, out);
        self.choices.put(out);
        put_list(&self.gaps, out);
    }

    /// Reads what was written for these patterns.
    pub(in crate::rubric::finder) fn take(from: &mut Reader, sources: &Sources) -> Option<Self> {
        let mut tree = Self::new(sources, None);
        tree.shared = from.list()?;
        tree.heads = Heads::take(from)?;
        tree.ended = from.list()?;
        tree.nodes = from.list()?;
        tree.pool = from.list()?;
        tree.elements = from.list()?;
        tree.sets = from.list()?;
        tree.known_sets = Index::take(from)?;
        tree.choices = Choices::take(from)?;
        tree.gaps = from.all()?;
        tree.known_gaps.extend(tree.gaps.iter().copied().zip(0..));
        Some(tree)
    }
}

impl Flags {
    fn word(self) -> u32 {
        let flags = [self.exact, self.lines, self.dot_all];
        flags
            .iter()
            .fold(0, |all, flag| all << 1 | u32::from(*flag))
    }

    fn of(word: u32) -> Self {
        Self {
            exact: word & 4 != 0,
            lines: word & 2 != 0,
            dot_all: word & 1 != 0,
        }
    }
}

impl Words for Text {
    const LEN: usize = 3;

    fn put(&self, out: &mut Vec<u32>) {
        out.extend([self.start, self.end, self.flags.word()]);
    }

    fn take(words: &[Word]) -> Self {
        let [start, end, flags] = numbers(words);
        Self {
            start,
            end,
            flags: Flags::of(flags),
        }
    }
}

/// How a group was read, and as what.
impl Words for Option<(Flags, NodeId)> {
    const LEN: usize = 2;

    fn put(&self, out: &mut Vec<u32>) {
        match self {
            None => out.extend([u32::MAX, 0]),
            Some((flags, node)) => out.extend([flags.word(), *node]),
        }
    }

    fn take(words: &[Word]) -> Self {
        let [flags, node] = numbers(words);
        (flags != u32::MAX).then(|| (Flags::of(flags), node))
    }
}

/// A node and what can be told of it.
impl Words for (Kind, Option<Info>) {
    const LEN: usize = 5;

    fn put(&self, out: &mut Vec<u32>) {
        self.1.put(out);
        let (kind, one, two) = match self.0 {
            Kind::Text(text) => (text.flags.word() << 4, text.start, text.end),
            Kind::Branch(text) => (1 | text.flags.word() << 4, text.start, text.end),
            Kind::Never => (2, 0, 0),
            Kind::Empty => (3, 0, 0),
            Kind::Literal(at) => (4, at, 0),
            Kind::Class(set) => (5, set, 0),
            Kind::Sequence(at) => (6, at, 0),
            Kind::Choice(choice) => (7, choice, 0),
            Kind::Optional(inner) => (8, inner, 0),
            Kind::Repeated(inner) => (9, inner, 0),
            Kind::Gap(gap) => (10, gap, 0),
        };
        out.extend([kind, one, two]);
    }

    fn take(words: &[Word]) -> Self {
        let (info, rest) = words.split_at(<Option<Info>>::LEN);
        let [kind, one, two] = numbers(rest);
        let text = Text {
            start: one,
            end: two,
            flags: Flags::of(kind >> 4),
        };
        let kind = match kind & 15 {
            0 => Kind::Text(text),
            1 => Kind::Branch(text),
            2 => Kind::Never,
            3 => Kind::Empty,
            4 => Kind::Literal(one),
            5 => Kind::Class(one),
            6 => Kind::Sequence(one),
            7 => Kind::Choice(one),
            8 => Kind::Optional(one),
            9 => Kind::Repeated(one),
            _ => Kind::Gap(one),
        };
        (kind, Words::take(info))
    }
}

const LOOKS: [Look; 10] = [
    Look::TextStart,
    Look::TextEnd,
    Look::LineStart,
    Look::LineEnd,
    Look::WordEdge,
    Look::NoWordEdge,
    Look::WordStart,
    Look::WordEnd,
    Look::WordStartHalf,
    Look::WordEndHalf,
];

const SHAPES: [Shape; 4] = [Shape::Bytes, Shape::Words, Shape::Led, Shape::Loose];

/// Where something stands among `all`.
fn place<T: PartialEq>(all: &[T], one: &T) -> u32 {
    all.iter()
        .position(|other| other == one)
        .map_or(u32::MAX, super::id)
}

impl Words for Gap {
    const LEN: usize = 4 + ByteSet::LEN;

    fn put(&self, out: &mut Vec<u32>) {
        match self {
            Self::Look(look) => {
                out.extend([place(&LOOKS, look), u32::MAX, 0, 0]);
                ByteSet::EMPTY.put(out);
            }
            Self::Free {
                shape,
                set,
                min,
                max,
                ..
            } => {
                let [min, max] = [*min, *max].map(super::id);
                out.extend([u32::MAX, place(&SHAPES, shape), min, max]);
                set.put(out);
            }
        }
    }

    fn take(words: &[Word]) -> Self {
        let (counts, set) = words.split_at(4);
        let [look, shape, min, max] = numbers(counts);
        if let Some(look) = LOOKS.get(look as usize) {
            return Self::Look(*look);
        }
        let many = |count: u32| match count {
            u32::MAX => usize::MAX,
            count => count as usize,
        };
        let shape = SHAPES.get(shape as usize).copied();
        let shape = shape.unwrap_or(Shape::Bytes);
        Self::free(shape, ByteSet::take(set), many(min), many(max))
    }
}
