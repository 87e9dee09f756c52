//! How free text leads from a state to another.

use super::State;
use crate::rubric::finder::few::Few;
use crate::rubric::finder::gap::Gap;
use crate::rubric::finder::outlook::Hint;
use crate::rubric::finder::starts::Starts;

/// A gap that begins in a state, and what comes behind it.
#[derive(Clone, Copy, Debug)]
pub(in crate::rubric::finder) struct Way {
    /// What is needed to tell whether a walk is worth while.
    pub(in crate::rubric::finder) hint: Hint,
    pub(in crate::rubric::finder) gap: u32,
    /// The state behind the gap.
    pub(in crate::rubric::finder) state: State,
    /// Patterns may end in that state.
    pub(in crate::rubric::finder) found: bool,
    /// The patterns that may be found this way, if they are few.
    pub(in crate::rubric::finder) few: Few,
    /// It goes on with no byte of which the gap is made.
    pub(in crate::rubric::finder) last_only: bool,
}

impl Way {
    /// A way to `state` through a gap, and what the text has to go on with behind it.
    pub(super) fn new(
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
