//! An automaton whose states are made when a text first leads to them.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::ops::Range;
use std::rc::Rc;

use super::byteset::ByteSet;
use super::frames::{Closure, FrameId, Frames};
use super::gap::Gap;
use super::grams::Grams;
use super::hash::Mixer;
use super::outlook::Hint;
use super::sources::Sources;
use super::starts::{Starts, starts};
use super::tree::{Tree, id};

/// A state: where its cells begin, what they are like, and whether anything happens there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct State(u32);

impl State {
    /// Nothing can match any more.
    pub(super) const DEAD: Self = Self(Self::NARROW | 1);
    /// Not made yet.
    const UNKNOWN: Self = Self(0);
    const TAG: u32 = 1 << 31;
    const NARROW: u32 = 1 << 30;

    /// Whether patterns end here or gaps begin.
    pub(super) fn is_tagged(self) -> bool {
        self.0 & Self::TAG != 0
    }

    fn is_narrow(self) -> bool {
        self.0 & Self::NARROW != 0
    }

    fn cells(self) -> usize {
        (self.0 & !(Self::TAG | Self::NARROW)) as usize
    }

    pub(super) fn hash(self, at: usize) -> usize {
        self.cells().wrapping_mul(31).wrapping_add(at)
    }
}

/// A state that goes on with so few bytes, whatever their case, names them instead of having a row.
const FEW: usize = 4;

/// A gap that begins in a state, and what comes behind it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    /// What is needed to tell whether a walk is worth while.
    pub(super) hint: Hint,
    pub(super) gap: u32,
    /// The state behind the gap.
    pub(super) state: State,
    /// Patterns may end in that state.
    pub(super) found: bool,
    /// The one pattern that may be found this way, if there is just one.
    pub(super) only: Option<u32>,
    /// It goes on with no byte of which the gap is made.
    pub(super) last_only: bool,
}

/// What happens in a state.
#[derive(Debug, Default)]
struct Output {
    found: Range<u32>,
    ways: Range<u32>,
    /// Gaps and the frames behind them, until a text leads there.
    gaps: Box<[(u32, FrameId)]>,
}

/// The states made so far.
#[derive(Debug)]
pub(super) struct States {
    /// For each state its number, and then either a row with the next state for each class of bytes, or
    /// the few bytes that it goes on with and the next state for each.
    cells: Vec<State>,
    items: Vec<Rc<[FrameId]>>,
    outputs: Vec<Output>,
    found: Vec<u32>,
    ways: Vec<Way>,
    /// For each way what the text has to go on with behind it: what is spelt out, and where more gaps begin.
    starts: Vec<[Starts; 2]>,
    known: HashMap<Rc<[u32]>, State, BuildHasherDefault<Mixer>>,
    frames: Frames,
    tree: Tree,
    root: State,
    roots: Vec<u32>,
    /// For each byte its place in a row.
    classes: [u8; 256],
    stride: usize,
    memory: usize,
}

/// Memory for states; beyond it they are made anew.
const MEMORY: usize = 40 << 20;

impl States {
    /// With `grams` it finds what is in a text that has no others.
    pub(super) fn new(sources: &Sources, grams: Option<&Grams>) -> Self {
        let survey = grams.map(|grams| sources.survey(grams));
        let mut tree = Tree::new(sources, survey);
        let mut start = 0;
        let roots = sources.ends.iter().map(|(end, plain)| {
            let node = super::grammar::whole(&mut tree, start, *end, *plain);
            start = *end;
            node
        });
        let roots = roots.collect();
        let mut states = Self {
            classes: sources.classes,
            stride: sources.stride,
            cells: Vec::new(),
            items: Vec::new(),
            outputs: Vec::new(),
            found: Vec::new(),
            ways: Vec::new(),
            starts: Vec::new(),
            known: HashMap::default(),
            frames: Frames::default(),
            tree,
            root: State::UNKNOWN,
            roots,
            memory: 0,
        };
        states.clear();
        states
    }

