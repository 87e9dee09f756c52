//! What a judge is asked about an answer: the rubric's part made once, the answer's part for each.

use std::sync::Arc;

use serde::Serialize;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::ask::{Ask, Message, Reply};
use super::claims::Claim;
use super::prompts::{AGAIN, ANSWER, PromptFault, Prompts, SYSTEM};
use super::schema::schema;
use super::shown::Shown;
use super::tokens::Tokens;
use crate::document::Document;
use crate::evidence::Extent;
use crate::rubric::{Criterion, MAX_LEVEL, Rubric};
use crate::text::hex;

/// Tokens that a reply may have for each criterion, and for what is around them.
const ROOM_EACH: u64 = 260;
const ROOM: u64 = 300;

/// Tokens that messages have beside their text.
const FRAME: u64 = 16;

/// How freely several votes may choose their words, so that they are not one vote said thrice.
const FREE: f64 = 0.7;

/// An answer that cannot be cut into parts that fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "a passage of {needs} tokens does not fit into the {room} that the rubric leaves of the model's context"
)]
pub struct TooLong {
    /// Tokens of the longest passage.
    pub needs: u64,
    /// Tokens that there is room for.
    pub room: u64,
}

/// What of an answer a judge is shown.
pub struct Case {
    shown: Shown,
    question: Option<String>,
    marker: String,
}

impl Case {
    /// An answer, as its reader sees it.
    #[must_use]
    pub fn new(document: &Document, extent: &Extent, question: Option<&str>) -> Self {
        Self {
            shown: Shown::of(document, extent),
            marker: marker(&document.plain, question.unwrap_or("")),
            question: question.map(str::to_owned),
        }
    }

    /// Whether nothing is left to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }
}

/// A word that neither the answer nor the question contains, the same for the same answer.
fn marker(answer: &str, question: &str) -> String {
    let mut digest = Sha256::digest(answer.as_bytes());
    loop {
        let digits = hex(digest.get(..8).unwrap_or(&digest));
        let marker = format!("ANSWER-{}", digits.to_uppercase());
        if !answer.contains(&marker) && !question.contains(&marker) {
            return marker;
        }
        digest = Sha256::digest(digest);
    }
}

/// How a judge is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Manner {
    /// Whether each criterion is a request of its own.
    pub apart: bool,
    /// How often each is asked, 1 and up.
    pub votes: u32,
}

/// What is asked of all answers to one rubric.
pub struct Brief {
    prompts: Arc<Prompts>,
    tokens: Tokens,
    manner: Manner,
    sheets: Vec<Sheet>,
}

/// Some criteria that are asked together.
struct Sheet {
    criteria: Arc<[usize]>,
    system: Arc<str>,
    tokens: u64,
    schema: Arc<RawValue>,
}

impl Sheet {
    fn new(
        rubric: &Rubric,
        criteria: Vec<usize>,
        prompts: &Prompts,
        tokens: &Tokens,
    ) -> Result<Self, PromptFault> {
        let system = prompts.fill(SYSTEM, described(rubric, &criteria))?;
        Ok(Self {
            tokens: tokens.count(&system) + FRAME,
            system: system.into(),
            schema: schema(rubric, &criteria),
            criteria: criteria.into(),
        })
    }

    fn room(&self) -> u64 {
        room(self.criteria.len())
    }
}

fn room(criteria: usize) -> u64 {
    ROOM + ROOM_EACH * criteria as u64
}

impl Brief {
    /// What is asked about a rubric's criteria.
    ///
    /// # Errors
    /// Where a template cannot be filled.
    pub fn new(
        rubric: &Rubric,
        prompts: Arc<Prompts>,
        tokens: Tokens,
        manner: Manner,
    ) -> Result<Self, PromptFault> {
        let all = 0..rubric.criteria.len();
        let groups: Vec<Vec<usize>> = if manner.apart {
            all.map(|at| vec![at]).collect()
        } else {
            vec![all.collect()]
        };
        let sheets = groups
            .into_iter()
            .map(|criteria| Sheet::new(rubric, criteria, &prompts, &tokens));
        let sheets = sheets.collect::<Result<_, _>>()?;
        Ok(Self {
            prompts,
            tokens,
            manner,
            sheets,
        })
    }

    /// The requests about an answer to a model that reads `context` tokens at once: for each vote
    /// those of all parts and criteria.
    ///
    /// # Errors
    /// Where a part of the answer is too long, or a template cannot be filled.
    pub fn asks(&self, case: &Case, context: u64) -> Result<Vec<Vec<Ask>>, String> {
        let mut first = Vec::new();
        for sheet in &self.sheets {
            let mut asks = self.parts(sheet, case, context)?;
            first.append(&mut asks);
        }
        let again = |vote| {
            let asks = first.iter().cloned();
            asks.map(|ask| Ask { vote, ..ask }).collect()
        };
        Ok((0..self.manner.votes.max(1)).map(again).collect())
    }

