//! A rubric for reading: its criteria, their weights, and what each level means.

use super::printable::Printable;
use super::style::{Look, paint};
use super::wrap::wrap;
use crate::rubric::{Criterion, Effect, MAX_LEVEL, Rubric};

/// The widest that it is set.
const MEASURE: usize = 92;

/// The rubric as text, ended by a line feed.
#[must_use]
pub fn overview(rubric: &Rubric, look: &Look) -> String {
    let mut text = Text {
        look,
        out: String::new(),
    };
    let palette = look.palette;
    let shown = |text: &str| Printable(text).to_string();
    let name = paint(
        palette.dim,
        format!("{} {}", shown(&rubric.id), shown(&rubric.version)),
    );
    text.line(&format!(
        "{}  {name}",
        paint(palette.strong, shown(&rubric.title))
    ));
    text.paragraph("", 0, &rubric.about);
    let bands: Vec<String> = rubric
        .bands
        .iter()
        .map(|(least, name)| format!("{name} from {least}"))
        .collect();
    text.line("");
    text.paragraph(
        "",
        0,
        &format!(
            "Levels: {}. Bands: {}.",
            rubric.levels.join(", "),
            bands.join(", ")
        ),
    );
    let total = rubric.total_weight();
    for (id, title) in &rubric.groups {
        text.line("");
        text.line(&paint(palette.strong, shown(title)));
        for criterion in rubric
            .criteria
            .iter()
            .filter(|criterion| criterion.group == *id)
        {
            text.criterion(rubric, criterion, total);
        }
    }
    if !rubric.rules.is_empty() {
        text.line("");
        text.line(&paint(palette.strong, "Rules on the whole score"));
    }
    for rule in &rubric.rules {
        let effect = match rule.effect {
            Effect::AtMost(limit) => format!("at most {limit}"),
            Effect::Minus(points) => format!("less {points}"),
        };
        text.paragraph("  ", 2, &format!("{effect}: {}", rule.because));
    }
    text.out
}

struct Text<'a> {
    look: &'a Look,
    out: String,
}

impl Text<'_> {
    fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    fn paragraph(&mut self, lead: &str, indent: usize, words: &str) {
        let width = self.look.width.min(MEASURE).saturating_sub(indent);
        for (nth, line) in wrap(&Printable(words).to_string(), width)
            .iter()
            .enumerate()
        {
            let before = if nth == 0 {
                lead.to_owned()
            } else {
                " ".repeat(indent)
            };
            self.line(&format!("{before}{line}"));
        }
    }

    fn criterion(&mut self, rubric: &Rubric, criterion: &Criterion, total: f64) {
        let palette = self.look.palette;
        let points = if total > 0.0 {
            criterion.weight * 100.0 / total
        } else {
            0.0
        };
        let worth = paint(
            palette.dim,
            format!("{points:.1} points  {}", Printable(&criterion.id)),
        );
        self.line(&format!("  {}  {worth}", Printable(&criterion.title)));
        self.paragraph("    ", 4, &criterion.asks);
        for (nth, level) in (1..=MAX_LEVEL).zip(&criterion.levels) {
            let lead = format!("      {} ", paint(palette.level(nth), nth));
            self.paragraph(
                &lead,
                8,
                &format!("{}: {}", rubric.level_name(nth), level.descriptor),
            );
        }
    }
}
