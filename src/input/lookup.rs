//! Texts looked up by what somebody else calls them: a path, a file name, an id.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::files;
use super::queue::TEXTS;

/// Folders and files in which texts are looked up.
#[derive(Debug)]
pub struct Lookup {
    places: Vec<PathBuf>,
    /// Every file in them, once it is needed.
    index: Option<Index>,
}

/// Files by the ways in which they are named, in order.
#[derive(Debug, Default)]
struct Index {
    by_name: BTreeMap<OsString, Vec<PathBuf>>,
    by_stem: BTreeMap<OsString, Vec<PathBuf>>,
}

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// One file.
    One(PathBuf),
    /// No file.
    None,
    /// Several files, in order.
    Several(Vec<PathBuf>),
}

impl Found {
    fn of(mut files: Vec<PathBuf>) -> Self {
        files.dedup();
        match files.len() {
            0 => Self::None,
            1 => files.pop().map_or(Self::None, Self::One),
            _ => Self::Several(files),
        }
    }
}

impl Lookup {
    /// Looks in `places`, folders and files.
    #[must_use]
    pub fn new(places: Vec<PathBuf>) -> Self {
        Self {
            places,
            index: None,
        }
    }

    /// The file that `name` stands for: by its path inside a folder, or else by its file name, or
    /// else by its name without the ending. A name never leads out of the places.
    ///
    /// # Errors
    /// Where a folder cannot be read.
    pub fn find(&mut self, name: &str) -> io::Result<Found> {
        let wanted = Path::new(name);
        let exact = self.inside(wanted);
        if !exact.is_empty() {
            return Ok(Found::of(exact));
        }
        let index = self.index()?;
        let name = wanted.file_name().unwrap_or_default();
        let named = index.by_name.get(name).map_or(&[][..], Vec::as_slice);
        let called = index.by_stem.get(wanted.as_os_str());
        let called = called.map_or(&[][..], Vec::as_slice);
        // From the surest to the least sure.
        let ways = [
            those(named, |path| path.ends_with(wanted)),
            named.to_vec(),
            those(called, is_usual),
            called.to_vec(),
        ];
        let found = ways.into_iter().find(|files| !files.is_empty());
        Ok(Found::of(found.unwrap_or_default()))
    }

    /// The files at a path inside the places; none for a path that leads out of them.
    fn inside(&self, wanted: &Path) -> Vec<PathBuf> {
        let stays = |part| matches!(part, Component::Normal(_) | Component::CurDir);
        if !wanted.components().all(stays) {
            return Vec::new();
        }
        let paths = self.places.iter().map(|place| place.join(wanted));
        paths.filter(|path| path.is_file()).collect()
    }

    fn index(&mut self) -> io::Result<&Index> {
        if self.index.is_none() {
            let mut files = BTreeSet::new();
            for place in &self.places {
                if place.is_dir() {
                    files.extend(files::listing(place)?);
                } else {
                    files.insert(place.clone());
                }
            }
            self.index = Some(Index::of(files));
        }
        Ok(self.index.get_or_insert_default())
    }
}

impl Index {
    fn of(files: BTreeSet<PathBuf>) -> Self {
        let mut index = Self::default();
        for path in files {
            let stem = path.file_stem().unwrap_or_default().to_owned();
            let name = path.file_name().unwrap_or_default().to_owned();
            index.by_stem.entry(stem).or_default().push(path.clone());
            index.by_name.entry(name).or_default().push(path);
        }
        index
    }
}

fn those(files: &[PathBuf], are: impl Fn(&Path) -> bool) -> Vec<PathBuf> {
    files.iter().filter(|path| are(path)).cloned().collect()
}

fn is_usual(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| TEXTS.contains(&ending.to_ascii_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "tests make files of their own")]

    use super::*;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        folder
    }

    #[test]
    fn paths_win_over_names_and_names_over_stems() {
        let folder = folder(&[
            "a.md",
            "deep/a.md",
            "deep/b.txt",
            "deep/b.yaml",
            "c/d.md",
            "e/d.md",
            ".git/x.md",
        ]);
        let root = folder.path().to_path_buf();
        let mut lookup = Lookup::new(vec![root.clone()]);
        let mut find = |name: &str| lookup.find(name).unwrap();
        assert_eq!(find("a.md"), Found::One(root.join("a.md")));
        assert_eq!(find("deep/a.md"), Found::One(root.join("deep/a.md")));
        assert_eq!(find("elsewhere/b.txt"), Found::One(root.join("deep/b.txt")));
        assert_eq!(find("b"), Found::One(root.join("deep/b.txt")));
        assert_eq!(
            find("d"),
            Found::Several(vec![root.join("c/d.md"), root.join("e/d.md")])
        );
        assert_eq!(find("x.md"), Found::None);
        assert_eq!(
            find("../a.md"),
            Found::Several(vec![root.join("a.md"), root.join("deep/a.md")])
        );
    }

    #[test]
    fn a_file_can_be_a_place() {
        let folder = folder(&["deep/b.txt", "b.txt"]);
        let file = folder.path().join("deep/b.txt");
        let mut lookup = Lookup::new(vec![file.clone()]);
        assert_eq!(lookup.find("b.txt").unwrap(), Found::One(file.clone()));
        assert_eq!(lookup.find("b").unwrap(), Found::One(file));
        assert_eq!(lookup.find("c").unwrap(), Found::None);
        assert!(Lookup::new(vec!["/nowhere".into()]).find("c").is_ok());
    }
}
