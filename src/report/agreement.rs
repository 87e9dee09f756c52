//! Agreement for a person at a terminal: figures, tables, and where grades and marks differ.

use std::fmt::Write as _;

use super::sheet::Sheet;
use super::style::{Look, paint};
use crate::agreement::{
    Between, Breakdown, Disagreement, Fired, Interval, Measure, Misjudged, Pooled, RubricAgreement,
    Summary, Table, TextAgreement,
};

/// The narrowest and the widest layout, in columns.
const NARROW: usize = 60;
const WIDE: usize = 132;

/// How many of the texts that are furthest off are shown, of each how many criteria, and of each of
/// those how many signals.
const TEXTS: usize = 5;
const CRITERIA: usize = 3;
const SIGNALS: usize = 3;

/// How much is shown.
#[derive(Clone, Debug, Default)]
pub struct Detail {
    /// Tables of each criterion, and everything that fired.
    pub verbose: bool,
    /// Only every disagreement on these criteria, where there are any.
    pub criteria: Vec<String>,
}

/// The agreement as text with the look's colours, ended by a line feed.
#[must_use]
pub fn human(summary: &Summary, look: &Look, detail: &Detail) -> String {
    let look = Look {
        width: look.width.clamp(NARROW, WIDE),
        ..*look
    };
    let mut page = Page {
        sheet: Sheet::new(look),
        verbose: detail.verbose,
    };
    page.pooled(&summary.pooled);
    if detail.criteria.is_empty() {
        page.whole(summary);
    } else {
        for id in &detail.criteria {
            page.criterion(summary, id);
        }
    }
    page.sheet.out
}

struct Page {
    sheet: Sheet,
    verbose: bool,
}

impl Page {
    fn whole(&mut self, summary: &Summary) {
        for rubric in &summary.rubrics {
            self.rubric(rubric, summary.rubrics.len() > 1);
        }
        for breakdown in &summary.by {
            self.breakdown(breakdown);
        }
        self.furthest(&summary.furthest, summary.rubrics.len() > 1);
        self.misjudged("Answers that came to nothing", &summary.answers_zeroed);
        self.misjudged(
            "No answers, and graded all the same",
            &summary.non_answers_graded,
        );
    }

    /// The figures over everything.
    fn pooled(&mut self, pooled: &Pooled) {
        let measure = &pooled.measure;
        let counts = format!(
            "{}, {}, {}",
            count(measure.texts, "text"),
            count(measure.marks, "mark"),
            count(measure.raters, "rater")
        );
        self.sheet.head("Agreement of grades with marks", &counts);
        self.sheet.blank();
        let strong = self.sheet.look.palette.strong;
        let qwk = paint(strong, format!("QWK {}", decimal(measure.qwk)));
        let line = format!(
            "  {qwk}{}   exact {}   within one {}   bias {}",
            within(pooled.interval.as_ref()),
            percent(measure.exact),
            percent(measure.within_one),
            signed(measure.bias)
        );
        self.sheet.line(&line);
        if let Some(why) = measure.undefined {
            self.sheet.paragraph("  undefined: ", why.reason());
        }
        if let Some(between) = &measure.between_raters {
            let text = format!(
                "The raters among themselves: QWK {} over {}.",
                decimal(between.qwk),
                count(between.pairs, "pair") + " of marks"
            );
            self.sheet.paragraph("  ", &text);
        }
    }

