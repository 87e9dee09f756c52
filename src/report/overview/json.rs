//! The overview for programs.

use serde::Serialize;

use super::points;
use crate::rubric::{Criterion, Effect, MAX_LEVEL, Rubric};

#[derive(Serialize)]
struct Overview<'r> {
    id: &'r str,
    version: &'r str,
    title: &'r str,
    about: &'r str,
    sha256: &'r str,
    levels: &'r [String],
    bands: Vec<Band<'r>>,
    groups: Vec<Group<'r>>,
    criteria: Vec<Entry<'r>>,
    rules: Vec<Rule<'r>>,
}

#[derive(Serialize)]
struct Band<'r> {
    from: f64,
    name: &'r str,
}

#[derive(Serialize)]
struct Group<'r> {
    id: &'r str,
    title: &'r str,
}

#[derive(Serialize)]
struct Entry<'r> {
    id: &'r str,
    title: &'r str,
    group: &'r str,
    asks: &'r str,
    weight: f64,
    /// Of 100, to one decimal.
    points: f64,
    levels: Vec<Reached<'r>>,
}

#[derive(Serialize)]
struct Reached<'r> {
    level: u8,
    name: &'r str,
    means: &'r str,
    when: &'r str,
}

#[derive(Serialize)]
struct Rule<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    at_most: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    minus: Option<f64>,
    because: &'r str,
}

/// The rubric as a JSON object, ended by a line feed.
#[must_use]
pub fn render(rubric: &Rubric) -> String {
    let bands = rubric
        .bands
        .iter()
        .map(|(from, name)| Band { from: *from, name });
    let groups = rubric.groups.iter().map(|(id, title)| Group { id, title });
    let overview = Overview {
        id: &rubric.id,
        version: &rubric.version,
        title: &rubric.title,
        about: &rubric.about,
        sha256: &rubric.sha256,
        levels: &rubric.levels,
        bands: bands.collect(),
        groups: groups.collect(),
        criteria: rubric
            .criteria
            .iter()
            .map(|one| entry(rubric, one))
            .collect(),
        rules: rubric.rules.iter().map(rule).collect(),
    };
    let mut text = serde_json::to_string_pretty(&overview).unwrap_or_default();
    text.push('\n');
    text
}

fn entry<'r>(rubric: &'r Rubric, criterion: &'r Criterion) -> Entry<'r> {
    let levels = (1..=MAX_LEVEL).zip(&criterion.levels);
    let levels = levels.map(|(level, of)| Reached {
        level,
        name: rubric.level_name(level),
        means: &of.descriptor,
        when: &of.written,
    });
    Entry {
        id: &criterion.id,
        title: &criterion.title,
        group: &criterion.group,
        asks: &criterion.asks,
        weight: criterion.weight,
        points: points(rubric, &[criterion]),
        levels: levels.collect(),
    }
}

fn rule(rule: &crate::rubric::Rule) -> Rule<'_> {
    let (at_most, minus) = match rule.effect {
        Effect::AtMost(limit) => (Some(limit), None),
        Effect::Minus(points) => (None, Some(points)),
    };
    Rule {
        at_most,
        minus,
        because: &rule.because,
    }
}
