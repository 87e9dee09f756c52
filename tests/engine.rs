//! Properties of the engine: every fast way finds what the slow one finds, spans slice, the same input
//! gives the same grades, and more evidence never lowers a level.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests read fixtures"
)]

use std::path::Path;
use std::sync::LazyLock;

use evaluate::assessment::{Answer, Assessment, assess, open, read_on};
use evaluate::document::{Document, Format};
use evaluate::evidence::{self, Evidence};
use evaluate::rubric::{BUILT_IN, Library, Rubric};
use proptest::prelude::*;

static RUBRIC: LazyLock<Rubric> =
    LazyLock::new(|| Library::default().load("success-metrics").unwrap());

fn grade(text: &str) -> Assessment {
    let answer = Answer {
        text: text.to_owned(),
        format: Format::Text,
        body: 0,
        question: None,
    };
    assess(&answer, &RUBRIC, &mut RUBRIC.searcher(), false)
}

fn levels(text: &str) -> Vec<u8> {
    let grades = grade(text).score.grades;
    grades.into_iter().map(|grade| grade.level).collect()
}

fn fixtures() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/success-metrics");
    let mut texts: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|end| end == "md" || end == "txt")
        })
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    texts.sort();
    texts
}

#[test]
fn the_same_answer_gets_the_same_grades_early_and_late() {
    let mut searcher = RUBRIC.searcher();
    let texts = fixtures();
    let answer = |text: &str| Answer {
        text: text.to_owned(),
        format: Format::Text,
        body: 0,
        question: None,
    };
    let mut run = || -> Vec<String> {
        let grade = |(_, text): &(String, String)| {
            let graded = assess(&answer(text), &RUBRIC, &mut searcher, false);
            format!("{:?} {:?}", graded.score, graded.critique)
        };
        texts.iter().map(grade).collect()
    };
    // The automaton is made while the first texts are searched, and there when they come again.
    assert_eq!(run(), run());
}

#[test]
fn answers_opened_before_any_is_read_are_found_to_say_the_same() {
    let answers = fixtures().into_iter().step_by(4).map(|(_, text)| Answer {
        text,
        format: Format::Text,
        body: 0,
        question: None,
    });
    let answers: Vec<Answer> = answers.collect();
    assert!(answers.len() > 5);
    let said = |found: &Evidence| {
        let extent = &found.extent;
        let whole = (&extent.set_aside, &extent.injections, &extent.not_an_answer);
        format!("{whole:?} {:?} {:?}", found.found, found.discounted)
    };
    for (name, _) in BUILT_IN {
        let rubric = Library::default().load(name).unwrap();
        let (mut early, mut whole) = (rubric.searcher(), rubric.searcher());
        let opened = answers
            .iter()
            .map(|answer| open(answer, &rubric, &mut early, false));
        let opened: Vec<_> = opened.collect();
        for one in opened {
            let shown = format!("{:?}", one.extent());
            let read = read_on(one, &rubric, &mut early);
            assert_eq!(format!("{:?}", read.evidence.extent), shown);
            let matches = whole.scan(&read.document.plain);
            let at_once = evidence::weigh(&read.document, &rubric, &matches, false);
            assert_eq!(said(&read.evidence), said(&at_once), "{name}");
        }
    }
}

/// Parts that each deliver something; appended to an answer they may only raise levels.
const PARTS: [&str; 8] = [
    "## Stakeholders\n\n- Riders: want a bike within three minutes\n- The city: wants fewer cars\n- Shops: gain customers\n",
    "## Competition\n\nCompared to competitors like Lime and Dott, it differentiates itself through docks that are maintained every night.\n",
    "## North star\n\nMy north star metric is weekly completed rides per member, because it rises only when people get where they want.\n",
    "## Core metrics\n\n- Activation: share of new members who ride within 7 days\n- Repeat rate: members with two or more rides a week / active members\n",
    "## Supporting metrics\n\n- Dock availability rate: shows whether a ride can start\n- Unlock success rate: explains lost rides\n",
    "## Guardrails\n\n- Injuries per 100,000 rides must stay below 2, otherwise we pause the roll-out\n",
    "## Trade-offs\n\nThere is a tension between coverage and cost: more docks raise rides but also raise costs. I would cap docks per district.\n",
    "## Next steps\n\n- Run an A/B test of a free first ride to lift activation within 7 days\n- Expand to two districts once availability holds at 90%\n",
];

#[test]
fn more_evidence_never_lowers_a_level() {
    // Shares ("most metrics are defined") and where a text closes may go either way.
    let exempt = [
        "core-metrics",
        "supporting-metrics",
        "guardrail-metrics",
        "metric-definition",
        "structure",
    ];
    for (name, text) in fixtures()
        .iter()
        .filter(|(name, _)| !name.starts_with("not-"))
    {
        let before = levels(text);
        for part in PARTS {
            let longer = format!("{text}\n\n{part}");
            // So is how much of a text is its own.
            if grade(&longer).evidence.extent.general.is_some() {
                continue;
            }
            let after = levels(&longer);
            for (at, criterion) in RUBRIC.criteria.iter().enumerate() {
                let falls = after[at] < before[at] && !exempt.contains(&criterion.id.as_str());
                assert!(
                    !falls,
                    "{name}: {} fell from {} to {} with {part}",
                    criterion.id, before[at], after[at]
                );
            }
        }
    }
}

#[test]
fn every_part_earns_its_criterion() {
    let whole = PARTS.join("\n");
    let got = levels(&whole);
    for (criterion, level) in RUBRIC.criteria.iter().zip(got) {
        let delivered = ![
            "product-context",
            "user-flow",
            "strategy-fit",
            "lifecycle",
            "platform",
            "goal",
            "structure",
        ]
        .contains(&criterion.id.as_str());
        assert!(!delivered || level >= 2, "{} got {level}", criterion.id);
    }
}

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zA-Z ,.'-]{0,40}",
        "\\PC{0,12}",
        Just("\n".to_owned()),
        Just("\r\n\r\n".to_owned()),
        Just("## Guardrails\n".to_owned()),
        Just("- **North star:** weekly riders per 100 members — because\n".to_owned()),
        Just("| Metric | Why |\n|---|---|\n| D7 retention | “habit” |\n".to_owned()),
        Just("1. a\n   1.1 b\n> quoted\n```\ncode → x\n```\n<!-- hidden\n".to_owned()),
        Just(
            "Interviewer: what now?\nCandidate: I'd not set guardrails, but track churn.\n"
                .to_owned()
        ),
    ];
    proptest::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn spans_lie_on_characters_and_in_order(text in pieces()) {
        let document = Document::parse(&text, Format::Text);
        let mut last = 0;
        for sentence in &document.sentences {
            prop_assert!(document.plain.get(sentence.text.start..sentence.text.end).is_some());
            prop_assert!(sentence.text.start >= last);
            last = sentence.text.start;
            let source = document.source_span(sentence.text);
            prop_assert!(text.get(source.start..source.end).is_some());
        }
    }

    #[test]
    fn a_level_above_nothing_has_evidence(text in pieces()) {
        for grade in grade(&text).score.grades {
            prop_assert!(grade.level == 0 || !grade.evidence.is_empty());
        }
    }
}
