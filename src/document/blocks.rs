//! Lines joined into blocks: paragraphs, items, rows, fenced lines, hidden comments.

use super::lines::{Line, Shape, classify, is_frame, split};
use super::{Kind, Zone, notes};
use crate::text::Span;

/// A block before its markup is stripped: spans of the parsed text.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own about a block's form"
)]
pub(super) struct Raw {
    pub(super) kind: Kind,
    /// Its lines without markers.
    pub(super) lines: Vec<Span>,
    pub(super) indent: usize,
    pub(super) quoted: bool,
    pub(super) zone: Option<Zone>,
    /// Whether a blank line, or the start, stands before it.
    pub(super) gap: bool,
    /// A text line that opened with an emoji.
    pub(super) emoji: bool,
    /// A bare line ending in a colon: as a heading it holds only the list after it.
    pub(super) lead: bool,
    pub(super) short_run: usize,
}

/// A line of fewer characters than this is not taken for hard-wrapped text.
const WRAPPED_FROM: usize = 45;

/// A line of fewer characters than this is a note of its own, not the half of a narrow column.
const NARROW_FROM: usize = 30;

/// The blocks of `text`; those inside a zone carry it.
pub(super) fn assemble(text: &str, zones: &[(Span, Zone)]) -> Vec<Raw> {
    let lines = split(text);
    let mut assembler = Assembler {
        text,
        raws: Vec::with_capacity(lines.len()),
        gap: true,
    };
    let mut fence: Option<Fence> = None;
    let mut comment = false;
    let stamps = notes::stamps(text, &lines);
    let counters = notes::counters(text, &lines);
    for ((span, stamp), counter) in lines.into_iter().zip(stamps).zip(counters) {
        let span = Span::new(span.start + stamp, span.end);
        let body = span.trimmed(text).of(text);
        if let Some(open) = &fence {
            if open.closes(body) {
                fence = None;
            } else {
                assembler.fenced(span, open.diagram);
            }
        } else if comment || body.starts_with("<!--") {
            comment = !body.contains("-->");
            assembler.hidden(span);
        } else if let Some(open) = Fence::open(body) {
            fence = Some(open);
            assembler.gap = true;
        } else if counter > stamp {
            let content = Span::new(span.start - stamp + counter, span.end);
            assembler.line(Line::item(text, content, true, 0));
        } else {
            assembler.line(classify(text, span));
        }
    }
    let zones = outermost(zones);
    let mut raws = assembler.raws;
    for raw in &mut raws {
        let at = raw.lines.first().copied().unwrap_or_default();
        let before = zones.partition_point(|(span, _)| span.start <= at.start);
        let zone = before.checked_sub(1).and_then(|nth| zones.get(nth));
        let zone = zone.filter(|(span, _)| span.contains(at));
        raw.zone = raw.zone.or(zone.map(|(_, zone)| *zone));
    }
    raws
}

/// The zones that lie in no other, in order.
fn outermost(zones: &[(Span, Zone)]) -> Vec<(Span, Zone)> {
    let mut sorted = zones.to_vec();
    sorted.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    let mut end = 0;
    sorted.retain(|(span, _)| {
        let outer = span.end > end;
        end = end.max(span.end);
        outer
    });
    sorted
}

struct Fence {
    mark: char,
    diagram: bool,
}

impl Fence {
    fn open(body: &str) -> Option<Self> {
        let mark = body.chars().next().filter(|c| *c == '`' || *c == '~')?;
        let rest = body.trim_start_matches(mark);
        let fenced = body.len() - rest.len() >= 3 && !rest.contains('`');
        let language = rest.trim();
        fenced.then_some(Self {
            mark,
            diagram: !matches!(language, "" | "text" | "txt" | "md" | "markdown"),
        })
    }

    fn closes(&self, body: &str) -> bool {
        body.len() >= 3 && body.chars().all(|c| c == self.mark)
    }
}

struct Assembler<'t> {
    text: &'t str,
    raws: Vec<Raw>,
    gap: bool,
}

