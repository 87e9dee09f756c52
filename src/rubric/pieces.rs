//! A pattern taken apart into the alternatives it is made of.

use super::altered::without;
use super::pattern::branches;

/// The alternatives of a pattern, each with what is left without it; one group around all is seen through.
pub(super) fn pieces(pattern: &str) -> Vec<(String, Option<String>)> {
    let (open, inside, close) = match enclosed(pattern) {
        Some((open, inside)) if branches(pattern).len() == 1 => (open, inside, ")"),
        _ => ("", pattern, ""),
    };
    let pieces: Vec<&str> = branches(inside);
    let left = |nth: usize| {
        let rest = without(&pieces, nth).join("|");
        (pieces.len() > 1).then(|| format!("{open}{rest}{close}"))
    };
    let numbered = pieces.iter().enumerate();
    numbered
        .filter(|(_, piece)| !piece.is_empty())
        .map(|(nth, piece)| ((*piece).to_owned(), left(nth)))
        .collect()
}

/// Whether an alternative of a pattern is a vocabulary and nothing else.
pub(super) fn names_whole(pattern: &str) -> bool {
    branches(pattern).iter().any(|branch| {
        let inside = branch
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'));
        inside.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))
    })
}

/// The opening and the inside of a pattern that is one group.
fn enclosed(pattern: &str) -> Option<(&str, &str)> {
    let body = pattern.strip_suffix(')')?;
    let start = ["(?:", "(?-i:", "("]
        .into_iter()
        .find(|start| body.starts_with(start))?;
    let inside = body.strip_prefix(start)?;
    let mut depth = 0_usize;
    let (mut escaped, mut class) = (false, false);
    for c in inside.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => class = true,
            ']' => class = false,
            '(' if !class => depth += 1,
            ')' if !class => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    (depth == 0 && !escaped && !inside.starts_with('?')).then_some((start, inside))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fall_into_alternatives() {
        let lost = |pattern: &str| -> Vec<String> {
            let all = pieces(pattern).into_iter();
            all.map(|(piece, rest)| format!("{piece} > {}", rest.unwrap_or_default()))
                .collect()
        };
        assert_eq!(lost("a|b(c|d)"), ["a > b(c|d)", "b(c|d) > a"]);
        assert_eq!(
            lost("(a|[b|)]|c)"),
            ["a > ([b|)]|c)", "[b|)] > (a|c)", "c > (a|[b|)])"]
        );
        assert_eq!(lost("(?-i:A|B)"), ["A > (?-i:B)", "B > (?-i:A)"]);
        assert_eq!(lost("(a|b)(c|d)"), ["(a|b)(c|d) > "]);
        assert_eq!(lost("{people}"), ["{people} > "]);
    }
}
