//! The JSON schema of a reply: for each criterion reasons first, then quotes, then a level that is
//! offered. Servers write the members of an object in the order in which its schema names them, so
//! the order is kept here.

use std::sync::Arc;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::{RawValue, to_raw_value};

use super::claims::CANNOT_TELL;
use crate::rubric::Rubric;

/// The schema of a reply about some criteria.
pub(super) fn schema(rubric: &Rubric, criteria: &[usize]) -> Arc<RawValue> {
    let mut levels: Vec<&str> = rubric.levels.iter().map(String::as_str).collect();
    levels.push(CANNOT_TELL);
    let text = || Node::Plain("string");
    let quotes = Node::List(Box::new(text()));
    let one = [
        ("reasoning", text()),
        ("quotes", quotes),
        ("level", Node::OneOf(levels)),
    ];
    let known = criteria.iter().filter_map(|at| rubric.criteria.get(*at));
    let named = known.map(|criterion| (criterion.id.as_str(), Node::object(one.clone())));
    let whole = Node::object([("criteria", Node::object(named))]);
    Arc::from(to_raw_value(&whole).unwrap_or_default())
}

/// A part of a schema.
#[derive(Clone)]
enum Node<'a> {
    /// A value of a type.
    Plain(&'a str),
    /// One of some texts.
    OneOf(Vec<&'a str>),
    /// A list of values.
    List(Box<Node<'a>>),
    /// An object with exactly these members.
    Object(Vec<(&'a str, Node<'a>)>),
}

impl<'a> Node<'a> {
    fn object(members: impl IntoIterator<Item = (&'a str, Self)>) -> Self {
        Self::Object(members.into_iter().collect())
    }
}

impl Serialize for Node<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self {
            Self::Plain(kind) => map.serialize_entry("type", kind)?,
            Self::OneOf(texts) => {
                map.serialize_entry("type", "string")?;
                map.serialize_entry("enum", texts)?;
            }
            Self::List(of) => {
                map.serialize_entry("type", "array")?;
                map.serialize_entry("items", of)?;
            }
            Self::Object(members) => {
                let names: Vec<&str> = members.iter().map(|(name, _)| *name).collect();
                map.serialize_entry("type", "object")?;
                map.serialize_entry("properties", &Members(members))?;
                map.serialize_entry("required", &names)?;
                map.serialize_entry("additionalProperties", &false)?;
            }
        }
        map.end()
    }
}

/// The members of an object, in their order.
struct Members<'a>(&'a [(&'a str, Node<'a>)]);

impl Serialize for Members<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, node)| (name, node)))
    }
}
