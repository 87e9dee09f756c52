//! A rubric to start from, and the schemas for editors.

use serde_json::Value;

use crate::world::{INCIDENT, World, project};

#[test]
fn a_new_rubric_checks_clean_and_passes_its_own_examples() {
    let world = World::new();
    let said = world.run(&["rubric", "new", "--title", "It's a play", "My plays.yaml"]);
    assert_eq!(said.status, 0, "{}", said.err);
    let check = world.run(&["rubric", "check", "--strict", "My plays.yaml"]);
    assert_eq!(check.status, 0, "{}", check.out);
    let test = world.run(&["rubric", "test", "--strict", "My plays.yaml"]);
    assert_eq!(test.status, 0, "{}", test.out);
    let show = world.run(&["rubric", "show", "My plays.yaml"]);
    assert!(show.out.starts_with("It's a play"), "{}", show.out);
    assert!(show.out.contains("my-plays 0.1.0"), "{}", show.out);
}

#[test]
fn the_starter_has_every_level_and_near_misses() {
    let text =
        std::fs::read_to_string(project().join("rubrics/examples/book-review.examples.yaml"))
            .unwrap();
    let criteria = text
        .split("\ncriteria:")
        .nth(1)
        .unwrap()
        .split("\nanswers:")
        .next()
        .unwrap();
    for criterion in criteria
        .split("\n\n")
        .filter(|part| part.contains("level:"))
    {
        for level in ["missing", "mentioned", "developed", "strong"] {
            assert!(
                criterion.contains(&format!("{{level: {level},")),
                "{level} in {criterion}"
            );
        }
        assert!(criterion.matches("near_miss:").count() >= 2, "{criterion}");
    }
}

#[test]
fn nothing_is_overwritten() {
    let world = World::new();
    let said = world.run(&["rubric", "new", "incident.yaml"]);
    assert_eq!(said.status, 2);
    assert!(
        said.err.contains("`incident.yaml` exists already"),
        "{}",
        said.err
    );
    assert_eq!(world.read("incident.yaml"), INCIDENT);
    world.write("own.examples.yaml", "examples: own\n");
    assert_eq!(world.run(&["rubric", "new", "own.yaml"]).status, 2);
    assert!(!world.path("own.yaml").exists());
}

#[test]
fn without_a_file_it_goes_to_standard_output() {
    let world = World::new();
    let said = world.run(&["rubric", "new"]);
    assert!(said.out.contains("\nrubric: book-review\n"), "{}", said.out);
    let own = world.run(&["rubric", "new", "--id", "my-essay", "-"]);
    assert!(own.out.contains("\nrubric: my-essay\n"), "{}", own.out);
    assert_eq!(world.run(&["rubric", "new", "--id", "My Essay"]).status, 2);
}

#[test]
fn schemas_are_printed() {
    let world = World::new();
    for (flag, title) in [
        (None, "A rubric of `evaluate`"),
        (Some("--shared"), "A shared file of `evaluate`"),
        (Some("--examples"), "Examples of a rubric of `evaluate`"),
    ] {
        let mut arguments = vec!["rubric", "schema"];
        arguments.extend(flag);
        let schema: Value = serde_json::from_str(&world.run(&arguments).out).unwrap();
        assert_eq!(schema["title"], title);
        assert_eq!(
            schema["$schema"],
            "https://json-schema.org/draft/2020-12/schema"
        );
    }
}
