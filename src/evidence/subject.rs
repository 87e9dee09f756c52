//! Whether an answer speaks of what its question is about, and of anything of its own at all.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::Sentence;
use crate::rubric::Reading;
use crate::text::{Span, stem, words_in};

/// An answer of fewer words need not say again what it is about.
const BRIEF: usize = 60;

/// The same where one word of the question alone tells it.
const BRIEF_FOR_ONE: usize = 150;

/// The shortest word that tells anything, in letters, if it is not all capitals.
const SHORTEST: usize = 3;

/// The last letter of the scripts whose words are parted by spaces and told by their beginnings.
const LATIN: char = '\u{24f}';

/// Of fewer words it is not asked whether they are about anything of their own.
const SHORT: usize = 60;

/// An answer of whose words fewer than one in so many are of its own is general talk. Good answers by people who
/// use the words of textbooks have as few as one in thirty.
const OWN: usize = 40;

/// The same for an answer in which hardly anything is of its own.
const HOLLOW: usize = 45;

/// Who speaks of a case comes back to what it is made of. An answer is general talk, too, where of its words fewer
/// than one in so many are of its own and stand in several sentences.
const AGAIN: usize = 150;

/// The same for an answer in which hardly anything comes back.
const NEVER: usize = 200;

/// Of fewer words (a page of notes) nothing need come back.
const LONG: usize = 280;

/// What a text opens with repeats its question, so many bytes of it.
const OPENING: usize = 140;

/// The longest name of a method or a metric that is all capitals, in letters.
const ACRONYM: usize = 6;

/// The words of `question` that tell what it is about, if the sentences of the `answer`, in `plain`, have
/// none of them.
pub(super) fn unmentioned<'d>(
    question: &str,
    plain: &str,
    answer: impl Iterator<Item = &'d Sentence>,
    reading: &Reading,
) -> Vec<String> {
    let mut subject: Vec<(&str, String)> = Vec::new();
    for (_, word) in words_in(question) {
        let long = word.chars().count() >= SHORTEST || is_capital(word);
        let tells = long
            && word.starts_with(char::is_alphabetic)
            && !reading.question.contains(&word.to_lowercase());
        let stem = stem(word);
        if tells && subject.iter().all(|(_, known)| *known != stem) {
            subject.push((word, stem));
        }
    }
    let foreign = |(word, _): &(&str, String)| word.chars().any(|c| c > LATIN);
    if subject.is_empty() || subject.iter().any(foreign) {
        return Vec::new();
    }
    let is_subject = |word: &str| {
        let stem = stem(word);
        subject.iter().any(|(_, known)| *known == stem)
    };
    let mut read = 0;
    for sentence in answer {
        let text = sentence.text.of(plain);
        if question.contains(text) {
            continue;
        }
        read += sentence.words;
        if words_in(text).any(|(_, word)| is_subject(word)) {
            return Vec::new();
        }
    }
    let brief = if subject.len() > 1 {
        BRIEF
    } else {
        BRIEF_FOR_ONE
    };
    if read < brief {
        return Vec::new();
    }
    subject
        .into_iter()
        .map(|(word, _)| word.to_owned())
        .collect()
}

/// What is of its own in an answer that is general talk and would fit any other case.
#[derive(Debug, Default)]
pub struct General {
    /// The answer's sentences, in order.
    sentences: Vec<Span>,
    /// Whether so much of it is general that a mention has to be of this case, too.
    hollow: bool,
    /// Where words of its own begin, in order.
    words: Vec<usize>,
    /// Where words of the question begin that tell what it is about, in order.
    subject: Vec<usize>,
    /// Where figures of two digits and more stand, in order: others number parts and steps.
    figures: Vec<usize>,
}

/// So many words of its own, together with a mention, develop something.
const DEVELOPED_BY: usize = 2;

impl General {
    /// The highest level that what stands at `spans` can reach: none where all of their sentences would fit
    /// any other case; words of its own and figures make more than a mention of it.
    #[must_use]
    pub fn most(&self, spans: &[Span]) -> usize {
        if self.hollow {
            let sentences = spans.iter().map(|span| self.around(*span));
            if inside(&self.words, sentences.clone()) + inside(&self.subject, sentences) == 0 {
                return 0;
            }
        }
        let mut words = inside(&self.words, spans.iter().copied());
        if !self.hollow {
            words += inside(&self.subject, spans.iter().copied());
        }
        let figures = inside(&self.figures, spans.iter().copied());
        1 + words / DEVELOPED_BY + figures.min(1)
    }

