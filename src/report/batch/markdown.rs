//! Many answers as Markdown: the class, then every report.

use std::fmt::Write as _;

use super::super::class::{Class, Gathering, RubricSummary};
use crate::report::markdown::escape;
use crate::text::shorten;

/// An example is shown up to so many characters.
const EXAMPLE: usize = 200;

/// The class and the reports behind it.
pub(super) fn render(gathering: &Gathering, reports: &str) -> String {
    let class = gathering.class();
    let mut out = String::from("# Class\n\n");
    let _ = write!(out, "{} answers graded", class.graded);
    if class.failed > 0 {
        let _ = write!(out, ", {} could not be", class.failed);
    }
    if let Some(scores) = &class.scores {
        let _ = write!(
            out,
            "; mean {:.1}, spread {:.1}, from {:.1} to {:.1}",
            scores.mean, scores.spread, scores.min, scores.max
        );
    }
    out.push_str(".\n\n| Answer | Score | Band | Weakest |\n|---|---:|---|---|\n");
    for row in gathering.rows() {
        let id = escape(&row.id);
        let _ = match &row.outcome {
            Ok(mark) => writeln!(
                out,
                "| {id} | {} | {} | {} |",
                mark.score,
                escape(&mark.band),
                escape(mark.weakest.as_deref().unwrap_or(""))
            ),
            Err(error) => writeln!(out, "| {id} | | error | {} |", escape(&error.message)),
        };
    }
    rubrics(&class, &mut out);
    look_at(&class, &mut out);
    if !reports.is_empty() {
        let _ = write!(out, "\n---\n\n{reports}");
    }
    out
}

fn rubrics(class: &Class, out: &mut String) {
    for rubric in &class.rubrics {
        let _ = writeln!(
            out,
            "\n## {}: {} answers\n\n| Criterion | Mean level | Missing in | Points lost | Tells apart |\n|---|---:|---:|---:|---:|",
            escape(&rubric.id),
            rubric.answers
        );
        for one in &rubric.criteria {
            let apart = one.discrimination;
            let apart = apart.map_or_else(String::new, |apart| format!("{apart:.2}"));
            let _ = writeln!(
                out,
                "| {} | {:.2} of {} | {} | {:.1} | {apart} |",
                escape(&one.title),
                one.mean_level,
                one.max_level,
                one.levels.first().copied().unwrap_or(0),
                one.lost
            );
        }
        missed(rubric, out);
    }
}

fn missed(rubric: &RubricSummary, out: &mut String) {
    let missed = rubric.missed_by_most();
    if !missed.is_empty() {
        out.push_str("\nWhat most answers miss:\n\n");
    }
    for one in missed {
        let _ = write!(
            out,
            "- {}: {} of {}",
            escape(&one.title),
            one.missed,
            rubric.answers
        );
        let _ = match &one.example {
            Some(example) => writeln!(
                out,
                "; {} has it, line {}: \u{201c}{}\u{201d}",
                escape(&example.id),
                example.line,
                escape(&shorten(&example.context, EXAMPLE))
            ),
            None if one.missed == rubric.answers => writeln!(out, "; nobody has it"),
            None => writeln!(out),
        };
    }
}

fn look_at(class: &Class, out: &mut String) {
    if !class.look_at.is_empty() {
        out.push_str("\n## For a person to look at\n\n");
    }
    for look in &class.look_at {
        let _ = writeln!(
            out,
            "- {}: {}",
            escape(&look.id),
            escape(&look.reasons.join("; "))
        );
    }
    if !class.alike.is_empty() {
        out.push_str("\n## Nearly the same\n\n");
    }
    for group in &class.alike {
        let ids: Vec<String> = group.ids.iter().map(|id| escape(id)).collect();
        let shared = group.likeness * 100.0;
        let _ = writeln!(
            out,
            "- {} ({shared:.0} % or more in common)",
            ids.join(", ")
        );
    }
}
