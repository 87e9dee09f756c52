//! What servers do wrong, one after another: what comes of the answer, and what is said about it.

use std::fmt::Write as _;
use std::ops::RangeInclusive;
use std::thread;
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use crate::bench::{Judged, KEY, against, contains, judge};
use crate::server::{Asked, Deed, Question, Server, envelope, nobody};

/// What the signals alone give the answer, and what they give it together with a generous judge.
const SIGNALS: [u64; 3] = [3, 1, 0];
const TOGETHER: [u64; 3] = [3, 2, 1];

/// One fault and what should come of it.
struct Case {
    name: &'static str,
    script: Box<dyn Fn(&Asked) -> Deed + Send + Sync>,
    arguments: &'static [&'static str],
    status: i32,
    mode: &'static str,
    levels: [u64; 3],
    requests: RangeInclusive<usize>,
    /// In what is said on standard error.
    err: Vec<&'static str>,
    /// In the warnings of the report.
    warnings: Vec<&'static str>,
    /// In why a criterion has no level of the judge.
    unrated: &'static str,
    at_least: Duration,
    more: Option<fn(&Server, &Judged)>,
}

/// A fault after which the judge is heard all the same.
fn judged(name: &'static str, script: impl Fn(&Asked) -> Deed + Send + Sync + 'static) -> Case {
    Case {
        name,
        script: Box::new(script),
        arguments: &[],
        status: 0,
        mode: "judged",
        levels: TOGETHER,
        requests: 2..=2,
        err: Vec::new(),
        warnings: Vec::new(),
        unrated: "",
        at_least: Duration::ZERO,
        more: None,
    }
}

/// A fault after which the signals stand alone, and `why`.
fn degraded(
    name: &'static str,
    why: &'static str,
    script: impl Fn(&Asked) -> Deed + Send + Sync + 'static,
) -> Case {
    Case {
        status: 2,
        mode: "degraded",
        levels: SIGNALS,
        requests: 6..=6,
        warnings: vec![
            "degraded: the judge could not be had for 3 of 3 criteria, which the signals decide alone: ",
            why,
        ],
        unrated: why,
        ..judged(name, script)
    }
}

/// A reply that can be read and not be believed: the signals stand, and nothing is missing.
fn unbelieved(
    name: &'static str,
    why: &'static str,
    script: impl Fn(&Asked) -> Deed + Send + Sync + 'static,
) -> Case {
    Case {
        levels: SIGNALS,
        unrated: why,
        ..judged(name, script)
    }
}

impl Case {
    fn requests(mut self, requests: RangeInclusive<usize>) -> Self {
        self.requests = requests;
        self
    }

    fn with(mut self, arguments: &'static [&'static str]) -> Self {
        self.arguments = arguments;
        self
    }

    fn says(mut self, part: &'static str) -> Self {
        self.err.push(part);
        self
    }

    fn levels(mut self, levels: [u64; 3]) -> Self {
        self.levels = levels;
        self
    }

    fn waits(mut self, at_least: Duration) -> Self {
        self.at_least = at_least;
        self
    }

    fn and(mut self, more: fn(&Server, &Judged)) -> Self {
        self.more = Some(more);
        self
    }

    /// Runs it; what is not as it should be.
    fn run(self) -> Result<(), String> {
        let server = Server::new(self.script);
        let found = against(&server, self.arguments);
        let mut wrong = String::new();
        let count = server.count();
        let mut expect = |holds: bool, what: String| {
            if !holds {
                let _ = writeln!(wrong, "  {what}");
            }
        };
        let status = found.said.status;
        expect(status == self.status, format!("exit status {status}"));
        expect(
            found.mode() == self.mode,
            format!("mode {:?}", found.mode()),
        );
        let levels = found.levels();
        expect(levels == self.levels, format!("levels {levels:?}"));
        expect(self.requests.contains(&count), format!("{count} requests"));
        for part in &self.err {
            expect(found.said.err.contains(part), format!("not said: {part}"));
        }
        for part in &self.warnings {
            let warned = found.warnings().contains(part);
            expect(warned, format!("not among the warnings: {part}"));
        }
        if !self.unrated.is_empty() {
            for criterion in found.report["criteria"].as_array().into_iter().flatten() {
                let why = criterion["judge"]["unrated"].as_str().unwrap_or("");
                expect(why.contains(self.unrated), format!("unrated: {why:?}"));
            }
        }
        let asked = server.asked();
        let waited = asked
            .last()
            .zip(asked.first())
            .map(|(last, first)| last.at - first.at);
        let waited = waited.unwrap_or_default();
        expect(waited >= self.at_least, format!("waited only {waited:?}"));
        for (place, bytes) in found.traces() {
            expect(!contains(&bytes, KEY), format!("the key is in {place}"));
        }
        if wrong.is_empty() {
            if let Some(more) = self.more {
                more(&server, &found);
            }
            return Ok(());
        }
        Err(format!(
            "{}:\n{wrong}{}{}",
            self.name,
            found.said.err,
            found.warnings()
        ))
    }
}

