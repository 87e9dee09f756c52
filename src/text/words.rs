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

/// Words, in lower case, with which a phrase can begin without meaning anything else.
pub(super) const LEADING: [&str; 34] = [
    "and", "or", "of", "for", "with", "by", "to", "in", "on", "is", "are", "be", "as", "at",
    "from", "than", "that", "this", "i", "we", "would", "d", "also", "then", "plus", "both",
    "such", "like", "not", "but", "so", "if", "track", "measure",
];

/// Words, in lower case, that say nothing about which thing is meant.
pub(super) const ARTICLES: [&str; 8] = ["the", "a", "an", "our", "their", "its", "my", "s"];

/// A key under which two spellings of the same phrase are equal.
///
/// Lower case, words only, plural endings and articles dropped: "The Riders" and "rider" agree.
#[must_use]
pub fn key(phrase: &str) -> String {
    let mut key = String::with_capacity(phrase.len());
    for word in words_of(phrase) {
        let word = word.to_lowercase();
        // "and upload rate", "track upload rate" and "upload rate" are the same thing.
        let word = word.as_str();
        if ARTICLES.contains(&word) || key.is_empty() && LEADING.contains(&word) {
            continue;
        }
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(singular(word));
    }
    key
}

fn words_of(phrase: &str) -> impl Iterator<Item = &str> {
    phrase
        .split(|c: char| !c.is_alphanumeric() && c != '%')
        .filter(|word| !word.is_empty())
}

fn singular(word: &str) -> &str {
    match word.as_bytes() {
        [.., before, last] if ends_as_plural(word.len(), [*before, *last]) => {
            word.get(..word.len() - 1).unwrap_or(word)
        }
        _ => word,
    }
}

/// Whether a word of so many bytes, in lower case, is a plural by its last two.
pub(super) fn ends_as_plural(len: usize, [before, last]: [u8; 2]) -> bool {
    len >= 4 && last == b's' && !matches!(before, b's' | b'u' | b'i')
}

/// The first of so many names, and how many more there are.
#[must_use]
pub fn named<N: AsRef<str>>(first: &[N], all: usize) -> String {
    let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
    let names = first.join(", ");
    match all.saturating_sub(first.len()) {
        0 => names,
        more => format!("{names} and {more} more"),
    }
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
