//! An HTML page flattened to lines that the block parser reads, with the way back to the page.

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

use super::Zone;
use super::tags::{hides, style_hides};
use crate::text::{OffsetMap, Span};

/// A page as lines of Markdown, where each line came from, and the parts that are no content.
pub(super) struct Page {
    pub(super) text: String,
    pub(super) map: OffsetMap,
    pub(super) zones: Vec<(Span, Zone)>,
}

/// Elements whose text is kept out of the answer and reported as page furniture.
const PAGE: [&str; 6] = ["nav", "footer", "aside", "form", "header", "button"];

/// Elements without an end tag.
const VOID: [&str; 9] = [
    "br", "hr", "img", "input", "link", "meta", "source", "wbr", "col",
];

/// Flattens `source`; broken markup is read as a browser's tokenizer would.
pub(super) fn flatten(source: &str) -> Page {
    let mut flattener = Flattener {
        source,
        page: Page {
            text: String::new(),
            map: OffsetMap::default(),
            zones: Vec::new(),
        },
        open: Vec::new(),
        hidden: hidden_classes(source),
        raw: None,
        fresh: true,
        row: false,
    };
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(source, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => flattener.start(&tag),
            Token::EndTag(tag) => flattener.end(&String::from_utf8_lossy(&tag.name), tag.span.end),
            Token::String(text) => {
                let span = Span::new(text.span.start, text.span.end);
                flattener.text(&String::from_utf8_lossy(&text.value), span);
            }
            _ => {}
        }
    }
    let end = source.len();
    flattener.close_zones(0, end);
    flattener.page
}

struct Flattener<'s> {
    source: &'s str,
    page: Page,
    /// Open elements that set a zone: name, nesting of the same name, zone, start in the text.
    open: Vec<(String, usize, Zone, usize)>,
    /// Classes that a style sheet of the page hides.
    hidden: Vec<String>,
    /// Inside `script`, `style` and the like, whose text is code.
    raw: Option<String>,
    fresh: bool,
    row: bool,
}

