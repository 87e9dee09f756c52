//! Answers on their way through all stages: rubrics loaded once, every core at work, order kept.

mod grader;
mod ordered;
mod panel;
mod shelf;

pub use grader::{Graded, Grader, Pending, Plan, Prepared, case, haystack};
pub use ordered::{Collector, Feeder, Flow, ordered};
pub use panel::Panel;
