//! Folders and many files: what is graded, in which order, and what is said of the rest.

use serde_json::Value;

use crate::world::{OUTAGE, Said, World, project};

/// The lines of a JSONL result.
pub(crate) fn lines(said: &Said) -> Vec<Value> {
    said.out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The ids of a JSONL result, failures marked with their kind.
pub(crate) fn ids(said: &Said) -> Vec<String> {
    let id = |line: Value| match line["error"]["kind"].as_str() {
        Some(kind) => format!("{} {kind}", line["id"].as_str().unwrap()),
        None => line["id"].as_str().unwrap().to_owned(),
    };
    lines(said).into_iter().map(id).collect()
}

fn class() -> World {
    let world = World::new();
    for name in ["c.md", "a.txt", "deep/b.markdown", "page.html"] {
        world.write(&format!("class/{name}"), OUTAGE);
    }
    world
}

#[test]
fn a_folder_is_graded_in_the_order_of_its_paths() {
    let world = class();
    world
        .write("class/.gitignore", "drafts/\n")
        .write("class/drafts/d.md", OUTAGE)
        .write("class/.hidden.md", OUTAGE)
        .write("class/marks.csv", "file,criterion,level\n")
        .write("class/photo.png", "x");
    let said = world.run(&["-r", "incident.yaml", "-f", "jsonl", "-v", "class"]);
    assert_eq!(
        ids(&said),
        ["a.txt", "c.md", "deep/b.markdown", "page.html"]
    );
    assert_eq!(
        (said.status, lines(&said)[2]["source"].as_str()),
        (0, Some("class/deep/b.markdown"))
    );
    assert!(
        said.err.contains("passed over: class/photo.png"),
        "{}",
        said.err
    );
}

#[test]
fn several_paths_keep_their_order_and_none_is_graded_twice() {
    let world = class();
    let said = world.run(&[
        "-r",
        "incident.yaml",
        "-f",
        "jsonl",
        "outage.md",
        "class",
        "class/c.md",
        "outage.md",
    ]);
    assert_eq!(
        ids(&said),
        [
            "outage.md",
            "class/a.txt",
            "class/c.md",
            "class/deep/b.markdown",
            "class/page.html"
        ]
    );
}

#[test]
fn what_cannot_be_graded_stands_in_its_place_and_stops_nothing() {
    let world = class();
    world
        .write("class/b.md", b"a\0b")
        .write("class/empty.md", "")
        .write("class/handed-in.pdf", b"%PDF-1.7")
        .write(
            "class/utf16.txt",
            [&[0xff, 0xfe][..], &utf16("The alarm rang at 09:12.")].concat(),
        )
        .write("class/z.docx", b"PK\x03\x04 no archive");
    let said = world.run(&["-r", "incident.yaml", "-f", "jsonl", "class", "nowhere.md"]);
    assert_eq!(said.status, 2);
    assert_eq!(
        ids(&said),
        [
            "class/a.txt",
            "class/b.md binary",
            "class/c.md",
            "class/deep/b.markdown",
            "class/empty.md",
            "class/handed-in.pdf binary",
            "class/page.html",
            "class/utf16.txt",
            "class/z.docx document",
            "nowhere.md unreadable",
        ]
    );
    assert!(
        said.err.contains("4 of 10 inputs could not be graded"),
        "{}",
        said.err
    );
    for name in [
        "class/b.md",
        "class/handed-in.pdf",
        "class/z.docx",
        "nowhere.md",
    ] {
        assert_eq!(said.err.matches(name).count(), 1, "{name} in {}", said.err);
    }
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[cfg(unix)]
#[test]
fn links_stay_inside_and_loops_end() {
    use std::os::unix::fs::symlink;
    let world = class();
    symlink(world.path("outage.md"), world.path("class/out.md")).unwrap();
    symlink(world.path("class/a.txt"), world.path("class/same.txt")).unwrap();
    symlink(world.path("class"), world.path("class/deep/up")).unwrap();
    symlink(world.path("class/gone"), world.path("class/broken.md")).unwrap();
    let said = world.run(&["-r", "incident.yaml", "-f", "jsonl", "class"]);
    let mut found = ids(&said);
    found.sort();
    assert_eq!(
        found,
        [
            "a.txt",
            "broken.md unreadable",
            "c.md",
            "deep/b.markdown",
            "deep/up unreadable",
            "out.md link",
            "page.html",
            "same.txt",
        ]
    );
    assert_eq!(said.status, 2);
}

#[cfg(unix)]
#[test]
fn any_file_name_is_reported_without_harm() {
    use std::os::unix::ffi::OsStrExt as _;
    let world = World::new();
    world.write("class/two\nlines.md", OUTAGE);
    let name = std::ffi::OsStr::from_bytes(b"class/caf\xe9.md");
    std::fs::write(world.path("").join(name), OUTAGE).unwrap();
    let said = world.run(&["-r", "incident.yaml", "-f", "jsonl", "class"]);
    assert_eq!(ids(&said), ["caf\\xe9.md", "two\nlines.md"]);
    let said = world.run(&["-r", "incident.yaml", "class"]);
    assert!(said.out.contains("two lines.md"), "{}", said.out);
}

#[test]
fn the_result_is_the_same_for_any_number_of_threads() {
    let fixtures = project().join("fixtures/trade-off");
    let world = World::new();
    for format in [
        "jsonl", "json", "human", "csv", "junit", "sarif", "markdown",
    ] {
        let run = |jobs: &str| {
            let said = world.run(&[
                "-r",
                "trade-off",
                "-f",
                format,
                "-j",
                jobs,
                fixtures.to_str().unwrap(),
            ]);
            (said.status, said.out)
        };
        assert_eq!(run("1"), run("5"), "{format}");
    }
}

#[test]
fn explanations_that_have_no_room_are_told_of() {
    let world = class();
    let told = |format: &str| {
        let run = ["-r", "incident.yaml", "--explain", "-f", format, "class"];
        world.run(&run).err.contains("--explain has no room")
    };
    let told_of: Vec<bool> = ["human", "csv", "json", "markdown"].map(told).to_vec();
    assert_eq!(told_of, [true, true, false, false]);
}

#[test]
fn one_low_score_fails_a_run() {
    let world = class();
    let said = world.run(&["-r", "incident.yaml", "-q", "--min-score", "53.3", "class"]);
    assert_eq!(said.status, 1, "the page has no lists");
    let said = world.run(&["-r", "incident.yaml", "--min-score", "99", "class"]);
    assert!(
        said.err
            .contains("4 of 4 answers score below 99: a.txt, c.md"),
        "{}",
        said.err
    );
}

#[test]
fn each_answer_has_the_rubric_that_suits_it() {
    let world = World::new();
    world.write("a.md", "---\nrubric: trade-off\n---\nWe ship it.");
    world.write(
        "b.md",
        "# How would you measure the success of Maps?\n\nDaily active users.",
    );
    let said = world.run(&["-f", "jsonl", "a.md", "b.md"]);
    let rubrics: Vec<String> = lines(&said)
        .iter()
        .map(|line| {
            format!("{} {}", line["rubric"]["id"], line["rubric"]["chosen"]).replace('"', "")
        })
        .collect();
    assert_eq!(
        rubrics,
        ["trade-off front-matter", "success-metrics answer"]
    );
}

#[test]
fn the_class_is_shown_below_its_table() {
    let world = class();
    world
        .write("class/other.md", "Nothing of it.")
        .write("class/bad.md", b"\0");
    let said = world.run(&["-r", "incident.yaml", "class"]);
    assert_eq!(said.status, 2);
    for part in [
        "answer           score  band",
        "a.txt             53.3",
        "bad.md           error  it is no text",
        "The class: 5 answers, 1 could not be graded",
        "Where most is lost",
        "Follow-up",
        "Nearly the same\n  a.txt, c.md, deep/b.markdown",
    ] {
        assert!(said.out.contains(part), "{part} is not in\n{}", said.out);
    }
    assert!(
        said.out.lines().all(|line| line.chars().count() <= 80),
        "{}",
        said.out
    );
}

#[test]
fn a_file_is_graded_once_however_it_is_named() {
    let world = class();
    let whole = world.path("class").canonicalize().unwrap();
    let said = world.run(&[
        "-r",
        "incident.yaml",
        "-f",
        "jsonl",
        "class",
        "./class",
        "class/a.txt",
        whole.to_str().unwrap(),
    ]);
    assert_eq!(ids(&said).len(), 4, "{}", said.out);
}

#[test]
fn a_result_in_the_folder_is_no_answer() {
    let world = class();
    let arguments = [
        "-r",
        "incident.yaml",
        "-f",
        "markdown",
        "-o",
        "class/report.md",
        "class",
    ];
    assert_eq!(world.run(&arguments).status, 0);
    let first = world.read("class/report.md");
    assert_eq!(world.run(&arguments).status, 0);
    assert_eq!(world.read("class/report.md"), first);
}

#[test]
fn a_gate_is_not_passed_by_nothing() {
    let world = class();
    world
        .write("none/data.bin", "x")
        .write("head.csv", "id,answer\n");
    let said = world.run(&["-r", "incident.yaml", "-f", "jsonl", "none", "class"]);
    assert_eq!(said.status, 2);
    assert!(
        said.err
            .contains("cannot read `none`: there are no answers in it"),
        "{}",
        said.err
    );
    let gate = |least: &[&str]| {
        world
            .run(&[&["-r", "incident.yaml", "-f", "jsonl", "head.csv"], least].concat())
            .status
    };
    assert_eq!((gate(&[]), gate(&["--min-score", "1"])), (0, 1));
}

#[test]
fn an_output_needs_its_folder() {
    let said = class().run(&[
        "-r",
        "incident.yaml",
        "-f",
        "csv",
        "-o",
        "no/such/x.csv",
        "class",
    ]);
    assert_eq!(said.status, 2);
    assert!(
        said.err.contains("there is no folder `no/such`") && !said.err.contains(".evaluate-"),
        "{}",
        said.err
    );
}
