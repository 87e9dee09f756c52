//! All patterns of a rubric found in one pass over a text, each with its exact spans.
//!
//! One lazy automaton holds every pattern. It is entered only where a word or a sign begins and
//! reports every pattern that matches there; of a pattern's matches at one place the longest that
//! ends at a word's end is taken, and a pattern's matches do not overlap.

use regex_automata::hybrid::dfa::{Cache, Config, DFA, OverlappingState};
use regex_automata::nfa::thompson;
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input, MatchKind};

use super::pattern::PatternId;
use crate::text::Span;

/// The compiled patterns of a rubric.
#[derive(Debug)]
pub struct Matcher {
    dfa: DFA,
    patterns: usize,
}

/// The working memory of one thread's searches.
#[derive(Debug)]
pub struct Scanner {
    cache: Cache,
    open: Vec<(PatternId, usize)>,
}

/// Where each pattern matched.
#[derive(Debug, Default)]
pub struct Matches {
    spans: Vec<Vec<Span>>,
}

impl Matches {
    /// The matches of one pattern, in order of the text.
    #[must_use]
    pub fn of(&self, pattern: PatternId) -> &[Span] {
        self.spans.get(pattern).map_or(&[], Vec::as_slice)
    }

    /// Whether `pattern` matches somewhere that overlaps `within`.
    #[must_use]
    pub fn any(&self, pattern: PatternId, within: Span) -> bool {
        self.inside(pattern, within).next().is_some()
    }

    /// The matches of `pattern` that start inside `within`.
    pub fn inside(&self, pattern: PatternId, within: Span) -> impl Iterator<Item = Span> + '_ {
        let spans = self.of(pattern);
        let from = spans.partition_point(|span| span.start < within.start);
        spans.iter().skip(from).take_while(move |span| span.start < within.end).copied()
    }
}

/// Memory for an automaton's states; beyond it they are made anew.
const CACHE_BYTES: usize = 48 << 20;

impl Matcher {
    /// Compiles `sources`: ASCII classes, case ignored, no match inside a word.
    ///
    /// # Errors
    /// What the regular-expression compiler says of the first bad pattern.
    pub fn new(sources: &[String]) -> Result<Self, String> {
        let dfa = DFA::builder()
            .configure(Config::new().match_kind(MatchKind::All).cache_capacity(CACHE_BYTES).skip_cache_capacity_check(true))
            .syntax(syntax::Config::new().unicode(false).utf8(false).case_insensitive(true))
            .thompson(thompson::Config::new().utf8(false).nfa_size_limit(Some(64 << 20)))
            .build_many(sources)
            .map_err(|error| error.to_string())?;
        Ok(Self { dfa, patterns: sources.len() })
    }

    /// Fresh working memory.
    #[must_use]
    pub fn scanner(&self) -> Scanner {
        Scanner { cache: self.dfa.create_cache(), open: Vec::new() }
    }

    /// Every match of every pattern in `text`.
    pub fn scan(&self, scanner: &mut Scanner, text: &str) -> Matches {
        let mut spans: Vec<Vec<Span>> = vec![Vec::new(); self.patterns];
        let mut before = ' ';
        for (at, c) in text.char_indices() {
            let enters = !c.is_whitespace() && !(is_word(c) && is_word(before));
            before = c;
            if enters {
                self.at(scanner, text, at);
                for (pattern, end) in scanner.open.drain(..) {
                    if let Some(found) = spans.get_mut(pattern)
                        && found.last().is_none_or(|last| last.end <= at)
                    {
                        found.push(Span::new(at, end));
                    }
                }
            }
        }
        Matches { spans }
    }

    /// Collects into `scanner.open` each pattern that matches at `at`, with its longest end.
    fn at(&self, scanner: &mut Scanner, text: &str, at: usize) {
        let input = Input::new(text).range(at..).anchored(Anchored::Yes);
        let mut state = OverlappingState::start();
        loop {
            let searched = self.dfa.try_search_overlapping_fwd(&mut scanner.cache, &input, &mut state);
            let Some(found) = state.get_match().filter(|_| searched.is_ok()) else { return };
            let (pattern, end) = (found.pattern().as_usize(), found.offset());
            if end <= at || !ends_word(text, end) {
                continue;
            }
            match scanner.open.iter_mut().find(|(open, _)| *open == pattern) {
                Some((_, longest)) => *longest = end.max(*longest),
                None => scanner.open.push((pattern, end)),
            }
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether a match may end at `end`: not inside a character, not inside a word.
fn ends_word(text: &str, end: usize) -> bool {
    let (Some(before), Some(after)) = (text.get(..end), text.get(end..)) else {
        return false;
    };
    let inside = before.chars().next_back().is_some_and(is_word) && after.chars().next().is_some_and(is_word);
    !inside
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(patterns: &[&str], text: &str) -> Vec<Vec<String>> {
        let sources: Vec<String> = patterns.iter().map(|p| (*p).to_owned()).collect();
        let matcher = Matcher::new(&sources).unwrap();
        let matches = matcher.scan(&mut matcher.scanner(), text);
        (0..sources.len())
            .map(|id| matches.of(id).iter().map(|span| span.of(text).to_owned()).collect())
            .collect()
    }

    #[test]
    fn whole_words_longest_first_and_all_patterns() {
        let found = find(&["north star|north star metric", "metrics?", r"\d+%"], "North Star Metric: 40% metrics, submetrics");
        assert_eq!(found[0], ["North Star Metric"]);
        assert_eq!(found[1], ["Metric", "metrics"]);
        assert_eq!(found[2], ["40%"]);
    }

    #[test]
    fn letters_beyond_ascii_are_letters() {
        assert_eq!(find(&["caf"], "café caf"), [["caf"]]);
    }
}
