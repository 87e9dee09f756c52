//! What is left to match: a part of a pattern and what comes behind it. An automaton's state is a set
//! of these.

use super::byteset::ByteSet;
use super::few::Few;
use super::heads::{HeadsId, Lone, Longer};
use super::index::Index;
use super::part::{Frame, hash};
pub(super) use super::part::{FrameId, Part};
use super::tree::{Kind, NodeId, Tree};
use super::words::{List, Reader};

/// All frames that were ever needed, each once.
#[derive(Debug, Default)]
pub(super) struct Frames {
    frames: List<Frame>,
    known: Index,
}

/// What a set of frames comes to where it stands.
#[derive(Debug, Default)]
pub(super) struct Closure {
    /// The frames that go on with a byte.
    pub(super) items: Vec<FrameId>,
    /// Patterns of which nothing is left.
    pub(super) found: Vec<u32>,
    /// Gaps, and the frame behind each.
    pub(super) gaps: Vec<(u32, FrameId)>,
}

impl Closure {
    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty() && self.found.is_empty() && self.gaps.is_empty()
    }

    fn tidy(&mut self) {
        self.items.sort_unstable();
        self.items.dedup();
        self.found.sort_unstable();
        self.found.dedup();
        self.gaps.sort_unstable();
        self.gaps.dedup();
    }
}

impl Frames {
    fn add(&mut self, part: Part, next: FrameId) -> FrameId {
        let frame = (part, next);
        let (hash_of, frames) = (hash(frame), &mut self.frames);
        let same = |known: FrameId| {
            let (other, behind) = frames.at(known);
            behind == next && other.key() == part.key()
        };
        if let Some(known) = self.known.find(hash_of, same) {
            return known;
        }
        let new = super::tree::id(frames.len());
        frames.push(frame);
        self.known
            .insert(hash_of, new, |known| hash(frames.at(known)));
        new
    }

    pub(super) fn put(&self, out: &mut Vec<u32>) {
        self.frames.put(out);
        let hashes: Vec<u64> = self.frames.iter().map(hash).collect();
        Index::put(&hashes, out);
    }

    pub(super) fn take(from: &mut Reader) -> Option<Self> {
        Some(Self {
            frames: from.list()?,
            known: Index::take(from)?,
        })
    }

    /// A part, and the frame of what comes behind it.
    pub(super) fn at(&self, frame: FrameId) -> (Part, FrameId) {
        self.frames.at(frame)
    }

    /// All of a pattern.
    pub(super) fn whole(&mut self, pattern: usize, node: NodeId) -> FrameId {
        let end = self.add(Part::Found(super::tree::id(pattern)), FrameId::MAX);
        self.add(Part::Node(node), end)
    }

    /// The patterns to which `frames` lead, if they are few.
    pub(super) fn patterns(&self, frames: &[FrameId]) -> Few {
        let mut few = Vec::new();
        for frame in frames {
            let (mut part, mut next) = self.frames.at(*frame);
            let pattern = loop {
                if let Part::Found(pattern) = part {
                    break pattern;
                }
                (part, next) = self.frames.at(next);
            };
            if !few.contains(&pattern) {
                few.push(pattern);
            }
        }
        Few::of(&few)
    }

    /// The bytes that they take up.
    pub(super) fn memory(&self) -> usize {
        // As much again to find them by.
        2 * self.frames.memory()
    }

    /// What is left of a frame behind `byte`.
    pub(super) fn step(
        &mut self,
        tree: &mut Tree,
        frame: FrameId,
        byte: u8,
        out: &mut Vec<FrameId>,
    ) {
        let (part, next) = self.frames.at(frame);
        match part {
            Part::Node(node) => self.step_node(tree, node, byte, next, out),
            Part::Literal(at) => self.step_literal(tree, at, byte, next, out),
            Part::Sequence(at) => self.step_sequence(tree, at, byte, next, out),
            Part::Heads(heads) => self.step_heads(tree, heads, byte, next, out),
            Part::Lone(lone) => self.step_lone(tree, lone, byte, next, out),
            Part::Found(_) => {}
        }
    }

    fn step_heads(
        &mut self,
        tree: &mut Tree,
        heads: HeadsId,
        byte: u8,
        next: FrameId,
        out: &mut Vec<FrameId>,
    ) {
        let Some((longer, ended)) = tree.behind(heads, byte) else {
            return;
        };
        match longer {
            Some(Longer::Set(heads)) => out.push(self.add(Part::Heads(heads), next)),
            Some(Longer::Lone(lone)) => out.push(self.add(Part::Lone(lone), next)),
            None => {}
        }
        for nth in ended {
            let node = tree.ended(nth);
            out.push(self.behind_head(tree, node, next));
        }
    }

    /// What ends an alternative ends the choice.
    fn behind_head(&mut self, tree: &Tree, node: NodeId, next: FrameId) -> FrameId {
        if tree.is_empty(node) {
            next
        } else {
            self.add(Part::Node(node), next)
        }
    }

    fn step_lone(
        &mut self,
        tree: &mut Tree,
        lone: Lone,
        byte: u8,
        next: FrameId,
        out: &mut Vec<FrameId>,
    ) {
        match tree.behind_lone(lone, byte) {
            None => {}
            Some(Ok(longer)) => out.push(self.add(Part::Lone(longer), next)),
            Some(Err(node)) => out.push(self.behind_head(tree, node, next)),
        }
    }

