//! `--watch`: a report at every save, whatever way the editor saves.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::Value;

use crate::world::{OUTAGE, World};

/// Longer than any reader waits for a file to settle.
const SETTLED: Duration = Duration::from_millis(1500);

/// A watch that is ended with the test.
struct Watching {
    child: Child,
    lines: Receiver<String>,
    said: Receiver<String>,
}

impl Watching {
    fn start(world: &World, arguments: &[&str]) -> Self {
        let mut all = vec!["--watch", "-r", "incident.yaml", "outage.md"];
        all.extend(arguments);
        let mut child = world.command(&all).spawn().unwrap();
        let lines = reader(child.stdout.take().unwrap());
        let said = reader(child.stderr.take().unwrap());
        let watching = Self { child, lines, said };
        watching.hears("watching outage.md");
        watching
    }

    /// The next report of a stream of them.
    fn report(&self) -> Value {
        let line = self.lines.recv_timeout(Duration::from_secs(30)).unwrap();
        serde_json::from_str(&line).unwrap()
    }

    fn score(&self) -> f64 {
        self.report()["score"].as_f64().unwrap()
    }

    /// Waits for a remark.
    fn hears(&self, words: &str) {
        loop {
            let line = self.said.recv_timeout(Duration::from_secs(30)).unwrap();
            if line.contains(words) {
                return;
            }
        }
    }

    fn is_silent(&self) {
        assert_eq!(self.lines.recv_timeout(SETTLED).ok(), None);
    }

