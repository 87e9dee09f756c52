//! Signals looked for: patterns, list items, and what is made of other signals' finds.

use std::cell::OnceCell;

use super::items::Members;
use super::parts::Parts;
use super::stance::Stances;
use super::standing::Standing;
use super::topic_map::{TopicMap, TopicPlaces};
use super::{Hit, Key, Reader};
use crate::document::Block;
use crate::rubric::{By, Find, Place, Signal, Stance, Topics};
use crate::text::{PhraseId, Span};

/// Finds that count and finds that do not.
type Found = (Vec<Hit>, Vec<Hit>);

/// Most signals that find something find no more.
const ROOM: usize = 8;

/// Runs all signals of a rubric over one document.
pub(super) struct Finder<'r, 'a> {
    pub(super) reader: &'r Reader<'a>,
    stances: &'r Stances,
    pub(super) topics: TopicPlaces<'r>,
    all_topics: Topics,
    /// How each sentence stands.
    standings: Vec<Standing>,
    /// The parts of lists, once a signal asks for them.
    pub(super) members: OnceCell<Members>,
    done: Vec<Option<Found>>,
}

impl<'r, 'a> Finder<'r, 'a> {
    pub(super) fn new(
        reader: &'r Reader<'a>,
        parts: &Parts,
        stances: &'r Stances,
        topics: &'r TopicMap,
    ) -> Self {
        Self {
            reader,
            stances,
            topics: topics.places(reader.document.plain.len()),
            all_topics: topics.all(),
            standings: Standing::of_sentences(reader.document, parts),
            members: OnceCell::new(),
            done: vec![None; reader.rubric.signals.len()],
        }
    }

    /// For every signal what counts and what does not.
    pub(super) fn run(&mut self) -> (Vec<Vec<Hit>>, Vec<Vec<Hit>>) {
        for at in 0..self.done.len() {
            self.signal(at);
        }
        self.done.drain(..).map(Option::unwrap_or_default).unzip()
    }

    fn signal(&mut self, at: usize) {
        let Some(signal) = self.reader.rubric.signals.get(at) else {
            return;
        };
        if self.done.get(at).is_none_or(Option::is_some) {
            return;
        }
        // A signal that leads back to itself finds nothing on the way.
        self.done[at] = Some(Found::default());
        for part in signal.find.parts() {
            self.signal(*part);
        }
        if let Some((other, _)) = signal.near {
            self.signal(other);
        }
        let Some(sieve) = Sieve::new(self, at, signal) else {
            return;
        };
        self.done[at] = Some(match &signal.find {
            Find::Pattern(set) => sieve.sift(self.reader.spans(set).all()),
            Find::Anything(words) => sieve.sift(self.anything(signal, *words)),
            Find::Items {
                column,
                words,
                enumerated,
            } => {
                let column = column.as_ref().map(|column| self.reader.spans(column));
                let items = self.items(signal, column.as_ref(), *words, *enumerated);
                sieve.sift(items)
            }
            Find::Any(parts) => {
                sieve.review(self.any(parts, signal.stances == [Stance::Delivered]))
            }
            Find::Together(parts) => sieve.review(self.together(parts)),
        });
    }

    pub(super) fn standing(&self, sentence: usize) -> Option<&Standing> {
        self.standings.get(sentence)
    }

