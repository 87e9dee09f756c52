//! What a reply claims of each criterion, and which of it can be believed.

use serde_json::Value;

use super::ask::Reply;
use super::quotes::Haystack;
use super::reply::{self, Unreadable};
use crate::rubric::{MAX_LEVEL, Rubric};
use crate::text::{Span, shorten};

/// Reasoning and quotes are kept up to so many characters.
const REASONING: usize = 600;
const QUOTE: usize = 240;

/// So many quotes of a criterion are looked up.
const QUOTES: usize = 8;

/// What the judge says where it cannot decide.
pub(super) const CANNOT_TELL: &str = "cannot tell";

/// What a reply claims of one criterion.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Claim {
    /// The criterion, by index.
    pub criterion: usize,
    /// 0..=3; none where it cannot be believed, or the judge could not tell.
    pub level: Option<u8>,
    /// The judge's reasons.
    pub reasoning: String,
    /// Quotes that are in the answer, in its plain text.
    pub quotes: Vec<Span>,
    /// Quotes that are not.
    pub invented: Vec<String>,
    /// What is wrong with it.
    pub fault: Option<Unbelieved>,
}

/// Why a claim is not believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unbelieved {
    /// None of its quotes is in the answer.
    Invented,
    /// A level above the lowest, and nothing quoted.
    Unquoted {
        /// The level's name.
        level: String,
    },
    /// The reply leaves the criterion out.
    LeftOut,
    /// A level that was not offered.
    NoLevel {
        /// What it said instead.
        level: String,
    },
    /// The judge says that it cannot tell; there is nothing to ask again.
    CannotTell,
    /// There is no reply.
    Failed {
        /// What happened.
        why: String,
    },
}

impl Unbelieved {
    /// Its name in the template that asks again.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Invented => "invented",
            Self::Unquoted { .. } => "unquoted",
            Self::LeftOut => "left-out",
            Self::NoLevel { .. } | Self::CannotTell | Self::Failed { .. } => "no-level",
        }
    }

    /// The level that was given, as it was written.
    pub(super) fn level(&self) -> &str {
        match self {
            Self::Unquoted { level } | Self::NoLevel { level } => level,
            Self::Invented | Self::LeftOut | Self::CannotTell | Self::Failed { .. } => "",
        }
    }

    /// In a sentence, for people.
    #[must_use]
    pub fn reason(&self) -> String {
        match self {
            Self::Invented => "its quotes are not in the answer".into(),
            Self::Unquoted { level } => format!("it says \"{level}\" and quotes nothing"),
            Self::LeftOut => "its reply leaves the criterion out".into(),
            Self::NoLevel { level } => format!("\"{level}\" is none of the levels"),
            Self::CannotTell => "it could not tell".into(),
            Self::Failed { why } => why.clone(),
        }
    }
}

/// What a reply claims, by criterion.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Claims(pub Vec<Claim>);

impl Claims {
    /// No reply about `criteria`, and why.
    #[must_use]
    pub fn failed(criteria: &[usize], why: &str) -> Self {
        let claims = criteria.iter().map(|criterion| Claim {
            criterion: *criterion,
            fault: Some(Unbelieved::Failed { why: why.into() }),
            ..Claim::default()
        });
        Self(claims.collect())
    }

    /// Reads a reply about `criteria` and looks its quotes up.
    ///
    /// # Errors
    /// Where the reply says nothing of them.
    pub fn read(
        reply: &Reply,
        criteria: &[usize],
        rubric: &Rubric,
        haystack: &Haystack,
    ) -> Result<Self, Unreadable> {
        let asked = || {
            let asked = criteria
                .iter()
                .filter_map(|at| Some((*at, rubric.criteria.get(*at)?)));
            asked.map(|(at, criterion)| (at, criterion.id.as_str()))
        };
        let object = reply::read(reply, &|id| asked().any(|(_, known)| known == id))?;
        let claims = asked().map(|(at, id)| claim(at, object.get(id), rubric, haystack));
        Ok(Self(claims.collect()))
    }

