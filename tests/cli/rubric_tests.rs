//! Rubrics tested on their examples.

use serde_json::Value;

use crate::world::{INCIDENT, Said, World, project};

const EXAMPLES: &str = include_str!("../data/incident.examples.yaml");

/// A run of `rubric test` on the rubric with `examples` beside it.
fn test(examples: &str, arguments: &[&str]) -> Said {
    let world = World::new();
    world.write("incident.examples.yaml", examples);
    world.run(&[&["rubric", "test"], arguments, &["incident.yaml"]].concat())
}

#[test]
fn examples_that_hold_are_0() {
    let said = test(EXAMPLES, &["--strict"]);
    assert_eq!(
        (said.status, said.err.as_str()),
        (0, ""),
        "{}{}",
        said.out,
        said.err
    );
    assert_eq!(
        said.out,
        "incident 0.3.0  incident.yaml\n\n13 examples, 2 phrases: no failures\n"
    );
}

#[test]
fn failures_say_what_fired_and_what_did_not_hold() {
    let wrong = EXAMPLES
        .replace(
            "level: mentioned, near_miss: \"one time only\"",
            "level: missing, near_miss: \"one time only\"",
        )
        .replace(
            "level: mentioned, near_miss: \"the cause behind it is not named\"",
            "level: strong",
        )
        .replace("cause: mentioned", "cause: missing")
        .replace("passes_over: [\"a", "passes_over: [\"because a")
        .replace(
            "finds: [\"caused by a full disk\"]",
            "finds: [\"I will cover the root cause later\"]",
        );
    let said = test(&wrong, &[]);
    assert_eq!(said.status, 1, "{}", said.err);
    assert_eq!(said.out, include_str!("../data/incident-failures.txt"));
}

#[test]
fn what_no_example_tries_is_told_and_fails_a_strict_run() {
    let few = "examples: incident\ncriteria:\n  timeline:\n    - {level: missing, near_miss: \"a date\", text: \"On Monday.\"}\n";
    let said = test(few, &[]);
    assert_eq!(said.status, 0, "{}", said.err);
    for part in [
        "no example at a level (3): timeline (mentioned, developed, strong)",
        "fewer than two near misses (3): timeline (1)",
        "signals that no example exercises (6): promised-fix, clock-time",
        "1 example, no phrases: no failures",
    ] {
        let flat = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(part), "{part} in\n{}", said.out);
    }
    assert_eq!(test(few, &["--strict"]).status, 1);
}

#[test]
fn mistakes_in_examples_are_drawn_all_at_once() {
    let faulty = "\
examples: incidents
criterias: {}
criteria:
  timline:
    - {level: strong, text: x}
  cause:
    - {level: stron, text: x, near-miss: y}
    - {level: mentioned}
    - {level: missing, text: same}
    - {level: missing, text: same}
    - {level: strong, near_miss: why, text: z}
answers:
  - {levels: {couse: missing}, text: a}
signals:
  clock-tme: {finds: [a]}
  clock-time: {find: [a], finds: ['', b], passes_over: [b]}
";
    let said = test(faulty, &[]);
    assert_eq!((said.status, said.out.as_str()), (2, ""));
    for part in [
        "these are examples of `incidents`",
        "incident.examples.yaml:1:11",
        "did you mean `criteria`?",
        "no criterion is named `timline`",
        "did you mean `timeline`?",
        "`stron` is no level",
        "did you mean `near_miss`?",
        "an example needs `text`",
        "this criterion has this text already",
        "cannot be a near miss",
        "did you mean `cause`?",
        "did you mean `clock-time`?",
        "did you mean `finds`?",
        "this phrase is empty",
        "this signal has this phrase already",
        "incident.examples.yaml has 13 mistake(s)",
    ] {
        assert!(said.err.contains(part), "{part} in\n{}", said.err);
    }
}

