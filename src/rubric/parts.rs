//! What a rubric is put together from: its own topics, signals and criteria, and those of the shared
//! files it includes, as far as it uses them.

use std::collections::BTreeSet;

use super::diagnostic::nearest;
use super::fields::Fields;
use super::keys;
use super::load::level_names;
use super::yaml::{Node, Value};
use crate::text::Span;

/// A definition: its name and what it is.
type Entry = (Node, Node);

/// The definitions a rubric is made of, its own before shared ones of the same name.
pub(super) struct Parts {
    /// Topics: the rubric's own, and shared ones that it or one of its signals names.
    pub(super) topics: Vec<Entry>,
    /// Signals: shared ones in use, then the rubric's own.
    pub(super) signals: Vec<Entry>,
    /// Criteria, with what they take from shared ones put in.
    pub(super) criteria: Vec<Node>,
    /// Where criteria stand that take what they lack from a shared one that there is not.
    pub(super) partial: BTreeSet<Span>,
    /// How many of `signals` are shared.
    pub(super) shared_signals: usize,
    /// How many of `topics` are shared.
    pub(super) shared_topics: usize,
    /// What was learned of criteria: in shared files, then the rubric's own.
    pub(super) learned: Vec<Node>,
    /// Shared signals that are not in use; gathered only where every mistake is wanted.
    pub(super) idle_signals: Vec<Entry>,
    /// Shared topics that are not in use, likewise.
    pub(super) idle_topics: Vec<Entry>,
}

impl Parts {
    /// Gathers the parts of the rubric in `root` from it and from the `shared` files.
    pub(super) fn gather(fields: &mut Fields, root: &Node, shared: &[Node]) -> Self {
        let nodes = fields.required(root, "criteria", "a rubric");
        let nodes: Vec<Node> = fields.list(nodes).into_iter().cloned().collect();
        Self::put_together(fields, root, shared, nodes)
    }

    /// Gathers the parts of the shared file in `root`, which may lack everything.
    pub(super) fn gather_shared(fields: &mut Fields, root: &Node, shared: &[Node]) -> Self {
        let nodes = fields.list(root.get("criteria"));
        let nodes: Vec<Node> = nodes.into_iter().cloned().collect();
        let mut parts = Self::put_together(fields, root, shared, nodes);
        parts.partial = parts.criteria.iter().map(|node| node.span).collect();
        parts
    }

    fn put_together(
        fields: &mut Fields,
        root: &Node,
        shared: &[Node],
        criteria: Vec<Node>,
    ) -> Self {
        // The first shared file says how answers are read and has keys of its own.
        for file in shared.iter().skip(1) {
            fields.kind(file, &keys::SHARED);
        }
        // What is wrong with the scale is said where it is read.
        let scale = level_names(&mut Fields::default(), root.get("levels"));
        let (criteria, partial) = taken_over(fields, criteria, shared, &scale);
        let mut own: Vec<Entry> = entries(fields, root, "signals");
        for criterion in &criteria {
            own.extend(entries(fields, criterion, "signals"));
        }
        let known = all(fields, shared, "signals");
        let (mut signals, idle_signals) = used(&criteria, &own, known);
        let shared_signals = signals.len();
        signals.append(&mut own);
        let own = entries(fields, root, "topics");
        let shared_topics = all(fields, shared, "topics");
        let (mut topics, idle_topics) = topics(&own, shared_topics, &signals);
        let shared_topics = topics.len();
        topics.extend(own);
        let files = shared.iter().chain([root]);
        let learned = files.filter_map(|file| file.get("learned")).cloned();
        let idle = fields.is_thorough();
        Self {
            topics,
            signals,
            criteria,
            partial,
            shared_signals,
            shared_topics,
            learned: learned.collect(),
            idle_signals: idle_signals.into_iter().filter(|_| idle).collect(),
            idle_topics: idle_topics.into_iter().filter(|_| idle).collect(),
        }
    }
}

/// The definitions under `key` in all shared files.
fn all(fields: &mut Fields, shared: &[Node], key: &str) -> Vec<Entry> {
    let files = shared.iter();
    files.flat_map(|file| entries(fields, file, key)).collect()
}

fn entries(fields: &mut Fields, node: &Node, key: &str) -> Vec<Entry> {
    let Some(node) = node.get(key) else {
        return Vec::new();
    };
    fields.entries(node, &format!("`{key}`")).to_vec()
}

