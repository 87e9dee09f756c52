//! A rubric file made into a [`Rubric`]: every key read, every mistake kept.

use super::condition::Names;
use super::diagnostic::{Diagnostic, Severity};
use super::fields::Fields;
use super::keys;
use super::learned::Learned;
use super::parts::Parts;
use super::reading::Reading;
use super::signals::{Signal, Topic};
use super::yaml::{Node, Value};
use super::{Criterion, Effect, Rubric, Rule, learned, reading};

/// What stands beside a rubric file: the shared files it includes and how answers are read.
#[derive(Clone, Debug)]
pub(super) struct Beside {
    /// Parsed shared files, in the order of their inclusion.
    pub(super) shared: Vec<Node>,
    /// The parsed file that says how any answer is read.
    pub(super) reading: Node,
}

/// Builds a rubric from a parsed file, or says what keeps it from being built.
pub(super) fn build(
    root: &Node,
    beside: &Beside,
    sha256: String,
) -> (Option<Rubric>, Vec<Diagnostic>) {
    let mut fields = Fields::default();
    let reading = before(&mut fields, beside);
    let parts = Parts::gather(&mut fields, root, &beside.shared);
    let loaded = Loader::default().load(&mut fields, root, &parts, reading, sha256);
    let diagnostics = std::mem::take(&mut fields.diagnostics);
    let broken = diagnostics.iter().any(|d| d.severity == Severity::Error);
    (loaded.filter(|_| !broken), diagnostics)
}

/// Reads what comes before a rubric: the words of the shared files, and how answers are read.
pub(super) fn before(fields: &mut Fields, beside: &Beside) -> Option<Reading> {
    for file in &beside.shared {
        vocabulary(fields, file.get("vocabulary"));
    }
    reading::read(fields, &beside.reading)
}

/// Reads the vocabularies of a file.
pub(super) fn vocabulary(fields: &mut Fields, node: Option<&Node>) {
    let Some(node) = node else { return };
    for (key, value) in fields.entries(node, "the vocabulary") {
        let name = fields.text(Some(key));
        let nodes = fields.list(Some(value));
        if nodes.is_empty() {
            let message = format!("the vocabulary `{name}` has no words");
            fields.fault("empty-vocabulary", key.span, message);
        }
        let words = fields.sources(&nodes, true);
        if !fields.vocabularies.define(name.clone(), words) {
            let message = format!("the vocabulary `{name}` is defined already");
            fields.fault("duplicate-vocabulary", key.span, message);
        }
    }
}

/// The names of a rubric's parts, known while the rest is read.
#[derive(Default)]
pub(super) struct Loader {
    pub(super) topics: Vec<String>,
    pub(super) signals: Vec<String>,
    pub(super) levels: Vec<String>,
}

impl Loader {
    /// Reads a whole rubric; `None` where it has mistakes.
    pub(super) fn load(
        &mut self,
        fields: &mut Fields,
        root: &Node,
        parts: &Parts,
        reading: Option<Reading>,
        sha256: String,
    ) -> Option<Rubric> {
        fields.kind(root, &keys::RUBRIC);
        vocabulary(fields, root.get("vocabulary"));
        let subject = fields.pattern(root.get("subject"));
        let sides = fields.pattern_each(root.get("sides"));
        fields.patterns.end_sorting();
        self.levels = level_names(fields, root.get("levels"));
        let topics = self.all_topics(fields, parts);
        let signals = self.all_signals(fields, parts);
        let groups = groups(fields, root);
        let criteria: Vec<Criterion> = parts
            .criteria
            .iter()
            .map(|node| {
                let partial = parts.partial.contains(&node.span);
                self.criterion(fields, node, groups.as_deref(), partial)
            })
            .collect();
        unique_ids(fields, &parts.criteria);
        let ids = criteria.iter().map(|criterion| criterion.id.clone());
        let ids: Vec<String> = ids.collect();
        let rules = self.rules(fields, root, &ids);
        let learned = self.learned(fields, &parts.learned, &ids);
        let [id, version, title, about] = [
            fields.required_text(root, "rubric", "a rubric"),
            fields.required_text(root, "version", "a rubric"),
            fields.required_text(root, "title", "a rubric"),
            fields.text(root.get("about")),
        ];
        let keeps = keeps(fields, root.get("keeps"), reading.as_ref());
        let asks_itself = fields.flag(root.get("asks_itself"));
        let passes = self.passes(fields, root).unwrap_or(PASSES);
        let bands = bands(fields, root.get("bands"));
        fields.apart(root.get("suits"));
        fields.apart(root.get("tells"));
        if fields.has_errors() {
            return None;
        }
        let levels: [String; 4] = self.levels.clone().try_into().ok()?;
        Some(Rubric {
            id,
            version,
            title,
            about,
            sha256,
            levels,
            passes,
            bands,
            groups: groups?,
            subject,
            sides,
            asks_itself,
            keeps,
            topics,
            signals,
            criteria,
            rules,
            learned,
            reading: reading?,
            patterns: std::mem::take(&mut fields.patterns).settled(),
        })
    }

