//! `evaluate serve`: the live page offered, its address said, an end at Ctrl-C.

use std::io;
use std::path::Path;

use super::args::ServeArguments;
use super::exit::Status;
use super::interrupt;
use super::output::Console;
use super::process::Process;
use super::rubrics;
use crate::input::{Columns, MAX_BYTES, Queue, files};
use crate::report::{self, Choice};
use crate::rubric::Library;
use crate::run::Plan;
use crate::serve::{Offer, Plans, Server, Start};
use crate::settings::{RubricName, Settings};

/// Serves the live page until the user ends it.
pub(super) fn run(
    process: &Process,
    console: &mut Console,
    settings: &Settings,
    asked: &ServeArguments,
) -> anyhow::Result<Status> {
    let start = start(process, console, asked)?;
    let offer = offer(console, settings, asked, start)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let end = interrupt::listen().await;
        let port = asked.port.unwrap_or(0);
        let server = Server::listen(port, offer)
            .await
            .map_err(|error| cannot_listen(port, &error))?;
        console.result(&format!("{}\n", server.address()))?;
        console.remark("open this address in a browser on this machine; Ctrl-C ends it");
        if asked.open
            && let Err(error) = open::that_detached(server.address())
        {
            console.warn(&format!("no browser could be opened: {error}"));
        }
        server.run(end).await;
        Ok(Status::Done)
    })
}

fn cannot_listen(port: u16, error: &io::Error) -> anyhow::Error {
    let why = match error.kind() {
        io::ErrorKind::AddrInUse => {
            "another program has that port; leave out `--port` to take a free one".to_owned()
        }
        io::ErrorKind::PermissionDenied => {
            "that port is not for everybody; ports from 1024 on are".to_owned()
        }
        _ => error.to_string(),
    };
    anyhow::anyhow!("cannot listen on 127.0.0.1:{port}: {why}")
}

/// What the page begins with. A file is read once here, so that a mistake is said at once.
fn start(
    process: &Process,
    console: &mut Console,
    asked: &ServeArguments,
) -> anyhow::Result<Start> {
    let Some(file) = &asked.file else {
        return Ok(Start::Empty);
    };
    let piped = file == Path::new("-");
    if piped && process.stdin_is_terminal {
        console.tell("reading from the terminal; end it with Ctrl-D");
    }
    let queue = Queue::new(std::slice::from_ref(file), None, None);
    let Some(job) = queue.only() else {
        let name = files::shown(file);
        anyhow::bail!("`{name}` holds many answers, and the page shows one; name a file with one");
    };
    let input = job
        .read(&Columns::default())
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(if piped {
        Start::Text(Box::new(input))
    } else {
        Start::File(file.clone())
    })
}

fn offer(
    console: &mut Console,
    settings: &Settings,
    asked: &ServeArguments,
    start: Start,
) -> anyhow::Result<Offer> {
    let library = rubrics::library(settings)?;
    let mut choices = choices(console, &library);
    let mut own = None;
    let chosen = match &settings.rubric {
        None => String::new(),
        Some(RubricName::Name(name)) if choices.iter().any(|choice| choice.name == *name) => {
            name.clone()
        }
        Some(other) => {
            let rubric = rubrics::load(console, &library, other)?;
            // No name of the library has a slash, so that this one is told from all of them.
            let name = format!("file/{}", rubric.id);
            choices.push(Choice {
                name: name.clone(),
                title: rubric.title.clone(),
            });
            own = Some((name.clone(), Plan::new(library.clone(), Some(rubric))));
            name
        }
    };
    let page = report::live_page(&report::Setup {
        rubrics: &choices,
        chosen: &chosen,
        limit: MAX_BYTES,
    });
    Ok(Offer {
        page,
        start,
        question: asked.question.clone(),
        assume_answer: asked.assume_answer,
        plans: Plans {
            library: Plan::new(library, None),
            own,
        },
    })
}

/// The rubrics to choose from. One that is faulty is left out, and the others are offered all the same.
fn choices(console: &mut Console, library: &Library) -> Vec<Choice> {
    let mut choices = Vec::new();
    for name in library.names() {
        match library.load(&name) {
            Ok(rubric) => choices.push(Choice {
                title: rubric.title.clone(),
                name,
            }),
            Err(error) => console.warn(&format!("the rubric `{name}` is left out: {error}")),
        }
    }
    choices
}
