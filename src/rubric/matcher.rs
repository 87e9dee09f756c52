//! All patterns of a rubric found in one pass over a text, each with its exact spans.
//!
//! One lazy automaton holds every pattern. It is entered only where a word or a sign begins and
//! reports every pattern that matches there; of a pattern's matches at one place the longest that
//! ends at a word's end is taken, and a pattern's matches do not overlap.

use regex_automata::hybrid::LazyStateID;
use regex_automata::hybrid::dfa::{Cache, Config, DFA};
use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input, MatchKind};

use super::narrow::{Beginnings, fold, narrow};
use super::pattern::{PatternId, PatternSet};
use crate::text::Span;

/// The compiled patterns of a rubric.
#[derive(Debug)]
pub struct Matcher {
    /// Patterns that ignore case, in lower case, for text in lower case; then those that mind it.
    /// Compiling case into a pattern costs twice as much as folding the text.
    automata: [Automaton; 2],
    patterns: usize,
}

/// One lazy automaton and what its patterns stand for.
#[derive(Debug)]
struct Automaton {
    dfa: DFA,
    /// For each compiled pattern its place among all patterns.
    ids: Vec<PatternId>,
}

/// The working memory of one thread's searches.
#[derive(Debug)]
pub struct Scanner {
    caches: [Cache; 2],
    /// For each pattern the end of its longest match at the place in hand; 0 for none.
    ends: Vec<usize>,
    touched: Vec<PatternId>,
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

    /// Whether a pattern of `set` matches somewhere that starts inside `within`.
    #[must_use]
    pub fn any(&self, set: &PatternSet, within: Span) -> bool {
        set.iter()
            .any(|pattern| self.inside_one(pattern, within).next().is_some())
    }

    /// The matches of `set` that start inside `within`, in order; of two at one place the longer.
    #[must_use]
    pub fn inside(&self, set: &PatternSet, within: Span) -> Vec<Span> {
        let mut spans: Vec<Span> = set
            .iter()
            .flat_map(|pattern| self.inside_one(pattern, within))
            .collect();
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
        spans
            .iter()
            .skip(from)
            .take_while(move |span| span.start < within.end)
            .copied()
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
        Self::build(sources, (0..sources.len()).collect(), sources.len())
    }

    /// Compiles of `sources` what can match in `text`.
    ///
    /// # Errors
    /// As [`Matcher::new`].
    pub fn narrowed(sources: &[String], text: &str) -> Result<Self, String> {
        let mut beginnings = Beginnings::default();
        for at in entries(text) {
            beginnings.note(text.as_bytes(), at);
        }
        let kept = sources
            .iter()
            .enumerate()
            .filter_map(|(id, source)| Some((narrow(source, &beginnings)?, id)));
        let (sources_kept, ids): (Vec<String>, Vec<PatternId>) = kept.unzip();
        Self::build(&sources_kept, ids, sources.len())
    }

    fn build(sources: &[String], ids: Vec<PatternId>, patterns: usize) -> Result<Self, String> {
        let pairs = sources.iter().zip(ids);
        let (minding, folding): (Vec<_>, Vec<_>) =
            pairs.partition(|(source, _)| source.contains("(?-i"));
        let folded: Vec<String> = folding.iter().map(|(source, _)| fold(source)).collect();
        let exact: Vec<String> = minding
            .iter()
            .map(|(source, _)| (*source).clone())
            .collect();
        let automata = [
            Automaton::new(
                &folded,
                folding.into_iter().map(|(_, id)| id).collect(),
                false,
            )?,
            Automaton::new(
                &exact,
                minding.into_iter().map(|(_, id)| id).collect(),
                true,
            )?,
        ];
        Ok(Self { automata, patterns })
    }

    /// Fresh working memory.
    #[must_use]
    pub fn scanner(&self) -> Scanner {
        let [folding, minding] = &self.automata;
        Scanner {
            caches: [folding.dfa.create_cache(), minding.dfa.create_cache()],
            ends: vec![0; self.patterns],
            touched: Vec::new(),
        }
    }

