//! Marked texts graded, each by the rubric that its marks were given by.

use std::collections::BTreeMap;

use super::super::args::AgreementArguments;
use super::super::output::Console;
use super::super::rubrics;
use super::Problems;
use super::texts::Located;
use crate::agreement::{Compared, MarkedText, MeasuredRubric, compare};
use crate::assessment::assess;
use crate::input::{Chooser, Input, Known, files};
use crate::rubric::{Library, Rubric, Searcher};
use crate::settings::{RubricName, Settings};

/// Grades the texts; what cannot be graded is left out and said.
pub(super) fn grade(
    console: &mut Console,
    settings: &Settings,
    asked: &AgreementArguments,
    located: &[Located],
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
    let mut compared = Vec::new();
    for Located { text, path } in located {
        match files::answer(path) {
            Ok(input) => compared.extend(grader.text(console, text, input, problems)),
            Err(error) => problems.error(error.to_string()),
        }
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
    loaded: Vec<(Rubric, Searcher)>,
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
        self.loaded.push((rubric, searcher));
        self.loaded.len() - 1
    }

    /// Grades one text; none where no mark of it can be used.
    fn text(
        &mut self,
        console: &mut Console,
        text: &MarkedText,
        mut input: Input,
        problems: &mut Problems,
    ) -> Option<Compared> {
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
        let assessment = assess(&input.answer, rubric, searcher, false);
        let (compared, faults) = compare(text, &input.answer, (place, rubric), &assessment);
        problems.faults.extend(faults);
        (!compared.items.is_empty()).then_some(compared)
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
