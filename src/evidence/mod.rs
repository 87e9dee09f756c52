//! What a rubric's signals found in a document, as spans; and what of the document was set aside.
//!
//! How much of it makes a level is `score`'s business.

mod answerhood;
mod asides;
mod finds;
mod furniture;
mod guide;
mod hits;
mod index;
mod items;
mod kinds;
mod likely;
mod marks;
mod parts;
mod salad;
mod scene;
mod sieve;
mod speakers;
mod stance;
mod standing;
mod subject;
mod topic_map;
mod topics;
mod traits;
mod unseen;

use crate::document::Document;
use crate::rubric::{Matches, Name, PatternSet, Rubric, Searcher, Spans};
use crate::text::{Span, count_words};
use finds::Found;
use hits::different;
use index::Index;
use marks::Marks;
use parts::Parts;
use scene::Scene;
use traits::Shown;

pub use answerhood::NotAnAnswer;
pub use hits::{Finds, Hit, Key, LEARNED, Seen};
pub use likely::Likely;
pub use subject::General;
pub use traits::Trait;

/// A part of the document that is kept out of the evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// Its place in [`Document::plain`].
    pub span: Span,
    /// Why: "navigation", "advice", "interviewer" ...
    pub kind: String,
    /// Whether it is furniture of a page, rather than text beside the answer.
    pub furniture: bool,
}

/// What of a document is the answer.
#[derive(Debug, Default)]
pub struct Extent {
    /// What was kept out.
    pub set_aside: Vec<SetAside>,
    /// Sentences that address the grader.
    pub injections: Vec<Span>,
    /// Where the grader is addressed out of a reader's sight; of all spans here, these alone are in the
    /// answer's text as it was given.
    pub unseen: Vec<Span>,
    /// Set where the whole text is no answer.
    pub not_an_answer: Option<NotAnAnswer>,
    /// What the text may be rather than an answer, where that is more likely but not sure.
    pub may_be: Option<String>,
    /// What the question is about, where the answer has none of these words.
    pub unmentioned: Vec<String>,
    /// Set where the answer is general talk that would fit any other case.
    pub general: Option<General>,
}

impl Extent {
    /// Whether the grader is addressed anywhere.
    #[must_use]
    pub fn is_attacked(&self) -> bool {
        !(self.injections.is_empty() && self.unseen.is_empty())
    }

    /// Looks where a reader does not see it for text that addresses the grader. `text` is the whole
    /// input, whose answer begins at `body`.
    pub fn look_behind(
        &mut self,
        text: &str,
        body: usize,
        rubric: &Rubric,
        searcher: &mut Searcher,
    ) {
        self.unseen = unseen::orders(text, body, rubric, searcher);
    }
}

/// A document of which it is known what in it is the answer, before the signals are looked for.
#[derive(Debug)]
pub struct Sorted {
    /// What of it is the answer.
    pub extent: Extent,
    parts: Parts,
    matches: Matches,
}

impl Sorted {
    /// Looks for what `question` is about in the answer, and for anything of its own where the rubric says
    /// what its subject is.
    pub fn look_for(&mut self, question: Option<&str>, document: &Document, rubric: &Rubric) {
        if self.extent.not_an_answer.is_some() {
            return;
        }
        let (plain, reading) = (document.plain.as_str(), &rubric.reading);
        let answer = || self.parts.answer(document);
        if let Some(question) = question {
            self.extent.unmentioned = subject::unmentioned(question, plain, answer(), reading);
        }
        if !rubric.sides.is_empty() {
            self.extent.general = subject::general(question, plain, answer(), reading);
        }
    }
}

/// What was found in one answer.
#[derive(Debug, Default)]
pub struct Evidence {
    /// What of the document is the answer.
    pub extent: Extent,
    /// What each signal found that counts, by index of the signal.
    pub found: Finds,
    /// What each signal met that does not count because it is announced, denied, asked or left open.
    pub discounted: Finds,
    /// Words of the text.
    pub words: usize,
    /// Words of the text without what was set aside.
    pub answer_words: usize,
    /// How likely sentences are to be evidence, by criterion; none where the rubric has learned nothing.
    pub likely: Vec<Vec<Likely>>,
    /// How many different things each signal found that count.
    counts: Vec<usize>,
}