impl Flattener<'_> {
    fn start(&mut self, tag: &StartTag<usize>) {
        let name = String::from_utf8_lossy(&tag.name).to_ascii_lowercase();
        if matches!(
            name.as_str(),
            "script" | "style" | "noscript" | "template" | "svg" | "title" | "head"
        ) {
            if !tag.self_closing && self.raw.is_none() && name != "head" {
                self.raw = Some(name);
            }
            return;
        }
        let at = tag.span.start;
        for open in &mut self.open {
            open.1 += usize::from(open.0 == name);
        }
        self.break_for(&name, at);
        let written = self
            .source
            .get(tag.span.start..tag.span.end)
            .unwrap_or("")
            .to_ascii_lowercase();
        let zone = if hides(&written, &name)
            || written.contains("aria-hidden=\"true\"")
            || self.is_hidden_by_style(&written)
        {
            Some(Zone::Hidden)
        } else {
            PAGE.contains(&name.as_str()).then_some(Zone::Page)
        };
        if let Some(zone) = zone.filter(|_| !VOID.contains(&name.as_str()) && !tag.self_closing) {
            self.new_line(at);
            self.open.push((name, 1, zone, self.page.text.len()));
        }
    }

    /// Whether one of the element's classes is hidden by a style sheet of the page.
    fn is_hidden_by_style(&self, written: &str) -> bool {
        let classes = written.split_once("class=").map_or("", |(_, after)| after);
        let quoted = classes.trim_start_matches(['"', '\'']);
        let classes = quoted.split(['"', '\'', '>']).next().unwrap_or("");
        classes
            .split_whitespace()
            .any(|class| self.hidden.iter().any(|hidden| hidden == class))
    }

    fn end(&mut self, name: &str, at: usize) {
        let name = name.to_ascii_lowercase();
        if self.raw.as_deref() == Some(name.as_str()) {
            self.raw = None;
            return;
        }
        if is_block(&name) {
            self.new_line(at);
        }
        if matches!(
            name.as_str(),
            "table" | "ul" | "ol" | "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6"
        ) {
            self.glue("\n", at);
        }
        for open in &mut self.open {
            open.1 -= usize::from(open.0 == name && open.1 > 0);
        }
        if let Some(closed) = self.open.iter().position(|open| open.1 == 0) {
            self.close_zones(closed, at);
        }
    }

    fn close_zones(&mut self, from: usize, at: usize) {
        if self.open.len() > from {
            self.new_line(at);
        }
        let end = self.page.text.len();
        for (_, _, zone, start) in self.open.drain(from..) {
            self.page.zones.push((Span::new(start, end), zone));
        }
    }

    fn break_for(&mut self, name: &str, at: usize) {
        let lead = match name {
            "h1" => "# ",
            "h2" => "## ",
            "h3" => "### ",
            "h4" | "h5" | "h6" => "#### ",
            "li" => "- ",
            "blockquote" => "> ",
            "td" | "th" => {
                let cell = if self.row { " | " } else { "| " };
                self.row = true;
                self.glue(cell, at);
                return;
            }
            "b" | "strong" => "",
            _ if is_block(name) => "",
            _ => return,
        };
        if matches!(name, "b" | "strong") {
            return;
        }
        if name == "tr" {
            self.row = false;
        }
        self.new_line(at);
        if name.starts_with('h') && lead.starts_with('#') || name == "p" {
            self.glue("\n", at);
        }
        self.glue(lead, at);
    }

    fn new_line(&mut self, at: usize) {
        if self.row && self.page.text.ends_with(|c| c != '\n') {
            self.glue(" |", at);
            self.row = false;
        }
        if !self.page.text.is_empty() && !self.page.text.ends_with('\n') {
            self.glue("\n", at);
        }
        self.fresh = true;
    }

    fn glue(&mut self, text: &str, at: usize) {
        self.page.text.push_str(text);
        self.page.map.replace(text.len(), Span::new(at, at));
    }

    fn text(&mut self, decoded: &str, span: Span) {
        if self.raw.is_some() {
            return;
        }
        let literal = span.of(self.source) == decoded;
        let mut at = span.start;
        for c in decoded.chars() {
            let len = if literal { c.len_utf8() } else { 0 };
            let from = if literal {
                Span::new(at, at + len)
            } else {
                span
            };
            at += len;
            if c.is_whitespace() {
                if !self.page.text.ends_with([' ', '\n']) && !self.page.text.is_empty() {
                    self.page.text.push(' ');
                    self.page.map.replace(1, from);
                }
                continue;
            }
            self.page.text.push(c);
            if literal {
                self.page.map.copy(from.start, len);
            } else {
                self.page.map.replace(c.len_utf8(), from);
            }
        }
    }
}

/// The classes that rules of the page's own style sheets hide: `.name { display: none }`.
fn hidden_classes(source: &str) -> Vec<String> {
    let lower = source.to_ascii_lowercase();
    let sheets = lower.split("<style").skip(1);
    let sheets = sheets.filter_map(|sheet| sheet.split("</style").next());
    let rules = sheets.flat_map(|sheet| sheet.split('}'));
    let mut classes = Vec::new();
    for rule in rules {
        let Some((selectors, body)) = rule.rsplit_once('{') else {
            continue;
        };
        if style_hides(body) {
            let named = selectors.split(',').filter_map(|one| {
                let one = one.trim().rsplit(char::is_whitespace).next()?;
                let (_, class) = one.rsplit_once('.')?;
                (!class.contains(':')).then(|| class.to_owned())
            });
            classes.extend(named);
        }
    }
    classes
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "section"
            | "article"
            | "main"
            | "ul"
            | "ol"
            | "li"
            | "table"
            | "tr"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "br"
            | "hr"
            | "pre"
            | "blockquote"
            | "nav"
            | "header"
            | "footer"
            | "aside"
            | "form"
            | "button"
            | "dl"
            | "dt"
            | "dd"
            | "body"
            | "figure"
            | "figcaption"
            | "details"
            | "summary"
    )
}
