//! Records: JSON Lines and CSV, from files and standard input, as they come.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use crate::batch::{ids, lines};
use crate::world::{OLD, OUTAGE, World};

/// The program with its standard input open, and its standard output to be read by lines.
fn open(world: &World, kind: &str) -> (Child, ChildStdin, BufReader<ChildStdout>) {
    world.open(&["-r", "incident.yaml", "--from", kind, "-f", "jsonl"])
}

/// Records in, reports out.
const RECORDS: [&str; 6] = ["-r", "incident.yaml", "--from", "jsonl", "-f", "jsonl"];

/// The program with its standard input open, writing into a file.
fn into_file(world: &World, format: &str, path: &str) -> (Child, ChildStdin) {
    let arguments = [
        "-r",
        "incident.yaml",
        "--from",
        "jsonl",
        "-f",
        format,
        "-o",
        path,
    ];
    let mut child = world
        .command(&arguments)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let input = child.stdin.take().unwrap();
    (child, input)
}

fn record(id: &str) -> String {
    serde_json::json!({"id": id, "answer": OUTAGE}).to_string() + "\n"
}

#[test]
fn a_line_is_a_record_and_a_bad_one_an_error_in_its_place() {
    let world = World::new();
    let input = [
        record("one").as_bytes(),
        b"not json\n\n{\"id\": \"two\"}\n[1]\n",
        b"{\"id\": \"\xff\", \"answer\": \"x\"}\n",
        record("last").trim_end().as_bytes(),
    ]
    .concat();
    let said = world.pipe(input, &RECORDS);
    assert_eq!(said.status, 2);
    assert_eq!(
        ids(&said),
        [
            "one",
            "stdin:2 record",
            "two record",
            "stdin:4 record",
            "stdin:5 record",
            "last"
        ]
    );
    for part in [
        "line 2 of standard input: it is not valid JSON",
        "line 4 of standard input: it has no text in `answer`",
        "is not UTF-8",
    ] {
        assert!(said.err.contains(part), "{part} is not in {}", said.err);
    }
}

#[test]
fn errors_can_be_allowed_where_they_are_data() {
    let world = World::new();
    let status = |arguments: &[&str]| {
        world
            .pipe(
                "no json\n",
                &[&["--from", "jsonl", "-f", "jsonl"], arguments].concat(),
            )
            .status
    };
    assert_eq!(status(&[]), 2);
    assert_eq!(status(&["--allow-errors"]), 0);
    assert_eq!(status(&["--allow-errors", "-r", "nowhere.yaml"]), 2);
}

#[test]
fn a_file_is_read_by_its_ending_and_its_fields_by_any_name() {
    let world = World::new();
    let text = serde_json::json!({"nr": 3, "text": OUTAGE, "frage": "How?"}).to_string();
    world.write("out.jsonl", format!("\u{feff}{text}\r\n{text}"));
    let arguments = [
        "-r",
        "incident.yaml",
        "-f",
        "jsonl",
        "--id-column",
        "nr",
        "--answer-column",
        "text",
        "out.jsonl",
    ];
    let said = world.run(&arguments);
    assert_eq!(
        (said.status, ids(&said)),
        (0, vec!["3".to_owned(), "3".to_owned()])
    );
    assert_eq!(lines(&said)[0]["source"], "out.jsonl");
}

#[test]
fn a_record_names_a_rubric_and_never_a_path() {
    let world = World::new();
    let input = "{\"answer\": \"We ship it.\", \"rubric\": \"pr-faq\"}\n{\"answer\": \"We ship it.\", \"rubric\": \"incident.yaml\"}\n";
    let said = world.pipe(input, &["--from", "jsonl", "-f", "jsonl"]);
    let lines = lines(&said);
    assert_eq!(
        (&lines[0]["rubric"]["id"], &lines[0]["rubric"]["chosen"]),
        (&"pr-faq".into(), &"record".into())
    );
    assert_eq!(lines[1]["rubric"]["id"], "success-metrics");
    assert!(
        lines[1]["warnings"][0]["message"]
            .as_str()
            .unwrap()
            .contains("the record names the rubric `incident.yaml`")
    );
}

