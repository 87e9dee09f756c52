//! Finds of one signal parted into those that count and those that do not.

use super::scene::Scene;
use super::{Found, Hit, Key};
use crate::rubric::{By, Find, Signal};
use crate::text::Span;

/// What lets the finds of a signal pass.
pub(super) struct Sieve<'s, 'r, 'a> {
    scene: &'s Scene<'r, 'a>,
    at: usize,
    signal: &'a Signal,
    /// Whether the signal asks for some topics, or for none of some.
    asks: bool,
    /// The sentences that a find must be near to, in order, and how near.
    near: Option<(Vec<usize>, usize)>,
}

impl<'s, 'r, 'a> Sieve<'s, 'r, 'a> {
    /// For the signal numbered `at`, where others have `found` something already; none where nothing in
    /// the text can pass.
    pub(super) fn new(
        scene: &'s Scene<'r, 'a>,
        at: usize,
        signal: &'a Signal,
        found: &Found,
    ) -> Option<Self> {
        let with = signal.with.as_ref();
        let alone = with.is_some_and(|set| scene.reader.lists(set).next().is_none());
        let off_topic = !signal.under.is_empty() && !signal.under.meets(scene.all_topics);
        if off_topic || alone {
            return None;
        }
        let outside = signal.outside.meets(scene.all_topics);
        let near = signal.near.map(|(other, within)| {
            let hits = found.counted.get(other).unwrap_or_default().iter();
            let mut sentences: Vec<usize> = hits.map(|hit| hit.sentence).collect();
            sentences.sort_unstable();
            (sentences, within)
        });
        Some(Self {
            scene,
            at,
            signal,
            asks: outside || !signal.under.is_empty(),
            near,
        })
    }

    /// Takes in places in the text.
    pub(super) fn sift(&self, spans: impl IntoIterator<Item = Span>, found: &mut Found) {
        let scene = self.scene;
        let sentences = &scene.reader.document.sentences;
        for span in spans {
            if !self.is_on_topic(span) {
                continue;
            }
            let at = scene.reader.sentences.find(span.start);
            let Some(sentence) = sentences.get(at) else {
                break;
            };
            if self.admits(span, at) {
                let hit = Hit {
                    signal: self.at,
                    span,
                    sentence: at,
                    stance: scene.stances.at(at, sentence.text, span),
                    key: scene.key(self.signal.by, span, at),
                };
                self.add(hit, found);
            }
        }
        self.settle(found);
    }

    /// Takes in other signals' finds, told apart as this signal asks.
    pub(super) fn review(&self, hits: Vec<Hit>, found: &mut Found) {
        let rekeyed = matches!(self.signal.find, Find::Any(_)) && self.signal.by != By::Match;
        for mut hit in hits {
            if self.is_on_topic(hit.span) && self.admits(hit.span, hit.sentence) {
                hit.signal = self.at;
                if rekeyed {
                    hit.key = self.scene.key(self.signal.by, hit.span, hit.sentence);
                }
                self.add(hit, found);
            }
        }
        self.settle(found);
    }

    fn add(&self, hit: Hit, found: &mut Found) {
        if !self.signal.stances.contains(&hit.stance) {
            found.discounted.push(hit);
            return;
        }
        let full = self.signal.each.is_some_and(|most| {
            let last = found.counted.get(self.at).unwrap_or_default().iter().rev();
            let same = last.take_while(|other| other.sentence == hit.sentence);
            same.take(most).count() >= most
        });
        if !full {
            found.counted.push(hit);
        }
    }

    /// Where finds count only together, keeps those of sentences, items and rows that hold enough
    /// different ones.
    fn settle(&self, found: &mut Found) {
        if self.signal.gathered <= 1 {
            return;
        }
        let unit = |hit: &Hit| self.scene.unit(hit.sentence);
        let hits = found.counted.get(self.at).unwrap_or_default().iter();
        let mut different: Vec<(Span, Key)> = hits.map(|hit| (unit(hit), hit.key)).collect();
        different.sort_unstable();
        different.dedup();
        found.counted.retain(self.at, |hit| {
            let unit = unit(hit);
            // A long text has very many: they are looked up where they stand.
            let from = different.partition_point(|(other, _)| *other < unit);
            let behind = different.partition_point(|(other, _)| *other <= unit);
            behind - from >= self.signal.gathered
        });
    }

    /// Whether a find fits the signal's place and company.
    fn admits(&self, span: Span, sentence: usize) -> bool {
        let (signal, reader) = (self.signal, self.scene.reader);
        let Some(standing) = self.scene.standing(sentence) else {
            return false;
        };
        let meets = |set| reader.meets(set, standing.unit);
        !standing.aside
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
        let topics = self.scene.topics.at(span.start);
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
