//! What a second rater says of a criterion, once it has been checked against the answer.

use crate::text::Span;

/// A second rater's opinion of one criterion.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Opinion {
    /// 0..=3; none where the criterion is unrated.
    pub level: Option<u8>,
    /// How sure the level is, 0..=1.
    pub confidence: f64,
    /// Each vote's level; none for a vote that could not be believed.
    pub votes: Vec<Option<u8>>,
    /// The words that earned it, in the plain text of the answer.
    pub quotes: Vec<Span>,
    /// Quotes that are not in the answer.
    pub invented: Vec<String>,
    /// Why the level is what it is, in the rater's words.
    pub reasoning: String,
    /// Why there is no level.
    pub unrated: Option<String>,
}

impl Opinion {
    /// A criterion that was not rated.
    #[must_use]
    pub fn unrated(why: impl Into<String>) -> Self {
        Self {
            unrated: Some(why.into()),
            ..Self::default()
        }
    }
}
