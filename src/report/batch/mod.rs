//! Reports of many answers as one text. What can be made of each answer by itself is made on its
//! thread; the rest when the answers are put together, in order.

mod csv;
mod human;
mod junit;
mod markdown;
mod sarif;

use std::collections::BTreeMap;

use super::class::{Class, Gathering, NAME};
use super::model::{Failure, Report};
use super::style::Look;
use super::{json, jsonl};
use crate::text::Sketch;

/// How a run is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunFormat {
    /// A table and the class, for a person.
    Human,
    /// One object.
    Json,
    /// An object a line.
    Jsonl,
    /// A row an answer.
    Csv,
    /// A case for each answer and criterion.
    Junit,
    /// The class, then every report.
    Markdown,
    /// Gaps and evidence at their places, for code review.
    Sarif,
}

impl RunFormat {
    /// Whether each answer is written as soon as it is graded, and nothing is kept of it.
    #[must_use]
    pub fn streams(self) -> bool {
        matches!(self, Self::Jsonl | Self::Csv)
    }

    /// Whether the class is shown.
    #[must_use]
    pub fn shows_class(self) -> bool {
        matches!(self, Self::Human | Self::Json | Self::Markdown)
    }

    /// Whether putting the answers together takes their reports.
    #[must_use]
    pub fn needs_reports(self) -> bool {
        self != Self::Jsonl
    }

    /// What a graded answer gives by itself.
    #[must_use]
    pub fn graded(self, report: &Report) -> String {
        match self {
            Self::Human => String::new(),
            Self::Json => indented(&json(report)),
            Self::Jsonl => jsonl(report),
            Self::Csv => csv::graded(report),
            Self::Junit => junit::graded(report),
            Self::Markdown => super::markdown(report),
            Self::Sarif => sarif::graded(report),
        }
    }

    /// What an input that could not be graded gives by itself.
    #[must_use]
    pub fn failed(self, failure: &Failure) -> String {
        match self {
            Self::Human | Self::Markdown | Self::Csv => String::new(),
            Self::Json => indented(&json(failure)),
            Self::Jsonl => jsonl(failure),
            Self::Junit => junit::failed(failure),
            Self::Sarif => sarif::failed(failure),
        }
    }
}

/// The answers of a run put together.
#[derive(Debug)]
pub struct Run {
    format: RunFormat,
    look: Look,
    /// What is held back until the end, or until it can be written.
    held: String,
    written: usize,
    gathering: Gathering,
    /// For each rubric the criteria that were met.
    rules: BTreeMap<String, Vec<(String, String)>>,
    notices: Vec<String>,
    counts: junit::Counts,
    table: csv::Table,
}

impl Run {
    /// A run without answers.
    #[must_use]
    pub fn new(format: RunFormat, look: Look) -> Self {
        Self {
            format,
            look,
            held: String::new(),
            written: 0,
            gathering: Gathering::default(),
            rules: BTreeMap::new(),
            notices: Vec::new(),
            counts: junit::Counts::default(),
            table: csv::Table::default(),
        }
    }

    /// Adds a graded answer with what it gave by itself, and says what can be written now.
    ///
    /// # Errors
    /// Why it has no place in the table.
    pub fn graded(
        &mut self,
        report: &Report,
        part: &str,
        sketch: Option<Sketch>,
    ) -> Result<String, String> {
        if self.format.shows_class() {
            self.gathering.add(report, sketch);
        }
        match self.format {
            RunFormat::Csv => return self.table.graded(report, part),
            RunFormat::Junit => self.counts.graded(report),
            RunFormat::Sarif => {
                let criteria = report.criteria.iter();
                let rules = criteria.map(|one| (one.id.clone(), one.title.clone()));
                self.rules
                    .entry(report.rubric.id.clone())
                    .or_insert_with(|| rules.collect());
            }
            _ => {}
        }
        Ok(self.part(part))
    }

    /// Adds an input that could not be graded, likewise.
    pub fn failed(&mut self, failure: &Failure, part: &str) -> String {
        if self.format.shows_class() {
            self.gathering.add_failure(failure);
        }
        match self.format {
            RunFormat::Csv => return self.table.failed(failure),
            RunFormat::Junit => self.counts.failed(),
            RunFormat::Sarif => {
                self.notices.push(part.to_owned());
                return String::new();
            }
            _ => {}
        }
        self.part(part)
    }

    fn part(&mut self, part: &str) -> String {
        let first = self.written == 0;
        self.written += 1;
        match self.format {
            RunFormat::Jsonl => part.to_owned(),
            RunFormat::Json => {
                let before = if first { opening() } else { ",\n".to_owned() };
                before + part
            }
            RunFormat::Sarif if part.is_empty() => String::new(),
            RunFormat::Sarif => {
                let between = if self.held.is_empty() { "" } else { ",\n" };
                self.held.push_str(between);
                self.held.push_str(part);
                String::new()
            }
            _ => {
                self.held.push_str(part);
                String::new()
            }
        }
    }

    /// How it is written.
    #[must_use]
    pub fn format(&self) -> RunFormat {
        self.format
    }

    /// What the answers are like together, where that is shown.
    #[must_use]
    pub fn class(&self) -> Class {
        self.gathering.class()
    }

    /// What is left to be written.
    #[must_use]
    pub fn end(self) -> String {
        match self.format {
            RunFormat::Jsonl => String::new(),
            RunFormat::Csv => self.table.end(),
            RunFormat::Json => {
                let before = if self.written == 0 {
                    opening() + "  ],\n"
                } else {
                    "\n  ],\n".to_owned()
                };
                let class = json(&self.class());
                format!(
                    "{before}  \"class\": {}\n}}\n",
                    indent(class.trim_end(), "  ")
                )
            }
            RunFormat::Junit => self.counts.wrap(&self.held),
            RunFormat::Sarif => sarif::wrap(&self.rules, &self.held, &self.notices),
            RunFormat::Human => human::render(&self.gathering, self.look),
            RunFormat::Markdown => markdown::render(&self.gathering, &self.held),
        }
    }
}

fn opening() -> String {
    format!("{{\n  \"schema\": \"{NAME}\",\n  \"answers\": [\n")
}

/// An object as a member of a list in an object.
fn indented(object: &str) -> String {
    format!("    {}", indent(object.trim_end(), "    "))
}

/// Every line but the first moved to the right; no text in JSON has a line feed in it.
fn indent(object: &str, by: &str) -> String {
    object.replace('\n', &format!("\n{by}"))
}
