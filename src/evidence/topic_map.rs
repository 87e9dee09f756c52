//! The topics of every place of a text.

use super::cursor::Cursor;
use crate::rubric::Topics;

/// Topics by position in the plain text.
pub(super) struct TopicMap {
    /// Where a stretch begins, and its topics; in order.
    pub(super) stretches: Vec<(usize, Topics)>,
}

impl TopicMap {
    /// Tells the topics of places.
    pub(super) fn cursor(&self) -> TopicCursor<'_> {
        TopicCursor {
            map: self,
            cursor: Cursor::new(&self.stretches, |(start, _)| *start),
        }
    }

    /// All topics of the text.
    pub(super) fn all(&self) -> Topics {
        let stretches = self.stretches.iter();
        stretches.fold(Topics::default(), |all, (_, topics)| all.and(*topics))
    }
}

/// Tells the topics of one place after another.
pub(super) struct TopicCursor<'m> {
    map: &'m TopicMap,
    cursor: Cursor<'m, (usize, Topics)>,
}

impl TopicCursor<'_> {
    /// The topics of the part that holds the byte `at`.
    pub(super) fn at(&mut self, at: usize) -> Topics {
        let found = self.map.stretches.get(self.cursor.find(at));
        found
            .filter(|(start, _)| *start <= at)
            .map_or(Topics::default(), |(_, topics)| *topics)
    }
}
