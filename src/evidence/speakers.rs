//! Who speaks: in a dialogue only the candidate's turns are the answer.

use std::collections::BTreeMap;

use super::Reader;
use crate::document::{Block, Kind};
use crate::rubric::Spans;
use crate::text::{Span, count_words, word_key};

/// Who speaks in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Speaker {
    /// Not a dialogue.
    Nobody,
    /// Who asks.
    Interviewer,
    /// Who answers.
    Candidate,
}

/// From so many bytes on a speaker's role is more than a letter, and a name may stand beside it.
const NAMED: usize = 9;

/// The most words of a speaker's label.
const LABEL_WORDS: usize = 5;

/// The most words of a speaker's name.
const NAME_WORDS: usize = 3;

/// The fewest turns of one who is known by name alone.
const TURNS: usize = 2;

/// Who says what in a document.
#[derive(Debug, Default)]
pub(super) struct Talk {
    /// The speaker of every block: a label holds until the next speaker's.
    speakers: Vec<Speaker>,
    /// Of blocks that hold a question and its answer, the sentences that ask.
    asked: BTreeMap<usize, Vec<usize>>,
    /// Whether both sides are known by name or label.
    pub(super) both: bool,
}

impl Talk {
    /// Who speaks in a block; where a question and its answer share one, who answers.
    pub(super) fn speaker(&self, block: usize) -> Speaker {
        self.speakers.get(block).copied().unwrap_or(Speaker::Nobody)
    }

    /// The sentences that ask, where a block holds a question and its answer.
    pub(super) fn asked_in(&self, block: usize) -> Option<&[usize]> {
        self.asked.get(&block).map(Vec::as_slice)
    }
}

/// Who speaks in every block.
pub(super) fn of_blocks(reader: &Reader) -> Talk {
    let blocks = &reader.document.blocks;
    if reader.rubric.asks_itself {
        return Talk::default();
    }
    let mut roles = named(reader, labelled(reader));
    let asked = answered_at_once(reader, &roles);
    // "Candidate: A. Silva" at the head of a page is a field of a form.
    let at = |speaker: Speaker| roles.iter().position(|role| *role == Some(speaker));
    let turns = roles
        .iter()
        .filter(|role| **role == Some(Speaker::Candidate))
        .count();
    if let Some(first) = at(Speaker::Candidate)
        && turns == 1
        && at(Speaker::Interviewer).is_none_or(|asked| first < asked)
        && let Some(role) = roles.get_mut(first)
    {
        *role = None;
    }
    let answered = roles.contains(&Some(Speaker::Candidate)) || !asked.is_empty();
    // Who asks more than once is answered by what stands between.
    let often = roles.iter().flatten().count() >= TURNS;
    let mut current = Speaker::Nobody;
    let mut speakers = Vec::with_capacity(blocks.len());
    for (at, (block, role)) in blocks.iter().zip(roles).enumerate() {
        let marked = matches!(block.kind, Kind::Heading { level: 1..=4 });
        current = match role {
            _ if asked.contains_key(&at) => Speaker::Candidate,
            Some(role) => role,
            // Without a second voice only the labelled block is the interviewer's.
            None if marked || !answered && !often => Speaker::Nobody,
            None if !answered && current != Speaker::Nobody => Speaker::Candidate,
            None => current,
        };
        speakers.push(current);
    }
    let asks = !asked.is_empty() || speakers.contains(&Speaker::Interviewer);
    Talk {
        both: answered && asks,
        speakers,
        asked,
    }
}

/// Where an interviewer's block goes on with the candidate's label, the sentences of it that ask.
fn answered_at_once(reader: &Reader, roles: &[Option<Speaker>]) -> BTreeMap<usize, Vec<usize>> {
    let reading = &reader.rubric.reading;
    let candidate = reader.spans(&reading.candidate);
    if candidate.is_empty() {
        return BTreeMap::new();
    }
    let interviewer = reader.spans(&reading.interviewer);
    let within = |(at, block): (usize, &Block)| {
        let mut speaker = roles.get(at).copied().flatten();
        if speaker != Some(Speaker::Interviewer) {
            return None;
        }
        let mut asks = |at: &usize| {
            let sentence = reader.document.sentences.get(*at)?.text;
            if begins(reader, &candidate, sentence) {
                speaker = Some(Speaker::Candidate);
            } else if begins(reader, &interviewer, sentence) {
                speaker = Some(Speaker::Interviewer);
            }
            speaker
        };
        let sentences = block.sentences.clone();
        let asked = sentences.filter(|at| asks(at) == Some(Speaker::Interviewer));
        let asked: Vec<usize> = asked.collect();
        (asked.len() < block.sentences.len()).then_some((at, asked))
    };
    let blocks = reader.document.blocks.iter().enumerate();
    blocks.filter_map(within).collect()
}

/// Whether a sentence begins with a pattern and a colon.
fn begins(reader: &Reader, found: &Spans, sentence: Span) -> bool {
    let mut found = found.inside(sentence);
    found.any(|found| {
        let rest = Span::new(found.end, sentence.end.max(found.end));
        found.start == sentence.start && reader.text(rest).starts_with(':')
    })
}

