//! The arguments of `evaluate rubric`.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum, ValueHint};

use super::score;

/// What can be done with rubrics.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum RubricAction {
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
pub(in crate::cli) struct TestArguments {
    /// The rubrics: files, or names [default: every rubric in the folder `rubrics`]
    #[arg(value_name = "RUBRIC", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) rubrics: Vec<String>,

    /// Fail too where a level, a signal or near misses have no example
    #[arg(long)]
    pub(in crate::cli) strict: bool,

    /// Change the rubric part by part and list the changes that no example notices
    #[arg(long)]
    pub(in crate::cli) mutate: bool,

    /// Exit with 1 when the examples notice less than N percent of the changes
    #[arg(long, value_name = "N", value_parser = score, requires = "mutate")]
    pub(in crate::cli) min_score: Option<f64>,

    /// How to write the result
    #[arg(short, long, value_name = "FORMAT", default_value = "human")]
    pub(in crate::cli) format: TestFormat,
}

/// How the result of a test is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum TestFormat {
    /// For a person at a terminal
    Human,
    /// For programs
    Json,
}

/// How a rubric is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ShowFormat {
    Human,
    Json,
    Markdown,
}

/// How mistakes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum CheckFormat {
    Human,
    Json,
}
