//! All patterns of a rubric found in one pass over a text, each with its exact spans.
//!
//! One lazy automaton holds every pattern. It is entered only where a word or a sign begins and
//! reports every pattern that matches there; of a pattern's matches at one place the longest that
//! ends at a word's end is taken, and a pattern's matches do not overlap.

use regex_automata::hybrid::LazyStateID;
use regex_automata::hybrid::dfa::{Cache, Config, DFA};
use regex_automata::nfa::thompson;
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input, MatchKind};

use super::pattern::{PatternId, PatternSet};
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
    /// For each pattern the end of its longest match at the place in hand; 0 for none.
    ends: Vec<usize>,
    touched: Vec<PatternId>,
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

    /// Whether a pattern of `set` matches somewhere that starts inside `within`.
    #[must_use]
    pub fn any(&self, set: &PatternSet, within: Span) -> bool {
        set.iter().any(|pattern| self.inside_one(pattern, within).next().is_some())
    }

    /// The matches of `set` that start inside `within`, in order; of two at one place the longer.
    #[must_use]
    pub fn inside(&self, set: &PatternSet, within: Span) -> Vec<Span> {
        let mut spans: Vec<Span> = set.iter().flat_map(|pattern| self.inside_one(pattern, within)).collect();
        if !set.is_single() {
            tidy(&mut spans);
        }
        spans
    }

    /// All matches of `set`, in order.
    #[must_use]
    pub fn all(&self, set: &PatternSet) -> Vec<Span> {
        self.inside(set, Span::new(0, usize::MAX))
    }

    fn inside_one(&self, pattern: PatternId, within: Span) -> impl Iterator<Item = Span> + '_ {
        let spans = self.of(pattern);
        let from = spans.partition_point(|span| span.start < within.start);
        spans.iter().skip(from).take_while(move |span| span.start < within.end).copied()
    }
}

/// Sorts spans and drops those that begin inside another.
fn tidy(spans: &mut Vec<Span>) {
    spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    let mut end = 0;
    spans.retain(|span| {
        let free = span.start >= end;
        if free {
            end = span.end;
        }
        free
    });
}

/// The longest match, in bytes: longer ones are found no further than this.
const LONGEST: usize = 400;

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
        Scanner { cache: self.dfa.create_cache(), ends: vec![0; self.patterns], touched: Vec::new() }
    }

    /// Every match of every pattern in `text`.
    pub fn scan(&self, scanner: &mut Scanner, text: &str) -> Matches {
        let mut spans: Vec<Vec<Span>> = vec![Vec::new(); self.patterns];
        let mut before = ' ';
        for (at, c) in text.char_indices() {
            let enters = !c.is_whitespace() && !(is_word(c) && is_word(before));
            before = c;
            if !enters {
                continue;
            }
            // An automaton out of memory starts afresh with the next word.
            if self.at(scanner, text, at).is_none() {
                scanner.cache.reset(&self.dfa);
            }
            for pattern in scanner.touched.drain(..) {
                let end = std::mem::take(&mut scanner.ends[pattern]);
                if let Some(found) = spans.get_mut(pattern)
                    && found.last().is_none_or(|last| last.end <= at)
                {
                    found.push(Span::new(at, end));
                }
            }
        }
        Matches { spans }
    }

    /// Notes in `scanner` each pattern that matches at `at`, with its longest end that closes a word.
    fn at(&self, scanner: &mut Scanner, text: &str, at: usize) -> Option<()> {
        let input = Input::new(text).range(at..).anchored(Anchored::Yes);
        let mut state = self.dfa.start_state_forward(&mut scanner.cache, &input).ok()?;
        let bytes = text.as_bytes();
        let limit = bytes.len().min(at + LONGEST);
        // A state tells of matches that ended before the byte that led to it.
        for next in at..limit {
            state = self.dfa.next_state(&mut scanner.cache, state, bytes[next]).ok()?;
            if state.is_tagged() {
                if state.is_match() {
                    self.note(scanner, state, text, at, next);
                } else if state.is_dead() || state.is_quit() {
                    return Some(());
                }
            }
        }
        if limit == bytes.len() {
            state = self.dfa.next_eoi_state(&mut scanner.cache, state).ok()?;
            if state.is_match() {
                self.note(scanner, state, text, at, limit);
            }
        }
        Some(())
    }

    fn note(&self, scanner: &mut Scanner, state: LazyStateID, text: &str, at: usize, end: usize) {
        if end <= at || !ends_word(text, end) {
            return;
        }
        for nth in 0..self.dfa.match_len(&scanner.cache, state) {
            let pattern = self.dfa.match_pattern(&scanner.cache, state, nth).as_usize();
            if let Some(longest) = scanner.ends.get_mut(pattern) {
                if *longest == 0 {
                    scanner.touched.push(pattern);
                }
                *longest = end;
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
