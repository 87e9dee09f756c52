//! Topics that nothing opens.

use super::View;
use crate::rubric::diagnostic::Diagnostic;
use crate::rubric::yaml::{Node, Value};

/// Looks at every topic that was read.
pub(super) fn look(view: &View, found: &mut Vec<Diagnostic>) {
    for (key, topic) in view.parts.topics.iter().chain(&view.parts.idle_topics) {
        if !is_opened(topic) && matches!(topic.value, Value::Map(_)) {
            let name = key.text().unwrap_or_default();
            let message = format!("nothing opens the topic `{name}`");
            let help =
                "give it `headings`, `opens` (sentences) or `asked` (an interviewer's questions)";
            found.push(Diagnostic::error("topic-never-opens", key.span, message).help(help));
        }
    }
}

/// Whether anything opens a topic.
pub(super) fn is_opened(topic: &Node) -> bool {
    let keys = ["headings", "opens", "asked"].into_iter();
    let mut openers = keys.filter_map(|key| topic.get(key));
    openers.any(|node| !is_empty(node))
}

fn is_empty(node: &Node) -> bool {
    match &node.value {
        Value::List(nodes) => nodes.is_empty(),
        Value::Scalar(text) => text.is_empty(),
        Value::Map(_) => false,
    }
}
