//! Results in files: whole or not at all.

use crate::world::{OLD, World};

#[test]
fn a_result_replaces_the_file_as_a_whole() {
    let world = World::new();
    world.write("report.json", OLD);
    let said = world.run(&["-f", "json", "-o", "report.json", "outage.md"]);
    assert_eq!((said.status, said.out.as_str()), (0, ""), "{}", said.err);
    assert!(serde_json::from_str::<serde_json::Value>(&world.read("report.json")).is_ok());
}

#[test]
fn nothing_half_written_is_left() {
    let world = World::new();
    world.write("report.md", OLD).write("taken/x", "");
    assert_eq!(
        world
            .run(&["-f", "markdown", "-o", "report.md", "nowhere.md"])
            .status,
        2
    );
    assert_eq!(world.read("report.md"), OLD);
    for place in ["no/such/folder/report.md", "taken"] {
        let said = world.run(&["-o", place, "outage.md"]);
        assert_eq!(said.status, 2);
        assert!(said.err.contains("cannot write"), "{}", said.err);
    }
    let left = world.path(".").read_dir().unwrap().filter(|entry| {
        entry
            .as_ref()
            .unwrap()
            .file_name()
            .to_string_lossy()
            .starts_with(".evaluate-")
    });
    assert_eq!(left.count(), 0);
}

#[test]
fn a_file_has_no_colours() {
    let world = World::new();
    assert_eq!(
        world
            .run(&["--color", "always", "-o", "report.txt", "outage.md"])
            .status,
        0
    );
    assert!(!world.read("report.txt").contains('\u{1b}'));
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_and_a_device_a_device() {
    let world = World::new();
    world.write("report.txt", OLD);
    std::os::unix::fs::symlink("report.txt", world.path("link.txt")).unwrap();
    assert_eq!(world.run(&["-o", "link.txt", "outage.md"]).status, 0);
    assert!(world.path("link.txt").is_symlink() && world.read("report.txt").contains("outage.md"));
    std::os::unix::fs::symlink("/dev/null", world.path("null")).unwrap();
    let said = world.run(&["-o", "null", "outage.md"]);
    assert_eq!(said.status, 2);
    assert!(said.err.contains("no ordinary file"), "{}", said.err);
}

#[cfg(unix)]
#[test]
fn permissions_stay() {
    use std::os::unix::fs::PermissionsExt as _;
    let world = World::new();
    world.write("report.txt", OLD);
    std::fs::set_permissions(
        world.path("report.txt"),
        std::fs::Permissions::from_mode(0o640),
    )
    .unwrap();
    world.run(&["-o", "report.txt", "outage.md"]);
    assert_eq!(
        world
            .path("report.txt")
            .metadata()
            .unwrap()
            .permissions()
            .mode()
            & 0o777,
        0o640
    );
}
