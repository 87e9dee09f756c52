//! The criteria of a rubric over its answers: how hard each is, how well it tells answers apart, and
//! what it looks like where it is met.

use super::measure::{Together, rounded};
use super::model::{CriterionSummary, Example};
use crate::report::Report;
use crate::report::model::CriterionReport;
use crate::report::quote::Quote;

/// A criterion over the answers so far.
#[derive(Debug)]
pub(super) struct Item {
    id: String,
    title: String,
    levels: Vec<usize>,
    lost: f64,
    missed: usize,
    /// Its points beside those of all other criteria.
    points: Together,
    example: Option<(Merit, Example)>,
}

/// What ends a sentence within a line.
const STOPS: [&str; 3] = [". ", "! ", "? "];

/// How good an example is: the level, how sure that is in hundredths, and the score in tenths.
type Merit = (u8, i64, i64);

impl Item {
    pub(super) fn new(criterion: &CriterionReport) -> Self {
        Self {
            id: criterion.id.to_string(),
            title: criterion.title.to_string(),
            levels: vec![0; usize::from(criterion.max_level) + 1],
            lost: 0.0,
            missed: 0,
            points: Together::default(),
            example: None,
        }
    }

    /// Adds an answer. One that is no answer, or talks to the grader, tells nothing of the criterion
    /// and is no example: `honest` is false.
    pub(super) fn add(&mut self, report: &Report, criterion: &CriterionReport, honest: bool) {
        if let Some(count) = self.levels.get_mut(usize::from(criterion.level)) {
            *count += 1;
        }
        self.lost += criterion.max_points - criterion.points;
        self.missed += usize::from(criterion.level < criterion.passes);
        if honest {
            let all: f64 = report.criteria.iter().map(|one| one.points).sum();
            self.points.add(criterion.points, all - criterion.points);
            self.take_example(report, criterion);
        }
    }

    fn take_example(&mut self, report: &Report, criterion: &CriterionReport) {
        let merit = (
            criterion.level,
            whole(criterion.confidence * 100.0),
            whole(report.score * 10.0),
        );
        let better = self.example.as_ref().is_none_or(|(best, _)| merit > *best);
        if !better || criterion.level < criterion.passes {
            return;
        }
        if let Some(quote) = richest(&criterion.evidence) {
            let example = Example {
                id: report.id.to_string(),
                level: criterion.level,
                start: quote.start,
                end: quote.end,
                line: quote.line,
                quote: quote.quote.to_string(),
                context: sentence(&report.text, quote.start, quote.end),
            };
            self.example = Some((merit, example));
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of answers")]
    pub(super) fn summary(&self, answers: usize) -> CriterionSummary {
        let answers = answers.max(1) as f64;
        let counts = self.levels.iter().enumerate();
        let sum: usize = counts.map(|(level, count)| level * count).sum();
        let highest = self.levels.len().saturating_sub(1);
        let mean = sum as f64 / answers;
        CriterionSummary {
            id: self.id.clone(),
            title: self.title.clone(),
            mean_level: rounded(mean, 2),
            max_level: u8::try_from(highest).unwrap_or(u8::MAX),
            levels: self.levels.clone(),
            lost: rounded(self.lost / answers, 1),
            missed: self.missed,
            difficulty: rounded(1.0 - mean / highest.max(1) as f64, 2),
            discrimination: self.points.correlation().map(|r| rounded(r, 2)),
            example: self.example.as_ref().map(|(_, example)| example.clone()),
        }
    }
}

/// The first piece of evidence on the line that has most of it; a heading alone shows nothing.
fn richest<'r, 'a>(evidence: &'r [Quote<'a>]) -> Option<&'r Quote<'a>> {
    let on_line = |line: usize| {
        let quotes = evidence.iter().filter(|quote| quote.line == line);
        quotes.map(|quote| quote.quote.len()).sum::<usize>()
    };
    // Of equals, `max_by_key` would take the last.
    evidence
        .iter()
        .rev()
        .max_by_key(|quote| on_line(quote.line))
}

/// The sentence around `start..end`, within its line and without the signs that open a line.
fn sentence(text: &str, start: usize, end: usize) -> String {
    let (before, after) = (text.get(..start), text.get(end..));
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    let from = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.get(from..).unwrap_or_default();
    let stop = |text: &str, stop: &str| text.rfind(stop).map(|at| at + stop.len());
    let stops = STOPS.iter().filter_map(|sign| stop(line, sign));
    let from = from + stops.max().unwrap_or(0);
    let line = after.split('\n').next().unwrap_or_default();
    // The stop itself belongs to the sentence.
    let stops = STOPS.iter().filter_map(|sign| Some(line.find(sign)? + 1));
    let to = end + stops.min().unwrap_or(line.len());
    let words = text.get(from..to).unwrap_or_default();
    let opening = |c: char| c.is_whitespace() || "-*+#>|\u{2022}".contains(c);
    words
        .trim_start_matches(opening)
        .trim_end()
        .replace('*', "")
}

#[expect(clippy::cast_possible_truncation, reason = "at most 1000")]
fn whole(value: f64) -> i64 {
    value.round() as i64
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn the_sentence_around_some_words() {
        let text = "# Goals\n- We want **two things**. First more trips! Then fewer calls\nNext";
        let around = |words: &str| {
            let at = text.find(words).unwrap();
            sentence(text, at, at + words.len())
        };
        assert_eq!(around("two"), "We want two things.");
        assert_eq!(around("more"), "First more trips!");
        assert_eq!(around("calls"), "Then fewer calls");
        assert_eq!(around("Goals"), "Goals");
        assert_eq!(around("Next"), "Next");
        assert_eq!(sentence("short", 2, 90), "");
    }
}
