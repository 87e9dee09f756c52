//! The topics of every place of a text.

use super::index::Index;
use crate::rubric::Topics;

/// Topics by position in the plain text.
pub(super) struct TopicMap {
    /// Where a stretch begins, and its topics; in order.
    pub(super) stretches: Vec<(usize, Topics)>,
}

impl TopicMap {
    /// The same for every place of a text of `len` bytes.
    pub(super) fn places(&self, len: usize) -> TopicPlaces {
        let before = (0, Topics::default());
        let stretches = [before].into_iter().chain(self.stretches.iter().copied());
        TopicPlaces {
            index: Index::of(stretches.clone().map(|(start, _)| start), len),
            topics: stretches.map(|(_, topics)| topics).collect(),
        }
    }

    /// All topics of the text.
    pub(super) fn all(&self) -> Topics {
        let stretches = self.stretches.iter();
        stretches.fold(Topics::default(), |all, (_, topics)| all.and(*topics))
    }
}

/// Tells the topics of places.
pub(super) struct TopicPlaces {
    index: Index,
    /// The topics of each stretch.
    topics: Vec<Topics>,
}

impl TopicPlaces {
    /// The topics of the part that holds the byte `at`.
    #[inline]
    pub(super) fn at(&self, at: usize) -> Topics {
        let stretch = self.topics.get(self.index.find(at));
        stretch.copied().unwrap_or_default()
    }
}