    /// Forgets all states.
    fn clear(&mut self) {
        // The dead state is the first, and goes on with nothing.
        self.cells.clear();
        self.cells.resize(2, State(0));
        self.cells.resize(2 + FEW, State::DEAD);
        self.items.clear();
        self.items.push(Rc::from([]));
        self.outputs.clear();
        self.outputs.push(Output::default());
        self.found.clear();
        self.ways.clear();
        self.starts.clear();
        self.known.clear();
        self.frames = Frames::default();
        self.memory = 0;
        self.root = State::UNKNOWN;
    }

    /// Forgets all states if they take up too much; whether it did.
    pub(super) fn trim(&mut self) -> bool {
        let full = self.memory + self.frames.memory() > MEMORY;
        if full {
            self.clear();
        }
        full
    }

    /// The state in which nothing has been read.
    pub(super) fn root(&mut self) -> State {
        if self.root == State::UNKNOWN {
            let roots = self.roots.iter().enumerate();
            let frames: Vec<FrameId> = roots
                .map(|(pattern, node)| self.frames.whole(pattern, *node))
                .collect();
            self.root = self.state(&frames);
        }
        self.root
    }

    /// The gaps with which patterns begin, by their place.
    pub(super) fn root_ways(&mut self) -> Range<u32> {
        let root = self.root();
        self.ways(root)
    }

    /// The state behind `byte`.
    #[inline]
    pub(super) fn next(&mut self, state: State, byte: u8) -> State {
        let Some(cell) = self.cell(state, byte) else {
            return State::DEAD;
        };
        let next = self.cells[cell];
        if next == State::UNKNOWN {
            return self.make(state, byte, cell);
        }
        next
    }

    /// The cell that holds the state behind `byte`.
    #[inline]
    fn cell(&self, state: State, byte: u8) -> Option<usize> {
        let at = state.cells();
        if state.is_narrow() {
            let bytes = self.cells[at].0.to_le_bytes();
            let byte = byte.to_ascii_lowercase();
            let nth = bytes.iter().position(|known| *known == byte)?;
            Some(at + 1 + nth)
        } else {
            Some(at + usize::from(self.classes[usize::from(byte)]))
        }
    }

    /// The patterns that end in a state.
    #[inline]
    pub(super) fn found(&self, state: State) -> &[u32] {
        let range = &self.outputs[self.nth(state)].found;
        &self.found[range.start as usize..range.end as usize]
    }

    /// The gaps that begin in a state, by their place.
    #[inline]
    pub(super) fn ways(&mut self, state: State) -> Range<u32> {
        let nth = self.nth(state);
        let Some(output) = self.outputs.get_mut(nth) else {
            return 0..0;
        };
        if output.gaps.is_empty() {
            return output.ways.clone();
        }
        self.make_ways(nth)
    }

    #[cold]
    fn make_ways(&mut self, nth: usize) -> Range<u32> {
        let gaps = std::mem::take(&mut self.outputs[nth].gaps);
        let groups = gaps.chunk_by(|(one, _), (other, _)| one == other);
        let from = id(self.ways.len());
        for group in groups {
            let (way, starts) = self.way(group);
            self.ways.push(way);
            self.starts.push(starts);
        }
        self.memory += (self.ways.len() - from as usize) * size_of::<(Way, [Starts; 2])>();
        let range = from..id(self.ways.len());
        self.outputs[nth].ways = range.clone();
        range
    }

    pub(super) fn way_at(&self, at: u32) -> &Way {
        &self.ways[at as usize]
    }

    /// What the text has to go on with behind a way: what is spelt out, and where more gaps begin.
    pub(super) fn starts(&self, at: u32) -> &[Starts; 2] {
        &self.starts[at as usize]
    }

