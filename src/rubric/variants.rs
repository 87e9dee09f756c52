//! Every rubric that differs from a given one in a single part: a word less, a constraint less, a
//! threshold one off. `bench` makes them, one after the other.

use std::collections::{BTreeMap, BTreeSet};

use super::altered::{Names, without};
use super::condition::{Condition, Name};
use super::fields::Fields;
use super::parts::Parts;
use super::pieces::{names_whole, pieces};
use super::reading::Stance;
use super::signals::{By, Find, Part, Places, Signal, Topics};
use super::workbook::Workbook;
use super::yaml::{Node, Value};
use crate::text::Span;

/// What a variant lacks or has otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    /// A part of a level's condition.
    Condition,
    /// A constraint of a signal.
    Constraint,
    /// An alternative of a signal's pattern.
    Alternative,
    /// An element of what opens a topic.
    Topic,
    /// An element of a vocabulary.
    Vocabulary,
}

/// A rubric that differs from another in one part.
#[derive(Debug)]
pub struct Variant {
    /// What kind of part.
    pub aspect: Aspect,
    /// Where it stands.
    pub at: Span,
    /// What it belongs to: "signal `riders`".
    pub of: String,
    /// What is changed about it: "without `drivers?`".
    pub change: String,
    /// The criterion that it is a part of, if it is one.
    pub criterion: Option<usize>,
    /// The signals that may find something else.
    pub signals: Vec<usize>,
    /// Whether it lacks a vocabulary that others may go on naming: then more is lost than words.
    pub shared: bool,
    pub(super) edit: Edit,
}

/// How a variant is made.
#[derive(Debug)]
pub(super) enum Edit {
    /// A value of the files is another.
    Value(Span, Value),
    /// A signal is another.
    Signal(usize, Box<Signal>),
    /// The condition of a criterion's level is another; levels from 0 for "mentioned".
    Level(usize, usize, Condition),
}

/// An element that matches nothing, for a list that must not be empty.
const NOTHING: &str = "[^\\s\\S]";

impl Workbook {
    /// All variants of the rubric, in the order of their parts in the files.
    #[must_use]
    pub fn variants(&self) -> Vec<Variant> {
        let parts = Parts::gather(&mut Fields::default(), &self.root, &self.beside.shared);
        let mut maker = Maker {
            book: self,
            parts: &parts,
            found: Vec::new(),
        };
        maker.conditions();
        maker.signals();
        maker.topics();
        maker.vocabularies();
        let mut found = maker.found;
        found.sort_by_key(|variant| (variant.aspect, variant.at.start));
        found
    }
}

struct Maker<'a> {
    book: &'a Workbook,
    parts: &'a Parts,
    found: Vec<Variant>,
}

