//! An automaton as words, with all the states that it has.

use super::cells::FEW;
use super::{Output, Starts, State, States, Way};
use crate::rubric::finder::byteset::ByteSet;
use crate::rubric::finder::few::Few;
use crate::rubric::finder::frames::Frames;
use crate::rubric::finder::index::Index;
use crate::rubric::finder::sources::Sources;
use crate::rubric::finder::tree::{Tree, id};
use crate::rubric::finder::words::{List, Reader, Word, Words, numbers, put_list};

/// What a state is, without its place.
#[derive(Clone, Copy)]
struct Outline {
    /// Where its part of each list begins.
    items: u32,
    found: u32,
    gaps: u32,
    tagged: bool,
    /// The bytes that it goes on with, if it names them.
    few: Option<[u8; FEW]>,
    /// How many of its cells are known.
    cells: u32,
    ways: [u32; 2],
}

impl Words for Outline {
    const LEN: usize = 7;

    fn put(&self, out: &mut Vec<u32>) {
        let narrow = u32::from(self.few.is_some());
        out.extend([
            self.items,
            self.found,
            self.gaps,
            u32::from_le_bytes(self.few.unwrap_or_default()),
        ]);
        out.push(self.cells << 2 | u32::from(self.tagged) << 1 | narrow);
        out.extend(self.ways);
    }

    fn take(words: &[Word]) -> Self {
        let [items, found, gaps, few, cells, start, end] = numbers(words);
        Self {
            items,
            found,
            gaps,
            few: (cells & 1 == 1).then(|| few.to_le_bytes()),
            tagged: cells & 2 != 0,
            cells: cells >> 2,
            ways: [start, end],
        }
    }
}

/// A way without what can be told from the rest.
#[derive(Clone, Copy)]
struct Track {
    gap: u32,
    /// The number of the state behind it.
    state: u32,
    few: Few,
    starts: [Starts; 2],
}

impl Words for Track {
    const LEN: usize = 2 + Few::LEN + 2 * Starts::LEN;

    fn put(&self, out: &mut Vec<u32>) {
        out.extend([self.gap, self.state]);
        self.few.put(out);
        self.starts.iter().for_each(|starts| starts.put(out));
    }

    fn take(words: &[Word]) -> Self {
        let (places, rest) = words.split_at(2);
        let [gap, state] = numbers(places);
        let (few, rest) = rest.split_at(Few::LEN);
        let (spelt, gapped) = rest.split_at(Starts::LEN);
        Self {
            gap,
            state,
            few: Few::take(few),
            starts: [Starts::take(spelt), Starts::take(gapped)],
        }
    }
}

/// Above this bit of a word is a byte, below it a state's number.
const BYTE: u32 = 24;

impl States {
    /// Writes everything but the patterns themselves; nothing where there are too many states.
    pub(in crate::rubric::finder) fn put(&mut self, out: &mut Vec<u32>) -> Option<()> {
        if self.outputs.len() >= 1 << BYTE {
            return None;
        }
        self.tree.put(out);
        self.frames.put(out);
        let (mut outlines, mut cells, mut firsts) = (Vec::new(), Vec::new(), Vec::new());
        for output in &self.outputs {
            let state = output.state;
            let before = cells.len();
            let own = self.cells.firsts(state);
            for byte in own.iter() {
                let next = self.cells.next(state, byte);
                if next != State::UNKNOWN {
                    cells.push(u32::from(byte) << BYTE | id(self.nth(next)));
                }
            }
            if !state.is_narrow() {
                firsts.push(own);
            }
            outlines.push(Outline {
                items: output.items,
                found: output.found,
                gaps: output.gaps,
                tagged: state.is_tagged(),
                few: self.cells.few(state),
                cells: id(cells.len() - before),
                ways: output.ways,
            });
        }
        put_list(&outlines, out);
        put_list(&cells, out);
        put_list(&firsts, out);
        self.items.put(out);
        let numbers = 1..id(self.outputs.len());
        let hashes = numbers.map(|nth| self.hash_of(nth));
        let hashes: Vec<u64> = std::iter::once(0).chain(hashes).collect();
        Index::put(&hashes, out);
        put_list(&self.found, out);
        let gaps = self.gaps.iter().flat_map(|(gap, frame)| [*gap, *frame]);
        put_list(&gaps.collect::<Vec<u32>>(), out);
        let tracks = self.ways.iter().zip(&self.starts);
        let tracks = tracks.map(|(way, starts)| Track {
            gap: way.gap,
            state: id(self.nth(way.state)),
            few: way.few,
            starts: *starts,
        });
        put_list(&tracks.collect::<Vec<_>>(), out);
        put_list(&self.roots, out);
        out.push(id(self.nth(self.root)));
        Some(())
    }

