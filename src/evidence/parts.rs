//! What of a document is the answer, and what stands beside it: page furniture, an interviewer's
//! turns, advice, templates, text that addresses the grader. Judged part by part.

use super::asides::Openings;
use super::furniture;
use super::marks::Marks;
use super::speakers::{self, Speaker, Talk};
use super::{Reader, SetAside};
use crate::document::{Block, Document, Kind, Sentence, Zone};
use crate::text::Span;

/// Why a sentence is set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Reason {
    kind: String,
    furniture: bool,
    /// Taken back when a text that looks like no answer is read as one.
    advice: bool,
}

/// The parts of a document, sentence by sentence.
#[derive(Debug)]
pub(super) struct Parts {
    sentences: Vec<Option<Reason>>,
    talk: Talk,
    /// Whether each block stands under a sample's title.
    sampled: Vec<bool>,
    injected: Vec<usize>,
}

/// What is said to readers rather than in answer.
const ADVICE: &str = "advice";

/// What another says in a dialogue.
const INTERVIEWER: &str = "interviewer";

impl Parts {
    /// Whether a sentence is set aside.
    pub(super) fn is_aside(&self, sentence: usize) -> bool {
        self.sentences.get(sentence).is_some_and(Option::is_some)
    }

    /// The sentences that are left when what stands beside the answer is set aside.
    pub(super) fn answer<'d>(
        &'d self,
        document: &'d Document,
    ) -> impl Iterator<Item = &'d Sentence> + Clone {
        let sentences = document.sentences.iter().enumerate();
        let left = sentences.filter(|(at, _)| !self.is_aside(*at));
        left.map(|(_, sentence)| sentence)
    }

    /// Whether a sentence is set aside as advice or the like, rather than as furniture or another's turn.
    pub(super) fn is_advice(&self, sentence: usize) -> bool {
        self.sentences
            .get(sentence)
            .and_then(Option::as_ref)
            .is_some_and(|reason| reason.advice)
    }

    /// Who says what.
    pub(super) fn talk(&self) -> &Talk {
        &self.talk
    }

    /// Whether a block stands under a sample's title.
    pub(super) fn in_sample(&self, block: usize) -> bool {
        self.sampled.get(block).copied().unwrap_or(false)
    }

    /// Takes advice and samples back into the answer.
    pub(super) fn readmit_advice(&mut self) {
        for reason in &mut self.sentences {
            if reason.as_ref().is_some_and(|reason| reason.advice) {
                *reason = None;
            }
        }
    }

    /// What was set aside, neighbours of one kind joined.
    pub(super) fn report(&self, document: &Document) -> Vec<SetAside> {
        let mut out: Vec<SetAside> = Vec::new();
        let mut last = None;
        for (at, (reason, sentence)) in self.sentences.iter().zip(&document.sentences).enumerate() {
            let Some(reason) = reason else { continue };
            match out.last_mut() {
                Some(open) if open.kind == reason.kind && last == at.checked_sub(1) => {
                    open.span.end = sentence.text.end;
                }
                _ => out.push(SetAside {
                    span: sentence.text,
                    kind: reason.kind.clone(),
                    furniture: reason.furniture,
                }),
            }
            last = Some(at);
        }
        out
    }

    /// The sentences that address the grader.
    pub(super) fn injections(&self, document: &Document) -> Vec<Span> {
        self.injected
            .iter()
            .filter_map(|at| document.sentences.get(*at))
            .map(|sentence| sentence.text)
            .collect()
    }
}

/// Judges every part of the document.
pub(super) fn classify(reader: &Reader) -> Parts {
    let document = reader.document;
    let mut sorter = Sorter {
        reader,
        parts: Parts {
            sentences: vec![None; document.sentences.len()],
            talk: Talk::default(),
            sampled: vec![false; document.blocks.len()],
            injected: Vec::new(),
        },
    };
    sorter.zones();
    sorter.injections();
    sorter.furniture();
    sorter.speakers();
    sorter.asides();
    sorter.before_sample();
    sorter.parts
}

struct Sorter<'r, 'a> {
    reader: &'r Reader<'a>,
    parts: Parts,
}

