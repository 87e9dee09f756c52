//! The JSON formats: one object, pretty or on one line.

use std::fmt::Write as _;

use serde::Serialize;

use super::printable::is_deceptive;

/// Room for a report of common length.
const ROOM: usize = 48 << 10;

/// The object over several lines, ended by a line feed.
#[must_use]
pub fn pretty(report: &impl Serialize) -> String {
    let mut json = Vec::with_capacity(ROOM);
    let written = serde_json::to_writer_pretty(&mut json, report);
    finish(json, written)
}

/// The object on one line, ended by a line feed.
#[must_use]
pub fn line(report: &impl Serialize) -> String {
    let mut json = Vec::with_capacity(ROOM);
    let written = serde_json::to_writer(&mut json, report);
    finish(json, written)
}

fn finish(json: Vec<u8>, written: serde_json::Result<()>) -> String {
    let json = written.ok().and_then(|()| String::from_utf8(json).ok());
    let mut json = json.map(escape).unwrap_or_default();
    json.push('\n');
    json
}

/// Escapes what steers a terminal or hides text. Such characters stand in strings only, so the
/// object stays the same.
fn escape(json: String) -> String {
    let mut out = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some((found, c)) = next_sign(&json, at) {
        at = found + c.len_utf8();
        if matches!(c, '\u{7f}' | '\u{2028}' | '\u{2029}') || is_deceptive(c) {
            out.push_str(json.get(copied..found).unwrap_or(""));
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
            copied = at;
        }
    }
    if copied == 0 {
        return json;
    }
    out.push_str(json.get(copied..).unwrap_or(""));
    out
}

/// How many bytes are looked at together.
const STRIDE: usize = 64;

/// The next character from `at` on that is no plain ASCII, and its place.
fn next_sign(json: &str, at: usize) -> Option<(usize, char)> {
    let rest = json.as_bytes().get(at..)?;
    // Whole strides first, without a branch for each byte.
    let plain = |stride: &&[u8]| stride.iter().fold(0, |most, byte| most.max(*byte)) < 0x7f;
    let strides = rest.chunks(STRIDE).take_while(plain).count();
    let from = (strides * STRIDE).min(rest.len());
    let found = rest.get(from..)?.iter().position(|byte| *byte >= 0x7f)?;
    let place = at + from + found;
    Some((place, json.get(place..)?.chars().next()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Character by character.
    fn plainly(json: &str) -> String {
        let mut out = String::new();
        for c in json.chars() {
            if matches!(c, '\u{7f}' | '\u{2028}' | '\u{2029}') || is_deceptive(c) {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            } else {
                out.push(c);
            }
        }
        out
    }

    proptest! {
        #[test]
        fn escaping_is_the_same_in_strides(text in "([a-z]{0,90}|\u{202e}|\u{7f}|é|\u{e0041}|\u{9b}){0,9}") {
            prop_assert_eq!(escape(text.clone()), plainly(&text));
        }
    }

    #[test]
    fn escapes_keep_the_meaning() {
        let text = "a\u{9b}31m \u{202e}b \x1b \u{e0041}";
        let json = line(&text);
        assert!(json.is_ascii());
        assert_eq!(
            json.trim_end(),
            plainly(&serde_json::to_string(&text).unwrap())
        );
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }
}