    /// Reads what was written for these patterns.
    pub(in crate::rubric::finder) fn take(from: &mut Reader, sources: &Sources) -> Option<Self> {
        let tree = Tree::take(from, sources)?;
        let frames = Frames::take(from)?;
        let mut states = Self {
            frames,
            ..Self::bare(tree)
        };
        let outlines: List<Outline> = from.list()?;
        let known: List<u32> = from.list()?;
        let firsts: List<ByteSet> = from.list()?;
        states.items = from.list()?;
        states.known = Index::take(from)?;
        states.found = from.all()?;
        let gaps: Vec<u32> = from.all()?;
        let pairs = gaps.as_chunks().0.iter();
        states.gaps = pairs.map(|[gap, frame]| (*gap, *frame)).collect();
        states.settle(&outlines, &known, &firsts)?;
        let tracks: List<Track> = from.list()?;
        states.ways.reserve(tracks.len() * 2);
        states.starts.reserve(tracks.len() * 2);
        for track in tracks.iter() {
            let way = states.way_of(&track)?;
            states.ways.push(way);
            states.starts.push(track.starts);
        }
        states.roots = from.all()?;
        states.root = states.numbered(from.word()?)?;
        Some(states)
    }

    /// Gives every state its place, and its cells what they hold.
    fn settle(
        &mut self,
        outlines: &List<Outline>,
        known: &List<u32>,
        firsts: &List<ByteSet>,
    ) -> Option<()> {
        self.cells.reserve(outlines.len(), firsts.len());
        self.outputs.reserve(2 * outlines.len());
        let mut firsts = firsts.iter();
        for (nth, outline) in (0..).zip(outlines.iter()) {
            let tag = if outline.tagged { State::TAG } else { 0 };
            let (at, form) = match outline.few {
                Some(few) => (self.cells.add_narrow(nth, few), State::NARROW),
                None => (self.cells.add_wide(nth, &firsts.next()?), State::WIDE),
            };
            self.outputs.push(Output {
                items: outline.items,
                found: outline.found,
                gaps: outline.gaps,
                ways: outline.ways,
                state: State(at | tag | form),
            });
        }
        let mut known = known.iter();
        for (nth, outline) in outlines.iter().enumerate() {
            let state = self.outputs.get(nth)?.state;
            for cell in known.by_ref().take(outline.cells as usize) {
                let next = self.numbered(cell & ((1 << BYTE) - 1))?;
                let [.., byte] = cell.to_le_bytes();
                self.cells.set_next(state, byte, next);
            }
        }
        Some(())
    }

    fn numbered(&self, nth: u32) -> Option<State> {
        match nth {
            0 => Some(State::DEAD),
            _ => Some(self.outputs.get(nth as usize)?.state),
        }
    }

    fn way_of(&self, track: &Track) -> Option<Way> {
        let state = self.numbered(track.state)?;
        let found = !self.found(state).is_empty();
        let gap = self.tree.gaps.get(track.gap as usize)?;
        Some(Way::new(
            gap,
            track.gap,
            state,
            found,
            track.few,
            &track.starts,
        ))
    }
}
