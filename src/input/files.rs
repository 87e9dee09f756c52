//! The file system: the only place where files are read.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::error::{InputError, Problem};
use super::queue::TEXTS;
use super::{Decoded, Input, MAX_BYTES, decode, read};
use crate::report::{BEGINNING, is_own};
use crate::rubric::Source;

/// The most bytes of a rubric or configuration file.
const MAX_TEXT: u64 = 4 << 20;

/// Reads the answer in a file.
///
/// # Errors
/// Where the file cannot be read, or is no text.
pub fn answer(path: &Path) -> Result<Input, InputError> {
    let source = shown(path);
    let fail = |problem| InputError::of(source.clone(), problem);
    if path.is_dir() {
        return Err(fail(Problem::Folder));
    }
    let file = open(path).map_err(|error| fail(Problem::Unreadable(error)))?;
    let bytes = limited(file).map_err(|error| fail(Problem::Unreadable(error)))?;
    read(&source, &bytes)
}

/// Reads the answer on standard input.
///
/// # Errors
/// Where it cannot be read, or is no text.
pub fn piped(stdin: impl Read) -> Result<Input, InputError> {
    let fail = |error| InputError::of("-", Problem::Unreadable(error));
    let bytes = limited(stdin).map_err(fail)?;
    read("-", &bytes)
}

/// Whether a file begins as a report of this program does.
///
/// # Errors
/// Where the file cannot be read.
pub fn holds_report(path: &Path) -> io::Result<bool> {
    let mut bytes = Vec::new();
    open(path)?.take(BEGINNING as u64).read_to_end(&mut bytes)?;
    Ok(is_own(&String::from_utf8_lossy(&bytes)))
}

/// Whether people write files of such a name by hand: answers and rubrics.
#[must_use]
pub fn is_by_hand(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    let ending = ending.unwrap_or_default().to_ascii_lowercase();
    TEXTS.contains(&ending.as_str()) || ["yaml", "yml"].contains(&ending.as_str())
}

/// A path as reports name it; bytes that are no text are spelt out.
#[must_use]
pub fn shown(path: &Path) -> String {
    let mut name = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        name.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let _ = write!(name, "\\x{byte:02x}");
        }
    }
    name
}

/// Opens a file of records.
///
/// # Errors
/// Where it cannot be opened.
pub(super) fn open_records(path: &Path) -> io::Result<impl Read + use<>> {
    if path.is_dir() {
        return Err(io::Error::other("it is a folder"));
    }
    open(path)
}

/// Whether what comes from a file of records, or from standard input (`-`), may be long in coming.
pub(super) fn may_wait(path: &Path) -> bool {
    if path == Path::new("-") {
        stdin_may_wait()
    } else {
        !path.is_file()
    }
}

#[cfg(unix)]
fn stdin_may_wait() -> bool {
    use std::os::fd::AsFd;
    let stdin = io::stdin().as_fd().try_clone_to_owned().map(File::from);
    let about = stdin.and_then(|stdin| stdin.metadata());
    !about.is_ok_and(|about| about.is_file())
}

#[cfg(not(unix))]
fn stdin_may_wait() -> bool {
    true
}

