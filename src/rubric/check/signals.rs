//! Signals that can find nothing, that lead back to themselves, or that say things to no effect.

use std::collections::BTreeSet;

use super::View;
use super::view::{number, texts};
use crate::rubric::define::KINDS;
use crate::rubric::diagnostic::Diagnostic;
use crate::rubric::yaml::{Node, Value};

/// Looks at every signal that was read.
pub(super) fn look(view: &View, found: &mut Vec<Diagnostic>) {
    let mut looped = BTreeSet::new();
    for (at, (key, signal)) in view.definitions().enumerate() {
        found.extend(name(key));
        if !matches!(signal.value, Value::Map(_)) {
            continue;
        }
        found.extend(two_kinds(signal));
        found.extend(too_few_parts(signal));
        found.extend(idle_keys(signal));
        found.extend(idle_numbers(signal));
        found.extend(never_finds(signal));
        if !looped.contains(&at) {
            found.extend(cycle(view, at, key, signal, &mut looped));
        }
    }
}

/// A name that no condition can use.
fn name(key: &Node) -> Option<Diagnostic> {
    let name = key.text()?;
    let letter = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let word = name.starts_with(|c: char| c.is_alphabetic()) && name.chars().all(letter);
    let taken = ["and", "or", "not", "distinct", "half"].contains(&name);
    let message = format!("no condition can name a signal `{name}`");
    let fault = Diagnostic::error("unusable-name", key.span, message)
        .help("a name is one word of letters, digits and hyphens, and none of the language's own");
    (!word || taken).then_some(fault)
}

/// What the signal looks for: the first of the keys that say so.
fn kind(signal: &Node) -> Option<&'static str> {
    // The loader takes them in this order.
    let order = ["find", "anything", "any", "together", "items"];
    order.into_iter().find(|key| signal.get(key).is_some())
}

fn two_kinds(signal: &Node) -> Option<Diagnostic> {
    let Value::Map(entries) = &signal.value else {
        return None;
    };
    let mut kinds = entries
        .iter()
        .filter(|(key, _)| key.text().is_some_and(|key| KINDS.contains(&key)));
    let (first, _) = kinds.next()?;
    let (second, _) = kinds.next()?;
    let (one, other) = (first.text()?, second.text()?);
    let message = format!("a signal looks for one thing: `{one}` or `{other}`");
    let help = "make two signals of it, and a third with `any` if both are to count as one";
    Some(Diagnostic::error("two-kinds", second.span, message).help(help))
}

fn too_few_parts(signal: &Node) -> Option<Diagnostic> {
    let parts = |key: &str| {
        signal
            .entry(key)
            .map(|(key, node)| (key.span, texts(Some(node))))
    };
    if let Some((at, parts)) = parts("any")
        && parts.is_empty()
    {
        let fault = Diagnostic::error("no-parts", at, "`any` of no signals finds nothing");
        return Some(fault.help("name the signals whose finds count"));
    }
    let (at, parts) = parts("together")?;
    let fault = Diagnostic::error("no-parts", at, "`together` takes two signals or more")
        .help("name those that must meet in one sentence or item");
    (parts.len() < 2).then_some(fault)
}

/// Keys that have no effect with what the signal looks for.
fn idle_keys(signal: &Node) -> Vec<Diagnostic> {
    let Some(kind) = kind(signal) else {
        return Vec::new();
    };
    let idle: &[&str] = match kind {
        "items" => &[],
        "together" => &["words", "column", "by"],
        _ => &["words", "column"],
    };
    let written = idle.iter().filter_map(|key| signal.entry(key));
    written
        .map(|(key, _)| {
            let name = key.text().unwrap_or_default();
            let message = format!("`{name}` does nothing with `{kind}`");
            let help = match name {
                "by" => {
                    "`together` keeps the finds of its first signal, told apart as that one says"
                }
                _ => "it belongs to `items`",
            };
            Diagnostic::warning("does-nothing", key.span, message).help(help)
        })
        .collect()
}

fn idle_numbers(signal: &Node) -> Option<Diagnostic> {
    let gathered = signal.get("gathered")?;
    let few = number(Some(gathered)).is_some_and(|least| least < 2.0);
    let fault = Diagnostic::warning(
        "does-nothing",
        gathered.span,
        "one sentence or item holds this many finds in any case",
    );
    few.then(|| fault.help("ask for 2 or more, or leave `gathered` out"))
}

/// Values that keep a signal from ever finding anything.
fn never_finds(signal: &Node) -> Vec<Diagnostic> {
    let fault = |node: &Node, message: &str| {
        Diagnostic::error(
            "never-finds",
            node.span,
            format!("nothing is ever found: {message}"),
        )
    };
    let mut found = Vec::new();
    if let Some(each) = signal.get("each")
        && number(Some(each)) == Some(0.0)
    {
        found.push(fault(each, "no find of a sentence may count"));
    }
    let once = signal.get("by").and_then(Node::text) == Some("once");
    if let Some(gathered) = signal.get("gathered")
        && number(Some(gathered)).is_some_and(|least| least >= 2.0)
        && once
        && kind(signal) != Some("together")
    {
        found.push(fault(
            gathered,
            "with `by: once` no two finds are different",
        ));
    }
    found.extend(words(signal));
    let (under, outside) = (names(signal, "under"), names(signal, "outside"));
    if let Some(at) = signal.get("outside")
        && !under.is_empty()
        && under.is_subset(&outside)
    {
        found.push(fault(at, "`outside` excludes all of `under`"));
    }
    found
}

