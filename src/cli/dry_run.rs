//! What a judge would be asked, with tokens and cost; nothing is sent.

use std::fmt::Write as _;
use std::sync::Arc;

use serde::Serialize;
use serde_json::value::RawValue;

use super::args::Arguments;
use super::exit::Status;
use super::output::{Console, Reader, Sink};
use crate::endpoint::Asker;
use crate::input::{Job, Queue, Taker};
use crate::judge::{Ask, Message, Usage};
use crate::report::{OutputFormat, Printable};
use crate::run::{Grader, Panel, Plan};
use crate::settings::Settings;

/// Shows what would be asked about all answers of a queue.
pub(super) fn run(
    console: &mut Console,
    settings: &Settings,
    arguments: &Arguments,
    plan: Plan,
    panel: &Panel,
    queue: Queue,
) -> anyhow::Result<Status> {
    let sink = match &arguments.output {
        Some(path) => Sink::file(path)?,
        None => Sink::stdout(),
    };
    let as_data = matches!(settings.format, OutputFormat::Json | OutputFormat::Jsonl);
    let whole = queue.len() == Some(1) || console.is_verbose();
    let columns = arguments.columns();
    let mut rehearsal = Rehearsal {
        console,
        arguments,
        grader: Grader::new(Arc::new(plan)),
        panel,
        sink,
        as_data,
        whole,
        total: Total::default(),
        fault: None,
    };
    queue.feed(&columns, &mut rehearsal);
    rehearsal.end()
}

/// What all requests come to.
#[derive(Default)]
struct Total {
    answers: usize,
    failed: usize,
    requests: usize,
    kept: usize,
    usage: Usage,
}

struct Rehearsal<'a> {
    console: &'a mut Console,
    arguments: &'a Arguments,
    grader: Grader,
    panel: &'a Panel,
    sink: Sink,
    /// Whether each request is written as an object.
    as_data: bool,
    /// Whether messages are shown whole.
    whole: bool,
    total: Total,
    fault: Option<anyhow::Error>,
}

/// One request, as data.
#[derive(Serialize)]
struct Request<'a> {
    id: &'a str,
    model: &'a str,
    vote: u32,
    messages: &'a [Message],
    schema: &'a RawValue,
    /// Tokens of the messages.
    tokens: u64,
    /// The most tokens of the reply.
    max_reply_tokens: u64,
    /// Whether its reply is kept from before.
    kept: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_cost: Option<f64>,
}

impl Taker for Rehearsal<'_> {
    fn take(&mut self, job: Job) -> bool {
        let read = job.read(&self.arguments.columns());
        let pending = match read.and_then(|input| self.grader.open(input)) {
            Ok(pending) => pending,
            Err(error) => {
                self.total.failed += 1;
                self.console.error(&error.to_string());
                return true;
            }
        };
        let said = match self.panel.asks(&pending) {
            Ok(asks) => self.say(pending.id(), &asks),
            Err(why) => {
                self.total.failed += 1;
                self.console.error(&format!("{}: {why}", pending.id()));
                return true;
            }
        };
        match self.sink.write(&said) {
            Ok(Reader::There) => true,
            Ok(Reader::Gone) => false,
            Err(error) => {
                self.fault = Some(error);
                false
            }
        }
    }

    fn wait(&mut self) -> bool {
        true
    }
}

impl Rehearsal<'_> {
    /// What is said of an answer's requests.
    fn say(&mut self, id: &str, asks: &[Ask]) -> String {
        let asker = self.panel.asker();
        let mut usage = Usage::default();
        let mut kept = 0;
        let mut shown = String::new();
        for ask in asks {
            let worst = Usage {
                prompt_tokens: ask.tokens,
                completion_tokens: ask.room,
            };
            let is_kept = asker.is_kept(ask);
            if is_kept {
                kept += 1;
            } else {
                usage += worst;
            }
            if self.as_data {
                shown.push_str(&line(id, asker, ask, is_kept));
            } else if self.whole {
                for message in &ask.messages {
                    let text = message
                        .content
                        .lines()
                        .map(|line| Printable(line).to_string());
                    let text: Vec<String> = text.collect();
                    let text = text.join("\n");
                    let _ = write!(shown, "--- {} ---\n{text}\n\n", message.role);
                }
            }
        }
        self.total.answers += 1;
        self.total.requests += asks.len();
        self.total.kept += kept;
        self.total.usage += usage;
        if self.as_data {
            return shown;
        }
        let sum = summary(asks.len(), kept, usage, asker);
        format!("{shown}{}: {sum}\n", Printable(id))
    }

    fn end(mut self) -> anyhow::Result<Status> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        let total = &self.total;
        let sum = summary(total.requests, total.kept, total.usage, self.panel.asker());
        let all = format!("{} answers, {sum}; nothing was sent", total.answers);
        if self.as_data {
            self.console.note(&all);
        } else if total.answers != 1 {
            self.sink.write(&format!("{all}\n"))?;
        }
        let failed = total.failed > 0 && !self.arguments.allow_errors;
        self.sink.finish()?;
        Ok(if failed {
            Status::Impossible
        } else {
            Status::Done
        })
    }
}

fn line(id: &str, asker: &Asker, ask: &Ask, kept: bool) -> String {
    let setup = asker.setup();
    let request = Request {
        id,
        model: &setup.model,
        vote: ask.vote,
        messages: &ask.messages,
        schema: &ask.schema,
        tokens: ask.tokens,
        max_reply_tokens: ask.room,
        kept,
        max_cost: setup.price.map(|price| {
            price.of(Usage {
                prompt_tokens: ask.tokens,
                completion_tokens: ask.room,
            })
        }),
    };
    crate::report::jsonl(&request)
}

fn summary(requests: usize, kept: usize, usage: Usage, asker: &Asker) -> String {
    let requests = match requests {
        1 => "1 request".to_owned(),
        many => format!("{many} requests"),
    };
    let from_before = if kept > 0 {
        format!(" ({kept} kept from before)")
    } else {
        String::new()
    };
    let cost = asker.setup().price.map_or_else(String::new, |price| {
        format!(", at most {:.4} US dollars", price.of(usage))
    });
    format!(
        "{requests}{from_before}, {} tokens in, at most {} out{cost}",
        usage.prompt_tokens, usage.completion_tokens
    )
}
