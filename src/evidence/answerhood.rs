//! Whether a text is an answer at all. Zeroing a real answer is far worse than grading an article, so
//! a text is called no answer only on two independent kinds of evidence and without an answer's voice,
//! or where very many small signs add up. Where fewer do, it is graded, and said to be doubtful.

use super::guide::{Guidance, Looks, Measured};
use super::kinds::{ADVISED, Balance, SHOWN, Signed, Text, is_head};
use super::parts::Parts;
use super::speakers::Speaker;
use super::{Reader, share};
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

/// So many titles of kinds that are no answers count in full.
const MANY_TITLES: usize = 4;

/// So many answered questions make an answer of a text that asks itself.
const ANSWERED: usize = 3;

/// The share of words under a sample's title from which a guide counts as an answer with advice beside it.
const SAMPLE: f64 = 0.25;

/// The share of sentences on something else that is a reason by itself.
const SILENT: f64 = 0.3;

/// So many more moves than usual tell another kind where questions are put and answered.
const ANSWERS: usize = 1;

/// The same where a text speaks with an answer's own voice, in so many sentences, or has so many of an answer's
/// parts.
const SPEAKS: usize = 2;
const VOICES: usize = 4;
const ANSWER_PARTS: usize = 3;

/// What the whole text is taken for.
pub(super) struct Verdict {
    /// Set where it is no answer.
    pub(super) not_an_answer: Option<NotAnAnswer>,
    /// What else it may be, where that is more likely than an answer.
    pub(super) may_be: Option<String>,
}

/// Judges the whole text.
pub(super) fn judge(reader: &Reader, parts: &Parts) -> Verdict {
    let weigher = Weigher::new(reader, parts);
    let looks = weigher.looks();
    let not_an_answer = convict(&weigher, looks);
    let graded = not_an_answer.is_none();
    let rather = looks.rather;
    let rather = rather.filter(|_| graded && !weigher.holds_an_answer());
    Verdict {
        not_an_answer,
        may_be: rather.map(|guide| guide.kind.clone()),
    }
}

fn convict(weigher: &Weigher, looks: Looks) -> Option<NotAnAnswer> {
    let reader = weigher.reader;
    let off_subject = weigher.off_subject();
    let asks_itself = reader.rubric.asks_itself;
    let own = &reader.rubric.keeps;
    let mut kinds = weigher.kinds.iter().filter(|signed| {
        !(asks_itself && signed.kind.questions || own.contains(&signed.kind.kind))
    });
    if off_subject.is_none() && weigher.holds_an_answer() {
        // Pages of many kinds put questions and answer them.
        let sampled = weigher.share_answered() >= SAMPLE || weigher.share_sampled() >= SAMPLE;
        let told = kinds.find_map(|signed| signed.told(weigher.balance.more.max(ANSWERS)));
        return told
            .filter(|_| !sampled)
            .or_else(|| weigher.weighed(looks).filter(|_| looks.is_plain(sampled)));
    }
    off_subject.or_else(|| {
        kinds
            .find_map(|signed| signed.convict(reader, weigher.balance))
            .or_else(|| weigher.weighed(looks))
    })
}

/// How many headings are called what the parts of answers are.
fn answer_parts(reader: &Reader) -> usize {
    let named = reader.spans(&reader.rubric.reading.terms);
    let headings = reader
        .document
        .blocks
        .iter()
        .filter(|block| block.is_heading());
    headings
        .filter(|block| reader.covers(&named, block.text))
        .count()
}

struct Weigher<'a> {
    reader: &'a Reader<'a>,
    parts: &'a Parts,
    texts: Vec<Text>,
    kinds: Vec<Signed<'a>>,
    /// Whether each of `texts` is a sign of some kind.
    signs: Vec<bool>,
    guidance: Guidance<'a>,
    balance: Balance,
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
        let heard = |text: &&Text| !text.advice && !text.blank && voice.has(text.at);
        let mut signs = vec![false; texts.len()];
        let guidance = Guidance::find(reader);
        let voice = texts.iter().filter(heard).count();
        let more = if voice >= VOICES || answer_parts(reader) >= ANSWER_PARTS {
            SPEAKS
        } else {
            usize::from(guidance.opens_as_answers_do(reader))
        };
        let kinds = reading.not_answers.iter();
        let kinds = kinds.map(|kind| Signed::find(reader, kind, &texts, &mut signs));
        Self {
            reader,
            parts,
            kinds: kinds.collect(),
            signs,
            guidance,
            balance: Balance {
                total: texts.len(),
                voice,
                advised,
                more,
            },
            words,
            texts,
        }
    }

    /// Whether it plainly holds an answer, whatever stands beside it.
    fn holds_an_answer(&self) -> bool {
        self.answers_itself() || self.share_answered() >= SAMPLE || self.share_sampled() >= SAMPLE
    }

    /// Whether it asks questions of its own and answers most of them.
    fn answers_itself(&self) -> bool {
        if !self.reader.rubric.asks_itself || self.balance.advised >= ADVISED {
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
        let headed = titles.any(|title| is_head(self.reader, *title));
        let titles = self.kinds.iter().map(|signed| signed.titles.len());
        let titles = titles.sum::<usize>().min(MANY_TITLES);
        let signs = self.signs.iter().filter(|sign| **sign).count();
        let measured = Measured {
            signs: share(signs, sentences.len()),
            titles: share(titles, MANY_TITLES),
            headed: f64::from(u8::from(headed)),
            advised: self.balance.advised,
            voice: share(self.balance.voice, sentences.len()),
        };
        self.guidance
            .look(self.reader, self.parts, &sentences, measured)
    }

    /// No answer by the sum of its signs, though no one kind of them would convict it.
    fn weighed(&self, looks: Looks) -> Option<NotAnAnswer> {
        let (guide, _) = looks.none?;
        let addressed = self.addressed();
        let total = self.texts.len();
        let mut reasons = vec![format!(
            "{} of {total} sentences and lines speak to a reader, of no product in particular or of how to answer",
            addressed.len()
        )];
        let silent = total - self.guidance.spoken(&self.sentences(), 1);
        if guide.weighs_sides() && share(silent, total) >= SILENT {
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