    fn learned(&self, fields: &mut Fields, nodes: &[Node], criteria: &[String]) -> Learned {
        let names = learned::Names {
            criteria,
            signals: &self.signals,
            topics: &self.topics,
        };
        let mut learned = Learned::default();
        for node in nodes {
            learned::read(fields, node, &names, &mut learned);
        }
        learned
    }

    fn rules(&self, fields: &mut Fields, root: &Node, ids: &[String]) -> Vec<Rule> {
        let names = Names::criteria(ids, &self.levels);
        let mut all = rules(fields, root.get("caps"), &names, &keys::CAP);
        let penalties = root.get("penalties");
        all.extend(rules(fields, penalties, &names, &keys::PENALTY));
        all
    }

    /// Reads a shared file, for its mistakes.
    pub(super) fn load_shared(&mut self, fields: &mut Fields, root: &Node, parts: &Parts) {
        fields.kind(root, &keys::SHARED);
        vocabulary(fields, root.get("vocabulary"));
        self.levels = level_names(fields, None);
        self.all_topics(fields, parts);
        self.all_signals(fields, parts);
        for node in &parts.criteria {
            self.criterion(fields, node, None, true);
        }
        unique_ids(fields, &parts.criteria);
    }

    fn all_topics(&mut self, fields: &mut Fields, parts: &Parts) -> Vec<Topic> {
        let topics = self.topics(fields, &parts.topics);
        self.name_idle_topics(parts);
        topics
    }

    fn all_signals(&mut self, fields: &mut Fields, parts: &Parts) -> Vec<Signal> {
        let definitions = self.name_signals(fields, parts);
        let signals = definitions
            .iter()
            .map(|(key, value)| self.signal(fields, key, value))
            .collect();
        let before = fields.diagnostics.len();
        for (key, value) in &parts.idle_signals {
            self.signal(fields, key, value);
        }
        // What they name may be left to other rubrics to define.
        let idle = fields.diagnostics.split_off(before);
        let own = idle.into_iter().filter(|fault| !fault.may_be_elsewhere());
        fields.diagnostics.extend(own);
        signals
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

/// The names of the levels of a scale where it does not name them.
const LEVELS: [&str; 4] = ["missing", "mentioned", "developed", "strong"];

/// The names of the levels, lowest first; none where they cannot be told.
pub(super) fn level_names(fields: &mut Fields, node: Option<&Node>) -> Vec<String> {
    let Some(node) = node else {
        return LEVELS.map(str::to_owned).to_vec();
    };
    let Value::List(nodes) = &node.value else {
        fields.wrong_kind(node, "the names of four levels are wanted, lowest first");
        return Vec::new();
    };
    if nodes.len() != 4 {
        fields.fault(
            "four-levels",
            node.span,
            format!(
                "a scale has four levels, lowest first; this has {}",
                nodes.len()
            ),
        );
        return Vec::new();
    }
    let names: Vec<String> = nodes.iter().map(|node| fields.text(Some(node))).collect();
    let twice = nodes
        .iter()
        .zip(&names)
        .enumerate()
        .find(|(at, (_, name))| {
            let mut before = names.iter().take(*at);
            before.any(|other| other == *name)
        });
    let Some((_, (node, name))) = twice else {
        return names;
    };
    let message = format!("two levels are named `{name}`");
    fields.fault("duplicate-level", node.span, message);
    Vec::new()
}

/// The level that is enough where a rubric does not say.
const PASSES: u8 = 2;

/// The groups, id and title; `None` where there are none to be had.
fn groups(fields: &mut Fields, root: &Node) -> Option<Vec<(String, String)>> {
    let node = fields.required(root, "groups", "a rubric")?;
    let entries = fields.entries(node, "`groups`");
    let groups = entries
        .iter()
        .map(|(key, value)| (fields.text(Some(key)), fields.text(Some(value))));
    let groups: Vec<_> = groups.collect();
    matches!(node.value, Value::Map(_)).then_some(groups)
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
    if matches!(node.value, Value::Map(_)) && bands.first().is_none_or(|(least, _)| *least > 0.0) {
        fields.fault("lowest-band", node.span, "the lowest band begins at 0");
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
            let message = format!("a criterion with the id `{id}` exists already");
            fields.fault("duplicate-criterion", node.span, message);
        }
    }
}

/// Reads caps or penalties, as `kind` says.
fn rules(fields: &mut Fields, node: Option<&Node>, names: &Names, kind: &keys::Kind) -> Vec<Rule> {
    let mut rules = Vec::new();
    for node in fields.list(node) {
        fields.kind(node, kind);
        let when = fields.required(node, "when", kind.what);
        let when = fields.condition(when, names);
        let takes_off = kind.names().contains(&"minus");
        let key = if takes_off { "minus" } else { "at_most" };
        let amount = fields.required(node, key, kind.what);
        let amount = fields.number(amount, 0.0..=100.0);
        let because = fields.required_text(node, "because", kind.what);
        if let (Some(when), Some(amount)) = (when, amount) {
            let effect = if takes_off {
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
