//! Quadratic weighted kappa of the grades with human marks: `agreement MARKS FOLDER [MARKS FOLDER]... [-v]`.
#![allow(
    clippy::all,
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    clippy::string_slice,
    missing_docs,
    reason = "a measuring script"
)]

use std::collections::BTreeMap;

use evaluate::assessment::{Answer, assess};
use evaluate::document::Format;
use evaluate::rubric::Library;

fn qwk(pairs: &[(u8, u8)]) -> Option<f64> {
    let mut o = [[0.0; 4]; 4];
    for (a, b) in pairs {
        o[*a as usize][*b as usize] += 1.0;
    }
    let n = pairs.len() as f64;
    let row: Vec<f64> = (0..4).map(|i| o[i].iter().sum()).collect();
    let col: Vec<f64> = (0..4).map(|j| (0..4).map(|i| o[i][j]).sum()).collect();
    let (mut num, mut den) = (0.0, 0.0);
    for i in 0..4 {
        for j in 0..4 {
            let w = ((i as f64 - j as f64) / 3.0).powi(2);
            num += w * o[i][j];
            den += w * row[i] * col[j] / n;
        }
    }
    (den > 0.0).then(|| 1.0 - num / den)
}

/// The mean of kappa over raters; texts without a second rater count their first twice.
fn mean_qwk(rows: &[(u8, Vec<u8>)]) -> String {
    let ks: Vec<f64> = (0..2)
        .filter_map(|r| {
            qwk(&rows
                .iter()
                .map(|(g, m)| (*g, *m.get(r).unwrap_or(&m[0])))
                .collect::<Vec<_>>())
        })
        .collect();
    if ks.is_empty() {
        "   -".into()
    } else {
        format!("{:.2}", ks.iter().sum::<f64>() / ks.len() as f64)
    }
}

