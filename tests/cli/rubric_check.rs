//! Checking rubric files: every mistake at once, each where it is, and none that follows from another.

use evaluate::rubric::{Library, Severity, Source};
use serde_json::Value;

use crate::world::{INCIDENT, Said, World};

const THIRTY: &str = include_str!("../data/thirty-mistakes.yaml");

/// The mistakes in the JSON list of a run: line, column, code.
fn listed(said: &Said) -> Vec<(u64, u64, String)> {
    let list: Value = serde_json::from_str(&said.out).unwrap();
    let entries = list.as_array().unwrap().iter();
    entries
        .map(|entry| {
            let code = entry["code"].as_str().unwrap().to_owned();
            (
                entry["line"].as_u64().unwrap(),
                entry["column"].as_u64().unwrap(),
                code,
            )
        })
        .collect()
}

pub(crate) fn check(world: &World, file: &str) -> Vec<(u64, u64, String)> {
    listed(&world.run(&["rubric", "check", "-f", "json", file]))
}

#[test]
fn every_planted_mistake_is_found_and_no_other() {
    let world = World::new();
    world.write("thirty-mistakes.yaml", THIRTY);
    let mut planted = Vec::new();
    for (line, text) in (1_u64..).zip(THIRTY.lines()) {
        let codes = text.split_once("# <- ").map_or("", |(_, codes)| codes);
        planted.extend(codes.split_whitespace().map(|code| (line, code.to_owned())));
    }
    planted.sort();
    assert!(planted.len() >= 30);
    let found = check(&world, "thirty-mistakes.yaml");
    let mut found: Vec<(u64, String)> = found
        .into_iter()
        .map(|(line, _, code)| (line, code))
        .collect();
    found.sort();
    assert_eq!(found, planted);
}

#[test]
fn mistakes_are_drawn_over_their_lines() {
    let world = World::new();
    world.write("thirty-mistakes.yaml", THIRTY);
    let said = world.run(&["rubric", "check", "thirty-mistakes.yaml"]);
    assert_eq!(said.status, 1);
    let drawn = include_str!("../data/thirty-mistakes.txt");
    for (nth, (line, wanted)) in said.out.lines().zip(drawn.lines()).enumerate() {
        assert_eq!(line, wanted, "line {}", nth + 1);
    }
    assert_eq!(said.out.lines().count(), drawn.lines().count());
}

#[test]
fn warnings_fail_only_where_that_is_asked_for() {
    let world = World::new();
    world.write("plain.yaml", INCIDENT.replace("suits: [", "# ["));
    let said = world.run(&["rubric", "check", "plain.yaml"]);
    assert_eq!(said.status, 0, "{}", said.out);
    assert!(said.out.contains("warning[never-chosen]"), "{}", said.out);
    assert!(
        said.out.ends_with("plain.yaml: no errors, 1 warning\n"),
        "{}",
        said.out
    );
    let strict = world.run(&["rubric", "check", "--strict", "plain.yaml"]);
    assert_eq!(strict.status, 1);
    assert_eq!(
        world
            .run(&["rubric", "check", "--strict", "incident.yaml"])
            .status,
        0
    );
}

#[test]
fn editors_get_a_list() {
    let world = World::new();
    world.write("faulty.yaml", INCIDENT.replace("weight: 1", "wieght: 1"));
    let said = world.run(&[
        "rubric",
        "check",
        "-f",
        "json",
        "faulty.yaml",
        "incident.yaml",
    ]);
    assert_eq!(said.status, 1);
    let list: Value = serde_json::from_str(&said.out).unwrap();
    let wanted = serde_json::json!([{
        "path": "faulty.yaml", "line": 48, "column": 5, "end_line": 48, "end_column": 11,
        "severity": "error", "code": "unknown-key",
        "message": "a criterion has no key `wieght`", "help": "did you mean `weight`?",
    }]);
    assert_eq!(list, wanted);
    assert_eq!(
        world
            .run(&["rubric", "check", "-f", "json", "incident.yaml"])
            .out,
        "[]\n"
    );
}

