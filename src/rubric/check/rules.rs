//! Caps and penalties that never apply, always apply, or change nothing.

use super::View;
use super::feasible::impossible;
use super::view::number;
use crate::rubric::MAX_LEVEL;
use crate::rubric::condition::{self, Condition, Names};
use crate::rubric::diagnostic::Diagnostic;
use crate::rubric::yaml::{Node, Value};

/// Looks at the rules on the whole score.
pub(super) fn look(view: &View, found: &mut Vec<Diagnostic>) {
    let ids: Vec<String> = view
        .parts
        .criteria
        .iter()
        .map(|node| {
            node.get("id")
                .and_then(Node::text)
                .unwrap_or_default()
                .to_owned()
        })
        .collect();
    let names = Names::criteria(&ids, view.levels);
    for (key, what) in [("caps", "this cap"), ("penalties", "this penalty")] {
        for rule in entries(view.root.get(key)) {
            found.extend(reach(rule, &names, what));
            found.extend(effect(rule));
        }
    }
}

fn entries(node: Option<&Node>) -> &[Node] {
    match node.map(|node| &node.value) {
        Some(Value::List(nodes)) => nodes,
        _ => &[],
    }
}

/// When a rule applies.
fn reach(rule: &Node, names: &Names, what: &str) -> Option<Diagnostic> {
    let when = rule.get("when")?;
    let condition = condition::read(when.text()?, names).condition?;
    let highest = |_| Some(i64::from(MAX_LEVEL));
    let refuted = |wanted: &[(&Condition, bool)]| impossible(wanted, &highest);
    if refuted(&[(&condition, true)]) {
        let help = "a criterion stands for its level, 0 to 3";
        let message = format!("{what} never applies");
        return Some(Diagnostic::error("rule-never-applies", when.span, message).help(help));
    }
    let fault = Diagnostic::warning(
        "rule-always-applies",
        when.span,
        format!("{what} applies to every answer"),
    );
    refuted(&[(&condition, false)]).then_some(fault)
}

/// What a rule does.
fn effect(rule: &Node) -> Option<Diagnostic> {
    let nothing = |node: &Node, message: &str| {
        Some(Diagnostic::warning(
            "does-nothing",
            node.span,
            message.to_owned(),
        ))
    };
    match (rule.get("at_most"), rule.get("minus")) {
        (Some(limit), _) if number(Some(limit)) == Some(100.0) => {
            nothing(limit, "a cap at 100 does nothing")
        }
        (_, Some(points)) if number(Some(points)) == Some(0.0) => {
            nothing(points, "a penalty of 0 does nothing")
        }
        _ => None,
    }
}
