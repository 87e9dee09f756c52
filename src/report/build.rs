//! A report made from an assessment: spans become places in the input, grades become sentences.

mod warnings;

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use super::explain;
use super::model::{
    AnswerFacts, CapReport, Chosen, CriterionReport, CritiqueReport, HeuristicReport, Kinship,
    Mode, Quote, Report, RubricFacts, SCHEMA, SetAsideReport, StepReport, Warning,
};
use super::opinions::{JudgeReport, Opinions};
use crate::assessment::{Answer, Assessment};
use crate::evidence::Hit;
use crate::rubric::{Criterion, Effect, MAX_LEVEL, Opinion, Rubric};
use crate::score::{self, Applied, Grade};
use crate::text::{LineIndex, Span, hex, shorten};

/// A context of so many characters is enough to know the place by.
const ENOUGH: usize = 24;

/// Who points at the words that a judge quotes, where evidence is listed by signals.
const JUDGE: &str = "judge";

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
        let mut criteria: Vec<CriterionReport> =
            rows.zip(&self.assessment.critique.advice)
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
                            explain::explain(criterion, rubric, &self.assessment.evidence)
                        }),
                    },
                )
                .collect();
        mark_shared(&mut criteria);
        criteria
    }

    fn mode(&self) -> Mode {
        match self.asked() {
            None => Mode::Heuristic,
            Some(judged) if judged.missing.is_empty() => Mode::Judged,
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

    /// What earned a level: what the signals found, and what a judge quoted.
    fn evidence(&self, criterion: &Criterion, grade: &Grade) -> Vec<Quote<'a>> {
        let mut evidence = self.quotes(&grade.evidence);
        for (quote, hit) in evidence.iter_mut().zip(&grade.evidence) {
            if criterion.own.contains(&hit.signal) {
                quote.kinship = Kinship::Own;
            }
        }
        if let Some(opinion) = grade.opinion.as_ref().filter(|_| grade.level > 0) {
            let known = |cited: &Quote| {
                grade.evidence.iter().any(|hit| {
                    let hit = self.place(hit.span);
                    hit.start <= cited.start && cited.end <= hit.end
                })
            };
            let cited = self.cited(opinion).into_iter();
            evidence.extend(cited.filter(|cited| !known(cited)));
            evidence.sort_by_key(|quote| (quote.start, quote.end));
        }
        evidence
    }

    /// What a judge quoted for a level.
    fn cited(&self, opinion: &Opinion) -> Vec<Quote<'a>> {
        let document = &self.assessment.document;
        let quotes = opinion
            .quotes
            .iter()
            .map(|span| self.quoted(JUDGE, *span, span.of(&document.plain)));
        quotes.collect()
    }

    fn quotes(&self, hits: &[Hit]) -> Vec<Quote<'a>> {
        hits.iter().map(|hit| self.quote(hit)).collect()
    }

    /// A promise is shown as the whole sentence that makes it.
    fn promises(&self, hits: &[Hit]) -> Vec<Quote<'a>> {
        let document = &self.assessment.document;
        let whole = |hit: &Hit| {
            document
                .sentences
                .get(hit.sentence)
                .map(|s| s.text.of(&document.plain))
        };
        let quotes = self.quotes(hits).into_iter().zip(hits);
        quotes
            .map(|(quote, hit)| Quote {
                context: whole(hit).unwrap_or_default().into(),
                ..quote
            })
            .collect()
    }

    fn quote(&self, hit: &Hit) -> Quote<'a> {
        let signal = self.subject.rubric.signals.get(hit.signal);
        let name = signal.map_or("", |signal| signal.name.as_str());
        self.quoted(name, hit.span, self.context(hit))
    }

    /// Words of the plain text that somebody points at.
    fn quoted(&self, by: &'a str, plain: Span, context: impl Into<Cow<'a, str>>) -> Quote<'a> {
        let text = &self.subject.answer.text;
        let span = self.place(plain);
        let position = self.lines.position(text, span.start);
        Quote {
            signal: by.into(),
            start: span.start,
            end: span.end,
            line: position.line,
            column: position.column,
            quote: span.of(text).into(),
            context: context.into(),
            kinship: Kinship::Alone,
        }
    }

    /// The sentence of a hit from its first word on; where that is little, from some words before.
    fn context(&self, hit: &Hit) -> Cow<'a, str> {
        let document = &self.assessment.document;
        let (from, to) = document
            .sentences
            .get(hit.sentence)
            .map_or((hit.span.start, hit.span.end), |sentence| {
                (sentence.text.start, sentence.text.end)
            });
        let rest = Span::new(hit.span.start, to.max(hit.span.end)).of(&document.plain);
        let lacking = ENOUGH.saturating_sub(rest.chars().count());
        let before = Span::new(from.min(hit.span.start), hit.span.start).of(&document.plain);
        let added = words_at_end(before, lacking);
        if added.is_empty() {
            return rest.into();
        }
        let mark = if added.len() < before.trim_start().len() {
            "…"
        } else {
            ""
        };
        format!("{mark}{added}{rest}").into()
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
                    .set_aside
                    .partition_point(|part| part.span.end <= sentence.text.start);
                evidence
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
        let parts = self.assessment.evidence.set_aside.iter().map(|part| {
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

/// The last whole words of a text that have at most so many characters together.
fn words_at_end(text: &str, characters: usize) -> &str {
    let Some(before) = characters.checked_sub(1) else {
        return "";
    };
    let Some((least, _)) = text.char_indices().rev().nth(before) else {
        return text.trim_start();
    };
    let (head, tail) = text.split_at_checked(least).unwrap_or_default();
    if head.is_empty() || head.ends_with(char::is_whitespace) {
        return tail.trim_start();
    }
    let space = tail.find(char::is_whitespace);
    let after = space.and_then(|at| tail.get(at..));
    after.unwrap_or("").trim_start()
}

fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// Marks the evidence that several criteria have from the same signal, and none of them defines.
fn mark_shared(criteria: &mut [CriterionReport]) {
    let mut uses = Vec::new();
    for (nth, criterion) in criteria.iter().enumerate() {
        let signals = criterion.evidence.iter().map(|quote| quote.signal.clone());
        uses.extend(signals.map(|signal| (signal, nth)));
    }
    uses.sort_unstable();
    uses.dedup();
    let several = uses.chunk_by(|(one, _), (other, _)| one == other);
    let several = several.filter(|uses| uses.len() > 1);
    let shared: Vec<_> = several.filter_map(|uses| uses.first()).collect();
    for quote in criteria.iter_mut().flat_map(|one| &mut one.evidence) {
        let found = shared.binary_search_by(|(signal, _)| signal.cmp(&quote.signal));
        if found.is_ok() && quote.kinship != Kinship::Own {
            quote.kinship = Kinship::Shared;
        }
    }
}