impl Assembler<'_> {
    fn push(&mut self, kind: Kind, line: &Line) {
        self.raws.push(Raw {
            kind,
            lines: vec![line.content],
            indent: line.indent,
            quoted: line.quoted,
            zone: None,
            gap: std::mem::take(&mut self.gap),
            emoji: line.shape == Shape::Emoji,
            lead: false,
            short_run: 0,
        });
    }

    fn line(&mut self, line: Line) {
        match line.shape {
            Shape::Blank => self.gap = true,
            Shape::Heading(level) => {
                self.push(Kind::Heading { level }, &line);
                self.gap = true;
            }
            Shape::Rule(level) => self.rule(level),
            Shape::Item(marker) => {
                let depth = u8::try_from(marker.outline).unwrap_or(u8::MAX);
                self.push(
                    Kind::Item {
                        ordered: marker.ordered,
                        depth,
                    },
                    &line,
                );
            }
            Shape::TableRule => self.table_rule(),
            Shape::TableRow => self.push(Kind::Row { header: false }, &line),
            Shape::Emoji | Shape::Text => self.text_line(&line),
        }
    }

    /// `===` or `---` right under a short text line makes it a heading.
    fn rule(&mut self, level: u8) {
        let text = self.text;
        if let Some(last) = self.raws.last_mut().filter(|_| !self.gap) {
            let single =
                last.lines.len() == 1 && last.lines.first().is_some_and(|l| l.of(text).len() < 80);
            if last.kind == Kind::Paragraph && single {
                last.kind = Kind::Heading { level };
            }
        }
        self.gap = true;
    }

    fn table_rule(&mut self) {
        if let Some(last) = self.raws.last_mut()
            && let Kind::Row { header } = &mut last.kind
        {
            *header = true;
        }
    }

    fn text_line(&mut self, line: &Line) {
        let joins = !self.gap
            && line.shape == Shape::Text
            && self.raws.last().is_some_and(|last| self.joins(last, line));
        if joins {
            if let Some(last) = self.raws.last_mut() {
                last.lines.push(line.content);
            }
        } else {
            self.push(Kind::Paragraph, line);
        }
    }

    /// Whether a text line goes on where the block before it stopped.
    fn joins(&self, last: &Raw, line: &Line) -> bool {
        if last.quoted != line.quoted
            || last.zone.is_some()
            || !matches!(last.kind, Kind::Paragraph | Kind::Item { .. })
        {
            return false;
        }
        let before = last.lines.last().map_or("", |span| span.of(self.text));
        let next = line.content.of(self.text);
        let lower = next.starts_with(|c: char| c.is_lowercase());
        let ended = before.ends_with(['.', '!', '?', ':', ';']) || before.ends_with("**");
        let wrapped = before.chars().count() >= WRAPPED_FROM;
        // Short lines are notes, one each, unless a sentence plainly goes on.
        let narrow = before.ends_with(',') || before.chars().count() >= NARROW_FROM;
        let labelled = next.starts_with("**")
            || next
                .split_once(':')
                .is_some_and(|(label, _)| label.split_whitespace().count() <= 5);
        match last.kind {
            Kind::Item { .. } => {
                (lower && (!ended || wrapped))
                    || (line.indent > last.indent && wrapped && !labelled)
            }
            _ => (lower && (wrapped || !ended && narrow)) || (wrapped && !ended && !labelled),
        }
    }

    fn hidden(&mut self, span: Span) {
        let text = self.text;
        let body = span.of(text);
        let start = body.find("<!--").map_or(0, |at| at + 4);
        let end = body.rfind("-->").unwrap_or(body.len()).max(start);
        let inner = Span::new(span.start + start, span.start + end).trimmed(text);
        if !inner.is_empty() {
            let line = Line {
                shape: Shape::Text,
                content: inner,
                indent: 0,
                quoted: false,
            };
            self.push(Kind::Paragraph, &line);
            if let Some(last) = self.raws.last_mut() {
                last.zone = Some(Zone::Hidden);
            }
        }
        // What stands behind the comment on its last line is seen.
        let rest = body.rfind("-->").map_or(body.len(), |at| at + 3);
        let seen = Span::new(span.start + rest, span.end).trimmed(text);
        self.gap = true;
        if !seen.is_empty() {
            self.line(classify(text, seen));
        }
    }

    /// A line inside a fence: drawn boxes are read through, diagrams line by line.
    fn fenced(&mut self, span: Span, diagram: bool) {
        let body = span.of(self.text);
        let framed = |c: char| is_frame(c) || c.is_whitespace();
        let inner = body.trim_matches(framed);
        let start = span.start + (body.len() - body.trim_start_matches(framed).len());
        let content = Span::new(start, start + inner.len());
        if diagram {
            let line = Line {
                shape: Shape::Text,
                content,
                indent: 0,
                quoted: false,
            };
            if !inner.is_empty() {
                self.push(Kind::Code, &line);
            }
        } else if notes::branch(body).is_some() {
            self.line(classify(self.text, span));
        } else {
            self.line(classify(self.text, content));
        }
    }
}