impl Sorter<'_, '_> {
    fn set(&mut self, sentence: usize, kind: &str, furniture: bool, advice: bool) {
        if let Some(slot) = self.parts.sentences.get_mut(sentence)
            && slot.is_none()
        {
            *slot = Some(Reason {
                kind: kind.to_owned(),
                furniture,
                advice,
            });
        }
    }

    fn set_block(&mut self, block: &Block, kind: &str, furniture: bool, advice: bool) {
        for sentence in block.sentences.clone() {
            self.set(sentence, kind, furniture, advice);
        }
    }

    fn zones(&mut self) {
        let document = self.reader.document;
        for block in &document.blocks {
            match block.zone {
                Some(Zone::Hidden) => self.set_block(block, "hidden", true, false),
                Some(Zone::Page) => self.set_block(block, "page", true, false),
                None => {}
            }
        }
    }

    fn injections(&mut self) {
        let addressed = self.reader.marks(&self.reader.rubric.reading.injection);
        for at in 0..self.reader.document.sentences.len() {
            if addressed.has(at) {
                self.parts.injected.push(at);
                self.set(at, "addressed to the grader", false, false);
            }
        }
    }

    fn furniture(&mut self) {
        let kinds = furniture::of_blocks(self.reader);
        for (block, kind) in self.reader.document.blocks.iter().zip(kinds) {
            if let Some(kind) = kind {
                self.set_block(block, kind, true, false);
            }
        }
    }

    /// What interviewers say is kept out.
    fn speakers(&mut self) {
        let talk = speakers::of_blocks(self.reader);
        for (at, block) in self.reader.document.blocks.iter().enumerate() {
            if let Some(asked) = talk.asked_in(at) {
                for sentence in asked {
                    self.set(*sentence, INTERVIEWER, false, false);
                }
            } else if talk.speaker(at) == Speaker::Interviewer {
                self.set_block(block, INTERVIEWER, false, false);
            }
        }
        self.parts.talk = talk;
    }

    fn asides(&mut self) {
        let reader = self.reader;
        let openings = Openings::find(reader);
        let asides = reader.rubric.reading.asides.iter();
        let said: Vec<(&str, Marks)> = asides
            .map(|aside| {
                let marks = reader.marks_of(aside.sentences.as_ref());
                (aside.kind.as_str(), marks)
            })
            .collect();
        for (at, block) in reader.document.blocks.iter().enumerate() {
            // "Question: ... Answer: ...": the label opens the question alone.
            let opener = match self.parts.talk.asked_in(at) {
                Some(_) => block.parent,
                None => Some(at),
            };
            if let Some(kind) = opener.and_then(|opener| openings.over(opener)) {
                self.set_block(block, kind, false, true);
                continue;
            }
            for sentence in block.sentences.clone() {
                if let Some((kind, _)) = said.iter().find(|(_, marks)| marks.has(sentence)) {
                    self.set(sentence, kind, false, true);
                }
            }
        }
    }

    /// A marked heading holds its section; under a bare one the sample lasts until something is set aside.
    fn mark_sample(&mut self, sample: usize) {
        let document = self.reader.document;
        let marked = matches!(
            document.blocks.get(sample).map(|block| block.kind),
            Some(Kind::Heading { level: 1..=4 })
        );
        for (at, block) in document.blocks.iter().enumerate().skip(sample) {
            let ended = block
                .sentences
                .clone()
                .any(|sentence| self.parts.is_advice(sentence));
            if marked && at > sample && !document.ancestors(at).any(|above| above == sample)
                || !marked && ended && block.is_heading()
            {
                break;
            }
            if let Some(slot) = self.parts.sampled.get_mut(at) {
                *slot = true;
            }
        }
    }

    /// Where advice leads up to a sample answer, only the sample counts.
    fn before_sample(&mut self) {
        let document = self.reader.document;
        let titles = self.reader.spans(&self.reader.rubric.reading.sample);
        let sample = document
            .blocks
            .iter()
            .position(|block| block.is_heading() && self.reader.covers(&titles, block.text));
        let Some(sample) = sample else { return };
        self.mark_sample(sample);
        let before = document.blocks.get(..sample).unwrap_or(&[]);
        let advised = before
            .iter()
            .flat_map(|block| block.sentences.clone())
            .filter(|at| self.parts.is_advice(*at))
            .count();
        if advised >= 2 {
            for block in before {
                self.set_block(block, ADVICE, false, true);
            }
        }
    }
}
