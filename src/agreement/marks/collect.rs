//! Rows gathered into marked texts.

use std::collections::BTreeMap;

use serde_json::Value;

use super::levels::{Kind, Level};
use super::rows::Fields;
use super::{Mark, MarkedText, Marks};
use crate::agreement::fault::Fault;

/// Fields that are no description of the text.
const OWN: [&str; 9] = [
    "file",
    "id",
    "criterion",
    "level",
    "levels",
    "overall",
    "rater",
    "rubric",
    "question",
];

/// What a field says whose rows do not agree.
const SEVERAL: &str = "(several)";

/// A rater of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Rater {
    /// With a name.
    Named(String),
    /// The first, second ... of those without one.
    Nth(usize),
}

/// A text while its rows come in; marks by criterion and place of the rater in the file.
struct Open {
    text: MarkedText,
    marks: BTreeMap<String, BTreeMap<usize, Mark>>,
}

/// Gathers the rows of one file.
pub(super) struct Collector<'a> {
    file: &'a str,
    raters: Vec<Rater>,
    texts: Vec<Open>,
    /// Where a text stands in `texts`, by name and rubric.
    places: BTreeMap<(String, Option<String>), usize>,
    faults: Vec<Fault>,
}

impl<'a> Collector<'a> {
    pub(super) fn new(file: &'a str) -> Self {
        Self {
            file,
            raters: Vec::new(),
            texts: Vec::new(),
            places: BTreeMap::new(),
            faults: Vec::new(),
        }
    }

    pub(super) fn fault(&mut self, line: usize, message: impl Into<String>) {
        self.faults.push(Fault::new(self.file, line, message));
    }

    fn doubt(&mut self, line: usize, message: impl Into<String>) {
        self.faults.push(Fault::doubt(self.file, line, message));
    }

    /// Takes one row: an object with `levels` is about a text, any other is one mark.
    pub(super) fn take(&mut self, line: usize, fields: &Fields) {
        let given = |name: &str| text_of(fields.get(name)?);
        let Some(name) = given("file").or_else(|| given("id")) else {
            self.fault(line, "this names no text; give its `file` (or `id`)");
            return;
        };
        let marks = match fields.get("levels") {
            Some(Value::Object(levels)) => self.of_object(line, fields, levels),
            Some(_) => {
                self.fault(
                    line,
                    "`levels` is no object; write {\"criterion\": level, ...}",
                );
                return;
            }
            None => self.of_row(line, fields),
        };
        if !marks.is_empty() {
            let place = self.place(line, &name, fields);
            self.describe(place, line, fields);
            for (criterion, rater, level) in marks {
                self.mark(place, &criterion, rater, Mark { level, line });
            }
        }
    }

    /// The mark of a row.
    fn of_row(&mut self, line: usize, fields: &Fields) -> Vec<(String, Rater, Level)> {
        let Some(criterion) = fields.get("criterion").and_then(text_of) else {
            self.fault(
                line,
                "this names no criterion; give `criterion` and `level`",
            );
            return Vec::new();
        };
        let level = fields.get("level").unwrap_or(&Value::Null);
        match Level::read(level) {
            Ok(level) => vec![(criterion, rater(fields, 0), level)],
            Err(message) => {
                self.fault(line, format!("`{criterion}`: {message}"));
                Vec::new()
            }
        }
    }

    /// The marks of an object: a level for each criterion, or a list with one of each rater.
    fn of_object(
        &mut self,
        line: usize,
        fields: &Fields,
        levels: &Fields,
    ) -> Vec<(String, Rater, Level)> {
        let mut marks = Vec::new();
        for (criterion, given) in levels {
            let list = match given {
                Value::Array(list) => list.as_slice(),
                one => std::slice::from_ref(one),
            };
            if list.len() > 1 && fields.contains_key("rater") {
                let message = format!("`{criterion}` has several levels of one `rater`");
                self.fault(line, message);
                continue;
            }
            for (nth, level) in list
                .iter()
                .enumerate()
                .filter(|(_, level)| !level.is_null())
            {
                match Level::read(level) {
                    Ok(level) => marks.push((criterion.clone(), rater(fields, nth), level)),
                    Err(message) => self.fault(line, format!("`{criterion}`: {message}")),
                }
            }
        }
        if levels.is_empty() {
            self.fault(line, "`levels` is empty; give a level for each criterion");
        }
        marks
    }

