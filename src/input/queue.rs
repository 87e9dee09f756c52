//! What is to be graded, in order: files, folders of files, and the records of files that hold many.

use std::collections::BTreeSet;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use encoding_rs_io::DecodeReaderBytesBuilder;

use super::error::{InputError, Problem};
use super::files::{self, shown};
use super::records::csv::Rows;
use super::records::jsonl::{self, Line};
use super::records::{Columns, Origin, Record};
use super::walk::walk;
use super::{Input, id_of};

/// What the files of answers end in; of several files with one stem these are preferred.
pub(super) const TEXTS: [&str; 6] = ["md", "markdown", "txt", "html", "htm", "docx"];

/// How much of a stream is read at once, in bytes.
const BUFFER: usize = 1 << 16;

/// How a file holds answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holding {
    /// It is one.
    Text,
    /// An object a line.
    Jsonl,
    /// A row an answer.
    Csv,
}

impl Holding {
    /// How a file of that name holds answers.
    fn by_name(path: &Path) -> Self {
        let ending = path.extension().and_then(|ending| ending.to_str());
        match ending.unwrap_or_default().to_ascii_lowercase().as_str() {
            "jsonl" | "ndjson" => Self::Jsonl,
            "csv" | "tsv" => Self::Csv,
            _ => Self::Text,
        }
    }

    /// What such files end in.
    fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Text => &TEXTS,
            Self::Jsonl => &["jsonl", "ndjson"],
            Self::Csv => &["csv", "tsv"],
        }
    }
}

/// One answer that is to be read.
#[derive(Debug)]
pub struct Job(Work);

#[derive(Debug)]
enum Work {
    File {
        path: PathBuf,
        id: String,
    },
    Line {
        origin: Origin,
        line: Line,
    },
    Row {
        origin: Origin,
        record: Result<Record, String>,
    },
    Failed(InputError),
}

impl Job {
    /// What to call it where reading it fails as it must not.
    #[must_use]
    pub fn fault(&self) -> InputError {
        match &self.0 {
            Work::Failed(error) => InputError::of(error.source.clone(), Problem::Internal),
            Work::File { path, id } => {
                let error = InputError::of(shown(path), Problem::Internal);
                InputError {
                    id: id.clone(),
                    ..error
                }
            }
            Work::Line { origin, .. } | Work::Row { origin, .. } => {
                origin.clone().error(None, Problem::Internal)
            }
        }
    }

    /// Reads the answer.
    ///
    /// # Errors
    /// Where there is none that could be graded.
    pub fn read(self, columns: &Columns) -> Result<Input, InputError> {
        match self.0 {
            Work::Failed(error) => Err(error),
            Work::File { path, id } => {
                let read = if path == Path::new("-") {
                    files::piped(io::stdin().lock())
                } else {
                    files::answer(&path)
                };
                match read {
                    Ok(input) => Ok(Input { id, ..input }),
                    Err(error) => Err(InputError { id, ..error }),
                }
            }
            Work::Line { origin, line } => match line {
                Line::TooLong => Err(origin.error(None, Problem::TooLarge)),
                Line::Whole(bytes) => match jsonl::parse(&bytes, columns) {
                    Ok(record) => record.read(origin, columns),
                    Err(why) => Err(origin.error(None, Problem::Record(why))),
                },
            },
            Work::Row { origin, record } => match record {
                Ok(record) => record.read(origin, columns),
                Err(why) => Err(origin.error(None, Problem::Record(why))),
            },
        }
    }
}

/// Who takes the jobs.
pub trait Taker {
    /// Takes a job; false where no more are wanted.
    fn take(&mut self, job: Job) -> bool;
    /// Told before the next job may be long in coming; false where no more are wanted.
    fn wait(&mut self) -> bool;
}

/// Files and streams in the order in which they are graded.
#[derive(Debug, Default)]
pub struct Queue {
    places: Vec<Place>,
    /// Whether some of them were found in folders.
    walked: bool,
    /// Files in folders that are no answers by their names.
    pub passed_over: Vec<PathBuf>,
}

