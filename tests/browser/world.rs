//! A directory of its own for each test, the program run in it, and a live page's server.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

pub(crate) const INCIDENT: &str = include_str!("../data/incident.yaml");
pub(crate) const OUTAGE: &str = include_str!("../data/outage.md");

/// What would run if any of it were taken for markup, and an answer among it.
pub(crate) const HOSTILE: &str = concat!(
    "<script>window.ran = 1; alert(1)</script> \" onmouseover=\"window.ran = 2\" '</title></style></script></textarea>\n",
    "[x](javascript:window.ran=3) <a href=\"javascript:window.ran=4\">09:12 it began</a>\n\n",
    "<img src=x onerror=\"window.ran = 5\"> <svg onload=\"window.ran = 6\"> <iframe srcdoc=\"<script>top.ran = 7</script>\">\n\n",
    "</details></div></body><h1>09:40</h1> {{ a.anchor }} {% raw %} &lt;b&gt; &#60;script&#62; <!-- 10:05\n\n",
    "It broke because <base href=//evil.example> a disk was full. Why was that? \u{202e}\n"
);

/// A directory with a rubric and an answer in it.
pub(crate) struct World {
    pub(crate) directory: TempDir,
}

impl World {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let world = Self { directory };
        world.write("incident.yaml", INCIDENT);
        world.write("outage.md", OUTAGE);
        world
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.directory.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_evaluate"));
        command
            .args(arguments)
            .current_dir(self.directory.path())
            .env_clear()
            .env("HOME", self.directory.path())
            .stdin(Stdio::null());
        command
    }

    /// The address of the page of `path`.
    pub(crate) fn page(&self, path: &str) -> String {
        let page = self.directory.path().join("page.html");
        let done = self
            .command(&["-r", "incident.yaml", "-f", "html", path, "-o"])
            .arg(&page)
            .output()
            .unwrap();
        assert!(page.is_file(), "{}", String::from_utf8_lossy(&done.stderr));
        format!("file://{}", page.display())
    }

    /// A live page's server.
    pub(crate) fn serve(&self, arguments: &[&str]) -> Serving {
        let mut child = self
            .command(&["serve"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut address = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut address).unwrap();
        let address = address.trim().to_owned();
        assert!(address.starts_with("http://127.0.0.1:"), "{address}");
        Serving { child, address }
    }
}

/// A server that ends with the test.
pub(crate) struct Serving {
    child: Child,
    pub(crate) address: String,
}

impl Serving {
    pub(crate) fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.end();
    }
}
