//! The parts of lists: items, rows, steps between arrows, members of an enumeration.

use super::Hit;
use super::finds::Finder;
use crate::document::{Block, Kind};
use crate::rubric::{PatternSet, Signal};
use crate::text::{Span, count_words};

impl Finder<'_> {
    /// The members of lists, tables, chains of arrows and enumerations.
    pub(super) fn items(
        &self,
        signal: &Signal,
        column: Option<&PatternSet>,
        words: (usize, usize),
        enumerated: bool,
    ) -> Vec<Hit> {
        let document = self.reader.document;
        let plain = &document.plain;
        let mut spans = Vec::new();
        for block in &document.blocks {
            match block.kind {
                Kind::Row { header: false } => spans.extend(self.cell(block, column)),
                Kind::Item { .. } => {
                    let chain = steps(plain, block.text);
                    if chain.is_empty() {
                        spans.push(head(plain, block));
                    }
                    spans.extend(chain);
                }
                Kind::Heading { .. } => {
                    // A sub-heading is an item of the topic that its parent opened, not of its own.
                    let above = block.parent.and_then(|parent| document.blocks.get(parent));
                    spans.extend(
                        above
                            .filter(|above| signal.under.meets(self.topics.at(above.text.start)))
                            .map(|_| block.text),
                    );
                }
                _ => {
                    for at in block.sentences.clone() {
                        let Some(sentence) = document.sentences.get(at) else {
                            continue;
                        };
                        spans.extend(steps(plain, sentence.text));
                        if enumerated {
                            spans.extend(enumeration(plain, sentence.text));
                        }
                    }
                    spans.extend(block.label.filter(|label| label.start == block.text.start));
                }
            }
        }
        spans.retain(|span| {
            let count = count_words(span.of(plain));
            words.0 <= count && count <= words.1
        });
        spans
            .into_iter()
            .filter_map(|span| self.hit(span, signal.by))
            .collect()
    }

    fn cell(&self, row: &Block, column: Option<&PatternSet>) -> Option<Span> {
        let first = row.cells.first().copied();
        let Some(pattern) = column else { return first };
        let header = row
            .header
            .and_then(|header| self.reader.document.blocks.get(header))?;
        let nth = header
            .cells
            .iter()
            .position(|title| self.reader.matches.any(pattern, *title))?;
        row.cells.get(nth).copied()
    }
}

/// The name of an item: its label, or its text up to a bracket.
fn head(plain: &str, block: &Block) -> Span {
    let whole = block.label.unwrap_or(block.text);
    let text = whole.of(plain);
    let cut = text.find(" (").unwrap_or(text.len());
    Span::new(whole.start, whole.start + cut)
}

/// The steps of a chain with at least two arrows.
fn steps(plain: &str, span: Span) -> Vec<Span> {
    pieces(plain, span, &["->"], 3)
}

/// The members of "..., ..., and ...": at least three, each of few words.
fn enumeration(plain: &str, span: Span) -> Vec<Span> {
    let members = pieces(plain, span, &[", and ", ", or ", ", ", "; ", " and "], 3);
    // The first member brings the start of the sentence along: only its last words belong.
    let few = |member: &Span| count_words(member.of(plain)) <= 6;
    let kept: Vec<Span> = members.into_iter().filter(few).collect();
    if kept.len() >= 3 { kept } else { Vec::new() }
}

fn pieces(plain: &str, span: Span, separators: &[&str], least: usize) -> Vec<Span> {
    let body = span.of(plain);
    let mut found = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < body.len() {
        let rest = body.get(at..).unwrap_or("");
        let separator = separators
            .iter()
            .find(|separator| rest.starts_with(**separator));
        if let Some(separator) = separator {
            found.push(Span::new(span.start + start, span.start + at).trimmed(plain));
            at += separator.len();
            start = at;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    found.push(Span::new(span.start + start, span.end).trimmed(plain));
    found.retain(|piece| !piece.is_empty());
    if found.len() >= least {
        found
    } else {
        Vec::new()
    }
}
