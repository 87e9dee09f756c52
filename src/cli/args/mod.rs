//! The arguments as they are written; what they mean together is `configuration`'s business.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

use super::process::Process;
use crate::input::{Columns, Holding};
use crate::settings::{ColorChoice, Layer, OutputFormat, RubricName};

const EXAMPLES: &str = "\
Examples:
  evaluate answer.md                     grade a file
  pbpaste | evaluate                     grade what was piped in
  evaluate answers/                      grade a folder and see the class
  evaluate -f csv -o marks.csv answers/  a table with a row an answer
  evaluate -f jsonl outputs.jsonl        grade a stream, a report a line
  evaluate --explain answer.md           say why each level is what it is
  evaluate -f json answer.md | jq .score take the score for a script
  evaluate --min-score 60 answer.md      fail below 60, for CI
  evaluate -r incident.yaml report.md    grade against a rubric of your own
  evaluate rubric show                   read the rubric: criteria, weights, levels
  evaluate agreement --marks marks.csv   how well grades agree with marks of yours

Configuration: flags, then EVALUATE_RUBRIC, EVALUATE_FORMAT and the like, then evaluate.toml found
upwards from the working directory, then evaluate/evaluate.toml in your configuration directory.

Exit status: 0 done; 1 done, and the verdict is negative (a score below --min-score, agreement below
--min-qwk, a rubric with faults or failing examples); 2 something could not be done (bad usage, an
unreadable input; the others are graded all the same).";

/// Grades a written answer against a rubric: a level for every criterion, the words that earned it,
/// and what to write next.
#[derive(Debug, Parser)]
#[command(
    name = "evaluate",
    version,
    after_help = EXAMPLES,
    max_term_width = 100,
    args_conflicts_with_subcommands = true,
    override_usage = "evaluate [OPTIONS] [PATH]...\n       evaluate <COMMAND>"
)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct Arguments {
    /// What to do instead of grading.
    #[command(subcommand)]
    pub(super) command: Option<Command>,

    /// Answers: .md, .txt, .html and .docx files, folders of them, .jsonl and .csv files with many;
    /// nothing or `-` reads standard input
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(super) paths: Vec<PathBuf>,

    /// The rubric: a name (see `rubric list`) or a file [default: auto]
    #[arg(short, long, value_name = "NAME or FILE")]
    rubric: Option<String>,

    /// The question that was asked
    #[arg(long, value_name = "TEXT")]
    pub(super) question: Option<String>,

    /// How to write the result [default: human]
    #[arg(short, long, value_name = "FORMAT")]
    format: Option<OutputFormat>,

    /// Write the result to a file, whole or not at all
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) output: Option<PathBuf>,

    /// Exit with 1 when an answer scores below N
    #[arg(long, value_name = "N", value_parser = score)]
    min_score: Option<f64>,

    /// Exit with 0 also where inputs could not be graded: they stand in the result as errors
    #[arg(long)]
    pub(super) allow_errors: bool,

    /// Say for every criterion which signals fired, which did not, and why the level is what it is
    #[arg(long)]
    explain: bool,

    /// Grade a text that looks like no answer as if it were one
    #[arg(long)]
    pub(super) assume_answer: bool,

    /// How files hold answers: one each, or as records [default: by their names; standard input: text]
    #[arg(long, value_name = "KIND")]
    pub(super) from: Option<InputKind>,

    /// The field of a record that holds the answer
    #[arg(long, value_name = "NAME", default_value = "answer")]
    answer_column: String,

    /// The field with its id
    #[arg(long, value_name = "NAME", default_value = "id")]
    id_column: String,

    /// The field with the question
    #[arg(long, value_name = "NAME", default_value = "question")]
    question_column: String,

    /// The field with the rubric's name
    #[arg(long, value_name = "NAME", default_value = "rubric")]
    rubric_column: String,

    /// How many answers are graded at once [default: one for each processor]
    #[arg(short, long, value_name = "N")]
    pub(super) jobs: Option<NonZeroUsize>,

    /// Forbid the network (nothing uses it yet)
    #[arg(long)]
    offline: bool,

    /// When to use colours [default: auto]
    #[arg(long, value_name = "WHEN", global = true)]
    color: Option<ColorChoice>,

    /// Read this configuration file and no other
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, global = true)]
    pub(super) config: Option<PathBuf>,

    /// Say less on standard error
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(super) quiet: bool,

    /// Say more on standard error
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(super) verbose: u8,
}

