//! The arguments as they are written; what they mean together is `configuration`'s business.

mod agreement;
mod judge;
mod rubric;
mod serve;

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{ArgAction, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

use super::process::Process;
use crate::input::{Columns, Holding};
use crate::settings::{ColorChoice, JudgeLayer, Layer, OutputFormat, RubricName};

pub(super) use agreement::{AgreementArguments, AgreementFormat, Rater};
pub(super) use judge::{CacheAction, JudgeAction, JudgeArguments};
pub(super) use rubric::{CheckFormat, RubricAction, ShowFormat, TestArguments, TestFormat};
pub(super) use serve::ServeArguments;

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
  evaluate --judge answer.md             also ask a judge, and check what it quotes
  evaluate --watch answer.md             grade it again at every save, and see what changed
  evaluate serve answer.md               write in a page of your browser, graded as you type
  evaluate rubric show                   read the rubric: criteria, weights, levels
  evaluate agreement --marks marks.csv   how well grades agree with marks of yours

Configuration: flags, then EVALUATE_RUBRIC, EVALUATE_FORMAT and the like, then evaluate.toml found
upwards from the working directory, then evaluate/evaluate.toml in your configuration directory.

Exit status: 0 done; 1 done, and the verdict is negative (a score below --min-score, agreement below
--min-qwk, a rubric with faults or failing examples); 2 something could not be done (bad usage, an
unreadable input, a judge that could not be had; the others are graded all the same).";

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

    /// Write the result to a file, whole or not at all; no answer and no rubric is written over
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

    /// Grade a file again at every save and say what changed; Ctrl-C ends it
    #[arg(long, conflicts_with_all = ["judge", "dry_run", "jobs"])]
    pub(super) watch: bool,

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

    /// Also ask a judge: an OpenAI-compatible endpoint; nothing is sent anywhere without this
    #[arg(long, help_heading = "Judge")]
    judge: bool,

    #[command(flatten)]
    judging: JudgeArguments,

    /// Show what would be asked of the judge, its tokens and cost, and send nothing
    #[arg(long, help_heading = "Judge")]
    pub(super) dry_run: bool,

    /// Forbid the network: a judge's opinion is taken from the replies that were kept
    #[arg(long, global = true, help_heading = "Judge")]
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
    /// Grade an answer live, in a page of your browser, while you write it
    Serve(ServeArguments),
    /// Say how well grades agree with the marks that people gave
    Agreement(AgreementArguments),
    /// Look at the endpoint of the judge
    Judge {
        /// What to do with it.
        #[command(subcommand)]
        action: JudgeAction,
    },
    /// The judge's replies that were kept
    Cache {
        /// What to do with them.
        #[command(subcommand)]
        action: CacheAction,
    },
    /// Write completions for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Write the manual page
    Man,
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
            rubric: self.rubric().map(RubricName::parse),
            format: self.format,
            min_score: self.min_score,
            color: self.color,
            rubrics: None,
            prompts: None,
            offline: self.offline.then_some(true),
            explain: self.explain.then_some(true),
            judge: self.judge_layer(),
        }
    }

    /// The rubric for all that is graded, wherever the command takes it.
    fn rubric(&self) -> Option<&str> {
        match &self.command {
            Some(Command::Serve(asked)) => asked.rubric.as_deref(),
            _ => self.rubric.as_deref(),
        }
    }

    /// What is said of the judge, wherever the command takes it.
    fn judge_layer(&self) -> JudgeLayer {
        let on = |asked: bool| asked.then_some(true);
        match &self.command {
            Some(Command::Judge {
                action: JudgeAction::Check(judging),
            }) => judging.layer(None),
            Some(Command::Agreement(asked)) => asked.judging.layer(on(asked.judge)),
            _ => self.judging.layer(on(self.judge || self.dry_run)),
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
            Self::Html,
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
