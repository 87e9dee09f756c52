//! Reading answers: from files, folders and standard input, one each or as records of many, in any
//! encoding, with or without front matter.
//!
//! Decoding and front matter are pure; [`files`] and the walk of a folder alone touch the file system.

mod choice;
mod decode;
mod docx;
mod error;
pub mod files;
mod front_matter;
mod job;
mod lookup;
mod queue;
mod records;
mod stream;
pub mod vigil;
mod walk;

use crate::assessment::Answer;
use crate::document::Format;
use crate::report::{Chosen, Warning, WarningKind, is_own};

pub use choice::{Chooser, Known, Pick};
pub use decode::{Decoded, decode};
pub use error::{InputError, Problem};
pub use front_matter::{FrontMatter, split};
pub use job::{Job, Taker};
pub use lookup::{Found, Lookup};
pub use queue::{Holding, Queue, no_answers};
pub use records::{Columns, Origin};

/// The most bytes of one answer.
pub const MAX_BYTES: usize = 10 << 20;

/// An answer that was read, and what reading it had to say.
#[derive(Clone, Debug)]
pub struct Input {
    /// Where it came from: a path, or `-`.
    pub source: String,
    /// Its name.
    pub id: String,
    /// The answer.
    pub answer: Answer,
    /// The rubric that its record or its front matter names, and which of them does.
    pub rubric: Option<(String, Chosen)>,
    /// The line on which its record begins, from 1, in a file of many.
    pub line: Option<usize>,
    /// Doubts about encoding and front matter.
    pub notes: Vec<Warning>,
}

/// Makes an answer of the bytes of `source`, a path or `-`.
///
/// # Errors
/// Where the bytes are no text, or too many.
pub fn read(source: &str, bytes: &[u8]) -> Result<Input, InputError> {
    let fail = |problem| InputError::of(source, problem);
    if bytes.len() > MAX_BYTES {
        return Err(fail(Problem::TooLarge));
    }
    if bytes.starts_with(docx::MAGIC)
        && let Some(text) = docx::text(bytes).map_err(fail)?
    {
        return Ok(made_of(source.to_owned(), id_of(source), source, text));
    }
    let decoded = decode(bytes).map_err(fail)?;
    if is_own(&decoded.text) {
        return Err(fail(Problem::Report));
    }
    let mut input = made_of(source.to_owned(), id_of(source), source, decoded.text);
    let doubt = decoded.doubt;
    let doubt = doubt.map(|doubt| Warning::new(WarningKind::Encoding, doubt));
    input.notes.splice(..0, doubt);
    Ok(input)
}

/// Makes an answer of a text that somebody types; `source` tells by its ending how it is written.
#[must_use]
pub fn typed(source: &str, text: String) -> Input {
    made_of(source.to_owned(), id_of(source), source, text)
}

/// Makes an answer of a text that may have front matter; `file` tells by its ending how it is written.
fn made_of(source: String, id: String, file: &str, text: String) -> Input {
    let (front, damage) = split(&text);
    let notes = damage.map(|damage| Warning::new(WarningKind::FrontMatter, damage));
    let body = text.get(front.body..).unwrap_or("");
    let format = if is_html(file, body) {
        Format::Html
    } else {
        Format::Text
    };
    Input {
        source,
        id,
        rubric: front.rubric.map(|name| (name, Chosen::FrontMatter)),
        line: None,
        answer: Answer {
            body: front.body,
            format,
            question: front.question,
            text,
        },
        notes: notes.into_iter().collect(),
    }
}

/// The name of an answer: its file name without the extension.
#[must_use]
pub fn id_of(source: &str) -> String {
    if source == "-" {
        return "stdin".to_owned();
    }
    let file = source.rsplit(['/', '\\']).next().unwrap_or(source);
    match file.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem.to_owned(),
        _ => file.to_owned(),
    }
}

fn is_html(source: &str, body: &str) -> bool {
    let extension = source
        .rsplit_once('.')
        .map(|(_, extension)| extension.to_ascii_lowercase());
    if matches!(extension.as_deref(), Some("html" | "htm")) {
        return true;
    }
    let start = body.trim_start();
    let opens = |tag: &str| {
        start
            .get(..tag.len())
            .is_some_and(|begin| begin.eq_ignore_ascii_case(tag))
    };
    opens("<!doctype html") || opens("<html")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_known_by_its_name_or_its_beginning() {
        let format =
            |source: &str, text: &str| read(source, text.as_bytes()).unwrap().answer.format;
        assert_eq!(format("a.HTM", "plain"), Format::Html);
        assert_eq!(format("-", "\n<!DOCTYPE html><p>x"), Format::Html);
        assert_eq!(format("-", "<html lang=en>"), Format::Html);
        assert_eq!(format("a.md", "<b>x</b>"), Format::Text);
    }

    #[test]
    fn names_are_short() {
        assert_eq!(id_of("answers/amazon-photos.md"), "amazon-photos");
        assert_eq!(id_of("-"), "stdin");
        assert_eq!(id_of("dir/.hidden"), ".hidden");
    }

    #[test]
    fn the_body_begins_behind_the_front_matter() {
        let input = read(
            "-",
            "\u{feff}---\r\nquestion: How?\r\n---\r\nBody".as_bytes(),
        )
        .unwrap();
        assert_eq!(input.answer.question.as_deref(), Some("How?"));
        assert_eq!(input.answer.text.get(input.answer.body..), Some("Body"));
        assert!(input.notes.is_empty());
    }
}
