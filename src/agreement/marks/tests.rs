//! Tests of reading marks.

use proptest::prelude::*;

use super::*;

fn given(text: &MarkedText, criterion: &str) -> Vec<Option<Level>> {
    let marks = &text.marks[criterion];
    marks
        .iter()
        .map(|mark| mark.as_ref().map(|mark| mark.level.clone()))
        .collect()
}

fn said(marks: &Marks) -> Vec<String> {
    marks.faults.iter().map(Fault::to_string).collect()
}

fn number(level: u8) -> Level {
    Level::Number(level)
}

#[test]
fn an_object_a_text_has_levels_of_several_raters() {
    let text = r#"{"file": "a.txt", "rubric": "r", "kind": "not an answer", "question": "How?", "source": "x", "n": 3,
        "levels": {}}"#
        .replace('\n', "")
        .replace("{}", r#"{"goal": [2, 3], "actions": 0, "flow": [null, "strong"]}"#);
    let marks = parse("m.jsonl", &format!("\n{text}\n"));
    assert_eq!(said(&marks), [""; 0]);
    let text = &marks.texts[0];
    assert_eq!((text.line, text.count()), (2, 4));
    assert_eq!(text.kind, Some(Kind::NotAnAnswer));
    assert_eq!(text.question.as_deref(), Some("How?"));
    assert_eq!(text.fields["source"], "x");
    assert_eq!(text.fields["n"], "3");
    assert_eq!(given(text, "goal"), [Some(number(2)), Some(number(3))]);
    assert_eq!(given(text, "actions"), [Some(number(0)), None]);
    assert_eq!(
        given(text, "flow"),
        [None, Some(Level::Name("strong".into()))]
    );
}

#[test]
fn a_row_a_mark_names_its_rater() {
    let csv = "id;Criterion;level;rater\na;goal;2;ann\na;goal;1;ben\nb;goal;3;ben\n;;;\n";
    let lines = [
        r#"{"id": "a", "criterion": "goal", "level": 2, "rater": "ann"}"#,
        r#"{"id": "a", "criterion": "goal", "level": "1", "rater": "ben"}"#,
        r#"{"id": "b", "criterion": "goal", "level": 3.0, "rater": "ben"}"#,
    ];
    for (file, text) in [("m.csv", csv.to_owned()), ("marks", lines.join("\n"))] {
        let marks = parse(file, &text);
        assert_eq!(said(&marks), [""; 0], "{file}");
        assert_eq!(marks.texts.len(), 2);
        assert_eq!(
            given(&marks.texts[0], "goal"),
            [Some(number(2)), Some(number(1))]
        );
        assert_eq!(given(&marks.texts[1], "goal"), [Some(number(3))]);
        assert_eq!(marks.texts[1].raters, [Some("ben".to_owned())]);
    }
}

#[test]
fn every_bad_line_is_named_and_the_rest_is_kept() {
    let csv = "file,criterion,level,kind\n\
        a.md,goal,5,\n\
        ,goal,1,\n\
        a.md,,1,\n\
        a.md,goal,1,\n\
        a.md,goal,2,\n\
        a.md,goal,,\n\
        \"a.md\",flow,1.5,\n\
        a.md,flow,1,essay\n\
        a.md,plan,1,answer,9\n";
    let marks = parse("m.csv", csv);
    let said = said(&marks);
    for (line, part) in [
        (2, "`goal`: `5` is no level; write 0 to 3"),
        (3, "names no text"),
        (4, "names no criterion"),
        (6, "since line 5"),
        (7, "`goal`: an empty mark"),
        (8, "`1.5` is no level"),
        (9, "the kind `essay`"),
        (10, "5 cells under 4 columns"),
    ] {
        let found = said
            .iter()
            .any(|fault| fault.starts_with(&format!("m.csv:{line}:")) && fault.contains(part));
        assert!(found, "line {line}: {part} in {said:#?}");
    }
    assert_eq!(said.len(), 8);
    assert_eq!(marks.texts.len(), 1);
    assert_eq!(marks.texts[0].count(), 2);
}

#[test]
fn broken_json_and_headers_say_what_to_do() {
    let text = "{\"file\": \"a\"\n[1]\n{\"file\": \"a\", \"levels\": 3}\n{\"file\": \"a\", \"levels\": {}}\n";
    let marks = parse("m.jsonl", text);
    let jsonl = said(&marks).join("\n");
    for part in [
        "m.jsonl:1: this is not JSON (column",
        "m.jsonl:2: this is no object",
        "m.jsonl:3: `levels` is no object",
        "m.jsonl:4: `levels` is empty",
    ] {
        assert!(jsonl.contains(part), "{part} in {jsonl}");
    }
    let csv = said(&parse("m.csv", "name,criterion\na,b\n")).join("\n");
    assert!(
        csv.contains("m.csv:1: the header has no column `file` (or `id`), `level`"),
        "{csv}"
    );
    assert!(parse("m.csv", "").texts.is_empty());
}

#[test]
fn lines_are_counted_through_empty_lines_and_cells_of_several() {
    for end in ["\n", "\r\n", "\r"] {
        let csv = "id,criterion,level\n\n\na,goal,8\n\n\"b\nc\",goal,9\nd,goal,7\n";
        let marks = parse("m.csv", &csv.replace('\n', end));
        let lines: Vec<usize> = marks.faults.iter().map(|fault| fault.lines[0]).collect();
        assert_eq!(lines, [4, 6, 8], "{end:?}");
    }
}

#[test]
fn the_same_text_in_another_file_has_another_rater() {
    let one = parse("a.csv", "id,criterion,level\nx,goal,1\nx,flow,2\n");
    let two = parse("b.csv", "id,criterion,level\nx,goal,3\n");
    let mut text = one.texts[0].clone();
    assert!(text.absorb(two.texts[0].clone()).is_empty());
    assert_eq!(given(&text, "goal"), [Some(number(1)), Some(number(3))]);
    let ann = parse("c.csv", "id,criterion,level,rater\nx,goal,3,ann\n");
    assert!(text.absorb(ann.texts[0].clone()).is_empty());
    let again = text.absorb(ann.texts[0].clone());
    assert_eq!(again.len(), 1);
    assert!(again[0].to_string().starts_with("c.csv:2: `x`: this rater"));
}

#[test]
fn names_of_levels_are_the_rubrics() {
    let levels = ["missing", "mentioned", "developed", "strong"].map(str::to_owned);
    assert_eq!(Level::Name("Developed".into()).resolve(&levels), Ok(2));
    let wrong = Level::Name("good".into()).resolve(&levels).unwrap_err();
    assert_eq!(
        wrong,
        "`good` is no level; write 0 to 3, or one of missing, mentioned, developed, strong"
    );
}

proptest! {
    #[test]
    fn any_text_gives_marks_or_faults(
        text in "(id|file|criterion|level|rater|[{}:,;\"\\[\\]\n\r\t\\\\]|a|é|3|9|null){0,60}",
        file in prop::sample::select(vec!["m.csv", "m.jsonl", "m"]),
    ) {
        let header = format!("id,criterion,level,rater\n{text}");
        for text in [&text, &header] {
            let marks = parse(file, text);
            for text in &marks.texts {
                prop_assert!(text.count() > 0);
                let raters = text.raters.len();
                prop_assert!(text.marks.values().all(|given| given.len() == raters));
            }
            prop_assert!(marks.faults.iter().all(|fault| fault.lines[0] > 0));
        }
    }
}
