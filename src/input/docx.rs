//! The text of a word processor's file (.docx): headings, paragraphs, lists and tables as Markdown.
//!
//! Deleted and hidden text, comments and notes are no part of it.

use std::fmt::Write as _;
use std::io::{BufReader, Cursor, Read};

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;
use zip::ZipArchive;

use super::MAX_BYTES;
use super::error::Problem;

/// What every such archive begins with.
pub(super) const MAGIC: &[u8] = b"PK\x03\x04";

/// Where the text stands in the archive.
const BODY: &str = "word/document.xml";

/// The most bytes of markup that are read: formatting takes many times the text's own length.
const MAX_MARKUP: u64 = 20 * MAX_BYTES as u64;

/// The deepest list that is told from a flatter one.
const DEEPEST: usize = 8;

/// The text of a .docx file; none where the archive is another kind of file.
///
/// # Errors
/// Where it is damaged or very large.
pub(super) fn text(bytes: &[u8]) -> Result<Option<String>, Problem> {
    let damaged = |error: String| Problem::Document(error);
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(error.to_string()))?;
    if archive.index_for_name(BODY).is_none() {
        return Ok(None);
    }
    let body = archive
        .by_name(BODY)
        .map_err(|error| damaged(error.to_string()))?;
    let mut reader = Reader::from_reader(BufReader::new(body.take(MAX_MARKUP)));
    let mut page = Page::default();
    let mut buffer = Vec::new();
    loop {
        let event = reader
            .read_event_into(&mut buffer)
            .map_err(|error| damaged(error.to_string()))?;
        if matches!(event, Event::Eof) {
            break;
        }
        page.take(&event);
        if page.out.len() > MAX_BYTES {
            return Err(Problem::TooLarge);
        }
        buffer.clear();
    }
    if reader.into_inner().into_inner().limit() == 0 {
        return Err(Problem::TooLarge);
    }
    Ok(Some(page.out))
}

/// The text as it grows, and where in the markup the reading is.
#[derive(Default)]
struct Page {
    out: String,
    /// The paragraph in hand.
    line: String,
    /// What the paragraph is marked as.
    heading: Option<usize>,
    item: Option<usize>,
    /// Paragraphs around the one in hand: a text box stands inside of one.
    around: Vec<(String, Option<usize>, Option<usize>)>,
    /// How many tables enclose the place, and the row in hand.
    tables: usize,
    row: Vec<String>,
    rows: usize,
    /// How many elements enclose the place whose text does not count.
    unseen: usize,
    /// Whether the run in hand is hidden.
    hidden: bool,
    /// Whether the place is inside a run's text.
    spoken: bool,
}

impl Page {
    fn take(&mut self, event: &Event) {
        match event {
            Event::Start(tag) => self.open(tag),
            Event::Empty(tag) => {
                self.open(tag);
                self.close(tag.local_name().as_ref());
            }
            Event::End(tag) => self.close(tag.local_name().as_ref()),
            Event::Text(text) if self.is_read() => {
                self.line.push_str(text);
            }
            Event::CData(text) if self.is_read() => {
                self.line.push_str(text);
            }
            Event::GeneralRef(name) if self.is_read() => self.line.extend(resolved(name)),
            _ => {}
        }
    }

    fn is_read(&self) -> bool {
        self.spoken && self.unseen == 0 && !self.hidden
    }

