//! The way up from a score: which step to take first, which one after it, and where each leads.

use crate::rubric::{MAX_LEVEL, Rubric};
use crate::score;

/// Scores are rounded, so that equal gains may differ by so much.
const ROUNDING: f64 = 0.15;

/// One level gained in one criterion, when all rungs below it have been climbed.
#[derive(Clone, Debug, PartialEq)]
pub struct Rung {
    /// The criterion, by index.
    pub criterion: usize,
    /// The level that it leads from.
    pub from: u8,
    /// The points that it adds, through all score rules.
    pub gain: f64,
    /// The score that it leads to.
    pub score: f64,
}

/// The first `most` rungs from these levels: each is the step that gains the most where the one
/// before it leads to. Gains do not simply add up, because score rules look at all levels together.
#[must_use]
pub fn ladder(rubric: &Rubric, levels: &[u8], most: usize) -> Vec<Rung> {
    let mut levels = levels.to_vec();
    let mut now = score::outcome(rubric, &levels).score;
    let mut rungs = Vec::new();
    while rungs.len() < most {
        let Some(rung) = best(rubric, &levels, now, &rungs) else {
            break;
        };
        if let Some(level) = levels.get_mut(rung.criterion) {
            *level += 1;
        }
        now = rung.score;
        rungs.push(rung);
    }
    rungs
}

/// The step that gains the most; of those that gain the same, one in a criterion that was not climbed
/// yet, then the one that gives the most points before the score rules, then the first. A rule that
/// holds the score down lets go only after several steps, and they have to be taken in some order.
fn best(rubric: &Rubric, levels: &[u8], now: f64, below: &[Rung]) -> Option<Rung> {
    let mut steps: Vec<(Rung, f64)> = Vec::new();
    for (criterion, from) in levels.iter().enumerate() {
        if *from >= MAX_LEVEL {
            continue;
        }
        let mut raised = levels.to_vec();
        if let Some(level) = raised.get_mut(criterion) {
            *level += 1;
        }
        let outcome = score::outcome(rubric, &raised);
        let rung = Rung {
            criterion,
            from: *from,
            gain: score::round(outcome.score - now),
            score: outcome.score,
        };
        steps.push((rung, outcome.points.iter().sum()));
    }
    let most = steps
        .iter()
        .fold(0.0, |most: f64, (rung, _)| most.max(rung.gain));
    steps.retain(|(rung, _)| rung.gain > most - ROUNDING);
    let climbed = |rung: &Rung| below.iter().any(|known| known.criterion == rung.criterion);
    let order = |(one, points): &(Rung, f64), (other, others): &(Rung, f64)| {
        let fresh = climbed(one).cmp(&climbed(other));
        fresh.then(others.total_cmp(points))
    };
    steps.into_iter().min_by(order).map(|(rung, _)| rung)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rubric::Library;

    #[test]
    fn every_rung_stands_on_the_one_below_it_and_the_last_is_the_top() {
        let rubric = Library::default().load("success-metrics").unwrap();
        let levels = vec![1; rubric.criteria.len()];
        let mut now = score::outcome(&rubric, &levels).score;
        let rungs = ladder(&rubric, &levels, usize::MAX);
        assert_eq!(rungs.len(), 2 * levels.len());
        for rung in &rungs {
            assert!((score::round(now + rung.gain) - rung.score).abs() < 1e-9);
            assert!(rung.gain >= 0.0);
            now = rung.score;
        }
        assert!((now - 100.0).abs() < 1e-9, "{now}");
        assert_eq!(ladder(&rubric, &levels, 3), rungs.get(..3).unwrap());
    }

    #[test]
    fn the_first_rung_is_the_first_next_step() {
        let rubric = Library::default().load("trade-off").unwrap();
        let levels = vec![0; rubric.criteria.len()];
        let rungs = ladder(&rubric, &levels, 2);
        let gains: Vec<f64> = (0..levels.len())
            .map(|at| {
                let mut raised = levels.clone();
                raised[at] = 1;
                score::outcome(&rubric, &raised).score
            })
            .collect();
        let most = gains.iter().copied().fold(0.0, f64::max);
        assert!((rungs[0].score - most).abs() < 1e-9);
        assert!(ladder(&rubric, &[MAX_LEVEL; 64][..levels.len()], 5).is_empty());
    }
}
