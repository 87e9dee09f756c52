//! What a mark says: a level as a number or by its name, and whether a text is an answer at all.

use serde::Serialize;
use serde_json::Value;

use crate::rubric::MAX_LEVEL;

/// A level as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Level {
    /// 0..=3.
    Number(u8),
    /// A name that the rubric may know.
    Name(String),
}

impl Level {
    /// Reads a level.
    ///
    /// # Errors
    /// What is wrong with it and what to write instead.
    pub(super) fn read(value: &Value) -> Result<Self, String> {
        match value {
            Value::String(text) => match text.trim().parse::<f64>() {
                Ok(number) => whole(number).ok_or_else(|| wrong(text.trim())),
                Err(_) if text.trim().is_empty() => Err(wrong("")),
                Err(_) => Ok(Self::Name(text.trim().to_owned())),
            },
            Value::Number(number) => {
                let level = number.as_f64().and_then(whole);
                level.ok_or_else(|| wrong(&number.to_string()))
            }
            Value::Null => Err(wrong("")),
            other => Err(wrong(&other.to_string())),
        }
    }

    /// The number, where names are those of `levels`, from level 0 up.
    ///
    /// # Errors
    /// Where no level has the name.
    pub(super) fn resolve(&self, levels: &[String]) -> Result<u8, String> {
        match self {
            Self::Number(level) => Ok(*level),
            Self::Name(name) => {
                let same = |level: &String| level.to_lowercase() == name.to_lowercase();
                let level = (0..=MAX_LEVEL).zip(levels).find(|(_, level)| same(level));
                level.map(|(number, _)| number).ok_or_else(|| {
                    let known = levels.join(", ");
                    format!("`{name}` is no level; write 0 to {MAX_LEVEL}, or one of {known}")
                })
            }
        }
    }
}

fn whole(number: f64) -> Option<Level> {
    let level = (0..=MAX_LEVEL).find(|level| (f64::from(*level) - number).abs() < f64::EPSILON);
    level.map(Level::Number)
}

fn wrong(written: &str) -> String {
    let what = if written.is_empty() {
        "an empty mark".to_owned()
    } else {
        format!("`{written}`")
    };
    format!("{what} is no level; write 0 to {MAX_LEVEL}, or the name of a level")
}

/// Whether a text is an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// It is one.
    Answer,
    /// It is something else: an article, a template, a list of questions.
    NotAnAnswer,
}

impl Kind {
    /// Reads "answer" or "not an answer".
    pub(super) fn read(text: &str) -> Option<Self> {
        let words = text.to_lowercase().replace(['-', '_'], " ");
        match words.trim() {
            "answer" | "an answer" => Some(Self::Answer),
            "not an answer" | "no answer" | "not answer" => Some(Self::NotAnAnswer),
            _ => None,
        }
    }
}
