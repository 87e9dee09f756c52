//! One answer graded: its rubric chosen, all stages run, the report made.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::shelf::Shelf;
use crate::assessment::{Answer, Opened, Reading, asked, conclude, open, read_on};
use crate::document::Document;
use crate::evidence::Extent;
use crate::input::{Chooser, Input, InputError, Known, Problem};
use crate::judge::{Case, Haystack};
use crate::report::{self, Chosen, Opinions, Report, Subject, Warning};
use crate::rubric::{Library, Rubric, Searcher};
use crate::text::Sketch;

/// How the answers of a run are graded.
#[derive(Debug)]
pub struct Plan {
    /// The rubrics that answers can ask for.
    pub library: Library,
    /// The rubric for all of them.
    pub rubric: Option<Arc<Rubric>>,
    /// The question for all of them.
    pub question: Option<String>,
    /// Whether a text that looks like no answer is graded as one.
    pub assume_answer: bool,
    /// Whether each level is explained.
    pub explain: bool,
    /// Whether answers are to be compared with each other.
    pub compare: bool,
    shelf: Shelf,
}

impl Plan {
    /// A plan with nothing special about it.
    #[must_use]
    pub fn new(library: Library, rubric: Option<Rubric>) -> Self {
        Self {
            library,
            rubric: rubric.map(Arc::new),
            question: None,
            assume_answer: false,
            explain: false,
            compare: false,
            shelf: Shelf::default(),
        }
    }
}

/// A graded answer.
#[derive(Debug)]
pub struct Graded<'a> {
    /// Its report.
    pub report: Report<'a>,
    /// What it is like, where answers are compared.
    pub sketch: Option<Sketch>,
}

/// Grades one answer after another; one for each thread.
#[derive(Debug)]
pub struct Grader {
    plan: Arc<Plan>,
    chooser: Chooser,
    /// The rubrics met, by name; the plan's own has none.
    met: BTreeMap<String, (Arc<Rubric>, Searcher)>,
}

/// The name of the rubric for all answers.
const OWN: &str = "";

impl Grader {
    /// A grader that follows `plan`.
    #[must_use]
    pub fn new(plan: Arc<Plan>) -> Self {
        let chooser = Chooser::new(&plan.library);
        let mut met = BTreeMap::new();
        if let Some(rubric) = &plan.rubric {
            let searcher = rubric.searcher();
            met.insert(OWN.to_owned(), (Arc::clone(rubric), searcher));
        }
        Self { plan, chooser, met }
    }

    /// Grades an answer by the signals alone; `take` makes of it what is wanted.
    ///
    /// # Errors
    /// Where the rubric that it needs cannot be had.
    pub fn grade<T>(
        &mut self,
        input: Input,
        take: impl FnOnce(Graded) -> T,
    ) -> Result<T, InputError> {
        Ok(self.prepare(input)?.conclude(None, take))
    }

    /// Reads an answer, so that it can be judged and concluded.
    ///
    /// # Errors
    /// Where the rubric that it needs cannot be had.
    pub fn prepare(&mut self, input: Input) -> Result<Prepared, InputError> {
        let pending = self.open(input)?;
        self.read_on(pending)
    }

    /// Opens an answer, so that a judge can be shown it; [`Self::read_on`] does the rest.
    ///
    /// # Errors
    /// Where the rubric that it needs cannot be had.
    pub fn open(&mut self, mut input: Input) -> Result<Pending, InputError> {
        if let Some(question) = &self.plan.question {
            input.answer.question = Some(question.clone());
        }
        let assume = self.plan.assume_answer;
        let opened = self.choose(&input).and_then(|(name, chosen, doubts)| {
            let (rubric, searcher) = self.met(&name)?;
            let opened = open(&input.answer, rubric, searcher, assume);
            Ok((name, Arc::clone(rubric), chosen, doubts, opened))
        });
        match opened {
            Ok((name, rubric, chosen, doubts, opened)) => Ok(Pending {
                entry: Entry {
                    plan: Arc::clone(&self.plan),
                    input,
                    rubric,
                    chosen,
                    doubts,
                },
                name,
                opened,
            }),
            Err(problem) => Err(failed(input, problem)),
        }
    }

    /// Reads an answer that was opened.
    ///
    /// # Errors
    /// Where the rubric that it needs cannot be had any more.
    pub fn read_on(&mut self, pending: Pending) -> Result<Prepared, InputError> {
        let Pending {
            entry,
            name,
            opened,
        } = pending;
        let searcher = match self.met(&name) {
            Ok((_, searcher)) => searcher,
            Err(problem) => return Err(failed(entry.input, problem)),
        };
        let reading = read_on(opened, &entry.rubric, searcher);
        Ok(Prepared { entry, reading })
    }

