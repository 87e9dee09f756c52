//! Numbers by which phrases are told apart.

use super::words::{ARTICLES, LEADING, ends_as_plural, key};

/// A number that stands for the key of a phrase, or of its first word, without writing it down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct PhraseId(u64);

impl PhraseId {
    /// The number of a phrase.
    #[must_use]
    pub fn of(phrase: &str) -> Self {
        Self::of_first(phrase, usize::MAX)
    }

    /// The number of a phrase's first words, those aside that its key leaves out.
    #[must_use]
    pub fn of_first(phrase: &str, words: usize) -> Self {
        let mut number = Self::default();
        if !phrase.is_ascii() {
            for text in key(phrase).split(' ').take(words) {
                let mut word = Word::default();
                text.bytes().for_each(|byte| word.add(byte));
                number.add(&word);
            }
            return number;
        }
        let mut kept = 0;
        let mut word = Word::default();
        // The last word ends like the others.
        for byte in phrase.bytes().chain([b' ']) {
            let letter = LETTERS[usize::from(byte)];
            if letter != 0 {
                word.add(letter);
                continue;
            }
            let mut ended = std::mem::take(&mut word);
            if ended.len == 0 || ended.is_passed_over(kept == 0) {
                continue;
            }
            if kept == words {
                break;
            }
            ended.make_singular();
            number.add(&ended);
            kept += 1;
        }
        number
    }

    fn add(&mut self, word: &Word) {
        if word.len > 0 {
            self.0 = mixed(self.0, word.number());
        }
    }
}

/// For every byte what it counts as in a word: itself in lower case, or 0 where it is no part of one.
const LETTERS: [u8; 256] = {
    let mut letters = [0; 256];
    let mut byte: u8 = 0;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() || byte == b'%' {
            letters[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    letters
};

/// A word, eight bytes at a time.
#[derive(Default)]
struct Word {
    /// The number of all bytes before the last ones.
    before: u64,
    /// The last bytes, up to eight.
    last: u64,
    /// The last byte but one.
    last_but_one: u8,
    len: usize,
}

impl Word {
    #[inline]
    fn add(&mut self, byte: u8) {
        if self.len > 0 && self.len.is_multiple_of(8) {
            self.before = mixed(self.before, self.last);
            self.last_but_one = self.last.to_le_bytes()[0];
            self.last = u64::from(byte);
        } else {
            self.last_but_one = self.last.to_le_bytes()[0];
            self.last = self.last << 8 | u64::from(byte);
        }
        self.len += 1;
    }

    /// Whether it has no part in its phrase's key; `first`: none stands before it there.
    fn is_passed_over(&self, first: bool) -> bool {
        self.len < 8
            && (NUMBERED_ARTICLES.contains(&self.last)
                || first && NUMBERED_LEADING.contains(&self.last))
    }

    fn make_singular(&mut self) {
        let ending = [self.last_but_one, self.last.to_le_bytes()[0]];
        if ends_as_plural(self.len, ending) {
            self.last >>= 8;
            self.len -= 1;
        }
    }

    fn number(&self) -> u64 {
        // Without its plural ending a word may have no last bytes.
        if self.last == 0 {
            self.before
        } else {
            mixed(self.before, self.last)
        }
    }
}

const NUMBERED_ARTICLES: [u64; ARTICLES.len()] = numbered(ARTICLES);
const NUMBERED_LEADING: [u64; LEADING.len()] = numbered(LEADING);

/// Short words as [`Word`] has them.
const fn numbered<const N: usize>(words: [&str; N]) -> [u64; N] {
    let mut numbers = [0; N];
    let mut nth = 0;
    while nth < N {
        let word = words[nth].as_bytes();
        let mut at = 0;
        while at < word.len() {
            numbers[nth] = numbers[nth] << 8 | word[at] as u64;
            at += 1;
        }
        nth += 1;
    }
    numbers
}

/// One number of two, so that different pairs hardly ever have the same.
fn mixed(one: u64, other: u64) -> u64 {
    let product = (one.rotate_left(5) ^ other).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    product ^ product >> 32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PHRASE: &str = "([Tt]he |and |Rider|s|us|-|%|É| |b|counter|parties)*";

    proptest! {
        #[test]
        fn phrases_have_one_number_where_they_have_one_key(one in PHRASE, other in PHRASE) {
            let first = |phrase: &str| key(phrase).split(' ').next().unwrap_or("").to_owned();
            prop_assert_eq!(key(&one) == key(&other), PhraseId::of(&one) == PhraseId::of(&other));
            prop_assert_eq!(
                first(&one) == first(&other),
                PhraseId::of_first(&one, 1) == PhraseId::of_first(&other, 1)
            );
        }
    }

    #[test]
    fn words_of_any_length_lose_their_plural() {
        for len in 3..30 {
            let one = "x".repeat(len);
            assert_eq!(
                PhraseId::of(&one),
                PhraseId::of(&format!("the {one}s")),
                "{len}"
            );
            assert_eq!(
                PhraseId::of(&one),
                PhraseId::of(&format!("–{one}s")),
                "{len}"
            );
            assert_ne!(
                PhraseId::of(&one),
                PhraseId::of(&format!("{one}x")),
                "{len}"
            );
        }
    }
}