impl Evidence {
    /// How many different things the named signals found together.
    #[must_use]
    pub fn distinct(&self, names: &[Name]) -> usize {
        match names {
            [name] => self.counts.get(*name).copied().unwrap_or(0),
            _ => different(self.hits(names)),
        }
    }

    /// Whether the named signals found two different things together.
    #[must_use]
    pub fn differ(&self, names: &[Name]) -> bool {
        let mut keys = self.hits(names).map(|hit| hit.key);
        let first = keys.next();
        keys.any(|key| Some(key) != first)
    }

    /// The hits of the named signals, one for each different thing, in order of the text.
    #[must_use]
    pub fn different(&self, names: &[Name]) -> Vec<&Hit> {
        let mut hits: Vec<&Hit> = self.hits(names).collect();
        hits.sort_by_key(|hit| hit.span);
        let mut seen = Seen::default();
        hits.retain(|hit| seen.insert(hit.key));
        hits
    }

    /// The hits of the named signals, one signal's after another's.
    pub fn hits(&self, names: &[Name]) -> impl Iterator<Item = &Hit> + Clone {
        let found = names.iter().filter_map(|name| self.found.get(*name));
        found.flatten()
    }
}

/// What the stages of gathering share.
struct Reader<'a> {
    document: &'a Document,
    rubric: &'a Rubric,
    matches: &'a Matches,
    /// Which sentence holds a place.
    sentences: Index,
}

/// A part of a whole, 0..=1; of nothing none.
#[expect(clippy::cast_precision_loss, reason = "counts of words and sentences")]
fn share(part: usize, all: usize) -> f64 {
    if all == 0 {
        0.0
    } else {
        part as f64 / all as f64
    }
}

/// The share of a title that counts as most of it.
const MOST: f64 = 0.6;

impl<'a> Reader<'a> {
    fn new(document: &'a Document, rubric: &'a Rubric, matches: &'a Matches) -> Self {
        let starts = document
            .sentences
            .iter()
            .map(|sentence| sentence.text.start);
        Self {
            document,
            rubric,
            matches,
            sentences: Index::of(starts, document.plain.len()),
        }
    }

    /// Where a set of patterns matches.
    fn spans(&self, set: &PatternSet) -> Spans<'a> {
        self.matches.spans(set)
    }

    /// The same for a set that may be missing.
    fn spans_of(&self, set: Option<&PatternSet>) -> Spans<'a> {
        set.map_or_else(Spans::default, |set| self.spans(set))
    }

    /// The sentences in which a set of patterns matches.
    fn marks(&self, set: &PatternSet) -> Marks {
        let mut marks = Marks::none(self.document.sentences.len());
        for found in self.lists(set) {
            let starts = found.iter().map(|found| found.start);
            starts.for_each(|start| self.mark(&mut marks, start));
        }
        marks
    }

    /// The same for a set that may be missing.
    fn marks_of(&self, set: Option<&PatternSet>) -> Marks {
        set.map_or_else(Marks::default, |set| self.marks(set))
    }

    /// The sentences in which one of `found` begins.
    fn marks_of_found(&self, found: &Spans) -> Marks {
        let mut marks = Marks::none(self.document.sentences.len());
        let starts = found.starts();
        starts.for_each(|start| self.mark(&mut marks, start));
        marks
    }

    fn mark(&self, marks: &mut Marks, start: usize) {
        let at = self.sentences.find(start);
        let sentence = self.document.sentences.get(at);
        if sentence
            .is_some_and(|sentence| (sentence.text.start..sentence.text.end).contains(&start))
        {
            marks.add(at);
        }
    }

    /// Where the patterns of a set match, each by itself, those that do.
    fn lists<'s>(&self, set: &'s PatternSet) -> impl Iterator<Item = &'a [Span]> + use<'a, 's> {
        let matches = self.matches;
        let lists = set.iter().map(|pattern| matches.of(pattern));
        lists.filter(|found| !found.is_empty())
    }

    /// Whether a match of a set begins inside `within`.
    fn meets(&self, set: &PatternSet, within: Span) -> bool {
        self.lists(set).any(|found| {
            let from = found.partition_point(|found| found.start < within.start);
            found
                .get(from)
                .is_some_and(|found| found.start < within.end)
        })
    }

    fn text(&self, span: Span) -> &'a str {
        span.of(&self.document.plain)
    }

    fn words(&self, span: Span) -> usize {
        count_words(self.text(span))
    }

    /// Whether matches make up most of a title.
    fn covers(&self, found: &Spans, title: Span) -> bool {
        self.covered(found, title, MOST)
    }

    /// Whether matches make up at least a share of a title.
    fn covered(&self, found: &Spans, title: Span, share: f64) -> bool {
        let found: usize = found.inside(title).map(Span::len).sum();
        if found == 0 {
            return false;
        }
        let text = self.text(title);
        let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
        #[expect(clippy::cast_precision_loss, reason = "lengths of titles")]
        let part = found as f64 / bare.len().max(1) as f64;
        part >= share
    }
}