    /// Every match of every pattern in `text`.
    pub fn scan(&self, scanner: &mut Scanner, text: &str) -> Matches {
        let mut spans: Vec<Vec<Span>> = vec![Vec::new(); self.patterns];
        let folded = text.to_ascii_lowercase();
        let Scanner {
            caches,
            ends,
            touched,
        } = scanner;
        for at in entries(text) {
            for ((automaton, cache), seen) in self
                .automata
                .iter()
                .zip(caches.iter_mut())
                .zip([folded.as_str(), text])
            {
                let mut place = Place {
                    text: seen,
                    at,
                    ends,
                    touched,
                };
                // An automaton out of memory starts afresh with the next word.
                if automaton.find(cache, &mut place).is_none() {
                    cache.reset(&automaton.dfa);
                }
            }
            for pattern in touched.drain(..) {
                let end = ends
                    .get_mut(pattern)
                    .map(std::mem::take)
                    .unwrap_or_default();
                if let Some(found) = spans.get_mut(pattern)
                    && found.last().is_none_or(|last| last.end <= at)
                {
                    found.push(Span::new(at, end));
                }
            }
        }
        Matches { spans }
    }
}

/// A place in a text at which patterns are tried, and what was found there.
struct Place<'a> {
    text: &'a str,
    at: usize,
    ends: &'a mut Vec<usize>,
    touched: &'a mut Vec<PatternId>,
}

impl Automaton {
    fn new(sources: &[String], ids: Vec<PatternId>, ignore_case: bool) -> Result<Self, String> {
        let dfa = DFA::builder()
            .configure(
                Config::new()
                    .match_kind(MatchKind::All)
                    .cache_capacity(CACHE_BYTES)
                    .skip_cache_capacity_check(true),
            )
            .syntax(
                syntax::Config::new()
                    .unicode(false)
                    .utf8(false)
                    .case_insensitive(ignore_case),
            )
            .thompson(
                thompson::Config::new()
                    .utf8(false)
                    .which_captures(WhichCaptures::None)
                    .nfa_size_limit(Some(64 << 20)),
            )
            .build_many(sources)
            .map_err(|error| error.to_string())?;
        Ok(Self { dfa, ids })
    }

    /// Notes each pattern that matches at a place, with its longest end that closes a word.
    fn find(&self, cache: &mut Cache, place: &mut Place) -> Option<()> {
        if self.ids.is_empty() {
            return Some(());
        }
        let bytes = place.text.as_bytes();
        let input = Input::new(bytes).range(place.at..).anchored(Anchored::Yes);
        let mut state = self.dfa.start_state_forward(cache, &input).ok()?;
        let limit = bytes.len().min(place.at + LONGEST);
        // A state tells of matches that ended before the byte that led to it.
        for (next, byte) in bytes.iter().enumerate().take(limit).skip(place.at) {
            state = self.dfa.next_state(cache, state, *byte).ok()?;
            if state.is_tagged() {
                if state.is_match() {
                    self.note(cache, state, place, next);
                } else if state.is_dead() || state.is_quit() {
                    return Some(());
                }
            }
        }
        if limit == bytes.len() {
            state = self.dfa.next_eoi_state(cache, state).ok()?;
            if state.is_match() {
                self.note(cache, state, place, limit);
            }
        }
        Some(())
    }

    fn note(&self, cache: &Cache, state: LazyStateID, place: &mut Place, end: usize) {
        if end <= place.at || !ends_word(place.text, end) {
            return;
        }
        for nth in 0..self.dfa.match_len(cache, state) {
            let compiled = self.dfa.match_pattern(cache, state, nth).as_usize();
            let Some(pattern) = self.ids.get(compiled).copied() else {
                continue;
            };
            if let Some(longest) = place.ends.get_mut(pattern) {
                if *longest == 0 {
                    place.touched.push(pattern);
                }
                *longest = end;
            }
        }
    }
}

/// The places where a word or a sign begins.
fn entries(text: &str) -> impl Iterator<Item = usize> + '_ {
    let mut before = ' ';
    text.char_indices().filter_map(move |(at, c)| {
        let inside = is_word(c) && is_word(before);
        let enters = !inside && !c.is_whitespace();
        before = c;
        enters.then_some(at)
    })
}

pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether a match may end at `end`: not inside a character, not inside a word.
fn ends_word(text: &str, end: usize) -> bool {
    let (Some(before), Some(after)) = (text.get(..end), text.get(end..)) else {
        return false;
    };
    let inside = before.chars().next_back().is_some_and(is_word)
        && after.chars().next().is_some_and(is_word);
    !inside
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(patterns: &[&str], text: &str) -> Vec<Vec<String>> {
        let sources: Vec<String> = patterns.iter().map(|p| (*p).to_owned()).collect();
        let matcher = Matcher::new(&sources).unwrap();
        let found = matcher.scan(&mut matcher.scanner(), text);
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
