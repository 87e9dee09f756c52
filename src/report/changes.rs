//! What changed from one grade of an answer to the next, in words.

use super::model::{CriterionReport, Report};
use super::printable::Printable;
use super::quote::Quote;
use super::style::{Look, paint};
use super::wrap::{columns, cut};

/// So many pieces of evidence are named of those that are new, and of those that are lost.
const NAMED: usize = 6;

/// What a criterion did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Its name, for people.
    pub title: String,
    /// Its level before, and what that is called.
    pub from: (u8, String),
    /// Its level now.
    pub to: (u8, String),
}

/// Words that began or ceased to count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// The criterion's name, for people.
    pub title: String,
    /// The line on which they stand, or stood.
    pub line: usize,
    /// The words.
    pub quote: String,
}

/// What changed between two grades.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// The scores, where they differ.
    pub score: Option<(f64, f64)>,
    /// The bands, where they differ.
    pub band: Option<(String, String)>,
    /// The rubrics, where they differ; then no more is compared.
    pub rubric: Option<(String, String)>,
    /// Criteria whose level is another now.
    pub levels: Vec<Moved>,
    /// Evidence that is new.
    pub found: Vec<Words>,
    /// Evidence that is lost.
    pub lost: Vec<Words>,
    /// Warnings that are new.
    pub warnings: Vec<String>,
}

impl Changes {
    /// What changed from `before` to `after`.
    #[must_use]
    pub fn between(before: &Report, after: &Report) -> Self {
        let differ = |one: &str, other: &str| {
            let pair = (one.to_owned(), other.to_owned());
            (one != other).then_some(pair)
        };
        let mut changes = Self {
            score: ((before.score - after.score).abs() > 1e-9)
                .then_some((before.score, after.score)),
            band: differ(&before.band, &after.band),
            rubric: differ(&before.rubric.id, &after.rubric.id),
            ..Self::default()
        };
        let old = |message: &String| {
            before
                .warnings
                .iter()
                .any(|known| known.message == *message)
        };
        let warnings = after.warnings.iter().map(|warning| &warning.message);
        changes.warnings = warnings.filter(|message| !old(message)).cloned().collect();
        if changes.rubric.is_some() {
            return changes;
        }
        let texts = (plain(&before.text), plain(&after.text));
        for now in &after.criteria {
            let Some(was) = before
                .criteria
                .iter()
                .find(|criterion| criterion.id == now.id)
            else {
                continue;
            };
            changes.criterion(was, now, &texts);
        }
        changes
    }

    fn criterion(
        &mut self,
        was: &CriterionReport,
        now: &CriterionReport,
        texts: &(String, String),
    ) {
        if was.level != now.level {
            self.levels.push(Moved {
                title: now.title.to_string(),
                from: (was.level, was.level_name.to_string()),
                to: (now.level, now.level_name.to_string()),
            });
        }
        let words = |quote: &Quote| Words {
            title: now.title.to_string(),
            line: quote.line,
            quote: quote.words.to_string(),
        };
        // What stood there before is news only where it is what raised the level, and what still
        // stands there is lost only where the level fell.
        let fresh = missing(&now.evidence, &was.evidence);
        self.found.extend(
            fresh
                .filter(|quote| now.level > was.level || !texts.0.contains(&plain(&quote.quote)))
                .map(words),
        );
        let gone = missing(&was.evidence, &now.evidence);
        self.lost.extend(
            gone.filter(|quote| now.level < was.level || !texts.1.contains(&plain(&quote.quote)))
                .map(words),
        );
    }

    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The changes for a person, a line each.
    #[must_use]
    pub fn render(&self, look: &Look) -> String {
        let title = paint(look.palette.strong, "Since the save before");
        if self.is_empty() {
            return format!("{title}: the grade is the same.\n");
        }
        let mut lines = vec![title];
        lines.extend(self.rubric.as_ref().map(|(was, now)| {
            let (was, now) = (Printable(was), Printable(now));
            format!("  Graded by {now} now, by {was} before: their points cannot be compared.")
        }));
        lines.extend(self.points());
        for moved in &self.levels {
            let ((was, from), (now, to)) = (&moved.from, &moved.to);
            let (sign, verb) = if now > was {
                ("▲", "rose")
            } else {
                ("▼", "fell")
            };
            let sign = paint(look.palette.level(*now), sign);
            lines.push(format!(
                "  {sign} {} {verb} from {} to {}",
                Printable(&moved.title),
                Printable(from),
                Printable(to)
            ));
        }
        lines.extend(words(&self.found, "new", look));
        lines.extend(words(&self.lost, "lost", look));
        for warning in &self.warnings {
            let label = paint(look.palette.warning, "new warning:");
            lines.push(format!("  {label} {}", Printable(warning)));
        }
        lines.push(String::new());
        lines.join("\n")
    }

    /// The score in words, where it or its band is another.
    fn points(&self) -> Option<String> {
        let (was, now) = self.score.filter(|_| self.rubric.is_none())?;
        let by = now - was;
        let how = if by > 0.0 { "up" } else { "down" };
        let mut line = format!(
            "  The score went {how} by {:.1}, from {was:.1} to {now:.1}",
            by.abs()
        );
        if let Some((from, to)) = &self.band {
            line = format!("{line}: {} now, {} before", Printable(to), Printable(from));
        }
        Some(line)
    }
}

/// Pieces of evidence that are not among others, told by their words: places move as one writes.
fn missing<'a, 'q>(
    quotes: &'a [Quote<'q>],
    others: &'a [Quote<'q>],
) -> impl Iterator<Item = &'a Quote<'q>> {
    let mut known: Vec<String> = others.iter().map(|quote| plain(&quote.quote)).collect();
    quotes.iter().filter(move |quote| {
        let words = plain(&quote.quote);
        let same = known.iter().position(|other| *other == words);
        if let Some(at) = same {
            known.swap_remove(at);
        }
        same.is_none()
    })
}

/// Words without what does not change them.
fn plain(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

/// Lines on evidence, the first few pieces of it.
fn words(all: &[Words], label: &str, look: &Look) -> Vec<String> {
    let mut lines: Vec<String> = all
        .iter()
        .take(NAMED)
        .map(|words| {
            let lead = format!(
                "  {label:<4} {}, line {}: ",
                Printable(&words.title),
                words.line
            );
            let room = look.width.saturating_sub(columns(&lead) + 2).max(16);
            let quote = cut(&Printable(&words.quote).to_string(), room);
            format!("{}“{quote}”", paint(look.palette.dim, lead))
        })
        .collect();
    let more = all.len().saturating_sub(NAMED);
    if more > 0 {
        lines.push(format!("  {label:<4} and {more} more"));
    }
    lines
}
