//! The files a rubric is made of, laid end to end, so that a span also says which file it is in.

use super::Source;
use super::diagnostic::Diagnostic;
use crate::text::Span;

/// A mistake and the file it stands in.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The file.
    pub source: Source,
    /// The mistake; its span is in bytes of that file.
    pub diagnostic: Diagnostic,
}

impl Fault {
    /// Line and column, both from 1.
    #[must_use]
    pub fn position(&self) -> (usize, usize) {
        self.diagnostic.position(&self.source.text)
    }

    /// The mistake drawn over its source line, as rustc does it.
    #[must_use]
    pub fn render(&self, color: bool) -> String {
        let Source { path, text } = &self.source;
        self.diagnostic.render(path, text, color)
    }
}

/// Files laid end to end, one byte between them.
#[derive(Debug, Default)]
pub(super) struct Files {
    files: Vec<(usize, Source)>,
    end: usize,
}

impl Files {
    /// Adds a file and says what its first byte counts as in spans.
    pub(super) fn add(&mut self, source: Source) -> usize {
        let base = self.end;
        self.end += source.text.len() + 1;
        self.files.push((base, source));
        base
    }

    /// The texts, in the order of adding.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|(_, source)| source.text.as_str())
    }

    /// The mistake in terms of the file that it stands in.
    pub(super) fn fault(&self, mut diagnostic: Diagnostic) -> Option<Fault> {
        let at = diagnostic.span.start;
        let (base, source) = self.files.iter().rev().find(|(base, _)| *base <= at)?;
        diagnostic.span = Span::new(at - base, diagnostic.span.end.max(at) - base);
        Some(Fault {
            source: source.clone(),
            diagnostic,
        })
    }
}
