//! The file that says how any answer is read, read.

use std::collections::BTreeSet;

use super::{Aside, Guide, Mostly, NotAnswer, PageKind, Reading, StanceWords, Weighed};
use crate::rubric::fields::Fields;
use crate::rubric::yaml::Node;
use crate::text::stem;

const KEYS: [&str; 15] = [
    "terms",
    "stances",
    "interviewer",
    "candidate",
    "sample",
    "page",
    "asides",
    "not-an-answer",
    "guides",
    "voice",
    "injection",
    "question",
    "general",
    "vocabulary",
    "denials",
];

/// Reads the file that says how any answer is read.
pub(in crate::rubric) fn read(fields: &mut Fields, root: &Node) -> Option<Reading> {
    fields.keys(root, "the reading file", &KEYS);
    let stances = fields.required(root, "stances", "the reading file")?;
    let mut words = |name: &str| -> Option<StanceWords> {
        let node = fields.required(stances, name, "`stances`")?;
        fields.keys(
            node,
            "a stance",
            &["find", "bare", "mostly", "but_not", "headings", "goes_on"],
        );
        Some(StanceWords {
            find: fields.pattern(node.get("find"))?,
            bare: fields.pattern(node.get("bare")),
            mostly: mostly(fields, node.get("mostly")),
            but_not: fields.pattern(node.get("but_not")),
            headings: fields.pattern(node.get("headings")),
            goes_on: fields.pattern(node.get("goes_on")),
        })
    };
    let announced = words("announced");
    let negated = words("negated");
    let asked = words("asked");
    let placeholder = words("placeholder");
    let generic = words("generic");
    let page = entries(fields, root, "page", |fields, kind, node| {
        fields.keys(node, "a kind of page furniture", &["lines", "ends"]);
        PageKind {
            kind,
            lines: fields.pattern(node.get("lines")),
            ends: fields.pattern(node.get("ends")),
        }
    });
    let asides = entries(fields, root, "asides", aside);
    let not_answers = entries(fields, root, "not-an-answer", not_answer);
    let guides = entries(fields, root, "guides", guide);
    let denials = denials(fields, root.get("denials"));
    let question = words_of(fields, root.get("question"), str::to_lowercase);
    let general = words_of(fields, root.get("general"), stem);
    Some(Reading {
        announced: announced?,
        negated: negated?,
        asked: asked?,
        placeholder: placeholder?,
        generic: generic?,
        interviewer: fields.pattern(root.get("interviewer"))?,
        candidate: fields.pattern(root.get("candidate"))?,
        sample: fields.pattern(root.get("sample"))?,
        page,
        asides,
        not_answers,
        guides,
        voice: fields.pattern(root.get("voice"))?,
        terms: fields.pattern(root.get("terms"))?,
        injection: fields.pattern(root.get("injection"))?,
        question,
        general,
        denials,
    })
}

fn words_of(
    fields: &mut Fields,
    node: Option<&Node>,
    form: fn(&str) -> String,
) -> BTreeSet<String> {
    let texts = texts(fields, node);
    let words = texts.iter().flat_map(|(_, text)| text.split_whitespace());
    words.map(form).collect()
}

/// The texts of a list, each with its node.
fn texts<'n>(fields: &mut Fields, node: Option<&'n Node>) -> Vec<(&'n Node, String)> {
    let nodes = fields.list(node).into_iter();
    nodes.map(|node| (node, fields.text(Some(node)))).collect()
}

fn denials(fields: &mut Fields, node: Option<&Node>) -> Vec<String> {
    let mut denials = Vec::new();
    for (node, text) in texts(fields, node) {
        if !text.contains(Reading::SENTENCE) {
            let message = format!("a denial needs `{}`", Reading::SENTENCE);
            fields.fault("wrong-kind", node.span, message);
        }
        denials.push(text);
    }
    denials
}

