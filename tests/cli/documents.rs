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
    ] {
        assert!(readme.contains(&format!("`{kind}`")), "{kind}");
    }
}
