//! The live page's answers on their way to their grades, on threads of their own.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::{io, thread};

use serde::Deserialize;
use tokio::sync::oneshot;

use crate::critique::ladder;
use crate::input::{self, Input};
use crate::report::{self, Chosen};
use crate::run::{Grader, Plan};

/// An answer that was begun cannot be stopped; a second thread takes the one that supersedes it.
const THREADS: usize = 2;

/// So many steps up are shown.
const RUNGS: usize = 6;

/// An answer as the page sends it.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Asked {
    /// The answer.
    pub(super) text: String,
    /// What its file is called; its ending says how it is written.
    pub(super) name: String,
    /// The rubric's name; empty where the answer speaks for itself.
    pub(super) rubric: String,
    /// The question; empty where it is not known.
    pub(super) question: String,
    /// Whether a text that looks like no answer is graded as one.
    pub(super) assume_answer: bool,
}

/// How answers may be graded.
#[derive(Debug)]
pub struct Plans {
    /// By the rubrics of the library.
    pub library: Plan,
    /// By a rubric that was given by its file, and its name.
    pub own: Option<(String, Plan)>,
}

/// The graded answer, or what is wrong, in a sentence.
type Outcome = Result<String, String>;

struct Job {
    asked: Asked,
    reply: oneshot::Sender<Outcome>,
}

/// Where answers are handed in.
#[derive(Clone, Debug)]
pub(super) struct Desk(Sender<Job>);

impl Desk {
    /// Opens the desk; it closes when nobody can hand anything in any more.
    pub(super) fn open(plans: Plans) -> io::Result<Self> {
        let (sender, receiver) = channel();
        let receiver = Arc::new(Mutex::new(receiver));
        let bench = Arc::new(Bench::new(plans));
        for _ in 0..THREADS {
            let (receiver, bench) = (Arc::clone(&receiver), Arc::clone(&bench));
            thread::Builder::new()
                .name("grading".into())
                .spawn(move || work(&receiver, &bench))?;
        }
        Ok(Self(sender))
    }

    /// The grade of an answer. Where nobody waits for it any more it is not begun.
    pub(super) async fn grade(&self, asked: Asked) -> Outcome {
        let (reply, graded) = oneshot::channel();
        let lost = || "grading it failed, which is a fault of this program".to_owned();
        self.0.send(Job { asked, reply }).map_err(|_| lost())?;
        graded.await.map_err(|_| lost())?
    }
}

fn work(receiver: &Mutex<Receiver<Job>>, bench: &Bench) {
    let mut graders = Graders::default();
    loop {
        let next = receiver
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .recv();
        let Ok(Job { asked, reply }) = next else {
            return;
        };
        if reply.is_closed() {
            continue;
        }
        // One answer that trips the program must not end the page.
        let outcome = catch_unwind(AssertUnwindSafe(|| bench.grade(&mut graders, asked)));
        let outcome = outcome.unwrap_or_else(|_| {
            graders = Graders::default();
            Err("grading it failed, which is a fault of this program; please report it with the answer".into())
        });
        // Whoever asked may have gone on.
        let _ = reply.send(outcome);
    }
}

/// A thread's graders: by their plan, and whether every text counts as an answer.
type Graders = BTreeMap<(bool, bool), Grader>;

/// What all threads grade by.
struct Bench {
    library: [Arc<Plan>; 2],
    own: Option<(String, [Arc<Plan>; 2])>,
}

impl Bench {
    fn new(plans: Plans) -> Self {
        Self {
            library: both(plans.library),
            own: plans.own.map(|(name, plan)| (name, both(plan))),
        }
    }

    fn grade(&self, graders: &mut Graders, asked: Asked) -> Outcome {
        let assume = asked.assume_answer;
        let own = self
            .own
            .as_ref()
            .filter(|(name, _)| !name.is_empty() && *name == asked.rubric);
        let grader = graders.entry((own.is_some(), assume)).or_insert_with(|| {
            let [strict, lenient] = own.map_or(&self.library, |(_, plans)| plans);
            Grader::new(Arc::clone(if assume { lenient } else { strict }))
        });
        let input = input_of(asked);
        let prepared = grader
            .prepare(input)
            .map_err(|error| error.problem.to_string())?;
        let rubric = Arc::clone(prepared.rubric());
        Ok(prepared.conclude(None, |graded| {
            let criteria = graded.report.criteria.iter();
            let levels: Vec<u8> = criteria.map(|criterion| criterion.level).collect();
            let rungs = ladder(&rubric, &levels, RUNGS);
            report::live(&graded.report, &rubric, &rungs)
        }))
    }
}

/// A plan as it is, and one by which every text is an answer.
fn both(plan: Plan) -> [Arc<Plan>; 2] {
    let mut lenient = Plan::new(plan.library.clone(), None);
    lenient.rubric.clone_from(&plan.rubric);
    lenient.assume_answer = true;
    [Arc::new(plan), Arc::new(lenient)]
}

fn input_of(asked: Asked) -> Input {
    let name = if asked.name.is_empty() {
        "-"
    } else {
        &asked.name
    };
    let mut input = input::typed(name, asked.text);
    let question = asked.question.trim();
    if !question.is_empty() {
        input.answer.question = Some(question.to_owned());
    }
    if !asked.rubric.is_empty() {
        input.rubric = Some((asked.rubric, Chosen::Flag));
    }
    input
}
