//! What servers do not support, found out and remembered; and answers that are too long for them.

use serde_json::{Value, json};

use crate::bench::{against, judge_in};
use crate::question::Question;
use crate::server::{Asked, Deed, Server};
use crate::world::World;

/// Refuses a request that `wrong` finds something wrong with, and is generous otherwise.
fn picky(wrong: fn(&Value) -> Option<Deed>) -> Server {
    Server::new(move |asked| wrong(&asked.json()).unwrap_or(Deed::Generous))
}

fn form(body: &Value) -> &str {
    body["response_format"]["type"].as_str().unwrap_or("text")
}

fn forms(server: &Server) -> Vec<String> {
    let asked = server.asked();
    asked
        .iter()
        .map(|one| form(&one.json()).to_owned())
        .collect()
}

#[expect(clippy::unnecessary_wraps, reason = "an arm of what may be wrong")]
fn refuses(status: u16, message: &str) -> Option<Deed> {
    Some(Deed::refuses(status, json!({ "message": message })))
}

#[test]
fn a_server_without_schemas_is_asked_for_objects_and_then_for_text() {
    let without_schema = picky(|body| match form(body) {
        "json_schema" => refuses(
            400,
            "response_format: json_schema is not supported by this model",
        ),
        _ => None,
    });
    let by_failure = picky(|body| match form(body) {
        "json_schema" => refuses(500, "Value error: Input should be 'text' or 'json_object'"),
        _ => None,
    });
    let without_any = picky(|body| match form(body) {
        "text" => None,
        _ => refuses(400, "response_format is not supported"),
    });
    let cases = [
        (&without_schema, vec!["json_schema", "json_object"]),
        (&by_failure, vec!["json_schema", "json_object"]),
        (&without_any, vec!["json_schema", "json_object", "text"]),
    ];
    for (server, wanted) in cases {
        let found = against(server, &[]);
        assert_eq!(found.mode(), "judged", "{}", found.said.err);
        assert_eq!(found.levels(), [3, 2, 1]);
        assert_eq!(forms(server), wanted);
        // The next run knows: another answer is asked about in the form that was found.
        found.world.write(
            "other.md",
            "# Outage\n\nThe alarm rang at 09:12 because a disk was full.\n",
        );
        let next = judge_in(found.world, &server.url(), &["other.md"]);
        assert_eq!(next.mode(), "judged", "{}", next.said.err);
        assert_eq!(forms(server).len(), wanted.len() + 1);
        assert_eq!(
            forms(server).last().map(String::as_str),
            wanted.last().copied()
        );
    }
}

#[test]
fn options_that_are_refused_are_left_out() {
    let server = picky(|body| {
        if !body["temperature"].is_null() {
            return refuses(
                400,
                "Unsupported value: 'temperature' does not support 0 with this model.",
            );
        }
        if !body["max_tokens"].is_null() {
            return refuses(
                400,
                "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
            );
        }
        if !body["seed"].is_null() {
            return refuses(422, "seed: extra inputs are not permitted");
        }
        None
    });
    let found = against(&server, &[]);
    assert_eq!(found.mode(), "judged", "{}", found.said.err);
    let asked = server.asked();
    assert_eq!(asked.len(), 4);
    let last = asked[3].json();
    for option in ["temperature", "seed", "max_tokens"] {
        assert_eq!(last[option], Value::Null, "{option}");
    }
    assert!(last["max_completion_tokens"].as_u64().unwrap() > 100);
    assert_eq!(form(&last), "json_schema");
}

#[test]
fn a_server_that_refuses_everything_is_not_asked_for_ever() {
    let server = picky(|_| {
        refuses(
            400,
            "response_format, temperature and seed are wrong; max_tokens too",
        )
    });
    let found = against(&server, &[]);
    assert_eq!((found.said.status, found.mode()), (2, "degraded"));
    assert!(server.count() < 10, "{}", server.count());
}

/// An answer of many sections, each with a line of its own.
fn long_answer() -> String {
    let section = |nth: usize| {
        let lines = (0..12).map(|line| {
            format!(
                "- In part {nth} at 09:{line:02} somebody wrote that the disk was full again.\n"
            )
        });
        format!("## Part {nth}\n\n{}\n", lines.collect::<String>())
    };
    (0..12).map(section).collect()
}

