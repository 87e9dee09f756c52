//! A rubric opened together with its examples, every part of them with its file and line.

use super::diagnostic::Diagnostic;
use super::examples::{Case, Phrase, Sheet};
use super::fields::Fields;
use super::files::{Files, Location};
use super::library::{Library, LoadError, Source};
use super::load::{self, Beside};
use super::yaml::{self, Node};
use super::{Fault, Rubric};
use crate::text::Span;

/// A rubric and the examples that say what it must do.
#[derive(Debug)]
pub struct Workbook {
    /// The rubric.
    pub rubric: Rubric,
    /// Texts with levels: the rubric's own, then those of the file beside it.
    pub cases: Vec<Case>,
    /// Phrases for single signals.
    pub phrases: Vec<Phrase>,
    /// The parsed rubric file.
    pub(super) root: Node,
    /// The parsed shared files.
    pub(super) beside: Beside,
    files: Files,
}

impl Workbook {
    /// The file and line of a part of the rubric or of its examples.
    #[must_use]
    pub fn location(&self, at: Span) -> Location {
        self.files.location(at).unwrap_or(Location {
            path: String::new(),
            line: 0,
        })
    }
}

impl Library {
    /// Opens the rubric in `source` with its examples: its own and those of the file `beside` it.
    ///
    /// # Errors
    /// Every mistake in the rubric, or else in its examples, at once.
    pub fn workbook(
        &self,
        source: &Source,
        beside: Option<&Source>,
    ) -> Result<Workbook, LoadError> {
        self.compile(source)?;
        let mut files = Files::default();
        let mut fields = Fields::default();
        let opened = self.parse(source, &mut files, &mut fields.diagnostics);
        let opened = opened.and_then(|(root, shared)| {
            let (rubric, found) = load::build(&root, &shared, files.sha256());
            fields.diagnostics.extend(found);
            Some((root, shared, rubric?))
        });
        let Some((root, shared, rubric)) = opened else {
            return Err(faulty(source, &files, fields.diagnostics));
        };
        let mut sheet = Sheet::of(&mut fields, &rubric);
        if let Some(beside) = beside {
            let base = files.add(beside.clone());
            match yaml::parse(&beside.text, base) {
                Ok(node) => sheet.read(&mut fields, &rubric, &node),
                Err(fault) => fields.diagnostics.push(fault),
            }
        }
        if !fields.diagnostics.is_empty() {
            return Err(faulty(beside.unwrap_or(source), &files, fields.diagnostics));
        }
        Ok(Workbook {
            rubric,
            cases: sheet.cases,
            phrases: sheet.phrases,
            root,
            beside: shared,
            files,
        })
    }
}

fn faulty(source: &Source, files: &Files, mut diagnostics: Vec<Diagnostic>) -> LoadError {
    diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
    let faults: Vec<Fault> = diagnostics
        .into_iter()
        .filter_map(|diagnostic| files.fault(diagnostic))
        .collect();
    LoadError::Faulty {
        path: source.path.clone(),
        faults,
    }
}
