//! What a result is not written over, and what of our own making is no answer.

use crate::world::{OUTAGE, World, project};

const FORMATS: [&str; 8] = [
    "human", "json", "jsonl", "markdown", "csv", "junit", "sarif", "html",
];

fn class() -> World {
    let world = World::new();
    world
        .write("class/ann.md", OUTAGE)
        .write("class/ben.txt", OUTAGE)
        .write("class/none.md", "");
    world
}

#[test]
fn nothing_that_a_run_reads_is_written_over() {
    let world = class();
    let rubric = world.read("incident.yaml");
    world
        .write("records.jsonl", "{\"answer\": \"x\"}\n")
        .write("streams/one.jsonl", "{\"answer\": \"x\"}\n")
        .write("marks.csv", "file,criterion,level\nann.md,timeline,3\n");
    for (arguments, wanted) in [
        (
            "-o class/ann.md class/ann.md",
            "cannot write `class/ann.md`: it is to be graded; name another file",
        ),
        (
            "-o ./class/../class/none.md outage.md class/none.md",
            "none.md`: it is to be graded",
        ),
        ("-o records.jsonl records.jsonl", "it is to be graded"),
        (
            "--from jsonl -f jsonl -o streams/one.jsonl streams",
            "cannot write `streams/one.jsonl`: it is to be graded; name another file",
        ),
        (
            "-f html -o class/ann.md class/ben.txt",
            "no report of this program",
        ),
        ("-f csv -o class/ben.txt class", "no report of this program"),
        ("-o incident.yaml class", "no report of this program"),
        (
            "-r incident.yaml -o incident.yaml outage.md",
            "cannot write `incident.yaml`: it is the rubric; name another file",
        ),
        (
            "agreement --marks marks.csv -o marks.csv",
            "it is a file of marks",
        ),
    ] {
        let said = world.run(&arguments.split(' ').collect::<Vec<_>>());
        assert_eq!((said.status, said.out.as_str()), (2, ""), "{arguments}");
        assert!(said.err.contains(wanted), "{arguments}: {}", said.err);
    }
    for name in ["class/ann.md", "class/ben.txt", "outage.md"] {
        assert_eq!(world.read(name), OUTAGE);
    }
    assert_eq!(world.read("incident.yaml"), rubric);
}

#[cfg(unix)]
#[test]
fn a_link_to_an_answer_is_the_answer() {
    let world = class();
    std::os::unix::fs::symlink("class/ann.md", world.path("link.md")).unwrap();
    for (output, input) in [("link.md", "class/ann.md"), ("class/ann.md", "link.md")] {
        let said = world.run(&["-o", output, input]);
        assert_eq!(said.status, 2);
        assert!(said.err.contains("it is to be graded"), "{}", said.err);
    }
    assert_eq!(world.read("class/ann.md"), OUTAGE);
}

#[test]
fn results_of_every_format_are_replaced_and_are_no_answers() {
    let world = class();
    for path in ["class", "class/ann.md", "class/none.md"] {
        for format in FORMATS {
            let run = [
                "-r",
                "incident.yaml",
                "-f",
                format,
                "-o",
                "class/report.md",
                path,
            ];
            let said = world.run(&run);
            assert_eq!(said.status, 0, "{format} of {path}: {}", said.err);
            let named = world.run(&["class/report.md"]);
            assert_eq!(
                (named.status, named.out.as_str()),
                (2, ""),
                "{format} of {path}"
            );
            assert!(named.err.contains("a report that this program wrote"));
        }
    }
    // One without any answer, too.
    world.write("bad.md", b"\0");
    for format in FORMATS {
        let arguments = ["-f", format, "-o", "result", "bad.md", "nowhere.md"];
        for _ in 0..2 {
            let said = world.run(&arguments);
            assert!(!said.err.contains("cannot write"), "{format}: {}", said.err);
        }
    }
}

#[test]
fn agreement_and_what_would_be_asked_are_replaced_too() {
    let world = class();
    let marks = project().join("fixtures/unseen/marks.jsonl");
    let agreement = format!("agreement --resamples 0 --marks {}", marks.display());
    for arguments in [
        "--dry-run class",
        "--dry-run outage.md",
        "--dry-run -f json class",
        &agreement,
        &format!("{agreement} -f json"),
    ] {
        let arguments: Vec<&str> = arguments.split(' ').chain(["-o", "said.txt"]).collect();
        for _ in 0..2 {
            let said = world.run(&arguments);
            assert!(
                !said.err.contains("cannot write"),
                "{arguments:?}: {}",
                said.err
            );
        }
        assert!(!world.read("said.txt").is_empty(), "{arguments:?}");
    }
}

#[test]
fn reports_in_a_folder_are_passed_over_and_told_of() {
    let world = class();
    let grade = |more: &[&str]| {
        let said = world.run(&[&["-r", "incident.yaml"], more, &["class"]].concat());
        assert_eq!(said.status, 0, "{}", said.err);
        said
    };
    let before = grade(&["-f", "jsonl"]);
    assert_eq!((before.out.lines().count(), before.err.as_str()), (3, ""));
    for (format, name) in [
        ("html", "page.html"),
        ("human", "report.txt"),
        ("markdown", "report.md"),
    ] {
        grade(&["-f", format, "-o", &format!("class/{name}")]);
    }
    let after = grade(&["-f", "jsonl"]);
    assert_eq!(after.out, before.out);
    assert_eq!(
        after.err.trim_end(),
        "passed over as reports of this program: class/page.html, class/report.md, class/report.txt"
    );
    // That which is about to be written is no news.
    let again = grade(&["-f", "html", "-o", "class/page.html"]);
    assert!(!again.err.contains("page.html"), "{}", again.err);
    assert_eq!(grade(&["-f", "jsonl", "-q"]).err, "");
}

#[test]
fn what_is_no_answer_and_no_rubric_by_its_name_is_replaced() {
    let world = class();
    for name in ["result.json", "result"] {
        world.write(name, "old");
        let said = world.run(&["-f", "json", "-o", name, "outage.md"]);
        assert_eq!(said.status, 0, "{name}: {}", said.err);
        assert!(world.read(name).starts_with('{'), "{name}");
    }
}
