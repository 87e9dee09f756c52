//! The grammar of patterns, read a level at a time. What it does not know is read by the
//! regular-expression compiler's own parser.

use super::byteset::ByteSet;
use super::foreign;
use super::gap::Look;
use super::heads::Head;
use super::scan::{class_end, group_end, head, plain};
use super::tree::{Flags, Kind, NodeId, Text, Tree, id, look};

/// How a pattern as a whole is read.
const TOP: Flags = Flags {
    exact: false,
    lines: false,
    dot_all: false,
};

/// The node of the pattern that stands at `start` to `end` of the tree's text.
pub(super) fn whole(tree: &mut Tree, start: usize, end: usize, plain: bool) -> NodeId {
    let kind = if plain {
        Kind::Text(Text {
            start: id(start),
            end: id(end),
            flags: TOP,
        })
    } else {
        let text = tree.text();
        let source = text.get(start..end).unwrap_or_default();
        foreign::read(tree, std::str::from_utf8(source).unwrap_or_default())
    };
    tree.add(kind)
}

fn stretch(texts: &[u8], text: Text) -> &[u8] {
    texts
        .get(text.start as usize..text.end as usize)
        .unwrap_or_default()
}

/// Reads a stretch of text as far as its outermost bars.
pub(super) fn alternatives(tree: &mut Tree, text: Text) -> Kind {
    let texts = tree.text();
    let bytes = stretch(&texts, text);
    let mut branches = Vec::new();
    let (mut at, mut start) = (0, 0);
    let branch = |start: usize, end: usize| Text {
        start: text.start + id(start),
        end: text.start + id(end),
        ..text
    };
    while at < bytes.len() {
        match bytes[at] {
            b'|' => {
                branches.push(branch(start, at));
                start = at + 1;
                at += 1;
            }
            b'(' => {
                let group = tree.group(text.start as usize + at);
                at = match group {
                    Some((_, group)) => (group.end - text.start) as usize,
                    None => group_end(bytes, at),
                };
            }
            b'[' => at = class_end(bytes, at),
            b'\\' => at += 2,
            _ => {
                at += 1;
                at += plain(bytes, at);
            }
        }
    }
    let last = branch(start, bytes.len());
    if branches.is_empty() && !tree.is_dead(last) {
        return Kind::Branch(last);
    }
    branches.push(last);
    branches.retain(|branch| !tree.is_dead(*branch));
    let (mut heads, mut others) = (Vec::new(), Vec::new());
    for branch in branches {
        match head(stretch(&texts, branch)) {
            len if len > 0 && !text.flags.exact => heads.push(Head {
                text: branch,
                len: id(len),
            }),
            _ => others.push(tree.add(Kind::Branch(branch))),
        }
    }
    tree.choice(&heads, &others)
}

/// Reads one alternative, its groups excepted.
pub(super) fn sequence(tree: &mut Tree, text: Text) -> Kind {
    let texts = tree.text();
    let mut reader = Reader {
        bytes: stretch(&texts, text),
        at: 0,
        text,
        tree,
        parts: Vec::new(),
        literal: Vec::new(),
    };
    match reader.all() {
        Some(()) => {
            let parts = std::mem::take(&mut reader.parts);
            reader.tree.sequence(&parts)
        }
        None => Kind::Never,
    }
}

