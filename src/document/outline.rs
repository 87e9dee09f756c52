//! What stands under what: headings, nested items, lists under a lead-in, rows under their header.

use super::bare::is_title;
use super::blocks::Raw;
use super::{Block, Kind};

/// Gives every block its parent and every row its header.
pub(super) fn link(plain: &str, built: Vec<(Block, &Raw)>) -> Vec<Block> {
    let mut outline = Outline {
        plain,
        ..Outline::default()
    };
    let mut blocks: Vec<Block> = Vec::with_capacity(built.len());
    for (mut block, raw) in built {
        let at = blocks.len();
        outline.place(at, &mut block, raw, &blocks);
        blocks.push(block);
    }
    let mut header = None;
    for (at, block) in blocks.iter_mut().enumerate() {
        match block.kind {
            Kind::Row { header: true } => header = Some(at),
            Kind::Row { header: false } => block.header = header,
            _ => header = None,
        }
    }
    blocks
}

#[derive(Default)]
struct Outline<'p> {
    plain: &'p str,
    /// Open headings: level and block; a lead-in heading is closed by a paragraph after its list.
    headings: Vec<(u8, usize, bool)>,
    /// Open items: indent, ordered, block.
    items: Vec<(usize, bool, usize)>,
}

impl Outline<'_> {
    fn place(&mut self, at: usize, block: &mut Block, raw: &Raw, before: &[Block]) {
        match block.kind {
            Kind::Heading { level } => {
                self.items.clear();
                while self
                    .headings
                    .last()
                    .is_some_and(|(open, ..)| *open >= level)
                {
                    self.headings.pop();
                }
                block.parent = self.heading();
                self.headings.push((level, at, raw.lead));
            }
            Kind::Item { ordered, depth } => self.item(at, block, raw, before, (ordered, depth)),
            Kind::Row { .. } => {
                self.items.clear();
                block.parent = self.lead_in(before).or(self.heading());
            }
            Kind::Paragraph | Kind::Code => {
                let inside = self
                    .items
                    .iter()
                    .rev()
                    .find(|(indent, ..)| raw.indent > *indent);
                if let Some((.., item)) = inside {
                    block.parent = Some(*item);
                    return;
                }
                if let Some(item) = self.titled(raw, before) {
                    block.parent = Some(item);
                    return;
                }
                let after_list = before
                    .last()
                    .is_some_and(|last| last.is_item() || last.is_row());
                self.items.clear();
                if after_list && self.headings.last().is_some_and(|(.., lead)| *lead) {
                    self.headings.pop();
                }
                block.parent = self.heading();
            }
        }
    }

    fn heading(&self) -> Option<usize> {
        self.headings.last().map(|(_, at, _)| *at)
    }

    /// The numbered title that a paragraph stands under, with no blank line between.
    fn titled(&self, raw: &Raw, before: &[Block]) -> Option<usize> {
        let at = before.len().checked_sub(1).filter(|_| !raw.gap)?;
        let last = before.get(at)?;
        let item = match last.kind {
            Kind::Item { .. } => at,
            Kind::Paragraph => last.parent?,
            _ => return None,
        };
        let (.., open) = self.items.last()?;
        let block = before.get(item).filter(|_| *open == item)?;
        let titles = matches!(block.kind, Kind::Item { ordered: true, .. })
            && is_title(block.text.of(self.plain));
        titles.then_some(item)
    }

    /// The paragraph right before a list or table.
    fn lead_in(&self, before: &[Block]) -> Option<usize> {
        let last = before.last().filter(|last| last.kind == Kind::Paragraph)?;
        let colon = last.text.of(self.plain).ends_with(':');
        let close = colon || last.parent == self.heading();
        close.then(|| before.len() - 1)
    }

    fn item(
        &mut self,
        at: usize,
        block: &mut Block,
        raw: &Raw,
        before: &[Block],
        (ordered, outline): (bool, u8),
    ) {
        let indent = raw.indent + 2 * usize::from(outline);
        while let Some((open, open_ordered, _)) = self.items.last().copied() {
            let bulleted = open_ordered && !ordered;
            let nested = indent > open + 1 || bulleted && indent + 1 >= open;
            if nested {
                break;
            }
            self.items.pop();
        }
        let first = before.last().is_none_or(|last| !last.is_item());
        block.parent = match self.items.last() {
            Some((.., item)) => Some(*item),
            None if first => self.lead_in(before).or(self.heading()),
            None => self.sibling_parent(before),
        };
        let depth = u8::try_from(self.items.len()).unwrap_or(u8::MAX);
        block.kind = Kind::Item { ordered, depth };
        self.items.push((indent, ordered, at));
    }

    /// The parent of the outermost item of the list that is going on.
    fn sibling_parent(&self, before: &[Block]) -> Option<usize> {
        let list = before.iter().rev().take_while(|block| block.is_item());
        list.filter(|block| matches!(block.kind, Kind::Item { depth: 0, .. }))
            .map(|block| block.parent)
            .next()
            .unwrap_or(self.heading())
    }
}
