//! The topics and signals of a rubric file.

use super::fields::{BY, Fields};
use super::keys;
use super::load::Loader;
use super::parts::Parts;
use super::reading::Stance;
use super::signals::{By, Find, Part, Place, Places, Signal, Topic, Topics};
use super::yaml::{Node, Value};

/// The keys that say what a signal looks for.
pub(super) const KINDS: [&str; 5] = ["find", "items", "anything", "any", "together"];

impl Loader {
    pub(super) fn topics(&mut self, fields: &mut Fields, parts: &[(Node, Node)]) -> Vec<Topic> {
        let mut topics = Vec::new();
        for (key, value) in parts {
            let name = fields.text(Some(key));
            fields.kind(value, &keys::TOPIC);
            let family = fields.text(value.get("family"));
            topics.push(Topic {
                family: if family.is_empty() {
                    name.clone()
                } else {
                    family
                },
                yields: fields.flag(value.get("yields")),
                headings: fields.pattern(value.get("headings")),
                opens: fields.pattern(value.get("opens")),
                asked: fields.pattern(value.get("asked")),
                name,
            });
            if topics.len() == Topics::MOST + 1 {
                fields.fault(
                    "too-many-topics",
                    key.span,
                    format!("a rubric has at most {} topics", Topics::MOST),
                );
            }
        }
        self.topics = topics.iter().map(|topic| topic.name.clone()).collect();
        topics
    }

    /// Takes in the names of topics that no signal in use names, for what is misspelt.
    pub(super) fn name_idle_topics(&mut self, parts: &Parts) {
        let idle = parts.idle_topics.iter();
        self.topics
            .extend(idle.filter_map(|(key, _)| key.text().map(str::to_owned)));
    }

    /// Collects the signal definitions, those of the whole rubric first, and their names.
    pub(super) fn name_signals<'n>(
        &mut self,
        fields: &mut Fields,
        parts: &'n Parts,
    ) -> Vec<(&'n Node, &'n Node)> {
        for (key, _) in &parts.signals {
            let name = fields.text(Some(key));
            if self.signals.contains(&name) {
                fields.fault(
                    "duplicate-signal",
                    key.span,
                    format!("a signal named `{name}` exists already"),
                );
            }
            self.signals.push(name);
        }
        // Signals of shared files that are not in use can be meant where a name is misspelt.
        let idle = parts.idle_signals.iter();
        self.signals
            .extend(idle.filter_map(|(key, _)| key.text().map(str::to_owned)));
        parts
            .signals
            .iter()
            .map(|(key, value)| (key, value))
            .collect()
    }

    pub(super) fn signal(&self, fields: &mut Fields, key: &Node, node: &Node) -> Signal {
        let name = fields.text(Some(key));
        // The short form: `name: 'pattern'` or a list of patterns.
        let short = !matches!(node.value, Value::Map(_));
        let find = if short {
            fields.pattern(Some(node)).map(Find::Pattern)
        } else {
            fields.kind(node, &keys::SIGNAL);
            self.find(fields, node)
        };
        if find.is_none() && nothing(node) {
            fields.fault("no-find", key.span, format!("the signal `{name}` looks for nothing: give it `find`, `items`, `anything`, `any` or `together`"));
        }
        // What other signals found has its place already.
        let derived = matches!(find, Some(Find::Any(_) | Find::Together(_)));
        let places = Self::places(fields, node.get("in"), derived);
        let stances: Vec<Stance> = fields
            .list(node.get("stance"))
            .into_iter()
            .filter_map(|node| fields.choice(node, "stance", &Stance::NAMES))
            .collect();
        let stances = match stances.as_slice() {
            [] => vec![Stance::Delivered],
            // Who looks for promises wants all of them; what is as good as said where it is announced is none.
            [Stance::Announced] => vec![Stance::Announced, Stance::Promised],
            _ => stances,
        };
        let by = node
            .get("by")
            .and_then(|node| fields.choice(node, BY, &By::NAMES));
        let at = node
            .get("at")
            .and_then(|node| fields.choice(node, "part of the text", &Part::NAMES));
        Signal {
            at: at.unwrap_or(Part::Anywhere),
            note: fields.text(node.get("note")),
            find: find.unwrap_or(Find::Any(Vec::new())),
            places,
            under: self.topic_set(fields, node.get("under")),
            outside: self.topic_set(fields, node.get("outside")),
            with: fields.pattern(node.get("with")),
            without: fields.pattern(node.get("without")),
            near: self.near(fields, node.get("near")),
            stances,
            by: by.unwrap_or(By::Match),
            gathered: fields.count(node.get("gathered")).unwrap_or(1),
            each: fields.count(node.get("each")),
            quiet: fields.flag(node.get("quiet")),
            defined: key.span,
            name,
        }
    }

    fn find(&self, fields: &mut Fields, node: &Node) -> Option<Find> {
        if let Some(pattern) = fields.pattern(node.get("find")) {
            return Some(Find::Pattern(pattern));
        }
        if let Some(words) = fields.count(node.get("anything")) {
            return Some(Find::Anything(words));
        }
        let names = |fields: &mut Fields, list: Option<&Node>| -> Vec<usize> {
            let nodes = fields.list(list);
            nodes
                .into_iter()
                .filter_map(|node| fields.named(node, "signal", &self.signals))
                .collect()
        };
        if node.get("any").is_some() {
            return Some(Find::Any(names(fields, node.get("any"))));
        }
        if node.get("together").is_some() {
            return Some(Find::Together(names(fields, node.get("together"))));
        }
        let items = node.get("items")?;
        let kind = fields.choice(
            items,
            "kind of items",
            &[("listed", false), ("listed or enumerated", true)],
        );
        let bounds = fields.list(node.get("words"));
        let least = fields.count(bounds.first().copied()).unwrap_or(1);
        let most = fields.count(bounds.get(1).copied()).unwrap_or(14);
        Some(Find::Items {
            column: fields.pattern(node.get("column")),
            words: (least, most),
            enumerated: kind.unwrap_or(false),
        })
    }

    fn places(fields: &mut Fields, node: Option<&Node>, derived: bool) -> Places {
        let places: Vec<Place> = fields
            .list(node)
            .into_iter()
            .filter_map(|node| fields.choice(node, "place", &Place::NAMES))
            .collect();
        if places.is_empty() && derived {
            Places::ALL
        } else if places.is_empty() {
            Places::BODY
        } else {
            places.into_iter().fold(Places::NONE, Places::with)
        }
    }

    fn topic_set(&self, fields: &mut Fields, node: Option<&Node>) -> Topics {
        let nodes = fields.list(node);
        let indices = nodes
            .into_iter()
            .filter_map(|node| fields.named(node, "topic", &self.topics));
        indices
            .collect::<Vec<_>>()
            .into_iter()
            .fold(Topics::default(), Topics::with)
    }

    fn near(&self, fields: &mut Fields, node: Option<&Node>) -> Option<(usize, usize)> {
        let node = node?;
        fields.kind(node, &keys::NEAR);
        let signal = fields.required(node, "signal", "`near`")?;
        let signal = fields.named(signal, "signal", &self.signals)?;
        Some((signal, fields.count(node.get("within")).unwrap_or(1)))
    }
}

/// Whether nothing in a signal says what it looks for; what cannot be read has its own mistake.
fn nothing(signal: &Node) -> bool {
    let empty = |node: &Node| matches!(&node.value, Value::List(nodes) if nodes.is_empty());
    match &signal.value {
        Value::Map(_) => KINDS.iter().all(|key| signal.get(key).is_none_or(empty)),
        _ => empty(signal) || signal.text() == Some(""),
    }
}
