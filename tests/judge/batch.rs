//! A batch against a server that fails one call in five, killed, resumed, and run twice at once.

use std::collections::BTreeSet;
use std::io::{BufRead, Write};
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::bench::asking;
use crate::question::number;
use crate::server::{Asked, Deed, Server, envelope};
use crate::world::{Said, World};

/// So many answers, unless `JUDGE_TEST_ANSWERS` says otherwise.
const ANSWERS: usize = 200;

fn count() -> usize {
    let named = std::env::var("JUDGE_TEST_ANSWERS").ok();
    named
        .and_then(|count| count.parse().ok())
        .unwrap_or(ANSWERS)
}

/// Short answers of which no two are the same.
fn answers(count: usize) -> String {
    let things = [
        "a disk was full",
        "a certificate had run out",
        "a queue had no limit",
        "two clocks differed",
    ];
    let steps = [
        "we added an alarm for it",
        "we removed the old job",
        "nobody has looked into it yet",
    ];
    let record = |nth: usize| {
        let (hour, minute) = (nth / 60 % 24, nth % 60);
        let thing = things[nth % things.len()];
        let step = steps[nth % steps.len()];
        let answer = format!(
            "# Incident A{nth}\n\nAt {hour:02}:{minute:02} the alarm number {nth} rang in the office.\n\nIt happened because {thing} on machine {nth}.\n\nAfter that {step}, said person {nth}.\n"
        );
        json!({"id": format!("answer-{nth:04}"), "answer": answer}).to_string() + "\n"
    };
    (0..count).map(record).collect()
}

/// Faults that pass.
fn fault(kind: usize) -> Deed {
    let busy = |status, headers| Deed::Answers(status, headers, b"{\"error\": \"busy\"}".to_vec());
    match kind % 15 {
        0 => Deed::Reset,
        1 => Deed::Silent,
        2 => Deed::Drips,
        3 => busy(408, vec![]),
        4 => busy(409, vec![]),
        5 => busy(429, vec![]),
        6 => busy(429, vec![("Retry-After", "1".into())]),
        7 => busy(500, vec![]),
        8 => Deed::page(502, "<title>502 Bad Gateway</title>"),
        9 => busy(503, vec![("Retry-After", "1".into())]),
        10 => Deed::page(200, "<title>Sign in</title>"),
        11 => Deed::Answers(200, vec![], vec![]),
        12 => Deed::Answers(200, vec![], b"{\"choices\": [{\"mess".to_vec()),
        13 => Deed::Answers(
            200,
            vec![("Content-Encoding", "gzip".into())],
            vec![0x1f, 0x8b, 8, 0],
        ),
        _ => Deed::Says("I would call it a good answer.".into()),
    }
}

/// Of every five requests one fails at first, and of those again one in five; what is said in the end
/// depends on the request alone. One in seven quotes at first what is not there.
fn unsteady(asked: &Asked) -> Deed {
    let number = number(&[&asked.content()]);
    if (asked.time == 0 && number.is_multiple_of(5))
        || (asked.time == 1 && number.is_multiple_of(25))
    {
        return fault(number / 25 + asked.time);
    }
    let question = asked.question();
    let mut said = question
        .steady()
        .to_string()
        .replace("It says so.", &seen(asked));
    if number.is_multiple_of(7) && !question.again {
        said = said.replace("Incident", "Accident").replace("At ", "Near ");
    }
    Deed::Json(envelope(&said, "stop"))
}

/// A word that stands in the reply to this request and in no other.
fn seen(asked: &Asked) -> String {
    format!("Seen {:010}.", number(&[&asked.content()]))
}

/// A directory with the answers in it.
fn world(count: usize) -> World {
    let world = World::new();
    world.write("answers.jsonl", answers(count));
    world
}

fn start(world: &World, server: &Server, output: &str) -> Child {
    let url = server.url();
    let patience = ["--timeout", "1.5", "--concurrency", "24"];
    let files = ["-f", "jsonl", "-o", output, "answers.jsonl"];
    world
        .command(&[&asking(&url)[..], &patience, &files].concat())
        .stdin(Stdio::null())
        .spawn()
        .unwrap()
}

fn finish(child: Child) -> Said {
    child.wait_with_output().unwrap().into()
}

fn run(world: &World, server: &Server, output: &str) -> Said {
    finish(start(world, server, output))
}

