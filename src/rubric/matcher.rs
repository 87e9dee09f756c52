//! Patterns found in one pass over a text, each with its exact spans.
//!
//! Patterns are tried only where a word or a sign begins. Of a pattern's matches at one place the longest
//! that ends at a word's end is taken, and a pattern's matches do not overlap. How they are found is
//! `finder`'s business.

use super::finder::{self, Finder, Layout};
use super::packed;
use super::pattern::PatternId;
use crate::text::Span;

/// The patterns of a rubric.
#[derive(Debug)]
pub struct Matcher {
    sources: Vec<String>,
}

/// The working memory of one thread's searches.
#[derive(Debug)]
pub struct Scanner {
    finder: Finder,
    layout: Layout,
}

/// Where each pattern matched.
#[derive(Debug, Default)]
pub struct Matches {
    pub(super) spans: Vec<Vec<Span>>,
}

impl Matches {
    /// The matches of one pattern, in order of the text.
    #[must_use]
    pub fn of(&self, pattern: PatternId) -> &[Span] {
        self.spans.get(pattern).map_or(&[], Vec::as_slice)
    }
}

impl Matcher {
    /// Takes `sources` in: ASCII classes, case ignored, no match inside a word.
    ///
    /// # Errors
    /// What is wrong with the first bad pattern.
    pub fn new(sources: &[String]) -> Result<Self, String> {
        sources
            .iter()
            .try_for_each(|source| finder::check(source))?;
        Ok(Self {
            sources: sources.to_vec(),
        })
    }

    /// Fresh working memory.
    #[must_use]
    pub fn scanner(&self) -> Scanner {
        Scanner {
            finder: finder(&self.sources),
            layout: Layout::default(),
        }
    }
}

/// What finds `sources`, which are known to compile.
pub(super) fn finder(sources: &[String]) -> Finder {
    Finder::new(sources, packed::states())
}

impl Matches {
    /// Takes in, behind the patterns that are known, those of `finder` in a text of which `layout` is.
    pub(super) fn add(&mut self, finder: &mut Finder, text: &str, layout: &Layout) {
        let known = self.spans.len();
        self.spans.resize(known + finder.patterns(), Vec::new());
        let spans = self.spans.get_mut(known..).unwrap_or_default();
        finder.find(text, layout, |pattern, span| {
            if let Some(found) = spans.get_mut(pattern) {
                found.push(span);
            }
        });
    }
}

impl Scanner {
    /// Every match of every pattern in `text`.
    pub fn scan(&mut self, text: &str) -> Matches {
        self.layout.read(text);
        let mut matches = Matches::default();
        matches.add(&mut self.finder, text, &self.layout);
        matches
    }
}

pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(patterns: &[&str], text: &str) -> Vec<Vec<String>> {
        let sources: Vec<String> = patterns.iter().map(|p| (*p).to_owned()).collect();
        let matcher = Matcher::new(&sources).unwrap();
        let found = matcher.scanner().scan(text);
        (0..sources.len())
            .map(|id| {
                found
                    .of(id)
                    .iter()
                    .map(|span| span.of(text).to_owned())
                    .collect()
            })
            .collect()
    }

    #[test]
    fn whole_words_longest_first_and_all_patterns() {
        let found = find(
            &["root cause|root cause metric", "metrics?", r"\d+%"],
            "Root Cause Metric: 40% metrics, submetrics",
        );
        assert_eq!(found[0], ["Root Cause Metric"]);
        assert_eq!(found[1], ["Metric", "metrics"]);
        assert_eq!(found[2], ["40%"]);
    }

    #[test]
    fn letters_beyond_ascii_are_letters() {
        assert_eq!(find(&["caf"], "café caf"), [["caf"]]);
    }
}
