//! Where the words and signs of a text begin and end.

use super::byteset::ByteSet;
use super::outlook::{Hint, Outlook};
use super::starts::Key;
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
pub(super) struct Layout {
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
    /// Takes in a text.
    pub(super) fn read(&mut self, text: &str) {
        self.marks.clear();
        self.marks.resize(text.len() + 1, 0);
        let mut before = Side::Other;
        for (at, c) in text.char_indices() {
            let side = Side::of(c);
            let inside = side == Side::Word && before == Side::Word;
            before = side;
            if !inside && let Some(mark) = self.marks.get_mut(at) {
                *mark = if side == Side::Space {
                    END
                } else {
                    END | ENTRY
                };
            }
        }
        if let Some(mark) = self.marks.last_mut() {
            *mark = END;
        }
        self.ends(text.as_bytes());
        Key::all(text.as_bytes(), &mut self.keys);
        self.outlook.read(text.as_bytes(), &self.keys);
    }

    fn ends(&mut self, text: &[u8]) {
        for (ends, set) in [
            (&mut self.words, ByteSet::words()),
            (&mut self.solid, ByteSet::spaces().inverted()),
        ] {
            ends.clear();
            ends.resize(text.len(), 0);
            let mut end = text.len();
            for ((at, byte), slot) in text.iter().enumerate().zip(ends.iter_mut()).rev() {
                if !set.has(*byte) {
                    end = at;
                }
                *slot = id(end);
            }
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

    /// What the text goes on with from `at` on.
    pub(super) fn key(&self, at: usize) -> Key {
        self.keys.get(at).copied().unwrap_or_default()
    }

    /// Whether a gap from `at` on may lead to anything.
    pub(super) fn promises(&self, text: &[u8], hint: &Hint, at: usize) -> bool {
        self.outlook.promises(hint, text, &self.keys, at)
    }

    pub(super) fn is_entry(&self, at: usize) -> bool {
        self.marks.get(at).is_some_and(|mark| mark & ENTRY != 0)
    }

    pub(super) fn may_end(&self, at: usize) -> bool {
        self.marks.get(at).is_some_and(|mark| mark & END != 0)
    }
}

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