fn words(signal: &Node) -> Option<Diagnostic> {
    let node = signal
        .get("words")
        .filter(|_| kind(signal) == Some("items"))?;
    let bounds: Vec<f64> = texts(Some(node))
        .into_iter()
        .filter_map(|n| number(Some(n)))
        .collect();
    if texts(Some(node)).len() > 2 {
        let message = "`words` is the fewest and the most words of an item";
        return Some(Diagnostic::error("bad-number", node.span, message));
    }
    let [least, most] = bounds.as_slice() else {
        return None;
    };
    let message =
        format!("nothing is ever found: no item has at least {least} and at most {most} words");
    let fault = Diagnostic::error("never-finds", node.span, message)
        .help(format!("the fewer come first: `words: [{most}, {least}]`"));
    (least > most).then_some(fault)
}

fn names(signal: &Node, key: &str) -> BTreeSet<String> {
    let nodes = texts(signal.get(key)).into_iter();
    nodes
        .filter_map(|node| node.text().map(str::to_owned))
        .collect()
}

/// The signals that one is made of or must be near to, each with where it is named.
fn leads_to<'v>(view: &View, signal: &'v Node) -> Vec<(usize, &'v Node)> {
    let near = signal.get("near").and_then(|near| near.get("signal"));
    let parts = ["any", "together"]
        .into_iter()
        .flat_map(|key| texts(signal.get(key)));
    let named = |node: &'v Node| {
        let at = view
            .signals
            .iter()
            .position(|name| Some(name.as_str()) == node.text())?;
        Some((at, node))
    };
    parts.chain(near).filter_map(named).collect()
}

/// Whether one signal leads to another.
fn reaches(view: &View, from: usize, to: usize) -> bool {
    let definitions: Vec<_> = view.definitions().collect();
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        if at == to {
            return true;
        }
        if seen.insert(at)
            && let Some((_, signal)) = definitions.get(at)
        {
            open.extend(leads_to(view, signal).into_iter().map(|(next, _)| next));
        }
    }
    false
}

/// A signal that leads back to itself; all signals of the circle are put into `looped`.
fn cycle(
    view: &View,
    at: usize,
    key: &Node,
    signal: &Node,
    looped: &mut BTreeSet<usize>,
) -> Option<Diagnostic> {
    let mut next = leads_to(view, signal).into_iter();
    let (other, named) = next.find(|(other, _)| reaches(view, *other, at))?;
    let name = key.text().unwrap_or_default();
    if other == at {
        let near = signal.get("near").and_then(|near| near.get("signal"));
        let itself = near.is_some_and(|near| near.span == named.span);
        let message = if itself {
            format!("`{name}` is always near itself")
        } else {
            format!("`{name}` is made of itself")
        };
        let code = if itself {
            "near-itself"
        } else {
            "signal-cycle"
        };
        return Some(Diagnostic::error(code, named.span, message).help("name another signal"));
    }
    let circle =
        (0..view.signals.len()).filter(|one| reaches(view, at, *one) && reaches(view, *one, at));
    looped.extend(circle);
    let through = view.signals.get(other).map_or("", String::as_str);
    let message = format!("`{name}` leads back to itself through `{through}`");
    let help = "signals that stand on each other find nothing: let one of them look for words";
    Some(Diagnostic::error("signal-cycle", named.span, message).help(help))
}

/// Whether all finds of a signal are the same thing, so that it counts at most 1.
pub(super) fn at_most_one(view: &View, at: usize) -> bool {
    let definitions: Vec<&(Node, Node)> = view.definitions().collect();
    single(view, &definitions, at, 0)
}

fn single(view: &View, definitions: &[&(Node, Node)], at: usize, depth: usize) -> bool {
    // A circle is a mistake of its own.
    let Some((_, signal)) = definitions.get(at).filter(|_| depth < definitions.len()) else {
        return false;
    };
    let by = signal.get("by").and_then(Node::text);
    let once = by == Some("once");
    let parts = |key: &str| -> Vec<usize> {
        let nodes = texts(signal.get(key)).into_iter();
        let position = |node: &Node| {
            view.signals
                .iter()
                .position(|n| Some(n.as_str()) == node.text())
        };
        nodes.filter_map(position).collect()
    };
    let each = |at: &usize| single(view, definitions, *at, depth + 1);
    match kind(signal) {
        Some("together") => parts("together").first().is_some_and(each),
        // Without a way of its own, the finds keep the keys that the parts gave them.
        Some("any") if by.is_none() || by == Some("match") => {
            let parts = parts("any");
            !parts.is_empty()
                && parts.len() == texts(signal.get("any")).len()
                && parts.iter().all(each)
        }
        _ => once,
    }
}
