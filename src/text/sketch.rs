//! What a text is like, small enough to keep for thousands of texts: how much two share can be told
//! from their sketches alone.
//!
//! `MinHash` over runs of words (Broder, On the resemblance and containment of documents, 1997), in
//! bands, so that like texts are found without comparing each with each.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::random::Random;

/// The words of a run.
const RUN: usize = 3;

/// A text with fewer runs is like many by chance.
const FEWEST: usize = 20;

/// Texts that share half of their runs meet in a band with a chance of 996 in 1000.
const BANDS: usize = 42;
const ROWS: usize = 3;

/// The share of equal rows from which texts count as nearly the same. A text in which every tenth word was
/// changed still shares half of its runs, and an estimate may be too low.
const NEAR: f64 = 0.42;

/// So many texts that meet in a band are compared with each further one.
const COMPARED: usize = 16;

/// For each row a multiplier and what is added: another order of all runs.
static ORDERS: LazyLock<[(u32, u32); BANDS * ROWS]> = LazyLock::new(|| {
    let mut random = Random::new(0);
    std::array::from_fn(|_| (low(random.draw()) | 1, low(random.draw())))
});

/// The sketch of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sketch(Box<[u32; BANDS * ROWS]>);

/// Texts that are nearly the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Their places, in order.
    pub members: Vec<usize>,
    /// How much each shares with another of them at least, 0..=1.
    pub likeness: f64,
}

impl Sketch {
    /// The sketch of `text`; none where it is too short to tell.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let words: Vec<u64> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(hash)
            .collect();
        if words.len() < FEWEST + RUN - 1 {
            return None;
        }
        let mut least = Box::new([u32::MAX; BANDS * ROWS]);
        for run in words.windows(RUN) {
            let run = run.iter().fold(0, |sum, word| mix(sum ^ word));
            for (least, (times, plus)) in least.iter_mut().zip(ORDERS.iter()) {
                let row = low(run).wrapping_mul(*times).wrapping_add(*plus);
                *least = row.min(*least);
            }
        }
        Some(Self(least))
    }

    /// About how much of what is in either text is in both, 0..=1.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "at most 126 rows")]
    pub fn likeness(&self, other: &Self) -> f64 {
        let equal = self
            .0
            .iter()
            .zip(other.0.iter())
            .filter(|(a, b)| a == b)
            .count();
        equal as f64 / self.0.len() as f64
    }

    fn bands(&self) -> impl Iterator<Item = &[u32]> {
        self.0.chunks_exact(ROWS)
    }
}

/// The groups of texts that are nearly the same, by their first texts. The work grows with the number of
/// texts, not with its square.
#[must_use]
pub fn alike(sketches: &[Option<Sketch>]) -> Vec<Group> {
    let mut groups = Groups {
        parents: (0..sketches.len()).collect(),
        likeness: vec![1.0; sketches.len()],
    };
    let mut met: Vec<HashMap<&[u32], Vec<usize>>> = vec![HashMap::new(); BANDS];
    for (at, sketch) in sketches.iter().enumerate() {
        let Some(sketch) = sketch else { continue };
        for (met, band) in met.iter_mut().zip(sketch.bands()) {
            let known = met.entry(band).or_default();
            for other in known.iter() {
                if groups.root(*other) != groups.root(at)
                    && let Some(Some(like)) = sketches.get(*other)
                {
                    groups.join(*other, at, sketch.likeness(like));
                }
            }
            // Those that were joined to one of them need not be compared again.
            let joined = known
                .iter()
                .any(|other| groups.root(*other) == groups.root(at));
            if !joined && known.len() < COMPARED {
                known.push(at);
            }
        }
    }
    groups.all()
}

/// Which texts belong together.
struct Groups {
    /// For each text another of its group that stands before it, or itself.
    parents: Vec<usize>,
    /// For each first text of a group the least likeness by which one of them was joined.
    likeness: Vec<f64>,
}

impl Groups {
    fn root(&self, mut at: usize) -> usize {
        while let Some(parent) = self.parents.get(at).copied().filter(|parent| *parent != at) {
            at = parent;
        }
        at
    }

    /// Joins two groups if their texts are near.
    fn join(&mut self, one: usize, other: usize, likeness: f64) {
        if likeness < NEAR {
            return;
        }
        let (one, other) = (self.root(one), self.root(other));
        let (first, second) = (one.min(other), one.max(other));
        let least = [first, second].map(|at| self.likeness.get(at).copied().unwrap_or(1.0));
        if let Some(slot) = self.likeness.get_mut(first) {
            *slot = least.into_iter().fold(likeness, f64::min);
        }
        if let Some(parent) = self.parents.get_mut(second) {
            *parent = first;
        }
    }

    fn all(self) -> Vec<Group> {
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); self.parents.len()];
        for at in 0..self.parents.len() {
            let root = self.root(at);
            if let Some(group) = members.get_mut(root) {
                group.push(at);
            }
        }
        let groups = members.into_iter().zip(self.likeness);
        let many = groups.filter(|(members, _)| members.len() > 1);
        many.map(|(members, likeness)| Group { members, likeness })
            .collect()
    }
}

/// FNV-1a over the letters, their case aside.
fn hash(word: &str) -> u64 {
    word.chars()
        .flat_map(char::to_lowercase)
        .fold(0xcbf2_9ce4_8422_2325, |sum, c| {
            (sum ^ u64::from(c)).wrapping_mul(0x100_0000_01b3)
        })
}

fn mix(value: u64) -> u64 {
    Random::new(value).draw()
}

#[expect(clippy::cast_possible_truncation, reason = "the low half of it")]
fn low(value: u64) -> u32 {
    value as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(from: usize, to: usize) -> String {
        let words: Vec<String> = (from..to).map(|n| format!("word{n}")).collect();
        words.join(" ")
    }

    fn members(texts: &[String]) -> Vec<Vec<usize>> {
        let sketches: Vec<_> = texts.iter().map(|text| Sketch::of(text)).collect();
        let groups = alike(&sketches).into_iter();
        groups.map(|group| group.members).collect()
    }

    #[test]
    fn near_copies_are_found_and_others_are_not() {
        let copy = text(0, 300).to_uppercase().replace(' ', ", ");
        let texts = [
            text(0, 300),
            text(500, 900),
            copy,
            text(0, 280) + " and an end of its own",
            text(150, 450),
            "too short".into(),
        ];
        assert_eq!(members(&texts), [vec![0, 2, 3]]);
        assert_eq!(Sketch::of(&texts[5]), None);
    }

    #[test]
    fn what_texts_share_is_told_from_their_sketches() {
        // 200 runs of 298 + 298 - 200 are in both.
        let (one, other) = (text(0, 300), text(98, 398));
        let both = [one, other].map(|text| Sketch::of(&text).unwrap());
        let share = both[0].likeness(&both[1]);
        assert!((share - 200.0 / 396.0).abs() < 0.13, "{share}");
    }

    #[test]
    fn a_text_of_which_every_twelfth_word_was_changed_is_found_every_time() {
        let mut texts = Vec::new();
        for nth in 0..40 {
            let one = text(nth * 1000, nth * 1000 + 250);
            let words = one.split(' ').enumerate();
            let changed = words.map(|(at, word)| match at % 12 {
                5 => format!("other{at}"),
                _ => word.to_owned(),
            });
            let changed: Vec<String> = changed.collect();
            texts.extend([one, changed.join(" ")]);
        }
        let pairs: Vec<Vec<usize>> = (0..40).map(|nth| vec![2 * nth, 2 * nth + 1]).collect();
        assert_eq!(members(&texts), pairs);
    }
}
