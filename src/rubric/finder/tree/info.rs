//! What can be told of a node without going through it: the bytes it may begin with, whether it can be
//! empty. Alternatives are sorted by it.

use super::{Kind, NodeId, Tree};
use crate::rubric::finder::byteset::ByteSet;
use crate::rubric::finder::words::{Word, Words, numbers};

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
            First::Set(set) => self.sets.at(set).has(byte),
        }
    }

    pub(in crate::rubric::finder) fn may_step(info: Info) -> bool {
        !matches!(info.first, First::Nothing)
    }

    pub(in crate::rubric::finder) fn first_set(&self, info: Info) -> ByteSet {
        match info.first {
            First::Nothing => ByteSet::default(),
            First::Byte(byte) => ByteSet::of([byte]).folded(),
            First::Set(set) => self.sets.at(set),
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
        if let (_, Some(info)) = self.nodes.at(node) {
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
                cased: self.sets.at(set) != self.sets.at(set).folded(),
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
        let (kind, _) = self.nodes.at(node);
        self.nodes.set(node, (kind, Some(info)));
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
        let branches = self.choices.others(choice);
        let heads = self.choices.heads(choice);
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
            let masks = branches.iter().map(|branch| {
                let (_, info) = self.nodes.at(*branch);
                info.map_or(0, |info| self.first_set(info).bins())
            });
            let masks: Vec<u32> = masks.collect();
            self.choices.sort(choice, &masks);
        }
        self.choices.set_gapped(choice, &gapped);
        info
    }
}

impl Words for Option<Info> {
    const LEN: usize = 2;

    fn put(&self, out: &mut Vec<u32>) {
        let Some(info) = self else {
            return out.extend([0, 0]);
        };
        let (kind, value) = match info.first {
            First::Nothing => (1, 0),
            First::Byte(byte) => (2, u32::from(byte)),
            First::Set(set) => (3, set),
        };
        let flags = [info.nullable, info.gapped, info.cased];
        let flags = flags
            .iter()
            .fold(0, |all, flag| all << 1 | u32::from(*flag));
        out.extend([kind << 3 | flags, value]);
    }

    fn take(words: &[Word]) -> Self {
        let [kind, value] = numbers(words);
        let first = match kind >> 3 {
            0 => return None,
            1 => First::Nothing,
            2 => First::Byte(value.to_le_bytes()[0]),
            _ => First::Set(value),
        };
        Some(Info {
            first,
            nullable: kind & 4 != 0,
            gapped: kind & 2 != 0,
            cased: kind & 1 != 0,
        })
    }
}
