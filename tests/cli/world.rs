//! A directory of its own for each test, and the program run in it.

use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};

use tempfile::TempDir;

/// A rubric on another subject than the built-in ones; its levels do not move when those are tuned.
pub(crate) const INCIDENT: &str = include_str!("../data/incident.yaml");

/// An answer to it: timeline 3, cause 1, follow-up announced.
pub(crate) const OUTAGE: &str = include_str!("../data/outage.md");

/// The beginning of an earlier result, which may be replaced.
pub(crate) const OLD: &str = "{\"schema\":\"evaluate.report/1\"}\n";

/// A directory and an environment.
pub(crate) struct World {
    directory: TempDir,
    environment: Vec<(String, String)>,
}

/// What a run said.
pub(crate) struct Said {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl World {
    pub(crate) fn new() -> Self {
        let world = Self {
            directory: tempfile::tempdir().unwrap(),
            environment: Vec::new(),
        };
        world.write("incident.yaml", INCIDENT);
        world.write("outage.md", OUTAGE);
        world
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        self
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    pub(crate) fn set(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_evaluate"));
        command
            .args(arguments)
            .current_dir(self.directory.path())
            .env_clear();
        // Nothing of the machine's own configuration.
        command
            .env("HOME", self.path("home"))
            .env("XDG_CONFIG_HOME", self.path("home/.config"));
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Starts with standard input open, and standard output to be read by lines.
    pub(crate) fn open(&self, arguments: &[&str]) -> (Child, ChildStdin, BufReader<ChildStdout>) {
        let mut command = self.command(arguments);
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        (child, input, output)
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        self.command(arguments).output().unwrap().into()
    }

    /// Runs with `input` on standard input.
    pub(crate) fn pipe(&self, input: impl AsRef<[u8]>, arguments: &[&str]) -> Said {
        let file = self.path("stdin.tmp");
        std::fs::write(&file, input).unwrap();
        let stdin = std::fs::File::open(&file).unwrap();
        self.command(arguments)
            .stdin(stdin)
            .output()
            .unwrap()
            .into()
    }
}

impl Said {
    /// The result as JSON, of a run that went well.
    pub(crate) fn json(&self) -> serde_json::Value {
        assert_eq!(self.status, 0, "{}", self.err);
        serde_json::from_str(&self.out).unwrap()
    }

    /// The warnings of a JSON report, by kind.
    pub(crate) fn warnings(&self) -> Vec<String> {
        let json = self.json();
        let warnings = json["warnings"].as_array().unwrap();
        warnings
            .iter()
            .map(|warning| warning["kind"].as_str().unwrap().to_owned())
            .collect()
    }
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// The project's own directory.
pub(crate) fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
