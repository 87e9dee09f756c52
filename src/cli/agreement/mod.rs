//! Agreement: marks read, their texts found and graded, the measures written.

mod grades;
mod texts;

use std::collections::BTreeSet;

use super::args::{AgreementArguments, AgreementFormat};
use super::exit::Status;
use super::output::{Console, write_file};
use super::process::Process;
use super::{judge, overwrite};
use crate::agreement::{
    Compared, Fault, MeasuredRubric, Resampling, Summary, Wanted, gather, summarize,
};
use crate::report::{self, Detail};
use crate::settings::{OutputFormat, Settings};

/// What went wrong on the way; none of it stops the measuring of the rest.
#[derive(Default)]
struct Problems {
    faults: Vec<Fault>,
    /// Sentences, and whether they cost nothing.
    said: Vec<(String, bool)>,
}

impl Problems {
    /// Something that leaves texts or marks out.
    fn error(&mut self, message: impl Into<String>) {
        self.said.push((message.into(), false));
    }

    /// Something to know.
    fn warn(&mut self, message: impl Into<String>) {
        self.said.push((message.into(), true));
    }

    /// Everything in sentences, that about lines first.
    fn all(self) -> Vec<(String, bool)> {
        let faults = gather(self.faults).into_iter();
        let faults = faults.map(|fault| (fault.to_string(), fault.harmless));
        faults.chain(self.said).collect()
    }
}

/// Measures how well grades agree with the marks that the arguments name.
pub(super) fn run(
    process: &Process,
    console: &mut Console,
    settings: &Settings,
    asked: &AgreementArguments,
) -> anyhow::Result<Status> {
    let inputs = [
        (asked.marks.as_slice(), "a file of marks"),
        (asked.paths.as_slice(), "to be graded"),
    ];
    overwrite::check(asked.output.as_deref(), settings, &inputs)?;
    let mut panel = None;
    if settings.judge.enabled {
        panel = Some(judge::panel(process, console, settings, true)?);
    }
    let mut problems = Problems::default();
    let located = texts::locate(asked, &mut problems)?;
    let graded = grades::grade(
        console,
        settings,
        asked,
        &located,
        panel.as_ref(),
        &mut problems,
    );
    if let Some(panel) = &panel {
        console.remark(&judge::spending(&panel.asker().spent()));
    }
    let problems = problems.all();
    for (message, harmless) in &problems {
        if *harmless {
            console.warn(message);
        } else {
            console.error(message);
        }
    }
    let (compared, rubrics) = graded?;
    if compared.is_empty() {
        anyhow::bail!("no marks could be used: there is nothing to measure");
    }
    let wanted = wanted(asked, &compared, &rubrics)?;
    let mut summary = summarize(&compared, &rubrics, &wanted);
    let complete = problems.iter().all(|(_, harmless)| *harmless);
    summary.problems = problems.into_iter().map(|(message, _)| message).collect();
    deliver(console, settings, asked, &summary)?;
    let low = is_low(console, asked, &summary);
    Ok(match (complete, low) {
        (false, _) => Status::Impossible,
        (true, true) => Status::Negative,
        (true, false) => Status::Done,
    })
}

/// What the arguments ask for beside the measures, as far as the marks have it.
fn wanted(
    asked: &AgreementArguments,
    texts: &[Compared],
    rubrics: &[MeasuredRubric],
) -> anyhow::Result<Wanted> {
    let fields = texts.iter().flat_map(|text| text.fields.keys());
    check(&asked.by, fields, "no text has a field", "in its marks")?;
    let criteria = rubrics.iter().flat_map(|rubric| &rubric.criteria);
    let ids = criteria.map(|(id, _)| id);
    check(&asked.criterion, ids, "no criterion is", "here")?;
    Ok(Wanted {
        by: asked.by.clone(),
        criteria: asked.criterion.clone(),
        resampling: Resampling {
            resamples: asked.resamples,
            seed: asked.seed,
        },
    })
}

/// Whether all names are known ones.
fn check<'k>(
    names: &[String],
    known: impl Iterator<Item = &'k String>,
    none: &str,
    place: &str,
) -> anyhow::Result<()> {
    let known: BTreeSet<&str> = known.map(String::as_str).collect();
    match names.iter().find(|name| !known.contains(name.as_str())) {
        None => Ok(()),
        Some(unknown) => {
            let known = known.into_iter().collect::<Vec<_>>().join(", ");
            anyhow::bail!("{none} `{unknown}` {place}; known: {known}")
        }
    }
}

fn deliver(
    console: &mut Console,
    settings: &Settings,
    asked: &AgreementArguments,
    summary: &Summary,
) -> anyhow::Result<()> {
    let configured = match settings.format {
        OutputFormat::Json | OutputFormat::Jsonl => AgreementFormat::Json,
        _ => AgreementFormat::Human,
    };
    let text = match asked.format.unwrap_or(configured) {
        AgreementFormat::Json => report::json(summary),
        AgreementFormat::Human => {
            let detail = Detail {
                verbose: console.is_verbose(),
                criteria: asked.criterion.clone(),
            };
            report::agreement(summary, &console.look(asked.output.is_some()), &detail)
        }
    };
    match &asked.output {
        Some(path) => write_file(path, &text),
        None => console.result(&text),
    }
}

/// Whether the pooled kappa is below what was asked for, or there is none to compare.
fn is_low(console: &mut Console, asked: &AgreementArguments, summary: &Summary) -> bool {
    let Some(least) = asked.min_qwk else {
        return false;
    };
    match summary.pooled.measure.qwk {
        Some(qwk) if qwk >= least => return false,
        Some(qwk) => console.warn(&format!("the pooled kappa {qwk:.4} is below {least}")),
        None => console.warn(&format!("the pooled kappa is undefined, so not {least}")),
    }
    true
}
