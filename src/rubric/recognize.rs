//! Which rubric a question or an answer is for, told by the heads of rubric files alone.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::fields::Fields;
use super::matcher::Matches;
use super::matches::Spans;
use super::pattern::{PatternSet, Patterns};
use super::searcher::Searcher;
use super::yaml::Node;
use crate::text::{Span, word_key};

/// How a rubric says what it is for.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    name: String,
    /// Questions that it suits.
    suits: Option<PatternSet>,
    /// Words by which an answer to such a question is known.
    tells: Option<PatternSet>,
}

/// How all rubrics say what they are for.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Heads {
    heads: Vec<Head>,
    patterns: Patterns,
}

/// How well a rubric fits, by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    /// The rubric.
    pub name: String,
    /// How much speaks for it; comparable only within one call.
    pub points: usize,
}

/// Finds the rubric that a question or an answer is for.
#[derive(Debug)]
pub struct Recognizer {
    heads: Vec<Head>,
    searcher: Searcher,
}

/// What a question's own wording in the opening of an answer weighs, in different telling words.
const QUESTION_IN_ANSWER: usize = 5;

/// What a telling word in a title weighs beside its own count.
const IN_TITLE: usize = 2;

impl Heads {
    /// Reads the heads of parsed rubric files; what is wrong in them is not looked at here.
    pub(super) fn read(files: &[(String, Node)]) -> Self {
        let mut fields = Fields::default();
        let heads = files
            .iter()
            .map(|(name, root)| Head {
                name: name.clone(),
                suits: fields.pattern(root.get("suits")),
                tells: fields.pattern(root.get("tells")),
            })
            .collect();
        Self {
            heads,
            patterns: fields.patterns,
        }
    }
}

impl Recognizer {
    pub(super) fn new(read: Heads) -> Self {
        Self {
            searcher: read.patterns.searcher(),
            heads: read.heads,
        }
    }

    /// The rubrics that suit a question, best first.
    pub fn question(&mut self, question: &str) -> Vec<Fit> {
        let line = one_line(question);
        let found = self.searcher.scan(&line);
        self.ranked(|head| {
            let spans = head.suits.as_ref().map(|set| found.spans(set));
            spans.iter().flat_map(Spans::all).map(Span::len).sum()
        })
    }

    /// The rubrics that an answer with this `opening`, these `titles` (a line each) and this `text`
    /// seems to be for, best first. What a title says counts twice more.
    pub fn answer(&mut self, opening: &str, titles: &str, text: &str) -> Vec<Fit> {
        let opening = one_line(opening);
        let asked = self.searcher.scan(&opening);
        let found = self.searcher.scan(text);
        let in_titles = self.searcher.scan(titles);
        self.ranked(|head| {
            let suits = head
                .suits
                .as_ref()
                .is_some_and(|set| !asked.spans(set).is_empty());
            let told = |found: &Matches, text: &str| {
                let spans = head.tells.as_ref().map(|set| found.spans(set));
                let spans = spans.iter().flat_map(Spans::all);
                let words: BTreeSet<String> = spans.map(|span| word_key(span.of(text))).collect();
                words.len()
            };
            told(&found, text)
                + IN_TITLE * told(&in_titles, titles)
                + QUESTION_IN_ANSWER * usize::from(suits)
        })
    }

    fn ranked(&self, points: impl Fn(&Head) -> usize) -> Vec<Fit> {
        let mut fits: Vec<Fit> = self
            .heads
            .iter()
            .map(|head| Fit {
                name: head.name.clone(),
                points: points(head),
            })
            .filter(|fit| fit.points > 0)
            .collect();
        fits.sort_by_key(|fit| std::cmp::Reverse(fit.points));
        fits
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
