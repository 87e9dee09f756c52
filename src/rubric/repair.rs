//! Keys that are misspelt, unknown or written twice: named, and put right where it is plain what was
//! meant, so that one slip is one mistake and not ten.

use super::diagnostic::Diagnostic;
use super::fields::Fields;
use super::keys::{self, Kind, Shape};
use super::load::level_names;
use super::suggest::closest;
use super::yaml::{Node, Value};

/// What the keys of a map can be.
struct Wanted<'w> {
    code: &'static str,
    what: &'w str,
    known: &'w [&'w str],
    /// What to say of a key that is not known but could be thought to be.
    note: &'w dyn Fn(&str) -> Option<String>,
    /// What such a key stands for, if it can be read on.
    instead: &'w dyn Fn(&str) -> Option<&'w str>,
}

/// A look through the keys of a file.
#[derive(Default)]
pub(super) struct Repair {
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What stood under keys that could not be read; the names in it count as used.
    pub(super) lost: Vec<Node>,
    /// The names of the levels, lowest first; none where they cannot be told.
    pub(super) levels: Vec<String>,
    /// Whether a file that defines things could not be read.
    pub(super) incomplete: bool,
}

impl Repair {
    /// Puts the keys of `node` right, as far as that can be done.
    pub(super) fn value(&mut self, node: &mut Node, shape: &Shape) {
        match (shape, &mut node.value) {
            (Shape::Map(kind), Value::Map(entries)) => self.kind(entries, kind),
            (Shape::Named(code, shape), Value::Map(entries)) => {
                self.once(entries, code);
                for (_, value) in entries {
                    self.value(value, shape);
                }
            }
            (Shape::List(shape), Value::List(nodes)) => {
                for node in nodes {
                    self.value(node, shape);
                }
            }
            (Shape::Levels(shape), Value::Map(entries)) => {
                self.levels(entries, 1, "`levels`");
                for (_, value) in entries {
                    self.value(value, shape);
                }
            }
            (Shape::Advice, Value::Map(entries)) => self.levels(entries, 0, "`advice`"),
            _ => {}
        }
    }

    fn kind(&mut self, entries: &mut Vec<(Node, Node)>, kind: &Kind) {
        let wanted = Wanted {
            code: "unknown-key",
            what: kind.what,
            known: &kind.names(),
            note: &|name| misplaced(kind, name),
            instead: &|name| match (kind.what, name) {
                ("a cap", "minus") => Some("at_most"),
                ("a penalty", "at_most") => Some("minus"),
                _ => None,
            },
        };
        self.known(entries, &wanted);
        if kind.what == keys::RUBRIC.what {
            let scale = entries.iter().find(|(key, _)| key.text() == Some("levels"));
            // What is wrong with the scale is the loader's to say.
            self.levels = level_names(&mut Fields::default(), scale.map(|(_, value)| value));
        }
        for (key, value) in entries {
            let name = key.text().unwrap_or_default();
            if let Some((_, shape)) = kind.keys.iter().find(|(known, _)| *known == name) {
                self.value(value, shape);
            }
        }
    }

    /// Keys that are names of levels: three of them, from `first` up.
    fn levels(&mut self, entries: &mut Vec<(Node, Node)>, first: usize, what: &str) {
        let levels = std::mem::take(&mut self.levels);
        let known: Vec<&str> = levels
            .iter()
            .map(String::as_str)
            .skip(first)
            .take(3)
            .collect();
        if known.len() == 3 {
            let needless = |name: &str| {
                let at = levels.iter().position(|level| level == name)?;
                Some(if at == 0 {
                    format!(
                        "`{name}` is what is left when no other level is reached: it has no condition"
                    )
                } else {
                    format!("`{name}` is the highest level: there is nothing to advise for")
                })
            };
            let wanted = Wanted {
                code: "unknown-level",
                what,
                known: &known,
                note: &needless,
                instead: &|_| None,
            };
            self.known(entries, &wanted);
        } else {
            self.once(entries, "duplicate-key");
        }
        self.levels = levels;
    }

