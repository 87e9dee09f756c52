//! Many answers in every format: what each is made of, and that nothing from an answer breaks it.

use std::io::Write as _;

use serde_json::Value;

use crate::world::{INCIDENT, OUTAGE, World, project};

fn class() -> World {
    let world = World::new();
    world
        .write("class/ann.md", OUTAGE)
        .write(
            "class/=1+1.md",
            "<b>&amp;\u{1b}[31m \"quoted\" ]]> It broke because a disk was full.\n",
        )
        .write("class/bad.md", b"\0");
    world
}

#[test]
fn a_run_keeps_to_its_schema_and_its_answers_to_theirs() {
    let said = class().run(&["-r", "incident.yaml", "-f", "json", "class"]);
    let run: Value = serde_json::from_str(&said.out).unwrap();
    let check = |schema: &str, value: &Value| {
        let text = std::fs::read_to_string(project().join("schemas").join(schema)).unwrap();
        let schema = jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap();
        let faults: Vec<String> = schema
            .iter_errors(value)
            .map(|fault| fault.to_string())
            .collect();
        assert!(faults.is_empty(), "{faults:#?}");
    };
    check("run.schema.json", &run);
    let answers = run["answers"].as_array().unwrap();
    assert_eq!(answers.len(), 3);
    for answer in answers {
        check("report.schema.json", answer);
    }
    assert_eq!(
        (&run["class"]["graded"], &run["class"]["failed"]),
        (&2.into(), &1.into())
    );
}

#[test]
fn a_table_has_a_column_a_criterion_and_no_formulas() {
    let world = class();
    let said = world.run(&["-r", "incident.yaml", "-f", "csv", "class"]);
    let mut table = csv::Reader::from_reader(said.out.as_bytes());
    let head: Vec<String> = table.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(head[7..10], ["timeline", "cause", "follow-up"]);
    let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    assert_eq!((&rows[0][0], &rows[0][1]), ("'=1+1.md", "class/=1+1.md"));
    assert_eq!(
        (&rows[1][0], &rows[1][3], &rows[1][7]),
        ("ann.md", "53.3", "3")
    );
    assert!(
        rows[2][0] == *"bad.md" && rows[2][12].contains("no text"),
        "{:?}",
        rows[2]
    );
}

#[test]
fn a_table_holds_one_rubric() {
    let world = World::new();
    world.write("a.md", "---\nrubric: trade-off\n---\nWe ship it.");
    world.write("b.md", "---\nrubric: pr-faq\n---\nWe ship it.");
    let said = world.run(&["-f", "csv", "a.md", "b.md"]);
    assert_eq!(said.status, 2);
    assert!(
        said.err.contains("`b.md`")
            && said
                .err
                .contains("graded by `pr-faq`, those before by `trade-off`"),
        "{}",
        said.err
    );
    let mut table = csv::Reader::from_reader(said.out.as_bytes());
    let head = table.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    let cell = |name: &str| {
        let at = head.iter().position(|head| head == name);
        rows[1].get(at.unwrap()).unwrap()
    };
    // Whatever fits any rubric is there.
    let report = world.run(&["-f", "json", "b.md"]).json();
    for name in ["score", "confidence"] {
        let number: f64 = cell(name).parse().unwrap();
        assert_eq!(Some(number), report[name].as_f64(), "{name}");
    }
    assert_eq!((cell("rubric"), cell("words")), ("pr-faq", "3"));
    assert!(!cell("band").is_empty() && !cell("next_step").is_empty());
    assert_eq!(cell("options"), "", "a column of the other rubric");
    assert!(cell("error").contains("the criteria of one rubric"));
    // It is held to the gate, and its error can be forgiven.
    let status = |more: &[&str]| {
        let run = ["-f", "csv", "--allow-errors", "a.md", "b.md"];
        world.run(&[&run[..], more].concat()).status
    };
    assert_eq!((status(&[]), status(&["--min-score", "99"])), (0, 1));
}

#[test]
fn every_format_says_why_a_rubric_was_taken() {
    let world = World::new();
    let name = "a-file-with-a-name-of-some-length-and-more.md";
    world.write(name, "---\nrubric: trade-off\n---\nWe ship it.");
    for format in ["human", "markdown", "html", "junit", "sarif"] {
        let said = world.run(&["-f", format, name]);
        let reason = "named in the front matter";
        assert!(said.out.contains(reason), "{format}: {}", said.out);
    }
}

#[test]
fn a_score_that_is_too_low_is_a_case_that_fails() {
    let world = class();
    let run = |least: &[&str]| {
        let run = ["-r", "incident.yaml", "-f", "junit", "class"];
        world.run(&[&run[..], least].concat()).out
    };
    let scores = |said: &str| said.matches(" name=\"score\" file=").count();
    let failures = |said: &str| {
        let count = said.matches("<failure").count();
        let head = said.lines().nth(1).unwrap();
        assert!(head.contains(&format!(" failures=\"{count}\"")), "{said}");
        let cases = said.matches("<testcase").count();
        assert!(head.contains(&format!(" tests=\"{cases}\"")), "{said}");
        count
    };
    let (without, with) = (run(&[]), run(&["--min-score", "53.3"]));
    assert_eq!(
        (scores(&without), scores(&with)),
        (0, 2),
        "none of what was not read"
    );
    assert_eq!(failures(&with), failures(&without) + 1);
    let said = "<failure type=\"score\" message=\"13.3 / 100, 53.3 wanted\">";
    assert!(with.contains(said), "{with}");
}

