//! The arguments that say how a judge is asked.

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, Subcommand, ValueEnum, ValueHint};

use super::possible;
use crate::settings::{JudgeLayer, Origin, Scope, amount, seconds};

/// How a judge is asked.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Judge")]
pub(in crate::cli) struct JudgeArguments {
    /// The model that judges
    #[arg(long, value_name = "NAME")]
    model: Option<String>,

    /// The endpoint: any that speaks as `OpenAI` does [default: <https://api.openai.com/v1>]
    #[arg(long, value_name = "URL", help = "The endpoint: any with /chat/completions under it [default: https://api.openai.com/v1]", value_hint = ValueHint::Url)]
    base_url: Option<String>,

    /// A file with the key [default: the key is `OPENAI_API_KEY`]
    #[arg(long, value_name = "FILE", help = "A file with the key [default: the key is in OPENAI_API_KEY]", value_hint = ValueHint::FilePath)]
    api_key_file: Option<PathBuf>,

    /// How often each criterion is asked; the median counts [default: 1]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=25))]
    votes: Option<u32>,

    /// What is asked about at once [default: whole]
    #[arg(long, value_name = "WHAT")]
    judge_per: Option<Scope>,

    /// Requests at once [default: 8]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    concurrency: Option<u32>,

    /// Requests a minute, at most
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    rpm: Option<u32>,

    /// US dollars that the run may cost, at most
    #[arg(long, value_name = "USD", value_parser = cost)]
    max_cost: Option<f64>,

    /// Tokens that the run may take, in and out, at most
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    max_tokens: Option<u64>,

    /// Seconds that a request and its reply may take [default: 120]
    #[arg(long, value_name = "SECONDS", value_parser = time)]
    timeout: Option<f64>,

    /// Neither use replies that were kept nor keep any
    #[arg(long)]
    no_cache: bool,
}

impl JudgeArguments {
    /// The settings that are given.
    pub(super) fn layer(&self, enabled: Option<bool>) -> JudgeLayer {
        let on_command =
            |value: &Option<String>| value.clone().map(|value| (value, Origin::Command));
        JudgeLayer {
            enabled,
            model: self.model.clone(),
            base_url: on_command(&self.base_url),
            api_key_file: self
                .api_key_file
                .clone()
                .map(|path| (path, Origin::Command)),
            votes: self.votes,
            concurrency: self.concurrency,
            rpm: self.rpm,
            max_cost: self.max_cost,
            max_tokens: self.max_tokens,
            timeout: self.timeout,
            per: self.judge_per,
            cache: self.no_cache.then_some(false),
            models: None,
            context: None,
        }
    }
}

/// What can be done with a judge's endpoint.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum JudgeAction {
    /// Say whether the endpoint answers, as what, what it supports, how fast, and what is wrong
    Check(JudgeArguments),
}

/// What can be done with the replies that are kept.
#[derive(Clone, Copy, Debug, Subcommand)]
pub(in crate::cli) enum CacheAction {
    /// Where they are kept
    Path,
    /// How many there are, and what they took
    Stats,
    /// Remove all of them
    Clear,
}

impl ValueEnum for Scope {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Whole, Self::Criterion]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        possible(self, &Self::NAMES)
    }
}

fn cost(text: &str) -> Result<f64, String> {
    amount(text).map_err(|wrong| wrong.to_string())
}

fn time(text: &str) -> Result<f64, String> {
    seconds(text).map_err(|wrong| wrong.to_string())
}
