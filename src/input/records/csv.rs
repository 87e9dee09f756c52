//! CSV: a row a record, the first row naming the fields.

use std::cell::Cell;
use std::io::{self, BufRead, Chain, Cursor, Read};
use std::rc::Rc;

use super::{Columns, Record};
use crate::input::MAX_BYTES;

/// The longest row that is read, in bytes; a quote that is never closed would swallow the whole file.
const MAX_ROW: usize = 3 * MAX_BYTES;

/// The records of a CSV file, in order.
pub(in crate::input) struct Rows<R> {
    reader: csv::Reader<Metered<Chain<Cursor<Vec<u8>>, R>>>,
    meter: Rc<Meter>,
    id: Option<usize>,
    answer: usize,
    question: Option<usize>,
    rubric: Option<usize>,
    /// How many fields the first line names.
    fields: usize,
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
        let mut head = Vec::new();
        let mut start = from.by_ref().take(MAX_ROW as u64);
        start
            .read_until(b'\n', &mut head)
            .map_err(|error| error.to_string())?;
        if head.trim_ascii().is_empty() {
            return Err("it is empty; its first line should name the columns".to_owned());
        }
        let (delimiter, told) = delimiter(&head, &columns.answer);
        head.drain(..told);
        let meter = Rc::new(Meter::default());
        meter.left.set(MAX_ROW);
        let metered = Metered {
            inner: Cursor::new(head).chain(from),
            meter: Rc::clone(&meter),
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
        let fields = names.len();
        Ok(Self {
            reader,
            meter,
            id,
            answer,
            question,
            rubric,
            fields,
        })
    }

    /// The next row; none at the end.
    ///
    /// # Errors
    /// Where nothing more can be read.
    pub(in crate::input) fn next(&mut self) -> Result<Option<Row>, String> {
        self.meter.left.set(MAX_ROW);
        let mut row = csv::ByteRecord::new();
        let read = self.reader.read_byte_record(&mut row);
        if !read.map_err(|error| explain(&error))? {
            return Ok(None);
        }
        let line = row.position().map_or(0, csv::Position::line);
        Ok(Some(Row {
            line: usize::try_from(line).unwrap_or(usize::MAX),
            record: self.checked(&row).and_then(|()| self.record(&row)),
        }))
    }

    /// Refuses rows whose marks are wrong: parts of an answer would be taken for other fields, or
    /// other rows for parts of an answer.
    fn checked(&self, row: &csv::ByteRecord) -> Result<(), String> {
        let long = row.iter().any(|field| field.contains(&b'\n'));
        if long && self.meter.ended.get() && self.meter.quotes.get() % 2 == 1 {
            return Err(
                "a quotation mark is never closed: all from here to the end was one row".into(),
            );
        }
        if row.len() > self.fields {
            return Err(format!(
                "it has {} fields where the first line names {}; an answer with commas, quotation marks or \
                 line ends belongs in quotation marks",
                row.len(),
                self.fields
            ));
        }
        Ok(())
    }

    fn record(&self, row: &csv::ByteRecord) -> Result<Record, String> {
        let text = |column: Option<usize>| {
            let Some(bytes) = column.and_then(|column| row.get(column)) else {
                return Ok(None);
            };
            let text = std::str::from_utf8(bytes)
                .map_err(|_| "it is not UTF-8; save the table as \"CSV UTF-8\"".to_owned())?;
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

/// What stands between the names of the fields, and how many bytes of a line that says so come before
/// them. Spreadsheets write semicolons where a comma is the decimal sign.
fn delimiter(head: &[u8], answer: &str) -> (u8, usize) {
    let mark = "\u{feff}".as_bytes();
    let bare = head.strip_prefix(mark).unwrap_or(head);
    let first = bare.split(|byte| *byte == b'\n').next().unwrap_or(bare);
    if let Some([sign, ..]) = first.strip_prefix(b"sep=") {
        let told = head.len() - bare.len() + first.len() + 1;
        return (*sign, told.min(head.len()));
    }
    let usual = [b',', b';', b'\t'];
    let plain = |name: &[u8]| name.trim_ascii().to_ascii_lowercase();
    let quoted = format!("\"{}\"", answer.to_lowercase());
    let names = |sign: &u8| {
        let mut fields = first.split(|byte| byte == sign).map(plain);
        fields.any(|field| field == answer.to_lowercase().as_bytes() || field == quoted.as_bytes())
    };
    let count = |sign: u8| first.split(|byte| *byte == sign).count();
    let most = usual.into_iter().rev().max_by_key(|sign| count(*sign));
    let best = usual
        .into_iter()
        .filter(names)
        .max_by_key(|sign| count(*sign));
    (best.or(most).unwrap_or(b','), 0)
}

fn explain(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Io(error) => error.to_string(),
        _ => error.to_string(),
    }
}

/// What has gone through a reader.
#[derive(Debug, Default)]
struct Meter {
    /// The bytes left for the row in hand.
    left: Cell<usize>,
    quotes: Cell<usize>,
    ended: Cell<bool>,
}

/// A reader that gives no more than what is left for the row in hand.
struct Metered<R> {
    inner: R,
    meter: Rc<Meter>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let given = buffer.get(..read).unwrap_or(buffer);
        let quotes = given.split(|byte| *byte == b'"').count() - 1;
        let meter = &self.meter;
        meter.quotes.set(meter.quotes.get() + quotes);
        meter.ended.set(read == 0 && !buffer.is_empty());
        let Some(left) = meter.left.get().checked_sub(read) else {
            let message = format!(
                "a row is longer than {} MiB; is a quotation mark never closed?",
                MAX_ROW >> 20
            );
            return Err(io::Error::other(message));
        };
        meter.left.set(left);
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
    fn the_first_line_may_name_what_parts_fields() {
        let found = rows("sep=;\r\nid;answer\r\n1;a, b\r\n", &Columns::default()).unwrap();
        assert_eq!(found[0].2.as_deref(), Some("a, b"));
        let renamed = Columns {
            answer: "answer, in full".into(),
            ..Columns::default()
        };
        let found = rows(
            "id;answer, in full, with, commas;answer, in full\n1;x;a\n",
            &renamed,
        )
        .unwrap();
        assert_eq!(found[0].2.as_deref(), Some("a"));
    }

    #[test]
    fn rows_with_wrong_marks_are_refused() {
        let read = |text: &str| rows(text, &Columns::default()).unwrap_err();
        assert!(read("id,answer\n1,\"open\n2,b\n3,c\n").contains("never closed"));
        assert!(read("id,answer\n1,We do A, because it pays\n").contains("it has 3 fields"));
        assert!(read("").contains("empty"));
        // A last row without a line end is a row like any other.
        assert_eq!(
            rows("id,answer\n1,\"a\"", &Columns::default())
                .unwrap()
                .len(),
            1
        );
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
