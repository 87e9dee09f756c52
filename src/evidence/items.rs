//! The parts of lists: items, rows, steps between arrows, members of an enumeration.

use super::Reader;
use super::scene::Scene;
use crate::document::{Block, Kind};
use crate::rubric::{Signal, Spans};
use crate::text::Span;

/// A part of a list, and how many words it has.
type Member = (Span, usize);

/// The parts of all lists of a text.
#[derive(Default)]
pub(super) struct Members {
    /// Items, steps between arrows, and what a paragraph is labelled with.
    listed: Vec<Member>,
    /// Members of enumerations in sentences.
    enumerated: Vec<Member>,
    /// Sub-headings, and where the heading above each begins.
    headed: Vec<(Member, usize)>,
}

impl Members {
    fn of(reader: &Reader) -> Self {
        let mut members = Self::default();
        let chained = reader.document.plain.contains(ARROW);
        for block in &reader.document.blocks {
            match block.kind {
                Kind::Row { .. } if block.is_row() => {}
                Kind::Item { .. } => {
                    let chain = if chained {
                        steps(reader, block.text)
                    } else {
                        Vec::new()
                    };
                    if chain.is_empty() {
                        members.listed.push(reader.member(head(reader, block)));
                    }
                    members.listed.extend(chain);
                }
                Kind::Heading { .. } => {
                    let above = block.parent;
                    let above = above.and_then(|parent| reader.document.blocks.get(parent));
                    let member = (block.text, block.words);
                    members
                        .headed
                        .extend(above.map(|above| (member, above.text.start)));
                }
                _ => {
                    let sentences = reader.document.sentences.get(block.sentences.clone());
                    for sentence in sentences.unwrap_or_default() {
                        if chained {
                            members.listed.extend(steps(reader, sentence.text));
                        }
                        members
                            .enumerated
                            .extend(enumeration(reader, sentence.text));
                    }
                    let label = block.label.filter(|label| label.start == block.text.start);
                    members
                        .listed
                        .extend(label.map(|label| reader.member(label)));
                }
            }
        }
        members
    }
}

impl Reader<'_> {
    fn member(&self, span: Span) -> Member {
        (span, self.words(span))
    }
}

impl Scene<'_, '_> {
    /// The members of lists, tables, chains of arrows and enumerations, in order.
    pub(super) fn items(
        &self,
        signal: &Signal,
        column: Option<&Spans>,
        (least, most): (usize, usize),
        enumerated: bool,
    ) -> Vec<Span> {
        let members = self.members.get_or_init(|| Members::of(self.reader));
        // A sub-heading is an item of the topic that its parent opened, not of its own.
        let headed = members.headed.iter();
        let headed = headed.filter(|(_, above)| signal.under.meets(self.topics.at(*above)));
        let rows = self
            .reader
            .document
            .blocks
            .iter()
            .filter(|block| block.is_row());
        let cells = rows.filter_map(|row| self.cell(row, column));
        let enumerated = members.enumerated.iter().filter(|_| enumerated);
        let all = members.listed.iter().chain(enumerated).copied();
        let all = all.chain(headed.map(|(member, _)| *member));
        let all = all.chain(cells.map(|cell| self.reader.member(cell)));
        let fitting = all.filter(|(_, words)| (least..=most).contains(words));
        let mut spans: Vec<Span> = fitting.map(|(span, _)| span).collect();
        spans.sort_unstable();
        spans
    }

    fn cell(&self, row: &Block, column: Option<&Spans>) -> Option<Span> {
        let Some(titled) = column else {
            return row.cells.first().copied();
        };
        let header = row.header?;
        let header = self.reader.document.blocks.get(header)?;
        let nth = header.cells.iter().position(|title| titled.any(*title))?;
        row.cells.get(nth).copied()
    }
}

/// The name of an item: its label, or its text up to a bracket.
fn head(reader: &Reader, block: &Block) -> Span {
    let whole = block.label.unwrap_or(block.text);
    let text = reader.text(whole);
    let cut = text.find(" (").unwrap_or(text.len());
    Span::new(whole.start, whole.start + cut)
}

/// What stands between the steps of a chain.
const ARROW: &str = "->";

/// The fewest parts of a chain or an enumeration.
const PARTS: usize = 3;

/// The most words of a member of an enumeration.
const MEMBER_WORDS: usize = 6;

/// The steps of a chain with at least two arrows.
fn steps(reader: &Reader, span: Span) -> Vec<Member> {
    let arrows = reader.text(span).match_indices(ARROW);
    let cuts = arrows.map(|(at, arrow)| (at, at + arrow.len()));
    pieces(reader, span, &cuts.collect::<Vec<_>>())
}

/// The members of "..., ..., and ...": at least three, each of few words.
fn enumeration(reader: &Reader, span: Span) -> Vec<Member> {
    let cuts = separators(reader.text(span).as_bytes());
    let mut members = pieces(reader, span, &cuts);
    // The first member brings the start of the sentence along: only its last words belong.
    members.retain(|(_, words)| *words <= MEMBER_WORDS);
    if members.len() < PARTS {
        members.clear();
    }
    members
}

/// What parts the members of an enumeration: where each begins and ends.
fn separators(body: &[u8]) -> Vec<(usize, usize)> {
    let mut cuts = Vec::new();
    let mut at = 0;
    while let Some(rest) = body.get(at..) {
        let begins = |pair: &[u8]| matches!(pair, [b',' | b';', b' '] | [b' ', b'a']);
        let Some(near) = rest.windows(2).position(begins) else {
            break;
        };
        at += near;
        let len = match rest.get(near..).unwrap_or_default() {
            [b',', b' ', b'a', b'n', b'd', b' ', ..] => 6,
            [b',', b' ', b'o', b'r', b' ', ..] | [b' ', b'a', b'n', b'd', b' ', ..] => 5,
            [b',' | b';', b' ', ..] => 2,
            _ => 0,
        };
        if len > 0 {
            cuts.push((at, at + len));
        }
        at += len.max(1);
    }
    cuts
}

/// The pieces between cuts; none where they are too few.
fn pieces(reader: &Reader, span: Span, cuts: &[(usize, usize)]) -> Vec<Member> {
    let plain = &reader.document.plain;
    if cuts.len() + 1 < PARTS {
        return Vec::new();
    }
    let starts = std::iter::once(0).chain(cuts.iter().map(|(_, behind)| *behind));
    let ends = cuts.iter().map(|(at, _)| *at).chain([span.len()]);
    let pieces = starts.zip(ends);
    let pieces = pieces.map(|(start, end)| Span::new(span.start + start, span.start + end));
    let pieces = pieces.map(|piece| piece.trimmed(plain));
    let pieces: Vec<Span> = pieces.filter(|piece| !piece.is_empty()).collect();
    if pieces.len() < PARTS {
        return Vec::new();
    }
    pieces
        .into_iter()
        .map(|piece| reader.member(piece))
        .collect()
}
