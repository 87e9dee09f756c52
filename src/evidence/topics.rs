//! What each part of a document is about: topics opened by headings, labels, column titles and sentences.

mod titles;

use super::Reader;
use super::parts::Parts;
use super::speakers::Speaker;
use super::topic_map::TopicMap;
use crate::document::{Block, Kind};
use crate::rubric::{PatternSet, Spans, Topic, Topics};
use crate::text::{Span, count_words};

/// A label longer than this (in words) opens no topic.
const TITLE_WORDS: usize = 10;

/// The most words of an item that is read as a title, and of a cell that may speak for its row.
const SHORT: usize = 6;
const CELL: usize = 5;

/// A sentence that opens so many parts announces them.
const ENUMERATED: usize = 3;

/// The share of a cell that must be a topic's name for the cell to speak for its row.
const ROW_PART: f64 = 0.7;

/// Assigns topics to every part of the document.
pub(super) fn assign(reader: &Reader, parts: &Parts) -> TopicMap {
    let mut assigner = Assigner {
        reader,
        known: Known::of(reader),
        map: TopicMap {
            stretches: Vec::new(),
        },
        handed_down: Vec::with_capacity(reader.document.blocks.len()),
        asked: Topics::default(),
        section: (None, Topics::default()),
        headed: false,
    };
    for (at, block) in reader.document.blocks.iter().enumerate() {
        if let Some(asked) = parts.talk().asked_in(at) {
            assigner.asked = assigner.asked_by(asked);
        }
        assigner.block(at, block, parts.talk().speaker(at));
    }
    assigner.map
}

/// The topics of a rubric, and where those that a text has are met.
struct Known<'a> {
    /// For each topic the others of its family.
    rivals: Vec<Topics>,
    headings: Met<'a>,
    opens: Met<'a>,
    /// Questions, and what opens a topic otherwise.
    asked: Met<'a>,
}

/// Where some topics are met.
struct Met<'a> {
    topics: Vec<(usize, Spans<'a>)>,
    /// Where matches begin, in order.
    starts: Vec<usize>,
}

