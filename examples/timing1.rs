#![allow(clippy::all, clippy::pedantic, clippy::print_stdout, clippy::disallowed_methods, missing_docs, reason = "a debugging script")]
fn main() {
    let text = std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap();
    let r = evaluate::rubric::Library::default().load("success-metrics").unwrap();
    let a = evaluate::assessment::Answer { text, format: evaluate::document::Format::Text, body: 0, question: None };
    let x = evaluate::assessment::assess(&a, &r, &mut r.searcher(), false);
    println!("{}", x.score.outcome.score);
}
