//! Marks read, and the files of their texts found.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::super::args::AgreementArguments;
use super::Problems;
use crate::agreement::{self, MarkedText};
use crate::input::{Found, Lookup, files};
use crate::text;

/// A marked text and its file.
pub(super) struct Located {
    pub(super) text: MarkedText,
    pub(super) path: PathBuf,
}

/// How many texts are named where many are not found.
const NAMED: usize = 5;

/// Reads all marks and finds their texts; the marks of one text in several files are put together.
pub(super) fn locate(
    asked: &AgreementArguments,
    problems: &mut Problems,
) -> anyhow::Result<Vec<Located>> {
    if let Some(missing) = asked.paths.iter().find(|path| !path.exists()) {
        anyhow::bail!("there is no file or folder `{}`", missing.display());
    }
    let mut given = Lookup::new(asked.paths.clone());
    let mut gathered = Gathered::default();
    for file in once_each(&asked.marks, problems) {
        let texts = read(file, problems);
        let found = if asked.paths.is_empty() {
            let mut own = Lookup::new(vec![folder_of(file)]);
            find(texts, file, &mut own, problems)?
        } else {
            find(texts, file, &mut given, problems)?
        };
        for located in found {
            gathered.add(located, problems);
        }
    }
    Ok(gathered.texts)
}

/// The files without those that were given before.
fn once_each<'f>(files: &'f [PathBuf], problems: &mut Problems) -> Vec<&'f Path> {
    let mut known: Vec<PathBuf> = Vec::new();
    let mut once: Vec<&Path> = Vec::new();
    for file in files {
        let same = file.canonicalize().unwrap_or_else(|_| file.clone());
        if known.contains(&same) {
            problems.warn(format!(
                "`{}` was given twice; it counts once",
                file.display()
            ));
        } else {
            known.push(same);
            once.push(file);
        }
    }
    once
}

fn folder_of(file: &Path) -> PathBuf {
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new(".")).to_path_buf()
}

fn read(file: &Path, problems: &mut Problems) -> Vec<MarkedText> {
    let name = file.to_string_lossy();
    let decoded = match files::marks(file) {
        Ok(decoded) => decoded,
        Err(error) => {
            problems.error(format!("cannot read the marks `{name}`: {error}"));
            return Vec::new();
        }
    };
    if let Some(doubt) = decoded.doubt {
        problems.warn(format!("{name}: {doubt}"));
    }
    let marks = agreement::parse(&name, &decoded.text);
    if marks.texts.is_empty() && marks.faults.is_empty() {
        problems.error(format!("there are no marks in `{name}`"));
    }
    problems.faults.extend(marks.faults);
    marks.texts
}

/// The texts of one file of marks that have a file of their own.
fn find(
    texts: Vec<MarkedText>,
    marks: &Path,
    lookup: &mut Lookup,
    problems: &mut Problems,
) -> anyhow::Result<Vec<Located>> {
    let all = texts.len();
    let mut missing: Vec<String> = Vec::new();
    let mut found = Vec::new();
    for text in texts {
        match lookup.find(&text.name)? {
            Found::One(path) => found.push(Located { text, path }),
            Found::None => missing.push(text.name),
            Found::Several(paths) => problems.error(ambiguous(&text, &paths)),
        }
    }
    if !missing.is_empty() {
        problems.error(not_found(marks, &missing, all));
    }
    Ok(found)
}

fn ambiguous(text: &MarkedText, paths: &[PathBuf]) -> String {
    let paths: Vec<String> = paths
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    format!(
        "{}:{}: `{}` fits several files ({}); give its path as the marks' `file`",
        text.file,
        text.line,
        text.name,
        paths.join(", ")
    )
}

fn not_found(marks: &Path, missing: &[String], all: usize) -> String {
    let first: Vec<&str> = missing.iter().take(NAMED).map(String::as_str).collect();
    let names = text::named(&first, missing.len());
    let (marks, number) = (marks.display(), missing.len());
    format!(
        "{marks}: {number} of {all} marked texts not found ({names}); \
         name the folder they are in: evaluate agreement --marks {marks} FOLDER"
    )
}

/// Located texts, each file and rubric once.
#[derive(Default)]
struct Gathered {
    texts: Vec<Located>,
    places: BTreeMap<(PathBuf, Option<String>), usize>,
}

impl Gathered {
    fn add(&mut self, located: Located, problems: &mut Problems) {
        let key = (located.path.clone(), located.text.rubric.clone());
        let known = self
            .places
            .get(&key)
            .and_then(|place| self.texts.get_mut(*place));
        if let Some(known) = known {
            problems.faults.extend(known.text.absorb(located.text));
        } else {
            self.places.insert(key, self.texts.len());
            self.texts.push(located);
        }
    }
}
