//! Where a key goes and where it does not, and when anything is sent at all.

use std::fmt::Write as _;

use crate::bench::{KEY, contains, judge, judge_in};
use crate::server::{Asked, Deed, Server};
use crate::world::World;
use serde_json::json;

fn keys(server: &Server) -> Vec<Option<String>> {
    let asked = server.asked();
    let key = |one: &Asked| one.header("authorization").map(str::to_owned);
    asked.iter().map(key).collect()
}

fn sent() -> Vec<Option<String>> {
    vec![Some(format!("Bearer {KEY}"))]
}

const ASK: [&str; 7] = [
    "-r",
    "incident.yaml",
    "-f",
    "json",
    "--model",
    "m",
    "outage.md",
];

fn project(world: &World, name: &str, url: &str, more: &str) {
    let text = format!("[judge]\nenabled = true\nbase_url = \"{url}\"\n{more}\n");
    world.write(name, text);
}

#[test]
fn an_address_that_only_a_project_names_gets_no_key() {
    let server = Server::new(|_| Deed::Generous);
    let world = World::new()
        .set("OPENAI_API_KEY", KEY)
        .set("EVALUATE_API_KEY", KEY);
    project(&world, "evaluate.toml", &server.url(), "cache = false");
    let said = world.run(&ASK);
    assert_eq!(said.json()["mode"], "judged");
    assert_eq!(keys(&server), [None]);
    assert!(
        said.err.contains("no key is sent to") && said.err.contains("--base-url"),
        "{}",
        said.err
    );
    let asked = &server.asked()[0];
    assert!(
        !asked.body.contains(KEY) && asked.headers.iter().all(|(_, value)| !value.contains(KEY))
    );
    // Nor one from a file that the environment or the user's own configuration names.
    world.write("key.txt", format!("{KEY}\n"));
    let file = world.path("key.txt").display().to_string();
    let world = world.set("EVALUATE_API_KEY_FILE", &file);
    assert_eq!(world.run(&ASK).status, 0);
    assert_eq!(keys(&server), [None, None]);
    let world = World::new();
    project(&world, "evaluate.toml", &server.url(), "cache = false");
    world.write("key.txt", KEY);
    let file = world.path("key.txt").display().to_string();
    world.write(
        "home/.config/evaluate/evaluate.toml",
        format!("[judge]\napi_key_file = \"{file}\"\n"),
    );
    assert_eq!(world.run(&ASK).status, 0);
    assert_eq!(keys(&server), [None, None, None]);
}

#[test]
fn an_address_that_the_user_names_gets_the_key() {
    let with_key = || World::new().set("OPENAI_API_KEY", KEY);
    // On the command line.
    let server = Server::new(|_| Deed::Generous);
    let found = judge(&server.url(), &[]);
    assert_eq!((found.said.status, keys(&server)), (0, sent()));
    // On the command line, though a project names it too.
    let server = Server::new(|_| Deed::Generous);
    let world = with_key();
    project(&world, "evaluate.toml", &server.url(), "");
    assert_eq!(judge_in(world, &server.url(), &[]).said.status, 0);
    assert_eq!(keys(&server), sent());
    // In the environment, by either name, before what a project says.
    for name in ["OPENAI_BASE_URL", "EVALUATE_BASE_URL"] {
        let (server, other) = (
            Server::new(|_| Deed::Generous),
            Server::new(|_| Deed::Generous),
        );
        let world = with_key().set(name, &server.url());
        project(&world, "evaluate.toml", &other.url(), "");
        assert_eq!(world.run(&ASK).status, 0);
        assert_eq!((keys(&server), other.count()), (sent(), 0), "{name}");
    }
    // In the user's configuration, and in a file that the user names.
    let server = Server::new(|_| Deed::Generous);
    let world = with_key();
    project(
        &world,
        "home/.config/evaluate/evaluate.toml",
        &server.url(),
        "",
    );
    assert_eq!(world.run(&ASK).status, 0);
    assert_eq!(keys(&server), sent());
    let server = Server::new(|_| Deed::Generous);
    let world = with_key();
    project(&world, "named.toml", &server.url(), "");
    assert_eq!(
        world
            .run(&[&ASK[..], &["--config", "named.toml"]].concat())
            .status,
        0
    );
    assert_eq!(keys(&server), sent());
    // A file on the command line is meant for wherever the run goes.
    let server = Server::new(|_| Deed::Generous);
    let world = World::new();
    project(&world, "evaluate.toml", &server.url(), "");
    world.write("key.txt", format!("  {KEY}  \nsecond line\n"));
    assert_eq!(
        world
            .run(&[&ASK[..], &["--api-key-file", "key.txt"]].concat())
            .status,
        0
    );
    assert_eq!(keys(&server), sent());
}

