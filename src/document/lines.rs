//! What a single line looks like: blank, heading mark, list marker, table row, plain text.

use super::notes::{branch, page_number};
use crate::text::{Span, count_bytes};

/// The most words of a page's title.
const PAGE_WORDS: usize = 10;

/// How a list item is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marker {
    pub(super) ordered: bool,
    /// Extra nesting that the marker itself shows ("1.2" is one deeper than "1").
    pub(super) outline: usize,
}

/// The shape of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Blank,
    Heading(u8),
    /// `===` or `---` under a text line, or a rule between parts.
    Rule(u8),
    Item(Marker),
    /// A line that opens with an emoji: an item or a heading, by its neighbours.
    Emoji,
    TableRule,
    TableRow,
    Text,
}

/// A line without its indent, quotation marks and list marker.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub(super) shape: Shape,
    pub(super) content: Span,
    pub(super) indent: usize,
    pub(super) quoted: bool,
}

impl Line {
    /// An item whose marker is known from elsewhere than its own first characters.
    pub(super) fn item(text: &str, content: Span, ordered: bool, indent: usize) -> Self {
        Self {
            shape: Shape::Item(Marker {
                ordered,
                outline: 0,
            }),
            content: content.trimmed(text),
            indent,
            quoted: false,
        }
    }
}

/// The lines of `text` as spans without their ends (LF, CRLF or CR).
pub(super) fn split(text: &str) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut lines = Vec::new();
    let mut start = 0;
    if !bytes.contains(&b'\r') {
        for (end, _) in text.match_indices('\n') {
            lines.push(Span::new(start, end));
            start = end + 1;
        }
        lines.push(Span::new(start, bytes.len()));
        return lines;
    }
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'\n' || bytes[at] == b'\r' {
            lines.push(Span::new(start, at));
            at += usize::from(bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n'));
            start = at + 1;
        }
        at += 1;
    }
    lines.push(Span::new(start, bytes.len()));
    lines
}

/// Classifies the line at `span`.
pub(super) fn classify(text: &str, span: Span) -> Line {
    if let Some((depth, len)) = branch(span.of(text)) {
        return Line::item(text, Span::new(span.start + len, span.end), false, depth);
    }
    let (mut content, mut indent) = strip_indent(text, span);
    let mut quoted = false;
    while let Some(rest) = content.of(text).strip_prefix('>') {
        quoted = true;
        let inner = Span::new(content.end - rest.len(), content.end);
        (content, indent) = strip_indent(text, inner);
    }
    let body = content.of(text);
    let shape = shape_of(body);
    let skip = match shape {
        Shape::Heading(_) => body.len() - body.trim_start_matches('#').trim_start().len(),
        Shape::Item(_) => marker(body).map_or(0, |(_, len)| len),
        Shape::Emoji => emoji_len(body),
        _ => 0,
    };
    content = Span::new(content.start + skip, content.end).trimmed(text);
    if matches!(shape, Shape::Heading(_)) {
        let kept = content.of(text).trim_end_matches('#').trim_end().len();
        content = Span::new(content.start, content.start + kept);
        content.start += page_number(content.of(text));
    }
    Line {
        shape,
        content,
        indent,
        quoted,
    }
}

fn strip_indent(text: &str, span: Span) -> (Span, usize) {
    let body = span.of(text);
    let mut indent = 0;
    for c in body.chars() {
        match c {
            '\t' => indent += 4,
            c if c.is_whitespace() => indent += 1,
            _ => break,
        }
    }
    (span.trimmed(text), indent)
}

