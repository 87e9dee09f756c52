//! The level that a criterion's conditions give, and what the next one would want.

use crate::evidence::Evidence;
use crate::rubric::{Amount, Condition, Criterion, MAX_LEVEL, Name, Rubric, Sign};

/// The level that the conditions give: the second stands by itself, the third adds to the second, and
/// the first holds where only little was found.
#[must_use]
pub fn level_of(criterion: &Criterion, evidence: &Evidence) -> u8 {
    let count = counter(evidence);
    let [first, second, third] = &criterion.levels;
    if second.condition.holds(&count) {
        if third.condition.holds(&count) {
            MAX_LEVEL
        } else {
            2
        }
    } else {
        u8::from(first.condition.holds(&count))
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of finds")]
pub(super) fn counter(evidence: &Evidence) -> impl Fn(&[Name]) -> f64 {
    |names| evidence.distinct(names) as f64
}

/// One thing that a condition wants, met or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Want {
    /// The comparison with the counts in it: "groups (2 found) >= 3".
    pub text: String,
    /// Whether it holds.
    pub met: bool,
}

/// What each part of a condition wants and whether it was found.
#[must_use]
pub fn wanted(condition: &Condition, rubric: &Rubric, evidence: &Evidence) -> Vec<Want> {
    let parts: Vec<&Condition> = match condition {
        Condition::All(parts) => parts.iter().collect(),
        other => vec![other],
    };
    parts
        .into_iter()
        .map(|part| Want {
            text: describe(part, rubric, evidence),
            met: part.holds(&counter(evidence)),
        })
        .collect()
}

fn describe(condition: &Condition, rubric: &Rubric, evidence: &Evidence) -> String {
    let list = |parts: &[Condition], word: &str| {
        let parts: Vec<String> = parts
            .iter()
            .map(|part| describe(part, rubric, evidence))
            .collect();
        format!("({})", parts.join(word))
    };
    match condition {
        Condition::All(parts) => list(parts, " and "),
        Condition::Any(parts) => list(parts, " or "),
        Condition::Not(part) => format!("not {}", describe(part, rubric, evidence)),
        Condition::Compare(left, sign, right) => {
            let sign = match sign {
                Sign::AtLeast => ">=",
                Sign::More => ">",
                Sign::AtMost => "<=",
                Sign::Less => "<",
                Sign::Equal => "==",
            };
            format!(
                "{} {sign} {}",
                amount(left, rubric, evidence),
                amount(right, rubric, evidence)
            )
        }
    }
}

fn amount(amount: &Amount, rubric: &Rubric, evidence: &Evidence) -> String {
    let name = |at: &Name| {
        rubric
            .signals
            .get(*at)
            .map_or("?", |signal| signal.name.as_str())
    };
    match amount {
        Amount::Number(number) => number.to_string(),
        Amount::Distinct(names) => {
            let words: Vec<&str> = names.iter().map(name).collect();
            format!(
                "{} (found {})",
                words.join(" or "),
                evidence.distinct(names)
            )
        }
        Amount::Half(at) => format!("half of {} (found {})", name(at), evidence.distinct(&[*at])),
        Amount::Sum(parts) => {
            let parts: Vec<String> = parts
                .iter()
                .map(|part| self::amount(part, rubric, evidence))
                .collect();
            parts.join(" + ")
        }
    }
}
