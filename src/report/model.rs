//! The report of one answer, as the JSON contract `evaluate.report/1` fixes it.

use std::borrow::Cow;

use serde::Serialize;

use super::explain::Explanation;
use super::opinions::{JudgeFacts, JudgeReport};
use super::quote::{Quote, telling};
use super::warning::Warning;

/// A quote of so many characters tells enough.
const TELLING: usize = 32;

/// The name and version of the contract.
pub const SCHEMA: &str = "evaluate.report/1";

/// Everything that is reported of one graded answer.
#[derive(Clone, Debug, Serialize)]
pub struct Report<'a> {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// Where the answer came from: a path, or `-` for standard input.
    pub source: Cow<'a, str>,
    /// A name for it, unique among the answers of a run.
    pub id: Cow<'a, str>,
    /// What it was graded against.
    pub rubric: RubricFacts<'a>,
    /// The version of this program.
    pub evaluate: &'static str,
    /// Who graded.
    pub mode: Mode,
    /// 0..=100, to one decimal.
    pub score: f64,
    /// The band that the score falls into.
    pub band: Cow<'a, str>,
    /// How sure the whole is, 0..=1.
    pub confidence: f64,
    /// The criteria, in the rubric's order.
    pub criteria: Vec<CriterionReport<'a>>,
    /// What to say about it.
    pub critique: CritiqueReport,
    /// What was read.
    pub answer: AnswerFacts,
    /// The score rules that applied, in order.
    pub caps: Vec<CapReport>,
    /// The parts that were kept out of the evidence.
    pub furniture: Vec<SetAsideReport>,
    /// What the reader should know beside the grades.
    pub warnings: Vec<Warning>,
    /// Who judged, if a judge was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judge: Option<JudgeFacts>,
    /// The line on which its record begins, from 1, in a file of many; for renderers.
    #[serde(skip)]
    pub line: Option<usize>,
    /// The answer's text, into which all places point, for renderers.
    #[serde(skip)]
    pub text: Cow<'a, str>,
    /// The names of the levels, for renderers.
    #[serde(skip)]
    pub levels: Cow<'a, [String]>,
    /// The rubric's groups in their order, for renderers.
    #[serde(skip)]
    pub groups: Cow<'a, [(String, String)]>,
    /// The rubric's bands, lowest first: the least score of each and its name, for renderers.
    #[serde(skip)]
    pub bands: Cow<'a, [(f64, String)]>,
}

/// The rubric of a report.
#[derive(Clone, Debug, Serialize)]
pub struct RubricFacts<'a> {
    /// Its identifier.
    pub id: Cow<'a, str>,
    /// Its semantic version.
    pub version: Cow<'a, str>,
    /// Of the file and all that it includes.
    pub sha256: Cow<'a, str>,
    /// Why it was taken.
    pub chosen: Chosen,
}

/// Why a rubric was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Chosen {
    /// The command line, the environment or the configuration names it.
    Flag,
    /// The answer's record names it.
    Record,
    /// The answer's front matter names it.
    FrontMatter,
    /// The question's wording suits it.
    Question,
    /// The answer's own wording suits it.
    Answer,
    /// Nothing spoke for another.
    Default,
}

/// The criteria of a group, each with its number in the rubric's order, from 1.
pub(super) struct Grouped<'r, 'a> {
    /// What the group is called; none for the criteria outside all groups.
    pub(super) title: Option<&'r str>,
    pub(super) criteria: Vec<(usize, &'r CriterionReport<'a>)>,
}

impl<'a> Report<'a> {
    /// The criteria as the rubric groups them, for renderers; those outside all groups come last.
    pub(super) fn grouped(&self) -> Vec<Grouped<'_, 'a>> {
        let members = |within: &dyn Fn(&str) -> bool| {
            let numbered = (1..).zip(&self.criteria);
            numbered.filter(|(_, one)| within(&one.group)).collect()
        };
        let known = self.groups.iter().map(|(id, title)| Grouped {
            title: Some(title.as_str()),
            criteria: members(&|group| group == id),
        });
        let mut groups: Vec<Grouped> = known.collect();
        groups.push(Grouped {
            title: None,
            criteria: members(&|group| !self.groups.iter().any(|(id, _)| id == group)),
        });
        groups.retain(|group| !group.criteria.is_empty());
        groups
    }
}

impl CriterionReport<'_> {
    /// The evidence to show where there is room for one piece only: what is most its own and says most.
    #[must_use]
    pub fn telling(&self) -> Option<&Quote<'_>> {
        telling(&self.evidence, 1, TELLING).first().copied()
    }
}

