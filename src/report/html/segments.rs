//! An answer's text cut where its evidence begins and ends.

use serde::Serialize;

use crate::report::model::Report;
use crate::report::warning::WarningKind;

/// A stretch of text that counts for the same criteria throughout.
#[derive(Serialize)]
pub(super) struct Segment<'a> {
    pub(super) text: &'a str,
    pub(super) start: usize,
    /// Whether something that is marked begins with it.
    begins: bool,
    /// The first criterion that it counts for, from 1; 0 for none.
    to: usize,
    /// Whether it counts for others, too.
    several: bool,
    /// All of them.
    pub(super) all: String,
    pub(super) class: &'static str,
    pub(super) title: String,
}

/// Something that is marked in the text.
struct Mark {
    start: usize,
    end: usize,
    what: What,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    /// Evidence or a promise for a criterion, from 1.
    Counts(usize),
    Promised(usize),
    /// A part that was kept out, by its place among those.
    Aside(usize),
    Attack,
}

/// The segments of a report's text.
pub(super) fn segments<'a>(report: &'a Report) -> Vec<Segment<'a>> {
    let text: &'a str = &report.text;
    let marks = marks(report);
    let mut cuts: Vec<usize> = marks
        .iter()
        .flat_map(|mark| [mark.start, mark.end])
        .collect();
    cuts.extend([0, text.len()]);
    cuts.retain(|cut| text.is_char_boundary(*cut));
    cuts.sort_unstable();
    cuts.dedup();
    let mut open: Vec<&Mark> = Vec::new();
    let mut next = marks.iter().peekable();
    let mut segments = Vec::new();
    for pair in cuts.windows(2) {
        let [start, end] = *pair else { continue };
        open.retain(|mark| mark.end > start);
        while let Some(mark) = next.next_if(|mark| mark.start <= start) {
            if mark.end > start {
                open.push(mark);
            }
        }
        if let Some(text) = text.get(start..end) {
            segments.push(segment(report, text, start, &open));
        }
    }
    segments
}

fn marks(report: &Report) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (nth, criterion) in (1..).zip(&report.criteria) {
        let mut add = |start, end, what| marks.push(Mark { start, end, what });
        for quote in &criterion.evidence {
            add(quote.start, quote.end, What::Counts(nth));
        }
        for quote in &criterion.announced {
            add(quote.start, quote.end, What::Promised(nth));
        }
    }
    for (nth, part) in report.furniture.iter().enumerate() {
        marks.push(Mark {
            start: part.start,
            end: part.end,
            what: What::Aside(nth),
        });
    }
    for warning in &report.warnings {
        if let (WarningKind::Injection, Some(start), Some(end)) =
            (warning.kind, warning.start, warning.end)
        {
            let what = What::Attack;
            marks.push(Mark { start, end, what });
        }
    }
    marks.sort_by_key(|mark| mark.start);
    marks
}

fn segment<'a>(report: &Report, text: &'a str, start: usize, open: &[&Mark]) -> Segment<'a> {
    let mut criteria: Vec<usize> = Vec::new();
    let mut class = "";
    let mut said: Vec<String> = Vec::new();
    for mark in open {
        match mark.what {
            What::Counts(nth) | What::Promised(nth) => {
                if !criteria.contains(&nth) {
                    criteria.push(nth);
                    let title = report
                        .criteria
                        .get(nth - 1)
                        .map_or("", |criterion| &criterion.title);
                    said.push(title.to_owned());
                }
                if matches!(mark.what, What::Promised(_)) && class.is_empty() {
                    class = "promise";
                    said.push("announced only".to_owned());
                }
            }
            What::Aside(nth) => {
                if class != "attack" {
                    class = "aside";
                }
                let kind = report.furniture.get(nth).map_or("", |part| &part.kind);
                said.push(format!("kept out: {kind}"));
            }
            What::Attack => {
                class = "attack";
                said.push("addresses the grader".to_owned());
            }
        }
    }
    criteria.sort_unstable();
    let all: Vec<String> = criteria.iter().map(usize::to_string).collect();
    Segment {
        text,
        start,
        begins: open.iter().any(|mark| mark.start == start),
        to: criteria.first().copied().unwrap_or(0),
        several: all.len() > 1,
        all: all.join(" "),
        class,
        title: said.join(", "),
    }
}
