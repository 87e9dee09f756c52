//! Measures of agreement over some grades and the marks beside them.

use serde::{Serialize, Serializer};

use super::kappa::Table;

/// A criterion of one text: its grade, and what the raters gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The grade, 0..=3.
    pub grade: u8,
    /// The marks in the order of the text's raters; at least one is there.
    pub marks: Vec<Option<u8>>,
}

impl Row {
    /// The marks that were given.
    pub fn given(&self) -> impl Iterator<Item = u8> + '_ {
        self.marks.iter().flatten().copied()
    }

    /// Whether a rater gave just this grade.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.given().any(|mark| mark == self.grade)
    }

    /// How far off the grade is: the mean of the squared distances to the marks.
    #[must_use]
    pub fn distance(&self) -> f64 {
        let squares = self
            .given()
            .map(|mark| f64::from(mark.abs_diff(self.grade)).powi(2));
        mean(squares).unwrap_or(0.0)
    }

    /// What a rater gave, or else the first of those who gave a mark.
    fn mark(&self, rater: usize) -> Option<u8> {
        let own = self.marks.get(rater).copied().flatten();
        own.or_else(|| self.given().next())
    }
}

/// How well grades agree with marks.
///
/// Every figure is the mean over the raters: the first rater of each text, the second, and so on. A
/// text with fewer raters counts its first for each that it lacks, so that all texts weigh the same.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measure {
    /// How many texts there are.
    pub texts: usize,
    /// How many marks they have.
    pub marks: usize,
    /// The most raters of a text.
    pub raters: usize,
    /// Quadratic weighted kappa of grades and marks.
    #[serde(serialize_with = "rounded")]
    pub qwk: Option<f64>,
    /// Why there is no kappa.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undefined: Option<Undefined>,
    /// The share of grades that are the mark.
    #[serde(serialize_with = "rounded")]
    pub exact: Option<f64>,
    /// The share of grades at most one level from the mark.
    #[serde(serialize_with = "rounded")]
    pub within_one: Option<f64>,
    /// The mean of grade less mark.
    #[serde(serialize_with = "rounded")]
    pub bias: Option<f64>,
    /// The raters' own agreement, where there are two of a text.
    pub between_raters: Option<Between>,
}

/// How well the raters agree among themselves.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Between {
    /// How many pairs of marks are compared.
    pub pairs: usize,
    /// Quadratic weighted kappa of one rater's marks and another's: the mean over the pairs of raters.
    #[serde(serialize_with = "rounded")]
    pub qwk: Option<f64>,
    /// Why there is no kappa.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undefined: Option<Undefined>,
}

/// Why there is no kappa.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Undefined {
    /// There is nothing to compare.
    Nothing,
    /// Both gave one and the same level throughout: chance alone explains that.
    Constant,
}

impl Undefined {
    /// The reason in a few words.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::Nothing => "there is nothing to compare",
            Self::Constant => "both gave one and the same level throughout",
        }
    }

    /// Why the kappas of some tables have no mean.
    fn why(tables: &[Table]) -> Self {
        if tables.iter().all(|table| table.total() == 0) {
            Self::Nothing
        } else {
            Self::Constant
        }
    }
}

impl Measure {
    /// Measures some rows of `texts` texts.
    #[must_use]
    pub fn of(rows: &[&Row], texts: usize) -> Self {
        let tables = tables(rows, raters(rows));
        let qwk = mean_kappa(&tables);
        let over = |value: &dyn Fn(&Table) -> Option<f64>| mean(tables.iter().filter_map(value));
        Self {
            texts,
            marks: rows.iter().map(|row| row.given().count()).sum(),
            raters: tables.len(),
            qwk,
            undefined: qwk.is_none().then(|| Undefined::why(&tables)),
            exact: over(&|table| table.within(0)),
            within_one: over(&|table| table.within(1)),
            bias: over(&Table::bias),
            between_raters: between(rows, tables.len()),
        }
    }
}

/// The most raters of a row.
pub(super) fn raters(rows: &[&Row]) -> usize {
    rows.iter().map(|row| row.marks.len()).max().unwrap_or(0)
}

/// For each rater the table of marks by grades.
pub(super) fn tables(rows: &[&Row], raters: usize) -> Vec<Table> {
    let of = |rater| {
        let pairs = rows
            .iter()
            .filter_map(|row| Some((row.mark(rater)?, row.grade)));
        Table::of(pairs)
    };
    (0..raters).map(of).collect()
}

