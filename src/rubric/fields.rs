//! Reading the fields of a rubric file: every mistake becomes a diagnostic, none stops the reading.

use std::ops::Range;

use super::condition::{self, Condition, Names};
use super::diagnostic::{Diagnostic, Severity, nearest};
use super::files::Files;
use super::keys::Kind;
use super::pattern::{PatternId, PatternSet, Patterns, Vocabularies, split};
use super::scalar;
use super::yaml::{Node, Value};
use crate::text::Span;

/// What `by` chooses among, for messages.
pub(super) const BY: &str = "way to tell finds apart";

/// What is shared while a file is read.
#[derive(Default)]
pub(super) struct Fields {
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) vocabularies: Vocabularies,
    pub(super) patterns: Patterns,
    /// The texts that are read, by what their first byte counts as; only where every mistake is wanted,
    /// each at its exact place.
    texts: Vec<(usize, String)>,
}

impl Fields {
    /// For a reading that finds every mistake in `files`, each at its exact place.
    pub(super) fn thorough(files: &Files) -> Self {
        Self {
            texts: files.placed(),
            ..Self::default()
        }
    }

    /// Whether every mistake is wanted.
    pub(super) fn is_thorough(&self) -> bool {
        !self.texts.is_empty()
    }

    /// Where the bytes `wanted` of a scalar's text stand.
    pub(super) fn place(&self, node: &Node, wanted: Range<usize>) -> Span {
        let at = node.span.start;
        let text = self.texts.iter().rev().find(|(base, _)| *base <= at);
        let raw = text.and_then(|(base, text)| text.get(at - base..));
        let found = match (raw, node.text()) {
            (Some(raw), Some(text)) => scalar::place(raw, text, wanted),
            _ => wanted,
        };
        Span::new(at + found.start, at + found.end)
    }

    /// Whether a mistake was met that the rubric cannot be used with.
    pub(super) fn has_errors(&self) -> bool {
        let mut met = self.diagnostics.iter();
        met.any(|met| met.severity == Severity::Error)
    }

    /// An error of the kind `code`.
    pub(super) fn fault(&mut self, code: &'static str, at: Span, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error(code, at, message));
    }

