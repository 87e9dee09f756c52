//! What was learned from answers in which an examiner marked the words that earned each level: how much
//! every word, title, signal, topic and form says for a sentence to be evidence, and how the evidence of an
//! answer makes a level.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fields::Fields;
use super::keys;
use super::yaml::Node;

/// What is known of one rubric; empty where nothing was learned.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Learned {
    /// By criterion.
    pub criteria: Vec<Option<Experience>>,
    /// What words say: criteria and weights.
    words: BTreeMap<String, Vec<Says>>,
    titles: BTreeMap<String, Vec<Says>>,
    forms: BTreeMap<String, Vec<Says>>,
    /// By signal.
    signals: Vec<Vec<Says>>,
    /// By topic.
    topics: Vec<Vec<Says>>,
}

/// What a trait of a sentence says of it, in logits: for which criterion, by index, and how much.
pub type Says = (usize, f64);

/// What is known of a criterion.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Experience {
    /// What is said of any sentence, in logits.
    pub base: f64,
    /// How a level is made.
    pub level: Making,
}

/// How the level of an answer is made of what is known of it: the level is the sum.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Making {
    /// Of any answer.
    pub base: f64,
    /// For reaching each level by the rubric's conditions, the lowest first.
    pub reached: [f64; 3],
    /// For every e-fold of 1 and the expected number of sentences that are evidence.
    pub sum: f64,
    /// For the likelihood of the likeliest sentences, the first first.
    pub best: [f64; 3],
}

impl Learned {
    /// Whether nothing was learned.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.criteria.is_empty()
    }

    /// What a word says.
    pub(crate) fn word(&self, stem: &str) -> &[Says] {
        self.words.get(stem).map_or(&[], Vec::as_slice)
    }

    /// What a word of a title says.
    pub(crate) fn title(&self, stem: &str) -> &[Says] {
        self.titles.get(stem).map_or(&[], Vec::as_slice)
    }

    /// What a form says.
    pub(crate) fn form(&self, name: &str) -> &[Says] {
        self.forms.get(name).map_or(&[], Vec::as_slice)
    }

    /// What a find of a signal says.
    pub(crate) fn signal(&self, at: usize) -> &[Says] {
        self.signals.get(at).map_or(&[], Vec::as_slice)
    }

    /// What a topic says.
    pub(crate) fn topic(&self, at: usize) -> &[Says] {
        self.topics.get(at).map_or(&[], Vec::as_slice)
    }
}

/// The names that a rubric gives to its parts.
pub(super) struct Names<'n> {
    pub(super) criteria: &'n [String],
    pub(super) signals: &'n [String],
    pub(super) topics: &'n [String],
}

/// So far from 0 a weight may be.
const MOST: f64 = 100.0;

/// Reads what a file says was learned. What it knows of signals and topics that the rubric no longer has is
/// passed over.
pub(super) fn read(fields: &mut Fields, node: &Node, names: &Names, learned: &mut Learned) {
    learned.criteria.resize(names.criteria.len(), None);
    learned.signals.resize(names.signals.len(), Vec::new());
    learned.topics.resize(names.topics.len(), Vec::new());
    for (key, value) in fields.entries(node, "`learned`") {
        let Some(at) = fields.named(key, "criterion", names.criteria) else {
            continue;
        };
        fields.kind(value, &keys::LEARNED);
        let experience = Experience {
            base: weight(fields, value.get("base")),
            level: making(fields, value.get("level")),
        };
        for (stem, says) in weights(fields, value, "words") {
            learned.words.entry(stem).or_default().push((at, says));
        }
        for (stem, says) in weights(fields, value, "titles") {
            learned.titles.entry(stem).or_default().push((at, says));
        }
        for (name, says) in weights(fields, value, "forms") {
            learned.forms.entry(name).or_default().push((at, says));
        }
        for (name, says) in weights(fields, value, "signals") {
            let signal = names.signals.iter().position(|known| *known == name);
            if let Some(all) = signal.and_then(|signal| learned.signals.get_mut(signal)) {
                all.push((at, says));
            }
        }
        for (name, says) in weights(fields, value, "topics") {
            let topic = names.topics.iter().position(|known| *known == name);
            if let Some(all) = topic.and_then(|topic| learned.topics.get_mut(topic)) {
                all.push((at, says));
            }
        }
        if let Some(slot) = learned.criteria.get_mut(at) {
            *slot = Some(experience);
        }
    }
}

fn making(fields: &mut Fields, node: Option<&Node>) -> Making {
    let Some(node) = node else {
        return Making::default();
    };
    fields.kind(node, &keys::MAKING);
    let mut several = |key: &str| {
        let mut weights = [0.0; 3];
        let nodes = fields.list(node.get(key));
        for (slot, node) in weights.iter_mut().zip(nodes) {
            *slot = weight(fields, Some(node));
        }
        weights
    };
    let [reached, best] = [several("reached"), several("best")];
    Making {
        base: weight(fields, node.get("base")),
        reached,
        sum: weight(fields, node.get("sum")),
        best,
    }
}

fn weights(fields: &mut Fields, node: &Node, key: &str) -> Vec<(String, f64)> {
    let Some(node) = node.get(key) else {
        return Vec::new();
    };
    let mut all = Vec::new();
    for (key, value) in fields.entries(node, "what was learned") {
        all.push((fields.text(Some(key)), weight(fields, Some(value))));
    }
    all
}

fn weight(fields: &mut Fields, node: Option<&Node>) -> f64 {
    fields.number(node, -MOST..=MOST).unwrap_or(0.0)
}
