//! A rubric's examples: texts with the levels they must get, and phrases that a signal must find or
//! pass over. They stand in the rubric and in a file beside it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::fields::Fields;
use super::keys;
use super::yaml::{Node, Value};
use super::{MAX_LEVEL, Rubric};
use crate::text::Span;

/// A text and the level that one criterion must get, as the rubric itself gives it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Example {
    /// The text.
    pub text: String,
    /// The level, 0..=3.
    pub level: u8,
    /// Why a higher level would be wrong, where that is what the example is for.
    pub near_miss: Option<String>,
    /// Where it stands.
    pub at: Span,
}

/// A text and the levels that some criteria must get; the others are not looked at.
#[derive(Clone, Debug)]
pub struct Case {
    /// The text.
    pub text: String,
    /// Criteria, by index, and their levels.
    pub levels: Vec<(usize, u8)>,
    /// Why a higher level would be wrong, where that is what the example is for.
    pub near_miss: Option<String>,
    /// Where it stands.
    pub at: Span,
}

/// A phrase that a signal must find, or must pass over.
#[derive(Clone, Debug)]
pub struct Phrase {
    /// The signal, by index.
    pub signal: usize,
    /// The phrase.
    pub text: String,
    /// Whether it must be found.
    pub finds: bool,
    /// Where it stands.
    pub at: Span,
}

/// The levels by name, in words that an example can use.
pub(super) fn level_names(names: &[String]) -> Vec<(&str, u8)> {
    names
        .iter()
        .map(String::as_str)
        .zip(0..=MAX_LEVEL)
        .collect()
}

/// One `{level, text}` with or without `near_miss`.
pub(super) fn example(fields: &mut Fields, node: &Node, levels: &[String]) -> Option<Example> {
    fields.kind(node, &keys::EXAMPLE);
    let level = fields.required(node, "level", "an example");
    // Where the scale cannot be told, that is the mistake.
    let level = level.filter(|_| !levels.is_empty());
    let level = level.and_then(|level| fields.choice(level, "level", &level_names(levels)));
    let text = text(fields, node, "an example");
    let reason = node.get("near_miss");
    if let Some(reason) = reason
        && level == Some(MAX_LEVEL)
    {
        fields.fault(
            "near-miss-of-the-best",
            reason.span,
            "an example of the highest level cannot be a near miss",
        );
    }
    let near_miss = reason.map(|reason| fields.text(Some(reason)));
    Some(Example {
        text: text?,
        level: level?,
        near_miss,
        at: node.span,
    })
}

/// The text of an example, which must not be empty.
fn text(fields: &mut Fields, node: &Node, what: &str) -> Option<String> {
    let at = fields.required(node, "text", what)?;
    let text = fields.text(Some(at));
    if text.is_empty() && matches!(at.value, Value::Scalar(_)) {
        fields.fault("empty-value", at.span, "this text is empty");
    }
    (!text.is_empty()).then_some(text)
}

/// The examples of a rubric.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) cases: Vec<Case>,
    pub(super) phrases: Vec<Phrase>,
    /// Criteria with texts that are taken already.
    taken: BTreeSet<(usize, String)>,
    /// Signals with phrases that are taken already.
    spoken: BTreeSet<(usize, String)>,
}

const KEYS: [&str; 4] = ["examples", "criteria", "answers", "signals"];

impl Sheet {
    /// The examples in the rubric itself.
    pub(super) fn of(fields: &mut Fields, rubric: &Rubric) -> Self {
        let mut sheet = Self::default();
        for (at, criterion) in rubric.criteria.iter().enumerate() {
            for example in &criterion.examples {
                sheet.add(fields, at, example.clone());
            }
        }
        sheet
    }

