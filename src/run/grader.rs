//! One answer graded: its rubric chosen, all stages run, the report made.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::shelf::Shelf;
use crate::assessment::{Answer, Reading, asked, conclude, read};
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
pub struct Graded {
    /// Its report.
    pub report: Report,
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

    /// Grades an answer by the signals alone.
    ///
    /// # Errors
    /// Where the rubric that it needs cannot be had.
    pub fn grade(&mut self, input: Input) -> Result<Graded, InputError> {
        Ok(self.prepare(input)?.conclude(None))
    }

    /// Reads an answer, so that it can be judged and concluded.
    ///
    /// # Errors
    /// Where the rubric that it needs cannot be had.
    pub fn prepare(&mut self, mut input: Input) -> Result<Prepared, InputError> {
        if let Some(question) = &self.plan.question {
            input.answer.question = Some(question.clone());
        }
        match self.attempt(&input) {
            Ok((rubric, chosen, doubts, reading)) => Ok(Prepared {
                plan: Arc::clone(&self.plan),
                input,
                rubric,
                chosen,
                doubts,
                reading,
            }),
            Err(problem) => Err(InputError {
                source: input.source,
                id: input.id,
                line: input.line,
                problem,
            }),
        }
    }

    fn attempt(
        &mut self,
        input: &Input,
    ) -> Result<(Arc<Rubric>, Chosen, Vec<Warning>, Reading), Problem> {
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
        let reading = read(&input.answer, rubric, searcher, plan.assume_answer);
        Ok((Arc::clone(rubric), chosen, doubts, reading))
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

/// An answer that was read, on its way to its grade.
pub struct Prepared {
    plan: Arc<Plan>,
    input: Input,
    rubric: Arc<Rubric>,
    chosen: Chosen,
    doubts: Vec<Warning>,
    reading: Reading,
}

impl Prepared {
    /// Its name.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.input.id
    }

    /// What it is graded against.
    #[must_use]
    pub fn rubric(&self) -> &Arc<Rubric> {
        &self.rubric
    }

    /// What a judge is shown of it; none where there is nothing to judge.
    #[must_use]
    pub fn case(&self) -> Option<Case> {
        case(&self.input.answer, &self.reading, self.plan.assume_answer)
    }

    /// Its words, for looking quotes up.
    #[must_use]
    pub fn haystack(&self) -> Haystack {
        haystack(&self.reading)
    }

    /// Its grade, together with what a judge made of it, if one was asked.
    #[must_use]
    pub fn conclude(self, judged: Option<&Opinions>) -> Graded {
        let Self {
            plan,
            input,
            rubric,
            chosen,
            doubts,
            reading,
        } = self;
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
        Graded {
            report: report::build(&subject, &assessment),
            sketch: plan.compare.then(|| Sketch::of(body)).flatten(),
        }
    }
}

/// What a judge is shown of an answer that was read; none where there is nothing to judge.
#[must_use]
pub fn case(answer: &Answer, reading: &Reading, assume_answer: bool) -> Option<Case> {
    let Reading { document, evidence } = reading;
    if evidence.not_an_answer.is_some() && !assume_answer {
        return None;
    }
    let case = Case::new(document, evidence, asked(answer, document));
    (!case.is_empty()).then_some(case)
}

/// The words of an answer that was read, for looking quotes up.
#[must_use]
pub fn haystack(reading: &Reading) -> Haystack {
    let Reading { document, evidence } = reading;
    let sentences = document.sentences.iter().map(|sentence| sentence.text);
    Haystack::new(&document.plain, sentences, evidence)
}