    /// Takes over what a second reply says better, and keeps the rest.
    pub fn mend(&mut self, second: Self) {
        for better in second.0 {
            let known = self
                .0
                .iter_mut()
                .find(|claim| claim.criterion == better.criterion);
            if let Some(claim) = known
                && claim.fault.is_some()
            {
                let mut invented = std::mem::take(&mut claim.invented);
                invented.extend(better.invented);
                invented.sort();
                invented.dedup();
                *claim = Claim { invented, ..better };
            }
        }
    }

    /// The claims that are worth asking for once more.
    #[must_use]
    pub fn faults(&self) -> Vec<&Claim> {
        let wrong = |claim: &&Claim| {
            claim
                .fault
                .as_ref()
                .is_some_and(|fault| *fault != Unbelieved::CannotTell)
        };
        self.0.iter().filter(wrong).collect()
    }
}

fn claim(criterion: usize, said: Option<&Value>, rubric: &Rubric, haystack: &Haystack) -> Claim {
    let mut claim = Claim {
        criterion,
        ..Claim::default()
    };
    let Some(Value::Object(said)) = said else {
        claim.fault = Some(Unbelieved::LeftOut);
        return claim;
    };
    if let Some(Value::String(reasoning)) = said.get("reasoning") {
        claim.reasoning = shorten(reasoning.trim(), REASONING);
    }
    for quote in quotes(said.get("quotes")) {
        match haystack.find(quote) {
            Some(spans) => claim.quotes.extend(spans),
            None => claim.invented.push(shorten(quote, QUOTE)),
        }
    }
    claim.quotes.sort_unstable();
    claim.quotes.dedup();
    let written = said.get("level").unwrap_or(&Value::Null);
    match level(written, rubric) {
        Ok(Some(0)) => claim.level = Some(0),
        Ok(Some(level)) if !claim.quotes.is_empty() => claim.level = Some(level),
        Ok(Some(_)) if !claim.invented.is_empty() => claim.fault = Some(Unbelieved::Invented),
        Ok(Some(level)) => {
            let level = rubric.level_name(level).to_owned();
            claim.fault = Some(Unbelieved::Unquoted { level });
        }
        Ok(None) => claim.fault = Some(Unbelieved::CannotTell),
        Err(level) => claim.fault = Some(Unbelieved::NoLevel { level }),
    }
    claim
}

/// The quotes, whether one or several; what is no text is none.
fn quotes(said: Option<&Value>) -> Vec<&str> {
    let quotes: Vec<&str> = match said {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let there = quotes.into_iter().filter(|quote| !quote.trim().is_empty());
    there.take(QUOTES).collect()
}

/// A level by its name or number; none where the judge cannot tell.
fn level(said: &Value, rubric: &Rubric) -> Result<Option<u8>, String> {
    let offered = |name: &str| {
        let mut names = (0..=MAX_LEVEL).map(|level| (level, rubric.level_name(level)));
        names
            .find(|(_, known)| known.eq_ignore_ascii_case(name))
            .map(|(level, _)| level)
    };
    match said {
        Value::String(name) => {
            let name = name.trim();
            if name.eq_ignore_ascii_case(CANNOT_TELL) {
                return Ok(None);
            }
            let found =
                offered(name).or_else(|| name.parse().ok().filter(|level| *level <= MAX_LEVEL));
            found.map(Some).ok_or_else(|| shorten(name, 40))
        }
        Value::Number(number) => {
            let level = number.as_u64().and_then(|level| u8::try_from(level).ok());
            let level = level.filter(|level| *level <= MAX_LEVEL);
            level.map(Some).ok_or_else(|| number.to_string())
        }
        Value::Null => Err("nothing".into()),
        other => Err(shorten(&other.to_string(), 40)),
    }
}
