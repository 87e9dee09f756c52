//! The JSON contract: the published schema, offsets, formats, the same bytes every time.

use serde_json::Value;

use crate::world::{World, project};

fn fixtures() -> Vec<std::path::PathBuf> {
    let directory = project().join("fixtures/success-metrics");
    let mut files: Vec<_> = directory
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension != "jsonl")
        })
        .collect();
    files.sort();
    files
}

fn schema() -> jsonschema::Validator {
    let text = std::fs::read_to_string(project().join("schemas/report.schema.json")).unwrap();
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
}

#[test]
fn reports_keep_to_the_schema_and_quotes_to_the_text() {
    let world = World::new();
    let schema = schema();
    for path in fixtures() {
        let said = world.run(&["-f", "json", "--explain", path.to_str().unwrap()]);
        let report = said.json();
        let faults: Vec<String> = schema
            .iter_errors(&report)
            .map(|e| format!("{}: {e}", e.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{}: {faults:#?}", path.display());
        quotes_stand_where_they_say(&std::fs::read_to_string(&path).unwrap(), &report);
    }
}

fn quotes_stand_where_they_say(text: &str, report: &Value) {
    let text = text.trim_start_matches('\u{feff}');
    for criterion in report["criteria"].as_array().unwrap() {
        let quotes = criterion["evidence"]
            .as_array()
            .unwrap()
            .iter()
            .chain(criterion["announced"].as_array().unwrap());
        for quote in quotes {
            let at = |key: &str| usize::try_from(quote[key].as_u64().unwrap()).unwrap();
            assert_eq!(
                text.get(at("start")..at("end")),
                quote["quote"].as_str(),
                "{quote}"
            );
            assert_ne!(quote["signal"], "", "{quote}");
            let line = text.get(..at("start")).unwrap().matches('\n').count() + 1;
            assert_eq!(at("line"), line, "{quote}");
        }
    }
}

#[test]
fn failures_keep_to_the_schema() {
    let said = World::new().run(&["-f", "jsonl", "nowhere.md"]);
    let report: Value = serde_json::from_str(&said.out).unwrap();
    assert!(schema().is_valid(&report), "{report}");
    assert!(!schema().is_valid(&serde_json::json!({"schema": "evaluate.report/1"})));
}

#[test]
fn jsonl_is_the_same_object_on_one_line() {
    let world = World::new();
    let pretty = world.run(&["-f", "json", "outage.md"]);
    let line = world.run(&["-f", "jsonl", "outage.md"]);
    assert_eq!(line.out.matches('\n').count(), 1);
    assert_eq!(line.json(), pretty.json());
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let world = World::new();
    let path = fixtures().remove(0);
    for format in ["human", "json", "jsonl", "markdown"] {
        let run = || world.run(&["-f", format, path.to_str().unwrap()]).out;
        assert_eq!(run(), run());
    }
}
