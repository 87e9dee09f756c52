//! What criteria lack, and examples that contradict each other.

use std::collections::BTreeMap;

use super::View;
use super::view::{place_of, texts};
use crate::rubric::diagnostic::Diagnostic;
use crate::rubric::yaml::{Node, Value};
use crate::text::Span;

/// Looks at every criterion.
pub(super) fn look(view: &View, is_rubric: bool, found: &mut Vec<Diagnostic>) {
    for criterion in &view.parts.criteria {
        if !matches!(criterion.value, Value::Map(_)) {
            continue;
        }
        let partial = view.parts.partial.contains(&criterion.span);
        if is_rubric && !partial {
            found.extend(asks(criterion));
            found.extend(advice(view, criterion));
        }
        found.extend(announced(view, criterion));
        found.extend(examples(view, criterion));
    }
}

fn asks(criterion: &Node) -> Option<Diagnostic> {
    let (at, name) = place_of(criterion);
    let empty = criterion
        .get("asks")
        .is_none_or(|asks| asks.text() == Some(""));
    let fault = Diagnostic::warning("no-asks", at, format!("{name} does not say what it asks"))
        .help("say it in one sentence under `asks`");
    empty.then_some(fault)
}

fn advice(view: &View, criterion: &Node) -> Vec<Diagnostic> {
    let (at, name) = place_of(criterion);
    let help = "say under `advice` what to write to reach the next level";
    let Some((key, advice)) = criterion.entry("advice") else {
        let fault = Diagnostic::warning("no-advice", at, format!("{name} has no advice"));
        return vec![fault.help(help)];
    };
    if !matches!(advice.value, Value::Map(_)) {
        return Vec::new();
    }
    let empty = |level: &&String| advice.get(level).is_none_or(|text| text.text() == Some(""));
    view.levels
        .iter()
        .take(3)
        .filter(empty)
        .map(|level| {
            let message = format!("{name} has no advice for the level `{level}`");
            Diagnostic::warning("no-advice", key.span, message).help(help)
        })
        .collect()
}

/// Signals that are to find promises and do not.
fn announced(view: &View, criterion: &Node) -> Vec<Diagnostic> {
    let promises = |name: &str| {
        let mut signals = view.definitions();
        let (_, signal) = signals.find(|(key, _)| key.text() == Some(name))?;
        let stances = texts(signal.get("stance"));
        Some(
            stances
                .iter()
                .any(|stance| stance.text() == Some("announced")),
        )
    };
    let nodes = texts(criterion.get("announced")).into_iter();
    let wrong = nodes.filter(|node| node.text().and_then(promises) == Some(false));
    wrong
        .map(|node| {
            let name = node.text().unwrap_or_default();
            let message = format!("`{name}` finds what is said, and not what is announced");
            Diagnostic::error("not-announced", node.span, message)
                .help("give it `stance: announced`, or name a signal that has it")
        })
        .collect()
}

/// Examples with the same text.
fn examples(view: &View, criterion: &Node) -> Vec<Diagnostic> {
    let Some(Value::List(nodes)) = criterion.get("examples").map(|node| &node.value) else {
        return Vec::new();
    };
    let mut seen: BTreeMap<&str, (&str, Span)> = BTreeMap::new();
    let mut found = Vec::new();
    for node in nodes {
        let (Some(text), Some(level)) = (node.get("text"), node.get("level")) else {
            continue;
        };
        let (Some(words), Some(name)) = (text.text().map(str::trim), level.text()) else {
            continue;
        };
        match seen.get(words) {
            _ if words.is_empty() || !view.levels.iter().any(|level| level == name) => {}
            Some((other, _)) if *other != name => {
                let message = format!("this text is an example of `{other}` and of `{name}`");
                found.push(Diagnostic::error("examples-contradict", text.span, message));
            }
            Some(_) => {
                let message = "this example stands here twice";
                found.push(Diagnostic::warning("duplicate-example", text.span, message));
            }
            None => {
                seen.insert(words, (name, text.span));
            }
        }
    }
    found
}
