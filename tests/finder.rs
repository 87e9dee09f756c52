//! What finds all patterns at once against a slow way that takes no short cuts: spans and all, for every
//! rubric that is built in.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::string_slice,
    reason = "tests stop at the first thing that goes wrong"
)]

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use evaluate::rubric::{Library, Matcher, Matches, Scanner};
use evaluate::text::Span;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use regex_automata::hybrid::dfa::{Cache, Config, DFA};
use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input, MatchKind};

/// The longest match, in bytes.
const LONGEST: usize = 400;

/// Every pattern of a rubric, by the regular-expression library: tried at every place, the longest end
/// taken at which a word ends.
struct Slow {
    dfa: DFA,
    cache: Cache,
    patterns: usize,
}

impl Slow {
    fn new(sources: &[String]) -> Self {
        let dfa = DFA::builder()
            .configure(
                Config::new()
                    .match_kind(MatchKind::All)
                    .cache_capacity(64 << 20)
                    .skip_cache_capacity_check(true),
            )
            .syntax(
                syntax::Config::new()
                    .unicode(false)
                    .utf8(false)
                    .case_insensitive(true),
            )
            .thompson(
                thompson::Config::new()
                    .utf8(false)
                    .which_captures(WhichCaptures::None),
            )
            .build_many(sources)
            .unwrap();
        Self {
            cache: dfa.create_cache(),
            dfa,
            patterns: sources.len(),
        }
    }

    fn find(&mut self, text: &str) -> Vec<Vec<Span>> {
        let mut spans = vec![Vec::new(); self.patterns];
        for at in (0..text.len()).filter(|at| begins(text, *at)) {
            let mut ends = vec![0; self.patterns];
            let limit = text.len().min(at + LONGEST);
            let input = Input::new(text).range(at..).anchored(Anchored::Yes);
            let mut state = self
                .dfa
                .start_state_forward(&mut self.cache, &input)
                .unwrap();
            // A state tells of matches that ended before the byte that led to it.
            for (end, byte) in text.bytes().enumerate().take(limit).skip(at) {
                state = self.dfa.next_state(&mut self.cache, state, byte).unwrap();
                self.note(state, text, end, &mut ends);
            }
            if limit == text.len() {
                state = self.dfa.next_eoi_state(&mut self.cache, state).unwrap();
                self.note(state, text, limit, &mut ends);
            }
            for (spans, end) in spans.iter_mut().zip(ends) {
                if end > at && spans.last().is_none_or(|last: &Span| last.end <= at) {
                    spans.push(Span::new(at, end));
                }
            }
        }
        spans
    }

    fn note(
        &self,
        state: regex_automata::hybrid::LazyStateID,
        text: &str,
        end: usize,
        ends: &mut [usize],
    ) {
        if state.is_match() && text.is_char_boundary(end) && !inside(text, end) {
            for nth in 0..self.dfa.match_len(&self.cache, state) {
                ends[self.dfa.match_pattern(&self.cache, state, nth)] = end;
            }
        }
    }
}

/// Whether `at` is in the middle of a word.
fn inside(text: &str, at: usize) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    text[..at].chars().next_back().is_some_and(word) && text[at..].chars().next().is_some_and(word)
}

/// Whether a word or a sign begins at `at`.
fn begins(text: &str, at: usize) -> bool {
    text.is_char_boundary(at) && !inside(text, at) && !text[at..].starts_with(char::is_whitespace)
}

struct Both {
    name: String,
    sources: Vec<String>,
    slow: Slow,
    matcher: Matcher,
    scanner: Scanner,
    /// How many texts have been compared.
    texts: usize,
    /// Every so many texts are looked at by a scanner of their own, too.
    alone: usize,
}

/// More texts than a scanner looks at by themselves before it makes ready for many.
const FIRST_TEXTS: usize = 10;

impl Both {
    fn new(name: &str) -> Self {
        let rubric = Library::default().load(name).unwrap();
        let sources = rubric.patterns.sources().to_vec();
        Self::of(name, sources)
    }

