//! How a judge is asked, as far as one place says.

use std::path::{Path, PathBuf};

use super::layer::{Unusable, named};

/// Where a setting comes from, which decides whether a key may go there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The command line.
    Command,
    /// The environment.
    Environment,
    /// The user's own configuration, or a file that the user named.
    User,
    /// An `evaluate.toml` that lay on the way.
    Project,
}

/// What is asked about at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// All criteria.
    #[default]
    Whole,
    /// Each criterion by itself.
    Criterion,
}

impl Scope {
    /// Both with their names.
    pub const NAMES: [(&'static str, Self); 2] =
        [("whole", Self::Whole), ("criterion", Self::Criterion)];
}

/// What one place says of the judge; `None` is left to those below.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JudgeLayer {
    /// Whether a judge is asked.
    pub enabled: Option<bool>,
    /// The model.
    pub model: Option<String>,
    /// The endpoint's address.
    pub base_url: Option<(String, Origin)>,
    /// A file with the key.
    pub api_key_file: Option<(PathBuf, Origin)>,
    /// How often each criterion is asked.
    pub votes: Option<u32>,
    /// The most requests at once.
    pub concurrency: Option<u32>,
    /// The most requests a minute.
    pub rpm: Option<u32>,
    /// The most that a run may cost, in US dollars.
    pub max_cost: Option<f64>,
    /// The most tokens that a run may take.
    pub max_tokens: Option<u64>,
    /// How long a request and its reply may take, in seconds.
    pub timeout: Option<f64>,
    /// What is asked about at once.
    pub per: Option<Scope>,
    /// Whether replies are kept.
    pub cache: Option<bool>,
    /// A table of models.
    pub models: Option<PathBuf>,
    /// Tokens that the model reads at once.
    pub context: Option<u64>,
}

/// The names of the settings, as in the table `[judge]` of a file.
pub(super) const KEYS: [&str; 14] = [
    "enabled",
    "model",
    "base_url",
    "api_key_file",
    "votes",
    "concurrency",
    "rpm",
    "max_cost",
    "max_tokens",
    "timeout",
    "per",
    "cache",
    "models",
    "context",
];

impl JudgeLayer {
    /// Sets what `key` names to what `value` says; false where there is no such setting. Paths start
    /// from `directory`.
    pub(super) fn set(
        &mut self,
        key: &str,
        value: &str,
        origin: Origin,
        directory: &Path,
    ) -> Result<bool, Unusable> {
        match key {
            "enabled" => self.enabled = Some(switch(value)?),
            "model" => self.model = Some(value.to_owned()),
            "base_url" => self.base_url = Some((value.to_owned(), origin)),
            "api_key_file" if origin == Origin::Project => {
                return Err(unusable(
                    value,
                    "for a project to say: name the key's file by --api-key-file, in the environment or in your own configuration",
                ));
            }
            "api_key_file" => self.api_key_file = Some((directory.join(value), origin)),
            "votes" => self.votes = Some(between(value, 1..=25)?),
            "concurrency" => self.concurrency = Some(between(value, 1..=1000)?),
            "rpm" => self.rpm = Some(between(value, 1..=1_000_000)?),
            "max_cost" => self.max_cost = Some(amount(value)?),
            "max_tokens" => self.max_tokens = Some(number(value)?),
            "timeout" => self.timeout = Some(seconds(value)?),
            "per" => self.per = Some(named(value, &Scope::NAMES)?),
            "cache" => self.cache = Some(switch(value)?),
            "models" => self.models = Some(directory.join(value)),
            "context" => self.context = Some(number(value)?),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// This with its gaps filled from `below`.
    pub(super) fn over(self, below: Self) -> Self {
        let Self {
            enabled,
            model,
            base_url,
            api_key_file,
            votes,
            concurrency,
            rpm,
            max_cost,
            max_tokens,
            timeout,
            per,
            cache,
            models,
            context,
        } = self;
        Self {
            enabled: enabled.or(below.enabled),
            model: model.or(below.model),
            base_url: base_url.or(below.base_url),
            api_key_file: api_key_file.or(below.api_key_file),
            votes: votes.or(below.votes),
            concurrency: concurrency.or(below.concurrency),
            rpm: rpm.or(below.rpm),
            max_cost: max_cost.or(below.max_cost),
            max_tokens: max_tokens.or(below.max_tokens),
            timeout: timeout.or(below.timeout),
            per: per.or(below.per),
            cache: cache.or(below.cache),
            models: models.or(below.models),
            context: context.or(below.context),
        }
    }
}

fn unusable(value: &str, wanted: &str) -> Unusable {
    Unusable {
        value: value.to_owned(),
        wanted: wanted.to_owned(),
    }
}

/// `true` or `false`.
pub(super) fn switch(value: &str) -> Result<bool, Unusable> {
    named(
        value,
        &[("1", true), ("true", true), ("0", false), ("false", false)],
    )
}

fn number(value: &str) -> Result<u64, Unusable> {
    let number = value
        .replace('_', "")
        .parse()
        .ok()
        .filter(|number| *number > 0);
    number.ok_or_else(|| unusable(value, "a whole number from 1 up"))
}

fn between(value: &str, range: std::ops::RangeInclusive<u32>) -> Result<u32, Unusable> {
    let number = value.parse().ok().filter(|number| range.contains(number));
    number.ok_or_else(|| {
        unusable(
            value,
            &format!("a whole number from {} to {}", range.start(), range.end()),
        )
    })
}

/// An amount of money: US dollars.
///
/// # Errors
/// Where it is none.
pub fn amount(value: &str) -> Result<f64, Unusable> {
    let amount = value
        .parse::<f64>()
        .ok()
        .filter(|amount| amount.is_finite() && *amount >= 0.0);
    amount.ok_or_else(|| unusable(value, "an amount of US dollars, as in 0.50"))
}

/// A time in seconds.
///
/// # Errors
/// Where it is none.
pub fn seconds(value: &str) -> Result<f64, Unusable> {
    let seconds = value
        .parse::<f64>()
        .ok()
        .filter(|seconds| (0.001..=86_400.0).contains(seconds));
    seconds.ok_or_else(|| unusable(value, "a number of seconds, as in 90"))
}

/// How a judge is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct JudgeSettings {
    /// Whether one is asked.
    pub enabled: bool,
    /// The model, where one is named.
    pub model: Option<String>,
    /// The endpoint's address, where one is named.
    pub base_url: Option<(String, Origin)>,
    /// A file with the key.
    pub api_key_file: Option<(PathBuf, Origin)>,
    /// How often each criterion is asked.
    pub votes: u32,
    /// The most requests at once.
    pub concurrency: u32,
    /// The most requests a minute.
    pub rpm: Option<u32>,
    /// The most that a run may cost, in US dollars.
    pub max_cost: Option<f64>,
    /// The most tokens that a run may take.
    pub max_tokens: Option<u64>,
    /// How long a request and its reply may take, in seconds.
    pub timeout: f64,
    /// What is asked about at once.
    pub per: Scope,
    /// Whether replies are kept.
    pub cache: bool,
    /// A table of models.
    pub models: Option<PathBuf>,
    /// Tokens that the model reads at once.
    pub context: Option<u64>,
}

impl JudgeSettings {
    /// Requests at once, where nothing is said of it.
    const CONCURRENCY: u32 = 8;
    /// Seconds that a request and its reply may take, where nothing is said of it.
    const TIMEOUT: f64 = 120.0;

