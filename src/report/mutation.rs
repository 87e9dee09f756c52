//! How a rubric's examples took changes, for reading: a line for each change that none noticed, then
//! how many were noticed.

use super::style::paint;
use super::trial::{Page, shown};
use super::wrap::{columns, cut, pad};
use crate::trial::{Mutation, Survivor, Tally};

/// The most columns of a line on one change, its place aside.
const CHANGE: usize = 110;

impl Page<'_> {
    pub(super) fn mutation(&mut self, mutation: &Mutation) {
        let mut kind = None;
        for survivor in &mutation.survivors {
            if kind.replace(survivor.kind) != Some(survivor.kind) {
                let title = format!("{}: survived", survivor.kind.name());
                self.line(&paint(self.look.palette.strong, title));
            }
            self.survivor(survivor);
        }
        if !mutation.survivors.is_empty() {
            self.line("");
        }
        self.tallies("by criterion", &mutation.criteria);
        self.tallies("by kind", &mutation.kinds);
        let Tally {
            mutants,
            killed,
            score,
            ..
        } = mutation.total;
        let style = self.look.palette.share(score / 100.0);
        let share = paint(style, format!("{score:.1} %"));
        self.line(&format!("{killed} of {mutants} changes noticed: {share}"));
    }

    fn survivor(&mut self, survivor: &Survivor) {
        let untouched = if survivor.touched {
            ""
        } else {
            "  (changes no find)"
        };
        let text = cut(
            &shown(&format!("{}: {}", survivor.of, survivor.change)),
            CHANGE,
        );
        let at = shown(&survivor.at.to_string());
        let untouched = paint(self.look.palette.dim, untouched);
        self.line(&format!("{at}: {text}{untouched}"));
    }

    fn tallies(&mut self, title: &str, tallies: &[Tally]) {
        let names = tallies.iter().map(|tally| columns(&shown(&tally.name)));
        let width = names.max().unwrap_or(0);
        self.line(&paint(self.look.palette.strong, title));
        for tally in tallies.iter().filter(|tally| tally.mutants > 0) {
            let style = self.look.palette.share(tally.score / 100.0);
            let share = paint(style, format!("{:>5.1} %", tally.score));
            let name = pad(&shown(&tally.name), width);
            let (killed, all) = (tally.killed, tally.mutants);
            self.line(&format!("  {name}  {share}  {killed} of {all}"));
        }
        self.line("");
    }
}
