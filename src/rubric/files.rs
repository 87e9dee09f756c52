//! The files a rubric is made of, laid end to end, so that a span also says which file it is in.

use sha2::{Digest, Sha256};

use super::Source;
use super::diagnostic::Diagnostic;
use crate::text::{LineIndex, Span, hex};

/// A file and a line in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// The file.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
}

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

    /// Line and column behind its end, both from 1.
    #[must_use]
    pub fn end(&self) -> (usize, usize) {
        self.diagnostic.end(&self.source.text)
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

    /// SHA-256 of the texts in the order of adding, in hexadecimal.
    pub(super) fn sha256(&self) -> String {
        let mut hash = Sha256::new();
        for (_, source) in &self.files {
            hash.update(source.text.as_bytes());
        }
        hex(&hash.finalize())
    }

    /// The file that a span stands in, and where in it.
    fn locate(&self, at: Span) -> Option<(&Source, Span)> {
        let (base, source) = self
            .files
            .iter()
            .rev()
            .find(|(base, _)| *base <= at.start)?;
        Some((
            source,
            Span::new(at.start - base, at.end.max(at.start) - base),
        ))
    }

    /// The file and line that a span begins in.
    pub(super) fn location(&self, at: Span) -> Option<Location> {
        let (source, span) = self.locate(at)?;
        let start = span.start.min(source.text.len());
        Some(Location {
            path: source.path.clone(),
            line: LineIndex::new(&source.text)
                .position(&source.text, start)
                .line,
        })
    }

    /// The same, each with what its first byte counts as in spans.
    pub(super) fn placed(&self) -> Vec<(usize, String)> {
        let texts = self.files.iter();
        texts
            .map(|(base, source)| (*base, source.text.clone()))
            .collect()
    }

    /// The mistake in terms of the file that it stands in.
    pub(super) fn fault(&self, mut diagnostic: Diagnostic) -> Option<Fault> {
        let (source, span) = self.locate(diagnostic.span)?;
        diagnostic.span = span;
        Some(Fault {
            source: source.clone(),
            diagnostic,
        })
    }
}
