//! The class: what many graded answers are like together.

mod gather;
mod items;
mod measure;
mod model;
mod queue;

pub use gather::Gathering;
pub use model::{
    Alike, BandCount, Class, CriterionSummary, Example, Look, Mark, NAME, Row, RubricSummary,
    Scores,
};
