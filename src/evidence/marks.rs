//! Which sentences of a text hold something, looked up once for all of them.

/// A set of sentences, by index.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    held: Vec<bool>,
    sentences: usize,
}

impl Marks {
    /// None of so many sentences.
    pub(super) fn none(sentences: usize) -> Self {
        Self {
            held: Vec::new(),
            sentences,
        }
    }

    /// Takes in a sentence.
    pub(super) fn add(&mut self, sentence: usize) {
        if self.held.is_empty() {
            self.held.resize(self.sentences, false);
        }
        if let Some(mark) = self.held.get_mut(sentence) {
            *mark = true;
        }
    }

    /// Whether a sentence is in it.
    pub(super) fn has(&self, sentence: usize) -> bool {
        self.held.get(sentence).copied().unwrap_or(false)
    }

    /// With the sentences of `other`.
    pub(super) fn with(mut self, other: &Self) -> Self {
        self.held
            .resize(self.held.len().max(other.held.len()), false);
        for (mark, other) in self.held.iter_mut().zip(&other.held) {
            *mark |= other;
        }
        self
    }

    /// Without the sentences of `other`.
    pub(super) fn without(mut self, other: &Self) -> Self {
        for (mark, other) in self.held.iter_mut().zip(&other.held) {
            *mark &= !other;
        }
        self
    }
}
