//! What a rubric is put together from: its own topics, signals and criteria, and those of the shared
//! files it includes, as far as it uses them.

use std::collections::BTreeSet;

use super::diagnostic::nearest;
use super::fields::Fields;
use super::yaml::{Node, Value};
use crate::text::Span;

/// A definition: its name and what it is.
type Entry = (Node, Node);

/// Keys of a shared file.
const SHARED_KEYS: [&str; 5] = ["include", "vocabulary", "topics", "signals", "criteria"];

/// The definitions a rubric is made of, its own before shared ones of the same name.
pub(super) struct Parts {
    /// Topics: the rubric's own, and shared ones that it or one of its signals names.
    pub(super) topics: Vec<Entry>,
    /// Signals: shared ones in use, then the rubric's own.
    pub(super) signals: Vec<Entry>,
    /// Criteria, with what they take from shared ones put in.
    pub(super) criteria: Vec<Node>,
    /// How many of `signals` are shared.
    pub(super) shared_signals: usize,
}

impl Parts {
    /// Gathers the parts of the rubric in `root` from it and from the `shared` files.
    pub(super) fn gather(fields: &mut Fields, root: &Node, shared: &[Node]) -> Self {
        // The first shared file says how answers are read and has keys of its own.
        for file in shared.iter().skip(1) {
            fields.keys(file, "a shared file", &SHARED_KEYS);
        }
        let criteria = criteria(fields, root, shared);
        let mut own: Vec<Entry> = entries(fields, root, "signals");
        for criterion in &criteria {
            own.extend(entries(fields, criterion, "signals"));
        }
        let known: Vec<Entry> = shared
            .iter()
            .flat_map(|file| entries(fields, file, "signals"))
            .collect();
        let mut signals = used(&criteria, &own, known);
        let shared_signals = signals.len();
        signals.append(&mut own);
        let own = entries(fields, root, "topics");
        let known: Vec<Entry> = shared
            .iter()
            .flat_map(|file| entries(fields, file, "topics"))
            .collect();
        Self {
            topics: topics(own, known, &signals),
            signals,
            criteria,
            shared_signals,
        }
    }

    /// Where the rubric's own definitions of signals stand.
    pub(super) fn own_signals(&self) -> impl Iterator<Item = Span> {
        let own = self.signals.iter().skip(self.shared_signals);
        own.map(|(key, _)| key.span)
    }
}

fn entries(fields: &mut Fields, node: &Node, key: &str) -> Vec<Entry> {
    let Some(node) = node.get(key) else {
        return Vec::new();
    };
    fields.entries(node, &format!("`{key}`")).to_vec()
}

/// The criteria of `root`; one with `use` takes the keys it lacks from the shared one of that id.
fn criteria(fields: &mut Fields, root: &Node, shared: &[Node]) -> Vec<Node> {
    let nodes = fields.required(root, "criteria", "a rubric");
    let nodes: Vec<Node> = fields.list(nodes).into_iter().cloned().collect();
    let known: Vec<&Node> = shared
        .iter()
        .flat_map(|file| fields.list(file.get("criteria")))
        .collect();
    let id = |node: &Node| node.get("id").and_then(Node::text).map(str::to_owned);
    nodes
        .into_iter()
        .map(|node| {
            let Some(wanted) = node.get("use").cloned() else {
                return node;
            };
            let name = wanted.text().unwrap_or_default();
            let Some(found) = known.iter().find(|node| id(node).as_deref() == Some(name)) else {
                let ids: Vec<String> = known.iter().filter_map(|node| id(node)).collect();
                let help = nearest(name, ids.iter().map(String::as_str));
                fields.error_with(
                    wanted.span,
                    format!("no included file has a criterion `{name}`"),
                    help,
                );
                return node;
            };
            merged(node, found)
        })
        .collect()
}

/// `own` without `use`, and with the keys of `other` that it lacks.
fn merged(own: Node, other: &Node) -> Node {
    let (Value::Map(mut entries), Value::Map(more)) = (own.value.clone(), &other.value) else {
        return own;
    };
    entries.retain(|(key, _)| key.text() != Some("use"));
    let lacking = more
        .iter()
        .filter(|(key, _)| own.get(key.text().unwrap_or_default()).is_none());
    entries.extend(lacking.cloned());
    Node {
        span: own.span,
        value: Value::Map(entries),
    }
}

/// The signals of `known` that are named by the criteria, by a signal of `own`, or by one in use.
fn used(criteria: &[Node], own: &[Entry], mut known: Vec<Entry>) -> Vec<Entry> {
    let mut names = BTreeSet::new();
    for criterion in criteria {
        for key in ["levels", "advice", "announced"] {
            words(criterion.get(key), &mut names);
        }
    }
    for (_, signal) in own {
        named_by(signal, &mut names);
    }
    let taken: BTreeSet<&str> = own.iter().filter_map(|(key, _)| key.text()).collect();
    known.retain(|(key, _)| !taken.contains(key.text().unwrap_or_default()));
    let mut kept = BTreeSet::new();
    loop {
        let next = known.iter().enumerate().find(|(at, (key, _))| {
            !kept.contains(at) && names.contains(key.text().unwrap_or_default())
        });
        let Some((at, (_, signal))) = next else { break };
        kept.insert(at);
        named_by(signal, &mut names);
    }
    let entries = known.into_iter().enumerate();
    entries
        .filter_map(|(at, entry)| kept.contains(&at).then_some(entry))
        .collect()
}

fn named_by(signal: &Node, names: &mut BTreeSet<String>) {
    for key in ["any", "together", "near"] {
        words(signal.get(key), names);
    }
}

/// All words in the texts of `node` that could be names.
fn words(node: Option<&Node>, names: &mut BTreeSet<String>) {
    let Some(node) = node else { return };
    match &node.value {
        Value::Scalar(text) => {
            let words =
                text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.')));
            names.extend(words.map(str::to_owned));
        }
        Value::List(nodes) => nodes.iter().for_each(|node| words(Some(node), names)),
        Value::Map(entries) => entries
            .iter()
            .for_each(|(_, value)| words(Some(value), names)),
    }
}

/// The rubric's own topics, and those of `known` that signals name, or that share a family with one.
fn topics(own: Vec<Entry>, mut known: Vec<Entry>, signals: &[Entry]) -> Vec<Entry> {
    let mut names = BTreeSet::new();
    for (_, signal) in signals {
        for key in ["under", "outside"] {
            words(signal.get(key), &mut names);
        }
    }
    let taken: BTreeSet<String> = own
        .iter()
        .filter_map(|(key, _)| key.text())
        .map(str::to_owned)
        .collect();
    known.retain(|(key, _)| !taken.contains(key.text().unwrap_or_default()));
    let wanted = |(key, _): &Entry| names.contains(key.text().unwrap_or_default());
    let family = |(_, value): &Entry| value.get("family").and_then(Node::text).map(str::to_owned);
    let families: BTreeSet<String> = known
        .iter()
        .filter(|entry| wanted(entry))
        .chain(&own)
        .filter_map(family)
        .collect();
    known.retain(|entry| {
        wanted(entry) || family(entry).is_some_and(|name| families.contains(&name))
    });
    known.into_iter().chain(own).collect()
}
