//! The table of criteria, grouped as the rubric groups them.

use super::super::judged;
use super::super::model::CriterionReport;
use super::super::style::paint;
use super::super::wrap::{columns, cut, pad};
use super::{Page, number, shown};

/// Titles and level names take at most so many columns.
const NAME: usize = 28;

/// The widths of the table's columns.
struct Columns {
    title: usize,
    level: usize,
    points: usize,
}

impl Page<'_> {
    pub(super) fn criteria(&mut self) {
        let report = self.report;
        let widths = self.columns();
        for group in report.grouped() {
            match group.title {
                Some(title) => self.title(&shown(title)),
                None => self.blank(),
            }
            for (_, criterion) in group.criteria {
                self.criterion(criterion, &widths);
            }
        }
    }

    fn columns(&self) -> Columns {
        let widest = |measure: &dyn Fn(&CriterionReport) -> usize| {
            self.report.criteria.iter().map(measure).max().unwrap_or(0)
        };
        Columns {
            title: widest(&|criterion| columns(&shown(&criterion.title)))
                .min(NAME)
                .min(self.look.width / 4 + 4),
            level: widest(&|criterion| columns(&shown(&criterion.level_name)))
                .min(NAME)
                .min(self.look.width / 4),
            points: widest(&|criterion| columns(&points(criterion))),
        }
    }

    /// Both opinions where they differ, and why the judge's is what it is.
    fn judged(&mut self, criterion: &CriterionReport) {
        let explained = criterion.explain.is_some();
        let Some(said) = judged::of_criterion(self.report, criterion, explained) else {
            return;
        };
        let lead = " ".repeat(6);
        self.paragraph(&lead, 6, &shown(&said));
        let invented = criterion.judge.iter().flat_map(|judge| &judge.invented);
        for quote in invented.filter(|_| explained) {
            let text = format!("not in the answer: “{quote}”");
            self.paragraph(&lead, 6, &shown(&text));
        }
    }

    fn criterion(&mut self, criterion: &CriterionReport, widths: &Columns) {
        let palette = self.look.palette;
        let level = palette.level(criterion.level);
        let title = pad(&cut(&shown(&criterion.title), widths.title), widths.title);
        let name = pad(
            &cut(&shown(&criterion.level_name), widths.level),
            widths.level,
        );
        let points = format!("{:>width$}", points(criterion), width = widths.points);
        let before = 2
            + usize::from(criterion.max_level)
            + 1
            + widths.title
            + 2
            + widths.level
            + 2
            + widths.points
            + 2;
        let room = self.look.width.saturating_sub(before);
        let mut line = format!(
            "  {} {title}  {}  {points}",
            paint(level, dots(criterion)),
            paint(level, name)
        );
        let because = because(criterion, room);
        if !because.is_empty() {
            line.push_str("  ");
            line.push_str(&paint(palette.dim, because));
        }
        self.line(&line);
        self.judged(criterion);
        self.explanation(criterion);
    }
}

fn dots(criterion: &CriterionReport) -> String {
    (0..criterion.max_level)
        .map(|at| if at < criterion.level { '●' } else { '○' })
        .collect()
}

fn points(criterion: &CriterionReport) -> String {
    format!("{:.1} / {}", criterion.points, number(criterion.max_points))
}

/// The most telling evidence in few columns, or that it was only announced.
fn because(criterion: &CriterionReport, room: usize) -> String {
    if let Some(promise) = criterion.announced.first() {
        return cut(
            &format!("line {}: announced, not delivered", promise.line),
            room,
        );
    }
    let Some(first) = criterion.telling() else {
        return String::new();
    };
    let place = format!("{:>3} ", first.line);
    let quote = cut(
        &shown(&first.context),
        room.saturating_sub(columns(&place) + 2),
    );
    format!("{place}“{quote}”")
}
