//! Words: counting them, and telling whether two phrases name the same thing.

/// Words in `text`: runs of non-space that hold a letter or digit.
#[must_use]
pub fn count(text: &str) -> usize {
    if !text.is_ascii() {
        return count_any(text);
    }
    let mut words = 0;
    // Whether the run in hand has been counted. Without branches: words end at no rule that a
    // processor could guess.
    let mut counted = false;
    for byte in text.bytes() {
        let written = byte.is_ascii_alphanumeric();
        words += usize::from(written & !counted);
        counted = (counted | written) & !is_space(byte);
    }
    words
}

/// The same, plainly said.
fn count_any(text: &str) -> usize {
    text.split_whitespace()
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .count()
}

/// White space in ASCII as Unicode has it.
fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t'..=b'\r' | b' ')
}

/// Words that a phrase can begin with without meaning anything else.
const LEADING: [&str; 34] = [
    "and", "or", "of", "for", "with", "by", "to", "in", "on", "is", "are", "be", "as", "at",
    "from", "than", "that", "this", "i", "we", "would", "d", "also", "then", "plus", "both",
    "such", "like", "not", "but", "so", "if", "track", "measure",
];

/// Words that say nothing about which thing is meant.
const ARTICLES: [&str; 8] = ["the", "a", "an", "our", "their", "its", "my", "s"];

/// A key under which two spellings of the same phrase are equal.
///
/// Lower case, words only, plural endings and articles dropped: "The Riders" and "rider" agree.
#[must_use]
pub fn key(phrase: &str) -> String {
    let mut key = String::with_capacity(phrase.len());
    for word in words_of(phrase) {
        let word = word.to_lowercase();
        // "and upload rate", "track upload rate" and "upload rate" are the same thing.
        if ARTICLES.contains(&word.as_str()) || key.is_empty() && LEADING.contains(&word.as_str()) {
            continue;
        }
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(singular(&word));
    }
    key
}

fn words_of(phrase: &str) -> impl Iterator<Item = &str> {
    phrase
        .split(|c: char| !c.is_alphanumeric() && c != '%')
        .filter(|word| !word.is_empty())
}

/// A number that stands for the [`key`] of a phrase, or of its first word, without writing it down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
        let mut hash = Fnv::default();
        if phrase.is_ascii() {
            let mut kept = 0;
            let split = |byte: &u8| !byte.is_ascii_alphanumeric() && *byte != b'%';
            for word in phrase.as_bytes().split(split) {
                if kept == words {
                    break;
                }
                if word.is_empty()
                    || is_among(&ARTICLES, word)
                    || kept == 0 && is_among(&LEADING, word)
                {
                    continue;
                }
                if kept > 0 {
                    hash.add(b' ');
                }
                let plural = ends_as_plural(word);
                let stem = word.get(..word.len() - usize::from(plural));
                stem.unwrap_or(word)
                    .iter()
                    .for_each(|byte| hash.add(byte.to_ascii_lowercase()));
                kept += 1;
            }
        } else {
            for (nth, word) in key(phrase).split(' ').take(words).enumerate() {
                if nth > 0 {
                    hash.add(b' ');
                }
                word.bytes().for_each(|byte| hash.add(byte));
            }
        }
        Self(hash.0)
    }
}

/// Fowler, Noll and Vo's hash, 1a, of 64 bits.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn add(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
}

fn is_among(list: &[&str], word: &[u8]) -> bool {
    let same = |known: &&str| word.eq_ignore_ascii_case(known.as_bytes());
    list.iter().any(same)
}

fn singular(word: &str) -> &str {
    if ends_as_plural(word.as_bytes()) {
        word.get(..word.len() - 1).unwrap_or(word)
    } else {
        word
    }
}

fn ends_as_plural(word: &[u8]) -> bool {
    let [.., before, last] = word else {
        return false;
    };
    let kept = matches!(before.to_ascii_lowercase(), b's' | b'u' | b'i');
    word.len() >= 4 && last.eq_ignore_ascii_case(&b's') && !kept
}

/// `text` on one line, cut at a word's end to at most `limit` characters, with an ellipsis where cut.
#[must_use]
pub fn shorten(text: &str, limit: usize) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if flat.chars().count() <= limit {
        return flat;
    }
    let mut kept: String = flat.chars().take(limit.saturating_sub(1)).collect();
    if let Some(space) = kept.rfind(' ').filter(|at| *at > limit / 2) {
        kept.truncate(space);
    }
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_are_counted_as_plainly_said(text in "[ -~\t\n\u{b}é’\u{a0}\u{1680}-]{0,40}") {
            prop_assert_eq!(count(&text), count_any(&text));
        }

        #[test]
        fn phrases_have_one_number_where_they_have_one_key(
            one in "([Tt]he |and |Rider|s|us|-|%|É| |b)*", other in "([Tt]he |and |Rider|s|us|-|%|É| |b)*",
        ) {
            let first = |phrase: &str| key(phrase).split(' ').next().unwrap_or("").to_owned();
            prop_assert_eq!(key(&one) == key(&other), PhraseId::of(&one) == PhraseId::of(&other));
            prop_assert_eq!(
                first(&one) == first(&other),
                PhraseId::of_first(&one, 1) == PhraseId::of_first(&other, 1)
            );
        }
    }

    #[test]
    fn keys_ignore_number_case_and_articles() {
        assert_eq!(key("The Riders"), key("rider"));
        assert_ne!(key("riders"), key("drivers"));
        assert_eq!(key("30-day retention"), "30 day retention");
    }

    #[test]
    fn shortening_keeps_whole_words() {
        assert_eq!(shorten("one two  three", 20), "one two three");
        assert_eq!(shorten("one two three four", 12), "one two…");
    }
}
