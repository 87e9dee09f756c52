//! Where the characters of a YAML scalar stand in its file, whatever its quotes, escapes and lines.

use std::ops::Range;

/// Where the bytes `wanted` of a scalar's `text` stand in `raw`, the file from the scalar's first byte.
pub(super) fn place(raw: &str, text: &str, wanted: Range<usize>) -> Range<usize> {
    let mut walk = Walk::new(raw);
    let mut start = None;
    let mut end = walk.at;
    for (at, c) in text.char_indices() {
        if at >= wanted.end.max(wanted.start + 1) {
            break;
        }
        let here = walk.step(c);
        if at >= wanted.start {
            start.get_or_insert(here.start);
        }
        end = here.end;
    }
    let start = start.unwrap_or(end);
    start..end.max(start)
}

/// A walk through the source of a scalar, one character of its text at a time.
struct Walk<'r> {
    raw: &'r str,
    at: usize,
    quote: Option<char>,
}

impl<'r> Walk<'r> {
    fn new(raw: &'r str) -> Self {
        let (at, quote) = match raw.chars().next() {
            Some(quote @ ('"' | '\'')) => (1, Some(quote)),
            // The header of a block ends with its line.
            Some('|' | '>') => (raw.find('\n').map_or(raw.len(), |line| line + 1), None),
            _ => (0, None),
        };
        Self { raw, at, quote }
    }

    fn rest(&self) -> &'r str {
        self.raw.get(self.at..).unwrap_or("")
    }

    /// Where the next character of the text stands.
    fn step(&mut self, c: char) -> Range<usize> {
        if !c.is_whitespace() {
            self.skip_folds();
        }
        let rest = self.rest();
        let len = match (self.quote, rest.chars().next()) {
            (Some('"'), Some('\\')) => escape(rest),
            (Some('\''), Some('\'')) => 2,
            (_, Some(next)) => next.len_utf8(),
            (_, None) => 0,
        };
        let start = self.at;
        self.at = (start + len).min(self.raw.len());
        start..self.at
    }

    /// Passes over indentation, line ends, and line ends that are escaped.
    fn skip_folds(&mut self) {
        loop {
            let rest = self.rest();
            let blank = rest.len() - rest.trim_start().len();
            let rest = rest.get(blank..).unwrap_or("");
            let joined =
                self.quote == Some('"') && (rest.starts_with("\\\n") || rest.starts_with("\\\r\n"));
            self.at += blank + usize::from(joined);
            if !joined {
                return;
            }
        }
    }
}

/// The length of the escape that `rest` begins with.
fn escape(rest: &str) -> usize {
    let digits = match rest.chars().nth(1) {
        Some('x') => 2,
        Some('u') => 4,
        Some('U') => 8,
        Some(other) => return 1 + other.len_utf8(),
        None => 0,
    };
    2 + digits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rubric::yaml;

    /// Where `word` of the only value of a map stands, as text.
    fn at(source: &str, word: &str) -> (usize, String) {
        let root = yaml::parse(source, 0).unwrap();
        let node = root.get("k").unwrap();
        let text = node.text().unwrap();
        let start = text.find(word).unwrap();
        let raw = source.get(node.span.start..).unwrap();
        let found = place(raw, text, start..start + word.len());
        (
            node.span.start + found.start,
            raw.get(found).unwrap().to_owned(),
        )
    }

    #[test]
    fn words_are_found_in_every_style() {
        for source in [
            "k: one two three\n",
            "k: 'one two three'\n",
            "k: \"one two three\"\n",
            "k: \"o\\x6ee \\\"x\\\" two three\"\n",
            "k: 'it''s one two'\n",
            "k: one\n  more two\n  three\n",
            "k: 'one\n\n\n  more two'\n",
            "k: \"one \\\n  more\\u00e9 two\"\n",
            "k: |\n  one\n    deep two\n",
            "k: >-\n  one\n\n  one more\n  two three\n",
            "k: >2\n   one\n  two\n",
            "k:   \"é→ü two\"\r\n",
        ] {
            let (start, text) = at(source, "two");
            assert_eq!(text, "two", "{source}");
            assert_eq!(start, source.find("two").unwrap(), "{source}");
        }
    }

    #[test]
    fn an_escaped_letter_is_marked_whole() {
        assert_eq!(at("k: \"a\\\\d b\"\n", "\\d").1, "\\\\d");
        assert_eq!(at("k: 'a''b'\n", "'").1, "''");
    }
}
