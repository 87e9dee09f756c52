//! Which sentences of a text hold something, looked up once for all of them.

use crate::document::Sentence;
use crate::rubric::Spans;

/// A set of sentences, by index.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks(Vec<bool>);

impl Marks {
    /// The sentences in which one of `found` begins.
    pub(super) fn of(sentences: &[Sentence], found: &Spans) -> Self {
        if found.is_empty() {
            return Self::default();
        }
        let mut marks = vec![false; sentences.len()];
        let mut rest = marks.iter_mut().zip(sentences).peekable();
        // Sentences and matches are in order of the text.
        for start in found.starts() {
            while rest
                .next_if(|(_, sentence)| sentence.text.end <= start)
                .is_some()
            {}
            if let Some((mark, sentence)) = rest.peek_mut() {
                **mark |= sentence.text.start <= start;
            }
        }
        Self(marks)
    }

    /// Whether a sentence is in it.
    pub(super) fn has(&self, sentence: usize) -> bool {
        self.0.get(sentence).copied().unwrap_or(false)
    }

    /// Without the sentences of `other`.
    pub(super) fn without(mut self, other: &Self) -> Self {
        for (mark, other) in self.0.iter_mut().zip(&other.0) {
            *mark &= !other;
        }
        self
    }
}