/// Runs all of them at once: most of their time is waiting.
fn run(cases: Vec<Case>) {
    let wrong: Vec<String> = thread::scope(|scope| {
        let running: Vec<_> = cases
            .into_iter()
            .map(|case| (case.name, scope.spawn(|| case.run())))
            .collect();
        let ended = running
            .into_iter()
            .filter_map(|(name, case)| match case.join() {
                Ok(done) => done.err(),
                Err(_) => Some(format!("{name}: panicked\n")),
            });
        ended.collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A fault for so many requests, and a generous judge behind it.
fn first(times: usize, deed: fn() -> Deed) -> impl Fn(&Asked) -> Deed + Send + Sync {
    move |asked| {
        if asked.nth < times {
            deed()
        } else {
            Deed::Generous
        }
    }
}

fn always(deed: fn() -> Deed) -> impl Fn(&Asked) -> Deed + Send + Sync {
    move |_| deed()
}

fn busy(status: u16, headers: Vec<(&'static str, String)>) -> Deed {
    let body = json!({"error": {"message": "Please slow down"}}).to_string();
    Deed::Answers(status, headers, body.into_bytes())
}

#[test]
fn connections_that_break_are_tried_again_and_given_up() {
    run(vec![
        judged("reset once", first(1, || Deed::Reset)).says("1 more attempt"),
        degraded(
            "reset always",
            "the connection to the endpoint broke",
            always(|| Deed::Reset),
        ),
        judged("silent once", first(1, || Deed::Silent)).with(&["--timeout", "1"]),
        degraded(
            "silent always",
            "did not finish its reply within 1 s (--timeout)",
            always(|| Deed::Silent),
        )
        .with(&["--timeout", "1"])
        .waits(Duration::from_secs(6)),
        degraded(
            "a byte a second",
            "did not finish its reply within 2 s (--timeout)",
            always(|| Deed::Drips),
        )
        .with(&["--timeout", "2"]),
    ]);
}

#[test]
fn where_nobody_listens_the_signals_stand() {
    let found = judge(&nobody(), &[]);
    assert_eq!(
        (found.said.status, found.mode(), found.levels()),
        (2, "degraded", SIGNALS.to_vec())
    );
    let warnings = found.warnings();
    assert!(
        warnings.contains("the endpoint cannot be reached"),
        "{warnings}"
    );
}

#[test]
fn troubles_of_a_server_pass_or_do_not() {
    let soon = || busy(429, vec![("Retry-After", "2".into())]);
    let late = || {
        let then = SystemTime::now() + Duration::from_secs(3);
        busy(429, vec![("Retry-After", httpdate::fmt_http_date(then))])
    };
    let never = || busy(429, vec![("Retry-After", "7200".into())]);
    run(vec![
        judged("408", first(1, || busy(408, vec![]))),
        judged("409", first(1, || busy(409, vec![]))),
        judged("429", first(2, || busy(429, vec![]))).requests(3..=3),
        judged("429 with seconds", first(1, soon)).waits(Duration::from_secs(2)),
        judged("429 with a date", first(1, late)).waits(Duration::from_secs(2)),
        judged(
            "503 with seconds",
            first(1, || busy(503, vec![("Retry-After", "2".into())])),
        )
        .waits(Duration::from_secs(2)),
        degraded(
            "429 for hours",
            "answered 429: Please slow down",
            always(never),
        )
        .requests(1..=1),
        degraded(
            "429 always",
            "answered 429: Please slow down",
            always(|| busy(429, vec![])),
        ),
        judged("500", first(3, || busy(500, vec![]))).requests(4..=4),
        degraded(
            "500 always",
            "answered 500: Please slow down",
            always(|| busy(500, vec![])),
        ),
        degraded(
            "502 page",
            "answered 502: a web page (\"502 Bad Gateway\")",
            always(|| {
                Deed::page(
                    502,
                    "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>",
                )
            }),
        ),
        judged(
            "503 while a model is loaded",
            first(2, || {
                Deed::refuses(
                    503,
                    json!({"message": "Loading model", "type": "unavailable_error", "code": 503}),
                )
            }),
        )
        .requests(3..=3),
    ]);
}

#[test]
fn what_cannot_pass_is_asked_once() {
    let key = || {
        Deed::refuses(
            401,
            json!({"message": "Incorrect API key provided.", "code": "invalid_api_key"}),
        )
    };
    let quota = || {
        Deed::refuses(
            429,
            json!({"message": "You exceeded your current quota", "code": "insufficient_quota"}),
        )
    };
    run(vec![
        degraded(
            "401",
            "answered 401: Incorrect API key provided.",
            always(key),
        )
        .says("set OPENAI_API_KEY or --api-key-file to a key that this endpoint knows")
        .requests(1..=1),
        degraded(
            "404 of a model",
            "answered 404: The model `test-model` does not exist",
            always(|| no_model("test-model")),
        )
        .says("name one with --model")
        .requests(1..=1),
        degraded(
            "404 of a model whose name looks like an option",
            "answered 404: The model `seed-grammar` does not exist",
            always(|| no_model("seed-grammar")),
        )
        .says("name one with --model")
        .requests(1..=1),
        degraded(
            "404 of a path",
            "answered 404: Not Found",
            always(|| Deed::Answers(404, vec![], br#"{"detail": "Not Found"}"#.to_vec())),
        )
        .says("--base-url ends in /v1")
        .requests(1..=1),
        degraded(
            "429 of an empty account",
            "exceeded your current quota",
            always(quota),
        )
        .says("the account behind the key needs credit")
        .requests(1..=1),
        degraded(
            "400",
            "answered 400: You sent nonsense",
            always(|| Deed::refuses(400, json!({"message": "You sent nonsense"}))),
        )
        .requests(1..=1),
    ]);
}

fn no_model(name: &str) -> Deed {
    let message = format!("The model `{name}` does not exist");
    Deed::refuses(404, json!({"message": message, "code": "model_not_found"}))
}

#[test]
fn answers_that_are_no_replies_are_asked_for_again() {
    run(vec![
        degraded(
            "a page with success",
            "answered 200 with a web page (\"Sign in\")",
            always(|| Deed::page(200, "<!doctype html><title>Sign in</title>")),
        ),
        judged("a page once", first(1, || Deed::page(200, "<p>"))),
        degraded(
            "an empty body",
            "answered 200 with an empty body",
            always(|| Deed::Answers(200, vec![], vec![])),
        ),
        degraded(
            "JSON that breaks off",
            "answered 200 with JSON that breaks off",
            always(|| {
                let whole = envelope("{\"criteria\": {}}", "stop").to_string();
                Deed::Answers(200, vec![], whole.as_bytes()[..60].to_vec())
            }),
        ),
        judged(
            "broken once",
            first(1, || Deed::Answers(200, vec![], b"{\"cho".to_vec())),
        ),
        degraded(
            "another JSON",
            "answered 200 with no reply of a chat model in it",
            always(|| Deed::Json(json!({"choices": []}))),
        ),
        judged(
            "a fault behind a success",
            first(1, || {
                Deed::Json(json!({"error": {"message": "Provider returned error", "code": 502}}))
            }),
        ),
        judged("impossible numbers of tokens", |asked: &Asked| {
            let mut value = envelope(&asked.question().generous().to_string(), "stop");
            value["usage"] = json!({"prompt_tokens": u64::MAX, "completion_tokens": u64::MAX});
            Deed::Json(value)
        })
        .with(&["--votes", "2", "--concurrency", "1"]),
    ]);
}

#[test]
fn replies_without_end_and_bombs_are_cut_short() {
    let packed = || {
        let gzip = vec![("Content-Encoding", "gzip".to_owned())];
        Deed::Answers(200, gzip, bomb(100 << 20))
    };
    let announced = || {
        let length = vec![("Content-Length", (100_u64 << 20).to_string())];
        Deed::Answers(200, length, b"{".to_vec())
    };
    run(vec![
        degraded(
            "100 MB without a length",
            "the endpoint's reply is larger than 8 MiB",
            always(|| Deed::Pours(100)),
        )
        .and(|server, _| {
            let each = server.poured() / server.count();
            assert!(each < 24 << 20, "{each} bytes were taken");
        }),
        degraded(
            "100 MB with a length",
            "the endpoint's reply is larger than 8 MiB",
            always(announced),
        ),
        degraded(
            "a bomb",
            "with a reply packed as `gzip`, which was not asked for",
            always(packed),
        ),
    ]);
}

/// So many zeros, packed.
fn bomb(size: usize) -> Vec<u8> {
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let (mut held, mut bits) = (0_u32, 0);
    let mut put = |code: u32, length: u32| {
        held |= code << bits;
        bits += length;
        while bits >= 8 {
            bytes.push((held & 255) as u8);
            held >>= 8;
            bits -= 8;
        }
    };
    // A last block with fixed codes: a zero, then "the last byte 258 times" over and over.
    put(0b011, 3);
    put(0b0000_1100, 8);
    for _ in 0..size / 258 {
        put(0b1010_0011, 8);
        put(0, 5);
    }
    put(0, 7);
    put(0, 8);
    bytes
}

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