    /// A rubric and what finds its patterns, by its name.
    fn met(&mut self, name: &str) -> Result<&mut (Arc<Rubric>, Searcher), Problem> {
        if !self.met.contains_key(name) {
            let rubric = self.plan.shelf.take(&self.plan.library, name);
            let rubric = rubric.map_err(Problem::Rubric)?;
            let searcher = rubric.searcher();
            self.met.insert(name.to_owned(), (rubric, searcher));
        }
        let met = self.met.get_mut(name);
        met.ok_or_else(|| Problem::Rubric(format!("there is no rubric `{name}`")))
    }

    /// The name of the rubric for an answer, why, and what is doubtful about it.
    fn choose(&mut self, input: &Input) -> Result<(String, Chosen, Vec<Warning>), Problem> {
        if self.plan.rubric.is_some() {
            return Ok((OWN.to_owned(), Chosen::Flag, Vec::new()));
        }
        let picked = self.chooser.pick(&self.plan.library, Known::of(input));
        let picked = picked.map_err(|error| Problem::Rubric(error.to_string()))?;
        Ok((picked.name, picked.chosen, picked.doubts))
    }
}

/// What is reported of an answer that cannot be graded.
fn failed(input: Input, problem: Problem) -> InputError {
    InputError {
        source: input.source,
        id: input.id,
        line: input.line,
        problem,
    }
}

/// An answer, and what it is graded against.
struct Entry {
    plan: Arc<Plan>,
    input: Input,
    rubric: Arc<Rubric>,
    chosen: Chosen,
    doubts: Vec<Warning>,
}

/// An answer that was opened, on its way to be read.
pub struct Pending {
    entry: Entry,
    /// What the grader knows the rubric by.
    name: String,
    opened: Opened,
}

impl Pending {
    /// Its name.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.entry.input.id
    }

    /// What it is graded against.
    #[must_use]
    pub fn rubric(&self) -> &Arc<Rubric> {
        &self.entry.rubric
    }

    /// What a judge is shown of it; none where there is nothing to judge.
    #[must_use]
    pub fn case(&self) -> Option<Case> {
        let Entry { plan, input, .. } = &self.entry;
        let (document, extent) = (&self.opened.document, self.opened.extent());
        case(&input.answer, document, extent, plan.assume_answer)
    }

    /// Its words, for looking quotes up.
    #[must_use]
    pub fn haystack(&self) -> Haystack {
        haystack(&self.opened.document, self.opened.extent())
    }
}

/// An answer that was read, on its way to its grade.
pub struct Prepared {
    entry: Entry,
    reading: Reading,
}

impl Prepared {
    /// What it is graded against.
    #[must_use]
    pub fn rubric(&self) -> &Arc<Rubric> {
        &self.entry.rubric
    }

    /// Its grade, together with what a judge made of it, if one was asked; `take` makes of it what is
    /// wanted.
    pub fn conclude<T>(self, judged: Option<&Opinions>, take: impl FnOnce(Graded) -> T) -> T {
        let Self { entry, reading } = self;
        let Entry {
            plan,
            input,
            rubric,
            chosen,
            doubts,
        } = entry;
        let opinions = judged.map_or(&[][..], |judged| &judged.opinions);
        let assessment = conclude(
            &input.answer,
            &rubric,
            reading,
            opinions,
            plan.assume_answer,
        );
        let notes: Vec<Warning> = input.notes.iter().chain(&doubts).cloned().collect();
        let subject = Subject {
            source: &input.source,
            id: &input.id,
            line: input.line,
            answer: &input.answer,
            rubric: &rubric,
            chosen,
            notes: &notes,
            judged,
            explain: plan.explain,
        };
        let body = input.answer.text.get(input.answer.body..).unwrap_or("");
        take(Graded {
            report: report::build(&subject, &assessment),
            sketch: plan.compare.then(|| Sketch::of(body)).flatten(),
        })
    }
}

/// What a judge is shown of an answer, of which `extent` is known; none where there is nothing to judge.
#[must_use]
pub fn case(
    answer: &Answer,
    document: &Document,
    extent: &Extent,
    assume_answer: bool,
) -> Option<Case> {
    if extent.not_an_answer.is_some() && !assume_answer {
        return None;
    }
    let case = Case::new(document, extent, asked(answer, document));
    (!case.is_empty()).then_some(case)
}

/// The words of an answer, for looking quotes up.
#[must_use]
pub fn haystack(document: &Document, extent: &Extent) -> Haystack {
    let sentences = document.sentences.iter().map(|sentence| sentence.text);
    Haystack::new(&document.plain, sentences, extent)
}
