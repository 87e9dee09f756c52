//! What is to be graded, in order: files, folders of files, and the records of files that hold many.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::error::{InputError, Problem};
use super::files::{holds_report, may_wait, shown};
use super::id_of;
use super::job::{Job, Taker};
use super::records::Columns;
use super::stream::Stream;
use super::walk::walk;

/// What the files of answers end in; of several files with one stem these are preferred.
pub(super) const TEXTS: [&str; 6] = ["md", "markdown", "txt", "html", "htm", "docx"];

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

/// Files and streams in the order in which they are graded.
#[derive(Debug, Default)]
pub struct Queue {
    places: Vec<Place>,
    /// Whether some of them were found in folders.
    walked: bool,
    /// Files in folders that are no answers by their names.
    pub passed_over: Vec<PathBuf>,
    /// Files in folders that this program wrote.
    pub reports: Vec<PathBuf>,
    /// Whether an answer of a folder stands where the result is to go.
    pub result_is_answer: bool,
}

#[derive(Debug)]
enum Place {
    Answer { path: PathBuf, id: String },
    Stream { path: PathBuf, csv: bool },
    Failed(InputError),
}

impl Queue {
    /// What `paths` stand for; folders are walked. `holding` says how every file holds answers,
    /// where its name is not to tell. What an earlier run left at `result` is no answer of a folder.
    #[must_use]
    pub fn new(paths: &[PathBuf], holding: Option<Holding>, result: Option<&Path>) -> Self {
        let mut queue = Self::default();
        let mut seen = BTreeSet::new();
        let result = result.map(whole);
        for path in paths {
            let alone = paths.len() == 1;
            if path == Path::new("-") || !path.is_dir() {
                if seen.insert(whole(path)) {
                    let id = shown(path);
                    let id = if alone { id_of(&id) } else { id };
                    queue.file(path.clone(), id, holding);
                }
                continue;
            }
            let found = queue.folder(path, holding.unwrap_or(Holding::Text));
            if found.is_empty() && !alone {
                let nothing = Problem::Nothing(no_answers(holding.is_some()));
                let error = InputError::of(shown(path), nothing);
                queue.places.push(Place::Failed(error));
            }
            let base = if alone { path } else { Path::new("") };
            let named = |path: &Path| shown(path.strip_prefix(base).unwrap_or(path));
            for met in found {
                match met {
                    Ok(path) => {
                        let known = whole(&path);
                        let is_result = result.as_ref() == Some(&known);
                        if !seen.insert(known) {
                            continue;
                        }
                        let empty = path.metadata().is_ok_and(|about| about.len() == 0);
                        let report = holds_report(&path).unwrap_or(false);
                        if is_result {
                            queue.result_is_answer |= !(report || empty);
                        } else if report {
                            queue.reports.push(path);
                        } else {
                            let id = named(&path);
                            // A table in a folder is somebody's data, unless it is asked for.
                            queue.file(path, id, holding.or(Some(Holding::Text)));
                        }
                    }
                    Err(error) => {
                        let id = named(Path::new(&error.source));
                        queue.places.push(Place::Failed(InputError { id, ..error }));
                    }
                }
            }
        }
        queue
    }

    /// What is met in a folder.
    fn folder(&mut self, folder: &Path, holding: Holding) -> Vec<Result<PathBuf, InputError>> {
        self.walked = true;
        let walked = walk(folder, holding.endings());
        self.passed_over.extend(walked.passed_over);
        walked.met
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

    /// The one answer there is, if it was named as such: no folder, no stream.
    #[must_use]
    pub fn only(&self) -> Option<Job> {
        match self.places.as_slice() {
            [Place::Answer { path, id }] if !self.walked => {
                Some(Job::file(path.clone(), id.clone()))
            }
            _ => None,
        }
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
                Place::Answer { path, id } => {
                    // One that is long in coming goes by itself.
                    let waits = may_wait(&path);
                    (!waits || taker.wait())
                        && taker.take(Job::file(path, id))
                        && (!waits || taker.wait())
                }
                Place::Failed(error) => taker.take(Job::failed(error)),
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
