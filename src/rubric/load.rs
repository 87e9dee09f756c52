//! A rubric file made into a [`Rubric`]: every key read, every mistake kept.

use super::condition::Condition;
use super::diagnostic::{Diagnostic, Severity};
use super::fields::Fields;
use super::reading::{Reading, Stance};
use super::signals::{By, Find, Place, Places, Signal, Topic, Topics};
use super::yaml::{Node, Value};
use super::{
    Advice, AdvicePart, Criterion, Effect, Example, Level, MAX_LEVEL, Rubric, Rule, check, reading,
};

const RUBRIC_KEYS: [&str; 16] = [
    "rubric",
    "version",
    "title",
    "about",
    "suits",
    "subject",
    "include",
    "levels",
    "bands",
    "groups",
    "vocabulary",
    "topics",
    "signals",
    "criteria",
    "caps",
    "penalties",
];

const CRITERION_KEYS: [&str; 11] = [
    "id",
    "title",
    "group",
    "weight",
    "asks",
    "signals",
    "levels",
    "advice",
    "announced",
    "judge",
    "examples",
];

const SIGNAL_KEYS: [&str; 19] = [
    "find", "items", "any", "together", "in", "under", "outside", "with", "without", "near",
    "stance", "by", "each", "note", "column", "words", "at", "anything", "gathered",
];

/// What stands beside a rubric file: the shared vocabularies it includes and how answers are read.
pub(super) struct Beside {
    /// Parsed vocabulary files, in the order of their inclusion.
    pub(super) vocabularies: Vec<Node>,
    /// The parsed file that says how any answer is read.
    pub(super) reading: Node,
}

/// Builds a rubric from a parsed file.
///
/// With `thorough`, every pattern is compiled by itself and lints run, for `rubric check`.
pub(super) fn build(
    root: &Node,
    beside: &Beside,
    sha256: String,
    thorough: bool,
) -> (Option<Rubric>, Vec<Diagnostic>) {
    let mut fields = Fields {
        ..Fields::default()
    };
    for file in &beside.vocabularies {
        vocabulary(&mut fields, file.get("vocabulary"));
    }
    let reading = reading::read(&mut fields, &beside.reading);
    // What stands in other files was checked there; diagnostics here are this file's.
    fields.diagnostics.clear();
    fields.thorough = thorough;
    let loaded = Loader::default().load(&mut fields, root, reading, sha256);
    let mut diagnostics = std::mem::take(&mut fields.diagnostics);
    if thorough && let Some(rubric) = &loaded {
        diagnostics.extend(check::lints(rubric, root));
    }
    diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
    let broken = diagnostics.iter().any(|d| d.severity == Severity::Error);
    (loaded.filter(|_| !broken), diagnostics)
}

fn vocabulary(fields: &mut Fields, node: Option<&Node>) {
    let Some(node) = node else { return };
    for (key, value) in fields.entries(node, "the vocabulary") {
        let name = fields.text(Some(key));
        let nodes = fields.list(Some(value));
        let words = super::pattern::split(&nodes, &fields.vocabularies, &mut fields.diagnostics);
        if !fields.vocabularies.define(name.clone(), words) {
            fields.error(
                key.span,
                format!("the vocabulary `{name}` is defined already"),
            );
        }
    }
}

#[derive(Default)]
struct Loader {
    topics: Vec<String>,
    signals: Vec<String>,
    levels: Vec<String>,
}

