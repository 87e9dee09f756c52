//! What a reader should know beside the grades, as reports hold it.

use serde::Serialize;

/// Something to know beside the grades.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// What it is about.
    pub kind: WarningKind,
    /// What to know, in a sentence.
    pub message: String,
    /// First byte in the decoded input, where there is a place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<usize>,
    /// One past the last byte.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<usize>,
}

impl Warning {
    /// A warning without a place.
    #[must_use]
    pub fn new(kind: WarningKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            start: None,
            end: None,
        }
    }

    /// The same at a place in the decoded input.
    #[must_use]
    pub fn at(self, start: usize, end: usize) -> Self {
        Self {
            start: Some(start),
            end: Some(end),
            ..self
        }
    }
}

/// What a warning is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WarningKind {
    /// Text that addresses the grader.
    Injection,
    /// The text is no answer.
    NotAnAnswer,
    /// The text may be no answer.
    Doubtful,
    /// The answer would fit any other case.
    General,
    /// Most of the text was kept out.
    Furniture,
    /// The text is not UTF-8, or damaged.
    Encoding,
    /// The rubric may be the wrong one.
    Rubric,
    /// The front matter cannot be read.
    FrontMatter,
    /// The judge could not be had for some part.
    Degraded,
    /// The judge answered, and most of its levels could not be believed.
    Unbelieved,
    /// The signals and the judge are far apart.
    Disagreement,
}

impl WarningKind {
    /// Its name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Injection => "injection",
            Self::NotAnAnswer => "not-an-answer",
            Self::Doubtful => "doubtful",
            Self::General => "general",
            Self::Furniture => "furniture",
            Self::Encoding => "encoding",
            Self::Rubric => "rubric",
            Self::FrontMatter => "front-matter",
            Self::Degraded => "degraded",
            Self::Unbelieved => "unbelieved",
            Self::Disagreement => "disagreement",
        }
    }
}