/// The replies that are kept, by the word that stands in each.
fn kept(world: &World) -> BTreeSet<String> {
    let path = world.path("home/.cache/evaluate/replies.sqlite");
    if !Path::new(&path).exists() {
        return BTreeSet::new();
    }
    let open = rusqlite::Connection::open(path).unwrap();
    open.busy_timeout(Duration::from_secs(20)).unwrap();
    // It may just be in the making.
    let Ok(mut rows) = open.prepare("SELECT reply FROM replies") else {
        return BTreeSet::new();
    };
    let rows = rows.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let mark = |reply: String| {
        let at = reply.find("Seen ")?;
        Some(reply[at..at + "Seen 0123456789.".len()].to_owned())
    };
    rows.filter_map(|row| mark(row.unwrap())).collect()
}

/// Every answer has one report, judged, in its order.
fn whole(reports: &str, count: usize) {
    let mut ids = Vec::new();
    for line in reports.lines() {
        let report: Value = serde_json::from_str(line).unwrap();
        assert_eq!(report["mode"], "judged", "{line}");
        ids.push(report["id"].as_str().unwrap().to_owned());
    }
    let wanted: Vec<String> = (0..count).map(|nth| format!("answer-{nth:04}")).collect();
    assert_eq!(ids, wanted);
}

#[test]
fn a_batch_survives_faults_and_being_killed() {
    let count = count();
    let server = Server::new(unsteady);
    let undisturbed = world(count);
    let begun = Instant::now();
    let said = run(&undisturbed, &server, "out.jsonl");
    let took = begun.elapsed();
    assert_eq!(said.status, 0, "{}", said.err);
    let wanted = undisturbed.read("out.jsonl");
    whole(&wanted, count);
    let requests = server.count();
    let failed = server.asked().into_iter().filter(|one| {
        let number = number(&[&one.content()]);
        (one.time == 0 && number.is_multiple_of(5)) || (one.time == 1 && number.is_multiple_of(25))
    });
    let failed = failed.count();
    println!(
        "{count} answers: {took:?}, {requests} requests, {failed} failed; {}",
        said.err.trim()
    );
    assert!(failed * 100 / requests >= 15, "{failed} of {requests}");

    // Finished and repeated, with the network and without it.
    assert_eq!(run(&undisturbed, &server, "again.jsonl").status, 0);
    assert_eq!(undisturbed.read("again.jsonl"), wanted);
    assert_eq!(server.count(), requests);

    // Killed three times, and each time taken up again.
    server.forget();
    let disturbed = world(count);
    let mut stored = BTreeSet::new();
    for quarter in 1..=3 {
        let before = server.count();
        let mut child = start(&disturbed, &server, "out.jsonl");
        while kept(&disturbed).len() < count * quarter / 4 {
            assert!(
                child.try_wait().unwrap().is_none(),
                "it ended before it was killed"
            );
            thread::sleep(Duration::from_millis(10));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        nothing_twice(&server, before, &stored);
        stored = kept(&disturbed);
        assert!(!disturbed.path("out.jsonl").exists(), "half a result");
    }
    let before = server.count();
    let said = run(&disturbed, &server, "out.jsonl");
    assert_eq!(said.status, 0, "{}", said.err);
    nothing_twice(&server, before, &stored);
    assert!(
        disturbed.read("out.jsonl") == wanted,
        "other bytes after being killed"
    );
    println!(
        "killed three times: {} requests in all, {} replies kept; {}",
        server.count(),
        kept(&disturbed).len(),
        said.err.trim()
    );
}

/// Nothing is asked whose reply was kept before.
fn nothing_twice(server: &Server, since: usize, stored: &BTreeSet<String>) {
    for one in server.asked().iter().skip(since) {
        assert!(
            !stored.contains(&seen(one)),
            "asked again: {}",
            one.content()
        );
    }
}

#[test]
fn two_processes_share_their_replies() {
    let count = count() / 4;
    // A judge that says something else every time.
    let fickle = |asked: &Asked| {
        let question = asked.question();
        let lines = question.lines();
        let level = &question.levels[asked.nth % question.levels.len()];
        let said = question.verdict(|_| {
            (
                level.clone(),
                vec![lines[asked.nth % lines.len()].to_owned()],
            )
        });
        Deed::Says(
            said.to_string()
                .replace("It says so.", &format!("Request {}.", asked.nth)),
        )
    };
    let server = Server::new(fickle);
    let world = world(count);
    let both = [
        start(&world, &server, "one.jsonl"),
        start(&world, &server, "two.jsonl"),
    ];
    for child in both {
        let said = finish(child);
        assert_eq!(said.status, 0, "{}", said.err);
    }
    let wanted = world.read("one.jsonl");
    whole(&wanted, count);
    assert!(world.read("two.jsonl") == wanted, "two runs at once differ");
    let before = server.count();
    assert!(before <= 2 * count);
    assert_eq!(run(&world, &server, "three.jsonl").status, 0);
    assert!(world.read("three.jsonl") == wanted, "a later run differs");
    assert_eq!(server.count(), before);
}

#[test]
fn the_same_answer_twice_gets_the_same_opinion() {
    let server = Server::new(|asked: &Asked| {
        thread::sleep(Duration::from_millis(100));
        let question = asked.question();
        let level = question.levels[1 + asked.nth % 3].clone();
        let quotes: Vec<String> = question
            .lines()
            .into_iter()
            .take(1)
            .map(str::to_owned)
            .collect();
        Deed::Says(
            question
                .verdict(|_| (level.clone(), quotes.clone()))
                .to_string(),
        )
    });
    let world = World::new();
    let one = serde_json::from_str::<Value>(answers(1).trim()).unwrap();
    let lines = (0..6)
        .map(|nth| json!({"id": nth.to_string(), "answer": one["answer"]}).to_string() + "\n");
    world.write("answers.jsonl", lines.collect::<String>());
    assert_eq!(run(&world, &server, "out.jsonl").status, 0);
    let first = world.read("out.jsonl");
    let opinions: BTreeSet<String> = first
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["criteria"].to_string())
        .collect();
    assert_eq!(opinions.len(), 1);
    assert_eq!(run(&world, &server, "again.jsonl").status, 0);
    assert_eq!(world.read("again.jsonl"), first);
}

