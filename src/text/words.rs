//! Words: counting them, and telling whether two phrases name the same thing.

/// Words in `text`: runs of non-space that hold a letter or digit.
#[must_use]
pub fn count(text: &str) -> usize {
    if !text.is_ascii() {
        return count_any(text);
    }
    let mut words = 0;
    // Whether the run in hand has been counted. Without branches: no processor could guess them.
    let mut counted = 0;
    for byte in text.bytes() {
        let (written, space) = CLASSES[usize::from(byte)];
        words += usize::from(written & (counted ^ 1));
        counted = (counted | written) & (space ^ 1);
    }
    words
}

/// For every byte, 1 where it is a letter or digit in ASCII, and 1 where it is white space.
const CLASSES: [(u8, u8); 256] = {
    let mut classes = [(0, 0); 256];
    let mut byte: u8 = 0;
    while byte < 128 {
        classes[byte as usize] = (byte.is_ascii_alphanumeric() as u8, is_space(byte) as u8);
        byte += 1;
    }
    classes
};

/// The same, plainly said.
fn count_any(text: &str) -> usize {
    text.split_whitespace()
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .count()
}

/// White space in ASCII as Unicode has it.
const fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t'..=b'\r' | b' ')
}

/// Whether a phrase can begin with a word, in lower case, without meaning anything else.
fn is_leading(word: &[u8]) -> bool {
    matches!(
        word,
        b"and"
            | b"or"
            | b"of"
            | b"for"
            | b"with"
            | b"by"
            | b"to"
            | b"in"
            | b"on"
            | b"is"
            | b"are"
            | b"be"
            | b"as"
            | b"at"
            | b"from"
            | b"than"
            | b"that"
            | b"this"
            | b"i"
            | b"we"
            | b"would"
            | b"d"
            | b"also"
            | b"then"
            | b"plus"
            | b"both"
            | b"such"
            | b"like"
            | b"not"
            | b"but"
            | b"so"
            | b"if"
            | b"track"
            | b"measure"
    )
}

/// Whether a word, in lower case, says nothing about which thing is meant.
fn is_article(word: &[u8]) -> bool {
    matches!(
        word,
        b"the" | b"a" | b"an" | b"our" | b"their" | b"its" | b"my" | b"s"
    )
}

/// The longest word that is passed over, in bytes.
const PASSED_OVER: usize = 7;

/// A key under which two spellings of the same phrase are equal.
///
/// Lower case, words only, plural endings and articles dropped: "The Riders" and "rider" agree.
#[must_use]
pub fn key(phrase: &str) -> String {
    let mut key = String::with_capacity(phrase.len());
    for word in words_of(phrase) {
        let word = word.to_lowercase();
        // "and upload rate", "track upload rate" and "upload rate" are the same thing.
        let bytes = word.as_bytes();
        if is_article(bytes) || key.is_empty() && is_leading(bytes) {
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
                if word.is_empty() || is_passed_over(word, kept == 0) {
                    continue;
                }
                if kept > 0 {
                    hash.add(b' ');
                }
                let stem = word.len() - usize::from(ends_as_plural(word));
                for byte in word.iter().take(stem) {
                    hash.add(byte.to_ascii_lowercase());
                }
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

/// Whether a word has no part in its phrase's key; `first`: none stands before it there.
fn is_passed_over(word: &[u8], first: bool) -> bool {
    let mut lower = [0; PASSED_OVER];
    let Some(lower) = lower.get_mut(..word.len()) else {
        return false;
    };
    lower.copy_from_slice(word);
    lower.make_ascii_lowercase();
    is_article(lower) || first && is_leading(lower)
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
