//! The words and signs of a condition.

use std::ops::Range;

/// A word, number or sign, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) text: String,
    pub(super) at: Range<usize>,
}

/// Signs of more than one character, those that are no part of the language included.
const SIGNS: [&str; 14] = [
    ">=", "<=", "==", "=>", "=<", "!=", "<>", "&&", "||", "->", "**", "=~", "≥", "≤",
];

/// Cuts a condition into its tokens.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let len = length(rest);
        let token = rest.get(..len).unwrap_or("");
        if !token.trim().is_empty() {
            found.push(Token {
                text: token.to_owned(),
                at: at..at + len,
            });
        }
        at += len.max(1);
    }
    found
}

fn length(rest: &str) -> usize {
    let word = rest.find(|c| !is_of_name(c)).unwrap_or(rest.len());
    let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
    match (sign, word) {
        // "->" is no part of a name, "-1" is a number.
        (Some(sign), 0 | 1) => sign.len(),
        (_, 0) => rest.chars().next().map_or(1, char::len_utf8),
        _ => word,
    }
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.')
}

/// Whether a token can be a name.
pub(super) fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_') && token.chars().all(is_of_name)
}

/// The number that a token is.
pub(super) fn number(token: &str) -> Option<f64> {
    let digits = token.strip_prefix('-').unwrap_or(token);
    let written = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    token.parse().ok().filter(|_| written)
}
