//! What of a page stands around an answer: menus, price lists, tag clouds, comments, all after a paywall.

use super::Reader;
use crate::document::{Block, Kind};
use crate::rubric::{PageKind, PatternSet};
use crate::text::{Span, count_words};

/// A block of so many words after a page's end (comments, a paywall) is the answer again.
const RESUMED: usize = 60;

/// A line longer than this (in words) is no furniture by its words alone.
const PAGE_WORDS: usize = 18;

/// The share of a run of short lines that must be furniture for all of it to be.
const MENU_SHARE: f64 = 0.2;

/// What a menu is reported as.
const MENU: &str = "navigation";

/// For each block the kind of furniture it is, if it is any.
pub(super) fn of_blocks<'a>(reader: &Reader<'a>) -> Vec<Option<&'a str>> {
    let blocks = &reader.document.blocks;
    let page = Page { reader };
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
            if matches!(block.kind, Kind::Heading { level: 1..=4 })
                || page.words(block.text) >= RESUMED
            {
                ended = None;
            }
            let ends = page.kind(block, |kind| kind.ends.as_ref());
            kinds.push(line.or(menu.then_some(MENU)).or(ended).or(ends));
            ended = ends.or(ended);
        }
    }
    kinds
}

struct Page<'r, 'a> {
    reader: &'r Reader<'a>,
}

impl<'a> Page<'_, 'a> {
    fn words(&self, span: Span) -> usize {
        count_words(span.of(&self.reader.document.plain))
    }

    fn line(&self, at: usize, block: &Block) -> Option<&'a str> {
        let kind = self.kind(block, |kind| kind.lines.as_ref());
        kind.or_else(|| self.is_bar(at, block).then_some(MENU))
    }

    /// Whether a line is nothing but short names between bars, as a menu is; no row of a table.
    fn is_bar(&self, at: usize, block: &Block) -> bool {
        let document = self.reader.document;
        let row = |at: Option<usize>| {
            let block = at.and_then(|at| document.blocks.get(at));
            block.is_some_and(Block::is_row)
        };
        let in_table = block.is_row() && (row(at.checked_sub(1)) || row(Some(at + 1)));
        let text = block.text.of(&document.plain);
        let members: Vec<&str> = text.split('|').map(str::trim).collect();
        let short =
            |name: &&str| (1..=3).contains(&count_words(name)) && !name.contains([':', '.']);
        !in_table && members.len() >= 4 && members.iter().all(short)
    }

    /// The kind of furniture whose patterns make up most of a short block.
    fn kind(
        &self,
        block: &Block,
        pattern: impl Fn(&PageKind) -> Option<&PatternSet>,
    ) -> Option<&'a str> {
        if self.words(block.text) > PAGE_WORDS || block.is_row() {
            return None;
        }
        let fits = |pattern: &PatternSet| {
            let found = self.reader.matches.inside(pattern, block.text);
            let found: usize = found.into_iter().map(Span::len).sum();
            found * 5 >= block.text.len() * 3
        };
        let rubric: &'a _ = self.reader.rubric;
        let mut kinds = rubric.reading.page.iter();
        kinds
            .find(|kind| pattern(kind).is_some_and(fits))
            .map(|kind| kind.kind.as_str())
    }
}
