//! An example's text, parsed and searched once, whatever is then tried on it.

use crate::document::{Document, Format};
use crate::evidence::{self, Evidence};
use crate::rubric::{Matches, Rubric, Searcher, Workbook};

/// A text ready to be graded.
pub(super) struct Specimen {
    pub(super) document: Document,
    pub(super) matches: Matches,
}

impl Specimen {
    /// Reads `text` and looks for the patterns of `searcher`.
    pub(super) fn new(text: &str, searcher: &mut Searcher) -> Self {
        let document = Document::parse(text, Format::Text);
        let matches = searcher.scan(&document.plain);
        Self { document, matches }
    }

    /// What `rubric` finds in it, read as an answer.
    pub(super) fn evidence(&self, rubric: &Rubric) -> Evidence {
        evidence::weigh(&self.document, rubric, &self.matches, true)
    }
}

/// The texts of all cases and of all phrases.
pub(super) fn all(book: &Workbook) -> (Vec<Specimen>, Vec<Specimen>) {
    let mut searcher = book.rubric.searcher();
    let mut read = |text: &String| Specimen::new(text, &mut searcher);
    let cases = book.cases.iter().map(|case| read(&case.text)).collect();
    let phrases = book.phrases.iter().map(|phrase| read(&phrase.text));
    let phrases = phrases.collect();
    (cases, phrases)
}
