//! The judge against a server that does what servers do, and worse.
#![expect(
    clippy::unwrap_used,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "tests stop at the first thing that goes wrong"
)]

mod abilities;
mod attacks;
mod batch;
mod bench;
mod faults;
mod keys;
mod offline;
mod question;
mod server;
mod shown;
#[path = "../cli/world.rs"]
#[expect(dead_code, reason = "other tests need more of it")]
mod world;
