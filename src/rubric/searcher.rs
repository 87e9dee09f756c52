//! A rubric's patterns looked for in one text after another, with the words in front that belong to them.

use super::matcher::{Matches, Scanner, is_word};

/// Finds the patterns of a rubric in one text after another; the more it has seen, the quicker.
#[derive(Debug)]
pub struct Searcher {
    scanner: Scanner,
    /// For each pattern how many words in front of a match belong to it.
    reach: Box<[usize]>,
}

impl Searcher {
    /// A searcher for `sources`, regular expressions that compile.
    #[must_use]
    pub(super) fn new(sources: &[String], reach: &[usize]) -> Self {
        Self {
            scanner: Scanner::trusted(sources),
            reach: reach.into(),
        }
    }

    /// Every match of every pattern in `text`.
    pub fn scan(&mut self, text: &str) -> Matches {
        let mut matches = self.scanner.scan(text);
        for (spans, reach) in matches
            .spans
            .iter_mut()
            .zip(self.reach.iter())
            .filter(|(_, reach)| **reach > 0)
        {
            let mut end = 0;
            for span in spans.iter_mut() {
                let start = reach_back(text, span.start, *reach);
                if start >= end {
                    span.start = start;
                }
                end = span.end;
            }
        }
        matches
    }
}

/// Where up to `words` words in front of `start` begin; no further than the clause.
fn reach_back(text: &str, start: usize, words: usize) -> usize {
    let mut at = start;
    for _ in 0..words {
        let before = text.get(..at).unwrap_or("");
        let spaced = before.strip_suffix(' ').unwrap_or(before);
        let word = spaced.trim_end_matches(|c: char| {
            is_word(c) || matches!(c, '\'' | '-' | '%' | '&' | '/' | '+' | '#')
        });
        if word.len() == spaced.len() || before.is_empty() {
            break;
        }
        at = word.len();
    }
    at
}
