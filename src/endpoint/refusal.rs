//! What it means where an endpoint says no, however it words that.

use serde_json::Value;

use super::body::strange;
use super::fault::{Fault, Feature, Kind};
use super::http::Raw;
use crate::text::shorten;

/// What a server says of a fault is shown up to so many characters.
const SHOWN: usize = 300;

/// What a refusal means.
pub(super) fn refusal(raw: &Raw, status: u16, value: Option<&Value>) -> Fault {
    let (said, code) = value.map_or_else(|| (strange(raw), String::new()), told);
    let message = match &raw.location {
        Some(there) if (300..400).contains(&status) => {
            format!("the endpoint answered {status} and points to `{there}`")
        }
        _ => format!("the endpoint answered {status}: {}", shorten(&said, SHOWN)),
    };
    let after = raw.retry_after;
    let lower = format!("{code} {said}").to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let kind = match status {
        401 | 403 => Kind::Denied,
        402 => Kind::Spent,
        429 if says(&["insufficient_quota", "billing"]) => Kind::Spent,
        429 => Kind::Throttled { after },
        408 | 409 | 425 => Kind::Busy { after },
        413 => Kind::TooLong { limit: None },
        300..=399 => Kind::Moved,
        _ if says(&[
            "context_length",
            "context length",
            "exceed_context",
            "context size",
            "maximum context",
            "context window",
            "too many tokens",
            "prompt is too long",
        ]) =>
        {
            Kind::TooLong {
                limit: limit(value),
            }
        }
        // A model's name may hold any word.
        400 | 404 if says(&["model_not_found", "no such model"]) => Kind::NotFound,
        400 | 404 | 422 | 500 | 501 if unsupported(&lower).is_some() => {
            Kind::Unsupported(unsupported(&lower).unwrap_or(Feature::Format))
        }
        400 if says(&["api key", "api_key", "authentication"]) => Kind::Denied,
        400 if says(&["invalid model", "model not found"]) => Kind::NotFound,
        404 => Kind::NotFound,
        500.. => Kind::Busy { after },
        _ => Kind::Refused,
    };
    Fault::new(kind, message)
}

/// The feature that a refusal is about.
fn unsupported(said: &str) -> Option<Feature> {
    let about: [(&[&str], Feature); 4] = [
        (&["max_tokens", "max_completion_tokens"], Feature::Limit),
        (
            &[
                "response_format",
                "json_schema",
                "json_object",
                "json schema",
                "grammar",
                "structured output",
            ],
            Feature::Format,
        ),
        (&["temperature"], Feature::Temperature),
        (&["seed"], Feature::Seed),
    ];
    let named = about
        .iter()
        .find(|(words, _)| words.iter().any(|word| said.contains(word)));
    named.map(|(_, feature)| *feature)
}

/// What a server says of a fault, wherever it says it, and its short name for it.
fn told(value: &Value) -> (String, String) {
    let error = value
        .get("error")
        .filter(|error| !error.is_null())
        .unwrap_or(value);
    let said = [
        error.get("message"),
        error.get("detail"),
        value.get("detail"),
        value.get("message"),
        Some(error),
    ];
    let said = said.into_iter().flatten().find_map(Value::as_str);
    let code: Vec<String> = ["code", "type"]
        .iter()
        .filter_map(|name| error.get(name))
        .map(|code| {
            code.as_str()
                .map_or_else(|| code.to_string(), str::to_owned)
        })
        .collect();
    (
        said.map_or_else(|| value.to_string(), str::to_owned),
        code.join(" "),
    )
}

/// The tokens that fit, where a server says so.
fn limit(value: Option<&Value>) -> Option<u64> {
    let error = value?.get("error")?;
    if let Some(limit) = error.get("n_ctx").and_then(Value::as_u64) {
        return Some(limit);
    }
    // "This model's maximum context length is 8192 tokens."
    let message = error.get("message")?.as_str()?;
    let at = message.find("maximum context length is ")?;
    let rest = message.get(at + "maximum context length is ".len()..)?;
    rest.split(|c: char| !c.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::super::body::reply;
    use super::*;
    use std::time::Duration;

    fn kind(status: u16, body: &str) -> Kind {
        let raw = Raw {
            status,
            html: false,
            retry_after: Some(Duration::from_secs(3)),
            location: None,
            body: body.as_bytes().to_vec(),
        };
        reply(&raw).unwrap_err().kind
    }

    #[test]
    fn refusals_are_told_apart_whoever_words_them() {
        let after = Some(Duration::from_secs(3));
        assert_eq!(kind(401, r#"{"detail":"bad key"}"#), Kind::Denied);
        assert_eq!(
            kind(
                400,
                r#"{"error":{"message":"Authentication Error, Invalid proxy server token"}}"#
            ),
            Kind::Denied
        );
        assert_eq!(
            kind(
                404,
                r#"{"error":{"message":"The model `x` does not exist","code":"model_not_found"}}"#
            ),
            Kind::NotFound
        );
        let seed = r#"{"error":{"message":"The model `seed-1.6` does not exist","code":"model_not_found"}}"#;
        assert_eq!(kind(404, seed), Kind::NotFound);
        assert_eq!(
            kind(429, r#"{"error":{"code":"429"}}"#),
            Kind::Throttled { after }
        );
        assert_eq!(
            kind(
                429,
                r#"{"error":{"code":"insufficient_quota","message":"You exceeded"}}"#
            ),
            Kind::Spent
        );
        assert_eq!(kind(500, "Internal Server Error"), Kind::Busy { after });
        assert_eq!(
            kind(502, "<html><title>Bad gateway</title>"),
            Kind::Busy { after }
        );
    }

    #[test]
    fn what_a_server_cannot_do_is_told_apart() {
        let after = Some(Duration::from_secs(3));
        let long = r#"{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error","n_prompt_tokens":9000,"n_ctx":4096}}"#;
        assert_eq!(kind(400, long), Kind::TooLong { limit: Some(4096) });
        let long = r#"{"error":{"code":"context_length_exceeded","message":"This model's maximum context length is 8192 tokens. However"}}"#;
        assert_eq!(kind(400, long), Kind::TooLong { limit: Some(8192) });
        let form = r#"{"error":{"message":"Input should be 'text' or 'json_object'"}}"#;
        assert_eq!(kind(500, form), Kind::Unsupported(Feature::Format));
        let newer = r#"{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."}}"#;
        assert_eq!(kind(400, newer), Kind::Unsupported(Feature::Limit));
        assert_eq!(
            kind(
                400,
                r#"{"error":{"message":"Unsupported value: 'temperature'"}}"#
            ),
            Kind::Unsupported(Feature::Temperature)
        );
        assert_eq!(kind(400, r#"{"error":"no"}"#), Kind::Refused);
        assert_eq!(
            kind(
                200,
                r#"{"error":{"message":"Provider returned error","code":429}}"#
            ),
            Kind::Throttled { after }
        );
        for nonsense in [
            "",
            "<!doctype html><p>hello",
            r#"{"choices":[{"mess"#,
            "[]",
            "{}",
            r#"{"choices":[]}"#,
        ] {
            assert_eq!(kind(200, nonsense), Kind::Broken, "{nonsense}");
        }
    }
}
