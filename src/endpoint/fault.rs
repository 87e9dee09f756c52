//! What went wrong on the way to an endpoint or back: in words for people, and in kinds to act on.

use std::time::Duration;

use thiserror::Error;

/// What went wrong with one request.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct Fault {
    /// What to do about it.
    pub kind: Kind,
    /// What happened, in a sentence.
    pub message: String,
}

/// What to do about a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nobody answers there.
    Unreachable,
    /// The connection broke, or took too long, or what came back is no reply.
    Broken,
    /// Too much is asked at once.
    Throttled {
        /// How long the endpoint asks to wait.
        after: Option<Duration>,
    },
    /// The endpoint has troubles of its own.
    Busy {
        /// How long it asks to wait.
        after: Option<Duration>,
    },
    /// The key is refused.
    Denied,
    /// There is no such model or no such path.
    NotFound,
    /// The account has nothing left.
    Spent,
    /// The request is too long.
    TooLong {
        /// The tokens that fit, where the endpoint says so.
        limit: Option<u64>,
    },
    /// An option of the request is not known there.
    Unsupported(Feature),
    /// It says that it is somewhere else.
    Moved,
    /// Refused for another reason; asking again would not help.
    Refused,
}

/// An option that not every endpoint knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feature {
    /// The form of the reply.
    Format,
    /// How freely words are chosen.
    Temperature,
    /// Where choosing begins.
    Seed,
    /// The most tokens of the reply.
    Limit,
}

impl Fault {
    /// A fault.
    pub(super) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
        }
    }

    /// Whether asking again may help.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        matches!(
            self.kind,
            Kind::Unreachable | Kind::Broken | Kind::Throttled { .. } | Kind::Busy { .. }
        )
    }

    /// Whether every other request would fail in the same way.
    #[must_use]
    pub fn is_for_all(&self) -> bool {
        matches!(
            self.kind,
            Kind::Denied | Kind::NotFound | Kind::Moved | Kind::Spent
        )
    }

    /// How long the endpoint asks to wait.
    #[must_use]
    pub fn after(&self) -> Option<Duration> {
        match self.kind {
            Kind::Throttled { after } | Kind::Busy { after } => after,
            _ => None,
        }
    }

    /// What the user can do.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self.kind {
            Kind::Unreachable if self.message.contains("certificate") => {
                "name the certificate of your own authority in SSL_CERT_FILE"
            }
            Kind::Unreachable => "is the endpoint running, and is --base-url right?",
            Kind::Broken => "`evaluate judge check` shows what the endpoint answers",
            Kind::Throttled { .. } => "ask more slowly with --rpm or --concurrency",
            Kind::Busy { .. } => "try again later: replies that came are kept",
            Kind::Denied => {
                "set OPENAI_API_KEY or --api-key-file to a key that this endpoint knows"
            }
            Kind::NotFound => {
                "`evaluate judge check` lists the models; name one with --model, and see that --base-url ends in /v1 where the endpoint wants it"
            }
            Kind::Moved => {
                "redirects are not followed, so that no key goes astray: if you trust that address, name it with --base-url"
            }
            Kind::Spent => "the account behind the key needs credit",
            Kind::TooLong { .. } => "a model with a larger context reads more at once",
            Kind::Unsupported(_) | Kind::Refused => {
                "`evaluate judge check` shows what the endpoint supports"
            }
        }
    }
}
