//! An automaton whose states are made when a text first leads to them.

mod kept;

use std::hash::Hasher;
use std::ops::Range;

use super::byteset::ByteSet;
use super::frames::{Closure, Few, FrameId, Frames};
use super::gap::Gap;
use super::grams::Grams;
use super::hash::Mixer;
use super::index::Index;
use super::outlook::Hint;
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
    fn is_event(self) -> bool {
        (self.0 & !(Self::NARROW | Self::WIDE)).wrapping_sub(2) >= Self::TAG - 2
    }

    fn is_narrow(self) -> bool {
        self.0 & Self::NARROW != 0
    }

    fn cells(self) -> usize {
        (self.0 & !(Self::TAG | Self::NARROW | Self::WIDE)) as usize
    }

    pub(super) fn hash(self, at: usize) -> usize {
        self.cells().wrapping_mul(31).wrapping_add(at)
    }
}

/// A state that goes on with so few bytes, whatever their case, names them.
const FEW: usize = 4;

/// Any other names so many of those that texts have gone on with; more than that have a row.
const NAMED: usize = 8;

/// One in each byte.
const EACH: u32 = 0x0101_0101;

/// Of a wide state, behind where its cells begin: the bytes that it goes on with, a bit each, come first,
/// then the names, and for each name the next state.
const NAMES: usize = 8;
const NEXT: usize = NAMES + 2;
/// What every byte comes to with which it does not go on.
const NONE: usize = NEXT + NAMED;
/// Where the row begins, if there is one.
const ROW: usize = NONE + 1;
/// How many cells it has.
const SIZE: usize = ROW + 1;

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
    /// The patterns that may be found this way, if they are few.
    pub(super) few: Few,
    /// It goes on with no byte of which the gap is made.
    pub(super) last_only: bool,
}

