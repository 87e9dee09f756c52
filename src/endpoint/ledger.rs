//! What a run has asked and spent, and whether there is enough left for one more request.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::judge::{Ask, Price, Usage};

/// The most that a run may spend.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Budget {
    /// US dollars.
    pub cost: Option<f64>,
    /// Tokens in and out.
    pub tokens: Option<u64>,
}

/// What a run has spent so far.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spent {
    /// Requests that brought a reply.
    pub replies: u64,
    /// Replies that were there already.
    pub cached: u64,
    /// Attempts that failed and were made again.
    pub retries: u64,
    /// Tokens in and out.
    pub usage: Usage,
    /// US dollars, where the price is known.
    pub cost: Option<f64>,
}

/// Counts what is spent.
#[derive(Debug)]
pub(super) struct Ledger {
    budget: Budget,
    price: Option<Price>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    spent: Spent,
    reserved: Usage,
}

impl Ledger {
    pub(super) fn new(budget: Budget, price: Option<Price>) -> Self {
        Self {
            budget,
            price,
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets aside what a request may take at most.
    ///
    /// # Errors
    /// Which limit it would pass.
    pub(super) fn reserve(&self, ask: &Ask) -> Result<Reserved<'_>, String> {
        let worst = Usage {
            prompt_tokens: ask.tokens,
            completion_tokens: ask.room,
        };
        let mut state = self.state();
        let mut all = state.spent.usage;
        all += state.reserved;
        all += worst;
        if let (Some(most), Some(price)) = (self.budget.cost, self.price)
            && price.of(all) > most
        {
            return Err(format!("the limit of cost ({most} US dollars) is reached"));
        }
        if let Some(most) = self.budget.tokens
            && all.prompt_tokens + all.completion_tokens > most
        {
            return Err(format!("the limit of tokens ({most}) is reached"));
        }
        state.reserved += worst;
        drop(state);
        Ok(Reserved {
            ledger: self,
            worst,
        })
    }

    /// A reply that was there already.
    pub(super) fn cached(&self) {
        self.state().spent.cached += 1;
    }

    /// An attempt is made again.
    pub(super) fn retried(&self) {
        self.state().spent.retries += 1;
    }

    /// What was spent so far.
    pub(super) fn spent(&self) -> Spent {
        let spent = self.state().spent;
        Spent {
            cost: self.price.map(|price| price.of(spent.usage)),
            ..spent
        }
    }
}

/// What is set aside for a request until it is dropped.
pub(super) struct Reserved<'a> {
    ledger: &'a Ledger,
    worst: Usage,
}

impl Reserved<'_> {
    /// The request brought a reply.
    pub(super) fn spend(self, usage: Usage) {
        let mut state = self.ledger.state();
        state.spent.replies += 1;
        state.spent.usage += usage;
    }
}

impl Drop for Reserved<'_> {
    fn drop(&mut self) {
        let mut state = self.ledger.state();
        let reserved = &mut state.reserved;
        reserved.prompt_tokens -= self.worst.prompt_tokens;
        reserved.completion_tokens -= self.worst.completion_tokens;
    }
}
