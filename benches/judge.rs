//! How near the program comes to what an endpoint gives, and what a request costs the client.
//!
//! `cargo bench --bench judge` starts an endpoint of its own that answers every request after 100 ms,
//! has 500 generated answers judged with 50 requests at once, and prints the table.
//! `-- --answers N`, `--concurrency N`, `--latency MS`, `--runs N`, `--model NAME` and `--rubric NAME`
//! take others, `--input FILE` other answers (JSON Lines), `--binary FILE` another build of the program.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    clippy::cast_precision_loss,
    reason = "a bench stops at the first thing that goes wrong, and prints; a table is printed in one place"
)]

mod corpus;
mod measure;

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use measure::{Run, watch};
use serde_json::{Map, Value, json};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).cloned()
    };
    let number = |name, usual: u64| value(name).map_or(usual, |text| text.parse().unwrap());
    let input = value("--input").map_or_else(
        || generated(number("--answers", 500)),
        |path| std::fs::canonicalize(path).unwrap(),
    );
    let records = BufReader::new(File::open(&input).unwrap()).lines().count() as f64;
    let bytes = input.metadata().unwrap().len() as f64;
    let concurrency = number("--concurrency", 50);
    let latency = Duration::from_millis(number("--latency", 100));
    let runs = number("--runs", 5);
    let endpoint = Endpoint::start(latency);
    let bench = Bench {
        binary: value("--binary").map_or_else(
            || PathBuf::from(env!("CARGO_BIN_EXE_evaluate")),
            PathBuf::from,
        ),
        input,
        folder: Path::new(env!("CARGO_TARGET_TMPDIR")).join("judge-bench"),
        base: format!("http://127.0.0.1:{}/v1", endpoint.port),
        model: value("--model").unwrap_or_else(|| "stub".into()),
        rubric: value("--rubric").unwrap_or_else(|| "success-metrics".into()),
        concurrency,
        runs,
    };
    let ideal = records * latency.as_secs_f64() / concurrency as f64;
    println!(
        "{records} answers, {:.1} KB on average, against {}; {concurrency} requests at once, each answered after {} ms: ideally {ideal:.2} s\n",
        bytes / records / 1000.0,
        bench.rubric,
        latency.as_millis()
    );
    println!(
        "                 seconds (best)  of the ideal (best)  requests  CPU ms/answer  CPU us/request  peak MiB"
    );
    let alone = bench.all(None);
    println!(
        "without a judge   {:>5.2} ({:>5.2})                       {:>12}  {:>13.3}  {:>14}  {:>8.0}",
        alone.median(),
        alone.best(),
        "-",
        1000.0 * alone.cpu / records,
        "-",
        alone.peak
    );
    for (name, kept) in [("with a judge", false), ("kept replies", true)] {
        let before = endpoint.asked();
        let run = bench.all(Some(kept));
        let asked = (endpoint.asked() - before) as f64 / runs as f64;
        let per = if asked > 0.0 {
            format!("{:.0}", 1e6 * (run.cpu - alone.cpu) / asked)
        } else {
            "-".into()
        };
        let share = |wall: f64| 100.0 * ideal / wall;
        let shares = if kept {
            String::new()
        } else {
            format!("{:.1} % ({:.1} %)", share(run.median()), share(run.best()))
        };
        println!(
            "{name:<15}   {:>5.2} ({:>5.2})  {shares:>19}  {asked:>8.0}  {:>13.3}  {per:>14}  {:>8.0}",
            run.median(),
            run.best(),
            1000.0 * run.cpu / records,
            run.peak
        );
    }
}

fn generated(answers: u64) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let path = folder.join(format!("judged-{answers}.jsonl"));
    let mut out = BufWriter::new(File::create(&path).unwrap());
    for number in 0..answers {
        let record = json!({"id": format!("a{number}"), "answer": corpus::answer(number)});
        writeln!(out, "{record}").unwrap();
    }
    path
}

/// What is run, and how.
struct Bench {
    binary: PathBuf,
    input: PathBuf,
    /// Where replies are kept.
    folder: PathBuf,
    base: String,
    model: String,
    rubric: String,
    concurrency: u64,
    runs: u64,
}

