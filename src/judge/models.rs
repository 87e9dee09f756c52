//! What is known of models by their names: how much they read at once, how they count, what they cost.

use serde::Deserialize;

use super::ask::Usage;
use super::tokens::Encoding;

/// The built-in table.
const TABLE: &str = include_str!("../../prompts/models.toml");

/// Tokens that a model of unknown name is taken to read at once, until its server says otherwise.
const CONTEXT: u64 = 32_768;

/// What is known of a model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Model {
    /// Tokens that fit into a request and its reply together.
    pub context: u64,
    /// How it cuts text into tokens.
    pub encoding: Encoding,
    /// What it costs, where that is known.
    pub price: Option<Price>,
}

/// US dollars for a million tokens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Price {
    /// Of the messages.
    pub input: f64,
    /// Of the reply.
    pub output: f64,
}

impl Price {
    /// What some tokens cost, in US dollars.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of tokens")]
    pub fn of(self, usage: Usage) -> f64 {
        let input = usage.prompt_tokens as f64 * self.input;
        let output = usage.completion_tokens as f64 * self.output;
        (input + output) / 1e6
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    model: Vec<Entry>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    context: Option<u64>,
    encoding: Option<String>,
    input: Option<f64>,
    output: Option<f64>,
}

/// A table of models.
#[derive(Clone, Debug, Default)]
pub struct ModelTable(Vec<Entry>);

impl ModelTable {
    /// The built-in table, behind the one in `own`.
    ///
    /// # Errors
    /// What is wrong with `own`, with its place.
    pub fn new(own: Option<&str>) -> Result<Self, String> {
        let mut entries = Vec::new();
        for text in own.into_iter().chain([TABLE]) {
            let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
            for entry in file.model {
                entry.check()?;
                entries.push(entry);
            }
        }
        Ok(Self(entries))
    }

    /// What is known of a model.
    #[must_use]
    pub fn of(&self, model: &str) -> Model {
        let name = model.rsplit('/').next().unwrap_or(model).to_lowercase();
        let found = self
            .0
            .iter()
            .find(|entry| name.starts_with(&entry.name.to_lowercase()));
        let encoding = found.and_then(|entry| entry.encoding.as_deref());
        Model {
            context: found.and_then(|entry| entry.context).unwrap_or(CONTEXT),
            encoding: encoding.and_then(Encoding::named).unwrap_or_default(),
            price: found.and_then(Entry::price),
        }
    }
}

impl Entry {
    fn price(&self) -> Option<Price> {
        Some(Price {
            input: self.input?,
            output: self.output?,
        })
    }

    fn check(&self) -> Result<(), String> {
        let wrong = |what: String| Err(format!("model `{}`: {what}", self.name));
        if let Some(encoding) = &self.encoding
            && Encoding::named(encoding).is_none()
        {
            return wrong(format!(
                "there is no encoding `{encoding}`; known: o200k_base, cl100k_base, estimate"
            ));
        }
        if self.input.is_some() != self.output.is_some() {
            return wrong("a price has both `input` and `output`".into());
        }
        let sound =
            |price: Option<f64>| price.is_none_or(|price| price.is_finite() && price >= 0.0);
        if !sound(self.input) || !sound(self.output) {
            return wrong("a price is a number from 0 up".into());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_name_that_fits_applies() {
        let table = ModelTable::new(None).unwrap();
        let mini = table.of("openai/GPT-4.1-mini-2025-04-14");
        assert_eq!(mini.encoding, Encoding::O200k);
        assert!(mini.price.unwrap().input < table.of("gpt-4.1").price.unwrap().input);
        let unknown = table.of("my-model");
        assert_eq!((unknown.context, unknown.price), (CONTEXT, None));
    }

    #[test]
    fn an_own_table_comes_first() {
        let own = "[[model]]\nname = \"gpt-4.1\"\ninput = 1\noutput = 2\n";
        let table = ModelTable::new(Some(own)).unwrap();
        let price = table.of("gpt-4.1-mini").price.unwrap();
        let usage = Usage {
            prompt_tokens: 1_000_000,
            completion_tokens: 500_000,
        };
        assert!((price.of(usage) - 2.0).abs() < 1e-9);
        for wrong in [
            "[[model]]\nname = \"x\"\ninput = 1\n",
            "[[modle]]\n",
            "[[model]]\nname = \"x\"\nencoding = \"y\"\n",
        ] {
            assert!(ModelTable::new(Some(wrong)).is_err(), "{wrong}");
        }
    }
}
