//! A rubric changed part by part, to see whether its examples notice: what no example notices is not
//! tested. And its examples changed: what they earn must fall when its evidence is gone or denied.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Spot;
use super::base::{self, Reach};
use super::denial;
use super::fate::{Fate, Kind, Verdict};
use super::mutants;
use super::parallel::Progress;
use crate::rubric::Workbook;

/// How the examples of a rubric took changes.
#[derive(Debug, Serialize)]
pub struct Mutation {
    /// All changes.
    pub total: Tally,
    /// By kind of change.
    pub kinds: Vec<Tally>,
    /// By criterion that the change can matter to; one change can matter to several.
    pub criteria: Vec<Tally>,
    /// What no example noticed, the most telling kinds first, each in the order of the files.
    pub survivors: Vec<Survivor>,
}

/// How many changes were noticed.
#[derive(Debug, Default, Serialize)]
pub struct Tally {
    /// Of what.
    pub name: String,
    /// Changes.
    pub mutants: usize,
    /// Those that an example noticed.
    pub killed: usize,
    /// Their share in percent, to one decimal; of none at all, 100.
    pub score: f64,
}

/// A change that no example noticed.
#[derive(Debug, Serialize)]
pub struct Survivor {
    /// Where what was changed stands.
    pub at: Spot,
    /// What kind of change.
    pub kind: Kind,
    /// What was changed.
    pub of: String,
    /// How.
    pub change: String,
    /// Whether an example finds something else by it, though its levels stay.
    pub touched: bool,
}

impl Tally {
    fn add(&mut self, killed: bool) {
        self.mutants += 1;
        self.killed += usize::from(killed);
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of changes")]
    fn named(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        let share = self.killed as f64 / self.mutants.max(1) as f64;
        self.score = if self.mutants == 0 {
            100.0
        } else {
            crate::score::round(share * 100.0)
        };
        self
    }
}

/// Changes the rubric of a book and its examples in every way, on all processors.
#[must_use]
pub fn mutate(book: &Workbook, progress: &Progress) -> Mutation {
    let texts = base::graded(book);
    let reach = Reach::of(&book.rubric);
    let mut fates = denial::run(book, &texts);
    fates.extend(mutants::run(book, &texts, &reach, progress));
    tell(book, fates)
}

/// The fates of all changes, counted and sorted.
fn tell(book: &Workbook, fates: Vec<Fate>) -> Mutation {
    let mut total = Tally::default();
    let mut kinds: BTreeMap<Kind, Tally> = BTreeMap::new();
    let mut criteria: Vec<Tally> = Vec::new();
    criteria.resize_with(book.rubric.criteria.len(), Tally::default);
    let mut survivors = Vec::new();
    for fate in fates {
        let killed = fate.verdict == Verdict::Killed;
        total.add(killed);
        kinds.entry(fate.kind).or_default().add(killed);
        for at in &fate.criteria {
            if let Some(tally) = criteria.get_mut(*at) {
                tally.add(killed);
            }
        }
        if !killed {
            survivors.push(Survivor {
                at: book.location(fate.at).into(),
                kind: fate.kind,
                of: fate.of,
                change: fate.change,
                touched: fate.verdict == Verdict::Unnoticed,
            });
        }
    }
    survivors.sort_by_key(|survivor| survivor.kind);
    let ids = book.rubric.criteria.iter().map(|criterion| &criterion.id);
    Mutation {
        total: total.named("all"),
        kinds: kinds
            .into_iter()
            .map(|(kind, tally)| tally.named(kind.name()))
            .collect(),
        criteria: ids
            .zip(criteria)
            .map(|(id, tally)| tally.named(id))
            .collect(),
        survivors,
    }
}
