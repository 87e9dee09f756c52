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
use super::{html, json, jsonl};
use crate::text::Sketch;

/// How a result is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OutputFormat {
    /// For a person at a terminal; of many answers a table and the class.
    #[default]
    Human,
    /// One object.
    Json,
    /// An object a line.
    Jsonl,
    /// For a file or a comment; of many answers the class, then every report.
    Markdown,
    /// A row an answer.
    Csv,
    /// A case for each answer and criterion.
    Junit,
    /// Gaps and evidence at their places, for code review.
    Sarif,
    /// A page that opens from disk.
    Html,
}

impl OutputFormat {
    /// All formats with their names.
    pub const NAMES: [(&'static str, Self); 8] = [
        ("human", Self::Human),
        ("json", Self::Json),
        ("jsonl", Self::Jsonl),
        ("markdown", Self::Markdown),
        ("csv", Self::Csv),
        ("junit", Self::Junit),
        ("sarif", Self::Sarif),
        ("html", Self::Html),
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        let known = Self::NAMES.iter().find(|(_, format)| *format == self);
        known.map_or("", |(name, _)| name)
    }

    /// Whether a single answer is written as it is among many.
    #[must_use]
    pub fn is_for_many(self) -> bool {
        matches!(self, Self::Csv | Self::Junit | Self::Sarif)
    }

    /// Whether each answer is written as soon as it is graded, and nothing is kept of it.
    #[must_use]
    pub fn streams(self) -> bool {
        matches!(self, Self::Jsonl | Self::Csv)
    }

    /// Whether the class is shown.
    #[must_use]
    pub fn shows_class(self) -> bool {
        matches!(self, Self::Human | Self::Json | Self::Markdown | Self::Html)
    }

    /// Whether the explanations of many answers are shown.
    #[must_use]
    pub fn shows_explanations(self) -> bool {
        matches!(self, Self::Json | Self::Jsonl | Self::Markdown)
    }

    /// Whether putting the answers together takes their reports.
    #[must_use]
    pub fn needs_reports(self) -> bool {
        self != Self::Jsonl
    }

    /// What a graded answer gives by itself; below the score `least` it fails.
    #[must_use]
    pub fn graded(self, report: &Report, least: Option<f64>) -> String {
        match self {
            Self::Human => String::new(),
            Self::Json => indented(&json(report)),
            Self::Jsonl => jsonl(report),
            Self::Csv => csv::graded(report),
            Self::Junit => junit::graded(report, least),
            Self::Markdown => super::markdown(report),
            Self::Sarif => sarif::graded(report),
            Self::Html => html::graded(report),
        }
    }

    /// What an input that could not be graded gives by itself.
    #[must_use]
    pub fn failed(self, failure: &Failure) -> String {
        match self {
            Self::Human | Self::Markdown | Self::Csv | Self::Html => String::new(),
            Self::Json => indented(&json(failure)),
            Self::Jsonl => jsonl(failure),
            Self::Junit => junit::failed(failure),
            Self::Sarif => sarif::failed(failure),
        }
    }
}

/// What adding a graded answer to a run came to.
#[derive(Debug)]
pub struct Added {
    /// What can be written now.
    pub text: String,
    /// Why the table has no columns for its levels.
    pub left_out: Option<String>,
}

impl Added {
    fn whole(text: String) -> Self {
        Self {
            text,
            left_out: None,
        }
    }
}

/// The answers of a run put together.
#[derive(Debug)]
pub struct Run {
    format: OutputFormat,
    look: Look,
    /// The score below which an answer fails, where there is one.
    least: Option<f64>,
    /// What is held back until the end, or until it can be written.
    held: String,
    written: usize,
    gathering: Gathering,
    /// For each rubric the criteria that were met.
    rules: BTreeMap<String, Vec<(String, String)>>,
    notices: Vec<String>,
    counts: junit::Counts,
    table: csv::Table,
    sheet: html::Sheet,
}

impl Run {
    /// A run without answers; one below the score `least` fails.
    #[must_use]
    pub fn new(format: OutputFormat, look: Look, least: Option<f64>) -> Self {
        Self {
            format,
            look,
            least,
            held: String::new(),
            written: 0,
            gathering: Gathering::default(),
            rules: BTreeMap::new(),
            notices: Vec::new(),
            counts: junit::Counts::default(),
            table: csv::Table::default(),
            sheet: html::Sheet::default(),
        }
    }

    /// Adds a graded answer with what it gave by itself.
    pub fn graded(&mut self, report: &Report, part: &str, sketch: Option<Sketch>) -> Added {
        if self.format.shows_class() {
            self.gathering.add(report, sketch);
        }
        match self.format {
            OutputFormat::Csv => return self.table.graded(report, part),
            OutputFormat::Junit => self.counts.graded(report, self.least),
            OutputFormat::Html => {
                let nth = self.sheet.graded(report);
                return Added::whole(self.part(&html::placed(part, nth)));
            }
            OutputFormat::Sarif => {
                let criteria = report.criteria.iter();
                let rules = criteria.map(|one| (one.id.to_string(), one.title.to_string()));
                self.rules
                    .entry(report.rubric.id.to_string())
                    .or_insert_with(|| rules.collect());
            }
            _ => {}
        }
        Added::whole(self.part(part))
    }

    /// The names that several answers have, with how many have each, as far as answers are held.
    #[must_use]
    pub fn namesakes(&self) -> Vec<(&str, usize)> {
        self.gathering.namesakes()
    }

    /// Adds an input that could not be graded, likewise.
    pub fn failed(&mut self, failure: &Failure, part: &str) -> String {
        if self.format.shows_class() {
            self.gathering.add_failure(failure);
        }
        match self.format {
            OutputFormat::Csv => return self.table.failed(failure),
            OutputFormat::Junit => self.counts.failed(),
            OutputFormat::Html => self.sheet.failed(failure),
            OutputFormat::Sarif => {
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
            OutputFormat::Jsonl => part.to_owned(),
            OutputFormat::Json => {
                let before = if first { opening() } else { ",\n".to_owned() };
                before + part
            }
            OutputFormat::Sarif if part.is_empty() => String::new(),
            OutputFormat::Sarif => {
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
    pub fn format(&self) -> OutputFormat {
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
            OutputFormat::Jsonl => String::new(),
            OutputFormat::Csv => self.table.end(),
            OutputFormat::Json => {
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
            OutputFormat::Junit => self.counts.wrap(&self.held),
            OutputFormat::Sarif => sarif::wrap(&self.rules, &self.held, &self.notices),
            OutputFormat::Html => html::many(&self.class(), &self.sheet, &self.held),
            OutputFormat::Human => human::render(&self.gathering, self.look),
            OutputFormat::Markdown => markdown::render(&self.gathering, &self.held),
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
