//! Views of a graded answer: one result model, made once, and a small renderer for each format.
//!
//! Everything here is pure; where a report goes is `cli`'s business.

mod agreement;
mod batch;
mod build;
mod changes;
pub mod class;
mod explain;
pub mod faults;
mod html;
mod human;
mod json;
mod judged;
mod markdown;
mod model;
mod mutation;
mod opinions;
pub mod overview;
mod own;
mod owned;
mod printable;
mod quote;
mod sheet;
mod style;
mod trial;
mod warning;
mod wrap;

pub use agreement::{Detail, human as agreement};
pub use batch::{Added, OutputFormat, Run};
pub use build::{Subject, build};
pub use changes::{Changes, Moved, Words};
pub use explain::{
    ExplainedExpectation, ExplainedLevel, ExplainedSignal, ExplainedWant, Explanation,
};
pub use html::single as html;
pub use html::{Choice, LivePage, Setup, live, live_page};
pub use human::render as human;
pub use json::{line as jsonl, pretty as json};
pub use markdown::render as markdown;
pub use model::{
    AnswerFacts, CapReport, Chosen, CriterionReport, CritiqueReport, Failure, FailureReason,
    HeuristicReport, Mode, Report, RubricFacts, SCHEMA, SetAsideReport, StepReport,
};
pub use opinions::{JudgeFacts, JudgeReport, Opinions};
pub use own::{BEGINNING, is_own};
pub use printable::Printable;
pub use quote::{Kinship, Quote};
pub use style::{Look, Palette};
pub use trial::trial;
pub use warning::{Warning, WarningKind};
