//! An example that does not do as it must: what was wanted, what came, and why.

use serde::Serialize;

use super::{Specimen, Spot};
use crate::evidence::{Evidence, Finds, Hit};
use crate::rubric::{Case, Condition, Criterion, MAX_LEVEL, Name, Phrase, Stance, Workbook};
use crate::score::{level_of, wanted};

/// An example that failed.
#[derive(Debug, Serialize)]
pub struct Failure {
    /// Where the example stands.
    pub at: Spot,
    /// What is wrong.
    #[serde(flatten)]
    pub mismatch: Mismatch,
    /// The example's text.
    pub text: String,
    /// The signals that fired, with their quotes.
    pub fired: Vec<Fired>,
}

/// What is wrong with an example.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Mismatch {
    /// A criterion gets another level.
    Level {
        /// The criterion.
        criterion: String,
        /// The level it must get.
        wanted: String,
        /// The level it gets.
        got: String,
        /// Why the text must not get more, if it was given as a near miss.
        near_miss: Option<String>,
        /// Where the level is too low, the parts of conditions that do not hold; where it is too
        /// high, those that do.
        clauses: Vec<Clause>,
    },
    /// A signal finds nothing in a phrase that it must find.
    NotFound {
        /// The signal.
        signal: String,
    },
    /// A signal finds something in a phrase that it must pass over.
    Found {
        /// The signal.
        signal: String,
    },
}

/// A part of a level's condition.
#[derive(Debug, Serialize)]
pub struct Clause {
    /// The level.
    pub level: String,
    /// The part with what was counted: "groups (found 2) >= 3".
    pub text: String,
    /// Whether it holds.
    pub holds: bool,
}

/// A signal that found something.
#[derive(Debug, Serialize)]
pub struct Fired {
    /// The signal.
    pub signal: String,
    /// What it found that counts.
    pub quotes: Vec<String>,
    /// What it met that does not count, each with its stance: "riders (announced)".
    pub discounted: Vec<String>,
}

/// An example with what was found in it.
pub(super) struct Tried<'a> {
    pub(super) book: &'a Workbook,
    pub(super) specimen: &'a Specimen,
    pub(super) evidence: &'a Evidence,
}

impl Tried<'_> {
    /// What is wrong with the level of one criterion, if anything.
    pub(super) fn level(&self, case: &Case, criterion: usize, want: u8) -> Option<Failure> {
        let rubric = &self.book.rubric;
        let criterion = rubric.criteria.get(criterion)?;
        let got = level_of(criterion, self.evidence);
        if got == want {
            return None;
        }
        let conditions = criterion.levels.iter().map(|level| &level.condition);
        let mut names: Vec<Name> = conditions.flat_map(Condition::names).collect();
        names.sort_unstable();
        names.dedup();
        Some(Failure {
            at: self.book.location(case.at).into(),
            mismatch: Mismatch::Level {
                criterion: criterion.id.clone(),
                wanted: rubric.level_name(want).to_owned(),
                got: rubric.level_name(got).to_owned(),
                near_miss: case.near_miss.clone(),
                clauses: self.clauses(criterion, want, got),
            },
            text: case.text.clone(),
            fired: names.into_iter().filter_map(|at| self.fired(at)).collect(),
        })
    }

    /// The parts of conditions that keep the level from `want`, or that raise it beyond.
    fn clauses(&self, criterion: &Criterion, want: u8, got: u8) -> Vec<Clause> {
        let rubric = &self.book.rubric;
        let low = got < want;
        let levels = (1..=MAX_LEVEL).zip(&criterion.levels);
        // The second level stands by itself: the first is beside the point where more is wanted.
        let between = levels.filter(|(nth, _)| {
            let (least, most) = (want.min(got), want.max(got));
            *nth > least && *nth <= most && (*nth > 1 || most == 1)
        });
        between
            .flat_map(|(nth, level)| {
                let wants = wanted(&level.condition, rubric, self.evidence);
                wants.into_iter().map(move |want| (nth, want))
            })
            .filter(|(_, part)| part.met != low)
            .map(|(nth, part)| Clause {
                level: rubric.level_name(nth).to_owned(),
                text: part.text,
                holds: part.met,
            })
            .collect()
    }

    /// What is wrong with a signal's phrase, if anything.
    pub(super) fn phrase(&self, phrase: &Phrase) -> Option<Failure> {
        let found = self.evidence.found.get(phrase.signal)?;
        if phrase.finds != found.is_empty() {
            return None;
        }
        let signal = self.book.rubric.signals.get(phrase.signal)?.name.clone();
        Some(Failure {
            at: self.book.location(phrase.at).into(),
            mismatch: if phrase.finds {
                Mismatch::NotFound { signal }
            } else {
                Mismatch::Found { signal }
            },
            text: phrase.text.clone(),
            fired: self.fired(phrase.signal).into_iter().collect(),
        })
    }

    fn fired(&self, at: usize) -> Option<Fired> {
        let hits = |of: &Finds| of.get(at).unwrap_or_default().to_vec();
        let quote = |hit: &Hit| hit.span.of(&self.specimen.document.plain).to_owned();
        let found = hits(&self.evidence.found);
        let discounted = hits(&self.evidence.discounted);
        if found.is_empty() && discounted.is_empty() {
            return None;
        }
        Some(Fired {
            signal: self.book.rubric.signals.get(at)?.name.clone(),
            quotes: found.iter().map(quote).collect(),
            discounted: discounted
                .iter()
                .map(|hit| format!("{} ({})", quote(hit), stance(hit.stance)))
                .collect(),
        })
    }
}

fn stance(stance: Stance) -> &'static str {
    let known = Stance::NAMES.iter().find(|(_, known)| *known == stance);
    known.map_or("", |(name, _)| name)
}
