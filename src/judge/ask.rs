//! One request to a judge and its reply, free of any network.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// One message of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    /// `system`, `user` or `assistant`.
    pub role: &'static str,
    /// What it says.
    pub content: Arc<str>,
}

impl Message {
    /// A message of a role.
    pub fn new(role: &'static str, content: impl Into<Arc<str>>) -> Self {
        Self {
            role,
            content: content.into(),
        }
    }
}

/// One request.
#[derive(Clone, Debug)]
pub struct Ask {
    /// What is said to the judge.
    pub messages: Vec<Message>,
    /// The JSON schema of the reply.
    pub schema: Arc<RawValue>,
    /// The criteria that are asked about, by index.
    pub criteria: Arc<[usize]>,
    /// Which of several votes this is, from 0.
    pub vote: u32,
    /// 0..=2, how freely the judge may choose its words.
    pub temperature: f64,
    /// The tokens of the messages, counted or estimated.
    pub tokens: u64,
    /// The most tokens that the reply may have.
    pub room: u64,
    /// Whether it follows from a reply to another request, and so goes before those that do not.
    pub follows: bool,
}

/// What a judge replied, as an endpoint delivers it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The text of the reply.
    pub content: String,
    /// Why the reply ended: `stop`, `length`, `content_filter` ...
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish: Option<String>,
    /// What the judge said instead of a reply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<String>,
    /// What it took.
    pub usage: Usage,
}

/// Tokens in and out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Tokens of the messages.
    pub prompt_tokens: u64,
    /// Tokens of the reply.
    pub completion_tokens: u64,
}

impl std::ops::AddAssign for Usage {
    fn add_assign(&mut self, other: Self) {
        self.prompt_tokens += other.prompt_tokens;
        self.completion_tokens += other.completion_tokens;
    }
}
