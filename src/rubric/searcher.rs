//! A rubric's patterns looked for in one text after another, with the automaton that pays.

use std::sync::Arc;

use super::matcher::{Matcher, Matches, Scanner, is_word};

/// Finds the patterns of a rubric in one text after another.
///
/// The first few texts are searched with automata cut down to each, since compiling all patterns
/// costs more than it saves; from then on with one automaton for all. Both find the same.
#[derive(Debug)]
pub struct Searcher {
    sources: Arc<[String]>,
    /// For each pattern how many words in front of a match belong to it.
    reach: Arc<[usize]>,
    texts: usize,
    whole: Option<(Matcher, Scanner)>,
}

/// From so many texts on, the automaton for all pays.
const FEW: usize = 8;

impl Searcher {
    /// A searcher for `sources`, regular expressions that compile.
    #[must_use]
    pub(super) fn new(sources: Arc<[String]>, reach: Arc<[usize]>) -> Self {
        Self {
            sources,
            reach,
            texts: 0,
            whole: None,
        }
    }

    /// Every match of every pattern in `text`.
    pub fn scan(&mut self, text: &str) -> Matches {
        let mut matches = self.find(text);
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

    fn find(&mut self, text: &str) -> Matches {
        self.texts += 1;
        if self.texts <= FEW
            && let Ok(matcher) = Matcher::narrowed(&self.sources, text)
        {
            return matcher.scan(&mut matcher.scanner(), text);
        }
        if self.whole.is_none() {
            let matcher = Matcher::new(&self.sources).ok();
            self.whole = matcher.map(|matcher| {
                let scanner = matcher.scanner();
                (matcher, scanner)
            });
        }
        match &mut self.whole {
            Some((matcher, scanner)) => matcher.scan(scanner, text),
            None => Matches::default(),
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