#[test]
fn a_row_is_a_record_too() {
    let world = World::new();
    let quoted = OUTAGE.replace('"', "\"\"");
    world.write(
        "class.csv",
        format!("id,Answer,note\nann,\"{quoted}\",x\nben,,\n,\"{quoted}\"\n"),
    );
    let said = world.run(&["-r", "incident.yaml", "-f", "jsonl", "class.csv"]);
    assert_eq!(
        (said.status, ids(&said)),
        (0, ["ann", "ben", "class.csv:3"].map(str::to_owned).to_vec())
    );
    let said = world.pipe("id,text\n1,x\n", &["--from", "csv", "-f", "jsonl"]);
    assert_eq!(
        (said.status, ids(&said)),
        (2, vec!["stdin record".to_owned()])
    );
    assert!(
        said.err
            .contains("no column is called `answer`; its first line names id, text"),
        "{}",
        said.err
    );
}

#[test]
fn the_same_answers_get_the_same_reports_however_they_come() {
    let world = World::new();
    world.write("class/ann.md", OUTAGE);
    let of_file = lines(&world.run(&["-r", "incident.yaml", "-f", "jsonl", "class"])).remove(0);
    let mut of_record = lines(&world.pipe(
        record("ann.md"),
        &["-r", "incident.yaml", "-f", "jsonl", "--from", "jsonl"],
    ))
    .remove(0);
    of_record["source"] = "class/ann.md".into();
    assert_eq!(of_file, of_record);
}

#[test]
fn reports_come_while_the_input_is_still_open() {
    let world = World::new();
    let (mut child, mut input, mut output) = open(&world, "jsonl");
    for id in ["first", "second"] {
        input.write_all(record(id).as_bytes()).unwrap();
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        assert!(line.contains(&format!("\"id\":\"{id}\"")), "{line}");
    }
    drop(input);
    assert!(child.wait().unwrap().success());
}

#[test]
fn it_ends_quietly_when_nobody_reads_any_more() {
    let world = World::new();
    let (mut child, mut input, output) = open(&world, "jsonl");
    drop(output);
    // The input stays open: it must not be waited for.
    while child.try_wait().unwrap().is_none() {
        let _ = input.write_all(record("x").as_bytes());
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let mut said = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""));
}

#[cfg(unix)]
#[test]
fn a_run_that_is_interrupted_leaves_the_old_result_and_nothing_beside_it() {
    interrupted("-INT");
    // What schedulers send.
    interrupted("-TERM");
}

#[cfg(unix)]
fn interrupted(signal: &str) {
    let world = World::new();
    world.write("kept/marks.csv", OLD);
    let (mut child, mut input) = into_file(&world, "csv", "kept/marks.csv");
    input.write_all(record("one").as_bytes()).unwrap();
    let names = || std::fs::read_dir(world.path("kept")).unwrap().count();
    while names() < 2 {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    // The listener is there a moment after the file.
    std::thread::sleep(std::time::Duration::from_millis(500));
    send(signal, &child);
    assert_eq!(child.wait().unwrap().code(), Some(130), "{signal}");
    assert_eq!((names(), world.read("kept/marks.csv").as_str()), (1, OLD));
}

#[cfg(unix)]
fn send(signal: &str, child: &Child) {
    let id = child.id().to_string();
    let mut kill = std::process::Command::new("kill");
    assert!(kill.args([signal, &id]).status().unwrap().success());
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_that_closes_ends_a_run_as_tidily_unless_it_was_told_to_go_on() {
    // Under `nohup` the tests themselves pass on that it is to be ignored.
    if hang_up_is_ignored() {
        eprintln!("SKIPPED: the tests run under nohup, so a closing terminal ends nothing");
    } else {
        interrupted("-HUP");
    }
    let world = World::new();
    let mut nohup = std::process::Command::new("nohup");
    nohup
        .arg(env!("CARGO_BIN_EXE_evaluate"))
        .args(["-r", "incident.yaml", "--from", "jsonl", "-f", "csv", "-o"])
        .arg("marks.csv")
        .current_dir(world.path(""))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = nohup.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(record("one").as_bytes()).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(500));
    send("-HUP", &child);
    std::thread::sleep(std::time::Duration::from_millis(200));
    input.write_all(record("two").as_bytes()).unwrap();
    drop(input);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(world.read("marks.csv").lines().count(), 3);
}

/// Whether this process was started to ignore that its terminal closes.
#[cfg(target_os = "linux")]
fn hang_up_is_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let ignored = status
        .lines()
        .find_map(|line| line.strip_prefix("SigIgn:"))
        .unwrap();
    // The first bit is signal 1, SIGHUP.
    u64::from_str_radix(ignored.trim(), 16).unwrap() & 1 == 1
}

