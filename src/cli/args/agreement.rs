//! The arguments of `evaluate agreement`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use super::JudgeArguments;

const AGREEMENT: &str = "\
Marks are CSV with a row a mark (columns file or id, criterion, level, and if you like rater,
rubric, question, kind, source ...), or JSONL: such rows as objects, or an object a text:
  {\"file\": \"a.md\", \"rubric\": \"success-metrics\", \"levels\": {\"goal\": 2, \"actions\": [0, 1]}}
A level is 0 to 3 or its name; a list has one of each rater; `kind` is `answer` or `not an answer`.
With -v the result also has a table for each criterion and everything that fired.

Examples:
  evaluate agreement --marks marks.csv answers/
  evaluate agreement --marks ann.csv --marks ben.csv answers/   two raters
  evaluate agreement --marks marks.jsonl --by source            a line for each source
  evaluate agreement --marks marks.jsonl --criterion goal       every disagreement on it
  evaluate agreement --marks marks.jsonl --min-qwk 0.6          fail below 0.6, for CI";

/// What is asked of `agreement`.
#[derive(Debug, Args)]
#[command(after_help = AGREEMENT)]
pub(in crate::cli) struct AgreementArguments {
    /// The marks: CSV or JSONL; may be given several times
    #[arg(long, value_name = "FILE", required = true, value_hint = ValueHint::FilePath)]
    pub(in crate::cli) marks: Vec<PathBuf>,

    /// Folders and files in which the marked texts are looked up [default: the marks' own folder]
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(in crate::cli) paths: Vec<PathBuf>,

    /// The rubric for all texts: a name or a file [default: the one that the marks name, or auto]
    #[arg(short, long, value_name = "NAME or FILE")]
    pub(in crate::cli) rubric: Option<String>,

    /// How to write the result [default: human]
    #[arg(short, long, value_name = "FORMAT")]
    pub(in crate::cli) format: Option<AgreementFormat>,

    /// Write the result to a file, whole or not at all; no answer and no rubric is written over
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) output: Option<PathBuf>,

    /// Also measure by the values of a field of the marks: source, kind ...; may be given several times
    #[arg(long, value_name = "FIELD")]
    pub(in crate::cli) by: Vec<String>,

    /// List every disagreement on a criterion, with what fired; may be given several times
    #[arg(long, value_name = "ID")]
    pub(in crate::cli) criterion: Vec<String>,

    /// Exit with 1 when the pooled kappa is below X
    #[arg(long, value_name = "X", value_parser = kappa, allow_negative_numbers = true)]
    pub(in crate::cli) min_qwk: Option<f64>,

    /// How often texts are drawn anew for the confidence interval; 0 for none
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(..=1_000_000))]
    pub(in crate::cli) resamples: u32,

    /// What the random numbers of the interval start from
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(in crate::cli) seed: u64,

    /// Also ask a judge
    #[arg(long, help_heading = "Judge")]
    pub(super) judge: bool,

    /// Whose levels are measured where a judge is asked [default: combined]
    #[arg(long, value_name = "WHO", requires = "judge", help_heading = "Judge")]
    pub(in crate::cli) rater: Option<Rater>,

    #[command(flatten)]
    pub(super) judging: JudgeArguments,
}

/// How `agreement` writes its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum AgreementFormat {
    // No doc comments: they would turn the help into its long form.
    Human,
    Json,
}

/// Whose levels are measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Rater {
    // No doc comments: they would turn the help into its long form.
    Signals,
    Judge,
    #[default]
    Combined,
}

fn kappa(text: &str) -> Result<f64, String> {
    let number = text
        .parse::<f64>()
        .ok()
        .filter(|number| (-1.0..=1.0).contains(number));
    number.ok_or_else(|| "a number from -1 to 1 is wanted".to_owned())
}
