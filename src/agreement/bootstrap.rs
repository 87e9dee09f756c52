//! How far a kappa would move on other texts of the same kind.

use serde::Serialize;

use super::kappa::Table;
use super::measure::mean_kappa;
use crate::text::Random;

/// How texts are drawn anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resampling {
    /// How often.
    pub resamples: u32,
    /// What the random numbers start from.
    pub seed: u64,
}

impl Default for Resampling {
    fn default() -> Self {
        Self {
            resamples: 1000,
            seed: 1,
        }
    }
}

/// The share of resamples outside the interval, on each side.
const TAIL: f64 = 0.025;

/// A 95 % confidence interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// Its lower end, to four decimals.
    pub low: f64,
    /// Its upper end, to four decimals.
    pub high: f64,
    /// The resamples that had a kappa.
    pub resamples: u32,
}

/// The bootstrap interval of the mean kappa over raters, where every text gives a table for each
/// rater; none for fewer than two texts.
///
/// Texts are drawn with replacement, as many as there are, since the criteria of one text are not
/// independent of each other. The interval's ends are percentiles of the resamples' kappas: Efron
/// (1979), *Bootstrap methods: another look at the jackknife*, Annals of Statistics 7, 1-26; Efron &
/// Tibshirani (1993), *An introduction to the bootstrap*, chapter 13.
#[must_use]
pub fn interval(texts: &[Vec<Table>], resampling: Resampling) -> Option<Interval> {
    if texts.len() < 2 {
        return None;
    }
    let mut random = Random::new(resampling.seed);
    let mut kappas: Vec<f64> = (0..resampling.resamples)
        .filter_map(|_| resample(texts, &mut random))
        .collect();
    kappas.sort_by(f64::total_cmp);
    Some(Interval {
        low: rounded(quantile(&kappas, TAIL)?),
        high: rounded(quantile(&kappas, 1.0 - TAIL)?),
        resamples: u32::try_from(kappas.len()).unwrap_or(u32::MAX),
    })
}

fn resample(texts: &[Vec<Table>], random: &mut Random) -> Option<f64> {
    let raters = texts.iter().map(Vec::len).max().unwrap_or(0);
    let mut sums = vec![Table::default(); raters];
    for _ in texts {
        for (sum, table) in sums.iter_mut().zip(random.choose(texts)?) {
            sum.add(table);
        }
    }
    mean_kappa(&sums)
}

/// The value below which a share of the sorted values lies, on a straight line between neighbours.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places in a list"
)]
fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = share * sorted.len().checked_sub(1)? as f64;
    let low = *sorted.get(place.floor() as usize)?;
    let high = *sorted.get(place.ceil() as usize)?;
    Some(low + (high - low) * place.fract())
}

fn rounded(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0 + 0.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(pairs: &[(u8, u8)]) -> Vec<Table> {
        vec![Table::of(pairs.iter().copied())]
    }

    #[test]
    fn quantiles_lie_between_neighbours() {
        assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.25), Some(1.5));
        assert_eq!(quantile(&[1.0, 2.0, 4.0], 1.0), Some(4.0));
        assert_eq!(quantile(&[], 0.5), None);
    }

    #[test]
    fn equal_texts_leave_no_doubt_and_one_text_no_interval() {
        let one = text(&[(0, 0), (1, 2), (3, 3)]);
        assert_eq!(
            interval(std::slice::from_ref(&one), Resampling::default()),
            None
        );
        let kappa = one[0].kappa().unwrap();
        let found = interval(&[one.clone(), one.clone(), one], Resampling::default()).unwrap();
        assert!((found.low - kappa).abs() < 1e-4 && (found.high - kappa).abs() < 1e-4);
        assert_eq!(found.resamples, 1000);
    }

    #[test]
    fn resamples_without_a_kappa_are_left_out() {
        let found = interval(&[text(&[(2, 2)]), text(&[(1, 1)])], Resampling::default()).unwrap();
        assert!((found.low, found.high) == (1.0, 1.0));
        assert!((400..600).contains(&found.resamples));
        assert_eq!(
            interval(&[text(&[(2, 2)]), text(&[(2, 2)])], Resampling::default()),
            None
        );
    }

    proptest! {
        #[test]
        fn the_same_seed_gives_the_same_interval(
            texts in prop::collection::vec(prop::collection::vec((0..4_u8, 0..4_u8), 1..8), 2..12),
            seed: u64,
        ) {
            let texts: Vec<_> = texts.iter().map(|pairs| text(pairs)).collect();
            let resampling = Resampling { resamples: 50, seed };
            let first = interval(&texts, resampling);
            prop_assert_eq!(first, interval(&texts, resampling));
            if let Some(found) = first {
                prop_assert!(found.low <= found.high && found.high <= 1.0 && found.low >= -1.0);
            }
        }
    }
}
