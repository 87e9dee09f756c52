//! Alternatives that begin with plain bytes, taken apart no further than texts need it.

use std::ops::Range;

use super::byteset::ByteSet;
use super::tree::{NodeId, Text, id};
use super::words::{List, Reader, Word, Words, numbers};

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
    /// For the first time: the place of that byte, and the texts behind the heads that end with it.
    Ended(u32, Vec<Text>),
}

/// All sets of alternatives that begin alike.
#[derive(Debug, Default)]
pub(super) struct Heads {
    sets: List<Set>,
    /// The alternatives of all sets, those of one together: by their next byte once that is known.
    all: List<Head>,
    /// The next bytes of all sets.
    next: List<Next>,
    lone: List<(Head, Option<NodeId>)>,
}

#[derive(Clone, Copy, Debug)]
struct Set {
    /// How many bytes they have in common.
    depth: u32,
    heads: Places,
    /// The next bytes; none until they are known.
    next: Places,
}

#[derive(Clone, Copy, Debug)]
struct Next {
    byte: u8,
    heads: Places,
    made: bool,
    longer: Option<Longer>,
    ended: Places,
}

/// A part of a list, from one place to before another.
type Places = [u32; 2];

fn range([from, to]: Places) -> Range<u32> {
    from..to
}

impl Heads {
    pub(super) fn add(&mut self, depth: u32, heads: &[Head]) -> HeadsId {
        let heads = self.all.append(heads);
        self.sets.push(Set {
            depth,
            heads: [heads.start, heads.end],
            next: [0; 2],
        });
        id(self.sets.len() - 1)
    }

    /// A set, sorted by its next bytes.
    fn split(&mut self, texts: &[u8], heads: HeadsId) -> Set {
        let mut set = self.sets.at(heads);
        if !range(set.next).is_empty() {
            return set;
        }
        let byte = |head: &Head| {
            let byte = texts.get((head.text.start + set.depth) as usize);
            byte.map_or(0, u8::to_ascii_lowercase)
        };
        let all = self.all.part_mut(&range(set.heads));
        if all.len() > 1 {
            all.sort_unstable_by_key(|head| (byte(head), head.text.start));
        }
        let first = id(self.next.len());
        let [mut from, _] = set.heads;
        for group in all.chunk_by(|one, other| byte(one) == byte(other)) {
            let to = from + id(group.len());
            self.next.push(Next {
                byte: group.first().map_or(0, byte),
                heads: [from, to],
                made: false,
                longer: None,
                ended: [0; 2],
            });
            from = to;
        }
        set.next = [first, id(self.next.len())];
        self.sets.set(heads, set);
        set
    }

    pub(super) fn firsts(&mut self, texts: &[u8], heads: HeadsId) -> ByteSet {
        let next = range(self.split(texts, heads).next);
        ByteSet::of(self.next.part(next).map(|next| next.byte)).folded()
    }

    /// What a set comes to behind `byte`.
    pub(super) fn step(&mut self, texts: &[u8], heads: HeadsId, byte: u8) -> Option<Step> {
        let set = self.split(texts, heads);
        let nth = range(set.next).find(|nth| self.next.at(*nth).byte >= byte)?;
        let mut next = self.next.at(nth);
        if next.byte != byte {
            return None;
        }
        let depth = set.depth + 1;
        if next.made {
            return Some(Step::Known((next.longer, range(next.ended))));
        }
        next.made = true;
        let group: Vec<Head> = self.all.part(range(next.heads)).collect();
        if let [head] = group.as_slice()
            && head.len > depth
            && head.len <= LONGEST_LONE
        {
            self.lone.push((*head, None));
            let lone = Longer::Lone(Lone(id(self.lone.len() - 1) << 8 | depth));
            next.longer = Some(lone);
            self.next.set(nth, next);
            return Some(Step::Known((Some(lone), 0..0)));
        }
        let (longer, ended): (Vec<Head>, Vec<Head>) =
            group.iter().partition(|head| head.len > depth);
        if !longer.is_empty() {
            next.longer = Some(Longer::Set(self.add(depth, &longer)));
        }
        self.next.set(nth, next);
        let behind = |head: Head| head.from(depth);
        Some(Step::Ended(nth, ended.into_iter().map(behind).collect()))
    }

