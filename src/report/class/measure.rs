//! Numbers on many scores.

use super::model::Scores;

/// Measures scores; none where there are none.
#[expect(clippy::cast_precision_loss, reason = "counts of answers")]
pub(super) fn scores(mut all: Vec<f64>) -> Option<Scores> {
    all.sort_by(f64::total_cmp);
    let count = all.len() as f64;
    let (min, max) = (*all.first()?, *all.last()?);
    let mean = all.iter().sum::<f64>() / count;
    let squares = all.iter().map(|score| (score - mean).powi(2)).sum::<f64>();
    let spread = if all.len() < 2 {
        0.0
    } else {
        (squares / (count - 1.0)).sqrt()
    };
    let mut tens = [0; 10];
    for score in &all {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0..=100"
        )]
        let ten = (score / 10.0) as usize;
        if let Some(count) = tens.get_mut(ten.min(9)) {
            *count += 1;
        }
    }
    Some(Scores {
        mean: rounded(mean, 1),
        spread: rounded(spread, 1),
        min,
        lower_quartile: rounded(quantile(&all, 0.25), 1),
        median: rounded(quantile(&all, 0.5), 1),
        upper_quartile: rounded(quantile(&all, 0.75), 1),
        max,
        tens,
    })
}

/// Two numbers of each of many answers, and how they go together.
#[derive(Debug, Default)]
pub(super) struct Together {
    count: f64,
    x: f64,
    y: f64,
    xx: f64,
    yy: f64,
    xy: f64,
}

/// What is no more than rounding.
const NOTHING: f64 = 1e-9;

impl Together {
    pub(super) fn add(&mut self, x: f64, y: f64) {
        self.count += 1.0;
        self.x += x;
        self.y += y;
        self.xx += x * x;
        self.yy += y * y;
        self.xy += x * y;
    }

    /// Pearson's correlation; none of fewer than three, or where either never varies.
    pub(super) fn correlation(&self) -> Option<f64> {
        let n = self.count;
        let within = |xy: f64, x: f64, y: f64| xy / n - x / n * (y / n);
        let (xx, yy) = (
            within(self.xx, self.x, self.x),
            within(self.yy, self.y, self.y),
        );
        if n < 3.0 || xx < NOTHING || yy < NOTHING {
            return None;
        }
        let r = within(self.xy, self.x, self.y) / (xx * yy).sqrt();
        Some(r.clamp(-1.0, 1.0))
    }
}

/// To so many decimals.
pub(super) fn rounded(number: f64, decimals: i32) -> f64 {
    let unit = 10_f64.powi(decimals);
    (number * unit).round() / unit
}

/// A quantile of sorted numbers, between two of them in proportion (Hyndman and Fan, 1996, type 7).
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places in a list"
)]
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let at = share * sorted.len().saturating_sub(1) as f64;
    let (below, above) = (at.floor() as usize, at.ceil() as usize);
    let number = |at: usize| sorted.get(at).copied().unwrap_or(0.0);
    number(below) + (number(above) - number(below)) * (at - at.floor())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correlation() {
        // Means 3 and 4, products of deviations 6, squares 10 and 6: 6 / sqrt(60).
        let pairs = [(1.0, 2.0), (2.0, 4.0), (3.0, 5.0), (4.0, 4.0), (5.0, 5.0)];
        let mut together = Together::default();
        for (x, y) in pairs {
            together.add(x, y);
        }
        let r = together.correlation().unwrap();
        assert!((r - 6.0 / 60_f64.sqrt()).abs() < 1e-12);
        let mut constant = Together::default();
        for x in [1.0, 2.0, 3.0] {
            constant.add(x, 7.0);
        }
        assert_eq!(constant.correlation(), None);
        assert_eq!(Together::default().correlation(), None);
    }

    #[test]
    fn five_scores() {
        let measured = scores(vec![10.0, 20.0, 30.0, 40.0, 100.0]).unwrap();
        assert_eq!((measured.mean, measured.median), (40.0, 30.0));
        assert_eq!(
            (measured.lower_quartile, measured.upper_quartile),
            (20.0, 40.0)
        );
        // Deviations 30, 20, 10, 0, 60: 5000 / 4, its root.
        assert!((measured.spread - 35.4).abs() < 1e-9);
        assert_eq!(measured.tens, [0, 1, 1, 1, 1, 0, 0, 0, 0, 1]);
        assert_eq!(scores(Vec::new()), None);
        assert!(scores(vec![50.0]).unwrap().spread.abs() < 1e-9);
    }
}
