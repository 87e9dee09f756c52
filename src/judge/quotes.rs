//! Quotes looked up in the answer: tolerant of white space, punctuation, typographic signs, case and
//! "...", not of other words.

use crate::evidence::Extent;
use crate::text::Span;

/// A quote of fewer words than this is evidence only where it is all of a sentence, item or cell.
const WORDS: usize = 3;

/// So far apart, in bytes, the fragments of one quote may stand.
const APART: usize = 2000;

/// So many letters of a quote are looked at; more is no quote.
const LONGEST: usize = 4000;

/// An answer's words, ready to be searched.
#[derive(Debug)]
pub struct Haystack {
    /// The words in lower case, a space before, between and behind them.
    folded: String,
    /// For each byte of `folded`, where its character stands in the plain text.
    places: Vec<u32>,
    /// What counts as no part of the answer, in order.
    aside: Vec<Span>,
    /// Sentences, in order.
    sentences: Vec<Span>,
    end: usize,
}

impl Haystack {
    /// The words of `plain`; what `extent` set aside is no place to quote from.
    #[must_use]
    pub fn new(plain: &str, sentences: impl Iterator<Item = Span>, extent: &Extent) -> Self {
        let mut aside: Vec<Span> = extent.set_aside.iter().map(|part| part.span).collect();
        aside.extend(&extent.injections);
        aside.sort_unstable();
        let (folded, places) = fold(plain);
        Self {
            folded,
            places,
            aside,
            sentences: sentences.collect(),
            end: plain.len(),
        }
    }

    /// Where a quote stands in the plain text, a span for each of its fragments; none where it is not
    /// there, is too short to show anything, or stands in what is no part of the answer.
    #[must_use]
    pub fn find(&self, quote: &str) -> Option<Vec<Span>> {
        if quote.len() > LONGEST {
            return None;
        }
        // What was shown as a numbered item may come back with its number.
        let quote = quote.trim_start();
        let unnumbered = quote.trim_start_matches(|c: char| c.is_ascii_digit());
        let unnumbered = unnumbered.strip_prefix(['.', ')']).unwrap_or(quote);
        self.look_up(quote).or_else(|| self.look_up(unnumbered))
    }

    fn look_up(&self, quote: &str) -> Option<Vec<Span>> {
        let marked = quote
            .replace("[…]", "…")
            .replace("[...]", "…")
            .replace("...", "…");
        let fragments: Vec<String> = marked
            .split('…')
            .map(|part| fold(part).0)
            .filter(|part| part.trim() != "")
            .collect();
        let words: usize = fragments
            .iter()
            .map(|part| part.split_whitespace().count())
            .sum();
        let mut from = 0;
        while let Some(spans) = self.chain(&fragments, &mut from) {
            let enough =
                words >= WORDS || matches!(spans.as_slice(), [span] if self.is_whole(*span));
            if enough && spans.iter().all(|span| self.counts(*span)) {
                return Some(spans);
            }
        }
        None
    }

    /// The fragments one after another, the first at or behind `from`, which moves behind it.
    fn chain(&self, fragments: &[String], from: &mut usize) -> Option<Vec<Span>> {
        let mut spans: Vec<Span> = Vec::new();
        let mut at = *from;
        for (nth, fragment) in fragments.iter().enumerate() {
            let found = at + self.folded.get(at..)?.find(fragment.as_str())?;
            if nth == 0 {
                *from = found + 1;
            }
            // The space behind a fragment may be the one before the next.
            at = found + fragment.len() - 1;
            let span = self.span(found + 1, at)?;
            if spans
                .last()
                .is_some_and(|last| span.start > last.end + APART)
            {
                return None;
            }
            spans.push(span);
        }
        (!spans.is_empty()).then_some(spans)
    }

    /// The bytes of the plain text that a stretch of the folded one stands for.
    fn span(&self, start: usize, end: usize) -> Option<Span> {
        let first = *self.places.get(start)? as usize;
        // One past the last character: where the space behind it stands.
        let last = self
            .places
            .get(end)
            .map_or(self.end, |place| *place as usize);
        Some(Span::new(first, last))
    }

    /// Whether a span has all words of a sentence.
    fn is_whole(&self, span: Span) -> bool {
        self.sentences.iter().any(|sentence| {
            span.start <= sentence.start + 3
                && sentence.end <= span.end + 3
                && sentence.overlaps(span)
        })
    }

    /// Whether a span stands in the answer itself.
    fn counts(&self, span: Span) -> bool {
        let after = self.aside.partition_point(|part| part.end <= span.start);
        self.aside
            .get(after)
            .is_none_or(|part| !part.overlaps(span))
    }
}

