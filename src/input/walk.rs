//! The answers in a folder, in order of their paths; what `.gitignore` names is passed over.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use ignore::{DirEntry, WalkBuilder};

use super::error::{InputError, Problem};
use super::files::shown;

/// What is met in a folder.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// Files that are answers by their names, and what cannot be read, in order.
    pub(super) met: Vec<Result<PathBuf, InputError>>,
    /// Files that are none.
    pub(super) passed_over: Vec<PathBuf>,
}

/// What people hand in that cannot be read yet; better a word on it than silence.
const HANDED_IN: [&str; 7] = ["pdf", "doc", "odt", "rtf", "pages", "docm", "odp"];

/// What the names of files begin with that word processors keep beside open documents.
const LOCK: &[u8] = b"~$";

/// Walks a folder and those inside it. Hidden files are passed over. Links are followed where they
/// stay inside the folder.
#[must_use]
pub(super) fn walk(folder: &Path, endings: &[&str]) -> Walked {
    let strays = Arc::new(Mutex::new(Vec::new()));
    let mut walked = Walked::default();
    for entry in walker(folder, &strays).build() {
        match entry {
            Ok(entry) => sort(entry, endings, &mut walked),
            Err(error) => {
                let error = failure(folder, &error);
                if is_other(Path::new(&error.source), endings) {
                    walked.passed_over.push(error.source.into());
                } else {
                    walked.met.push(Err(error));
                }
            }
        }
    }
    let strays = strays.lock().map(|mut strays| std::mem::take(&mut *strays));
    for stray in strays.unwrap_or_default() {
        if is_other(&stray, endings) {
            walked.passed_over.push(stray);
            continue;
        }
        let failed = InputError::of(shown(&stray), Problem::Elsewhere);
        let at = walked.met.partition_point(|met| match met {
            Ok(path) => *path < stray,
            Err(error) => error.source < failed.source,
        });
        walked.met.insert(at, Err(failed));
    }
    walked
}

fn walker(folder: &Path, strays: &Arc<Mutex<Vec<PathBuf>>>) -> WalkBuilder {
    let root = folder.canonicalize().unwrap_or_else(|_| folder.into());
    let strays = Arc::clone(strays);
    let mut builder = WalkBuilder::new(folder);
    builder
        .follow_links(true)
        .require_git(false)
        .git_global(false)
        .sort_by_file_path(Path::cmp)
        .filter_entry(move |entry| {
            let stray = entry.depth() > 0 && entry.path_is_symlink() && leaves(entry.path(), &root);
            if stray && let Ok(mut strays) = strays.lock() {
                strays.push(entry.path().to_path_buf());
            }
            !stray
        });
    builder
}

fn leaves(link: &Path, root: &Path) -> bool {
    link.canonicalize()
        .is_ok_and(|target| !target.starts_with(root))
}

fn sort(entry: DirEntry, endings: &[&str], walked: &mut Walked) {
    let kind = entry.file_type();
    if kind.is_some_and(|kind| kind.is_dir()) {
        return;
    }
    let path = entry.into_path();
    let ending = ending(&path);
    let ordinary = kind.is_some_and(|kind| kind.is_file());
    let name = path.file_name().unwrap_or_default();
    let known = endings.contains(&ending.as_str());
    if name.as_encoded_bytes().starts_with(LOCK) || !known && !HANDED_IN.contains(&ending.as_str())
    {
        walked.passed_over.push(path);
    } else if ordinary {
        walked.met.push(Ok(path));
    } else {
        let error = InputError::of(shown(&path), Problem::Special);
        walked.met.push(Err(error));
    }
}

fn ending(path: &Path) -> String {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.unwrap_or_default().to_ascii_lowercase()
}

/// Whether a path that cannot be followed would be no answer by its name, whatever it is.
fn is_other(path: &Path, endings: &[&str]) -> bool {
    let ending = ending(path);
    !ending.is_empty() && !endings.contains(&ending.as_str())
}

fn failure(folder: &Path, error: &ignore::Error) -> InputError {
    let (path, problem) = explain(error);
    InputError::of(shown(path.unwrap_or(folder)), Problem::Listing(problem))
}

/// Where it happened, and what.
fn explain(error: &ignore::Error) -> (Option<&Path>, String) {
    match error {
        ignore::Error::WithPath { path, err } => (Some(path), explain(err).1),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            explain(err)
        }
        ignore::Error::Loop { ancestor, child } => {
            let message = format!("it is a link back to `{}`", shown(ancestor));
            (Some(child), message)
        }
        ignore::Error::Io(error) => (None, error.to_string()),
        other => (None, other.to_string()),
    }
}
