//! Sentences of a paragraph, in writing and in speech.

use super::{Span, count_words};

/// Words after which a full stop does not end a sentence.
const ABBREVIATIONS: [&str; 22] = [
    "e.g", "i.e", "vs", "etc", "dr", "mr", "mrs", "ms", "inc", "ltd", "st", "no", "approx", "avg",
    "fig", "cf", "al", "p", "min", "max", "est", "resp",
];

/// Words that open a new thought in speech that has no punctuation.
const SPOKEN_BREAKS: [&str; 12] = [
    "so", "okay", "ok", "now", "then", "next", "but", "also", "because", "finally", "anyway",
    "alright",
];

/// A sentence of more words than this is taken for unpunctuated speech.
const SPOKEN_LIMIT: usize = 45;

/// The fewest words in a part of such a sentence.
const SPOKEN_PART: usize = 8;

/// The sentences of `text[within]`, in order, trimmed, none empty.
///
/// A sentence ends at `.`, `!` or `?` before white space, or at a line break. Where speech runs on
/// without punctuation, it is parted before words that open a thought.
#[must_use]
pub fn split(text: &str, within: Span) -> Vec<Span> {
    let mut found = Vec::new();
    let body = within.of(text);
    let mut start = 0;
    let bytes = body.as_bytes();
    let mut at = 0;
    while let Some(passed) = bytes
        .get(at..)
        .and_then(|rest| rest.iter().position(|byte| MAY_END[usize::from(*byte)]))
    {
        at += passed;
        let Some(c) = char_at(body, at) else { break };
        let mut end = at + c.len_utf8();
        let ends = match c {
            '\n' | '。' | '！' | '？' => true,
            '.' | '!' | '?' => {
                while bytes
                    .get(end)
                    .is_some_and(|byte| b".!?\"')]".contains(byte))
                {
                    end += 1;
                }
                let space = char_at(body, end).is_none_or(char::is_whitespace);
                space && !(c == '.' && abbreviated(body, at))
            }
            _ => false,
        };
        if ends {
            let sentence = Span::new(within.start + start, within.start + end);
            push(text, sentence, &mut found);
            start = end;
        }
        at = end;
    }
    push(
        text,
        Span::new(within.start + start, within.end),
        &mut found,
    );
    found
}

/// Whether a byte begins a sign that can end a sentence.
const MAY_END: [bool; 256] = {
    let mut bytes = [false; 256];
    let signs = [b'\n', b'.', b'!', b'?', 0xe3, 0xef];
    let mut nth = 0;
    while nth < signs.len() {
        bytes[signs[nth] as usize] = true;
        nth += 1;
    }
    bytes
};

fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

fn push(text: &str, span: Span, found: &mut Vec<Span>) {
    let span = span.trimmed(text);
    if span.is_empty() {
        return;
    }
    if span.len() > SPOKEN_LIMIT * 4 && count_words(span.of(text)) > SPOKEN_LIMIT {
        part_speech(text, span, found);
    } else {
        found.push(span);
    }
}

fn abbreviated(body: &str, dot: usize) -> bool {
    let before = body.get(..dot).unwrap_or("");
    let word = before
        .rsplit(|c: char| c.is_whitespace() || c == '(')
        .next()
        .unwrap_or("");
    let list_number =
        !word.is_empty() && before.len() == word.len() && word.bytes().all(|b| b.is_ascii_digit());
    let initial = matches!(word.as_bytes(), [letter]
        if letter.is_ascii_alphabetic() && !letter.eq_ignore_ascii_case(&b'i'));
    list_number || initial || is_among(&ABBREVIATIONS, word)
}

fn is_among(words: &[&str], word: &str) -> bool {
    words.iter().any(|known| word.eq_ignore_ascii_case(known))
}

fn part_speech(text: &str, span: Span, found: &mut Vec<Span>) {
    let body = span.of(text);
    let mut start = 0;
    let mut words = 0;
    let mut at = 0;
    for word in body.split_inclusive(' ') {
        let bare = word.trim().trim_matches(',');
        if words >= SPOKEN_PART && is_among(&SPOKEN_BREAKS, bare) {
            let part = Span::new(span.start + start, span.start + at).trimmed(text);
            if !part.is_empty() {
                found.push(part);
            }
            start = at;
            words = 0;
        }
        words += 1;
        at += word.len();
    }
    let rest = Span::new(span.start + start, span.end).trimmed(text);
    if !rest.is_empty() {
        found.push(rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        split(text, Span::new(0, text.len()))
            .into_iter()
            .map(|span| span.of(text))
            .collect()
    }

    #[test]
    fn abbreviations_and_decimals_do_not_end_a_sentence() {
        assert_eq!(
            texts("Riders, e.g. commuters, pay 3.5 dollars. Is it fair? Yes!"),
            [
                "Riders, e.g. commuters, pay 3.5 dollars.",
                "Is it fair?",
                "Yes!"
            ]
        );
    }

    #[test]
    fn speech_is_parted_at_spoken_breaks() {
        let speech = "um i would look at riders first and what they want is a cheap trip that comes quickly \
            so then for drivers they want steady earnings and not too many empty kilometres between the trips \
            and then the city which wants fewer cars on the road during the rush hour";
        assert!(texts(speech).len() >= 2);
    }
}
