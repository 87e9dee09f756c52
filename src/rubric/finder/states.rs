//! An automaton whose states are made when a text first leads to them.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::ops::Range;
use std::rc::Rc;

use super::byteset::ByteSet;
use super::frames::{Closure, FrameId, Frames};
use super::gap::Gap;
use super::hash::Mixer;
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
    pub(super) gap: u32,
    /// The state behind the gap.
    pub(super) state: State,
    /// The bytes with which that state may go on.
    pub(super) firsts: ByteSet,
    /// Patterns may end in that state.
    pub(super) found: bool,
    /// More gaps begin in that state.
    pub(super) gaps: bool,
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
    pub(super) fn new(sources: &[String]) -> Self {
        let mut tree = Tree::new(&sources.concat());
        let plain: Vec<bool> = sources
            .iter()
            .map(|source| super::scan::is_plain(source.as_bytes()))
            .collect();
        let mut start = 0;
        let roots = sources.iter().zip(&plain).map(|(source, plain)| {
            start += source.len();
            super::grammar::whole(&mut tree, start - source.len(), start, *plain)
        });
        let roots = roots.collect();
        let (classes, stride) = classes(sources, plain.iter().all(|plain| *plain));
        let mut states = Self {
            classes,
            stride,
            cells: Vec::new(),
            items: Vec::new(),
            outputs: Vec::new(),
            found: Vec::new(),
            ways: Vec::new(),
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
        self.known.clear();
        self.frames = Frames::default();
        self.memory = 0;
        self.root = State::UNKNOWN;
    }

    /// The state in which nothing has been read.
    pub(super) fn root(&mut self) -> State {
        if self.memory + self.frames.memory() > MEMORY {
            self.clear();
        }
        if self.root == State::UNKNOWN {
            let roots = self.roots.iter().enumerate();
            let frames: Vec<FrameId> = roots
                .map(|(pattern, node)| self.frames.whole(pattern, *node))
                .collect();
            self.root = self.state(&frames);
        }
        self.root
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
        let ways: Vec<Way> = groups.map(|group| self.way(group)).collect();
        let from = id(self.ways.len());
        self.memory += ways.len() * size_of::<Way>();
        self.ways.extend(ways);
        let range = from..id(self.ways.len());
        self.outputs[nth].ways = range.clone();
        range
    }

    pub(super) fn way_at(&self, at: u32) -> &Way {
        &self.ways[at as usize]
    }

    /// One state behind all `ways`.
    pub(super) fn joined(&mut self, ways: &[Way]) -> State {
        let mut closure = Closure::default();
        for way in ways {
            closure
                .items
                .extend_from_slice(&self.items[self.nth(way.state)]);
        }
        closure.tidy();
        self.intern(closure)
    }

    fn way(&mut self, group: &[(u32, FrameId)]) -> Way {
        let frames: Vec<FrameId> = group.iter().map(|(_, frame)| *frame).collect();
        let state = self.state(&frames);
        let gap = group.first().map_or(0, |(gap, _)| *gap);
        let nth = self.nth(state);
        let items = self.items[nth].clone();
        let (firsts, _) = self.firsts(&items);
        let output = &self.outputs[nth];
        let gaps = !output.gaps.is_empty() || !output.ways.is_empty();
        let found = !output.found.is_empty();
        let meets = match &self.tree.gaps[gap as usize] {
            Gap::Look(_) => true,
            Gap::Free { set, .. } => set.meets(&firsts),
        };
        Way {
            last_only: !gaps && !meets,
            only: self.frames.only_pattern(&frames),
            gap,
            state,
            firsts,
            found,
            gaps,
        }
    }

    fn nth(&self, state: State) -> usize {
        self.cells[state.cells() - 1].0 as usize
    }

    /// The bytes that a state goes on with, and whether their case makes a difference.
    fn firsts(&mut self, items: &[FrameId]) -> (ByteSet, bool) {
        let (mut all, mut cased) = (ByteSet::default(), false);
        for item in items {
            let (set, minds) = self.frames.firsts(&mut self.tree, *item);
            all = all.union(set);
            cased |= minds;
        }
        (all, cased)
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
