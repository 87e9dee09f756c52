//! The templates of what a judge is told: data, built in and overridable, filled with values only.

use std::collections::BTreeMap;

use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::text::hex;

/// The names of the templates and their built-in texts.
pub const TEMPLATES: [(&str, &str); 3] = [
    (SYSTEM, include_str!("../../prompts/judge-system.md")),
    (ANSWER, include_str!("../../prompts/judge-answer.md")),
    (AGAIN, include_str!("../../prompts/judge-again.md")),
];

/// What the judge is and what the rubric asks; the same for all answers.
pub(super) const SYSTEM: &str = "judge-system.md";
/// One answer, or a part of it.
pub(super) const ANSWER: &str = "judge-answer.md";
/// What of a reply cannot be used.
pub(super) const AGAIN: &str = "judge-again.md";

/// A template that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("cannot use the prompt `{name}`{place}: {what}")]
pub struct PromptFault {
    /// Its file name.
    pub name: String,
    /// " at line 3", where that is known.
    pub place: String,
    /// What is wrong with it.
    pub what: String,
}

/// The templates, compiled.
#[derive(Debug)]
pub struct Prompts {
    environment: Environment<'static>,
    /// SHA-256 of all templates, in hexadecimal.
    pub sha256: String,
}

impl Prompts {
    /// The built-in templates, or those of `own` with the same names.
    ///
    /// # Errors
    /// Where one cannot be read as a template.
    pub fn new(own: &BTreeMap<String, String>) -> Result<Self, PromptFault> {
        let mut environment = Environment::new();
        // What a template names and nobody gives is a mistake in the template.
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
        let mut digest = Sha256::new();
        for (name, built_in) in TEMPLATES {
            let text = own.get(name).map_or(built_in, String::as_str);
            digest.update(text.as_bytes());
            digest.update([0]);
            let added = environment.add_template_owned(name, text.to_owned());
            added.map_err(|error| fault(name, &error))?;
        }
        Ok(Self {
            environment,
            sha256: hex(&digest.finalize()),
        })
    }

    /// A template filled in.
    pub(super) fn fill(&self, name: &str, values: impl Serialize) -> Result<String, PromptFault> {
        let template = self.environment.get_template(name);
        let filled = template.and_then(|template| template.render(Serde(values)));
        filled.map_err(|error| fault(name, &error))
    }
}

fn fault(name: &str, error: &minijinja::Error) -> PromptFault {
    PromptFault {
        name: name.to_owned(),
        place: error
            .line()
            .map_or_else(String::new, |line| format!(" at line {line}")),
        what: error
            .detail()
            .map_or_else(|| error.kind().to_string(), str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_template_is_named_with_its_line() {
        let own = BTreeMap::from([(SYSTEM.to_owned(), "one\n{% if %}".to_owned())]);
        let fault = Prompts::new(&own).unwrap_err();
        assert_eq!(
            (fault.name.as_str(), fault.place.as_str()),
            (SYSTEM, " at line 2")
        );
    }

    #[test]
    fn what_nobody_gives_is_a_mistake() {
        let own = BTreeMap::from([(ANSWER.to_owned(), "{{ anwser }}".to_owned())]);
        let prompts = Prompts::new(&own).unwrap();
        let fault = prompts
            .fill(ANSWER, BTreeMap::from([("answer", "x")]))
            .unwrap_err();
        assert!(fault.to_string().contains("judge-answer.md"), "{fault}");
    }

    #[test]
    fn values_are_never_templates() {
        let own = BTreeMap::from([(ANSWER.to_owned(), "{{ answer }}".to_owned())]);
        let prompts = Prompts::new(&own).unwrap();
        let filled = prompts.fill(ANSWER, BTreeMap::from([("answer", "{{ 7 * 7 }} <b>")]));
        assert_eq!(filled.unwrap(), "{{ 7 * 7 }} <b>");
    }
}