    /// Those of the file beside it.
    pub(super) fn read(&mut self, fields: &mut Fields, rubric: &Rubric, root: &Node) {
        fields.keys(root, "an examples file", &KEYS);
        if let Some(id) = fields.required(root, "examples", "an examples file")
            && id.text() != Some(rubric.id.as_str())
        {
            let help = format!("it stands beside the rubric `{}`", rubric.id);
            let message = format!("these are examples of `{}`", id.text().unwrap_or_default());
            fields.fault_with("other-rubric", id.span, message, Some(help));
        }
        self.criteria(fields, rubric, root.get("criteria"));
        for node in fields.list(root.get("answers")) {
            self.answer(fields, rubric, node);
        }
        self.signals(fields, rubric, root.get("signals"));
    }

    fn criteria(&mut self, fields: &mut Fields, rubric: &Rubric, node: Option<&Node>) {
        let Some(node) = node else { return };
        let ids = ids(rubric);
        for (key, list) in fields.entries(node, "`criteria`") {
            let criterion = fields.named(key, "criterion", &ids);
            for node in fields.list(Some(list)) {
                let example = example(fields, node, &rubric.levels);
                if let (Some(criterion), Some(example)) = (criterion, example) {
                    self.add(fields, criterion, example);
                }
            }
        }
    }

    fn add(&mut self, fields: &mut Fields, criterion: usize, example: Example) {
        if !self.taken.insert((criterion, example.text.clone())) {
            fields.fault(
                "duplicate-example",
                example.at,
                "this criterion has this text already",
            );
        }
        self.cases.push(Case {
            text: example.text,
            levels: vec![(criterion, example.level)],
            near_miss: example.near_miss,
            at: example.at,
        });
    }

    fn answer(&mut self, fields: &mut Fields, rubric: &Rubric, node: &Node) {
        fields.keys(node, "an answer", &["levels", "text"]);
        let text = text(fields, node, "an answer");
        let ids = ids(rubric);
        let mut levels = Vec::new();
        if let Some(node) = fields.required(node, "levels", "an answer") {
            for (key, value) in fields.entries(node, "`levels`") {
                let criterion = fields.named(key, "criterion", &ids);
                let level = fields.choice(value, "level", &level_names(&rubric.levels));
                levels.extend(criterion.zip(level));
            }
        }
        let Some(text) = text else { return };
        let twice = levels
            .iter()
            .any(|(criterion, _)| !self.taken.insert((*criterion, text.clone())));
        if twice {
            fields.fault(
                "duplicate-example",
                node.span,
                "a criterion named here has this text already",
            );
        }
        self.cases.push(Case {
            text,
            levels,
            near_miss: None,
            at: node.span,
        });
    }

    fn signals(&mut self, fields: &mut Fields, rubric: &Rubric, node: Option<&Node>) {
        let Some(node) = node else { return };
        let names: Vec<String> = rubric.signals.iter().map(|s| s.name.clone()).collect();
        for (key, value) in fields.entries(node, "`signals`") {
            let signal = fields.named(key, "signal", &names);
            fields.keys(value, "a signal's entry", &["finds", "passes_over"]);
            for (list, finds) in [("finds", true), ("passes_over", false)] {
                for phrase in fields.list(value.get(list)) {
                    self.phrase(fields, signal, phrase, finds);
                }
            }
        }
    }

    fn phrase(&mut self, fields: &mut Fields, signal: Option<usize>, node: &Node, finds: bool) {
        let text = fields.text(Some(node));
        if text.is_empty() {
            if node.text().is_some() {
                fields.fault("empty-value", node.span, "this phrase is empty");
            }
            return;
        }
        let Some(signal) = signal else { return };
        if !self.spoken.insert((signal, text.clone())) {
            fields.fault(
                "duplicate-example",
                node.span,
                "this signal has this phrase already",
            );
        }
        self.phrases.push(Phrase {
            signal,
            text,
            finds,
            at: node.span,
        });
    }
}

fn ids(rubric: &Rubric) -> Vec<String> {
    let ids = rubric.criteria.iter().map(|criterion| &criterion.id);
    ids.cloned().collect()
}