/// What several runs took.
struct Runs {
    /// Seconds, in order.
    walls: Vec<f64>,
    /// Seconds of processor time, on average.
    cpu: f64,
    /// MiB, at most.
    peak: f64,
}

impl Runs {
    fn median(&self) -> f64 {
        self.walls[self.walls.len() / 2]
    }

    fn best(&self) -> f64 {
        self.walls[0]
    }
}

impl Bench {
    /// Runs without a judge, or with one: from replies that are kept, or asking for each.
    fn all(&self, kept: Option<bool>) -> Runs {
        let runs: Vec<Run> = (0..self.runs).map(|_| self.one(kept)).collect();
        let mut walls: Vec<f64> = runs.iter().map(|run| run.wall).collect();
        walls.sort_by(f64::total_cmp);
        Runs {
            walls,
            cpu: runs.iter().map(|run| run.cpu).sum::<f64>() / runs.len() as f64,
            peak: runs.iter().map(|run| run.peak).fold(0.0, f64::max),
        }
    }

    fn one(&self, kept: Option<bool>) -> Run {
        if kept != Some(true) {
            let _ = std::fs::remove_dir_all(&self.folder);
            std::fs::create_dir_all(&self.folder).unwrap();
        }
        let mut command = Command::new(&self.binary);
        command
            .args(["-q", "-r", &self.rubric])
            .args(["--from", "jsonl", "-f", "jsonl", "-"])
            .current_dir(&self.folder)
            .env("EVALUATE_CACHE", self.folder.join("replies.db"))
            .stdin(File::open(&self.input).unwrap())
            .stdout(Stdio::null());
        if kept.is_some() {
            command
                .args(["--judge", "--base-url", &self.base, "--model", &self.model])
                .args(["--concurrency", &self.concurrency.to_string()]);
        }
        watch(&mut command)
    }
}

/// An endpoint that gives every criterion the same level for a sentence of the answer.
struct Endpoint {
    port: u16,
    asked: Arc<AtomicU64>,
}

impl Endpoint {
    fn start(latency: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let count = Arc::clone(&count);
                std::thread::spawn(move || serve(&stream, latency, &count));
            }
        });
        Self { port, asked }
    }

    fn asked(&self) -> u64 {
        self.asked.load(Ordering::Relaxed)
    }
}

/// Answers one request after another on a connection.
fn serve(stream: &TcpStream, latency: Duration, count: &AtomicU64) {
    stream.set_nodelay(true).unwrap();
    let mut reader = BufReader::with_capacity(1 << 16, stream);
    let mut writer = stream;
    while let Some(body) = request(&mut reader) {
        let arrived = Instant::now();
        count.fetch_add(1, Ordering::Relaxed);
        let reply = reply(&body);
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            reply.len()
        );
        std::thread::sleep(latency.saturating_sub(arrived.elapsed()));
        if writer.write_all((head + &reply).as_bytes()).is_err() {
            return;
        }
    }
}

fn request(reader: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(body)
}

fn reply(body: &[u8]) -> String {
    let asked: Value = serde_json::from_slice(body).unwrap();
    let schema = &asked["response_format"]["json_schema"]["schema"];
    let criteria = schema["properties"]["criteria"]["properties"].as_object();
    let shown = asked["messages"][1]["content"].as_str().unwrap_or("");
    let mut lines = shown.lines().skip(1);
    let quote = lines.find(|line| !line.starts_with('#') && line.split(' ').count() > 5);
    let verdict = json!({
        "reasoning": "The answer says so in its own words, and leaves open what would follow from it.",
        "quotes": [quote.unwrap_or("").trim_start_matches(['-', ' '])],
        "level": "developed",
    });
    let all: Map<String, Value> = criteria
        .into_iter()
        .flatten()
        .map(|(id, _)| (id.clone(), verdict.clone()))
        .collect();
    json!({
        "choices": [{
            "message": {"role": "assistant", "content": json!({"criteria": all}).to_string()},
            "finish_reason": "stop",
        }],
        "usage": {"prompt_tokens": shown.len() / 4, "completion_tokens": 60 * all.len()},
    })
    .to_string()
}