impl Way {
    /// A way to `state` through a gap, and what the text has to go on with behind it.
    fn new(
        kind: &Gap,
        gap: u32,
        state: State,
        found: bool,
        few: Few,
        [spelt, gapped]: &[Starts; 2],
    ) -> Self {
        let all = spelt.union(gapped);
        let last_only = match kind {
            Gap::Look(_) => false,
            Gap::Free { set, .. } => !set.meets(&all.first),
        };
        Self {
            hint: Hint::new(kind, &all, last_only, found),
            gap,
            state,
            found,
            few,
            last_only,
        }
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
    /// For each state its number, and then either the few bytes that it goes on with and the next state for
    /// each, or what [`NAMES`] and the constants beside it say. Rows stand between them.
    cells: Vec<State>,
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
            roots,
            ..Self::bare(tree)
        };
        states.clear();
        states
    }

    fn bare(tree: Tree) -> Self {
        Self {
            cells: Vec::new(),
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
            memory: 0,
        }
    }

    /// Forgets all states.
    pub(super) fn clear(&mut self) {
        // The dead state is the first, and goes on with nothing.
        self.cells.clear();
        self.cells.resize(2, State(0));
        self.cells.resize(3 + FEW, State::DEAD);
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
        self.memory = 0;
        self.root = State::UNKNOWN;
    }

    /// Whether they take up too much.
    pub(super) fn is_full(&self) -> bool {
        self.memory + self.frames.memory() > MEMORY
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
            let cell = self.cell(state, *byte);
            let mut next = self.cells[cell];
            read += 1;
            if next.is_event() {
                if next == State::UNKNOWN {
                    next = self.make(state, *byte, cell);
                }
                if next.is_tagged() || next == State::DEAD {
                    return (next, read);
                }
            }
            state = next;
        }
        (State::DEAD, read)
    }

    /// The cell that holds the state behind `byte`.
    #[inline]
    fn cell(&self, state: State, byte: u8) -> usize {
        let at = state.cells();
        if state.is_narrow() {
            // The byte among the four of a name is the lowest zero of the difference.
            let differ = self.cells[at].0 ^ (u32::from(byte.to_ascii_lowercase()) * EACH);
            let zeros = differ.wrapping_sub(EACH) & !differ & EACH << 7;
            at + 1 + zeros.trailing_zeros() as usize / 8
        } else {
            wide_cell(&self.cells[at..at + SIZE], at, byte)
        }
    }

    /// Takes down what a wide state comes to behind `byte`, which it goes on with.
    fn set_next(&mut self, state: State, byte: u8, next: State) {
        let at = state.cells();
        let names = self.cells.get(at + NAMES..at + NEXT).unwrap_or_default();
        let mut names = names.iter().flat_map(|names| names.0.to_le_bytes());
        // A zero is no name, but what stands where none is.
        if byte == 0 {
            return;
        }
        if let Some(free) = names.position(|name| name == 0) {
            self.cells[at + NAMES + free / 4].0 |= u32::from(byte) << (free % 4 * 8);
            self.cells[at + NEXT + free] = next;
            return;
        }
        if self.cells[at + ROW] == State::UNKNOWN {
            self.cells[at + ROW] = State(id(self.cells.len()));
            self.cells.resize(self.cells.len() + 256, State::UNKNOWN);
            self.memory += 256 * size_of::<State>();
        }
        let row = self.cells[at + ROW].0 as usize;
        self.cells[row + usize::from(byte)] = next;
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
        self.memory += (self.ways.len() - from as usize) * size_of::<(Way, [Starts; 2])>();
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
        self.cells[state.cells() - 1].0 as usize
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
    fn make(&mut self, state: State, byte: u8, cell: usize) -> State {
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
        if state.is_narrow() {
            self.cells[cell] = next;
        } else {
            self.set_next(state, byte, next);
        }
        next
    }

    fn state(&mut self, frames: &[FrameId]) -> State {
        let mut closure = std::mem::take(&mut self.scratch.1);
        self.frames.close(&mut self.tree, frames, &mut closure);
        let state = self.intern(&closure);
        self.scratch.1 = closure;
        state
    }

    /// The state that `closure` is, if it is known.
    fn find(&self, closure: &Closure, hash: u64) -> Option<State> {
        let nth = self.known.find(hash, |nth| {
            let nth = nth as usize;
            let items = self.items.part(self.items_of(nth));
            items.eq(closure.items.iter().copied())
                && self.found_of(nth) == closure.found
                && self.gaps_of(nth) == closure.gaps
        })?;
        Some(self.outputs[nth as usize].state)
    }

    /// Takes in the number of a state.
    fn remember(&mut self, hash: u64, number: u32) {
        let mut known = std::mem::take(&mut self.known);
        known.insert(hash, number, |nth| self.hash_of(nth));
        self.known = known;
    }

    fn hash_of(&self, nth: u32) -> u64 {
        let nth = nth as usize;
        let items = self.items.part(self.items_of(nth));
        hash(items, self.found_of(nth), self.gaps_of(nth))
    }

    /// Where a state's part of a list ends: where that of the next begins.
    fn end(&self, nth: usize, begins: impl Fn(&Output) -> u32, len: usize) -> usize {
        let next = self.outputs.get(nth + 1);
        next.map_or(len, |next| begins(next) as usize)
    }

    fn items_of(&self, nth: usize) -> Range<u32> {
        let end = self.end(nth, |output| output.items, self.items.len());
        self.outputs[nth].items..id(end)
    }

    fn found_of(&self, nth: usize) -> &[u32] {
        let end = self.end(nth, |output| output.found, self.found.len());
        &self.found[self.outputs[nth].found as usize..end]
    }

    fn gaps_of(&self, nth: usize) -> &[(u32, FrameId)] {
        let end = self.end(nth, |output| output.gaps, self.gaps.len());
        &self.gaps[self.outputs[nth].gaps as usize..end]
    }

    fn add_narrow(&mut self, bytes: [u8; FEW]) {
        self.cells.push(State(u32::from_le_bytes(bytes)));
        let known = bytes.iter().filter(|byte| **byte != 0).count();
        // The last is for all other bytes.
        let end = self.cells.len() + FEW + 1;
        self.cells.resize(self.cells.len() + known, State::UNKNOWN);
        self.cells.resize(end, State::DEAD);
    }

    fn add_wide(&mut self, firsts: &ByteSet) {
        let end = self.cells.len() + SIZE;
        self.cells.extend(firsts.halves().map(State));
        self.cells.resize(end - SIZE + NONE, State::UNKNOWN);
        self.cells.push(State::DEAD);
        self.cells.resize(end, State::UNKNOWN);
    }

    fn intern(&mut self, closure: &Closure) -> State {
        if closure.is_empty() {
            return State::DEAD;
        }
        let hash = hash(closure.items.iter().copied(), &closure.found, &closure.gaps);
        if let Some(state) = self.find(closure, hash) {
            return state;
        }
        let number = id(self.outputs.len());
        self.cells.push(State(number));
        let at = id(self.cells.len());
        let (firsts, cased) = self.firsts(&closure.items);
        let few = (!cased).then(|| firsts.uncased());
        let few = few.filter(|few| few.len() <= FEW && !few.has(0));
        if let Some(few) = few {
            let mut bytes = [0; FEW];
            for (slot, byte) in bytes.iter_mut().zip(few.iter()) {
                *slot = byte;
            }
            self.add_narrow(bytes);
        } else {
            self.add_wide(&firsts);
        }
        let tagged = !(closure.found.is_empty() && closure.gaps.is_empty());
        let tag = if tagged { State::TAG } else { 0 };
        let form = if few.is_some() {
            State::NARROW
        } else {
            State::WIDE
        };
        let state = State(at | tag | form);
        self.memory += (self.cells.len() + 1 - at as usize) * 4;
        self.memory += closure.items.len() * 4 + closure.gaps.len() * 8 + 128;
        let ways = if closure.gaps.is_empty() {
            [0; 2]
        } else {
            UNTOLD
        };
        self.outputs.push(Output {
            items: self.items.append(&closure.items).start,
            found: append(&mut self.found, &closure.found),
            gaps: append(&mut self.gaps, &closure.gaps),
            ways,
            state,
        });
        self.remember(hash, number);
        state
    }
}

