//! Alternatives that begin with plain bytes, taken apart no further than texts need it.

use std::ops::Range;

use super::byteset::ByteSet;
use super::tree::{NodeId, Text, id};

/// The place of a set of alternatives that begin alike.
pub(super) type HeadsId = u32;

/// An alternative that begins with plain bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head {
    pub(super) text: Text,
    /// How many plain bytes there are.
    pub(super) len: u32,
}

/// What comes behind a byte: longer heads, and the places of what stands behind those that end with it.
pub(super) type Behind = (Option<Longer>, Range<u32>);

/// Heads that go on.
#[derive(Clone, Copy, Debug)]
pub(super) enum Longer {
    Set(HeadsId),
    Lone(Lone),
}

/// A head that has no like, and how much of it has been read: its place, and the bytes in the lowest eight
/// bits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lone(pub(super) u32);

/// The longest head that may be alone.
const LONGEST_LONE: u32 = 255;

/// What a step comes to.
pub(super) enum Step {
    Known(Behind),
    /// For the first time: which of the next bytes it was, and the texts behind the heads that end with it.
    Ended(usize, Vec<Text>),
}

/// All sets of alternatives that begin alike.
#[derive(Debug, Default)]
pub(super) struct Heads {
    sets: Vec<Set>,
    lone: Vec<(Head, Option<NodeId>)>,
}

#[derive(Debug)]
struct Set {
    /// How many bytes they have in common.
    depth: u32,
    /// The alternatives, by their next byte once `next` is known.
    heads: Vec<Head>,
    /// The next bytes.
    firsts: ByteSet,
    /// By byte what comes behind it.
    next: Vec<Next>,
}

#[derive(Debug)]
struct Next {
    byte: u8,
    heads: Range<u32>,
    made: bool,
    longer: Option<Longer>,
    ended: Range<u32>,
}

impl Heads {
    pub(super) fn add(&mut self, depth: u32, heads: Vec<Head>) -> HeadsId {
        self.sets.push(Set {
            depth,
            heads,
            firsts: ByteSet::default(),
            next: Vec::new(),
        });
        id(self.sets.len() - 1)
    }

    /// Sorts a set by its next bytes.
    fn split(&mut self, texts: &[u8], heads: HeadsId) {
        let set = &mut self.sets[heads as usize];
        if !set.next.is_empty() {
            return;
        }
        let depth = set.depth;
        let byte = |head: &Head| {
            let byte = texts.get((head.text.start + depth) as usize);
            byte.map_or(0, u8::to_ascii_lowercase)
        };
        if set.heads.len() > 1 {
            set.heads
                .sort_unstable_by_key(|head| (byte(head), head.text.start));
        }
        let mut from = 0;
        for group in set.heads.chunk_by(|one, other| byte(one) == byte(other)) {
            let to = from + id(group.len());
            set.next.push(Next {
                byte: group.first().map_or(0, byte),
                heads: from..to,
                made: false,
                longer: None,
                ended: 0..0,
            });
            from = to;
        }
        set.firsts = ByteSet::of(set.next.iter().map(|next| next.byte)).folded();
    }

    pub(super) fn firsts(&mut self, texts: &[u8], heads: HeadsId) -> ByteSet {
        self.split(texts, heads);
        self.sets[heads as usize].firsts
    }

    /// What a set comes to behind `byte`.
    pub(super) fn step(&mut self, texts: &[u8], heads: HeadsId, byte: u8) -> Option<Step> {
        self.split(texts, heads);
        let set = &mut self.sets[heads as usize];
        let nth = set
            .next
            .binary_search_by_key(&byte, |next| next.byte)
            .ok()?;
        let depth = set.depth + 1;
        let next = set.next.get_mut(nth)?;
        if next.made {
            return Some(Step::Known((next.longer, next.ended.clone())));
        }
        next.made = true;
        let group = set
            .heads
            .get(next.heads.start as usize..next.heads.end as usize)?;
        if let [head] = group
            && head.len > depth
            && head.len <= LONGEST_LONE
        {
            self.lone.push((*head, None));
            let lone = Longer::Lone(Lone(id(self.lone.len() - 1) << 8 | depth));
            next.longer = Some(lone);
            return Some(Step::Known((Some(lone), 0..0)));
        }
        let (longer, ended): (Vec<Head>, Vec<Head>) =
            group.iter().partition(|head| head.len > depth);
        if !longer.is_empty() {
            let longer = self.add(depth, longer);
            let next = self.sets[heads as usize].next.get_mut(nth)?;
            next.longer = Some(Longer::Set(longer));
        }
        let behind = |head: Head| head.from(depth);
        Some(Step::Ended(nth, ended.into_iter().map(behind).collect()))
    }

    pub(super) fn set_ended(
        &mut self,
        heads: HeadsId,
        nth: usize,
        nodes: Range<u32>,
    ) -> Option<Behind> {
        let next = self.sets[heads as usize].next.get_mut(nth)?;
        next.ended = nodes;
        Some((next.longer, next.ended.clone()))
    }

    /// The `nth` of a set, and how much of it has been read.
    pub(super) fn head(&self, heads: HeadsId, nth: usize) -> Option<(Head, u32)> {
        let set = &self.sets[heads as usize];
        Some((*set.heads.get(nth)?, set.depth))
    }

    /// A lone head, and how much of it has been read.
    pub(super) fn lone(&self, lone: Lone) -> (Head, u32) {
        (self.lone[(lone.0 >> 8) as usize].0, lone.0 & 0xff)
    }

    pub(super) fn first_of_lone(&self, texts: &[u8], lone: Lone) -> u8 {
        let (head, depth) = self.lone(lone);
        let byte = texts.get((head.text.start + depth) as usize);
        byte.map_or(0, u8::to_ascii_lowercase)
    }

    /// What a head comes to behind `byte`: more of it, or the text behind it.
    pub(super) fn step_lone(
        &self,
        texts: &[u8],
        lone: Lone,
        byte: u8,
    ) -> Option<Result<Lone, Text>> {
        if self.first_of_lone(texts, lone) != byte {
            return None;
        }
        let (head, depth) = self.lone(lone);
        Some(if depth + 1 < head.len {
            Ok(Lone(lone.0 + 1))
        } else {
            Err(head.from(depth + 1))
        })
    }

    pub(super) fn ended_lone(&self, lone: Lone) -> Option<NodeId> {
        self.lone[(lone.0 >> 8) as usize].1
    }

    pub(super) fn set_ended_lone(&mut self, lone: Lone, node: NodeId) {
        self.lone[(lone.0 >> 8) as usize].1 = Some(node);
    }
}

impl Head {
    /// The text behind the first `depth` bytes.
    fn from(self, depth: u32) -> Text {
        Text {
            start: self.text.start + depth,
            ..self.text
        }
    }
}
