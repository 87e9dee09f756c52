//! Whether a text is an answer at all. Zeroing a real answer is far worse than grading an article, so
//! a text is called no answer only on two independent kinds of evidence and without an answer's voice,
//! or where very many small signs add up. Where fewer do, only what speaks to a reader is set aside.

use std::collections::BTreeSet;

use super::guide::{self, Looks, Measured};
use super::parts::Parts;
use super::speakers::Speaker;
use super::{Reader, share};
use crate::document::Block;
use crate::rubric::NotAnswer;
use crate::text::{Span, count_words};

/// Why a text is taken for no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAnAnswer {
    /// What it is taken for: "an advice article".
    pub kind: String,
    /// The evidence, in words.
    pub reasons: Vec<String>,
    /// The places that show it, in the plain text.
    pub spans: Vec<Span>,
}

/// A text shorter than this (in words) is never called off the subject.
const SUBJECT_WORDS: usize = 60;

/// The most places that are shown as reasons.
const SHOWN: usize = 5;

/// The fewest words of a sentence that tells a reader what to do.
const COMMAND_WORDS: usize = 5;

/// The most title blocks at the top that can say what a text is.
const TOP: usize = 4;

/// So many titles of kinds that are no answers count in full.
const MANY_TITLES: usize = 4;

/// The fewest titles of a kind that show it by themselves, where they are half of all headings.
const TITLES: usize = 3;

/// So many answered questions make an answer of a text that asks itself.
const ANSWERED: usize = 3;

/// The share of words that, set aside as advice or left blank, is evidence by itself.
const ADVISED: f64 = 0.4;

/// The share of words that, set aside, leaves little else.
const MOSTLY_ADVISED: f64 = 0.5;

/// The share of words under a sample's title from which a guide counts as an answer with advice beside it.
const SAMPLE: f64 = 0.25;

/// What the whole text is taken for.
pub(super) struct Verdict {
    /// Set where it is no answer.
    pub(super) not_an_answer: Option<NotAnAnswer>,
    /// The sentences of a text like a guide that speak to its reader, and so are none of the answer.
    pub(super) addressed: Vec<usize>,
}

/// Judges the whole text.
pub(super) fn judge(reader: &Reader, parts: &Parts) -> Verdict {
    let weigher = Weigher { reader, parts };
    let looks = weigher.looks();
    let not_an_answer = convict(&weigher, looks);
    let doubtful = not_an_answer.is_none() && looks != Looks::LikeAnAnswer;
    let addressed = doubtful.then(|| weigher.addressed());
    Verdict {
        not_an_answer,
        addressed: addressed.unwrap_or_default(),
    }
}

fn convict(weigher: &Weigher, looks: Looks) -> Option<NotAnAnswer> {
    let reader = weigher.reader;
    if weigher.off_subject().is_none()
        && (weigher.answers_itself()
            || weigher.share_answered() >= SAMPLE
            || weigher.share_sampled() >= SAMPLE)
    {
        return None;
    }
    weigher.off_subject().or_else(|| {
        let kinds = &reader.rubric.reading.not_answers;
        let asks_itself = reader.rubric.asks_itself;
        let own = &reader.rubric.keeps;
        let mut kinds = kinds
            .iter()
            .filter(|kind| !(asks_itself && kind.questions || own.contains(&kind.kind)));
        kinds
            .find_map(|kind| weigher.kind(kind))
            .or_else(|| weigher.weighed(looks))
    })
}

struct Weigher<'a> {
    reader: &'a Reader<'a>,
    parts: &'a Parts,
}

