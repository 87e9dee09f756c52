//! How much is asked at once and how fast: fewer requests where the endpoint says that it is too much,
//! more again as they go well.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep_until};

/// After so many requests that went well one more is allowed at once.
const STEP: u32 = 10;

/// The gate through which every request goes, in the order in which they come.
#[derive(Debug)]
pub(super) struct Pace {
    most: usize,
    /// Between the beginnings of two requests.
    spacing: Duration,
    state: Mutex<State>,
    /// A place for each request that may begin now.
    free: Semaphore,
}

#[derive(Debug)]
struct State {
    limit: usize,
    /// So many places that end are not given to others: the limit has fallen.
    over: usize,
    fine: u32,
    /// The next request begins no sooner.
    next: Instant,
    /// Nothing begins before this, because the endpoint asked for it.
    paused: Instant,
}

impl Pace {
    /// At most `most` requests at once, and `rpm` a minute where that is limited.
    pub(super) fn new(most: usize, rpm: Option<u32>) -> Self {
        let most = most.clamp(1, Semaphore::MAX_PERMITS);
        let spacing = rpm.map_or(Duration::ZERO, |rpm| Duration::from_mins(1) / rpm.max(1));
        Self {
            most,
            spacing,
            state: Mutex::new(State {
                limit: most,
                over: 0,
                fine: 0,
                next: Instant::now(),
                paused: Instant::now(),
            }),
            free: Semaphore::new(most),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a turn; it lasts until the guard is dropped.
    pub(super) async fn turn(&self) -> Turn<'_> {
        // The gate is never closed.
        if let Ok(place) = self.free.acquire().await {
            place.forget();
        }
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
            let less = (state.limit / 2).max(1);
            let taken = state.limit - less;
            state.over += taken - self.free.forget_permits(taken);
            state.limit = less;
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
            self.give_back(&mut state);
        }
    }

    /// Gives a place to the one who has waited longest.
    fn give_back(&self, state: &mut State) {
        match state.over.checked_sub(1) {
            Some(left) => state.over = left,
            None => self.free.add_permits(1),
        }
    }
}

/// A request's turn.
pub(super) struct Turn<'a>(&'a Pace);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.give_back(&mut self.0.state());
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
            let first = pace.turn().await;
            let _second = pace.turn().await;
            let third = tokio::time::timeout(Duration::from_millis(20), pace.turn()).await;
            assert!(third.is_err());
            drop(first);
            let third = tokio::time::timeout(Duration::from_millis(500), pace.turn()).await;
            assert!(third.is_ok());
        });
    }

    #[test]
    fn who_came_first_goes_first() {
        run(async {
            let pace = Pace::new(1, None);
            let held = pace.turn().await;
            let order = Mutex::new(Vec::new());
            let take = async |nth: usize| {
                for _ in 0..3 {
                    let _turn = pace.turn().await;
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
                held.push(pace.turn().await);
            }
            pace.slow_down(Duration::ZERO);
            assert_eq!(pace.state().limit, 2);
            assert_eq!(pace.state().over, 2);
            drop(held);
            assert_eq!(pace.state().over, 0);
            assert_eq!(pace.free.available_permits(), 2);
        });
    }

    #[test]
    fn requests_a_minute_are_spaced() {
        run(async {
            let pace = Pace::new(9, Some(1200));
            let begun = Instant::now();
            for _ in 0..4 {
                drop(pace.turn().await);
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
            drop(pace.turn().await);
            assert!(begun.elapsed() >= Duration::from_millis(30));
            assert_eq!(pace.state().limit, 4);
            for _ in 0..STEP * 9 {
                pace.went_well();
            }
            assert_eq!(pace.state().limit, 8);
        });
    }
}
