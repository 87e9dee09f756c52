//! Connections, statuses and bodies that are no replies.

use std::time::{Duration, SystemTime};

use serde_json::json;

use super::{SIGNALS, always, degraded, first, judged, run};
use crate::bench::judge;
use crate::server::{Asked, Deed, envelope, nobody};

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
