//! Whether an answer speaks of what its question is about.

use std::collections::BTreeSet;

use super::SetAside;
use crate::document::Document;
use crate::text::Span;

/// An answer of fewer words need not say again what it is about.
const BRIEF: usize = 60;

/// The same where one word of the question alone tells it.
const BRIEF_FOR_ONE: usize = 150;

/// Words that begin with the same letters, so many, differ in their endings.
const STEM: usize = 5;

/// The shortest word that tells anything, in letters, if it is not all capitals.
const SHORTEST: usize = 3;

/// The last letter of the scripts whose words are parted by spaces and told by their beginnings.
const LATIN: char = '\u{24f}';

/// The words of `question` that tell what it is about, if the answer has none of them; `common` ones do
/// not tell it.
pub(super) fn unmentioned(
    question: &str,
    document: &Document,
    set_aside: &[SetAside],
    common: &BTreeSet<String>,
) -> Vec<String> {
    let mut subject: Vec<&str> = Vec::new();
    for word in words(question) {
        let long = word.chars().count() >= SHORTEST || word.chars().all(char::is_uppercase);
        let tells =
            long && word.starts_with(char::is_alphabetic) && !common.contains(&word.to_lowercase());
        let known = subject.iter().any(|other| stem(other) == stem(word));
        if tells && !known {
            subject.push(word);
        }
    }
    if subject.is_empty() || subject.iter().any(|word| word.chars().any(|c| c > LATIN)) {
        return Vec::new();
    }
    let stems: Vec<String> = subject.iter().map(|word| stem(word)).collect();
    let mut read = 0;
    for sentence in &document.sentences {
        let text = sentence.text.of(&document.plain);
        if is_aside(set_aside, sentence.text) || question.contains(text) {
            continue;
        }
        read += sentence.words;
        if words(text).any(|word| stems.contains(&stem(word))) {
            return Vec::new();
        }
    }
    let brief = if subject.len() > 1 {
        BRIEF
    } else {
        BRIEF_FOR_ONE
    };
    if read < brief {
        return Vec::new();
    }
    subject.into_iter().map(str::to_owned).collect()
}

fn is_aside(set_aside: &[SetAside], sentence: Span) -> bool {
    set_aside.iter().any(|aside| aside.span.contains(sentence))
}

/// The words of a text, those joined by hyphens apart, without an `'s`.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’'));
    parts
        .map(|word| word.trim_matches(['\'', '’']))
        .map(|word| {
            word.strip_suffix("'s")
                .or_else(|| word.strip_suffix("’s"))
                .unwrap_or(word)
        })
        .filter(|word| !word.is_empty())
}

/// What a word has in common with its other forms.
fn stem(word: &str) -> String {
    let word = word.to_lowercase();
    match word.char_indices().nth(STEM) {
        Some((end, _)) => word.get(..end).unwrap_or(&word).to_owned(),
        None => word.trim_end_matches('s').to_owned(),
    }
}
