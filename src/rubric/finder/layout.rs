//! Where the words and signs of a text begin and end.

use super::byteset::ByteSet;
use super::keys::Key;
use super::outlook::{Hint, Outlook};
use super::starts::Starts;
use super::tree::id;

/// How quickly bytes of a set can be passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Run {
    /// It holds all but spaces.
    Solid,
    /// It holds letters, digits and the underscore.
    Words,
    Other,
}

impl Run {
    pub(super) fn of(set: &ByteSet) -> Self {
        if *set == ByteSet::spaces().inverted() {
            Self::Solid
        } else if set.union(ByteSet::words()) == *set {
            Self::Words
        } else {
            Self::Other
        }
    }
}

/// For each byte of a text, and its end, what may happen there.
#[derive(Debug, Default)]
pub(in crate::rubric) struct Layout {
    /// What it is of.
    text: String,
    marks: Vec<u8>,
    /// For each byte where the letters, digits and underscores from it on end.
    words: Vec<u32>,
    /// The same for everything that is no space.
    solid: Vec<u32>,
    keys: Vec<Key>,
    pub(super) outlook: Outlook,
}

/// A word or sign begins.
const ENTRY: u8 = 1;
/// A match may end: not inside a character, not inside a word.
const END: u8 = 2;

impl Layout {
    /// Takes in a text, unless it is the one that was taken in last.
    pub(in crate::rubric) fn read(&mut self, text: &str) {
        if self.text == text && !self.marks.is_empty() {
            return;
        }
        text.clone_into(&mut self.text);
        self.marks.clear();
        self.marks.resize(text.len() + 1, 0);
        let mut before = Side::Other;
        let mut mark = |at: usize, side: Side| {
            let inside = side == Side::Word && before == Side::Word;
            before = side;
            if !inside && let Some(mark) = self.marks.get_mut(at) {
                *mark = if side == Side::Space {
                    END
                } else {
                    END | ENTRY
                };
            }
        };
        let mut done = 0;
        for (at, byte) in text.bytes().enumerate() {
            if byte.is_ascii() {
                mark(at, SIDES[usize::from(byte)]);
            } else if at >= done {
                let c = text.get(at..).and_then(|rest| rest.chars().next());
                let c = c.unwrap_or_default();
                mark(at, Side::of(c));
                done = at + c.len_utf8();
            }
        }
        if let Some(mark) = self.marks.last_mut() {
            *mark = END;
        }
        let text = text.as_bytes();
        self.ends(text);
        Key::all(text, &mut self.keys);
        self.outlook.read(text, &self.keys);
    }

    fn ends(&mut self, text: &[u8]) {
        for ends in [&mut self.words, &mut self.solid] {
            ends.clear();
            ends.resize(text.len(), 0);
        }
        let (mut word, mut solid) = (id(text.len()), id(text.len()));
        let slots = self.words.iter_mut().zip(&mut self.solid).rev();
        for ((at, byte), (words, solids)) in text.iter().enumerate().rev().zip(slots) {
            let (is_word, is_space) = KINDS[usize::from(*byte)];
            word = if is_word { word } else { id(at) };
            solid = if is_space { id(at) } else { solid };
            *words = word;
            *solids = solid;
        }
    }

    /// Behind the bytes of `set` in `text`, the whole one or its beginning, from `at` on.
    pub(super) fn behind(&self, text: &[u8], at: usize, set: &ByteSet, run: Run) -> usize {
        let end_of = |ends: &[u32], at: usize| {
            let end = ends.get(at).map_or(at, |end| *end as usize);
            end.min(text.len())
        };
        match run {
            Run::Solid => end_of(&self.solid, at).max(at),
            Run::Words => {
                let mut at = at;
                loop {
                    at = end_of(&self.words, at).max(at);
                    if text.get(at).is_none_or(|byte| !set.has(*byte)) {
                        return at;
                    }
                    at += 1;
                }
            }
            Run::Other => {
                let rest = text.get(at..).unwrap_or_default();
                at + rest.iter().take_while(|byte| set.has(**byte)).count()
            }
        }
    }

    /// The first place from `at` on at which a word or sign begins.
    pub(super) fn entry(&self, at: usize) -> Option<usize> {
        let rest = self.marks.get(at..)?;
        Some(at + rest.iter().position(|mark| mark & ENTRY != 0)?)
    }

    /// The keys of all places.
    pub(super) fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// Whether a gap from `at` on, behind which the text has to go on with one of `starts`, may lead to
    /// anything.
    #[inline]
    pub(super) fn promises(
        &self,
        text: &[u8],
        hint: &Hint,
        starts: &[Starts; 2],
        at: usize,
    ) -> bool {
        self.outlook.promises(hint, starts, text, &self.keys, at)
    }

    pub(super) fn is_entry(&self, at: usize) -> bool {
        self.marks.get(at).is_some_and(|mark| mark & ENTRY != 0)
    }

    pub(super) fn may_end(&self, at: usize) -> bool {
        self.marks.get(at).is_some_and(|mark| mark & END != 0)
    }
}

/// For each byte whether it is one of `\w`, and one of `\s`.
const KINDS: [(bool, bool); 256] = {
    let mut kinds = [(false, false); 256];
    let mut byte = 0_u8;
    while byte < 128 {
        let space = matches!(byte, b'\t'..=b'\r' | b' ');
        kinds[byte as usize] = (byte.is_ascii_alphanumeric() || byte == b'_', space);
        byte += 1;
    }
    kinds
};

/// The sides of what is ASCII.
const SIDES: [Side; 128] = {
    let mut sides = [Side::Other; 128];
    let mut byte = 0;
    while byte < 128 {
        if KINDS[byte].0 {
            sides[byte] = Side::Word;
        } else if KINDS[byte].1 {
            sides[byte] = Side::Space;
        }
        byte += 1;
    }
    sides
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Word,
    Space,
    Other,
}

impl Side {
    fn of(c: char) -> Self {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => Self::Word,
            ' ' | '\n' => Self::Space,
            _ if c.is_alphanumeric() => Self::Word,
            _ if c.is_whitespace() => Self::Space,
            _ => Self::Other,
        }
    }
}