#[test]
fn a_project_names_no_file_with_a_key() {
    let server = Server::new(|_| Deed::Generous);
    let world = World::new().set("OPENAI_API_KEY", KEY);
    world.write("key.txt", KEY);
    project(
        &world,
        "evaluate.toml",
        &server.url(),
        "api_key_file = \"key.txt\"",
    );
    let said = world.run(&ASK);
    assert_eq!((said.status, said.out.as_str(), server.count()), (2, "", 0));
    for part in ["evaluate.toml:4:", "api_key_file", "--api-key-file"] {
        assert!(said.err.contains(part), "{part} is not in {}", said.err);
    }
}

#[test]
fn nothing_is_sent_unless_a_judge_is_asked_for() {
    let server = Server::new(|_| Deed::Generous);
    let world = World::new()
        .set("OPENAI_API_KEY", KEY)
        .set("EVALUATE_API_KEY", KEY)
        .set("OPENAI_BASE_URL", &server.url())
        .set("EVALUATE_BASE_URL", &server.url())
        .set("EVALUATE_MODEL", "m");
    world.write("class/a.md", crate::world::OUTAGE);
    let runs: [&[&str]; 6] = [
        &ASK,
        &["outage.md"],
        &["-r", "incident.yaml", "-f", "jsonl", "class"],
        &["rubric", "check", "incident.yaml"],
        &["rubric", "list"],
        &["cache", "stats"],
    ];
    for arguments in runs {
        let said = world.run(arguments);
        assert_eq!(said.status, 0, "{}", said.err);
        assert!(!said.out.contains("\"judge\":{\"model\""), "{}", said.out);
    }
    world.write(
        "evaluate.toml",
        format!("[judge]\nbase_url = \"{}\"\nmodel = \"m\"\n", server.url()),
    );
    assert_eq!(world.run(&ASK).json()["mode"], "heuristic");
    assert_eq!(world.run(&[&ASK[..], &["--dry-run"]].concat()).status, 0);
    assert_eq!(server.count(), 0);
    world.write("evaluate.toml", "[judge]\nenabled = true\n");
    assert_eq!(world.run(&ASK).json()["mode"], "judged");
    assert_eq!(server.count(), 1);
}

#[test]
fn without_the_network_only_kept_replies_count() {
    let server = Server::new(|_| Deed::Generous);
    let before = judge(&server.url(), &["--offline"]);
    assert_eq!((before.said.status, before.mode()), (2, "degraded"));
    assert!(
        before
            .warnings()
            .contains("no reply is kept for it, and nothing may be sent (--offline)")
    );
    assert_eq!(server.count(), 0);
    let asked = judge_in(before.world, &server.url(), &[]);
    assert_eq!((asked.mode(), server.count()), ("judged", 1));
    let kept = judge_in(asked.world, &server.url(), &["--offline"]);
    assert_eq!(kept.said.out, asked.said.out);
    let told = judge_in(
        kept.world.set("EVALUATE_OFFLINE", "1"),
        &server.url(),
        &["--votes", "3"],
    );
    assert_eq!((told.said.status, told.mode()), (2, "degraded"));
    assert_eq!(server.count(), 1);
}

