//! How a run went, as the shell sees it.

use std::process::ExitCode;

/// How a run went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Done.
    Done,
    /// Done, and the verdict is negative: a score or an agreement below the least, a rubric with faults.
    Negative,
    /// Something could not be done: bad usage, an unreadable input.
    Impossible,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        match status {
            Status::Done => Self::SUCCESS,
            Status::Negative => Self::from(1),
            Status::Impossible => Self::from(2),
        }
    }
}
