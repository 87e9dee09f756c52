//! Headings without marks: bare lines, bold lines, numbered titles, emoji titles; and runs of short lines.

use super::Kind;
use super::blocks::Raw;

/// The most words in a bare heading.
const HEADING_WORDS: usize = 8;

/// The fewest short lines in a row that are called a run.
const RUN: usize = 4;

/// Turns paragraphs and numbered items that stand as titles over others into headings.
pub(super) fn promote_headings(text: &str, raws: &mut [Raw]) {
    settle_emoji(raws);
    mark_runs(text, raws);
    for at in 0..raws.len() {
        let (before, rest) = raws.split_at_mut(at);
        let Some((raw, after)) = rest.split_first_mut() else {
            return;
        };
        let previous = before.last();
        let next = after.first();
        match raw.kind {
            Kind::Paragraph => {
                if let Some(level) = title_level(text, raw, previous, next) {
                    raw.lead = level == 6;
                    raw.kind = Kind::Heading { level };
                }
            }
            Kind::Item {
                ordered: true,
                depth: 0,
            } if raw.indent < 4 => {
                let titles = next.is_some_and(|next| {
                    next.kind == Kind::Paragraph && next.gap && next.indent <= raw.indent
                });
                if titles && is_title(body(text, raw)) {
                    raw.kind = Kind::Heading { level: 5 };
                }
            }
            _ => {}
        }
    }
}

fn body<'t>(text: &'t str, raw: &Raw) -> &'t str {
    raw.lines.first().map_or("", |span| span.of(text))
}

/// Neighbouring emoji lines are a list; one alone is a title or a paragraph.
fn settle_emoji(raws: &mut [Raw]) {
    for at in 0..raws.len() {
        let near = |other: Option<&Raw>, gap: bool| other.is_some_and(|raw| raw.emoji && !gap);
        let above = at.checked_sub(1).and_then(|i| raws.get(i));
        let in_list = raws[at].emoji
            && (near(above, raws[at].gap)
                || raws
                    .get(at + 1)
                    .is_some_and(|next| near(Some(next), next.gap)));
        if in_list {
            raws[at].kind = Kind::Item {
                ordered: false,
                depth: 0,
            };
        }
    }
}

/// How many words a line has, as far as `most` and one more.
fn words(line: &str, most: usize) -> usize {
    line.split_whitespace().take(most + 1).count()
}

fn is_short(text: &str, raw: &Raw) -> bool {
    let line = body(text, raw);
    raw.kind == Kind::Paragraph
        && raw.lines.len() == 1
        && !line.ends_with(['.', ':', ';', ','])
        && words(line, HEADING_WORDS) <= HEADING_WORDS
}

fn mark_runs(text: &str, raws: &mut [Raw]) {
    let mut start = 0;
    for at in 0..=raws.len() {
        let short = raws.get(at).is_some_and(|raw| is_short(text, raw));
        if short {
            continue;
        }
        let run = at - start;
        if run >= RUN {
            for raw in &mut raws[start..at] {
                raw.short_run = run;
            }
        }
        start = at + 1;
    }
}

fn title_level(text: &str, raw: &Raw, previous: Option<&Raw>, next: Option<&Raw>) -> Option<u8> {
    let line = body(text, raw);
    if raw.lines.len() != 1 || raw.quoted || raw.zone.is_some() {
        return None;
    }
    let next = next?;
    if is_bold(line) {
        return (words(line, HEADING_WORDS + 2) <= HEADING_WORDS + 2 && !line.ends_with(".**"))
            .then_some(5);
    }
    if !is_title(line) {
        return None;
    }
    if line.ends_with(':') {
        return Some(6);
    }
    // The last of many short lines may be a title; the lines before it are a menu or notes.
    if raw.short_run > 0 && is_short(text, next) {
        return None;
    }
    let capital = line.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) || raw.emoji;
    let opens_list = matches!(next.kind, Kind::Item { .. } | Kind::Row { .. });
    let parted = raw.gap || previous.is_none_or(Raw::ends_part);
    let over_text = next.kind == Kind::Paragraph
        && (body(text, next).len() > line.len() || is_short(text, next));
    let terse = words(line, 4) <= 4;
    (capital && (opens_list || (parted && over_text)) || terse && parted && opens_list).then_some(5)
}

impl Raw {
    /// Whether a bare line right under this block can begin a new part.
    fn ends_part(&self) -> bool {
        !matches!(self.kind, Kind::Row { .. } | Kind::Code)
    }
}

fn is_bold(line: &str) -> bool {
    let inner = line.trim_end_matches(':');
    for mark in ["**", "__"] {
        let marked = inner
            .strip_prefix(mark)
            .and_then(|rest| rest.strip_suffix(mark));
        if marked.is_some_and(|rest| !rest.is_empty() && !rest.contains(mark)) {
            return true;
        }
        if inner
            .strip_prefix(mark)
            .and_then(|rest| rest.strip_suffix(":**"))
            .is_some_and(|rest| !rest.contains(mark))
        {
            return true;
        }
    }
    false
}

/// Whether a line reads as a title: few words, no sentence, no list of things.
pub(super) fn is_title(line: &str) -> bool {
    let words = words(line, HEADING_WORDS);
    let bare = line.trim_end_matches(':');
    (1..=HEADING_WORDS).contains(&words)
        && line.chars().count() <= 70
        && !bare.ends_with(['.', '!', ',', ';'])
        && !bare.contains(['→', '|', ';', '='])
        && !bare.contains("->")
        && !bare.contains(": ")
        && !bare.contains(". ")
        && bare.matches(',').count() <= 1
        && bare.chars().any(char::is_alphabetic)
        && !(bare.ends_with('?') && words < 2)
}
