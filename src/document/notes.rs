//! Lines as people jot them: time stamps of a chat, numbers without a dot, drawn trees, lists of plus
//! and minus, the numbers of slides.

use super::Kind;
use super::blocks::Raw;
use super::lines::is_frame;
use crate::text::Span;

/// What pages of a talk or a paper are called in their titles.
const PAGES: [&str; 6] = ["slide", "page", "part", "section", "chapter", "frame"];

/// The length of the time stamp at the start of every line that has one; none where fewer than two do.
pub(super) fn stamps(text: &str, lines: &[Span]) -> Vec<usize> {
    let found: Vec<usize> = lines.iter().map(|line| stamp(line.of(text))).collect();
    if found.iter().filter(|len| **len > 0).count() < 2 {
        return vec![0; lines.len()];
    }
    found
}

/// "[09:21] ", "9:21 am - ", "12/03/26, 09:21 - ".
fn stamp(line: &str) -> usize {
    let mut rest = line.trim_start();
    rest = rest.strip_prefix('[').unwrap_or(rest);
    if let Some(after) = digits(rest, &['/', '.', '-'], 3) {
        rest = after.trim_start_matches([',', ' ']);
    }
    let Some(after) = digits(rest, &[':'], 3).or_else(|| digits(rest, &[':'], 2)) else {
        return 0;
    };
    rest = after;
    for half in [" am", " pm", " AM", " PM", "am", "pm"] {
        rest = rest.strip_prefix(half).unwrap_or(rest);
    }
    let close = rest.trim_start_matches(']').trim_start();
    let close = close.trim_start_matches(['-', '–', '—']).trim_start();
    if close.len() == rest.len() || close.is_empty() {
        return 0;
    }
    line.len() - close.len()
}

/// What follows `groups` groups of one to four digits with one of `between` between them.
fn digits<'t>(text: &'t str, between: &[char], groups: usize) -> Option<&'t str> {
    let mut rest = text;
    for nth in 0..groups {
        if nth > 0 {
            rest = rest.strip_prefix(between)?;
        }
        let len = rest.bytes().take_while(u8::is_ascii_digit).count();
        // Minutes have two digits.
        let least = if nth > 0 && between == [':'] { 2 } else { 1 };
        if !(least..=4).contains(&len) {
            return None;
        }
        rest = rest.get(len..)?;
    }
    (!rest.starts_with(|c: char| c.is_ascii_digit() || between.contains(&c))).then_some(rest)
}

/// For every line the length of a bare number that counts lines ("1 mistake jar", "H2 a rival"): it rises
/// by one from line to line; 0 elsewhere.
pub(super) fn counters(text: &str, lines: &[Span]) -> Vec<usize> {
    let found: Vec<Option<Counter>> = lines
        .iter()
        .map(|line| Counter::of(line.of(text)))
        .collect();
    let mut lens = vec![0; lines.len()];
    for (at, pair) in found.windows(2).enumerate() {
        if let [Some(one), Some(next)] = pair
            && one.letter == next.letter
            && one.number + 1 == next.number
        {
            lens[at] = one.len;
            lens[at + 1] = next.len;
        }
    }
    lens
}

struct Counter {
    letter: Option<char>,
    number: usize,
    len: usize,
}

impl Counter {
    fn of(line: &str) -> Option<Self> {
        let body = line.trim_start();
        let letter = body.chars().next().filter(char::is_ascii_uppercase);
        let inner = body.get(letter.map_or(0, char::len_utf8)..)?;
        let len = inner.bytes().take_while(u8::is_ascii_digit).count();
        let number = inner
            .get(..len)?
            .parse()
            .ok()
            .filter(|n| (1..100).contains(n))?;
        let rest = inner.get(len..)?.strip_prefix([' ', '\t'])?.trim_start();
        // "2 weeks" may follow "1 week", but what is counted so has no more to say.
        let more = rest.starts_with(|c: char| c.is_alphabetic() || c == '"' || c == '\'')
            && rest.split_whitespace().count() >= 2;
        more.then(|| Self {
            letter,
            number,
            len: line.len() - rest.len(),
        })
    }
}

/// A line of a drawn tree: the depth at which it branches off, in characters, and the length of what is drawn.
pub(super) fn branch(line: &str) -> Option<(usize, usize)> {
    let drawn = |c: char| is_frame(c) || c.is_whitespace();
    let len = line.len() - line.trim_start_matches(drawn).len();
    let drawing = line.get(..len)?;
    let depth = drawing.chars().position(|c| matches!(c, '├' | '└' | '╰'))?;
    (len < line.len()).then_some((depth, len))
}