fn main() {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let verbose = args.iter().any(|a| a == "-v");
    args.retain(|a| a != "-v");
    let explain = args
        .iter()
        .position(|a| a == "-x")
        .map(|at| args.drain(at..at + 2).nth(1).unwrap());
    let only = args
        .iter()
        .position(|a| a == "-c")
        .map(|at| args.drain(at..at + 2).nth(1).unwrap());
    let family = args
        .iter()
        .position(|a| a == "-r")
        .map_or("success-metrics".to_string(), |at| {
            args.drain(at..at + 2).nth(1).unwrap()
        });
    let library = Library::with_overrides(
        evaluate::input::files::rubrics(std::path::Path::new("rubrics")).unwrap(),
    );
    let rubric = library
        .load(&family)
        .unwrap_or_else(|e| panic!("{e}: run evaluate rubric check"));
    let mut scanner = rubric.searcher();
    let mut all = Vec::new();
    let mut by_criterion: BTreeMap<String, Vec<(u8, Vec<u8>)>> = BTreeMap::new();
    let mut by_source: BTreeMap<String, Vec<(u8, Vec<u8>)>> = BTreeMap::new();
    for pair in args.chunks(2) {
        for line in std::fs::read_to_string(&pair[0])
            .unwrap()
            .lines()
            .filter(|l| !l.trim().is_empty())
        {
            let mark: serde_json::Value = serde_json::from_str(line).unwrap();
            if mark["rubric"] != family.as_str() {
                continue;
            }
            let file = mark["file"].as_str().unwrap();
            let Ok(bytes) = std::fs::read(format!("{}/{file}", pair[1])) else {
                continue;
            };
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let format = if file.ends_with(".html") {
                Format::Html
            } else {
                Format::Text
            };
            let answer = Answer {
                text,
                format,
                body: 0,
                question: None,
            };
            let result = assess(&answer, &rubric, &mut scanner, false);
            let source = mark["source"].as_str().map_or("fixtures".to_string(), |s| {
                s.split('/').skip(3).take(2).collect::<Vec<_>>().join("/")
            });
            let mut diffs = Vec::new();
            for (criterion, grade) in rubric.criteria.iter().zip(&result.score.grades) {
                let marks: Vec<u8> = match &mark["levels"][&criterion.id] {
                    serde_json::Value::Array(a) => {
                        a.iter().map(|v| v.as_u64().unwrap() as u8).collect()
                    }
                    v => vec![
                        v.as_u64()
                            .unwrap_or_else(|| panic!("{file} {}", criterion.id))
                            as u8,
                    ],
                };
                let row = (grade.level, marks.clone());
                by_criterion
                    .entry(criterion.id.clone())
                    .or_default()
                    .push(row.clone());
                by_source
                    .entry(source.clone())
                    .or_default()
                    .push(row.clone());
                all.push(row);
                if marks.iter().all(|m| *m != grade.level) {
                    if only.as_deref() == Some(criterion.id.as_str()) {
                        println!("== {file} got {} marks {marks:?}", grade.level);
                        let mut names: Vec<usize> = criterion
                            .levels
                            .iter()
                            .flat_map(|l| l.condition.names())
                            .collect();
                        names.sort();
                        names.dedup();
                        for n in names {
                            let hits = result.evidence.different(&[n]);
                            if hits.is_empty() {
                                continue;
                            }
                            let quotes: Vec<String> = hits
                                .iter()
                                .take(4)
                                .map(|h| {
                                    h.span.of(&result.document.plain).chars().take(60).collect()
                                })
                                .collect();
                            println!(
                                "     {} {}: {:?}",
                                rubric.signals[n].name,
                                hits.len(),
                                quotes
                            );
                        }
                    }
                    diffs.push(format!("{} {}≠{:?}", criterion.id, grade.level, marks));
                }
            }
            let kind = mark["kind"].as_str().unwrap_or("");
            let zeroed = result
                .evidence
                .not_an_answer
                .as_ref()
                .map_or(String::new(), |n| format!(" ZEROED {}", n.kind));
            let wrong = if (kind == "answer") == !zeroed.is_empty() {
                "!!"
            } else {
                ""
            };
            println!(
                "{file:<34} {:>5.1} {kind}{zeroed}{wrong}",
                result.score.outcome.score
            );
            if let Some(only) = explain.as_ref().filter(|e| file.contains(e.as_str())) {
                for a in &result.evidence.set_aside {
                    println!(
                        "   -- aside {} {:?}",
                        a.kind,
                        a.span
                            .of(&result.document.plain)
                            .get(..90)
                            .unwrap_or(a.span.of(&result.document.plain))
                    );
                }
                for b in &result.document.blocks {
                    if b.is_heading() {
                        println!("   # {:?} {:?}", b.kind, b.text.of(&result.document.plain));
                    }
                }
                for (at, c) in rubric.criteria.iter().enumerate() {
                    if only != file && !diffs.iter().any(|d| d.starts_with(&c.id)) {
                        continue;
                    }
                    println!(
                        "   == {} got {} marks {}",
                        c.id, result.score.grades[at].level, mark["levels"][&c.id]
                    );
                    let mut names: Vec<usize> =
                        c.levels.iter().flat_map(|l| l.condition.names()).collect();
                    names.sort();
                    names.dedup();
                    for n in names {
                        let hits = result.evidence.different(&[n]);
                        let quotes: Vec<&str> = hits
                            .iter()
                            .take(8)
                            .map(|h| {
                                let q = h.span.of(&result.document.plain);
                                q.get(..70).unwrap_or(q)
                            })
                            .collect();
                        println!(
                            "      {} {}: {:?}",
                            rubric.signals[n].name,
                            hits.len(),
                            quotes
                        );
                    }
                }
            }
            if verbose && !diffs.is_empty() {
                println!("      {}", diffs.join("; "));
            }
        }
    }
    for (criterion, rows) in &by_criterion {
        let bias: f64 = rows
            .iter()
            .map(|(g, m)| f64::from(*g) - f64::from(m[0]))
            .sum::<f64>()
            / rows.len() as f64;
        println!("{criterion:<20} qwk {}  bias {bias:+.2}", mean_qwk(rows));
    }
    for (source, rows) in &by_source {
        println!(
            "{source:<50} {:>3} texts  qwk {}",
            rows.len() / rubric.criteria.len(),
            mean_qwk(rows)
        );
    }
    let exact = all.iter().filter(|(g, m)| m.contains(g)).count() as f64 / all.len() as f64;
    println!(
        "ALL qwk {}  exact {exact:.2}  n {}",
        mean_qwk(&all),
        all.len()
    );
}
