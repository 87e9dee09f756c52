//! The grades of one text beside its marks, and what fired where they differ.

use std::collections::BTreeMap;

use serde::Serialize;

use super::fault::Fault;
use super::marks::{Kind, MarkedText};
use super::measure::Row;
use crate::assessment::{Answer, Assessment};
use crate::evidence::Hit;
use crate::rubric::{Criterion, Name, Rubric};
use crate::text::{LineIndex, shorten};

/// How many finds of a signal are quoted, and how long a quote is in characters.
const QUOTES: usize = 4;
const QUOTE: usize = 70;

/// A graded text beside its marks.
#[derive(Clone, Debug)]
pub struct Compared {
    /// How the marks name the text.
    pub name: String,
    /// The rubric, by its place among those that are measured.
    pub rubric: usize,
    /// Whether it is an answer at all, where the marks say.
    pub kind: Option<Kind>,
    /// What the marks say of it, by name; `rubric` is the one that was used.
    pub fields: BTreeMap<String, String>,
    /// The score.
    pub score: f64,
    /// What it was taken for, where that is no answer.
    pub called: Option<String>,
    /// The criteria that have marks, in the rubric's order.
    pub items: Vec<Item>,
}

/// One criterion of a graded text.
#[derive(Clone, Debug)]
pub struct Item {
    /// The criterion's identifier.
    pub criterion: String,
    /// Its name, for people.
    pub title: String,
    /// The grade and the marks.
    pub row: Row,
    /// Where the grade is nobody's mark: the signals that met something.
    pub fired: Vec<Fired>,
}

/// A signal that met something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fired {
    /// Its name.
    pub signal: String,
    /// How many different things it found.
    pub different: usize,
    /// How much it met that does not count: announced, denied, asked or left open.
    pub discounted: usize,
    /// The first few finds.
    pub quotes: Vec<Quoted>,
}

/// A short quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Quoted {
    /// Its line, from 1.
    pub line: usize,
    /// The words, shortened.
    pub quote: String,
}

/// Puts the grades of a text beside its marks; `place` is the rubric's among those that are measured.
#[must_use]
pub fn compare(
    text: &MarkedText,
    answer: &Answer,
    (place, rubric): (usize, &Rubric),
    assessment: &Assessment,
) -> (Compared, Vec<Fault>) {
    let mut faults = strangers(text, rubric);
    let shown = Shown {
        rubric,
        assessment,
        answer,
        lines: LineIndex::new(&answer.text),
    };
    let mut items = Vec::new();
    for (criterion, grade) in rubric.criteria.iter().zip(&assessment.score.grades) {
        let (marks, wrong) = text.levels(&criterion.id, rubric);
        faults.extend(wrong);
        let grade = grade.level;
        items.extend(shown.item(criterion, Row { grade, marks }));
    }
    let mut fields = text.fields.clone();
    fields.insert("rubric".to_owned(), rubric.id.clone());
    let called = assessment.evidence.extent.not_an_answer.as_ref();
    let compared = Compared {
        name: text.name.clone(),
        rubric: place,
        kind: text.kind,
        fields,
        score: assessment.score.outcome.score,
        called: called.map(|found| found.kind.clone()),
        items,
    };
    (compared, faults)
}

/// The criteria with marks that the rubric does not have.
fn strangers(text: &MarkedText, rubric: &Rubric) -> Vec<Fault> {
    let known = |id: &str| rubric.criteria.iter().any(|criterion| criterion.id == id);
    let strangers = text.marks.keys().filter(|id| !known(id));
    let faults = strangers.map(|id| {
        let near = rubric.criteria.iter().map(|criterion| {
            let distance = strsim::damerau_levenshtein(id, &criterion.id);
            (distance, criterion.id.as_str())
        });
        let help = match near.min() {
            Some((distance, near)) if distance <= 1 + near.len() / 3 => {
                format!("did you mean `{near}`?")
            }
            _ => format!("`evaluate rubric show {}` lists them", rubric.id),
        };
        let message = format!("the rubric {} has no criterion `{id}`; {help}", rubric.id);
        Fault::new(&text.file, text.line_of(id), message)
    });
    faults.collect()
}

/// What is needed to show what fired.
struct Shown<'a> {
    rubric: &'a Rubric,
    assessment: &'a Assessment,
    answer: &'a Answer,
    lines: LineIndex,
}

impl Shown<'_> {
    /// A criterion with its row; none where the row has no marks.
    fn item(&self, criterion: &Criterion, row: Row) -> Option<Item> {
        row.given().next()?;
        let fired = if row.agrees() {
            Vec::new()
        } else {
            self.fired(criterion)
        };
        Some(Item {
            criterion: criterion.id.clone(),
            title: criterion.title.clone(),
            row,
            fired,
        })
    }

    fn fired(&self, criterion: &Criterion) -> Vec<Fired> {
        let levels = criterion.levels.iter();
        let mut names: Vec<Name> = levels.flat_map(|level| level.condition.names()).collect();
        names.sort_unstable();
        names.dedup();
        names
            .into_iter()
            .filter_map(|name| self.signal(name))
            .collect()
    }

    fn signal(&self, name: Name) -> Option<Fired> {
        let evidence = &self.assessment.evidence;
        let hits = evidence.different(&[name]);
        let discounted = evidence.discounted.get(name).map_or(0, <[_]>::len);
        (!hits.is_empty() || discounted > 0).then(|| Fired {
            signal: self
                .rubric
                .signals
                .get(name)
                .map(|signal| signal.name.clone())
                .unwrap_or_default(),
            different: hits.len(),
            discounted,
            quotes: hits
                .into_iter()
                .take(QUOTES)
                .map(|hit| self.quote(hit))
                .collect(),
        })
    }

    fn quote(&self, hit: &Hit) -> Quoted {
        let document = &self.assessment.document;
        let start = document.source_span(hit.span).start + self.answer.body;
        Quoted {
            line: self.lines.position(&self.answer.text, start).line,
            quote: shorten(hit.span.of(&document.plain), QUOTE),
        }
    }
}
