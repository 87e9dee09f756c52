//! What each state goes on with, close together: a text mostly reads on without anything happening.

use super::State;
use crate::rubric::finder::byteset::ByteSet;
use crate::rubric::finder::tree::id;

/// A state that goes on with so few bytes, whatever their case, names them.
pub(super) const FEW: usize = 4;

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

/// For each state its number, and then either the few bytes that it goes on with and the next state for
/// each, or what [`NAMES`] and the constants beside it say. Rows stand between them.
#[derive(Debug, Default)]
pub(super) struct Cells(Vec<State>);

impl Cells {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Forgets all states but the dead one, which is the first and goes on with nothing.
    pub(super) fn clear(&mut self) {
        self.0.clear();
        self.add_narrow(0, [0; FEW]);
    }

    /// Makes room for so many states, `wide` of them wide, and for as many again: that costs nothing until
    /// it is used.
    pub(super) fn reserve(&mut self, states: usize, wide: usize) {
        self.0.reserve(2 * (states * (FEW + 3) + wide * (SIZE + 1)));
    }

    /// Adds a state that goes on with `bytes`, zeros behind them, whatever their case; where its cells begin.
    pub(super) fn add_narrow(&mut self, number: u32, bytes: [u8; FEW]) -> u32 {
        self.0.push(State(number));
        let at = id(self.0.len());
        self.0.push(State(u32::from_le_bytes(bytes)));
        let known = bytes.iter().filter(|byte| **byte != 0).count();
        // The last is for all other bytes.
        let end = self.0.len() + FEW + 1;
        self.0.resize(self.0.len() + known, State::UNKNOWN);
        self.0.resize(end, State::DEAD);
        at
    }

    /// Adds a state that goes on with the bytes of `firsts`; where its cells begin.
    pub(super) fn add_wide(&mut self, number: u32, firsts: &ByteSet) -> u32 {
        self.0.push(State(number));
        let at = self.0.len();
        self.0.extend(firsts.halves().map(State));
        self.0.resize(at + NONE, State::UNKNOWN);
        self.0.push(State::DEAD);
        self.0.resize(at + SIZE, State::UNKNOWN);
        id(at)
    }

    /// The number of a state.
    #[inline]
    pub(super) fn number(&self, state: State) -> usize {
        self.0[state.cells() - 1].0 as usize
    }

    /// The bytes that a narrow state goes on with, zeros behind them.
    pub(super) fn few(&self, state: State) -> Option<[u8; FEW]> {
        let few = self.0.get(state.cells()).map(|few| few.0.to_le_bytes());
        few.filter(|_| state.is_narrow())
    }

    /// The bytes that a state goes on with; of a narrow one in lower case.
    pub(super) fn firsts(&self, state: State) -> ByteSet {
        if let Some(few) = self.few(state) {
            return ByteSet::of(few.into_iter().filter(|byte| *byte != 0));
        }
        let words = self.0.get(state.cells()..).unwrap_or_default();
        let has = |byte: &u8| {
            let word = words.get(usize::from(byte >> 5));
            word.is_some_and(|word| word.0 >> (byte & 31) & 1 == 1)
        };
        ByteSet::of((0..=u8::MAX).filter(has))
    }

    /// The state behind `byte`.
    #[inline]
    pub(super) fn next(&self, state: State, byte: u8) -> State {
        let at = state.cells();
        if state.is_narrow() {
            self.0[self.narrow(at, byte)]
        } else {
            self.0[wide(&self.0[at..at + SIZE], at, byte)]
        }
    }

    /// The cell for `byte` of a narrow state.
    #[inline]
    fn narrow(&self, at: usize, byte: u8) -> usize {
        // The byte among the four of a name is the lowest zero of the difference.
        let differ = self.0[at].0 ^ (u32::from(byte.to_ascii_lowercase()) * EACH);
        let zeros = differ.wrapping_sub(EACH) & !differ & EACH << 7;
        at + 1 + zeros.trailing_zeros() as usize / 8
    }

    /// Takes down what a state comes to behind `byte`, which it goes on with.
    pub(super) fn set_next(&mut self, state: State, byte: u8, next: State) {
        let at = state.cells();
        if state.is_narrow() {
            let cell = self.narrow(at, byte);
            self.0[cell] = next;
            return;
        }
        // A zero is no name, but what stands where none is.
        if byte == 0 {
            return;
        }
        let names = self.0.get(at + NAMES..at + NEXT).unwrap_or_default();
        let mut names = names.iter().flat_map(|names| names.0.to_le_bytes());
        if let Some(free) = names.position(|name| name == 0) {
            self.0[at + NAMES + free / 4].0 |= u32::from(byte) << (free % 4 * 8);
            self.0[at + NEXT + free] = next;
            return;
        }
        if self.0[at + ROW] == State::UNKNOWN {
            self.0[at + ROW] = State(id(self.0.len()));
            self.0.resize(self.0.len() + 256, State::UNKNOWN);
        }
        let row = self.0[at + ROW].0 as usize;
        self.0[row + usize::from(byte)] = next;
    }
}

/// The cell for `byte` of a wide state, whose own `cells` begin at `at`.
#[inline]
fn wide(cells: &[State], at: usize, byte: u8) -> usize {
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
