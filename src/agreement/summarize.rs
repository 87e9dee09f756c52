//! A summary made of texts: measures over all, by rubric, criterion and field; where grades and marks
//! differ most.

use std::collections::BTreeMap;

use super::bootstrap::{Resampling, interval};
use super::compare::{Compared, Item};
use super::kappa::Table;
use super::marks::Kind;
use super::measure::{Measure, Row, confusion, raters, tables};
use super::summary::{
    Breakdown, CriterionAgreement, Disagreement, MeasuredRubric, Misjudged, Pooled,
    RubricAgreement, SCHEMA, Share, Summary, TextAgreement, Wanted,
};

/// Measures `texts`; their rubrics are places in `rubrics`.
#[must_use]
pub fn summarize(texts: &[Compared], rubrics: &[MeasuredRubric], wanted: &Wanted) -> Summary {
    let all: Vec<&Compared> = texts.iter().collect();
    let over = Over {
        rubrics,
        resampling: wanted.resampling,
    };
    let of_rubric = |(place, rubric)| {
        let own = |text: &&&Compared| text.rubric == place;
        over.rubric(rubric, &all.iter().filter(own).copied().collect::<Vec<_>>())
    };
    let mut furthest: Vec<TextAgreement> = texts.iter().map(|text| over.text(text)).collect();
    furthest.retain(|text| !text.disagreements.is_empty());
    furthest.sort_by(|a, b| b.distance.total_cmp(&a.distance));
    let listed = |item: &Disagreement| wanted.criteria.contains(&item.criterion);
    Summary {
        schema: SCHEMA,
        evaluate: env!("CARGO_PKG_VERSION"),
        seed: wanted.resampling.seed,
        pooled: over.pooled(&all),
        rubrics: rubrics.iter().enumerate().map(of_rubric).collect(),
        by: wanted
            .by
            .iter()
            .map(|field| breakdown(field, &all))
            .collect(),
        disagreements: texts
            .iter()
            .flat_map(|text| over.disagreements(text))
            .filter(listed)
            .collect(),
        furthest,
        answers_zeroed: over.misjudged(texts, zeroed),
        non_answers_graded: over.misjudged(texts, graded),
        problems: Vec::new(),
    }
}

/// An answer, by its marks, that came to nothing.
fn zeroed(text: &Compared) -> bool {
    let answer = text.kind.map_or_else(
        || {
            text.items
                .iter()
                .flat_map(|item| item.row.given())
                .all(|mark| mark > 0)
        },
        |kind| kind == Kind::Answer,
    );
    answer && (text.score <= 0.0 || text.called.is_some())
}

/// No answer, by its marks, that came to something.
fn graded(text: &Compared) -> bool {
    text.kind == Some(Kind::NotAnAnswer) && text.score > 0.0
}

/// What all measures share.
struct Over<'a> {
    rubrics: &'a [MeasuredRubric],
    resampling: Resampling,
}

