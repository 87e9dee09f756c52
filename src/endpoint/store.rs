//! Replies kept on disk, one row each, written as they arrive; and what servers were found to support.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OptionalExtension, params};
use thiserror::Error;

use super::abilities::Abilities;
use crate::judge::Reply;

/// How long another process is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long between two attempts where `SQLite` does not wait by itself.
const PAUSE: Duration = Duration::from_millis(5);

/// So many pages wait beside the file before whoever keeps a reply has to merge them into it, and waits for
/// that: [`Store::merge`] is to do it before.
const UNMERGED: i64 = 8192;

/// The form of the tables; a file with another is not touched.
const VERSION: i64 = 1;

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS replies (
        key TEXT PRIMARY KEY,
        model TEXT NOT NULL,
        reply TEXT NOT NULL,
        prompt_tokens INTEGER NOT NULL,
        completion_tokens INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS abilities (
        server TEXT NOT NULL,
        model TEXT NOT NULL,
        found TEXT NOT NULL,
        PRIMARY KEY (server, model)
    ) WITHOUT ROWID;
";

/// A file of replies that cannot be used.
#[derive(Debug, Error)]
#[error("cannot use the replies kept in `{path}`: {why}")]
pub struct StoreError {
    path: String,
    why: String,
}

/// Replies kept on disk.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    connection: Mutex<Connection>,
}

/// What is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// For each model: replies, tokens in, tokens out.
    pub models: Vec<(String, u64, u64, u64)>,
    /// The size of the file in bytes.
    pub bytes: u64,
}