fn shape_of(body: &str) -> Shape {
    if body.is_empty() || body.chars().all(is_frame) && body.chars().nth(2).is_none() {
        return Shape::Blank;
    }
    let pipes = count_bytes(body, |byte| byte == b'|');
    if let Some(rule) = rule_of(body, pipes) {
        return rule;
    }
    let hashes = body.bytes().take_while(|b| *b == b'#').count();
    // One hash right before a word is a tag; two are a heading that lacks its space.
    let headed = |next: &u8| next.is_ascii_whitespace() || hashes > 1 && next.is_ascii_alphabetic();
    if (1..=6).contains(&hashes) && body.as_bytes().get(hashes).is_some_and(headed) {
        return Shape::Heading(u8::try_from(hashes.min(4)).unwrap_or(4));
    }
    if is_table_row(body, pipes) {
        return Shape::TableRow;
    }
    if let Some((marker, _)) = marker(body) {
        return Shape::Item(marker);
    }
    if emoji_len(body) > 0 {
        return Shape::Emoji;
    }
    if page_number(body) > 0 && body.split_whitespace().count() <= PAGE_WORDS {
        return Shape::Heading(3);
    }
    Shape::Text
}

fn rule_of(body: &str, pipes: usize) -> Option<Shape> {
    let ruled = |c: char| matches!(c, '-' | '=' | '_' | '*' | ' ' | '~') || is_frame(c);
    if pipes > 0
        && body.contains('-')
        && body
            .chars()
            .all(|c| matches!(c, '|' | '-' | ':' | ' ' | '+'))
    {
        return Some(Shape::TableRule);
    }
    if body.chars().all(ruled) && body.chars().nth(2).is_some() {
        return Some(Shape::Rule(if body.starts_with('=') { 1 } else { 2 }));
    }
    None
}

/// Characters that draw boxes around text.
pub(super) fn is_frame(c: char) -> bool {
    ('\u{2500}'..='\u{257f}').contains(&c)
}

fn is_table_row(body: &str, pipes: usize) -> bool {
    let row = pipes >= 2 && (body.starts_with('|') || body.contains(" | "));
    row || count_bytes(body, |byte| byte == b'\t') > 0 && tabbed(body)
}

fn tabbed(body: &str) -> bool {
    let cells: Vec<_> = body
        .split('\t')
        .map(str::trim)
        .filter(|cell| !cell.is_empty())
        .collect();
    cells.len() >= 2 && marker(body).is_none()
}

/// The list marker at the start of `body` and its length with the space after it.
fn marker(body: &str) -> Option<(Marker, usize)> {
    let plain = Marker {
        ordered: false,
        outline: 0,
    };
    let first = body.chars().next()?;
    let bullet = matches!(
        first,
        '-' | '*'
            | '+'
            | '–'
            | '—'
            | '•'
            | '▪'
            | '◦'
            | '‣'
            | '●'
            | '○'
            | '·'
            | '➤'
            | '►'
            | '▸'
            | '▹'
            | '■'
            | '□'
            | '➢'
            | '⁃'
            | '∙'
            | 'o'
    );
    if bullet {
        let rest = body.get(first.len_utf8()..)?;
        let spaced = rest.starts_with([' ', '\t', '\u{a0}']);
        let tight = !rest.is_empty() && !matches!(first, '-' | '*' | '+' | '–' | '—' | 'o' | '·');
        if (spaced && (first != 'o' || rest.starts_with('\t'))) || tight {
            let after = rest.trim_start();
            let boxed = ["[ ] ", "[x] ", "[X] "]
                .iter()
                .find_map(|b| after.strip_prefix(b))
                .unwrap_or(after);
            return Some((plain, body.len() - boxed.len()));
        }
        return None;
    }
    ordered_marker(body)
}

