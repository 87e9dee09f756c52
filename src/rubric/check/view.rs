//! A file as far as it could be read, for those who look for what is doubtful in it.

use std::collections::BTreeSet;

use crate::rubric::condition::{self, Condition, Names, Reading};
use crate::rubric::fields::Fields;
use crate::rubric::parts::Parts;
use crate::rubric::suggest::closest;
use crate::rubric::yaml::{Node, Value};
use crate::text::Span;

/// A file and what is known of its parts.
pub(super) struct View<'v> {
    pub(super) root: &'v Node,
    pub(super) parts: &'v Parts,
    /// The names of the signals: those in use, the file's own, then those of shared files that are idle.
    pub(super) signals: &'v [String],
    /// The names of the topics, in the same order.
    pub(super) topics: &'v [String],
    /// The names of the four levels; none where they cannot be told.
    pub(super) levels: &'v [String],
    /// Words in what could not be read.
    pub(super) lost: BTreeSet<String>,
    pub(super) fields: &'v Fields,
}

impl<'v> View<'v> {
    /// All signals that were read, in the order of their names.
    pub(super) fn definitions(&self) -> impl Iterator<Item = &'v (Node, Node)> + use<'v> {
        let parts = self.parts;
        parts.signals.iter().chain(&parts.idle_signals)
    }

    /// The signals that the file itself defines.
    pub(super) fn own_signals(&self) -> impl Iterator<Item = &'v (Node, Node)> + use<'v> {
        self.parts.signals.iter().skip(self.parts.shared_signals)
    }

    /// The names in a condition on signals, and the condition if it has no mistakes.
    pub(super) fn condition(&self, node: Option<&Node>) -> Reading {
        let text = node.and_then(Node::text).unwrap_or_default();
        condition::read(text, &Names::signals(self.signals))
    }

    /// The three levels of a criterion, lowest first: where the condition stands, and what it is.
    pub(super) fn levels_of(&self, criterion: &Node) -> [Option<(Span, Condition)>; 3] {
        [1, 2, 3].map(|nth| {
            let name = self.levels.get(nth)?;
            let when = criterion.get("levels")?.get(name)?.get("when")?;
            Some((when.span, self.condition(Some(when)).condition?))
        })
    }

    /// Whether a place is in a signal that counts every find, so that words can be counted with it.
    pub(super) fn counts_places(&self, at: Span) -> bool {
        self.definitions().any(|(_, signal)| {
            let by = signal.get("by").and_then(Node::text);
            by == Some("place") && signal.span.contains(at)
        })
    }

    /// The signal that a name stands for, or was probably meant to.
    pub(super) fn meant(&self, name: &str) -> Option<usize> {
        let known = closest(name, self.signals.iter().map(String::as_str));
        let exact = self.signals.iter().position(|other| other == name);
        exact.or_else(|| {
            self.signals
                .iter()
                .position(|other| Some(other.as_str()) == known)
        })
    }
}

/// The texts of a list, or a single one.
pub(super) fn texts(node: Option<&Node>) -> Vec<&Node> {
    match node.map(|node| (node, &node.value)) {
        Some((_, Value::List(nodes))) => nodes.iter().collect(),
        Some((node, Value::Scalar(_))) => vec![node],
        _ => Vec::new(),
    }
}

/// The number in a value.
pub(super) fn number(node: Option<&Node>) -> Option<f64> {
    node?.text()?.trim().parse().ok()
}

/// Where the id of a criterion stands, or else the criterion; and what to call it.
pub(super) fn place_of(criterion: &Node) -> (Span, String) {
    let id = criterion.get("id");
    let name = id
        .and_then(Node::text)
        .map_or_else(|| "this criterion".to_owned(), |id| format!("`{id}`"));
    let span = criterion.span;
    (
        id.map_or(Span::new(span.start, span.start + 1), |id| id.span),
        name,
    )
}
