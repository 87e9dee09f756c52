//! What a reader should know beside the grades.

use super::Builder;
use crate::report::opinions;
use crate::report::warning::{Warning, WarningKind};
use crate::text::{named, shorten};

/// So many words of a question are named.
const NAMED: usize = 5;

impl Builder<'_, '_> {
    pub(super) fn warnings(&self) -> Vec<Warning> {
        let evidence = &self.assessment.evidence;
        let mut warnings = self.subject.notes.to_vec();
        if let Some(reason) = &evidence.extent.not_an_answer {
            let outcome = if self.assessment.score.outcome.score > 0.0 {
                "it is graded as one because that was asked for"
            } else {
                "it scores 0; `--assume-answer` grades it all the same"
            };
            let message = format!(
                "this reads as {}, not as an answer ({}): {outcome}",
                reason.kind,
                reason.reasons.join("; ")
            );
            let warning = Warning::new(WarningKind::NotAnAnswer, message);
            let place = reason.spans.first().map(|span| self.place(*span));
            warnings.push(match place {
                Some(span) => warning.at(span.start, span.end),
                None => warning,
            });
        }
        if let Some(kind) = &evidence.extent.may_be {
            let message = format!("this may be {kind} rather than an answer; it is graded as one");
            warnings.push(Warning::new(WarningKind::Doubtful, message));
        }
        let unmentioned = &evidence.extent.unmentioned;
        if !unmentioned.is_empty() {
            let message = format!(
                "the question is about {}, which the answer never mentions: it may be one to another question",
                named(
                    unmentioned.get(..NAMED).unwrap_or(unmentioned),
                    unmentioned.len()
                )
            );
            warnings.push(Warning::new(WarningKind::Doubtful, message));
        }
        if evidence.extent.general.is_some() && self.assessment.score.outcome.score > 0.0 {
            let message = "hardly a word of it is its own: what would fit any other case counts for little or nothing";
            warnings.push(Warning::new(WarningKind::General, message));
        }
        warnings.extend(self.injections());
        warnings.extend(self.mostly_set_aside());
        if let Some(judged) = self.subject.judged {
            let grades = &self.assessment.score.grades;
            warnings.extend(opinions::warnings(judged, self.subject.rubric, grades));
        }
        warnings
    }

    /// What addresses the grader, each with its place and its beginning.
    fn injections(&self) -> Vec<Warning> {
        let extent = &self.assessment.evidence.extent;
        let text = &self.subject.answer.text;
        let seen = extent
            .injections
            .iter()
            .map(|plain| (self.place(*plain), ""));
        let hidden = ", where a reader does not see it";
        let unseen = extent.unseen.iter().map(|span| (*span, hidden));
        let said = seen.chain(unseen).map(|(span, how)| {
            let words = shorten(span.of(text), 60);
            let line = self.line(span.start);
            let message = format!(
                "line {line} addresses the grader{how} (“{words}”); it was kept out and earns nothing"
            );
            Warning::new(WarningKind::Injection, message).at(span.start, span.end)
        });
        let mut warnings: Vec<Warning> = said.collect();
        warnings.dedup();
        warnings
    }

    fn mostly_set_aside(&self) -> Option<Warning> {
        let evidence = &self.assessment.evidence;
        let (all, kept) = (evidence.words, evidence.answer_words);
        let aside = all.saturating_sub(kept);
        let message = match kept {
            0 => "every word was kept out: nothing was left to grade".to_owned(),
            _ => format!("{aside} of {all} words were kept out: only the rest was graded"),
        };
        (aside > kept).then(|| Warning::new(WarningKind::Furniture, message))
    }
}
