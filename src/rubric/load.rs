//! A rubric file made into a [`Rubric`]: every key read, every mistake kept.

use super::diagnostic::{Diagnostic, Severity};
use super::fields::Fields;
use super::parts::Parts;
use super::reading::Reading;
use super::signals::Signal;
use super::yaml::Node;
use super::{Criterion, Effect, Rubric, Rule, check, reading};

const RUBRIC_KEYS: [&str; 19] = [
    "rubric",
    "version",
    "title",
    "about",
    "suits",
    "tells",
    "asks_itself",
    "keeps",
    "subject",
    "include",
    "levels",
    "bands",
    "groups",
    "vocabulary",
    "topics",
    "signals",
    "criteria",
    "caps",
    "penalties",
];

/// What stands beside a rubric file: the shared files it includes and how answers are read.
#[derive(Clone, Debug)]
pub(super) struct Beside {
    /// Parsed shared files, in the order of their inclusion.
    pub(super) shared: Vec<Node>,
    /// The parsed file that says how any answer is read.
    pub(super) reading: Node,
}

/// Builds a rubric from a parsed file.
///
/// With `thorough`, every pattern is compiled by itself and lints run, for `rubric check`.
pub(super) fn build(
    root: &Node,
    beside: &Beside,
    sha256: String,
    thorough: bool,
) -> (Option<Rubric>, Vec<Diagnostic>) {
    let mut fields = Fields {
        thorough,
        ..Fields::default()
    };
    for file in &beside.shared {
        vocabulary(&mut fields, file.get("vocabulary"));
    }
    let reading = reading::read(&mut fields, &beside.reading);
    let parts = Parts::gather(&mut fields, root, &beside.shared);
    let loaded = Loader::default().load(&mut fields, root, &parts, reading, sha256);
    let mut diagnostics = std::mem::take(&mut fields.diagnostics);
    if thorough && let Some(rubric) = &loaded {
        diagnostics.extend(check::lints(rubric, &parts));
    }
    let broken = diagnostics.iter().any(|d| d.severity == Severity::Error);
    (loaded.filter(|_| !broken), diagnostics)
}

fn vocabulary(fields: &mut Fields, node: Option<&Node>) {
    let Some(node) = node else { return };
    for (key, value) in fields.entries(node, "the vocabulary") {
        let name = fields.text(Some(key));
        let nodes = fields.list(Some(value));
        let words = super::pattern::split(&nodes, &fields.vocabularies, &mut fields.diagnostics);
        if !fields.vocabularies.define(name.clone(), words) {
            fields.error(
                key.span,
                format!("the vocabulary `{name}` is defined already"),
            );
        }
    }
}

#[derive(Default)]
pub(super) struct Loader {
    pub(super) topics: Vec<String>,
    pub(super) signals: Vec<String>,
    pub(super) levels: Vec<String>,
}

impl Loader {
    fn load(
        mut self,
        fields: &mut Fields,
        root: &Node,
        parts: &Parts,
        reading: Option<Reading>,
        sha256: String,
    ) -> Option<Rubric> {
        fields.keys(root, "a rubric", &RUBRIC_KEYS);
        vocabulary(fields, root.get("vocabulary"));
        self.levels = level_names(fields, root.get("levels"));
        let topics = self.topics(fields, &parts.topics);
        let definitions = self.name_signals(fields, parts);
        let signals: Vec<Signal> = definitions
            .iter()
            .map(|(key, value)| self.signal(fields, key, value))
            .collect();
        let groups = groups(fields, root.get("groups"));
        let criteria: Vec<Criterion> = parts
            .criteria
            .iter()
            .map(|node| self.criterion(fields, node, &groups))
            .collect();
        unique_ids(fields, &parts.criteria);
        let ids: Vec<String> = criteria
            .iter()
            .map(|criterion| criterion.id.clone())
            .collect();
        let mut rules = rules(fields, root.get("caps"), &ids, "at_most");
        rules.extend(self::rules(fields, root.get("penalties"), &ids, "minus"));
        let header = [
            fields.required_text(root, "rubric", "a rubric"),
            fields.required_text(root, "version", "a rubric"),
            fields.required_text(root, "title", "a rubric"),
            fields.text(root.get("about")),
        ];
        let [id, version, title, about] = header;
        let keeps = keeps(fields, root.get("keeps"), reading.as_ref());
        let asks_itself = fields.flag(root.get("asks_itself"));
        let bands = bands(fields, root.get("bands"));
        fields.apart(root.get("suits"));
        fields.apart(root.get("tells"));
        let subject = fields.pattern(root.get("subject"));
        if fields
            .diagnostics
            .iter()
            .any(|d| d.severity == Severity::Error)
        {
            return None;
        }
        let levels: [String; 4] = self.levels.try_into().ok()?;
        Some(Rubric {
            id,
            version,
            title,
            about,
            sha256,
            levels,
            bands,
            groups,
            subject,
            asks_itself,
            keeps,
            topics,
            signals,
            criteria,
            rules,
            reading: reading?,
            patterns: std::mem::take(&mut fields.patterns),
        })
    }
}

