//! Marks that people gave, read from CSV or JSONL: a row a mark, or an object a text.
//!
//! Which texts and rubrics they are about is looked up elsewhere.

mod collect;
mod levels;
mod rows;

use std::collections::BTreeMap;

use super::fault::Fault;
use crate::rubric::Rubric;

pub use levels::{Kind, Level};

/// A text with the marks that it got.
#[derive(Clone, Debug)]
pub struct MarkedText {
    /// How the marks name it: a path, a file name, or an id.
    pub name: String,
    /// The file of marks, as it was named.
    pub file: String,
    /// The first line that is about it, from 1.
    pub line: usize,
    /// The rubric that the marks were given by.
    pub rubric: Option<String>,
    /// The question that the text answers.
    pub question: Option<String>,
    /// Whether it is an answer at all, where the marks say.
    pub kind: Option<Kind>,
    /// Everything else that the marks say of it, by name.
    pub fields: BTreeMap<String, String>,
    /// The names of its raters, in order; those without a name are told apart by their place.
    pub raters: Vec<Option<String>>,
    /// By criterion what each rater gave.
    pub marks: BTreeMap<String, Vec<Option<Mark>>>,
}

/// One mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The level that was given.
    pub level: Level,
    /// The line that says so, from 1.
    pub line: usize,
}

/// What a file of marks holds.
#[derive(Debug, Default)]
pub struct Marks {
    /// The marked texts, in order of the file.
    pub texts: Vec<MarkedText>,
    /// Every mistake.
    pub faults: Vec<Fault>,
}

/// Reads marks; `file` is what messages call their file, and its ending tells CSV from JSONL.
#[must_use]
pub fn parse(file: &str, text: &str) -> Marks {
    let mut collector = collect::Collector::new(file);
    for (line, row) in rows::read(file, text) {
        match row {
            Ok(fields) => collector.take(line, &fields),
            Err(message) => collector.fault(line, message),
        }
    }
    collector.finish()
}

impl MarkedText {
    /// The marks of a criterion as numbers; names of levels are those of `rubric`.
    pub(super) fn levels(&self, criterion: &str, rubric: &Rubric) -> (Vec<Option<u8>>, Vec<Fault>) {
        let mut faults = Vec::new();
        let given = self.marks.get(criterion).map_or(&[][..], Vec::as_slice);
        let levels = given.iter().map(|mark| {
            let mark = mark.as_ref()?;
            let level = mark.level.resolve(&rubric.levels);
            if let Err(message) = &level {
                faults.push(Fault::new(&self.file, mark.line, message));
            }
            level.ok()
        });
        let levels = levels.collect();
        (levels, faults)
    }

    /// The first line with a mark of a criterion.
    pub(super) fn line_of(&self, criterion: &str) -> usize {
        let marks = self.marks.get(criterion).into_iter().flatten().flatten();
        marks.map(|mark| mark.line).min().unwrap_or(self.line)
    }

    /// How many marks it has.
    #[must_use]
    pub fn count(&self) -> usize {
        self.marks.values().flatten().flatten().count()
    }

    /// Takes over the marks of the same text from another file. A rater with the same name is the
    /// same; one without a name is another.
    pub fn absorb(&mut self, other: Self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let places: Vec<usize> = other
            .raters
            .iter()
            .map(|rater| self.place_of(rater.as_ref()))
            .collect();
        for (criterion, given) in other.marks {
            let own = self.marks.entry(criterion.clone()).or_default();
            for (place, mark) in places.iter().zip(given) {
                own.resize(own.len().max(place + 1), None);
                let (Some(slot), Some(mark)) = (own.get_mut(*place), mark) else {
                    continue;
                };
                if slot.is_some() {
                    let message = format!(
                        "`{}`: this rater marked `{criterion}` before, in {}; that mark counts",
                        other.name, self.file
                    );
                    faults.push(Fault::new(&other.file, mark.line, message));
                } else {
                    *slot = Some(mark);
                }
            }
        }
        for (field, value) in other.fields {
            self.fields.entry(field).or_insert(value);
        }
        self.question = self.question.take().or(other.question);
        self.kind = self.kind.or(other.kind);
        faults
    }

    fn place_of(&mut self, rater: Option<&String>) -> usize {
        let known = self
            .raters
            .iter()
            .position(|own| rater.is_some() && own.as_ref() == rater);
        known.unwrap_or_else(|| {
            self.raters.push(rater.cloned());
            self.raters.len() - 1
        })
    }
}

#[cfg(test)]
mod tests;
