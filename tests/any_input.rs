//! Any bytes give a report or a clear error; every report keeps its promises.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that goes wrong"
)]

use std::sync::LazyLock;

use evaluate::assessment::assess;
use evaluate::critique::ladder;
use evaluate::input;
use evaluate::report::{self, Changes, Chosen, Look, Palette, Report, Subject};
use evaluate::rubric::{Library, Rubric, Source};
use proptest::prelude::*;
use serde_json::Value;

static RUBRIC: LazyLock<Rubric> = LazyLock::new(|| {
    let source = Source {
        path: "incident.yaml".into(),
        text: include_str!("data/incident.yaml").into(),
    };
    Library::default().compile(&source).unwrap()
});

/// Pieces that mean something to a parser somewhere.
const PIECES: [&str; 34] = [
    "---\n",
    "question: x\n",
    "rubric: [",
    "# Title\n",
    "- item\n",
    "1. first\n",
    "| a | b |\n|---|---|\n",
    "```\n",
    "<!doctype html>",
    "<nav>",
    "</nav>",
    "<p>",
    "<!--",
    "-->",
    "&amp;",
    "<ul><li>",
    "**bold**: ",
    "09:12 ",
    "09:40 ",
    "because ",
    "which was because ",
    "we added ",
    "I will cover the fix. ",
    "not ",
    "?\n",
    "\r\n",
    "\r",
    "\u{feff}",
    "日本語 ",
    "👩‍🚀",
    "\u{1b}[31m",
    "\u{202e}",
    "e\u{301}",
    "Interviewer: why?\n",
];

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let pieces = prop::collection::vec(prop::sample::select(PIECES.as_slice()), 0..40)
        .prop_map(|pieces| pieces.concat().into_bytes());
    let cut = (pieces.clone(), any::<prop::sample::Index>(), any::<u8>()).prop_map(
        |(mut bytes, at, byte)| {
            if !bytes.is_empty() {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            bytes
        },
    );
    prop_oneof![
        pieces,
        cut,
        prop::collection::vec(any::<u8>(), 0..300),
        ".{0,200}".prop_map(String::into_bytes)
    ]
}

fn graded(bytes: &[u8]) -> Option<(String, Report<'static>)> {
    let input = input::read("-", bytes).ok()?;
    let assessment = assess(&input.answer, &RUBRIC, &mut RUBRIC.searcher(), false);
    let subject = Subject {
        source: &input.source,
        id: &input.id,
        line: input.line,
        answer: &input.answer,
        rubric: &RUBRIC,
        chosen: Chosen::Default,
        notes: &input.notes,
        judged: None,
        explain: true,
    };
    let report = report::build(&subject, &assessment);
    Some((input.answer.text.clone(), report.into_owned()))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn any_bytes_give_a_report_or_an_error(bytes in bytes()) {
        let Some((text, report)) = graded(&bytes) else { return Ok(()) };
        prop_assert!((0.0..=100.0).contains(&report.score));
        prop_assert!((0.0..=1.0).contains(&report.confidence));
        for criterion in &report.criteria {
            prop_assert!(criterion.level == 0 || !criterion.evidence.is_empty());
            for quote in criterion.evidence.iter().chain(&criterion.announced) {
                prop_assert_eq!(text.get(quote.start..quote.end), Some(&*quote.quote));
                prop_assert!(!quote.signal.is_empty());
            }
        }
        for part in &report.furniture {
            prop_assert!(text.get(part.start..part.end).is_some());
        }
        for warning in &report.warnings {
            prop_assert!(warning.start.is_none_or(|at| text.is_char_boundary(at)));
        }
    }

    #[test]
    fn whatever_is_shown_is_harmless_and_fits(bytes in bytes(), width in 60usize..140) {
        let Some((_, report)) = graded(&bytes) else { return Ok(()) };
        let human = report::human(&report, &Look { width, palette: Palette::plain() });
        let bad = |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c);
        prop_assert!(!human.contains(bad));
        prop_assert!(!report::markdown(&report).contains(bad));
        prop_assert!(!report::json(&report).contains(bad));
        for line in human.lines() {
            prop_assert!(unicode_width::UnicodeWidthStr::width(line) <= width, "{line}");
        }
    }

    #[test]
    fn the_live_page_marks_the_words_that_count(bytes in bytes()) {
        let Some((text, report)) = graded(&bytes) else { return Ok(()) };
        let units: Vec<u16> = text.encode_utf16().collect();
        let levels: Vec<u8> = report.criteria.iter().map(|criterion| criterion.level).collect();
        let live = report::live(&report, &RUBRIC, &ladder(&RUBRIC, &levels, 6));
        let live: Value = serde_json::from_str(&live).unwrap();
        let place = |one: &Value, key: &str| usize::try_from(one[key].as_u64().unwrap()).unwrap();
        let mut end = 0;
        for mark in live["marks"].as_array().unwrap() {
            prop_assert!(end <= place(mark, "start") && place(mark, "start") < place(mark, "end"));
            end = place(mark, "end");
            prop_assert!(String::from_utf16(&units[place(mark, "start")..end]).is_ok());
        }
        prop_assert!(end <= units.len());
        let rows = live["groups"].as_array().unwrap().iter().flat_map(|group| group["criteria"].as_array().unwrap());
        for (row, criterion) in rows.zip(&report.criteria) {
            for (quote, known) in row["quotes"].as_array().unwrap().iter().zip(&criterion.evidence) {
                let words = &units[place(quote, "start")..place(quote, "end")];
                prop_assert_eq!(String::from_utf16(words).unwrap(), known.quote.as_ref());
            }
        }
        let mut score = report.score;
        for rung in live["rungs"].as_array().unwrap() {
            prop_assert!(rung["gain"].as_f64() >= Some(0.0));
            prop_assert!(rung["score"].as_f64() >= Some(score));
            score = rung["score"].as_f64().unwrap();
        }
    }

    #[test]
    fn what_changed_is_nothing_where_nothing_did_and_harmless_to_show(one in bytes(), other in bytes()) {
        let (Some((_, one)), Some((_, other))) = (graded(&one), graded(&other)) else { return Ok(()) };
        prop_assert!(Changes::between(&one, &one).is_empty());
        let changes = Changes::between(&one, &other);
        prop_assert_eq!(changes.score.is_none(), (one.score - other.score).abs() < 1e-9);
        let bad = |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c);
        let shown = changes.render(&Look { width: 80, palette: Palette::plain() });
        prop_assert!(!shown.contains(bad), "{shown:?}");
    }
}