    fn rubric(&mut self, rubric: &RubricAgreement, one_of_several: bool) {
        let pooled = &rubric.pooled;
        let name = format!("{} {}", rubric.rubric.id, rubric.rubric.version);
        self.sheet.head(&name, &count(pooled.measure.texts, "text"));
        let criteria = rubric
            .criteria
            .iter()
            .map(|criterion| (criterion.title.clone(), &criterion.measure));
        let all = ("all of them".to_owned(), &pooled.measure);
        self.measures(criteria.chain([all]));
        if let Some(interval) = pooled.interval.as_ref().filter(|_| one_of_several) {
            let text = format!("QWK of all{}", within(Some(interval)));
            self.sheet.paragraph("  ", &text);
        }
        let constant = rubric.criteria.iter().filter_map(|criterion| {
            let why = criterion.measure.undefined?;
            Some(format!("{} ({})", criterion.title, why.reason()))
        });
        self.list("  Undefined: ", &constant.collect::<Vec<_>>());
        self.list("  Without marks: ", &rubric.unmarked);
        self.confusion("Marks (rows) by grades", &pooled.confusion);
        if self.verbose {
            for criterion in &rubric.criteria {
                let title = format!("{}: marks (rows) by grades", criterion.title);
                self.confusion(&title, &criterion.confusion);
            }
        }
    }

    fn list(&mut self, lead: &str, things: &[String]) {
        if !things.is_empty() {
            self.sheet
                .paragraph(lead, &format!("{}.", things.join(", ")));
        }
    }

    /// A line for each measure; the raters' own agreement beside ours where there is one.
    fn measures<'m>(&mut self, rows: impl Iterator<Item = (String, &'m Measure)>) {
        let rows: Vec<(String, &Measure)> = rows.collect();
        let several = rows
            .iter()
            .any(|(_, measure)| measure.between_raters.is_some());
        let mut table = vec![
            ["", "QWK", "raters", "exact", "within 1", "bias", "texts"]
                .map(str::to_owned)
                .to_vec(),
        ];
        for (name, measure) in rows {
            table.push(vec![
                name,
                decimal(measure.qwk),
                among(measure.between_raters.as_ref()),
                percent(measure.exact),
                percent(measure.within_one),
                signed(measure.bias),
                measure.texts.to_string(),
            ]);
        }
        if !several {
            for row in &mut table {
                row.remove(2);
            }
        }
        self.sheet.table(2, &table);
    }

    fn confusion(&mut self, title: &str, table: &Table) {
        self.sheet.blank();
        let levels = (0..).zip(table.rows());
        let mut rows = vec![vec![title.to_owned()]];
        for (level, counts) in levels {
            if let Some(head) = rows.first_mut() {
                head.push(level.to_string());
            }
            let cells = counts.iter().map(u32::to_string);
            rows.push(std::iter::once(format!("  {level}")).chain(cells).collect());
        }
        self.sheet.table(2, &rows);
    }

    fn breakdown(&mut self, breakdown: &Breakdown) {
        self.sheet.title(&format!("By {}", breakdown.field));
        let mut table = vec![Vec::from(["", "QWK", "exact", "texts"].map(str::to_owned))];
        let mut undefined = Vec::new();
        for share in &breakdown.values {
            let value = share.value.clone().unwrap_or("(none given)".to_owned());
            if let Some(why) = share.measure.undefined {
                undefined.push(format!("{value} ({})", why.reason()));
            }
            table.push(vec![
                value,
                decimal(share.measure.qwk),
                percent(share.measure.exact),
                share.measure.texts.to_string(),
            ]);
        }
        self.sheet.table(2, &table);
        self.list("  Undefined: ", &undefined);
    }

    fn furthest(&mut self, texts: &[TextAgreement], several_rubrics: bool) {
        if texts.is_empty() {
            return;
        }
        self.sheet.title("Furthest off");
        let most = if self.verbose { usize::MAX } else { CRITERIA };
        for text in texts.iter().take(TEXTS) {
            let mut line = format!(
                "{}: scored {}, mean squared distance {:.2}",
                text.file, text.score, text.distance
            );
            if several_rubrics {
                let _ = write!(line, " ({})", text.rubric);
            }
            self.sheet.paragraph("  ", &line);
            for item in text.disagreements.iter().take(most) {
                self.disagreement(&item.title, item, self.verbose);
            }
        }
    }

    /// Every disagreement on one criterion.
    fn criterion(&mut self, summary: &Summary, id: &str) {
        for rubric in &summary.rubrics {
            let criteria = rubric
                .criteria
                .iter()
                .filter(|criterion| criterion.id == *id);
            for criterion in criteria {
                let name = format!("{} {}", rubric.rubric.id, rubric.rubric.version);
                self.sheet.head(&criterion.title, &name);
                let row = (String::new(), &criterion.measure);
                self.measures(std::iter::once(row));
                self.confusion("Marks (rows) by grades", &criterion.confusion);
                let own =
                    |item: &&Disagreement| item.criterion == *id && item.rubric == rubric.rubric.id;
                self.sheet.title("Where the grade is nobody's mark");
                let items: Vec<_> = summary.disagreements.iter().filter(own).collect();
                if items.is_empty() {
                    self.sheet.paragraph("    ", "Nowhere.");
                }
                for item in items {
                    self.disagreement(&item.file, item, true);
                }
            }
        }
    }

    /// Grade and marks, and what fired: all of it, or the first few signals with a quote each.
    fn disagreement(&mut self, name: &str, item: &Disagreement, all: bool) {
        let marks: Vec<String> = item.marks.iter().map(u8::to_string).collect();
        let nothing = if item.fired.is_empty() {
            "; nothing fired"
        } else {
            ""
        };
        let text = format!(
            "{name}: graded {}, marked {}{nothing}",
            item.grade,
            marks.join(" and ")
        );
        self.sheet.paragraph("    ", &text);
        let (signals, quotes) = if all {
            (usize::MAX, usize::MAX)
        } else {
            (SIGNALS, 1)
        };
        for fired in item.fired.iter().take(signals) {
            self.sheet.paragraph("      + ", &signal(fired, quotes));
        }
        let more = item.fired.len().saturating_sub(signals);
        if more > 0 {
            let more = format!("{more} more (-v)");
            self.sheet.paragraph("      + ", &more);
        }
    }

    fn misjudged(&mut self, title: &str, texts: &[Misjudged]) {
        if texts.is_empty() {
            return;
        }
        self.sheet.title(title);
        for text in texts {
            let called = text.called.as_ref();
            let called = called.map_or(String::new(), |kind| format!(", taken for {kind}"));
            let line = format!("{}: scored {}{called}", text.file, text.score);
            self.sheet.paragraph("  ", &line);
        }
    }
}