#[test]
fn a_key_follows_no_redirection() {
    for status in [301, 302, 303, 307, 308] {
        let other = Server::new(|_| Deed::Generous);
        let there = format!("{}/chat/completions", other.url());
        let server = Server::new(move |_| {
            Deed::Answers(status, vec![("Location", there.clone())], Vec::new())
        });
        let found = judge(&server.url(), &[]);
        assert_eq!(
            (found.said.status, found.mode()),
            (2, "degraded"),
            "{status}"
        );
        assert_eq!((server.count(), other.count()), (1, 0), "{status}");
        let warnings = found.warnings();
        assert!(
            warnings.contains(&format!(
                "the endpoint answered {status} and points to `{}/chat/completions`",
                other.url()
            )),
            "{warnings}"
        );
    }
}

/// Servers that repeat the key, each in another place.
fn echoing() -> Vec<Server> {
    let echoes = |before: usize| {
        move |asked: &Asked| {
            let key = asked.header("authorization").unwrap_or("").to_owned();
            Deed::refuses(
                400,
                json!({"message": format!("{} {key} is wrong", "x".repeat(before))}),
            )
        }
    };
    let mut servers = vec![
        Server::new(|asked: &Asked| {
            let key = asked.header("authorization").unwrap_or("").to_owned();
            Deed::page(500, &format!("<title>{key}</title>"))
        }),
        // In a reply that is good otherwise: in its reasons, a quote and a level.
        Server::new(|asked: &Asked| {
            let question = asked.question();
            let reply =
                question.verdict(|_| (format!("{KEY}!"), vec![format!("the key is {KEY}")]));
            Deed::Says(reply.to_string().replace("It says so.", KEY))
        }),
        Server::new(|_| Deed::Says(format!("no JSON but {KEY}"))),
        Server::new(|_| {
            Deed::Json(json!({"choices": [{"message": {"refusal": format!("not with {KEY}")}}]}))
        }),
        Server::new(|asked: &Asked| {
            let reply = asked
                .question()
                .generous()
                .to_string()
                .replace("It says so.", KEY);
            let mut escaped = String::new();
            for c in reply.chars() {
                let _ = write!(escaped, "\\u{:04x}", u32::from(c));
            }
            let body = json!({"choices": [{"message": {"content": "@"}}]}).to_string();
            Deed::Answers(200, vec![], body.replace('@', &escaped).into_bytes())
        }),
    ];
    // Wherever a long message is cut, no piece of the key is left.
    servers.extend(
        (270..300)
            .step_by(5)
            .map(|before| Server::new(echoes(before))),
    );
    servers
}

#[test]
fn a_key_that_a_server_repeats_is_not_passed_on() {
    let servers = echoing();
    let judged: Vec<_> = std::thread::scope(|scope| {
        let running: Vec<_> = servers
            .iter()
            .map(|server| scope.spawn(|| judge(&server.url(), &[])))
            .collect();
        running.into_iter().map(|one| one.join().unwrap()).collect()
    });
    for (nth, found) in judged.iter().enumerate() {
        assert_eq!(found.report["schema"], "evaluate.report/1", "{nth}");
        for (place, bytes) in found.traces() {
            assert!(
                !contains(&bytes, &KEY[..12]),
                "{nth}: a piece of the key is in {place}: {}{}",
                found.said.out,
                found.said.err
            );
        }
    }
}

#[test]
fn looking_at_an_endpoint_shows_no_key() {
    let server = Server::new(|asked: &Asked| {
        let key = asked.header("authorization").unwrap_or("").to_owned();
        if asked.line.starts_with("GET") {
            return Deed::Json(
                json!({"data": [{"id": format!("model {key}")}, {"id": "test-modle"}]}),
            );
        }
        Deed::refuses(
            404,
            json!({"message": format!("no model for {key}"), "code": "model_not_found"}),
        )
    });
    let world = World::new().set("OPENAI_API_KEY", KEY);
    let said = world.run(&[
        "judge",
        "check",
        "--model",
        "test-model",
        "--base-url",
        &server.url(),
    ]);
    assert_eq!(said.status, 2, "{}", said.err);
    assert!(said.out.contains("test-modle"), "{}", said.out);
    assert!(
        !said.out.contains(KEY) && !said.err.contains(KEY),
        "{}{}",
        said.out,
        said.err
    );
}