    #[cfg(unix)]
    fn interrupt(mut self) -> i32 {
        let id = self.child.id().to_string();
        Command::new("kill").args(["-INT", &id]).status().unwrap();
        self.child.wait().unwrap().code().unwrap()
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn reader(from: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(from).lines() {
            let Ok(line) = line else { return };
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    receiver
}

fn with(more: &str) -> String {
    format!("{OUTAGE}\n{more}\n")
}

#[test]
fn every_save_gives_a_report_and_a_look_without_change_gives_none() {
    let world = World::new();
    let watching = Watching::start(&world, &["-f", "jsonl"]);
    let first = watching.score();
    watching.is_silent();
    // Saved in place.
    world.write(
        "outage.md",
        with("That was full, which happened because logs were never rotated."),
    );
    let second = watching.score();
    assert!(second > first, "{second} > {first}");
    // Saved beside and renamed, as many editors do.
    world.write("outage.md~", "It began at 09:12.");
    std::fs::rename(world.path("outage.md~"), world.path("outage.md")).unwrap();
    assert!(watching.score() < first);
    // Saved again as it was.
    world.write("outage.md", "It began at 09:12.");
    watching.is_silent();
}

#[test]
fn a_file_that_is_written_in_pieces_is_graded_when_it_is_whole() {
    let world = World::new();
    let watching = Watching::start(&world, &["-f", "jsonl"]);
    let first = watching.report();
    // Emptied, written in pieces, and gone between two of them.
    let whole = with("That was full, which happened because logs were never rotated.");
    world.write("outage.md", "");
    for part in [10, 60, 100, 120] {
        std::thread::sleep(Duration::from_millis(60));
        world.write("outage.md", whole.get(..part).unwrap());
    }
    std::fs::remove_file(world.path("outage.md")).unwrap();
    std::thread::sleep(Duration::from_millis(200));
    world.write("outage.md", &whole);
    // A machine that is very busy may make a pause of a piece; the whole is graded in any case, once.
    let mut next = watching.report();
    while next["score"].as_f64() <= first["score"].as_f64() {
        next = watching.report();
    }
    watching.is_silent();
}

#[test]
fn a_file_that_is_gone_or_unreadable_is_waited_for() {
    let world = World::new();
    let watching = Watching::start(&world, &["-f", "jsonl"]);
    let first = watching.score();
    std::fs::remove_file(world.path("outage.md")).unwrap();
    watching.hears("outage.md is gone; waiting for it to come back");
    world.write("outage.md", OUTAGE);
    assert!((watching.score() - first).abs() < 1e-9, "it came back");
    world.write("outage.md", b"\0\0\0");
    watching.hears("it is no text");
    assert_eq!(watching.report()["error"]["kind"], "binary");
    world.write("outage.md", OUTAGE);
    assert!((watching.score() - first).abs() < 1e-9);
}

#[test]
fn what_changed_is_said_in_words() {
    let world = World::new();
    let mut watching = Watching::start(&world, &[]);
    world.write(
        "outage.md",
        OUTAGE.replace("- 10:05 it was over\n", "").replace(
            "a disk was full.",
            "a disk was full, which happened because nobody looked.",
        ),
    );
    let mut text = String::new();
    while !text.contains("Since the save before") {
        let line = watching
            .lines
            .recv_timeout(Duration::from_secs(30))
            .unwrap();
        text.push_str(&line);
        text.push('\n');
    }
    std::thread::sleep(SETTLED);
    watching.child.kill().unwrap();
    for line in &watching.lines {
        text.push_str(&line);
        text.push('\n');
    }
    let changes = text.split("Since the save before").nth(1).unwrap();
    assert!(
        changes.contains("▼ Timeline fell from strong to developed"),
        "{changes}"
    );
    assert!(
        changes.contains("lost Timeline, line 7: “10:05”"),
        "{changes}"
    );
    assert!(
        changes.contains("▲ Root cause rose from mentioned to"),
        "{changes}"
    );
    assert!(changes.contains("new  Root cause, line 8: “"), "{changes}");
    assert!(text.contains("\n====="), "a line between two reports");
    assert!(!text.contains('\u{1b}'), "nothing but text in a pipe");
}

#[test]
fn a_result_file_is_written_anew() {
    let world = World::new();
    let watching = Watching::start(&world, &["-f", "html", "-o", "page.html"]);
    assert!(world.read("page.html").contains("09:12"));
    world.write(
        "outage.md",
        "It began at 11:11, was noticed at 11:30 and ended at 11:59.",
    );
    watching.hears("Since the save before");
    assert!(world.read("page.html").contains("11:59"));
    watching.is_silent();
}

#[test]
fn a_rubric_that_is_saved_is_taken_over_if_it_can_be() {
    let world = World::new();
    let watching = Watching::start(&world, &["-f", "jsonl"]);
    let first = watching.score();
    let rubric = world.read("incident.yaml");
    world.write("incident.yaml", rubric.replace("weight: 1", "weight: 8"));
    assert!(watching.score() < first, "the follow-up counts for more");
    world.write(
        "incident.yaml",
        rubric.replace("clock-time >= 2", "clok-time"),
    );
    watching.hears("no signal is named `clok-time`");
    watching.hears("the rubric as it was goes on being used");
    world.write("incident.yaml", &rubric);
    assert!((watching.score() - first).abs() < 1e-9);
}

#[cfg(unix)]
#[test]
fn an_interrupt_is_the_usual_end() {
    let world = World::new();
    assert_eq!(Watching::start(&world, &[]).interrupt(), 0);
}

#[test]
fn what_makes_no_sense_is_refused_with_advice() {
    let world = World::new();
    world.write("folder/a.md", "x").write("many.jsonl", "{}");
    for (arguments, wanted) in [
        (&["--watch"][..], "name one"),
        (&["--watch", "-"], "standard input is read only once"),
        (&["--watch", "outage.md", "incident.yaml"], "2 are named"),
        (&["--watch", "folder"], "holds many"),
        (&["--watch", "many.jsonl"], "holds many"),
        (&["--watch", "--from", "csv", "outage.md"], "holds many"),
        (&["--watch", "-f", "json", "outage.md"], "use `-f jsonl`"),
        (
            &["--watch", "-f", "html", "outage.md"],
            "name a file with `-o`",
        ),
        (
            &["--watch", "-f", "junit", "outage.md"],
            "use `-f human` or `-f jsonl`",
        ),
        (
            &["--watch", "-o", "outage.md", "outage.md"],
            "the very file",
        ),
        (&["--watch", "nothing.md"], "cannot read `nothing.md`"),
        (&["--watch", "--judge", "outage.md"], "cannot be used with"),
    ] {
        let said = world.run(arguments);
        assert_eq!((said.status, said.out.as_str()), (2, ""), "{arguments:?}");
        assert!(said.err.contains(wanted), "{arguments:?}: {}", said.err);
    }
    assert_eq!(world.read("outage.md"), OUTAGE);
}
