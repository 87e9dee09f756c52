//! Tokens counted before anything is sent, with the model's own encoding where that is known.

use std::sync::Arc;

use tiktoken_rs::CoreBPE;

/// How a model cuts text into tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Of newer `OpenAI` models.
    O200k,
    /// Of older ones.
    Cl100k,
    /// Not known: a token for every [`BYTES`] bytes, which errs on the side of more.
    #[default]
    Estimate,
}

/// Bytes for which an estimate takes a token.
const BYTES: f64 = 3.2;

impl Encoding {
    /// By its name in the table of models.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "o200k_base" => Some(Self::O200k),
            "cl100k_base" => Some(Self::Cl100k),
            "estimate" => Some(Self::Estimate),
            _ => None,
        }
    }
}

/// Counts tokens. Made once in a run: its tables take a tenth of a second to be ready.
#[derive(Clone)]
pub struct Tokens(Option<Arc<CoreBPE>>);

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let how = if self.0.is_some() {
            "counted"
        } else {
            "estimated"
        };
        f.debug_tuple("Tokens").field(&how).finish()
    }
}

impl Tokens {
    /// A counter; one whose tables cannot be had estimates.
    #[must_use]
    pub fn new(encoding: Encoding) -> Self {
        let made = match encoding {
            Encoding::O200k => tiktoken_rs::o200k_base().ok(),
            Encoding::Cl100k => tiktoken_rs::cl100k_base().ok(),
            Encoding::Estimate => None,
        };
        Self(made.map(Arc::new))
    }

    /// The tokens of a text.
    #[must_use]
    pub fn count(&self, text: &str) -> u64 {
        match &self.0 {
            Some(encoding) => encoding.encode_ordinary(text).len() as u64,
            None => estimate(text.len()),
        }
    }
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an estimate of a count"
)]
fn estimate(bytes: usize) -> u64 {
    (bytes as f64 / BYTES).ceil() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_errs_on_the_side_of_more() {
        let text = "Riders want a car in minutes, drivers want steady earnings. ".repeat(20);
        let exact = Tokens::new(Encoding::O200k).count(&text);
        let guess = Tokens::new(Encoding::Estimate).count(&text);
        assert!(exact > 0 && guess > exact, "{guess} {exact}");
        assert_eq!(Tokens::new(Encoding::Estimate).count(""), 0);
    }
}
