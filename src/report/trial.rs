//! A rubric's trial for reading: each example that failed and why, then what no example tries.

use super::printable::Printable;
use super::style::{Look, paint};
use super::wrap::{cut, wrap};
use crate::trial::{Clause, Failure, Fired, Gaps, Mismatch, Trial};

/// The widest that it is set.
const MEASURE: usize = 100;

/// How many quotes of one signal are shown.
const QUOTES: usize = 4;

/// How much of a quote is shown, in columns.
const QUOTE: usize = 32;

/// The trial as text, ended by a line feed.
#[must_use]
pub fn trial(trial: &Trial, look: &Look) -> String {
    let mut page = Page {
        look,
        out: String::new(),
    };
    let name = format!("{} {}", shown(&trial.rubric), shown(&trial.version));
    let path = paint(look.palette.dim, shown(&trial.path));
    page.line(&format!("{}  {path}", paint(look.palette.strong, name)));
    page.line("");
    for failure in &trial.failures {
        page.failure(failure);
    }
    page.gaps(&trial.gaps);
    page.summary(trial);
    if let Some(mutation) = &trial.mutation {
        page.line("");
        page.mutation(mutation);
    }
    page.out
}

/// "no examples", "1 example", "2 examples".
pub(super) fn count(number: usize, noun: &str) -> String {
    match number {
        0 => format!("no {noun}s"),
        1 => format!("1 {noun}"),
        many => format!("{many} {noun}s"),
    }
}

pub(super) fn shown(text: &str) -> String {
    Printable(text).to_string()
}

/// Text that grows line by line.
pub(super) struct Page<'a> {
    pub(super) look: &'a Look,
    pub(super) out: String,
}

impl Page<'_> {
    pub(super) fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    pub(super) fn width(&self) -> usize {
        self.look.width.min(MEASURE)
    }

    /// Words behind a lead of `indent` columns, later lines as far in.
    pub(super) fn paragraph(&mut self, lead: &str, indent: usize, words: &str) {
        let width = self.width().saturating_sub(indent);
        for (nth, line) in wrap(&shown(words), width).iter().enumerate() {
            let before = if nth == 0 {
                lead.to_owned()
            } else {
                " ".repeat(indent)
            };
            self.line(&format!("{before}{line}"));
        }
    }

    fn failure(&mut self, failure: &Failure) {
        let palette = self.look.palette;
        let at = paint(palette.strong, shown(&failure.at.to_string()));
        let wrong = paint(palette.level(0), "FAILED");
        self.line(&format!("{wrong} {at}"));
        self.paragraph("  ", 2, &headline(&failure.mismatch));
        let text = cut(&shown(&failure.text), self.width().saturating_sub(4));
        self.line(&paint(palette.dim, format!("  “{text}”")));
        if let Mismatch::Level {
            near_miss: Some(reason),
            ..
        } = &failure.mismatch
        {
            self.paragraph("  near miss  ", 13, reason);
        }
        if failure.fired.is_empty() {
            self.line("  fired      nothing");
        }
        for (nth, fired) in failure.fired.iter().enumerate() {
            let lead = if nth == 0 {
                "  fired      "
            } else {
                "             "
            };
            self.fired(lead, fired);
        }
        if let Mismatch::Level { clauses, .. } = &failure.mismatch {
            self.clauses(clauses);
        }
        self.line("");
    }

    fn fired(&mut self, lead: &str, fired: &Fired) {
        let mut text = fired.signal.clone();
        if !fired.quotes.is_empty() {
            text = format!("{text} {}: {}", fired.quotes.len(), quotes(&fired.quotes));
        }
        if !fired.discounted.is_empty() {
            text = format!("{text}; not counted: {}", quotes(&fired.discounted));
        }
        self.paragraph(lead, 13, &text);
    }

    fn clauses(&mut self, clauses: &[Clause]) {
        for (nth, clause) in clauses.iter().enumerate() {
            let lead = match (nth, clause.holds) {
                (0, true) => "  held       ",
                (0, false) => "  not met    ",
                _ => "             ",
            };
            self.paragraph(lead, 13, &format!("{}: {}", clause.level, clause.text));
        }
    }

    fn gaps(&mut self, gaps: &Gaps) {
        let levels: Vec<String> = gaps
            .levels
            .iter()
            .map(|gap| format!("{} ({})", gap.criterion, gap.levels.join(", ")))
            .collect();
        self.warning("no example at a level", &levels);
        let few: Vec<String> = gaps
            .near_misses
            .iter()
            .map(|gap| format!("{} ({})", gap.criterion, gap.near_misses))
            .collect();
        self.warning("fewer than two near misses", &few);
        let silent: Vec<String> = gaps.signals.iter().map(|gap| gap.signal.clone()).collect();
        self.warning("signals that no example exercises", &silent);
    }

    fn warning(&mut self, what: &str, of: &[String]) {
        if of.is_empty() {
            return;
        }
        let label = paint(self.look.palette.warning, "warning:");
        let lead = format!("{label} ");
        let words = format!("{what} ({}): {}", of.len(), of.join(", "));
        self.paragraph(&lead, 9, &words);
    }

    fn summary(&mut self, trial: &Trial) {
        let failed = trial.failures.len();
        let style = self.look.palette.level(if failed == 0 { 3 } else { 0 });
        let failures = paint(style, count(failed, "failure"));
        let examples = count(trial.examples, "example");
        let phrases = count(trial.phrases, "phrase");
        self.line(&format!("{examples}, {phrases}: {failures}"));
    }
}

fn headline(mismatch: &Mismatch) -> String {
    match mismatch {
        Mismatch::Level {
            criterion,
            wanted,
            got,
            ..
        } => format!("{criterion}: wanted {wanted}, got {got}"),
        Mismatch::NotFound { signal } => format!("{signal}: must find this, and does not"),
        Mismatch::Found { signal } => format!("{signal}: must pass this over, and finds it"),
    }
}

fn quotes(all: &[String]) -> String {
    let shown: Vec<String> = all
        .iter()
        .take(QUOTES)
        .map(|quote| format!("“{}”", cut(quote, QUOTE)))
        .collect();
    let more = all.len().saturating_sub(QUOTES);
    if more > 0 {
        format!("{} and {more} more", shown.join(", "))
    } else {
        shown.join(", ")
    }
}