    /// Takes down the nodes behind the heads that end with a byte.
    pub(super) fn set_ended(&mut self, nth: u32, nodes: Range<u32>) -> Behind {
        let next = Next {
            ended: [nodes.start, nodes.end],
            ..self.next.at(nth)
        };
        self.next.set(nth, next);
        (next.longer, nodes)
    }

    /// Sorts all sets, so that nothing of them changes any more.
    pub(super) fn settle(&mut self, texts: &[u8]) {
        for set in 0..id(self.sets.len()) {
            self.split(texts, set);
        }
    }

    /// The `nth` of a set, and how much of it has been read.
    pub(super) fn head(&self, heads: HeadsId, nth: usize) -> Option<(Head, u32)> {
        let set = self.sets.at(heads);
        let place = range(set.heads).nth(nth)?;
        Some((self.all.at(place), set.depth))
    }

    /// A lone head, and how much of it has been read.
    pub(super) fn lone(&self, lone: Lone) -> (Head, u32) {
        (self.lone.at(lone.0 >> 8).0, lone.0 & 0xff)
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
        self.lone.at(lone.0 >> 8).1
    }

    pub(super) fn set_ended_lone(&mut self, lone: Lone, node: NodeId) {
        let (head, _) = self.lone.at(lone.0 >> 8);
        self.lone.set(lone.0 >> 8, (head, Some(node)));
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

impl Heads {
    pub(super) fn put(&self, out: &mut Vec<u32>) {
        self.sets.put(out);
        self.all.put(out);
        self.next.put(out);
        self.lone.put(out);
    }

    pub(super) fn take(from: &mut Reader) -> Option<Self> {
        Some(Self {
            sets: from.list()?,
            all: from.list()?,
            next: from.list()?,
            lone: from.list()?,
        })
    }
}

impl Words for Set {
    const LEN: usize = 5;

    fn put(&self, out: &mut Vec<u32>) {
        out.push(self.depth);
        out.extend(self.heads);
        out.extend(self.next);
    }

    fn take(words: &[Word]) -> Self {
        let [depth, from, to, first, last] = numbers(words);
        Self {
            depth,
            heads: [from, to],
            next: [first, last],
        }
    }
}

impl Words for Head {
    const LEN: usize = Text::LEN + 1;

    fn put(&self, out: &mut Vec<u32>) {
        self.len.put(out);
        self.text.put(out);
    }

    fn take(words: &[Word]) -> Self {
        let (len, text) = words.split_at(1);
        Self {
            text: Text::take(text),
            len: u32::take(len),
        }
    }
}

impl Words for Next {
    const LEN: usize = 6;

    fn put(&self, out: &mut Vec<u32>) {
        let (kind, longer) = match self.longer {
            None => (0, 0),
            Some(Longer::Set(set)) => (1, set),
            Some(Longer::Lone(Lone(lone))) => (2, lone),
        };
        let made = u32::from(self.made);
        out.extend([u32::from(self.byte) | made << 8 | kind << 9, longer]);
        out.extend(self.heads);
        out.extend(self.ended);
    }

    fn take(words: &[Word]) -> Self {
        let [kind, longer, from, to, start, end] = numbers(words);
        let [byte, ..] = kind.to_le_bytes();
        Self {
            byte,
            heads: [from, to],
            made: kind >> 8 & 1 == 1,
            longer: match kind >> 9 {
                0 => None,
                1 => Some(Longer::Set(longer)),
                _ => Some(Longer::Lone(Lone(longer))),
            },
            ended: [start, end],
        }
    }
}

impl Words for (Head, Option<NodeId>) {
    const LEN: usize = 1 + Head::LEN;

    fn put(&self, out: &mut Vec<u32>) {
        out.push(self.1.unwrap_or(u32::MAX));
        self.0.put(out);
    }

    fn take(words: &[Word]) -> Self {
        let (node, head) = words.split_at(1);
        let node = u32::take(node);
        (Head::take(head), (node != u32::MAX).then_some(node))
    }
}
