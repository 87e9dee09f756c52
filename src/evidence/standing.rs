//! How a sentence stands in its document: what holds it, and what it counts as.

use super::parts::Parts;
use crate::document::{Document, Kind};
use crate::rubric::{Place, Places};
use crate::text::Span;

/// An item of so few words is read as a label as a whole.
const LABEL_ITEM_WORDS: usize = 8;

/// How one sentence stands.
pub(super) struct Standing {
    /// Whether it is set aside.
    pub(super) aside: bool,
    /// The item or row that holds it, or the sentence itself.
    pub(super) unit: Span,
    /// Whether that is an item or row.
    pub(super) listed: bool,
    /// What all of it counts as.
    places: Places,
    /// The label of its block.
    label: Option<Span>,
}

impl Standing {
    /// How each sentence of a document stands.
    pub(super) fn of_sentences(document: &Document, parts: &Parts) -> Vec<Self> {
        let mut standings = Vec::with_capacity(document.sentences.len());
        for block in &document.blocks {
            let main = match block.kind {
                Kind::Heading { .. } => Place::Heading,
                Kind::Item { .. } => Place::Item,
                Kind::Row { .. } => Place::Cell,
                Kind::Paragraph | Kind::Code => Place::Sentence,
            };
            let short = block.is_item() && block.label.is_none() && block.words <= LABEL_ITEM_WORDS;
            let places = Places::NONE.with(main);
            let places = if short {
                places.with(Place::Label)
            } else {
                places
            };
            let listed = block.is_item() || block.is_row();
            for at in block.sentences.clone() {
                let own = document.sentences.get(at).map(|sentence| sentence.text);
                standings.push(Self {
                    aside: parts.is_aside(at),
                    unit: if listed {
                        block.text
                    } else {
                        own.unwrap_or_default()
                    },
                    listed,
                    places,
                    label: block.label,
                });
            }
        }
        standings
    }

    /// Whether a find in it stands in one of `places`.
    pub(super) fn is_in(&self, places: Places, find: Span) -> bool {
        self.places.meets(places)
            || places.has(Place::Label) && self.label.is_some_and(|label| label.contains(find))
    }
}
