//! The judge made ready from the settings, and its endpoint looked at.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use secrecy::SecretString;

use super::args::JudgeAction;
use super::exit::Status;
use super::output::Console;
use super::process::Process;
use crate::endpoint::{Address, Asker, Budget, Probe, Setup, Spent, Store};
use crate::input::files;
use crate::judge::{Manner, Model, ModelTable, Prompts, TEMPLATES, Tokens};
use crate::report::Printable;
use crate::run::Panel;
use crate::settings::{JudgeSettings, Origin, Scope, Settings};
use crate::text;

/// The model that is asked at the usual address where none is named.
const USUAL_MODEL: &str = "gpt-4.1-mini";

/// So many of an endpoint's models are named.
const NAMED: usize = 12;

/// The name of the file of replies.
const REPLIES: &str = "replies.sqlite";

/// The judge that the settings name, ready to be asked; where nothing is to be sent it needs no key.
pub(super) fn panel(
    process: &Process,
    console: &mut Console,
    settings: &Settings,
    sends: bool,
) -> anyhow::Result<Panel> {
    let use_of = Use {
        kept: settings.judge.cache,
        sends: sends && !settings.offline,
        lists: false,
    };
    let (asker, model) = asker(process, console, settings, use_of)?;
    let prompts = prompts(settings.prompts.as_deref())?;
    let manner = Manner {
        apart: settings.judge.per == Scope::Criterion,
        votes: settings.judge.votes,
    };
    let context = settings.judge.context.unwrap_or(model.context);
    let panel = Panel::new(Arc::new(asker), prompts, manner, context);
    panel.context("cannot start to ask the judge")
}

/// What an endpoint is wanted for.
#[derive(Clone, Copy)]
struct Use {
    /// Whether replies are kept, and used again.
    kept: bool,
    /// Whether anything may be sent.
    sends: bool,
    /// Whether it is of use without a model.
    lists: bool,
}

fn asker(
    process: &Process,
    console: &mut Console,
    settings: &Settings,
    use_of: Use,
) -> anyhow::Result<(Asker, Model)> {
    let judge = &settings.judge;
    let named = judge
        .base_url
        .as_ref()
        .map_or(Address::DEFAULT, |(url, _)| url.as_str());
    let address = Address::parse(named)?;
    let usual = address.to_string() == Address::DEFAULT;
    let model = match &judge.model {
        Some(model) => model.clone(),
        None if usual => USUAL_MODEL.to_owned(),
        None if use_of.lists => String::new(),
        None => anyhow::bail!(
            "no model is named for {address}: name one with --model or `model` under [judge]; `evaluate judge check` lists what the endpoint has"
        ),
    };
    let key = key(process, console, judge, &address)?;
    if key.is_none() && usual && use_of.sends {
        anyhow::bail!(
            "there is no key for {address}: set OPENAI_API_KEY or --api-key-file, or name another endpoint with --base-url"
        );
    }
    if key.is_some() && use_of.sends && address.is_open() {
        console.warn(&format!(
            "{address} is not encrypted: the key and the answers can be read on the way"
        ));
    }
    let table = models(judge.models.as_deref())?;
    let known = table.of(&model);
    let price = known.price.filter(|_| !address.is_local());
    if judge.max_cost.is_some() && price.is_none() && !address.is_local() && !use_of.lists {
        anyhow::bail!(
            "--max-cost cannot be kept: the price of `{model}` is not known; give it in a table of models (`models` under [judge])"
        );
    }
    let store = match (use_of.kept, replies(process)) {
        (true, Some(path)) => Some(Store::open(&path)?),
        (true, None) => {
            console.warn("there is no directory to keep replies in: set EVALUATE_CACHE to a file");
            None
        }
        (false, _) => None,
    };
    let setup = Setup {
        address,
        model,
        key,
        offline: !use_of.sends,
        timeout: Duration::from_secs_f64(judge.timeout),
        concurrency: usize::try_from(judge.concurrency).unwrap_or(1),
        rpm: judge.rpm,
        budget: Budget {
            cost: judge.max_cost,
            tokens: judge.max_tokens,
        },
        price,
        tokens: Tokens::new(known.encoding),
        store,
    };
    let asker = Asker::new(setup).map_err(|fault| anyhow::anyhow!("{fault}"))?;
    Ok((asker, known))
}

/// The key, where there is one that may go to `address`.
fn key(
    process: &Process,
    console: &mut Console,
    judge: &JudgeSettings,
    address: &Address,
) -> anyhow::Result<Option<Arc<SecretString>>> {
    let made = |text: &str| Arc::new(SecretString::from(text.trim().to_owned()));
    if let Some(path) = judge.key_file(Address::DEFAULT) {
        let shown = files::shown(path);
        let text =
            files::text(path).with_context(|| format!("cannot read the key in `{shown}`"))?;
        let first = text.lines().next().unwrap_or("").trim();
        if first.is_empty() {
            anyhow::bail!("the file `{shown}` has no key in its first line");
        }
        return Ok(Some(made(first)));
    }
    let variable = process
        .variable("EVALUATE_API_KEY")
        .or_else(|| process.variable("OPENAI_API_KEY"));
    if judge.takes_key_of_environment(Address::DEFAULT) {
        return Ok(variable.map(made));
    }
    if variable.is_some() || judge.api_key_file.is_some() {
        debug_assert!(matches!(judge.base_url, Some((_, Origin::Project))));
        console.warn(&format!(
            "no key is sent to {address}, which only the project's own evaluate.toml names; say --base-url {address} to send it"
        ));
    }
    Ok(None)
}

