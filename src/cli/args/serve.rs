//! The arguments of `evaluate serve`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

const SERVE: &str = "\
The page grades an answer while it is written, shows what each criterion found in it, and what the
next steps would gain. It is served to this machine alone, under an address that nobody guesses;
the answer is not stored and not sent anywhere, and no judge is asked. Ctrl-C ends it.

Examples:
  evaluate serve                     begin with an empty page; open the address that is printed
  evaluate serve --open              open it in the browser too
  evaluate serve answer.md           begin with an answer
  evaluate serve -r incident.yaml    against a rubric of your own
  evaluate serve --port 8008         on a port of your choice";

/// What is asked of `serve`.
#[derive(Debug, Args)]
#[command(after_help = SERVE)]
pub(in crate::cli) struct ServeArguments {
    /// An answer to begin with; `-` reads standard input
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) file: Option<PathBuf>,

    /// The rubric that is chosen at first: a name (see `rubric list`) or a file [default: auto]
    #[arg(short, long, value_name = "NAME or FILE")]
    pub(in crate::cli) rubric: Option<String>,

    /// The question to begin with
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) question: Option<String>,

    /// Begin by grading also texts that look like no answer
    #[arg(long)]
    pub(in crate::cli) assume_answer: bool,

    /// The port on 127.0.0.1 [default: a free one]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(in crate::cli) port: Option<u16>,

    /// Open the page in the browser
    #[arg(long)]
    pub(in crate::cli) open: bool,
}
