//! Reading the fields of a rubric file: every mistake becomes a diagnostic, none stops the reading.

use super::condition::{self, Condition};
use super::diagnostic::{Diagnostic, nearest};
use super::pattern::{PatternId, PatternSet, Patterns, Vocabularies, fault, split};
use super::yaml::{Node, Value};
use crate::text::Span;

/// What is shared while a file is read.
#[derive(Default)]
pub(super) struct Fields {
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) vocabularies: Vocabularies,
    pub(super) patterns: Patterns,
    /// Whether every single pattern is compiled by itself, for exact diagnostics.
    pub(super) thorough: bool,
}

impl Fields {
    pub(super) fn error(&mut self, at: Span, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error(at, message));
    }

    pub(super) fn error_with(&mut self, at: Span, message: String, help: Option<String>) {
        let mut diagnostic = Diagnostic::error(at, message);
        diagnostic.help = help;
        self.diagnostics.push(diagnostic);
    }

    /// The entries of a map, after a look at its keys.
    pub(super) fn entries<'n>(&mut self, node: &'n Node, what: &str) -> &'n [(Node, Node)] {
        if let Value::Map(entries) = &node.value {
            for (at, (key, _)) in entries.iter().enumerate() {
                let twice = entries
                    .iter()
                    .take(at)
                    .any(|(other, _)| other.text() == key.text());
                if twice {
                    let name = key.text().unwrap_or_default();
                    self.error(key.span, format!("`{name}` stands here twice"));
                }
            }
            return entries;
        }
        self.error(
            node.span,
            format!("{what} is a map, this is {}", node.kind()),
        );
        &[]
    }

    /// Complains of every key of `node` that is not in `known`, and returns whether it is a map.
    pub(super) fn keys(&mut self, node: &Node, what: &str, known: &[&str]) -> bool {
        for (key, _) in self.entries(node, what) {
            let name = key.text().unwrap_or_default();
            if !known.contains(&name) {
                let mut diagnostic =
                    Diagnostic::error(key.span, format!("{what} has no key `{name}`"));
                diagnostic.help = nearest(name, known.iter().copied())
                    .or_else(|| Some(format!("known keys: {}", known.join(", "))));
                self.diagnostics.push(diagnostic);
            }
        }
        matches!(node.value, Value::Map(_))
    }

    /// The value under `key`, with a diagnostic where it is absent.
    pub(super) fn required<'n>(
        &mut self,
        node: &'n Node,
        key: &str,
        what: &str,
    ) -> Option<&'n Node> {
        let found = node.get(key);
        if found.is_none() {
            let at = Span::new(node.span.start, node.span.start + 1);
            self.error(at, format!("{what} needs `{key}`"));
        }
        found
    }

    pub(super) fn text(&mut self, node: Option<&Node>) -> String {
        let Some(node) = node else {
            return String::new();
        };
        if let Some(text) = node.text() {
            return text.trim().to_owned();
        }
        self.error(
            node.span,
            format!("this is {}, and a text is wanted", node.kind()),
        );
        String::new()
    }

    pub(super) fn required_text(&mut self, node: &Node, key: &str, what: &str) -> String {
        let value = self.required(node, key, what);
        self.text(value)
    }

    pub(super) fn number(
        &mut self,
        node: Option<&Node>,
        range: std::ops::RangeInclusive<f64>,
    ) -> Option<f64> {
        let node = node?;
        let number = node.text().and_then(|text| text.parse::<f64>().ok());
        let fits = number.filter(|number| range.contains(number));
        if fits.is_none() {
            self.error(
                node.span,
                format!(
                    "a number from {} to {} is wanted",
                    range.start(),
                    range.end()
                ),
            );
        }
        fits
    }

    pub(super) fn count(&mut self, node: Option<&Node>) -> Option<usize> {
        let node = node?;
        let number = node.text().and_then(|text| text.parse::<usize>().ok());
        if number.is_none() {
            self.error(node.span, "a whole number is wanted");
        }
        number
    }

    /// The elements of a list; a single text is a list of one.
    pub(super) fn list<'n>(&mut self, node: Option<&'n Node>) -> Vec<&'n Node> {
        match node.map(|node| (node, &node.value)) {
            None => Vec::new(),
            Some((_, Value::List(items))) => items.iter().collect(),
            Some((node, Value::Scalar(_))) => vec![node],
            Some((node, Value::Map(_))) => {
                self.error(node.span, "a list is wanted, this is a map");
                Vec::new()
            }
        }
    }

    /// The patterns under `node` as patterns of the automaton.
    pub(super) fn pattern(&mut self, node: Option<&Node>) -> Option<PatternSet> {
        let nodes = self.list(node);
        if nodes.is_empty() {
            return None;
        }
        let sources = split(&nodes, &self.vocabularies, &mut self.diagnostics);
        if self.thorough {
            for node in nodes {
                let expanded = node
                    .text()
                    .and_then(|text| self.vocabularies.expand(text, node.span).ok());
                self.diagnostics
                    .extend(expanded.and_then(|text| fault(&text, node.span)));
            }
        }
        let ids: Vec<PatternId> = sources
            .into_iter()
            .map(|source| self.patterns.add(source))
            .collect();
        (!ids.is_empty()).then(|| PatternSet::new(ids))
    }

    /// Looks at patterns that are searched for apart from the rubric's others, by the file's head alone.
    pub(super) fn apart(&mut self, node: Option<&Node>) {
        let own = std::mem::take(&mut self.patterns);
        let words = std::mem::take(&mut self.vocabularies);
        self.pattern(node);
        self.patterns = own;
        self.vocabularies = words;
    }

    /// One of a closed set of names.
    pub(super) fn choice<T: Copy>(
        &mut self,
        node: &Node,
        what: &str,
        names: &[(&str, T)],
    ) -> Option<T> {
        let text = node.text().unwrap_or_default();
        let found = names
            .iter()
            .find(|(name, _)| *name == text)
            .map(|(_, value)| *value);
        if found.is_none() {
            let known: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
            let mut diagnostic = Diagnostic::error(node.span, format!("`{text}` is no {what}"));
            diagnostic.help = nearest(text, known.iter().copied())
                .or_else(|| Some(format!("one of {}", known.join(", "))));
            self.diagnostics.push(diagnostic);
        }
        found
    }

    /// Yes or no; no where nothing is said.
    pub(super) fn flag(&mut self, node: Option<&Node>) -> bool {
        let said = node
            .and_then(|node| self.choice(node, "yes or no", &[("true", true), ("false", false)]));
        said.unwrap_or(false)
    }

    /// The index of a name that was defined.
    pub(super) fn named(&mut self, node: &Node, what: &str, names: &[String]) -> Option<usize> {
        let text = node.text().unwrap_or_default();
        let found = names.iter().position(|name| name == text);
        if found.is_none() {
            let mut diagnostic =
                Diagnostic::error(node.span, format!("no {what} is named `{text}`"));
            diagnostic.help = nearest(text, names.iter().map(String::as_str));
            self.diagnostics.push(diagnostic);
        }
        found
    }

    pub(super) fn condition(&mut self, node: Option<&Node>, names: &[String]) -> Option<Condition> {
        let node = node?;
        let text = self.text(Some(node));
        match condition::parse(&text, node.span, names) {
            Ok(condition) => Some(condition),
            Err(diagnostic) => {
                self.diagnostics.push(diagnostic);
                None
            }
        }
    }
}
