//! How a run went, as the shell sees it.

use std::process::ExitCode;

/// How a run went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Done.
    Done,
    /// Done, and the verdict is negative: a score or an agreement below the least, a rubric with faults.
    Negative,
    /// Something could not be done: bad usage, an unreadable input, a judge that could not be had.
    Impossible,
    /// The user ended it.
    Interrupted,
}

/// The status of a process that an interrupt ended, as shells give it.
const INTERRUPTED: u8 = 130;

/// Ends the process now, as interrupted.
#[expect(clippy::exit, reason = "a thread may wait for input that never comes")]
pub(super) fn leave() -> ! {
    std::process::exit(i32::from(INTERRUPTED))
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        match status {
            Status::Done => Self::SUCCESS,
            Status::Negative => Self::from(1),
            Status::Impossible => Self::from(2),
            Status::Interrupted => Self::from(INTERRUPTED),
        }
    }
}