impl Weigher<'_> {
    /// Sentences that are neither furniture nor somebody else's turn, and whether advice took them.
    fn sentences(&self) -> impl Iterator<Item = (usize, Span)> {
        let all = self.reader.document.sentences.iter().enumerate();
        all.filter(|(at, _)| self.parts.of_sentence(*at).is_none() || self.parts.is_advice(*at))
            .map(|(at, sentence)| (at, sentence.text))
    }

    /// Whether it asks questions of its own and answers most of them.
    fn answers_itself(&self) -> bool {
        if !self.reader.rubric.asks_itself || self.share_set_aside() >= ADVISED {
            return false;
        }
        let asks = |text: Span| text.of(&self.reader.document.plain).ends_with('?');
        let blank = &self.reader.rubric.reading.placeholder.find;
        let said = |at: usize, text: Span| {
            !asks(text) && !self.parts.is_advice(at) && !self.reader.matches.any(blank, text)
        };
        let texts: Vec<(usize, Span)> = self.sentences().collect();
        let asked = texts.iter().filter(|(_, text)| asks(*text)).count();
        let pairs = texts.windows(2);
        let answered = pairs
            .filter(
                |pair| matches!(pair, [(_, first), (at, next)] if asks(*first) && said(*at, *next)),
            )
            .count();
        answered >= ANSWERED && 2 * answered >= asked
    }

    fn off_subject(&self) -> Option<NotAnAnswer> {
        let subject = self.reader.rubric.subject.as_ref()?;
        let words: usize = self
            .sentences()
            .map(|(_, text)| count_words(text.of(&self.reader.document.plain)))
            .sum();
        let speaks = !self.reader.matches.all(subject).is_empty();
        (words >= SUBJECT_WORDS && !speaks).then(|| NotAnAnswer {
            kind: "a text on something else".into(),
            reasons: vec![format!(
                "in {words} words it never speaks of what the question asks for"
            )],
            spans: Vec::new(),
        })
    }

    /// How much it looks like a guide, every small sign weighed.
    fn looks(&self) -> Looks {
        let sentences: Vec<Span> = self.sentences().map(|(_, text)| text).collect();
        let kinds = &self.reader.rubric.reading.not_answers;
        let titles: Vec<Vec<Span>> = kinds.iter().map(|kind| self.titles(kind)).collect();
        let headed = titles.iter().flatten().any(|title| self.is_head(*title));
        let titles = titles.iter().map(Vec::len).sum::<usize>().min(MANY_TITLES);
        let measured = Measured {
            signs: share(self.all_signs().len(), sentences.len()),
            titles: share(titles, MANY_TITLES),
            headed: f64::from(u8::from(headed)),
            advised: self.share_set_aside(),
            voice: share(self.voice(), sentences.len()),
        };
        guide::look(self.reader, self.parts, &sentences, measured)
    }

    /// A guide by the sum of its signs, though no one kind of them would convict it.
    fn weighed(&self, looks: Looks) -> Option<NotAnAnswer> {
        let guide = self.reader.rubric.reading.guide.as_ref()?;
        if looks != Looks::LikeAGuide {
            return None;
        }
        let addressed = self.addressed();
        let total = self.sentences().count();
        let said = format!(
            "{} of {total} sentences and lines speak to a reader, of no product in particular or of how to answer",
            addressed.len()
        );
        let texts = &self.reader.document.sentences;
        let spans = addressed.iter().filter_map(|at| texts.get(*at));
        Some(NotAnAnswer {
            kind: guide.kind.clone(),
            reasons: vec![said],
            spans: spans.map(|sentence| sentence.text).take(SHOWN).collect(),
        })
    }

    /// Sentences that speak to a reader, as those of guides do.
    fn addressed(&self) -> Vec<usize> {
        let signs = self.all_signs();
        self.sentences()
            .filter(|(at, text)| {
                self.parts.is_advice(*at)
                    || signs.contains(text)
                    || guide::addresses(self.reader, *text)
            })
            .map(|(at, _)| at)
            .collect()
    }

    /// The signs of all kinds of texts that are no answer.
    fn all_signs(&self) -> BTreeSet<Span> {
        let kinds = self.reader.rubric.reading.not_answers.iter();
        kinds.flat_map(|kind| self.signs(kind)).collect()
    }

    fn kind(&self, kind: &NotAnswer) -> Option<NotAnAnswer> {
        let titles = self.titles(kind);
        let signs = self.signs(kind);
        let total = self.sentences().count();
        let share = share(signs.len(), total);
        let advised = self.share_set_aside();
        // Much that speaks to a reader or leaves blanks, or a main title, makes fewer signs enough.
        let headed = titles.first().is_some_and(|title| self.is_head(*title));
        let least = if advised >= ADVISED || headed {
            kind.share / 2.0
        } else {
            kind.share
        };
        let signed = signs.len() >= kind.at_least && share >= least;
        let voice = self.voice();
        let kinds = [!titles.is_empty(), signed, advised >= ADVISED]
            .iter()
            .filter(|holds| **holds)
            .count();
        // An answer's own voice has to be outweighed.
        let strong = kinds == 3 || share >= 1.5 * kind.share;
        // A few first persons do not make a long guide an answer.
        let drowned = headed && signs.len() >= 4 * voice && voice * 12 < total;
        // Where most of it is advice or blank, a first person or two are the guide's own.
        let heard = if advised >= MOSTLY_ADVISED { 3 } else { 2 };
        let by_signs = kinds >= 2 && signed && (voice < heard || strong && voice < 4 || drowned);
        let by_advice = headed && advised >= MOSTLY_ADVISED && voice < heard;
        let by_titles = headed && self.mostly(&titles) && voice < 2;
        let convicted = by_signs || by_titles || by_advice;
        if !convicted {
            return None;
        }
        let mut reasons = Vec::new();
        if !titles.is_empty() {
            reasons.push("its title says so".to_owned());
        }
        reasons.push(format!(
            "{} of {total} sentences and lines are of that kind",
            signs.len()
        ));
        if advised >= ADVISED {
            reasons.push(format!(
                "{:.0} % of it speaks to a reader or leaves blanks",
                advised * 100.0
            ));
        }
        let mut spans = titles;
        spans.extend(signs);
        spans.truncate(SHOWN);
        Some(NotAnAnswer {
            kind: kind.kind.clone(),
            reasons,
            spans,
        })
    }

    fn titles(&self, kind: &NotAnswer) -> Vec<Span> {
        let Some(pattern) = &kind.titles else {
            return Vec::new();
        };
        let blocks = &self.reader.document.blocks;
        let top = blocks
            .iter()
            .take(TOP)
            .filter(|block| count_words(block.text.of(&self.reader.document.plain)) <= 16);
        let headings = blocks.iter().filter(|block| Block::is_heading(block));
        let mut spans: Vec<Span> = top
            .chain(headings)
            .map(|block| block.text)
            .filter(|text| self.reader.matches.any(pattern, *text))
            .collect();
        spans.dedup();
        spans
    }

    /// Whether so many of the headings are titles of a kind that it is a table of its contents.
    fn mostly(&self, titles: &[Span]) -> bool {
        let blocks = &self.reader.document.blocks;
        let headings = blocks.iter().filter(|block| Block::is_heading(block));
        titles.len() >= TITLES && 2 * titles.len() >= headings.count()
    }

    /// Whether a title stands at the very top.
    fn is_head(&self, title: Span) -> bool {
        let blocks = &self.reader.document.blocks;
        let first = blocks.iter().position(Block::is_heading).unwrap_or(0);
        blocks
            .iter()
            .take(first + 1)
            .any(|block| block.text == title)
    }

    fn signs(&self, kind: &NotAnswer) -> Vec<Span> {
        let matches = self.reader.matches;
        let signed = |text: Span| {
            let signs = kind.signs.as_ref();
            signs.is_some_and(|pattern| matches.any(pattern, text))
        };
        // A command of a word or two is a title, or a note of what was done.
        let begun = |text: Span| {
            if count_words(text.of(&self.reader.document.plain)) < COMMAND_WORDS {
                return false;
            }
            let begins = kind.begins.as_ref().map(|set| matches.inside(set, text));
            begins.is_some_and(|found| found.first().is_some_and(|at| at.start == text.start))
        };
        self.sentences()
            .map(|(_, text)| text)
            .filter(|text| signed(*text) || begun(*text))
            .collect()
    }

    fn share_set_aside(&self) -> f64 {
        let (mut aside, mut all) = (0, 0);
        for (at, text) in self.sentences() {
            let words = count_words(text.of(&self.reader.document.plain));
            all += words;
            let blank = self
                .reader
                .matches
                .any(&self.reader.rubric.reading.placeholder.find, text);
            aside += if blank || self.parts.is_advice(at) {
                words
            } else {
                0
            };
        }
        share(aside, all)
    }

    /// The share of words that a candidate says in a dialogue.
    fn share_answered(&self) -> f64 {
        if !self.parts.is_dialogue() {
            return 0.0;
        }
        self.share_of(|block| self.parts.speaker(block) == Speaker::Candidate)
    }

    /// The share of words that stand under a sample's title.
    fn share_sampled(&self) -> f64 {
        self.share_of(|block| self.parts.in_sample(block))
    }

    /// The share of words that stand in some blocks and are not set aside.
    fn share_of(&self, counts: impl Fn(usize) -> bool) -> f64 {
        let document = self.reader.document;
        let words = |text: Span| count_words(text.of(&document.plain));
        let all: usize = self.sentences().map(|(_, text)| words(text)).sum();
        let sampled: usize = document
            .sentences
            .iter()
            .enumerate()
            .filter(|(at, sentence)| {
                self.parts.of_sentence(*at).is_none() && counts(sentence.block)
            })
            .map(|(_, sentence)| words(sentence.text))
            .sum();
        share(sampled, all)
    }

    /// Sentences outside advice that speak as someone at work on the question.
    fn voice(&self) -> usize {
        let voice = &self.reader.rubric.reading.voice;
        self.sentences()
            .filter(|(at, text)| {
                !self.parts.is_advice(*at) && self.reader.matches.any(voice, *text)
            })
            .count()
    }
}
