//! Rubrics: what is asked of an answer, read from YAML, checked and compiled.
//!
//! How a rubric's signals are looked for in an answer is `evidence`'s business.

mod altered;
mod bench;
mod carry;
mod check;
mod condition;
mod criteria;
mod define;
mod diagnostic;
mod examples;
mod fields;
mod files;
mod finder;
mod include;
mod keys;
mod learned;
mod library;
mod load;
mod matcher;
mod matches;
mod opinion;
mod packed;
mod parts;
mod pattern;
mod pieces;
mod reading;
mod recognize;
mod repair;
mod scalar;
pub mod schema;
mod searcher;
mod signals;
pub mod starter;
mod suggest;
mod variants;
mod workbook;
mod yaml;

use serde::{Deserialize, Serialize};

pub use bench::Bench;
pub use carry::{Carried, Carrier};
pub use condition::{Amount, Condition, Name, Sign};
pub use diagnostic::{Diagnostic, Severity};
pub use examples::{Case, Example, Phrase};
pub use files::{Fault, Location};
pub use learned::{Experience, Learned, Making, Says};
pub use library::{BUILT_IN, Library, LoadError, Source};
pub use matcher::{Matcher, Matches, Scanner};
pub use matches::Spans;
pub use opinion::Opinion;
pub use packed::pack;
pub use pattern::{PatternId, PatternSet, Patterns};
pub use reading::{Aside, Guide, NotAnswer, PageKind, Reading, Stance, StanceWords};
pub use recognize::{Fit, Recognizer};
pub use searcher::Searcher;
pub use signals::{By, Find, Part, Place, Places, Signal, Topic, Topics};
pub use variants::{Aspect, Variant};
pub use workbook::Workbook;

/// The number of levels above "missing".
pub const MAX_LEVEL: u8 = 3;

/// A rubric, compiled.
#[derive(Debug, Serialize, Deserialize)]
pub struct Rubric {
    /// Its identifier, as `--rubric` takes it.
    pub id: String,
    /// Its semantic version.
    pub version: String,
    /// What it grades, for people.
    pub title: String,
    /// One sentence on what it is for.
    pub about: String,
    /// SHA-256 of the file and all that it includes, in hexadecimal.
    pub sha256: String,
    /// Level names, from level 0 up.
    pub levels: [String; 4],
    /// The level, 0..=3, below which a criterion fails where failures are counted.
    pub passes: u8,
    /// Score bands, lowest first: the least score of each, 0..=100, and its name.
    pub bands: Vec<(f64, String)>,
    /// Groups of criteria: id and title, in order.
    pub groups: Vec<(String, String)>,
    /// What an answer to such a question speaks of at all.
    pub subject: Option<PatternSet>,
    /// The sides of that, one by one.
    pub sides: Vec<PatternSet>,
    /// Whether such an answer asks its own questions, as a list of questions and answers does.
    pub asks_itself: bool,
    /// Kinds of asides and of texts that are no answer which are none for this rubric.
    pub keeps: Vec<String>,
    /// Parts of an answer that are about something.
    pub topics: Vec<Topic>,
    /// Everything that is looked for.
    pub signals: Vec<Signal>,
    /// What is graded, in order.
    pub criteria: Vec<Criterion>,
    /// Limits and deductions on the whole score.
    pub rules: Vec<Rule>,
    /// What was learned from marked answers.
    pub learned: Learned,
    /// How any answer is read: stances, asides, page furniture.
    pub reading: Reading,
    /// The regular expressions of all the above.
    pub patterns: Patterns,
}

impl Rubric {
    /// The sum of all weights.
    #[must_use]
    pub fn total_weight(&self) -> f64 {
        self.criteria.iter().map(|criterion| criterion.weight).sum()
    }

    /// What finds the rubric's patterns in texts; one for each thread.
    #[must_use]
    pub fn searcher(&self) -> Searcher {
        self.patterns.searcher()
    }

    /// The band that `score` (0..=100) falls into.
    #[must_use]
    pub fn band(&self, score: f64) -> &str {
        let band = self.bands.iter().rev().find(|(least, _)| score >= *least);
        band.or(self.bands.first()).map_or("", |(_, name)| name)
    }

    /// The name of a level.
    #[must_use]
    pub fn level_name(&self, level: u8) -> &str {
        self.levels
            .get(usize::from(level))
            .map_or("", String::as_str)
    }
}

/// One thing that is graded.
#[derive(Debug, Serialize, Deserialize)]
pub struct Criterion {
    /// Its identifier.
    pub id: String,
    /// Its name, for people.
    pub title: String,
    /// The group it is shown in.
    pub group: String,
    /// What it asks, in one sentence.
    pub asks: String,
    /// Its share of the score.
    pub weight: f64,
    /// The highest level, 0..=3, that sentences which would fit any other case can reach in general talk.
    pub general: u8,
    /// For levels 1 to 3: what the level means, and when it is reached beyond the level before.
    pub levels: [Level; 3],
    /// For levels 0 to 2: what to write to reach the next.
    pub advice: [Advice; 3],
    /// The signals that count as an announcement of it, when the writer only promises them.
    pub announced_by: Vec<Name>,
    /// The level below which this criterion fails, 0..=3, where it is not the rubric's.
    pub passes: Option<u8>,
    /// The signals that stand with it in the file.
    pub own: Vec<Name>,
    /// A note for a judge.
    pub judge: String,
    /// Short texts with the level they must get.
    pub examples: Vec<Example>,
}

/// One level of a criterion.
#[derive(Debug, Serialize, Deserialize)]
pub struct Level {
    /// What it means.
    pub descriptor: String,
    /// When it is reached: the second by itself, the third beyond the second, the first where no more is.
    pub condition: Condition,
    /// The condition as the file writes it.
    pub written: String,
}

/// What to write to reach the next level: text with `{...}` for what was found.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Advice {
    /// The parts, in order.
    pub parts: Vec<AdvicePart>,
}

/// A piece of advice.
#[derive(Debug, Serialize, Deserialize)]
pub enum AdvicePart {
    /// As written.
    Text(String),
    /// The things a signal found, listed.
    List(Name),
    /// How many things a signal found.
    Count(Name),
    /// The product, or "the product" where it is not known.
    Product,
}

/// A limit or a deduction on the whole score.
#[derive(Debug, Serialize, Deserialize)]
pub struct Rule {
    /// When it applies; its names are criteria and stand for their levels.
    pub when: Condition,
    /// What it does.
    pub effect: Effect,
    /// Why, for people.
    pub because: String,
}

/// What a rule does to the score.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Effect {
    /// The score is at most this.
    AtMost(f64),
    /// This is taken off.
    Minus(f64),
}
