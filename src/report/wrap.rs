//! Lines that fit a terminal: measured in columns, broken between words.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns that `text` takes; it holds no escape sequences.
pub(super) fn columns(text: &str) -> usize {
    text.width()
}

/// `text` in lines of at most `width` columns, broken between words, a word longer than a line inside.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(8);
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let mut word = word.to_owned();
        if !line.is_empty() && columns(&line) + 1 + columns(&word) > width {
            lines.push(std::mem::take(&mut line));
        }
        while columns(&word) > width {
            let head = fitting(&word, width);
            word = word.get(head.len()..).unwrap_or("").to_owned();
            lines.push(head);
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// `text` cut to `width` columns, at a word's end where one is near, with an ellipsis where cut.
pub(super) fn cut(text: &str, width: usize) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if columns(&flat) <= width {
        return flat;
    }
    let mut kept = fitting(&flat, width.saturating_sub(1));
    if let Some(space) = kept.rfind(' ').filter(|at| *at > kept.len() / 2) {
        kept.truncate(space);
    }
    kept.push('…');
    kept
}

/// `text` cut to `width` columns inside: `head` of them stay before the ellipsis, the others are its end.
pub(super) fn cut_inside(text: &str, width: usize, head: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let before = if head == 0 {
        String::new()
    } else {
        fitting(text, head)
    };
    let mut room = width.saturating_sub(columns(&before) + 1);
    let behind = text.char_indices().rev().take_while(|(_, c)| {
        let left = room.checked_sub(c.width().unwrap_or(0));
        room = left.unwrap_or(0);
        left.is_some()
    });
    let from = behind.last().map_or(text.len(), |(at, _)| at);
    format!("{before}…{}", text.get(from..).unwrap_or(""))
}

/// `text` with spaces behind it up to `width` columns.
pub(super) fn pad(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(columns(text));
    format!("{text}{}", " ".repeat(missing))
}

/// The longest beginning of `text` that takes at most `width` columns, at least one character.
fn fitting(text: &str, width: usize) -> String {
    let mut used = 0;
    let mut kept = String::new();
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > width && !kept.is_empty() {
            break;
        }
        kept.push(c);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_count_twice() {
        assert_eq!(
            wrap("日本語のテキスト です", 8),
            ["日本語の", "テキスト", "です"]
        );
        assert_eq!(cut("one two three", 9), "one two…");
        assert_eq!(cut_inside("日本/テキスト.md", 10, 4), "日本…ト.md");
        assert_eq!(pad("é", 3), "é  ");
    }

    #[test]
    fn no_line_is_wider_than_asked() {
        let text = "a verylongwordthatdoesnotfit in a line of ten";
        assert!(wrap(text, 10).iter().all(|line| columns(line) <= 10));
    }
}