/// Where items of one list and depth are marked plus and minus the signs say something: they are kept.
/// (A list in a list often has another mark, which says nothing.)
pub(super) fn keep_signs(text: &str, raws: &mut [Raw]) {
    let mut start = 0;
    while start < raws.len() {
        let len = raws[start..].iter().take_while(|raw| is_item(raw)).count();
        let list = &mut raws[start..start + len];
        let signs: Vec<Option<Sign>> = list.iter().map(|raw| Sign::of(text, raw)).collect();
        for (raw, sign) in list.iter_mut().zip(&signs) {
            let opposed = |sign: &&Sign| signs.iter().flatten().any(|other| other.opposes(sign));
            if let (Some(sign), Some(line)) = (sign.as_ref().filter(opposed), raw.lines.first_mut())
            {
                line.start = sign.at;
            }
        }
        start += len.max(1);
    }
}

fn is_item(raw: &Raw) -> bool {
    matches!(raw.kind, Kind::Item { ordered: false, .. })
}

struct Sign {
    plus: bool,
    indent: usize,
    at: usize,
}

impl Sign {
    fn opposes(&self, other: &Self) -> bool {
        self.plus != other.plus && self.indent == other.indent
    }

    /// The bullet right before an item's text.
    fn of(text: &str, raw: &Raw) -> Option<Self> {
        let start = raw.lines.first()?.start;
        let before = text.get(..start)?.trim_end_matches([' ', '\t', '\u{a0}']);
        let sign = before.chars().next_back()?;
        let plus = match sign {
            '+' => true,
            '-' | '–' | '—' | '−' => false,
            _ => return None,
        };
        Some(Self {
            plus,
            indent: raw.indent,
            at: before.len() - sign.len_utf8(),
        })
    }
}

/// The length of a page's number at the start of its title: "Slide 5 - ", "[part 2] ".
pub(super) fn page_number(title: &str) -> usize {
    let inner = title.strip_prefix('[').unwrap_or(title);
    let letters = inner.bytes().take_while(u8::is_ascii_alphabetic).count();
    let word = inner.get(..letters).unwrap_or("");
    if !PAGES.iter().any(|page| page.eq_ignore_ascii_case(word)) {
        return 0;
    }
    let rest = inner.get(letters..).unwrap_or("").trim_start();
    let number = rest.bytes().take_while(u8::is_ascii_digit).count();
    let after = rest.get(number..).unwrap_or("");
    let name = after.trim_start_matches(|c: char| c.is_whitespace() || "-–—:.)]|·".contains(c));
    let parted = after.starts_with([':', ')', ']', '.', '|'])
        || after.starts_with(" -")
        || after.starts_with([' ', '\t'])
            && after.trim_start().starts_with(['-', '–', '—', '|', '·']);
    // "Part 2: we ship it." is said, not headed.
    if number == 0 || !parted || name.is_empty() || name.ends_with(['.', ';', ',']) {
        return 0;
    }
    title.len() - name.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, Format};

    fn spans(text: &str) -> Vec<Span> {
        super::super::lines::split(text)
    }

    #[test]
    fn stamps_of_chats() {
        for line in [
            "[09:21] Ines: hi",
            "9:21 am - hi",
            "12/03/26, 09:21 - Ines: hi",
        ] {
            assert!(stamp(line) > 0, "{line}");
        }
        for line in [
            "9:21",
            "10:1 odds of",
            "3.5 million",
            "2026 was good",
            "at 9:21 - hi",
        ] {
            assert_eq!(stamp(line), 0, "{line}");
        }
        assert_eq!(
            stamps("9:21 am - hi\nyes", &spans("9:21 am - hi\nyes")),
            [0, 0]
        );
    }

    #[test]
    fn numbers_without_a_dot_count_lines() {
        let text = "1 mistake jar\n2 role play\n4 rooms are full\nH1 a rival\nH2 the price";
        assert_eq!(counters(text, &spans(text)), [2, 2, 0, 3, 3]);
    }

    #[test]
    fn trees_plus_and_minus_and_slides() {
        let plain = |text: &str| Document::parse(text, Format::Text).plain;
        assert_eq!(
            plain("```\nWINNERS\n├─ Users: calm\n│  └─ Risk: slow\n```\n"),
            "WINNERS\nUsers: calm\nRisk: slow\n"
        );
        assert_eq!(
            plain("+ clean data\n– blocked at night\n"),
            "+ clean data\n- blocked at night\n"
        );
        assert_eq!(
            plain("- clean data\n- blocked at night\n"),
            "clean data\nblocked at night\n"
        );
        assert_eq!(
            plain("+ for nurses\n  - clean data\n+ for patients\n"),
            "for nurses\nclean data\nfor patients\n"
        );
        assert_eq!(
            plain("# Slide 5 – Stage\n\nIt is new.\n"),
            "Stage\nIt is new.\n"
        );
        assert_eq!(
            plain("Slide 7 – Test\nSix weeks in Canada\n[slide 8] Risks\nBots\n"),
            "Test\nSix weeks in Canada\nRisks\nBots\n"
        );
        assert_eq!(page_number("Part of it: all"), 0);
        assert_eq!(page_number("Part 2 was hard"), 0);
        assert_eq!(page_number("Part 2: we ship it in May."), 0);
    }
}
