//! Patterns of a rubric file made into regular expressions: vocabularies put in, gaps spelt out.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::diagnostic::{Diagnostic, nearest};
use super::searcher::Searcher;
use super::yaml::{Node, Value};
use crate::text::Span;

/// A pass over a text is not worth it for patterns that are so many times shorter than the first ones.
const FEW: usize = 4;

/// A pattern's place among a rubric's.
pub type PatternId = usize;

/// The patterns of one list in a rubric file: the vocabularies it names as a whole, each shared with
/// all other lists that name it, and one pattern for all the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatternSet(Vec<PatternId>);

impl PatternSet {
    pub(super) fn new(mut patterns: Vec<PatternId>) -> Self {
        patterns.sort_unstable();
        patterns.dedup();
        Self(patterns)
    }

    /// The patterns, in order.
    pub fn iter(&self) -> impl Iterator<Item = PatternId> + '_ {
        self.0.iter().copied()
    }
}

/// All patterns of a rubric, ready to be looked for.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Patterns {
    sources: Arc<Vec<String>>,
    /// For each pattern how many words in front of a match belong to it.
    reach: Vec<usize>,
    /// So many of them, the first, say what in a text is the answer.
    sorting: usize,
}

impl Patterns {
    /// The regular expressions, by [`PatternId`].
    #[must_use]
    pub fn sources(&self) -> &[String] {
        &self.sources
    }

    /// How many words in front of a match belong to it, by [`PatternId`].
    #[must_use]
    pub fn reach(&self) -> &[usize] {
        &self.reach
    }

    /// How many of them, the first, say what in a text is the answer: they can be looked for before the
    /// others.
    #[must_use]
    pub fn sorting(&self) -> usize {
        self.sorting
    }

    /// Takes those that there are for the ones that say what in a text is the answer.
    pub(super) fn end_sorting(&mut self) {
        self.sorting = self.sources.len();
    }

    /// All patterns of a rubric, once there are no more to come: where the others are few, they are
    /// looked for together with the first.
    pub(super) fn settled(mut self) -> Self {
        let (first, others) = self.sources.split_at(self.sorting);
        let size = |sources: &[String]| sources.iter().map(String::len).sum::<usize>();
        if FEW * size(others) < size(first) {
            self.sorting = self.sources.len();
        }
        self
    }

    /// The place of a regular expression with its reach; it is looked for at `hint` first.
    pub(super) fn find(&self, hint: PatternId, reach: usize, source: &str) -> Option<PatternId> {
        let count = self.sources.len();
        let mut ids = (hint..count).chain(0..hint.min(count));
        ids.find(|id| {
            let there = self.sources.get(*id).is_some_and(|known| known == source);
            there && self.reach.get(*id) == Some(&reach)
        })
    }

    /// What finds them in texts; one for each thread.
    #[must_use]
    pub fn searcher(&self) -> Searcher {
        Searcher::new(Arc::clone(&self.sources), self.reach(), self.sorting)
    }

    pub(super) fn add(&mut self, (reach, source): (usize, String)) -> PatternId {
        if let Some(id) = self.find(0, reach, &source) {
            return id;
        }
        Arc::make_mut(&mut self.sources).push(source);
        self.reach.push(reach);
        self.sources.len() - 1
    }
}

/// Word lists by name; each is one alternation, ready to stand in a pattern.
#[derive(Clone, Debug, Default)]
pub(super) struct Vocabularies {
    /// For each name its patterns, with the words that they reach back.
    words: BTreeMap<String, Vec<(usize, String)>>,
}

impl Vocabularies {
    pub(super) fn define(&mut self, name: String, patterns: Vec<(usize, String)>) -> bool {
        self.words.insert(name, patterns).is_none()
    }