    fn block_of(&self, sentence: usize) -> Option<&'a Block> {
        let document = self.reader.document;
        let sentence = document.sentences.get(sentence)?;
        document.blocks.get(sentence.block)
    }

    /// The item or row that holds a sentence, or the sentence itself.
    fn unit(&self, sentence: usize) -> Span {
        self.standing(sentence)
            .map(|standing| standing.unit)
            .unwrap_or_default()
    }

    /// What tells a find from others.
    fn key(&self, by: By, span: Span, sentence: usize) -> Key {
        match by {
            By::Match => Key::Words(PhraseId::of(self.reader.text(span))),
            By::FirstWord => Key::Words(PhraseId::of_first(self.reader.text(span), 1)),
            By::Unit => match self.standing(sentence) {
                Some(standing) if standing.listed => Key::Unit(standing.unit.start),
                _ => Key::Sentence(sentence),
            },
            By::Sentence => Key::Sentence(sentence),
            By::Label => {
                let block = self.block_of(sentence);
                let label = block.and_then(|block| block.label.or(block.cells.first().copied()));
                Key::Words(PhraseId::of(self.reader.text(label.unwrap_or(span))))
            }
            By::Place => Key::Place(span.start),
            By::Once => Key::Same,
        }
    }

    /// Every sentence and label of at least so many words.
    fn anything(&self, signal: &Signal, words: usize) -> impl Iterator<Item = Span> {
        let document = self.reader.document;
        let long = document.sentences.iter();
        let long = long.filter(move |sentence| sentence.words >= words);
        let labelled = signal.places.has(Place::Label) && !signal.places.has(Place::Sentence);
        let blocks = document.blocks.iter().filter(move |_| labelled);
        let labels = blocks.filter_map(|block| block.label);
        let labels = labels.filter(move |label| self.reader.words(*label) >= words);
        long.map(|sentence| sentence.text).chain(labels)
    }

    fn found(&self, signal: usize) -> Option<&Found> {
        self.done.get(signal).and_then(Option::as_ref)
    }

    /// What of a signal's finds counts.
    fn hits(&self, signal: usize) -> &[Hit] {
        self.found(signal).map_or(&[], |(hits, _)| hits)
    }

    /// What other signals found; with `plainly`, whatever counted there is as good as said.
    fn any(&self, parts: &[usize], plainly: bool) -> Vec<Hit> {
        let mut hits = Vec::new();
        for (found, discounted) in parts.iter().filter_map(|part| self.found(*part)) {
            let promised = discounted.iter();
            hits.extend(promised.filter(|hit| hit.stance == Stance::Announced));
            hits.extend(found.iter().map(|hit| Hit {
                stance: if plainly {
                    Stance::Delivered
                } else {
                    hit.stance
                },
                ..*hit
            }));
        }
        hits.sort_by_key(|hit| hit.span);
        hits
    }

    /// What the first signal found where each other found something in the same unit.
    fn together(&self, parts: &[usize]) -> Vec<Hit> {
        let Some((first, rest)) = parts.split_first() else {
            return Vec::new();
        };
        let in_unit = |at: usize, unit: Span| {
            let hits = self.hits(at);
            let from = hits.partition_point(|hit| hit.span.start < unit.start);
            hits.get(from).is_some_and(|hit| hit.span.start < unit.end)
        };
        let shared = |hit: &&Hit| {
            let unit = self.unit(hit.sentence);
            rest.iter().all(|other| in_unit(*other, unit))
        };
        self.hits(*first).iter().filter(shared).copied().collect()
    }
}

/// Parts finds of one signal into those that count and those that do not.
struct Sieve<'f, 'r, 'a> {
    finder: &'f Finder<'r, 'a>,
    at: usize,
    signal: &'a Signal,
    /// Whether the signal asks for some topics, or for none of some.
    asks: bool,
    /// The sentences that a find must be near to, in order, and how near.
    near: Option<(Vec<usize>, usize)>,
}

impl<'f, 'r, 'a> Sieve<'f, 'r, 'a> {
    /// None where nothing in the text can pass.
    fn new(finder: &'f Finder<'r, 'a>, at: usize, signal: &'a Signal) -> Option<Self> {
        let with = signal.with.as_ref();
        let alone = with.is_some_and(|set| finder.reader.lists(set).next().is_none());
        let off_topic = !signal.under.is_empty() && !signal.under.meets(finder.all_topics);
        if off_topic || alone {
            return None;
        }
        let outside = signal.outside.meets(finder.all_topics);
        let near = signal.near.map(|(other, within)| {
            let hits = finder.hits(other).iter();
            let mut sentences: Vec<usize> = hits.map(|hit| hit.sentence).collect();
            sentences.sort_unstable();
            (sentences, within)
        });
        Some(Self {
            finder,
            at,
            signal,
            asks: outside || !signal.under.is_empty(),
            near,
        })
    }

