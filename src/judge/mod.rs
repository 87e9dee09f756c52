//! A judge as a second rater: what it is asked, how its reply is read, and what of it is believed.
//!
//! Everything here is pure: text in, requests out, replies in, opinions out. Who carries a request to
//! an endpoint is `endpoint`'s business, and what an opinion does to a level is `score`'s.

mod ask;
mod brief;
mod claims;
mod models;
mod prompts;
mod quotes;
mod reply;
mod schema;
mod shown;
mod tokens;
mod votes;

pub use ask::{Ask, Message, Reply, Usage};
pub use brief::{Brief, Case, Manner, TooLong};
pub use claims::{Claim, Claims, Unbelieved};
pub use models::{Model, ModelTable, Price};
pub use prompts::{PromptFault, Prompts, TEMPLATES};
pub use quotes::Haystack;
pub use reply::Unreadable;
pub use tokens::{Encoding, Tokens};
pub use votes::opinions;
