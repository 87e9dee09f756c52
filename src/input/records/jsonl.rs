//! JSON Lines: an object a line.

use std::fmt;
use std::io::{self, BufRead};

use serde::de::{Deserializer as _, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use super::{Columns, Record};
use crate::input::MAX_BYTES;

/// The longest line that is held, in bytes; an answer is longer in JSON than by itself.
const MAX_LINE: usize = 3 * MAX_BYTES;

/// A line of a stream.
#[derive(Debug)]
pub(in crate::input) enum Line {
    /// Its bytes, without the line feed.
    Whole(Vec<u8>),
    /// It is longer than any record may be; it was passed over.
    TooLong,
}

/// The next line; none at the end.
pub(in crate::input) fn next_line(from: &mut impl BufRead) -> io::Result<Option<Line>> {
    let mut line = Vec::new();
    let mut too_long = false;
    let mut any = false;
    loop {
        let buffer = match from.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            other => other?,
        };
        if buffer.is_empty() {
            break;
        }
        any = true;
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let part = buffer.get(..end.unwrap_or(buffer.len())).unwrap_or(buffer);
        too_long |= line.len() + part.len() > MAX_LINE;
        if too_long {
            line = Vec::new();
        } else {
            line.extend_from_slice(part);
        }
        let taken = part.len() + usize::from(end.is_some());
        from.consume(taken);
        if end.is_some() {
            break;
        }
    }
    Ok(match (any, too_long) {
        (false, _) => None,
        (true, true) => Some(Line::TooLong),
        (true, false) => Some(Line::Whole(line)),
    })
}

/// The record on a line.
///
/// # Errors
/// Why it is none, in a sentence.
pub(in crate::input) fn parse(line: &[u8], columns: &Columns) -> Result<Record, String> {
    let text = std::str::from_utf8(line)
        .map_err(|error| format!("byte {} of the line is not UTF-8", error.valid_up_to() + 1))?;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = deserializer.deserialize_any(Fields { columns });
    let read = read.and_then(|record| deserializer.end().map(|()| record));
    read.map_err(|error| {
        if error.is_data() {
            "it is no JSON object".to_owned()
        } else {
            let column = error.column();
            let said = error.to_string();
            let (said, _) = said.rsplit_once(" at line ").unwrap_or((&said, ""));
            format!("it is not valid JSON: {said} at column {column}")
        }
    })
}

struct Fields<'a> {
    columns: &'a Columns,
}

impl<'de> Visitor<'de> for Fields<'_> {
    type Value = Record;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record, A::Error> {
        let mut record = Record::default();
        while let Some(key) = map.next_key::<String>()? {
            let columns = self.columns;
            if key == columns.id {
                record.id = named(map.next_value()?);
            } else if key == columns.answer {
                record.answer = text(map.next_value()?);
            } else if key == columns.question {
                record.question = text(map.next_value()?);
            } else if key == columns.rubric {
                record.rubric = text(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(record)
    }
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// An id can be a number.
fn named(value: Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        other => text(other).filter(|id| !id.is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Record, String> {
        parse(line.as_bytes(), &Columns::default())
    }

    #[test]
    fn a_record_is_an_object_with_the_fields_that_are_known() {
        let record = read(r#"{"id": 7, "answer": "a\nb", "more": [1, {"x": 2}], "rubric": null}"#);
        let wanted = Record {
            id: Some("7".into()),
            answer: Some("a\nb".into()),
            ..Record::default()
        };
        assert_eq!(record, Ok(wanted));
    }

    #[test]
    fn what_is_no_record_is_said() {
        assert_eq!(read("[1]"), Err("it is no JSON object".into()));
        let broken = read(r#"{"answer": "x"#).unwrap_err();
        assert!(
            broken.contains("at column 13") && !broken.contains("line"),
            "{broken}"
        );
        assert!(read("{} {}").is_err());
        assert!(
            parse(b"{\"answer\": \"\xff\"}", &Columns::default())
                .unwrap_err()
                .contains("byte 13")
        );
    }

    #[test]
    fn lines_end_at_line_feeds_and_too_long_ones_are_passed_over() {
        let mut text = b"a\r\n\n".to_vec();
        text.extend(std::iter::repeat_n(b'x', MAX_LINE + 1));
        text.extend(b"\nlast");
        let mut from = io::BufReader::new(&text[..]);
        let mut next = || match next_line(&mut from).unwrap() {
            Some(Line::Whole(line)) => String::from_utf8(line).unwrap(),
            Some(Line::TooLong) => "too long".into(),
            None => "end".into(),
        };
        assert_eq!(
            [next(), next(), next(), next(), next()],
            ["a\r", "", "too long", "last", "end"]
        );
    }
}
