//! Where the patterns of one list matched, read in place: nothing is copied where one pattern alone did.

use std::borrow::Cow;

use super::matcher::Matches;
use super::pattern::PatternSet;
use crate::text::Span;

/// The matches of a list of patterns, in order of the text.
#[derive(Clone, Debug, Default)]
pub struct Spans<'m> {
    /// By where they begin; of two at one place the longer first.
    sorted: Cow<'m, [Span]>,
    /// Whether one may begin inside another.
    mixed: bool,
}

impl Matches {
    /// The matches of `set`.
    #[must_use]
    pub fn spans(&self, set: &PatternSet) -> Spans<'_> {
        let mut live = set.iter().map(|pattern| self.of(pattern));
        let mut live = live.by_ref().filter(|spans| !spans.is_empty());
        let (Some(first), second) = (live.next(), live.next()) else {
            return Spans::default();
        };
        let Some(second) = second else {
            return Spans {
                sorted: Cow::Borrowed(first),
                mixed: false,
            };
        };
        let mut sorted = [first, second].concat();
        live.for_each(|spans| sorted.extend_from_slice(spans));
        // Stable, because that sort is quick where lists in order follow each other.
        sorted.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
        Spans {
            sorted: Cow::Owned(sorted),
            mixed: true,
        }
    }
}

impl Spans<'_> {
    /// Whether nothing matched.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }

    /// Where they begin, in order.
    pub fn starts(&self) -> impl Iterator<Item = usize> {
        self.sorted.iter().map(|span| span.start)
    }

    /// Whether one begins inside `within`.
    #[must_use]
    pub fn any(&self, within: Span) -> bool {
        self.from(within)
            .first()
            .is_some_and(|span| span.start < within.end)
    }

    /// Those that begin inside `within`, without those that begin inside another of them.
    pub fn inside(&self, within: Span) -> impl Iterator<Item = Span> {
        let begun = self.from(within).iter().copied();
        let begun = begun.take_while(move |span| span.start < within.end);
        let mut end = 0;
        begun.filter(move |span| {
            let free = !self.mixed || span.start >= end;
            if free {
                end = span.end;
            }
            free
        })
    }

    /// All of them, without those that begin inside another.
    pub fn all(&self) -> impl Iterator<Item = Span> {
        self.inside(Span::new(0, usize::MAX))
    }

    fn from(&self, within: Span) -> &[Span] {
        let from = self
            .sorted
            .partition_point(|span| span.start < within.start);
        self.sorted.get(from..).unwrap_or(&[])
    }
}
