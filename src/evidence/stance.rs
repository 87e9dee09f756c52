//! How the writer stands to what a sentence says: said, announced, denied, asked, left open.

use super::Reader;
use super::salad::{self, words_of};
use crate::document::Sentence;
use crate::rubric::{Stance, StanceWords};
use crate::text::{Span, count_words};

/// The stances of every sentence of a document.
pub(super) struct Stances {
    sentences: Vec<Stance>,
    /// Stretches that only part of a sentence makes: denials to the end of their clause, promises up
    /// to a colon.
    stretches: Vec<(Span, Stance)>,
}

impl Stances {
    /// The stance of what stands at `span` in `sentence`.
    pub(super) fn at(&self, sentence: usize, span: Span) -> Stance {
        let whole = self
            .sentences
            .get(sentence)
            .copied()
            .unwrap_or(Stance::Delivered);
        if whole != Stance::Delivered {
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
pub(super) fn of_sentences(reader: &Reader) -> Stances {
    let reading = &reader.rubric.reading;
    let mut stances = Stances {
        sentences: Vec::new(),
        stretches: Vec::new(),
    };
    let promised = promised_blocks(reader);
    let termed = salad::lists_of_terms(reader.document);
    for sentence in &reader.document.sentences {
        let text = sentence.text.of(&reader.document.plain);
        let heading = reader
            .document
            .blocks
            .get(sentence.block)
            .is_some_and(crate::document::Block::is_heading);
        let meant = |words: &StanceWords| {
            reader.matches.any(&words.find, sentence.text)
                && !words
                    .but_not
                    .as_ref()
                    .is_some_and(|not| reader.matches.any(not, sentence.text))
        };
        let stance = if meant(&reading.placeholder) {
            Stance::Placeholder
        } else if heading && !text.ends_with('?') {
            Stance::Delivered
        } else if text.ends_with('?') || meant(&reading.asked) {
            Stance::Asked
        } else if meant(&reading.announced) {
            match text
                .find(": ")
                .filter(|colon| count_words(text.get(colon + 1..).unwrap_or("")) >= DELIVERY)
            {
                Some(colon) => {
                    let promise = Span::new(sentence.text.start, sentence.text.start + colon);
                    stances.stretches.push((promise, Stance::Announced));
                    Stance::Delivered
                }
                None => Stance::Announced,
            }
        } else if meant(&reading.generic)
            || salad::is_string_of_terms(reader, sentence.text)
            || termed.contains(&sentence.block)
            || follows_generic(reader, &stances.sentences, sentence)
        {
            Stance::Generic
        } else if promised.get(sentence.block).copied().unwrap_or(false) {
            Stance::Announced
        } else {
            Stance::Delivered
        };
        stances.sentences.push(stance);
        negations(reader, sentence.text, &mut stances.stretches);
    }
    stances.stretches.sort_by_key(|(stretch, _)| *stretch);
    stances
}

/// Whether a sentence only goes on with what the one before said of any product.
fn follows_generic(reader: &Reader, before: &[Stance], sentence: &Sentence) -> bool {
    let generic = &reader.rubric.reading.generic;
    let same = before
        .len()
        .checked_sub(1)
        .and_then(|at| reader.document.sentences.get(at))
        .is_some_and(|last| last.block == sentence.block);
    let start = sentence.text.start;
    let goes_on = generic.goes_on.as_ref().is_some_and(|pattern| {
        let found = reader.matches.inside(pattern, sentence.text);
        found.iter().any(|span| span.start == start)
    });
    let meant = generic
        .but_not
        .as_ref()
        .is_none_or(|not| !reader.matches.any(not, sentence.text));
    same && before.last() == Some(&Stance::Generic) && goes_on && meant
}

/// A part longer than this (in words) delivers, whatever its heading says.
const PROMISE_WORDS: usize = 150;

/// Which blocks stand under a heading such as "Agenda", in a part short enough to be one.
fn promised_blocks(reader: &Reader) -> Vec<bool> {
    let document = reader.document;
    let mut promised = vec![false; document.blocks.len()];
    let Some(pattern) = &reader.rubric.reading.announced.headings else {
        return promised;
    };
    for (heading, block) in document.blocks.iter().enumerate() {
        if !block.is_heading() || !reader.covers(pattern, block.text) {
            continue;
        }
        let under: Vec<usize> = (0..document.blocks.len())
            .filter(|at| document.ancestors(*at).any(|above| above == heading))
            .collect();
        let words: usize = under
            .iter()
            .filter_map(|at| document.blocks.get(*at))
            .map(|block| count_words(block.text.of(&document.plain)))
            .sum();
        if words <= PROMISE_WORDS {
            for at in under {
                promised[at] = true;
            }
        }
    }
    promised
}

/// A denial reaches from its first word to the end of its clause.
fn negations(reader: &Reader, sentence: Span, out: &mut Vec<(Span, Stance)>) {
    let words = &reader.rubric.reading.negated;
    for found in reader.matches.inside(&words.find, sentence) {
        let meant = !words.but_not.as_ref().is_some_and(|not| {
            reader
                .matches
                .inside(not, sentence)
                .iter()
                .any(|exception| exception.overlaps(found))
        });
        if meant {
            let after = Span::new(found.end, sentence.end).of(&reader.document.plain);
            let end = clause_end(after);
            // "Guardrails and churn are out of scope": what is denied stands before.
            let closes = after
                .get(..end)
                .is_none_or(|rest| rest.trim_matches(|c: char| !c.is_alphanumeric()).is_empty());
            let pronoun =
                words_of(found.of(&reader.document.plain)).any(|word| PRONOUNS.contains(&word));
            let start = if pronoun {
                sentence.start
            } else if closes {
                clause_start(reader, sentence, found)
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
        matches!(
            word.to_ascii_lowercase().as_str(),
            "i" | "we"
                | "i'd"
                | "it"
                | "they"
                | "the"
                | "so"
                | "and"
                | "is"
                | "are"
                | "which"
                | "that"
                | "as"
                | "this"
                | "my"
                | "our"
        )
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