/// One byte more than an answer may have shows that it has too many.
fn limited(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[expect(clippy::disallowed_methods, reason = "this is where files are read")]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// The text of a rubric or configuration file.
///
/// # Errors
/// Where the file cannot be read, is very large, or is not UTF-8.
pub fn text(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    open(path)?.take(MAX_TEXT + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MAX_TEXT {
        return Err(io::Error::other(format!(
            "the file is larger than {} MiB",
            MAX_TEXT >> 20
        )));
    }
    Ok(text
        .strip_prefix('\u{feff}')
        .map_or(text.clone(), str::to_owned))
}

/// The text of a file of marks, in any encoding.
///
/// # Errors
/// Where the file cannot be read, is very large, or is no text.
pub fn marks(path: &Path) -> io::Result<Decoded> {
    if path.is_dir() {
        return Err(io::Error::other(
            "it is a folder; name the file with the marks",
        ));
    }
    let bytes = limited(open(path)?)?;
    if bytes.len() > MAX_BYTES {
        let most = MAX_BYTES >> 20;
        return Err(io::Error::other(format!(
            "it is larger than {most} MiB; divide it"
        )));
    }
    decode(&bytes).map_err(|problem| match problem {
        Problem::Binary(kind) => {
            io::Error::other(format!("it is no text ({kind}); save the marks as CSV"))
        }
        other => io::Error::other(other.to_string()),
    })
}

/// The files in a folder and the folders inside it, in order of their paths. What is hidden is
/// passed over, and links to folders are not followed.
///
/// # Errors
/// Where a folder cannot be read; the message names it.
pub fn listing(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        let named = |error: io::Error| {
            io::Error::new(error.kind(), format!("{}: {error}", folder.display()))
        };
        for entry in folder.read_dir().map_err(named)? {
            let entry = entry.map_err(named)?;
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if entry.file_type().map_err(named)?.is_dir() {
                open.push(entry.path());
            } else {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// A rubric file.
///
/// # Errors
/// As [`text`].
pub fn rubric(path: &Path) -> io::Result<Source> {
    Ok(Source {
        path: path.to_string_lossy().into_owned(),
        text: text(path)?,
    })
}

/// The rubrics and shared vocabularies of an override directory, by name.
///
/// # Errors
/// Where the directory or one of its files cannot be read; the message names it.
pub fn rubrics(directory: &Path) -> io::Result<BTreeMap<String, Source>> {
    let mut found = yaml_files(directory, "")?;
    let shared = directory.join("shared");
    if shared.is_dir() {
        found.append(&mut yaml_files(&shared, "shared/")?);
    }
    Ok(found)
}

/// The rubric files of a directory, in order.
///
/// # Errors
/// As [`rubrics`].
pub fn rubric_paths(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let found = yaml_files(directory, "")?;
    let paths = found.into_values().map(|source| source.path.into());
    Ok(paths.collect())
}

/// What the name of an examples file ends in, before `.yaml`.
const EXAMPLES: &str = ".examples";

/// The examples file beside a rubric file, if there is one: `NAME.examples.yaml` beside `NAME.yaml`.
///
/// # Errors
/// Where there is one that cannot be read.
pub fn examples_beside(rubric: &Path) -> io::Result<Option<Source>> {
    let beside = examples_path(rubric);
    beside.is_file().then(|| self::rubric(&beside)).transpose()
}

/// Where the examples of a rubric file stand.
#[must_use]
pub fn examples_path(rubric: &Path) -> PathBuf {
    let stem = rubric.file_stem().unwrap_or_default().to_string_lossy();
    let ending = rubric
        .extension()
        .unwrap_or("yaml".as_ref())
        .to_string_lossy();
    rubric.with_file_name(format!("{stem}{EXAMPLES}.{ending}"))
}

/// The shared files that stand in the folder `shared` beside a rubric file, by name; for a file in such a
/// folder, those beside it.
///
/// # Errors
/// As [`rubrics`]; no such folder is no error.
pub fn shared_beside(rubric: &Path) -> io::Result<BTreeMap<String, Source>> {
    let whole = rubric.canonicalize();
    let folder = whole.as_deref().unwrap_or(rubric).parent();
    let shared = match folder {
        Some(folder) if folder.ends_with("shared") => folder.to_path_buf(),
        _ => rubric.with_file_name("shared"),
    };
    if shared.is_dir() {
        yaml_files(&shared, "shared/")
    } else {
        Ok(BTreeMap::new())
    }
}

fn yaml_files(directory: &Path, prefix: &str) -> io::Result<BTreeMap<String, Source>> {
    let named = |path: &Path, error: io::Error| {
        io::Error::new(error.kind(), format!("{}: {error}", path.display()))
    };
    let mut found = BTreeMap::new();
    for entry in directory
        .read_dir()
        .map_err(|error| named(directory, error))?
    {
        let path = entry.map_err(|error| named(directory, error))?.path();
        let yaml = path
            .extension()
            .is_some_and(|extension| extension == "yaml" || extension == "yml");
        if let Some(stem) = path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .filter(|stem| yaml && !stem.ends_with(EXAMPLES))
        {
            found.insert(
                format!("{prefix}{stem}"),
                rubric(&path).map_err(|error| named(&path, error))?,
            );
        }
    }
    Ok(found)
}

/// The file `name` in `directory` or the nearest of those above it that has one.
#[must_use]
pub fn find_upwards(directory: &Path, name: &str) -> Option<PathBuf> {
    directory
        .ancestors()
        .map(|ancestor| ancestor.join(name))
        .find(|path| path.is_file())
}
