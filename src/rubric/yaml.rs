//! YAML as a tree in which every value knows its place, so that all mistakes can be shown at once.

use granit_parser::{Event, Parser, ScalarStyle, ScanError, Span as YamlSpan};

use super::diagnostic::Diagnostic;
use crate::text::Span;

/// A value of a rubric file and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) span: Span,
    pub(super) value: Value,
}

/// What a node holds.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Scalar(String),
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// The text of a scalar.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(text) => Some(text),
            _ => None,
        }
    }

    /// The value under `key` of a map.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|(_, value)| value)
    }

    /// The key `key` of a map, where it stands, and the value under it.
    pub(super) fn entry(&self, key: &str) -> Option<&(Node, Node)> {
        match &self.value {
            Value::Map(entries) => entries.iter().find(|(k, _)| k.text() == Some(key)),
            _ => None,
        }
    }

    /// What the value is, for messages.
    pub(super) fn kind(&self) -> &'static str {
        match self.value {
            Value::Scalar(_) => "a text",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }
}

/// The deepest nesting that is read.
const DEPTH: usize = 32;

/// Reads one YAML document whose first byte counts as `base` in every span.
///
/// # Errors
/// The first syntax error, or a construct that rubric files do not use (aliases, several documents).
pub(super) fn parse(source: &str, base: usize) -> Result<Node, Diagnostic> {
    read(source, base, &[])
}

/// Reads the beginning of a document, up to the first key of its outermost map that is in `until`.
///
/// # Errors
/// As [`parse`], for that beginning.
pub(super) fn parse_head(source: &str, until: &[&str]) -> Result<Node, Diagnostic> {
    read(source, 0, until)
}

fn read(source: &str, base: usize, until: &[&str]) -> Result<Node, Diagnostic> {
    let mut stack: Vec<Node> = Vec::new();
    let mut root = None;
    for next in Parser::new_from_str(source) {
        let (event, at) = next.map_err(|error| {
            let start = base + error.marker().byte_offset().unwrap_or(source.len());
            not_yaml(Span::new(start, start), &error)
        })?;
        let span = bytes(at, base);
        let done = match event {
            Event::Scalar(text, ..) if stops(&stack, &text, until) => return Ok(stack.remove(0)),
            Event::Scalar(text, style, ..) => Some(Node {
                span,
                value: Value::Scalar(if style == ScalarStyle::Plain && text == "~" {
                    // Nothing, written out or not.
                    String::new()
                } else {
                    text.into_owned()
                }),
            }),
            Event::SequenceStart(..) => open(&mut stack, span, Value::List(Vec::new()))?,
            Event::MappingStart(..) => open(&mut stack, span, Value::Map(Vec::new()))?,
            Event::SequenceEnd | Event::MappingEnd => stack.pop(),
            Event::Alias(_) => {
                return Err(Diagnostic::error(
                    "yaml-alias",
                    span,
                    "aliases are not used in rubric files",
                ));
            }
            _ => None,
        };
        if let Some(node) = done {
            attach(&mut stack, &mut root, node)?;
        }
    }
    root.ok_or_else(|| Diagnostic::error("empty-file", Span::new(base, base), "the file is empty"))
}

/// Whether `text` is a key of the outermost map at which reading stops.
fn stops(stack: &[Node], text: &str, until: &[&str]) -> bool {
    let [
        Node {
            value: Value::Map(entries),
            ..
        },
    ] = stack
    else {
        return false;
    };
    let key_next = entries.last().is_none_or(|(_, value)| value.span.end != 0);
    key_next && until.contains(&text)
}

fn not_yaml(at: Span, error: &ScanError) -> Diagnostic {
    let said = error.to_string();
    let diagnostic = Diagnostic::error("yaml", at, format!("this is not YAML: {said}"));
    if said.contains("unknown escape character") {
        return diagnostic
            .help("in double quotes a backslash is written twice: `\\\\d`; or use single quotes");
    }
    diagnostic
}

fn open(stack: &mut Vec<Node>, span: Span, value: Value) -> Result<Option<Node>, Diagnostic> {
    if stack.len() >= DEPTH {
        return Err(Diagnostic::error(
            "yaml-depth",
            span,
            format!("nested more than {DEPTH} deep"),
        ));
    }
    stack.push(Node { span, value });
    Ok(None)
}

fn attach(stack: &mut [Node], root: &mut Option<Node>, node: Node) -> Result<(), Diagnostic> {
    let Some(parent) = stack.last_mut() else {
        if root.is_some() {
            return Err(Diagnostic::error(
                "yaml-documents",
                node.span,
                "one document a file",
            ));
        }
        *root = Some(node);
        return Ok(());
    };
    parent.span.end = parent.span.end.max(node.span.end);
    match &mut parent.value {
        Value::List(items) => items.push(node),
        Value::Map(entries) => match entries.last_mut() {
            // A key waits for its value as a pair with itself; `span.end` 0 marks it.
            Some((_, value)) if value.span.end == 0 => *value = node,
            _ => {
                let waiting = Node {
                    span: Span::default(),
                    value: Value::Scalar(String::new()),
                };
                entries.push((node, waiting));
            }
        },
        Value::Scalar(_) => {}
    }
    Ok(())
}

fn bytes(span: YamlSpan, base: usize) -> Span {
    let start = base + span.start.byte_offset().unwrap_or(0);
    let end = base + span.end.byte_offset().unwrap_or(0);
    Span::new(start, end.max(start + 1))
}
