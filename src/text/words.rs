//! Words: counting them, and telling whether two phrases name the same thing.

/// Words in `text`: runs of non-space that hold a letter or digit.
#[must_use]
pub fn count(text: &str) -> usize {
    text.split_whitespace()
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .count()
}

/// Words that a phrase can begin with without meaning anything else.
const LEADING: [&str; 34] = [
    "and", "or", "of", "for", "with", "by", "to", "in", "on", "is", "are", "be", "as", "at",
    "from", "than", "that", "this", "i", "we", "would", "d", "also", "then", "plus", "both",
    "such", "like", "not", "but", "so", "if", "track", "measure",
];

/// A key under which two spellings of the same phrase are equal.
///
/// Lower case, words only, plural endings and articles dropped: "The Riders" and "rider" agree.
#[must_use]
pub fn key(phrase: &str) -> String {
    let mut key = String::with_capacity(phrase.len());
    for word in phrase
        .split(|c: char| !c.is_alphanumeric() && c != '%')
        .filter(|word| !word.is_empty())
    {
        let word = word.to_lowercase();
        if matches!(
            word.as_str(),
            "the" | "a" | "an" | "our" | "their" | "its" | "my" | "s"
        ) {
            continue;
        }
        // "and upload rate", "track upload rate" and "upload rate" are the same thing.
        if key.is_empty() && LEADING.contains(&word.as_str()) {
            continue;
        }
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(singular(&word));
    }
    key
}

fn singular(word: &str) -> &str {
    if word.len() < 4 || word.ends_with("ss") || word.ends_with("us") || word.ends_with("is") {
        return word;
    }
    word.strip_suffix('s').unwrap_or(word)
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
