//! What the patterns of a rubric matched in a text, carried over to a variant of the rubric: only what
//! the variant has changed is looked for anew.

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
    searcher: Searcher,
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
        let gone = kept.iter().enumerate().filter(|(_, kept)| !**kept);
        Self {
            from,
            fresh,
            gone: gone.map(|(id, _)| id).collect(),
            searcher: Searcher::new(sources.into(), reaches.into()),
        }
    }

    /// Whether the two have different patterns.
    #[must_use]
    pub fn changes(&self) -> bool {
        !(self.fresh.is_empty() && self.gone.is_empty())
    }

    /// The variant's matches in `text`, from those of the rubric; `None` where they are the same.
    pub fn carry(&mut self, matches: &Matches, text: &str) -> Option<Matches> {
        // What matches less matches nothing where nothing matched.
        if self.gone.iter().all(|id| matches.of(*id).is_empty()) {
            return None;
        }
        let mut found = if self.fresh.is_empty() {
            Matches::default()
        } else {
            self.searcher.scan(text)
        };
        let pairs = self.gone.iter().zip(&found.spans);
        let same = self.gone.len() == self.fresh.len()
            && pairs
                .into_iter()
                .all(|(id, spans)| matches.of(*id) == spans);
        if same {
            return None;
        }
        let mut anew = found.spans.drain(..);
        let spans = self.from.iter().map(|from| match from {
            Some(id) => matches.of(*id).to_vec(),
            None => anew.next().unwrap_or_default(),
        });
        Some(Matches {
            spans: spans.collect(),
        })
    }
}
