//! The JSON object in a reply: bare, in a code fence, or behind a chain of thought; one, not two.

use serde_json::{Map, Value};
use thiserror::Error;

use super::ask::Reply;

/// A reply that says nothing about the answer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unreadable {
    /// The judge would not.
    #[error("the judge refused: {0}")]
    Refused(String),
    /// The endpoint kept the reply back.
    #[error("the endpoint's content filter kept the reply back")]
    Filtered,
    /// The reply ends too early.
    #[error("the reply was cut off at its limit of tokens")]
    Cut,
    /// There is none.
    #[error("the reply is empty")]
    Empty,
    /// There is no object in it.
    #[error("the reply holds no JSON object that can be read")]
    NoObject,
    /// There are several that say different things.
    #[error("the reply holds {0} different JSON objects")]
    Several(usize),
    /// The object is another one.
    #[error("the reply's JSON object has none of the criteria")]
    Stranger,
}

/// What was said of a refusal is shown up to so many characters.
const SHOWN: usize = 120;

/// So many beginnings of objects are tried; more of them is noise.
const TRIES: usize = 256;

/// A longer reply is none, in bytes.
const LONGEST: usize = 1 << 20;

/// The object that holds the criteria, by their identifiers.
pub(super) fn read(
    reply: &Reply,
    known: &dyn Fn(&str) -> bool,
) -> Result<Map<String, Value>, Unreadable> {
    if let Some(refusal) = &reply.refusal {
        return Err(Unreadable::Refused(crate::text::shorten(refusal, SHOWN)));
    }
    let finish = reply.finish.as_deref().unwrap_or_default();
    if finish == "content_filter" {
        return Err(Unreadable::Filtered);
    }
    let whole = reply.content.as_str();
    let thought = thought(whole);
    let text = whole.get(thought..).unwrap_or("");
    if text.trim().is_empty() {
        return Err(if finish == "length" {
            Unreadable::Cut
        } else {
            Unreadable::Empty
        });
    }
    let mut found = objects(text);
    if thought > 0 && !found.iter().any(|one| one.names(known)) {
        // A quote may hold what looks like the end of a thought.
        found.extend(objects(whole).into_iter().filter(|one| one.spans(thought)));
    }
    if found.is_empty() {
        return Err(if finish == "length" {
            Unreadable::Cut
        } else {
            Unreadable::NoObject
        });
    }
    let count = found.len();
    let mut useful: Vec<Map<String, Value>> = found
        .into_iter()
        .filter_map(|one| criteria(one.object, known))
        .collect();
    useful.dedup();
    match (useful.pop(), useful.len()) {
        (Some(one), 0) => Ok(one),
        (Some(_), others) => Err(Unreadable::Several(others + 1)),
        (None, _) if finish == "length" => Err(Unreadable::Cut),
        (None, _) if count > 1 => Err(Unreadable::NoObject),
        (None, _) => Err(Unreadable::Stranger),
    }
}

/// Where a chain of thought ends, if one is marked.
fn thought(text: &str) -> usize {
    ["</think>", "</thinking>", "</reasoning>"]
        .iter()
        .filter_map(|end| text.rfind(end).map(|at| at + end.len()))
        .max()
        .unwrap_or(0)
}

/// An object and where it stands.
struct Found {
    start: usize,
    end: usize,
    object: Map<String, Value>,
}

impl Found {
    /// Whether it begins before a place and ends behind it.
    fn spans(&self, place: usize) -> bool {
        self.start < place && place < self.end
    }

    /// Whether it says something of the criteria.
    fn names(&self, known: &dyn Fn(&str) -> bool) -> bool {
        criteria(self.object.clone(), known).is_some()
    }
}

/// The outermost objects of a text, one after another.
fn objects(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut tries = 0;
    if text.len() > LONGEST {
        return found;
    }
    while let Some(open) = text.get(at..).and_then(|rest| rest.find('{')) {
        let start = at + open;
        let rest = text.get(start..).unwrap_or("");
        let mut stream = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        tries += 1;
        match stream.next() {
            Some(Ok(Value::Object(object))) => {
                at = start + stream.byte_offset().max(1);
                found.push(Found {
                    start,
                    end: at,
                    object,
                });
            }
            _ => at = start + 1,
        }
        if tries >= TRIES {
            break;
        }
    }
    found
}

