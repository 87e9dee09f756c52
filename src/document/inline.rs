//! Markup inside a line taken off: emphasis, links, tags, entities, typographic signs.

use super::blocks::Raw;
use super::{Block, Kind};
use crate::text::{OffsetMap, Span};

/// The most words in a label ("Guardrail metrics: ...").
const LABEL_WORDS: usize = 7;

/// The plain text of a document as it grows, with the way back to the parsed text.
#[derive(Default)]
pub(super) struct Plain {
    pub(super) text: String,
    pub(super) map: OffsetMap,
}

impl Plain {
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
                self.text.push_str(" | ");
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
        let colon = body
            .find(": ")
            .or_else(|| body.strip_suffix(':').map(str::len));
        let dash = body
            .find(" - ")
            .filter(|_| matches!(raw.kind, Kind::Item { .. }) || raw.short_run > 0);
        let end = match (colon, dash) {
            (Some(a), Some(b)) => a.min(b),
            (a, b) => a.or(b)?,
        };
        let label = body.get(..end)?;
        let words = label.split_whitespace().count();
        let plain = !label.contains(['.', '?', '!', ';']) && label.chars().any(char::is_alphabetic);
        (plain && (1..=LABEL_WORDS).contains(&words))
            .then(|| Span::new(text.start, text.start + end))
    }
}

/// Copies one stretch of source into the plain text, leaving markup out.
struct Stripper<'p, 's> {
    plain: &'p mut Plain,
    source: &'s str,
    at: usize,
    end: usize,
    /// Where a bold run that opened the line began to be copied.
    bold_open: bool,
    bold_end: Option<usize>,
    /// The name of an element that hides what it holds.
    hiding: Option<String>,
}

impl<'p, 's> Stripper<'p, 's> {
    fn new(plain: &'p mut Plain, source: &'s str, span: Span) -> Self {
        let body = span.of(source);
        let bold_open = body.starts_with("**") || body.starts_with("__");
        Self {
            plain,
            source,
            at: span.start,
            end: span.end,
            bold_open,
            bold_end: None,
            hiding: None,
        }
    }

    fn rest(&self) -> &'s str {
        self.source.get(self.at..self.end).unwrap_or("")
    }

    /// Runs to the end; the plain offset at which a leading bold run ended, if one did.
    fn run(mut self) -> Option<usize> {
        let start = self.at;
        while let Some(c) = self.rest().chars().next() {
            let skipped = match c {
                '*' | '_' | '~' | '`' => self.emphasis(c, start),
                '!' | '[' => self.link(c),
                '<' => self.tag(),
                '&' => self.entity(),
                '\\' => usize::from(
                    self.rest()
                        .chars()
                        .nth(1)
                        .is_some_and(|n| n.is_ascii_punctuation()),
                ),
                _ => 0,
            };
            if skipped > 0 {
                self.at += skipped;
            } else {
                self.copy(c);
            }
        }
        self.bold_end
    }

    fn copy(&mut self, c: char) {
        let from = self.at;
        let len = c.len_utf8();
        self.at += len;
        if self.hiding.is_some() {
            return;
        }
        let arrow = ["-->", "->", "=>", "==>"].iter().find(|a| {
            self.source
                .get(from..self.end)
                .is_some_and(|r| r.starts_with(**a))
        });
        if let Some(arrow) = arrow.filter(|_| matches!(c, '-' | '=')) {
            self.at = from + arrow.len();
            self.put(" -> ", Span::new(from, self.at));
            return;
        }
        if let Some(text) = replacement(c) {
            self.put(text, Span::new(from, self.at));
        } else {
            self.plain.text.push(c);
            self.plain.map.copy(from, len);
        }
    }

    /// Writes `text` for `source`, never two spaces in a row.
    fn put(&mut self, text: &str, source: Span) {
        let spaced = self.plain.text.is_empty() || self.plain.text.ends_with([' ', '\n']);
        let text = if spaced {
            text.trim_start_matches(' ')
        } else {
            text
        };
        self.plain.text.push_str(text);
        self.plain.map.replace(text.len(), source);
    }

    /// The length of an emphasis mark to leave out.
    fn emphasis(&mut self, c: char, start: usize) -> usize {
        let rest = self.rest();
        let run = rest.chars().take_while(|r| *r == c).count();
        let before = self
            .source
            .get(start..self.at)
            .and_then(|s| s.chars().next_back());
        let after = rest.chars().nth(run);
        let inner = |side: Option<char>| side.is_some_and(char::is_alphanumeric);
        let blank = |side: Option<char>| side.is_none_or(char::is_whitespace);
        let literal = match c {
            '_' => inner(before) && inner(after) || run > 2,
            '~' => run != 2,
            '*' => blank(before) && blank(after) || (run == 1 && inner(before) && inner(after)),
            _ => false,
        };
        if literal {
            return 0;
        }
        if self.bold_open && run >= 2 && self.at > start && self.bold_end.is_none() {
            self.bold_end = Some(self.plain.text.len());
        }
        run
    }

    /// The length to leave out of a link or image: its brackets and address.
    fn link(&mut self, c: char) -> usize {
        let rest = self.rest();
        if c == '!' {
            return rest
                .starts_with("![")
                .then(|| link_len(rest.get(1..).unwrap_or("")))
                .flatten()
                .map_or(0, |len| len + 1);
        }
        let Some(len) = link_len(rest) else { return 0 };
        let close = rest.find("](").unwrap_or(0);
        let inner = Span::new(self.at + 1, self.at + close);
        let (at, end) = (self.at, self.end);
        (self.at, self.end) = (inner.start, inner.end);
        while let Some(c) = self.rest().chars().next() {
            if matches!(c, '*' | '`') {
                self.at += 1;
            } else {
                self.copy(c);
            }
        }
        (self.at, self.end) = (at, end);
        len
    }

    /// The length of an HTML tag or comment to leave out.
    fn tag(&mut self) -> usize {
        let rest = self.rest();
        if rest.starts_with("<!--") {
            return rest.find("-->").map_or(rest.len(), |at| at + 3);
        }
        let named = rest
            .chars()
            .nth(1)
            .is_some_and(|c| c.is_ascii_alphabetic() || c == '/');
        let Some(len) = rest.find('>').map(|at| at + 1).filter(|_| named) else {
            return 0;
        };
        let tag = rest.get(..len).unwrap_or("").to_ascii_lowercase();
        let name: String = tag
            .chars()
            .filter(|c| *c != '<' && *c != '/')
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        let closing = tag.starts_with("</");
        match &self.hiding {
            Some(hiding) if closing && *hiding == name => self.hiding = None,
            None if !closing && hides(&tag, &name) => self.hiding = Some(name.clone()),
            _ => {}
        }
        let at = Span::new(self.at, self.at + len);
        match name.as_str() {
            "br" | "li" | "p" | "div" => self.put("; ", at),
            _ if known_tag(&name) => {}
            // "<product>" is a placeholder that a writer left, not markup.
            _ => return 0,
        }
        len
    }

    fn entity(&mut self) -> usize {
        let rest = self.rest();
        let named = [
            ("&amp;", "&"),
            ("&nbsp;", " "),
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", "\""),
            ("&#39;", "'"),
            ("&mdash;", " - "),
            ("&rarr;", " -> "),
        ];
        for (name, text) in named {
            if rest.starts_with(name) {
                self.put(text, Span::new(self.at, self.at + name.len()));
                return name.len();
            }
        }
        0
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

