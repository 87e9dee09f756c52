//! The criteria of an answer as the pages show them: by their groups, each with details of the page's own.

use serde::Serialize;

use crate::report::model::{CriterionReport, Report};

#[derive(Serialize)]
pub(super) struct Group<'a, D> {
    title: &'a str,
    criteria: Vec<Row<'a, D>>,
}

#[derive(Serialize)]
struct Row<'a, D> {
    n: usize,
    title: &'a str,
    level: u8,
    level_name: &'a str,
    points: f64,
    max: f64,
    advice: &'a str,
    #[serde(flatten)]
    details: D,
}

/// The criteria by their groups.
pub(super) fn groups<'a, D>(
    report: &'a Report,
    details: impl Fn(&'a CriterionReport) -> D,
) -> Vec<Group<'a, D>> {
    let groups = report.grouped().into_iter().map(|group| Group {
        title: group.title.unwrap_or("Criteria"),
        criteria: group
            .criteria
            .into_iter()
            .map(|(n, criterion)| Row {
                n,
                title: &criterion.title,
                level: criterion.level,
                level_name: &criterion.level_name,
                points: criterion.points,
                max: criterion.max_points,
                advice: &criterion.advice,
                details: details(criterion),
            })
            .collect(),
    });
    groups.collect()
}
