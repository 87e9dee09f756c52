//! An automaton that the build made ready: written, known by its patterns, and read back.

use std::hash::Hasher;
use std::rc::Rc;

use super::hash::Mixer;
use super::sources::Sources;
use super::states::States;
use super::words::{self, Reader};
use super::{BRIEF, Finder, Layout};

/// The states that `texts` lead to, as bytes that are quickly read; nothing where that cannot be.
pub(in crate::rubric) fn warm(sources: &[String], texts: &[String]) -> Option<Vec<u8>> {
    let mut finder = Finder::new(sources, None);
    // From now on it is made ready for any text.
    finder.texts = BRIEF;
    let mut layout = Layout::default();
    for text in texts {
        layout.read(text);
        finder.find(text, &layout, |_, _| {});
    }
    finder.states.root();
    let mut words = fingerprint(sources).to_vec();
    finder.sources.put(&mut words);
    finder.states.put(&mut words)?;
    Some(words::bytes(&words))
}

/// Which patterns they are.
fn fingerprint(sources: &[String]) -> [u32; 2] {
    let mut hasher = Mixer::default();
    for source in sources {
        hasher.write_usize(source.len());
        hasher.write(source.as_bytes());
    }
    words::halves(hasher.finish())
}

/// Those of `warm` that are of these patterns.
pub(super) fn own(
    sources: &[String],
    warm: impl IntoIterator<Item = &'static [u8]>,
) -> Option<&'static [u8]> {
    let own = words::bytes(&fingerprint(sources));
    warm.into_iter().find(|bytes| bytes.starts_with(&own))
}

/// The automaton that `bytes` are of; its patterns' texts are taken for those with this fingerprint.
pub(super) fn thaw(bytes: &'static [u8], texts: Rc<Vec<u8>>) -> Option<(Sources, States)> {
    let mut from = Reader::new(bytes);
    let [_, _] = [from.word()?, from.word()?];
    let sources = Sources::take(&mut from, texts)?;
    let states = States::take(&mut from, &sources)?;
    Some((sources, states))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rubric::pattern::PatternId;
    use crate::text::Span;
    use proptest::prelude::*;

    const PATTERNS: [&str; 6] = [
        r"(?:share|rate|number) of (?:[^\s.;:!?|]+ ){0,3}(?:riders|drivers)|rate",
        r"\w+ (?:retention|return)s?|rides? a week",
        r"(?m:^)(?:goal|aim) ?[:-] ?(?:\S+ ){2,}",
        r"(?:a|e|i|o|u|r|s|t|é|3|9)+d?|[’–]s?",
        r"(?-i:AWS|Prime)|[A-Z]\d+%",
        r"(?:week|day|month)(?:ly)? (?:\w+ )?(?:riders|rate|return)",
    ];

    fn all(finder: &mut Finder, text: &str) -> Vec<(PatternId, Span)> {
        let (mut found, mut layout) = (Vec::new(), Layout::default());
        layout.read(text);
        finder.find(text, &layout, |pattern, span| found.push((pattern, span)));
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]
        #[test]
        fn what_was_made_ready_finds_the_same(
            known in prop::collection::vec(TEXT, 0..4),
            texts in prop::collection::vec(TEXT, 1..4),
        ) {
            let sources = PATTERNS.map(str::to_owned);
            let bytes: &[u8] = warm(&sources, &known).unwrap().leak();
            let mut cold = Finder::new(&sources, None);
            let mut warm = Finder::new(&sources, [bytes]);
            prop_assert!(warm.warm.is_some());
            for text in texts.iter().chain(&known) {
                let expected = all(&mut cold, text);
                prop_assert_eq!(&all(&mut warm, text), &expected, "{}", text);
                warm.begin_anew();
                prop_assert_eq!(&all(&mut warm, text), &expected, "{}", text);
            }
        }
    }

    /// Some of the patterns' words, and others.
    const TEXT: &str = "((share|rate|number|of|the|riders|driver|weekly|week|return|rides|a|goal:|aim -|AWS|aws|\
        Prime|é|red|Zed|3|B9%|’s|\u{0}|–)( |, |\n|\\. )){0,30}";

    #[test]
    fn what_was_made_ready_for_other_patterns_is_left_alone() {
        let [sources, others] = [["a b"], ["a c"]].map(|sources| sources.map(str::to_owned));
        let bytes: &[u8] = warm(&sources, &[]).unwrap().leak();
        assert!(Finder::new(&sources, [bytes]).warm.is_some());
        assert!(Finder::new(&others, [bytes]).warm.is_none());
        assert!(Finder::new(&sources, [&bytes[..40]]).warm.is_none());
    }
}
