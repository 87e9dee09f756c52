//! A rubric for reading: what it is for, its criteria and their weights, what each level means, and
//! what holds a score down.

mod human;
mod json;
mod markdown;

pub use human::render as human;
pub use json::render as json;
pub use markdown::render as markdown;

use crate::rubric::{Criterion, Effect, Rubric};

/// The criteria of a group.
fn members<'r>(rubric: &'r Rubric, group: &str) -> Vec<&'r Criterion> {
    let criteria = rubric.criteria.iter();
    criteria
        .filter(|criterion| criterion.group == group)
        .collect()
}

/// How much of 100 points some criteria give, to one decimal.
fn points(rubric: &Rubric, criteria: &[&Criterion]) -> f64 {
    let total = rubric.total_weight();
    let weight: f64 = criteria.iter().map(|criterion| criterion.weight).sum();
    if total > 0.0 {
        (weight * 1000.0 / total).round() / 10.0
    } else {
        0.0
    }
}

/// "1 point", "2.5 points".
fn in_points(number: f64) -> String {
    let noun = if (number - 1.0).abs() < 1e-9 {
        "point"
    } else {
        "points"
    };
    format!("{number} {noun}")
}

/// "at most 55", "5 points less".
fn effect(effect: Effect) -> String {
    match effect {
        Effect::AtMost(limit) => format!("at most {limit}"),
        Effect::Minus(number) => format!("{} less", in_points(number)),
    }
}

/// A level as dots.
fn dots(level: u8) -> String {
    let dot = |nth| if nth < level { '●' } else { '○' };
    (0..crate::rubric::MAX_LEVEL).map(dot).collect()
}
