//! Rubrics that answers ask for by name, each loaded once for all threads.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::rubric::{Library, Rubric};

/// What was loaded, or why it cannot be.
type Loaded = Result<Arc<Rubric>, String>;

/// The rubrics in use.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    loaded: Mutex<BTreeMap<String, Loaded>>,
}

impl Shelf {
    /// The rubric of that name.
    pub(super) fn take(&self, library: &Library, name: &str) -> Loaded {
        // What is in the map stays whole even if another thread fell while it held the lock.
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = loaded.get(name) {
            return known.clone();
        }
        let rubric = library.load(name).map(Arc::new).map_err(|error| {
            format!("{error}; `evaluate rubric check {name}` shows what is wrong with it")
        });
        loaded.insert(name.to_owned(), rubric.clone());
        rubric
    }
}
