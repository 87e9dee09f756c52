//! Mistakes in a rubric file: what, where, and what to do.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

pub(super) use super::suggest::nearest;
use crate::text::{LineIndex, Span};

/// How grave a mistake is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The rubric cannot be used.
    Error,
    /// The rubric works, but probably not as meant.
    Warning,
}

/// One mistake in a rubric file.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// How grave it is.
    pub severity: Severity,
    /// What kind of mistake it is; a short name that stays the same.
    pub code: &'static str,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where, in bytes of the file.
    pub span: Span,
    /// What to do, if that can be said.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error at `span`.
    pub(super) fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            message: message.into(),
            span,
            help: None,
        }
    }

    /// A warning at `span`.
    pub(super) fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, span, message)
        }
    }

    /// Whether it is no more than that a name is not defined, which another file could do.
    pub(super) fn may_be_elsewhere(&self) -> bool {
        const NAMES: [&str; 4] = [
            "unknown-signal",
            "unknown-topic",
            "unknown-vocabulary",
            "unknown-criterion",
        ];
        NAMES.contains(&self.code)
    }

    /// The same with advice.
    #[must_use]
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Line and column, both from 1, of the mistake in `source`.
    #[must_use]
    pub fn position(&self, source: &str) -> (usize, usize) {
        place(source, self.span.start)
    }

    /// Line and column, both from 1, behind the mistake in `source`.
    #[must_use]
    pub fn end(&self, source: &str) -> (usize, usize) {
        place(source, self.span.end)
    }

    /// The mistake drawn over its source line, as rustc does it.
    #[must_use]
    pub fn render(&self, path: &str, source: &str, color: bool) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let start = self.span.start.min(source.len());
        let line_end = source
            .get(start..)
            .and_then(|s| s.find('\n'))
            .map_or(source.len(), |n| start + n);
        let end = self.span.end.clamp(start, line_end.max(start));
        let snippet = Snippet::source(source)
            .path(path)
            .fold(true)
            .annotation(AnnotationKind::Primary.span(start..end));
        let title = level.primary_title(self.message.as_str()).id(self.code);
        let mut group = title.element(snippet);
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        let renderer = if color {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        renderer.render(&[group])
    }
}

fn place(source: &str, at: usize) -> (usize, usize) {
    let position = LineIndex::new(source).position(source, at.min(source.len()));
    (position.line, position.column)
}