#[derive(Debug)]
enum Place {
    Answer { path: PathBuf, id: String },
    Stream { path: PathBuf, csv: bool },
    Failed(InputError),
}

impl Queue {
    /// What `paths` stand for; folders are walked. `holding` says how every file holds answers,
    /// where its name is not to tell. What is called like the `result` is passed over in folders.
    #[must_use]
    pub fn new(paths: &[PathBuf], holding: Option<Holding>, result: Option<&Path>) -> Self {
        let mut queue = Self::default();
        let mut seen = BTreeSet::new();
        for path in paths {
            if path != Path::new("-") && path.is_dir() {
                // A result that an earlier run left there is no answer.
                let mut seen_here = seen.clone();
                seen_here.extend(result.map(whole));
                queue.folder(path, holding, paths.len() == 1, &mut seen_here);
                seen.extend(seen_here);
            } else if seen.insert(whole(path)) {
                let id = shown(path);
                let id = if paths.len() == 1 { id_of(&id) } else { id };
                queue.file(path.clone(), id, holding);
            }
        }
        queue
    }

    fn folder(
        &mut self,
        folder: &Path,
        holding: Option<Holding>,
        alone: bool,
        seen: &mut BTreeSet<PathBuf>,
    ) {
        self.walked = true;
        let walked = walk(folder, holding.unwrap_or(Holding::Text).endings());
        self.passed_over.extend(walked.passed_over);
        let empty = walked.met.is_empty();
        let base = if alone { folder } else { Path::new("") };
        let named = |path: &Path| shown(path.strip_prefix(base).unwrap_or(path));
        for met in walked.met {
            match met {
                Ok(path) if seen.insert(whole(&path)) => {
                    let id = named(&path);
                    // A table in a folder is somebody's data, unless it is asked for.
                    self.file(path, id, Some(holding.unwrap_or(Holding::Text)));
                }
                Ok(_) => {}
                Err(error) => {
                    let id = named(Path::new(&error.source));
                    self.places.push(Place::Failed(InputError { id, ..error }));
                }
            }
        }
        if empty && !alone {
            let hint = no_answers(holding.is_some());
            let error = InputError::of(shown(folder), Problem::Nothing(hint));
            self.places.push(Place::Failed(error));
        }
    }

    fn file(&mut self, path: PathBuf, id: String, holding: Option<Holding>) {
        let holding = holding.unwrap_or_else(|| Holding::by_name(&path));
        self.places.push(match holding {
            Holding::Text => Place::Answer { path, id },
            other => Place::Stream {
                path,
                csv: other == Holding::Csv,
            },
        });
    }

    /// Whether there is just one answer, named as such: no folder, no stream.
    #[must_use]
    pub fn is_single(&self) -> bool {
        !self.walked && matches!(self.places.as_slice(), [Place::Answer { .. }])
    }

    /// Reads the first answer.
    ///
    /// # Errors
    /// As [`Job::read`].
    pub fn into_only(self, columns: &Columns) -> Result<Input, InputError> {
        struct First(Option<Job>);
        impl Taker for First {
            fn take(&mut self, job: Job) -> bool {
                self.0.get_or_insert(job);
                false
            }
            fn wait(&mut self) -> bool {
                true
            }
        }
        let mut first = First(None);
        self.feed(columns, &mut first);
        let missing = || {
            Err(InputError::of(
                "-",
                Problem::Listing("there is nothing".into()),
            ))
        };
        first.0.map_or_else(missing, |job| job.read(columns))
    }

    /// How many answers there are, where that is known before they are read.
    #[must_use]
    pub fn len(&self) -> Option<usize> {
        let stream = |place: &Place| matches!(place, Place::Stream { .. });
        (!self.places.iter().any(stream)).then_some(self.places.len())
    }

