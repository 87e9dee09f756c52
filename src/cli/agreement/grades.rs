//! Marked texts graded, each by the rubric that its marks were given by.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::task::JoinHandle;

use super::super::args::{AgreementArguments, Rater};
use super::super::output::Console;
use super::super::rubrics;
use super::Problems;
use super::texts::Located;
use crate::agreement::{Compared, MarkedText, MeasuredRubric, compare};
use crate::assessment::{self, Answer, Reading, conclude};
use crate::input::{Chooser, Input, Known, files};
use crate::report::Opinions;
use crate::rubric::{Library, Rubric, Searcher};
use crate::run::{Panel, case, haystack};
use crate::settings::{RubricName, Settings};

/// Grades the texts; what cannot be graded is left out and said.
pub(super) fn grade(
    console: &mut Console,
    settings: &Settings,
    asked: &AgreementArguments,
    located: &[Located],
    panel: Option<&Panel>,
    problems: &mut Problems,
) -> anyhow::Result<(Vec<Compared>, Vec<MeasuredRubric>)> {
    let mut grader = Grader::new(rubrics::library(settings)?, settings.rubric.clone());
    match asked.rubric.as_deref().map(RubricName::parse) {
        Some(RubricName::Auto) => grader.auto = true,
        Some(name) => {
            let rubric = rubrics::load(console, &grader.library, &name)?;
            grader.asked = Some(grader.add(String::new(), rubric));
        }
        None => {}
    }
    let mut read = Vec::new();
    for Located { text, path } in located {
        match files::answer(path) {
            Ok(input) => {
                let one = grader.text(console, text, input, problems);
                read.extend(one.map(|one| one.before(panel)));
            }
            Err(error) => problems.error(error.to_string()),
        }
    }
    let rater = asked.rater.unwrap_or_default();
    let mut compared = Vec::new();
    for one in read {
        let opinions = match (&panel, one.judging) {
            (Some(panel), Some(work)) => Some(panel.runtime().block_on(work)?),
            _ => None,
        };
        compared.extend(one.reading.compare(opinions.as_ref(), rater, problems));
    }
    for (why, texts) in &grader.refused {
        let texts = match texts {
            1 => "1 marked text is".to_owned(),
            many => format!("{many} marked texts are"),
        };
        problems.error(format!("{why}; {texts} left out"));
    }
    let rubrics = grader.loaded.iter();
    let rubrics = rubrics.map(|(rubric, _)| MeasuredRubric::of(rubric));
    Ok((compared, rubrics.collect()))
}

/// A marked text that was read.
struct Read<'t> {
    text: &'t MarkedText,
    rubric: Arc<Rubric>,
    /// The rubric's place among those that are measured.
    place: usize,
    answer: Answer,
    reading: Reading,
}

/// The same while a judge reads it.
struct Pending<'t> {
    reading: Read<'t>,
    judging: Option<JoinHandle<Opinions>>,
}

impl<'t> Read<'t> {
    /// Puts it before a judge, if there is one.
    fn before(self, panel: Option<&Panel>) -> Pending<'t> {
        let judging = panel.map(|panel| {
            let Reading { document, evidence } = &self.reading;
            let case = case(&self.answer, document, &evidence.extent, false);
            panel.begin(&self.rubric, case, haystack(document, &evidence.extent))
        });
        Pending {
            reading: self,
            judging,
        }
    }

    /// The levels of a rater beside the marks; none where no mark can be used.
    fn compare(
        self,
        opinions: Option<&Opinions>,
        rater: Rater,
        problems: &mut Problems,
    ) -> Option<Compared> {
        let said = opinions.map_or(&[][..], |opinions| &opinions.opinions);
        for missing in opinions.iter().flat_map(|opinions| &opinions.missing) {
            problems.error(format!("{}: {missing}", self.text.name));
        }
        let mut assessment = conclude(&self.answer, &self.rubric, self.reading, said, false);
        let mut unrated = Vec::new();
        for (criterion, grade) in self
            .rubric
            .criteria
            .iter()
            .zip(&mut assessment.score.grades)
        {
            match (
                rater,
                grade.opinion.as_ref().and_then(|opinion| opinion.level),
            ) {
                (Rater::Combined, _) => {}
                (Rater::Signals, _) => grade.level = grade.signals.0,
                (Rater::Judge, Some(level)) => grade.level = level,
                (Rater::Judge, None) => unrated.push(criterion.id.as_str()),
            }
        }
        let rubric = (self.place, &*self.rubric);
        let (mut compared, faults) = compare(self.text, &self.answer, rubric, &assessment);
        problems.faults.extend(faults);
        compared
            .items
            .retain(|item| !unrated.contains(&item.criterion.as_str()));
        if !unrated.is_empty() {
            let ids = unrated.join(", ");
            problems.warn(format!("{}: the judge did not rate {ids}", self.text.name));
        }
        (!compared.items.is_empty()).then_some(compared)
    }
}