impl Over<'_> {
    fn pooled(&self, texts: &[&Compared]) -> Pooled {
        let rows = rows(texts);
        let raters = raters(&rows);
        let by_text: Vec<Vec<Table>> = texts
            .iter()
            .map(|text| tables(&rows_of(text).collect::<Vec<_>>(), raters))
            .collect();
        Pooled {
            measure: Measure::of(&rows, texts.len()),
            interval: interval(&by_text, self.resampling),
            confusion: confusion(&rows),
        }
    }

    fn rubric(&self, rubric: &MeasuredRubric, texts: &[&Compared]) -> RubricAgreement {
        let mut criteria = Vec::new();
        let mut unmarked = Vec::new();
        for (id, title) in &rubric.criteria {
            let rows: Vec<&Row> = texts
                .iter()
                .flat_map(|text| &text.items)
                .filter(|item| item.criterion == *id)
                .map(|item| &item.row)
                .collect();
            if rows.is_empty() {
                unmarked.push(id.clone());
                continue;
            }
            criteria.push(CriterionAgreement {
                id: id.clone(),
                title: title.clone(),
                measure: Measure::of(&rows, rows.len()),
                confusion: confusion(&rows),
            });
        }
        RubricAgreement {
            rubric: rubric.clone(),
            pooled: self.pooled(texts),
            criteria,
            unmarked,
        }
    }

    fn name(&self, text: &Compared) -> String {
        let rubric = self.rubrics.get(text.rubric);
        rubric.map(|rubric| rubric.id.clone()).unwrap_or_default()
    }

    fn text(&self, text: &Compared) -> TextAgreement {
        let distances: f64 = text.items.iter().map(|item| item.row.distance()).sum();
        #[expect(clippy::cast_precision_loss, reason = "the criteria of a rubric")]
        let distance = distances / text.items.len().max(1) as f64;
        TextAgreement {
            file: text.name.clone(),
            rubric: self.name(text),
            score: text.score,
            distance: (distance * 100.0).round() / 100.0,
            disagreements: self.disagreements(text),
        }
    }

    /// The furthest off first, else in the rubric's order.
    fn disagreements(&self, text: &Compared) -> Vec<Disagreement> {
        let mut items: Vec<&Item> = text
            .items
            .iter()
            .filter(|item| !item.row.agrees())
            .collect();
        items.sort_by(|a, b| b.row.distance().total_cmp(&a.row.distance()));
        let of = |item: &Item| Disagreement {
            file: text.name.clone(),
            rubric: self.name(text),
            criterion: item.criterion.clone(),
            title: item.title.clone(),
            grade: item.row.grade,
            marks: item.row.given().collect(),
            fired: item.fired.clone(),
        };
        items.into_iter().map(of).collect()
    }

    fn misjudged(&self, texts: &[Compared], is: fn(&Compared) -> bool) -> Vec<Misjudged> {
        let wrong = texts.iter().filter(|text| is(text));
        let wrong = wrong.map(|text| Misjudged {
            file: text.name.clone(),
            rubric: self.name(text),
            score: text.score,
            called: text.called.clone(),
        });
        wrong.collect()
    }
}

fn breakdown(field: &str, texts: &[&Compared]) -> Breakdown {
    let mut shares: BTreeMap<Option<String>, Vec<&Compared>> = BTreeMap::new();
    for text in texts {
        let value = text.fields.get(field).map(|value| place_of(value));
        shares.entry(value).or_default().push(text);
    }
    let mut values: Vec<Share> = shares
        .into_iter()
        .map(|(value, texts)| Share {
            value,
            measure: Measure::of(&rows(&texts), texts.len()),
        })
        .collect();
    // Those without a value come last.
    values.sort_by_key(|share| share.value.is_none());
    Breakdown {
        field: field.to_owned(),
        values,
    }
}

/// Hosts whose addresses begin with an owner and a repository.
const FORGES: [&str; 5] = [
    "github.com",
    "raw.githubusercontent.com",
    "gitlab.com",
    "codeberg.org",
    "bitbucket.org",
];

/// Addresses are cut down to owner and repository, or to the host; other values stay as they are.
fn place_of(value: &str) -> String {
    let after = value
        .strip_prefix("https://")
        .or(value.strip_prefix("http://"));
    let Some(after) = after else {
        return value.to_owned();
    };
    let mut parts = after.split(['/', '?', '#']);
    let host = parts.next().unwrap_or_default().trim_start_matches("www.");
    match (parts.next(), parts.next()) {
        (Some(owner), Some(repository)) if FORGES.contains(&host) => {
            format!("{owner}/{}", repository.trim_end_matches(".git"))
        }
        _ => host.to_owned(),
    }
}

fn rows<'a>(texts: &[&'a Compared]) -> Vec<&'a Row> {
    texts.iter().flat_map(|text| rows_of(text)).collect()
}

