//! What is called impossible, against what is tried out.

use proptest::prelude::*;

use super::*;
use crate::rubric::condition::{Names, read};

const NAMES: [&str; 4] = ["a", "b", "c", "once"];

fn condition(text: &str) -> Condition {
    let names = NAMES.map(str::to_owned);
    let reading = read(text, &Names::signals(&names));
    reading
        .condition
        .unwrap_or_else(|| panic!("{text}: {:?}", reading.mistakes))
}

fn refuted(texts: &[(&str, bool)]) -> bool {
    let read: Vec<(Condition, bool)> = texts
        .iter()
        .map(|(text, wanted)| (condition(text), *wanted))
        .collect();
    let wanted: Vec<(&Condition, bool)> = read.iter().map(|(c, w)| (c, *w)).collect();
    impossible(&wanted, &|name| (name == 3).then_some(1))
}

#[test]
fn what_cannot_hold_is_refuted() {
    for text in [
        "a >= 2 and a < 2",
        "a < 0",
        "once >= 2",
        "once + once > 2",
        "a and not a",
        "distinct(a, b) < a",
        "distinct(a, b) > a + b",
        "half(a) > b and b >= a and a >= 1",
        "a == 1 and b == 2 and a + b > 3",
        "a > 1 and a < 2",
        "not (a >= 1 or a < 1)",
        "(a or b) and (a == 0 or c) and (b == 0 or c) and c == 0",
        "a != b and a == b",
        "a >= half(b) and b >= 7 and a < 4",
    ] {
        let text = text.replace("a != b", "not a == b");
        assert!(refuted(&[(&text, true)]), "{text}");
    }
}

#[test]
fn what_can_hold_is_not() {
    for text in [
        "a",
        "a == 0",
        "once >= 1",
        "a + once >= 2",
        "distinct(a, b) >= 3 and a <= 2 and b <= 2",
        "a >= half(b) and b >= 7 and a < 5",
        "a >= 1000000",
        "not a",
    ] {
        assert!(!refuted(&[(text, true)]), "{text}");
    }
}

#[test]
fn one_condition_can_follow_from_another() {
    assert!(refuted(&[("a >= 3", true), ("a >= 2", false)]));
    assert!(!refuted(&[("a >= 2", true), ("a >= 3", false)]));
    assert!(refuted(&[("a and b", true), ("b or c", false)]));
    assert!(refuted(&[("a >= 2 and b", true), ("a + b >= 3", false)]));
    assert!(refuted(&[
        ("a + b + c >= 7", true),
        ("a >= 3 or b >= 3 or c >= 3", false)
    ]));
    assert!(refuted(&[("once", true), ("once == 1", false)]));
    assert!(!refuted(&[("a", true), ("a == 1", false)]));
}

/// A comparison over the three names that any number can stand for.
fn comparison() -> impl Strategy<Value = String> {
    let amount = prop_oneof![
        prop::sample::select(vec!["a", "b", "c", "half(a)", "a + b", "b + half(c)"])
            .prop_map(str::to_owned),
        (0..4_u8).prop_map(|number| number.to_string()),
    ];
    let sign = prop::sample::select(vec![">=", ">", "<=", "<", "=="]);
    (amount.clone(), sign, amount).prop_map(|(left, sign, right)| format!("{left} {sign} {right}"))
}

fn formula() -> impl Strategy<Value = String> {
    comparison().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} and {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} or {b})")),
            inner.prop_map(|a| format!("not ({a})")),
        ]
    })
}

/// Whether counts up to `most` make a condition hold.
fn held(condition: &Condition, most: u32) -> bool {
    (0..=most).any(|a| {
        (0..=most).any(|b| {
            (0..=most).any(|c| {
                let counts = [a, b, c].map(f64::from);
                condition.holds(&|names: &[Name]| names.iter().map(|name| counts[*name]).sum())
            })
        })
    })
}

proptest! {
    #[test]
    fn nothing_that_holds_is_called_impossible(text in formula()) {
        let condition = condition(&text);
        let proven = impossible(&[(&condition, true)], &|_| None);
        prop_assert!(!(proven && held(&condition, 7)), "{}", text);
    }
}
