//! The block under a criterion that says why its level is what it is.

use std::fmt::Write as _;

use super::super::explain::{ExplainedSignal, Explanation};
use super::super::model::CriterionReport;
use super::super::style::paint;
use super::super::wrap::cut;
use super::{Page, shown};

/// How many quotes of one signal are shown.
const QUOTES: usize = 3;

impl Page<'_> {
    pub(super) fn explanation(&mut self, criterion: &CriterionReport) {
        let Some(explanation) = &criterion.explain else {
            return;
        };
        let palette = self.look.palette;
        let sure = format!("      confidence {:.2}", criterion.heuristic.confidence);
        self.line(&paint(palette.dim, sure));
        self.levels(explanation);
        if let Some(learned) = &explanation.learned {
            let text = format!(
                "{:.1} sentences, {:.1} of 3 expected; the conditions give {}",
                learned.sentences, learned.expected, learned.conditions
            );
            self.paragraph("      learned from marked answers: ", 8, &text);
        }
        for signal in &explanation.fired {
            self.fired(criterion, signal);
        }
        if !explanation.silent.is_empty() {
            let names: Vec<String> = explanation.silent.iter().map(silent).collect();
            self.paragraph("      found nothing: ", 21, &names.join(", "));
        }
        if !criterion.advice.is_empty() {
            self.paragraph("      to the next level: ", 25, &shown(&criterion.advice));
        }
        self.blank();
    }

    fn levels(&mut self, explanation: &Explanation) {
        let palette = self.look.palette;
        for level in &explanation.levels {
            let style = palette.level(if level.met { 3 } else { 0 });
            let lead = format!("      {} ", paint(style, mark(level.met)));
            self.paragraph(
                &lead,
                8,
                &shown(&format!("{}: {}", level.name, level.means)),
            );
            self.paragraph("          when ", 15, &shown(&level.when));
            for want in level
                .wants
                .iter()
                .filter(|_| level.wants.len() > 1 || !level.met)
            {
                let lead = format!("          {} ", mark(want.met));
                self.paragraph(&lead, 12, &shown(&want.text));
            }
        }
    }

    fn fired(&mut self, criterion: &CriterionReport, signal: &ExplainedSignal) {
        let counts = if signal.finds == signal.different {
            format!("{}", signal.finds)
        } else {
            format!("{} of {} finds", signal.different, signal.finds)
        };
        let mut text = format!("{} {counts}", signal.name);
        if !signal.note.is_empty() {
            let _ = write!(text, " ({})", signal.note);
        }
        if signal.discounted > 0 {
            let _ = write!(text, "; {} more not counted", signal.discounted);
        }
        self.paragraph("      + ", 8, &shown(&text));
        let quotes = criterion.evidence.iter().chain(&criterion.announced);
        for quote in quotes
            .filter(|quote| quote.signal == signal.name)
            .take(QUOTES)
        {
            let room = self.look.width.saturating_sub(22);
            let line = format!(
                "          line {:<4} “{}”",
                quote.line,
                cut(&shown(&quote.words), room)
            );
            self.line(&paint(self.look.palette.dim, line));
        }
    }
}

fn mark(met: bool) -> char {
    if met { '✓' } else { '✗' }
}

fn silent(signal: &ExplainedSignal) -> String {
    let name = shown(&signal.name);
    match signal.discounted {
        0 => name,
        met => format!("{name} ({met} not counted)"),
    }
}