impl Loader {
    fn load(
        mut self,
        fields: &mut Fields,
        root: &Node,
        reading: Option<Reading>,
        sha256: String,
    ) -> Option<Rubric> {
        fields.keys(root, "a rubric", &RUBRIC_KEYS);
        vocabulary(fields, root.get("vocabulary"));
        self.levels = level_names(fields, root.get("levels"));
        let topics = self.topics(fields, root.get("topics"));
        let definitions = self.name_signals(fields, root);
        let signals: Vec<Signal> = definitions
            .iter()
            .map(|(key, value)| self.signal(fields, key, value))
            .collect();
        let groups = groups(fields, root.get("groups"));
        let nodes = fields.required(root, "criteria", "a rubric");
        let nodes = fields.list(nodes);
        let criteria: Vec<Criterion> = nodes
            .iter()
            .map(|node| self.criterion(fields, node, &groups))
            .collect();
        unique_ids(fields, &nodes);
        let ids: Vec<String> = criteria
            .iter()
            .map(|criterion| criterion.id.clone())
            .collect();
        let mut rules = rules(fields, root.get("caps"), &ids, "at_most");
        rules.extend(self::rules(fields, root.get("penalties"), &ids, "minus"));
        let header = [
            fields.required_text(root, "rubric", "a rubric"),
            fields.required_text(root, "version", "a rubric"),
            fields.required_text(root, "title", "a rubric"),
            fields.text(root.get("about")),
        ];
        let [id, version, title, about] = header;
        let bands = bands(fields, root.get("bands"));
        let suits = fields.pattern(root.get("suits"));
        let subject = fields.pattern(root.get("subject"));
        if fields
            .diagnostics
            .iter()
            .any(|d| d.severity == Severity::Error)
        {
            return None;
        }
        let levels: [String; 4] = self.levels.try_into().ok()?;
        Some(Rubric {
            id,
            version,
            title,
            about,
            sha256,
            levels,
            bands,
            groups,
            suits,
            subject,
            topics,
            signals,
            criteria,
            rules,
            reading: reading?,
            patterns: std::mem::take(&mut fields.patterns),
        })
    }

    fn topics(&mut self, fields: &mut Fields, node: Option<&Node>) -> Vec<Topic> {
        let Some(node) = node else { return Vec::new() };
        let mut topics = Vec::new();
        for (key, value) in fields.entries(node, "`topics`") {
            let name = fields.text(Some(key));
            fields.keys(
                value,
                "a topic",
                &["headings", "opens", "asked", "family", "yields"],
            );
            let yields = value.get("yields").and_then(|node| {
                fields.choice(node, "yes or no", &[("true", true), ("false", false)])
            });
            let family = fields.text(value.get("family"));
            topics.push(Topic {
                family: if family.is_empty() {
                    name.clone()
                } else {
                    family
                },
                yields: yields.unwrap_or(false),
                headings: fields.pattern(value.get("headings")),
                opens: fields.pattern(value.get("opens")),
                asked: fields.pattern(value.get("asked")),
                name,
            });
            if topics.len() > Topics::MOST {
                fields.error(
                    key.span,
                    format!("a rubric has at most {} topics", Topics::MOST),
                );
            }
        }
        self.topics = topics.iter().map(|topic| topic.name.clone()).collect();
        topics
    }

