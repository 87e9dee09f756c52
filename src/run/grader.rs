//! One answer graded: its rubric chosen, all stages run, the report made.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::shelf::Shelf;
use crate::assessment::assess;
use crate::input::{Chooser, Input, InputError, Known, Problem};
use crate::report::{self, Chosen, Report, Subject, Warning};
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

    /// Grades an answer; `take` makes of it what is wanted.
    ///
    /// # Errors
    /// Where the rubric that it needs cannot be had.
    pub fn grade<T>(
        &mut self,
        mut input: Input,
        take: impl FnOnce(Graded) -> T,
    ) -> Result<T, InputError> {
        if let Some(question) = &self.plan.question {
            input.answer.question = Some(question.clone());
        }
        self.attempt(&input, take).map_err(|problem| InputError {
            source: input.source,
            id: input.id,
            line: input.line,
            problem,
        })
    }

    fn attempt<T>(&mut self, input: &Input, take: impl FnOnce(Graded) -> T) -> Result<T, Problem> {
        let (name, chosen, doubts) = self.choose(input)?;
        let plan = &self.plan;
        let (rubric, searcher) = match self.met.entry(name) {
            std::collections::btree_map::Entry::Occupied(met) => met.into_mut(),
            std::collections::btree_map::Entry::Vacant(place) => {
                let rubric = plan.shelf.take(&plan.library, place.key());
                let rubric = rubric.map_err(Problem::Rubric)?;
                let searcher = rubric.searcher();
                place.insert((rubric, searcher))
            }
        };
        let assessment = assess(&input.answer, rubric, searcher, plan.assume_answer);
        let notes: Vec<Warning> = input.notes.iter().chain(&doubts).cloned().collect();
        let subject = Subject {
            source: &input.source,
            id: &input.id,
            line: input.line,
            answer: &input.answer,
            rubric,
            chosen,
            notes: &notes,
            explain: plan.explain,
        };
        let body = input.answer.text.get(input.answer.body..).unwrap_or("");
        Ok(take(Graded {
            report: report::build(&subject, &assessment),
            sketch: plan.compare.then(|| Sketch::of(body)).flatten(),
        }))
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
