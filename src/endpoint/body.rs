//! The bodies of requests and replies, as the protocol writes them and as servers really do.

use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::abilities::{Abilities, Form, Limit};
use super::fault::{Fault, Kind};
use super::http::Raw;
use super::refusal::refusal;
use crate::judge::{Ask, Message, Reply, Usage};
use crate::text::shorten;

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
pub(super) fn strange(raw: &Raw) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(status: u16, body: &str) -> Raw {
        Raw {
            status,
            html: false,
            retry_after: None,
            location: None,
            body: body.as_bytes().to_vec(),
        }
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
