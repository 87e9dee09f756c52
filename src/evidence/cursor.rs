//! Places in order looked up among stretches in order, each from where the last one was found.

/// Finds the stretch that holds a place: the last that begins at or before it.
pub(super) struct Cursor<'s, T> {
    stretches: &'s [T],
    start: fn(&T) -> usize,
    at: usize,
}

impl<'s, T> Cursor<'s, T> {
    /// At the first of `stretches`, which `start` says the beginnings of.
    pub(super) fn new(stretches: &'s [T], start: fn(&T) -> usize) -> Self {
        Self {
            stretches,
            start,
            at: 0,
        }
    }

    /// The index of the stretch that holds `place`, or of the first where none does. Places may come in
    /// any order; in their own they cost least.
    pub(super) fn find(&mut self, place: usize) -> usize {
        let begun = |stretch: &T| (self.start)(stretch) <= place;
        let from = match self.stretches.get(self.at) {
            Some(stretch) if begun(stretch) => self.at + 1,
            _ => 0,
        };
        let rest = self.stretches.get(from..).unwrap_or(&[]);
        let passed = rest.iter().take_while(|stretch| begun(stretch)).count();
        self.at = (from + passed).saturating_sub(1);
        self.at
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
            places in prop::collection::vec(0usize..70, 0..30),
        ) {
            starts.sort_unstable();
            let mut cursor = Cursor::new(&starts, |start| *start);
            for place in places {
                let found = starts.partition_point(|start| *start <= place);
                prop_assert_eq!(cursor.find(place), found.saturating_sub(1));
            }
        }
    }
}
