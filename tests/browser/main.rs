//! The pages in a real browser, as `scripts/browser.sh --prepare` installs it. Where there is none the
//! tests say so and pass.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests stop at the first thing that goes wrong, and say what they leave out"
)]

mod access;
mod chrome;
mod live;
mod page;
mod world;