    pub(super) fn resolve(layer: JudgeLayer) -> Self {
        let JudgeLayer {
            enabled,
            model,
            base_url,
            api_key_file,
            votes,
            concurrency,
            rpm,
            max_cost,
            max_tokens,
            timeout,
            per,
            cache,
            models,
            context,
        } = layer;
        Self {
            enabled: enabled.unwrap_or(false),
            model,
            base_url,
            api_key_file,
            votes: votes.unwrap_or(1),
            concurrency: concurrency.unwrap_or(Self::CONCURRENCY),
            rpm,
            max_cost,
            max_tokens,
            timeout: timeout.unwrap_or(Self::TIMEOUT),
            per: per.unwrap_or_default(),
            cache: cache.unwrap_or(true),
            models,
            context,
        }
    }

    /// Whether the key in the environment may go to the endpoint: not where only a project's own file
    /// names it.
    #[must_use]
    pub fn takes_key_of_environment(&self, usual: &str) -> bool {
        self.base_url.as_ref().is_none_or(|(url, origin)| {
            *origin != Origin::Project || url.trim_end_matches('/') == usual
        })
    }

    /// The file with the key, where that may go to the endpoint.
    #[must_use]
    pub fn key_file(&self, usual: &str) -> Option<&Path> {
        let (path, origin) = self.api_key_file.as_ref()?;
        let may = *origin == Origin::Command || self.takes_key_of_environment(usual);
        may.then_some(path.as_path())
    }
}
