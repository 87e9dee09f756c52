//! The rows of a file of marks as fields: lines of JSONL, or records of CSV under their header.

use serde_json::{Map, Value};

use crate::text::LineIndex;

/// A row's fields by name.
pub(super) type Fields = Map<String, Value>;

/// The rows with their lines, from 1; a row that cannot be read is a message.
pub(super) fn read(file: &str, text: &str) -> Vec<(usize, Result<Fields, String>)> {
    let extension = file
        .rsplit_once('.')
        .map(|(_, end)| end.to_ascii_lowercase());
    let json = match extension.as_deref() {
        Some("jsonl" | "ndjson" | "json") => true,
        Some("csv" | "tsv") => false,
        _ => text.trim_start().starts_with(['{', '[']),
    };
    if json { lines(text) } else { records(text) }
}

fn lines(text: &str) -> Vec<(usize, Result<Fields, String>)> {
    let lines = (1..).zip(text.lines());
    lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| (number, object(line)))
        .collect()
}

fn object(line: &str) -> Result<Fields, String> {
    match serde_json::from_str(line) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err("this is no object; write one object a line, as in {\"file\": ...}".into()),
        Err(error) => {
            // The line that the parser counts is always the first.
            let why = error.to_string();
            let why = why.split(" at line ").next().unwrap_or_default();
            let column = error.column();
            Err(format!(
                "this is not JSON (column {column}: {why}); write one object a line"
            ))
        }
    }
}

fn records(text: &str) -> Vec<(usize, Result<Fields, String>)> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(text))
        .flexible(true)
        .has_headers(false)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let lines = LineIndex::new(text);
    let mut records = reader.records().map(|record| match record {
        Ok(record) => (line_of(record.position(), text, &lines), Ok(record)),
        Err(error) => {
            let line = line_of(error.position(), text, &lines);
            (line, Err(error.to_string()))
        }
    });
    let Some((first, Ok(header))) = records.next() else {
        return Vec::new();
    };
    let names: Vec<String> = header.iter().map(str::to_lowercase).collect();
    if let Some(missing) = missing(&names) {
        return vec![(first, Err(missing))];
    }
    let blank = |record: &csv::StringRecord| record.iter().all(str::is_empty);
    records
        .filter(|(_, record)| !record.as_ref().is_ok_and(blank))
        .map(|(line, record)| (line, record.and_then(|record| fields(&names, &record))))
        .collect()
}

/// The line that a record begins in. The reader counts the empty lines before it in.
fn line_of(position: Option<&csv::Position>, text: &str, lines: &LineIndex) -> usize {
    let at = position.map_or(0, csv::Position::byte);
    let at = usize::try_from(at).unwrap_or(usize::MAX).min(text.len());
    let rest = text.get(at..).unwrap_or("");
    let empty = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
    lines.position(text, at + empty).line
}

/// What the header lacks.
fn missing(names: &[String]) -> Option<String> {
    let has = |name: &str| names.iter().any(|known| known == name);
    let mut lacking: Vec<&str> = Vec::new();
    if !has("id") && !has("file") {
        lacking.push("`file` (or `id`)");
    }
    for (name, shown) in [("criterion", "`criterion`"), ("level", "`level`")] {
        if !has(name) {
            lacking.push(shown);
        }
    }
    (!lacking.is_empty()).then(|| {
        format!(
            "the header has no column {}; it needs file, criterion and level",
            lacking.join(", ")
        )
    })
}

fn fields(names: &[String], record: &csv::StringRecord) -> Result<Fields, String> {
    if record.len() > names.len() {
        let (got, wanted) = (record.len(), names.len());
        return Err(format!(
            "this row has {got} cells under {wanted} columns; quote a cell that holds the separator"
        ));
    }
    let cells = names.iter().zip(record);
    Ok(cells
        .map(|(name, cell)| (name.clone(), Value::from(cell)))
        .collect())
}

/// The separator that the header uses: spreadsheets write commas, semicolons or tabs.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let count = |separator: u8| header.bytes().filter(|byte| *byte == separator).count();
    let best = [b'\t', b';', b',']
        .into_iter()
        .max_by_key(|separator| count(*separator));
    best.unwrap_or(b',')
}
