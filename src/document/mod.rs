//! An answer parsed into blocks, sentences and an outline, every part with its place in the source.
//!
//! The parser knows form only: what a heading, an item, a table or a speaker's label looks like.
//! What the words mean is `evidence`'s business.

mod bare;
mod blocks;
mod html;
mod inline;
mod lines;
mod markup;
mod notes;
mod outline;
mod tags;
mod unseen;

use std::ops::Range;

use crate::text::{OffsetMap, Span, count_words, split_sentences};

pub use unseen::unseen;

/// How an answer is written down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Markdown, or text as people paste it.
    #[default]
    Text,
    /// An HTML page.
    Html,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A heading; levels 1 to 4 are written with marks, 5 and 6 are bare or bold lines.
    Heading {
        /// 1 (outermost) to 6.
        level: u8,
    },
    /// Running text.
    Paragraph,
    /// A list item.
    Item {
        /// Whether it is numbered or lettered.
        ordered: bool,
        /// Nesting, from 0.
        depth: u8,
    },
    /// A table row; its cells are in [`Block::cells`].
    Row {
        /// Whether it names the columns.
        header: bool,
    },
    /// A line of a fenced block.
    Code,
}

/// Why a block is no part of what the reader of the answer sees as the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// Comments and other text that is not displayed.
    Hidden,
    /// Navigation, header, footer, forms and the like of a web page.
    Page,
}

/// A heading, paragraph, item, row or line of code.
#[derive(Clone, Debug)]
pub struct Block {
    /// What it is.
    pub kind: Kind,
    /// Its text, in [`Document::plain`].
    pub text: Span,
    /// How many words it has.
    pub words: usize,
    /// The part in front of a colon or dash, or in bold at its start ("Guardrails: ..."), in plain.
    pub label: Option<Span>,
    /// The heading, item or lead-in that it stands under: an index into [`Document::blocks`].
    pub parent: Option<usize>,
    /// Its sentences: indices into [`Document::sentences`].
    pub sentences: Range<usize>,
    /// The cells of a row, in plain.
    pub cells: Vec<Span>,
    /// For a row, the block that names its columns.
    pub header: Option<usize>,
    /// Where it stands apart from the answer by its form.
    pub zone: Option<Zone>,
    /// Whether it is set as a quotation.
    pub quoted: bool,
    /// How many short lines in a row it is one of (menus, tag lists, notes); 0 for other text.
    pub short_run: usize,
}

impl Block {
    /// Whether it is a heading.
    #[must_use]
    pub fn is_heading(&self) -> bool {
        matches!(self.kind, Kind::Heading { .. })
    }

    /// Whether it is a list item.
    #[must_use]
    pub fn is_item(&self) -> bool {
        matches!(self.kind, Kind::Item { .. })
    }

    /// Whether it is a table row that is not the header.
    #[must_use]
    pub fn is_row(&self) -> bool {
        matches!(self.kind, Kind::Row { header: false })
    }
}

/// A sentence, or what stands for one: a list item's clause, a table cell, a heading.
#[derive(Clone, Copy, Debug)]
pub struct Sentence {
    /// Its text, in [`Document::plain`].
    pub text: Span,
    /// The block that holds it.
    pub block: usize,
    /// How many words it has.
    pub words: usize,
}

/// A parsed answer.
#[derive(Debug)]
pub struct Document {
    /// The text without markup: one space between words, straight quotes, one line a block.
    pub plain: String,
    /// The blocks, in order.
    pub blocks: Vec<Block>,
    /// The sentences of all blocks, in order.
    pub sentences: Vec<Sentence>,
    inline_map: OffsetMap,
    page_map: Option<OffsetMap>,
}

impl Document {
    /// Parses `source`. Never fails: any text is a document.
    #[must_use]
    pub fn parse(source: &str, format: Format) -> Self {
        match format {
            Format::Text => Self::build(source, &[], None),
            Format::Html => {
                let page = html::flatten(source);
                Self::build(&page.text, &page.zones, Some(page.map))
            }
        }
    }

    fn build(text: &str, zones: &[(Span, Zone)], page_map: Option<OffsetMap>) -> Self {
        let mut raws = blocks::assemble(text, zones);
        notes::keep_signs(text, &mut raws);
        bare::promote_headings(text, &mut raws);
        let mut plain = inline::Plain::with_room(text);
        let mut built = Vec::with_capacity(raws.len());
        let mut sentences: Vec<Sentence> = Vec::with_capacity(2 * raws.len());
        for raw in &raws {
            let Some(mut block) = plain.append(text, raw) else {
                continue;
            };
            let first = sentences.len();
            let parts = if block.cells.is_empty() {
                split_sentences(&plain.text, block.text)
            } else {
                block.cells.clone()
            };
            let at = built.len();
            sentences.extend(parts.into_iter().map(|text| Sentence {
                text,
                block: at,
                words: count_words(text.of(&plain.text)),
            }));
            block.sentences = first..sentences.len();
            block.words = words_of(
                &plain.text,
                block.text,
                sentences.get(first..).unwrap_or(&[]),
            );
            built.push((block, raw));
        }
        let blocks = outline::link(&plain.text, built);
        Self {
            plain: plain.text,
            blocks,
            sentences,
            inline_map: plain.map,
            page_map,
        }
    }

    /// The bytes of the source that a span of [`Document::plain`] stands for.
    #[must_use]
    pub fn source_span(&self, plain: Span) -> Span {
        let derived = self.inline_map.source(plain);
        self.page_map
            .as_ref()
            .map_or(derived, |map| map.source(derived))
    }

    /// The sentence that holds the byte at `plain`, or the one before it.
    #[must_use]
    pub fn sentence_at(&self, plain: usize) -> usize {
        self.sentences
            .partition_point(|sentence| sentence.text.start <= plain)
            .saturating_sub(1)
    }

    /// The blocks that `block` stands under, nearest first.
    pub fn ancestors(&self, block: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.blocks.get(block).and_then(|b| b.parent), |at| {
            self.blocks.get(*at).and_then(|b| b.parent)
        })
    }
}

/// The words of a block, by those of its sentences where no word reaches over two.
fn words_of(plain: &str, block: Span, sentences: &[Sentence]) -> usize {
    let mut pairs = sentences.windows(2);
    let cut = pairs.any(|pair| matches!(pair, [one, next] if one.text.end == next.text.start));
    if cut {
        count_words(block.of(plain))
    } else {
        sentences.iter().map(|sentence| sentence.words).sum()
    }
}
