//! Which answers a person should look at, and where a look settles most.

use super::measure::rounded;
use super::model::{Alike, Look};
use crate::report::model::Report;
use crate::report::warning::WarningKind;

/// Below this a grade is too doubtful to stand without a look, 0..=1.
const DOUBTFUL: f64 = 0.45;

/// The points by which a grade of no confidence may be off.
const DOUBT: f64 = 10.0;

/// A score is near a border if a doubt of so many times the distance is left.
const NEAR: f64 = 4.0;

/// A score below it stands for chance.
const NEXT_TO_NOTHING: f64 = 5.0;

/// What it weighs, 0..=100, that an answer is nearly the same as another: more than a doubtful band, less
/// than a doubtful grade.
const ALIKE: f64 = 40.0;

/// Why a person should look at an answer, and how much a look may settle, 0..=100.
pub(super) type Reason = (f64, String);

/// Why a person should look at a graded answer.
pub(super) fn reasons(report: &Report) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = Vec::new();
    for warning in &report.warnings {
        let (weight, reason) = weigh(warning.kind);
        if !reasons.iter().any(|(_, known)| known == reason) {
            reasons.push((weight, reason.to_owned()));
        }
    }
    let no_answer = WarningKind::NotAnAnswer;
    if !report.warnings.iter().any(|one| one.kind == no_answer) {
        reasons.extend(nothing(report));
        reasons.extend(doubt(report));
        reasons.extend(border(report));
    }
    reasons
}

/// Why a person should look at the first of answers that are alike: it stands for all of them.
pub(super) fn likeness(group: &Alike) -> Reason {
    let named = match group.ids.as_slice() {
        [_, one] => one.clone(),
        [_, one, rest @ ..] => format!("{one} and {} more", rest.len()),
        _ => String::new(),
    };
    (ALIKE, format!("nearly the same as {named}"))
}

/// What warnings weigh: what was done on purpose first, then what may change the whole grade, then what
/// may change parts of it.
fn weigh(kind: WarningKind) -> (f64, &'static str) {
    match kind {
        WarningKind::Injection => (95.0, "it addresses the grader"),
        WarningKind::Disagreement => (85.0, "the signals and the judge are far apart"),
        WarningKind::NotAnAnswer => (75.0, "it reads as no answer"),
        WarningKind::Doubtful => (72.0, "it may be no answer"),
        WarningKind::General => (20.0, "it would fit any other case"),
        WarningKind::Degraded => (65.0, "the judge could not be had"),
        WarningKind::Unbelieved => (65.0, "the judge could not be believed"),
        WarningKind::Rubric => (60.0, "the rubric may be the wrong one"),
        WarningKind::Furniture => (55.0, "most of it was kept out"),
        WarningKind::Encoding => (30.0, "its encoding is doubtful"),
        WarningKind::FrontMatter => (20.0, "its front matter cannot be read"),
    }
}

/// Of what the rubric asks for there is next to nothing: an answer to something else, or one in words
/// that no signal knows.
fn nothing(report: &Report) -> Option<Reason> {
    let why = "next to nothing that the rubric asks for was found";
    (report.score < NEXT_TO_NOTHING).then(|| (70.0, why.to_owned()))
}

/// The less sure, the more.
fn doubt(report: &Report) -> Option<Reason> {
    let missing = DOUBTFUL - report.confidence;
    (missing > 0.0).then(|| {
        let why = format!("the grade is not sure ({:.2})", report.confidence);
        (45.0 + 20.0 * missing, why)
    })
}

/// A small error would put the answer into another band.
fn border(report: &Report) -> Option<Reason> {
    let distance = |border: f64| (report.score - border).abs();
    let borders = report.bands.iter().filter(|(least, _)| *least > 0.0);
    let (border, name) = borders.min_by(|a, b| distance(a.0).total_cmp(&distance(b.0)))?;
    let (away, doubt) = (distance(*border), (1.0 - report.confidence) * DOUBT);
    if away * NEAR > doubt {
        return None;
    }
    let side = if report.score < *border {
        "below"
    } else {
        "above"
    };
    let why = match away {
        0.0 => format!("just at the border of \u{201c}{name}\u{201d}"),
        away => format!("{away:.1} {side} the border of \u{201c}{name}\u{201d}"),
    };
    Some((
        30.0 * (1.0 - away * NEAR / doubt.max(1e-9)).max(0.0) + 5.0,
        why,
    ))
}

/// The answers to look at, in order of what a look settles; of equals in the order of the answers.
pub(super) fn queue<'a>(answers: impl Iterator<Item = (&'a str, Vec<Reason>)>) -> Vec<Look> {
    let asked = answers.filter(|(_, reasons)| !reasons.is_empty());
    let looks = asked.map(|(id, mut reasons)| {
        reasons.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut weights = reasons.iter().map(|(weight, _)| weight);
        let most = weights.next().copied().unwrap_or(0.0);
        // One strong reason counts for more than many weak ones.
        let priority = (most + weights.sum::<f64>() / 10.0).min(100.0);
        Look {
            id: id.to_owned(),
            priority: rounded(priority, 1),
            reasons: reasons.into_iter().map(|(_, reason)| reason).collect(),
        }
    });
    let mut looks: Vec<Look> = looks.collect();
    looks.sort_by(|a, b| b.priority.total_cmp(&a.priority));
    looks
}
