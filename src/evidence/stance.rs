//! How the writer stands to what a sentence says: said, announced, denied, asked, left open.

use std::collections::BTreeSet;

use super::marks::Marks;
use super::parts::Parts;
use super::salad::{Salad, words_of};
use super::subject::{opening, unusual};
use super::{Reader, share};
use crate::document::Block;
use crate::rubric::{Spans, Stance, StanceWords};
use crate::text::{Span, count_words, words_in};

/// The stances of every sentence of a document.
pub(super) struct Stances {
    sentences: Vec<Stance>,
    /// Stretches that only part of a sentence makes: denials to the end of their clause, promises up
    /// to a colon.
    stretches: Vec<(Span, Stance)>,
    /// Whether such a stretch reaches into a sentence.
    parted: Vec<bool>,
}

impl Stances {
    /// The stance of a sentence as a whole.
    pub(super) fn whole(&self, at: usize) -> Stance {
        self.sentences.get(at).copied().unwrap_or(Stance::Delivered)
    }

    /// The stance of what stands at `span` in a sentence.
    pub(super) fn at(&self, at: usize, sentence: Span, span: Span) -> Stance {
        let whole = self.whole(at);
        let parted = !sentence.contains(span) || self.parted.get(at).is_none_or(|parted| *parted);
        if whole != Stance::Delivered || !parted {
            return whole;
        }
        let from = self
            .stretches
            .partition_point(|(stretch, _)| stretch.start + LONGEST < span.start);
        let near = self
            .stretches
            .iter()
            .skip(from)
            .take_while(|(stretch, _)| stretch.start <= span.start);
        near.filter(|(stretch, _)| span.start < stretch.end)
            .map(|(_, stance)| *stance)
            .next()
            .or_else(|| self.most_of(span))
            .unwrap_or(Stance::Delivered)
    }

    /// The stance of a stretch that makes up most of `span`.
    fn most_of(&self, span: Span) -> Option<Stance> {
        let from = self
            .stretches
            .partition_point(|(stretch, _)| stretch.start < span.start);
        let inside = self
            .stretches
            .iter()
            .skip(from)
            .take_while(|(stretch, _)| stretch.start < span.end);
        inside
            .filter(|(stretch, _)| (stretch.end.min(span.end) - stretch.start) * 2 > span.len())
            .map(|(_, stance)| *stance)
            .next()
    }
}

/// The longest stretch that is looked for, in bytes.
const LONGEST: usize = 4000;

/// The fewest words after a colon that deliver what stood before it as a promise.
const DELIVERY: usize = 3;

/// Reads every sentence's stance.
pub(super) fn of_sentences(reader: &Reader, parts: &Parts) -> Stances {
    let reading = &reader.rubric.reading;
    let meant = |words: &StanceWords| {
        let found = reader.marks(&words.find);
        found.without(&reader.marks_of(words.but_not.as_ref()))
    };
    let announced = meant(&reading.announced);
    let voices = Voices {
        reader,
        placeholder: meant(&reading.placeholder),
        asked: meant(&reading.asked),
        promises: promises(reader, parts, &announced),
        announced,
        generic: Generic::of(reader),
        promised: promised_blocks(reader),
        salad: Salad::of(reader),
    };
    let denials = Denials::of(reader);
    let mut stances = Stances {
        sentences: Vec::with_capacity(reader.document.sentences.len()),
        stretches: Vec::new(),
        parted: vec![false; reader.document.sentences.len()],
    };
    for (at, sentence) in reader.document.sentences.iter().enumerate() {
        let stance = match voices.of(at, &stances.sentences) {
            Voice::All(stance) => stance,
            Voice::Promise(promise) => {
                stances.stretches.push((promise, Stance::Announced));
                Stance::Delivered
            }
        };
        stances.sentences.push(stance);
        denials.read(sentence.text, &mut stances.stretches);
    }
    stances.stretches.sort_by_key(|(stretch, _)| *stretch);
    for (stretch, _) in &stances.stretches {
        let from = reader.document.sentence_at(stretch.start);
        let sentences = reader.document.sentences.iter().zip(&mut stances.parted);
        let reached = sentences.skip(from);
        for (_, parted) in reached.take_while(|(sentence, _)| sentence.text.start < stretch.end) {
            *parted = true;
        }
    }
    stances
}

/// So many words of its own make a sentence one that would not fit any other case.
const OWN: usize = 2;

/// How a writer stands to a sentence.
enum Voice {
    /// To all of it.
    All(Stance),
    /// It is said, but for this part, which is a promise.
    Promise(Span),
}

