//! Requests that are too long for an endpoint: known by where a reply ends, and kept, so that they are
//! not sent in every run.

use super::asker::Failed;
use super::fault::{Fault, Kind};
use crate::judge::{Ask, Reply, Unreadable, Usage};

/// How the end of a reply is called that stands for "the request was too long"; in place of a refusal
/// it has the tokens that fit.
const TOO_LONG: &str = "evaluate:too-long";

/// What the tokens of a context are a multiple of.
const ROUND: u64 = 64;

/// What to keep in place of a reply, where a request was too long.
pub(super) fn to_keep(failed: &Failed) -> Option<Reply> {
    let Failed::Fault(Fault {
        kind: Kind::TooLong { limit },
        message,
    }) = failed
    else {
        return None;
    };
    Some(Reply {
        content: message.clone(),
        finish: Some(TOO_LONG.to_owned()),
        refusal: limit.map(|limit| limit.to_string()),
        usage: Usage::default(),
    })
}

/// The fault that was kept in place of a reply.
pub(super) fn known(reply: &Reply) -> Option<Fault> {
    if reply.finish.as_deref() != Some(TOO_LONG) {
        return None;
    }
    let limit = reply.refusal.as_ref().and_then(|limit| limit.parse().ok());
    Some(Fault::new(Kind::TooLong { limit }, &*reply.content))
}

/// What a reply comes to that cannot be read. One that ends before its own limit, at a round number of
/// tokens in all, was cut off where the model's context ends: more room would not help it, a shorter
/// request would.
pub(super) fn doubted(why: Unreadable, ask: &Ask, reply: &Reply) -> Failed {
    let Usage {
        prompt_tokens,
        completion_tokens,
    } = reply.usage;
    // Counts that can be those of this request: some endpoints make them up.
    let counted = prompt_tokens != ask.tokens && prompt_tokens.saturating_mul(2) >= ask.tokens;
    let limit = prompt_tokens + completion_tokens;
    // One more or less: servers differ in whether they count the end.
    let round = (limit + 1) % ROUND <= 2;
    if why != Unreadable::Cut || !counted || completion_tokens >= ask.room || !round {
        return Failed::Unreadable(why, reply.usage);
    }
    let message = format!(
        "the reply was cut off after {completion_tokens} tokens, where the model's context of {limit} ends"
    );
    Failed::Fault(Fault::new(Kind::TooLong { limit: Some(limit) }, message))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn failed(why: Unreadable, prompt: u64, completion: u64) -> Failed {
        let ask = Ask {
            messages: Vec::new(),
            schema: Arc::from(serde_json::value::RawValue::NULL.to_owned()),
            criteria: Arc::from([0]),
            vote: 0,
            temperature: 0.0,
            tokens: 1900,
            room: 500,
            follows: false,
        };
        let usage = Usage {
            prompt_tokens: prompt,
            completion_tokens: completion,
        };
        let reply = Reply {
            usage,
            ..Reply::default()
        };
        doubted(why, &ask, &reply)
    }

    #[test]
    fn a_reply_that_the_context_cuts_off_was_asked_for_at_too_great_a_length() {
        let cut = failed(Unreadable::Cut, 1515, 21);
        let Failed::Fault(fault) = cut else {
            panic!("{cut}");
        };
        assert_eq!(fault.kind, Kind::TooLong { limit: Some(1536) });
        let others = [
            (Unreadable::Cut, 1036, 500),
            (Unreadable::Cut, 1515, 40),
            (Unreadable::Cut, 1900, 20),
            (Unreadable::Empty, 1515, 21),
        ];
        for (why, prompt, completion) in others {
            let failed = failed(why.clone(), prompt, completion);
            let usage = Usage {
                prompt_tokens: prompt,
                completion_tokens: completion,
            };
            assert_eq!(failed, Failed::Unreadable(why, usage));
        }
    }
}
