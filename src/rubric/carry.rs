//! What the patterns of a rubric matched in a text, carried over to a variant of the rubric: only what
//! the variant has changed is looked for anew.

use std::sync::Arc;

use super::matcher::Matches;
use super::pattern::{PatternId, Patterns};
use super::searcher::Searcher;

/// Takes matches of one rubric over to a variant in which some patterns match less.
#[derive(Debug)]
pub struct Carrier {
    /// For each pattern of the variant its place among the rubric's own, if it is one of them.
    from: Vec<Option<PatternId>>,
    /// Patterns that only the variant has.
    fresh: Vec<PatternId>,
    /// Patterns that only the rubric has.
    gone: Vec<PatternId>,
    /// Whether patterns of both stand elsewhere in the variant.
    moved: bool,
    searcher: Searcher,
}

/// Matches taken over to a variant.
#[derive(Debug)]
pub enum Carried {
    /// They are those of the rubric.
    Same,
    /// They are, under other numbers.
    Renumbered(Matches),
    /// Some pattern matches otherwise.
    Changed(Matches),
}

impl Carrier {
    /// What takes matches of `old` over to `new`.
    #[must_use]
    pub fn between(old: &Patterns, new: &Patterns) -> Self {
        let (mut from, mut fresh) = (Vec::with_capacity(new.sources().len()), Vec::new());
        let mut kept = vec![false; old.sources().len()];
        let (mut sources, mut reaches) = (Vec::new(), Vec::new());
        for (id, (source, reach)) in new.sources().iter().zip(new.reach()).enumerate() {
            let known = old.find(id, *reach, source);
            from.push(known);
            if let Some(slot) = known.and_then(|known| kept.get_mut(known)) {
                *slot = true;
            } else {
                fresh.push(id);
                sources.push(source.clone());
                reaches.push(*reach);
            }
        }
        let moved = from.iter().enumerate();
        let moved = moved
            .filter_map(|(id, known)| Some(id != (*known)?))
            .any(|moved| moved);
        let gone = kept.iter().enumerate().filter(|(_, kept)| !**kept);
        Self {
            from,
            fresh,
            moved,
            gone: gone.map(|(id, _)| id).collect(),
            searcher: Searcher::new(Arc::new(sources), &reaches, 0),
        }
    }

    /// Whether the two have different patterns.
    #[must_use]
    pub fn changes(&self) -> bool {
        !(self.fresh.is_empty() && self.gone.is_empty())
    }

    /// The variant's matches in `text`, from those of the rubric.
    pub fn carry(&mut self, matches: &Matches, text: &str) -> Carried {
        // What matches less matches nothing where nothing matched. A pattern that something else has, too,
        // is not gone, and what takes its place is looked for.
        let known = self.gone.len() >= self.fresh.len();
        let idle = known && self.gone.iter().all(|id| matches.of(*id).is_empty());
        let found = if idle || self.fresh.is_empty() {
            Matches::default()
        } else {
            self.searcher.scan(text)
        };
        let pairs = self.gone.iter().zip(&found.spans);
        let same = self.gone.len() == self.fresh.len()
            && pairs
                .into_iter()
                .all(|(id, spans)| matches.of(*id) == spans);
        let changed = !(idle || same);
        if !changed && !self.moved {
            return Carried::Same;
        }
        let mut anew = found.spans.into_iter();
        let spans = self.from.iter().map(|from| match from {
            Some(id) => matches.of(*id).to_vec(),
            None => anew.next().unwrap_or_default(),
        });
        let matches = Matches {
            spans: spans.collect(),
        };
        if changed {
            Carried::Changed(matches)
        } else {
            Carried::Renumbered(matches)
        }
    }
}