fn rows_of(text: &Compared) -> impl Iterator<Item = &Row> {
    text.items.iter().map(|item| &item.row)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(name: &str, score: f64, rows: &[(u8, u8)]) -> Compared {
        let ids = ["one", "two", "three"];
        let item = |(id, (grade, mark)): (&&str, &(u8, u8))| Item {
            criterion: (*id).to_owned(),
            title: (*id).to_owned(),
            row: Row {
                grade: *grade,
                marks: vec![Some(*mark)],
            },
            fired: Vec::new(),
        };
        Compared {
            name: name.to_owned(),
            rubric: 0,
            kind: None,
            fields: BTreeMap::from([(
                "source".to_owned(),
                format!("https://github.com/o/{name}/x"),
            )]),
            score,
            called: None,
            items: ids.iter().zip(rows).map(item).collect(),
        }
    }

    fn summary(texts: &[Compared]) -> Summary {
        let criterion = |id: &str| (id.to_owned(), id.to_owned());
        let rubric = MeasuredRubric {
            id: "r".to_owned(),
            version: "1".to_owned(),
            sha256: String::new(),
            criteria: ["one", "two", "three", "four"].map(criterion).to_vec(),
        };
        let wanted = Wanted {
            by: vec!["source".to_owned(), "nothing".to_owned()],
            criteria: vec!["two".to_owned()],
            ..Wanted::default()
        };
        summarize(texts, &[rubric], &wanted)
    }

    #[test]
    fn texts_come_furthest_off_first_with_their_worst_criteria() {
        let texts = [
            text("a", 50.0, &[(1, 1), (2, 1), (0, 0)]),
            text("b", 50.0, &[(1, 2), (0, 3), (0, 0)]),
            text("c", 50.0, &[(1, 1)]),
        ];
        let summary = summary(&texts);
        let files: Vec<&str> = summary
            .furthest
            .iter()
            .map(|text| text.file.as_str())
            .collect();
        assert_eq!(files, ["b", "a"]);
        assert_eq!(summary.furthest[0].disagreements[0].criterion, "two");
        assert_eq!(summary.disagreements.len(), 2);
        assert_eq!(summary.rubrics[0].unmarked, ["four"]);
        assert_eq!(summary.rubrics[0].criteria[2].measure.texts, 2);
        assert_eq!(summary.pooled.confusion.total(), 7);
    }

    #[test]
    fn what_is_taken_for_what_it_is_not_is_listed() {
        let mut texts = [
            text("nought", 0.0, &[(0, 1)]),
            text("unmarked", 0.0, &[(0, 0)]),
            text("article", 20.0, &[(1, 0)]),
            text("gated", 30.0, &[(1, 0)]),
        ];
        texts[2].kind = Some(Kind::NotAnAnswer);
        texts[3].kind = Some(Kind::Answer);
        texts[3].called = Some("a glossary".to_owned());
        let summary = summary(&texts);
        let files = |list: &[Misjudged]| -> Vec<String> {
            list.iter().map(|text| text.file.clone()).collect()
        };
        assert_eq!(files(&summary.answers_zeroed), ["nought", "gated"]);
        assert_eq!(files(&summary.non_answers_graded), ["article"]);
    }

    #[test]
    fn addresses_are_cut_down_to_the_repository() {
        for (value, place) in [
            ("https://github.com/o/r/blob/main/a.md#L3", "o/r"),
            ("https://www.example.org/a/b", "example.org"),
            ("http://github.com/o", "github.com"),
            ("a survey", "a survey"),
        ] {
            assert_eq!(place_of(value), place);
        }
        let summary = summary(&[text("a", 1.0, &[(1, 1)]), text("b", 1.0, &[(1, 2)])]);
        let value = |by: usize| summary.by[by].values[0].value.clone();
        assert_eq!(value(0).as_deref(), Some("o/a"));
        assert_eq!((value(1), summary.by[1].values[0].measure.texts), (None, 2));
    }
}
