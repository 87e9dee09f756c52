//! How many answers a second the whole program grades, and how much memory that takes.
//!
//! `cargo bench --bench throughput` prints the table on 100,000 generated answers;
//! `-- --answers N` takes other numbers, `-- --input FILE` other answers (JSON Lines),
//! `-- --write FILE` only writes the generated ones.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "a bench stops at the first thing that goes wrong, and prints"
)]

mod corpus;
mod measure;

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use measure::{Run, children_cpu, watch};

const RUBRIC: &str = "success-metrics";

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).cloned()
    };
    let answers: u64 = value("--answers").map_or(100_000, |number| number.parse().unwrap());
    if let Some(path) = value("--write") {
        write(Path::new(&path), answers);
        return;
    }
    let input = value("--input").map_or_else(|| generated(answers), PathBuf::from);
    let bytes = input.metadata().unwrap().len();
    let records = BufReader::new(File::open(&input).unwrap()).lines().count();
    println!(
        "{records} answers, {:.1} KB on average, against {RUBRIC}, JSON Lines in and out\n",
        bytes as f64 / records as f64 / 1000.0
    );
    println!("threads  answers/s  MB/s  CPU ms/answer  answers/s per core  peak MiB");
    for threads in [1, 2] {
        let run = grade(&input, threads);
        println!(
            "{threads:>7}  {:>9.0}  {:>4.1}  {:>13.3}  {:>18.0}  {:>8.0}",
            records as f64 / run.wall,
            bytes as f64 / 1e6 / run.wall,
            1000.0 * run.cpu / records as f64,
            records as f64 / run.cpu,
            run.peak
        );
    }
    one(&input);
}

fn generated(answers: u64) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let path = folder.join(format!("answers-{answers}.jsonl"));
    write(&path, answers);
    path
}

fn write(path: &Path, answers: u64) {
    let mut out = BufWriter::new(File::create(path).unwrap());
    for number in 0..answers {
        let record =
            serde_json::json!({"id": format!("a{number}"), "answer": corpus::answer(number)});
        writeln!(out, "{record}").unwrap();
    }
}

fn grade(input: &Path, threads: usize) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_evaluate"));
    command
        .args(["-q", "-r", RUBRIC, "--from", "jsonl", "-f", "jsonl", "-j"])
        .arg(threads.to_string())
        .stdin(File::open(input).unwrap())
        .stdout(Stdio::null());
    watch(&mut command)
}

/// One answer as a process of its own.
fn one(input: &Path) {
    let text = std::fs::read_to_string(input).unwrap();
    let record: serde_json::Value = serde_json::from_str(text.lines().nth(7).unwrap()).unwrap();
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("one-answer.md");
    std::fs::write(&path, record["answer"].as_str().unwrap()).unwrap();
    let runs = 50;
    let before = children_cpu();
    let start = Instant::now();
    for _ in 0..runs {
        let mut command = Command::new(env!("CARGO_BIN_EXE_evaluate"));
        command
            .args(["-r", RUBRIC, "-f", "json"])
            .arg(&path)
            .stdout(Stdio::null());
        assert!(command.status().unwrap().success());
    }
    println!(
        "\none answer, whole process: {:.1} ms of CPU, {:.1} ms",
        (children_cpu() - before) * 1000.0 / f64::from(runs),
        start.elapsed().as_secs_f64() * 1000.0 / f64::from(runs)
    );
}
