//! A part of a pattern with what comes behind it.

use std::hash::Hasher;

use super::hash::Mixer;
use super::heads::{HeadsId, Lone};
use super::tree::NodeId;
use super::words::{Word, Words, numbers};

/// A frame's place.
pub(super) type FrameId = u32;

/// A part of a pattern.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part {
    Node(NodeId),
    /// The rest of a literal.
    Literal(u32),
    /// The rest of a sequence.
    Sequence(u32),
    /// One of some alternatives, behind their common beginning.
    Heads(HeadsId),
    /// The rest of an alternative's beginning.
    Lone(Lone),
    /// Nothing is left of this pattern.
    Found(u32),
}

impl Part {
    /// Its kind and its number.
    pub(super) fn key(self) -> (u32, u32) {
        match self {
            Self::Node(value) => (0, value),
            Self::Literal(value) => (1, value),
            Self::Sequence(value) => (2, value),
            Self::Found(value) => (3, value),
            Self::Heads(value) => (4, value),
            Self::Lone(Lone(value)) => (5, value),
        }
    }

    fn of(kind: u32, value: u32) -> Self {
        match kind {
            0 => Self::Node(value),
            1 => Self::Literal(value),
            2 => Self::Sequence(value),
            3 => Self::Found(value),
            4 => Self::Heads(value),
            _ => Self::Lone(Lone(value)),
        }
    }
}

/// A part, and the frame of what comes behind it.
pub(super) type Frame = (Part, FrameId);

impl Words for Frame {
    const LEN: usize = 2;

    fn put(&self, out: &mut Vec<u32>) {
        let (kind, value) = self.0.key();
        // There are not so many nodes that their numbers would reach the kind.
        out.extend([kind << KIND | value, self.1]);
    }

    fn take(words: &[Word]) -> Self {
        let [part, next] = numbers(words);
        (Part::of(part >> KIND, part & ((1 << KIND) - 1)), next)
    }
}

/// Below this bit of a word is a part's number.
const KIND: u32 = 29;

/// What tells a frame from others.
pub(super) fn hash((part, next): Frame) -> u64 {
    let mut hasher = Mixer::default();
    let (kind, value) = part.key();
    hasher.write_u32(value);
    hasher.write_u32(next ^ kind << KIND);
    hasher.finish()
}
