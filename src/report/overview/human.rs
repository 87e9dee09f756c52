//! The overview for a terminal.

use super::super::printable::Printable;
use super::super::style::{Look, paint};
use super::super::wrap::{columns, pad, wrap};
use super::{dots, effect, in_points, members, points};
use crate::rubric::{Criterion, MAX_LEVEL, Rubric};

/// The widest that it is set.
const MEASURE: usize = 92;

/// The rubric as text, ended by a line feed.
#[must_use]
pub fn render(rubric: &Rubric, look: &Look) -> String {
    let mut page = Page {
        look,
        out: String::new(),
    };
    page.head(rubric);
    for (id, title) in &rubric.groups {
        page.group(rubric, id, title);
    }
    page.rules(rubric);
    page.out
}

struct Page<'a> {
    look: &'a Look,
    out: String,
}

fn shown(text: &str) -> String {
    Printable(text).to_string()
}

impl Page<'_> {
    fn width(&self) -> usize {
        self.look.width.min(MEASURE)
    }

    fn line(&mut self, line: &str) {
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    /// Words on the left and on the right of one line, or on two where they do not fit.
    fn ends(&mut self, left: &str, painted: &str, right: &str) {
        let dim = paint(self.look.palette.dim, right);
        let taken = columns(left) + columns(right);
        if taken + 2 > self.width() {
            self.line(painted);
            self.line(&format!("  {dim}"));
        } else {
            let gap = " ".repeat(self.width() - taken);
            self.line(&format!("{painted}{gap}{dim}"));
        }
    }

    /// A paragraph behind `lead`, which takes `indent` columns.
    fn paragraph(&mut self, lead: &str, indent: usize, words: &str) {
        let width = self.width().saturating_sub(indent);
        for (nth, line) in wrap(&shown(words), width).iter().enumerate() {
            if nth == 0 {
                self.line(&format!("{lead}{line}"));
            } else {
                self.line(&format!("{}{line}", " ".repeat(indent)));
            }
        }
    }

    fn head(&mut self, rubric: &Rubric) {
        let title = shown(&rubric.title);
        let painted = paint(self.look.palette.strong, &title);
        let name = shown(&format!("{} {}", rubric.id, rubric.version));
        self.ends(&title, &painted, &name);
        self.line("");
        self.paragraph("  ", 2, &rubric.about);
        self.line("");
        let levels: Vec<String> = (0..=MAX_LEVEL)
            .map(|level| format!("{} {}", dots(level), rubric.level_name(level)))
            .collect();
        self.paragraph("  Levels  ", 10, &levels.join(", "));
        let bands: Vec<String> = rubric
            .bands
            .iter()
            .map(|(least, name)| format!("{name} from {least}"))
            .collect();
        self.paragraph("  Bands   ", 10, &bands.join(", "));
    }

    fn group(&mut self, rubric: &Rubric, id: &str, title: &str) {
        let criteria = members(rubric, id);
        if criteria.is_empty() {
            return;
        }
        self.line("");
        let title = shown(title);
        let painted = paint(self.look.palette.strong, &title);
        let worth = points(rubric, &criteria);
        self.ends(&title, &painted, &in_points(worth));
        for criterion in criteria {
            self.criterion(rubric, criterion);
        }
    }

    fn criterion(&mut self, rubric: &Rubric, criterion: &Criterion) {
        self.line("");
        let title = format!("  {}", shown(&criterion.title));
        let worth = format!(
            "{}  weight {}, {}",
            shown(&criterion.id),
            criterion.weight,
            in_points(points(rubric, &[criterion]))
        );
        self.ends(&title, &title, &worth);
        self.paragraph("  ", 2, &criterion.asks);
        let names = (1..=MAX_LEVEL).map(|level| columns(&shown(rubric.level_name(level))));
        let widest = names.max().unwrap_or(0);
        for (nth, level) in (1..=MAX_LEVEL).zip(&criterion.levels) {
            let name = pad(&shown(rubric.level_name(nth)), widest);
            let marks = paint(self.look.palette.level(nth), dots(nth));
            let lead = format!("    {marks} {name}  ");
            self.paragraph(&lead, 10 + widest, &level.descriptor);
        }
    }

    fn rules(&mut self, rubric: &Rubric) {
        if rubric.rules.is_empty() {
            return;
        }
        self.line("");
        let title = paint(self.look.palette.strong, "Rules on the whole score");
        self.line(&title);
        self.line("");
        let effects: Vec<String> = rubric
            .rules
            .iter()
            .map(|rule| effect(rule.effect))
            .collect();
        let widest = effects
            .iter()
            .map(|effect| columns(effect))
            .max()
            .unwrap_or(0);
        for (rule, effect) in rubric.rules.iter().zip(&effects) {
            let lead = format!("  {}  ", pad(effect, widest));
            self.paragraph(&lead, 4 + widest, &rule.because);
        }
    }
}
