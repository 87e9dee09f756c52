//! Where rubrics come from: those in the binary, those of an override directory, a file's text.

use std::collections::BTreeMap;

use thiserror::Error;

use super::diagnostic::{Diagnostic, nearest};
use super::files::{Fault, Files};
use super::include::Inclusion;
use super::load::{self, Beside};
use super::matcher::Matcher;
use super::packed;
use super::recognize::{Heads, Recognizer};
use super::yaml::{self, Node};
use super::{Rubric, Severity, check};
use crate::text::Span;

/// The rubrics in the binary: name and text.
pub const BUILT_IN: [(&str, &str); 6] = [
    (
        "success-metrics",
        include_str!("../../rubrics/success-metrics.yaml"),
    ),
    ("root-cause", include_str!("../../rubrics/root-cause.yaml")),
    (
        "product-design",
        include_str!("../../rubrics/product-design.yaml"),
    ),
    (
        "product-improvement",
        include_str!("../../rubrics/product-improvement.yaml"),
    ),
    ("trade-off", include_str!("../../rubrics/trade-off.yaml")),
    ("pr-faq", include_str!("../../rubrics/pr-faq.yaml")),
];

/// The shared files in the binary.
const SHARED: [(&str, &str); 19] = [
    ("causes", include_str!("../../rubrics/shared/causes.yaml")),
    ("design", include_str!("../../rubrics/shared/design.yaml")),
    ("goals", include_str!("../../rubrics/shared/goals.yaml")),
    ("inquiry", include_str!("../../rubrics/shared/inquiry.yaml")),
    (
        "judgement",
        include_str!("../../rubrics/shared/judgement.yaml"),
    ),
    (
        "learned-pr-faq",
        include_str!("../../rubrics/shared/learned-pr-faq.yaml"),
    ),
    (
        "learned-product-design",
        include_str!("../../rubrics/shared/learned-product-design.yaml"),
    ),
    (
        "learned-product-improvement",
        include_str!("../../rubrics/shared/learned-product-improvement.yaml"),
    ),
    (
        "learned-root-cause",
        include_str!("../../rubrics/shared/learned-root-cause.yaml"),
    ),
    (
        "learned-success-metrics",
        include_str!("../../rubrics/shared/learned-success-metrics.yaml"),
    ),
    (
        "learned-trade-off",
        include_str!("../../rubrics/shared/learned-trade-off.yaml"),
    ),
    ("metrics", include_str!("../../rubrics/shared/metrics.yaml")),
    ("options", include_str!("../../rubrics/shared/options.yaml")),
    ("parts", include_str!("../../rubrics/shared/parts.yaml")),
    ("people", include_str!("../../rubrics/shared/people.yaml")),
    ("product", include_str!("../../rubrics/shared/product.yaml")),
    ("reading", include_str!("../../rubrics/shared/reading.yaml")),
    ("reasons", include_str!("../../rubrics/shared/reasons.yaml")),
    (
        "structure",
        include_str!("../../rubrics/shared/structure.yaml"),
    ),
];