    /// The sentence that holds a span, or else the span.
    fn around(&self, span: Span) -> Span {
        let behind = self
            .sentences
            .partition_point(|sentence| sentence.start <= span.start);
        let holding = behind.checked_sub(1).and_then(|at| self.sentences.get(at));
        holding.copied().unwrap_or(span)
    }
}

/// How many of some places, in order, are in `spans`.
fn inside(places: &[usize], spans: impl Iterator<Item = Span>) -> usize {
    let counts = spans.map(|span| {
        let from = places.partition_point(|at| *at < span.start);
        let to = places.partition_point(|at| *at < span.end);
        to - from
    });
    counts.sum()
}

/// What is of its own in the sentences of the `answer`, in `plain`, where that is so little that it is
/// general talk.
pub(super) fn general<'d>(
    question: Option<&str>,
    plain: &str,
    answer: impl Iterator<Item = &'d Sentence> + Clone,
    reading: &Reading,
) -> Option<General> {
    let all: usize = answer.clone().map(|one| one.words).sum();
    if all < SHORT {
        return None;
    }
    let mut repeated = opening(plain);
    repeated.extend(
        question
            .into_iter()
            .flat_map(words_in)
            .map(|(_, word)| stem(word)),
    );
    let mut general = General::default();
    let mut again = Again::default();
    let dwells = |again: &Again| all < LONG || again.words.len() * AGAIN >= all;
    for (nth, sentence) in answer.enumerate() {
        general.sentences.push(sentence.text);
        for (at, word) in words_in(sentence.text.of(plain)) {
            let at = sentence.text.start + at;
            if word.starts_with(|c: char| c.is_ascii_digit()) {
                if word.len() > 1 {
                    general.figures.push(at);
                }
            } else if let Some(stem) = unusual(word, reading) {
                if repeated.contains(&stem) {
                    general.subject.push(at);
                } else {
                    general.words.push(at);
                    again.add(stem, nth, at);
                }
            }
        }
        // Most answers are known not to be general long before their end.
        if general.words.len() * OWN >= all && dwells(&again) {
            return None;
        }
    }
    let never = all >= LONG && again.words.len() * NEVER < all;
    general.hollow = never || general.words.len() * HOLLOW < all;
    if !dwells(&again) {
        // What is said once in such a text is not what it is about.
        again.words.sort_unstable();
        general.words = again.words;
    }
    Some(general)
}

/// The words that stand in two sentences and more.
#[derive(Default)]
struct Again {
    /// For each stem the last sentence that has it, and where it stands there if no other has it.
    known: BTreeMap<String, (usize, Vec<usize>)>,
    /// Where they begin.
    words: Vec<usize>,
}

impl Again {
    fn add(&mut self, stem: String, sentence: usize, at: usize) {
        let (last, alone) = self.known.entry(stem).or_insert((sentence, Vec::new()));
        if *last == sentence {
            alone.push(at);
        } else {
            self.words.append(alone);
            self.words.push(at);
            *last = sentence;
        }
    }
}

/// The stems of the words with which a text opens: they repeat its question.
pub(super) fn opening(plain: &str) -> BTreeSet<String> {
    let opening = plain.get(..plain.floor_char_boundary(OPENING));
    let words = opening.into_iter().flat_map(words_in);
    words.map(|(_, word)| stem(word)).collect()
}

/// The stem of a word that is none that answers on anything use.
pub(super) fn unusual(word: &str, reading: &Reading) -> Option<String> {
    let usual = word.len() < SHORTEST
        || word.contains(['\'', '’'])
        || !word.starts_with(char::is_alphabetic)
        || is_capital(word) && word.len() <= ACRONYM;
    if usual {
        return None;
    }
    Some(stem(word)).filter(|stem| !reading.general.contains(stem))
}

fn is_capital(word: &str) -> bool {
    word.chars().all(char::is_uppercase)
}