impl Chosen {
    /// The reason in a few words.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::Flag => "as asked for",
            Self::Record => "named in the record",
            Self::FrontMatter => "named in the front matter",
            Self::Question => "suits the question",
            Self::Answer => "suits the answer's own words",
            Self::Default => "by default",
        }
    }
}

/// Who graded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// The rubric's signals alone.
    Heuristic,
    /// The signals and a judge.
    Judged,
    /// The signals, and a judge that could not be had for some part, or gave no level to believe.
    Degraded,
}

/// One criterion of a graded answer.
#[derive(Clone, Debug, Serialize)]
pub struct CriterionReport<'a> {
    /// Its identifier.
    pub id: Cow<'a, str>,
    /// Its name, for people.
    pub title: Cow<'a, str>,
    /// The group it is shown in.
    pub group: Cow<'a, str>,
    /// Its weight, as the rubric says it.
    pub weight: f64,
    /// 0..=`max_level`.
    pub level: u8,
    /// The highest level.
    pub max_level: u8,
    /// The level's name.
    pub level_name: Cow<'a, str>,
    /// The points it gives of the 100.
    pub points: f64,
    /// The points it can give.
    pub max_points: f64,
    /// What the signals alone say.
    pub heuristic: HeuristicReport,
    /// What a judge says, if one was asked.
    pub judge: Option<JudgeReport<'a>>,
    /// What earned the level.
    pub evidence: Vec<Quote<'a>>,
    /// What was promised where nothing of it was delivered.
    pub announced: Vec<Quote<'a>>,
    /// What to write for the next level; empty at the highest.
    pub advice: Cow<'a, str>,
    /// How sure the level is, 0..=1, for renderers.
    #[serde(skip)]
    pub confidence: f64,
    /// The level below which it fails where failures are counted, for renderers.
    #[serde(skip)]
    pub passes: u8,
    /// Why the level is what it is, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explain: Option<Explanation>,
}

/// A level and how sure it is.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct HeuristicReport {
    /// The level.
    pub level: u8,
    /// How sure it is, 0..=1.
    pub confidence: f64,
}

/// What to say about an answer.
#[derive(Clone, Debug, Serialize)]
pub struct CritiqueReport {
    /// One or two sentences on the whole.
    pub summary: String,
    /// Criteria at the highest level, and what earned it.
    pub strengths: Vec<String>,
    /// Criteria at the lowest levels, and what is there.
    pub gaps: Vec<String>,
    /// The steps that gain the most.
    pub next_steps: Vec<StepReport>,
}

/// A step that raises the score.
#[derive(Clone, Debug, Serialize)]
pub struct StepReport {
    /// The criterion's identifier.
    pub criterion: String,
    /// The points to gain through the whole scoring.
    pub gain: f64,
    /// What to write.
    pub text: String,
}

/// What was read.
#[derive(Clone, Debug, Serialize)]
pub struct AnswerFacts {
    /// Words, without what was kept out.
    pub words: usize,
    /// Sentences, list items and cells, without what was kept out.
    pub sentences: usize,
    /// Of the decoded input.
    pub sha256: String,
}

/// A score rule that applied.
#[derive(Clone, Debug, Serialize)]
pub struct CapReport {
    /// The limit, for a cap.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_most: Option<f64>,
    /// The points taken off, for a penalty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minus: Option<f64>,
    /// Why.
    pub because: String,
    /// The score before it.
    pub before: f64,
}

/// A part that was kept out of the evidence.
#[derive(Clone, Debug, Serialize)]
pub struct SetAsideReport {
    /// Why: "navigation", "advice", "interviewer" ...
    pub kind: String,
    /// Whether it is furniture of a page, rather than text beside the answer.
    pub page: bool,
    /// First byte in the decoded input.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Line of the first byte, from 1.
    pub line: usize,
    /// Line of the last byte, from 1.
    pub last_line: usize,
    /// Its beginning, on one line, shortened.
    pub quote: String,
}

/// What is reported of an input that could not be graded.
#[derive(Clone, Debug, Serialize)]
pub struct Failure {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// Where it came from.
    pub source: String,
    /// Its name.
    pub id: String,
    /// What happened.
    pub error: FailureReason,
}

impl Failure {
    /// What happened to the input `id`.
    #[must_use]
    pub fn new(source: &str, id: &str, kind: &str, message: &str) -> Self {
        let (kind, message) = (kind.to_owned(), message.to_owned());
        Self {
            schema: SCHEMA,
            source: source.to_owned(),
            id: id.to_owned(),
            error: FailureReason { kind, message },
        }
    }
}

/// Why an input could not be graded.
#[derive(Clone, Debug, Serialize)]
pub struct FailureReason {
    /// A short name for the case.
    pub kind: String,
    /// What happened and what to do.
    pub message: String,
}
