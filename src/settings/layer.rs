//! What one place can set; several such layers make the settings.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::judge::JudgeLayer;

pub use crate::report::OutputFormat;

/// What flags, the environment or one file say; `None` is left to the layers below.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layer {
    /// The rubric.
    pub rubric: Option<RubricName>,
    /// How the result is written.
    pub format: Option<OutputFormat>,
    /// An answer below this fails.
    pub min_score: Option<f64>,
    /// When to use colours.
    pub color: Option<ColorChoice>,
    /// A directory of rubrics.
    pub rubrics: Option<PathBuf>,
    /// A directory of prompts.
    pub prompts: Option<PathBuf>,
    /// Whether the network is forbidden.
    pub offline: Option<bool>,
    /// Whether each level is explained.
    pub explain: Option<bool>,
    /// How a judge is asked.
    pub judge: JudgeLayer,
}

impl Layer {
    /// This layer with its gaps filled from `below`.
    #[must_use]
    pub fn over(self, below: Self) -> Self {
        // Destructured in full, so that a new option cannot be forgotten here.
        let Self {
            rubric,
            format,
            min_score,
            color,
            rubrics,
            prompts,
            offline,
            explain,
            judge,
        } = self;
        Self {
            rubric: rubric.or(below.rubric),
            format: format.or(below.format),
            min_score: min_score.or(below.min_score),
            color: color.or(below.color),
            rubrics: rubrics.or(below.rubrics),
            prompts: prompts.or(below.prompts),
            offline: offline.or(below.offline),
            explain: explain.or(below.explain),
            judge: judge.over(below.judge),
        }
    }
}

/// How a rubric is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RubricName {
    /// Chosen for each answer.
    Auto,
    /// By name.
    Name(String),
    /// A file.
    File(PathBuf),
}

impl RubricName {
    /// Reads `auto`, a name, or a path: what has a separator or ends in `.yaml` or `.yml`.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let path = Path::new(text);
        let yaml = path
            .extension()
            .is_some_and(|extension| extension == "yaml" || extension == "yml");
        if text == "auto" {
            Self::Auto
        } else if yaml || text.contains(['/', '\\']) {
            Self::File(path.to_path_buf())
        } else {
            Self::Name(text.to_owned())
        }
    }

    /// The same with a path taken from `directory`.
    #[must_use]
    pub fn within(self, directory: &Path) -> Self {
        match self {
            Self::File(path) => Self::File(directory.join(path)),
            other => other,
        }
    }
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl ColorChoice {
    /// All choices with their names.
    pub const NAMES: [(&'static str, Self); 3] = [
        ("auto", Self::Auto),
        ("always", Self::Always),
        ("never", Self::Never),
    ];
}

/// A value that an option cannot take.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{value}` is not {wanted}")]
pub struct Unusable {
    /// The value.
    pub value: String,
    /// What is wanted instead.
    pub wanted: String,
}

/// One of a closed set of names.
pub(super) fn named<T: Copy>(value: &str, names: &[(&str, T)]) -> Result<T, Unusable> {
    let found = names
        .iter()
        .find(|(name, _)| *name == value)
        .map(|(_, found)| *found);
    found.ok_or_else(|| {
        let known: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
        Unusable {
            value: value.to_owned(),
            wanted: format!("one of {}", known.join(", ")),
        }
    })
}

/// A score, 0..=100.
pub(super) fn score(value: &str) -> Result<f64, Unusable> {
    let number = value
        .parse::<f64>()
        .ok()
        .filter(|number| (0.0..=100.0).contains(number));
    number.ok_or_else(|| Unusable {
        value: value.to_owned(),
        wanted: "a number from 0 to 100".into(),
    })
}
