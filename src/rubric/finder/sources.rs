//! The patterns' texts, and what can be told of them at a glance.

use std::rc::Rc;

use super::byteset::ByteSet;
use super::grams::Grams;
use super::groups::{Gathering, Groups};
use super::survey::{Survey, Surveyor};

/// All patterns, as they are written.
#[derive(Clone, Debug)]
pub(super) struct Sources {
    /// One behind the other.
    pub(super) texts: Rc<[u8]>,
    pub(super) groups: Rc<Groups>,
    /// For each pattern where it ends, and whether it uses nothing but what is read here.
    pub(super) ends: Rc<[(usize, bool)]>,
    /// For each byte its place in a row of a state.
    pub(super) classes: [u8; 256],
    /// How long such rows are.
    pub(super) stride: usize,
}

impl Sources {
    pub(super) fn new(sources: &[String]) -> Self {
        let texts: Rc<[u8]> = sources.concat().into_bytes().into();
        let mut gathering = Gathering::new(&texts);
        let mut end = 0;
        let ends = sources.iter().map(|source| {
            let start = end;
            end += source.len();
            (end, gathering.pattern(start, end))
        });
        let ends: Rc<[(usize, bool)]> = ends.collect();
        let groups = Rc::new(gathering.groups());
        let (classes, stride) = classes(sources, ends.iter().all(|(_, plain)| *plain));
        Self {
            texts,
            groups,
            ends,
            classes,
            stride,
        }
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

/// For each byte its place in a row, and how long rows are: bytes that no pattern tells apart share one.
fn classes(sources: &[String], plain: bool) -> ([u8; 256], usize) {
    let mut apart = ByteSet::of(b' '..=b'~').union(ByteSet::spaces());
    for source in sources.iter().filter(|source| !source.is_ascii()) {
        for byte in source.bytes().filter(|byte| !byte.is_ascii()) {
            apart.insert(byte);
        }
    }
    let odd = |source: &String| {
        let control = |byte: u8| byte < b' ' || byte == 0x7f;
        // Looking at every byte is quicker than stopping early.
        source.bytes().fold(false, |odd, byte| odd | control(byte))
    };
    let mut classes: [u8; 256] = std::array::from_fn(|byte| u8::try_from(byte).unwrap_or_default());
    if !plain || sources.iter().any(odd) {
        return (classes, 256);
    }
    // The first two are for all other bytes: signs that cannot be typed, and parts of characters.
    let mut next = 2;
    for (class, byte) in classes.iter_mut().zip(0..=u8::MAX) {
        *class = if apart.has(byte) {
            next += 1;
            next - 1
        } else {
            u8::from(!byte.is_ascii())
        };
    }
    (classes, usize::from(next).next_power_of_two())
}
