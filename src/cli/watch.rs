//! `--watch`: the critique again at every save, with what changed since the save before.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::time::sleep;

use super::args::{Arguments, InputKind};
use super::exit::Status;
use super::grade::{failure, plan, written};
use super::output::{Console, Reader, write_file};
use super::{interrupt, overwrite};
use crate::input::vigil::{INTERVAL, Look, Vigil};
use crate::input::{Input, InputError, Queue, files};
use crate::report::{self, Changes, Report};
use crate::run::Grader;
use crate::settings::{OutputFormat, RubricName, Settings};

/// Grades a file at every save until the user wants an end.
pub(super) fn run(
    console: &mut Console,
    settings: &Settings,
    arguments: &Arguments,
) -> anyhow::Result<Status> {
    let path = watched(arguments)?;
    suits(settings, arguments)?;
    let watched = (arguments.paths.as_slice(), "the very file that is watched");
    overwrite::check(arguments.output.as_deref(), settings, &[watched])?;
    if settings.judge.enabled {
        console.remark("the judge is not asked at every save; leave out `--watch` to ask it");
    }
    let grader = Grader::new(Arc::new(plan(console, settings, arguments)?));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let mut end = std::pin::pin!(interrupt::listen().await);
        let mut watch = Watch::new(console, settings, arguments, path, grader);
        let mut reader = watch.begin()?;
        while reader == Reader::There {
            tokio::select! {
                biased;
                () = &mut end => break,
                () = sleep(INTERVAL) => {}
            }
            reader = watch.look()?;
        }
        Ok(Status::Done)
    })
}

/// The one file that can be watched.
fn watched(arguments: &Arguments) -> anyhow::Result<&PathBuf> {
    let path = match arguments.paths.as_slice() {
        [path] => path,
        [] => anyhow::bail!("`--watch` looks at a file as it is saved: name one"),
        several => {
            let many = several.len();
            anyhow::bail!("`--watch` looks at one file as it is saved, and {many} are named");
        }
    };
    if path == Path::new("-") {
        anyhow::bail!("`--watch` looks at a file as it is saved; standard input is read only once");
    }
    let records = arguments.from.is_some_and(|kind| kind != InputKind::Text);
    let holding = arguments.from.map(InputKind::holding);
    let one = Queue::new(std::slice::from_ref(path), holding, None).only();
    if path.is_dir() || records || one.is_none() {
        let name = files::shown(path);
        anyhow::bail!("`--watch` looks at one answer; `{name}` holds many");
    }
    Ok(path)
}

/// Whether the format makes sense for a result that is written again and again.
fn suits(settings: &Settings, arguments: &Arguments) -> anyhow::Result<()> {
    let format = settings.format.name();
    match settings.format {
        OutputFormat::Human | OutputFormat::Jsonl => Ok(()),
        OutputFormat::Json | OutputFormat::Markdown | OutputFormat::Html
            if arguments.output.is_some() =>
        {
            Ok(())
        }
        OutputFormat::Json | OutputFormat::Markdown | OutputFormat::Html => anyhow::bail!(
            "`-f {format}` is one document, and `--watch` writes many: name a file with `-o`, which is written anew at every save, or use `-f jsonl`"
        ),
        OutputFormat::Csv | OutputFormat::Junit | OutputFormat::Sarif => anyhow::bail!(
            "`-f {format}` is for many answers, and `--watch` looks at one: use `-f human` or `-f jsonl`"
        ),
    }
}

/// By what a text is known again; what cannot be read is known by what is wrong with it.
type Fingerprint = String;

fn fingerprint(input: &Input) -> Fingerprint {
    format!("text {}", input.answer.text)
}

struct Watch<'a> {
    console: &'a mut Console,
    settings: &'a Settings,
    arguments: &'a Arguments,
    path: &'a Path,
    vigil: Vigil,
    /// The rubric's file, where it has one, and what stood in it.
    rubric: Option<(&'a Path, Vigil, Option<String>)>,
    grader: Grader,
    /// What was read last.
    seen: Option<Fingerprint>,
    /// The last grade.
    last: Option<Report<'static>>,
    /// How often it was graded.
    saves: usize,
}

impl<'a> Watch<'a> {
    fn new(
        console: &'a mut Console,
        settings: &'a Settings,
        arguments: &'a Arguments,
        path: &'a Path,
        grader: Grader,
    ) -> Self {
        let rubric = match &settings.rubric {
            Some(RubricName::File(file)) => {
                Some((file.as_path(), Vigil::new(file), files::text(file).ok()))
            }
            _ => None,
        };
        Self {
            console,
            settings,
            arguments,
            path,
            vigil: Vigil::new(path),
            rubric,
            grader,
            seen: None,
            last: None,
            saves: 0,
        }
    }