impl Maker<'_> {
    fn conditions(&mut self) {
        let rubric = &self.book.rubric;
        let signal = |at: Name| rubric.signals.get(at);
        let names = Names {
            name: &|at| signal(at).map_or("?".to_owned(), |signal| signal.name.clone()),
            once: &|at| signal(at).is_some_and(|signal| signal.by == By::Once),
        };
        for (at, (criterion, node)) in rubric.criteria.iter().zip(&self.parts.criteria).enumerate()
        {
            for (nth, level) in criterion.levels.iter().enumerate() {
                let name = rubric.levels.get(nth + 1).map_or("", String::as_str);
                let written = node.get("levels").and_then(|levels| levels.get(name));
                let written = written.and_then(|level| level.get("when"));
                for (change, condition) in names.altered(&level.condition) {
                    self.found.push(Variant {
                        aspect: Aspect::Condition,
                        at: written.unwrap_or(node).span,
                        of: format!("{} {name}", criterion.id),
                        change,
                        criterion: Some(at),
                        signals: Vec::new(),
                        shared: false,
                        edit: Edit::Level(at, nth, condition),
                    });
                }
            }
        }
    }

    fn signals(&mut self) {
        let signals = self.book.rubric.signals.iter();
        for (at, (signal, (_, node))) in signals.zip(&self.parts.signals).enumerate() {
            for (key, other) in losses(signal) {
                if let Some(value) = node.get(key) {
                    let lost = format!("{key}: {}", shown(value));
                    let edit = Edit::Signal(at, Box::new(other));
                    self.signal(Aspect::Constraint, value.span, at, &lost, edit);
                }
            }
            let short = !matches!(node.value, Value::Map(_));
            let find = if short { Some(node) } else { node.get("find") };
            if let Some(find) = find {
                self.alternatives(at, signal, find);
            }
        }
    }

    fn signal(&mut self, aspect: Aspect, at: Span, signal: usize, lost: &str, edit: Edit) {
        let name = self.book.rubric.signals.get(signal);
        self.found.push(Variant {
            aspect,
            at,
            of: name.map_or(String::new(), |signal| signal.name.clone()),
            shared: names_whole(lost),
            change: format!("without `{lost}`"),
            criterion: None,
            signals: vec![signal],
            edit,
        });
    }

    /// The signal without each of the alternatives in `find`.
    fn alternatives(&mut self, at: usize, signal: &Signal, find: &Node) {
        let elements: Vec<&Node> = match &find.value {
            Value::List(nodes) => nodes.iter().collect(),
            _ => vec![find],
        };
        for (nth, element) in elements.iter().enumerate() {
            for (piece, rest) in pieces(element.text().unwrap_or_default()) {
                let edit = match (rest, &find.value) {
                    (Some(rest), _) => Edit::Value(element.span, Value::Scalar(rest)),
                    (None, Value::List(nodes)) if nodes.len() > 1 => {
                        Edit::Value(find.span, Value::List(without(nodes, nth)))
                    }
                    _ => Edit::Signal(at, Box::new(silent(signal))),
                };
                self.signal(Aspect::Alternative, element.span, at, &piece, edit);
            }
        }
    }

    fn topics(&mut self) {
        let topics = self.book.rubric.topics.iter().enumerate();
        for ((at, topic), (_, node)) in topics.zip(&self.parts.topics) {
            let signals = self.under(at);
            for key in ["headings", "opens", "asked"] {
                let Some(list) = node.get(key) else { continue };
                for (element, edit) in shortened(node, key, list) {
                    self.found.push(Variant {
                        aspect: Aspect::Topic,
                        at: element.span,
                        of: format!("{} {key}", topic.name),
                        change: format!("without `{}`", shown(element)),
                        criterion: None,
                        signals: signals.clone(),
                        shared: names_whole(&shown(element)),
                        edit,
                    });
                }
            }
        }
    }

    /// The signals that look under a topic, or outside it.
    fn under(&self, topic: usize) -> Vec<usize> {
        let signals = self.book.rubric.signals.iter().enumerate();
        signals
            .filter(|(_, signal)| signal.under.and(signal.outside).has(topic))
            .map(|(at, _)| at)
            .collect()
    }

    fn vocabularies(&mut self) {
        let files = self.book.beside.shared.iter().chain([&self.book.root]);
        let lists: Vec<(&Node, &Node)> = files
            .filter_map(|file| match &file.get("vocabulary")?.value {
                Value::Map(entries) => Some(entries),
                _ => None,
            })
            .flatten()
            .map(|(key, value)| (key, value))
            .collect();
        let named: BTreeMap<&str, BTreeSet<String>> = lists
            .iter()
            .map(|(key, value)| (key.text().unwrap_or_default(), references(value)))
            .collect();
        let users = self.users(&named);
        for (key, list) in lists {
            let name = key.text().unwrap_or_default();
            let Some(signals) = users.get(name) else {
                continue;
            };
            let elements = match &list.value {
                Value::List(nodes) => nodes.as_slice(),
                _ => std::slice::from_ref(list),
            };
            for (nth, element) in elements.iter().enumerate() {
                let edit = if elements.len() > 1 {
                    Edit::Value(list.span, Value::List(without(elements, nth)))
                } else {
                    Edit::Value(element.span, Value::Scalar(NOTHING.to_owned()))
                };
                self.found.push(Variant {
                    aspect: Aspect::Vocabulary,
                    at: element.span,
                    of: format!("{{{name}}}"),
                    change: format!("without `{}`", shown(element)),
                    criterion: None,
                    signals: signals.iter().copied().collect(),
                    shared: names_whole(&shown(element)),
                    edit,
                });
            }
        }
    }

    /// For each vocabulary that signals or topics name, straight or through another, the signals.
    fn users(&self, named: &BTreeMap<&str, BTreeSet<String>>) -> BTreeMap<String, BTreeSet<usize>> {
        let mut users: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        let mut note = |node: &Node, signals: &[usize]| {
            let mut open: Vec<String> = references(node).into_iter().collect();
            let mut seen = BTreeSet::new();
            while let Some(name) = open.pop() {
                if seen.insert(name.clone()) {
                    open.extend(named.get(name.as_str()).into_iter().flatten().cloned());
                    users.entry(name).or_default().extend(signals);
                }
            }
        };
        for (at, (_, node)) in self.parts.signals.iter().enumerate() {
            note(node, &[at]);
        }
        for (at, (_, node)) in self.parts.topics.iter().enumerate() {
            note(node, &self.under(at));
        }
        users
    }
}

