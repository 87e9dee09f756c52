//! Whether anything can go on behind free text, told for most places without a walk: what the next words
//! of a text begin with is gathered once, and compared with what may come behind the free text.

use super::gap::{Gap, Look, Shape};
use super::keys::{Key, Rows};
use super::layout::Run;
use super::starts::Starts;

/// How far over a text free text leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    /// Anywhere.
    Open,
    /// Here and behind the next spaces.
    Spaces,
    /// Here and, if a space is here, to ends of the next words.
    Ends,
    /// The same to any place in them.
    Insides,
    /// To the end of this word.
    End,
    /// To any place in this word.
    Inside,
    /// No further.
    Here(Look),
}

/// What is needed to tell whether a gap is worth a walk.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hint {
    /// The classes of the first two bytes of what may come behind, a bit for each pair.
    pub(super) pairs: u64,
    field: Field,
    /// Patterns may end behind it.
    found: bool,
    /// The gap may be empty.
    empty: bool,
    /// How many spaces it may have in it.
    spaces: u8,
}

/// So many spaces are looked beyond.
const FAR: usize = 16;

impl Hint {
    pub(super) fn new(gap: &Gap, starts: &Starts, last_only: bool, found: bool) -> Self {
        let mut hint = Self {
            pairs: starts.rows.pairs(),
            field: Field::Open,
            found: false,
            empty: false,
            spaces: 0,
        };
        let (shape, set, run, min, max) = match gap {
            Gap::Look(look) => {
                // What ends here has no bytes behind it.
                hint.field = Field::Here(*look);
                hint.found = found;
                return hint;
            }
            Gap::Free {
                shape,
                set,
                run,
                min,
                max,
            } => (*shape, set, *run, *min, *max),
        };
        if found {
            return hint;
        }
        hint.empty = min == 0;
        hint.spaces = u8::try_from(max.min(FAR + 1)).unwrap_or(u8::MAX);
        let ends = last_only && matches!(run, Run::Words | Run::Solid);
        hint.field = match shape {
            Shape::Words if max <= FAR => Field::Spaces,
            Shape::Led if max <= FAR && ends => Field::Ends,
            Shape::Led if max <= FAR => Field::Insides,
            Shape::Bytes if !set.has(b' ') && ends => Field::End,
            Shape::Bytes if !set.has(b' ') => Field::Inside,
            _ => Field::Open,
        };
        hint
    }
}

/// Sets of pairs for stretches of 1, 2, 4, 8 and 16 words.
#[derive(Debug, Default)]
struct Stretches([Vec<u64>; 5]);

impl Stretches {
    fn double(&mut self) {
        let mut len = 1;
        for level in 1..self.0.len() {
            let (shorter, longer) = self.0.split_at_mut(level);
            if let (Some(shorter), Some(longer)) = (shorter.last(), longer.first_mut()) {
                longer.clone_from(shorter);
                let ahead = shorter.get(len..).unwrap_or_default();
                for (pairs, more) in longer.iter_mut().zip(ahead) {
                    *pairs |= more;
                }
            }
            len *= 2;
        }
    }

    /// The pairs of every word.
    fn words(&self) -> &[u64] {
        let [words, ..] = &self.0;
        words
    }

    /// The pairs of `count` words from the `nth` on; of up to 31.
    fn of(&self, nth: usize, count: usize) -> u64 {
        let Some(level) = count.checked_ilog2() else {
            return 0;
        };
        let Some(pairs) = self.0.get(level as usize) else {
            return u64::MAX;
        };
        let get = |nth: usize| pairs.get(nth).copied().unwrap_or(0);
        get(nth) | get(nth + count - (1 << level))
    }
}

/// What a text goes on with, by its words.
#[derive(Debug, Default)]
pub(super) struct Outlook {
    /// For each byte how many spaces are before it.
    word: Vec<u32>,
    /// What stands where words begin behind a space.
    begins: Stretches,
    /// What stands at bytes that are neither letters, digits nor underscores.
    ends: Stretches,
    /// What stands anywhere in words.
    insides: Stretches,
    /// The keys with which words begin behind a space.
    heads: Vec<Key>,
    /// All keys in each word.
    keys: Vec<Rows>,
    /// For each 64 bytes, and each pair, where it stands among them.
    spots: Vec<[u64; 64]>,
}

/// Looking for more pairs than so many takes as long as looking at every place.
const MANY: u32 = 12;

