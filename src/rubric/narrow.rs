//! A pattern cut down to the alternatives that can match in one text, so that grading one answer need
//! not compile what is nowhere in it.
//!
//! An alternative that begins where a word begins can match only if the text has a word that begins
//! so. What cannot be judged (classes, escapes, text inside words) is kept. Whether a cut pattern finds
//! the same as the whole one is held by tests.

use std::collections::HashSet;

/// The longest beginning that is compared, in bytes.
const LONGEST: usize = 6;

/// How the words of a text begin.
#[derive(Debug, Default)]
pub(super) struct Beginnings {
    /// Up to [`LONGEST`] bytes, lower case, with their number.
    known: HashSet<u64>,
}

impl Beginnings {
    /// Notes what stands at `at` in `text`, where a word or sign begins.
    pub(super) fn note(&mut self, text: &[u8], at: usize) {
        let mut packed = 0;
        for (nth, byte) in text.iter().skip(at).take(LONGEST).enumerate() {
            packed = (packed << 8) | u64::from(byte.to_ascii_lowercase());
            self.known.insert(pack(packed, nth + 1));
        }
    }

    fn has(&self, beginning: &[u8]) -> bool {
        let taken = beginning.len().min(LONGEST);
        let packed = beginning.iter().take(taken).fold(0, |packed, byte| {
            (packed << 8) | u64::from(byte.to_ascii_lowercase())
        });
        self.known.contains(&pack(packed, taken))
    }
}

fn pack(bytes: u64, len: usize) -> u64 {
    bytes << 8 | len as u64
}

/// `pattern` without the alternatives that cannot match; `None` if none is left.
pub(super) fn narrow(pattern: &str, beginnings: &Beginnings) -> Option<String> {
    let bytes = pattern.as_bytes();
    let mut cutter = Cutter {
        pattern: bytes,
        closing: closings(bytes),
        beginnings,
        out: Vec::with_capacity(bytes.len() / 4),
    };
    cutter.alternatives(0, pattern.len(), true)?;
    String::from_utf8(cutter.out).ok()
}

/// `pattern` in lower case, for searching text in lower case: escapes stay as they are.
pub(super) fn fold(pattern: &str) -> String {
    let mut escaped = false;
    let fold = |c: char| {
        let literal = !escaped;
        escaped = c == '\\' && !escaped;
        if literal { c.to_ascii_lowercase() } else { c }
    };
    pattern.chars().map(fold).collect()
}

/// For every opening bracket of a group, where it closes.
fn closings(pattern: &[u8]) -> Vec<usize> {
    let mut closing = vec![0; pattern.len()];
    let mut open = Vec::new();
    let mut at = 0;
    while at < pattern.len() {
        match pattern[at] {
            b'\\' => at += 1,
            b'[' => at = class_end(pattern, at) - 1,
            b'(' => open.push(at),
            b')' => {
                if let Some(start) = open.pop() {
                    closing[start] = at;
                }
            }
            _ => {}
        }
        at += 1;
    }
    closing
}

/// Behind the class that begins at `at`.
fn class_end(pattern: &[u8], at: usize) -> usize {
    let mut inner = at + 1;
    inner += usize::from(pattern.get(inner) == Some(&b'^'));
    inner += usize::from(pattern.get(inner) == Some(&b']'));
    while pattern.get(inner).is_some_and(|byte| *byte != b']') {
        inner += if pattern[inner] == b'\\' { 2 } else { 1 };
    }
    (inner + 1).min(pattern.len())
}

struct Cutter<'a> {
    pattern: &'a [u8],
    closing: Vec<usize>,
    beginnings: &'a Beginnings,
    out: Vec<u8>,
}