#[test]
fn an_endpoint_that_goes_away_leaves_a_degraded_batch() {
    let count = 40;
    let server = Server::new(|asked: &Asked| {
        if asked.nth < 10 {
            Deed::Steady
        } else {
            Deed::refuses(403, json!({"message": "Your access has ended"}))
        }
    });
    let world = world(count);
    let said = run(&world, &server, "out.jsonl");
    assert_eq!(said.status, 2);
    assert!(
        said.err.contains("the judge cannot be had") && said.err.contains("Your access has ended"),
        "{}",
        said.err
    );
    assert!(
        said.err.contains("graded without the judge"),
        "{}",
        said.err
    );
    let out = world.read("out.jsonl");
    assert_eq!(out.lines().count(), count);
    let judged = out
        .lines()
        .filter(|line| line.contains("\"mode\":\"judged\""))
        .count();
    assert!((1..=10).contains(&judged), "{judged}");
    assert!(
        server.count() < 40,
        "{} requests to an endpoint that is gone",
        server.count()
    );
}

#[test]
fn a_record_is_judged_while_the_next_is_waited_for() {
    let server = Server::new(|_: &Asked| Deed::Steady);
    let world = World::new();
    let url = server.url();
    let stream = ["--concurrency", "24", "--from", "jsonl", "-f", "jsonl", "-"];
    let arguments = [&asking(&url)[..], &stream].concat();
    let (mut child, mut input, mut output) = world.open(&arguments);
    for record in answers(3).lines() {
        writeln!(input, "{record}").unwrap();
        let mut report = String::new();
        output.read_line(&mut report).unwrap();
        assert!(report.contains("\"mode\":\"judged\""), "{report}");
    }
    drop(input);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_class_says_that_a_judge_who_answered_was_not_believed() {
    let server = Server::new(|asked: &Asked| {
        let mut verdict = asked.question().generous();
        for claim in verdict["criteria"].as_object_mut().unwrap().values_mut() {
            claim["quotes"] = json!(["Words that nobody wrote."]);
        }
        Deed::Says(verdict.to_string())
    });
    let world = world(2);
    let url = server.url();
    let said = world.run(&[&asking(&url)[..], &["-f", "json", "answers.jsonl"]].concat());
    assert_eq!(said.status, 2, "{}", said.err);
    let run: Value = serde_json::from_str(&said.out).unwrap();
    for answer in run["answers"].as_array().unwrap() {
        assert_eq!(answer["mode"], "degraded");
        assert_eq!(answer["warnings"][0]["kind"], "unbelieved");
    }
    let look = run["class"]["look_at"].to_string();
    assert!(look.contains("the judge could not be believed"), "{look}");
    assert!(!look.contains("could not be had"), "{look}");
}
