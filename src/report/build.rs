//! A report made from an assessment: spans become places in the input, grades become sentences.

mod quotes;
mod warnings;

use sha2::{Digest, Sha256};

use super::explain;
use super::model::{
    AnswerFacts, CapReport, Chosen, CriterionReport, CritiqueReport, HeuristicReport, Mode, Report,
    RubricFacts, SCHEMA, SetAsideReport, StepReport,
};
use super::opinions::{JudgeReport, Opinions};
use super::warning::Warning;
use crate::assessment::{Answer, Assessment};
use crate::rubric::{Criterion, Effect, MAX_LEVEL, Rubric};
use crate::score::{self, Applied, Grade};
use crate::text::{LineIndex, Span, hex, shorten};

/// What a report is about, beside the assessment.
#[derive(Debug)]
pub struct Subject<'a> {
    /// Where the answer came from.
    pub source: &'a str,
    /// Its name.
    pub id: &'a str,
    /// The line on which its record begins, from 1, in a file of many.
    pub line: Option<usize>,
    /// The answer.
    pub answer: &'a Answer,
    /// What it was graded against.
    pub rubric: &'a Rubric,
    /// Why.
    pub chosen: Chosen,
    /// What reading the answer and choosing the rubric had to say.
    pub notes: &'a [Warning],
    /// What a judge made of it, if one was asked.
    pub judged: Option<&'a Opinions>,
    /// Whether each criterion is explained.
    pub explain: bool,
}

/// Makes the report.
#[must_use]
pub fn build<'a>(subject: &Subject<'a>, assessment: &'a Assessment) -> Report<'a> {
    let builder = Builder {
        subject,
        assessment,
        lines: LineIndex::new(&subject.answer.text),
    };
    let rubric = subject.rubric;
    let criteria = builder.criteria();
    let score = assessment.score.outcome.score;
    Report {
        schema: SCHEMA,
        source: subject.source.into(),
        id: subject.id.into(),
        rubric: RubricFacts {
            id: rubric.id.as_str().into(),
            version: rubric.version.as_str().into(),
            sha256: rubric.sha256.as_str().into(),
            chosen: subject.chosen,
        },
        evaluate: env!("CARGO_PKG_VERSION"),
        mode: builder.mode(),
        score,
        band: rubric.band(score).into(),
        confidence: assessment.score.confidence,
        critique: builder.critique(&criteria),
        criteria,
        answer: builder.facts(),
        caps: assessment.score.outcome.applied.iter().map(cap).collect(),
        furniture: builder.set_aside(),
        warnings: builder.warnings(),
        judge: builder.asked().map(|judged| judged.facts.clone()),
        line: subject.line,
        text: subject.answer.text.as_str().into(),
        levels: rubric.levels.as_slice().into(),
        groups: rubric.groups.as_slice().into(),
        bands: rubric.bands.as_slice().into(),
    }
}

struct Builder<'b, 'a> {
    subject: &'b Subject<'a>,
    assessment: &'a Assessment,
    lines: LineIndex,
}

