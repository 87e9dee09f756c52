//! What is probably not meant in a rubric that loads: signals never used, levels that add nothing,
//! advice or examples missing.

use std::collections::BTreeSet;

use super::condition::Condition;
use super::diagnostic::Diagnostic;
use super::parts::Parts;
use super::signals::Find;
use super::{MAX_LEVEL, Rubric};
use crate::text::Span;

/// The warnings for `rubric`, made from `parts`.
pub(super) fn lints(rubric: &Rubric, parts: &Parts) -> Vec<Diagnostic> {
    let mut found = unused_signals(rubric, parts);
    for (criterion, node) in rubric.criteria.iter().zip(&parts.criteria) {
        let at = node.get("id").map_or(node.span, |id| id.span);
        for (level, advice) in (0..MAX_LEVEL).zip(&criterion.advice) {
            if advice.parts.is_empty() {
                let name = rubric.level_name(level);
                found.push(
                    Diagnostic::warning(
                        at,
                        format!("`{}` has no advice for the level `{name}`", criterion.id),
                    )
                    .help("say under `advice` what to write to reach the next level"),
                );
            }
        }
        for pair in criterion.levels.windows(2) {
            if let [lower, upper] = pair
                && lower.condition == upper.condition
            {
                found.push(Diagnostic::warning(
                    at,
                    format!("two levels of `{}` have the same condition", criterion.id),
                ));
            }
        }
        for (nth, level) in criterion.levels.iter().enumerate() {
            if never(&level.condition) {
                let name = rubric.level_name(u8::try_from(nth + 1).unwrap_or(MAX_LEVEL));
                found.push(
                    Diagnostic::error(
                        at,
                        format!(
                            "the level `{name}` of `{}` can never be reached",
                            criterion.id
                        ),
                    )
                    .help("its condition asks for fewer than none, or for more than it allows"),
                );
            }
        }
        if criterion.weight == 0.0 {
            found.push(Diagnostic::warning(
                at,
                format!("`{}` weighs nothing", criterion.id),
            ));
        }
    }
    found
}

/// Whether a condition fails both with nothing found and with much found.
fn never(condition: &Condition) -> bool {
    [0.0, 1.0, 2.0, 3.0, 5.0, 1000.0]
        .iter()
        .all(|n| !condition.holds(&|_| *n))
        && names_once(condition)
}

/// With two or more names, equal counts do not stand for all cases: only single names are judged.
fn names_once(condition: &Condition) -> bool {
    condition.names().len() <= 1
}

fn unused_signals(rubric: &Rubric, parts: &Parts) -> Vec<Diagnostic> {
    let own: BTreeSet<Span> = parts.own_signals().collect();
    let mut used = BTreeSet::new();
    for criterion in &rubric.criteria {
        used.extend(
            criterion
                .levels
                .iter()
                .flat_map(|level| level.condition.names()),
        );
        used.extend(&criterion.announced_by);
    }
    let mut open: Vec<usize> = used.iter().copied().collect();
    while let Some(at) = open.pop() {
        let Some(signal) = rubric.signals.get(at) else {
            continue;
        };
        let parts = match &signal.find {
            Find::Any(parts) | Find::Together(parts) => parts.clone(),
            _ => Vec::new(),
        };
        for part in parts.into_iter().chain(signal.near.map(|(near, _)| near)) {
            if used.insert(part) {
                open.push(part);
            }
        }
    }
    let unused = rubric
        .signals
        .iter()
        .enumerate()
        .filter(|(at, signal)| !used.contains(at) && own.contains(&signal.defined));
    unused
        .map(|(_, signal)| {
            Diagnostic::warning(
                signal.defined,
                format!("the signal `{}` is never used", signal.name),
            )
            .help("name it in a level's condition, or remove it")
        })
        .collect()
}
