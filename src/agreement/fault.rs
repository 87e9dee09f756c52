//! What is wrong with marks: where, what, and what to do.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;

/// A mistake in a file of marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file, as it was named.
    pub file: String,
    /// The lines, from 1, in order.
    pub lines: Vec<usize>,
    /// What is wrong and what to do.
    pub message: String,
    /// Whether everything is measured all the same.
    pub harmless: bool,
}

/// The most lines that are named.
const NAMED: usize = 5;

impl Fault {
    /// A mistake that costs a mark.
    #[must_use]
    pub fn new(file: &str, line: usize, message: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            lines: vec![line],
            message: message.into(),
            harmless: false,
        }
    }

    /// Something odd that costs nothing.
    #[must_use]
    pub fn doubt(file: &str, line: usize, message: impl Into<String>) -> Self {
        Self {
            harmless: true,
            ..Self::new(file, line, message)
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:", self.file)?;
        for (nth, line) in self.lines.iter().take(NAMED).enumerate() {
            write!(out, "{}{line}", if nth > 0 { ", " } else { "" })?;
        }
        if let Some(more) = self.lines.len().checked_sub(NAMED).filter(|more| *more > 0) {
            write!(out, " and {more} more lines")?;
        }
        write!(out, ": {}", self.message)
    }
}

/// The same faults with those that say the same of one file made one, in order of their first lines.
#[must_use]
pub fn gather(faults: Vec<Fault>) -> Vec<Fault> {
    let mut files: BTreeMap<String, usize> = BTreeMap::new();
    let mut gathered: BTreeMap<(usize, String, bool), Fault> = BTreeMap::new();
    for fault in faults {
        let next = files.len();
        let file = *files.entry(fault.file.clone()).or_insert(next);
        let key = (file, fault.message.clone(), fault.harmless);
        match gathered.entry(key) {
            Entry::Occupied(known) => known.into_mut().lines.extend(fault.lines),
            Entry::Vacant(new) => {
                new.insert(fault);
            }
        }
    }
    let mut faults: Vec<(usize, Fault)> = gathered
        .into_iter()
        .map(|((file, ..), fault)| (file, fault))
        .collect();
    for (_, fault) in &mut faults {
        fault.lines.sort_unstable();
        fault.lines.dedup();
    }
    faults.sort_by_key(|(file, fault)| (*file, fault.lines.first().copied()));
    faults.into_iter().map(|(_, fault)| fault).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_many_lines_is_said_once() {
        let mut faults: Vec<Fault> = (2..9)
            .map(|line| Fault::new("m.csv", line, "no such criterion"))
            .collect();
        faults.push(Fault::doubt("m.csv", 1, "odd"));
        let said: Vec<String> = gather(faults).iter().map(Fault::to_string).collect();
        assert_eq!(
            said,
            [
                "m.csv:1: odd",
                "m.csv:2, 3, 4, 5, 6 and 2 more lines: no such criterion"
            ]
        );
    }
}