    /// The names, in order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.words.keys().map(String::as_str)
    }

    /// `pattern` with `{name}` replaced by that vocabulary and `<n>` by "up to n words".
    pub(super) fn expand(&self, pattern: &str, at: Span) -> Result<String, Diagnostic> {
        let spelt = self.spell_out(pattern);
        match spelt.unknown.first() {
            None => Ok(spelt.source),
            Some(name) => Err(self.no_such(pattern.get(name.clone()).unwrap_or(""), at)),
        }
    }

    /// The same with where everything comes from, also where a name is not known.
    pub(super) fn spell_out(&self, pattern: &str) -> Spelt {
        let mut spelt = Spelt::default();
        let mut at = 0;
        while let Some(rest) = pattern.get(at..).filter(|rest| !rest.is_empty()) {
            let found = rest.find(['{', '<', '\\']).unwrap_or(rest.len());
            let (before, from) = rest.split_at(found);
            spelt.push(at..at + found, before);
            at += found;
            let len = if from.starts_with('\\') {
                from.chars().take(2).map(char::len_utf8).sum()
            } else if let Some((len, text)) = self.reference(from) {
                if text.is_none() {
                    spelt.unknown.push(at + 1..at + len - 1);
                }
                spelt.push(at..at + len, text.as_deref().unwrap_or("(?:x)"));
                at += len;
                continue;
            } else {
                from.len().min(1)
            };
            spelt.push(at..at + len, from.get(..len).unwrap_or(""));
            at += len;
        }
        spelt
    }

    /// The length of the reference that `from` begins with, and what it stands for if that is known.
    fn reference(&self, from: &str) -> Option<(usize, Option<String>)> {
        if from.starts_with('<') {
            return gap(from).map(|(len, text)| (len, Some(text)));
        }
        let close = from.strip_prefix('{')?.find('}')? + 1;
        let name = from.get(1..close).unwrap_or("");
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let patterns = self.words.get(name);
        let text = patterns.map(|patterns| {
            let words: Vec<&str> = patterns.iter().map(|(_, source)| source.as_str()).collect();
            format!("(?:{})", words.join("|"))
        });
        Some((close + 1, text))
    }

    /// The mistake to name a vocabulary that there is not.
    pub(super) fn no_such(&self, name: &str, at: Span) -> Diagnostic {
        let message = format!("no vocabulary is named `{name}`");
        let help = nearest(name, self.names()).unwrap_or_else(|| {
            "define it under `vocabulary`, before it is used, or include the file that does".into()
        });
        Diagnostic::error("unknown-vocabulary", at, message).help(help)
    }
}

/// A pattern with its references spelt out, and where each piece of it comes from.
#[derive(Debug, Default)]
pub(super) struct Spelt {
    pub(super) source: String,
    /// Where each piece begins in `source`, and the bytes of the pattern that it stands for.
    pieces: Vec<(usize, Range<usize>)>,
    /// Names of vocabularies that there are not, in bytes of the pattern.
    pub(super) unknown: Vec<Range<usize>>,
}

impl Spelt {
    fn push(&mut self, from: Range<usize>, text: &str) {
        self.pieces.push((self.source.len(), from));
        self.source.push_str(text);
    }

    /// The bytes of the pattern that some bytes of `source` come from.
    pub(super) fn origin(&self, of: Range<usize>) -> Range<usize> {
        let start = self.origin_of(of.start).start;
        let last = self.origin_of(of.end.saturating_sub(1).max(of.start));
        start..last.end.max(start)
    }

    fn origin_of(&self, at: usize) -> Range<usize> {
        let after = self.pieces.partition_point(|(start, _)| *start <= at);
        let piece = after.checked_sub(1).and_then(|nth| self.pieces.get(nth));
        let Some((start, from)) = piece else {
            return 0..0;
        };
        let end = self
            .pieces
            .get(after)
            .map_or(self.source.len(), |(next, _)| *next);
        // Text that stands for itself keeps its length.
        if end - start == from.len() {
            let at = (from.start + at - start).min(from.end);
            at..(at + 1).min(from.end)
        } else {
            from.clone()
        }
    }
}

/// ` <3> ` between two words stands for up to three words of the same clause.
fn gap(from: &str) -> Option<(usize, String)> {
    let close = from.find('>')?;
    let count: u8 = from.get(1..close)?.parse().ok()?;
    let mut len = close + 1;
    // The space after the gap belongs to it: the words bring their own.
    len += usize::from(from.get(len..).is_some_and(|after| after.starts_with(' ')));
    Some((len, format!("(?:[^\\s.;:!?|]+ ){{0,{count}}}")))
}