fn entries<T>(
    fields: &mut Fields,
    root: &Node,
    key: &str,
    mut read: impl FnMut(&mut Fields, String, &Node) -> T,
) -> Vec<T> {
    let Some(node) = root.get(key) else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for (name, value) in fields.entries(node, key) {
        let kind = fields.text(Some(name));
        out.push(read(fields, kind, value));
    }
    out
}

fn mostly(fields: &mut Fields, node: Option<&Node>) -> Vec<Mostly> {
    let mut all = Vec::new();
    for node in fields.list(node) {
        fields.keys(node, "what a stance mostly is", &["find", "share"]);
        let find = fields.pattern(node.get("find"));
        let share = fields.number(node.get("share"), 0.0..=1.0);
        all.extend(find.zip(share).map(|(find, share)| Mostly { find, share }));
    }
    all
}

fn aside(fields: &mut Fields, kind: String, node: &Node) -> Aside {
    fields.keys(
        node,
        "an aside",
        &["headings", "sentences", "questions", "alone"],
    );
    Aside {
        kind,
        headings: fields.pattern(node.get("headings")),
        sentences: fields.pattern(node.get("sentences")),
        questions: fields.flag(node.get("questions")),
        alone: fields.flag(node.get("alone")),
    }
}

const GUIDE: [&str; 13] = [
    "convicts",
    "bias",
    "signs",
    "titles",
    "headed",
    "advised",
    "voice",
    "dialogue",
    "name",
    "one_side",
    "two_sides",
    "shares",
    "top",
];

/// The range of a weight.
const WEIGHT: std::ops::RangeInclusive<f64> = -20.0..=20.0;

fn guide(fields: &mut Fields, kind: String, node: &Node) -> Guide {
    fields.keys(node, "a guide", &GUIDE);
    let convicts = fields.required(node, "convicts", "a guide");
    // Without a limit no sum reaches it.
    let convicts = fields.number(convicts, WEIGHT).unwrap_or(f64::INFINITY);
    let mut weight = |key: &str| fields.number(node.get(key), WEIGHT).unwrap_or(0.0);
    Guide {
        kind,
        convicts,
        bias: weight("bias"),
        signs: weight("signs"),
        titles: weight("titles"),
        headed: weight("headed"),
        advised: weight("advised"),
        voice: weight("voice"),
        dialogue: weight("dialogue"),
        name: weight("name"),
        one_side: weight("one_side"),
        two_sides: weight("two_sides"),
        shares: weighed(fields, node.get("shares")),
        top: weighed(fields, node.get("top")),
    }
}

fn weighed(fields: &mut Fields, node: Option<&Node>) -> Vec<Weighed> {
    let mut signs = Vec::new();
    for node in fields.list(node) {
        fields.keys(node, "a sign", &["find", "weight"]);
        let weight = fields.number(node.get("weight"), WEIGHT).unwrap_or(0.0);
        signs.extend(
            fields
                .pattern(node.get("find"))
                .map(|find| Weighed { find, weight }),
        );
    }
    signs
}

/// So many different moves tell a kind of text, unless it says otherwise.
const MOVES: usize = 4;

fn not_answer(fields: &mut Fields, kind: String, node: &Node) -> NotAnswer {
    fields.keys(
        node,
        "a kind of text",
        &[
            "titles",
            "signs",
            "begins",
            "at_least",
            "share",
            "moves",
            "moves_at_least",
            "questions",
        ],
    );
    NotAnswer {
        kind,
        titles: fields.pattern(node.get("titles")),
        signs: fields.pattern(node.get("signs")),
        begins: fields.pattern(node.get("begins")),
        at_least: fields.count(node.get("at_least")).unwrap_or(3),
        share: fields.number(node.get("share"), 0.0..=1.0).unwrap_or(0.0),
        moves: fields.pattern_each(node.get("moves")),
        moves_at_least: fields.count(node.get("moves_at_least")).unwrap_or(MOVES),
        questions: fields.flag(node.get("questions")),
    }
}
