//! Grades a written answer against a rubric.
use evaluate::rubric::Library;
fn main() {
    let l = Library::default();
    let s = l.source("success-metrics").unwrap();
    for d in l.check(&s) { println!("{}", d.render(&s.path, &s.text, false)); }
}