/// The roles that labels and titles name.
fn labelled(reader: &Reader) -> Vec<Option<Speaker>> {
    let reading = &reader.rubric.reading;
    let interviewer = reader.spans(&reading.interviewer);
    let candidate = reader.spans(&reading.candidate);
    let role = |block: &Block| {
        let title = block.label.or(block.is_heading().then_some(block.text))?;
        if interviewer.is_empty() && candidate.is_empty()
            || count_words(reader.text(title)) > LABEL_WORDS
        {
            None
        } else if fills(reader, &interviewer, title) {
            Some(Speaker::Interviewer)
        } else {
            fills(reader, &candidate, title).then_some(Speaker::Candidate)
        }
    };
    reader.document.blocks.iter().map(role).collect()
}

/// Gives those a role who have a name instead: where one answers, who takes turns with that one
/// interviews; where one interviews, the other who takes turns answers; of two by name alone, the one
/// who mostly asks and says less interviews.
fn named(reader: &Reader, mut roles: Vec<Option<Speaker>>) -> Vec<Option<Speaker>> {
    let mut turns = turns_by_name(reader, &roles);
    let asking = take_asking(&mut turns, &roles);
    turns.retain(|_, turns| turns.at.len() >= TURNS);
    let interviewed = roles.contains(&Some(Speaker::Interviewer));
    let mut give = |at: &[usize], speaker: Speaker| {
        for at in at {
            if let Some(role) = roles.get_mut(*at) {
                *role = Some(speaker);
            }
        }
    };
    give(&asking, Speaker::Interviewer);
    if interviewed {
        for turns in turns.values().filter(|turns| turns.after_question) {
            give(&turns.at, Speaker::Candidate);
        }
    } else if asking.is_empty()
        && let [(_, one), (_, other)] = turns.iter().collect::<Vec<_>>().as_slice()
    {
        let (asks, answers) = if one.words < other.words {
            (one, other)
        } else {
            (other, one)
        };
        if asks.questions * 2 > asks.at.len() && asks.words * 2 < answers.words {
            give(&asks.at, Speaker::Interviewer);
            give(&answers.at, Speaker::Candidate);
        }
    }
    roles
}

/// Takes out those whose turns mostly come right before the candidate's, if they ask anything, and
/// one of them opens the talk or speaks more than once; says where their turns are.
fn take_asking(turns: &mut BTreeMap<String, Turns>, roles: &[Option<Speaker>]) -> Vec<usize> {
    let first = roles
        .iter()
        .position(|role| *role == Some(Speaker::Candidate));
    let Some(first) = first else {
        return Vec::new();
    };
    let opens = turns.values().filter_map(|turns| turns.at.first()).min();
    let opens = opens.copied().filter(|at| *at < first);
    let takes_turns = |turns: &Turns| turns.answered * 2 > turns.at.len();
    let speaks = |turns: &Turns| {
        let begins = opens.is_some() && turns.at.first().copied() == opens;
        turns.at.len() >= TURNS || begins
    };
    let others = || turns.values().filter(|turns| takes_turns(turns));
    if !(others().any(|turns| turns.asks) && others().any(speaks)) {
        return Vec::new();
    }
    let asking = others().flat_map(|turns| turns.at.clone()).collect();
    turns.retain(|_, turns| !takes_turns(turns));
    asking
}

/// The turns of one who is known by name.
#[derive(Default)]
struct Turns {
    at: Vec<usize>,
    words: usize,
    /// Turns that end with a question.
    questions: usize,
    /// Whether anything is asked in them.
    asks: bool,
    /// Turns after which the candidate is the next to speak.
    answered: usize,
    /// Whether one comes right after an interviewer's.
    after_question: bool,
}

/// Paragraphs with a short label, by the label.
fn turns_by_name(reader: &Reader, roles: &[Option<Speaker>]) -> BTreeMap<String, Turns> {
    let plain = &reader.document.plain;
    let mut turns: BTreeMap<String, Turns> = BTreeMap::new();
    let mut last = None;
    for (at, block) in reader.document.blocks.iter().enumerate() {
        let role = roles.get(at).copied().flatten();
        if role.is_some()
            && let Some(before) = last.take().and_then(|name: String| turns.get_mut(&name))
        {
            before.answered += usize::from(role == Some(Speaker::Candidate));
        }
        let label = block
            .label
            .filter(|_| role.is_none() && matches!(block.kind, Kind::Paragraph))
            .map(|label| label.of(plain))
            .filter(|label| count_words(label) <= NAME_WORDS && begins_as_name(label));
        let Some(label) = label else { continue };
        let text = block.text.of(plain);
        let name = word_key(label);
        let one = turns.entry(name.clone()).or_default();
        last = Some(name);
        one.at.push(at);
        one.words += block.words;
        one.questions += usize::from(text.ends_with('?'));
        one.asks |= text.contains('?');
        let before = at.checked_sub(1).and_then(|at| roles.get(at));
        one.after_question |= before == Some(&Some(Speaker::Interviewer));
    }
    turns
}

fn begins_as_name(label: &str) -> bool {
    label.starts_with(char::is_uppercase)
}

/// Whether a pattern is the whole of a title, a number or a bracket aside; beside a word of some
/// length a name may stand.
fn fills(reader: &Reader, found: &Spans, title: Span) -> bool {
    let mut found = found.inside(title).filter(|found| title.contains(*found));
    found.any(|found| {
        let rest = Span::new(found.end, title.end).of(&reader.document.plain);
        // "I'd" is no "I".
        let cut = rest.starts_with(['\'', '’', '-']);
        let goes_on = cut || rest.trim_start().starts_with(char::is_alphabetic);
        let whole = found.start == title.start && !goes_on;
        whole || found.len() >= NAMED
    })
}
