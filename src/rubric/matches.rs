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
        let mut sorted = merged(first, second);
        for more in live {
            sorted = merged(&sorted, more);
        }
        Spans {
            sorted: Cow::Owned(sorted),
            mixed: true,
        }
    }
}

/// Two lists in order made one: by where spans begin, of two at one place the longer first.
fn merged(one: &[Span], other: &[Span]) -> Vec<Span> {
    let rank = |span: &Span| (span.start, std::cmp::Reverse(span.end));
    let mut merged = Vec::with_capacity(one.len() + other.len());
    let mut rest = other.iter().peekable();
    for span in one {
        while let Some(other) = rest.next_if(|other| rank(other) < rank(span)) {
            merged.push(*other);
        }
        merged.push(*span);
    }
    merged.extend(rest);
    merged
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rubric::Matcher;
    use proptest::prelude::*;

    /// All matches sorted, then those dropped that begin inside another.
    fn plainly(matches: &Matches, set: &PatternSet, within: Span) -> Vec<Span> {
        let mut spans: Vec<Span> = set.iter().flat_map(|id| matches.of(id).to_vec()).collect();
        spans.retain(|span| (within.start..within.end).contains(&span.start));
        spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
        let mut end = 0;
        spans.retain(|span| {
            let free = span.start >= end;
            end = if free { span.end } else { end };
            free
        });
        spans
    }

    proptest! {
        #[test]
        fn matches_are_those_of_a_sorted_list(
            text in "((a|b|c)( |, ))*", set in prop::collection::vec(0usize..5, 0..5),
            (start, len) in (0usize..40, 0usize..40),
        ) {
            let sources = ["a", "a b", "b c a", "c|c a", "x"].map(str::to_owned);
            let matcher = Matcher::new(&sources).unwrap();
            let matches = matcher.scanner().scan(&text);
            let set = PatternSet::new(set);
            let spans = matches.spans(&set);
            let all = Span::new(0, usize::MAX);
            for within in [Span::new(start, start + len), all] {
                let slow = plainly(&matches, &set, within);
                prop_assert_eq!(spans.any(within), !slow.is_empty());
                prop_assert_eq!(spans.inside(within).collect::<Vec<_>>(), slow);
            }
            prop_assert_eq!(spans.all().collect::<Vec<_>>(), plainly(&matches, &set, all));
        }
    }
}