/// The criteria in an object: under `criteria`, as an object or a list, or the object itself.
fn criteria(
    mut object: Map<String, Value>,
    known: &dyn Fn(&str) -> bool,
) -> Option<Map<String, Value>> {
    let listed = match object.remove("criteria") {
        Some(Value::Object(inner)) => inner,
        Some(Value::Array(list)) => list.into_iter().filter_map(named).collect(),
        _ => object,
    };
    listed.keys().any(|id| known(id)).then_some(listed)
}

/// A member of a list by its own identifier.
fn named(member: Value) -> Option<(String, Value)> {
    let id = ["id", "criterion", "name"]
        .iter()
        .find_map(|key| member.get(key)?.as_str());
    let id = id?.to_owned();
    Some((id, member))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(content: &str, finish: &str) -> Result<Map<String, Value>, Unreadable> {
        let reply = Reply {
            content: content.into(),
            finish: Some(finish.into()),
            ..Reply::default()
        };
        read(&reply, &|id| id == "goal" || id == "users")
    }

    const GOOD: &str =
        r#"{"criteria": {"goal": {"reasoning": "a } in it", "quotes": [], "level": "missing"}}}"#;

    #[test]
    fn one_object_is_found_wherever_it_stands() {
        let wrapped = [
            GOOD.to_owned(),
            format!("```json\n{GOOD}\n```"),
            format!("<think>Maybe {{\"criteria\": {{\"goal\": 1}}}}? No.</think>\n{GOOD}"),
            format!("Here is {{my}} reply:\n{GOOD}\nI hope it helps {{}}."),
            format!("{GOOD}\n{GOOD}"),
            r#"[{"id": "goal", "level": "missing"}]"#.replace('[', r#"{"criteria": ["#).replace(']', "]}"),
            r#"{"goal": {"level": "missing"}}"#.to_owned(),
        ];
        for text in wrapped {
            let object = reading(&text, "stop").unwrap_or_else(|why| panic!("{why}: {text}"));
            assert_eq!(object["goal"]["level"], "missing", "{text}");
        }
    }

    #[test]
    fn the_end_of_a_thought_in_a_quote_ends_nothing() {
        let quoting = GOOD.replace("a } in it", "it says </think> {} and goes on");
        assert_eq!(
            reading(&quoting, "stop").unwrap()["goal"]["level"],
            "missing"
        );
        let behind = format!("<think>Hm, {{}}.</think>\n{GOOD}");
        assert!(reading(&behind, "stop").is_ok());
        let only_thought = format!("<think>{GOOD}</think> I would rather not.");
        assert_eq!(reading(&only_thought, "stop"), Err(Unreadable::NoObject));
    }

    #[test]
    fn what_cannot_be_read_is_told_apart() {
        let other = GOOD.replace("missing", "strong");
        assert_eq!(
            reading(&format!("{GOOD} {other}"), "stop"),
            Err(Unreadable::Several(2))
        );
        assert_eq!(reading("", "stop"), Err(Unreadable::Empty));
        assert_eq!(reading(" \n", "length"), Err(Unreadable::Cut));
        assert_eq!(
            reading("I think it is strong.", "stop"),
            Err(Unreadable::NoObject)
        );
        assert_eq!(
            reading(GOOD.get(..40).unwrap(), "length"),
            Err(Unreadable::Cut)
        );
        assert_eq!(
            reading(GOOD.get(..40).unwrap(), "stop"),
            Err(Unreadable::NoObject)
        );
        assert_eq!(
            reading("{\"score\": 100}", "stop"),
            Err(Unreadable::Stranger)
        );
        assert_eq!(reading(GOOD, "content_filter"), Err(Unreadable::Filtered));
        let refused = Reply {
            refusal: Some("I cannot help".into()),
            ..Reply::default()
        };
        assert!(matches!(
            read(&refused, &|_| true),
            Err(Unreadable::Refused(_))
        ));
    }

    #[test]
    fn many_braces_do_no_harm() {
        assert_eq!(
            reading(&"{".repeat(100_000), "stop"),
            Err(Unreadable::NoObject)
        );
        assert_eq!(
            reading(&"[{\"a\":".repeat(5000), "stop"),
            Err(Unreadable::NoObject)
        );
    }
}
