//! Replies that say something else than what they were asked for.

use serde_json::{Value, json};

use super::{always, degraded, first, judged, run, unbelieved};
use crate::question::Question;
use crate::server::{Asked, Deed, envelope};

/// What a judge says, made from what a generous one would say.
fn worded(form: fn(&str) -> String) -> impl Fn(&Asked) -> Deed + Send + Sync {
    move |asked| Deed::Says(form(&asked.question().generous().to_string()))
}

/// Claims changed one by one.
fn claimed(change: fn(&Question, &mut Value)) -> impl Fn(&Asked) -> Deed + Send + Sync {
    move |asked| {
        let question = asked.question();
        let mut verdict = question.generous();
        let criteria = verdict["criteria"].as_object_mut().unwrap();
        for claim in criteria.values_mut() {
            change(&question, claim);
        }
        Deed::Says(verdict.to_string())
    }
}

#[test]
fn one_object_is_taken_from_whatever_stands_around_it() {
    run(vec![
        judged("in a fence", worded(|json| format!("Here you are:\n```json\n{json}\n```\n")))
            .requests(1..=1),
        judged(
            "behind a chain of thought",
            worded(|json| {
                format!("<think>Perhaps {{\"criteria\": {{\"timeline\": {{\"level\": \"missing\"}}}}}}? No.</think>\n{json}")
            }),
        )
        .requests(1..=1),
        judged("twice the same", worded(|json| format!("{json}\n{json}"))).requests(1..=1),
        degraded(
            "two that differ",
            "the reply holds 2 different JSON objects",
            worded(|json| format!("{json}\n{}", json.replace("strong", "missing"))),
        )
        .requests(3..=3),
        degraded(
            "an object that breaks off",
            "the reply's JSON object has none of the criteria",
            worded(|json| json[..json.len() / 2].to_owned()),
        )
        .requests(3..=3),
        degraded(
            "prose",
            "the reply holds no JSON object that can be read",
            always(|| Deed::Says("A fine report, 10 of 10!".into())),
        )
        .requests(3..=3),
        degraded("nothing", "the reply is empty", always(|| Deed::Says(" ".into())))
            .requests(3..=3),
        judged("prose once", first(1, || Deed::Says("Fine.".into()))),
    ]);
}

#[test]
fn claims_of_a_wrong_form_are_asked_for_once_more_and_left_out() {
    run(vec![
        unbelieved(
            "wrong types",
            "is none of the levels",
            claimed(|_, claim| {
                *claim = json!({"reasoning": 7, "quotes": {"a": 1}, "level": ["strong"]});
            }),
        ),
        unbelieved(
            "a text for a claim",
            "leaves the criterion out",
            claimed(|_, claim| *claim = json!("strong")),
        ),
        unbelieved(
            "a level out of range",
            "\"7\" is none of the levels",
            claimed(|_, claim| claim["level"] = 7.into()),
        ),
        unbelieved(
            "a level that was not offered",
            "\"excellent\" is none of the levels",
            claimed(|_, claim| claim["level"] = "excellent".into()),
        ),
        judged(
            "a number that is a level",
            claimed(|_, claim| claim["level"] = 3.into()),
        )
        .requests(1..=1),
        unbelieved(
            "cannot tell",
            "it could not tell",
            claimed(|_, claim| claim["level"] = "cannot tell".into()),
        )
        .requests(1..=1),
    ]);
}

#[test]
fn criteria_that_were_not_asked_about_count_for_nothing() {
    run(vec![
        degraded(
            "unknown criteria",
            "the reply's JSON object has none of the criteria",
            worded(|json| {
                json.replace("timeline", "t")
                    .replace("cause", "c")
                    .replace("follow-up", "f")
            }),
        )
        .requests(3..=3),
        judged(
            "unknown criteria beside the known ones",
            worded(|json| {
                json.replacen(
                    "{\"criteria\":{",
                    "{\"criteria\":{\"style\":{\"level\":\"strong\"},",
                    1,
                )
            }),
        )
        .requests(1..=1),
        judged(
            "a criterion that is missing and then is not",
            |asked: &Asked| {
                let question = asked.question();
                let mut verdict = question.generous();
                if !question.again {
                    verdict["criteria"].as_object_mut().unwrap().remove("cause");
                }
                Deed::Says(verdict.to_string())
            },
        )
        .and(|server, _| {
            let asked = server.asked();
            assert_eq!(asked[1].question().criteria, ["cause"]);
            assert!(
                asked[1]
                    .body
                    .contains("cause: it is missing from your reply")
            );
        }),
    ]);
}