    /// Collects the signal definitions of the file, shared ones first, and their names.
    fn name_signals<'n>(
        &mut self,
        fields: &mut Fields,
        root: &'n Node,
    ) -> Vec<(&'n Node, &'n Node)> {
        let mut definitions = Vec::new();
        let mut sources: Vec<&Node> = root.get("signals").into_iter().collect();
        if let Some(Value::List(criteria)) = root.get("criteria").map(|node| &node.value) {
            sources.extend(
                criteria
                    .iter()
                    .filter_map(|criterion| criterion.get("signals")),
            );
        }
        for source in sources {
            for (key, value) in fields.entries(source, "`signals`") {
                let name = fields.text(Some(key));
                if self.signals.contains(&name) {
                    fields.error(key.span, format!("a signal named `{name}` exists already"));
                }
                self.signals.push(name);
                definitions.push((key, value));
            }
        }
        definitions
    }

    fn signal(&self, fields: &mut Fields, key: &Node, node: &Node) -> Signal {
        let name = fields.text(Some(key));
        // The short form: `name: 'pattern'` or a list of patterns.
        let short = !matches!(node.value, Value::Map(_));
        let find = if short {
            fields.pattern(Some(node)).map(Find::Pattern)
        } else {
            fields.keys(node, "a signal", &SIGNAL_KEYS);
            self.find(fields, node)
        };
        if find.is_none() {
            fields.error(key.span, format!("the signal `{name}` looks for nothing: give it `find`, `items`, `anything`, `any` or `together`"));
        }
        let places = Self::places(fields, node.get("in"));
        let stances: Vec<Stance> = fields
            .list(node.get("stance"))
            .into_iter()
            .filter_map(|node| fields.choice(node, "stance", &Stance::NAMES))
            .collect();
        let stances = if stances.is_empty() {
            vec![Stance::Delivered]
        } else {
            stances
        };
        let by = node
            .get("by")
            .and_then(|node| fields.choice(node, "way to tell finds apart", &By::NAMES));
        let closing = node.get("at").and_then(|node| {
            fields.choice(
                node,
                "part of the text",
                &[("end", true), ("anywhere", false)],
            )
        });
        Signal {
            closing: closing.unwrap_or(false),
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

    fn places(fields: &mut Fields, node: Option<&Node>) -> Places {
        let places: Vec<Place> = fields
            .list(node)
            .into_iter()
            .filter_map(|node| fields.choice(node, "place", &Place::NAMES))
            .collect();
        if places.is_empty() {
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
        fields.keys(node, "`near`", &["signal", "within"]);
        let signal = fields.required(node, "signal", "`near`")?;
        let signal = fields.named(signal, "signal", &self.signals)?;
        Some((signal, fields.count(node.get("within")).unwrap_or(1)))
    }

    fn criterion(
        &self,
        fields: &mut Fields,
        node: &Node,
        groups: &[(String, String)],
    ) -> Criterion {
        fields.keys(node, "a criterion", &CRITERION_KEYS);
        let group = fields.required(node, "group", "a criterion");
        let names: Vec<String> = groups.iter().map(|(id, _)| id.clone()).collect();
        let group = group
            .and_then(|group| fields.named(group, "group", &names))
            .and_then(|at| names.get(at).cloned());
        let weight = fields.required(node, "weight", "a criterion");
        let levels = fields.required(node, "levels", "a criterion");
        let announced = fields.list(node.get("announced"));
        Criterion {
            id: fields.required_text(node, "id", "a criterion"),
            title: fields.required_text(node, "title", "a criterion"),
            group: group.unwrap_or_default(),
            asks: fields.text(node.get("asks")),
            weight: fields.number(weight, 0.0..=1000.0).unwrap_or(0.0),
            levels: self.level_conditions(fields, levels),
            advice: self.advice(fields, node.get("advice")),
            announced_by: announced
                .into_iter()
                .filter_map(|n| fields.named(n, "signal", &self.signals))
                .collect(),
            judge: fields.text(node.get("judge")),
            examples: self.examples(fields, node.get("examples")),
        }
    }

    fn level_conditions(&self, fields: &mut Fields, node: Option<&Node>) -> [Level; 3] {
        let names: Vec<&str> = self.levels.iter().map(String::as_str).collect();
        let known = names.get(1..).unwrap_or(&[]).to_vec();
        if let Some(node) = node {
            fields.keys(node, "`levels`", &known);
        }
        [0, 1, 2].map(|nth| {
            let name = known.get(nth).copied().unwrap_or_default();
            let level = node.and_then(|node| fields.required(node, name, "`levels`"));
            if let Some(level) = level {
                fields.keys(level, "a level", &["means", "when"]);
            }
            let means = level.and_then(|level| fields.required(level, "means", "a level"));
            let when = level.and_then(|level| fields.required(level, "when", "a level"));
            Level {
                descriptor: fields.text(means),
                written: fields.text(when),
                condition: fields
                    .condition(when, &self.signals)
                    .unwrap_or(Condition::Any(Vec::new())),
            }
        })
    }

    fn advice(&self, fields: &mut Fields, node: Option<&Node>) -> [Advice; 3] {
        let known: Vec<&str> = self.levels.iter().take(3).map(String::as_str).collect();
        if let Some(node) = node {
            fields.keys(node, "`advice`", &known);
        }
        [0, 1, 2].map(|nth| {
            let text = node.and_then(|node| node.get(known.get(nth).copied().unwrap_or_default()));
            text.map(|text| self.advice_text(fields, text))
                .unwrap_or_default()
        })
    }

    /// `{list x}`, `{count x}` and `{product}` stand for what was found.
    fn advice_text(&self, fields: &mut Fields, node: &Node) -> Advice {
        let text = fields.text(Some(node));
        let mut parts = Vec::new();
        for (nth, piece) in text.split('{').enumerate() {
            let closed = piece.split_once('}').filter(|_| nth > 0);
            let Some((inside, after)) = closed else {
                parts.push(AdvicePart::Text(piece.to_owned()));
                continue;
            };
            let (word, name) = inside.split_once(' ').unwrap_or((inside, ""));
            let at = Node {
                span: node.span,
                value: Value::Scalar(name.to_owned()),
            };
            match word {
                "product" => parts.push(AdvicePart::Product),
                "list" => parts.extend(fields.named(&at, "signal", &self.signals).map(AdvicePart::List)),
                "count" => parts.extend(fields.named(&at, "signal", &self.signals).map(AdvicePart::Count)),
                _ => fields.error(node.span, format!("`{{{inside}}}` is not known in advice: use {{list SIGNAL}}, {{count SIGNAL}} or {{product}}")),
            }
            parts.push(AdvicePart::Text(after.to_owned()));
        }
        Advice { parts }
    }

    fn examples(&self, fields: &mut Fields, node: Option<&Node>) -> Vec<Example> {
        let names: Vec<(&str, u8)> = self
            .levels
            .iter()
            .map(String::as_str)
            .zip(0..=MAX_LEVEL)
            .collect();
        let mut examples = Vec::new();
        for node in fields.list(node) {
            fields.keys(node, "an example", &["level", "text"]);
            let level = fields.required(node, "level", "an example");
            let level = level.and_then(|level| fields.choice(level, "level", &names));
            let text = fields.required_text(node, "text", "an example");
            examples.extend(level.map(|level| Example { text, level }));
        }
        examples
    }
}

fn level_names(fields: &mut Fields, node: Option<&Node>) -> Vec<String> {
    let Some(node) = node else {
        return ["missing", "mentioned", "developed", "strong"]
            .map(str::to_owned)
            .to_vec();
    };
    let nodes = fields.list(Some(node));
    if nodes.len() != 4 {
        fields.error(
            node.span,
            format!(
                "a scale has four levels, lowest first; this has {}",
                nodes.len()
            ),
        );
    }
    nodes
        .into_iter()
        .map(|node| fields.text(Some(node)))
        .collect()
}

fn groups(fields: &mut Fields, node: Option<&Node>) -> Vec<(String, String)> {
    let Some(node) = node else { return Vec::new() };
    let entries = fields.entries(node, "`groups`");
    entries
        .iter()
        .map(|(key, value)| (fields.text(Some(key)), fields.text(Some(value))))
        .collect()
}

fn bands(fields: &mut Fields, node: Option<&Node>) -> Vec<(f64, String)> {
    let Some(node) = node else {
        return [
            (0.0, "not yet"),
            (35.0, "developing"),
            (60.0, "solid"),
            (80.0, "strong"),
        ]
        .map(|(least, name)| (least, name.to_owned()))
        .to_vec();
    };
    let entries = fields.entries(node, "`bands`");
    let mut bands: Vec<(f64, String)> = entries
        .iter()
        .map(|(key, value)| {
            (
                fields.number(Some(value), 0.0..=100.0).unwrap_or(0.0),
                fields.text(Some(key)),
            )
        })
        .collect();
    bands.sort_by(|a, b| a.0.total_cmp(&b.0));
    if bands.first().is_none_or(|(least, _)| *least > 0.0) {
        fields.error(node.span, "the lowest band begins at 0");
    }
    bands
}

fn unique_ids(fields: &mut Fields, nodes: &[&Node]) {
    let ids: Vec<(&Node, &str)> = nodes
        .iter()
        .filter_map(|n| n.get("id"))
        .filter_map(|n| Some((n, n.text()?)))
        .collect();
    for (at, (node, id)) in ids.iter().enumerate() {
        if ids.iter().take(at).any(|(_, other)| other == id) {
            fields.error(
                node.span,
                format!("a criterion with the id `{id}` exists already"),
            );
        }
    }
}

fn rules(fields: &mut Fields, node: Option<&Node>, ids: &[String], key: &str) -> Vec<Rule> {
    let mut rules = Vec::new();
    for node in fields.list(node) {
        fields.keys(node, "a score rule", &["when", key, "because"]);
        let when = fields.required(node, "when", "a score rule");
        let when = fields.condition(when, ids);
        let amount = fields.required(node, key, "a score rule");
        let amount = fields.number(amount, 0.0..=100.0);
        let because = fields.required_text(node, "because", "a score rule");
        if let (Some(when), Some(amount)) = (when, amount) {
            let effect = if key == "minus" {
                Effect::Minus(amount)
            } else {
                Effect::AtMost(amount)
            };
            rules.push(Rule {
                when,
                effect,
                because,
            });
        }
    }
    rules
}
