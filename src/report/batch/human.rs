//! Many answers for a person at a terminal: a table, then the class.

use std::collections::BTreeSet;

use super::super::class::{Class, CriterionSummary, Gathering, Mark, Row, RubricSummary, Scores};
use crate::report::printable::Printable;
use crate::report::sheet::Sheet;
use crate::report::style::{Look, paint};
use crate::report::wrap::{columns, cut, cut_inside, pad};
use crate::text::shorten;

/// The widest sheet, in columns; names of answers may go further.
const WIDE: usize = 132;

/// Where names have no room, so many eighths of it stay before the ellipsis: the end of a path tells most.
const HEADS: [usize; 4] = [2, 0, 4, 6];

/// The longest bar.
const BAR: usize = 24;

/// So many criteria are named as the class's weakest.
const WEAKEST: usize = 5;

/// An example is shown up to so many characters.
const EXAMPLE: usize = 140;

/// So many answers are listed where a list is not the table itself.
const LISTED: usize = 12;

/// The table and the class.
pub(super) fn render(gathering: &Gathering, look: Look) -> String {
    let width = look.width.min(WIDE);
    let mut sheet = Sheet::new(look);
    table(&mut sheet, gathering);
    sheet.look.width = width;
    let class = gathering.class();
    if class.graded > 1 {
        whole(&mut sheet, &class);
        for rubric in &class.rubrics {
            criteria(&mut sheet, rubric, class.rubrics.len() > 1);
            missed(&mut sheet, rubric, class.rubrics.len() > 1);
        }
    }
    look_at(&mut sheet, &class);
    sheet.out
}

fn table(sheet: &mut Sheet, gathering: &Gathering) {
    let rows = gathering.rows();
    let widest = |cell: &dyn Fn(&Mark) -> String, head: &str| {
        let marks = rows.iter().filter_map(|row| row.outcome.as_ref().ok());
        marks
            .map(|mark| columns(&cell(mark)))
            .chain([columns(head)])
            .max()
            .unwrap_or(0)
    };
    let band = widest(&|mark| Printable(&mark.band).to_string(), "band");
    let names = names(rows, sheet.look.width.saturating_sub(band + 32).max(12));
    let name = names.iter().map(|name| columns(name));
    let name = name.chain([6]).max().unwrap_or(0);
    let palette = sheet.look.palette;
    let head = format!(
        "{}  score  {}  weakest",
        pad("answer", name),
        pad("band", band)
    );
    sheet.line(&paint(palette.dim, head));
    for (row, id) in rows.iter().zip(names) {
        let id = pad(&id, name);
        let line = match &row.outcome {
            Ok(mark) => {
                let score = paint(
                    palette.share(mark.score / 100.0),
                    format!("{:>5.1}", mark.score),
                );
                let band = pad(&Printable(&mark.band).to_string(), band);
                let rest = sheet.look.width.saturating_sub(name + columns(&band) + 13);
                let weakest = mark.weakest.as_deref().unwrap_or("nothing");
                let weakest = cut(&Printable(weakest).to_string(), rest.max(8));
                let flag = if mark.warnings > 0 { "!" } else { " " };
                format!(
                    "{id}  {score} {}{band}  {weakest}",
                    paint(palette.warning, flag)
                )
            }
            Err(error) => {
                let rest = sheet.look.width.saturating_sub(name + 13);
                let why = cut(&Printable(&error.message).to_string(), rest.max(8));
                format!("{id}  {}  {why}", paint(palette.level(0), "error"))
            }
        };
        sheet.line(&line);
    }
}

/// The names of answers in at most `room` columns, such that they can be told apart.
fn names(rows: &[Row], room: usize) -> Vec<String> {
    let names = rows.iter().map(|row| Printable(&row.id).to_string());
    let whole: Vec<String> = names.collect();
    let apart = |names: &[String]| names.iter().collect::<BTreeSet<_>>().len();
    let most = apart(&whole);
    let mut best = (0, Vec::new());
    for head in HEADS {
        let cut = whole.iter();
        let cut = cut.map(|name| cut_inside(name, room, room * head / 8));
        let cut: Vec<String> = cut.collect();
        let told = apart(&cut);
        if told > best.0 {
            best = (told, cut);
        }
        if best.0 == most {
            break;
        }
    }
    best.1
}

fn whole(sheet: &mut Sheet, class: &Class) {
    let Some(scores) = &class.scores else { return };
    let failed = match class.failed {
        0 => String::new(),
        1 => ", 1 could not be graded".to_owned(),
        many => format!(", {many} could not be graded"),
    };
    sheet.title(&format!("The class: {} answers{failed}", class.graded));
    sheet.paragraph(
        "  ",
        &format!(
            "mean {:.1}, spread {:.1} · from {:.1} to {:.1}, half of them between {:.1} and {:.1}, the middle one {:.1}",
            scores.mean,
            scores.spread,
            scores.min,
            scores.max,
            scores.lower_quartile,
            scores.upper_quartile,
            scores.median
        ),
    );
    for rubric in &class.rubrics {
        let bands: Vec<String> = rubric
            .bands
            .iter()
            .map(|band| format!("{} {}", band.answers, band.band))
            .collect();
        let by = if class.rubrics.len() > 1 {
            format!("{}: ", rubric.id)
        } else {
            String::new()
        };
        sheet.paragraph("  ", &format!("{by}{}", bands.join(", ")));
    }
    histogram(sheet, scores);
}

