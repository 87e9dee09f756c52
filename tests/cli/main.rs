//! The built program, as a shell runs it.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests stop at the first thing that goes wrong"
)]

mod agreement;
mod batch;
mod class;
mod configuration;
mod contract;
mod documents;
mod evidence;
mod files;
mod formats;
mod grading;
mod layout;
mod overwriting;
mod page;
mod rubric_check;
mod rubric_edits;
mod rubric_new;
mod rubric_tests;
mod rubrics;
mod serve;
mod shell;
mod streams;
mod watch;
mod world;