impl<'a> Met<'a> {
    fn of(topics: Vec<(usize, Spans<'a>)>) -> Self {
        let starts = topics.iter().flat_map(|(_, found)| found.starts());
        let mut starts: Vec<usize> = starts.collect();
        starts.sort_unstable();
        Self { topics, starts }
    }

    /// Those that are met in `span`, if there are any, and perhaps others.
    fn near(&self, span: Span) -> &[(usize, Spans<'a>)] {
        let from = self.starts.partition_point(|start| *start < span.start);
        match self.starts.get(from) {
            Some(start) if *start < span.end => &self.topics,
            _ => &[],
        }
    }

    /// Where topics are met in `span`, and which, in order.
    fn inside(&self, span: Span) -> Vec<(usize, usize)> {
        let mut met: Vec<(usize, usize)> = Vec::new();
        for (at, found) in self.near(span) {
            met.extend(found.inside(span).map(|found| (found.start, *at)));
        }
        met.sort_unstable();
        met
    }
}

impl<'a> Known<'a> {
    fn of(reader: &Reader<'a>) -> Self {
        let topics = &reader.rubric.topics;
        let met = |pattern: fn(&Topic) -> Option<&PatternSet>| {
            let met = topics.iter().enumerate();
            let met = met.map(|(at, topic)| (at, reader.spans_of(pattern(topic))));
            met.filter(|(_, found)| !found.is_empty())
                .collect::<Vec<_>>()
        };
        let rivals = |(at, topic): (usize, &Topic)| {
            let others = topics.iter().enumerate().filter(|(other, _)| *other != at);
            others
                .filter(|(_, other)| other.family == topic.family)
                .fold(Topics::default(), |rivals, (other, _)| rivals.with(other))
        };
        let opens = met(|topic| topic.opens.as_ref());
        let mut asked = met(|topic| topic.asked.as_ref());
        asked.extend(opens.iter().cloned());
        Self {
            rivals: topics.iter().enumerate().map(rivals).collect(),
            headings: Met::of(met(|topic| topic.headings.as_ref())),
            opens: Met::of(opens),
            asked: Met::of(asked),
        }
    }

    fn rivals(&self, topic: usize) -> Topics {
        self.rivals.get(topic).copied().unwrap_or_default()
    }
}

struct Assigner<'r, 'a> {
    reader: &'r Reader<'a>,
    known: Known<'a>,
    map: TopicMap,
    /// What each block hands down to those under it.
    handed_down: Vec<Topics>,
    /// What an interviewer's last question was about.
    asked: Topics,
    /// The table a row stands in, by its header, and what the last title among its rows opened.
    section: (Option<usize>, Topics),
    /// Whether there was a heading.
    headed: bool,
}

impl Assigner<'_, '_> {
    fn block(&mut self, at: usize, block: &Block, speaker: Speaker) {
        let base = block
            .parent
            .and_then(|parent| self.handed_down.get(parent))
            .copied()
            .unwrap_or_default();
        let base = match speaker {
            Speaker::Candidate => self.merge(self.asked, base),
            _ if self.reader.rubric.asks_itself => self.self_asked(block, base),
            _ => base,
        };
        let down = match block.kind {
            Kind::Heading { .. } => {
                // An answer with parts of its own no longer follows the question's.
                self.asked = Topics::default();
                let first = !std::mem::replace(&mut self.headed, true);
                let own = if first && self.is_title_of_all(at) {
                    Topics::default()
                } else {
                    self.titles(block.text, block.words)
                };
                let topics = self.merge(base, own);
                self.map.stretches.push((block.text.start, topics));
                topics
            }
            Kind::Row { .. } => {
                self.row(block, base);
                base
            }
            Kind::Item { .. } | Kind::Paragraph | Kind::Code => {
                let next = self.reader.document.blocks.get(at + 1);
                let heads = next.is_some_and(|next| next.parent == Some(at));
                self.running(block, base, heads)
            }
        };
        if speaker == Speaker::Interviewer {
            self.asked = self.asked_in(block);
        } else if speaker == Speaker::Nobody && !self.reader.rubric.asks_itself {
            self.asked = Topics::default();
        }
        debug_assert_eq!(self.handed_down.len(), at);
        self.handed_down.push(down);
    }

    /// Whether the first heading is the title of the whole text, under which all others stand.
    fn is_title_of_all(&self, at: usize) -> bool {
        let document = self.reader.document;
        let blocks = document.blocks.iter().enumerate().skip(at + 1);
        let mut later = blocks.filter(|(_, block)| block.is_heading());
        let under = |(next, _)| document.ancestors(next).any(|above| above == at);
        later.clone().nth(1).is_some() && later.all(under)
    }

    /// In a text that asks itself a question's topics hold from it to the next question or heading.
    fn self_asked(&mut self, block: &Block, base: Topics) -> Topics {
        let mut sentences = block.sentences.clone();
        let asks = sentences.any(|at| {
            let sentence = self.reader.document.sentences.get(at);
            sentence.is_some_and(|sentence| self.reader.text(sentence.text).ends_with('?'))
        });
        if asks {
            self.asked = self.asked_in(block);
        } else if block.is_heading() {
            self.asked = Topics::default();
        }
        self.merge(self.asked, base)
    }

    /// What an interviewer's turn asks about; of one family, what is asked last.
    fn asked_in(&self, block: &Block) -> Topics {
        self.asked_of(block.text)
    }

    /// The same for sentences.
    fn asked_by(&self, sentences: &[usize]) -> Topics {
        let sentences = sentences.iter();
        let sentences = sentences.filter_map(|at| self.reader.document.sentences.get(*at));
        sentences.fold(Topics::default(), |topics, sentence| {
            self.merge(topics, self.asked_of(sentence.text))
        })
    }

    fn asked_of(&self, span: Span) -> Topics {
        let met = self.known.asked.inside(span).into_iter();
        met.fold(Topics::default(), |topics, (_, at)| {
            self.merge(topics, Topics::default().with(at))
        })
    }

    /// `base` with `own` in it, without what `own` excludes; of `own`, what yields to `base` is left out.
    fn merge(&self, base: Topics, own: Topics) -> Topics {
        let mut merged = base;
        for at in own.iter() {
            let rivals = self.known.rivals(at).common(base);
            let topic = self.reader.rubric.topics.get(at);
            if rivals.is_empty() || topic.is_none_or(|topic| !topic.yields) {
                merged = merged.without(rivals).with(at);
            }
        }
        merged
    }

    /// A paragraph or item: its label holds for all of it, its sentences open topics as they come.
    /// A block of running text; an item that `heads` a list of its own is a title for it.
    fn running(&mut self, block: &Block, base: Topics, heads: bool) -> Topics {
        let label = block.label.map_or_else(Topics::default, |label| {
            self.titles(label, self.words(label))
        });
        let text = self.reader.text(block.text);
        let short = block.is_item() && (heads || text.ends_with(':') || block.words <= SHORT);
        let whole = if short {
            self.titles(block.text, block.words)
        } else {
            Topics::default()
        };
        let around = self.merge(base, whole);
        let mut base = self.merge(around, label);
        base = self.merge(base, self.spoken_title(block));
        self.map.stretches.push((block.text.start, base));
        let mut current = base;
        let mut last_opened = base;
        for at in block.sentences.clone() {
            let Some(sentence) = self.reader.document.sentences.get(at) else {
                continue;
            };
            if let Some(label) = self.label_within(block, sentence.text) {
                let titled = self.titles(label, self.words(label));
                if !titled.is_empty() {
                    // A topic without rivals ("Activation: ..." among core metrics) adds to its part.
                    let parted = titled.iter().any(|at| !self.known.rivals(at).is_empty());
                    base = self.merge(if parted { around } else { current }, titled);
                    current = base;
                    self.push(sentence.text.start, base);
                }
            }
            let opened = self.known.opens.inside(sentence.text);
            last_opened = base;
            let names_many = opened.len() >= ENUMERATED;
            for (nth, (start, topic)) in opened.iter().enumerate() {
                let from = if nth == 0 {
                    sentence.text.start
                } else {
                    *start
                };
                let start_from = if nth == 0 { base } else { current };
                current = self.merge(start_from, Topics::default().with(*topic));
                self.push(from, current);
                last_opened = current;
            }
            // A sentence that names many parts hands none of them down.
            if names_many {
                current = base;
                last_opened = base;
            }
        }
        let lead_in = text.ends_with(':');
        match block.kind {
            Kind::Item { .. } => self.merge(base, whole.and(label)),
            _ if lead_in => current,
            _ => last_opened,
        }
    }

    fn words(&self, span: Span) -> usize {
        count_words(self.reader.text(span))
    }

    fn push(&mut self, start: usize, topics: Topics) {
        match self.map.stretches.last_mut() {
            Some(last) if last.0 == start => last.1 = topics,
            _ => self.map.stretches.push((start, topics)),
        }
    }

    /// A row: a short cell that names a topic holds for the row, a column's title for its cells.
    /// A row of one filled cell is a title for the rows after it.
    fn in_section(&mut self, block: &Block, base: Topics) -> Topics {
        let filled = |cell: &&Span| !self.reader.text(**cell).trim().is_empty();
        let mut cells = block.cells.iter().filter(filled);
        let first = (cells.next(), cells.next());
        if self.section.0 != block.header {
            self.section = (block.header, Topics::default());
        }
        if let (Some(title), None) = first
            && block.cells.len() > 1
        {
            self.section.1 = self.titles(*title, self.words(*title));
        }
        self.merge(base, self.section.1)
    }

    fn row(&mut self, block: &Block, base: Topics) {
        let document = self.reader.document;
        let header = block.header.and_then(|header| document.blocks.get(header));
        let cells = block.cells.iter().map(|cell| (*cell, self.words(*cell)));
        let own = cells
            .filter(|(_, words)| *words <= CELL)
            .map(|(cell, words)| self.titles_covering(cell, words, ROW_PART))
            .fold(Topics::default(), |all, topics| self.merge(topics, all));
        let base = self.in_section(block, base);
        let row = self.merge(base, own);
        for (nth, cell) in block.cells.iter().enumerate() {
            let title = header.and_then(|header| header.cells.get(nth));
            let column = title.map_or_else(Topics::default, |title| {
                self.titles(*title, self.words(*title))
            });
            // The row speaks louder than the column.
            let topics = self.merge(self.merge(base, column), own);
            self.map
                .stretches
                .push((cell.start, if column.is_empty() { row } else { topics }));
        }
    }
}
