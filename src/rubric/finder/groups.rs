//! The longer groups of all patterns: vocabularies are spelt out wherever they are named, and each is read
//! where it stands first.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::hash::Mixer;
use super::scan::{class_end, is_plain_class, is_plain_escape, plain};
use super::tree::id;
use super::words::{List, Reader, Word, Words, numbers};

/// Shorter groups are not worth it.
const LONG: usize = 48;

/// Groups that begin with so many of the same bytes are compared.
const ALIKE: usize = 16;

/// No group.
const NONE: u32 = u32::MAX;

/// A group, from its bracket to behind the other one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    pub(super) start: u32,
    pub(super) end: u32,
    /// The first group with the same text.
    pub(super) first: u32,
    /// One before that begins like it.
    alike: u32,
}

/// All longer groups, in the order of the texts, those inside of repeated ones left out.
#[derive(Debug, Default)]
pub(super) struct Groups {
    groups: List<Group>,
}

/// Groups while they are gathered.
pub(super) struct Gathering<'t> {
    texts: &'t [u8],
    groups: Vec<Group>,
    /// The last group by what its beginning comes to.
    last: HashMap<u64, u32, BuildHasherDefault<Mixer>>,
    open: Vec<Option<u32>>,
}

impl Groups {
    /// The place of the group that opens at `start`, if it is a longer one.
    pub(super) fn find(&self, start: usize) -> Option<usize> {
        let start = id(start);
        let (mut from, mut to) = (0, id(self.groups.len()));
        while from < to {
            let middle = u32::midpoint(from, to);
            match self.groups.at(middle).start.cmp(&start) {
                Ordering::Equal => return Some(middle as usize),
                Ordering::Less => from = middle + 1,
                Ordering::Greater => to = middle,
            }
        }
        None
    }

    pub(super) fn get(&self, nth: usize) -> Option<Group> {
        (nth < self.groups.len()).then(|| self.groups.at(id(nth)))
    }

    pub(super) fn len(&self) -> usize {
        self.groups.len()
    }

    pub(super) fn put(&self, out: &mut Vec<u32>) {
        self.groups.put(out);
    }

    pub(super) fn take(from: &mut Reader) -> Option<Self> {
        let groups = from.list()?;
        Some(Self { groups })
    }
}

impl Words for Group {
    const LEN: usize = 4;

    fn put(&self, out: &mut Vec<u32>) {
        out.extend([self.start, self.end, self.first, self.alike]);
    }

    fn take(words: &[Word]) -> Self {
        let [start, end, first, alike] = numbers(words);
        Self {
            start,
            end,
            first,
            alike,
        }
    }
}

impl<'t> Gathering<'t> {
    pub(super) fn new(texts: &'t [u8]) -> Self {
        Self {
            texts,
            groups: Vec::new(),
            last: HashMap::default(),
            open: Vec::new(),
        }
    }

    pub(super) fn groups(self) -> Groups {
        let mut all = List::default();
        all.append(&self.groups);
        Groups { groups: all }
    }

    /// Gathers the groups of the pattern that stands at `start` to `end`; whether it uses nothing but what
    /// is read here.
    pub(super) fn pattern(&mut self, start: usize, end: usize) -> bool {
        let known = self.groups.len();
        self.open.clear();
        let plain = self.read(start, end).is_some() && self.open.is_empty();
        if !plain {
            self.last.retain(|_, group| (*group as usize) < known);
            self.groups.truncate(known);
        }
        plain
    }

    /// Nothing where there is something else.
    fn read(&mut self, start: usize, end: usize) -> Option<()> {
        let bytes = self.texts.get(..end)?;
        let mut at = start;
        while let Some(byte) = bytes.get(at) {
            at = match byte {
                b'\\' if is_plain_escape(bytes.get(at + 1)) => at + 2,
                b'[' => {
                    let end = class_end(bytes, at);
                    if !is_plain_class(bytes.get(at + 1..end - 1)?) {
                        return None;
                    }
                    end
                }
                b'(' => self.open(bytes, at)?,
                b')' => {
                    let group = self.open.pop()?;
                    if let Some(group) = group {
                        self.close(group, at + 1);
                    }
                    at + 1
                }
                b'\\' | 0 => return None,
                _ => at + 1 + plain(bytes, at + 1),
            };
        }
        Some(())
    }

    /// Reads a group's beginning, or all of it where it is known.
    fn open(&mut self, bytes: &[u8], at: usize) -> Option<usize> {
        let beginning = bytes
            .get(at..at + ALIKE)
            .filter(|_| at + LONG <= bytes.len());
        if let Some(beginning) = beginning {
            let mut key = 0_u64;
            for byte in beginning {
                key = (key ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
            }
            let alike = self.last.get(&key).copied().unwrap_or(NONE);
            let start = id(at);
            if let Some(first) = self.same(bytes, at, alike) {
                let end = start + first.1;
                self.groups.push(Group {
                    start,
                    end,
                    first: first.0,
                    alike: NONE,
                });
                return Some(end as usize);
            }
            let group = id(self.groups.len());
            self.groups.push(Group {
                start,
                end: start,
                first: group,
                alike,
            });
            self.last.insert(key, group);
            self.open.push(Some(group));
        } else {
            self.open.push(None);
        }
        if bytes.get(at + 1) != Some(&b'?') {
            return Some(at + 1);
        }
        let rest = bytes.get(at + 2..)?;
        let flags = rest.iter().take_while(|byte| b"ims-".contains(byte));
        let flags = flags.count();
        (rest.get(flags) == Some(&b':')).then_some(at + 3 + flags)
    }

    /// A group known that stands at `at` again, and its length.
    fn same(&self, bytes: &[u8], at: usize, mut alike: u32) -> Option<(u32, u32)> {
        while let Some(group) = self.groups.get(alike as usize) {
            let known = self.texts.get(group.start as usize..group.end as usize)?;
            if known.len() >= LONG && bytes.get(at..).is_some_and(|rest| rest.starts_with(known)) {
                return Some((alike, group.end - group.start));
            }
            alike = group.alike;
        }
        None
    }

    fn close(&mut self, group: u32, end: usize) {
        if let Some(group) = self.groups.get_mut(group as usize) {
            group.end = id(end);
        }
    }
}
