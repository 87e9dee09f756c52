//! Places looked up among stretches in order, all of a text's at once.

/// For each byte of a text the stretch that holds it: the last that begins at or before it.
#[derive(Debug, Default)]
pub(super) struct Index {
    holders: Vec<u32>,
    last: usize,
}

impl Index {
    /// Of stretches that begin at `starts`, in order, in a text of `len` bytes.
    pub(super) fn of(starts: impl IntoIterator<Item = usize>, len: usize) -> Self {
        let mut holders = Vec::with_capacity(len);
        let mut last = 0;
        for (at, start) in starts.into_iter().enumerate() {
            holders.resize(start.min(len), u32::try_from(last).unwrap_or(u32::MAX));
            last = at;
        }
        holders.resize(len, u32::try_from(last).unwrap_or(u32::MAX));
        Self { holders, last }
    }

    /// The index of the stretch that holds `place`, or of the first where none does.
    #[inline]
    pub(super) fn find(&self, place: usize) -> usize {
        self.holders
            .get(place)
            .map_or(self.last, |holder| *holder as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_finds_what_a_search_finds(
            mut starts in prop::collection::vec(0usize..60, 0..20),
            places in prop::collection::vec(0usize..80, 0..30),
        ) {
            starts.sort_unstable();
            let index = Index::of(starts.iter().copied(), 60);
            for place in places {
                let found = starts.partition_point(|start| *start <= place);
                prop_assert_eq!(index.find(place), found.saturating_sub(1));
            }
        }
    }
}
