//! `evaluate` grades a written answer against a rubric: a level for every criterion, the words that
//! earned it, what is missing, and what to write next.
//!
//! Data flows one way: text, document, evidence, levels, score, critique, report. No module imports
//! one that comes after it; everything up to [`report`] is pure. [`run`] takes many answers through all
//! of them, and [`serve`] one again and again while it is written. Beside it, [`agreement`] measures
//! grades against marks that people gave.

pub mod agreement;
pub mod assessment;
pub mod cli;
pub mod critique;
pub mod document;
pub mod endpoint;
pub mod evidence;
pub mod input;
pub mod judge;
mod prepared;
pub mod report;
pub mod rubric;
pub mod run;
pub mod score;
pub mod serve;
pub mod settings;
pub mod text;
pub mod trial;