    fn way(&mut self, group: &[(u32, FrameId)]) -> (Way, [Starts; 2]) {
        let frames: Vec<FrameId> = group.iter().map(|(_, frame)| *frame).collect();
        let state = self.state(&frames);
        let gap = group.first().map_or(0, |(gap, _)| *gap);
        let nth = self.nth(state);
        let starts = starts(&self.frames, &mut self.tree, &frames);
        let found = !self.outputs[nth].found.is_empty();
        let [spelt, gapped] = &starts;
        let all = spelt.union(gapped);
        let gap_kind = &self.tree.gaps[gap as usize];
        let last_only = match gap_kind {
            Gap::Look(_) => false,
            Gap::Free { set, .. } => !set.meets(&all.first),
        };
        let way = Way {
            hint: Hint::new(gap_kind, &all, last_only, found),
            last_only,
            only: self.frames.only_pattern(&frames),
            gap,
            state,
            found,
        };
        (way, starts)
    }

    fn nth(&self, state: State) -> usize {
        self.cells[state.cells() - 1].0 as usize
    }

    /// The few bytes that a state goes on with, if case makes no difference to it.
    fn few(&mut self, items: &[FrameId]) -> Option<Vec<u8>> {
        let mut all = ByteSet::default();
        for item in items {
            let (set, cased) = self.frames.firsts(&mut self.tree, *item);
            all = all.union(set.uncased());
            if cased || all.len() > FEW {
                return None;
            }
        }
        Some(all.iter().collect())
    }

    pub(super) fn gap(&self, way: &Way) -> &Gap {
        &self.tree.gaps[way.gap as usize]
    }

    #[cold]
    fn make(&mut self, state: State, byte: u8, cell: usize) -> State {
        let items = self.items[self.nth(state)].clone();
        let mut frames = Vec::new();
        for item in items.iter() {
            self.frames.step(&mut self.tree, *item, byte, &mut frames);
        }
        frames.sort_unstable();
        frames.dedup();
        let next = self.state(&frames);
        self.cells[cell] = next;
        next
    }

    fn state(&mut self, frames: &[FrameId]) -> State {
        let closure = self.frames.close(&mut self.tree, frames);
        self.intern(closure)
    }

    fn intern(&mut self, closure: Closure) -> State {
        let key = key(&closure);
        if key.len() == 2 {
            return State::DEAD;
        }
        if let Some(state) = self.known.get(key.as_slice()) {
            return *state;
        }
        let number = State(id(self.items.len()));
        self.cells.push(number);
        let at = id(self.cells.len());
        let few = self.few(&closure.items);
        if let Some(bytes) = &few {
            let mut names = [0; FEW];
            for (name, byte) in names.iter_mut().zip(bytes) {
                *name = *byte;
            }
            self.cells.push(State(u32::from_le_bytes(names)));
            let end = self.cells.len() + FEW;
            self.cells.resize(end - FEW + bytes.len(), State::UNKNOWN);
            self.cells.resize(end, State::DEAD);
        } else {
            self.cells
                .resize(self.cells.len() + self.stride, State::UNKNOWN);
        }
        let tagged = !(closure.found.is_empty() && closure.gaps.is_empty());
        let tag = if tagged { State::TAG } else { 0 };
        let form = if few.is_some() { State::NARROW } else { 0 };
        let state = State(at | tag | form);
        self.memory += (self.cells.len() + 1 - at as usize) * 4 + key.len() * 12 + 128;
        let from = id(self.found.len());
        self.found.extend(closure.found);
        self.outputs.push(Output {
            found: from..id(self.found.len()),
            ways: 0..0,
            gaps: closure.gaps.into(),
        });
        self.items.push(closure.items.into());
        self.known.insert(key.into(), state);
        state
    }
}

/// What tells a state from all others.
fn key(closure: &Closure) -> Vec<u32> {
    let mut key = closure.items.clone();
    key.push(u32::MAX);
    key.extend(&closure.found);
    key.push(u32::MAX);
    key.extend(closure.gaps.iter().flat_map(|(gap, frame)| [*gap, *frame]));
    key
}