/// The kinds of asides and of no answers that a rubric names as its own.
fn keeps(fields: &mut Fields, node: Option<&Node>, reading: Option<&Reading>) -> Vec<String> {
    let known: Vec<String> = reading
        .iter()
        .flat_map(|reading| {
            let asides = reading.asides.iter().map(|aside| &aside.kind);
            asides.chain(reading.not_answers.iter().map(|kind| &kind.kind))
        })
        .cloned()
        .collect();
    let nodes = fields.list(node);
    let named = |node| fields.named(node, "kind of aside or of text", &known);
    let indices: Vec<usize> = nodes.into_iter().filter_map(named).collect();
    indices
        .into_iter()
        .filter_map(|at| known.get(at).cloned())
        .collect()
}

fn level_names(fields: &mut Fields, node: Option<&Node>) -> Vec<String> {
    let Some(node) = node else {
        return ["missing", "mentioned", "developed", "strong"]
            .map(str::to_owned)
            .to_vec();
    };
    let nodes = fields.list(Some(node));
    if nodes.len() != 4 {
        fields.error(
            node.span,
            format!(
                "a scale has four levels, lowest first; this has {}",
                nodes.len()
            ),
        );
    }
    nodes
        .into_iter()
        .map(|node| fields.text(Some(node)))
        .collect()
}

fn groups(fields: &mut Fields, node: Option<&Node>) -> Vec<(String, String)> {
    let Some(node) = node else { return Vec::new() };
    let entries = fields.entries(node, "`groups`");
    entries
        .iter()
        .map(|(key, value)| (fields.text(Some(key)), fields.text(Some(value))))
        .collect()
}

fn bands(fields: &mut Fields, node: Option<&Node>) -> Vec<(f64, String)> {
    let Some(node) = node else {
        return [
            (0.0, "not yet"),
            (35.0, "developing"),
            (60.0, "solid"),
            (80.0, "strong"),
        ]
        .map(|(least, name)| (least, name.to_owned()))
        .to_vec();
    };
    let entries = fields.entries(node, "`bands`");
    let mut bands: Vec<(f64, String)> = entries
        .iter()
        .map(|(key, value)| {
            (
                fields.number(Some(value), 0.0..=100.0).unwrap_or(0.0),
                fields.text(Some(key)),
            )
        })
        .collect();
    bands.sort_by(|a, b| a.0.total_cmp(&b.0));
    if bands.first().is_none_or(|(least, _)| *least > 0.0) {
        fields.error(node.span, "the lowest band begins at 0");
    }
    bands
}

fn unique_ids(fields: &mut Fields, nodes: &[Node]) {
    let ids: Vec<(&Node, &str)> = nodes
        .iter()
        .filter_map(|n| n.get("id"))
        .filter_map(|n| Some((n, n.text()?)))
        .collect();
    for (at, (node, id)) in ids.iter().enumerate() {
        if ids.iter().take(at).any(|(_, other)| other == id) {
            fields.error(
                node.span,
                format!("a criterion with the id `{id}` exists already"),
            );
        }
    }
}

fn rules(fields: &mut Fields, node: Option<&Node>, ids: &[String], key: &str) -> Vec<Rule> {
    let mut rules = Vec::new();
    for node in fields.list(node) {
        fields.keys(node, "a score rule", &["when", key, "because"]);
        let when = fields.required(node, "when", "a score rule");
        let when = fields.condition(when, ids);
        let amount = fields.required(node, key, "a score rule");
        let amount = fields.number(amount, 0.0..=100.0);
        let because = fields.required_text(node, "because", "a score rule");
        if let (Some(when), Some(amount)) = (when, amount) {
            let effect = if key == "minus" {
                Effect::Minus(amount)
            } else {
                Effect::AtMost(amount)
            };
            rules.push(Rule {
                when,
                effect,
                because,
            });
        }
    }
    rules
}
