//! Where the bytes of a derived text came from.

use super::Span;

/// One run of derived bytes and the source bytes they stand for.
#[derive(Clone, Copy, Debug)]
struct Run {
    derived: usize,
    source: usize,
    derived_len: usize,
    source_len: usize,
    /// Byte for byte, rather than as a whole.
    copied: bool,
}

/// Maps spans of a text derived from another back to their source.
///
/// The derived text is made of runs in source order; a run is copied byte for byte, or stands
/// as a whole for the source bytes it replaces.
#[derive(Clone, Debug, Default)]
pub struct OffsetMap {
    runs: Vec<Run>,
    derived_len: usize,
}

impl OffsetMap {
    /// The derived text continues with a copy of `len` source bytes from `source`.
    pub fn copy(&mut self, source: usize, len: usize) {
        if len == 0 {
            return;
        }
        if let Some(last) = self.runs.last_mut() {
            let joins = last.copied && last.source + last.source_len == source;
            if joins {
                last.derived_len += len;
                last.source_len += len;
                self.derived_len += len;
                return;
            }
        }
        self.push(len, Span::new(source, source + len), true);
    }

    /// The derived text continues with `derived_len` bytes that stand for `source`.
    pub fn replace(&mut self, derived_len: usize, source: Span) {
        if derived_len > 0 {
            self.push(derived_len, source, false);
        }
    }

    fn push(&mut self, derived_len: usize, source: Span, copied: bool) {
        self.runs.push(Run {
            derived: self.derived_len,
            source: source.start,
            derived_len,
            source_len: source.len(),
            copied,
        });
        self.derived_len += derived_len;
    }

    /// The source bytes that a span of the derived text stands for.
    #[must_use]
    pub fn source(&self, span: Span) -> Span {
        if span.is_empty() {
            let at = self.start_of(span.start);
            return Span::new(at, at);
        }
        Span::new(self.start_of(span.start), self.end_of(span.end))
    }

    fn run_at(&self, derived: usize) -> Option<&Run> {
        let after = self.runs.partition_point(|run| run.derived <= derived);
        self.runs.get(after.checked_sub(1)?)
    }

    fn start_of(&self, derived: usize) -> usize {
        self.run_at(derived).map_or(0, |run| {
            if run.copied {
                run.source + (derived - run.derived).min(run.source_len)
            } else {
                run.source
            }
        })
    }

    fn end_of(&self, derived: usize) -> usize {
        self.run_at(derived.saturating_sub(1)).map_or(0, |run| {
            if run.copied {
                run.source + (derived - run.derived).min(run.source_len)
            } else {
                run.source + run.source_len
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replacement_of_the_same_length_stays_whole() {
        let mut map = OffsetMap::default();
        map.replace(2, Span::new(0, 2));
        assert_eq!(map.source(Span::new(0, 1)), Span::new(0, 2));
        assert_eq!(map.source(Span::new(1, 2)), Span::new(0, 2));
    }

    #[test]
    fn copies_and_replacements_map_back() {
        let mut map = OffsetMap::default();
        map.copy(2, 3);
        map.replace(1, Span::new(5, 8));
        map.copy(10, 4);
        assert_eq!(map.source(Span::new(0, 3)), Span::new(2, 5));
        assert_eq!(map.source(Span::new(3, 4)), Span::new(5, 8));
        assert_eq!(map.source(Span::new(2, 6)), Span::new(4, 12));
    }
}