    fn of(name: &str, sources: Vec<String>) -> Self {
        let matcher = Matcher::new(&sources).unwrap();
        let mut scanner = matcher.scanner();
        for _ in 0..FIRST_TEXTS {
            scanner.scan("-");
        }
        Self {
            name: name.to_owned(),
            slow: Slow::new(&sources),
            scanner,
            matcher,
            sources,
            texts: 0,
            alone: 4,
        }
    }

    fn agree(&mut self, text: &str) {
        let slow = self.slow.find(text);
        let quick = self.scanner.scan(text);
        self.same(&slow, &quick, text);
        self.texts += 1;
        if self.texts.is_multiple_of(self.alone) {
            let first = self.matcher.scanner().scan(text);
            self.same(&slow, &first, text);
        }
    }

    fn same(&self, slow: &[Vec<Span>], quick: &Matches, text: &str) {
        for (pattern, source) in self.sources.iter().enumerate() {
            assert_eq!(
                slow[pattern],
                quick.of(pattern),
                "{}: {source:.200} in {text}",
                self.name
            );
        }
    }
}

fn fixtures() -> Vec<String> {
    let mut texts = Vec::new();
    for folder in Path::new("fixtures").read_dir().unwrap() {
        let Ok(files) = folder.unwrap().path().read_dir() else {
            continue;
        };
        let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
        paths.sort();
        texts.extend(
            paths
                .iter()
                .filter(|path| {
                    path.extension()
                        .is_some_and(|end| end == "md" || end == "txt")
                })
                .map(|path| std::fs::read_to_string(path).unwrap()),
        );
    }
    texts.sort();
    texts
}

#[test]
fn every_rubric_finds_in_answers_what_the_slow_way_finds() {
    let texts = fixtures();
    for (nth, name) in Library::default().names().iter().enumerate() {
        let mut both = Both::new(name);
        for text in texts.iter().skip(nth).step_by(9) {
            both.agree(text);
        }
    }
}

/// Words that stand in the patterns, so that texts made of them match often.
fn words(sources: &[String]) -> Vec<String> {
    let words = sources
        .iter()
        .flat_map(|source| source.split(|c: char| !c.is_alphanumeric() && c != '\''));
    let words: BTreeSet<&str> = words.filter(|word| word.len() > 1).collect();
    words.into_iter().map(str::to_owned).collect()
}

static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let rubrics = Library::default();
    let all = rubrics.names().into_iter().flat_map(|name| {
        let rubric = rubrics.load(&name).unwrap();
        words(rubric.patterns.sources())
    });
    all.collect::<BTreeSet<String>>().into_iter().collect()
});

static SENTENCES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let texts = fixtures();
    let parts = texts
        .iter()
        .flat_map(|text| text.split_inclusive(['.', '\n', ',']));
    parts.map(str::to_owned).collect()
});

fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => any::<prop::sample::Index>().prop_map(|at| format!("{} ", at.get(&WORDS))),
        2 => any::<prop::sample::Index>().prop_map(|at| at.get(&SENTENCES).clone()),
        1 => prop::sample::select(vec![
            "\n", " ", ". ", ", ", "; ", ": ", " - ", "| ", "A", "the ", "we ", "i'd ", "5% ", "é", "’", "-", "/",
            "Our Team ", "if ", "\r\n", "(", ") ", "? ", "x", "'s ", "and ", "of ",
        ])
        .prop_map(str::to_owned),
        1 => "\\PC{0,6}",
        1 => any::<[u8; 3]>().prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
    ];
    prop::collection::vec(piece, 1..80).prop_map(|pieces| pieces.concat())
}

