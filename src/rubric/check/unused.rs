//! What a rubric defines and never uses: signals, topics, vocabularies, groups.
//!
//! A name counts as used wherever it stands, also where it is misspelt or what names it is broken.

use std::collections::BTreeSet;

use super::View;
use super::topics::is_opened;
use super::view::texts;
use crate::rubric::diagnostic::Diagnostic;
use crate::rubric::parts::words;
use crate::rubric::suggest::closest;
use crate::rubric::yaml::{Node, Value};

/// Looks for what is never used.
pub(super) fn look(view: &View, found: &mut Vec<Diagnostic>) {
    if view.parts.criteria.is_empty() {
        // Everything would be.
        return;
    }
    signals(view, found);
    topics(view, found);
    vocabularies(view, found);
    groups(view, found);
}

fn signals(view: &View, found: &mut Vec<Diagnostic>) {
    let mut used = view.lost.clone();
    for criterion in &view.parts.criteria {
        named_by_criterion(view, criterion, &mut used);
    }
    for (key, signal) in view.definitions() {
        for name in named_by_signal(view, signal) {
            if Some(name.as_str()) != key.text() {
                used.insert(name);
            }
        }
    }
    for (key, _) in view.own_signals() {
        let name = key.text().unwrap_or_default();
        // A criterion may come from a shared file, with signals for others.
        if !used.contains(name) && view.root.span.contains(key.span) {
            let message = format!("the signal `{name}` is never used");
            let help = "name it in a level's condition, or remove it";
            found.push(Diagnostic::warning("unused-signal", key.span, message).help(help));
        }
    }
}

fn named_by_criterion(view: &View, criterion: &Node, used: &mut BTreeSet<String>) {
    let levels = match criterion.get("levels").map(|levels| &levels.value) {
        Some(Value::Map(levels)) => levels.as_slice(),
        _ => &[],
    };
    let whens: Vec<&Node> = levels
        .iter()
        .filter_map(|(_, level)| level.get("when"))
        .collect();
    for (_, level) in levels
        .iter()
        .filter(|(_, level)| !matches!(level.value, Value::Map(_)))
    {
        words(Some(level), used);
    }
    for when in &whens {
        let names = view.condition(Some(when)).names;
        used.extend(
            names
                .into_iter()
                .filter_map(|at| view.signals.get(at).cloned()),
        );
    }
    if whens.len() < 3 {
        // What its signals are for stands in what is missing.
        if let Some(Value::Map(own)) = criterion.get("signals").map(|node| &node.value) {
            used.extend(
                own.iter()
                    .filter_map(|(key, _)| key.text().map(str::to_owned)),
            );
        }
    }
    words(criterion.get("announced"), used);
    words(criterion.get("advice"), used);
    let announced = texts(criterion.get("announced"))
        .into_iter()
        .filter_map(Node::text);
    used.extend(announced.filter_map(|name| meant(view, name)));
    if let Some(Value::Map(advice)) = criterion.get("advice").map(|node| &node.value) {
        let texts = advice.iter().filter_map(|(_, text)| text.text());
        let names = texts.flat_map(placeholders);
        used.extend(names.filter_map(|name| meant(view, name)));
    }
}

fn meant(view: &View, name: &str) -> Option<String> {
    view.signals.get(view.meant(name)?).cloned()
}

/// The names in `{list name}` and `{count name}`.
fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    braces(text).filter_map(|inside| inside.split_once(' ').map(|(_, name)| name))
}

/// What stands between braces.
fn braces(text: &str) -> impl Iterator<Item = &str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(inside, _)| inside))
}

fn named_by_signal(view: &View, signal: &Node) -> Vec<String> {
    let near = signal.get("near").and_then(|near| near.get("signal"));
    let parts = ["any", "together"]
        .into_iter()
        .flat_map(|key| texts(signal.get(key)));
    let names = parts.chain(near).filter_map(Node::text);
    names.filter_map(|name| meant(view, name)).collect()
}

fn topics(view: &View, found: &mut Vec<Diagnostic>) {
    let mut used = view.lost.clone();
    for (_, signal) in view.definitions() {
        let named = ["under", "outside"]
            .into_iter()
            .flat_map(|key| texts(signal.get(key)));
        for name in named.filter_map(Node::text) {
            used.insert(name.to_owned());
            used.extend(closest(name, view.topics.iter().map(String::as_str)).map(str::to_owned));
        }
    }
    let family = |topic: &Node| topic.get("family").and_then(Node::text).map(str::to_owned);
    let families: BTreeSet<String> = view
        .parts
        .topics
        .iter()
        .filter(|(key, _)| key.text().is_some_and(|name| used.contains(name)))
        .filter_map(|(_, topic)| family(topic))
        .collect();
    for (key, topic) in view.parts.topics.iter().skip(view.parts.shared_topics) {
        let name = key.text().unwrap_or_default();
        let related = family(topic).is_some_and(|family| families.contains(&family));
        // What nothing opens is of no use anyhow, and has its own mistake.
        if !used.contains(name) && !related && is_opened(topic) {
            let message = format!("the topic `{name}` is never used");
            let help = "name it under `under` or `outside` of a signal, or remove it";
            found.push(Diagnostic::warning("unused-topic", key.span, message).help(help));
        }
    }
}

fn vocabularies(view: &View, found: &mut Vec<Diagnostic>) {
    let Some(Value::Map(own)) = view.root.get("vocabulary").map(|node| &node.value) else {
        return;
    };
    let mut used = BTreeSet::new();
    named_in_braces(view, view.root, &mut used);
    for (key, _) in own {
        let name = key.text().unwrap_or_default();
        if name.is_empty() || used.contains(name) || view.lost.contains(name) {
            continue;
        }
        let message = format!("the vocabulary `{name}` is never used");
        let help = format!("name it in a pattern as `{{{name}}}`, or remove it");
        found.push(Diagnostic::warning("unused-vocabulary", key.span, message).help(help));
    }
}

fn named_in_braces(view: &View, node: &Node, used: &mut BTreeSet<String>) {
    match &node.value {
        Value::Scalar(text) => {
            for name in braces(text) {
                used.insert(name.to_owned());
                used.extend(closest(name, view.fields.vocabularies.names()).map(str::to_owned));
            }
        }
        Value::List(nodes) => nodes
            .iter()
            .for_each(|node| named_in_braces(view, node, used)),
        Value::Map(entries) => {
            for (_, value) in entries {
                named_in_braces(view, value, used);
            }
        }
    }
}

fn groups(view: &View, found: &mut Vec<Diagnostic>) {
    let Some(Value::Map(groups)) = view.root.get("groups").map(|node| &node.value) else {
        return;
    };
    let known: Vec<&str> = groups.iter().filter_map(|(key, _)| key.text()).collect();
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for criterion in &view.parts.criteria {
        let group = criterion
            .get("group")
            .and_then(Node::text)
            .unwrap_or_default();
        match closest(group, known.iter().copied()) {
            Some(group) => used.insert(group),
            // Its group may be any of them.
            None => return,
        };
    }
    for (key, _) in groups {
        let name = key.text().unwrap_or_default();
        if !used.contains(name) && !view.lost.contains(name) {
            let message = format!("the group `{name}` has no criteria");
            found.push(Diagnostic::warning("empty-group", key.span, message));
        }
    }
}
