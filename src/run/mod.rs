//! Answers on their way through all stages: rubrics loaded once, every core at work, order kept.

mod grader;
mod ordered;
mod shelf;

pub use grader::{Graded, Grader, Plan};
pub use ordered::{Collector, Feeder, Flow, ordered};