fn models(own: Option<&Path>) -> anyhow::Result<ModelTable> {
    let text = own.map(|path| {
        files::text(path)
            .with_context(|| format!("cannot read the table of models `{}`", files::shown(path)))
    });
    let text = text.transpose()?;
    ModelTable::new(text.as_deref()).map_err(|wrong| {
        let name = own.map_or_else(String::new, files::shown);
        anyhow::anyhow!(
            "cannot use the table of models `{name}`: {}",
            wrong.trim_end()
        )
    })
}

fn prompts(directory: Option<&Path>) -> anyhow::Result<Prompts> {
    let mut own = BTreeMap::new();
    if let Some(directory) = directory {
        if !directory.is_dir() {
            anyhow::bail!(
                "cannot use the directory of prompts `{}`: it is not there",
                files::shown(directory)
            );
        }
        for (name, _) in TEMPLATES {
            let path = directory.join(name);
            if path.is_file() {
                let text = files::text(&path);
                let text = text
                    .with_context(|| format!("cannot read the prompt `{}`", files::shown(&path)))?;
                own.insert(name.to_owned(), text);
            }
        }
        if own.is_empty() {
            let names: Vec<&str> = TEMPLATES.iter().map(|(name, _)| *name).collect();
            anyhow::bail!(
                "the directory of prompts `{}` has none of {}",
                files::shown(directory),
                names.join(", ")
            );
        }
    }
    Ok(Prompts::new(&own)?)
}

/// The file in which replies are kept.
pub(super) fn replies(process: &Process) -> Option<PathBuf> {
    let named = process.variable("EVALUATE_CACHE").map(PathBuf::from);
    named.or_else(|| Some(process.cache.as_ref()?.join(REPLIES)))
}

/// What a run spent, in a sentence for people.
pub(super) fn spending(spent: &Spent) -> String {
    let usage = spent.usage;
    let mut said = format!(
        "judge: {} asked, {} kept from before; {} tokens in, {} out",
        replies_of(spent.replies),
        spent.cached,
        usage.prompt_tokens,
        usage.completion_tokens
    );
    if let Some(cost) = spent.cost {
        let _ = write!(said, ", {cost:.4} US dollars");
    }
    if spent.retries > 0 {
        let _ = write!(said, "; {} more attempts", spent.retries);
    }
    said
}

fn replies_of(count: u64) -> String {
    match count {
        1 => "1 reply".to_owned(),
        more => format!("{more} replies"),
    }
}

/// Carries out what is asked of the endpoint.
pub(super) fn run(
    process: &Process,
    console: &mut Console,
    settings: &Settings,
    action: &JudgeAction,
) -> anyhow::Result<Status> {
    let JudgeAction::Check(_) = action;
    // What was kept before says nothing of now.
    let use_of = Use {
        kept: false,
        sends: !settings.offline,
        lists: true,
    };
    let (asker, _) = asker(process, console, settings, use_of)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let probe = runtime.context("cannot start")?.block_on(asker.probe());
    console.result(&described(&asker, &probe))?;
    Ok(if probe.answer.is_ok() {
        Status::Done
    } else {
        Status::Impossible
    })
}

fn described(asker: &Asker, probe: &Probe) -> String {
    let setup = asker.setup();
    let shown = |text: &str| Printable(text).to_string();
    let model = match setup.model.as_str() {
        "" => "none is named",
        model => model,
    };
    let mut lines = vec![
        format!("endpoint   {}", setup.address),
        format!("model      {}{}", shown(model), listed(probe, &setup.model)),
    ];
    lines.extend(others(probe, &setup.model).map(|names| format!("listed     {}", shown(&names))));
    lines.extend([format!(
        "key        {}",
        if setup.key.is_some() { "given" } else { "none" }
    )]);
    match &probe.answer {
        Ok(found) => {
            lines.push(format!(
                "answers    yes, after {} ms",
                found.took.as_millis()
            ));
            let kept = if found.formed {
                ""
            } else {
                " (and it did not keep to it)"
            };
            lines.push(format!("form       {}{kept}", found.form));
            let by = if found.counted {
                "counted by the endpoint"
            } else {
                "not counted by the endpoint: estimated"
            };
            lines.push(format!(
                "tokens     {} in, {} out, {by}",
                found.tokens.0, found.tokens.1
            ));
            lines.push(format!("price      {}", price(setup)));
        }
        Err(why) => {
            lines.push(format!("answers    no: {}", shown(why)));
            if let Some(help) = &probe.help {
                lines.push(format!("what to do {}", shown(help)));
            }
        }
    }
    lines.join("\n") + "\n"
}

fn price(setup: &Setup) -> String {
    match setup.price {
        Some(price) => format!(
            "{} US dollars a million tokens in, {} out",
            price.input, price.output
        ),
        None if setup.address.is_local() => "none, it is on this machine".to_owned(),
        None => "not known".to_owned(),
    }
}

/// Whether the endpoint lists a model.
fn listed(probe: &Probe, model: &str) -> String {
    match &probe.models {
        Ok(models) if models.iter().any(|known| known == model) => {
            format!(" (one of {})", models.len())
        }
        Ok(models) if models.is_empty() || model.is_empty() => String::new(),
        Ok(models) => format!(" (not among the {} that are listed)", models.len()),
        Err(_) => String::new(),
    }
}

/// The models that the endpoint lists, where the one that is wanted is not among them.
fn others(probe: &Probe, model: &str) -> Option<String> {
    let models = probe.models.as_ref().ok()?;
    let known = models.iter().any(|known| known == model);
    let named: Vec<&str> = models.iter().take(NAMED).map(String::as_str).collect();
    (!known && !models.is_empty()).then(|| text::named(&named, models.len()))
}
