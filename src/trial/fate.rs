//! Changes of a rubric or of an example, and whether an example noticed them.

use serde::Serialize;

use crate::rubric::Aspect;
use crate::text::Span;

/// A kind of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The evidence of an example is denied.
    Denied,
    /// The evidence of an example is taken out.
    Removed,
    /// A level's condition loses a part or has a threshold one off.
    Condition,
    /// A signal loses a constraint.
    Constraint,
    /// A signal's pattern loses an alternative.
    Alternative,
    /// A topic loses an element.
    Topic,
    /// A vocabulary loses an element.
    Vocabulary,
}

impl Kind {
    /// All kinds with their names, the most telling first.
    pub const NAMES: [(&'static str, Self); 7] = [
        ("denied", Self::Denied),
        ("removed", Self::Removed),
        ("condition", Self::Condition),
        ("constraint", Self::Constraint),
        ("alternative", Self::Alternative),
        ("topic", Self::Topic),
        ("vocabulary", Self::Vocabulary),
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        let found = Self::NAMES.iter().find(|(_, kind)| *kind == self);
        found.map_or("", |(name, _)| name)
    }
}

impl From<Aspect> for Kind {
    fn from(aspect: Aspect) -> Self {
        match aspect {
            Aspect::Condition => Self::Condition,
            Aspect::Constraint => Self::Constraint,
            Aspect::Alternative => Self::Alternative,
            Aspect::Topic => Self::Topic,
            Aspect::Vocabulary => Self::Vocabulary,
        }
    }
}

/// What became of a change.
pub(super) struct Fate {
    pub(super) kind: Kind,
    pub(super) at: Span,
    pub(super) of: String,
    pub(super) change: String,
    /// The criteria that it can matter to.
    pub(super) criteria: Vec<usize>,
    pub(super) verdict: Verdict,
}

/// Whether an example noticed a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// An example fails that passed.
    Killed,
    /// Examples have what was changed, and pass all the same.
    Unnoticed,
    /// No example has it.
    Untouched,
}
