#![allow(clippy::all, clippy::pedantic, clippy::print_stdout, clippy::disallowed_methods, missing_docs, reason = "a debugging script")]
use std::time::Instant;
fn main() {
    parts();
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
    let mut s = r.searcher();
    let t = Instant::now(); let nm = evaluate::rubric::Matcher::narrowed(r.patterns.sources(), &d.plain).unwrap(); println!("narrowed {:?}", t.elapsed());
    let t = Instant::now(); let x = nm.scan(&mut nm.scanner(), &d.plain); println!("narrow scan {:?}", t.elapsed()); let _ = x;
    let a = evaluate::assessment::Answer { text, format: evaluate::document::Format::Text, body: 0, question: None };
    for _ in 0..12 { evaluate::assessment::assess(&a, &r, &mut s, false); }
    let t = Instant::now(); for _ in 0..n { evaluate::assessment::assess(&a, &r, &mut s, false); } println!("assess {:?}", t.elapsed() / n);
}
#[allow(dead_code)]
pub fn parts() {
    let r = evaluate::rubric::Library::default().load("success-metrics").unwrap();
    let src = r.patterns.sources();
    let t = Instant::now();
    let mut total = 0;
    let hirs: Vec<_> = src.iter().map(|s| { let h = regex_syntax::ParserBuilder::new().unicode(false).utf8(false).case_insensitive(true).build().parse(s).unwrap(); total += 1; h }).collect();
    println!("hir parse {:?} {}", t.elapsed(), total);
    let t = Instant::now();
    let hirs2: Vec<_> = src.iter().map(|s| regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build().parse(&s.to_ascii_lowercase()).unwrap()).collect();
    println!("hir parse sensitive {:?}", t.elapsed());
    let t = Instant::now();
    let n = regex_automata::nfa::thompson::Compiler::new().configure(regex_automata::nfa::thompson::Config::new().utf8(false).which_captures(regex_automata::nfa::thompson::WhichCaptures::None)).build_many_from_hir(&hirs).unwrap();
    println!("nfa none {:?} {}", t.elapsed(), n.states().len());
    let t = Instant::now();
    let n2 = regex_automata::nfa::thompson::Compiler::new().configure(regex_automata::nfa::thompson::Config::new().utf8(false).which_captures(regex_automata::nfa::thompson::WhichCaptures::None)).build_many_from_hir(&hirs2).unwrap();
    println!("nfa sensitive {:?} {}", t.elapsed(), n2.states().len());
    let t = Instant::now();
    let d = regex_automata::hybrid::dfa::DFA::builder().configure(regex_automata::hybrid::dfa::Config::new().match_kind(regex_automata::MatchKind::All).cache_capacity(64<<20).skip_cache_capacity_check(true)).build_from_nfa(n).unwrap();
    println!("dfa {:?}", t.elapsed()); let _ = d;
    let t = Instant::now(); let _c = d.create_cache(); println!("cache {:?}", t.elapsed());
}
