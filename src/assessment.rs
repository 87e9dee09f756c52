//! One answer through all stages: text, document, evidence, score, critique.

use crate::critique::{self, Critique};
use crate::document::{Document, Format};
use crate::evidence::{self, Evidence, Extent, Sorted};
use crate::rubric::{Opinion, Rubric, Searcher};
use crate::score::{self, Score};

/// What is graded: the text, and what is known about it.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The decoded input, whole, without its byte order mark.
    pub text: String,
    /// How it is written down.
    pub format: Format,
    /// Where the answer itself begins in `text`: behind the front matter, if there is any.
    pub body: usize,
    /// The question that was asked, if it is known.
    pub question: Option<String>,
}

/// An answer with everything that was made of it.
#[derive(Debug)]
pub struct Assessment {
    /// The parsed answer; its spans are into the body.
    pub document: Document,
    /// What was found.
    pub evidence: Evidence,
    /// What it is worth.
    pub score: Score,
    /// What to say about it.
    pub critique: Critique,
}

/// An answer that was opened: what it says, and what of it is the answer.
#[derive(Debug)]
pub struct Opened {
    /// The parsed answer; its spans are into the body.
    pub document: Document,
    sorted: Sorted,
}

impl Opened {
    /// What of it is the answer.
    #[must_use]
    pub fn extent(&self) -> &Extent {
        &self.sorted.extent
    }
}

/// An answer that was read: what it says, and what the signals found in it.
#[derive(Debug)]
pub struct Reading {
    /// The parsed answer; its spans are into the body.
    pub document: Document,
    /// What was found.
    pub evidence: Evidence,
}

/// Opens one answer: enough to show it to a judge.
pub fn open(
    answer: &Answer,
    rubric: &Rubric,
    searcher: &mut Searcher,
    assume_answer: bool,
) -> Opened {
    let body = answer.text.get(answer.body..).unwrap_or("");
    let document = Document::parse(body, answer.format);
    let mut sorted = evidence::sort(&document, rubric, searcher, assume_answer);
    let extent = &mut sorted.extent;
    extent.look_behind(&answer.text, answer.body, rubric, searcher);
    sorted.look_for(answer.question.as_deref(), &document, rubric);
    Opened { document, sorted }
}

/// Reads an answer that was opened, with the same rubric.
pub fn read_on(opened: Opened, rubric: &Rubric, searcher: &mut Searcher) -> Reading {
    let Opened { document, sorted } = opened;
    let evidence = evidence::gather(&document, rubric, searcher, sorted);
    Reading { document, evidence }
}

/// Reads one answer.
pub fn read(
    answer: &Answer,
    rubric: &Rubric,
    searcher: &mut Searcher,
    assume_answer: bool,
) -> Reading {
    let opened = open(answer, rubric, searcher, assume_answer);
    read_on(opened, rubric, searcher)
}

/// Grades what was read, together with a judge's opinions by criterion, if one was asked.
#[must_use]
pub fn conclude(
    answer: &Answer,
    rubric: &Rubric,
    reading: Reading,
    opinions: &[Opinion],
    assume_answer: bool,
) -> Assessment {
    let Reading { document, evidence } = reading;
    let score = score::grade(rubric, &evidence, opinions, assume_answer);
    let product = asked(answer, &document).and_then(product_of);
    let critique = critique::write(rubric, &document, &evidence, &score, product.as_deref());
    Assessment {
        document,
        evidence,
        score,
        critique,
    }
}

/// Grades one answer by the signals alone.
pub fn assess(
    answer: &Answer,
    rubric: &Rubric,
    searcher: &mut Searcher,
    assume_answer: bool,
) -> Assessment {
    let reading = read(answer, rubric, searcher, assume_answer);
    conclude(answer, rubric, reading, &[], assume_answer)
}

/// The question that an answer is to, as far as it is known.
#[must_use]
pub fn asked<'a>(answer: &'a Answer, document: &'a Document) -> Option<&'a str> {
    let known = answer.question.as_deref();
    known.or_else(|| question_in(document))
}

/// Sentences at the top of an answer among which its question is looked for.
const TOP: usize = 6;

/// The question that an answer itself repeats at its top.
fn question_in(document: &Document) -> Option<&str> {
    let top = document.sentences.iter().take(TOP);
    top.map(|sentence| sentence.text.of(&document.plain))
        .find(|text| text.ends_with('?'))
}

/// The product that a question asks about: the capitalised words in its second half, if there are any.
fn product_of(question: &str) -> Option<String> {
    let words: Vec<&str> = question.split_whitespace().collect();
    let mut run: Vec<&str> = Vec::new();
    for pair in words.windows(2) {
        let [before, word] = pair else { continue };
        // After a stop or a label every word has a capital.
        let begins = before.ends_with([':', '.', '?', '!']);
        let capital = word.starts_with(|c: char| c.is_uppercase());
        if capital && !begins {
            run.push(word.trim_matches(|c: char| !c.is_alphanumeric()));
        } else if !run.is_empty() {
            break;
        }
    }
    let name = run.join(" ");
    let name = name
        .trim_end_matches("'s")
        .trim_end_matches("’s")
        .to_owned();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::product_of;

    #[test]
    fn the_product_of_a_question() {
        let of = |question| product_of(question).unwrap_or_default();
        assert_eq!(
            of("How would you measure the success of Amazon Photos?"),
            "Amazon Photos"
        );
        assert_eq!(
            of("Prompt: How would you measure the success of Citi Bike?"),
            "Citi Bike"
        );
        assert_eq!(of("You run Maps. Why are routes down?"), "Maps");
        assert_eq!(of("How would you improve a library?"), "");
    }
}
