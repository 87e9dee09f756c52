//! A rubric to start from: a small one on an everyday subject that teaches the language by comments.

const RUBRIC: &str = include_str!("../../rubrics/examples/book-review.yaml");
const EXAMPLES: &str = include_str!("../../rubrics/examples/book-review.examples.yaml");

/// The id and the title that stand in the file.
const ID: &str = "book-review";
const TITLE: &str = "A short review of a book";

/// The starter under an id and a title of the writer's own, where there are some.
#[must_use]
pub fn rubric(id: Option<&str>, title: Option<&str>) -> String {
    let mut text = RUBRIC.to_owned();
    if let Some(id) = id {
        text = text.replacen(
            &format!("\nrubric: {ID}\n"),
            &format!("\nrubric: {id}\n"),
            1,
        );
    }
    if let Some(title) = title {
        let own = format!("\ntitle: {}\n", quoted(title));
        text = text.replacen(&format!("\ntitle: {TITLE}\n"), &own, 1);
    }
    text
}

/// Its examples, for the file beside it.
#[must_use]
pub fn examples(id: Option<&str>) -> String {
    let own = format!("\nexamples: {}\n", id.unwrap_or(ID));
    EXAMPLES.replacen(&format!("\nexamples: {ID}\n"), &own, 1)
}

/// `text` as a YAML scalar on one line.
fn quoted(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("'{}'", line.replace('\'', "''"))
}

/// Whether `id` can be the id of a rubric.
#[must_use]
pub fn is_id(id: &str) -> bool {
    !id.is_empty() && id == id_of(id)
}

pub use super::check::id_of;
