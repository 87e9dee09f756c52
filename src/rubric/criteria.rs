//! The criteria of a rubric file: levels, advice, examples.

use super::condition::{Condition, Name, Names};
use super::fields::Fields;
use super::keys;
use super::load::Loader;
use super::yaml::{Node, Value};
use super::{Advice, AdvicePart, Criterion, Example, Level, examples};

/// What there is to be put into advice, for messages.
const PLACEHOLDERS: &str = "use {list SIGNAL}, {count SIGNAL} or {product}";

impl Loader {
    /// Reads a criterion; a `partial` one may lack what other files give it. Without `groups` its
    /// group cannot be told.
    pub(super) fn criterion(
        &self,
        fields: &mut Fields,
        node: &Node,
        groups: Option<&[(String, String)]>,
        partial: bool,
    ) -> Criterion {
        fields.kind(node, &keys::CRITERION);
        let mut wanted = |key: &str| match node.get(key) {
            None if partial => None,
            _ => fields.required(node, key, "a criterion"),
        };
        let [id, title, group, weight, levels] =
            ["id", "title", "group", "weight", "levels"].map(&mut wanted);
        let announced = fields.list(node.get("announced"));
        Criterion {
            id: fields.filled(id, "id"),
            title: fields.filled(title, "title"),
            group: Self::group(fields, group, groups),
            asks: fields.text(node.get("asks")),
            weight: fields.number(weight, 0.0..=1000.0).unwrap_or(0.0),
            general: fields.level(node.get("general")).unwrap_or(0),
            levels: self.level_conditions(fields, levels),
            advice: self.advice(fields, node.get("advice")),
            announced_by: announced
                .into_iter()
                .filter_map(|n| fields.named(n, "signal", &self.signals))
                .collect(),
            passes: self.passes(fields, node),
            own: self.own_signals(node),
            judge: fields.text(node.get("judge")),
            examples: self.examples(fields, node.get("examples")),
        }
    }

    /// The signals that stand with the criterion in the file.
    fn own_signals(&self, node: &Node) -> Vec<Name> {
        let Some(Value::Map(entries)) = node.get("signals").map(|signals| &signals.value) else {
            return Vec::new();
        };
        let names = entries.iter().filter_map(|(key, _)| key.text());
        names
            .filter_map(|name| self.signals.iter().position(|known| known == name))
            .collect()
    }

    /// The level that is enough, by its name.
    pub(super) fn passes(&self, fields: &mut Fields, node: &Node) -> Option<u8> {
        let at = fields.named(node.get("passes")?, "level", &self.levels)?;
        u8::try_from(at).ok()
    }

    fn group(
        fields: &mut Fields,
        node: Option<&Node>,
        groups: Option<&[(String, String)]>,
    ) -> String {
        let (Some(node), Some(groups)) = (node, groups) else {
            return String::new();
        };
        let names: Vec<String> = groups.iter().map(|(id, _)| id.clone()).collect();
        let at = fields.named(node, "group", &names);
        at.and_then(|at| names.get(at).cloned()).unwrap_or_default()
    }

    fn level_conditions(&self, fields: &mut Fields, node: Option<&Node>) -> [Level; 3] {
        let names: Vec<&str> = self.levels.iter().map(String::as_str).collect();
        let known = names.get(1..).unwrap_or(&[]).to_vec();
        if let Some(node) = node {
            if known.is_empty() {
                // The names are not known: every entry is taken for a level.
                for (_, level) in fields.entries(node, "`levels`") {
                    self.level(fields, Some(level));
                }
            } else {
                fields.keys(node, "`levels`", &known);
            }
        }
        [0, 1, 2].map(|nth| {
            let name = known.get(nth).copied();
            let level = node.zip(name);
            let level = level.and_then(|(node, name)| fields.required(node, name, "`levels`"));
            self.level(fields, level)
        })
    }

    fn level(&self, fields: &mut Fields, level: Option<&Node>) -> Level {
        if let Some(level) = level {
            fields.kind(level, &keys::LEVEL);
        }
        let means = level.and_then(|level| fields.required(level, "means", "a level"));
        let when = level.and_then(|level| fields.required(level, "when", "a level"));
        Level {
            descriptor: fields.filled(means, "means"),
            written: when
                .and_then(Node::text)
                .unwrap_or_default()
                .trim()
                .to_owned(),
            condition: fields
                .condition(when, &Names::signals(&self.signals))
                .unwrap_or(Condition::Any(Vec::new())),
        }
    }

    fn advice(&self, fields: &mut Fields, node: Option<&Node>) -> [Advice; 3] {
        let known: Vec<&str> = self.levels.iter().take(3).map(String::as_str).collect();
        if let Some(node) = node {
            if known.is_empty() {
                for (_, text) in fields.entries(node, "`advice`") {
                    self.advice_text(fields, text);
                }
            } else {
                fields.keys(node, "`advice`", &known);
            }
        }
        [0, 1, 2].map(|nth| {
            let text = node
                .zip(known.get(nth))
                .and_then(|(node, name)| node.get(name));
            text.map(|text| self.advice_text(fields, text))
                .unwrap_or_default()
        })
    }

    /// `{list x}`, `{count x}` and `{product}` stand for what was found.
    fn advice_text(&self, fields: &mut Fields, node: &Node) -> Advice {
        fields.text(Some(node));
        let whole = node.text().unwrap_or_default();
        let text = whole.trim_end();
        let mut at = whole.len() - whole.trim_start().len();
        let mut parts = Vec::new();
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let open = rest.find('{').unwrap_or(rest.len());
            if open > 0 {
                parts.push(AdvicePart::Text(rest.get(..open).unwrap_or("").to_owned()));
                at += open;
                continue;
            }
            let Some(close) = rest.find('}') else {
                let place = fields.place(node, at..at + 1);
                fields.fault("unclosed-brace", place, "this `{` is never closed");
                break;
            };
            let inside = rest.get(1..close).unwrap_or("");
            parts.extend(self.placeholder(fields, node, at, inside));
            at += close + 1;
        }
        Advice { parts }
    }

    /// What stands for a placeholder whose `{` is at `at`.
    fn placeholder(
        &self,
        fields: &mut Fields,
        node: &Node,
        at: usize,
        inside: &str,
    ) -> Option<AdvicePart> {
        let (word, name) = inside.split_once(' ').unwrap_or((inside, ""));
        let what = match word {
            "product" if name.is_empty() => return Some(AdvicePart::Product),
            "list" => AdvicePart::List,
            "count" => AdvicePart::Count,
            _ => {
                let place = fields.place(node, at..at + inside.len() + 2);
                let message = format!("`{{{inside}}}` is not known in advice");
                let help = Some(PLACEHOLDERS.to_owned());
                fields.fault_with("unknown-placeholder", place, message, help);
                return None;
            }
        };
        let start = at + 2 + word.len();
        let named = Node {
            span: fields.place(node, start..start + name.len()),
            value: Value::Scalar(name.to_owned()),
        };
        fields.named(&named, "signal", &self.signals).map(what)
    }

    fn examples(&self, fields: &mut Fields, node: Option<&Node>) -> Vec<Example> {
        let nodes = fields.list(node);
        nodes
            .into_iter()
            .filter_map(|node| examples::example(fields, node, &self.levels))
            .collect()
    }
}
