//! A file watched until somebody has saved it.
//!
//! It is looked at a few times a second, by its name, its time and its size. Notices of the system would
//! come a little sooner, but they do not come at all on many network, container and virtual file
//! systems, and they follow a file that an editor has already replaced by another of its name. One
//! look costs a few microseconds.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How long to wait from one look to the next.
pub const INTERVAL: Duration = Duration::from_millis(150);

/// A file is whole when it has been the same for so many looks: editors write in pieces.
const SETTLED: u32 = 2;

/// One that is empty may be about to be filled; it is believed after so many.
const EMPTY: u32 = 7;

/// One that is gone may be about to be put back; it is believed after so many.
const GONE: u32 = 14;

/// So many times it is read again after a change: where times are kept in whole seconds, a second
/// change may leave no trace in them.
const AGAIN: u32 = 21;

/// What a look came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// There is nothing new, or it is not whole yet.
    Wait,
    /// It may have been changed, and is whole: read it.
    Read,
    /// It is no longer there. Said once.
    Gone,
}

/// What a file looks like from outside: when it was changed, and its size.
type Stamp = Option<(Option<SystemTime>, u64)>;

/// Watches one file.
#[derive(Debug)]
pub struct Vigil {
    path: PathBuf,
    state: State,
}

impl Vigil {
    /// Watches the file at `path` from now on.
    #[must_use]
    pub fn new(path: &Path) -> Self {
        Self {
            path: path.to_path_buf(),
            state: State::new(stamp(path)),
        }
    }

    /// Looks at it once.
    pub fn look(&mut self) -> Look {
        self.state.next(stamp(&self.path))
    }

    /// Whether it is still what the last look saw: a file that changed while it was read is not whole.
    #[must_use]
    pub fn stands(&self) -> bool {
        stamp(&self.path) == self.state.last
    }
}

fn stamp(path: &Path) -> Stamp {
    let known = path.metadata().ok()?;
    Some((known.modified().ok(), known.len()))
}

/// What the looks so far have come to.
#[derive(Debug)]
struct State {
    last: Stamp,
    /// For how many looks it has been the same.
    same: u32,
    /// How often it is still to be read.
    again: u32,
}

impl State {
    fn new(now: Stamp) -> Self {
        Self {
            last: now,
            same: 0,
            // The first reading may have met half a file.
            again: AGAIN,
        }
    }

    fn next(&mut self, now: Stamp) -> Look {
        if now != self.last {
            *self = Self::new(now);
            return Look::Wait;
        }
        self.same = self.same.saturating_add(1);
        let Some((_, size)) = now else {
            return if self.same == GONE {
                Look::Gone
            } else {
                Look::Wait
            };
        };
        let enough = if size == 0 { EMPTY } else { SETTLED };
        if self.same < enough || self.again == 0 {
            return Look::Wait;
        }
        self.again -= 1;
        Look::Read
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: u64, size: u64) -> (Option<SystemTime>, u64) {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(second);
        (Some(time), size)
    }

    /// A watch that has nothing left to read.
    fn quiet() -> State {
        let mut state = State::new(Some(at(1, 10)));
        for _ in 0..100 {
            state.next(Some(at(1, 10)));
        }
        assert_eq!(state.next(Some(at(1, 10))), Look::Wait, "it rests");
        state
    }

    #[test]
    fn a_burst_of_writes_is_read_when_it_is_over() {
        let mut state = quiet();
        for size in [3, 0, 40, 80, 81] {
            assert_eq!(state.next(Some(at(2, size))), Look::Wait);
        }
        assert_eq!(state.next(Some(at(2, 81))), Look::Wait);
        assert_eq!(state.next(Some(at(2, 81))), Look::Read);
    }

    #[test]
    fn what_is_gone_for_a_moment_was_never_gone() {
        let mut state = quiet();
        for _ in 0..GONE {
            assert_eq!(state.next(None), Look::Wait);
        }
        let mut state = quiet();
        let looks: Vec<Look> = (0..100).map(|_| state.next(None)).collect();
        assert_eq!(looks.iter().filter(|look| **look == Look::Gone).count(), 1);
        state.next(Some(at(9, 12)));
        state.next(Some(at(9, 12)));
        assert_eq!(state.next(Some(at(9, 12))), Look::Read, "and it came back");
    }

    #[test]
    fn an_empty_file_is_given_time_to_be_filled() {
        let mut state = quiet();
        for _ in 0..EMPTY {
            assert_eq!(state.next(Some(at(3, 0))), Look::Wait);
        }
        assert_eq!(state.next(Some(at(3, 0))), Look::Read);
    }

    #[test]
    fn a_changed_file_is_read_some_more_times_and_then_no_more() {
        let mut state = quiet();
        let reads = (0..500).filter(|_| state.next(Some(at(4, 5))) == Look::Read);
        assert_eq!(reads.count(), 21);
    }
}