    fn parts(&self, sheet: &Sheet, case: &Case, context: u64) -> Result<Vec<Ask>, String> {
        let question = case.question.as_deref().unwrap_or("");
        let around = self.tokens.count(question) + 2 * FRAME + 120;
        // A small context is shared between the answer and the reply.
        let free = context.saturating_sub(sheet.tokens + around);
        let reply = sheet.room().min(free / 2);
        let count = |text: &str| self.tokens.count(text);
        let parts = case.shown.parts(free - reply, &count);
        let parts = parts.map_err(|error| error.to_string())?;
        let all = parts.len();
        let asks = (1..).zip(parts).map(|(nth, part)| {
            let values = Sheaf {
                marker: &case.marker,
                question,
                answer: part.trim(),
                part: nth,
                parts: all,
            };
            let user = self.prompts.fill(ANSWER, values)?;
            Ok(Ask {
                tokens: sheet.tokens + self.tokens.count(&user) + FRAME,
                messages: vec![
                    Message::new("system", Arc::clone(&sheet.system)),
                    Message::new("user", user),
                ],
                schema: Arc::clone(&sheet.schema),
                criteria: Arc::clone(&sheet.criteria),
                vote: 0,
                temperature: if self.manner.votes > 1 { FREE } else { 0.0 },
                room: reply,
                follows: false,
            })
        });
        asks.collect::<Result<_, PromptFault>>()
            .map_err(|fault| fault.to_string())
    }

    /// The request that asks once more for what could not be believed of a reply.
    ///
    /// # Errors
    /// Where the template cannot be filled.
    pub fn again(
        &self,
        rubric: &Rubric,
        ask: &Ask,
        reply: &Reply,
        faults: &[&Claim],
    ) -> Result<Ask, PromptFault> {
        let named = faults.iter().filter_map(|claim| fault(rubric, claim));
        let values = Again {
            faults: named.collect(),
            levels: &rubric.levels,
        };
        let user = self.prompts.fill(AGAIN, values)?;
        let criteria: Vec<usize> = faults.iter().map(|claim| claim.criterion).collect();
        let mut messages = ask.messages.clone();
        messages.push(Message::new("assistant", reply.content.as_str()));
        let added = self.tokens.count(&reply.content) + self.tokens.count(&user) + 2 * FRAME;
        messages.push(Message::new("user", user));
        Ok(Ask {
            messages,
            schema: schema(rubric, &criteria),
            room: room(criteria.len()),
            criteria: criteria.into(),
            vote: ask.vote,
            temperature: ask.temperature,
            tokens: ask.tokens + added,
            follows: true,
        })
    }
}

#[derive(Serialize)]
struct Described<'a> {
    rubric: Title<'a>,
    levels: &'a [String],
    criteria: Vec<Asked<'a>>,
}

#[derive(Serialize)]
struct Title<'a> {
    title: &'a str,
    about: &'a str,
}

#[derive(Serialize)]
struct Asked<'a> {
    id: &'a str,
    title: &'a str,
    asks: &'a str,
    note: &'a str,
    levels: Vec<Offered<'a>>,
}

#[derive(Serialize)]
struct Offered<'a> {
    name: &'a str,
    means: &'a str,
}

#[derive(Serialize)]
struct Sheaf<'a> {
    marker: &'a str,
    question: &'a str,
    answer: &'a str,
    part: usize,
    parts: usize,
}

#[derive(Serialize)]
struct Again<'a> {
    faults: Vec<Fault<'a>>,
    levels: &'a [String],
}

#[derive(Serialize)]
struct Fault<'a> {
    criterion: &'a str,
    kind: &'a str,
    level: &'a str,
    quotes: &'a [String],
}

/// What the template says of a claim that cannot be used.
fn fault<'a>(rubric: &'a Rubric, claim: &'a Claim) -> Option<Fault<'a>> {
    let fault = claim.fault.as_ref()?;
    Some(Fault {
        criterion: &rubric.criteria.get(claim.criterion)?.id,
        kind: fault.kind(),
        level: fault.level(),
        quotes: &claim.invented,
    })
}

/// What the template says of a rubric.
fn described<'a>(rubric: &'a Rubric, criteria: &[usize]) -> Described<'a> {
    let chosen = criteria.iter().filter_map(|at| rubric.criteria.get(*at));
    Described {
        rubric: Title {
            title: &rubric.title,
            about: &rubric.about,
        },
        levels: &rubric.levels,
        criteria: chosen.map(|criterion| asked(rubric, criterion)).collect(),
    }
}

fn asked<'a>(rubric: &'a Rubric, criterion: &'a Criterion) -> Asked<'a> {
    let levels = (1..=MAX_LEVEL)
        .zip(&criterion.levels)
        .map(|(level, asked)| Offered {
            name: rubric.level_name(level),
            means: &asked.descriptor,
        });
    Asked {
        id: &criterion.id,
        title: &criterion.title,
        asks: &criterion.asks,
        note: &criterion.judge,
        levels: levels.collect(),
    }
}
