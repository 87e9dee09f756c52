//! How much is asked at once and how fast: fewer requests where the endpoint says that it is too much,
//! more again as they go well.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

/// After so many requests that went well one more is allowed at once.
const STEP: u32 = 10;

/// The gate through which every request goes, in the order in which they come; those that follow from
/// another go before.
#[derive(Debug)]
pub(super) struct Pace {
    most: usize,
    /// Between the beginnings of two requests.
    spacing: Duration,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    limit: usize,
    active: usize,
    /// Who waits: requests that follow from others, and first ones.
    waiting: [VecDeque<Arc<Waiter>>; 2],
    fine: u32,
    /// The next request begins no sooner.
    next: Instant,
    /// Nothing begins before this, because the endpoint asked for it.
    paused: Instant,
}

/// One who waits; told when it has its turn.
type Waiter = Notify;

impl State {
    /// Gives free turns to those who have waited longest.
    fn give(&mut self) {
        while self.active < self.limit {
            let [following, first] = &mut self.waiting;
            let Some(waiter) = following.pop_front().or_else(|| first.pop_front()) else {
                return;
            };
            self.active += 1;
            waiter.notify_one();
        }
    }
}

impl Pace {
    /// At most `most` requests at once, and `rpm` a minute where that is limited.
    pub(super) fn new(most: usize, rpm: Option<u32>) -> Self {
        let most = most.max(1);
        let spacing = rpm.map_or(Duration::ZERO, |rpm| Duration::from_mins(1) / rpm.max(1));
        Self {
            most,
            spacing,
            state: Mutex::new(State {
                limit: most,
                active: 0,
                waiting: Default::default(),
                fine: 0,
                next: Instant::now(),
                paused: Instant::now(),
            }),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a turn; it lasts until the guard is dropped. One that `follows` from another request
    /// goes before those that do not.
    pub(super) async fn turn(&self, follows: bool) -> Turn<'_> {
        let waiter = Arc::new(Waiter::new());
        {
            let mut state = self.state();
            let [following, first] = &mut state.waiting;
            if follows { following } else { first }.push_back(Arc::clone(&waiter));
            state.give();
        }
        let mut place = Place {
            pace: self,
            waiter: &waiter,
            taken: false,
        };
        waiter.notified().await;
        place.taken = true;
        let turn = Turn(self);
        let begin = self.begin();
        sleep_until(begin).await;
        self.pause().await;
        turn
    }

    /// Waits while nothing may begin; somebody may be told to slow down meanwhile.
    async fn pause(&self) {
        loop {
            let until = self.state().paused;
            if until <= Instant::now() {
                return;
            }
            sleep_until(until).await;
        }
    }

    /// When the next request may begin.
    fn begin(&self) -> Instant {
        let mut state = self.state();
        let begin = state.next.max(Instant::now());
        if !self.spacing.is_zero() {
            state.next = begin + self.spacing;
        }
        begin
    }

    /// The endpoint says that it is too much: half as many at once, none for a while.
    pub(super) fn slow_down(&self, pause: Duration) {
        let now = Instant::now();
        let mut state = self.state();
        // Many that were under way at once say it only once.
        if state.paused <= now {
            state.limit = (state.limit / 2).max(1);
        }
        state.fine = 0;
        state.paused = state.paused.max(now + pause);
    }

    /// A request went well.
    pub(super) fn went_well(&self) {
        let mut state = self.state();
        state.fine += 1;
        if state.fine >= STEP && state.limit < self.most {
            state.fine = 0;
            state.limit += 1;
            state.give();
        }
    }

    /// A turn has ended.
    fn ended(&self) {
        let mut state = self.state();
        state.active -= 1;
        state.give();
    }
}

/// A place among those who wait.
struct Place<'a> {
    pace: &'a Pace,
    waiter: &'a Arc<Waiter>,
    /// Whether it has become a turn.
    taken: bool,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if self.taken {
            return;
        }
        // Who waits no more leaves the row, or passes the turn on that it was just given.
        let mut state = self.pace.state();
        let mut left = false;
        for row in &mut state.waiting {
            let known = row.len();
            row.retain(|other| !Arc::ptr_eq(other, self.waiter));
            left |= row.len() < known;
        }
        drop(state);
        if !left {
            self.pace.ended();
        }
    }
}

