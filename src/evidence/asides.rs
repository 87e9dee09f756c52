//! Titles and labels that open a part beside the answer, and how far such a part reaches.

use super::Reader;
use crate::document::Block;
use crate::rubric::{Aside, Spans};
use crate::text::{Span, count_words};

/// The share of a heading, and of a label, that must name an aside.
const HEADED: f64 = 0.6;
const WHOLE: f64 = 0.9;

/// The most words of a title.
const TITLE_WORDS: usize = 10;

/// A label with more words than this after it speaks of those.
const FOLLOWED: usize = 3;

/// So many headings make a text whose first one is called what the whole is.
const PARTS: usize = 2;

/// What a title opens.
#[derive(Clone, Copy)]
enum Opening<'a> {
    /// A part of the answer: a sample beside advice.
    Sample,
    /// A part beside it, by its kind.
    Aside(&'a str),
}

/// For each block the aside that its own title or one above it opens.
pub(super) struct Openings<'a>(Vec<Option<&'a str>>);

impl<'a> Openings<'a> {
    /// Looks at the titles of all blocks; a sample's title closes what was opened above it.
    pub(super) fn find(reader: &Reader<'a>) -> Self {
        let titles = Titles::of(reader);
        if titles.sample.is_empty() && titles.asides.is_empty() {
            return Self(Vec::new());
        }
        // What each block's title opens for the blocks under it, or one above it does.
        let mut below: Vec<Option<Opening>> = Vec::new();
        let mut over = Vec::new();
        let whole = title_of_all(reader);
        for (at, block) in reader.document.blocks.iter().enumerate() {
            let above = block.parent.and_then(|parent| *below.get(parent)?);
            let (own, under) = titles.open(block);
            // What the whole text is called is no part beside it.
            let under = under.filter(|_| whole != Some(at));
            over.push(match own.or(above) {
                Some(Opening::Aside(kind)) => Some(kind),
                Some(Opening::Sample) | None => None,
            });
            below.push(under.or(above));
        }
        Self(over)
    }

    /// The kind of aside that a block stands in.
    pub(super) fn over(&self, block: usize) -> Option<&'a str> {
        self.0.get(block).copied().flatten()
    }
}

/// The heading that stands over all headings after it, of which there are several.
fn title_of_all(reader: &Reader) -> Option<usize> {
    let document = reader.document;
    let blocks = document.blocks.iter().enumerate();
    let mut headings = blocks.filter(|(_, block)| block.is_heading());
    let (title, _) = headings.next()?;
    let mut parts = 0;
    for (at, _) in headings {
        parts += 1;
        if !document.ancestors(at).any(|above| above == title) {
            return None;
        }
    }
    (parts >= PARTS).then_some(title)
}

/// Where titles of samples and of asides are met.
struct Titles<'r, 'a> {
    reader: &'r Reader<'a>,
    sample: Spans<'a>,
    asides: Vec<(&'a Aside, Spans<'a>)>,
}

impl<'r, 'a> Titles<'r, 'a> {
    fn of(reader: &'r Reader<'a>) -> Self {
        let rubric = reader.rubric;
        let counts = |aside: &&Aside| {
            !(rubric.asks_itself && aside.questions || rubric.keeps.contains(&aside.kind))
        };
        let asides = rubric.reading.asides.iter().filter(counts);
        Self {
            reader,
            sample: reader.spans(&rubric.reading.sample),
            asides: asides
                .map(|aside| (aside, reader.spans_of(aside.headings.as_ref())))
                .filter(|(_, found)| !found.is_empty())
                .collect(),
        }
    }

    /// What a block's title opens for itself, and what for the blocks under it.
    fn open(&self, block: &Block) -> (Option<Opening<'a>>, Option<Opening<'a>>) {
        let titled = block.is_heading() || block.is_item() && block.label.is_none();
        // A label in front of text must be the words and no more.
        let (title, words, share) = match block.label {
            Some(label) => (label, count_words(self.reader.text(label)), WHOLE),
            None if titled => (block.text, block.words, HEADED),
            None => return (None, None),
        };
        if words > TITLE_WORDS {
            return (None, None);
        }
        if self.reader.covered(&self.sample, title, share) {
            return (Some(Opening::Sample), Some(Opening::Sample));
        }
        // A label with words after it speaks of those; a bare one of what stands under it.
        let followed = block.label.is_some() && block.words > words + FOLLOWED;
        let own = self.aside(title, share, false);
        let under = if followed {
            self.aside(title, share, true)
        } else {
            own
        };
        (own, under)
    }

    /// The aside that a title names, without those of which a label opens only its own block.
    fn aside(&self, title: Span, share: f64, reaching: bool) -> Option<Opening<'a>> {
        let mut asides = self.asides.iter();
        let named = asides.find(|(aside, found)| {
            !(reaching && aside.alone) && self.reader.covered(found, title, share)
        });
        named.map(|(aside, _)| Opening::Aside(&aside.kind))
    }
}
