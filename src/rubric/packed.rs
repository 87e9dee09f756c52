//! Rubrics as bytes that are quickly read. The build packs the built-in ones, so that a run need not read
//! their files.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::library::{BUILT_IN, Library};
use super::pattern::Patterns;
use super::recognize::Heads;
use super::{LoadError, Rubric, finder};
use crate::prepared::PREPARED;

/// What the states of a rubric's automaton are called among what is packed, behind its name.
const STATES: &str = ".states";

/// What the heads of all rubrics are called among what is packed.
const HEADS: &str = "heads";

/// A built-in rubric, if it is packed.
pub(super) fn rubric(name: &str) -> Option<Rubric> {
    unpacked(name)
}

/// What tells the built-in rubrics apart, if it is packed.
pub(super) fn heads() -> Option<Heads> {
    unpacked(HEADS)
}

/// The states of automata that were made ready for the built-in rubrics.
pub(super) fn states() -> impl Iterator<Item = &'static [u8]> {
    let states = PREPARED.iter().filter(|(name, _)| name.ends_with(STATES));
    states.map(|(_, bytes)| *bytes)
}

fn unpacked<T: DeserializeOwned>(name: &str) -> Option<T> {
    let (_, bytes) = PREPARED.iter().find(|(known, _)| *known == name)?;
    postcard::from_bytes(bytes).ok()
}

/// Reads the files of the built-in rubrics and packs them: name and bytes, or what keeps one from it. Of
/// each the automaton's states are packed, too, that the texts lead to which `texts` has for its name.
#[must_use]
pub fn pack(
    mut texts: impl FnMut(&str) -> Vec<String>,
) -> Vec<(String, Result<Vec<u8>, LoadError>)> {
    let library = Library::default();
    let mut packed = Vec::new();
    for (name, _) in BUILT_IN {
        let Some(source) = library.source(name) else {
            continue;
        };
        let rubric = library.interpret(&source);
        if let Ok(rubric) = &rubric {
            let texts = texts(name);
            for (part, sources) in parts(&rubric.patterns) {
                if let Some(states) = finder::warm(sources, &texts) {
                    packed.push((format!("{name}.{part}{STATES}"), Ok(states)));
                }
            }
        }
        packed.push(((*name).to_owned(), rubric.map(|rubric| bytes(&rubric))));
    }
    packed.push((HEADS.to_owned(), library.heads().map(|heads| bytes(&heads))));
    packed
}

/// The patterns that have an automaton of their own.
fn parts(patterns: &Patterns) -> [(&'static str, &[String]); 2] {
    let (sorting, others) = patterns.sources().split_at(patterns.sorting());
    [("sorting", sorting), ("signals", others)]
}

/// What cannot be packed has no bytes, and is not unpacked either.
fn bytes(value: &impl Serialize) -> Vec<u8> {
    postcard::to_allocvec(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_what_the_files_say() {
        let library = Library::default();
        for (name, _) in BUILT_IN {
            let read = library.interpret(&library.source(name).unwrap()).unwrap();
            let unpacked = rubric(name).expect("packed by the build");
            assert_eq!(format!("{unpacked:?}"), format!("{read:?}"), "{name}");
        }
        let (read, unpacked) = (library.heads().unwrap(), heads().unwrap());
        assert_eq!(format!("{unpacked:?}"), format!("{read:?}"));
    }
}
