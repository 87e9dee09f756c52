//! What one answer costs: reading its form, finding the patterns, everything; and the first answer of
//! a process, which also pays for the rubric and an automaton of its own.
#![expect(
    clippy::unwrap_used,
    reason = "a bench without its rubric has nothing to measure"
)]

use divan::{Bencher, counter::BytesCount};
use evaluate::assessment::{Answer, assess};
use evaluate::document::{Document, Format};
use evaluate::rubric::{Library, Matcher};

const ANSWER: &str = include_str!("../fixtures/success-metrics/bike-share-markdown.md");

fn main() {
    divan::main();
}

fn answer() -> Answer {
    Answer {
        text: ANSWER.to_owned(),
        format: Format::Text,
        body: 0,
        question: None,
    }
}

#[divan::bench]
fn parse(bencher: Bencher) {
    bencher
        .counter(BytesCount::of_str(ANSWER))
        .bench(|| Document::parse(ANSWER, Format::Text));
}

#[divan::bench]
fn match_warm(bencher: Bencher) {
    let rubric = Library::default().load("success-metrics").unwrap();
    let matcher = Matcher::new(rubric.patterns.sources()).unwrap();
    let document = Document::parse(ANSWER, Format::Text);
    let mut scanner = matcher.scanner();
    bencher
        .counter(BytesCount::of_str(ANSWER))
        .bench_local(|| scanner.scan(&document.plain));
}

#[divan::bench]
fn whole_warm(bencher: Bencher) {
    let rubric = Library::default().load("success-metrics").unwrap();
    let mut searcher = rubric.searcher();
    let answer = answer();
    for _ in 0..16 {
        divan::black_box(assess(&answer, &rubric, &mut searcher, false));
    }
    bencher
        .counter(BytesCount::of_str(ANSWER))
        .bench_local(|| assess(&answer, &rubric, &mut searcher, false));
}

#[divan::bench]
fn load_rubric() {
    divan::black_box(Library::default().load("success-metrics").is_ok());
}

#[divan::bench]
fn first_answer() {
    let rubric = Library::default().load("success-metrics").unwrap();
    divan::black_box(assess(&answer(), &rubric, &mut rubric.searcher(), false));
}
