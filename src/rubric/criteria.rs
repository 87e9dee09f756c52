//! The criteria of a rubric file: levels, advice, examples.

use super::condition::Condition;
use super::fields::Fields;
use super::load::Loader;
use super::yaml::{Node, Value};
use super::{Advice, AdvicePart, Criterion, Example, Level, examples};

const CRITERION_KEYS: [&str; 11] = [
    "id",
    "title",
    "group",
    "weight",
    "asks",
    "signals",
    "levels",
    "advice",
    "announced",
    "judge",
    "examples",
];

impl Loader {
    pub(super) fn criterion(
        &self,
        fields: &mut Fields,
        node: &Node,
        groups: &[(String, String)],
    ) -> Criterion {
        fields.keys(node, "a criterion", &CRITERION_KEYS);
        let group = fields.required(node, "group", "a criterion");
        let names: Vec<String> = groups.iter().map(|(id, _)| id.clone()).collect();
        let group = group
            .and_then(|group| fields.named(group, "group", &names))
            .and_then(|at| names.get(at).cloned());
        let weight = fields.required(node, "weight", "a criterion");
        let levels = fields.required(node, "levels", "a criterion");
        let announced = fields.list(node.get("announced"));
        Criterion {
            id: fields.required_text(node, "id", "a criterion"),
            title: fields.required_text(node, "title", "a criterion"),
            group: group.unwrap_or_default(),
            asks: fields.text(node.get("asks")),
            weight: fields.number(weight, 0.0..=1000.0).unwrap_or(0.0),
            levels: self.level_conditions(fields, levels),
            advice: self.advice(fields, node.get("advice")),
            announced_by: announced
                .into_iter()
                .filter_map(|n| fields.named(n, "signal", &self.signals))
                .collect(),
            judge: fields.text(node.get("judge")),
            examples: self.examples(fields, node.get("examples")),
        }
    }

    fn level_conditions(&self, fields: &mut Fields, node: Option<&Node>) -> [Level; 3] {
        let names: Vec<&str> = self.levels.iter().map(String::as_str).collect();
        let known = names.get(1..).unwrap_or(&[]).to_vec();
        if let Some(node) = node {
            fields.keys(node, "`levels`", &known);
        }
        [0, 1, 2].map(|nth| {
            let name = known.get(nth).copied().unwrap_or_default();
            let level = node.and_then(|node| fields.required(node, name, "`levels`"));
            if let Some(level) = level {
                fields.keys(level, "a level", &["means", "when"]);
            }
            let means = level.and_then(|level| fields.required(level, "means", "a level"));
            let when = level.and_then(|level| fields.required(level, "when", "a level"));
            Level {
                descriptor: fields.text(means),
                written: fields.text(when),
                condition: fields
                    .condition(when, &self.signals)
                    .unwrap_or(Condition::Any(Vec::new())),
            }
        })
    }

    fn advice(&self, fields: &mut Fields, node: Option<&Node>) -> [Advice; 3] {
        let known: Vec<&str> = self.levels.iter().take(3).map(String::as_str).collect();
        if let Some(node) = node {
            fields.keys(node, "`advice`", &known);
        }
        [0, 1, 2].map(|nth| {
            let text = node.and_then(|node| node.get(known.get(nth).copied().unwrap_or_default()));
            text.map(|text| self.advice_text(fields, text))
                .unwrap_or_default()
        })
    }

    /// `{list x}`, `{count x}` and `{product}` stand for what was found.
    fn advice_text(&self, fields: &mut Fields, node: &Node) -> Advice {
        let text = fields.text(Some(node));
        let mut parts = Vec::new();
        for (nth, piece) in text.split('{').enumerate() {
            let closed = piece.split_once('}').filter(|_| nth > 0);
            let Some((inside, after)) = closed else {
                parts.push(AdvicePart::Text(piece.to_owned()));
                continue;
            };
            let (word, name) = inside.split_once(' ').unwrap_or((inside, ""));
            let at = Node {
                span: node.span,
                value: Value::Scalar(name.to_owned()),
            };
            match word {
                "product" => parts.push(AdvicePart::Product),
                "list" => parts.extend(fields.named(&at, "signal", &self.signals).map(AdvicePart::List)),
                "count" => parts.extend(fields.named(&at, "signal", &self.signals).map(AdvicePart::Count)),
                _ => fields.error(node.span, format!("`{{{inside}}}` is not known in advice: use {{list SIGNAL}}, {{count SIGNAL}} or {{product}}")),
            }
            parts.push(AdvicePart::Text(after.to_owned()));
        }
        Advice { parts }
    }

    fn examples(&self, fields: &mut Fields, node: Option<&Node>) -> Vec<Example> {
        let nodes = fields.list(node);
        nodes
            .into_iter()
            .filter_map(|node| examples::example(fields, node, &self.levels))
            .collect()
    }
}
