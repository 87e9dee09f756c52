//! Patterns as trees, read from their texts no further than they are needed.

mod choices;
mod info;
mod kept;

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::rc::Rc;

use super::byteset::ByteSet;
use super::gap::{Gap, Look};
use super::grammar;
use super::groups::{Group, Groups};
use super::hash::Mixer;
use super::heads::{Behind, Head, Heads, HeadsId, Lone, Step};
use super::index::Index;
use super::sources::Sources;
use super::survey::Survey;
use super::words::List;

use choices::Choices;
pub(super) use info::Info;

/// A node's place in the tree.
pub(super) type NodeId = u32;

/// A stretch of a pattern's text that is not read yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) flags: Flags,
}

/// How a stretch of text is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Flags {
    /// Letters match in their own case only.
    pub(super) exact: bool,
    /// `^` and `$` mean lines.
    pub(super) lines: bool,
    /// `.` is the end of a line, too.
    pub(super) dot_all: bool,
}

/// What a node matches.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// Alternatives, not read yet.
    Text(Text),
    /// One alternative, not read yet.
    Branch(Text),
    Never,
    Empty,
    /// The bytes at a place of the pool, up to a zero; letters in either case.
    Literal(u32),
    Class(u32),
    /// The nodes at a place of the list of elements, up to the mark of its end.
    Sequence(u32),
    Choice(u32),
    Optional(NodeId),
    /// Any number of times.
    Repeated(NodeId),
    Gap(u32),
}

/// The mark of a sequence's end.
const END: NodeId = NodeId::MAX;

/// All patterns of a rubric.
#[derive(Debug)]
pub(super) struct Tree {
    /// The texts of all patterns, one behind the other.
    texts: Rc<Vec<u8>>,
    groups: Rc<Groups>,
    /// For each group how it was read, and as what.
    shared: List<Option<(Flags, NodeId)>>,
    /// What can be left out, where there is one text alone to be looked at.
    survey: Option<Survey>,
    heads: Heads,
    /// What stands behind heads that have ended.
    ended: List<NodeId>,
    nodes: List<(Kind, Option<Info>)>,
    /// Bytes of literals, and zeros behind them.
    pool: List<u32>,
    elements: List<NodeId>,
    pub(super) sets: List<ByteSet>,
    known_sets: Index,
    choices: Choices,
    pub(super) gaps: Vec<Gap>,
    known_gaps: HashMap<Gap, u32, BuildHasherDefault<Mixer>>,
}

impl Tree {
    pub(super) fn new(sources: &Sources, survey: Option<Survey>) -> Self {
        let texts = Rc::clone(&sources.texts);
        Self {
            shared: List::default(),
            groups: Rc::clone(&sources.groups),
            survey,
            heads: Heads::default(),
            ended: List::default(),
            nodes: List::default(),
            texts,
            pool: List::default(),
            elements: List::default(),
            sets: List::default(),
            known_sets: Index::default(),
            choices: Choices::default(),
            gaps: Vec::new(),
            known_gaps: HashMap::default(),
        }
    }

    pub(super) fn add(&mut self, kind: Kind) -> NodeId {
        self.nodes.push((kind, None));
        id(self.nodes.len() - 1)
    }

    /// Whether an alternative cannot match.
    pub(super) fn is_dead(&self, alternative: Text) -> bool {
        let survey = self.survey.as_ref();
        survey.is_some_and(|survey| survey.is_dead(alternative.start as usize))
    }

    /// The group that opens at `start`, and its place.
    pub(super) fn group(&self, start: usize) -> Option<(usize, Group)> {
        let nth = self.groups.find(start)?;
        Some((nth, self.groups.get(nth)?))
    }

    /// A group's node: one for all that are written alike. `inner` is what stands between its brackets.
    pub(super) fn add_group(&mut self, group: Option<(usize, Group)>, mut inner: Text) -> NodeId {
        let first = group.map(|(_, group)| group.first as usize);
        if let (Some((nth, group)), Some(first)) = (group, first) {
            if let Some((flags, node)) = self.shared_at(first)
                && flags == inner.flags
            {
                return node;
            }
            if first != nth
                && let Some(original) = self.groups.get(first)
            {
                inner.start = inner.start - group.start + original.start;
                inner.end = inner.end - group.start + original.start;
            }
        }
        let flags = inner.flags;
        let node = self.add(Kind::Text(inner));
        if let Some(first) = first {
            while self.shared.len() <= first {
                self.shared.push(None);
            }
            self.shared.set(id(first), Some((flags, node)));
        }
        node
    }

    fn shared_at(&self, first: usize) -> Option<(Flags, NodeId)> {
        if first < self.shared.len() {
            self.shared.at(id(first))
        } else {
            None
        }
    }

    /// What a node is, read as far as that takes.
    pub(super) fn kind(&mut self, node: NodeId) -> Kind {
        loop {
            let (known, info) = self.nodes.at(node);
            let read = match known {
                Kind::Text(text) => grammar::alternatives(self, text),
                Kind::Branch(text) => grammar::sequence(self, text),
                kind => return kind,
            };
            self.nodes.set(node, (read, info));
        }
    }

    pub(super) fn is_empty(&self, node: NodeId) -> bool {
        matches!(self.nodes.at(node).0, Kind::Empty)
    }

    pub(super) fn literal(&mut self, bytes: &[u8]) -> Kind {
        let at = id(self.pool.len());
        for byte in bytes {
            self.pool.push(u32::from(byte.to_ascii_lowercase()));
        }
        self.pool.push(0);
        Kind::Literal(at)
    }

