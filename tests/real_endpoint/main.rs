//! The built program and a real endpoint with a real, very small model: llama.cpp's own server and
//! SmolLM2-135M, as `scripts/real-endpoint.sh --prepare` installs them. The model grades badly and often
//! says nothing that can be read, so what is tested is that it is understood, and that what it does is
//! reported as it is. Where the parts are not installed the tests say so and pass.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::format_push_string,
    clippy::string_slice,
    reason = "tests stop at the first thing that goes wrong, and say what they leave out"
)]

mod server;

use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use server::{CONTEXT, KEY, MODEL, Server};

const RUBRIC: &str = include_str!("../data/field-notes.yaml");

/// Answers to it of 50 words each.
const ANSWERS: [(&str, &str); 3] = [
    ("heron.md", include_str!("../data/field-notes/heron.md")),
    ("hive.txt", include_str!("../data/field-notes/hive.txt")),
    ("pond.md", include_str!("../data/field-notes/pond.md")),
];

/// A directory of its own, with the program to run in it.
struct World {
    directory: TempDir,
    key: &'static str,
}

struct Said {
    status: i32,
    out: String,
    err: String,
}

impl World {
    fn new() -> Self {
        let world = Self {
            directory: tempfile::tempdir().unwrap(),
            key: KEY,
        };
        std::fs::create_dir(world.path("notes")).unwrap();
        world.write("field-notes.yaml", RUBRIC);
        for (name, text) in ANSWERS {
            world.write(&format!("notes/{name}"), text);
        }
        world
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    fn run(&self, server: &Server, arguments: &[&str]) -> Said {
        let output = Command::new(env!("CARGO_BIN_EXE_evaluate"))
            .args(arguments)
            .args(["--base-url", &server.base, "--model", MODEL])
            // A busy machine takes long for a reply.
            .args(["--timeout", "240"])
            .current_dir(self.directory.path())
            .env_clear()
            .env("HOME", self.path("home"))
            .env("EVALUATE_CACHE", self.path("replies.db"))
            .env("OPENAI_API_KEY", self.key)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        Said {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    fn judge(&self, server: &Server, what: &str, more: &[&str]) -> Said {
        let arguments = ["-r", "./field-notes.yaml", "--assume-answer", "--judge"];
        let arguments = [&arguments[..], &["-f", "jsonl", what]].concat();
        self.run(server, &[&arguments[..], more].concat())
    }
}

impl Said {
    fn reports(&self) -> Vec<Value> {
        let lines = self.out.lines();
        lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// The sentence on what was asked and spent.
    fn spent(&self) -> &str {
        let line = self.err.lines().find(|line| line.starts_with("judge: "));
        line.unwrap_or_else(|| panic!("nothing is said of what was spent: {}", self.err))
    }
}

/// What must hold of a report whatever the model said.
fn check(report: &Value) {
    let criteria = report["criteria"].as_array().unwrap();
    assert_eq!(criteria.len(), 2, "{report}");
    let mut unrated = 0;
    for criterion in criteria {
        let judge = &criterion["judge"];
        let Some(level) = judge["level"].as_u64() else {
            assert!(judge["unrated"].is_string(), "{criterion}");
            assert_eq!(criterion["level"], criterion["heuristic"]["level"]);
            unrated += 1;
            continue;
        };
        let quotes = judge["evidence"].as_array().map_or(0, Vec::len);
        assert!(level == 0 || quotes > 0, "nothing shows it: {criterion}");
    }
    let mode = report["mode"].as_str().unwrap();
    assert!(["judged", "degraded"].contains(&mode), "{mode}");
    if unrated == 0 {
        assert_eq!(mode, "judged", "{report}");
        let usage = &report["judge"]["usage"];
        assert!(usage["prompt_tokens"].as_u64().unwrap() > 200, "{usage}");
        assert!(usage["completion_tokens"].as_u64().unwrap() > 10, "{usage}");
    }
}

#[test]
fn a_look_at_it_says_what_it_supports() {
    let Some(server) = server::shared() else {
        return;
    };
    let said = World::new().run(server, &["judge", "check"]);
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
    for line in [
        "model      smollm2-135m (one of 1)",
        "answers    yes, after ",
        "form       a JSON schema",
        "counted by the endpoint",
        "price      none, it is on this machine",
    ] {
        assert!(said.out.contains(line), "{line}: {}", said.out);
    }
}

#[test]
fn a_wrong_key_is_said_once_with_what_to_do() {
    let Some(server) = server::shared() else {
        return;
    };
    let world = World {
        key: "not-the-key",
        ..World::new()
    };
    let checked = world.run(server, &["judge", "check"]);
    assert_eq!(checked.status, 2, "{}", checked.out);
    assert!(
        checked
            .out
            .contains("answers    no: the endpoint answered 401")
    );
    let said = world.judge(server, "notes", &[]);
    assert_eq!(said.status, 2, "{}", said.err);
    assert_eq!(said.err.matches("answered 401").count(), 1, "{}", said.err);
    assert!(said.err.contains("set OPENAI_API_KEY or --api-key-file"));
    assert!(!said.err.contains("not-the-key") && !said.out.contains("not-the-key"));
    // What the signals say stands.
    for report in said.reports() {
        assert_eq!(report["mode"], "degraded");
        check(&report);
    }
    assert_eq!(said.reports().len(), ANSWERS.len());
}

#[test]
fn several_answers_at_once_are_judged_in_order_and_kept() {
    let Some(server) = server::shared() else {
        return;
    };
    let world = World::new();
    let said = world.judge(server, "notes", &["--concurrency", "3"]);
    let reports = said.reports();
    let named: Vec<&str> = reports
        .iter()
        .map(|report| report["id"].as_str().unwrap())
        .collect();
    assert_eq!(named, ANSWERS.map(|(name, _)| name), "{}", said.err);
    reports.iter().for_each(check);
    let degraded = reports.iter().any(|report| report["mode"] == "degraded");
    assert_eq!(said.status, if degraded { 2 } else { 0 }, "{}", said.err);
    assert!(
        !said.spent().starts_with("judge: 0 replies"),
        "{}",
        said.err
    );
    // What came is kept: the same again is asked for nowhere, not even where that were possible.
    let again = world.judge(server, "notes", &["--offline"]);
    assert_eq!((again.status, &again.out), (said.status, &said.out));
    assert!(again.spent().starts_with("judge: 0 replies asked, "));
}

#[test]
fn an_answer_that_is_too_long_is_judged_in_parts() {
    let Some(server) = server::shared() else {
        return;
    };
    let world = World::new();
    let mut long = String::new();
    for day in 1..=4 {
        long.push_str(&format!("## Day {day}\n\n"));
        for hour in 1..=7 {
            long.push_str(&format!(
                "At {hour}:30 we counted {} terns on rock {day}, because the tide had left {hour} pools behind it.\n",
                day * hour
            ));
        }
    }
    world.write("long.md", &long);
    let rehearsed = world.judge(server, "long.md", &["--dry-run"]);
    let asked = rehearsed.reports();
    assert_eq!(asked.len(), 1, "it is thought to fit: {}", rehearsed.err);
    let said = world.judge(server, "long.md", &[]);
    let reports = said.reports();
    assert_eq!(reports.len(), 1, "{}", said.err);
    check(&reports[0]);
    // Every part has a reply, so there are several.
    let replies: u32 = said.spent()["judge: ".len()..]
        .split(' ')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    assert!(replies > 1, "{}", said.err);
}

#[test]
fn a_passage_that_fits_nowhere_is_refused_with_the_numbers() {
    let Some(server) = server::shared() else {
        return;
    };
    let world = World::new();
    let mut wall = String::from("We counted terns");
    for pool in 0..CONTEXT / 8 {
        wall.push_str(&format!(
            " and {pool} of them stood in a pool because of the tide"
        ));
    }
    world.write("wall.md", &wall);
    let said = world.judge(server, "wall.md", &[]);
    assert_eq!(said.status, 2, "{}", said.err);
    let reports = said.reports();
    assert_eq!(reports[0]["mode"], "degraded");
    let why = reports[0]["warnings"].to_string();
    let tokens = |text: &str| text.chars().filter(char::is_ascii_digit).count() > 2;
    assert!(
        why.contains("a passage of ") && why.contains("does not fit into the ") && tokens(&why),
        "{why}"
    );
    assert!(
        said.spent().starts_with("judge: 0 replies asked"),
        "{}",
        said.err
    );
}