/// A signal, how often it fired, and where.
fn signal(fired: &Fired, quotes: usize) -> String {
    let mut text = fired.signal.clone();
    if fired.different > 0 {
        let _ = write!(text, " {}", fired.different);
    }
    if fired.discounted > 0 {
        let _ = write!(text, " ({} not counted)", fired.discounted);
    }
    for (nth, quoted) in fired.quotes.iter().take(quotes).enumerate() {
        let lead = if nth == 0 { ":" } else { "," };
        let _ = write!(text, "{lead} line {} “{}”", quoted.line, quoted.quote);
    }
    text
}

/// " (95 %: 0.58 to 0.71)", or nothing.
fn within(interval: Option<&Interval>) -> String {
    interval.map_or(String::new(), |interval| {
        format!(" (95 %: {:.2} to {:.2})", interval.low, interval.high)
    })
}

fn among(between: Option<&Between>) -> String {
    between.map_or("-".to_owned(), |between| decimal(between.qwk))
}

fn decimal(value: Option<f64>) -> String {
    value.map_or("undefined".to_owned(), |value| {
        unsigned_zero(format!("{value:.2}"))
    })
}

fn signed(value: Option<f64>) -> String {
    value.map_or("-".to_owned(), |value| {
        unsigned_zero(format!("{value:+.2}"))
    })
}

fn unsigned_zero(number: String) -> String {
    if number.trim_start_matches(['+', '-']) == "0.00" {
        "0.00".to_owned()
    } else {
        number
    }
}

fn percent(share: Option<f64>) -> String {
    share.map_or("-".to_owned(), |share| format!("{:.0} %", share * 100.0))
}

/// "1 text", "2 texts".
fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}
