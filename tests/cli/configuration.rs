//! Flags before environment before the project's file before the user's file.

use crate::world::World;

fn format_of(said: &crate::world::Said) -> &'static str {
    match said.out.chars().next() {
        Some('{') if said.out.lines().count() == 1 => "jsonl",
        Some('{') => "json",
        Some('#') => "markdown",
        _ => "human",
    }
}

#[test]
fn each_place_wins_over_the_next() {
    let world = World::new();
    let run = |world: &World, arguments: &[&str]| format_of(&world.run(arguments)).to_owned();
    assert_eq!(run(&world, &["outage.md"]), "human");
    world.write("home/.config/evaluate/evaluate.toml", "format = \"jsonl\"");
    assert_eq!(run(&world, &["outage.md"]), "jsonl");
    world.write("evaluate.toml", "format = \"json\"");
    assert_eq!(run(&world, &["outage.md"]), "json");
    let world = world.set("EVALUATE_FORMAT", "markdown");
    assert_eq!(run(&world, &["outage.md"]), "markdown");
    assert_eq!(run(&world, &["-f", "human", "outage.md"]), "human");
}

#[test]
fn a_file_is_found_upwards_and_its_paths_start_from_it() {
    let world = World::new();
    world.write(
        "evaluate.toml",
        "rubric = \"own/incident.yaml\"\nmin_score = 90",
    );
    world.write("own/incident.yaml", crate::world::INCIDENT);
    world.write("deep/er/outage.md", crate::world::OUTAGE);
    let mut command = world.command(&["outage.md", "-f", "json"]);
    let said =
        crate::world::Said::from(command.current_dir(world.path("deep/er")).output().unwrap());
    assert_eq!(said.status, 1, "{}", said.err);
    assert!(said.out.contains("\"id\": \"incident\""));
}

#[test]
fn a_file_that_is_named_stands_alone() {
    let world = World::new();
    world
        .write("evaluate.toml", "format = \"json\"")
        .write("other.toml", "explain = true");
    assert_eq!(
        format_of(&world.run(&["--config", "other.toml", "outage.md"])),
        "human"
    );
    let world = world.set("EVALUATE_CONFIG", "nowhere.toml");
    let said = world.run(&["outage.md"]);
    assert_eq!(said.status, 2);
    assert!(said.err.contains("nowhere.toml"));
}

#[test]
fn unknown_keys_name_file_line_and_the_nearest_key() {
    let world = World::new();
    world.write(
        "evaluate.toml",
        "format = \"json\"\nmin-score = 3\nrubics = \"x\"\n",
    );
    let said = world.run(&["outage.md"]);
    assert_eq!((said.status, said.out.as_str()), (2, ""));
    for part in [
        "evaluate.toml:2:1",
        "did you mean `min_score`?",
        "evaluate.toml:3:1",
        "did you mean `rubrics`?",
    ] {
        assert!(said.err.contains(part), "{part} in {}", said.err);
    }
}

#[test]
fn bad_variables_are_errors_and_unknown_ones_warnings() {
    let said = World::new()
        .set("EVALUATE_MIN_SCORE", "lots")
        .run(&["outage.md"]);
    assert_eq!(said.status, 2);
    assert!(said.err.contains("EVALUATE_MIN_SCORE") && said.err.contains("a number from 0 to 100"));
    let said = World::new()
        .set("EVALUATE_FROMAT", "json")
        .run(&["outage.md"]);
    assert_eq!(said.status, 0);
    assert!(said.err.contains("EVALUATE_FROMAT"));
}

#[test]
fn auto_takes_a_configured_rubric_back() {
    let world = World::new();
    world.write("evaluate.toml", "rubric = \"incident.yaml\"");
    assert_eq!(
        world.run(&["-f", "json", "outage.md"]).json()["rubric"]["id"],
        "incident"
    );
    let report = world.run(&["-f", "json", "-r", "auto", "outage.md"]).json();
    assert_eq!(report["rubric"]["id"], "success-metrics");
}
