//! What shells and manuals want: completions and the manual page.

use clap::CommandFactory;
use clap_complete::Shell;

use super::args::Arguments;
use super::exit::Status;
use super::output::Console;

/// Writes completions for a shell.
pub(super) fn completions(console: &mut Console, shell: Shell) -> anyhow::Result<Status> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "evaluate", &mut script);
    console.result(&String::from_utf8_lossy(&script))?;
    Ok(Status::Done)
}

/// Writes the manual page.
pub(super) fn man(console: &mut Console) -> anyhow::Result<Status> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Arguments::command()).render(&mut page)?;
    console.result(&String::from_utf8_lossy(&page))?;
    Ok(Status::Done)
}
