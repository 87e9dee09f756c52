//! Words and what their forms have in common.

/// Words that begin with the same letters, so many, differ in their endings.
const STEM: usize = 5;

/// The words of a text and where they begin, those joined by hyphens apart, without an `'s`.
pub fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut next = 0;
    let pieces = text.split_inclusive(parts_words).map(move |piece| {
        let at = next;
        next += piece.len();
        let bare = piece.trim_start_matches(APOSTROPHES);
        let word = bare.trim_end_matches(parts_words);
        let word = without_s(word.trim_end_matches(APOSTROPHES));
        (at + piece.len() - bare.len(), word)
    });
    pieces.filter(|(_, word)| !word.is_empty())
}

const APOSTROPHES: [char; 2] = ['\'', '’'];

fn parts_words(c: char) -> bool {
    !(c.is_alphanumeric() || APOSTROPHES.contains(&c))
}

fn without_s(word: &str) -> &str {
    let short = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s"));
    short.unwrap_or(word)
}

/// Endings that make another form of a word.
const ENDINGS: [&str; 5] = ["ing", "ed", "ly", "es", "s"];

/// The fewest letters that are left of a word.
const LEAST: usize = 3;

/// What a word has in common with its other forms, in small letters.
#[must_use]
pub fn stem(word: &str) -> String {
    let word = word.to_lowercase();
    let mut left = word.as_str();
    let mut shorter = ENDINGS
        .iter()
        .filter_map(|ending| left.strip_suffix(ending));
    if let Some(shorter) = shorter.next().filter(|left| is_enough(left)) {
        left = shorter;
    }
    if let Some((end, _)) = left.char_indices().nth(STEM) {
        left = left.get(..end).unwrap_or(left);
    }
    let bare = left.trim_end_matches('e');
    if is_enough(bare) { bare } else { left }.to_owned()
}

fn is_enough(letters: &str) -> bool {
    letters.chars().nth(LEAST - 1).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_without_what_hangs_on_them() {
        let text = "The baker's co-op: 'don't' 12% Ärzte’s";
        let all: Vec<&str> = words(text).map(|(_, word)| word).collect();
        assert_eq!(all, ["The", "baker", "co", "op", "don't", "12", "Ärzte"]);
        for (at, word) in words(text) {
            assert!(text.get(at..).unwrap().starts_with(word), "{word} at {at}");
        }
    }

    #[test]
    fn forms_of_a_word_have_one_stem() {
        for (one, other) in [
            ("Memberships", "member"),
            ("cats", "cat"),
            ("ÄRZTE", "ärzte"),
        ] {
            assert_eq!(stem(one), stem(other));
        }
        assert_ne!(stem("cat"), stem("car"));
    }
}
