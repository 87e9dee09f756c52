//! What can be told of a node without going through it: the bytes it may begin with, whether it can be
//! empty. Alternatives are sorted by it.

use super::{BINS, Kind, NodeId, Tree, id};
use crate::rubric::finder::byteset::ByteSet;

/// So few alternatives are not sorted.
const SMALL: usize = 4;

/// What can be told of a node without going through it.
#[derive(Clone, Copy, Debug)]
pub(in crate::rubric::finder) struct Info {
    first: First,
    /// It matches the empty text.
    pub(in crate::rubric::finder) nullable: bool,
    /// It may begin with a gap.
    pub(in crate::rubric::finder) gapped: bool,
    /// The case of its first byte makes a difference.
    pub(in crate::rubric::finder) cased: bool,
}

/// The bytes with which a match may begin that does not begin with a gap.
#[derive(Clone, Copy, Debug)]
enum First {
    Nothing,
    /// In either case.
    Byte(u8),
    Set(u32),
}

impl Tree {
    pub(in crate::rubric::finder) fn may_begin(&self, info: Info, byte: u8) -> bool {
        match info.first {
            First::Nothing => false,
            First::Byte(first) => first == byte.to_ascii_lowercase(),
            First::Set(set) => self.sets[set as usize].has(byte),
        }
    }

    pub(in crate::rubric::finder) fn may_step(info: Info) -> bool {
        !matches!(info.first, First::Nothing)
    }

    pub(in crate::rubric::finder) fn first_set(&self, info: Info) -> ByteSet {
        match info.first {
            First::Nothing => ByteSet::default(),
            First::Byte(byte) => ByteSet::of([byte]).folded(),
            First::Set(set) => self.sets[set as usize],
        }
    }

    fn first_of(&mut self, set: ByteSet) -> First {
        if set.is_empty() {
            First::Nothing
        } else {
            First::Set(self.set(set))
        }
    }

    /// What can be told of a node.
    pub(in crate::rubric::finder) fn info(&mut self, node: NodeId) -> Info {
        if let Some(info) = self.nodes[node as usize].1 {
            return info;
        }
        let plain = |first, nullable| Info {
            first,
            nullable,
            gapped: false,
            cased: false,
        };
        let info = match self.kind(node) {
            Kind::Text(_) | Kind::Branch(_) | Kind::Never => plain(First::Nothing, false),
            Kind::Empty => plain(First::Nothing, true),
            Kind::Literal(at) => plain(First::Byte(self.pooled(at).0), false),
            Kind::Class(set) => Info {
                cased: self.sets[set as usize] != self.sets[set as usize].folded(),
                ..plain(First::Set(set), false)
            },
            Kind::Sequence(at) => self.info_of_sequence(at),
            Kind::Choice(choice) => self.info_of_choice(choice),
            Kind::Optional(inner) | Kind::Repeated(inner) => Info {
                nullable: true,
                ..self.info(inner)
            },
            Kind::Gap(_) => Info {
                gapped: true,
                ..plain(First::Nothing, false)
            },
        };
        self.nodes[node as usize].1 = Some(info);
        info
    }

    /// What can be told of the elements of a sequence from a place on.
    pub(in crate::rubric::finder) fn info_of_sequence(&mut self, mut at: u32) -> Info {
        let (head, mut last) = self.element(at);
        let mut all = self.info(head);
        while all.nullable && !last {
            at += 1;
            let (element, ends) = self.element(at);
            let info = self.info(element);
            let set = self.first_set(all).union(self.first_set(info));
            all = Info {
                first: self.first_of(set),
                nullable: info.nullable,
                gapped: all.gapped || info.gapped,
                cased: all.cased || info.cased,
            };
            last = ends;
        }
        all
    }

    fn info_of_choice(&mut self, choice: u32) -> Info {
        let branches = std::mem::take(&mut self.choices[choice as usize].others);
        let heads = self.choices[choice as usize].heads;
        let mut all = heads.map_or(ByteSet::default(), |heads| self.first_of_heads(heads));
        let mut gapped = Vec::new();
        let (mut nullable, mut cased) = (false, false);
        for branch in &branches {
            let info = self.info(*branch);
            all = all.union(self.first_set(info));
            nullable |= info.nullable;
            cased |= info.cased;
            if info.gapped {
                gapped.push(*branch);
            }
        }
        let info = Info {
            first: self.first_of(all),
            nullable,
            gapped: !gapped.is_empty(),
            cased,
        };
        if branches.len() > SMALL {
            self.sort(choice, &branches);
        }
        let known = &mut self.choices[choice as usize];
        known.gapped = gapped.into();
        known.others = branches;
        info
    }

    /// Sorts alternatives, all of which are known, by the bytes with which they may begin.
    fn sort(&mut self, choice: u32, branches: &[NodeId]) {
        let masks = branches.iter().map(|branch| {
            let info = self.nodes[*branch as usize].1;
            info.map_or(0, |info| self.first_set(info).bins())
        });
        let masks: Vec<u32> = masks.collect();
        let mut binned = Vec::with_capacity(2 * branches.len());
        let mut bins = Vec::with_capacity(BINS + 1);
        bins.push(0);
        for bin in 0..BINS {
            let met = masks.iter().zip(branches);
            let met = met.filter(|(mask, _)| **mask >> bin & 1 == 1);
            binned.extend(met.map(|(_, branch)| *branch));
            bins.push(id(binned.len()));
        }
        let known = &mut self.choices[choice as usize];
        known.bins = bins.into();
        known.binned = binned.into();
    }
}
