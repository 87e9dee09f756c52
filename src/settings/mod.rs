//! Settings: what flags, environment and configuration files say, made into one value.
//!
//! Nothing here reads a file or the environment: `cli` hands in what it found.

mod environment;
mod file;
mod judge;
mod layer;

use std::path::PathBuf;

pub use environment::{PREFIX, from_environment};
pub use file::{FILE, parse};
pub use judge::{JudgeLayer, JudgeSettings, Origin, Scope, amount, seconds};
pub use layer::{ColorChoice, Layer, OutputFormat, RubricName, Unusable};

/// How answers are graded and shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The rubric that was asked for; without one it is chosen for each answer.
    pub rubric: Option<RubricName>,
    /// How the result is written.
    pub format: OutputFormat,
    /// An answer below this fails.
    pub min_score: Option<f64>,
    /// When to use colours.
    pub color: ColorChoice,
    /// A directory whose rubrics win over the built-in ones.
    pub rubrics: Option<PathBuf>,
    /// A directory whose prompts win over the built-in ones.
    pub prompts: Option<PathBuf>,
    /// Whether the network is forbidden.
    pub offline: bool,
    /// Whether each level is explained.
    pub explain: bool,
    /// How a judge is asked.
    pub judge: JudgeSettings,
}

impl Settings {
    /// Merges layers, the first winning.
    #[must_use]
    pub fn resolve(layers: impl IntoIterator<Item = Layer>) -> Self {
        let merged = layers.into_iter().fold(Layer::default(), Layer::over);
        let Layer {
            rubric,
            format,
            min_score,
            color,
            rubrics,
            prompts,
            offline,
            explain,
            judge,
        } = merged;
        Self {
            rubric: rubric.filter(|rubric| *rubric != RubricName::Auto),
            format: format.unwrap_or_default(),
            min_score,
            color: color.unwrap_or_default(),
            rubrics,
            prompts,
            offline: offline.unwrap_or(false),
            explain: explain.unwrap_or(false),
            judge: JudgeSettings::resolve(judge),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_layer_wins_and_gaps_are_filled_from_below() {
        let flags = Layer {
            format: Some(OutputFormat::Json),
            ..Layer::default()
        };
        let file = Layer {
            format: Some(OutputFormat::Markdown),
            min_score: Some(60.0),
            ..Layer::default()
        };
        let settings = Settings::resolve([flags, file]);
        assert_eq!(
            (settings.format, settings.min_score),
            (OutputFormat::Json, Some(60.0))
        );
        assert!(!settings.explain);
    }

    #[test]
    fn auto_on_the_command_line_takes_back_a_configured_rubric() {
        let flags = Layer {
            rubric: Some(RubricName::Auto),
            ..Layer::default()
        };
        let file = Layer {
            rubric: Some(RubricName::parse("success-metrics")),
            ..Layer::default()
        };
        assert_eq!(Settings::resolve([flags, file]).rubric, None);
    }
}
