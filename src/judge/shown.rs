//! What a judge is shown of an answer: what a reader sees of it, in sections, in parts where it is long.

use super::brief::TooLong;
use crate::document::{Block, Document, Kind};
use crate::evidence::Extent;
use crate::text::Span;

/// A line or paragraph that is shown.
struct Unit {
    text: String,
    /// Whether it opens a section.
    opens: bool,
}

/// What is shown of an answer.
pub(super) struct Shown(Vec<Unit>);

impl Shown {
    /// Everything but hidden text, page furniture, and what addresses the grader.
    pub(super) fn of(document: &Document, extent: &Extent) -> Self {
        let furniture = extent.set_aside.iter().filter(|part| part.furniture);
        let mut hidden: Vec<Span> = furniture.map(|part| part.span).collect();
        hidden.extend(&extent.injections);
        hidden.sort_unstable();
        let units = document
            .blocks
            .iter()
            .filter(|block| block.zone.is_none())
            .filter_map(|block| unit(document, block, &hidden));
        Self(units.collect())
    }

    /// Whether there is nothing to show.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text in parts of at most `room` tokens, cut between sections where that is possible.
    pub(super) fn parts(
        &self,
        room: u64,
        count: &dyn Fn(&str) -> u64,
    ) -> Result<Vec<String>, TooLong> {
        // No token is shorter than a byte, so most answers fit without being counted.
        let whole: String = self.0.iter().flat_map(|unit| [&unit.text, "\n"]).collect();
        if whole.len() as u64 <= room {
            let shown = (!whole.is_empty()).then_some(whole);
            return Ok(shown.into_iter().collect());
        }
        let sizes: Vec<u64> = self.0.iter().map(|unit| count(&unit.text) + 1).collect();
        let mut parts = Vec::new();
        let mut part = String::new();
        let mut used = 0;
        for (at, (unit, size)) in self.0.iter().zip(&sizes).enumerate() {
            if *size > room {
                return Err(TooLong { needs: *size, room });
            }
            // A section that fits into a part of its own is not torn.
            let wanted = if unit.opens {
                section(&self.0, &sizes, at)
            } else {
                *size
            };
            let wanted = if wanted > room { *size } else { wanted };
            if used + wanted > room && !part.is_empty() {
                parts.push(std::mem::take(&mut part));
                used = 0;
            }
            part.push_str(&unit.text);
            part.push('\n');
            used += size;
        }
        if !part.is_empty() {
            parts.push(part);
        }
        Ok(parts)
    }
}

/// The tokens of the section that a unit opens.
fn section(units: &[Unit], sizes: &[u64], at: usize) -> u64 {
    let rest = units.iter().skip(at + 1);
    let members = 1 + rest.take_while(|unit| !unit.opens).count();
    sizes.iter().skip(at).take(members).sum()
}

fn unit(document: &Document, block: &Block, hidden: &[Span]) -> Option<Unit> {
    let is_hidden = |span: Span| {
        let after = hidden.partition_point(|part| part.end <= span.start);
        hidden.get(after).is_some_and(|part| part.overlaps(span))
    };
    let sentences = document.sentences.get(block.sentences.clone())?;
    let row = !block.cells.is_empty();
    let mut text = lead(block.kind);
    let mut any = false;
    for sentence in sentences.iter().filter(|one| !is_hidden(one.text)) {
        if any {
            text.push_str(if row { " | " } else { " " });
        }
        text.push_str(sentence.text.of(&document.plain).trim());
        any = true;
    }
    any.then_some(Unit {
        text,
        opens: block.is_heading(),
    })
}

/// What stands in front of a block, so that its form can be seen.
fn lead(kind: Kind) -> String {
    match kind {
        Kind::Heading { level } => format!("\n{} ", "#".repeat(usize::from(level))),
        Kind::Item { ordered, depth } => {
            let mark = if ordered { "1. " } else { "- " };
            format!("{}{mark}", "  ".repeat(usize::from(depth)))
        }
        Kind::Row { .. } => "| ".to_owned(),
        Kind::Paragraph | Kind::Code => String::new(),
    }
}
