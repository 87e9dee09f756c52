//! A file of many records, or standard input, read as it comes.

use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use encoding_rs_io::DecodeReaderBytesBuilder;

use super::error::{InputError, Problem};
use super::files::{self, shown};
use super::id_of;
use super::job::{Job, Taker};
use super::records::csv::Rows;
use super::records::jsonl::{self, Line};
use super::records::{Columns, Origin};

/// How much of a stream is read at once, in bytes.
const BUFFER: usize = 1 << 16;

/// A file of many records.
pub(super) struct Stream {
    path: PathBuf,
    source: String,
    number: usize,
    /// Whether it may be long in bringing the next record.
    may_wait: bool,
}

impl Stream {
    pub(super) fn new(path: PathBuf) -> Self {
        Self {
            source: shown(&path),
            may_wait: files::may_wait(&path),
            path,
            number: 0,
        }
    }

    /// Hands over its records, in order; false where no more are wanted.
    pub(super) fn feed(mut self, csv: bool, columns: &Columns, taker: &mut impl Taker) -> bool {
        // Opening a pipe may take long, too.
        if self.may_wait && !taker.wait() {
            return false;
        }
        match self.open() {
            Err(error) => taker.take(self.failed(Problem::Unreadable(error))),
            Ok(from) if csv => self.rows(from, columns, taker),
            Ok(from) => self.lines(from, taker),
        }
    }

    fn open(&self) -> io::Result<BufReader<Box<dyn Read>>> {
        let from: Box<dyn Read> = if self.path == Path::new("-") {
            Box::new(io::stdin())
        } else {
            Box::new(files::open_records(&self.path)?)
        };
        let decoded = DecodeReaderBytesBuilder::new()
            .bom_sniffing(true)
            .utf8_passthru(true)
            .strip_bom(true)
            .build(from);
        Ok(BufReader::with_capacity(BUFFER, Box::new(decoded)))
    }

    fn lines(&mut self, mut from: BufReader<Box<dyn Read>>, taker: &mut impl Taker) -> bool {
        for at in 1.. {
            if self.may_wait && !from.buffer().contains(&b'\n') && !taker.wait() {
                return false;
            }
            let mut line = match jsonl::next_line(&mut from) {
                Ok(Some(line)) => line,
                Ok(None) => return true,
                Err(error) => return taker.take(self.failed(Problem::Unreadable(error))),
            };
            if let Line::Whole(bytes) = &mut line {
                if at == 1 && bytes.starts_with("\u{feff}".as_bytes()) {
                    bytes.drain(..3);
                }
                if bytes.trim_ascii().is_empty() {
                    continue;
                }
            }
            let origin = self.origin(at);
            if !taker.take(Job::line(origin, line)) {
                return false;
            }
        }
        true
    }

    fn rows(
        &mut self,
        from: BufReader<Box<dyn Read>>,
        columns: &Columns,
        taker: &mut impl Taker,
    ) -> bool {
        let mut rows = match Rows::new(from, columns) {
            Ok(rows) => rows,
            Err(why) => return taker.take(self.failed(Problem::Record(why))),
        };
        loop {
            // Whether another row has come cannot be seen.
            if self.may_wait && !taker.wait() {
                return false;
            }
            match rows.next() {
                Ok(None) => return true,
                Ok(Some(row)) => {
                    let origin = self.origin(row.line);
                    let record = row.record;
                    if !taker.take(Job::row(origin, record)) {
                        return false;
                    }
                }
                Err(why) => return taker.take(self.failed(Problem::Record(why))),
            }
        }
    }

    fn origin(&mut self, line: usize) -> Origin {
        self.number += 1;
        let name = if self.source == "-" {
            id_of(&self.source)
        } else {
            self.source.clone()
        };
        Origin {
            source: self.source.clone(),
            name,
            number: self.number,
            line,
        }
    }

    fn failed(&self, problem: Problem) -> Job {
        Job::failed(InputError::of(self.source.clone(), problem))
    }
}
