//! Patterns that ask for so many words in a row and nothing else: `(?:\\S+ ){n}\\S+`. They match nearly
//! everywhere, so they are counted along a text's layout instead of being walked from every word.

use super::byteset::ByteSet;
use super::layout::{Layout, Run};
use super::limit;
use crate::text::Span;

/// What stands in a counted pattern's place among those that the automaton reads: it matches nothing.
pub(super) const NOTHING: &str = r"[^\s\S]";

/// How many words with a space behind them `source` asks for, if it is such a pattern.
pub(super) fn words(source: &str) -> Option<usize> {
    let count = source.strip_prefix(r"(?:\S+ ){")?.strip_suffix(r"}\S+")?;
    let digits = count.bytes().all(|byte| byte.is_ascii_digit());
    count.parse().ok().filter(|_| digits)
}

/// Calls `found` with every match of the pattern for so many words, in order.
pub(super) fn find(words: usize, text: &[u8], layout: &Layout, mut found: impl FnMut(Span)) {
    let mut from = 0;
    while let Some(start) = layout.entry(from) {
        from = start + 1;
        if let Some(end) = end(words, text, layout, start) {
            found(Span::new(start, end));
            from = end.max(from);
        }
    }
}

/// Where the longest match that begins at `start` ends.
fn end(words: usize, text: &[u8], layout: &Layout, start: usize) -> Option<usize> {
    let text = text.get(..limit(text, start))?;
    let behind = |at| layout.behind(text, at, &ByteSet::ALL, Run::Solid);
    let mut at = start;
    for _ in 0..words {
        let end = behind(at);
        if end == at || text.get(end) != Some(&b' ') {
            return None;
        }
        at = end + 1;
    }
    (at + 1..=behind(at)).rev().find(|at| layout.may_end(*at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_bare_counts_are_counted() {
        assert_eq!(words(r"(?:\S+ ){8}\S+"), Some(8));
        for other in [r"(?:\S+ ){2,}\S+", r"(?:\S+ ){3}\S+x", r"(?:\w+ ){3}\S+"] {
            assert_eq!(words(other), None, "{other}");
        }
    }
}
