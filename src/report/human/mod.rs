//! The report for a person at a terminal: one screen where possible, 80 columns and wider.

mod criteria;
mod explain;
mod notes;

use super::model::Report;
use super::printable::Printable;
use super::quote::Quote;
use super::style::{Look, paint};
use super::wrap::{columns, cut, cut_inside, wrap};

/// The narrowest and the widest layout, in columns.
const NARROW: usize = 60;
const WIDE: usize = 132;

/// Running text is not set wider than this.
const MEASURE: usize = 92;

/// Columns of the score's bar.
const BAR: usize = 24;

/// The report as text with the look's colours, ended by a line feed.
#[must_use]
pub fn render(report: &Report, look: &Look) -> String {
    let look = Look {
        width: look.width.clamp(NARROW, WIDE),
        ..*look
    };
    let mut page = Page {
        report,
        look,
        out: String::new(),
    };
    page.head();
    page.score();
    page.criteria();
    page.next_steps();
    page.announced();
    page.notes();
    page.out
}

struct Page<'a> {
    report: &'a Report<'a>,
    look: Look,
    out: String,
}

impl Page<'_> {
    fn line(&mut self, text: &str) {
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }

    /// One empty line, however often it is asked for.
    fn blank(&mut self) {
        if !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    fn title(&mut self, text: &str) {
        self.blank();
        let title = paint(self.look.palette.strong, text);
        self.line(&title);
    }

    /// Lines of running text behind `indent` spaces, the first behind `lead` instead.
    fn paragraph(&mut self, lead: &str, lead_columns: usize, text: &str) {
        let width = self.look.width.min(MEASURE).saturating_sub(lead_columns);
        for (nth, line) in wrap(text, width).iter().enumerate() {
            let before = if nth == 0 {
                lead.to_owned()
            } else {
                " ".repeat(lead_columns)
            };
            self.line(&format!("{before}{line}"));
        }
    }

    /// The source on the left, the rubric on the right; why it was taken stands below where there is no
    /// room for it.
    fn head(&mut self) {
        let report = self.report;
        let Look { width, palette } = self.look;
        let source = if report.source == "-" {
            "standard input".to_owned()
        } else {
            shown(&report.source)
        };
        let name = format!(
            "{} {}",
            shown(&report.rubric.id),
            shown(&report.rubric.version)
        );
        let reason = report.rubric.chosen.reason();
        let reasoned = format!("{name}, {reason}");
        let fits = columns(&source) + 2 + columns(&reasoned) <= width;
        let rubric = if fits {
            reasoned
        } else {
            cut(&name, width / 2)
        };
        let room = width.saturating_sub(columns(&rubric) + 2);
        let source = cut_inside(&source, room, room / 4);
        let gap = width.saturating_sub(columns(&source) + columns(&rubric));
        let line = format!(
            "{}{}{}",
            paint(palette.strong, &source),
            " ".repeat(gap),
            paint(palette.dim, &rubric)
        );
        self.line(&line);
        if !fits {
            let indent = " ".repeat(width.saturating_sub(columns(reason)));
            self.line(&format!("{indent}{}", paint(palette.dim, reason)));
        }
    }

    fn score(&mut self) {
        let report = self.report;
        let palette = self.look.palette;
        let style = palette.share(report.score / 100.0);
        self.blank();
        let score = format!("{} / 100", number(report.score));
        let confidence = format!("confidence {:.2}", report.confidence);
        let band = cut(&shown(&report.band), self.look.width / 4);
        // Two spaces at the margin and after the score, three around the bar.
        let used = columns(&score) + columns(&band) + columns(&confidence) + 10;
        let cells = self.look.width.saturating_sub(used).min(BAR);
        let line = format!(
            "  {}  {}   {}   {}",
            paint(palette.strong, score),
            paint(style, band),
            bar(report.score, cells, style, palette.dim),
            paint(palette.dim, confidence),
        );
        self.line(&line);
        for cap in &report.caps {
            let text = match (cap.at_most, cap.minus) {
                (Some(limit), _) => {
                    format!("held at {} (was {}): ", number(limit), number(cap.before))
                }
                (_, minus) => {
                    format!(
                        "less {} (was {}): ",
                        number(minus.unwrap_or_default()),
                        number(cap.before)
                    )
                }
            };
            self.paragraph("  ", 2, &shown(&format!("{text}{}", cap.because)));
        }
        self.blank();
        self.paragraph("  ", 2, &shown(&report.critique.summary));
    }

    fn next_steps(&mut self) {
        let report = self.report;
        let palette = self.look.palette;
        let steps: Vec<_> = report.critique.next_steps.iter().collect();
        if steps.is_empty() {
            return;
        }
        self.title("Next steps");
        let widest = steps
            .iter()
            .map(|step| number(step.gain).len())
            .max()
            .unwrap_or(0);
        for step in steps {
            let criterion = report
                .criteria
                .iter()
                .find(|criterion| criterion.id == step.criterion);
            let title = criterion.map_or(step.criterion.as_str(), |criterion| &*criterion.title);
            let gain = format!(
                "{:>width$}",
                format!("+{}", number(step.gain)),
                width = widest + 1
            );
            let lead = format!(
                "  {}  {}",
                paint(palette.gain, &gain),
                paint(palette.strong, shown(title))
            );
            self.line(&lead);
            let indent = columns(&gain) + 4;
            self.paragraph(&" ".repeat(indent), indent, &shown(&step.text));
        }
    }

    fn announced(&mut self) {
        let report = self.report;
        let mut promises: Vec<_> = report
            .criteria
            .iter()
            .filter_map(|criterion| criterion.announced.first().map(|quote| (criterion, quote)))
            .collect();
        if promises.is_empty() {
            return;
        }
        promises.sort_by_key(|(_, quote)| quote.start);
        self.title("Announced, never delivered");
        // One sentence often promises several criteria: it is shown once.
        let mut lines: Vec<(String, &Quote)> = Vec::new();
        for (criterion, quote) in promises {
            match lines.last_mut() {
                Some((titles, last))
                    if last.line == quote.line && last.context == quote.context =>
                {
                    titles.push_str(", ");
                    titles.push_str(&criterion.title.to_lowercase());
                }
                _ => lines.push((criterion.title.to_string(), quote)),
            }
        }
        for (title, quote) in lines {
            let place = paint(self.look.palette.dim, format!("line {}", quote.line));
            let room = self.look.width.saturating_sub(16);
            let line = format!("  {place}  “{}”", cut(&shown(&quote.context), room));
            self.line(&line);
            self.paragraph("      ", 6, &shown(&title));
        }
    }
}

/// A text from the answer, the rubric or the file system, safe to show.
fn shown(text: &str) -> String {
    Printable(text).to_string()
}

/// A number of points: one decimal, none where it is whole.
fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

fn bar(score: f64, cells: usize, style: anstyle::Style, dim: anstyle::Style) -> String {
    let full = (0..cells)
        .filter(|cell| middle(*cell, cells) <= score)
        .count();
    let (done, open) = ("█".repeat(full), "░".repeat(cells - full));
    format!("{}{}", paint(style, done), paint(dim, open))
}

/// The score that the middle of a cell stands for: from there on the cell is full.
#[expect(clippy::cast_precision_loss, reason = "cells of a bar")]
fn middle(cell: usize, cells: usize) -> f64 {
    (cell as f64 + 0.5) * 100.0 / cells as f64
}
