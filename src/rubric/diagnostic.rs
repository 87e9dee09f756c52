//! Mistakes in a rubric file: what, where, and what to do.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

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
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where, in bytes of the file.
    pub span: Span,
    /// What to do, if that can be said.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error at `span`.
    pub(super) fn error(span: Span, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            message: message.into(),
            span,
            help: None,
        }
    }

    /// A warning at `span`.
    pub(super) fn warning(span: Span, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(span, message)
        }
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
        let position = LineIndex::new(source).position(source, self.span.start.min(source.len()));
        (position.line, position.column)
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
        let mut group = level.primary_title(self.message.as_str()).element(snippet);
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

/// "did you mean ...?" for the nearest of `known`, if one is near.
pub(super) fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<String> {
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(word, name), name))
        .filter(|(distance, name)| *distance <= 1 + name.len() / 4)
        .min()
        .map(|(_, name)| format!("did you mean `{name}`?"))
}
