//! How well grades agree with marks: the formats of marks, their faults, figures, exit status.

use serde_json::Value;

use crate::world::{OUTAGE, Said, World, project};

/// A world with two answers to the incident rubric, which can be asked for by its name. The first
/// gets timeline 3, cause 1 and follow-up 0; the second 1, 0 and 1.
fn world() -> World {
    let world = World::new();
    world
        .write("evaluate.toml", "rubrics = \"own\"")
        .write("own/incident.yaml", crate::world::INCIDENT)
        .write("answers/first.md", OUTAGE)
        .write(
            "answers/second.txt",
            "At 09:12 it broke. We added a test.\n",
        );
    world
}

const ROWS: &str = "id,criterion,level,rater,rubric,source\n\
    first,timeline,3,ann,incident,https://github.com/o/r/blob/x/first.md\n\
    first,cause,mentioned,ann,incident,https://github.com/o/r/blob/x/first.md\n\
    first,follow-up,2,ann,incident,https://github.com/o/r/blob/x/first.md\n\
    first,timeline,2,ben,incident,\n\
    second,timeline,1,ann,incident,survey\n\
    second,cause,0,ann,incident,survey\n\
    second,follow-up,1,ann,incident,survey\n";

/// The JSON of a run that went well; it keeps to the published schema.
fn measured(world: &World, arguments: &[&str]) -> Value {
    let json = world
        .run(&[&["agreement", "-f", "json"], arguments].concat())
        .json();
    let text = std::fs::read_to_string(project().join("schemas/agreement.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap();
    let faults: Vec<String> = schema
        .iter_errors(&json)
        .map(|e| format!("{}: {e}", e.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
    json
}

fn parts(said: &Said, wanted: &[&str]) {
    for part in wanted {
        assert!(said.err.contains(part), "{part} in\n{}", said.err);
    }
}

#[test]
fn csv_marks_are_measured() {
    let world = world();
    world.write("marks.csv", ROWS);
    let all = measured(
        &world,
        &["--marks", "marks.csv", "answers", "--by", "source"],
    );
    assert_eq!(all["schema"], "evaluate.agreement/1");
    assert_eq!(
        (&all["pooled"]["texts"], &all["pooled"]["marks"]),
        (&2.into(), &7.into())
    );
    // By hand: marks and grades are (3,3) (1,1) (2,0) (1,1) (0,0) (1,1) for the first rater, with the
    // squares summing to 4, and to 72 over all pairs of a mark and a grade; the second has (2,3)
    // instead of (3,3), which makes 5 and 54.
    let first = 1.0 - 4.0 * 6.0 / 72.0;
    let second = 1.0 - 5.0 * 6.0 / 54.0;
    let qwk = all["pooled"]["qwk"].as_f64().unwrap();
    assert!((qwk - f64::midpoint(first, second)).abs() < 1e-4, "{qwk}");
    let exact = all["pooled"]["exact"].as_f64().unwrap();
    assert!((exact - 4.5 / 6.0).abs() < 1e-4);
    assert_eq!(all["pooled"]["between_raters"]["pairs"], 1);
    let timeline = &all["rubrics"][0]["criteria"][0];
    assert_eq!(timeline["id"], "timeline");
    assert_eq!(timeline["confusion"][2], serde_json::json!([0, 0, 0, 1]));
    let cause = &all["rubrics"][0]["criteria"][1];
    assert_eq!((&cause["qwk"], &cause["exact"]), (&1.0.into(), &1.0.into()));
    let values = &all["by"][0]["values"];
    assert_eq!(
        (&values[0]["value"], &values[1]["value"]),
        (&"o/r".into(), &"survey".into())
    );
    let worst = &all["furthest"][0];
    assert_eq!(
        (&worst["file"], &worst["disagreements"][0]["criterion"]),
        (&"first".into(), &"follow-up".into())
    );
    assert_eq!(all["problems"], serde_json::json!([]));
}

#[test]
fn both_forms_of_jsonl_say_the_same_as_csv() {
    let world = world();
    world.write(
        "answers/marks.csv",
        "file,criterion,level\nfirst.md,timeline,3\nfirst.md,cause,2\n",
    );
    world.write(
        "answers/rows.jsonl",
        "{\"file\": \"first.md\", \"criterion\": \"timeline\", \"level\": 3}\n\n{\"file\": \"first.md\", \"criterion\": \"cause\", \"level\": \"developed\"}\n",
    );
    world.write(
        "answers/texts.jsonl",
        "{\"file\": \"first.md\", \"levels\": {\"timeline\": 3, \"cause\": [2]}, \"kind\": \"answer\"}\n",
    );
    let run = |marks: &str| measured(&world, &["-r", "incident", "--marks", marks]);
    let csv = run("answers/marks.csv");
    assert_eq!(csv["pooled"]["marks"], 2);
    assert_eq!(
        csv["furthest"][0]["disagreements"][0]["fired"][0]["quotes"][0]["line"],
        9
    );
    assert_eq!(run("answers/rows.jsonl"), csv);
    assert_eq!(run("answers/texts.jsonl"), csv);
}

#[test]
fn a_file_of_marks_each_is_a_rater_each() {
    let world = world();
    world.write(
        "ann.csv",
        "id,criterion,level\nfirst,timeline,3\nfirst,cause,1\n",
    );
    world.write(
        "ben.csv",
        "id;criterion;level\nfirst;timeline;2\nfirst;cause;1\n",
    );
    let arguments = [
        "-r", "incident", "--marks", "ann.csv", "--marks", "ben.csv", "answers",
    ];
    let both = measured(&world, &arguments);
    assert_eq!(
        (&both["pooled"]["texts"], &both["pooled"]["raters"]),
        (&1.into(), &2.into())
    );
    assert_eq!(both["pooled"]["between_raters"]["pairs"], 2);
    let again = world.run(&[
        "agreement",
        "-r",
        "incident",
        "--marks",
        "ann.csv",
        "--marks",
        "ann.csv",
        "answers",
    ]);
    assert_eq!(again.status, 0);
    parts(&again, &["`ann.csv` was given twice"]);
}

#[test]
fn every_fault_is_named_with_its_line_and_the_rest_is_measured() {
    let world = world();
    world.write(
        "marks.csv",
        "id,criterion,level,rubric\n\
        first,timeline,3,incident\n\
        first,cause,7,incident\n\
        first,follow-up,good,incident\n\
        first,timelime,1,incident\n\
        gone,timeline,1,incident\n\
        second,goal,1,trade-offs\n\
        second,timeline\n",
    );
    let said = world.run(&["agreement", "--marks", "marks.csv", "answers"]);
    assert_eq!(said.status, 2);
    assert!(said.out.contains("1 text, 1 mark, 1 rater"), "{}", said.out);
    assert!(said.out.contains("QWK undefined"), "{}", said.out);
    parts(
        &said,
        &[
            "error: marks.csv:3: `cause`: `7` is no level; write 0 to 3",
            "error: marks.csv:4: `good` is no level; write 0 to 3, or one of missing, mentioned",
            "error: marks.csv:5: the rubric incident has no criterion `timelime`; did you mean `timeline`?",
            "marks.csv: 1 of 3 marked texts not found (gone)",
            "no rubric is named `trade-offs`; known: incident, ",
            "1 marked text is left out",
            "marks.csv:8: `timeline`: an empty mark",
        ],
    );
    world.write(
        "broken.jsonl",
        "{\"file\": \"first\"\n{\"criterion\": \"goal\", \"level\": 1}\n",
    );
    let said = world.run(&[
        "agreement",
        "--marks",
        "broken.jsonl",
        "--marks",
        "none.csv",
        "answers",
    ]);
    assert_eq!((said.status, said.out.as_str()), (2, ""));
    parts(
        &said,
        &[
            "broken.jsonl:1: this is not JSON",
            "broken.jsonl:2: this names no text",
            "cannot read the marks `none.csv`",
            "no marks could be used",
        ],
    );
}

#[test]
fn a_faulty_rubric_is_drawn_once_and_the_others_are_measured() {
    let world = world();
    world.write(
        "own/faulty.yaml",
        crate::world::INCIDENT
            .replace("rubric: incident", "rubric: faulty")
            .replace("weight: 1", "wieght: 1"),
    );
    let marks = "id,criterion,level,rubric\nfirst,cause,1,faulty\nsecond,cause,1,faulty\n\
        second,cause,1,incident\n";
    world.write("marks.csv", marks);
    let said = world.run(&["agreement", "--marks", "marks.csv", "answers"]);
    assert_eq!(said.status, 2);
    assert_eq!(said.err.matches("did you mean `weight`?").count(), 1);
    parts(&said, &["2 marked texts are left out"]);
    assert!(said.out.contains("1 text, 1 mark"), "{}", said.out);
}

#[test]
fn a_name_that_fits_several_files_is_no_guess() {
    let world = world();
    world.write("answers/deep/first.txt", OUTAGE);
    world.write(
        "marks.csv",
        "id,criterion,level,rubric\nfirst,timeline,3,incident\nsecond,timeline,1,incident\n",
    );
    let said = world.run(&["agreement", "--marks", "marks.csv", "answers"]);
    assert_eq!(said.status, 2);
    parts(
        &said,
        &["marks.csv:2: `first` fits several files (answers/deep/first.txt, answers/first.md)"],
    );
    assert!(said.out.contains("1 text, 1 mark"), "{}", said.out);
    let exact = world.run(&[
        "agreement",
        "--marks",
        "marks.csv",
        "answers/first.md",
        "answers/second.txt",
    ]);
    assert_eq!(exact.status, 0, "{}", exact.err);
}

#[test]
fn a_low_kappa_is_a_negative_verdict() {
    let world = world();
    world.write("marks.csv", ROWS);
    let run = |least: &str| {
        world.run(&[
            "agreement",
            "--marks",
            "marks.csv",
            "answers",
            "--min-qwk",
            least,
        ])
    };
    assert_eq!(run("0.5").status, 0);
    let low = run("0.9");
    assert_eq!(low.status, 1);
    parts(&low, &["the pooled kappa 0.5556", "is below 0.9"]);
    assert_eq!(run("-0.5").status, 0);
    assert_eq!(run("2").status, 2);
    world.write(
        "one.csv",
        "id,criterion,level,rubric\nfirst,timeline,3,incident\n",
    );
    let none = world.run(&[
        "agreement",
        "--marks",
        "one.csv",
        "answers",
        "--min-qwk",
        "0",
    ]);
    assert_eq!(none.status, 1);
    parts(&none, &["undefined"]);
}

#[test]
fn one_criterion_is_listed_with_what_fired() {
    let world = world();
    world.write("marks.csv", ROWS.replace("cause,mentioned", "cause,3"));
    let run = |criterion: &str| {
        world.run(&[
            "agreement",
            "--marks",
            "marks.csv",
            "answers",
            "--criterion",
            criterion,
        ])
    };
    let cause = run("cause");
    assert_eq!(cause.status, 0, "{}", cause.err);
    for part in [
        "Root cause",
        "first: graded 1, marked 3",
        "+ because-said 1: line 9 “because”",
    ] {
        assert!(cause.out.contains(part), "{part} in\n{}", cause.out);
    }
    assert!(!cause.out.contains("Furthest off"));
    let follow_up = run("follow-up");
    assert!(
        follow_up
            .out
            .contains("first: graded 0, marked 2; nothing fired"),
        "{}",
        follow_up.out
    );
    let unknown = run("reason");
    assert_eq!((unknown.status, unknown.out.as_str()), (2, ""));
    parts(
        &unknown,
        &["no criterion is `reason` here; known: cause, follow-up, timeline"],
    );
    let by = world.run(&[
        "agreement",
        "--marks",
        "marks.csv",
        "answers",
        "--by",
        "writer",
    ]);
    assert_eq!(by.status, 2);
    parts(
        &by,
        &["no text has a field `writer` in its marks; known: rubric, source"],
    );
}

#[test]
fn what_is_taken_for_what_it_is_not_is_listed() {
    let world = world();
    world.write("answers/third.md", "Nothing of the kind.");
    world.write(
        "answers/marks.jsonl",
        "{\"file\": \"first.md\", \"rubric\": \"incident\", \"kind\": \"not an answer\", \"levels\": {\"cause\": 0}}\n\
        {\"file\": \"third.md\", \"rubric\": \"incident\", \"kind\": \"answer\", \"levels\": {\"cause\": 1}}\n",
    );
    let said = world.run(&["agreement", "--marks", "answers/marks.jsonl"]);
    assert_eq!(said.status, 0, "{}", said.err);
    let zeroed = said
        .out
        .find("Answers that came to nothing\n  third.md: scored 0");
    let graded = said
        .out
        .find("No answers, and graded all the same\n  first.md: scored ");
    assert!(zeroed.is_some() && zeroed < graded, "{}", said.out);
}

#[test]
fn the_same_marks_give_the_same_bytes_and_a_seed_moves_the_interval_only() {
    let world = World::new();
    let marks = project().join("fixtures/success-metrics/marks.jsonl");
    let run = |more: &[&str]| {
        let arguments = [&["agreement", "--marks", marks.to_str().unwrap()], more].concat();
        let said = world.run(&arguments);
        assert_eq!((said.status, said.err.as_str()), (0, ""));
        said.out
    };
    let human = run(&["--by", "kind", "--seed", "5"]);
    assert_eq!(run(&["--by", "kind", "--seed", "5"]), human);
    assert!(
        human.lines().all(|line| line.chars().count() <= 80),
        "{human}"
    );
    let json = measured(&world, &["--marks", marks.to_str().unwrap()]);
    let mut other: Value = serde_json::from_str(&run(&["-f", "json", "--seed", "2"])).unwrap();
    assert_ne!(json, other);
    let (low, high) = (
        &json["pooled"]["interval"]["low"],
        &json["pooled"]["interval"]["high"],
    );
    assert!(
        low.as_f64() < json["pooled"]["qwk"].as_f64()
            && json["pooled"]["qwk"].as_f64() < high.as_f64()
    );
    other["seed"] = json["seed"].clone();
    other["pooled"]["interval"] = json["pooled"]["interval"].clone();
    other["rubrics"][0]["interval"] = json["rubrics"][0]["interval"].clone();
    assert_eq!(json, other);
    let none: Value = serde_json::from_str(&run(&["-f", "json", "--resamples", "0"])).unwrap();
    assert_eq!(none["pooled"]["interval"], Value::Null);
}

#[test]
fn marks_cannot_reach_the_terminal() {
    let world = world();
    let name = "a\u{1b}[31m\u{202e}.md";
    world.write(&format!("answers/{name}"), OUTAGE);
    let line = |file: &str| {
        let mut marks = serde_json::json!({"file": file, "rubric": "incident", "levels": {"cause": 3, "x\u{9b}y": 1}});
        marks["so\u{1b}urce"] = "\u{1b}]0;title\u{7}".into();
        format!("{marks}\n")
    };
    world.write("answers/marks.jsonl", line(name) + &line("gone\u{1b}[2J"));
    for format in ["human", "json"] {
        let marks = [
            "agreement",
            "-f",
            format,
            "--marks",
            "answers/marks.jsonl",
            "--by",
            "so\u{1b}urce",
        ];
        let said = world.run(&marks);
        assert_eq!(said.status, 2);
        let bad = |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c);
        assert!(
            !said.out.is_empty() && !said.out.contains(bad),
            "{:?}",
            said.out
        );
        assert!(!said.err.contains(bad), "{:?}", said.err);
    }
}