/// What stands below the head of a file that is built in.
const BODY: [&str; 5] = ["include", "vocabulary", "topics", "signals", "criteria"];

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
    #[error("{path} has {} mistake(s)", .faults.len())]
    Faulty {
        /// Its path.
        path: String,
        /// Every mistake, in it or in what it includes.
        faults: Vec<Fault>,
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

    /// The same with shared files that stand beside a rubric of the user's own, named likewise
    /// (`shared/words`); they win over all others.
    #[must_use]
    pub fn beside(mut self, files: BTreeMap<String, Source>) -> Self {
        self.overrides.extend(files);
        self
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

    /// What tells the rubric a question or an answer is for.
    ///
    /// # Errors
    /// Where an overriding file is no YAML.
    pub fn recognizer(&self) -> Result<Recognizer, LoadError> {
        let packed = self.overrides.is_empty().then(packed::heads).flatten();
        Ok(Recognizer::new(match packed {
            Some(heads) => heads,
            None => self.heads()?,
        }))
    }

    /// How its rubrics say what they are for.
    pub(super) fn heads(&self) -> Result<Heads, LoadError> {
        let mut heads = Vec::new();
        for name in self.names() {
            let Some(source) = self.source(&name) else {
                continue;
            };
            // Files of the user's own may have their keys in any order.
            let until: &[&str] = if self.overrides.contains_key(&name) {
                &[]
            } else {
                &BODY
            };
            match yaml::parse_head(&source.text, until) {
                Ok(root) => heads.push((name, root)),
                Err(_) => {
                    return Err(self.compile(&source).err().unwrap_or(LoadError::Unknown {
                        name,
                        known: String::new(),
                    }));
                }
            }
        }
        Ok(Heads::read(&heads))
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
        let mut built_in = BUILT_IN.iter().filter(|_| self.overrides.is_empty());
        let built_in = built_in.find(|(_, text)| *text == source.text);
        match built_in.and_then(|(name, _)| packed::rubric(name)) {
            Some(rubric) => Ok(rubric),
            None => self.interpret(source),
        }
    }

    /// Loads a rubric from its text, whatever is known of it.
    pub(super) fn interpret(&self, source: &Source) -> Result<Rubric, LoadError> {
        let (rubric, faults) = self.read(source);
        match rubric {
            Some(rubric) if Matcher::new(rubric.patterns.sources()).is_ok() => Ok(rubric),
            // The quick reading stops at the first bad pattern; the thorough one finds them all.
            _ => Err(LoadError::Faulty {
                path: source.path.clone(),
                faults: Some(self.errors(source))
                    .filter(|all| !all.is_empty())
                    .unwrap_or(faults),
            }),
        }
    }

    /// Everything that is wrong or doubtful in the text of a rubric or of a shared file, and in what
    /// it includes.
    #[must_use]
    pub fn check(&self, source: &Source) -> Vec<Fault> {
        let mut files = Files::default();
        let diagnostics = check::file(self, source, &mut files);
        faults(&files, diagnostics)
    }

    fn errors(&self, source: &Source) -> Vec<Fault> {
        let mut faults = self.check(source);
        faults.retain(|fault| fault.diagnostic.severity == Severity::Error);
        faults
    }

    fn read(&self, source: &Source) -> (Option<Rubric>, Vec<Fault>) {
        let mut files = Files::default();
        let mut diagnostics = Vec::new();
        let rubric = self.assemble(source, &mut files, &mut diagnostics);
        let broken = diagnostics.iter().any(|d| d.severity == Severity::Error);
        (rubric.filter(|_| !broken), faults(&files, diagnostics))
    }

    fn assemble(
        &self,
        source: &Source,
        files: &mut Files,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Rubric> {
        let (root, beside) = self.parse(source, files, diagnostics)?;
        let (rubric, found) = load::build(&root, &beside, files.sha256());
        diagnostics.extend(found);
        rubric
    }

    /// A rubric file and those it includes, parsed.
    pub(super) fn parse(
        &self,
        source: &Source,
        files: &mut Files,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<(Node, Beside)> {
        let base = files.add(source.clone());
        let root = match yaml::parse(&source.text, base) {
            Ok(root) => root,
            Err(diagnostic) => {
                diagnostics.push(diagnostic);
                return None;
            }
        };
        let beside = Inclusion::new(self, files, diagnostics).all(&root)?;
        Some((root, beside))
    }

    pub(super) fn shared(&self, name: &str) -> Option<Source> {
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

    /// The names of the shared files.
    pub(super) fn shared_names(&self) -> Vec<&str> {
        let own = self
            .overrides
            .keys()
            .filter_map(|key| key.strip_prefix("shared/"));
        let mut known: Vec<&str> = SHARED.iter().map(|(name, _)| *name).chain(own).collect();
        known.sort_unstable();
        known.dedup();
        known
    }

    pub(super) fn no_such_file(&self, at: Span, name: &str) -> Diagnostic {
        let known = self.shared_names();
        let help = nearest(name, known.iter().copied())
            .unwrap_or_else(|| format!("known: {}", known.join(", ")));
        Diagnostic::error(
            "unknown-shared-file",
            at,
            format!("no shared file is named `{name}`"),
        )
        .help(help)
    }
}

/// Mistakes with their files, in the order of the files and places.
fn faults(files: &Files, mut diagnostics: Vec<Diagnostic>) -> Vec<Fault> {
    diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
    let faults = diagnostics.into_iter();
    faults.filter_map(|fault| files.fault(fault)).collect()
}