    /// Of places in the text.
    fn sift(&self, spans: impl IntoIterator<Item = Span>) -> Found {
        let finder = self.finder;
        let sentences = &finder.reader.document.sentences;
        let mut found = Found::default();
        for span in spans {
            let at = finder.reader.sentences.find(span.start);
            let Some(sentence) = sentences.get(at) else {
                break;
            };
            if self.admits(span, at) {
                let hit = Hit {
                    signal: self.at,
                    span,
                    sentence: at,
                    stance: finder.stances.at(at, sentence.text, span),
                    key: finder.key(self.signal.by, span, at),
                };
                self.add(hit, &mut found);
            }
        }
        self.settled(found)
    }

    /// Of other signals' finds, told apart as this signal asks.
    fn review(&self, hits: Vec<Hit>) -> Found {
        let rekeyed = matches!(self.signal.find, Find::Any(_)) && self.signal.by != By::Match;
        let mut found = Found::default();
        for mut hit in hits {
            if self.admits(hit.span, hit.sentence) {
                hit.signal = self.at;
                if rekeyed {
                    hit.key = self.finder.key(self.signal.by, hit.span, hit.sentence);
                }
                self.add(hit, &mut found);
            }
        }
        self.settled(found)
    }

    fn add(&self, hit: Hit, found: &mut Found) {
        if !self.signal.stances.contains(&hit.stance) {
            found.1.push(hit);
            return;
        }
        let full = self.signal.each.is_some_and(|most| {
            let last = found.0.iter().rev();
            let same = last.take_while(|other| other.sentence == hit.sentence);
            same.take(most).count() >= most
        });
        if !full {
            if found.0.is_empty() {
                found.0.reserve(ROOM);
            }
            found.0.push(hit);
        }
    }

    /// What is left where finds count only together.
    fn settled(&self, mut found: Found) -> Found {
        if self.signal.gathered > 1 {
            self.keep_gathered(&mut found.0);
        }
        found
    }

    /// Keeps the finds of those sentences, items and rows that hold enough different ones.
    fn keep_gathered(&self, hits: &mut Vec<Hit>) {
        let unit = |hit: &Hit| self.finder.unit(hit.sentence);
        let mut different: Vec<(Span, Key)> = hits.iter().map(|hit| (unit(hit), hit.key)).collect();
        different.sort_unstable();
        different.dedup();
        hits.retain(|hit| {
            let unit = unit(hit);
            // A long text has very many: they are looked up where they stand.
            let from = different.partition_point(|(other, _)| *other < unit);
            let behind = different.partition_point(|(other, _)| *other <= unit);
            behind - from >= self.signal.gathered
        });
    }

    /// Whether a find fits the signal's place, topic and company.
    fn admits(&self, span: Span, sentence: usize) -> bool {
        let (signal, reader) = (self.signal, self.finder.reader);
        let Some(standing) = self.finder.standing(sentence) else {
            return false;
        };
        let meets = |set| reader.meets(set, standing.unit);
        self.is_on_topic(span)
            && !standing.aside
            && standing.is_in(signal.places, span)
            && signal.at.holds(span.start, reader.document.plain.len())
            && signal.with.as_ref().is_none_or(meets)
            && !signal.without.as_ref().is_some_and(meets)
            && self.is_near(sentence)
    }

    fn is_on_topic(&self, span: Span) -> bool {
        if !self.asks {
            return true;
        }
        let topics = self.finder.topics.at(span.start);
        let (under, outside) = (self.signal.under, self.signal.outside);
        (under.is_empty() || under.meets(topics)) && !outside.meets(topics)
    }

    fn is_near(&self, sentence: usize) -> bool {
        self.near.as_ref().is_none_or(|(sentences, within)| {
            let from = sentence.saturating_sub(*within);
            let at = sentences.partition_point(|sentence| *sentence < from);
            sentences.get(at).is_some_and(|at| *at <= sentence + within)
        })
    }
}