/// The sentences that each stance's words stand in.
struct Voices<'r, 'a> {
    reader: &'r Reader<'a>,
    placeholder: Marks,
    asked: Marks,
    announced: Marks,
    /// What is promised, too, where a text mostly promises.
    promises: Marks,
    generic: Generic<'a>,
    /// The blocks under headings such as "Agenda".
    promised: Vec<bool>,
    salad: Salad<'r, 'a>,
}

/// What would fit any product, and what goes on with it.
struct Generic<'a> {
    said: Marks,
    /// What would only in a sentence that has hardly a word of its own.
    bare: Marks,
    goes_on: Spans<'a>,
    but_not: Marks,
}

impl<'a> Generic<'a> {
    fn of(reader: &Reader<'a>) -> Self {
        let words = &reader.rubric.reading.generic;
        let but_not = reader.marks_of(words.but_not.as_ref());
        Self {
            said: reader.marks(&words.find).without(&but_not),
            bare: reader.marks_of(words.bare.as_ref()).without(&but_not),
            goes_on: reader.spans_of(words.goes_on.as_ref()),
            but_not,
        }
    }
}

impl Voices<'_, '_> {
    /// The voice of a sentence, given the stances of those before it.
    fn of(&self, at: usize, before: &[Stance]) -> Voice {
        let document = self.reader.document;
        let Some(sentence) = document.sentences.get(at) else {
            return Voice::All(Stance::Delivered);
        };
        let text = self.reader.text(sentence.text);
        let block = document.blocks.get(sentence.block);
        let heading = block.is_some_and(Block::is_heading);
        let asks = text.ends_with('?');
        Voice::All(if self.placeholder.has(at) {
            Stance::Placeholder
        } else if heading && !asks {
            Stance::Delivered
        } else if asks || self.asked.has(at) {
            Stance::Asked
        } else if self.announced.has(at) || self.promises.has(at) {
            let delivers =
                |colon: &usize| count_words(text.get(colon + 1..).unwrap_or("")) >= DELIVERY;
            match text.find(": ").filter(delivers) {
                Some(colon) => {
                    let start = sentence.text.start;
                    return Voice::Promise(Span::new(start, start + colon));
                }
                None if self.promises.has(at) => Stance::Promised,
                None => Stance::Announced,
            }
        } else if self.generic.said.has(at)
            || self.generic.bare.has(at) && would_fit(self.reader, text, &BTreeSet::new())
            || self.salad.holds(sentence)
            || self.goes_on(at, before)
        {
            Stance::Generic
        } else if self.promised.get(sentence.block).copied().unwrap_or(false) {
            Stance::Announced
        } else {
            Stance::Delivered
        })
    }

    /// Whether a sentence only goes on with what the one before said of any product.
    fn goes_on(&self, at: usize, before: &[Stance]) -> bool {
        let sentences = &self.reader.document.sentences;
        let follows = before.last() == Some(&Stance::Generic) && !self.generic.but_not.has(at);
        let last = at.checked_sub(1).and_then(|last| sentences.get(last));
        follows
            && last.zip(sentences.get(at)).is_some_and(|(last, sentence)| {
                let start = sentence.text.start;
                let mut found = self.generic.goes_on.inside(sentence.text);
                last.block == sentence.block
                    && found.next().is_some_and(|found| found.start == start)
            })
    }
}

/// Whether a sentence would fit any other case: it has hardly a word of its own that is not among those `known`.
fn would_fit(reader: &Reader, text: &str, known: &BTreeSet<String>) -> bool {
    let stems = words_in(text).filter_map(|(_, word)| unusual(word, &reader.rubric.reading));
    stems.filter(|stem| !known.contains(stem)).count() < OWN
}

/// The fewest sentences that make a text one that mostly promises.
const PROMISES: usize = 3;

/// The sentences that are promises in a text that mostly promises: what a writer says to be about to explain,
/// define or look at. In others that may be how the thing itself is said ("I would look at ...").
fn promises(reader: &Reader, parts: &Parts, announced: &Marks) -> Marks {
    let document = reader.document;
    let titled = |block| document.blocks.get(block).is_some_and(Block::is_heading);
    let sentences = document.sentences.iter().enumerate();
    let said = sentences.filter(|(at, one)| !parts.is_aside(*at) && !titled(one.block));
    let known = opening(&document.plain);
    let mut all = announced.clone();
    let mut promises = Marks::default();
    for mostly in &reader.rubric.reading.announced.mostly {
        all = all.with(&reader.marks(&mostly.find));
        let marked = said.clone().filter(|(at, _)| all.has(*at));
        let bare = marked.filter(|(_, one)| would_fit(reader, reader.text(one.text), &known));
        let count = bare.count();
        if count >= PROMISES && share(count, said.clone().count()) >= mostly.share {
            promises.clone_from(&all);
        }
    }
    promises
}

