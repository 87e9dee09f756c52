//! Where rubrics come from: those in the binary, those of an override directory, a file's text.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};
use thiserror::Error;

use super::diagnostic::Diagnostic;
use super::load::{self, Beside};
use super::matcher::Matcher;
use super::yaml::{self, Node};
use super::{Rubric, Severity};

/// The rubrics in the binary: name and text.
pub const BUILT_IN: [(&str, &str); 1] = [(
    "success-metrics",
    include_str!("../../rubrics/success-metrics.yaml"),
)];

/// The vocabulary files in the binary.
const SHARED: [(&str, &str); 4] = [
    ("reading", include_str!("../../rubrics/shared/reading.yaml")),
    ("people", include_str!("../../rubrics/shared/people.yaml")),
    ("metrics", include_str!("../../rubrics/shared/metrics.yaml")),
    ("reasons", include_str!("../../rubrics/shared/reasons.yaml")),
];

/// A rubric file's text and what to call it in messages.
#[derive(Clone, Debug)]
pub struct Source {
    /// A path, or `<built-in>/name.yaml`.
    pub path: String,
    /// The text.
    pub text: String,
}

/// A rubric file that cannot be used.
#[derive(Debug, Error)]
pub enum LoadError {
    /// No rubric has that name.
    #[error("no rubric is named `{name}`; known: {known}")]
    Unknown {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// The file has mistakes.
    #[error("the rubric {path} has {} mistake(s)", .diagnostics.len())]
    Faulty {
        /// Its path.
        path: String,
        /// Its text.
        text: String,
        /// Every mistake.
        diagnostics: Vec<Diagnostic>,
    },
}

/// All rubrics that can be asked for by name.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// Files of an override directory: name without `.yaml`, and text; they win over the binary's.
    overrides: BTreeMap<String, Source>,
}

impl Library {
    /// A library in which `files` (path relative to the directory, without `.yaml`) win.
    #[must_use]
    pub fn with_overrides(files: BTreeMap<String, Source>) -> Self {
        Self { overrides: files }
    }

    /// The names that can be asked for, in order.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let own = self
            .overrides
            .keys()
            .filter(|name| !name.starts_with("shared/"))
            .cloned();
        let mut names: Vec<String> = BUILT_IN
            .iter()
            .map(|(name, _)| (*name).to_owned())
            .chain(own)
            .collect();
        names.sort();
        names.dedup();
        names
    }

    /// The file of the rubric called `name`.
    #[must_use]
    pub fn source(&self, name: &str) -> Option<Source> {
        let built_in = || {
            let (_, text) = BUILT_IN.iter().find(|(known, _)| *known == name)?;
            Some(Source {
                path: format!("<built-in>/{name}.yaml"),
                text: (*text).to_owned(),
            })
        };
        self.overrides.get(name).cloned().or_else(built_in)
    }

    /// Loads the rubric called `name`.
    ///
    /// # Errors
    /// Where there is none, or it has mistakes.
    pub fn load(&self, name: &str) -> Result<Rubric, LoadError> {
        let source = self.source(name).ok_or_else(|| LoadError::Unknown {
            name: name.to_owned(),
            known: self.names().join(", "),
        })?;
        self.compile(&source)
    }

    /// Loads a rubric from its text.
    ///
    /// # Errors
    /// Every mistake in it, at once.
    pub fn compile(&self, source: &Source) -> Result<Rubric, LoadError> {
        let (rubric, diagnostics) = self.read(source, false);
        let own =
            BUILT_IN.iter().any(|(_, text)| *text == source.text) && self.overrides.is_empty();
        match rubric {
            // Tests hold that what is built in compiles.
            Some(rubric) if own || Matcher::new(rubric.patterns.sources()).is_ok() => Ok(rubric),
            // The quick reading stops at the first bad pattern; the thorough one finds them all.
            _ => Err(LoadError::Faulty {
                path: source.path.clone(),
                text: source.text.clone(),
                diagnostics: Some(self.check(source))
                    .filter(|all| !all.is_empty())
                    .unwrap_or(diagnostics),
            }),
        }
    }

    /// Everything that is wrong or doubtful in a rubric's text.
    #[must_use]
    pub fn check(&self, source: &Source) -> Vec<Diagnostic> {
        self.read(source, true).1
    }

    fn read(&self, source: &Source, thorough: bool) -> (Option<Rubric>, Vec<Diagnostic>) {
        let root = match yaml::parse(&source.text) {
            Ok(root) => root,
            Err(diagnostic) => return (None, vec![diagnostic]),
        };
        let (beside, texts, faults) = self.beside(&root);
        let mut hash = Sha256::new();
        for text in std::iter::once(source.text.as_str())
            .chain(texts.iter().map(|source| source.text.as_str()))
        {
            hash.update(text.as_bytes());
        }
        let sha256 = hash.finalize().iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        let Some(beside) = beside else {
            return (None, faults);
        };
        let (rubric, mut diagnostics) = load::build(&root, &beside, sha256, thorough);
        diagnostics.extend(faults);
        let broken = diagnostics.iter().any(|d| d.severity == Severity::Error);
        (rubric.filter(|_| !broken), diagnostics)
    }

    fn shared(&self, name: &str) -> Option<Source> {
        let built_in = || {
            let (_, text) = SHARED.iter().find(|(known, _)| *known == name)?;
            Some(Source {
                path: format!("<built-in>/shared/{name}.yaml"),
                text: (*text).to_owned(),
            })
        };
        self.overrides
            .get(&format!("shared/{name}"))
            .cloned()
            .or_else(built_in)
    }

    /// The files that `root` includes, and how answers are read.
    fn beside(&self, root: &Node) -> (Option<Beside>, Vec<Source>, Vec<Diagnostic>) {
        let mut faults = Vec::new();
        let mut texts = Vec::new();
        let mut vocabularies = Vec::new();
        let reading = self.shared("reading").and_then(|source| {
            let node = yaml::parse(&source.text);
            texts.push(source);
            node.map_err(|fault| faults.push(fault)).ok()
        });
        let included = match root.get("include").map(|node| &node.value) {
            Some(yaml::Value::List(nodes)) => nodes.as_slice(),
            _ => &[],
        };
        if let Some(reading) = &reading {
            vocabularies.push(reading.clone());
        }
        for node in included {
            let name = node.text().unwrap_or_default();
            let Some(source) = self.shared(name) else {
                let known: Vec<&str> = SHARED.iter().map(|(name, _)| *name).collect();
                let fault = Diagnostic::error(
                    node.span,
                    format!("no shared vocabulary file is named `{name}`"),
                );
                faults.push(fault.help(format!("known: {}", known.join(", "))));
                continue;
            };
            match yaml::parse(&source.text) {
                Ok(node) => vocabularies.push(node),
                Err(mut fault) => {
                    fault.message = format!("in {}: {}", source.path, fault.message);
                    fault.span = node.span;
                    faults.push(fault);
                }
            }
            texts.push(source);
        }
        (
            reading.map(|reading| Beside {
                vocabularies,
                reading,
            }),
            texts,
            faults,
        )
    }
}