/// Words in lower case with single spaces around them, and where each byte comes from. A space stands
/// for the place just behind the word before it.
fn fold(text: &str) -> (String, Vec<u32>) {
    let mut folded = String::with_capacity(text.len() + 2);
    let mut places = Vec::with_capacity(text.len() + 2);
    let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    folded.push(' ');
    places.push(0);
    for (at, c) in text.char_indices() {
        // Most are letters of the English alphabet.
        if c.is_ascii_alphanumeric() {
            folded.push(c.to_ascii_lowercase());
            places.push(place(at));
            continue;
        }
        if is_nothing(c) {
            continue;
        }
        if c.is_alphanumeric() || is_sign(c) {
            for lower in c.to_lowercase() {
                folded.push(lower);
                places.resize(folded.len(), place(at));
            }
        } else if !folded.ends_with(' ') {
            folded.push(' ');
            places.push(place(at));
        }
    }
    if !folded.ends_with(' ') {
        folded.push(' ');
        places.push(place(text.len()));
    }
    (folded, places)
}

/// Signs without which a text says something else.
fn is_sign(c: char) -> bool {
    matches!(c, '%' | '$' | '€' | '£' | '¥' | '<' | '>' | '=' | '+')
}

/// Characters that are not seen.
fn is_nothing(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::SetAside;
    use proptest::prelude::*;

    fn extent(aside: &[(usize, usize)]) -> Extent {
        let set_aside = aside
            .iter()
            .map(|(start, end)| SetAside {
                span: Span::new(*start, *end),
                kind: "navigation".into(),
                furniture: true,
            })
            .collect();
        Extent {
            set_aside,
            ..Extent::default()
        }
    }

    fn found(text: &str, quote: &str) -> Option<Vec<String>> {
        let whole = std::iter::once(Span::new(0, text.len()));
        let hay = Haystack::new(text, whole, &extent(&[]));
        let spans = hay.find(quote)?;
        Some(
            spans
                .into_iter()
                .map(|span| span.of(text).to_owned())
                .collect(),
        )
    }

    #[test]
    fn form_is_forgiven_and_words_are_not() {
        let text = "Riders want “a car in minutes”;  drivers don’t want\nless than 1.5× pay (10%).";
        let all = |quote| found(text, quote).map(|spans| spans.join("|"));
        assert_eq!(
            all("riders want \"a car in minutes\"").as_deref(),
            Some("Riders want “a car in minutes")
        );
        assert_eq!(
            all("Drivers don't want less").as_deref(),
            Some("drivers don’t want\nless")
        );
        assert_eq!(
            all("Riders want ... a car in").as_deref(),
            Some("Riders want|a car in")
        );
        assert_eq!(all("1.5x pay 10%"), None);
        assert_eq!(all("pay (10%)"), None, "two words are too few");
        assert_eq!(all("than 15 pay"), None);
        assert_eq!(all("Riders want cars"), None);
        assert_eq!(all("iders want a car"), None);
        assert_eq!(
            all("minutes ... Riders want"),
            None,
            "fragments keep their order"
        );
        assert_eq!(
            all("2. riders want a car").as_deref(),
            Some("Riders want “a car")
        );
        assert_eq!(all("…"), None);
        assert_eq!(all(""), None);
    }

    #[test]
    fn a_short_quote_counts_where_it_is_everything() {
        assert!(found("Daily active users", "daily active users").is_some());
        assert!(found("Retention", "“Retention”").is_some());
        assert!(found("Retention is what matters most", "retention").is_none());
    }

    #[test]
    fn what_was_set_aside_is_no_place_to_quote_from() {
        let text = "Buy our course today. Later they buy our course today again.";
        let hay = Haystack::new(text, std::iter::empty(), &extent(&[(0, 21)]));
        let spans = hay.find("buy our course today").unwrap();
        assert_eq!(spans[0].start, text.rfind("buy").unwrap());
    }

    proptest! {
        #[test]
        fn what_is_there_is_found_and_slices(text in "([a-zA-Zäß0-9,.“’ \u{200b}\n%-]{0,60})", from in 0usize..60, to in 0usize..60) {
            let whole = std::iter::once(Span::new(0, text.len()));
            let hay = Haystack::new(&text, whole, &extent(&[]));
            let words: Vec<&str> = text.split_whitespace().collect();
            let quote = words.get(from..to.min(words.len())).unwrap_or(&[]).join(" ");
            for span in hay.find(&quote).into_iter().flatten() {
                prop_assert!(text.get(span.start..span.end).is_some());
                prop_assert!(!span.is_empty());
            }
            let heard: usize = fold(&quote).0.split_whitespace().count();
            if heard >= WORDS && !quote.contains("..") {
                prop_assert!(hay.find(&quote).is_some(), "{quote:?} in {text:?}");
            }
        }
    }
}
