//! Whether a text is an answer at all. Zeroing a real answer is far worse than grading an article, so
//! a text is called no answer only on two independent kinds of evidence and without an answer's voice,
//! or where very many small signs add up. Where fewer do, only what speaks to a reader is set aside.

use super::guide::{Guidance, Looks, Measured};
use super::parts::Parts;
use super::speakers::Speaker;
use super::{Reader, share};
use crate::document::Block;
use crate::rubric::NotAnswer;
use crate::text::Span;

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

/// The most words of such a block.
const TITLE_WORDS: usize = 16;

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

/// The share of sentences on something else that is a reason by itself.
const SILENT: f64 = 0.3;

/// What the whole text is taken for.
pub(super) struct Verdict {
    /// Set where it is no answer.
    pub(super) not_an_answer: Option<NotAnAnswer>,
    /// What else it may be, where that is more likely than an answer.
    pub(super) may_be: Option<String>,
    /// The sentences of a text like a guide that speak to its reader, and so are none of the answer.
    pub(super) addressed: Vec<usize>,
}

/// Judges the whole text.
pub(super) fn judge(reader: &Reader, parts: &Parts) -> Verdict {
    let weigher = Weigher::new(reader, parts);
    let looks = weigher.looks();
    let not_an_answer = convict(&weigher, looks);
    let doubtful = not_an_answer.is_none() && !matches!(looks, Looks::LikeAnAnswer);
    let addressed = doubtful.then(|| weigher.addressed());
    let may_be = match looks {
        Looks::Rather(guide) if doubtful && !weigher.holds_an_answer() => Some(guide.kind.clone()),
        _ => None,
    };
    Verdict {
        not_an_answer,
        may_be,
        addressed: addressed.unwrap_or_default(),
    }
}

fn convict(weigher: &Weigher, looks: Looks) -> Option<NotAnAnswer> {
    let reader = weigher.reader;
    let off_subject = weigher.off_subject();
    if off_subject.is_none() && weigher.holds_an_answer() {
        return None;
    }
    off_subject.or_else(|| {
        let asks_itself = reader.rubric.asks_itself;
        let own = &reader.rubric.keeps;
        let mut kinds = weigher.kinds.iter().filter(|signed| {
            !(asks_itself && signed.kind.questions || own.contains(&signed.kind.kind))
        });
        kinds
            .find_map(|signed| weigher.kind(signed))
            .or_else(|| weigher.weighed(looks))
    })
}

/// A sentence that is neither furniture nor somebody else's turn.
struct Text {
    /// Its place among all sentences.
    at: usize,
    span: Span,
    words: usize,
    /// Whether it is set aside as advice.
    advice: bool,
    /// Whether something is left open in it.
    blank: bool,
}

/// A kind of text that is no answer, and what there is of it.
struct Signed<'a> {
    kind: &'a NotAnswer,
    titles: Vec<Span>,
    /// The sentences that are signs of it.
    signs: Vec<Span>,
}

struct Weigher<'a> {
    reader: &'a Reader<'a>,
    parts: &'a Parts,
    texts: Vec<Text>,
    kinds: Vec<Signed<'a>>,
    /// Whether each of `texts` is a sign of some kind.
    signs: Vec<bool>,
    guidance: Guidance<'a>,
    /// Sentences outside advice that speak as someone at work on the question.
    voice: usize,
    /// The share of words that are set aside as advice, or blank.
    advised: f64,
    /// The words of all texts.
    words: usize,
}

