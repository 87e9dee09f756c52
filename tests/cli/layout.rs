//! What a person reads: the layout, its width, its colours, and what never reaches the terminal.

use crate::world::{OUTAGE, World};

/// The layout, on a rubric of our own.
const EXPECTED: &str = include_str!("../data/outage.txt");

#[test]
fn the_report_fits_80_columns_and_looks_like_this() {
    let said = World::new().run(&["-r", "incident.yaml", "outage.md"]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(said.err.is_empty(), "{}", said.err);
    assert!(said.out.lines().all(|line| line.chars().count() <= 80));
    assert_eq!(said.out, EXPECTED);
}

#[test]
fn a_long_path_leaves_room_for_the_rubric_and_why_it_was_taken() {
    let world = World::new();
    let head = |name: &str| {
        world.write(name, OUTAGE);
        let said = world.run(&["-r", "incident.yaml", name]);
        let lines = said.out.lines().map(str::to_owned);
        let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
        let fits = |line: &String| line.chars().count() <= 80;
        assert!(head.iter().all(fits), "{head:?}");
        head
    };
    let short = head("outage-of-a-tuesday.md");
    assert!(
        short[0].ends_with("incident 0.3.0, as asked for"),
        "{short:?}"
    );
    let folder = "a-course-with-a-long-name/a-week-with-a-long-name/a-group";
    let long = head(&format!("{folder}/outage-of-a-tuesday.md"));
    assert!(long[0].starts_with("a-course-"), "{long:?}");
    assert!(long[0].contains("/outage-of-a-tuesday.md "), "{long:?}");
    assert!(long[0].ends_with("  incident 0.3.0"), "{long:?}");
    assert_eq!(long[1].trim(), "as asked for");
}

#[test]
fn markdown_looks_like_this() {
    let said = World::new().run(&["-r", "incident.yaml", "-f", "markdown", "outage.md"]);
    assert_eq!(
        said.out.replace(env!("CARGO_PKG_VERSION"), "VERSION"),
        include_str!("../data/outage-report.md")
    );
}

#[test]
fn an_explanation_says_what_fired_and_what_did_not() {
    let said = World::new().run(&["-r", "incident.yaml", "--explain", "outage.md"]);
    for part in [
        "✓ mentioned: one time",
        "when clock-time >= 3",
        "✗ developed",
        "+ clock-time 3",
        "found nothing: why-again",
    ] {
        assert!(said.out.contains(part), "{part} in\n{}", said.out);
    }
}

#[test]
fn colours_follow_the_flag_the_terminal_and_no_color() {
    let world = World::new();
    let colored = |world: &World, arguments: &[&str]| world.run(arguments).out.contains('\u{1b}');
    assert!(!colored(&world, &["outage.md"]), "no terminal, no colours");
    assert!(colored(&world, &["--color", "always", "outage.md"]));
    let world = world.set("CLICOLOR_FORCE", "1");
    assert!(colored(&world, &["outage.md"]));
    let world = world.set("NO_COLOR", "1");
    assert!(!colored(&world, &["outage.md"]));
}

#[test]
fn an_answer_cannot_reach_the_terminal() {
    let hostile = "\u{1b}]0;title\u{7} at 09:12 \u{1b}[2Jand\u{9b}31m at 09:40\u{202e} because\u{8} of\u{7f} <b>x</b> `y` | z\n";
    let world = World::new();
    world.write("a\u{1b}[31m\u{202e}.md", format!("{OUTAGE}\n{hostile}"));
    for format in ["human", "markdown", "json", "jsonl"] {
        let arguments = ["-r", "incident.yaml", "--explain", "-f", format];
        let piped = world.pipe(hostile, &arguments);
        let file = world.run(&[&arguments[..], &["a\u{1b}[31m\u{202e}.md"]].concat());
        for said in [piped, file] {
            assert_eq!(said.status, 0, "{}", said.err);
            let bad =
                |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c);
            assert!(!said.out.contains(bad), "{format}: {:?}", said.out);
            assert!(!said.err.contains(bad), "{format}: {:?}", said.err);
        }
    }
}

#[test]
fn a_file_name_in_an_error_is_harmless_too() {
    let said = World::new().run(&["no\u{1b}[31m\u{202e}.md"]);
    assert_eq!(said.status, 2);
    assert!(!said.err.contains(['\u{1b}', '\u{202e}']), "{:?}", said.err);
}