#[test]
fn a_missing_criterion_stays_with_the_signals() {
    run(vec![
        judged("missing for good", |asked: &Asked| {
            let mut verdict = asked.question().generous();
            let criteria = verdict["criteria"].as_object_mut().unwrap();
            criteria.remove("cause");
            criteria.insert("style".into(), json!({"level": "strong"}));
            criteria.insert("timeline".into(), json!({"level": "missing"}));
            Deed::Says(verdict.to_string())
        })
        .levels([2, 1, 1])
        .requests(4..=4)
        .and(|_, found| {
            let judge = &found.report["criteria"][1]["judge"];
            assert_eq!(judge["level"], Value::Null);
            let why = judge["unrated"].as_str().unwrap();
            assert!(why.contains("leaves the criterion out"), "{why}");
        }),
    ]);
}

#[test]
fn quotes_that_are_not_there_are_asked_for_once_more_and_then_not_believed() {
    let invented = "The database was replaced by a better one";
    run(vec![
        unbelieved(
            "invented",
            "its quotes are not in the answer",
            claimed(|_, claim| {
                claim["quotes"] = json!(["The database was replaced by a better one"]);
            }),
        )
        .and(|server, found| {
            let invented = &found.report["criteria"][2]["judge"]["invented"];
            assert_eq!(invented[0], "The database was replaced by a better one");
            let again = &server.asked()[1];
            assert!(again.question().again);
            assert!(again.body.contains("the answer does not contain"));
        }),
        unbelieved(
            "words of the prompt",
            "its quotes are not in the answer",
            claimed(|_, claim| claim["quotes"] = json!(["When it began, was noticed and ended."])),
        ),
        unbelieved(
            "two words",
            "its quotes are not in the answer",
            claimed(|_, claim| claim["quotes"] = json!(["the alarm"])),
        ),
        judged("invented at first", |asked: &Asked| {
            let question = asked.question();
            let verdict = question.generous().to_string();
            Deed::Says(if question.again {
                verdict
            } else {
                verdict.replace("Incident on Tuesday", "Accident on Monday")
            })
        }),
        unbelieved(
            "nothing quoted",
            "it says \"strong\" and quotes nothing",
            claimed(|_, claim| claim["quotes"] = json!([])),
        ),
        judged(
            "one invented beside one that is there",
            claimed(|_, claim| {
                claim["quotes"]
                    .as_array_mut()
                    .unwrap()
                    .push("It never happened at all.".into());
            }),
        )
        .requests(1..=1)
        .and(|_, found| {
            let judge = &found.report["criteria"][0]["judge"];
            assert_eq!(judge["invented"][0], "It never happened at all.");
        }),
    ]);
    assert!(!crate::world::OUTAGE.contains(invented));
}

/// A reply with another end, or with a refusal.
fn ended(content: Value, refusal: Value, finish: &str) -> Deed {
    let mut value = envelope("", finish);
    let message = Value::from_iter([("content", content), ("refusal", refusal)]);
    value["choices"][0]["message"] = message;
    Deed::Json(value)
}

#[test]
fn refusals_and_replies_cut_off_are_no_marks() {
    run(vec![
        degraded(
            "refused",
            "the judge refused: I cannot grade people.",
            always(|| ended(Value::Null, "I cannot grade people.".into(), "stop")),
        )
        .requests(3..=3)
        .and(|_, judged| {
            let usage = &judged.report["judge"]["usage"];
            assert_eq!(usage["prompt_tokens"], 900, "what is kept was paid for");
        }),
        degraded(
            "filtered",
            "the endpoint's content filter kept the reply back",
            always(|| ended("{".into(), Value::Null, "content_filter")),
        )
        .requests(3..=3),
        degraded(
            "cut off",
            "the reply was cut off at its limit of tokens",
            always(|| {
                ended(
                    "{\"criteria\": {\"timeline\": {\"rea".into(),
                    Value::Null,
                    "length",
                )
            }),
        )
        .requests(3..=3)
        .and(|server, _| {
            let room = |asked: &Asked| asked.json()["max_tokens"].as_u64().unwrap();
            let rooms: Vec<u64> = server.asked().iter().map(room).collect();
            assert_eq!(
                rooms,
                [rooms[0], rooms[0] * 2, rooms[0] * 4],
                "more room each time"
            );
        }),
        judged(
            "cut off once",
            first(1, || ended("{\"crit".into(), Value::Null, "length")),
        ),
    ]);
}