impl<'a> Weigher<'a> {
    fn new(reader: &'a Reader<'a>, parts: &'a Parts) -> Self {
        let reading = &reader.rubric.reading;
        let blank = reader.marks(&reading.placeholder.find);
        let voice = reader.marks(&reading.voice);
        let all = reader.document.sentences.iter().enumerate();
        let texts: Vec<Text> = all
            .filter(|(at, _)| !parts.is_aside(*at) || parts.is_advice(*at))
            .map(|(at, sentence)| Text {
                at,
                span: sentence.text,
                words: sentence.words,
                advice: parts.is_advice(at),
                blank: blank.has(at),
            })
            .collect();
        let words = texts.iter().map(|text| text.words).sum();
        let aside = texts.iter().filter(|text| text.blank || text.advice);
        let advised = share(aside.map(|text| text.words).sum(), words);
        let heard = |text: &&Text| !text.advice && voice.has(text.at);
        let mut weigher = Self {
            reader,
            parts,
            voice: texts.iter().filter(heard).count(),
            kinds: Vec::new(),
            signs: vec![false; texts.len()],
            guidance: Guidance::find(reader),
            advised,
            words,
            texts,
        };
        for kind in &reading.not_answers {
            let signs = weigher.signs(kind);
            weigher.kinds.push(Signed {
                kind,
                titles: weigher.titles(kind),
                signs,
            });
        }
        weigher
    }

    /// Whether it plainly holds an answer, whatever stands beside it.
    fn holds_an_answer(&self) -> bool {
        self.answers_itself() || self.share_answered() >= SAMPLE || self.share_sampled() >= SAMPLE
    }

    /// Whether it asks questions of its own and answers most of them.
    fn answers_itself(&self) -> bool {
        if !self.reader.rubric.asks_itself || self.advised >= ADVISED {
            return false;
        }
        let asks = |text: &Text| self.reader.text(text.span).ends_with('?');
        let said = |text: &Text| !asks(text) && !text.advice && !text.blank;
        let asked = self.texts.iter().filter(|text| asks(text)).count();
        let pairs = self.texts.windows(2);
        let answered = pairs
            .filter(|pair| matches!(pair, [first, next] if asks(first) && said(next)))
            .count();
        answered >= ANSWERED && 2 * answered >= asked
    }

    fn off_subject(&self) -> Option<NotAnAnswer> {
        let subject = self.reader.rubric.subject.as_ref()?;
        let words = self.words;
        let speaks = !self.reader.spans(subject).is_empty();
        (words >= SUBJECT_WORDS && !speaks).then(|| NotAnAnswer {
            kind: "a text on something else".into(),
            reasons: vec![format!(
                "in {words} words it never speaks of what the question asks for"
            )],
            spans: Vec::new(),
        })
    }

    fn sentences(&self) -> Vec<usize> {
        self.texts.iter().map(|text| text.at).collect()
    }