impl Outlook {
    /// Takes in a text.
    pub(super) fn read(&mut self, text: &[u8], keys: &[Key]) {
        self.word.clear();
        for Stretches([words, ..]) in [&mut self.begins, &mut self.ends, &mut self.insides] {
            words.clear();
        }
        let ([begins, ..], [ends, ..], [insides, ..]) =
            (&mut self.begins.0, &mut self.ends.0, &mut self.insides.0);
        self.heads.clear();
        self.keys.clear();
        let mut all = Rows::default();
        let mut head = Key::default();
        let (mut end, mut inside, mut begin, mut word, mut fresh) = (0, 0, 0, 0, true);
        for (byte, key) in text.iter().chain(&[0]).zip(keys) {
            self.word.push(word);
            let pair = key.pair();
            if fresh {
                begin = pair;
                head = *key;
            }
            fresh = false;
            inside |= pair;
            all.insert(*key);
            if !(byte.is_ascii_alphanumeric() || *byte == b'_') {
                end |= pair;
            }
            if *byte == b' ' {
                begins.push(begin);
                ends.push(end);
                insides.push(inside);
                self.heads.push(head);
                self.keys.push(std::mem::take(&mut all));
                (end, inside, fresh) = (0, 0, true);
                word += 1;
            }
        }
        begins.push(begin);
        ends.push(end);
        insides.push(inside);
        self.heads.push(head);
        self.keys.push(all);
        self.begins.double();
        self.ends.double();
        self.insides.double();
        self.find_spots(keys);
    }

    fn find_spots(&mut self, keys: &[Key]) {
        self.spots.clear();
        for keys in keys.chunks(64) {
            let mut spots = [0; 64];
            for (nth, key) in keys.iter().enumerate() {
                if let Some(spot) = spots.get_mut(key.pair().trailing_zeros() as usize) {
                    *spot |= 1 << nth;
                }
            }
            self.spots.push(spots);
        }
    }

    /// Behind how many of the next `most` spaces from `at` on the last place is at which one of `pairs`
    /// stands.
    #[inline]
    pub(super) fn last_begin(&self, pairs: u64, at: usize, most: usize) -> usize {
        if most > FAR {
            return most;
        }
        let word = self.word.get(at).map_or(0, |word| *word as usize);
        let begins = self.begins.words().get(word + 1..).unwrap_or_default();
        let near = begins.get(..most).unwrap_or(begins);
        let last = near.iter().rposition(|pair| pair & pairs != 0);
        last.map_or(0, |last| last + 1)
    }

    /// Calls `reach` with the places from `first` to `last` at which one of `pairs` may stand, in order.
    #[inline]
    pub(super) fn spots(
        &self,
        pairs: u64,
        first: usize,
        last: usize,
        mut reach: impl FnMut(usize),
    ) {
        if last < first {
            return;
        }
        if pairs.count_ones() > MANY {
            return (first..=last).for_each(reach);
        }
        for block in first / 64..=last / 64 {
            let Some(spots) = self.spots.get(block) else {
                return;
            };
            let (mut left, mut found) = (pairs, 0);
            while left != 0 {
                found |= spots[left.trailing_zeros() as usize];
                left &= left - 1;
            }
            let from = block * 64;
            if first > from {
                found &= u64::MAX << (first - from);
            }
            if last - from < 63 {
                found &= (2 << (last - from)) - 1;
            }
            while found != 0 {
                reach(from + found.trailing_zeros() as usize);
                found &= found - 1;
            }
        }
    }

    /// Whether a gap from `at` on, behind which the text has to go on with one of `starts`, may lead to
    /// anything.
    #[inline]
    pub(super) fn promises(
        &self,
        hint: &Hint,
        starts: &[Starts; 2],
        text: &[u8],
        keys: &[Key],
        at: usize,
    ) -> bool {
        let Some(key) = keys.get(at) else {
            return true;
        };
        let spaces = usize::from(hint.spaces);
        let word = self.word.get(at).map_or(0, |word| *word as usize);
        let here = if hint.empty { key.pair() } else { 0 };
        let at_space = || text.get(at) == Some(&b' ');
        let meets = |pairs: u64| pairs & hint.pairs != 0;
        // The pairs are a quick look, the keys a closer one.
        match hint.field {
            Field::Open => true,
            Field::Here(look) => {
                let byte = text.get(at).copied().unwrap_or(0);
                let goes_on = || starts.iter().any(|starts| starts.has(*key, byte));
                let wanted = || meets(key.pair()) && goes_on();
                (hint.found || wanted()) && look.holds(text, at)
            }
            Field::Spaces => {
                let heads = || {
                    let heads = self.heads.get(word + 1..).unwrap_or_default();
                    heads.iter().take(spaces).any(|head| has(starts, *head))
                };
                meets(here | self.begins.of(word + 1, spaces))
                    && (hint.empty && has(starts, *key) || heads())
            }
            Field::Ends if at_space() => meets(here | self.ends.of(word + 1, spaces)),
            Field::Insides if at_space() => meets(here | self.insides.of(word + 1, spaces)),
            Field::Ends | Field::Insides => meets(here) && has(starts, *key),
            Field::End => meets(here | self.ends.of(word, 1)) && self.in_word(starts, word),
            Field::Inside => meets(here | self.insides.of(word, 1)) && self.in_word(starts, word),
        }
    }

    fn in_word(&self, starts: &[Starts; 2], word: usize) -> bool {
        let keys = self.keys.get(word);
        keys.is_none_or(|keys| starts.iter().any(|starts| starts.rows.meets(keys)))
    }
}

/// Whether what begins with `key` may be one of `starts`.
#[inline]
fn has(starts: &[Starts; 2], key: Key) -> bool {
    starts.iter().any(|starts| starts.rows.has(key))
}
