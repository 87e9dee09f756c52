//! What a title is about: a heading, a label, a cell, or the first few words of a paragraph.

use super::{Assigner, TITLE_WORDS};
use crate::document::{Block, Kind};
use crate::rubric::Topics;
use crate::text::Span;

/// Where a match begins, then how far it goes: the least is the best.
type Rank = (usize, std::cmp::Reverse<usize>);

/// A paragraph's first sentence of at most so many words may be its title, where a topic's name is
/// so much of it.
const SPOKEN_WORDS: usize = 7;
const SPOKEN_PART: f64 = 0.5;

/// The most words of a label inside a paragraph.
const LABEL_WORDS: usize = 3;

/// The share of a title that a match inside it must make up to count.
const GOOD_PART: f64 = 0.4;

impl Assigner<'_, '_> {
    /// Topics whose headings match a title, label or cell: from its beginning, or a good part of it.
    /// Of one family the match that begins first holds, of two the longer.
    pub(super) fn titles(&self, span: Span, words: usize) -> Topics {
        self.titles_covering(span, words, 0.0)
    }

    /// The same, where a match must make up at least `share` of the title.
    pub(super) fn titles_covering(&self, span: Span, words: usize, share: f64) -> Topics {
        if words > TITLE_WORDS {
            return Topics::default();
        }
        let text = self.reader.text(span);
        let lead = text.find(char::is_alphanumeric).unwrap_or(text.len());
        let start = span.start + lead;
        let mut best: Vec<(Rank, usize)> = Vec::new();
        for (at, found) in self.known.headings.near(span) {
            for found in found.inside(span) {
                #[expect(clippy::cast_precision_loss, reason = "lengths of titles")]
                let part = found.len() as f64 / text.len().max(1) as f64;
                if part < share || found.start > start && part < GOOD_PART {
                    continue;
                }
                let family = self.known.rivals(*at).with(*at);
                let rank = (found.start, std::cmp::Reverse(found.end.min(span.end)));
                match best.iter_mut().find(|(_, other)| family.has(*other)) {
                    Some(open) if rank < open.0 => *open = (rank, *at),
                    Some(_) => {}
                    None => best.push((rank, *at)),
                }
            }
        }
        let best = best.into_iter();
        best.fold(Topics::default(), |topics, (_, at)| topics.with(at))
    }

    /// The label of a later sentence of a block ("Risks: ..." after "Metrics: ..."): what it names holds
    /// from there, in place of what the one before it named.
    pub(super) fn label_within(&self, block: &Block, sentence: Span) -> Option<Span> {
        if sentence.start <= block.text.start {
            return None;
        }
        let (label, rest) = self.reader.text(sentence).split_once(':')?;
        let plain = label.starts_with(char::is_uppercase)
            && !label.contains([',', ';', '(', '"', '.'])
            && label.split_whitespace().count() <= LABEL_WORDS;
        let told = rest.starts_with(' ') && rest.split_whitespace().nth(1).is_some();
        (plain && told).then(|| Span::new(sentence.start, sentence.start + label.len()))
    }

    /// What a paragraph's first few words are about, where they stand as a sentence of their own:
    /// "The main number." or "Where are we with it?".
    pub(super) fn spoken_title(&self, block: &Block) -> Topics {
        let document = self.reader.document;
        let first = document.sentences.get(block.sentences.start);
        let Some(first) = first else {
            return Topics::default();
        };
        let more = block.sentences.len() > 1;
        let (first, words) = (first.text, first.words);
        if block.kind != Kind::Paragraph || block.label.is_some() || !more {
            return Topics::default();
        }
        let asked = !self.reader.rubric.asks_itself
            && self.reader.text(first).ends_with('?')
            && words <= TITLE_WORDS;
        let titled = if words <= SPOKEN_WORDS {
            self.titles_covering(first, words, SPOKEN_PART)
        } else {
            Topics::default()
        };
        if titled.is_empty() && asked {
            self.asked_of(first)
        } else {
            titled
        }
    }
}
