//! The JSON formats: one object, pretty or on one line.

use std::fmt::Write as _;

use serde::Serialize;

use super::printable::is_deceptive;

/// The object over several lines, ended by a line feed.
#[must_use]
pub fn pretty(report: &impl Serialize) -> String {
    finish(serde_json::to_string_pretty(report).unwrap_or_default())
}

/// The object on one line, ended by a line feed.
#[must_use]
pub fn line(report: &impl Serialize) -> String {
    finish(serde_json::to_string(report).unwrap_or_default())
}

/// Escapes what steers a terminal or hides text. Such characters stand in strings only, so the
/// object stays the same.
fn finish(json: String) -> String {
    let escaped = |c: char| c == '\u{7f}' || c == '\u{2028}' || c == '\u{2029}' || is_deceptive(c);
    let mut out = if json.contains(escaped) {
        let mut out = String::with_capacity(json.len() + 16);
        for c in json.chars() {
            if escaped(c) {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            } else {
                out.push(c);
            }
        }
        out
    } else {
        json
    };
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_keep_the_meaning() {
        let text = "a\u{9b}31m \u{202e}b \x1b \u{e0041}";
        let json = line(&text);
        assert!(json.is_ascii());
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }
}
