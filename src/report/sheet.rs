//! Text for a person, written line by line: titles, paragraphs, tables.

use super::printable::Printable;
use super::style::{Look, paint};
use super::wrap::{columns, cut, pad, wrap};

/// Running text is not set wider than this.
const MEASURE: usize = 92;

/// A text that grows line by line.
pub(super) struct Sheet {
    pub(super) look: Look,
    pub(super) out: String,
}

impl Sheet {
    pub(super) fn new(look: Look) -> Self {
        Self {
            look,
            out: String::new(),
        }
    }

    pub(super) fn line(&mut self, text: &str) {
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }

    /// One empty line, however often it is asked for; none at the top.
    pub(super) fn blank(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    pub(super) fn title(&mut self, text: &str) {
        self.blank();
        let title = paint(self.look.palette.strong, Printable(text));
        self.line(&title);
    }

    /// A title on the left and something dim on the right.
    pub(super) fn head(&mut self, left: &str, right: &str) {
        self.blank();
        let right = cut(&Printable(right).to_string(), self.look.width / 2);
        let room = self.look.width.saturating_sub(columns(&right) + 2);
        let left = pad(&cut(&Printable(left).to_string(), room), room + 2);
        let palette = self.look.palette;
        self.line(&format!(
            "{}{}",
            paint(palette.strong, left),
            paint(palette.dim, right)
        ));
    }

    /// Running text behind `lead`, its further lines below the first.
    pub(super) fn paragraph(&mut self, lead: &str, text: &str) {
        let indent = columns(lead);
        let width = self.look.width.min(MEASURE).saturating_sub(indent);
        for (nth, line) in wrap(&Printable(text).to_string(), width).iter().enumerate() {
            let before = if nth == 0 {
                lead.to_owned()
            } else {
                " ".repeat(indent)
            };
            self.line(&format!("{before}{line}"));
        }
    }

    /// A table: the first column on the left, cut to fit; the others on the right. The first row is
    /// its head.
    pub(super) fn table(&mut self, indent: usize, rows: &[Vec<String>]) {
        let count = rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| columns(&shown(cell))).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..count).map(width).collect();
        let others: usize = widths.iter().skip(1).map(|width| width + 2).sum();
        let room = self.look.width.saturating_sub(indent + others).max(8);
        let first = widths.first().copied().unwrap_or(0).min(room);
        for (nth, row) in rows.iter().enumerate() {
            let mut line = " ".repeat(indent);
            for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
                let cell = shown(cell);
                if column == 0 {
                    line.push_str(&pad(&cut(&cell, first), first));
                } else {
                    let gap = (width + 2).saturating_sub(columns(&cell));
                    line.push_str(&" ".repeat(gap));
                    line.push_str(&cell);
                }
            }
            if nth == 0 {
                line = paint(self.look.palette.dim, line.trim_end());
            }
            self.line(&line);
        }
    }
}

fn shown(cell: &str) -> String {
    Printable(cell).to_string()
}