/// A key of a signal, whether it is given, and how it is taken away.
type Loss = (&'static str, bool, fn(&mut Signal));

/// The signal without each of its constraints, by the key that gives it.
fn losses(signal: &Signal) -> Vec<(&'static str, Signal)> {
    let plain = vec![Stance::Delivered];
    let lost: [Loss; 9] = [
        ("under", !signal.under.is_empty(), |s| {
            s.under = Topics::default();
        }),
        ("outside", !signal.outside.is_empty(), |s| {
            s.outside = Topics::default();
        }),
        ("with", signal.with.is_some(), |s| s.with = None),
        ("without", signal.without.is_some(), |s| s.without = None),
        ("near", signal.near.is_some(), |s| s.near = None),
        ("gathered", signal.gathered > 1, |s| s.gathered = 1),
        ("at", signal.at != Part::Anywhere, |s| s.at = Part::Anywhere),
        ("in", signal.places != Places::BODY, |s| {
            s.places = Places::BODY;
        }),
        ("stance", signal.stances != plain, |s| {
            s.stances = vec![Stance::Delivered];
        }),
    ];
    let mut out: Vec<(&str, Signal)> = Vec::new();
    for (key, holds, lose) in lost {
        if holds {
            let mut other = signal.clone();
            lose(&mut other);
            out.push((key, other));
        }
    }
    if let Find::Items { .. } = signal.find {
        let mut other = signal.clone();
        if let Find::Items { words, .. } = &mut other.find {
            *words = (1, usize::MAX);
        }
        out.push(("words", other));
    }
    out
}

/// The signal that finds nothing.
fn silent(signal: &Signal) -> Signal {
    Signal {
        find: Find::Any(Vec::new()),
        ..signal.clone()
    }
}

/// The map `node` with each element of the list under `key` left out.
fn shortened<'n>(node: &Node, key: &str, list: &'n Node) -> Vec<(&'n Node, Edit)> {
    let elements = match &list.value {
        Value::List(nodes) => nodes.as_slice(),
        _ => std::slice::from_ref(list),
    };
    let left_out = |nth: usize| {
        if elements.len() > 1 {
            return Edit::Value(list.span, Value::List(without(elements, nth)));
        }
        let mut value = node.value.clone();
        if let Value::Map(entries) = &mut value {
            entries.retain(|(known, _)| known.text() != Some(key));
        }
        Edit::Value(node.span, value)
    };
    let numbered = elements.iter().enumerate();
    numbered.map(|(nth, node)| (node, left_out(nth))).collect()
}

/// The vocabularies that the texts of a node name.
fn references(node: &Node) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    collect(node, &mut names);
    names
}

fn collect(node: &Node, names: &mut BTreeSet<String>) {
    match &node.value {
        Value::Scalar(text) => {
            for after in text.split('{').skip(1) {
                let name = after.split('}').next().unwrap_or_default();
                if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
                    names.insert(name.to_owned());
                }
            }
        }
        Value::List(nodes) => nodes.iter().for_each(|node| collect(node, names)),
        Value::Map(entries) => entries.iter().for_each(|(_, value)| collect(value, names)),
    }
}

/// A value on one line.
fn shown(node: &Node) -> String {
    match &node.value {
        Value::Scalar(text) => text.clone(),
        Value::List(nodes) => nodes.iter().map(shown).collect::<Vec<_>>().join(", "),
        Value::Map(entries) => {
            let pairs = entries.iter();
            let pairs = pairs.map(|(key, value)| format!("{}: {}", shown(key), shown(value)));
            pairs.collect::<Vec<_>>().join(", ")
        }
    }
}
