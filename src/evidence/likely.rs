//! How likely each sentence is to be evidence for each criterion, by what the rubric learned from marked
//! answers.

use super::traits::{Shown, Trait};
use crate::rubric::{Learned, Says};
use crate::text::Span;

/// A sentence that may be evidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Likely {
    /// Which sentence.
    pub sentence: usize,
    /// Its words.
    pub span: Span,
    /// How likely it is, 0..=1.
    pub likelihood: f64,
}

/// The likelihood of the sentences of an answer, by criterion and in order; none for a criterion of which
/// nothing was learned.
///
/// A logistic model: the logit is the sum of what all that a sentence shows says, each thing once.
pub(super) fn weigh(shown: &Shown, learned: &Learned) -> Vec<Vec<Likely>> {
    let mut all = vec![Vec::new(); learned.criteria.len()];
    if learned.is_empty() {
        return all;
    }
    let bases = learned.criteria.iter();
    let bases: Vec<f64> = bases
        .map(|one| one.as_ref().map_or(0.0, |one| one.base))
        .collect();
    let mut logits = bases.clone();
    let mut met: Vec<*const Says> = Vec::new();
    for (nth, (sentence, span)) in shown.sentences().enumerate() {
        logits.copy_from_slice(&bases);
        met.clear();
        shown.each(nth, |one| {
            let says = match one {
                Trait::Word(stem) => learned.word(stem),
                Trait::Title(stem) => learned.title(stem),
                Trait::Signal(at) => learned.signal(at),
                Trait::Topic(at) => learned.topic(at),
                Trait::Form(name) => learned.form(name),
            };
            if says.is_empty() || met.contains(&says.as_ptr()) {
                return;
            }
            met.push(says.as_ptr());
            for (criterion, weight) in says {
                if let Some(logit) = logits.get_mut(*criterion) {
                    *logit += weight;
                }
            }
        });
        for ((all, known), logit) in all.iter_mut().zip(&learned.criteria).zip(&logits) {
            if known.is_some() {
                all.push(Likely {
                    sentence,
                    span,
                    likelihood: 1.0 / (1.0 + (-logit).exp()),
                });
            }
        }
    }
    all
}
