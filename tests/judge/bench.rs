//! The program run with a judge, and what came of it.

use serde_json::Value;

use crate::server::Server;
use crate::world::{Said, World};

/// A key that must never be seen anywhere.
pub(crate) const KEY: &str = "sk-secret-0123456789-abcdefghij";

/// One answer put before a judge.
pub(crate) struct Judged {
    pub(crate) said: Said,
    pub(crate) report: Value,
    pub(crate) world: World,
}

/// What has the judge at `url` asked, against the rubric of a world.
pub(crate) fn asking(url: &str) -> [&str; 7] {
    [
        "-r",
        "incident.yaml",
        "--judge",
        "--model",
        "m",
        "--base-url",
        url,
    ]
}

/// Grades the report on an outage with the judge at `url`.
pub(crate) fn judge(url: &str, arguments: &[&str]) -> Judged {
    judge_in(World::new().set("OPENAI_API_KEY", KEY), url, arguments)
}

pub(crate) fn judge_in(world: World, url: &str, arguments: &[&str]) -> Judged {
    let common = [
        "-r",
        "incident.yaml",
        "--judge",
        "--model",
        "test-model",
        "--base-url",
        url,
    ];
    let format = ["-f", "json", "-v"];
    let named = arguments.iter().any(|argument| {
        std::path::Path::new(argument)
            .extension()
            .is_some_and(|ending| ending == "md")
    });
    let answer: &[&str] = if named { &[] } else { &["outage.md"] };
    let said = world.run(&[&common[..], &format, answer, arguments].concat());
    Judged {
        report: serde_json::from_str(&said.out).unwrap_or_default(),
        said,
        world,
    }
}

impl Judged {
    pub(crate) fn levels(&self) -> Vec<u64> {
        let criteria = self.report["criteria"].as_array();
        let levels = criteria.into_iter().flatten();
        levels
            .filter_map(|criterion| criterion["level"].as_u64())
            .collect()
    }

    pub(crate) fn mode(&self) -> &str {
        self.report["mode"].as_str().unwrap_or("none")
    }

    /// The warnings of the report, one a line.
    pub(crate) fn warnings(&self) -> String {
        let warnings = self.report["warnings"].as_array();
        let lines = warnings.into_iter().flatten().map(|warning| {
            let text = |key: &str| warning[key].as_str().unwrap_or("").to_owned();
            format!("{}: {}\n", text("kind"), text("message"))
        });
        lines.collect()
    }

    /// Everything that the run left: output, messages, and the file of replies.
    pub(crate) fn traces(&self) -> Vec<(&'static str, Vec<u8>)> {
        let mut traces = vec![
            ("standard output", self.said.out.clone().into_bytes()),
            ("standard error", self.said.err.clone().into_bytes()),
        ];
        for name in ["replies.sqlite", "replies.sqlite-wal"] {
            let path = self.world.path("home/.cache/evaluate").join(name);
            traces.extend(std::fs::read(path).map(|bytes| ("the kept replies", bytes)));
        }
        traces
    }
}

pub(crate) fn contains(bytes: &[u8], part: &str) -> bool {
    bytes
        .windows(part.len())
        .any(|window| window == part.as_bytes())
}

/// Runs and says what the server saw.
pub(crate) fn against(server: &Server, arguments: &[&str]) -> Judged {
    judge(&server.url(), arguments)
}
