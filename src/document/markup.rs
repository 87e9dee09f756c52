//! Markup inside a line taken off: emphasis, links, tags, entities, typographic signs.

use super::inline::Plain;
use super::tags::{hides, known_tag};
use crate::text::Span;

/// Copies one stretch of source into the plain text, leaving markup out.
pub(super) struct Stripper<'p, 's> {
    plain: &'p mut Plain,
    source: &'s str,
    at: usize,
    end: usize,
    /// Where a bold run that opened the line began to be copied.
    pub(super) bold_open: bool,
    bold_end: Option<usize>,
    /// The name of an element that hides what it holds.
    hiding: Option<String>,
}

impl<'p, 's> Stripper<'p, 's> {
    pub(super) fn new(plain: &'p mut Plain, source: &'s str, span: Span) -> Self {
        let body = span.of(source);
        let bold_open = body.starts_with("**") || body.starts_with("__");
        let at = plain.tag_end.clamp(span.start, span.end);
        Self {
            plain,
            source,
            at,
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
    pub(super) fn run(mut self) -> Option<usize> {
        let start = self.at;
        loop {
            self.copy_plain();
            let Some(c) = self.rest().chars().next() else {
                break;
            };
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

    /// Copies what stands for itself: letters, most signs, single spaces.
    fn copy_plain(&mut self) {
        let rest = self.rest();
        let mut before = if self.spaced() {
            Byte::Space
        } else {
            Byte::Plain
        };
        let plain = |byte: &u8| {
            let class = BYTES[usize::from(*byte)];
            let stands = class == Byte::Plain || class == Byte::Space && before == Byte::Plain;
            before = class;
            stands
        };
        let len = rest.bytes().take_while(plain).count();
        if self.hiding.is_none() {
            self.plain.text.push_str(rest.get(..len).unwrap_or(""));
            self.plain.map.copy(self.at, len);
        }
        self.at += len;
    }

    fn copy(&mut self, c: char) {
        let from = self.at;
        let len = c.len_utf8();
        self.at += len;
        if self.hiding.is_some() {
            return;
        }
        let arrow = matches!(c, '-' | '=').then(|| {
            let rest = self.source.get(from..self.end).unwrap_or("");
            let mut arrows = ["-->", "->", "=>", "==>"].iter();
            arrows.find(|arrow| rest.starts_with(**arrow))
        });
        if let Some(arrow) = arrow.flatten() {
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

    /// Whether a space would be one too many.
    fn spaced(&self) -> bool {
        matches!(self.plain.text.as_bytes().last(), None | Some(b' ' | b'\n'))
    }

    /// Whether the text so far ends a sentence.
    fn ended(&self) -> bool {
        let text = self.plain.text.trim_end();
        text.ends_with(['.', '?', '!', ':'])
    }

    /// Writes `text` for `source`, never two spaces in a row.
    fn put(&mut self, text: &str, source: Span) {
        let text = if self.spaced() {
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
            '_' => inner(before) && inner(after) || run > 2 || before == Some('_'),
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
        if !named {
            return 0;
        }
        let Some(len) = self.tag_len() else {
            return 0;
        };
        let at = Span::new(self.at, self.at + len);
        let tag = at.of(self.source).to_ascii_lowercase();
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
        match name.as_str() {
            // After the end of a sentence a new one begins by itself.
            "br" | "li" | "p" | "div" if self.ended() => self.put(" ", at),
            "br" | "li" | "p" | "div" => self.put("; ", at),
            _ if known_tag(&name) => {}
            // "<product>" is a placeholder that a writer left, not markup.
            _ => return 0,
        }
        self.plain.tag_end = at.end;
        len.min(rest.len())
    }

    /// The length of the tag that begins here; it may end on a later line of the same stretch of text.
    fn tag_len(&self) -> Option<usize> {
        if let Some(at) = window(self.rest(), LINK_ADDRESS).find('>') {
            return Some(at + 1);
        }
        let on = window(self.source.get(self.at + 1..)?, LINK_ADDRESS);
        let stretch = on.split("\n\n").next()?;
        let end = stretch.find(['<', '>'])?;
        (stretch.as_bytes().get(end) == Some(&b'>')).then_some(end + 2)
    }

    fn entity(&mut self) -> usize {
        let rest = self.rest();
        let named = [
            ("&amp;", "&"),
            ("&nbsp;", " "),
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", "\""),
            ("&apos;", "'"),
            ("&lsquo;", "'"),
            ("&rsquo;", "'"),
            ("&ldquo;", "\""),
            ("&rdquo;", "\""),
            ("&ndash;", "-"),
            ("&mdash;", " - "),
            ("&hellip;", "..."),
            ("&bull;", "; "),
            ("&euro;", "€"),
            ("&pound;", "£"),
            ("&rarr;", " -> "),
        ];
        for (name, text) in named {
            if rest.starts_with(name) {
                self.put(text, Span::new(self.at, self.at + name.len()));
                return name.len();
            }
        }
        let Some((c, len)) = numbered(rest) else {
            return 0;
        };
        let at = Span::new(self.at, self.at + len);
        match replacement(c) {
            Some(text) => self.put(text, at),
            None => self.put(c.encode_utf8(&mut [0; 4]), at),
        }
        len
    }
}

/// What a byte of a line can be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Byte {
    /// A character that never is markup and is read as itself.
    Plain,
    /// A space, one of which is read as itself.
    Space,
    /// Anything else.
    Special,
}

/// What each byte can be.
const BYTES: [Byte; 256] = {
    let mut bytes = [Byte::Special; 256];
    let mut byte: u8 = 0;
    while byte < 128 {
        bytes[byte as usize] = match byte {
            b'*' | b'_' | b'~' | b'`' | b'!' | b'[' | b'<' | b'&' | b'\\' | b'-' | b'=' => {
                Byte::Special
            }
            b' ' => Byte::Space,
            _ if byte.is_ascii_graphic() => Byte::Plain,
            _ => Byte::Special,
        };
        byte += 1;
    }
    bytes
};

/// The longest number of a character, in bytes.
const ENTITY: usize = 10;

/// A character by its number ("&#8217;", "&#x2014;"), and the length of that.
fn numbered(text: &str) -> Option<(char, usize)> {
    let inner = text.strip_prefix("&#")?;
    let end = window(inner, ENTITY).find(';')?;
    let number = inner.get(..end)?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    let c = char::from_u32(code).filter(|c| !c.is_control())?;
    Some((c, end + 3))
}

/// How far a link's text and its address may reach, in bytes.
const LINK_TEXT: usize = 300;
const LINK_ADDRESS: usize = 2000;

/// The beginning of `text`, at most `limit` bytes.
fn window(text: &str, limit: usize) -> &str {
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or("")
}

/// The length of `[text](address)` at the start of `rest`.
fn link_len(rest: &str) -> Option<usize> {
    let near = window(rest, LINK_TEXT);
    let close = near.find("](")?;
    if near.get(1..close)?.contains('[') {
        return None;
    }
    let end = window(rest.get(close..)?, LINK_ADDRESS).find(')')?;
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