    /// How much it looks like a guide, every small sign weighed.
    fn looks(&self) -> Looks<'a> {
        let sentences = self.sentences();
        let mut titles = self.kinds.iter().flat_map(|signed| &signed.titles);
        let headed = titles.any(|title| self.is_head(*title));
        let titles = self.kinds.iter().map(|signed| signed.titles.len());
        let titles = titles.sum::<usize>().min(MANY_TITLES);
        let signs = self.signs.iter().filter(|sign| **sign).count();
        let measured = Measured {
            signs: share(signs, sentences.len()),
            titles: share(titles, MANY_TITLES),
            headed: f64::from(u8::from(headed)),
            advised: self.advised,
            voice: share(self.voice, sentences.len()),
        };
        self.guidance
            .look(self.reader, self.parts, &sentences, measured)
    }

    /// No answer by the sum of its signs, though no one kind of them would convict it.
    fn weighed(&self, looks: Looks) -> Option<NotAnAnswer> {
        let Looks::LikeNone(guide) = looks else {
            return None;
        };
        let addressed = self.addressed();
        let total = self.texts.len();
        let mut reasons = vec![format!(
            "{} of {total} sentences and lines speak to a reader, of no product in particular or of how to answer",
            addressed.len()
        )];
        let silent = total - self.guidance.spoken(&self.sentences(), 1);
        if guide.side < 0.0 && share(silent, total) >= SILENT {
            reasons.push(format!(
                "{silent} speak of nothing that the question asks for"
            ));
        }
        let texts = &self.reader.document.sentences;
        let spans = addressed.iter().filter_map(|at| texts.get(*at));
        Some(NotAnAnswer {
            kind: guide.kind.clone(),
            reasons,
            spans: spans.map(|sentence| sentence.text).take(SHOWN).collect(),
        })
    }

    /// Sentences that speak to a reader, as those of guides do.
    fn addressed(&self) -> Vec<usize> {
        let texts = self.texts.iter().zip(&self.signs);
        texts
            .filter(|(text, sign)| text.advice || **sign || self.guidance.addresses(text.at))
            .map(|(text, _)| text.at)
            .collect()
    }

    fn kind(&self, signed: &Signed) -> Option<NotAnAnswer> {
        let Signed {
            kind,
            titles,
            signs,
        } = signed;
        let total = self.texts.len();
        let share = share(signs.len(), total);
        let advised = self.advised;
        // Much that speaks to a reader or leaves blanks, or a main title, makes fewer signs enough.
        let headed = titles.first().is_some_and(|title| self.is_head(*title));
        let least = if advised >= ADVISED || headed {
            kind.share / 2.0
        } else {
            kind.share
        };
        let signed = signs.len() >= kind.at_least && share >= least;
        let voice = self.voice;
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
        let by_titles = headed && self.mostly(titles) && voice < 2;
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
        let spans = titles.iter().chain(signs).copied();
        Some(NotAnAnswer {
            kind: kind.kind.clone(),
            reasons,
            spans: spans.take(SHOWN).collect(),
        })
    }

    fn titles(&self, kind: &NotAnswer) -> Vec<Span> {
        let found = self.reader.spans_of(kind.titles.as_ref());
        if found.is_empty() {
            return Vec::new();
        }
        let blocks = &self.reader.document.blocks;
        let top = blocks
            .iter()
            .take(TOP)
            .filter(|block| block.words <= TITLE_WORDS);
        let headings = blocks.iter().filter(|block| Block::is_heading(block));
        let mut spans: Vec<Span> = top
            .chain(headings)
            .map(|block| block.text)
            .filter(|text| found.any(*text))
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

    /// The sentences that are signs of a kind, noted among those of all kinds.
    fn signs(&mut self, kind: &NotAnswer) -> Vec<Span> {
        let signed = self.reader.marks_of(kind.signs.as_ref());
        let begins = self.reader.spans_of(kind.begins.as_ref());
        let begun = self.reader.marks_of_found(&begins);
        let mut spans = Vec::new();
        for (text, sign) in self.texts.iter().zip(&mut self.signs) {
            // A command of a word or two is a title, or a note of what was done.
            let command = || {
                text.words >= COMMAND_WORDS
                    && begun.has(text.at)
                    && begins
                        .inside(text.span)
                        .next()
                        .is_some_and(|at| at.start == text.span.start)
            };
            if signed.has(text.at) || command() {
                *sign = true;
                spans.push(text.span);
            }
        }
        spans
    }

    /// The share of words that a candidate says in a dialogue.
    fn share_answered(&self) -> f64 {
        if !self.parts.talk().both {
            return 0.0;
        }
        self.share_of(|block| self.parts.talk().speaker(block) == Speaker::Candidate)
    }

    /// The share of words that stand under a sample's title.
    fn share_sampled(&self) -> f64 {
        self.share_of(|block| self.parts.in_sample(block))
    }

    /// The share of words that stand in some blocks and are not set aside.
    fn share_of(&self, counts: impl Fn(usize) -> bool) -> f64 {
        let sentences = self.reader.document.sentences.iter().enumerate();
        let counted = sentences
            .filter(|(at, sentence)| !self.parts.is_aside(*at) && counts(sentence.block))
            .map(|(_, sentence)| sentence.words)
            .sum();
        share(counted, self.words)
    }
}
