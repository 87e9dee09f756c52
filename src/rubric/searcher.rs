//! A rubric's patterns looked for in one text after another, with the words in front that belong to them.

use std::sync::Arc;

use super::finder::{Finder, Layout};
use super::matcher::{Matches, finder, is_word};

/// Finds the patterns of a rubric in one text after another; the more it has seen, the quicker.
#[derive(Debug)]
pub struct Searcher {
    sources: Arc<Vec<String>>,
    /// So many of them, the first, say what in a text is the answer.
    first: usize,
    /// For these.
    sorting: Finder,
    /// For all others, once they are looked for.
    signals: Option<Finder>,
    /// For each pattern how many words in front of a match belong to it.
    reach: Box<[usize]>,
    layout: Layout,
}

impl Searcher {
    /// A searcher for `sources`, regular expressions that compile; the first `sorting` can be looked for
    /// before the others.
    #[must_use]
    pub(super) fn new(sources: Arc<Vec<String>>, reach: &[usize], sorting: usize) -> Self {
        let first = sorting.min(sources.len());
        Self {
            sorting: finder(sources.get(..first).unwrap_or_default()),
            signals: None,
            first,
            sources,
            reach: reach.into(),
            layout: Layout::default(),
        }
    }

    /// Every match of every pattern in `text`.
    pub fn scan(&mut self, text: &str) -> Matches {
        let mut matches = self.sort(text);
        self.add_signals(text, &mut matches);
        matches
    }

    /// Every match in `text` of the patterns that say what in it is the answer.
    pub fn sort(&mut self, text: &str) -> Matches {
        self.layout.read(text);
        let mut matches = Matches::default();
        matches.add(&mut self.sorting, text, &self.layout);
        self.reach_back(text, &mut matches, 0);
        matches
    }

    /// Adds the other patterns' to what [`Self::sort`] has found in `text`.
    pub fn go_on(&mut self, text: &str, matches: &mut Matches) {
        self.layout.read(text);
        self.add_signals(text, matches);
    }

    fn add_signals(&mut self, text: &str, matches: &mut Matches) {
        let known = matches.spans.len();
        let sources = self.sources.get(self.first..).unwrap_or_default();
        let signals = self.signals.get_or_insert_with(|| finder(sources));
        matches.add(signals, text, &self.layout);
        self.reach_back(text, matches, known);
    }

    /// Adds the words in front that belong to matches, for the patterns from the `first` on.
    fn reach_back(&self, text: &str, matches: &mut Matches, first: usize) {
        for (spans, reach) in matches
            .spans
            .iter_mut()
            .zip(self.reach.iter())
            .skip(first)
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
