//! Finds all patterns at a place of a text.
//!
//! An automaton, made as texts need it, reads what is spelt out in the patterns. Where one goes on with
//! free text, the automaton stops; code walks the free text and enters the automaton again, at what
//! comes behind it, from every place that the free text leads to. So the automaton has states for the
//! patterns' own words alone, and there are few.

mod byteset;
mod counted;
mod few;
mod foreign;
mod frames;
mod gap;
mod grammar;
mod grams;
mod groups;
mod hash;
mod heads;
mod index;
mod keys;
mod layout;
mod lead;
mod outlook;
mod part;
mod repeat;
mod scan;
mod seen;
mod sources;
mod starts;
mod states;
mod survey;
mod tree;
mod warm;
mod words;

use std::rc::Rc;

use gap::{Gap, Ground};
use grams::Grams;
pub(super) use layout::Layout;
use lead::Lead;
use seen::Seen;
use sources::Sources;
use states::{State, States};
pub(super) use warm::warm;

use super::pattern::PatternId;
use crate::text::Span;

/// The longest match, in bytes: longer ones are found no further than this.
pub(super) const LONGEST: usize = 400;

/// So many texts are each looked at with what occurs in them alone: making ready for all texts takes as
/// long as some of them.
const BRIEF: usize = 3;

/// Whether `source` is a regular expression.
///
/// # Errors
/// What is wrong with it.
pub(super) fn check(source: &str) -> Result<(), String> {
    foreign::parse(source).map(drop)
}

/// The working memory of one thread's searches.
#[derive(Debug)]
pub(super) struct Finder {
    sources: Sources,
    /// The patterns that are counted, with their words.
    counted: Vec<(PatternId, usize)>,
    /// The states to begin with, if some were made ready before.
    warm: Option<&'static [u8]>,
    states: States,
    /// How many texts have been looked at.
    texts: usize,
    lead: Lead,
    seen: Seen,
    /// For each pattern the end of its longest match at the place in hand; 0 for none.
    ends: Vec<usize>,
    touched: Vec<PatternId>,
    /// For each pattern where its last match ends: matches of one do not overlap.
    last: Vec<usize>,
    /// Places behind a gap at which something goes on.
    ready: Vec<Ready>,
}

/// A place behind a gap, in a state whose own ends are done.
#[derive(Clone, Copy, Debug)]
struct Ready {
    state: State,
    at: usize,
    /// What is spelt out goes on here.
    steps: bool,
    /// More gaps do.
    branches: bool,
}

/// A place at which patterns are tried.
#[derive(Clone, Copy)]
struct Place<'t> {
    text: &'t [u8],
    layout: &'t Layout,
    start: usize,
    /// Where the longest match ends.
    limit: usize,
}

/// How far a match reaches at most that begins at `start`.
fn limit(text: &[u8], start: usize) -> usize {
    if start + LONGEST >= text.len() {
        text.len()
    } else {
        start + LONGEST - 1
    }
}

impl Finder {
    /// It begins with states that were made ready before, if some of `warm` are those of its patterns.
    pub(super) fn new(sources: &[String], warm: impl IntoIterator<Item = &'static [u8]>) -> Self {
        let patterns = sources.len();
        let mut counted = Vec::new();
        let read = sources.iter().enumerate();
        let read = read.map(|(nth, source)| match counted::words(source) {
            Some(words) => {
                counted.push((nth, words));
                counted::NOTHING
            }
            None => source.as_str(),
        });
        let read: Vec<&str> = read.collect();
        let texts = Rc::new(read.concat().into_bytes());
        let own = warm::own(sources, warm);
        let thawed = own.and_then(|bytes| warm::thaw(bytes, Rc::clone(&texts)));
        let warm = own.filter(|_| thawed.is_some());
        let (sources, states) = thawed.unwrap_or_else(|| {
            let sources = Sources::new(&read, texts);
            let states = States::new(&sources, None);
            (sources, states)
        });
        Self {
            sources,
            counted,
            warm,
            states,
            texts: 0,
            lead: Lead::default(),
            seen: Seen::default(),
            ends: vec![0; patterns],
            touched: Vec::new(),
            last: vec![0; patterns],
            ready: Vec::new(),
        }
    }

    /// How many patterns there are.
    pub(super) fn patterns(&self) -> usize {
        self.ends.len()
    }

    /// Calls `found` with every match of every pattern in a text, of which `layout` is: at each place the
    /// longest that ends where a word ends; those of one pattern in order, and none inside another.
    pub(super) fn find(
        &mut self,
        text: &str,
        layout: &Layout,
        mut found: impl FnMut(PatternId, Span),
    ) {
        if self.ends.is_empty() {
            return;
        }
        self.texts += 1;
        if self.warm.is_none() && self.texts <= BRIEF + 1 {
            let grams = (self.texts <= BRIEF).then(|| Grams::of(text));
            self.states = States::new(&self.sources, grams.as_ref());
            self.lead = Lead::default();
        }
        let text = text.as_bytes();
        for (pattern, words) in &self.counted {
            counted::find(*words, text, layout, |span| found(*pattern, span));
        }
        self.lead.read(&mut self.states, layout, text);
        self.last.fill(0);
        let mut from = 0;
        while let Some(start) = layout.entry(from) {
            if self.states.is_full() {
                self.begin_anew();
            }
            self.at(Place {
                text,
                layout,
                start,
                limit: limit(text, start),
            });
            for pattern in self.touched.drain(..) {
                let (end, last) = (&mut self.ends[pattern], &mut self.last[pattern]);
                if *last <= start {
                    *last = *end;
                    found(pattern, Span::new(start, *end));
                }
                *end = 0;
            }
            from = start + 1;
        }
    }