/// What tells a state from others.
fn hash(items: impl Iterator<Item = FrameId>, found: &[u32], gaps: &[(u32, FrameId)]) -> u64 {
    let mut hasher = Mixer::default();
    let gaps = gaps.iter().flat_map(|(gap, frame)| [gap, frame]);
    items.for_each(|item| hasher.write_u32(item));
    let others = found.iter().chain(gaps);
    others.for_each(|other| hasher.write_u32(*other));
    hasher.finish()
}

/// Where `more` begins in `list` after it has been appended.
fn append<T: Copy>(list: &mut Vec<T>, more: &[T]) -> u32 {
    let start = id(list.len());
    list.extend_from_slice(more);
    start
}

/// Where the cell for `byte` is of a wide state, the cells of which begin at `at`.
#[inline]
fn wide_cell(cells: &[State], at: usize, byte: u8) -> usize {
    const ALL: u64 = EACH as u64 * 0x0000_0001_0000_0001;
    let [low, high] = [NAMES, NAMES + 1].map(|nth| u64::from(cells[nth].0));
    let differ = (high << 32 | low) ^ (u64::from(byte) * ALL);
    let zeros = differ.wrapping_sub(ALL) & !differ & ALL << 7;
    if zeros != 0 {
        at + NEXT + zeros.trailing_zeros() as usize / 8
    } else if cells[usize::from(byte >> 5)].0 >> (byte & 31) & 1 == 0 {
        at + NONE
    } else if cells[ROW] == State::UNKNOWN {
        at + ROW
    } else {
        cells[ROW].0 as usize + usize::from(byte)
    }
}
