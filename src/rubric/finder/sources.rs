//! The patterns' texts, and what can be told of them at a glance.

use std::rc::Rc;

use super::grams::Grams;
use super::groups::{Gathering, Groups};
use super::survey::{Survey, Surveyor};
use super::tree::id;
use super::words::{Reader, put_list};

/// All patterns, as they are written.
#[derive(Clone, Debug)]
pub(super) struct Sources {
    /// One behind the other.
    pub(super) texts: Rc<Vec<u8>>,
    pub(super) groups: Rc<Groups>,
    /// For each pattern where it ends, and whether it uses nothing but what is read here.
    pub(super) ends: Rc<[(usize, bool)]>,
}

impl Sources {
    /// `texts` are `sources`, one behind the other.
    pub(super) fn new(sources: &[&str], texts: Rc<Vec<u8>>) -> Self {
        let mut gathering = Gathering::new(&texts);
        let mut end = 0;
        let ends = sources.iter().map(|source| {
            let start = end;
            end += source.len();
            (end, gathering.pattern(start, end))
        });
        let ends: Rc<[(usize, bool)]> = ends.collect();
        let groups = Rc::new(gathering.groups());
        Self {
            texts,
            groups,
            ends,
        }
    }

    /// Writes everything but the texts.
    pub(super) fn put(&self, out: &mut Vec<u32>) {
        let ends = self.ends.iter();
        let ends: Vec<u32> = ends
            .flat_map(|(end, plain)| [id(*end), u32::from(*plain)])
            .collect();
        put_list(&ends, out);
        self.groups.put(out);
    }

    /// Reads what was written for these patterns.
    pub(super) fn take(from: &mut Reader, texts: Rc<Vec<u8>>) -> Option<Self> {
        let ends: Vec<u32> = from.all()?;
        let ends = ends.as_chunks().0.iter();
        let ends = ends.map(|[end, plain]| (*end as usize, *plain == 1));
        Some(Self {
            texts,
            ends: ends.collect(),
            groups: Rc::new(Groups::take(from)?),
        })
    }

    /// What cannot match in the text that `grams` are of.
    pub(super) fn survey(&self, grams: &Grams) -> Survey {
        let mut surveyor = Surveyor::new(&self.texts, &self.groups, grams);
        let mut start = 0;
        for (end, plain) in self.ends.iter() {
            if *plain {
                surveyor.pattern(start, *end);
            }
            start = *end;
        }
        surveyor.survey
    }
}
