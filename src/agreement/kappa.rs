//! Agreement of two readings beyond chance: the table of their levels, and kappa over it.

use serde::{Serialize, Serializer};

use crate::rubric::MAX_LEVEL;

/// How many levels there are.
pub const LEVELS: usize = MAX_LEVEL as usize + 1;

/// How often each pair of levels was given: one reading's levels are the rows, the other's the
/// columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Table<const N: usize = LEVELS>([[u32; N]; N]);

impl<const N: usize> Default for Table<N> {
    fn default() -> Self {
        Self([[0; N]; N])
    }
}

impl<const N: usize> Table<N> {
    /// The table of some pairs; a level outside of it is passed over.
    #[must_use]
    pub fn of(pairs: impl IntoIterator<Item = (u8, u8)>) -> Self {
        let mut table = Self::default();
        for (row, column) in pairs {
            table.count(row, column);
        }
        table
    }

    /// Counts one pair; a level outside of the table is passed over.
    pub fn count(&mut self, row: u8, column: u8) {
        let cell = self
            .0
            .get_mut(usize::from(row))
            .and_then(|row| row.get_mut(usize::from(column)));
        if let Some(cell) = cell {
            *cell += 1;
        }
    }

    /// Adds the counts of another table.
    pub fn add(&mut self, other: &Self) {
        let own = self.0.iter_mut().flatten();
        for (count, more) in own.zip(other.0.iter().flatten()) {
            *count += more;
        }
    }

    /// The counts, row by row.
    #[must_use]
    pub fn rows(&self) -> &[[u32; N]; N] {
        &self.0
    }

    /// How many pairs were counted.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.0.iter().flatten().sum()
    }

    /// Quadratic weighted kappa, or none where chance alone explains everything (both readings gave
    /// one and the same level throughout) or nothing was counted.
    ///
    /// `1 - sum(v * seen) / sum(v * by chance)` over all cells, with `v = (row - column)^2`, and by
    /// chance the product of a cell's marginal sums over the total. Cohen (1968), *Weighted kappa:
    /// nominal scale agreement with provision for scaled disagreement or partial credit*,
    /// Psychological Bulletin 70, 213-220. With these weights it is an intraclass correlation:
    /// Fleiss & Cohen (1973), *The equivalence of weighted kappa and the intraclass correlation
    /// coefficient as measures of reliability*, Educational and Psychological Measurement 33,
    /// 613-619. That the usual weights divide by `(N - 1)^2` cancels out.
    #[must_use]
    pub fn kappa(&self) -> Option<f64> {
        let columns = self.columns();
        let (mut seen, mut chance) = (0.0, 0.0);
        for (row, counts) in (0_u32..).zip(&self.0) {
            let sum: u32 = counts.iter().sum();
            for ((column, count), other) in (0_u32..).zip(counts).zip(columns) {
                let weight = f64::from(row.abs_diff(column).pow(2));
                seen += weight * f64::from(*count);
                chance += weight * f64::from(sum) * f64::from(other);
            }
        }
        (chance > 0.0).then(|| 1.0 - seen * f64::from(self.total()) / chance)
    }

    /// The share of pairs whose levels are at most `distance` apart; none where nothing was counted.
    #[must_use]
    pub fn within(&self, distance: u32) -> Option<f64> {
        self.mean(|row, column| f64::from(row.abs_diff(column) <= distance))
    }

    /// The mean of column less row; none where nothing was counted.
    #[must_use]
    pub fn bias(&self) -> Option<f64> {
        self.mean(|row, column| f64::from(column) - f64::from(row))
    }

    fn columns(&self) -> [u32; N] {
        let mut sums = [0; N];
        for row in &self.0 {
            for (sum, count) in sums.iter_mut().zip(row) {
                *sum += count;
            }
        }
        sums
    }

    fn mean(&self, value: impl Fn(u32, u32) -> f64) -> Option<f64> {
        let mut sum = 0.0;
        for (row, counts) in (0_u32..).zip(&self.0) {
            for (column, count) in (0_u32..).zip(counts) {
                sum += value(row, column) * f64::from(*count);
            }
        }
        let total = self.total();
        (total > 0).then(|| sum / f64::from(total))
    }
}