/// The parts of a pattern between its outermost bars.
pub(super) fn branches(pattern: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth, mut class, mut escaped) =
        (Vec::new(), 0, 0_usize, false, false);
    for (at, c) in pattern.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' if !class => class = true,
            ']' if class => class = false,
            '(' if !class => depth += 1,
            ')' if !class => depth = depth.saturating_sub(1),
            '|' if !class && depth == 0 => {
                parts.push(pattern.get(start..at).unwrap_or(""));
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(pattern.get(start..).unwrap_or(""));
    parts
}

/// Splits the texts in `nodes` into patterns: the vocabularies that stand alone, and one alternation
/// of the rest for each number of words that matches reach back.
pub(super) fn split(
    nodes: &[&Node],
    vocabularies: &Vocabularies,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(usize, String)> {
    let mut patterns = Vec::new();
    let mut rest: BTreeMap<usize, Vec<Node>> = BTreeMap::new();
    for node in nodes {
        let Some(text) = node.text() else {
            diagnostics.push(Diagnostic::error(
                "wrong-kind",
                node.span,
                format!("a pattern is a text, this is {}", node.kind()),
            ));
            continue;
        };
        for branch in branches(text) {
            let name = branch
                .strip_prefix('{')
                .and_then(|inner| inner.strip_suffix('}'));
            if let Some(words) = name.and_then(|name| vocabularies.words.get(name)) {
                patterns.extend(words.iter().cloned());
                continue;
            }
            let (reach, branch) = reach_of(branch);
            if !branch.is_empty() {
                let node = Node {
                    span: node.span,
                    value: Value::Scalar(branch.to_owned()),
                };
                rest.entry(reach).or_default().push(node);
            }
        }
    }
    for (reach, nodes) in rest {
        let nodes: Vec<&Node> = nodes.iter().collect();
        patterns.push((reach, alternation(&nodes, vocabularies, diagnostics)));
    }
    patterns.retain(|(_, source)| !source.is_empty());
    patterns
}

/// "<2> rate" is "rate" with up to two words in front of it.
fn reach_of(branch: &str) -> (usize, &str) {
    let reach = branch
        .strip_prefix('<')
        .and_then(|inner| inner.split_once('>'));
    match reach.and_then(|(count, rest)| Some((count.parse().ok()?, rest))) {
        Some((reach, rest)) => (reach, rest.strip_prefix(' ').unwrap_or(rest)),
        None => (0, branch),
    }
}

/// One alternation of the texts in `nodes`, with every element checked.
pub(super) fn alternation(
    nodes: &[&Node],
    vocabularies: &Vocabularies,
    diagnostics: &mut Vec<Diagnostic>,
) -> String {
    let mut parts = Vec::with_capacity(nodes.len());
    for node in nodes {
        let Some(text) = node.text() else {
            diagnostics.push(Diagnostic::error(
                "wrong-kind",
                node.span,
                format!("a pattern is a text, this is {}", node.kind()),
            ));
            continue;
        };
        match vocabularies.expand(text, node.span) {
            Ok(expanded) => parts.push(expanded),
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    parts.join("|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vocabularies_and_gaps_are_spelt_out() {
        let mut vocabularies = Vocabularies::default();
        vocabularies.define("people".into(), vec![(0, "riders?|drivers?".into())]);
        let at = Span::default();
        assert_eq!(
            vocabularies.expand(r"{people} x{2,3} \{a\}", at).unwrap(),
            r"(?:riders?|drivers?) x{2,3} \{a\}"
        );
        let gapped = vocabularies.expand("we <2> track", at).unwrap();
        assert_eq!(gapped, r"we (?:[^\s.;:!?|]+ ){0,2}track");
        let error = vocabularies.expand("{peple}", at).unwrap_err();
        assert_eq!(error.help.as_deref(), Some("did you mean `people`?"));
    }
}
