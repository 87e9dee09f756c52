//! Rubrics as bytes that are quickly read. The build packs the built-in ones, so that a run need not read
//! their files.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::library::{BUILT_IN, Library};
use super::recognize::Heads;
use super::{LoadError, Rubric};
use crate::prepared::PREPARED;

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

fn unpacked<T: DeserializeOwned>(name: &str) -> Option<T> {
    let (_, bytes) = PREPARED.iter().find(|(known, _)| *known == name)?;
    postcard::from_bytes(bytes).ok()
}

/// Reads the files of the built-in rubrics and packs them: name and bytes, or what keeps one from it.
#[must_use]
pub fn pack() -> Vec<(&'static str, Result<Vec<u8>, LoadError>)> {
    let library = Library::default();
    let mut packed: Vec<_> = BUILT_IN
        .iter()
        .filter_map(|(name, _)| Some((*name, library.interpret(&library.source(name)?))))
        .map(|(name, rubric)| (name, rubric.map(|rubric| bytes(&rubric))))
        .collect();
    packed.push((HEADS, library.heads().map(|heads| bytes(&heads))));
    packed
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
