//! The way to a judge: an OpenAI-compatible endpoint asked with patience, within limits, each reply
//! kept as it arrives.
//!
//! What is asked and what a reply is worth is `judge`'s business; this carries text there and back.

mod abilities;
mod address;
mod asker;
mod body;
mod circuit;
mod fault;
mod http;
mod key;
mod ledger;
mod length;
mod pace;
mod probe;
mod refusal;
mod retry;
mod store;

pub use address::{Address, BadAddress};
pub use asker::{Asker, Failed, Setup};
pub use fault::{Fault, Kind};
pub use ledger::{Budget, Spent};
pub use probe::{Finding, Probe};
pub use store::{Stats, Store, StoreError};
