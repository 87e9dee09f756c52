//! The class: what many graded answers are like together.

mod gather;
mod measure;
mod model;

pub use gather::Gathering;
pub use model::{
    Alike, BandCount, Class, CriterionSummary, Look, Mark, NAME, Row, RubricSummary, Scores,
};
