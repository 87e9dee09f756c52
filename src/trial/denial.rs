//! Examples without their evidence, and with it denied: what they earn must fall.

use std::collections::BTreeSet;

use super::base::{Check, Graded};
use super::fate::{Fate, Kind, Verdict};
use super::parallel;
use super::specimen::Specimen;
use crate::rubric::{Case, Criterion, Name, Reading, Rubric, Searcher, Workbook};
use crate::score::level_of;
use crate::text::Span;

/// The fates of all examples above the lowest level, in their order.
pub(super) fn run(book: &Workbook, texts: &[Graded]) -> Vec<Fate> {
    let cases: Vec<(&Case, &Graded)> = book.cases.iter().zip(texts).collect();
    let fates = parallel::map(
        cases.len(),
        || book.rubric.searcher(),
        |searcher, at| Some(of_case(book, *cases.get(at)?, searcher)),
        &|_, _| (),
    );
    fates.into_iter().flatten().flatten().collect()
}

/// The fates of one example, in each of its levels.
fn of_case(book: &Workbook, (case, text): (&Case, &Graded), searcher: &mut Searcher) -> Vec<Fate> {
    let mut fates = Vec::new();
    for check in &text.checks {
        let Check::Level(at, level @ 1..) = *check else {
            continue;
        };
        let Some(criterion) = book.rubric.criteria.get(at) else {
            continue;
        };
        let mut doubter = Doubter {
            rubric: &book.rubric,
            searcher,
            case,
            text,
            criterion,
            level,
        };
        for (kind, change, held) in doubter.doubts() {
            fates.push(Fate {
                kind,
                at: case.at,
                of: format!("{} {}", criterion.id, book.rubric.level_name(level)),
                change,
                criteria: vec![at],
                verdict: if held {
                    Verdict::Unnoticed
                } else {
                    Verdict::Killed
                },
            });
        }
    }
    fates
}

/// One level of one example, in doubt.
struct Doubter<'a> {
    rubric: &'a Rubric,
    searcher: &'a mut Searcher,
    case: &'a Case,
    text: &'a Graded,
    criterion: &'a Criterion,
    level: u8,
}

impl Doubter<'_> {
    /// Each change to the text, in words, and whether the level held in spite of it.
    fn doubts(&mut self) -> Vec<(Kind, String, bool)> {
        let sentences = self.evidence();
        let mut doubts = Vec::new();
        let more = match sentences.len() {
            0 | 1 => String::new(),
            many => format!(" and {} more", many - 1),
        };
        let rest = self.rewritten(&sentences, |_| Some(String::new()));
        if let Some((rest, first)) = rest
            && rest.contains(char::is_alphanumeric)
        {
            let held = self.holds(&rest);
            let change = format!("holds without `{}`{more}", self.said(first));
            doubts.push((Kind::Removed, change, held));
        }
        for denial in &self.rubric.reading.denials {
            let denied = self.rewritten(&sentences, |at| self.denied(denial, at));
            if let Some((denied, first)) = denied {
                let said = self.denied(denial, first).unwrap_or_default();
                let held = self.holds(&denied);
                let change = format!("holds in spite of `{said}`{more}");
                doubts.push((Kind::Denied, change, held));
            }
        }
        doubts
    }

    /// The sentences that earned the level.
    fn evidence(&self) -> BTreeSet<usize> {
        let from = usize::from(self.level > 1);
        let reached = self.criterion.levels.iter().take(self.level.into());
        let names: Vec<Name> = reached
            .skip(from)
            .flat_map(|level| level.condition.supporters())
            .collect();
        let found = names
            .iter()
            .filter_map(|name| self.text.evidence.found.get(*name));
        found.flatten().map(|hit| hit.sentence).collect()
    }

    /// The text with some sentences changed, and the first that is; `None` where none is.
    fn rewritten(
        &self,
        sentences: &BTreeSet<usize>,
        change: impl Fn(usize) -> Option<String>,
    ) -> Option<(String, usize)> {
        let document = &self.text.specimen.document;
        let mut text = self.case.text.clone();
        let mut first = None;
        for at in sentences.iter().rev() {
            let sentence = document.sentences.get(*at)?;
            let Span { start, end } = document.source_span(sentence.text);
            if let Some(other) = change(*at)
                && text.get(start..end).is_some()
            {
                text.replace_range(start..end, &other);
                first = Some(*at);
            }
        }
        first.map(|first| (text, first))
    }

    /// A sentence denied; headings are not.
    fn denied(&self, denial: &str, at: usize) -> Option<String> {
        let document = &self.text.specimen.document;
        let sentence = document.sentences.get(at)?;
        if document.blocks.get(sentence.block)?.is_heading() {
            return None;
        }
        let bare = self
            .said(at)
            .trim_end_matches(['.', '!', '?', ';', ',', ':']);
        Some(denial.replace(Reading::SENTENCE, bare))
    }

    /// A sentence as the example writes it.
    fn said(&self, at: usize) -> &str {
        let document = &self.text.specimen.document;
        let sentence = document.sentences.get(at);
        sentence.map_or("", |sentence| {
            document.source_span(sentence.text).of(&self.case.text)
        })
    }

    fn holds(&mut self, text: &str) -> bool {
        let specimen = Specimen::new(text, self.searcher);
        let level = level_of(self.criterion, &specimen.evidence(self.rubric));
        level >= self.level
    }
}