/// Elements that are markup; what stands in angle brackets otherwise is text.
const TAGS: &str = "a b i u s em strong span font sub sup code kbd small mark details summary ul ol table tr td th thead tbody img hr center h1 h2 h3 h4 h5 h6 blockquote pre section article main body html head script style input button label form nav header footer aside svg path picture source video iframe del ins q cite abbr template";

fn known_tag(name: &str) -> bool {
    TAGS.split(' ').any(|tag| tag == name)
}

pub(super) fn hides(tag: &str, name: &str) -> bool {
    let tight: String = tag.chars().filter(|c| !c.is_whitespace()).collect();
    matches!(name, "script" | "style" | "template")
        || tag.contains(" hidden")
        || tight.contains("display:none")
        || tight.contains("visibility:hidden")
        || tight.contains("font-size:0")
        || tight.contains("opacity:0;")
        || tight.contains("opacity:0\"")
}

/// The length of `[text](address)` at the start of `rest`.
fn link_len(rest: &str) -> Option<usize> {
    let close = rest.find("](")?;
    let text = rest.get(1..close)?;
    if text.contains('[') || text.len() > 300 {
        return None;
    }
    let end = rest.get(close..)?.find(')')?;
    Some(close + end + 1)
}

/// What a typographic character is read as; `None` for a character that stays.
fn replacement(c: char) -> Option<&'static str> {
    Some(match c {
        ' '
        | '\u{a0}'
        | '\t'
        | '\u{2000}'..='\u{200a}'
        | '\u{202f}'
        | '\u{205f}'
        | '\u{3000}'
        | '\n'
        | '\r' => " ",
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' | '\u{02bc}' => "'",
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{2033}' | '\u{ab}' | '\u{bb}' => "\"",
        '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2212}' | '\u{2013}' => "-",
        '\u{2014}' | '\u{2015}' => " - ",
        '→' | '➜' | '➔' | '⇒' | '⟶' | '➡' | '↦' | '▶' | '⭢' | '►' | '↓' | '⬇' | '⇓' => {
            " -> "
        }
        '≥' => ">=",
        '≤' => "<=",
        '×' => "x",
        '÷' => "/",
        '…' => "...",
        '•' | '·' | '▪' | '●' => "; ",
        '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fe0f}'
        | '\u{ad}' => "",
        c if c.is_control() => "",
        _ => return None,
    })
}
