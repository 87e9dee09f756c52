//! Which rubric an answer is graded against, and why.

use crate::report::{Chosen, Warning, WarningKind};
use crate::rubric::{Library, LoadError, Rubric};
use crate::text::Span;

/// The rubric that is taken where nothing speaks for another.
const DEFAULT: &str = "success-metrics";

/// How much of an answer's beginning is read for what it answers, in bytes.
const OPENING: usize = 1200;

/// What is known before an answer is graded.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// The question that was asked.
    pub question: Option<&'a str>,
    /// The rubric that the answer's front matter names.
    pub front_matter: Option<&'a str>,
    /// The answer itself.
    pub text: &'a str,
}

/// A rubric and why it was taken.
#[derive(Debug)]
pub struct Choice {
    /// The rubric.
    pub rubric: Rubric,
    /// Why.
    pub chosen: Chosen,
    /// What is doubtful about it.
    pub doubts: Vec<Warning>,
}

/// Chooses among the rubrics of `library`; the command line's own choice has been made before.
///
/// # Errors
/// Where a rubric that is needed has mistakes.
pub fn choose(library: &Library, known: Known) -> Result<Choice, LoadError> {
    let names = library.names();
    let mut doubts = Vec::new();
    if let Some(name) = known.front_matter {
        if names.iter().any(|known| known == name) {
            return Ok(Choice {
                rubric: library.load(name)?,
                chosen: Chosen::FrontMatter,
                doubts,
            });
        }
        let message = format!(
            "the front matter names the rubric `{name}`, which is none of {}; use `--rubric` for a file",
            names.join(", ")
        );
        doubts.push(Warning::new(WarningKind::Rubric, message));
    }
    let [only] = names.as_slice() else {
        return among(library, &names, known, doubts);
    };
    let rubric = library.load(only)?;
    let chosen = match known.question {
        Some(question) if suits(&rubric, question) => Chosen::Question,
        Some(_) => {
            doubts.push(unsuited(only));
            Chosen::Default
        }
        None if suits(&rubric, opening(known.text)) => Chosen::Answer,
        None => Chosen::Default,
    };
    Ok(Choice {
        rubric,
        chosen,
        doubts,
    })
}

fn among(
    library: &Library,
    names: &[String],
    known: Known,
    mut doubts: Vec<Warning>,
) -> Result<Choice, LoadError> {
    let mut rubrics = Vec::with_capacity(names.len());
    for name in names {
        rubrics.push(library.load(name)?);
    }
    let clues = [
        (known.question, Chosen::Question),
        (Some(opening(known.text)), Chosen::Answer),
    ];
    for (clue, chosen) in clues {
        let Some(clue) = clue else { continue };
        let fitting: Vec<usize> = (0..rubrics.len())
            .filter(|at| rubrics.get(*at).is_some_and(|r| suits(r, clue)))
            .collect();
        if let Some(first) = fitting.first() {
            if fitting.len() > 1 {
                let ids: Vec<&str> = fitting
                    .iter()
                    .filter_map(|at| names.get(*at))
                    .map(String::as_str)
                    .collect();
                let message = format!(
                    "several rubrics suit ({}); the first was taken, `--rubric` settles it",
                    ids.join(", ")
                );
                doubts.push(Warning::new(WarningKind::Rubric, message));
            }
            return Ok(Choice {
                rubric: rubrics.swap_remove(*first),
                chosen,
                doubts,
            });
        }
    }
    let default = names.iter().position(|name| name == DEFAULT).unwrap_or(0);
    let name = names.get(default).map_or(DEFAULT, String::as_str);
    doubts.push(unsuited(name));
    Ok(Choice {
        rubric: rubrics.swap_remove(default),
        chosen: Chosen::Default,
        doubts,
    })
}

fn unsuited(name: &str) -> Warning {
    let message = format!(
        "no rubric was made for such a question; `{name}` was taken, `--rubric` names another"
    );
    Warning::new(WarningKind::Rubric, message)
}

fn opening(text: &str) -> &str {
    let mut end = OPENING.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or("")
}

/// Whether a question, or the opening of an answer, is of the kind that a rubric was made for.
fn suits(rubric: &Rubric, words: &str) -> bool {
    let Some(pattern) = rubric.suits else {
        return false;
    };
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let matches = rubric.matcher.scan(&mut rubric.matcher.scanner(), &line);
    matches.any(pattern, Span::new(0, line.len()))
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
        let choice = choose(library, known).unwrap();
        (choice.rubric.id, choice.chosen, choice.doubts.len())
    }

    #[test]
    fn front_matter_names_a_known_rubric_and_never_a_path() {
        let known = |name| Known {
            front_matter: Some(name),
            ..Known::default()
        };
        assert_eq!(
            chosen(&two(), known("incident")),
            ("incident".into(), Chosen::FrontMatter, 0)
        );
        let (id, how, doubts) = chosen(&Library::default(), known("../secret.yaml"));
        assert_eq!(
            (id.as_str(), how, doubts),
            ("success-metrics", Chosen::Default, 1)
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
            ("success-metrics".into(), Chosen::Default, 0)
        );
    }
}
