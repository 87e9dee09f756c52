//! What the README says is true.

use crate::world::{World, project};

fn readme() -> String {
    std::fs::read_to_string(project().join("README.md")).unwrap()
}

#[test]
fn the_readme_shows_the_help_as_it_is() {
    let help = World::new().run(&["--help"]).out;
    let readme = readme();
    let block = readme
        .split("```text\n")
        .find(|block| block.starts_with("Grades a written answer"))
        .unwrap();
    let shown = block.split("```").next().unwrap();
    assert_eq!(shown.trim_end(), help.trim_end());
}

#[test]
fn the_readme_and_the_script_name_the_same_test_command() {
    let script = std::fs::read_to_string(project().join(".ci/run")).unwrap();
    assert!(readme().contains("\ncargo test\n"));
    assert!(script.lines().any(|line| line == "cargo test"));
}

#[test]
fn the_readme_names_every_setting_and_warning() {
    let readme = readme();
    for name in [
        "rubric",
        "format",
        "min_score",
        "color",
        "rubrics",
        "offline",
        "explain",
        "prompts",
    ] {
        assert!(readme.contains(&format!("`{name}`")), "{name}");
        assert!(
            readme.contains(&format!("EVALUATE_{}", name.to_uppercase())),
            "{name}"
        );
    }
    for kind in [
        "injection",
        "not-an-answer",
        "furniture",
        "encoding",
        "rubric",
        "front-matter",
        "degraded",
        "unbelieved",
        "disagreement",
    ] {
        assert!(readme.contains(&format!("`{kind}`")), "{kind}");
    }
}

/// What a page shows after a command is what the command prints.
#[test]
fn the_guide_to_rubrics_shows_what_is_printed() {
    let guide = std::fs::read_to_string(project().join("docs/writing-rubrics.md")).unwrap();
    let mut shown = 0;
    for after in guide.split("```sh\nevaluate ").skip(1) {
        let (command, rest) = after.split_once("\n```").unwrap();
        let Some(output) = rest.trim_start().strip_prefix("```text\n") else {
            continue;
        };
        let output = output.split("```").next().unwrap();
        let arguments: Vec<&str> = command.split(' ').collect();
        let run = World::new()
            .command(&arguments)
            .current_dir(project())
            .output()
            .unwrap();
        let printed = String::from_utf8_lossy(&run.stdout);
        assert_eq!(printed.trim_end(), output.trim_end(), "{command}");
        shown += 1;
    }
    assert!(shown >= 4, "{shown}");
}

#[test]
fn the_guide_to_rubrics_quotes_its_files() {
    let guide = std::fs::read_to_string(project().join("docs/writing-rubrics.md")).unwrap();
    let folder = project().join("docs/meeting-note");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let files =
        read("meeting-note.yaml") + &read("meeting-note.examples.yaml") + &read("marks.csv");
    for kind in ["```yaml\n", "```csv\n"] {
        for block in guide.split(kind).skip(1) {
            let block = block.split("```").next().unwrap();
            for line in block.lines() {
                assert!(files.contains(line.trim()), "{line}");
            }
        }
    }
}