const WORDS: &str = "\
vocabulary:
  clock: [\"\\\\d\\\\d:\\\\d\\\\d|noon|noon\"]
signals:
  spare: {find: [\"{clock}\"], inn: [sentence]}
";

#[test]
fn mistakes_in_included_files_have_their_own_path() {
    let world = World::new();
    world.write("shared/clocks.yaml", WORDS);
    let including = INCIDENT
        .replace(
            "signals:\n  promised",
            "include: [clocks]\nsignals:\n  promised",
        )
        .replace("[\"\\\\d\\\\d:\\\\d\\\\d\"]", "[\"{clock}\"]");
    world.write("including.yaml", including);
    let said = world.run(&["rubric", "check", "including.yaml"]);
    assert_eq!(said.status, 1);
    for part in [
        "shared/clocks.yaml:2:31",
        "shared/clocks.yaml:4:30",
        "shared/clocks.yaml: 1 error, 1 warning\nincluding.yaml: no errors, no warnings\n",
    ] {
        assert!(said.out.contains(part), "{part} in\n{}", said.out);
    }
}

#[test]
fn a_shared_file_is_checked_as_one() {
    let world = World::new();
    world.write(
        "shared/clocks.yaml",
        format!("{WORDS}  other: [\"{{month}}\"]\n"),
    );
    let wanted = [
        (2, 31, "duplicate-alternative"),
        (4, 30, "unknown-key"),
        (5, 13, "unknown-vocabulary"),
    ];
    let wanted = wanted.map(|(line, column, code)| (line, column, code.to_owned()));
    assert_eq!(check(&world, "shared/clocks.yaml"), wanted);
    world.write("shared/months.yaml", "vocabulary: {month: [may]}\n");
    world.write(
        "shared/clocks.yaml",
        "include: months\nsignals: {in-month: [\"{month}\"]}\n",
    );
    assert_eq!(check(&world, "shared/clocks.yaml"), []);
}

#[test]
fn what_a_missing_file_would_define_is_not_missed_again() {
    let world = World::new();
    let including = INCIDENT
        .replace(
            "signals:\n  promised",
            "include: [elsewhere]\nsignals:\n  promised",
        )
        .replace("[\"\\\\d\\\\d:\\\\d\\\\d\"]", "[\"{clock}\"]");
    world.write("including.yaml", including);
    assert_eq!(
        check(&world, "including.yaml"),
        [(9, 11, "unknown-shared-file".to_owned())]
    );
}

#[test]
fn what_general_talk_can_reach_is_a_level() {
    let world = World::new();
    for (level, wrong) in [("1", false), ("3", false), ("4", true), ("strong", true)] {
        let key = format!("    general: {level}\n    levels:");
        world.write("general.yaml", INCIDENT.replacen("    levels:", &key, 1));
        let met = check(&world, "general.yaml");
        let told = met.iter().any(|(_, _, code)| code == "bad-number");
        assert_eq!(told, wrong, "{level}: {met:?}");
    }
}

#[test]
fn a_shared_criterion_for_another_scale_is_one_mistake() {
    let world = World::new();
    let rubric = "rubric: a\nversion: 1.0.0\ntitle: A\nsuits: [b]\nlevels: [none, weak, fair, good]\n\
        groups: {g: G}\ninclude: [structure]\ncriteria:\n  - {use: structure, group: g, weight: 2}\n";
    world.write("other.yaml", rubric);
    let wanted = [(9, 11, "other-scale".to_owned())];
    assert_eq!(check(&world, "other.yaml"), wanted);
    world.write("same.yaml", rubric.replace("levels: [", "# ["));
    assert_eq!(check(&world, "same.yaml"), []);
}

#[test]
fn broken_yaml_ends_the_list_with_its_place() {
    let world = World::new();
    world.write("broken.yaml", "rubric: x\ntitle: \"\\d\"\n");
    let said = world.run(&["rubric", "check", "broken.yaml"]);
    assert_eq!(said.status, 1);
    for part in ["broken.yaml:2:", "error[yaml]", "single quotes"] {
        assert!(said.out.contains(part), "{part} in\n{}", said.out);
    }
}

#[test]
fn columns_are_right_in_every_kind_of_scalar() {
    let world = World::new();
    let line = "developed: {means: two times, when: clock-time >= 2}";
    let block = "developed:\n        means: two times\n        when: ";
    for written in [
        "clock-time and nope",
        "'clock-time and nope'",
        "\"clock-time \\x61nd nope\"",
        "\"clock-time\n\n         and nope\"",
        "\"clock-time \\\n         and nope\"",
        "'clock-time\n          and nope'",
        "clock-time\n          and nope",
        ">-\n          clock-time\n            and nope",
        "|\n          clock-time\n          and (clock-time\n          or nope)\n",
    ] {
        let flow = line.replace("clock-time >= 2", written);
        let lines = format!("{block}{written}");
        let flow_too = !written.starts_with(['>', '|']);
        for text in [Some(lines), Some(flow).filter(|_| flow_too)]
            .into_iter()
            .flatten()
        {
            let edited = INCIDENT.replace(line, &text);
            world.write("edited.yaml", &edited);
            let (at_line, column) = position(&edited, edited.find("nope").unwrap());
            let wanted = [(at_line, column, "unknown-signal".to_owned())];
            assert_eq!(check(&world, "edited.yaml"), wanted, "{text}");
        }
    }
}

/// Line and column of a byte, both from 1.
pub(crate) fn position(text: &str, at: usize) -> (u64, u64) {
    let before = text.get(..at).unwrap();
    let line = before.matches('\n').count() as u64 + 1;
    (
        line,
        before.rsplit('\n').next().unwrap().chars().count() as u64 + 1,
    )
}

/// Whatever is done to a file, the check names a mistake where the file cannot be used.
#[test]
fn what_cannot_be_loaded_has_a_mistake() {
    let library = Library::default();
    for (nth, source) in mangled(INCIDENT).into_iter().enumerate() {
        let source = Source {
            path: format!("{nth}.yaml"),
            text: source,
        };
        let faults = library.check(&source);
        let errors = faults
            .iter()
            .any(|fault| fault.diagnostic.severity == Severity::Error);
        assert!(
            errors || library.compile(&source).is_ok(),
            "{}",
            source.text
        );
    }
}

/// A text without one of its lines, with one twice, cut off in one, and with one moved to the right.
fn mangled(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let mut made = Vec::new();
    for (nth, line) in lines.iter().enumerate() {
        let with = |instead: &[&str]| {
            let kept = [&lines[..nth], instead, &lines[nth + 1..]];
            kept.concat().join("\n") + "\n"
        };
        let half = line
            .chars()
            .take(line.chars().count() / 2)
            .collect::<String>();
        let indented = format!("  {line}");
        made.extend([
            with(&[]),
            with(&[line, line]),
            with(&[&half]),
            with(&[&indented]),
        ]);
    }
    made
}
