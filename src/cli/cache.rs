//! The judge's replies that were kept: where they are, how many, and gone.

use std::fmt::Write as _;

use super::args::CacheAction;
use super::exit::Status;
use super::judge::replies;
use super::output::Console;
use super::process::Process;
use crate::endpoint::Store;
use crate::input::files;
use crate::report::Printable;

/// Carries out what is asked of the replies.
pub(super) fn run(
    process: &Process,
    console: &mut Console,
    action: CacheAction,
) -> anyhow::Result<Status> {
    let Some(path) = replies(process) else {
        anyhow::bail!("there is no directory to keep replies in: set EVALUATE_CACHE to a file");
    };
    let shown = Printable(&files::shown(&path)).to_string();
    let said = match action {
        CacheAction::Path => format!("{shown}\n"),
        CacheAction::Stats if !path.exists() => "no replies are kept\n".to_owned(),
        CacheAction::Stats => stats(&Store::open(&path)?)?,
        CacheAction::Clear if Store::clear(&path)? => format!("removed {shown}\n"),
        CacheAction::Clear => "no replies are kept\n".to_owned(),
    };
    console.result(&said)?;
    Ok(Status::Done)
}

fn stats(store: &Store) -> anyhow::Result<String> {
    let stats = store.stats()?;
    let replies: u64 = stats.models.iter().map(|(_, replies, _, _)| replies).sum();
    let mut said = format!("{replies} replies, {} KiB\n", stats.bytes.div_ceil(1024));
    for (model, replies, input, output) in &stats.models {
        let model = Printable(model);
        let _ = writeln!(
            said,
            "  {model}: {replies} replies, {input} tokens in, {output} out"
        );
    }
    Ok(said)
}
