//! The bodies of requests and replies, as the protocol writes them and as servers really do.

use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::abilities::{Abilities, Form, Limit};
use super::fault::{Fault, Feature, Kind};
use super::http::Raw;
use crate::judge::{Ask, Message, Reply, Usage};
use crate::text::shorten;

/// What a server says of a fault is shown up to so many characters.
const SHOWN: usize = 300;

/// No reply takes more tokens than this; what a server counts beyond it is not believed.
const BELIEVED: u64 = 1 << 32;

#[derive(Serialize)]
struct Request<'a> {
    model: &'a str,
    messages: &'a [Message],
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_completion_tokens: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_format: Option<Format<'a>>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Format<'a> {
    JsonObject,
    JsonSchema { json_schema: Named<'a> },
}

#[derive(Serialize)]
struct Named<'a> {
    name: &'static str,
    strict: bool,
    schema: &'a RawValue,
}

/// The body of a request.
pub(super) fn request(model: &str, ask: &Ask, abilities: Abilities) -> Vec<u8> {
    let room = |limit| (abilities.limit == limit).then_some(ask.room);
    let request = Request {
        model,
        messages: &ask.messages,
        temperature: abilities.temperature.then_some(ask.temperature),
        seed: abilities.seed.then_some(ask.vote),
        max_tokens: room(Limit::Common),
        max_completion_tokens: room(Limit::Newer),
        response_format: match abilities.form {
            Form::Schema => Some(Format::JsonSchema {
                json_schema: Named {
                    name: "verdict",
                    strict: true,
                    schema: &ask.schema,
                },
            }),
            Form::Object => Some(Format::JsonObject),
            Form::Text => None,
        },
    };
    // Room for all of it at once, what is escaped included.
    let texts = ask.messages.iter().map(|message| message.content.len());
    let room = texts.sum::<usize>() * 9 / 8 + ask.schema.get().len() + 512;
    let mut body = Vec::with_capacity(room);
    match serde_json::to_writer(&mut body, &request) {
        Ok(()) => body,
        Err(_) => Vec::new(),
    }
}

/// The reply in what came back, or what is wrong with it.
pub(super) fn reply(raw: &Raw) -> Result<Reply, Fault> {
    let value: Option<Value> = serde_json::from_slice(&raw.body).ok();
    if !(200..300).contains(&raw.status) {
        return Err(refusal(raw, raw.status, value.as_ref()));
    }
    let broken = |what: String| {
        Fault::new(
            Kind::Broken,
            format!("the endpoint answered {} with {what}", raw.status),
        )
    };
    let Some(value) = value else {
        return Err(broken(strange(raw)));
    };
    if let Some(error) = value.get("error").filter(|error| !error.is_null()) {
        // Some gateways report a fault behind a status of success.
        let code = error.get("code").and_then(Value::as_u64);
        let status = code.and_then(|code| u16::try_from(code).ok());
        return Err(refusal(raw, status.unwrap_or(502), Some(&value)));
    }
    let choice = value.get("choices").and_then(|choices| choices.get(0));
    let Some(message) = choice.and_then(|choice| choice.get("message")) else {
        return Err(broken("no reply of a chat model in it".into()));
    };
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let usage = value.get("usage");
    let tokens = |name| {
        usage
            .and_then(|usage| usage.get(name)?.as_u64())
            .filter(|tokens| *tokens <= BELIEVED)
            .unwrap_or(0)
    };
    Ok(Reply {
        content: content(message.get("content")),
        finish: text(choice.and_then(|choice| choice.get("finish_reason"))),
        refusal: text(message.get("refusal")).filter(|refusal| !refusal.is_empty()),
        usage: Usage {
            prompt_tokens: tokens("prompt_tokens"),
            completion_tokens: tokens("completion_tokens"),
        },
    })
}

/// The text of a message, whole or in parts.
fn content(content: Option<&Value>) -> String {
    match content {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(parts)) => {
            let texts = parts.iter().filter_map(|part| part.get("text")?.as_str());
            texts.collect()
        }
        _ => String::new(),
    }
}

/// What came back instead of JSON.
fn strange(raw: &Raw) -> String {
    let text = String::from_utf8_lossy(&raw.body);
    let text = text.trim();
    if text.is_empty() {
        return "an empty body".into();
    }
    if raw.html || text.starts_with('<') {
        return match title(text) {
            Some(title) => format!("a web page (\"{}\")", shorten(title, 80)),
            None => "a web page".into(),
        };
    }
    if text.starts_with(['{', '[']) {
        return "JSON that breaks off".into();
    }
    format!("something that is no JSON: \"{}\"", shorten(text, 80))
}

fn title(page: &str) -> Option<&str> {
    let begin = page.find("<title>")? + "<title>".len();
    let rest = page.get(begin..)?;
    Some(rest.get(..rest.find('<')?)?.trim()).filter(|title| !title.is_empty())
}

/// What a refusal means.
fn refusal(raw: &Raw, status: u16, value: Option<&Value>) -> Fault {
    let (said, code) = value.map_or_else(|| (strange(raw), String::new()), told);
    let message = format!("the endpoint answered {status}: {}", shorten(&said, SHOWN));
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
        300..=399 => Kind::Refused,
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
    use super::*;
    use std::time::Duration;

    fn raw(status: u16, body: &str) -> Raw {
        Raw {
            status,
            html: false,
            retry_after: Some(Duration::from_secs(3)),
            body: body.as_bytes().to_vec(),
        }
    }

    fn kind(status: u16, body: &str) -> Kind {
        reply(&raw(status, body)).unwrap_err().kind
    }

    #[test]
    fn replies_of_several_servers_are_read() {
        let plain = r#"{"choices":[{"message":{"content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1}}"#;
        let read = reply(&raw(200, plain)).unwrap();
        assert_eq!(
            (
                read.content.as_str(),
                read.finish.as_deref(),
                read.usage.prompt_tokens
            ),
            ("hi", Some("stop"), 3)
        );
        let boundless = r#"{"choices":[{"message":{"content":"hi"}}],"usage":{"prompt_tokens":18446744073709551615}}"#;
        let read = reply(&raw(200, boundless)).unwrap();
        assert_eq!(read.usage.prompt_tokens, 0, "counted here instead");
        let parts = r#"{"choices":[{"message":{"content":[{"type":"text","text":"a"},{"type":"text","text":"b"}],"refusal":null}}]}"#;
        assert_eq!(reply(&raw(200, parts)).unwrap().content, "ab");
        let refused = r#"{"choices":[{"message":{"content":null,"refusal":"no"}}]}"#;
        assert_eq!(
            reply(&raw(200, refused)).unwrap().refusal.as_deref(),
            Some("no")
        );
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

    #[test]
    fn what_happened_is_said_in_a_sentence() {
        let said = |status, body: &str| reply(&raw(status, body)).unwrap_err().message;
        assert_eq!(
            said(502, "<html><title>Bad gateway</title>"),
            "the endpoint answered 502: a web page (\"Bad gateway\")"
        );
        assert_eq!(
            said(200, ""),
            "the endpoint answered 200 with an empty body"
        );
        assert_eq!(
            said(401, r#"{"error":{"message":"Invalid API key"}}"#),
            "the endpoint answered 401: Invalid API key"
        );
    }
}
