//! What a judge said, in words: of one criterion, and of the whole answer.

use super::model::{CriterionReport, Report};
use super::opinions::JudgeFacts;

/// Both opinions and why the judge has its own, where they differ; also where they agree if `always`.
///
/// "signals strong (0.70), judge developed (0.75), together developed. Says no number."
pub(super) fn of_criterion(
    report: &Report,
    criterion: &CriterionReport,
    always: bool,
) -> Option<String> {
    let judge = criterion.judge.as_ref()?;
    let Some(level) = judge.level else {
        let why = judge.unrated.as_ref()?;
        return Some(format!("the judge gave no level: {why}"));
    };
    let signals = criterion.heuristic;
    if level == signals.level && !always {
        return None;
    }
    let name = |level: u8| {
        let name = report.levels.get(usize::from(level));
        name.map_or("?", String::as_str)
    };
    let both = format!(
        "signals {} ({:.2}), judge {} ({:.2}), together {}",
        name(signals.level),
        signals.confidence,
        name(level),
        judge.confidence,
        name(criterion.level)
    );
    Some(match judge.reasoning.as_str() {
        "" => both,
        reasoning => format!("{both}. {reasoning}"),
    })
}

/// "gpt-4.1-mini judged 15 of 16 criteria: 9 as the signals do, 4 a level apart (5,120 tokens)."
pub(super) fn of_answer(report: &Report, judge: &JudgeFacts) -> String {
    let apart = report.criteria.iter().filter_map(|criterion| {
        let said = criterion.judge.as_ref()?.level?;
        Some(said.abs_diff(criterion.heuristic.level))
    });
    let apart: Vec<u8> = apart.collect();
    let (model, all) = (&judge.model, report.criteria.len());
    if apart.is_empty() {
        return format!("{model} judged none of the {all} criteria.");
    }
    let with = |wanted: &dyn Fn(u8) -> bool| apart.iter().filter(|apart| wanted(**apart)).count();
    let tokens = judge.usage.prompt_tokens + judge.usage.completion_tokens;
    let cost = judge
        .cost
        .map_or_else(String::new, |cost| format!(", {cost:.4} US dollars"));
    format!(
        "{model} judged {} of {all} criteria: {} as the signals do, {} a level apart, {} further ({tokens} tokens{cost}).",
        apart.len(),
        with(&|apart| apart == 0),
        with(&|apart| apart == 1),
        with(&|apart| apart > 1)
    )
}