fn ordered_marker(body: &str) -> Option<(Marker, usize)> {
    let open = usize::from(body.starts_with('('));
    let inner = body.get(open..)?;
    let digits = inner
        .bytes()
        .take_while(|b| b.is_ascii_digit() || *b == b'.')
        .count();
    if digits > 0 && inner.as_bytes().first().is_some_and(u8::is_ascii_digit) {
        let number = inner.get(..digits)?;
        let after = inner.get(digits..)?;
        let closed = after
            .strip_prefix([')', ':'])
            .filter(|_| !number.ends_with('.'));
        let parts = number.split('.').filter(|part| !part.is_empty()).count();
        let short = number.split('.').all(|part| part.len() <= 2);
        let stopped = (number.ends_with('.') || parts > 1).then_some(after);
        let rest = closed.or(stopped)?;
        if !short || !rest.starts_with([' ', '\t', '\u{a0}', '*']) {
            return None;
        }
        // "3.5 million" is a number, "1.2 Riders" an outline.
        if closed.is_none()
            && !number.ends_with('.')
            && rest
                .trim_start()
                .starts_with(|c: char| c.is_lowercase() || c == '%')
        {
            return None;
        }
        let text = rest.trim_start();
        return Some((
            Marker {
                ordered: true,
                outline: parts - 1,
            },
            body.len() - text.len(),
        ));
    }
    let letters = inner.bytes().take_while(u8::is_ascii_alphabetic).count();
    let word = inner.get(..letters)?;
    let roman = letters <= 4
        && word
            .bytes()
            .all(|b| matches!(b, b'i' | b'v' | b'x' | b'I' | b'V' | b'X'));
    if letters == 1 || (letters > 1 && roman) {
        let after = inner.get(letters..)?;
        let rest = after
            .strip_prefix(')')
            .or_else(|| after.strip_prefix('.').filter(|_| open == 0))?;
        if rest.starts_with([' ', '\t']) {
            return Some((
                Marker {
                    ordered: true,
                    outline: usize::from(!roman),
                },
                body.len() - rest.trim_start().len(),
            ));
        }
    }
    None
}

/// The length of an emoji or pictograph at the start of `body`, with the space after it; 0 if none.
fn emoji_len(body: &str) -> usize {
    let mut seen = false;
    let mut len = 0;
    for (at, c) in body.char_indices() {
        len = at;
        let pictograph =
            matches!(u32::from(c), 0x2600..=0x27bf | 0x2b00..=0x2bff | 0x1f000..=0x1faff);
        let joiner = matches!(c, '\u{fe0f}' | '\u{200d}' | '\u{20e3}')
            || (!seen && at == 0 && c.is_ascii_digit() && body.contains('\u{20e3}'));
        if !pictograph && !joiner && !c.is_whitespace() {
            break;
        }
        seen |= pictograph || joiner;
    }
    if seen { len } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(line: &str) -> Shape {
        classify(line, Span::new(0, line.len())).shape
    }

    #[test]
    fn list_markers_in_the_wild() {
        for line in [
            "- a",
            "* a",
            "• a",
            "1. a",
            "1) a",
            "(2) a",
            "a) a",
            "iv. a",
            "\u{2022}a",
        ] {
            assert!(matches!(shape(line), Shape::Item(_)), "{line}");
        }
        for line in [
            "**bold** a",
            "3.5 million",
            "2024 was good",
            "I. am",
            "a. b",
            "-5 degrees",
        ] {
            let item = matches!(shape(line), Shape::Item(_));
            assert_eq!(item, line == "a. b" || line == "I. am", "{line}");
        }
    }

    #[test]
    fn headings_with_and_without_a_space() {
        assert_eq!(shape("# Goal"), Shape::Heading(1));
        assert_eq!(shape("###Goal"), Shape::Heading(3));
        assert_eq!(shape("#growth"), Shape::Text);
        assert_eq!(shape("##"), Shape::Text);
    }

    #[test]
    fn outline_numbers_nest() {
        let Shape::Item(marker) = shape("1.2 Riders") else {
            panic!()
        };
        assert_eq!(marker.outline, 1);
    }

    #[test]
    fn emoji_lines_and_tables() {
        assert_eq!(shape("🎯 Goals"), Shape::Emoji);
        assert_eq!(shape("| a | b |"), Shape::TableRow);
        assert_eq!(shape("|---|:-:|"), Shape::TableRule);
        assert_eq!(shape("Metric\tWhy"), Shape::TableRow);
    }
}
