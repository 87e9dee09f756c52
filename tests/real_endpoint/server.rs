//! The endpoint, started once for all tests, and ended with them.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

/// The key that it takes.
pub(crate) const KEY: &str = "test-key";

/// The name of its model.
pub(crate) const MODEL: &str = "smollm2-135m";

/// The tokens that a request and its reply may have there.
pub(crate) const CONTEXT: usize = 1280;

/// An endpoint that answers.
pub(crate) struct Server {
    pub(crate) base: String,
    /// Ends when its standard input is closed, which happens with the end of the tests.
    _process: Child,
}

/// The endpoint; none where it is not installed, which is said.
pub(crate) fn shared() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    let server = SERVER.get_or_init(|| {
        let started = start();
        if let Err(why) = &started {
            eprintln!("SKIPPED, the tests against a real endpoint: {why}");
        }
        started.ok()
    });
    server.as_ref()
}

fn start() -> Result<Server, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if !root.join("target/real-endpoint/smollm2.gguf").is_file() {
        return Err(
            "it is not installed; `scripts/real-endpoint.sh --prepare` does that (Python, 130 MB)"
                .into(),
        );
    }
    let mut process = Command::new(root.join("scripts/real-endpoint.sh"))
        .args(["--key", KEY, "--context", &CONTEXT.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| error.to_string())?;
    let mut base = String::new();
    let out = process.stdout.take().ok_or("it has no output")?;
    let read = BufReader::new(out).read_line(&mut base);
    read.map_err(|error| error.to_string())?;
    if base.trim().is_empty() {
        return Err("it is installed and does not start".into());
    }
    Ok(Server {
        base: base.trim().to_owned(),
        _process: process,
    })
}
