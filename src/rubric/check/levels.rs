//! Levels that no answer can get, and levels that answers get for nothing.
//!
//! The second level stands by itself, the third is reached with it, and the first is what is left for
//! an answer that does not reach the second.

use super::View;
use super::feasible::{Most, impossible};
use super::signals::at_most_one;
use super::view::place_of;
use crate::rubric::condition::{Condition, Name};
use crate::rubric::diagnostic::Diagnostic;
use crate::rubric::yaml::Node;
use crate::text::Span;

/// A level's condition, where it stands, and the level's name.
struct Level<'v> {
    at: Span,
    condition: Condition,
    name: &'v str,
}

/// Looks at the levels of every criterion.
pub(super) fn look(view: &View, found: &mut Vec<Diagnostic>) {
    let single: Vec<bool> = (0..view.signals.len())
        .map(|at| at_most_one(view, at))
        .collect();
    let most = |name: Name| single.get(name).copied().unwrap_or(false).then_some(1);
    for criterion in &view.parts.criteria {
        let judge = Judge {
            most: &most,
            criterion: place_of(criterion).1,
            lowest: view.levels.first().map_or("", String::as_str),
        };
        found.extend(judge.all(view, criterion));
    }
}

struct Judge<'m> {
    most: Most<'m>,
    criterion: String,
    lowest: &'m str,
}

impl Judge<'_> {
    fn all(&self, view: &View, criterion: &Node) -> Vec<Diagnostic> {
        let mut names = view.levels.iter().skip(1);
        let levels = view.levels_of(criterion).map(|level| {
            let name = names.next().map_or("", String::as_str);
            level.map(|(at, condition)| Level {
                at,
                condition,
                name,
            })
        });
        let never: Vec<Diagnostic> = levels
            .iter()
            .flatten()
            .filter_map(|level| self.never(level))
            .collect();
        if !never.is_empty() {
            return never;
        }
        let [first, second, third] = &levels;
        let mut found = Vec::new();
        if let (Some(second), Some(third)) = (second, third) {
            found.extend(
                self.contradiction(second, third)
                    .or_else(|| self.overtaken(second, third)),
            );
        }
        if let (Some(first), Some(second)) = (first, second) {
            found.extend(self.overtaken(first, second));
        }
        found.extend(self.for_nothing(&levels));
        found
    }

    fn impossible(&self, wanted: &[(&Condition, bool)]) -> bool {
        impossible(wanted, self.most)
    }

    /// A condition that cannot hold.
    fn never(&self, level: &Level) -> Option<Diagnostic> {
        let message = format!(
            "the level `{}` of {} can never be reached",
            level.name, self.criterion
        );
        let fault = Diagnostic::error("level-never-reached", level.at, message)
            .help("no counts make this hold; a signal with `by: once` counts at most 1");
        self.impossible(&[(&level.condition, true)])
            .then_some(fault)
    }

    /// The third level is only reached together with the second.
    fn contradiction(&self, second: &Level, third: &Level) -> Option<Diagnostic> {
        let message = format!(
            "`{}` and `{}` of {} can never hold together, so `{}` is never reached",
            second.name, third.name, self.criterion, third.name
        );
        let help = format!(
            "the condition of `{}` adds to that of `{}`: an answer must meet both",
            third.name, second.name
        );
        let fault = Diagnostic::error("levels-contradict", third.at, message).help(help);
        self.impossible(&[(&second.condition, true), (&third.condition, true)])
            .then_some(fault)
    }

    /// Whatever reaches one level reaches the next.
    fn overtaken(&self, lower: &Level, upper: &Level) -> Option<Diagnostic> {
        let message = format!(
            "the level `{}` of {} is never the outcome: what reaches it always reaches `{}`",
            lower.name, self.criterion, upper.name
        );
        let help = format!(
            "let `{}` ask for more, or `{}` for less",
            upper.name, lower.name
        );
        let fault = Diagnostic::warning("level-never-outcome", lower.at, message).help(help);
        self.impossible(&[(&lower.condition, true), (&upper.condition, false)])
            .then_some(fault)
    }

    /// A level for an answer in which nothing is found.
    fn for_nothing(&self, levels: &[Option<Level>; 3]) -> Option<Diagnostic> {
        let [first, second, _] = levels;
        let is_held = |level: &&Level| level.condition.holds(&|_: &[Name]| 0.0);
        let level = second
            .as_ref()
            .filter(is_held)
            .or(first.as_ref().filter(is_held))?;
        let message = format!(
            "the level `{}` of {} is reached by an answer in which nothing is found",
            level.name, self.criterion
        );
        let help = format!(
            "ask for something to be found, or such an answer is never `{}`",
            self.lowest
        );
        Some(Diagnostic::warning("level-for-nothing", level.at, message).help(help))
    }
}
