//! The topics of every place of a text.

use super::index::Index;
use crate::rubric::Topics;

/// Topics by position in the plain text.
pub(super) struct TopicMap {
    /// Where a stretch begins, and its topics; in order.
    pub(super) stretches: Vec<(usize, Topics)>,
}

impl TopicMap {
    /// The same for places of a text of `len` bytes.
    pub(super) fn places(&self, len: usize) -> TopicPlaces<'_> {
        TopicPlaces {
            stretches: &self.stretches,
            index: Index::of(self.stretches.iter().map(|(start, _)| *start), len),
        }
    }

    /// All topics of the text.
    pub(super) fn all(&self) -> Topics {
        let stretches = self.stretches.iter();
        stretches.fold(Topics::default(), |all, (_, topics)| all.and(*topics))
    }
}

/// Tells the topics of places.
pub(super) struct TopicPlaces<'m> {
    stretches: &'m [(usize, Topics)],
    index: Index,
}

impl TopicPlaces<'_> {
    /// The topics of the part that holds the byte `at`.
    pub(super) fn at(&self, at: usize) -> Topics {
        let found = self.stretches.get(self.index.find(at));
        found
            .filter(|(start, _)| *start <= at)
            .map_or(Topics::default(), |(_, topics)| *topics)
    }
}
