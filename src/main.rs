//! Grades a written answer against a rubric.

use std::process::ExitCode;

use evaluate::cli::{self, Process};

fn main() -> ExitCode {
    cli::run(&Process::capture()).into()
}