    /// The same with advice, if there is some.
    pub(super) fn fault_with(
        &mut self,
        code: &'static str,
        at: Span,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        self.diagnostics.push(Diagnostic {
            help,
            ..Diagnostic::error(code, at, message)
        });
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
                    self.fault(
                        "duplicate-key",
                        key.span,
                        format!("`{name}` stands here twice"),
                    );
                }
            }
            return entries;
        }
        self.wrong_kind(node, &format!("{what} is a map"));
        &[]
    }

    /// Complains of every key of `node` that is not in `known`, and returns whether it is a map.
    pub(super) fn keys(&mut self, node: &Node, what: &str, known: &[&str]) -> bool {
        for (key, _) in self.entries(node, what) {
            let name = key.text().unwrap_or_default();
            if !known.contains(&name) {
                let message = format!("{what} has no key `{name}`");
                let help = nearest(name, known.iter().copied())
                    .unwrap_or_else(|| format!("known keys: {}", known.join(", ")));
                self.fault_with("unknown-key", key.span, message, Some(help));
            }
        }
        matches!(node.value, Value::Map(_))
    }

    /// The same for a kind of map.
    pub(super) fn kind(&mut self, node: &Node, kind: &Kind) -> bool {
        self.keys(node, kind.what, &kind.names())
    }

    pub(super) fn wrong_kind(&mut self, node: &Node, wanted: &str) {
        let message = match node.text() {
            Some("") => format!("{wanted}, and nothing stands here"),
            _ => format!("{wanted}, this is {}", node.kind()),
        };
        self.fault("wrong-kind", node.span, message);
    }

    /// The value under `key`, with a diagnostic where it is absent from a map.
    pub(super) fn required<'n>(
        &mut self,
        node: &'n Node,
        key: &str,
        what: &str,
    ) -> Option<&'n Node> {
        let found = node.get(key);
        if found.is_none() && matches!(node.value, Value::Map(_)) {
            let at = Span::new(node.span.start, node.span.start + 1);
            self.fault("missing-key", at, format!("{what} needs `{key}`"));
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
        self.wrong_kind(node, "a text is wanted");
        String::new()
    }

    pub(super) fn required_text(&mut self, node: &Node, key: &str, what: &str) -> String {
        let value = self.required(node, key, what);
        self.filled(value, key)
    }

    /// The text under `key`, which must not be empty.
    pub(super) fn filled(&mut self, node: Option<&Node>, key: &str) -> String {
        if let Some(node) = node
            && node.text().is_some_and(|text| text.trim().is_empty())
        {
            self.fault("empty-value", node.span, format!("`{key}` is empty"));
        }
        self.text(node)
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
            self.fault(
                "bad-number",
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
            self.fault("bad-number", node.span, "a whole number is wanted");
        }
        number
    }

    /// A level by its number, 0..=3.
    pub(super) fn level(&mut self, node: Option<&Node>) -> Option<u8> {
        let node = node?;
        let number = node.text().and_then(|text| text.parse::<u8>().ok());
        let level = number.filter(|level| *level <= 3);
        if level.is_none() {
            self.fault("bad-number", node.span, "a level from 0 to 3 is wanted");
        }
        level
    }

    /// The elements of a list; a single text is a list of one.
    pub(super) fn list<'n>(&mut self, node: Option<&'n Node>) -> Vec<&'n Node> {
        match node.map(|node| (node, &node.value)) {
            None => Vec::new(),
            Some((_, Value::List(items))) => items.iter().collect(),
            Some((node, Value::Scalar(_))) => vec![node],
            Some((node, Value::Map(_))) => {
                self.wrong_kind(node, "a list is wanted");
                Vec::new()
            }
        }
    }

    /// The texts in `nodes` as patterns, each with the words that it reaches back. Those of a vocabulary
    /// (`inner`) stand in other patterns and may match the empty text.
    pub(super) fn sources(&mut self, nodes: &[&Node], inner: bool) -> Vec<(usize, String)> {
        if !self.is_thorough() {
            return split(nodes, &self.vocabularies, &mut self.diagnostics);
        }
        let sound = super::check::patterns(self, nodes, inner);
        // What is wrong with the others has just been said.
        let sources = split(&sound, &self.vocabularies, &mut Vec::new());
        if sources.is_empty() && !nodes.is_empty() {
            return vec![(0, "unsound".to_owned())];
        }
        sources
    }

    /// The patterns under `node` as patterns of the automaton.
    pub(super) fn pattern(&mut self, node: Option<&Node>) -> Option<PatternSet> {
        let nodes = self.list(node);
        self.set(&nodes)
    }

    /// The patterns under `node`, each for itself.
    pub(super) fn pattern_each(&mut self, node: Option<&Node>) -> Vec<PatternSet> {
        let nodes = self.list(node);
        nodes.iter().filter_map(|node| self.set(&[*node])).collect()
    }

    fn set(&mut self, nodes: &[&Node]) -> Option<PatternSet> {
        if nodes.is_empty() {
            return None;
        }
        let sources = self.sources(nodes, false);
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
            if node.text().is_none() {
                self.wrong_kind(node, &format!("a {what} is wanted"));
                return None;
            }
            let message = format!("`{text}` is no {what}");
            let help = nearest(text, known.iter().copied())
                .unwrap_or_else(|| format!("one of {}", known.join(", ")));
            self.fault_with(unknown(what), node.span, message, Some(help));
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
            if node.text().is_none() {
                self.wrong_kind(node, &format!("the name of a {what} is wanted"));
                return None;
            }
            let message = format!("no {what} is named `{text}`");
            let help = nearest(text, names.iter().map(String::as_str));
            self.fault_with(unknown(what), node.span, message, help);
        }
        found
    }

    pub(super) fn condition(&mut self, node: Option<&Node>, names: &Names) -> Option<Condition> {
        let node = node?;
        let Some(text) = node.text() else {
            self.wrong_kind(node, "a condition is a text");
            return None;
        };
        let reading = condition::read(text, names);
        for mistake in reading.mistakes {
            let at = self.place(node, mistake.at);
            self.fault_with(mistake.code, at, mistake.message, mistake.help);
        }
        reading.condition
    }
}

/// The code of the mistake to name something that there is not.
fn unknown(what: &str) -> &'static str {
    match what {
        "signal" => "unknown-signal",
        "topic" => "unknown-topic",
        "group" => "unknown-group",
        "criterion" => "unknown-criterion",
        "level" => "unknown-level",
        "place" => "unknown-place",
        "stance" => "unknown-stance",
        BY => "unknown-by",
        _ => "unknown-value",
    }
}