    fn step_literal(
        &mut self,
        tree: &Tree,
        at: u32,
        byte: u8,
        next: FrameId,
        out: &mut Vec<FrameId>,
    ) {
        let (wanted, last) = tree.pooled(at);
        if wanted == byte.to_ascii_lowercase() {
            out.push(if last {
                next
            } else {
                self.add(Part::Literal(at + 1), next)
            });
        }
    }

    fn step_sequence(
        &mut self,
        tree: &mut Tree,
        mut at: u32,
        byte: u8,
        next: FrameId,
        out: &mut Vec<FrameId>,
    ) {
        loop {
            let (element, last) = tree.element(at);
            let info = tree.info(element);
            if tree.may_begin(info, byte) {
                let behind = if last {
                    next
                } else {
                    self.add(Part::Sequence(at + 1), next)
                };
                self.step_node(tree, element, byte, behind, out);
            }
            if last || !info.nullable {
                return;
            }
            at += 1;
        }
    }

    fn step_node(
        &mut self,
        tree: &mut Tree,
        node: NodeId,
        byte: u8,
        next: FrameId,
        out: &mut Vec<FrameId>,
    ) {
        match tree.kind(node) {
            Kind::Literal(at) => self.step_literal(tree, at, byte, next, out),
            Kind::Class(set) if tree.sets.at(set).has(byte) => out.push(next),
            Kind::Sequence(at) => self.step_sequence(tree, at, byte, next, out),
            Kind::Choice(choice) => {
                if let Some(heads) = tree.heads(choice) {
                    self.step_heads(tree, heads, byte, next, out);
                }
                for nth in tree.binned(choice, byte) {
                    let branch = tree.in_bin(nth);
                    let info = tree.info(branch);
                    if tree.may_begin(info, byte) {
                        self.step_node(tree, branch, byte, next, out);
                    }
                }
            }
            Kind::Optional(inner) => self.step_node(tree, inner, byte, next, out),
            Kind::Repeated(inner) => {
                let again = self.add(Part::Node(node), next);
                self.step_node(tree, inner, byte, again, out);
            }
            _ => {}
        }
    }

    /// The bytes with which a frame may go on, and whether their case makes a difference.
    pub(super) fn firsts(&mut self, tree: &mut Tree, frame: FrameId) -> (ByteSet, bool) {
        let (part, _) = self.frames.at(frame);
        let info = match part {
            Part::Found(_) => return (ByteSet::default(), false),
            Part::Literal(at) => return (ByteSet::of([tree.pooled(at).0]).folded(), false),
            Part::Heads(heads) => return (tree.first_of_heads(heads), false),
            Part::Lone(lone) => return (ByteSet::of([tree.first_of_lone(lone)]).folded(), false),
            Part::Node(node) => tree.info(node),
            Part::Sequence(at) => tree.info_of_sequence(at),
        };
        (tree.first_set(info), info.cased)
    }

    /// What a set of frames comes to, as `closure`.
    pub(super) fn close(&mut self, tree: &mut Tree, frames: &[FrameId], closure: &mut Closure) {
        closure.items.clear();
        closure.found.clear();
        closure.gaps.clear();
        for frame in frames {
            self.close_one(tree, *frame, closure);
        }
        closure.tidy();
    }

    fn close_one(&mut self, tree: &mut Tree, mut frame: FrameId, out: &mut Closure) {
        loop {
            let (part, next) = self.frames.at(frame);
            let info = match part {
                Part::Found(pattern) => {
                    out.found.push(pattern);
                    return;
                }
                Part::Literal(_) | Part::Heads(_) | Part::Lone(_) => {
                    out.items.push(frame);
                    return;
                }
                Part::Node(node) => tree.info(node),
                Part::Sequence(at) => tree.info_of_sequence(at),
            };
            if Tree::may_step(info) {
                out.items.push(frame);
            }
            if info.gapped {
                match part {
                    Part::Node(node) => self.surface(tree, node, next, out),
                    Part::Sequence(at) => self.surface_sequence(tree, at, next, out),
                    _ => {}
                }
            }
            if !info.nullable {
                return;
            }
            frame = next;
        }
    }

    /// Names the gaps with which a node may begin.
    fn surface(&mut self, tree: &mut Tree, node: NodeId, next: FrameId, out: &mut Closure) {
        if !tree.info(node).gapped {
            return;
        }
        match tree.kind(node) {
            Kind::Gap(gap) => out.gaps.push((gap, next)),
            Kind::Sequence(at) => self.surface_sequence(tree, at, next, out),
            Kind::Choice(choice) => {
                let mut nth = 0;
                while let Some(branch) = tree.gapped(choice, nth) {
                    self.surface(tree, branch, next, out);
                    nth += 1;
                }
            }
            Kind::Optional(inner) => self.surface(tree, inner, next, out),
            Kind::Repeated(inner) => {
                let again = self.add(Part::Node(node), next);
                self.surface(tree, inner, again, out);
            }
            _ => {}
        }
    }

    fn surface_sequence(&mut self, tree: &mut Tree, mut at: u32, next: FrameId, out: &mut Closure) {
        loop {
            let (element, last) = tree.element(at);
            let info = tree.info(element);
            if info.gapped {
                let behind = if last {
                    next
                } else {
                    self.add(Part::Sequence(at + 1), next)
                };
                self.surface(tree, element, behind, out);
            }
            if last || !info.nullable {
                return;
            }
            at += 1;
        }
    }
}
