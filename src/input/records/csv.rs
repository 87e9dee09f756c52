//! CSV: a row a record, the first row naming the fields.

use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

use super::{Columns, Record};
use crate::input::MAX_BYTES;

/// The longest row that is read, in bytes; a quote that is never closed would swallow the whole file.
const MAX_ROW: usize = 3 * MAX_BYTES;

/// The records of a CSV file, in order.
pub(in crate::input) struct Rows<R> {
    reader: csv::Reader<Metered<R>>,
    left: Rc<Cell<usize>>,
    id: Option<usize>,
    answer: usize,
    question: Option<usize>,
    rubric: Option<usize>,
}

/// A row: the line it begins on, and its record or why it has none.
pub(in crate::input) struct Row {
    pub(in crate::input) line: usize,
    pub(in crate::input) record: Result<Record, String>,
}

impl<R: BufRead> Rows<R> {
    /// Reads the names of the fields.
    ///
    /// # Errors
    /// Where they cannot be read, or none is the answer.
    pub(in crate::input) fn new(mut from: R, columns: &Columns) -> Result<Self, String> {
        let head = from.fill_buf().map_err(|error| error.to_string())?;
        let delimiter = delimiter(head);
        let left = Rc::new(Cell::new(MAX_ROW));
        let metered = Metered {
            inner: from,
            left: Rc::clone(&left),
        };
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(metered);
        let names = reader.byte_headers().map_err(|error| explain(&error))?;
        let place = |wanted: &str| {
            let plain = |name: &[u8]| {
                let name = name.strip_prefix("\u{feff}".as_bytes()).unwrap_or(name);
                name.trim_ascii().eq_ignore_ascii_case(wanted.as_bytes())
            };
            names.iter().position(plain)
        };
        let Some(answer) = place(&columns.answer) else {
            let names: Vec<_> = names.iter().map(String::from_utf8_lossy).collect();
            return Err(format!(
                "no column is called `{}`; its first line names {}; `--answer-column` says which holds the answer",
                columns.answer,
                names.join(", ")
            ));
        };
        let (id, question, rubric) = (
            place(&columns.id),
            place(&columns.question),
            place(&columns.rubric),
        );
        Ok(Self {
            reader,
            left,
            id,
            answer,
            question,
            rubric,
        })
    }

    /// The next row; none at the end.
    ///
    /// # Errors
    /// Where nothing more can be read.
    pub(in crate::input) fn next(&mut self) -> Result<Option<Row>, String> {
        self.left.set(MAX_ROW);
        let mut row = csv::ByteRecord::new();
        let read = self.reader.read_byte_record(&mut row);
        if !read.map_err(|error| explain(&error))? {
            return Ok(None);
        }
        let line = row.position().map_or(0, csv::Position::line);
        Ok(Some(Row {
            line: usize::try_from(line).unwrap_or(usize::MAX),
            record: self.record(&row),
        }))
    }

    fn record(&self, row: &csv::ByteRecord) -> Result<Record, String> {
        let text = |column: Option<usize>| {
            let Some(bytes) = column.and_then(|column| row.get(column)) else {
                return Ok(None);
            };
            let text = std::str::from_utf8(bytes)
                .map_err(|_| "it is not UTF-8; save the table as UTF-8".to_owned())?;
            Ok::<_, String>(Some(text.to_owned()))
        };
        let filled = |column| Ok::<_, String>(text(column)?.filter(|text| !text.is_empty()));
        Ok(Record {
            id: filled(self.id)?,
            answer: text(Some(self.answer))?,
            question: filled(self.question)?,
            rubric: filled(self.rubric)?,
        })
    }
}

/// What stands between the names of the fields: spreadsheets write semicolons where a comma is the
/// decimal sign.
fn delimiter(head: &[u8]) -> u8 {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or(head);
    let count = |sign: u8| line.split(|byte| *byte == sign).count();
    // Of equals the last, so the comma.
    let usual = [b'\t', b';', b','];
    usual
        .into_iter()
        .max_by_key(|sign| count(*sign))
        .unwrap_or(b',')
}

fn explain(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Io(error) => error.to_string(),
        _ => error.to_string(),
    }
}

/// A reader that gives no more than what is left for the row in hand.
struct Metered<R> {
    inner: R,
    left: Rc<Cell<usize>>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let Some(left) = self.left.get().checked_sub(read) else {
            let message = format!(
                "a row is longer than {} MiB; is a quotation mark never closed?",
                MAX_ROW >> 20
            );
            return Err(io::Error::other(message));
        };
        self.left.set(left);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Read = (usize, Option<String>, Option<String>);

    fn rows(text: &str, columns: &Columns) -> Result<Vec<Read>, String> {
        let mut rows = Rows::new(text.as_bytes(), columns)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let record = row.record?;
            found.push((row.line, record.id, record.answer));
        }
        Ok(found)
    }

    #[test]
    fn fields_are_found_by_name_and_rows_by_line() {
        let text = "\u{feff}ID,Score,Answer\n1,x,\"two\nlines\"\n,y,b\n3,z\n";
        let found = rows(text, &Columns::default()).unwrap();
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            found,
            [
                (2, some("1"), some("two\nlines")),
                (4, None, some("b")),
                (5, some("3"), None)
            ]
        );
    }

    #[test]
    fn semicolons_and_tabs_part_fields_too() {
        for text in ["id;answer\n1;a, b\n", "id\tanswer\n1\ta, b\n"] {
            let found = rows(text, &Columns::default()).unwrap();
            assert_eq!(found, [(2, Some("1".into()), Some("a, b".into()))]);
        }
    }

    #[test]
    fn a_missing_column_is_named_with_those_there_are() {
        let error = rows("id,text\n1,a\n", &Columns::default()).unwrap_err();
        assert!(
            error.contains("`answer`") && error.contains("id, text"),
            "{error}"
        );
        let renamed = Columns {
            answer: "text".into(),
            ..Columns::default()
        };
        assert_eq!(rows("id,text\n1,a\n", &renamed).unwrap().len(), 1);
    }

    #[test]
    fn a_quote_that_is_never_closed_ends_the_reading() {
        let text = format!("answer\n\"{}", "x".repeat(MAX_ROW + (1 << 20)));
        let error = rows(&text, &Columns::default()).err().unwrap_or_default();
        assert!(error.contains("quotation mark"), "{error}");
    }
}