impl<'a> Builder<'_, 'a> {
    /// The bytes of the decoded input that a span of the plain text stands for.
    fn place(&self, plain: Span) -> Span {
        let span = self.assessment.document.source_span(plain);
        let body = self.subject.answer.body;
        Span::new(span.start + body, span.end + body)
    }

    fn line(&self, offset: usize) -> usize {
        self.lines.position(&self.subject.answer.text, offset).line
    }

    fn criteria(&self) -> Vec<CriterionReport<'a>> {
        let rubric = self.subject.rubric;
        let full = score::outcome(rubric, &vec![MAX_LEVEL; rubric.criteria.len()]).points;
        let score = &self.assessment.score;
        let rows = rubric
            .criteria
            .iter()
            .zip(&score.grades)
            .zip(&score.outcome.points)
            .zip(full);
        let mut criteria: Vec<CriterionReport> = rows
            .zip(&self.assessment.critique.advice)
            .map(
                |((((criterion, grade), points), max_points), advice)| CriterionReport {
                    id: criterion.id.as_str().into(),
                    title: criterion.title.as_str().into(),
                    group: criterion.group.as_str().into(),
                    weight: criterion.weight,
                    level: grade.level,
                    max_level: MAX_LEVEL,
                    level_name: rubric.level_name(grade.level).into(),
                    points: *points,
                    max_points,
                    heuristic: HeuristicReport {
                        level: grade.signals.0,
                        confidence: hundredths(grade.signals.1),
                    },
                    judge: self.judge(grade),
                    evidence: self.evidence(criterion, grade),
                    announced: self.promises(&grade.announced),
                    advice: advice.as_str().into(),
                    confidence: hundredths(grade.confidence),
                    passes: criterion.passes.unwrap_or(rubric.passes),
                    explain: self.subject.explain.then(|| {
                        let evidence = &self.assessment.evidence;
                        explain::explain(criterion, rubric, evidence, grade)
                    }),
                },
            )
            .collect();
        quotes::mark_shared(&mut criteria);
        criteria
    }

    fn mode(&self) -> Mode {
        match self.asked() {
            None => Mode::Heuristic,
            Some(judged) if judged.missing.is_empty() && judged.rates() => Mode::Judged,
            Some(_) => Mode::Degraded,
        }
    }

    /// What a judge made of it, where there was something to judge.
    fn asked(&self) -> Option<&'a Opinions> {
        let judged = self.subject.judged;
        judged.filter(|judged| !judged.opinions.is_empty())
    }

    fn judge(&self, grade: &Grade) -> Option<JudgeReport<'a>> {
        let opinion = grade.opinion.as_ref()?;
        Some(JudgeReport::new(opinion, self.cited(opinion)))
    }

    fn critique(&self, criteria: &[CriterionReport]) -> CritiqueReport {
        let critique = &self.assessment.critique;
        let pick = |wanted: &[usize], say: &dyn Fn(&Criterion, &CriterionReport) -> String| {
            let asked = &self.subject.rubric.criteria;
            let chosen = wanted
                .iter()
                .filter_map(|at| asked.get(*at).zip(criteria.get(*at)));
            chosen.map(|(asked, graded)| say(asked, graded)).collect()
        };
        let next_steps = critique
            .next_steps
            .iter()
            .filter_map(|step| {
                let criterion = criteria.get(step.criterion)?.id.to_string();
                Some(StepReport {
                    criterion,
                    gain: step.gain,
                    text: step.text.clone(),
                })
            })
            .collect();
        CritiqueReport {
            summary: critique.summary.clone(),
            strengths: pick(&critique.strengths, &strength),
            gaps: pick(&critique.gaps, &gap),
            next_steps,
        }
    }

    fn facts(&self) -> AnswerFacts {
        let evidence = &self.assessment.evidence;
        let kept = self
            .assessment
            .document
            .sentences
            .iter()
            .filter(|sentence| {
                // Both are in order of the text and do not overlap among themselves.
                let after = evidence
                    .extent
                    .set_aside
                    .partition_point(|part| part.span.end <= sentence.text.start);
                evidence
                    .extent
                    .set_aside
                    .get(after)
                    .is_none_or(|part| !part.span.overlaps(sentence.text))
            });
        let digest = Sha256::digest(self.subject.answer.text.as_bytes());
        AnswerFacts {
            words: evidence.answer_words,
            sentences: kept.count(),
            sha256: hex(&digest),
        }
    }

    fn set_aside(&self) -> Vec<SetAsideReport> {
        let parts = self
            .assessment
            .evidence
            .extent
            .set_aside
            .iter()
            .map(|part| {
                let span = self.place(part.span);
                SetAsideReport {
                    kind: part.kind.clone(),
                    page: part.furniture,
                    start: span.start,
                    end: span.end,
                    line: self.line(span.start),
                    last_line: self.line(span.end.saturating_sub(1).max(span.start)),
                    quote: shorten(part.span.of(&self.assessment.document.plain), 60),
                }
            });
        parts.collect()
    }
}

fn strength(asked: &Criterion, graded: &CriterionReport) -> String {
    format!("{}: {}", graded.title, meaning(asked, graded.level))
}

fn gap(asked: &Criterion, graded: &CriterionReport) -> String {
    let title = &graded.title;
    match (graded.level, graded.announced.first()) {
        (0, Some(promise)) => format!("{title}: announced in line {}, not delivered", promise.line),
        (0, None) => format!("{title}: {}", graded.level_name),
        (level, _) => format!("{title}: only {}", meaning(asked, level)),
    }
}

/// What a level means, together with the level that it goes on from.
pub(super) fn meaning(criterion: &Criterion, level: u8) -> String {
    let Some(nth) = usize::from(level).checked_sub(1) else {
        return String::new();
    };
    let own = criterion
        .levels
        .get(nth)
        .map_or("", |level| level.descriptor.as_str());
    if nth > 0 && own.starts_with("and ") {
        return format!("{}, {own}", meaning(criterion, level - 1));
    }
    own.to_owned()
}

fn cap(applied: &Applied) -> CapReport {
    let (at_most, minus) = match applied.effect {
        Effect::AtMost(limit) => (Some(limit), None),
        Effect::Minus(points) => (None, Some(points)),
    };
    CapReport {
        at_most,
        minus,
        because: applied.because.clone(),
        before: applied.before,
    }
}

fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