    /// Grades the file as it is. One that cannot be read at first is not worth waiting for.
    fn begin(&mut self) -> anyhow::Result<Reader> {
        let input = files::answer(self.path).map_err(|error| anyhow::anyhow!("{error}"))?;
        self.seen = Some(fingerprint(&input));
        let reader = self.graded(input)?;
        let name = files::shown(self.path);
        self.console
            .remark(&format!("watching {name}; Ctrl-C ends it"));
        Ok(reader)
    }

    /// Looks at the files once.
    fn look(&mut self) -> anyhow::Result<Reader> {
        let another = self.another_rubric();
        match self.vigil.look() {
            Look::Read => self.read(),
            Look::Wait if another && self.path.is_file() => self.read(),
            Look::Wait => Ok(Reader::There),
            Look::Gone => {
                let name = files::shown(self.path);
                self.console
                    .warn(&format!("{name} is gone; waiting for it to come back"));
                self.seen = None;
                Ok(Reader::There)
            }
        }
    }

    /// Takes over a rubric that was saved, if it can be used, and says whether it did.
    fn another_rubric(&mut self) -> bool {
        let Some((file, vigil, known)) = &mut self.rubric else {
            return false;
        };
        if vigil.look() != Look::Read {
            return false;
        }
        let text = files::text(file).ok();
        if text.is_none() || text == *known || !vigil.stands() {
            return false;
        }
        *known = text;
        match plan(self.console, self.settings, self.arguments) {
            Ok(plan) => {
                self.grader = Grader::new(Arc::new(plan));
                self.seen = None;
                true
            }
            Err(error) => {
                self.console.error(&format!(
                    "{error:#}; the rubric as it was goes on being used"
                ));
                false
            }
        }
    }

    /// Reads the file, and grades it where it is another than before.
    fn read(&mut self) -> anyhow::Result<Reader> {
        let read = files::answer(self.path);
        if !self.vigil.stands() {
            return Ok(Reader::There);
        }
        let fingerprint = match &read {
            Ok(input) => fingerprint(input),
            Err(error) => format!("error {error}"),
        };
        if self.seen.as_ref() == Some(&fingerprint) {
            return Ok(Reader::There);
        }
        self.seen = Some(fingerprint);
        match read {
            Ok(input) => self.graded(input),
            Err(error) => self.failed(&error),
        }
    }

    fn graded(&mut self, input: Input) -> anyhow::Result<Reader> {
        let graded = self
            .grader
            .grade(input, |graded| graded.report.into_owned());
        let report = match graded {
            Ok(report) => report,
            Err(error) => return self.failed(&error),
        };
        self.saves += 1;
        let changes = self
            .last
            .as_ref()
            .map(|before| Changes::between(before, &report));
        let reader = self.show(&report, changes.as_ref())?;
        if let Some(least) = self
            .settings
            .min_score
            .filter(|least| report.score < *least)
        {
            let score = report.score;
            self.console
                .warn(&format!("the score {score} is below {least}"));
        }
        self.last = Some(report);
        Ok(reader)
    }

    fn show(&mut self, report: &Report, changes: Option<&Changes>) -> anyhow::Result<Reader> {
        let to_file = self.arguments.output.is_some();
        let look = self.console.look(to_file);
        let text = written(self.settings.format, &look, report);
        if let Some(path) = &self.arguments.output {
            write_file(path, &text)?;
            let said = match changes {
                None => format!("{} / 100, {}", report.score, report.band),
                Some(changes) => changes.render(&report::Look {
                    palette: report::Palette::plain(),
                    ..look
                }),
            };
            for line in said.trim_end().lines() {
                self.console.remark(line);
            }
            return Ok(Reader::There);
        }
        if self.settings.format != OutputFormat::Human {
            return self.console.stream(&text);
        }
        let mut whole = String::new();
        if !self.console.clear() && self.saves > 1 {
            whole = format!("\n{}\n\n", "=".repeat(look.width));
        }
        whole.push_str(&text);
        if let Some(changes) = changes {
            whole.push('\n');
            whole.push_str(&changes.render(&look));
        }
        self.console.stream(&whole)
    }

    /// Says what is wrong, and goes on watching.
    fn failed(&mut self, error: &InputError) -> anyhow::Result<Reader> {
        self.console.error(&error.to_string());
        if self.settings.format == OutputFormat::Jsonl && self.arguments.output.is_none() {
            return self.console.stream(&report::jsonl(&failure(error)));
        }
        Ok(Reader::There)
    }
}
