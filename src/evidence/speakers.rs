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

/// The speaker of every block: a label holds until the next speaker's. And whether both sides are
/// known by name or label.
pub(super) fn of_blocks(reader: &Reader) -> (Vec<Speaker>, bool) {
    let blocks = &reader.document.blocks;
    if reader.rubric.asks_itself {
        return (vec![Speaker::Nobody; blocks.len()], false);
    }
    let mut roles = named(reader, labelled(reader));
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
    let answered = roles.contains(&Some(Speaker::Candidate));
    // Who asks more than once is answered by what stands between.
    let asked = roles.iter().flatten().count() >= TURNS;
    let mut current = Speaker::Nobody;
    let mut speakers = Vec::with_capacity(blocks.len());
    for (block, role) in blocks.iter().zip(roles) {
        let marked = matches!(block.kind, Kind::Heading { level: 1..=4 });
        current = match role {
            Some(role) => role,
            // Without a second voice only the labelled block is the interviewer's.
            None if marked || !answered && !asked => Speaker::Nobody,
            None if !answered && current != Speaker::Nobody => Speaker::Candidate,
            None => current,
        };
        speakers.push(current);
    }
    let dialogue = answered && speakers.contains(&Speaker::Interviewer);
    (speakers, dialogue)
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

/// Gives those a role who have a name instead: where one interviews, the other who takes turns
/// answers; of two by name alone, the one who mostly asks and says less interviews.
fn named(reader: &Reader, mut roles: Vec<Option<Speaker>>) -> Vec<Option<Speaker>> {
    let turns = turns_by_name(reader, &roles);
    let interviewed = roles.contains(&Some(Speaker::Interviewer));
    let mut give = |at: &[usize], speaker: Speaker| {
        for at in at {
            if let Some(role) = roles.get_mut(*at) {
                *role = Some(speaker);
            }
        }
    };
    if interviewed {
        for turns in turns.values().filter(|turns| turns.after_question) {
            give(&turns.at, Speaker::Candidate);
        }
    } else if let [(_, one), (_, other)] = turns.iter().collect::<Vec<_>>().as_slice() {
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

/// The turns of one who is known by name.
#[derive(Default)]
struct Turns {
    at: Vec<usize>,
    words: usize,
    /// Turns that end with a question.
    questions: usize,
    /// Whether one comes right after an interviewer's.
    after_question: bool,
}

/// Paragraphs with a short label that recurs, by the label.
fn turns_by_name(reader: &Reader, roles: &[Option<Speaker>]) -> BTreeMap<String, Turns> {
    let plain = &reader.document.plain;
    let mut turns: BTreeMap<String, Turns> = BTreeMap::new();
    for (at, block) in reader.document.blocks.iter().enumerate() {
        let role = roles.get(at).copied().flatten();
        let label = block
            .label
            .filter(|_| role.is_none() && matches!(block.kind, Kind::Paragraph))
            .map(|label| label.of(plain))
            .filter(|label| count_words(label) <= NAME_WORDS && begins_as_name(label));
        let Some(label) = label else { continue };
        let text = block.text.of(plain);
        let one = turns.entry(word_key(label)).or_default();
        one.at.push(at);
        one.words += block.words;
        one.questions += usize::from(text.ends_with('?'));
        let before = at.checked_sub(1).and_then(|at| roles.get(at));
        one.after_question |= before == Some(&Some(Speaker::Interviewer));
    }
    turns.retain(|_, turns| turns.at.len() >= TURNS);
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