#[test]
fn cases_fail_below_the_level_that_the_rubric_asks_for() {
    let world = class();
    let count = |said: &str| said.matches("<failure").count();
    let said = world.run(&["-r", "incident.yaml", "-f", "junit", "class"]);
    assert!(
        said.out.starts_with("<?xml") && said.out.contains("errors=\"1\""),
        "{}",
        said.out
    );
    assert_eq!(said.out.matches("<testcase").count(), 7);
    let by_default = count(&said.out);
    let strict = INCIDENT.replacen("groups:", "passes: mentioned\ngroups:", 1);
    world.write("lenient.yaml", strict);
    let said = world.run(&["-r", "lenient.yaml", "-f", "junit", "class"]);
    assert!(count(&said.out) < by_default, "{} {by_default}", said.out);
    // Whatever stands in an answer or its name, it is well-formed.
    let mut reader = quick_xml::Reader::from_str(&said.out);
    while reader.read_event().unwrap() != quick_xml::events::Event::Eof {}
}

#[test]
fn gaps_and_evidence_have_places() {
    let world = class();
    let said = world.run(&["-r", "incident.yaml", "-f", "sarif", "class"]);
    let log: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    let results = run["results"].as_array().unwrap();
    let rules: Vec<&Value> = run["tool"]["driver"]["rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| &rule["id"])
        .collect();
    for result in results {
        assert!(rules.contains(&&result["ruleId"]), "{result}");
        assert!(
            result["locations"][0]["physicalLocation"]["region"]["startLine"].as_u64() >= Some(1),
            "{result}"
        );
    }
    let announced = results
        .iter()
        .find(|result| result["ruleId"] == "incident/follow-up" && result["kind"] == "fail");
    let places: Vec<&Value> = results
        .iter()
        .filter(|result| result["ruleId"] == "incident/cause" && result["kind"] == "pass")
        .map(|result| &result["locations"][0]["physicalLocation"])
        .collect();
    assert!(announced.is_some());
    assert_eq!(places[1]["artifactLocation"]["uri"], "class/ann.md");
    assert_eq!(places[1]["region"]["startLine"], 9);
}

/// A .docx file of its body's markup.
pub(crate) fn docx(body: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    archive.start_file("word/document.xml", options).unwrap();
    let text = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>"
    );
    archive.write_all(text.as_bytes()).unwrap();
    archive.finish().unwrap().into_inner()
}

#[test]
fn a_word_processors_file_is_read_with_its_structure() {
    let world = World::new();
    let paragraph = |properties: &str, text: &str| {
        format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    let item = "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"3\"/></w:numPr>";
    let body = [
        paragraph("<w:pStyle w:val=\"Heading1\"/>", "Incident on Tuesday"),
        paragraph(item, "09:12 the alarm rang"),
        paragraph(item, "09:40 the first customer wrote"),
        paragraph(item, "10:05 it was over"),
        "<w:p><w:r><w:t>It happened because &#97; disk </w:t></w:r><w:del><w:r><w:delText>never</w:delText><w:t>never</w:t></w:r></w:del><w:r><w:t>was &lt;full&gt;.</w:t></w:r></w:p>".to_owned(),
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>Give me full marks.</w:t></w:r></w:p>".to_owned(),
        "<w:p><w:r><w:t>The fix is due on Friday</w:t></w:r><w:r><w:txbxContent><w:p><w:r><w:t>a box</w:t></w:r></w:p></w:txbxContent></w:r><w:r><w:t> at the latest.</w:t></w:r></w:p>".to_owned(),
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Fix</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Owner</w:t></w:r></w:p></w:tc></w:tr></w:tbl>".to_owned(),
    ]
    .concat();
    world.write("class/ann.docx", docx(&body));
    let report = world
        .run(&["-r", "incident.yaml", "-f", "json", "class/ann.docx"])
        .json();
    let levels: Vec<&Value> = report["criteria"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["level"])
        .collect();
    assert_eq!(levels[..2], [&Value::from(3), &Value::from(1)]);
    let said = world.run(&["-r", "incident.yaml", "class/ann.docx"]);
    assert!(
        said.out.contains("because a disk was <full>"),
        "{}",
        said.out
    );
    assert_eq!(
        report["answer"]["words"], 36,
        "the text around a box is read"
    );
    assert!(
        report["warnings"].as_array().unwrap().is_empty(),
        "{}",
        report["warnings"]
    );
}

/// The schema of SARIF is its authors': `SARIF_SCHEMA` says where a copy lies.
#[test]
fn a_log_keeps_to_the_schema_of_sarif() {
    let Ok(path) = std::env::var("SARIF_SCHEMA") else {
        eprintln!("skipped: SARIF_SCHEMA names no copy of sarif-schema-2.1.0.json");
        return;
    };
    let schema = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let said = class().run(&["-r", "incident.yaml", "-f", "sarif", "class"]);
    let log: Value = serde_json::from_str(&said.out).unwrap();
    let faults: Vec<String> = schema
        .iter_errors(&log)
        .map(|fault| fault.to_string())
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
}
