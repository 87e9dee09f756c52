#![allow(clippy::all, clippy::pedantic, clippy::print_stdout, clippy::disallowed_methods, missing_docs, reason = "a debugging script")]
use std::time::Instant;
fn main() {
    let text = std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap();
    let t = Instant::now();
    let r = evaluate::rubric::Library::default().load("success-metrics").unwrap();
    println!("load {:?} patterns {} bytes {}", t.elapsed(), r.patterns.sources().len(), r.patterns.sources().iter().map(|s| s.len()).sum::<usize>());
    let t = Instant::now();
    let m = evaluate::rubric::Matcher::new(r.patterns.sources()).unwrap();
    println!("matcher {:?}", t.elapsed());
    let mut big: Vec<(usize, usize)> = r.patterns.sources().iter().enumerate().map(|(i, s)| (s.len(), i)).collect();
    big.sort(); big.reverse();
    for (l, i) in big.iter().take(12) { let n = regex_automata::nfa::thompson::NFA::compiler().syntax(regex_automata::util::syntax::Config::new().unicode(false).utf8(false).case_insensitive(true)).build(&r.patterns.sources()[*i]).unwrap(); println!("  {l} nfa {} {}", n.states().len(), &r.patterns.sources()[*i][..60]); }
    let d = evaluate::document::Document::parse(&text, evaluate::document::Format::Text);
    let mut s = m.scanner();
    for _ in 0..4 { let t = Instant::now(); let x = m.scan(&mut s, &d.plain); println!("scan {:?} {}", t.elapsed(), x.of(0).len()); }
    let t = Instant::now(); let n = 20; for _ in 0..n { evaluate::document::Document::parse(&text, evaluate::document::Format::Text); } println!("parse {:?}", t.elapsed() / n);
    let mut s = r.matcher.scanner();
    let a = evaluate::assessment::Answer { text, format: evaluate::document::Format::Text, body: 0, question: None };
    evaluate::assessment::assess(&a, &r, &mut s, false);
    let t = Instant::now(); for _ in 0..n { evaluate::assessment::assess(&a, &r, &mut s, false); } println!("assess {:?}", t.elapsed() / n);
}
