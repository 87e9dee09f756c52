//! How well grades agree with the marks that people gave: marks read from text, grades put beside
//! them, statistics, a summary.
//!
//! Everything here is pure; where marks and texts come from is `cli`'s business, how a summary is
//! written that of `report`.

mod bootstrap;
mod compare;
mod fault;
mod kappa;
mod marks;
mod measure;
mod summarize;
mod summary;

pub use bootstrap::{Interval, Resampling, interval};
pub use compare::{Compared, Fired, Item, Quoted, compare};
pub use fault::{Fault, gather};
pub use kappa::{LEVELS, Table};
pub use marks::{Kind, Level, Mark, MarkedText, Marks, parse};
pub use measure::{Between, Measure, Row, Undefined};
pub use summarize::summarize;
pub use summary::{
    Breakdown, CriterionAgreement, Disagreement, MeasuredRubric, Misjudged, Pooled,
    RubricAgreement, SCHEMA, Share, Summary, TextAgreement, Wanted,
};