#[test]
fn a_run_that_is_killed_leaves_the_old_result() {
    let world = World::new();
    world.write("out.jsonl", OLD);
    let (mut child, mut input) = into_file(&world, "jsonl", "out.jsonl");
    for _ in 0..200 {
        input.write_all(record("x").as_bytes()).unwrap();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(world.read("out.jsonl"), OLD);
}

#[test]
fn tables_of_spreadsheets_are_read() {
    let world = World::new();
    let table = "sep=;\r\nid;answer\r\nann;\"The alarm rang at 09:12, and again.\"\r\n";
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(table.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    for input in [table.as_bytes().to_vec(), utf16] {
        let said = world.pipe(
            input,
            &["-r", "incident.yaml", "--from", "csv", "-f", "jsonl"],
        );
        assert_eq!(
            (said.status, ids(&said)),
            (0, vec!["ann".to_owned()]),
            "{}",
            said.err
        );
    }
}

#[test]
fn a_table_with_wrong_marks_loses_nothing_silently() {
    let world = World::new();
    let input = "id,answer\n1,good\n2,We do it, since it pays\n3,\"open\n4,x\n5,y\n";
    let said = world.pipe(
        input,
        &["-r", "incident.yaml", "--from", "csv", "-f", "jsonl"],
    );
    assert_eq!((said.status, ids(&said).len()), (2, 3));
    assert!(
        said.err.contains("it has 3 fields") && said.err.contains("never closed"),
        "{}",
        said.err
    );
}

#[test]
fn rows_of_a_pipe_are_graded_as_they_come() {
    let world = World::new();
    let (mut child, mut input, mut output) = open(&world, "csv");
    input.write_all(b"id,answer\nfirst,It began.\n").unwrap();
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    assert!(line.contains("\"id\":\"first\""), "{line}");
    drop(input);
    assert!(child.wait().unwrap().success());
}

#[test]
fn answers_of_the_same_name_are_told_of() {
    let world = World::new();
    let records = "{\"id\": \"a\", \"answer\": \"At 09:12 it broke.\"}\n\
                   {\"id\": \"b\", \"answer\": \"At 09:14 it broke.\"}\n\
                   {\"id\": \"a\", \"answer\": \"At 09:16 it broke.\"}\n";
    world.write("answers.jsonl", records);
    let run = ["-r", "incident.yaml", "-f", "json", "answers.jsonl"];
    let said = world.run(&run);
    assert!(said.err.contains("2 have `a`"), "{}", said.err);
    assert!(!said.err.contains("`b`"), "{}", said.err);
}

#[test]
fn a_pipe_gives_what_a_file_does() {
    let world = World::new();
    let input: String = (0..40).map(|nth| record(&nth.to_string())).collect();
    let file = world.pipe(&input, &RECORDS);
    let (mut child, mut pipe, mut output) = open(&world, "jsonl");
    let write = std::thread::spawn(move || pipe.write_all(input.as_bytes()).unwrap());
    let mut piped = String::new();
    output.read_to_string(&mut piped).unwrap();
    write.join().unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(lines(&file).len(), 40);
    assert_eq!(piped, file.out);
}

#[cfg(unix)]
#[test]
fn what_a_file_held_is_graded_before_a_pipe_behind_it_has_anything() {
    let world = World::new();
    world.write("first.jsonl", record("one") + &record("two"));
    let arguments = [&RECORDS[..], &["first.jsonl", "-"]].concat();
    let (mut child, pipe, mut output) = world.open(&arguments);
    for id in ["one", "two"] {
        let mut report = String::new();
        output.read_line(&mut report).unwrap();
        assert!(report.contains(&format!("\"id\":\"{id}\"")), "{report}");
    }
    drop(pipe);
    assert!(child.wait().unwrap().success());
}