struct Reader<'r> {
    bytes: &'r [u8],
    at: usize,
    text: Text,
    tree: &'r mut Tree,
    parts: Vec<NodeId>,
    /// Plain bytes that are no part yet.
    literal: Vec<u8>,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Reads everything; `None` where there is a mistake.
    fn all(&mut self) -> Option<()> {
        while let Some(byte) = self.peek() {
            let atom = match byte {
                b'(' => {
                    // What stands before a group is a part of its own.
                    self.flush();
                    let node = self.group();
                    let part = self.repeated(node)?;
                    self.parts.push(part);
                    continue;
                }
                b'[' => self.class()?,
                b'\\' => self.escape()?,
                b'.' => {
                    self.at += 1;
                    let lines = ByteSet::of([b'\n']).inverted();
                    let set = if self.text.flags.dot_all {
                        ByteSet::ALL
                    } else {
                        lines
                    };
                    self.tree.class(set)
                }
                b'^' | b'$' => {
                    self.at += 1;
                    let found = match (byte, self.text.flags.lines) {
                        (b'^', false) => Look::TextStart,
                        (b'^', true) => Look::LineStart,
                        (_, false) => Look::TextEnd,
                        (_, true) => Look::LineEnd,
                    };
                    look(self.tree, found)
                }
                _ => {
                    let len = character(byte);
                    let end = (self.at + len).min(self.bytes.len());
                    let spelt = self.bytes.get(self.at..end)?;
                    self.at = end;
                    let cased = self.text.flags.exact && byte.is_ascii_alphabetic();
                    if !cased && !self.is_repeated() {
                        self.literal.extend_from_slice(spelt);
                        continue;
                    }
                    self.spelt(spelt)
                }
            };
            self.flush();
            let node = self.tree.add(atom);
            let part = self.repeated(node)?;
            self.parts.push(part);
        }
        self.flush();
        Some(())
    }

    fn spelt(&mut self, bytes: &[u8]) -> Kind {
        match bytes {
            [byte] if self.text.flags.exact => self.tree.class(ByteSet::of([*byte])),
            _ => self.tree.literal(bytes),
        }
    }

    fn flush(&mut self) {
        if !self.literal.is_empty() {
            let bytes = std::mem::take(&mut self.literal);
            let kind = self.tree.literal(&bytes);
            let part = self.tree.add(kind);
            self.parts.push(part);
        }
    }

    fn group(&mut self) -> NodeId {
        let group = self.tree.group(self.text.start as usize + self.at);
        let end = match group {
            Some((_, group)) => (group.end - self.text.start) as usize,
            None => group_end(self.bytes, self.at),
        };
        let mut start = self.at + 1;
        let mut flags = self.text.flags;
        if self.bytes.get(start) == Some(&b'?') {
            let mut on = true;
            start += 1;
            while let Some(byte) = self.bytes.get(start).filter(|byte| **byte != b':') {
                match byte {
                    b'-' => on = false,
                    b'i' => flags.exact = !on,
                    b'm' => flags.lines = on,
                    _ => flags.dot_all = on,
                }
                start += 1;
            }
            start += 1;
        }
        self.at = end;
        let inner = Text {
            start: self.text.start + id(start),
            end: self.text.start + id(end - 1),
            flags,
        };
        self.tree.add_group(group, inner)
    }

    fn class(&mut self) -> Option<Kind> {
        let end = class_end(self.bytes, self.at);
        let inner = self.bytes.get(self.at + 1..end - 1)?;
        self.at = end;
        let set = class(inner, self.text.flags.exact)?;
        Some(self.tree.class(set))
    }

    fn escape(&mut self) -> Option<Kind> {
        let byte = *self.bytes.get(self.at + 1)?;
        self.at += 2;
        if let Some(set) = ByteSet::named(byte) {
            return Some(self.tree.class(set));
        }
        let found = match byte {
            b'b' => Look::WordEdge,
            b'B' => Look::NoWordEdge,
            b'A' => Look::TextStart,
            b'z' => Look::TextEnd,
            _ => return Some(self.spelt(&[meant(byte)])),
        };
        Some(look(self.tree, found))
    }

    fn is_repeated(&self) -> bool {
        self.peek()
            .is_some_and(|byte| matches!(byte, b'?' | b'*' | b'+' | b'{'))
    }

    /// A part with what repeats it.
    fn repeated(&mut self, mut node: NodeId) -> Option<NodeId> {
        while self.is_repeated() {
            let (min, max) = self.counts()?;
            // Which way is tried first makes no difference: the longest match counts.
            self.at += usize::from(self.peek() == Some(b'?'));
            let kind = match (min, max) {
                (0, 1) => Kind::Optional(node),
                _ => self.tree.repeat(node, min, max),
            };
            node = self.tree.add(kind);
        }
        Some(node)
    }

    /// How often the part before is to be repeated.
    fn counts(&mut self) -> Option<(usize, usize)> {
        let simple = match self.peek() {
            Some(b'?') => (0, 1),
            Some(b'*') => (0, usize::MAX),
            Some(b'+') => (1, usize::MAX),
            _ => {
                let rest = self.bytes.get(self.at + 1..)?;
                let len = rest.iter().position(|byte| *byte == b'}')?;
                self.at += len + 2;
                let inner = std::str::from_utf8(rest.get(..len)?).ok()?;
                let (min, max) = match inner.split_once(',') {
                    None => (inner, inner),
                    Some(pair) => pair,
                };
                let min = min.trim().parse().ok()?;
                let max = match max.trim() {
                    "" => usize::MAX,
                    max => max.parse().ok()?,
                };
                return Some((min, max));
            }
        };
        self.at += 1;
        Some(simple)
    }
}

/// The bytes of a character that begins with `byte`.
fn character(byte: u8) -> usize {
    match byte {
        0..0xc0 => 1,
        0xc0..0xe0 => 2,
        0xe0..0xf0 => 3,
        _ => 4,
    }
}

/// What stands for itself behind a backslash, or for a sign that cannot be typed.
fn meant(byte: u8) -> u8 {
    match byte {
        b'n' => b'\n',
        b't' => b'\t',
        b'r' => b'\r',
        other => other,
    }
}

/// The bytes of a class.
fn class(inner: &[u8], exact: bool) -> Option<ByteSet> {
    let (negated, inner) = match inner.strip_prefix(b"^") {
        Some(rest) => (true, rest),
        None => (false, inner),
    };
    let mut set = ByteSet::default();
    let mut at = 0;
    while at < inner.len() {
        let (byte, next) = match inner[at] {
            b'\\' => (*inner.get(at + 1)?, at + 2),
            byte => (byte, at + 1),
        };
        let escaped = next == at + 2;
        at = next;
        if escaped && let Some(named) = ByteSet::named(byte) {
            set = set.union(named);
            continue;
        }
        let from = if escaped { meant(byte) } else { byte };
        if inner.get(at) == Some(&b'-') && at + 1 < inner.len() {
            let (last, next) = match inner[at + 1] {
                b'\\' => (meant(*inner.get(at + 2)?), at + 3),
                byte => (byte, at + 2),
            };
            set.insert_range(from, last);
            at = next;
        } else {
            set.insert(from);
        }
    }
    let set = if exact { set } else { set.folded() };
    Some(if negated { set.inverted() } else { set })
}