impl<const N: usize> Serialize for Table<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(<[u32; N]>::as_slice))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kappa(rows: &[u8], columns: &[u8]) -> f64 {
        let pairs = rows.iter().copied().zip(columns.iter().copied());
        Table::<8>::of(pairs).kappa().unwrap()
    }

    fn near(value: f64, wanted: f64, tolerance: f64) {
        assert!((value - wanted).abs() < tolerance, "{value}, not {wanted}");
    }

    /// The values that the tests of the `Metrics` package expect (github.com/benhamner/Metrics,
    /// `R/tests/1.R`), the implementation that scored the essay-grading competitions on Kaggle.
    #[test]
    fn kappa_of_the_metrics_package() {
        near(kappa(&[1, 2, 1], &[1, 2, 2]), 0.4, 1e-12);
        near(kappa(&[1, 2, 3, 1, 2, 3], &[1, 2, 3, 1, 3, 2]), 0.75, 1e-12);
        near(
            kappa(&[1, 3, 5], &[2, 4, 6]),
            0.842_105_263_157_894_7,
            1e-12,
        );
        near(
            kappa(&[1, 3, 3, 5], &[2, 4, 5, 6]),
            0.695_652_173_913_043,
            1e-12,
        );
    }

    /// scikit-learn's test of `cohen_kappa_score(weights="quadratic")`: of a hundred ratings, level 0
    /// is given 46 and 50 times, level 1 44 and 40 times.
    #[test]
    fn kappa_of_scikit_learn() {
        let many =
            |first: usize, second: usize| [vec![0; first], vec![1; second], vec![2; 10]].concat();
        near(kappa(&many(46, 44), &many(50, 40)), 0.9541, 5e-5);
    }

    /// Raters 2 and 3 of the `anxiety` data of R's irr package: `kappa2(..., "squared")` prints
    /// 0.252 (0.2520325 in the tests of statsmodels). Neither gave a 5, and irr ranks the levels that
    /// occur.
    #[test]
    fn kappa_of_the_anxiety_ratings() {
        let second = [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4];
        let third = [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2];
        let rank = |level: u8| if level == 6 { 5 } else { level };
        let (second, third) = (second.map(rank), third.map(rank));
        near(kappa(&second, &third), 0.252_032_5, 5e-8);
    }

    #[test]
    fn constant_readings_have_no_kappa() {
        assert_eq!(Table::<4>::of([(2, 2), (2, 2)]).kappa(), None);
        assert_eq!(Table::<4>::default().kappa(), None);
        // One constant reading explains nothing, but is no division by zero.
        assert_eq!(Table::<4>::of([(2, 2), (2, 3)]).kappa(), Some(0.0));
        assert_eq!(Table::<4>::of([(2, 3), (2, 3)]).kappa(), Some(0.0));
    }

    #[test]
    fn shares_and_bias_of_a_small_table() {
        let table = Table::<4>::of([(0, 0), (1, 2), (3, 1), (2, 3)]);
        assert_eq!(table.within(0), Some(0.25));
        assert_eq!(table.within(1), Some(0.75));
        assert_eq!(table.bias(), Some(0.0));
        assert_eq!(Table::<4>::default().bias(), None);
    }

    fn pairs() -> impl Strategy<Value = Vec<(u8, u8)>> {
        prop::collection::vec((0..=MAX_LEVEL, 0..=MAX_LEVEL), 0..60)
    }

    proptest! {
        #[test]
        fn equal_readings_agree_fully(levels in prop::collection::vec(0..=MAX_LEVEL, 1..60)) {
            let kappa = Table::<4>::of(levels.iter().map(|level| (*level, *level))).kappa();
            let constant = levels.iter().all(|level| Some(level) == levels.first());
            prop_assert_eq!(kappa, (!constant).then_some(1.0));
        }

        #[test]
        fn kappa_is_symmetric_and_bounded(pairs in pairs()) {
            let table = Table::<4>::of(pairs.iter().copied());
            let turned = Table::<4>::of(pairs.iter().map(|(a, b)| (*b, *a)));
            match (table.kappa(), turned.kappa()) {
                (Some(kappa), Some(turned)) => {
                    prop_assert!((kappa - turned).abs() < 1e-12);
                    prop_assert!((-1.0 - 1e-12..=1.0).contains(&kappa), "{}", kappa);
                }
                (kappa, turned) => prop_assert_eq!(kappa, turned),
            }
        }
    }
}