fn agree_on_any(mut both: Both, cases: u32, texts: &impl Strategy<Value = String>) {
    let mut runner = TestRunner::new(ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let both = RefCell::new(&mut both);
    let outcome = runner.run(texts, |text| {
        both.borrow_mut().agree(&text);
        Ok(())
    });
    outcome.unwrap();
}

#[test]
fn every_rubric_finds_in_any_text_what_the_slow_way_finds() {
    for name in Library::default().names() {
        agree_on_any(Both::new(&name), 40, &texts());
    }
}

/// Every form that a pattern may take, also those that no rubric uses.
#[test]
fn every_form_of_pattern_is_found_as_the_slow_way_finds_it() {
    let sources = [
        r"a|ab|abc d",
        r"(?:\S+ ){2}end",
        r"(?:\S+ ?){2,3}end",
        r"the( \w+){0,2},",
        r"(\w+ ){0,3}rate|\w+ing",
        r"(?-i:[A-Z])\w+ (?-i:US)|(?-i:[XYZ])b",
        r"(?m:^)- .*|(?m:^)\d+\. [^.]{2,20}(?m:$)",
        r"\Astart|end\z|^it|it$",
        r"\bx\b|\Bing|y\B",
        r"(\w*)*z|(a?){3,}b|((?:\w+ )?)+!",
        r"[^.;]{3,60}, but|[\w' -]{2,9}\?",
        r#"caf(é|e)|“[^"]*”|[^a-z\s]+"#,
        r"\x41\d|[[:digit:]]+%|(?i)case|(?-i)Case",
        r"(one|two){2}|(?:ab){1,3}c|a{2}b{2,}|e{0}f",
        r"(?s:a.b)|a.c|(?s-i:Q.)",
        r"([a-z][\w-]* ){0,3}of|(?:x|\S+) y",
        r"(?:[^.;!?]){5,}|(?:(?:\w){2}){2}k",
        r"p+q*r?s|[\d.,]+k?|\$\d|[\]\[x-]+|[^\]]q",
        r"()|m()n|(|o)p",
        r"(?:alpha|beta|gamma|delta|epsilon|zeta|eta|theta) x|(?:alpha|beta|gamma|delta|epsilon|zeta|eta|theta)?y",
        r"(?-i:(?:alpha|beta|gamma|delta|epsilon|zeta|eta|theta) [A-Z]\w+)|the ((?:alpha|beta|gamma|delta|epsilon|zeta|eta|theta),? )+",
        r"abcé?d|ab{0,2}c|abcd{2}|colou?rs?|(colou?r )*of|wor{2}y|(very |quite ){0,2}odd",
    ];
    let sources: Vec<String> = sources.iter().map(|source| (*source).to_owned()).collect();
    let mut both = Both::of("forms", sources);
    both.alone = 1;
    let texts = [
        "abc d ab a the rate, of the end and two end",
        "The Big Cat, the cat sat, start the end",
        "start US it Xb xB Yb Paris US Paris us case Case CASE\nit",
        "- first\n12. second thing\n3. x.\n- end",
        "singing ring ing x xx y yes zzz a aab ab! b! one ! q?",
        "so it goes on, but then; no, but yes. don't - what?",
        "café cafe “quoted” A1 a1 éb 10% 5%",
        "twotwo onetwo ababc abc aabb aabbb f ef a\nb a.c a c Q. q. Q\n",
        "alpha x Beta X the gamma, theta y eta Foo zeta foo the Eta. thetay y",
        "abcd abcéd abccc abbc abc colors colours color colour of worry abcdd very odd quite very odd odd",
        "well-known kind of thing of x y zz y abcdk ppqrs ps 1,000.5k $5 ][x- aq mn op p é’",
    ];
    for text in texts {
        both.agree(text);
        both.agree(&format!("{text} {text}\n{text}"));
        both.agree(&texts.concat());
    }
    let pieces = "(the|end|of|a|ab|abc|d|x|y|é|but|rate|US|[A-Zb-d ]|[ ,.;!?'\n-]|[0-9]|ing|one|two|q|z| |eta|alpha|colou?r|odd|very ){0,60}";
    agree_on_any(both, 200, &pieces);
}
