//! What a server and model support, found out by asking and remembered.

use serde::{Deserialize, Serialize};

use super::fault::Feature;

/// How a reply is held to its form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Form {
    /// By a JSON schema.
    #[default]
    Schema,
    /// It is a JSON object.
    Object,
    /// By the prompt alone.
    Text,
}

/// How the most tokens of a reply are named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Limit {
    /// `max_tokens`, known nearly everywhere.
    #[default]
    Common,
    /// `max_completion_tokens`, which newer models want.
    Newer,
    /// Not at all.
    Unnamed,
}

/// What a server supports for a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Abilities {
    pub(super) form: Form,
    pub(super) temperature: bool,
    pub(super) seed: bool,
    pub(super) limit: Limit,
}

impl Abilities {
    /// What is tried first.
    pub(super) fn hoped(vendor: bool) -> Self {
        Self {
            form: Form::Schema,
            temperature: true,
            seed: true,
            limit: if vendor { Limit::Newer } else { Limit::Common },
        }
    }

    /// These without a feature that was refused; none where there is nothing else to try.
    pub(super) fn without(self, feature: Feature) -> Option<Self> {
        let less = match feature {
            Feature::Format => Self {
                form: match self.form {
                    Form::Schema => Form::Object,
                    Form::Object | Form::Text => Form::Text,
                },
                ..self
            },
            Feature::Temperature => Self {
                temperature: false,
                ..self
            },
            Feature::Seed => Self {
                seed: false,
                ..self
            },
            Feature::Limit => Self {
                limit: match self.limit {
                    Limit::Newer => Limit::Common,
                    // A server that wants the newer name says so; one that knows neither gets none.
                    Limit::Common | Limit::Unnamed => Limit::Unnamed,
                },
                ..self
            },
        };
        (less != self).then_some(less)
    }

    /// These with the newer name of the limit.
    pub(super) fn with_newer_limit(self) -> Self {
        Self {
            limit: Limit::Newer,
            ..self
        }
    }
}