/// A server that reads no more than so many bytes, and says so in the words of some server.
fn narrow(says: fn() -> Deed) -> Server {
    Server::new(move |asked: &Asked| {
        if asked.body.len() > 12_000 {
            says()
        } else {
            Deed::Steady
        }
    })
}

#[test]
fn an_answer_that_does_not_fit_is_judged_in_parts() {
    let llama = || {
        Deed::refuses(
            400,
            json!({
                "code": 400,
                "message": "the request exceeds the available context size, try increasing it",
                "type": "exceed_context_size_error",
                "n_prompt_tokens": 5210,
                "n_ctx": 4096,
            }),
        )
    };
    let vendor = || {
        Deed::refuses(
            400,
            json!({
                "message": "This model's maximum context length is 4096 tokens. However, your messages resulted in 5210 tokens. Please reduce the length of the messages.",
                "type": "invalid_request_error",
                "param": "messages",
                "code": "context_length_exceeded",
            }),
        )
    };
    // Nothing is said of how much fits.
    let silent = || Deed::refuses(400, json!({"message": "prompt is too long"}));
    for says in [llama, vendor, silent] {
        let server = narrow(says);
        let world = World::new();
        world.write("long.md", long_answer());
        let found = judge_in(world, &server.url(), &["long.md"]);
        assert_eq!(
            (found.said.status, found.mode()),
            (0, "judged"),
            "{}",
            found.said.err
        );
        let asked = server.asked();
        let parts: Vec<Question> = asked
            .iter()
            .filter(|one| one.body.len() <= 12_000)
            .map(Asked::question)
            .filter(|part| !part.again)
            .collect();
        assert!(parts.len() > 1, "{}", asked.len());
        assert!(
            asked
                .iter()
                .any(|one| one.body.contains("This is part 2 of"))
        );
        // Every line was shown in one part, and in one only.
        for nth in 0..12 {
            let line = format!("In part {nth} at 09:11 somebody");
            let shown = parts.iter().filter(|part| part.answer.contains(&line));
            assert_eq!(shown.count(), 1, "{line}");
        }
        // Again it costs nothing.
        let before = server.count();
        let again = judge_in(found.world, &server.url(), &["long.md"]);
        assert_eq!(again.said.out, found.said.out);
        assert_eq!(server.count(), before, "a finished run asks nothing");
    }
}

#[test]
fn an_answer_that_cannot_be_cut_is_refused_with_the_numbers() {
    let server = narrow(|| {
        Deed::refuses(
            400,
            json!({"message": "context size exceeded", "n_ctx": 1400}),
        )
    });
    let world = World::new();
    world.write(
        "long.md",
        format!(
            "# One line\n\nIt began at 09:12 {}.\n",
            "and went on ".repeat(1500)
        ),
    );
    let found = judge_in(world, &server.url(), &["long.md"]);
    assert_eq!((found.said.status, found.mode()), (2, "degraded"));
    let warnings = found.warnings();
    assert!(
        warnings.contains("does not fit into the") && warnings.contains("tokens"),
        "{warnings}"
    );
    assert_eq!(server.count(), 1);
}

#[test]
fn a_look_at_an_endpoint_lists_models_where_none_or_an_unknown_one_is_named() {
    let server = Server::new(|asked: &Asked| {
        let models = (10..30).map(|nth| json!({"id": format!("model-{nth}")}));
        if asked.line.starts_with("GET") {
            return Deed::Json(json!({"data": models.collect::<Vec<_>>()}));
        }
        Deed::Says("{\"ready\": true}".into())
    });
    let url = server.url();
    let world = World::new();
    let check =
        |named: &[&str]| world.run(&[&["judge", "check", "--base-url", &url][..], named].concat());
    let none = check(&[]);
    assert_eq!(none.status, 2, "{}", none.err);
    for part in [
        "model-10, model-11",
        "model-21 and 8 more",
        "name one with --model",
    ] {
        assert!(none.out.contains(part), "{}", none.out);
    }
    assert_eq!(server.count(), 1, "nothing is asked without a model");
    let unknown = check(&["--model", "gamma"]);
    assert!(
        unknown.out.contains("model-10, model-11"),
        "{}",
        unknown.out
    );
    let known = check(&["--model", "model-12"]);
    assert!(!known.out.contains("model-10"), "{}", known.out);
    assert_eq!((unknown.status, known.status), (0, 0));
}
