//! Variants of a rubric run on its examples, only where they can matter.

use super::base::{Check, Graded, Reach, concerned};
use super::fate::{Fate, Verdict};
use super::parallel::{self, Progress};
use crate::evidence::{self, Evidence, Hit};
use crate::rubric::{Aspect, Bench, Carried, Carrier, Rubric, Variant, Workbook};

/// The fates of all variants, in their order.
pub(super) fn run(
    book: &Workbook,
    texts: &[Graded],
    reach: &Reach,
    progress: &Progress,
) -> Vec<Fate> {
    let variants = book.variants();
    let trier = Trier { book, texts, reach };
    let verdicts = parallel::map(
        variants.len(),
        || Bench::new(book),
        |bench, at| trier.verdict(bench.as_mut()?, variants.get(at)?),
        progress,
    );
    let pairs = variants.into_iter().zip(verdicts);
    pairs
        .filter_map(|(variant, verdict)| {
            Some(Fate {
                kind: variant.aspect.into(),
                at: variant.at,
                criteria: variant
                    .criterion
                    .map_or_else(|| reach.criteria(&variant.signals), |at| vec![at]),
                of: variant.of,
                change: variant.change,
                verdict: verdict?,
            })
        })
        .collect()
}

struct Trier<'a> {
    book: &'a Workbook,
    texts: &'a [Graded],
    reach: &'a Reach,
}

impl Trier<'_> {
    /// What becomes of a variant; `None` where it is no rubric.
    fn verdict(&self, bench: &mut Bench, variant: &Variant) -> Option<Verdict> {
        bench.with(variant, |rubric| match variant.aspect {
            Aspect::Condition => self.regraded(rubric, variant),
            _ => self.searched(rubric, variant),
        })
    }

    /// A condition: what was found stays, its worth changes.
    fn regraded(&self, rubric: &Rubric, variant: &Variant) -> Verdict {
        let own =
            |check: Check| matches!(check, Check::Level(at, _) if variant.criterion == Some(at));
        let mut upset = concerned(self.texts, own);
        judged(
            upset.any(|(text, checks)| {
                checks
                    .iter()
                    .any(|check| !check.holds(rubric, &text.evidence))
            }),
            true,
        )
    }

    /// Signals, topics, vocabularies: what is found changes.
    fn searched(&self, rubric: &Rubric, variant: &Variant) -> Verdict {
        let mut carrier = Carrier::between(&self.book.rubric.patterns, &rubric.patterns);
        // What only one signal has cannot matter beyond it; a topic's or vocabulary's change can.
        let local = matches!(variant.aspect, Aspect::Constraint | Aspect::Alternative);
        let concerns = |check: Check| !local || self.reach.matters(&variant.signals, check);
        let mut touched = false;
        for (text, checks) in concerned(self.texts, concerns) {
            let Some((evidence, words)) = anew(&mut carrier, rubric, variant, text) else {
                continue;
            };
            if checks.iter().any(|check| !check.holds(rubric, &evidence)) {
                return Verdict::Killed;
            }
            touched |= words || differ(&evidence, &text.evidence);
        }
        judged(false, touched)
    }
}

/// What a variant finds in a text, and whether its patterns match otherwise there; `None` where it
/// finds the same as the rubric.
fn anew(
    carrier: &mut Carrier,
    rubric: &Rubric,
    variant: &Variant,
    text: &Graded,
) -> Option<(Evidence, bool)> {
    let specimen = &text.specimen;
    let taken = carrier.carry(&specimen.matches, &specimen.document.plain);
    let changed = matches!(taken, Carried::Changed(_));
    if !changed && carrier.changes() && !variant.shared {
        return None;
    }
    let matches = match &taken {
        Carried::Same => &specimen.matches,
        Carried::Renumbered(matches) | Carried::Changed(matches) => matches,
    };
    let evidence = evidence::weigh(&specimen.document, rubric, matches, true);
    Some((evidence, changed))
}

/// Whether two rubrics found something else in one text.
fn differ(one: &Evidence, other: &Evidence) -> bool {
    let pairs = one.found.iter().zip(other.found.iter());
    pairs.into_iter().any(|(one, other)| {
        let spans = |hits: &[Hit]| hits.iter().map(|hit| hit.span).collect::<Vec<_>>();
        spans(one) != spans(other)
    })
}

fn judged(killed: bool, touched: bool) -> Verdict {
    match (killed, touched) {
        (true, _) => Verdict::Killed,
        (false, true) => Verdict::Unnoticed,
        (false, false) => Verdict::Untouched,
    }
}

#[cfg(test)]
mod tests {
    use super::super::base;
    use super::*;
    use crate::rubric::{Library, Source};

    /// One variant in so many is looked at.
    const EACH: usize = 23;

    #[test]
    fn a_variant_finds_the_same_whether_it_searches_anew_or_not() {
        let source = |name: &str, text: &str| Source {
            path: name.to_owned(),
            text: text.to_owned(),
        };
        let book = Library::default()
            .workbook(
                &source("r", include_str!("../../rubrics/success-metrics.yaml")),
                Some(&source(
                    "e",
                    include_str!("../../rubrics/success-metrics.examples.yaml"),
                )),
            )
            .unwrap();
        let texts = base::graded(&book);
        let mut bench = Bench::new(&book).unwrap();
        let mut changed = 0;
        for variant in book.variants().iter().step_by(EACH) {
            let seen = bench.with(variant, |rubric| {
                let old = &book.rubric.patterns;
                let mut carrier = Carrier::between(old, &rubric.patterns);
                let mut searcher = rubric.searcher();
                for text in texts.iter().step_by(3) {
                    let plain = &text.specimen.document.plain;
                    let matches = searcher.scan(plain);
                    let document = &text.specimen.document;
                    let slow = evidence::weigh(document, rubric, &matches, true);
                    let quick = anew(&mut carrier, rubric, variant, text);
                    changed += usize::from(differ(&slow, &text.evidence));
                    let quick = quick.as_ref().map_or(&text.evidence, |(quick, _)| quick);
                    assert!(!differ(&slow, quick), "{variant:?} in {plain}");
                }
            });
            assert!(seen.is_some(), "{variant:?}");
        }
        assert!(changed > 5, "some variants find something else");
    }
}
