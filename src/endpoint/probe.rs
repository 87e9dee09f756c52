//! What can be said of an endpoint after one look and one tiny request.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;
use serde_json::value::RawValue;

use super::abilities::Form;
use super::asker::{Asker, Failed};
use super::fault::{Fault, Kind};
use crate::judge::{Ask, Message};

/// What was found out.
#[derive(Clone, Debug, PartialEq)]
pub struct Probe {
    /// The models that the endpoint lists, where it lists them.
    pub models: Result<Vec<String>, Fault>,
    /// The tiny request, if one could be made.
    pub answer: Result<Finding, String>,
    /// What to do about a fault.
    pub help: Option<String>,
}

/// What a tiny request brought.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// How long it took.
    pub took: Duration,
    /// How replies are held to their form.
    pub form: &'static str,
    /// Whether the reply was of that form.
    pub formed: bool,
    /// Whether tokens are counted by the endpoint.
    pub counted: bool,
    /// Tokens in and out.
    pub tokens: (u64, u64),
}

const SCHEMA: &str = r#"{"type":"object","properties":{"ready":{"type":"boolean"}},"required":["ready"],"additionalProperties":false}"#;

/// What can be said where no model is named.
fn unasked(models: Result<Vec<String>, Fault>) -> Probe {
    let name = "name one with --model";
    let (why, help) = match &models {
        Ok(models) if models.is_empty() => ("no model is named, and none is listed", name),
        Ok(_) => ("no model is named", name),
        Err(fault) if fault.kind == Kind::Refused => (fault.message.as_str(), name),
        Err(fault) => (fault.message.as_str(), fault.help()),
    };
    Probe {
        answer: Err(why.to_owned()),
        help: Some(help.to_owned()),
        models,
    }
}

impl Asker {
    /// Looks at the endpoint; without a model nothing is asked of it.
    pub async fn probe(&self) -> Probe {
        let models = self.models().await;
        if self.setup().model.is_empty() {
            return unasked(models);
        }
        let begun = Instant::now();
        let schema: Box<RawValue> = serde_json::from_str(SCHEMA).unwrap_or_default();
        let ask = Ask {
            messages: vec![
                Message::new("system", "You check a connection."),
                Message::new(
                    "user",
                    "Reply with the JSON object {\"ready\": true} and nothing else.",
                ),
            ],
            schema: Arc::from(schema),
            criteria: [].into(),
            vote: 0,
            temperature: 0.0,
            tokens: 60,
            room: 400,
            follows: false,
        };
        let asked = self
            .ask(&ask, &|reply| Ok(reply.content.contains("ready")))
            .await;
        let found = asked.map(|(formed, reply)| Finding {
            took: begun.elapsed(),
            form: match self.found().form {
                Form::Schema => "a JSON schema",
                Form::Object => "JSON objects, without a schema",
                Form::Text => "the prompt alone",
            },
            formed,
            counted: reply.usage.prompt_tokens != ask.tokens,
            tokens: (reply.usage.prompt_tokens, reply.usage.completion_tokens),
        });
        let help = found
            .as_ref()
            .err()
            .and_then(|failed| self.help(failed, &models));
        Probe {
            models,
            answer: found.map_err(|failed| match failed {
                // What to do about it is said by itself.
                Failed::Fault(fault) => fault.message,
                other => other.to_string(),
            }),
            help,
        }
    }

    async fn models(&self) -> Result<Vec<String>, Fault> {
        let url = self.setup().address.models();
        let Some(got) = self.get(&url).await else {
            return Err(Fault::new(Kind::Refused, "nothing may be sent (--offline)"));
        };
        let raw = got?;
        let listed: Option<Value> = serde_json::from_slice(&raw.body).ok();
        let listed = listed.filter(|_| (200..300).contains(&raw.status));
        let list = listed
            .as_ref()
            .and_then(|value| value.get("data")?.as_array());
        let Some(list) = list else {
            return Err(Fault::new(
                Kind::Refused,
                format!("the endpoint answered {} and listed none", raw.status),
            ));
        };
        let names = list.iter().filter_map(|model| model.get("id")?.as_str());
        let mut names: Vec<String> = names.map(str::to_owned).collect();
        names.sort();
        Ok(names)
    }

    fn help(&self, failed: &Failed, models: &Result<Vec<String>, Fault>) -> Option<String> {
        let Failed::Fault(fault) = failed else {
            return None;
        };
        if fault.kind != Kind::NotFound {
            return Some(fault.help().to_owned());
        }
        let known = models.as_ref().ok().filter(|models| !models.is_empty());
        let Some(known) = known else {
            return Some(fault.help().to_owned());
        };
        let wanted = &self.setup().model;
        let nearest = known
            .iter()
            .min_by_key(|name| strsim::damerau_levenshtein(name, wanted));
        nearest.map(|nearest| format!("try --model {nearest}"))
    }
}