/// Criteria, each with what it takes over from the shared one that it uses; and where those stand
/// that use one that there is not.
fn taken_over(
    fields: &mut Fields,
    nodes: Vec<Node>,
    shared: &[Node],
    scale: &[String],
) -> (Vec<Node>, BTreeSet<Span>) {
    let known: Vec<&Node> = shared
        .iter()
        .flat_map(|file| fields.list(file.get("criteria")))
        .collect();
    let id = |node: &Node| node.get("id").and_then(Node::text).map(str::to_owned);
    let mut partial = BTreeSet::new();
    let taken = nodes.into_iter().map(|node| {
        let Some(wanted) = node.get("use").cloned() else {
            return node;
        };
        let name = wanted.text().unwrap_or_default();
        if let Some(found) = known.iter().find(|node| id(node).as_deref() == Some(name)) {
            let (taken, foreign) = merged(node, found, scale);
            if let Some(level) = foreign {
                partial.insert(taken.span);
                let message =
                    format!("`{name}` is written for another scale: it has a level `{level}`");
                let help = "give the criterion `levels`, `advice` and `examples` of its own";
                fields.fault_with("other-scale", wanted.span, message, Some(help.to_owned()));
            }
            return taken;
        }
        let ids: Vec<String> = known.iter().filter_map(|node| id(node)).collect();
        let message = format!("no included file has a criterion `{name}`");
        let help = nearest(name, ids.iter().map(String::as_str));
        fields.fault_with("unknown-criterion", wanted.span, message, help);
        partial.insert(node.span);
        node
    });
    (taken.collect(), partial)
}

/// `own` without `use`, and with the keys of `other` that it lacks; and a level of `other` that is none of
/// `scale`, in which case what names levels is left out.
fn merged(own: Node, other: &Node, scale: &[String]) -> (Node, Option<String>) {
    let (Value::Map(mut entries), Value::Map(more)) = (own.value.clone(), &other.value) else {
        return (own, None);
    };
    entries.retain(|(key, _)| key.text() != Some("use"));
    let lacks = |key: &str| own.get(key).is_none();
    let foreign = ["levels", "advice"]
        .into_iter()
        .filter(|key| lacks(key))
        .find_map(|key| foreign_level(other.get(key)?, scale));
    let fits = |key: &str| foreign.is_none() || !["levels", "advice", "examples"].contains(&key);
    let lacking = more.iter().filter(|(key, _)| {
        let key = key.text().unwrap_or_default();
        lacks(key) && fits(key)
    });
    entries.extend(lacking.cloned());
    let node = Node {
        span: own.span,
        value: Value::Map(entries),
    };
    (node, foreign)
}

/// A key of `node` that is no level of `scale`, where the scale can be told.
fn foreign_level(node: &Node, scale: &[String]) -> Option<String> {
    let Value::Map(entries) = &node.value else {
        return None;
    };
    let mut names = entries.iter().filter_map(|(key, _)| key.text());
    let foreign = names.find(|name| !scale.iter().any(|level| level == name));
    foreign.filter(|_| !scale.is_empty()).map(str::to_owned)
}

/// The signals of `known` that are named by the criteria, by a signal of `own`, or by one in use; and
/// the others.
fn used(criteria: &[Node], own: &[Entry], mut known: Vec<Entry>) -> (Vec<Entry>, Vec<Entry>) {
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
    let (kept, idle): (Vec<_>, Vec<_>) = known
        .into_iter()
        .enumerate()
        .partition(|(at, _)| kept.contains(at));
    let bare = |entries: Vec<(usize, Entry)>| entries.into_iter().map(|(_, entry)| entry).collect();
    (bare(kept), bare(idle))
}

fn named_by(signal: &Node, names: &mut BTreeSet<String>) {
    for key in ["any", "together", "near"] {
        words(signal.get(key), names);
    }
}

/// All words in the texts of `node` that could be names.
pub(super) fn words(node: Option<&Node>, names: &mut BTreeSet<String>) {
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

/// The topics of `known` that signals name, or that share a family with one or with one of `own`; and
/// the others.
fn topics(own: &[Entry], mut known: Vec<Entry>, signals: &[Entry]) -> (Vec<Entry>, Vec<Entry>) {
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
        .chain(own)
        .filter_map(family)
        .collect();
    known.into_iter().partition(|entry| {
        wanted(entry) || family(entry).is_some_and(|name| families.contains(&name))
    })
}
