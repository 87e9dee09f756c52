//! One mistake is one diagnostic: a rubric with one edit after the other.

use crate::rubric_check::{check, position};
use crate::world::{INCIDENT, World};

/// One edit of a rubric without mistakes: what is replaced, by what, and the one mistake that this makes,
/// at the first place of some words.
type Edit = (&'static str, &'static str, &'static str, &'static str);

const EDITS: [Edit; 41] = [
    (
        "rubric: incident",
        "id: incident",
        "unknown-key",
        "id: incident",
    ),
    (
        "title: Incident reports\n",
        "",
        "missing-key",
        "rubric: incident",
    ),
    (
        "title: Incident reports",
        "title:",
        "empty-value",
        ":\nabout",
    ),
    (
        "version: 0.3.0",
        "version: v1",
        "version-not-semantic",
        "v1",
    ),
    ("suits: [", "suitts: [", "unknown-key", "suitts"),
    (
        "levels: [missing, mentioned,",
        "levels: [missing,",
        "four-levels",
        "[missing, dev",
    ),
    (
        "levels: [missing,",
        "levels: [strong,",
        "duplicate-level",
        "strong]",
    ),
    ("{weak: 0,", "{weak: 10,", "lowest-band", "{weak"),
    ("fair: 40", "fair: 75", "band-twice", "75}"),
    ("groups: {", "group: {", "unknown-key", "group: {"),
    (
        "groups: {facts: What happened, lessons: What follows}\n",
        "",
        "missing-key",
        "rubric: incident",
    ),
    (
        "group: lessons",
        "group: nowhere-else",
        "unknown-group",
        "nowhere-else",
    ),
    (
        "signals:\n  promised",
        "signal:\n  promised",
        "unknown-key",
        "signal:\n  promised",
    ),
    (
        "stance: announced",
        "stance: delivered",
        "not-announced",
        "promised-fix]",
    ),
    (
        "stance: announced",
        "stance: [announced, sad]",
        "unknown-stance",
        "sad",
    ),
    (
        "- id: cause",
        "- id: timeline",
        "duplicate-criterion",
        "timeline\n    title: Root",
    ),
    (
        "- id: cause",
        "- id: Root Cause",
        "id-not-kebab",
        "Root Cause\n    title",
    ),
    ("weight: 1", "weight: -1", "bad-number", "-1"),
    ("weight: 1", "wieght: 1", "unknown-key", "wieght"),
    ("    weight: 1\n", "", "missing-key", "id: follow-up"),
    (
        "asks: Why it happened.",
        "aks: Why it happened.",
        "unknown-key",
        "aks",
    ),
    (
        "    asks: Why it happened.\n",
        "",
        "no-asks",
        "cause\n    title",
    ),
    (
        "find: [\"\\\\d\\\\d:\\\\d\\\\d\"]",
        "regex: [\"\\\\d\\\\d:\\\\d\\\\d\"]",
        "unknown-key",
        "regex",
    ),
    (
        "\\\\d\\\\d:\\\\d\\\\d",
        "\\\\d\\\\d:(\\\\d\\\\d",
        "bad-pattern",
        "(\\\\d\\\\d\"]",
    ),
    (
        "because|caused by",
        "because|caus[ed by",
        "bad-pattern",
        "[ed by",
    ),
    (
        "because|caused by",
        "because|because",
        "duplicate-alternative",
        "because|root",
    ),
    (
        "because|caused by",
        "because(?! of)|caused by",
        "bad-pattern",
        "(?! of)",
    ),
    (
        "means: one time, when: clock-time}",
        "means: one time, when: clocktime}",
        "unknown-signal",
        "clocktime",
    ),
    (
        "when: clock-time >= 2",
        "when: clock-time => 2",
        "condition-syntax",
        "=> 2",
    ),
    (
        "when: clock-time >= 2",
        "when: clock-time >= 2 AND because-said",
        "condition-syntax",
        "AND",
    ),
    (
        "when: clock-time >= 2",
        "when: (clock-time >= 2",
        "condition-syntax",
        "}\n      strong: {means: and a third",
    ),
    (
        "when: clock-time >= 2",
        "when: ",
        "empty-condition",
        ": }\n      strong: {means: and a third",
    ),
    (
        "when: clock-time >= 2",
        "when: distinct(clock-time, because-said) >= 2",
        "comma-ends-text",
        "because-said) >= 2",
    ),
    (
        "when: clock-time >= 2",
        "when: clock-time >= 3",
        "level-never-outcome",
        "clock-time >= 3",
    ),
    (
        "when: clock-time >= 2",
        "when: clock-time < 2 and clock-time >= 1",
        "levels-contradict",
        "clock-time >= 3}",
    ),
    (
        "when: clock-time >= 2",
        "when: clock-time < 0",
        "level-never-reached",
        "clock-time < 0",
    ),
    (
        "      mentioned: {means: one time",
        "      mention: {means: one time",
        "unknown-level",
        "mention: {",
    ),
    (
        "      strong: {means: and a third, when: clock-time >= 3}\n",
        "",
        "missing-key",
        "mentioned: {means: one time",
    ),
    (
        "{means: one time,",
        "{description: one time,",
        "unknown-key",
        "description",
    ),
    (
        "{count clock-time}",
        "{count clock-tim}",
        "unknown-signal",
        "clock-tim}",
    ),
    (
        "{count clock-time}",
        "{sum clock-time}",
        "unknown-placeholder",
        "{sum",
    ),
];

#[test]
fn one_mistake_is_one_diagnostic_at_its_place() {
    let world = World::new();
    let mut wrong = Vec::new();
    for (old, new, code, place) in EDITS {
        assert!(INCIDENT.contains(old), "{old}");
        let edited = INCIDENT.replacen(old, new, 1);
        let at = edited.find(place).unwrap_or_else(|| panic!("{place}"));
        world.write("edited.yaml", &edited);
        let (line, column) = position(&edited, at);
        let found = check(&world, "edited.yaml");
        if found != [(line, column, code.to_owned())] {
            wrong.push(format!(
                "`{old}` -> `{new}`: {line}:{column} {code}, and got {found:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