/// What can be done beside grading.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List, show, check and test rubrics
    Rubric {
        /// What to do with them.
        #[command(subcommand)]
        action: RubricAction,
    },
    /// Say how well grades agree with the marks that people gave
    Agreement(AgreementArguments),
    /// Write completions for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Write the manual page
    Man,
}

/// What can be done with rubrics.
#[derive(Debug, Subcommand)]
pub(super) enum RubricAction {
    /// List the rubrics that can be asked for by name
    List,
    /// Show a rubric: its criteria, their weights and what each level means
    Show {
        /// The rubric: a name or a file
        #[arg(value_name = "NAME or FILE", default_value = "success-metrics")]
        rubric: String,
        /// The file as it is written, as a starting point for your own
        #[arg(long, conflicts_with = "format")]
        source: bool,
        /// How to write it
        #[arg(short, long, value_name = "FORMAT", default_value = "human")]
        format: ShowFormat,
    },
    /// Check rubric files and report every mistake at once
    Check {
        /// The files, or names; shared files too
        #[arg(value_name = "FILE", required = true, value_hint = ValueHint::FilePath)]
        files: Vec<String>,
        /// Exit with 1 for warnings too
        #[arg(long)]
        strict: bool,
        /// How to write the mistakes: for people, or a list for editors
        #[arg(short, long, value_name = "FORMAT", default_value = "human")]
        format: CheckFormat,
    },
    /// Run the examples of rubrics, as tests are run
    Test(TestArguments),
    /// Write a commented rubric to start from, and its examples beside it
    New {
        /// Where to; nothing or `-` writes the rubric alone to standard output
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: Option<PathBuf>,
        /// Its id, of small letters and hyphens [default: the name of the file]
        #[arg(long)]
        id: Option<String>,
        /// Its title
        #[arg(long)]
        title: Option<String>,
    },
    /// Write the JSON Schema of rubric files, for editors
    Schema {
        /// That of examples files
        #[arg(long, conflicts_with = "shared")]
        examples: bool,
        /// That of shared files
        #[arg(long)]
        shared: bool,
    },
}

/// What is to be tested, and how.
#[derive(Debug, clap::Args)]
pub(super) struct TestArguments {
    /// The rubrics: files, or names [default: every rubric in the folder `rubrics`]
    #[arg(value_name = "RUBRIC", value_hint = ValueHint::FilePath)]
    pub(super) rubrics: Vec<String>,

    /// Fail too where a level, a signal or near misses have no example
    #[arg(long)]
    pub(super) strict: bool,

    /// Change the rubric part by part and list the changes that no example notices
    #[arg(long)]
    pub(super) mutate: bool,

    /// Exit with 1 when the examples notice less than N percent of the changes
    #[arg(long, value_name = "N", value_parser = score, requires = "mutate")]
    pub(super) min_score: Option<f64>,

    /// How to write the result
    #[arg(short, long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: TestFormat,
}

/// How the result of a test is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum TestFormat {
    /// For a person at a terminal
    Human,
    /// For programs
    Json,
}

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
pub(super) struct AgreementArguments {
    /// The marks: CSV or JSONL; may be given several times
    #[arg(long, value_name = "FILE", required = true, value_hint = ValueHint::FilePath)]
    pub(super) marks: Vec<PathBuf>,

    /// Folders and files in which the marked texts are looked up [default: the marks' own folder]
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(super) paths: Vec<PathBuf>,

    /// The rubric for all texts: a name or a file [default: the one that the marks name, or auto]
    #[arg(short, long, value_name = "NAME or FILE")]
    pub(super) rubric: Option<String>,