impl Store {
    /// Opens the file at `path`, which is made if it is not there.
    ///
    /// # Errors
    /// Where it cannot be made or read, or is something else.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let wrong = |why: String| StoreError {
            path: path.display().to_string(),
            why,
        };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| wrong(error.to_string()))?;
        }
        let connection = prepare(path).map_err(|error| wrong(error.to_string()))?;
        let version: i64 = connection
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .map_err(|error| wrong(error.to_string()))?;
        match version {
            VERSION => {}
            0 => {
                let made =
                    format!("BEGIN IMMEDIATE; {TABLES} PRAGMA user_version = {VERSION}; COMMIT;");
                let made = connection.execute_batch(&made);
                made.map_err(|error| wrong(error.to_string()))?;
            }
            _ => {
                return Err(wrong(
                    "another version of this program wrote it; `evaluate cache clear` removes it"
                        .into(),
                ));
            }
        }
        Ok(Self {
            path: path.to_path_buf(),
            connection: Mutex::new(connection),
        })
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn wrong(&self, error: &dyn std::fmt::Display) -> StoreError {
        StoreError {
            path: self.path.display().to_string(),
            why: error.to_string(),
        }
    }

    /// The reply that is kept under a key.
    pub(super) fn reply(&self, key: &str) -> Result<Option<Reply>, StoreError> {
        let connection = self.connection();
        let mut asked = connection
            .prepare_cached("SELECT reply FROM replies WHERE key = ?1")
            .map_err(|error| self.wrong(&error))?;
        let found: Option<String> = asked
            .query_row([key], |row| row.get(0))
            .optional()
            .map_err(|error| self.wrong(&error))?;
        let Some(json) = found else { return Ok(None) };
        let reply = serde_json::from_str(&json).ok();
        if reply.is_none() {
            // A row that cannot be read makes room for one that can.
            let gone = connection.execute("DELETE FROM replies WHERE key = ?1", [key]);
            gone.map_err(|error| self.wrong(&error))?;
        }
        Ok(reply)
    }

    /// Keeps a reply; one that is there already stays, and comes back.
    pub(super) fn keep(
        &self,
        key: &str,
        model: &str,
        reply: &Reply,
    ) -> Result<Option<Reply>, StoreError> {
        let json = serde_json::to_string(reply).map_err(|error| self.wrong(&error))?;
        let signed = |tokens: u64| i64::try_from(tokens).unwrap_or(i64::MAX);
        let usage = reply.usage;
        let connection = self.connection();
        let mut kept = connection
            .prepare_cached("INSERT OR IGNORE INTO replies VALUES (?1, ?2, ?3, ?4, ?5)")
            .map_err(|error| self.wrong(&error))?;
        let added = kept.execute(params![
            key,
            model,
            json,
            signed(usage.prompt_tokens),
            signed(usage.completion_tokens)
        ]);
        let added = added.map_err(|error| self.wrong(&error))?;
        drop(kept);
        drop(connection);
        if added > 0 {
            return Ok(None);
        }
        // Another asked the same at the same time, perhaps another process.
        self.reply(key)
    }

    /// Merges what waits beside the file into it, while others go on keeping replies: so that less is left
    /// to do at the end. What cannot be merged now is merged then.
    pub(super) fn merge(&self) {
        let merged = Connection::open(&self.path)
            .and_then(|beside| beside.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())));
        drop(merged);
    }

    /// What a server was found to support.
    pub(super) fn abilities(&self, server: &str, model: &str) -> Option<Abilities> {
        let found: String = self
            .connection()
            .query_row(
                "SELECT found FROM abilities WHERE server = ?1 AND model = ?2",
                [server, model],
                |row| row.get(0),
            )
            .ok()?;
        serde_json::from_str(&found).ok()
    }

    /// Remembers what a server supports; where that fails it is found out again.
    pub(super) fn remember(&self, server: &str, model: &str, abilities: Abilities) {
        if let Ok(json) = serde_json::to_string(&abilities) {
            let _ = self.connection().execute(
                "INSERT OR REPLACE INTO abilities VALUES (?1, ?2, ?3)",
                [server, model, &json],
            );
        }
    }

    /// What is kept.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn stats(&self) -> Result<Stats, StoreError> {
        let connection = self.connection();
        let mut asked = connection
            .prepare("SELECT model, COUNT(*), SUM(prompt_tokens), SUM(completion_tokens) FROM replies GROUP BY model ORDER BY model")
            .map_err(|error| self.wrong(&error))?;
        let count = |row: &rusqlite::Row, at| {
            row.get::<_, i64>(at)
                .map(|count| u64::try_from(count).unwrap_or(0))
        };
        let rows = asked
            .query_map([], |row| {
                Ok((row.get(0)?, count(row, 1)?, count(row, 2)?, count(row, 3)?))
            })
            .map_err(|error| self.wrong(&error))?;
        let models = rows
            .collect::<Result<_, _>>()
            .map_err(|error| self.wrong(&error))?;
        Ok(Stats {
            models,
            bytes: fs::metadata(&self.path).map_or(0, |file| file.len()),
        })
    }

    /// Removes the file at `path` and what belongs to it; false where there is none.
    ///
    /// # Errors
    /// Where it cannot be removed, or is no file of replies.
    pub fn clear(path: &Path) -> Result<bool, StoreError> {
        let wrong = |why: String| StoreError {
            path: path.display().to_string(),
            why,
        };
        if !path.exists() {
            return Ok(false);
        }
        if !is_database(path) {
            return Err(wrong(
                "it is no file of replies, so it was left alone".into(),
            ));
        }
        for ending in ["-wal", "-shm", ""] {
            let mut name = path.as_os_str().to_owned();
            name.push(ending);
            match fs::remove_file(&name) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(wrong(error.to_string()));
                }
                _ => {}
            }
        }
        Ok(true)
    }
}

/// Whether a file is empty or begins as every such database does.
fn is_database(path: &Path) -> bool {
    use std::io::Read as _;
    let mut begin = Vec::new();
    let file = fs::OpenOptions::new().read(true).open(path);
    let read = file.and_then(|file| file.take(15).read_to_end(&mut begin));
    read.is_ok() && (begin.is_empty() || begin == b"SQLite format 3")
}

/// Tries again while another process is at it: in a new file, which both of them make ready, `SQLite` itself
/// waits for nobody.
fn patiently(attempt: impl Fn() -> rusqlite::Result<()>) -> rusqlite::Result<()> {
    let begun = Instant::now();
    loop {
        match attempt() {
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                    && begun.elapsed() < PATIENCE =>
            {
                thread::sleep(PAUSE);
            }
            done => return done,
        }
    }
}

fn prepare(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(PATIENCE)?;
    // Rows survive the end of the process at any moment, and two processes can write.
    patiently(|| connection.pragma_update(None, "journal_mode", "wal"))?;
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.pragma_update(None, "wal_autocheckpoint", UNMERGED)?;
    Ok(connection)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_opens_a_new_file_at_the_same_time_waits_for_the_others() {
        for _ in 0..20 {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("replies.sqlite");
            thread::scope(|scope| {
                for _ in 0..8 {
                    scope.spawn(|| Store::open(&path).unwrap());
                }
            });
        }
    }
}
