//! Which rubric an answer is graded against, and why.

use crate::document::{Document, Format};
use crate::report::{Chosen, Warning, WarningKind};
use crate::rubric::{Fit, Library, LoadError, Recognizer};

use super::Input;

/// The rubric that is taken where nothing speaks for another.
const DEFAULT: &str = "success-metrics";

/// How much of an answer is read for what it answers, in bytes.
const READ: usize = 20_000;

/// How much of its beginning can hold the question, in bytes of its plain text.
const OPENING: usize = 500;

/// The fewest telling words that an answer is known by.
const TELLING: usize = 2;

/// What is known before an answer is graded.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// The question that was asked.
    pub question: Option<&'a str>,
    /// The rubric that the answer's record or front matter names, and which of them does.
    pub named: Option<(&'a str, Chosen)>,
    /// The answer itself.
    pub text: &'a str,
    /// How it is written.
    pub format: Format,
}

impl<'a> Known<'a> {
    /// What is known of an input.
    #[must_use]
    pub fn of(input: &'a Input) -> Self {
        let answer = &input.answer;
        Self {
            question: answer.question.as_deref(),
            named: input.rubric.as_ref().map(|(name, by)| (name.as_str(), *by)),
            text: answer.text.get(answer.body..).unwrap_or(""),
            format: answer.format,
        }
    }
}

/// The name of a rubric and why it is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pick {
    /// The name.
    pub name: String,
    /// Why.
    pub chosen: Chosen,
    /// What is doubtful about it.
    pub doubts: Vec<Warning>,
}

/// Chooses among the rubrics of a library; the command line's own choice has been made before.
#[derive(Debug)]
pub struct Chooser {
    names: Vec<String>,
    recognizer: Option<Recognizer>,
}

impl Chooser {
    /// A chooser among the rubrics of `library`.
    #[must_use]
    pub fn new(library: &Library) -> Self {
        Self {
            names: library.names(),
            recognizer: None,
        }
    }

    /// The rubric for one answer; `library` is the one it was made for.
    ///
    /// # Errors
    /// Where a rubric's file is no YAML.
    pub fn pick(&mut self, library: &Library, known: Known) -> Result<Pick, LoadError> {
        let mut doubts = Vec::new();
        if let Some((name, chosen)) = known.named {
            if self.names.iter().any(|known| known == name) {
                return Ok(Pick {
                    name: name.to_owned(),
                    chosen,
                    doubts,
                });
            }
            doubts.push(unknown(name, chosen, &self.names));
        }
        let recognizer = match &mut self.recognizer {
            Some(recognizer) => recognizer,
            none => none.insert(library.recognizer()?),
        };
        let (name, chosen) = recognize(recognizer, known, &mut doubts);
        Ok(Pick {
            name,
            chosen,
            doubts,
        })
    }
}

/// The rubric that the question's wording, or else the answer itself, speaks for.
fn recognize(
    recognizer: &mut Recognizer,
    known: Known,
    doubts: &mut Vec<Warning>,
) -> (String, Chosen) {
    if let Some(question) = known.question {
        let fits = recognizer.question(question);
        if let Some(name) = settle(&fits, doubts) {
            return (name, Chosen::Question);
        }
    }
    let document = Document::parse(head(known.text, READ), known.format);
    let titles: Vec<&str> = document
        .blocks
        .iter()
        .filter(|block| block.is_heading())
        .map(|block| block.text.of(&document.plain))
        .collect();
    let opening = head(&document.plain, OPENING);
    let fits = recognizer.answer(opening, &titles.join("\n"), &document.plain);
    let clear = fits.first().is_some_and(|best| best.points >= TELLING);
    if clear && let Some(name) = settle(&fits, doubts) {
        return (name, Chosen::Answer);
    }
    doubts.push(unsuited(DEFAULT));
    (DEFAULT.to_owned(), Chosen::Default)
}

/// The best fit, with a doubt where the next is near.
fn settle(fits: &[Fit], doubts: &mut Vec<Warning>) -> Option<String> {
    let best = fits.first()?;
    if let Some(next) = fits.get(1).filter(|next| 3 * next.points > 2 * best.points) {
        doubts.push(near(&best.name, &next.name));
    }
    Some(best.name.clone())
}

fn unknown(name: &str, by: Chosen, names: &[String]) -> Warning {
    let known = names.join(", ");
    let who = if by == Chosen::Record {
        "record"
    } else {
        "front matter"
    };
    let message = format!(
        "the {who} names the rubric `{name}`, which is none of {known}; use `--rubric` for a file"
    );
    Warning::new(WarningKind::Rubric, message)
}

fn near(best: &str, next: &str) -> Warning {
    let message = format!(
        "this could be for `{best}` or for `{next}`; `{best}` was taken, `--rubric` settles it"
    );
    Warning::new(WarningKind::Rubric, message)
}

fn unsuited(name: &str) -> Warning {
    let message = format!(
        "nothing says what was asked; `{name}` was taken, `--question` or `--rubric` settles it"
    );
    Warning::new(WarningKind::Rubric, message)
}

/// The first `most` bytes of `text`, or a little less.
fn head(text: &str, most: usize) -> &str {
    text.get(..text.floor_char_boundary(most)).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rubric::Source;

    const ESSAY: &str = include_str!("../../tests/data/incident.yaml");

    fn two() -> Library {
        let source = Source {
            path: "incident.yaml".into(),
            text: ESSAY.into(),
        };
        Library::with_overrides([("incident".to_owned(), source)].into())
    }

    fn chosen(library: &Library, known: Known) -> (String, Chosen, usize) {
        let pick = Chooser::new(library).pick(library, known).unwrap();
        (pick.name, pick.chosen, pick.doubts.len())
    }

    #[test]
    fn front_matter_names_a_known_rubric_and_never_a_path() {
        let known = |name| Known {
            named: Some((name, Chosen::FrontMatter)),
            ..Known::default()
        };
        assert_eq!(
            chosen(&two(), known("incident")),
            ("incident".into(), Chosen::FrontMatter, 0)
        );
        let (id, how, doubts) = chosen(&Library::default(), known("../secret.yaml"));
        assert_eq!(
            (id.as_str(), how, doubts),
            ("success-metrics", Chosen::Default, 2)
        );
    }

    #[test]
    fn the_question_speaks_before_the_answer() {
        let text = "The incident began at noon.";
        let question = "How would you measure the success of Maps?";
        let known = Known {
            question: Some(question),
            text,
            ..Known::default()
        };
        assert_eq!(
            chosen(&two(), known),
            ("success-metrics".into(), Chosen::Question, 0)
        );
        let known = Known {
            text,
            ..Known::default()
        };
        assert_eq!(
            chosen(&two(), known),
            ("incident".into(), Chosen::Answer, 0)
        );
    }

    #[test]
    fn a_question_that_no_rubric_suits_is_doubtful() {
        let known = Known {
            question: Some("Why is the sky blue?"),
            ..Known::default()
        };
        assert_eq!(
            chosen(&Library::default(), known),
            ("success-metrics".into(), Chosen::Default, 1)
        );
        assert_eq!(
            chosen(&Library::default(), Known::default()),
            ("success-metrics".into(), Chosen::Default, 1)
        );
    }
}