    /// Where the text of a row stands, made where it is new.
    fn place(&mut self, line: usize, name: &str, fields: &Fields) -> usize {
        let rubric = fields.get("rubric").and_then(text_of);
        let next = self.texts.len();
        let place = *self
            .places
            .entry((name.to_owned(), rubric.clone()))
            .or_insert(next);
        if place == next {
            let text = MarkedText {
                name: name.to_owned(),
                file: self.file.to_owned(),
                line,
                rubric,
                question: None,
                kind: None,
                fields: BTreeMap::new(),
                raters: Vec::new(),
                marks: BTreeMap::new(),
            };
            let marks = BTreeMap::new();
            self.texts.push(Open { text, marks });
        }
        place
    }

    /// Keeps what a row says of the text itself.
    fn describe(&mut self, place: usize, line: usize, fields: &Fields) {
        let mut odd = None;
        let Some(open) = self.texts.get_mut(place) else {
            return;
        };
        let text = &mut open.text;
        if let Some(question) = fields.get("question").and_then(text_of) {
            text.question.get_or_insert(question);
        }
        for (field, value) in fields
            .iter()
            .filter(|(name, _)| !OWN.contains(&name.as_str()))
        {
            let Some(value) = text_of(value) else {
                continue;
            };
            if field == "kind" {
                let kind = Kind::read(&value);
                text.kind = text.kind.or(kind);
                if kind.is_none() {
                    odd = Some(format!(
                        "the kind `{value}` is neither `answer` nor `not an answer`; taken for neither"
                    ));
                }
            }
            let known = text.fields.entry(field.clone()).or_insert(value.clone());
            if *known != value {
                SEVERAL.clone_into(known);
            }
        }
        if let Some(message) = odd {
            self.doubt(line, message);
        }
    }

    fn mark(&mut self, place: usize, criterion: &str, rater: Rater, mark: Mark) {
        let known = self.raters.iter().position(|known| *known == rater);
        let at = known.unwrap_or_else(|| {
            self.raters.push(rater);
            self.raters.len() - 1
        });
        let Some(open) = self.texts.get_mut(place) else {
            return;
        };
        let marks = open.marks.entry(criterion.to_owned()).or_default();
        if let Some(first) = marks.get(&at) {
            let message = format!(
                "`{}` has a mark for `{criterion}` since line {}, which counts; give each rater a name in `rater`",
                open.text.name, first.line
            );
            self.fault(mark.line, message);
        } else {
            marks.insert(at, mark);
        }
    }

    /// The texts with their raters in order: those of the file, without the ones who skipped the text.
    pub(super) fn finish(self) -> Marks {
        let Self {
            raters,
            texts,
            faults,
            ..
        } = self;
        let texts = texts.into_iter().map(|open| close(open, &raters)).collect();
        Marks { texts, faults }
    }
}

fn close(open: Open, raters: &[Rater]) -> MarkedText {
    let Open { mut text, marks } = open;
    let mut places: Vec<usize> = marks.values().flat_map(BTreeMap::keys).copied().collect();
    places.sort_unstable();
    places.dedup();
    let named = places.iter().map(|place| match raters.get(*place) {
        Some(Rater::Named(name)) => Some(name.clone()),
        _ => None,
    });
    text.raters = named.collect();
    for (criterion, mut given) in marks {
        let levels = places.iter().map(|place| given.remove(place)).collect();
        text.marks.insert(criterion, levels);
    }
    text
}

/// A field as text, where it says something.
fn text_of(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

fn rater(fields: &Fields, nth: usize) -> Rater {
    let name = fields.get("rater").and_then(text_of);
    name.map_or(Rater::Nth(nth), Rater::Named)
}