/// The table of every mark that was given by the grade beside it.
pub(super) fn confusion(rows: &[&Row]) -> Table {
    Table::of(
        rows.iter()
            .flat_map(|row| row.given().map(|mark| (mark, row.grade))),
    )
}

/// The mean of the tables' kappas, of those that have one.
pub(super) fn mean_kappa(tables: &[Table]) -> Option<f64> {
    mean(tables.iter().filter_map(Table::kappa))
}

fn between(rows: &[&Row], raters: usize) -> Option<Between> {
    let mut tables: Vec<Table> = Vec::new();
    for first in 0..raters {
        for second in first + 1..raters {
            let both = rows.iter().filter_map(|row| {
                let mark = |rater: usize| row.marks.get(rater).copied().flatten();
                Some((mark(first)?, mark(second)?))
            });
            tables.push(Table::of(both));
        }
    }
    tables.retain(|table| table.total() > 0);
    let qwk = mean_kappa(&tables);
    (!tables.is_empty()).then(|| Between {
        pairs: tables.iter().map(|table| table.total() as usize).sum(),
        qwk,
        undefined: qwk.is_none().then(|| Undefined::why(&tables)),
    })
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (mut count, mut sum) = (0_u32, 0.0);
    for value in values {
        count += 1;
        sum += value;
    }
    (count > 0).then(|| sum / f64::from(count))
}

/// Four decimals are more than these figures can bear.
#[expect(clippy::ref_option, reason = "the signature that serde asks for")]
pub(super) fn rounded<S: Serializer>(value: &Option<f64>, out: S) -> Result<S::Ok, S::Error> {
    let value = value.map(|value| (value * 10_000.0).round() / 10_000.0);
    // Never a negative zero.
    value.map(|value| value + 0.0).serialize(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(grade: u8, marks: &[Option<u8>]) -> Row {
        Row {
            grade,
            marks: marks.to_vec(),
        }
    }

    #[test]
    fn figures_are_means_over_the_raters() {
        // The first rater agrees fully, the second is the mirror image.
        let rows = [row(0, &[Some(0), Some(3)]), row(3, &[Some(3), Some(0)])];
        let measure = Measure::of(&rows.iter().collect::<Vec<_>>(), 2);
        assert_eq!((measure.marks, measure.raters), (4, 2));
        assert_eq!(measure.qwk, Some(0.0));
        assert_eq!(measure.exact, Some(0.5));
        assert_eq!(measure.bias, Some(0.0));
        let between = measure.between_raters.unwrap();
        assert_eq!((between.pairs, between.qwk), (2, Some(-1.0)));
    }

    #[test]
    fn a_text_without_a_second_rater_counts_its_first_for_both() {
        let rows = [
            row(0, &[Some(0)]),
            row(2, &[Some(3), Some(2)]),
            row(1, &[None, Some(1)]),
        ];
        let rows: Vec<&Row> = rows.iter().collect();
        let tables = tables(&rows, raters(&rows));
        assert_eq!(tables[0], Table::of([(0, 0), (3, 2), (1, 1)]));
        assert_eq!(tables[1], Table::of([(0, 0), (2, 2), (1, 1)]));
        assert_eq!(confusion(&rows).total(), 4);
        assert_eq!(Measure::of(&rows, 3).between_raters.unwrap().pairs, 1);
    }

    #[test]
    fn what_is_undefined_says_why() {
        let same = [row(2, &[Some(2)]), row(2, &[Some(2)])];
        let measure = Measure::of(&same.iter().collect::<Vec<_>>(), 2);
        assert_eq!(measure.undefined, Some(Undefined::Constant));
        assert_eq!((measure.qwk, measure.exact), (None, Some(1.0)));
        assert_eq!(measure.between_raters, None);
        assert_eq!(Measure::of(&[], 0).undefined, Some(Undefined::Nothing));
    }

    #[test]
    fn distances_are_squared() {
        let far = row(0, &[Some(3), Some(2)]);
        assert!((far.distance() - 6.5).abs() < 1e-12);
        assert!(!far.agrees() && row(2, &[Some(3), Some(2)]).agrees());
    }
}
