//! What a text is like, small enough to keep for thousands of texts: how much two share can be told
//! from their sketches alone.
//!
//! `MinHash` over runs of words (Broder, On the resemblance and containment of documents, 1997), in
//! bands, so that like texts are found without comparing each with each.

use std::collections::BTreeMap;

use super::random::Random;

/// The words of a run.
const RUN: usize = 4;

/// A text with fewer runs is like many by chance.
const FEWEST: usize = 20;

const BANDS: usize = 8;
const ROWS: usize = 4;

/// The share of equal rows from which texts count as nearly the same.
const NEAR: f64 = 0.8;

/// The sketch of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sketch([u64; BANDS * ROWS]);

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
        let mut least = [u64::MAX; BANDS * ROWS];
        for run in words.windows(RUN) {
            let run = run.iter().fold(0, |sum, word| mix(sum ^ word));
            let mut row = run;
            for least in &mut least {
                row = mix(row);
                *least = row.min(*least);
            }
        }
        Some(Self(least))
    }

    /// About how much of what is in either text is in both, 0..=1.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "at most 32 rows")]
    pub fn likeness(&self, other: &Self) -> f64 {
        let equal = self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count();
        equal as f64 / self.0.len() as f64
    }
}

/// The groups of texts that are nearly the same, each in order and the groups by their first texts.
#[must_use]
pub fn alike(sketches: &[Option<Sketch>]) -> Vec<Vec<usize>> {
    let mut parents: Vec<usize> = (0..sketches.len()).collect();
    for band in 0..BANDS {
        let mut firsts: BTreeMap<&[u64], usize> = BTreeMap::new();
        for (at, sketch) in sketches.iter().enumerate() {
            let rows = |sketch: &'_ Sketch| band * ROWS..band * ROWS + sketch.0.len() / BANDS;
            let Some(sketch) = sketch else { continue };
            let Some(key) = sketch.0.get(rows(sketch)) else {
                continue;
            };
            let first = *firsts.entry(key).or_insert(at);
            let near = sketches
                .get(first)
                .and_then(Option::as_ref)
                .is_some_and(|other| sketch.likeness(other) >= NEAR);
            if first != at && near {
                let (a, b) = (root(&parents, first), root(&parents, at));
                if let Some(parent) = parents.get_mut(a.max(b)) {
                    *parent = a.min(b);
                }
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in 0..sketches.len() {
        groups.entry(root(&parents, at)).or_default().push(at);
    }
    groups
        .into_values()
        .filter(|group| group.len() > 1)
        .collect()
}

fn root(parents: &[usize], mut at: usize) -> usize {
    while let Some(parent) = parents.get(at).copied().filter(|parent| *parent != at) {
        at = parent;
    }
    at
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

#[cfg(test)]
mod tests {
    use super::*;

    fn text(from: usize, to: usize) -> String {
        let words: Vec<String> = (from..to).map(|n| format!("word{n}")).collect();
        words.join(" ")
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
        let sketches: Vec<_> = texts.iter().map(|text| Sketch::of(text)).collect();
        assert_eq!(alike(&sketches), [vec![0, 2, 3]]);
        assert_eq!(sketches[5], None);
    }
}
