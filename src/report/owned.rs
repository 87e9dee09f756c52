//! Reports that outlive the rubric and the answer that their words are taken from.

use std::borrow::Cow;

use super::model::{CriterionReport, Report, RubricFacts};
use super::opinions::JudgeReport;
use super::quote::Quote;

fn owned<T: ToOwned + ?Sized + 'static>(words: Cow<T>) -> Cow<'static, T> {
    Cow::Owned(words.into_owned())
}

impl Report<'_> {
    /// The same with words of its own.
    #[must_use]
    pub fn into_owned(self) -> Report<'static> {
        let criteria = self.criteria.into_iter();
        Report {
            source: owned(self.source),
            id: owned(self.id),
            rubric: self.rubric.into_owned(),
            band: owned(self.band),
            criteria: criteria.map(CriterionReport::into_owned).collect(),
            groups: owned(self.groups),
            bands: owned(self.bands),
            schema: self.schema,
            evaluate: self.evaluate,
            mode: self.mode,
            score: self.score,
            confidence: self.confidence,
            critique: self.critique,
            answer: self.answer,
            caps: self.caps,
            furniture: self.furniture,
            warnings: self.warnings,
            judge: self.judge,
            text: owned(self.text),
            levels: owned(self.levels),
            line: self.line,
        }
    }
}

impl RubricFacts<'_> {
    fn into_owned(self) -> RubricFacts<'static> {
        RubricFacts {
            id: owned(self.id),
            version: owned(self.version),
            sha256: owned(self.sha256),
            chosen: self.chosen,
        }
    }
}

impl CriterionReport<'_> {
    fn into_owned(self) -> CriterionReport<'static> {
        let quotes = |quotes: Vec<Quote>| quotes.into_iter().map(Quote::into_owned).collect();
        CriterionReport {
            id: owned(self.id),
            title: owned(self.title),
            group: owned(self.group),
            level_name: owned(self.level_name),
            advice: owned(self.advice),
            evidence: quotes(self.evidence),
            announced: quotes(self.announced),
            weight: self.weight,
            level: self.level,
            max_level: self.max_level,
            points: self.points,
            max_points: self.max_points,
            heuristic: self.heuristic,
            judge: self.judge.map(JudgeReport::into_owned),
            confidence: self.confidence,
            passes: self.passes,
            explain: self.explain,
        }
    }
}

impl JudgeReport<'_> {
    fn into_owned(self) -> JudgeReport<'static> {
        JudgeReport {
            evidence: self.evidence.into_iter().map(Quote::into_owned).collect(),
            level: self.level,
            confidence: self.confidence,
            votes: self.votes,
            reasoning: self.reasoning,
            invented: self.invented,
            unrated: self.unrated,
        }
    }
}

impl Quote<'_> {
    fn into_owned(self) -> Quote<'static> {
        Quote {
            signal: owned(self.signal),
            quote: owned(self.quote),
            kinship: self.kinship,
            words: owned(self.words),
            sentence: owned(self.sentence),
            context: owned(self.context),
            start: self.start,
            end: self.end,
            line: self.line,
            column: self.column,
        }
    }
}