    pub(super) fn class(&mut self, set: ByteSet) -> Kind {
        if set.is_empty() {
            return Kind::Never;
        }
        Kind::Class(self.set(set))
    }

    fn set(&mut self, set: ByteSet) -> u32 {
        let hash = set.hash_of();
        let sets = &mut self.sets;
        if let Some(known) = self.known_sets.find(hash, |nth| sets.at(nth) == set) {
            return known;
        }
        let new = id(sets.len());
        sets.push(set);
        self.known_sets
            .insert(hash, new, |nth| sets.at(nth).hash_of());
        new
    }

    pub(super) fn gap(&mut self, gap: Gap) -> Kind {
        let gaps = &mut self.gaps;
        Kind::Gap(*self.known_gaps.entry(gap).or_insert_with(|| {
            gaps.push(gap);
            id(gaps.len() - 1)
        }))
    }

    pub(super) fn sequence(&mut self, parts: &[NodeId]) -> Kind {
        match parts {
            [] => Kind::Empty,
            [one] => self.kind(*one),
            _ => {
                let at = id(self.elements.len());
                self.elements.append(parts);
                self.elements.push(END);
                Kind::Sequence(at)
            }
        }
    }

    pub(super) fn choice(&mut self, heads: &[Head], others: &[NodeId]) -> Kind {
        if heads.is_empty() {
            match others {
                [] => return Kind::Never,
                [one] => return self.kind(*one),
                _ => {}
            }
        }
        let heads = (!heads.is_empty()).then(|| self.heads.add(0, heads));
        Kind::Choice(self.choices.add(heads, others))
    }

    /// The alternatives of `choice` that begin with plain bytes.
    pub(super) fn heads(&self, choice: u32) -> Option<HeadsId> {
        self.choices.heads(choice)
    }

    /// What `heads` come to behind `byte`: longer ones, and the places of what stands behind those that
    /// end with it.
    pub(super) fn behind(&mut self, heads: HeadsId, byte: u8) -> Option<Behind> {
        let step = self
            .heads
            .step(&self.texts, heads, byte.to_ascii_lowercase())?;
        Some(match step {
            Step::Known(behind) => behind,
            Step::Ended(nth, texts) => {
                let from = id(self.ended.len());
                for text in texts {
                    let node = self.behind_head(text);
                    self.ended.push(node);
                }
                let to = id(self.ended.len());
                self.heads.set_ended(nth, from..to)
            }
        })
    }

    /// What one head comes to behind `byte`.
    pub(super) fn behind_lone(&mut self, lone: Lone, byte: u8) -> Option<Result<Lone, NodeId>> {
        let byte = byte.to_ascii_lowercase();
        Some(match self.heads.step_lone(&self.texts, lone, byte)? {
            Ok(longer) => Ok(longer),
            Err(text) => Err(self.heads.ended_lone(lone).unwrap_or_else(|| {
                let node = self.behind_head(text);
                self.heads.set_ended_lone(lone, node);
                node
            })),
        })
    }

    /// The `nth` of `heads`, and how much of it has been read.
    pub(super) fn head(&self, heads: HeadsId, nth: usize) -> Option<(Head, u32)> {
        self.heads.head(heads, nth)
    }

    /// A lone head, and how much of it has been read.
    pub(super) fn lone(&self, lone: Lone) -> (Head, u32) {
        self.heads.lone(lone)
    }

    /// A byte of the patterns' texts.
    pub(super) fn byte(&self, at: u32) -> u8 {
        self.texts.get(at as usize).copied().unwrap_or_default()
    }

    pub(super) fn first_of_lone(&self, lone: Lone) -> u8 {
        self.heads.first_of_lone(&self.texts, lone)
    }

    fn behind_head(&mut self, text: Text) -> NodeId {
        self.add(if text.start == text.end {
            Kind::Empty
        } else {
            Kind::Branch(text)
        })
    }

    /// The bytes that `heads` go on with.
    pub(super) fn first_of_heads(&mut self, heads: HeadsId) -> ByteSet {
        self.heads.firsts(&self.texts, heads)
    }

    pub(super) fn ended(&self, nth: u32) -> NodeId {
        self.ended.at(nth)
    }

    pub(super) fn text(&self) -> Rc<Vec<u8>> {
        self.texts.clone()
    }

    /// The byte at a place of the pool, and whether it ends its literal.
    pub(super) fn pooled(&self, at: u32) -> (u8, bool) {
        let [byte, ..] = self.pool.at(at).to_le_bytes();
        (byte, self.pool.at(at + 1) == 0)
    }

    /// The element at a place, and whether it ends its sequence.
    pub(super) fn element(&self, at: u32) -> (NodeId, bool) {
        (self.elements.at(at), self.elements.at(at + 1) == END)
    }

    /// The places of the alternatives of `choice` that may begin with `byte`.
    pub(super) fn binned(&self, choice: u32, byte: u8) -> std::ops::Range<u32> {
        self.choices.binned(choice, byte)
    }

    /// The alternative at a place.
    pub(super) fn in_bin(&self, place: u32) -> NodeId {
        self.choices.at(place)
    }

    /// The `nth` alternative that does not begin with plain bytes.
    pub(super) fn other(&self, choice: u32, nth: usize) -> Option<NodeId> {
        self.choices.other(choice, nth)
    }

    /// The `nth` alternative that may begin with a gap.
    pub(super) fn gapped(&self, choice: u32, nth: usize) -> Option<NodeId> {
        self.choices.gapped(choice, nth)
    }
}

pub(super) fn id(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// A condition as a node.
pub(super) fn look(tree: &mut Tree, look: Look) -> Kind {
    tree.gap(Gap::Look(look))
}
