//! Which alternatives of patterns cannot match in a text, since it lacks something that they spell out:
//! told in one pass over the patterns' texts, before anything of them is read.

use super::grams::Grams;
use super::groups::{Group, Groups};
use super::scan::{class_end, plain};

/// The alternatives that cannot match, by where they begin.
#[derive(Debug)]
pub(super) struct Survey {
    /// A bit for each byte of the patterns' texts.
    dead: Vec<u64>,
}

/// Looks through patterns.
pub(super) struct Surveyor<'s> {
    pub(super) survey: Survey,
    texts: &'s [u8],
    grams: &'s Grams,
    groups: &'s Groups,
    /// For each group whether it can match.
    possible: Vec<bool>,
    /// The next group.
    next: usize,
}

/// A group, or a pattern as a whole.
#[derive(Clone, Copy)]
struct Open {
    /// Its place among the longer groups.
    group: Option<usize>,
    /// Where the alternative in hand begins.
    start: usize,
    /// Whether it can match.
    alive: bool,
    /// Whether one before it can.
    any: bool,
}

impl Open {
    fn at(start: usize, group: Option<usize>) -> Self {
        Self {
            group,
            start,
            alive: true,
            any: false,
        }
    }
}

impl Survey {
    /// Whether the alternative that begins at `start` cannot match.
    pub(super) fn is_dead(&self, start: usize) -> bool {
        let word = self.dead.get(start / 64).copied().unwrap_or(0);
        word >> (start % 64) & 1 == 1
    }
}

impl<'s> Surveyor<'s> {
    pub(super) fn new(texts: &'s [u8], groups: &'s Groups, grams: &'s Grams) -> Self {
        let dead = vec![0; texts.len() / 64 + 1];
        Self {
            survey: Survey { dead },
            texts,
            grams,
            possible: vec![true; groups.len()],
            groups,
            next: 0,
        }
    }

    fn close(&mut self, open: Open) -> bool {
        if !open.alive
            && let Some(word) = self.survey.dead.get_mut(open.start / 64)
        {
            *word |= 1 << (open.start % 64);
        }
        open.any || open.alive
    }

    /// The longer group that opens at `at`.
    fn group(&mut self, at: usize) -> Option<(usize, Group)> {
        while let Some(group) = self.groups.get(self.next) {
            if group.start as usize >= at {
                return (group.start as usize == at).then_some((self.next, group));
            }
            self.next += 1;
        }
        None
    }

    /// Looks through the pattern that stands at `start` to `end`, one that uses nothing but what is read
    /// here.
    pub(super) fn pattern(&mut self, start: usize, end: usize) {
        let bytes = self.texts.get(..end).unwrap_or_default();
        let mut outer = Vec::new();
        let mut open = Open::at(start, None);
        let mut at = start;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'(' => {
                    let group = self.group(at);
                    if let Some((nth, group)) = group
                        && group.first as usize != nth
                    {
                        at = group.end as usize;
                        let possible = self.possible.get(group.first as usize);
                        open.alive &= possible != Some(&false) || is_optional(bytes.get(at));
                        continue;
                    }
                    at += 1;
                    if bytes.get(at) == Some(&b'?') {
                        let rest = bytes.get(at..).unwrap_or_default();
                        at += rest.iter().position(|b| *b == b':').unwrap_or(0) + 1;
                    }
                    outer.push(open);
                    open = Open::at(at, group.map(|(nth, _)| nth));
                }
                b')' => {
                    at += 1;
                    let possible = self.close(open);
                    let slot = open.group.and_then(|nth| self.possible.get_mut(nth));
                    if let Some(slot) = slot {
                        *slot = possible;
                    }
                    open = outer.pop().unwrap_or(open);
                    open.alive &= possible || is_optional(bytes.get(at));
                }
                b'|' => {
                    at += 1;
                    let any = self.close(open);
                    open = Open {
                        any,
                        ..Open::at(at, open.group)
                    };
                }
                b'[' => at = class_end(bytes, at),
                b'{' => {
                    let rest = bytes.get(at..).unwrap_or_default();
                    at += rest.iter().position(|b| *b == b'}').unwrap_or(0) + 1;
                }
                b'\\' => at += 2,
                _ => {
                    let from = at;
                    at += plain(bytes, at).max(1);
                    if open.alive {
                        open.alive = self.grams.may_have(required(bytes, from, at));
                    }
                }
            }
        }
        self.close(open);
    }
}

fn is_optional(sign: Option<&u8>) -> bool {
    matches!(sign, Some(b'?' | b'*' | b'{'))
}

/// What of the plain bytes from `from` to `to` has to be there.
fn required(bytes: &[u8], from: usize, to: usize) -> &[u8] {
    let mut run = bytes.get(from..to).unwrap_or_default();
    if is_optional(bytes.get(to)) {
        while let Some((last, before)) = run.split_last() {
            run = before;
            if !matches!(last, 0x80..0xc0) {
                break;
            }
        }
    }
    run
}