/// A request's turn.
pub(super) struct Turn<'a>(&'a Pace);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.ended();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run<T>(work: impl Future<Output = T>) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build();
        runtime.unwrap().block_on(work)
    }

    #[test]
    fn no_more_than_so_many_at_once() {
        run(async {
            let pace = Pace::new(2, None);
            let first = pace.turn(false).await;
            let _second = pace.turn(false).await;
            let third = tokio::time::timeout(Duration::from_millis(20), pace.turn(false)).await;
            assert!(third.is_err());
            drop(first);
            let third = tokio::time::timeout(Duration::from_millis(500), pace.turn(false)).await;
            assert!(third.is_ok());
        });
    }

    #[test]
    fn who_came_first_goes_first() {
        run(async {
            let pace = Pace::new(1, None);
            let held = pace.turn(false).await;
            let order = Mutex::new(Vec::new());
            let take = async |nth: usize| {
                for _ in 0..3 {
                    let _turn = pace.turn(false).await;
                    order.lock().unwrap().push(nth);
                }
            };
            let free = async {
                tokio::task::yield_now().await;
                drop(held);
            };
            tokio::join!(take(1), take(2), take(3), free);
            assert_eq!(*order.lock().unwrap(), [1, 2, 3, 1, 2, 3, 1, 2, 3]);
        });
    }

    #[test]
    fn who_holds_a_turn_keeps_it_when_there_are_to_be_fewer() {
        run(async {
            let pace = Pace::new(4, None);
            let mut held = Vec::new();
            for _ in 0..4 {
                held.push(pace.turn(false).await);
            }
            pace.slow_down(Duration::ZERO);
            assert_eq!(pace.state().limit, 2);
            held.truncate(2);
            let third = tokio::time::timeout(Duration::from_millis(20), pace.turn(false)).await;
            assert!(third.is_err());
            held.truncate(1);
            pace.turn(false).await;
        });
    }

    #[test]
    fn what_follows_from_a_request_goes_before_others() {
        run(async {
            let pace = Pace::new(1, None);
            let held = pace.turn(false).await;
            let order = Mutex::new(Vec::new());
            let take = async |name: &'static str, follows| {
                let _turn = pace.turn(follows).await;
                order.lock().unwrap().push(name);
            };
            let free = async {
                tokio::task::yield_now().await;
                drop(held);
            };
            tokio::join!(take("first", false), take("follows", true), free);
            assert_eq!(*order.lock().unwrap(), ["follows", "first"]);
        });
    }

    #[test]
    fn who_waits_no_more_keeps_nothing() {
        run(async {
            let pace = Pace::new(1, None);
            let held = pace.turn(false).await;
            let mut waiting = Box::pin(pace.turn(false));
            let early = tokio::time::timeout(Duration::from_millis(5), &mut waiting).await;
            assert!(early.is_err());
            // It is given the turn, and never looks.
            drop(held);
            assert_eq!(pace.state().active, 1);
            drop(waiting);
            assert_eq!(pace.state().active, 0);
            let again = pace.turn(false).await;
            let gone = tokio::time::timeout(Duration::from_millis(5), pace.turn(true)).await;
            assert!(gone.is_err());
            drop(again);
            assert_eq!(pace.state().active, 0);
        });
    }

    #[test]
    fn requests_a_minute_are_spaced() {
        run(async {
            let pace = Pace::new(9, Some(1200));
            let begun = Instant::now();
            for _ in 0..4 {
                drop(pace.turn(false).await);
            }
            assert!(begun.elapsed() >= Duration::from_millis(150));
        });
    }

    #[test]
    fn too_much_halves_and_good_ones_bring_it_back() {
        run(async {
            let pace = Pace::new(8, None);
            for _ in 0..4 {
                pace.slow_down(Duration::from_millis(30));
            }
            let begun = Instant::now();
            drop(pace.turn(false).await);
            assert!(begun.elapsed() >= Duration::from_millis(30));
            assert_eq!(pace.state().limit, 4);
            for _ in 0..STEP * 9 {
                pace.went_well();
            }
            assert_eq!(pace.state().limit, 8);
        });
    }
}