/// Rubrics in use, each with its searcher.
struct Grader {
    chooser: Chooser,
    library: Library,
    /// The place of the rubric that the command line names.
    asked: Option<usize>,
    /// The rubric that the configuration names, for marks that name none.
    configured: Option<RubricName>,
    /// Whether the rubrics that marks name are passed over.
    auto: bool,
    loaded: Vec<(Arc<Rubric>, Searcher)>,
    /// Where a rubric stands in `loaded`, by name.
    places: BTreeMap<String, usize>,
    /// Why rubrics cannot be had, by name.
    failed: BTreeMap<String, String>,
    /// How many texts are left out, and why.
    refused: BTreeMap<String, usize>,
}

impl Grader {
    fn new(library: Library, configured: Option<RubricName>) -> Self {
        Self {
            chooser: Chooser::new(&library),
            library,
            asked: None,
            configured,
            auto: false,
            loaded: Vec::new(),
            places: BTreeMap::new(),
            failed: BTreeMap::new(),
            refused: BTreeMap::new(),
        }
    }

    fn add(&mut self, name: String, rubric: Rubric) -> usize {
        let searcher = rubric.searcher();
        self.places.insert(name, self.loaded.len());
        self.loaded.push((Arc::new(rubric), searcher));
        self.loaded.len() - 1
    }

    /// Reads one text; none where its rubric cannot be had.
    fn text<'t>(
        &mut self,
        console: &mut Console,
        text: &'t MarkedText,
        mut input: Input,
        problems: &mut Problems,
    ) -> Option<Read<'t>> {
        for note in &input.notes {
            problems.warn(format!("{}: {}", input.source, note.message));
        }
        if text.question.is_some() {
            input.answer.question.clone_from(&text.question);
        }
        let place = match self.rubric(console, text, &input, problems) {
            Ok(place) => place,
            Err(error) => {
                *self.refused.entry(format!("{error:#}")).or_default() += 1;
                return None;
            }
        };
        let (rubric, searcher) = self.loaded.get_mut(place)?;
        console.tell(&format!("{}: {}", input.source, rubric.id));
        let reading = assessment::read(&input.answer, rubric, searcher, false);
        Some(Read {
            text,
            rubric: Arc::clone(rubric),
            place,
            answer: input.answer,
            reading,
        })
    }

    /// The place of the rubric for a text: the command line's, or the one its marks name, or the
    /// configured one, or the one that suits.
    fn rubric(
        &mut self,
        console: &mut Console,
        text: &MarkedText,
        input: &Input,
        problems: &mut Problems,
    ) -> anyhow::Result<usize> {
        if let Some(place) = self.asked {
            return Ok(place);
        }
        let named = text.rubric.clone().filter(|_| !self.auto);
        if let Some(name) = named {
            return self.place(&name, |library| {
                // Marks name rubrics, never paths.
                let rubric = library.load(&name);
                rubric.map_err(|error| rubrics::explain(console, error))
            });
        }
        if let Some(name) = self.configured.clone() {
            let key = format!("{name:?}");
            return self.place(&key, |library| rubrics::load(console, library, &name));
        }
        let picked = self.chooser.pick(&self.library, Known::of(input));
        let picked = picked.map_err(|error| rubrics::explain(console, error))?;
        for doubt in &picked.doubts {
            problems.warn(format!("{}: {}", input.source, doubt.message));
        }
        self.place(&picked.name, |library| {
            let rubric = library.load(&picked.name);
            rubric.map_err(|error| rubrics::explain(console, error))
        })
    }

    fn place(
        &mut self,
        name: &str,
        load: impl FnOnce(&Library) -> anyhow::Result<Rubric>,
    ) -> anyhow::Result<usize> {
        if let Some(place) = self.places.get(name) {
            return Ok(*place);
        }
        if let Some(why) = self.failed.get(name) {
            anyhow::bail!(why.clone());
        }
        match load(&self.library) {
            Ok(rubric) => Ok(self.add(name.to_owned(), rubric)),
            Err(error) => {
                self.failed.insert(name.to_owned(), format!("{error:#}"));
                Err(error)
            }
        }
    }
}