/// The JSON of a run; it keeps to the published schema.
fn json(said: &Said) -> Value {
    let json: Value = serde_json::from_str(&said.out).unwrap();
    let text = std::fs::read_to_string(project().join("schemas/rubric-test.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap();
    let faults: Vec<String> = schema
        .iter_errors(&json)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
    json
}

#[test]
fn results_are_data_too() {
    let wrong = EXAMPLES.replace("text: \"It began early.\"", "text: \"It began at 09:12\"");
    let wrong = wrong.replace("passes_over: [\"a", "passes_over: [\"because a");
    let said = test(&wrong, &["-f", "json", "--mutate"]);
    assert_eq!(said.status, 1, "{}", said.err);
    let json = json(&said);
    assert_eq!(json["schema"], "evaluate.rubric-test/1");
    let failure = &json["rubrics"][0]["failures"][0];
    assert_eq!(
        (&failure["at"]["line"], &failure["kind"], &failure["got"]),
        (&7.into(), &"level".into(), &"mentioned".into())
    );
    assert_eq!(failure["fired"][0]["quotes"][0], "09:12");
    assert_eq!(json["rubrics"][0]["gaps"]["levels"], serde_json::json!([]));
}

#[test]
fn without_names_the_folder_is_tested() {
    let world = World::new();
    let said = world.run(&["rubric", "test"]);
    assert_eq!(said.status, 2);
    assert!(
        said.err
            .contains("`rubrics` holds none: name a rubric file"),
        "{}",
        said.err
    );
    world
        .write("rubrics/incident.yaml", INCIDENT)
        .write("rubrics/incident.examples.yaml", EXAMPLES)
        .write("rubrics/other.yaml", INCIDENT);
    let said = world.run(&["rubric", "test"]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(said.out.contains("13 examples"), "{}", said.out);
    assert!(
        said.err.contains("other.yaml has no examples"),
        "{}",
        said.err
    );
}

#[test]
fn a_built_in_rubric_says_where_its_examples_are() {
    let world = World::new();
    let said = world.run(&["rubric", "test", "success-metrics"]);
    assert_eq!(said.status, 2);
    assert!(
        said.err
            .contains("evaluate rubric test rubrics/success-metrics.yaml"),
        "{}",
        said.err
    );
    let world = world.set("EVALUATE_RUBRICS", "own");
    world.write(
        "own/success-metrics.examples.yaml",
        "examples: success-metrics\nsignals: {metric: {passes_over: [the weather]}}\n",
    );
    let said = world.run(&["rubric", "test", "success-metrics"]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(said.out.contains("no examples, 1 phrase"), "{}", said.out);
}

#[test]
fn changes_that_no_example_notices_are_listed() {
    let said = test(EXAMPLES, &["--mutate"]);
    assert_eq!((said.status, said.err.as_str()), (0, ""));
    assert_eq!(said.out, include_str!("../data/incident-mutation.txt"));
    assert_eq!(test(EXAMPLES, &["--mutate", "--min-score", "86"]).status, 0);
    assert_eq!(test(EXAMPLES, &["--mutate", "--min-score", "87"]).status, 1);
    assert_eq!(test(EXAMPLES, &["--min-score", "87"]).status, 2);
}

/// A rubric with one part of every kind.
const TINY: &str = r#"
rubric: tiny
version: 1.0.0
title: Pets
groups: {all: All}
vocabulary:
  pet: ["dogs?", "cats?", "birds?"]
  unused: ["fish"]
topics:
  home: {headings: ["home", "house"], opens: ["at home"]}
criteria:
  - id: pets
    title: Pets
    group: all
    weight: 1
    signals:
      pet-named: {find: ["{pet}"], outside: [home]}
      pet-fed: {find: ["(feed|walk) {pet}|groom"], near: {signal: pet-named, within: 0}}
    levels:
      mentioned: {means: a pet, when: pet-named}
      developed: {means: fed, when: pet-fed >= half(pet-named) and pet-named >= 2}
      strong: {means: three, when: pet-named >= 3 or pet-fed >= 3}
"#;

const TINY_EXAMPLES: &str = r#"
examples: tiny
criteria:
  pets:
    - {level: mentioned, text: "Dogs are nice."}
    - {level: developed, text: "I feed dogs and like cats."}
    - {level: missing, text: "Home:\n- Dogs are nice."}
"#;

#[test]
fn every_part_of_a_rubric_is_changed_once() {
    let world = World::new();
    world
        .write("tiny.yaml", TINY)
        .write("tiny.examples.yaml", TINY_EXAMPLES);
    let said = world.run(&["rubric", "test", "--mutate", "-f", "json", "tiny.yaml"]);
    let mutation = &json(&said)["rubrics"][0]["mutation"];
    let survivors: Vec<String> = mutation["survivors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|survivor| {
            let text = |key: &str| survivor[key].as_str().unwrap();
            let touched = if survivor["touched"] == true { "" } else { "-" };
            let line = &survivor["at"]["line"];
            format!("{touched}{line} {} {}", text("of"), text("change"))
        })
        .collect();
    assert_eq!(
        survivors,
        [
            "21 pets developed without `pet-fed >= half(pet-named)`",
            "21 pets developed `pet-named >= 2` becomes `pet-named`",
            "22 pets strong without `pet-named >= 3`",
            "22 pets strong `pet-named >= 3` becomes `pet-named >= 4`",
            "22 pets strong without `pet-fed >= 3`",
            "22 pets strong `pet-fed >= 3` becomes `pet-fed >= 4`",
            "22 pets strong `pet-fed >= 3` becomes `pet-fed >= 2`",
            "-18 pet-fed without `near: signal: pet-named, within: 0`",
            "-18 pet-fed without `groom`",
            "-10 home headings without `house`",
            "-10 home opens without `at home`",
            "-7 {pet} without `birds?`",
        ]
    );
}

#[test]
fn a_level_that_stands_in_spite_of_a_denial_is_a_hole() {
    let world = World::new();
    let deaf = TINY.replace(
        "outside: [home]}",
        "outside: [home], stance: [delivered, negated]}",
    );
    world
        .write("tiny.yaml", deaf)
        .write("tiny.examples.yaml", TINY_EXAMPLES);
    let said = world.run(&["rubric", "test", "--mutate", "tiny.yaml"]);
    let expected = "denied: survived\ntiny.examples.yaml:5: pets mentioned: holds in spite of `Dogs are nice, but I would leave that out.`\n";
    assert!(said.out.contains(expected), "{}", said.out);
    let flat = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("denied 50.0 % 1 of 2"), "{}", said.out);
}

#[test]
fn the_readme_shows_what_a_test_says() {
    let readme = std::fs::read_to_string(project().join("README.md")).unwrap();
    let arguments = ["rubric", "test", "--mutate", "tests/data/incident.yaml"];
    let mut command = World::new().command(&arguments);
    let said = Said::from(command.current_dir(project()).output().unwrap());
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(readme.contains(&said.out), "{}", said.out);
    let failures = include_str!("../data/incident-failures.txt");
    let shown = readme.split("```").find(|block| block.contains("FAILED"));
    let shown = shown.unwrap().trim_start_matches("text\n");
    assert!(failures.contains(shown), "{shown}");
}