/// A part longer than this (in words) delivers, whatever its heading says.
const PROMISE_WORDS: usize = 150;

/// Which blocks stand under a heading such as "Agenda", in a part short enough to be one.
fn promised_blocks(reader: &Reader) -> Vec<bool> {
    let document = reader.document;
    let mut promised = vec![false; document.blocks.len()];
    let found = reader.spans_of(reader.rubric.reading.announced.headings.as_ref());
    for (heading, block) in document.blocks.iter().enumerate() {
        if !block.is_heading() || !reader.covers(&found, block.text) {
            continue;
        }
        let under: Vec<usize> = (0..document.blocks.len())
            .filter(|at| document.ancestors(*at).any(|above| above == heading))
            .collect();
        let words: usize = under
            .iter()
            .filter_map(|at| document.blocks.get(*at))
            .map(|block| block.words)
            .sum();
        if words <= PROMISE_WORDS {
            for at in under {
                promised[at] = true;
            }
        }
    }
    promised
}

/// Where something is denied: from the first word of a denial to the end of its clause.
struct Denials<'r, 'a> {
    reader: &'r Reader<'a>,
    found: Spans<'a>,
    /// Words that only look like a denial.
    but_not: Spans<'a>,
}

impl<'r, 'a> Denials<'r, 'a> {
    fn of(reader: &'r Reader<'a>) -> Self {
        let words = &reader.rubric.reading.negated;
        Self {
            reader,
            found: reader.spans(&words.find),
            but_not: reader.spans_of(words.but_not.as_ref()),
        }
    }

    /// Adds what is denied in a sentence.
    fn read(&self, sentence: Span, out: &mut Vec<(Span, Stance)>) {
        for found in self.found.inside(sentence) {
            let mut excepted = self.but_not.inside(sentence);
            if excepted.any(|exception| exception.overlaps(found)) {
                continue;
            }
            let after = self.reader.text(Span::new(found.end, sentence.end));
            let end = clause_end(after);
            // "Guardrails and churn are out of scope": what is denied stands before.
            let closes = after
                .get(..end)
                .is_none_or(|rest| !rest.contains(char::is_alphanumeric));
            let mut words = words_of(self.reader.text(found));
            let start = if words.any(|word| PRONOUNS.contains(&word)) {
                sentence.start
            } else if closes {
                clause_start(self.reader, sentence, found)
            } else {
                found.start
            };
            out.push((Span::new(start, found.end + end), Stance::Negated));
        }
    }
}

/// Words that turn a sentence: what follows is not denied any more.
const TURNS: [&str; 7] = [
    " but ",
    " however ",
    " instead ",
    " although ",
    " rather ",
    " because ",
    " since ",
];

/// Words by which a denial points back to what stands before it ("I would leave them out").
const PRONOUNS: [&str; 7] = ["them", "these", "those", "it", "any", "that", "this"];

/// Words near whose beginning a piece between commas says something of its own.
const VERBAL: [&str; 16] = [
    "i", "we", "i'd", "it", "they", "the", "so", "and", "is", "are", "which", "that", "as", "this",
    "my", "our",
];

fn clause_end(after: &str) -> usize {
    let mut end = after.len();
    for turn in TURNS {
        end = after.find(turn).map_or(end, |at| at.min(end));
    }
    for (at, c) in after.char_indices() {
        let stops = matches!(c, ';' | ':' | '(')
            || c == ',' && !lists_on(after.get(at + 1..).unwrap_or(""));
        if stops {
            return end.min(at);
        }
    }
    end
}

/// Whether what follows a comma goes on with the list ("..., competition or pricing").
fn lists_on(rest: &str) -> bool {
    let piece = rest.split([',', ';', '.']).next().unwrap_or("");
    let words: Vec<&str> = piece.split_whitespace().collect();
    let verb = words.iter().take(3).any(|word| {
        VERBAL
            .iter()
            .any(|verbal| word.eq_ignore_ascii_case(verbal))
    });
    words.len() <= 5 && !verb
        || words
            .first()
            .is_some_and(|word| matches!(*word, "or" | "nor"))
}

fn clause_start(reader: &Reader, sentence: Span, found: Span) -> usize {
    let before = Span::new(sentence.start, found.start).of(&reader.document.plain);
    let cut = before.rfind([';', ':']).map_or(0, |at| at + 1);
    sentence.start + cut
}
