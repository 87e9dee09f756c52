//! Orders to the grader where a reader does not see them: in hidden text, in front matter, in letters
//! that look like others.

use crate::document::unseen;
use crate::rubric::{Rubric, Searcher};
use crate::text::{Span, unmasked};

/// So many bytes of such text are looked at.
const MOST: usize = 1 << 16;

/// Fields of front matter that are read as what they are.
const READ: [&str; 2] = ["question", "rubric"];

/// Where the grader is addressed out of its reader's sight, in bytes of `text`, an answer whose body
/// begins at `body`.
pub(super) fn orders(
    text: &str,
    body: usize,
    rubric: &Rubric,
    searcher: &mut Searcher,
) -> Vec<Span> {
    let mut shadow = Shadow::default();
    fields(text, body, &mut shadow);
    let source = text.get(body..).unwrap_or("");
    for span in unseen(source) {
        shadow.add(
            span.of(source),
            Span::new(span.start + body, span.end + body),
        );
    }
    masked(source, body, &mut shadow);
    if shadow.text.is_empty() {
        return Vec::new();
    }
    let matches = searcher.sort(&shadow.text);
    let found = matches.spans(&rubric.reading.injection);
    let mut orders: Vec<Span> = found
        .starts()
        .filter_map(|start| shadow.place(start))
        .collect();
    orders.sort_unstable();
    orders.dedup();
    orders
}

/// Text beside the text, a line for each piece.
#[derive(Default)]
struct Shadow {
    text: String,
    /// Where each piece begins in `text`, and the bytes that it stands for.
    pieces: Vec<(usize, Span)>,
}

impl Shadow {
    fn add(&mut self, words: &str, place: Span) {
        if words.trim().is_empty() || self.text.len() + words.len() > MOST {
            return;
        }
        self.pieces.push((self.text.len(), place));
        self.text.push_str(words);
        self.text.push('\n');
    }

    fn place(&self, at: usize) -> Option<Span> {
        let after = self.pieces.partition_point(|(start, _)| *start <= at);
        let (_, place) = self.pieces.get(after.checked_sub(1)?)?;
        Some(*place)
    }
}

/// The lines of a text with their places.
fn lines(text: &str) -> impl Iterator<Item = (&str, Span)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let place = Span::new(at, at + line.trim_end().len());
        at += line.len();
        (line.trim_end(), place)
    })
}

/// What front matter says beside what is read of it.
fn fields(text: &str, body: usize, shadow: &mut Shadow) {
    for (line, place) in lines(text.get(..body).unwrap_or("")) {
        let name = line
            .split(':')
            .next()
            .unwrap_or("")
            .trim()
            .to_ascii_lowercase();
        if !READ.contains(&name.as_str()) {
            shadow.add(line, place);
        }
    }
}

/// Lines in letters that look like others, as their reader sees them.
fn masked(source: &str, body: usize, shadow: &mut Shadow) {
    if source.is_ascii() {
        return;
    }
    for (line, place) in lines(source) {
        if let Some(plain) = unmasked(line) {
            shadow.add(&plain, Span::new(place.start + body, place.end + body));
        }
    }
}
