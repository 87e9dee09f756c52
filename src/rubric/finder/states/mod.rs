//! An automaton whose states are made when a text first leads to them.

mod cells;
mod interned;
mod kept;
mod way;

use std::ops::Range;

use cells::Cells;
pub(super) use way::Way;

use super::byteset::ByteSet;
use super::frames::{Closure, FrameId, Frames};
use super::gap::Gap;
use super::grams::Grams;
use super::index::Index;
use super::sources::Sources;
use super::starts::{Starts, starts};
use super::tree::{Tree, id};
use super::words::List;

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
    const WIDE: u32 = 1 << 29;

    /// Whether patterns end here or gaps begin.
    pub(super) fn is_tagged(self) -> bool {
        self.0 & Self::TAG != 0
    }

    /// Whether there is more to do than to read on.
    #[inline]
    fn is_event(self) -> bool {
        (self.0 & !(Self::NARROW | Self::WIDE)).wrapping_sub(2) >= Self::TAG - 2
    }

    #[inline]
    fn is_narrow(self) -> bool {
        self.0 & Self::NARROW != 0
    }

    #[inline]
    fn cells(self) -> usize {
        (self.0 & !(Self::TAG | Self::NARROW | Self::WIDE)) as usize
    }

    pub(super) fn hash(self, at: usize) -> usize {
        self.cells().wrapping_mul(31).wrapping_add(at)
    }
}

/// What a state is, by its places in lists for all states, and what happens there.
#[derive(Clone, Copy, Debug)]
struct Output {
    /// Where the frames begin that go on with a byte; they end where those of the next state begin.
    items: u32,
    /// The same of the patterns that end here.
    found: u32,
    /// The same of gaps and the frames behind them.
    gaps: u32,
    /// What these come to, once a text leads there: from one place to before another.
    ways: [u32; 2],
    state: State,
}

/// The places of ways that are not known.
const UNTOLD: [u32; 2] = [u32::MAX; 2];

/// The states made so far.
#[derive(Debug)]
pub(super) struct States {
    cells: Cells,
    outputs: Vec<Output>,
    items: List<FrameId>,
    found: Vec<u32>,
    gaps: Vec<(u32, FrameId)>,
    ways: Vec<Way>,
    /// For each way what the text has to go on with behind it: what is spelt out, and where more gaps begin.
    starts: Vec<[Starts; 2]>,
    known: Index,
    /// What is used anew for every state.
    scratch: (Vec<FrameId>, Closure),
    frames: Frames,
    tree: Tree,
    root: State,
    roots: Vec<u32>,
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
            roots,
            ..Self::bare(tree)
        };
        states.clear();
        states
    }

    fn bare(tree: Tree) -> Self {
        Self {
            cells: Cells::default(),
            outputs: Vec::new(),
            items: List::default(),
            found: Vec::new(),
            gaps: Vec::new(),
            scratch: <(Vec<FrameId>, Closure)>::default(),
            ways: Vec::new(),
            starts: Vec::new(),
            known: Index::default(),
            frames: Frames::default(),
            tree,
            root: State::UNKNOWN,
            roots: Vec::new(),
        }
    }

    /// Forgets all states.
    pub(super) fn clear(&mut self) {
        self.cells.clear();
        self.items = List::default();
        self.gaps.clear();
        self.outputs.clear();
        self.outputs.push(Output {
            items: 0,
            found: 0,
            gaps: 0,
            ways: [0; 2],
            state: State::DEAD,
        });
        self.found.clear();
        self.ways.clear();
        self.starts.clear();
        self.known = Index::default();
        self.frames = Frames::default();
        self.root = State::UNKNOWN;
    }

    /// Whether they take up too much.
    pub(super) fn is_full(&self) -> bool {
        let states =
            self.outputs.len() * size_of::<Output>() + self.cells.len() * size_of::<State>();
        let ways = self.ways.len() * size_of::<(Way, [Starts; 2])>() + self.gaps.len() * 8;
        states + ways + self.items.memory() + self.frames.memory() > MEMORY
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

    /// Reads on from a state until something happens; what that is, and how many bytes were read.
    #[inline]
    pub(super) fn advance(&mut self, mut state: State, bytes: &[u8]) -> (State, usize) {
        let mut read = 0;
        for byte in bytes {
            let mut next = self.cells.next(state, *byte);
            read += 1;
            if next.is_event() {
                if next == State::UNKNOWN {
                    next = self.make(state, *byte);
                }
                if next.is_tagged() || next == State::DEAD {
                    return (next, read);
                }
            }
            state = next;
        }
        (State::DEAD, read)
    }

    /// The patterns that end in a state.
    #[inline]
    pub(super) fn found(&self, state: State) -> &[u32] {
        self.found_of(self.nth(state))
    }

    /// The gaps that begin in a state, by their place.
    #[inline]
    pub(super) fn ways(&mut self, state: State) -> Range<u32> {
        let nth = self.nth(state);
        let Some(output) = self.outputs.get_mut(nth) else {
            return 0..0;
        };
        match output.ways {
            UNTOLD => self.make_ways(nth),
            [from, to] => from..to,
        }
    }

    #[cold]
    fn make_ways(&mut self, nth: usize) -> Range<u32> {
        let gaps = self.gaps_of(nth).to_vec();
        let groups = gaps.chunk_by(|(one, _), (other, _)| one == other);
        let from = id(self.ways.len());
        for group in groups {
            let (way, starts) = self.way(group);
            self.ways.push(way);
            self.starts.push(starts);
        }
        let range = from..id(self.ways.len());
        self.outputs[nth].ways = [range.start, range.end];
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
        let found = !self.found_of(nth).is_empty();
        let few = self.frames.patterns(&frames);
        let gap_kind = &self.tree.gaps[gap as usize];
        (Way::new(gap_kind, gap, state, found, few, &starts), starts)
    }

    fn nth(&self, state: State) -> usize {
        self.cells.number(state)
    }

    /// The bytes that a state goes on with, and whether their case makes a difference.
    fn firsts(&mut self, items: &[FrameId]) -> (ByteSet, bool) {
        let (mut all, mut mind) = (ByteSet::default(), false);
        for item in items {
            let (set, cased) = self.frames.firsts(&mut self.tree, *item);
            all = all.union(set);
            mind |= cased;
        }
        (all, mind)
    }

    pub(super) fn gap(&self, way: &Way) -> &Gap {
        &self.tree.gaps[way.gap as usize]
    }

    #[cold]
    fn make(&mut self, state: State, byte: u8) -> State {
        let items = self.items_of(self.nth(state));
        let (mut frames, closure) = std::mem::take(&mut self.scratch);
        frames.clear();
        for item in self.items.part(items) {
            self.frames.step(&mut self.tree, item, byte, &mut frames);
        }
        frames.sort_unstable();
        frames.dedup();
        self.scratch.1 = closure;
        let next = self.state(&frames);
        self.scratch.0 = frames;
        self.cells.set_next(state, byte, next);
        next
    }

    fn state(&mut self, frames: &[FrameId]) -> State {
        let mut closure = std::mem::take(&mut self.scratch.1);
        self.frames.close(&mut self.tree, frames, &mut closure);
        let state = self.intern(&closure);
        self.scratch.1 = closure;
        state
    }
}