impl Cutter<'_> {
    /// Writes the alternatives of `start..end` that can match. `fresh`: a word begins here.
    /// `None` if none can; otherwise whether a word begins behind all of them.
    fn alternatives(&mut self, start: usize, end: usize, fresh: bool) -> Option<bool> {
        let mut left = false;
        let mut fresh_behind = true;
        let mut from = start;
        while from <= end {
            let to = self.branch_end(from, end);
            let mark = self.out.len();
            if left {
                self.out.push(b'|');
            }
            match self.sequence(from, to, fresh) {
                Some(behind) => {
                    left = true;
                    fresh_behind &= behind;
                }
                None => self.out.truncate(mark),
            }
            from = to + 1;
        }
        left.then_some(fresh_behind)
    }

    /// Writes one sequence; `None` if it cannot match.
    fn sequence(&mut self, start: usize, end: usize, mut fresh: bool) -> Option<bool> {
        let mut at = start;
        while at < end {
            let next = self.atom_end(at, end);
            let behind = self.quantifier_end(next, end);
            match self.pattern[at] {
                b'(' => fresh = self.group(at, next, behind, fresh)?,
                b'[' | b'\\' | b'.' => {
                    self.copy(at, behind);
                    fresh = false;
                }
                b'^' => self.copy(at, behind),
                byte => {
                    if fresh
                        && !self.beginnings.has(self.literal(at, end))
                        && !self.literal(at, end).is_empty()
                    {
                        return None;
                    }
                    self.copy(at, behind);
                    fresh = byte == b' ' && behind == next;
                }
            }
            at = behind;
        }
        Some(fresh)
    }

    /// Writes a group with what repeats it.
    fn group(&mut self, at: usize, next: usize, behind: usize, fresh: bool) -> Option<bool> {
        let inner = self.inner_start(at);
        let Some(inner) = inner else {
            // Flags: kept as it is. "(?m:^)" changes nothing about where words begin.
            self.copy(at, behind);
            return Some(fresh && self.pattern.get(at..next) == Some(b"(?m:^)"));
        };
        let repeats = next < behind && self.pattern[next] != b'?';
        let optional = next < behind && matches!(self.pattern[next], b'?' | b'*')
            || self.pattern.get(next..next + 2) == Some(b"{0");
        let spaced = self.ends_spaced(inner, next - 1);
        let mark = self.out.len();
        self.out.extend_from_slice(b"(?:");
        match self.alternatives(inner, next - 1, fresh && (!repeats || spaced)) {
            Some(fresh_behind) => {
                self.out.push(b')');
                self.copy(next, behind);
                Some(fresh_behind && (!optional || fresh))
            }
            None if optional => {
                self.out.truncate(mark);
                Some(fresh)
            }
            None => None,
        }
    }

    fn copy(&mut self, from: usize, to: usize) {
        self.out
            .extend_from_slice(self.pattern.get(from..to).unwrap_or(&[]));
    }

    /// The plain bytes from `at` that must stand there.
    fn literal(&self, at: usize, end: usize) -> &[u8] {
        let plain = |byte: &u8| !b"()[]{}|\\.^$?*+".contains(byte);
        let run = self
            .pattern
            .get(at..end)
            .unwrap_or(&[])
            .iter()
            .take_while(|byte| plain(byte))
            .count();
        let quantified = self
            .pattern
            .get(at + run)
            .is_some_and(|byte| at + run < end && b"?*{".contains(byte));
        self.pattern
            .get(at..at + run.saturating_sub(usize::from(quantified)))
            .unwrap_or(&[])
    }

    /// Where the text of a group begins; `None` for groups with flags.
    fn inner_start(&self, at: usize) -> Option<usize> {
        match (self.pattern.get(at + 1), self.pattern.get(at + 2)) {
            (Some(b'?'), Some(b':')) => Some(at + 3),
            (Some(b'?'), _) => None,
            _ => Some(at + 1),
        }
    }

    /// Whether every alternative in `start..end` ends in a space.
    fn ends_spaced(&self, start: usize, end: usize) -> bool {
        let mut from = start;
        while from <= end {
            let to = self.branch_end(from, end);
            if to == from || self.pattern[to - 1] != b' ' {
                return false;
            }
            from = to + 1;
        }
        true
    }

    /// The next bar of this nesting, or `end`.
    fn branch_end(&self, from: usize, end: usize) -> usize {
        let mut at = from;
        while at < end && self.pattern[at] != b'|' {
            at = self.atom_end(at, end);
        }
        at.min(end)
    }

    /// Behind the group, class, escape or byte at `at`.
    fn atom_end(&self, at: usize, end: usize) -> usize {
        match self.pattern[at] {
            b'\\' => (at + 2).min(end),
            b'[' => class_end(self.pattern, at).min(end),
            b'(' => (self.closing[at] + 1).min(end),
            _ => at + 1,
        }
    }

    /// Behind what repeats the atom that ends at `next`.
    fn quantifier_end(&self, next: usize, end: usize) -> usize {
        if next >= end {
            return next;
        }
        match self.pattern[next] {
            b'?' | b'*' | b'+' => next + 1,
            b'{' => {
                let close = self
                    .pattern
                    .get(next..end)
                    .and_then(|rest| rest.iter().position(|byte| *byte == b'}'));
                close.map_or(next, |len| next + len + 1)
            }
            _ => next,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(pattern: &str, text: &str) -> Option<String> {
        let mut beginnings = Beginnings::default();
        let starts = text
            .char_indices()
            .filter(|(at, c)| !c.is_whitespace() && (*at == 0 || text.as_bytes()[at - 1] == b' '));
        starts.for_each(|(at, _)| beginnings.note(text.as_bytes(), at));
        narrow(pattern, &beginnings)
    }

    #[test]
    fn what_cannot_begin_is_cut() {
        assert_eq!(
            cut("riders?|drivers?|(the )?guests?", "our guests").as_deref(),
            Some("guests?")
        );
        assert_eq!(cut("riders?|drivers?", "our guests"), None);
        assert_eq!(
            cut("(a|an) (car|bike) \\w+", "a bike ride").as_deref(),
            Some("(?:a|an) (?:bike) \\w+".replace("a|an", "a").as_str())
        );
    }
}