    /// Forgets the states that texts led to.
    fn begin_anew(&mut self) {
        let texts = || Rc::clone(&self.sources.texts);
        match self.warm.and_then(|bytes| warm::thaw(bytes, texts())) {
            Some((sources, states)) => (self.sources, self.states) = (sources, states),
            None => self.states.clear(),
        }
        self.lead.prepare(&mut self.states);
    }

    /// Finds what matches at a place.
    fn at(&mut self, place: Place) {
        self.seen.clear();
        let root = self.states.root();
        let lead = std::mem::take(&mut self.lead);
        lead.open(place.text, place.start, |nth| {
            if self.is_worth(place, nth, place.start) {
                self.enter(place, nth, place.start);
            }
        });
        self.lead = lead;
        self.step(place, root, place.start);
        while let Some(ready) = self.ready.pop() {
            // What ends right here has been seen to.
            if ready.branches {
                self.branch(place, ready.state, ready.at);
            }
            if ready.steps {
                self.step(place, ready.state, ready.at);
            }
        }
    }

    /// Reads on from a state whose own ends and gaps are done.
    #[inline]
    fn step(&mut self, place: Place, mut state: State, from: usize) {
        let mut rest = place.text.get(from..place.limit).unwrap_or_default();
        loop {
            let (next, read) = self.states.advance(state, rest);
            if next == State::DEAD {
                return;
            }
            rest = rest.get(read..).unwrap_or_default();
            state = next;
            self.note(place, state, place.limit - rest.len());
        }
    }

    /// Takes down what ends in a state, and the gaps that begin.
    fn note(&mut self, place: Place, state: State, at: usize) {
        self.end(place, state, at);
        self.branch(place, state, at);
    }

    fn end(&mut self, place: Place, state: State, at: usize) {
        if at > place.start && place.layout.may_end(at) {
            for pattern in self.states.found(state) {
                let pattern = *pattern as usize;
                if let Some(end) = self.ends.get_mut(pattern) {
                    if *end == 0 {
                        self.touched.push(pattern);
                    }
                    *end = at.max(*end);
                }
            }
        }
    }

    /// Takes down the gaps that begin in a state.
    fn branch(&mut self, place: Place, state: State, at: usize) {
        let mut fresh = None;
        for nth in self.states.ways(state) {
            if self.is_worth(place, nth, at) {
                if !*fresh.get_or_insert_with(|| self.seen.add(state, at)) {
                    return;
                }
                self.enter(place, nth, at);
            }
        }
    }

    /// Whether a gap from a place on may lead to anything.
    fn is_worth(&self, place: Place, nth: u32, from: usize) -> bool {
        let way = self.states.way_at(nth);
        let covered = |pattern: u32| self.last[pattern as usize] > place.start;
        // No match may begin inside another of the same pattern.
        !way.few.all(covered)
            && place
                .layout
                .promises(place.text, &way.hint, self.states.starts(nth), from)
    }

    /// Takes down from where to go on behind a gap: from every place that it leads to.
    fn enter(&mut self, place: Place, nth: u32, from: usize) {
        let way = self.states.way_at(nth);
        let gap = self.states.gap(way);
        let text = match gap {
            // What stands behind a place is looked at beyond the end of matches, too.
            Gap::Look(_) => place.text,
            Gap::Free { .. } => place.text.get(..place.limit).unwrap_or(place.text),
        };
        let ground = Ground {
            text,
            layout: place.layout,
        };
        let state = way.state;
        if way.found
            && let Some(last) = gap.last_end(ground, from)
        {
            self.end(place, state, last);
        }
        let way = self.states.way_at(nth);
        let (pairs, gap) = (way.hint.pairs, self.states.gap(way));
        if pairs == 0 {
            return;
        }
        let [spelt, gapped] = self.states.starts(nth);
        let (keys, ready) = (place.layout.keys(), &mut self.ready);
        gap.walk(ground, from, pairs, way.last_only, |at| {
            let Some(key) = keys.get(at).filter(|key| key.pair() & pairs != 0) else {
                return;
            };
            let byte = place.text.get(at).copied().unwrap_or(0);
            let (steps, branches) = (spelt.has(*key, byte), gapped.has(*key, byte));
            if steps || branches {
                ready.push(Ready {
                    state,
                    at,
                    steps,
                    branches,
                });
            }
        });
    }
}