    fn open(&mut self, tag: &BytesStart) {
        match tag.local_name().as_ref() {
            "del" | "moveFrom" | "Fallback" | "instrText" => self.unseen += 1,
            "p" => {
                let line = std::mem::take(&mut self.line);
                self.around
                    .push((line, self.heading.take(), self.item.take()));
            }
            "pStyle" => self.style(&value(tag).unwrap_or_default()),
            "outlineLvl" => {
                let level = value(tag).and_then(|level| level.parse::<usize>().ok());
                self.heading = level.filter(|level| *level < 9).map(|level| level + 1);
            }
            "numPr" => self.item = self.item.or(Some(0)),
            "numId" if value(tag).as_deref() == Some("0") => self.item = None,
            "ilvl" => {
                let depth = value(tag).and_then(|depth| depth.parse::<usize>().ok());
                self.item = Some(depth.unwrap_or(0).min(DEEPEST));
            }
            "r" => self.hidden = false,
            "vanish" => self.hidden = !matches!(value(tag).as_deref(), Some("0" | "false")),
            "t" => self.spoken = true,
            "tab" if self.unseen == 0 && !self.line.is_empty() => self.line.push('\t'),
            "br" | "cr" if self.unseen == 0 => self.line.push('\n'),
            "tbl" => self.tables += 1,
            "tr" if self.tables == 1 => self.row.clear(),
            "tc" if self.tables == 1 => self.row.push(String::new()),
            _ => {}
        }
    }

    /// A paragraph's style, as far as its name tells what it is.
    fn style(&mut self, name: &str) {
        let name = name.to_ascii_lowercase();
        if name == "title" {
            self.heading = Some(1);
        } else if let Some(level) = name.strip_prefix("heading") {
            self.heading = level.trim().parse().ok().filter(|level| *level <= 9);
        } else if name.starts_with("list") {
            self.item = self.item.or(Some(0));
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "del" | "moveFrom" | "Fallback" | "instrText" => {
                self.unseen = self.unseen.saturating_sub(1);
            }
            "t" => self.spoken = false,
            "p" => {
                self.paragraph();
                if let Some(around) = self.around.pop() {
                    (self.line, self.heading, self.item) = around;
                }
            }
            "tr" if self.tables == 1 => self.end_row(),
            "tbl" => {
                self.tables = self.tables.saturating_sub(1);
                if self.tables == 0 {
                    self.rows = 0;
                    self.out.push('\n');
                }
            }
            _ => {}
        }
    }

    fn paragraph(&mut self) {
        let line = std::mem::take(&mut self.line);
        let line = line.trim_end();
        if line.is_empty() {
            return;
        }
        if self.tables > 0 {
            if let Some(cell) = self.row.last_mut() {
                if !cell.is_empty() {
                    cell.push(' ');
                }
                cell.push_str(line);
            }
            return;
        }
        match (self.heading, self.item) {
            (Some(level), _) => {
                self.out.push('\n');
                self.out.push_str(&"#".repeat(level.min(6)));
                self.out.push(' ');
                self.out.push_str(&line.replace('\n', " "));
                self.out.push_str("\n\n");
            }
            (None, Some(depth)) => {
                let indent = "  ".repeat(depth);
                self.out.push_str(&indent);
                self.out.push_str("- ");
                self.out
                    .push_str(&line.replace('\n', &format!("\n{indent}  ")));
                self.out.push('\n');
            }
            (None, None) => {
                if self.out.ends_with('\n') && !self.out.ends_with("\n\n") {
                    self.out.push('\n');
                }
                self.out.push_str(line);
                self.out.push_str("\n\n");
            }
        }
    }

    fn end_row(&mut self) {
        let cells: Vec<String> = self
            .row
            .drain(..)
            .map(|cell| cell.replace(['\n', '\t'], " ").replace('|', "\\|"))
            .collect();
        if self.rows == 0 && self.out.ends_with('\n') && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
        let _ = writeln!(self.out, "| {} |", cells.join(" | "));
        if self.rows == 0 {
            let _ = writeln!(self.out, "|{}", "---|".repeat(cells.len()));
        }
        self.rows += 1;
    }
}

/// What an element's `w:val` says.
fn value(tag: &BytesStart) -> Option<String> {
    let mut attributes = tag.attributes();
    let mut attributes = attributes.with_checks(false).flatten();
    let found = attributes.find(|attribute| attribute.key.local_name().as_ref() == "val")?;
    Some(found.value.into_owned())
}

/// The characters that a reference stands for; what is not known stands for nothing.
fn resolved(name: &BytesRef) -> Vec<char> {
    if let Ok(Some(c)) = name.resolve_char_ref() {
        return vec![c];
    }
    resolve_predefined_entity(name)
        .unwrap_or_default()
        .chars()
        .collect()
}
