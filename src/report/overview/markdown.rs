//! The overview as Markdown, for a handout.

use std::fmt::Write as _;

use super::super::markdown::escape;
use super::{effect, in_points, members, points};
use crate::rubric::{MAX_LEVEL, Rubric};

/// The rubric as Markdown, ended by a line feed.
#[must_use]
pub fn render(rubric: &Rubric) -> String {
    let mut out = String::new();
    head(rubric, &mut out);
    for (id, title) in &rubric.groups {
        group(rubric, id, title, &mut out);
    }
    rules(rubric, &mut out);
    out
}

fn head(rubric: &Rubric, out: &mut String) {
    let _ = writeln!(out, "# {}\n", escape(&rubric.title));
    if !rubric.about.is_empty() {
        let _ = writeln!(out, "{}\n", escape(&rubric.about));
    }
    let bands: Vec<String> = rubric
        .bands
        .iter()
        .map(|(least, name)| format!("{} from {least}", escape(name)))
        .collect();
    let (id, version) = (escape(&rubric.id), escape(&rubric.version));
    let _ = writeln!(
        out,
        "Rubric {id} {version}. Score out of 100: {}.",
        bands.join(", ")
    );
}

fn group(rubric: &Rubric, id: &str, title: &str, out: &mut String) {
    let criteria = members(rubric, id);
    if criteria.is_empty() {
        return;
    }
    let worth = in_points(points(rubric, &criteria));
    let _ = writeln!(out, "\n## {} ({worth})\n", escape(title));
    let names = (1..=MAX_LEVEL).map(|level| escape(rubric.level_name(level)));
    let names: Vec<String> = names.collect();
    let _ = writeln!(out, "| Criterion | Points | {} |", names.join(" | "));
    out.push_str("|---|---:|---|---|---|\n");
    for criterion in criteria {
        let asks = match criterion.asks.as_str() {
            "" => String::new(),
            asks => format!("<br>{}", escape(asks)),
        };
        let levels = criterion
            .levels
            .iter()
            .map(|level| escape(&level.descriptor));
        let levels: Vec<String> = levels.collect();
        let _ = writeln!(
            out,
            "| **{}**{asks} | {} | {} |",
            escape(&criterion.title),
            points(rubric, &[criterion]),
            levels.join(" | ")
        );
    }
}

fn rules(rubric: &Rubric, out: &mut String) {
    if rubric.rules.is_empty() {
        return;
    }
    out.push_str("\n## Rules on the whole score\n\n");
    for rule in &rubric.rules {
        let _ = writeln!(out, "- {}: {}", effect(rule.effect), escape(&rule.because));
    }
}
