//! Listing, showing and checking rubrics.

use crate::world::{INCIDENT, World};

#[test]
fn rubrics_are_listed_and_shown() {
    let world = World::new();
    let list = world.run(&["rubric", "list"]);
    assert_eq!(list.status, 0);
    assert!(list.out.contains("\nsuccess-metrics"), "{}", list.out);
    let show = world.run(&["rubric", "show", "incident.yaml"]);
    for part in [
        "Incident reports",
        "incident 0.3.0\n",
        "What happened",
        "timeline  weight 2, 40 points\n",
        "●●○ developed  two times\n",
    ] {
        assert!(show.out.contains(part), "{part} in\n{}", show.out);
    }
    assert!(
        show.out.lines().all(|line| line.chars().count() <= 80),
        "{}",
        show.out
    );
    assert_eq!(
        world
            .run(&["rubric", "show", "incident.yaml", "--source"])
            .out,
        INCIDENT
    );
    assert_eq!(world.run(&["rubric", "show"]).status, 0);
    assert_eq!(world.run(&["rubric", "show", "nothing"]).status, 2);
}

#[test]
fn rubrics_are_shown_as_a_handout_and_for_programs() {
    let world = World::new();
    let markdown = world.run(&["rubric", "show", "-f", "markdown", "incident.yaml"]);
    for part in [
        "# Incident reports\n",
        "## What happened (80 points)\n",
        "| **Timeline**<br>When it began, was noticed and ended. | 40 | one time | two times | and a third |\n",
    ] {
        assert!(markdown.out.contains(part), "{part} in\n{}", markdown.out);
    }
    let json = world
        .run(&["rubric", "show", "-f", "json", "incident.yaml"])
        .json();
    assert_eq!(json["criteria"][0]["points"], 40.0);
    assert_eq!(json["criteria"][0]["levels"][1]["when"], "clock-time >= 2");
    assert_eq!(
        json["bands"][1],
        serde_json::json!({"from": 40.0, "name": "fair"})
    );
}

#[test]
fn a_checked_rubric_without_faults_is_0() {
    let said = World::new().run(&["rubric", "check", "incident.yaml"]);
    assert_eq!(said.status, 0, "{}", said.out);
    assert!(
        said.out.contains("incident.yaml: no errors"),
        "{}",
        said.out
    );
}

#[test]
fn faults_are_shown_all_at_once_with_their_place() {
    let world = World::new();
    let faulty = INCIDENT
        .replace("weight: 1", "wieght: 1")
        .replace("when: fix-said}", "when: fix-sad}");
    world.write("faulty.yaml", faulty);
    let said = world.run(&["rubric", "check", "incident.yaml", "faulty.yaml"]);
    assert_eq!(said.status, 1);
    for part in [
        "faulty.yaml:",
        "did you mean `weight`?",
        "did you mean `fix-said`?",
        "incident.yaml: no errors",
    ] {
        assert!(said.out.contains(part), "{part} in\n{}", said.out);
    }
    assert_eq!(world.run(&["rubric", "check", "nowhere.yaml"]).status, 2);
    let graded = world.run(&["-r", "faulty.yaml", "outage.md"]);
    assert_eq!((graded.status, graded.out.as_str()), (2, ""));
    assert!(
        graded.err.contains("did you mean `weight`?"),
        "{}",
        graded.err
    );
}

#[test]
fn a_directory_of_rubrics_wins_over_the_built_in_ones() {
    let world = World::new();
    world.write("evaluate.toml", "rubrics = \"own\"");
    world.write(
        "own/success-metrics.yaml",
        INCIDENT.replace("rubric: incident", "rubric: success-metrics"),
    );
    let report = world
        .run(&["-f", "json", "-r", "success-metrics", "outage.md"])
        .json();
    assert_eq!(report["rubric"]["version"], "0.3.0");
    let world = World::new().set("EVALUATE_RUBRICS", "nowhere");
    assert_eq!(world.run(&["outage.md"]).status, 2);
}