    /// How to write the result [default: human]
    #[arg(short, long, value_name = "FORMAT")]
    pub(super) format: Option<AgreementFormat>,

    /// Write the result to a file, whole or not at all
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) output: Option<PathBuf>,

    /// Also measure by the values of a field of the marks: source, kind ...; may be given several times
    #[arg(long, value_name = "FIELD")]
    pub(super) by: Vec<String>,

    /// List every disagreement on a criterion, with what fired; may be given several times
    #[arg(long, value_name = "ID")]
    pub(super) criterion: Vec<String>,

    /// Exit with 1 when the pooled kappa is below X
    #[arg(long, value_name = "X", value_parser = kappa, allow_negative_numbers = true)]
    pub(super) min_qwk: Option<f64>,

    /// How often texts are drawn anew for the confidence interval; 0 for none
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(..=1_000_000))]
    pub(super) resamples: u32,

    /// What the random numbers of the interval start from
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(super) seed: u64,
}

/// How `agreement` writes its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum AgreementFormat {
    // No doc comments: they would turn the help into its long form.
    Human,
    Json,
}

/// How a rubric is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ShowFormat {
    Human,
    Json,
    Markdown,
}

/// How mistakes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum CheckFormat {
    Human,
    Json,
}

/// How the input is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum InputKind {
    // No doc comments: they would turn the whole help into its long form.
    Text,
    Jsonl,
    Csv,
}

impl InputKind {
    /// How files hold answers.
    pub(super) fn holding(self) -> Holding {
        match self {
            Self::Text => Holding::Text,
            Self::Jsonl => Holding::Jsonl,
            Self::Csv => Holding::Csv,
        }
    }
}

impl Arguments {
    /// What the flags set.
    pub(super) fn layer(&self) -> Layer {
        Layer {
            rubric: self.rubric.as_deref().map(RubricName::parse),
            format: self.format,
            min_score: self.min_score,
            color: self.color,
            rubrics: None,
            offline: self.offline.then_some(true),
            explain: self.explain.then_some(true),
        }
    }

    /// What the fields of records are called.
    pub(super) fn columns(&self) -> Columns {
        Columns {
            id: self.id_column.clone(),
            answer: self.answer_column.clone(),
            question: self.question_column.clone(),
            rubric: self.rubric_column.clone(),
        }
    }

    /// When to use colours, as far as the flags say.
    pub(super) fn color(&self) -> Option<ColorChoice> {
        self.color
    }
}

/// The command with the colours that the process welcomes.
pub(super) fn command(process: &Process) -> clap::Command {
    let welcome = process.welcomes_color(process.stdout_is_terminal);
    let color = if welcome {
        clap::ColorChoice::Auto
    } else {
        clap::ColorChoice::Never
    };
    <Arguments as clap::CommandFactory>::command().color(color)
}

fn kappa(text: &str) -> Result<f64, String> {
    let number = text
        .parse::<f64>()
        .ok()
        .filter(|number| (-1.0..=1.0).contains(number));
    number.ok_or_else(|| "a number from -1 to 1 is wanted".to_owned())
}

fn score(text: &str) -> Result<f64, String> {
    let number = text
        .parse::<f64>()
        .ok()
        .filter(|number| (0.0..=100.0).contains(number));
    number.ok_or_else(|| "a number from 0 to 100 is wanted".to_owned())
}

impl ValueEnum for OutputFormat {
    fn value_variants<'a>() -> &'a [Self] {
        &[
            Self::Human,
            Self::Json,
            Self::Jsonl,
            Self::Markdown,
            Self::Csv,
            Self::Junit,
            Self::Sarif,
        ]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        possible(self, &Self::NAMES)
    }
}

impl ValueEnum for ColorChoice {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Auto, Self::Always, Self::Never]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        possible(self, &Self::NAMES)
    }
}

fn possible<T: PartialEq>(value: &T, names: &[(&'static str, T)]) -> Option<PossibleValue> {
    names
        .iter()
        .find(|(_, known)| known == value)
        .map(|(name, _)| PossibleValue::new(*name))
}
