//! Why a criterion has its level: conditions, what they want, which signals fired and which did not.

use serde::Serialize;

use crate::evidence::{Evidence, Finds};
use crate::rubric::{Criterion, Name, Rubric};
use crate::score::{self, Grade, round};

/// Why a level is what it is.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// Levels 1 and up.
    pub levels: Vec<ExplainedLevel>,
    /// What is expected by what was learned from marked answers, if anything was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub learned: Option<ExplainedExpectation>,
    /// The signals that found something.
    pub fired: Vec<ExplainedSignal>,
    /// The signals that found nothing.
    pub silent: Vec<ExplainedSignal>,
}

/// What was learned from marked answers, put beside the conditions.
#[derive(Clone, Debug, Serialize)]
pub struct ExplainedExpectation {
    /// The level that the conditions give.
    pub conditions: u8,
    /// The level that is expected, as a number, to one decimal.
    pub expected: f64,
    /// How many sentences are expected to be evidence, to one decimal.
    pub sentences: f64,
}

/// A level's condition and whether it holds.
#[derive(Clone, Debug, Serialize)]
pub struct ExplainedLevel {
    /// 1 and up.
    pub level: u8,
    /// Its name.
    pub name: String,
    /// What it means.
    pub means: String,
    /// The condition as the rubric writes it.
    pub when: String,
    /// Whether the condition holds; the level needs those below it as well.
    pub met: bool,
    /// The condition's parts.
    pub wants: Vec<ExplainedWant>,
}

/// A part of a condition.
#[derive(Clone, Debug, Serialize)]
pub struct ExplainedWant {
    /// The part with the counts in it.
    pub text: String,
    /// Whether it holds.
    pub met: bool,
}

/// A signal and how often it fired.
#[derive(Clone, Debug, Serialize)]
pub struct ExplainedSignal {
    /// Its name.
    pub name: String,
    /// What it means.
    pub note: String,
    /// How many finds count.
    pub finds: usize,
    /// How many different things they are.
    pub different: usize,
    /// How many finds do not count: announced, denied, asked or left open.
    pub discounted: usize,
}

/// What general talk lacks for a level whose condition it meets.
const OWN: &str = "words of its own: what would fit any other case counts for little or nothing";

/// Explains one criterion and its grade.
pub(super) fn explain(
    criterion: &Criterion,
    rubric: &Rubric,
    evidence: &Evidence,
    grade: &Grade,
) -> Explanation {
    let given = grade.expected.map_or(grade.signals.0, |one| one.conditions);
    let levels = (1..).zip(&criterion.levels).map(|(level, asked)| {
        let mut wants: Vec<ExplainedWant> = score::wanted(&asked.condition, rubric, evidence)
            .into_iter()
            .map(|want| ExplainedWant {
                text: want.text,
                met: want.met,
            })
            .collect();
        let met = wants.iter().all(|want| want.met);
        if level > given && met && evidence.extent.general.is_some() {
            wants.push(ExplainedWant {
                text: OWN.to_owned(),
                met: false,
            });
        }
        ExplainedLevel {
            level,
            name: rubric.level_name(level).to_owned(),
            means: asked.descriptor.clone(),
            when: asked.written.clone(),
            met: wants.iter().all(|want| want.met),
            wants,
        }
    });
    let levels = levels.collect();
    let (fired, silent) = names(criterion)
        .into_iter()
        .filter_map(|name| signal(name, rubric, evidence))
        .partition(|signal| signal.finds > 0);
    let learned = grade.expected.map(|one| ExplainedExpectation {
        conditions: one.conditions,
        expected: round(one.level),
        sentences: round(one.sentences),
    });
    Explanation {
        levels,
        learned,
        fired,
        silent,
    }
}

/// The signals that a criterion names, in the rubric's order.
fn names(criterion: &Criterion) -> Vec<Name> {
    let mut names: Vec<Name> = criterion
        .levels
        .iter()
        .flat_map(|level| level.condition.names())
        .collect();
    names.extend(&criterion.announced_by);
    names.sort_unstable();
    names.dedup();
    names
}

fn signal(name: Name, rubric: &Rubric, evidence: &Evidence) -> Option<ExplainedSignal> {
    let signal = rubric.signals.get(name)?;
    let count = |hits: &Finds| hits.get(name).map_or(0, <[_]>::len);
    Some(ExplainedSignal {
        name: signal.name.clone(),
        note: signal.note.clone(),
        finds: count(&evidence.found),
        different: evidence.distinct(&[name]),
        discounted: count(&evidence.discounted),
    })
}
