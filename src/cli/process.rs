//! The process, captured once: arguments, environment, directory, terminals.

use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::PathBuf;

use etcetera::BaseStrategy;

/// How much less urgent a thread is that steps back, as `nice` counts, 1..=19.
#[cfg(target_os = "linux")]
const LESS: i32 = 10;

/// What a run knows of the world around it.
#[derive(Clone, Debug)]
pub struct Process {
    /// The arguments, the program's name first.
    pub arguments: Vec<OsString>,
    /// The environment, in order of names; variables that are no Unicode are left out.
    pub environment: Vec<(String, String)>,
    /// The working directory.
    pub directory: PathBuf,
    /// The user's configuration directory, if there is one.
    pub configuration: Option<PathBuf>,
    /// The user's directory for what can be made again, if there is one.
    pub cache: Option<PathBuf>,
    /// Whether standard input is a terminal.
    pub stdin_is_terminal: bool,
    /// Whether standard output is a terminal.
    pub stdout_is_terminal: bool,
    /// Whether standard error is a terminal.
    pub stderr_is_terminal: bool,
    /// The width of the terminal that standard output is, in columns.
    pub width: Option<usize>,
}

impl Process {
    /// Captures the running process.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "this is where the process is captured"
    )]
    pub fn capture() -> Self {
        let mut environment: Vec<(String, String)> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        environment.sort();
        let base = etcetera::choose_base_strategy().ok();
        Self {
            arguments: std::env::args_os().collect(),
            environment,
            directory: std::env::current_dir().unwrap_or_else(|_| PathBuf::from(".")),
            configuration: base.as_ref().map(|base| base.config_dir().join("evaluate")),
            cache: base.map(|base| base.cache_dir().join("evaluate")),
            stdin_is_terminal: std::io::stdin().is_terminal(),
            stdout_is_terminal: std::io::stdout().is_terminal(),
            stderr_is_terminal: std::io::stderr().is_terminal(),
            width: terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)),
        }
    }

    /// Lets other threads go before the calling one, where the system knows that of threads.
    pub(super) fn step_back() {
        #[cfg(target_os = "linux")]
        {
            // Where it may not, it goes on as it is.
            let _ = rustix::process::setpriority_process(None, LESS);
        }
    }

    /// The value of an environment variable, where it is set to something.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<&str> {
        let found = self.environment.iter().find(|(known, _)| known == name);
        found
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// Whether colours are welcome on an output that is a terminal or not.
    #[must_use]
    pub fn welcomes_color(&self, terminal: bool) -> bool {
        let forced = self
            .variable("CLICOLOR_FORCE")
            .is_some_and(|value| value != "0");
        let refused = self.variable("NO_COLOR").is_some() || self.variable("TERM") == Some("dumb");
        !refused && (terminal || forced)
    }
}