    /// Whether there is nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Hands over all jobs, in order, until no more are wanted.
    pub fn feed(self, columns: &Columns, taker: &mut impl Taker) {
        for place in self.places {
            let on = match place {
                Place::Answer { path, id } => taker.take(Job(Work::File { path, id })),
                Place::Failed(error) => taker.take(Job(Work::Failed(error))),
                Place::Stream { path, csv } => Stream::new(path).feed(csv, columns, taker),
            };
            if !on {
                return;
            }
        }
    }
}

/// What a folder would have to hold.
#[must_use]
pub fn no_answers(asked: bool) -> &'static str {
    if asked {
        "`--from` says how files hold answers"
    } else {
        "answers end in .md, .markdown, .txt, .html, .htm or .docx; `--from jsonl` or `--from csv` grades records"
    }
}

/// A path without detours, by which a file is known again; a link is a file of its own.
fn whole(path: &Path) -> PathBuf {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new(".")).canonicalize();
    match (folder, path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_path_buf(),
    }
}

/// A file of many records.
struct Stream {
    path: PathBuf,
    source: String,
    number: usize,
}

impl Stream {
    fn new(path: PathBuf) -> Self {
        Self {
            source: shown(&path),
            path,
            number: 0,
        }
    }

    fn feed(mut self, csv: bool, columns: &Columns, taker: &mut impl Taker) -> bool {
        match self.open() {
            Err(error) => taker.take(self.failed(Problem::Unreadable(error))),
            Ok(from) if csv => self.rows(from, columns, taker),
            Ok(from) => self.lines(from, taker),
        }
    }

    fn open(&self) -> io::Result<BufReader<Box<dyn Read>>> {
        let from: Box<dyn Read> = if self.path == Path::new("-") {
            Box::new(io::stdin())
        } else {
            Box::new(files::open_records(&self.path)?)
        };
        let decoded = DecodeReaderBytesBuilder::new()
            .bom_sniffing(true)
            .utf8_passthru(true)
            .strip_bom(true)
            .build(from);
        Ok(BufReader::with_capacity(BUFFER, Box::new(decoded)))
    }

    fn lines(&mut self, mut from: BufReader<Box<dyn Read>>, taker: &mut impl Taker) -> bool {
        for at in 1.. {
            if !from.buffer().contains(&b'\n') && !taker.wait() {
                return false;
            }
            let mut line = match jsonl::next_line(&mut from) {
                Ok(Some(line)) => line,
                Ok(None) => return true,
                Err(error) => return taker.take(self.failed(Problem::Unreadable(error))),
            };
            if let Line::Whole(bytes) = &mut line {
                if at == 1 && bytes.starts_with("\u{feff}".as_bytes()) {
                    bytes.drain(..3);
                }
                if bytes.trim_ascii().is_empty() {
                    continue;
                }
            }
            let origin = self.origin(at);
            if !taker.take(Job(Work::Line { origin, line })) {
                return false;
            }
        }
        true
    }

    fn rows(
        &mut self,
        from: BufReader<Box<dyn Read>>,
        columns: &Columns,
        taker: &mut impl Taker,
    ) -> bool {
        let mut rows = match Rows::new(from, columns) {
            Ok(rows) => rows,
            Err(why) => return taker.take(self.failed(Problem::Record(why))),
        };
        loop {
            // Whether another row has come cannot be seen; a pipe may be long in bringing it.
            if self.path == Path::new("-") && !taker.wait() {
                return false;
            }
            match rows.next() {
                Ok(None) => return true,
                Ok(Some(row)) => {
                    let origin = self.origin(row.line);
                    let record = row.record;
                    if !taker.take(Job(Work::Row { origin, record })) {
                        return false;
                    }
                }
                Err(why) => return taker.take(self.failed(Problem::Record(why))),
            }
        }
    }

    fn origin(&mut self, line: usize) -> Origin {
        self.number += 1;
        let name = if self.source == "-" {
            id_of(&self.source)
        } else {
            self.source.clone()
        };
        Origin {
            source: self.source.clone(),
            name,
            number: self.number,
            line,
        }
    }

    fn failed(&self, problem: Problem) -> Job {
        Job(Work::Failed(InputError::of(self.source.clone(), problem)))
    }
}