/// Sorts `document` into the answer and what stands beside it.
///
/// With `assume_answer`, a text that looks like no answer is read as one.
pub fn sort(
    document: &Document,
    rubric: &Rubric,
    searcher: &mut Searcher,
    assume_answer: bool,
) -> Sorted {
    let matches = searcher.sort(&document.plain);
    let (parts, extent) = divide(&Reader::new(document, rubric, &matches), assume_answer);
    Sorted {
        extent,
        parts,
        matches,
    }
}

/// Looks for everything that `rubric` asks for in `document`, which was sorted before.
pub fn gather(
    document: &Document,
    rubric: &Rubric,
    searcher: &mut Searcher,
    sorted: Sorted,
) -> Evidence {
    let Sorted {
        extent,
        parts,
        mut matches,
    } = sorted;
    searcher.go_on(&document.plain, &mut matches);
    find(&Reader::new(document, rubric, &matches), &parts, extent)
}

/// The same for a document in which all of the rubric's patterns have been looked for already.
#[must_use]
pub fn weigh(
    document: &Document,
    rubric: &Rubric,
    matches: &Matches,
    assume_answer: bool,
) -> Evidence {
    let reader = Reader::new(document, rubric, matches);
    let (parts, extent) = divide(&reader, assume_answer);
    find(&reader, &parts, extent)
}

/// What each sentence of an answer that says something shows, for learning from it; with all that was found.
pub fn study(
    document: &Document,
    rubric: &Rubric,
    searcher: &mut Searcher,
    mut take: impl FnMut(usize, Trait),
) -> Evidence {
    let Sorted {
        extent,
        parts,
        mut matches,
    } = sort(document, rubric, searcher, true);
    searcher.go_on(&document.plain, &mut matches);
    let reader = Reader::new(document, rubric, &matches);
    let evidence = find(&reader, &parts, extent);
    let stances = stance::of_sentences(&reader, &parts);
    let topics = topics::assign(&reader, &parts);
    let scene = Scene::new(&reader, &parts, &stances, &topics);
    let shown = Shown::new(&scene, &parts, &evidence.found);
    for (nth, (at, _)) in shown.sentences().enumerate() {
        shown.each(nth, |one| take(at, one));
    }
    evidence
}

/// What of a document is the answer, part by part and as a whole.
fn divide(reader: &Reader, assume_answer: bool) -> (Parts, Extent) {
    let mut parts = parts::classify(reader);
    let verdict = answerhood::judge(reader, &parts);
    let not_an_answer = verdict.not_an_answer;
    if assume_answer && not_an_answer.is_some() {
        parts.readmit_advice();
    }
    let extent = Extent {
        set_aside: parts.report(reader.document),
        injections: parts.injections(reader.document),
        unseen: Vec::new(),
        not_an_answer,
        may_be: verdict.may_be,
        unmentioned: Vec::new(),
        general: None,
    };
    (parts, extent)
}

/// What the signals find in the answer.
fn find(reader: &Reader, parts: &Parts, extent: Extent) -> Evidence {
    let stances = stance::of_sentences(reader, parts);
    let topics = topics::assign(reader, parts);
    let scene = Scene::new(reader, parts, &stances, &topics);
    let found = finds::run(&scene);
    let learned = &reader.rubric.learned;
    let likely = if learned.is_empty() {
        Vec::new()
    } else {
        likely::weigh(&Shown::new(&scene, parts, &found.counted), learned)
    };
    let answer = parts.answer(reader.document);
    let answer_words = answer.map(|sentence| sentence.words).sum();
    Evidence {
        counts: found
            .counted
            .iter()
            .map(|hits| different(hits.iter()))
            .collect(),
        found: found.counted,
        likely,
        discounted: found.discounted,
        extent,
        words: reader.document.sentences.iter().map(|one| one.words).sum(),
        answer_words,
    }
}
