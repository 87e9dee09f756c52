//! Several votes on a criterion made into one opinion: the median level, and how far they are apart.

use super::claims::{Claim, Claims, Unbelieved};
use crate::rubric::{Opinion, Rubric};

/// How sure a single vote is.
const ALONE: f64 = 0.6;

/// How sure several are where hardly any agrees with their median, and how much agreement adds: a model
/// that repeats itself is still one rater, hardly surer than one vote.
const DIVIDED: f64 = 0.3;
const AGREED: f64 = 0.35;

/// What a spread of two levels or more takes off.
const SPREAD: f64 = 0.15;

/// How much of it is left where an answer was read in parts.
const PARTED: f64 = 0.9;

/// So many quotes are kept.
const QUOTES: usize = 12;

/// The opinions on all criteria of a rubric from votes that each have the claims of one or more
/// parts of the answer.
#[must_use]
pub fn opinions(rubric: &Rubric, votes: &[Vec<Claims>]) -> Vec<Opinion> {
    let criteria = 0..rubric.criteria.len();
    criteria.map(|at| opinion(at, votes)).collect()
}

fn opinion(criterion: usize, votes: &[Vec<Claims>]) -> Opinion {
    let about = |parts: &'_ Vec<Claims>| -> Vec<Claim> {
        let claims = parts.iter().flat_map(|claims| &claims.0);
        claims
            .filter(|claim| claim.criterion == criterion)
            .cloned()
            .collect()
    };
    let claims: Vec<Vec<Claim>> = votes.iter().map(about).collect();
    let parted = claims.iter().any(|parts| parts.len() > 1);
    let votes: Vec<Result<Claim, Claim>> = claims.into_iter().map(vote).collect();
    let levels: Vec<Option<u8>> = votes.iter().map(|vote| vote.as_ref().ok()?.level).collect();
    let mut given: Vec<u8> = levels.iter().flatten().copied().collect();
    given.sort_unstable();
    let mut invented: Vec<String> = votes
        .iter()
        .flat_map(|vote| vote.as_ref().unwrap_or_else(|vote| vote).invented.clone())
        .collect();
    invented.sort();
    invented.dedup();
    // Of an even number the lower one of the middle: nothing is given for free.
    let median = given.get(given.len().saturating_sub(1) / 2).copied();
    let Some(level) = median.filter(|_| given.len() * 2 > votes.len()) else {
        let failed = votes.iter().find_map(|vote| vote.as_ref().err());
        return Opinion {
            votes: levels,
            invented,
            reasoning: failed
                .map(|claim| claim.reasoning.clone())
                .unwrap_or_default(),
            unrated: Some(failed.map_or_else(|| "it was not asked".into(), why)),
            ..Opinion::default()
        };
    };
    let agreeing = || {
        votes
            .iter()
            .flatten()
            .filter(|claim| claim.level == Some(level))
    };
    let mut quotes: Vec<_> = agreeing().flat_map(|claim| claim.quotes.clone()).collect();
    quotes.sort_unstable();
    quotes.dedup();
    quotes.truncate(QUOTES);
    Opinion {
        level: Some(level),
        confidence: confidence(&levels, &given, level) * if parted { PARTED } else { 1.0 },
        votes: levels,
        quotes,
        invented,
        reasoning: agreeing()
            .map(|claim| claim.reasoning.clone())
            .next()
            .unwrap_or_default(),
        unrated: None,
    }
}

/// The part that shows most: the highest level among parts, with what earned it there.
fn vote(parts: Vec<Claim>) -> Result<Claim, Claim> {
    let (rated, unrated): (Vec<Claim>, Vec<Claim>) =
        parts.into_iter().partition(|claim| claim.level.is_some());
    // Of equals the first.
    let best = rated.into_iter().rev().max_by_key(|claim| claim.level);
    match (best, unrated.into_iter().next()) {
        (Some(best), None) => Ok(best),
        // A part that could not be rated may have held what the others lack.
        (Some(best), Some(_)) if best.level > Some(0) => Ok(best),
        (_, Some(failed)) => Err(failed),
        (None, None) => Err(Claim {
            fault: Some(Unbelieved::LeftOut),
            ..Claim::default()
        }),
    }
}

/// Why a vote has no level.
fn why(claim: &Claim) -> String {
    let fault = claim.fault.as_ref();
    fault.map_or_else(|| "it was not asked".into(), Unbelieved::reason)
}

#[expect(clippy::cast_precision_loss, reason = "counts of votes")]
fn confidence(votes: &[Option<u8>], given: &[u8], level: u8) -> f64 {
    if votes.len() < 2 {
        return ALONE;
    }
    let agreeing = votes.iter().filter(|vote| **vote == Some(level)).count();
    let share = agreeing as f64 / votes.len() as f64;
    let spread = given.last().unwrap_or(&0) - given.first().unwrap_or(&0);
    let apart = if spread > 1 { SPREAD } else { 0.0 };
    DIVIDED + AGREED * share - apart
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    fn claim(level: Option<u8>) -> Claim {
        Claim {
            level,
            quotes: level
                .filter(|level| *level > 0)
                .map(|level| Span::new(usize::from(level), 9))
                .into_iter()
                .collect(),
            fault: level.is_none().then_some(Unbelieved::CannotTell),
            ..Claim::default()
        }
    }

    fn of(votes: &[&[Option<u8>]]) -> Opinion {
        let parts = |parts: &&[Option<u8>]| {
            parts
                .iter()
                .map(|level| Claims(vec![claim(*level)]))
                .collect()
        };
        let votes: Vec<Vec<Claims>> = votes.iter().map(parts).collect();
        opinion(0, &votes)
    }

    #[test]
    fn the_median_counts_and_the_lower_of_two() {
        assert_eq!(of(&[&[Some(1)], &[Some(3)], &[Some(2)]]).level, Some(2));
        assert_eq!(of(&[&[Some(1)], &[Some(2)]]).level, Some(1));
        assert_eq!(of(&[&[Some(3)], &[None], &[Some(3)]]).level, Some(3));
        let divided = of(&[&[Some(3)], &[None]]);
        assert_eq!(divided.level, None, "half is no majority");
        assert!(divided.unrated.is_some());
    }

    #[test]
    fn agreement_makes_sure_and_spread_does_not() {
        let sure = of(&[&[Some(2)], &[Some(2)], &[Some(2)]]).confidence;
        let unsure = of(&[&[Some(0)], &[Some(2)], &[Some(3)]]).confidence;
        assert!(
            sure > of(&[&[Some(2)]]).confidence && unsure < 0.6,
            "{sure} {unsure}"
        );
    }

    #[test]
    fn of_parts_the_one_that_shows_most_counts() {
        let opinion = of(&[&[Some(1), Some(3), Some(0)]]);
        assert_eq!(
            (opinion.level, opinion.quotes.as_slice()),
            (Some(3), [Span::new(3, 9)].as_slice())
        );
        assert_eq!(
            of(&[&[Some(0), None]]).level,
            None,
            "the part that failed may hold it"
        );
        assert_eq!(of(&[&[Some(2), None]]).level, Some(2));
    }

    #[test]
    fn a_call_that_failed_says_why() {
        let opinion = opinion(0, &[vec![Claims::failed(&[0], "the endpoint is gone")]]);
        assert_eq!(opinion.unrated.as_deref(), Some("the endpoint is gone"));
    }
}
