//! Which rubric an answer is graded against, and why.

use crate::report::{Chosen, Warning, WarningKind};
use crate::rubric::{Library, LoadError, Matcher, Rubric};

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

impl Choice {
    /// A rubric that was taken without a doubt.
    #[must_use]
    pub fn clear(rubric: Rubric, chosen: Chosen) -> Self {
        Self {
            rubric,
            chosen,
            doubts: Vec::new(),
        }
    }
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
            return Ok(Choice::clear(library.load(name)?, Chosen::FrontMatter));
        }
        doubts.push(unknown(name, &names));
    }
    let mut candidates = Vec::with_capacity(names.len());
    for name in &names {
        candidates.push(Choice::clear(library.load(name)?, Chosen::Default));
    }
    let (at, chosen) = best(&candidates, known, &mut doubts);
    let mut choice = candidates.swap_remove(at);
    if chosen != Chosen::Question
        && (known.question.is_some() || chosen == Chosen::Default && names.len() > 1)
    {
        doubts.push(unsuited(&choice.rubric.id));
    }
    choice.chosen = chosen;
    choice.doubts = doubts;
    Ok(choice)
}

/// The first candidate that suits the question, or else the answer, or else the default.
fn best(candidates: &[Choice], known: Known, doubts: &mut Vec<Warning>) -> (usize, Chosen) {
    let clues = [
        (known.question, Chosen::Question),
        (Some(opening(known.text)), Chosen::Answer),
    ];
    for (clue, chosen) in clues {
        let Some(clue) = clue else { continue };
        let fitting: Vec<usize> = candidates
            .iter()
            .enumerate()
            .filter_map(|(at, candidate)| suits(&candidate.rubric, clue).then_some(at))
            .collect();
        if let Some(first) = fitting.first() {
            if fitting.len() > 1 {
                doubts.push(several(candidates, &fitting));
            }
            return (*first, chosen);
        }
    }
    let default = candidates
        .iter()
        .position(|candidate| candidate.rubric.id == DEFAULT);
    (default.unwrap_or(0), Chosen::Default)
}

fn unknown(name: &str, names: &[String]) -> Warning {
    let known = names.join(", ");
    let message = format!(
        "the front matter names the rubric `{name}`, which is none of {known}; use `--rubric` for a file"
    );
    Warning::new(WarningKind::Rubric, message)
}

fn several(candidates: &[Choice], fitting: &[usize]) -> Warning {
    let ids: Vec<&str> = fitting
        .iter()
        .filter_map(|at| candidates.get(*at))
        .map(|candidate| candidate.rubric.id.as_str())
        .collect();
    let message = format!(
        "several rubrics suit ({}); the first was taken, `--rubric` settles it",
        ids.join(", ")
    );
    Warning::new(WarningKind::Rubric, message)
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
    // An automaton of this one pattern is made much faster than that of all is warmed up.
    let Some(set) = &rubric.suits else {
        return false;
    };
    let sources: Vec<String> = set
        .iter()
        .filter_map(|pattern| rubric.patterns.sources().get(pattern).cloned())
        .collect();
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let Ok(matcher) = Matcher::narrowed(&sources, &line) else {
        return false;
    };
    let found = matcher.scan(&mut matcher.scanner(), &line);
    (0..sources.len()).any(|pattern| !found.of(pattern).is_empty())
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
