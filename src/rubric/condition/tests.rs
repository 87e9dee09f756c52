//! What conditions mean, and what is said of those that are wrong.

use super::*;

fn holds(text: &str, counts: &[f64]) -> bool {
    let names = ["a".to_owned(), "b-c".to_owned()];
    let reading = read(text, &Names::signals(&names));
    assert!(reading.mistakes.is_empty(), "{text}");
    let count = |names: &[Name]| names.iter().map(|n| counts[*n]).sum();
    reading.condition.unwrap().holds(&count)
}

#[test]
fn conditions_read_as_they_are_written() {
    assert!(holds("a >= 2 and b-c", &[2.0, 1.0]));
    assert!(!holds("a>=2 and not b-c", &[2.0, 1.0]));
    assert!(holds("distinct(a, b-c) >= 3 or a > 5", &[2.0, 1.0]));
    assert!(holds("b-c >= half(a) and a + b-c == 3", &[2.0, 1.0]));
    assert!(holds("(a)and(b-c<2)", &[2.0, 1.0]));
}

/// The mistakes of a condition: where each begins (columns count from 1), its words, its help.
fn mistakes(text: &str) -> Vec<(usize, String, String)> {
    let names = ["groups", "wants", "by-name", "table"].map(str::to_owned);
    let reading = read(text, &Names::signals(&names));
    assert_eq!(
        reading.condition.is_none(),
        !reading.mistakes.is_empty(),
        "{text}"
    );
    let mistakes = reading.mistakes.into_iter();
    mistakes
        .map(|mistake| {
            let words = text.get(mistake.at.clone()).unwrap_or("").to_owned();
            (
                mistake.at.start + 1,
                words,
                mistake.help.unwrap_or_default(),
            )
        })
        .collect()
}

/// A condition, and of every mistake its column, its words and how its help begins.
type Row = (&'static str, &'static [(usize, &'static str, &'static str)]);

const TABLE: [Row; 34] = [
    ("groups >= 2 and wants", &[]),
    ("group >= 2", &[(1, "group", "did you mean `groups`?")]),
    (
        "grups or wnts or tabel",
        &[
            (1, "grups", "did you mean `groups`?"),
            (10, "wnts", "did you mean `wants`?"),
            (18, "tabel", "did you mean `table`?"),
        ],
    ),
    ("groups => 2", &[(8, "=>", "write `>=`")]),
    ("groups =< 2", &[(8, "=<", "write `<=`")]),
    ("groups = 2", &[(8, "=", "write `==`")]),
    ("groups != 2", &[(8, "!=", "write `not ... ==`")]),
    ("groups ≥ 2", &[(8, "≥", "write `>=`")]),
    ("groups && wants", &[(8, "&&", "write `and`")]),
    ("groups || wants", &[(8, "||", "write `or`")]),
    (
        "groups | wants & table",
        &[(8, "|", "write `or`"), (16, "&", "write `and`")],
    ),
    ("!groups", &[(1, "!", "write `not`")]),
    ("groups AND wants", &[(8, "AND", "write `and`")]),
    (
        "groups Or NOT wants",
        &[(8, "Or", "write `or`"), (11, "NOT", "write `not`")],
    ),
    (
        "groups=>2&&wnts",
        &[
            (7, "=>", "write `>=`"),
            (10, "&&", "write `and`"),
            (12, "wnts", "did you mean `wants`?"),
        ],
    ),
    ("(groups or wants", &[(17, "", "every `(` has its `)`")]),
    (
        "((groups or wants) and table",
        &[(29, "", "every `(` has its `)`")],
    ),
    (
        "distinct(groups, wants >= 3",
        &[(24, ">=", "every `(` has its `)`")],
    ),
    ("groups)", &[(7, ")", "no `(` belongs to it")]),
    (
        "groups wants",
        &[(8, "wants", "join two conditions with `and` or `or`")],
    ),
    ("groups, wants", &[(7, ",", "names are listed only inside")]),
    (
        "1 < groups < 3",
        &[(12, "<", "compare twice and join the two")],
    ),
    ("groups >=", &[(10, "", "")]),
    ("groups and", &[(11, "", "")]),
    ("and groups", &[(1, "and", "")]),
    (
        "groups >= three",
        &[(11, "three", "numbers are written in digits: `3`")],
    ),
    (
        "groups - wants >= 1",
        &[(8, "-", "amounts can be added with `+`")],
    ),
    (
        "groups * 2 > wants",
        &[(8, "*", "amounts can be added with `+`")],
    ),
    (
        "distnct(groups, wants) >= 3",
        &[(1, "distnct", "did you mean `distinct`?")],
    ),
    (
        "count(groups) >= 3",
        &[(1, "count", "there are `distinct(a, b)`")],
    ),
    ("half(groups, wants) > 1", &[(19, ")", "")]),
    ("'groups' >= 2", &[(1, "'", "names stand without quotes")]),
    ("by_name", &[(1, "by_name", "did you mean `by-name`?")]),
    ("  ", &[(1, "", "")]),
];

#[test]
fn every_mistake_has_its_column_and_its_help() {
    for (text, wanted) in TABLE {
        let found = mistakes(text);
        let places: Vec<(usize, &str)> = found
            .iter()
            .map(|(at, words, _)| (*at, words.as_str()))
            .collect();
        let expected: Vec<(usize, &str)> =
            wanted.iter().map(|(at, words, _)| (*at, *words)).collect();
        assert_eq!(places, expected, "{text}");
        for ((.., help), (.., begins)) in found.iter().zip(wanted) {
            assert!(help.starts_with(begins), "{text}: {help}");
        }
    }
}

#[test]
fn names_count_as_used_whatever_is_wrong_around_them() {
    let names = ["groups", "wants", "table"].map(str::to_owned);
    let used = |text: &str| read(text, &Names::signals(&names)).names;
    assert_eq!(used("groups ( wants >> table"), [0, 1, 2]);
    assert_eq!(used("grups >= and tble"), [0, 2]);
}

#[test]
fn levels_have_names_in_conditions_on_criteria() {
    let (names, levels) = (
        ["goal".to_owned()],
        ["missing", "a", "b", "c"].map(str::to_owned),
    );
    let reading = read(
        "goal > missing and goal <= b",
        &Names::criteria(&names, &levels),
    );
    let condition = reading.condition.unwrap();
    let at = |level: f64| condition.holds(&|_: &[Name]| level);
    assert_eq!([0.0, 1.0, 2.0, 3.0].map(at), [false, true, true, false]);
}
