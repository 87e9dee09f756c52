//! One level from two raters.
//!
//! The rule: where the signals and the judge agree, that is the level. Otherwise it is the mean of the
//! two, each weighted by how sure its rater is, to the nearest level; what lies exactly in the middle
//! goes to the signals. So of two levels that are one apart the surer rater's holds, and of two that
//! are further apart one in between. A judge of an answer that addresses its grader can lower a level
//! and never raise one.

use crate::rubric::Opinion;

/// Two levels that are this far apart are for a person to look at.
pub const APART: u8 = 2;

/// A level and how sure it is, 0..=1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rated {
    pub(super) level: u8,
    pub(super) confidence: f64,
}

/// The level that the signals and a judge's opinion give together.
pub(super) fn combine(signals: Rated, opinion: Option<&Opinion>, attacked: bool) -> Rated {
    let rated = opinion.and_then(|opinion| Some((opinion.level?, opinion.confidence)));
    let Some((said, sure)) = rated else {
        return signals;
    };
    let level = if attacked {
        said.min(signals.level)
    } else {
        said
    };
    let distance = level.abs_diff(signals.level);
    if distance == 0 {
        // Two raters who agree are surer than either.
        let unsure = (1.0 - signals.confidence) * (1.0 - sure);
        return Rated {
            level,
            confidence: (1.0 - unsure).min(0.97),
        };
    }
    let weight = signals.confidence + sure;
    let mean = (f64::from(signals.level) * signals.confidence + f64::from(level) * sure) / weight;
    let confidence = weight / 2.0;
    Rated {
        level: nearest(mean, signals.level),
        confidence: if distance < APART {
            confidence * 0.8
        } else {
            confidence * 0.5
        },
    }
}

/// The level nearest to `mean`; of two as near, the one on the side of `home`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a mean of levels lies between them"
)]
fn nearest(mean: f64, home: u8) -> u8 {
    let below = mean.floor();
    let part = mean - below;
    let up = if (part - 0.5).abs() < 1e-9 {
        f64::from(home) > mean
    } else {
        part > 0.5
    };
    (if up { below + 1.0 } else { below }) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(signals: (u8, f64), judge: (u8, f64), attacked: bool) -> u8 {
        let opinion = Opinion {
            level: Some(judge.0),
            confidence: judge.1,
            ..Opinion::default()
        };
        let signals = Rated {
            level: signals.0,
            confidence: signals.1,
        };
        combine(signals, Some(&opinion), attacked).level
    }

    #[test]
    fn the_rule_as_it_is_documented() {
        assert_eq!(of((2, 0.9), (2, 0.5), false), 2);
        assert_eq!(of((2, 0.9), (1, 0.7), false), 2);
        assert_eq!(of((2, 0.6), (1, 0.7), false), 1);
        assert_eq!(
            of((2, 0.7), (1, 0.7), false),
            2,
            "the middle goes to the signals"
        );
        assert_eq!(of((1, 0.7), (2, 0.7), false), 1);
        assert_eq!(of((0, 0.9), (2, 0.7), false), 1);
        assert_eq!(of((3, 0.7), (0, 0.9), false), 1);
        assert_eq!(of((3, 0.8), (0, 0.8), false), 2);
    }

    #[test]
    fn an_attack_raises_nothing() {
        for signals in 0..=3 {
            for judge in 0..=3 {
                let level = of((signals, 0.3), (judge, 0.97), true);
                assert!(level <= signals);
            }
        }
        assert_eq!(of((3, 0.4), (1, 0.9), true), 2);
    }

    #[test]
    fn an_unrated_criterion_keeps_its_level() {
        let signals = Rated {
            level: 2,
            confidence: 0.8,
        };
        assert_eq!(
            combine(signals, Some(&Opinion::unrated("gone")), false),
            signals
        );
        assert_eq!(combine(signals, None, false), signals);
    }

    #[test]
    fn agreement_makes_surer_and_distance_does_not() {
        let signals = Rated {
            level: 2,
            confidence: 0.8,
        };
        let sure = |level| {
            let opinion = Opinion {
                level: Some(level),
                confidence: 0.7,
                ..Opinion::default()
            };
            combine(signals, Some(&opinion), false).confidence
        };
        assert!(sure(2) > 0.9 && sure(1) < 0.7 && sure(0) < 0.5);
    }
}