    /// Names every key that is not in `known`; one that was plainly meant to be takes its place.
    fn known(&mut self, entries: &mut Vec<(Node, Node)>, wanted: &Wanted) {
        self.once(entries, "duplicate-key");
        let mut taken: Vec<String> = entries
            .iter()
            .filter_map(|(key, _)| key.text().map(str::to_owned))
            .collect();
        let mut kept = Vec::with_capacity(entries.len());
        for (mut key, value) in entries.drain(..) {
            let name = key.text().unwrap_or_default().to_owned();
            if is_rest_of_text(&name, &value, wanted.known)
                && let Some((_, before)) = kept.last_mut()
                && self.join(before, &key, &name)
            {
                continue;
            }
            if wanted.known.contains(&name.as_str()) {
                kept.push((key, value));
                continue;
            }
            let meant = self.unknown(&key, &name, wanted);
            match meant.filter(|meant| !taken.iter().any(|other| other == meant)) {
                Some(meant) => {
                    taken.push(meant.to_owned());
                    key.value = Value::Scalar(meant.to_owned());
                    kept.push((key, value));
                }
                None => self.lost.push(value),
            }
        }
        *entries = kept;
    }

    /// Takes the text behind a comma for a part of the value before it.
    fn join(&mut self, before: &mut Node, key: &Node, rest: &str) -> bool {
        let Some(text) = before.text().filter(|text| !text.is_empty()) else {
            return false;
        };
        let whole = format!("{text}, {rest}");
        let message = "the comma ends the text before it".to_owned();
        let help = format!("put the whole in quotes: `\"{whole}\"`");
        let fault = Diagnostic::error("comma-ends-text", key.span, message).help(help);
        self.diagnostics.push(fault);
        before.value = Value::Scalar(whole);
        before.span.end = key.span.end;
        true
    }

    /// Names a key that is not known, and says what it was probably meant to be.
    fn unknown<'k>(&mut self, key: &Node, name: &str, wanted: &Wanted<'k>) -> Option<&'k str> {
        let known = wanted.known;
        let note = (wanted.note)(name);
        let meant = closest(name, known.iter().copied()).filter(|_| note.is_none());
        let help = note
            .or_else(|| meant.map(|meant| format!("did you mean `{meant}`?")))
            .unwrap_or_else(|| format!("known keys: {}", known.join(", ")));
        let message = format!("{} has no key `{name}`", wanted.what);
        let fault = Diagnostic::error(wanted.code, key.span, message);
        self.diagnostics.push(fault.help(help));
        meant.or((wanted.instead)(name))
    }

    /// Names every key that stands twice; the first is kept.
    fn once(&mut self, entries: &mut Vec<(Node, Node)>, code: &'static str) {
        let mut seen: Vec<String> = Vec::new();
        let mut kept = Vec::with_capacity(entries.len());
        for (key, value) in entries.drain(..) {
            let name = key.text().unwrap_or_default().to_owned();
            if seen.contains(&name) {
                let fault =
                    Diagnostic::error(code, key.span, format!("`{name}` stands here twice"));
                self.diagnostics.push(fault.help("keep one of the two"));
                self.lost.push(value);
            } else {
                seen.push(name);
                kept.push((key, value));
            }
        }
        *entries = kept;
    }
}

/// Whether a key without a value is the rest of a text that a comma has cut: `{when: distinct(a, b)}`.
fn is_rest_of_text(key: &str, value: &Node, known: &[&str]) -> bool {
    let one_word = key
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    let meant = closest(key, known.iter().copied());
    value.text() == Some("") && !key.is_empty() && (!one_word || meant.is_none())
}

/// Where a key belongs that is known elsewhere.
fn misplaced(kind: &Kind, name: &str) -> Option<String> {
    let place = match (kind.what, name) {
        ("a cap", "minus") => "`minus` belongs to an entry of `penalties`",
        ("a penalty", "at_most") => "`at_most` belongs to an entry of `caps`",
        ("a rubric", "examples") => {
            "examples belong to a criterion, or in the file NAME.examples.yaml beside this one"
        }
        ("a criterion", "find") => "`find` belongs to a signal, under `signals`",
        ("a criterion", "when" | "means") => "`when` and `means` belong to a level, under `levels`",
        ("a shared file", name) if keys::RUBRIC.names().contains(&name) => {
            "a shared file holds only what rubrics include: this belongs to a rubric"
        }
        _ => return None,
    };
    Some(place.to_owned())
}
