//! When a request that failed is made again: a few times, further and further apart, never sooner
//! than the endpoint asks, and never where it cannot help.

use std::time::Duration;

use super::fault::Fault;
use crate::text::Random;

/// So often a request is made in all.
pub(super) const ATTEMPTS: u32 = 6;

/// So often an endpoint may say when to come back before that counts as an attempt: a request is made ten
/// times at most, as more would be part of what the endpoint suffers from.
pub(super) const TURNS: u32 = 4;

/// So often a reply that cannot be read is asked for in all.
pub(super) const READINGS: u32 = 3;

/// The first pause, and the longest of our own choice.
const FIRST: Duration = Duration::from_millis(400);
const LONGEST: Duration = Duration::from_secs(20);

/// An endpoint that asks for more patience than this is not waited for.
const PATIENCE: Duration = Duration::from_mins(5);

/// How long to wait before the next attempt, after `made` of them; none where there is no use.
pub(super) fn pause(fault: &Fault, made: u32, random: &mut Random) -> Option<Duration> {
    if made >= ATTEMPTS || !fault.may_pass() {
        return None;
    }
    match fault.after() {
        Some(asked) if asked > PATIENCE => None,
        // Not all at the same moment, and never before it.
        Some(asked) => Some(asked + own(0, random) / 4),
        None => Some(own(made - 1, random)),
    }
}

/// A pause between half of and all of what doubles each time.
fn own(doubled: u32, random: &mut Random) -> Duration {
    let most = FIRST.saturating_mul(1 << doubled.min(10)).min(LONGEST);
    let share = random.draw() % 1000;
    most / 2 + (most / 2) * u32::try_from(share).unwrap_or(0) / 1000
}

#[cfg(test)]
mod tests {
    use super::super::fault::Kind;
    use super::*;

    #[test]
    fn pauses_grow_and_end() {
        let fault = Fault::new(Kind::Broken, "reset");
        let mut random = Random::new(7);
        let mut last = Duration::ZERO;
        for made in 1..ATTEMPTS {
            let pause = pause(&fault, made, &mut random).unwrap();
            assert!(pause > last / 2 && pause <= LONGEST, "{made}: {pause:?}");
            last = pause;
        }
        assert_eq!(pause(&fault, ATTEMPTS, &mut random), None);
    }

    #[test]
    fn the_endpoint_is_never_asked_sooner_than_it_says() {
        let mut random = Random::new(7);
        let asked = Duration::from_secs(7);
        let fault = Fault::new(Kind::Throttled { after: Some(asked) }, "slow down");
        for made in 1..ATTEMPTS {
            assert!(pause(&fault, made, &mut random).unwrap() >= asked);
        }
        let hours = Some(Duration::from_hours(2));
        let fault = Fault::new(Kind::Throttled { after: hours }, "tomorrow");
        assert_eq!(pause(&fault, 1, &mut random), None);
    }

    #[test]
    fn what_cannot_help_is_not_tried() {
        let mut random = Random::new(7);
        for kind in [
            Kind::Denied,
            Kind::NotFound,
            Kind::Moved,
            Kind::Refused,
            Kind::Spent,
            Kind::TooLong { limit: None },
        ] {
            assert_eq!(pause(&Fault::new(kind, "no"), 1, &mut random), None);
        }
    }
}
