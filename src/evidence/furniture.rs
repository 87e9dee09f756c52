//! What of a page stands around an answer: menus, price lists, tag clouds, comments, all after a paywall.

use super::Reader;
use crate::document::{Block, Kind};
use crate::rubric::{PageKind, PatternSet, Spans};
use crate::text::{Span, count_bytes, count_words};

/// A block of so many words after a page's end (comments, a paywall) is the answer again.
const RESUMED: usize = 60;

/// A line longer than this (in words) is no furniture by its words alone.
const PAGE_WORDS: usize = 18;

/// The share of a run of short lines that must be furniture for all of it to be.
const MENU_SHARE: f64 = 0.2;

/// The fewest bars in a line that is a menu.
const BARS: usize = 3;

/// What a menu is reported as.
const MENU: &str = "navigation";

/// For each block the kind of furniture it is, if it is any.
pub(super) fn of_blocks<'a>(reader: &Reader<'a>) -> Vec<Option<&'a str>> {
    let blocks = &reader.document.blocks;
    let page = Page::of(reader);
    let mut kinds = Vec::with_capacity(blocks.len());
    let mut ended = None;
    while let Some(block) = blocks.get(kinds.len()) {
        let at = kinds.len();
        let group = blocks
            .get(at..at + block.short_run.max(1))
            .unwrap_or(std::slice::from_ref(block));
        let lines: Vec<Option<&str>> = (at..)
            .zip(group)
            .map(|(at, block)| page.line(at, block))
            .collect();
        let hits = lines.iter().flatten().count();
        #[expect(clippy::cast_precision_loss, reason = "counts of lines")]
        let menu = group.len() > 1 && hits >= 2 && hits as f64 >= MENU_SHARE * group.len() as f64;
        for (block, line) in group.iter().zip(lines) {
            if matches!(block.kind, Kind::Heading { level: 1..=4 }) || block.words >= RESUMED {
                ended = None;
            }
            let ends = kind_of(block, &page.ends);
            kinds.push(line.or(menu.then_some(MENU)).or(ended).or(ends));
            ended = ends.or(ended);
        }
    }
    kinds
}

/// A kind of furniture, and where it is met.
type Met<'a> = (&'a str, Spans<'a>);

struct Page<'r, 'a> {
    reader: &'r Reader<'a>,
    lines: Vec<Met<'a>>,
    ends: Vec<Met<'a>>,
}

impl<'r, 'a> Page<'r, 'a> {
    fn of(reader: &'r Reader<'a>) -> Self {
        let met = |pattern: fn(&PageKind) -> Option<&PatternSet>| {
            let kinds = reader.rubric.reading.page.iter();
            kinds
                .map(|kind| (kind.kind.as_str(), reader.spans_of(pattern(kind))))
                .filter(|(_, found)| !found.is_empty())
                .collect()
        };
        Self {
            reader,
            lines: met(|kind| kind.lines.as_ref()),
            ends: met(|kind| kind.ends.as_ref()),
        }
    }

    fn line(&self, at: usize, block: &Block) -> Option<&'a str> {
        let kind = kind_of(block, &self.lines);
        kind.or_else(|| self.is_bar(at, block).then_some(MENU))
    }

    /// Whether a line is nothing but short names between bars, as a menu is; no row of a table.
    fn is_bar(&self, at: usize, block: &Block) -> bool {
        let document = self.reader.document;
        let row = |at: Option<usize>| {
            let block = at.and_then(|at| document.blocks.get(at));
            block.is_some_and(Block::is_row)
        };
        let text = self.reader.text(block.text);
        if count_bytes(text, |byte| byte == b'|') < BARS {
            return false;
        }
        let in_table = block.is_row() && (row(at.checked_sub(1)) || row(Some(at + 1)));
        let short = |name: &str| (1..=3).contains(&count_words(name)) && !name.contains([':', '.']);
        !in_table && text.split('|').all(short)
    }
}

/// The kind of furniture whose matches make up most of a short block.
fn kind_of<'a>(block: &Block, kinds: &[Met<'a>]) -> Option<&'a str> {
    if block.words > PAGE_WORDS || block.is_row() {
        return None;
    }
    let fits = |found: &Spans| {
        let found: usize = found.inside(block.text).map(Span::len).sum();
        found * 5 >= block.text.len() * 3
    };
    let kind = kinds.iter().find(|(_, found)| fits(found));
    kind.map(|(kind, _)| *kind)
}
