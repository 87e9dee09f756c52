//! The command line: arguments, settings, one run, one exit status.

mod agreement;
mod args;
mod batch;
mod cache;
mod configuration;
mod desk;
mod dry_run;
mod exit;
mod grade;
mod interrupt;
mod judge;
mod judging;
mod output;
mod overwrite;
mod process;
mod progress;
mod rubric_check;
mod rubric_new;
mod rubric_test;
mod rubrics;
mod serve;
mod shell;
mod watch;

use clap::{CommandFactory, FromArgMatches};

use self::args::{Arguments, Command};
use self::output::Console;

pub use exit::Status;
pub use process::Process;

/// Runs the program for a process and says how it went.
#[must_use]
pub fn run(process: &Process) -> Status {
    let mut console = Console::new(process);
    let parsed = args::command(process).try_get_matches_from(&process.arguments);
    let arguments = match parsed.and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(arguments) => arguments,
        Err(error) => return console.usage(&error),
    };
    console.follow(&arguments);
    let outcome = dispatch(process, &mut console, &arguments);
    outcome.unwrap_or_else(|error| console.fail(&error))
}

fn dispatch(
    process: &Process,
    console: &mut Console,
    arguments: &Arguments,
) -> anyhow::Result<Status> {
    match &arguments.command {
        Some(Command::Completions { shell }) => shell::completions(console, *shell),
        Some(Command::Man) => shell::man(console),
        Some(Command::Cache { action }) => cache::run(process, console, *action),
        Some(Command::Judge { action }) => {
            let settings = configuration::settings(process, console, arguments)?;
            judge::run(process, console, &settings, action)
        }
        Some(Command::Rubric { action }) => {
            let settings = configuration::settings(process, console, arguments)?;
            rubrics::run(console, &settings, action)
        }
        Some(Command::Agreement(asked)) => {
            let settings = configuration::settings(process, console, arguments)?;
            agreement::run(process, console, &settings, asked)
        }
        Some(Command::Serve(asked)) => {
            let settings = configuration::settings(process, console, arguments)?;
            serve::run(process, console, &settings, asked)
        }
        None if arguments.watch => {
            let settings = configuration::settings(process, console, arguments)?;
            watch::run(console, &settings, arguments)
        }
        None if arguments.paths.is_empty() && process.stdin_is_terminal => {
            console.note(&Arguments::command().render_help().to_string());
            Ok(Status::Impossible)
        }
        None => {
            let settings = configuration::settings(process, console, arguments)?;
            grade::run(process, console, &settings, arguments)
        }
    }
}
