//! Blocks written out as plain text: lines joined, cells parted, labels found.

use super::blocks::Raw;
use super::markup::Stripper;
use super::{Block, Kind};
use crate::text::{OffsetMap, Span};

/// The most words in a label ("Guardrail metrics: ...").
const LABEL_WORDS: usize = 7;

/// The plain text of a document as it grows, with the way back to the parsed text.
#[derive(Default)]
pub(super) struct Plain {
    pub(super) text: String,
    pub(super) map: OffsetMap,
    /// Where the last tag ends, which may be on a later line.
    pub(super) tag_end: usize,
}

impl Plain {
    /// With room for the plain text of `source`.
    pub(super) fn with_room(source: &str) -> Self {
        Self {
            text: String::with_capacity(source.len()),
            map: OffsetMap::default(),
            tag_end: 0,
        }
    }

    /// Appends the plain text of `raw`; `None` if nothing readable is left of it.
    pub(super) fn append(&mut self, source: &str, raw: &Raw) -> Option<Block> {
        let start = self.text.len();
        let mut cells = Vec::new();
        let mut bold = None;
        if let Kind::Row { .. } = raw.kind {
            cells = self.cells(source, raw.lines.first().copied().unwrap_or_default());
        } else {
            bold = self.lines(source, raw);
        }
        let end = start + self.text.get(start..).unwrap_or("").trim_end().len();
        if end == start {
            return None;
        }
        self.line_break(raw);
        let text = Span::new(start, end);
        let label = match raw.kind {
            Kind::Row { .. } | Kind::Heading { .. } | Kind::Code => None,
            _ => bold
                .filter(|label| label.end < end)
                .or_else(|| self.label(text, raw)),
        };
        Some(Block {
            kind: raw.kind,
            text,
            words: 0,
            label: label.map(|span| span.trimmed(&self.text)),
            parent: None,
            sentences: 0..0,
            cells,
            header: None,
            zone: raw.zone,
            quoted: raw.quoted,
            short_run: raw.short_run,
        })
    }

    fn line_break(&mut self, raw: &Raw) {
        let at = raw.lines.last().map_or(0, |span| span.end);
        self.text.push('\n');
        self.map.replace(1, Span::new(at, at));
    }

    fn lines(&mut self, source: &str, raw: &Raw) -> Option<Span> {
        let start = self.text.len();
        let mut bold = None;
        for (nth, line) in raw.lines.iter().enumerate() {
            if nth > 0 {
                self.space(line.start);
            }
            let titled = nth == 0 && !matches!(raw.kind, Kind::Paragraph | Kind::Code);
            let skipped = if titled {
                outline_number(line.of(source))
            } else {
                None
            };
            if let Some(number) = skipped {
                // Marks in front of the number still count: "**2. Goals**" is bold.
                let mark = Span::new(line.start, line.start + number.start);
                let rest = Span::new(line.start + number.end, line.end);
                let mut stripper = Stripper::new(self, source, rest);
                stripper.bold_open = mark.len() >= 2;
                bold = stripper.run().map(|end| Span::new(start, end));
                continue;
            }
            let lead = Stripper::new(self, source, *line).run();
            if nth == 0 {
                bold = lead.map(|end| Span::new(start, end));
            }
        }
        bold
    }

    fn cells(&mut self, source: &str, line: Span) -> Vec<Span> {
        let body = line.of(source);
        let separator = if body.contains('|') { '|' } else { '\t' };
        let mut cells = Vec::new();
        let mut at = line.start;
        for cell in body.split(separator) {
            let span = Span::new(at, at + cell.len());
            at = span.end + 1;
            let edge = cell.trim().is_empty() && (span.start == line.start || span.end == line.end);
            if edge {
                continue;
            }
            if !cells.is_empty() {
                self.text.push_str("\n|\n");
                self.map.replace(3, Span::new(span.start - 1, span.start));
            }
            let start = self.text.len();
            Stripper::new(self, source, span.trimmed(source)).run();
            cells.push(Span::new(start, self.text.len()).trimmed(&self.text));
        }
        cells
    }

    fn space(&mut self, source: usize) {
        if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
            self.text.push(' ');
            self.map.replace(1, Span::new(source, source));
        }
    }

    /// A label is what stands before the first colon, or in an item before a spaced dash.
    fn label(&self, text: Span, raw: &Raw) -> Option<Span> {
        let body = text.of(&self.text);
        let spaced = |(at, _): &(usize, &str)| body.as_bytes().get(at + 1) == Some(&b' ');
        let colon = body.match_indices(':').find(spaced);
        let colon = colon
            .map(|(at, _)| at)
            .or_else(|| body.strip_suffix(':').map(str::len));
        let parted = matches!(raw.kind, Kind::Item { .. }) || raw.short_run > 0;
        let dash = parted.then(|| body.find(" - ")).flatten();
        let end = match (colon, dash) {
            (Some(a), Some(b)) => a.min(b),
            (a, b) => a.or(b)?,
        };
        let label = body.get(..end)?;
        let words = label.split_whitespace().take(LABEL_WORDS + 1).count();
        let plain = !label.contains(['.', '?', '!', ';']) && label.chars().any(char::is_alphabetic);
        (plain && (1..=LABEL_WORDS).contains(&words))
            .then(|| Span::new(text.start, text.start + end))
    }
}

/// An outline number at the start of a title: "2.", "3.1", "IV.", "**5)**", behind emphasis marks.
fn outline_number(body: &str) -> Option<Span> {
    let start = body.len() - body.trim_start_matches(['*', '_']).len();
    let inner = body.get(start..)?;
    let number = inner.split_whitespace().next()?;
    let closed = number.ends_with(['.', ')', ':']);
    let bare = number.trim_end_matches(['.', ')', ':']);
    let digits = bare
        .split('.')
        .all(|part| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()));
    let roman = bare.len() <= 4
        && !bare.is_empty()
        && bare.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'));
    let letter = bare.len() == 1 && bare.bytes().all(|b| b.is_ascii_uppercase());
    let outlined = closed && (digits || roman || letter) || digits && bare.contains('.');
    let after = inner.get(number.len()..)?;
    let rest = after.trim_start();
    let text = rest.starts_with(|c: char| c.is_alphabetic() || c == '*' || c == '"');
    (outlined && text && !after.is_empty()).then(|| Span::new(start, body.len() - rest.len()))
}
