//! Whether there is any use in asking: an endpoint that is gone is not asked a thousand times.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::fault::Fault;

/// So many requests in a row that failed for good, each after all its attempts, and the endpoint is
/// taken for gone.
const IN_A_ROW: u32 = 5;

/// Closed while requests go through, open for good once there is no use.
#[derive(Debug, Default)]
pub(super) struct Circuit(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// Why nothing more is asked.
    open: Option<String>,
    failed_in_a_row: u32,
    /// Whether a request ever went well.
    succeeded: bool,
}

impl Circuit {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Why nothing more is asked, if so.
    pub(super) fn opened(&self) -> Option<String> {
        self.state().open.clone()
    }

    /// Nothing more is asked.
    pub(super) fn open(&self, why: &str) {
        self.state().open.get_or_insert_with(|| why.to_owned());
    }

    /// A request went well.
    pub(super) fn went_well(&self) {
        let mut state = self.state();
        state.failed_in_a_row = 0;
        state.succeeded = true;
    }

    /// A request failed for good.
    pub(super) fn failed(&self, fault: &Fault) {
        let mut state = self.state();
        let beside = !fault.may_pass() && !fault.is_for_all();
        // What is wrong with one request says nothing of the others.
        if beside {
            return;
        }
        state.failed_in_a_row += 1;
        // A key that was good a moment ago may be again.
        let hopeless = fault.is_for_all() && !state.succeeded;
        if state.open.is_none() && (hopeless || state.failed_in_a_row >= IN_A_ROW) {
            state.open = Some(format!("{}; {}", fault.message, fault.help()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fault::Kind;
    use super::*;

    #[test]
    fn it_opens_after_some_failures_in_a_row() {
        let circuit = Circuit::default();
        let gone = Fault::new(Kind::Unreachable, "gone");
        for _ in 1..IN_A_ROW {
            circuit.failed(&gone);
        }
        circuit.went_well();
        for _ in 1..IN_A_ROW {
            circuit.failed(&gone);
        }
        assert_eq!(circuit.opened(), None);
        circuit.failed(&gone);
        assert!(
            circuit
                .opened()
                .is_some_and(|why| why.starts_with("gone; "))
        );
    }

    #[test]
    fn a_wrong_key_is_tried_once() {
        let circuit = Circuit::default();
        circuit.failed(&Fault::new(Kind::Denied, "wrong key"));
        assert!(circuit.opened().is_some());
        let later = Circuit::default();
        later.went_well();
        later.failed(&Fault::new(Kind::Denied, "wrong key"));
        assert_eq!(later.opened(), None);
    }

    #[test]
    fn one_request_that_is_too_long_closes_nothing() {
        let circuit = Circuit::default();
        for _ in 0..100 {
            circuit.failed(&Fault::new(Kind::TooLong { limit: None }, "too long"));
        }
        assert_eq!(circuit.opened(), None);
    }
}
