//! Text as bytes with positions: spans, lines, words and sentences.
//!
//! What a text *means* (headings, lists, tables) is `document`'s business.

mod bytes;
mod hex;
mod lines;
mod lookalikes;
mod offsets;
mod phrase;
mod random;
mod sentences;
mod sketch;
mod span;
mod stem;
mod words;

pub use bytes::count_bytes;
pub use hex::hex;
pub use lines::{LineColumn, LineIndex};
pub use lookalikes::unmasked;
pub use offsets::OffsetMap;
pub use phrase::PhraseId;
pub use random::Random;
pub use sentences::split as split_sentences;
pub use sketch::{Group, Sketch, alike};
pub use span::Span;
pub use stem::{stem, words as words_in};
pub use words::{count as count_words, key as word_key, named, shorten};
