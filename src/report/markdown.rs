//! The report as Markdown, for a file or a comment on a pull request.

use std::fmt::Write as _;

use super::judged;
use super::model::{CriterionReport, Report};
use super::printable::Printable;
use super::wrap::cut;

/// Quotes in the table are cut to this many columns.
const QUOTE: usize = 70;

/// The report, ended by a line feed. Nothing from the answer is read as Markdown.
#[must_use]
pub fn render(report: &Report) -> String {
    let mut out = String::new();
    head(report, &mut out);
    criteria(report, &mut out);
    steps(report, &mut out);
    announced(report, &mut out);
    judged(report, &mut out);
    explanations(report, &mut out);
    notes(report, &mut out);
    out
}

fn head(report: &Report, out: &mut String) {
    let source = if report.source == "-" {
        "standard input"
    } else {
        &*report.source
    };
    let _ = writeln!(
        out,
        "# {}: {} / 100, {}\n",
        escape(source),
        report.score,
        escape(&report.band)
    );
    let _ = writeln!(out, "{}\n", escape(&report.critique.summary));
    for cap in &report.caps {
        let effect = cap.at_most.map_or_else(
            || format!("Less {}", cap.minus.unwrap_or_default()),
            |limit| format!("Held at {limit}"),
        );
        let _ = writeln!(
            out,
            "{effect} (was {}): {}\n",
            cap.before,
            escape(&cap.because)
        );
    }
}

fn criteria(report: &Report, out: &mut String) {
    out.push_str("| Criterion | Level | Points | Why |\n|---|---|---:|---|\n");
    let mut ordered: Vec<&CriterionReport> = report.criteria.iter().collect();
    let place = |criterion: &CriterionReport| {
        report
            .groups
            .iter()
            .position(|(id, _)| *id == criterion.group)
            .unwrap_or(usize::MAX)
    };
    ordered.sort_by_key(|criterion| place(criterion));
    for criterion in ordered {
        let _ = writeln!(
            out,
            "| {} | {} {} | {} / {} | {} |",
            escape(&criterion.title),
            dots(criterion),
            escape(&criterion.level_name),
            criterion.points,
            criterion.max_points,
            because(criterion),
        );
    }
}

fn dots(criterion: &CriterionReport) -> String {
    (0..criterion.max_level)
        .map(|at| if at < criterion.level { '●' } else { '○' })
        .collect()
}

fn because(criterion: &CriterionReport) -> String {
    if let Some(promise) = criterion.announced.first() {
        return format!("announced in line {}, not delivered", promise.line);
    }
    criterion.telling().map_or_else(String::new, |first| {
        format!(
            "line {}: “{}”",
            first.line,
            escape(&cut(&first.context, QUOTE))
        )
    })
}

fn steps(report: &Report, out: &mut String) {
    if report.critique.next_steps.is_empty() {
        return;
    }
    out.push_str("\n## Next steps\n\n");
    for (nth, step) in report.critique.next_steps.iter().enumerate() {
        let title = report
            .criteria
            .iter()
            .find(|criterion| criterion.id == step.criterion);
        let title = title.map_or(step.criterion.as_str(), |criterion| &*criterion.title);
        let _ = writeln!(
            out,
            "{}. **+{}** {}: {}",
            nth + 1,
            step.gain,
            escape(title),
            escape(&step.text)
        );
    }
}

fn announced(report: &Report, out: &mut String) {
    let promises = report
        .criteria
        .iter()
        .filter_map(|criterion| Some((criterion, criterion.announced.first()?)));
    for (nth, (criterion, quote)) in promises.enumerate() {
        if nth == 0 {
            out.push_str("\n## Announced, never delivered\n\n");
        }
        let quote_text = escape(&cut(&quote.context, QUOTE));
        let _ = writeln!(
            out,
            "- {} (line {}): “{quote_text}”",
            escape(&criterion.title),
            quote.line
        );
    }
}

/// Where a judge sees it otherwise than the signals.
fn judged(report: &Report, out: &mut String) {
    let said = report.criteria.iter().filter_map(|criterion| {
        let said = judged::of_criterion(report, criterion, criterion.explain.is_some())?;
        Some((criterion, said))
    });
    for (nth, (criterion, said)) in said.enumerate() {
        if nth == 0 {
            out.push_str("\n## The judge\n\n");
        }
        let _ = writeln!(out, "- {}: {}", escape(&criterion.title), escape(&said));
    }
}

fn explanations(report: &Report, out: &mut String) {
    for criterion in &report.criteria {
        let Some(explanation) = &criterion.explain else {
            continue;
        };
        let _ = writeln!(
            out,
            "\n## Why: {} {}\n",
            escape(&criterion.title),
            dots(criterion)
        );
        for level in &explanation.levels {
            let mark = if level.met { "met" } else { "not met" };
            let _ = writeln!(
                out,
                "- **{}** ({mark}): {}",
                escape(&level.name),
                escape(&level.means)
            );
            for want in &level.wants {
                let mark = if want.met { "✓" } else { "✗" };
                let _ = writeln!(out, "  - {mark} {}", escape(&want.text));
            }
        }
        for signal in &explanation.fired {
            let _ = writeln!(out, "- found {} × {}", signal.finds, escape(&signal.name));
        }
        let silent: Vec<String> = explanation
            .silent
            .iter()
            .map(|signal| escape(&signal.name))
            .collect();
        if !silent.is_empty() {
            let _ = writeln!(out, "- found nothing: {}", silent.join(", "));
        }
    }
}

fn notes(report: &Report, out: &mut String) {
    if !report.warnings.is_empty() {
        out.push_str("\n## Warnings\n\n");
    }
    for warning in &report.warnings {
        let _ = writeln!(out, "- {}", escape(&warning.message));
    }
    let judge = report.judge.as_ref();
    let judge = judge.map_or_else(String::new, |judge| {
        format!(" {}", escape(&judged::of_answer(report, judge)))
    });
    let _ = writeln!(
        out,
        "\nConfidence {:.2}.{judge} Rubric {} {}, {}; {} words read. evaluate {}.",
        report.confidence,
        escape(&report.rubric.id),
        escape(&report.rubric.version),
        report.rubric.chosen.reason(),
        report.answer.words,
        report.evaluate,
    );
}

/// `text` on one line, such that Markdown and HTML show it as it is: no markup, no mention of a
/// person or an issue, no link.
pub(super) fn escape(text: &str) -> String {
    let shown = Printable(text).to_string();
    let mut out = String::with_capacity(shown.len() + 8);
    for (at, c) in shown.char_indices() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '@' => out.push_str("&#64;"),
            '#' => out.push_str("&#35;"),
            '|' => out.push_str("&#124;"),
            '`' => out.push_str("&#96;"),
            ':' if shown.get(at..).is_some_and(|rest| rest.starts_with("://")) => {
                out.push_str("&#58;");
            }
            '\\' | '*' | '_' | '[' | ']' | '~' | '!' | '$' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out.replace("www.", "www&#46;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_cannot_write_markdown() {
        let hostile =
            "| a | `b` <img src=x> @team #12 **c**\n## d https://evil.example [e](f) \x1b[31m";
        let escaped = escape(hostile);
        for sign in ["|", "`", "<", "@", "://", "\n", "\x1b"] {
            assert!(!escaped.contains(sign), "{sign} in {escaped}");
        }
        assert!(escaped.contains(r"\*\*c\*\*") && escaped.contains(r"\[e\]"));
    }
}