/// How many answers have so many points, ten by ten; tens without answers at either end are left out.
fn histogram(sheet: &mut Sheet, scores: &Scores) {
    let filled = |count: &usize| *count > 0;
    let first = scores.tens.iter().position(filled).unwrap_or(0);
    let last = scores.tens.iter().rposition(filled).unwrap_or(0);
    let most = scores.tens.iter().copied().max().unwrap_or(0);
    sheet.blank();
    for (ten, count) in scores.tens.iter().enumerate().take(last + 1).skip(first) {
        let end = if ten == 9 { 100 } else { ten * 10 + 9 };
        let bar = bar(*count, most);
        sheet.line(&format!("  {:>3}–{end:<3}  {bar} {count}", ten * 10));
    }
}

fn bar(count: usize, most: usize) -> String {
    let length = (count * BAR).div_ceil(most.max(1));
    pad(&"█".repeat(length), BAR)
}

/// The criteria on which the class loses most.
fn criteria(sheet: &mut Sheet, rubric: &RubricSummary, named: bool) {
    let mut weakest: Vec<&CriterionSummary> = rubric
        .criteria
        .iter()
        .filter(|one| one.lost > 0.0)
        .collect();
    weakest.sort_by(|a, b| b.lost.total_cmp(&a.lost));
    weakest.truncate(WEAKEST);
    if weakest.is_empty() {
        return;
    }
    sheet.title(&format!("Where most is lost{}", by(rubric, named)));
    let head = [
        "criterion",
        "points lost",
        "mean level",
        "missing in",
        "tells apart",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for one in weakest {
        let missing = one.levels.first().copied().unwrap_or(0);
        let apart = one.discrimination;
        rows.push(vec![
            one.title.clone(),
            format!("{:.1}", one.lost),
            format!("{:.2} of {}", one.mean_level, one.max_level),
            format!("{missing} of {}", rubric.answers),
            apart.map_or_else(|| "\u{2013}".to_owned(), |apart| format!("{apart:.2}")),
        ]);
    }
    sheet.table(2, &rows);
}

fn by(rubric: &RubricSummary, named: bool) -> String {
    if named {
        format!(" ({})", rubric.id)
    } else {
        String::new()
    }
}

/// What to teach next: what most answers miss, and what it looks like where it is met.
fn missed(sheet: &mut Sheet, rubric: &RubricSummary, named: bool) {
    let missed = rubric.missed_by_most();
    if missed.is_empty() {
        return;
    }
    sheet.title(&format!("What most answers miss{}", by(rubric, named)));
    for one in missed.iter().take(WEAKEST) {
        let example = match &one.example {
            Some(example) => format!(
                "; {} has it, line {}: \u{201c}{}\u{201d}",
                example.id,
                example.line,
                shorten(&example.context, EXAMPLE)
            ),
            None if one.missed == rubric.answers => "; nobody has it".to_owned(),
            None => String::new(),
        };
        let text = format!(
            "{}: {} of {}{example}",
            one.title, one.missed, rubric.answers
        );
        sheet.paragraph("  ", &text);
    }
}

fn look_at(sheet: &mut Sheet, class: &Class) {
    if !class.look_at.is_empty() {
        sheet.title("For a person to look at");
        for look in class.look_at.iter().take(LISTED) {
            sheet.paragraph("  ", &format!("{}: {}", look.id, look.reasons.join("; ")));
        }
        more(sheet, class.look_at.len());
    }
    if !class.alike.is_empty() {
        sheet.title("Nearly the same");
        for group in class.alike.iter().take(LISTED) {
            let shared = format!("{:.0} %", group.likeness * 100.0);
            sheet.paragraph(
                "  ",
                &format!("{} ({shared} or more in common)", group.ids.join(", ")),
            );
        }
        more(sheet, class.alike.len());
    }
}

fn more(sheet: &mut Sheet, all: usize) {
    if all > LISTED {
        sheet.line(&format!("  and {} more; `-f json` lists all", all - LISTED));
    }
}

#[cfg(test)]
mod tests {
    use super::super::{OutputFormat, Run};
    use super::*;
    use crate::report::{Failure, Palette};

    /// The names in a table of answers, as a terminal of so many columns shows them.
    fn shown(width: usize, names: &[&str]) -> Vec<String> {
        let palette = Palette::plain();
        let mut run = Run::new(OutputFormat::Human, Look { width, palette }, None);
        for name in names {
            run.failed(&Failure::new(name, name, "binary", "it is no text"), "");
        }
        let table = run.end();
        let rows = table.lines().skip(1).take(names.len());
        let names = rows.filter_map(|row| row.split("  ").next());
        names.map(str::to_owned).collect()
    }

    #[test]
    fn names_that_fit_the_terminal_are_whole() {
        let long = format!("{}/ann.md", "a-folder-of-answers/".repeat(7));
        assert_eq!(shown(200, &[&long]).concat(), long);
        assert!(shown(80, &[&long])[0].ends_with("answers//ann.md"));
    }

    #[test]
    fn names_that_are_cut_can_be_told_apart() {
        let folder = "course-2024-product-analytics/week-03-success-metrics";
        let ends = ["ann", "ben", "cem"].map(|name| format!("{folder}/{name}.md"));
        let begins = ["a", "b"].map(|name| format!("{name}-{folder}/answer.md"));
        let inside = ["1", "2"].map(|nth| format!("{folder}/group-{nth}/{}", "x".repeat(34)));
        for names in [&ends[..], &begins, &inside] {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let cut = shown(80, &names);
            assert!(cut.iter().all(|name| columns(name) <= 44), "{cut:?}");
            let apart: BTreeSet<&String> = cut.iter().collect();
            assert_eq!(apart.len(), names.len(), "{cut:?}");
        }
    }
}
