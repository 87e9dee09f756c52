//! A level's condition with one part altered, and conditions written out again.

use super::condition::{Amount, Condition, Name, Sign};

/// What a condition's names stand for.
pub(super) struct Names<'a> {
    /// The name at an index.
    pub(super) name: &'a dyn Fn(Name) -> String,
    /// Whether a name never counts more than one.
    pub(super) once: &'a dyn Fn(Name) -> bool,
}

/// A condition that differs from another in one part, and how, in words.
pub(super) type Altered = (String, Condition);

/// What holds a condition.
#[derive(Clone, Copy, PartialEq)]
enum Parent {
    Nothing,
    All,
    Any,
}

impl Names<'_> {
    /// The condition with one conjunct or disjunct less, one threshold one off, or one amount less.
    pub(super) fn altered(&self, condition: &Condition) -> Vec<Altered> {
        self.within(condition, Parent::Nothing)
    }

    fn within(&self, condition: &Condition, parent: Parent) -> Vec<Altered> {
        match condition {
            Condition::All(parts) => self.list(parts, Parent::All),
            Condition::Any(parts) => self.list(parts, Parent::Any),
            Condition::Not(part) => {
                let inner = self.within(part, Parent::Nothing);
                let outer = |(text, part)| (text, Condition::Not(Box::new(part)));
                inner.into_iter().map(outer).collect()
            }
            Condition::Compare(left, sign, right) => self.compared(left, *sign, right, parent),
        }
    }

    fn list(&self, parts: &[Condition], parent: Parent) -> Vec<Altered> {
        let together = |parts: Vec<Condition>| match parent {
            Parent::All => Condition::All(parts),
            _ => Condition::Any(parts),
        };
        let mut out = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            let with = |changed: Option<Condition>| {
                let (before, from) = parts.split_at(at);
                let after = from.iter().skip(1).cloned();
                let kept = before.iter().cloned().chain(changed).chain(after);
                together(kept.collect())
            };
            out.push((format!("without `{}`", self.written(part)), with(None)));
            let inner = self.within(part, parent).into_iter();
            out.extend(inner.map(|(text, changed)| (text, with(Some(changed)))));
        }
        out
    }

    fn compared(&self, left: &Amount, sign: Sign, right: &Amount, parent: Parent) -> Vec<Altered> {
        let lefts = amounts(left).into_iter().map(|left| (left, right.clone()));
        let rights = amounts(right)
            .into_iter()
            .map(|right| (left.clone(), right));
        let before = Condition::Compare(left.clone(), sign, right.clone());
        let once =
            matches!(left, Amount::Distinct(names) if names.iter().all(|name| (self.once)(*name)));
        lefts
            .chain(rights)
            .filter(|(_, right)| {
                let Amount::Number(number) = right else {
                    return true;
                };
                // These are the same as the loss of the whole part.
                let void = sign == Sign::AtLeast && *number < 1.0 && parent == Parent::All;
                let vain = sign == Sign::AtLeast && *number > 1.0 && once && parent == Parent::Any;
                !void && !vain
            })
            .map(|(left, right)| {
                let after = Condition::Compare(left, sign, right);
                let text = format!(
                    "`{}` becomes `{}`",
                    self.written(&before),
                    self.written(&after)
                );
                (text, after)
            })
            .collect()
    }

    /// The condition as a rubric file writes it.
    pub(super) fn written(&self, condition: &Condition) -> String {
        let joined = |parts: &[Condition], word: &str, inner: bool| {
            let parts: Vec<String> = parts
                .iter()
                .map(|part| match part {
                    Condition::Any(_) if inner => format!("({})", self.written(part)),
                    _ => self.written(part),
                })
                .collect();
            parts.join(word)
        };
        match condition {
            Condition::All(parts) => joined(parts, " and ", true),
            Condition::Any(parts) => joined(parts, " or ", false),
            Condition::Not(part) => match part.as_ref() {
                Condition::Compare(..) => format!("not {}", self.written(part)),
                _ => format!("not ({})", self.written(part)),
            },
            Condition::Compare(left, Sign::AtLeast, Amount::Number(1.0)) => self.amount(left),
            Condition::Compare(left, sign, right) => {
                format!(
                    "{} {} {}",
                    self.amount(left),
                    signed(*sign),
                    self.amount(right)
                )
            }
        }
    }

    fn amount(&self, amount: &Amount) -> String {
        match amount {
            Amount::Number(number) => number.to_string(),
            Amount::Half(name) => format!("half({})", (self.name)(*name)),
            Amount::Distinct(names) => {
                let words: Vec<String> = names.iter().map(|name| (self.name)(*name)).collect();
                match words.as_slice() {
                    [one] => one.clone(),
                    _ => format!("distinct({})", words.join(", ")),
                }
            }
            Amount::Sum(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| self.amount(part)).collect();
                parts.join(" + ")
            }
        }
    }
}

/// How a sign is written.
pub(super) fn signed(sign: Sign) -> &'static str {
    match sign {
        Sign::AtLeast => ">=",
        Sign::More => ">",
        Sign::AtMost => "<=",
        Sign::Less => "<",
        Sign::Equal => "==",
    }
}

/// An amount with one part altered.
fn amounts(amount: &Amount) -> Vec<Amount> {
    match amount {
        Amount::Number(number) => [number + 1.0, number - 1.0]
            .into_iter()
            .filter(|number| *number >= 0.0)
            .map(Amount::Number)
            .collect(),
        Amount::Half(name) => vec![Amount::Distinct(vec![*name])],
        Amount::Distinct(names) if names.len() > 1 => (0..names.len())
            .map(|at| Amount::Distinct(without(names, at)))
            .collect(),
        Amount::Distinct(_) => Vec::new(),
        Amount::Sum(parts) => {
            let mut out = Vec::new();
            for (at, part) in parts.iter().enumerate() {
                out.push(Amount::Sum(without(parts, at)));
                out.extend(amounts(part).into_iter().map(|changed| {
                    let mut parts = parts.clone();
                    if let Some(slot) = parts.get_mut(at) {
                        *slot = changed;
                    }
                    Amount::Sum(parts)
                }));
            }
            out
        }
    }
}

/// The list without one element.
pub(super) fn without<T: Clone>(list: &[T], at: usize) -> Vec<T> {
    let kept = list.iter().enumerate().filter(|(nth, _)| *nth != at);
    kept.map(|(_, element)| element.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::condition;
    use super::*;

    fn altered(text: &str) -> Vec<(String, String)> {
        let known = ["a".to_owned(), "b".to_owned(), "c".to_owned()];
        let reading = condition::read(text, &condition::Names::signals(&known));
        let condition = reading.condition.unwrap();
        let names = Names {
            name: &|at| known[at].clone(),
            once: &|at| at == 2,
        };
        assert_eq!(names.written(&condition), text);
        let all = names.altered(&condition).into_iter();
        all.map(|(text, condition)| (text, names.written(&condition)))
            .collect()
    }

    #[test]
    fn every_part_is_altered_once() {
        let found = altered("a >= 2 and (b or c)");
        let after: Vec<&str> = found.iter().map(|(_, after)| after.as_str()).collect();
        assert_eq!(
            after,
            [
                "(b or c)",
                "a >= 3 and (b or c)",
                "a and (b or c)",
                "a >= 2",
                "a >= 2 and (c)",
                "a >= 2 and (b >= 2 or c)",
                "a >= 2 and (b >= 0 or c)",
                "a >= 2 and (b)",
                "a >= 2 and (b or c >= 0)",
            ]
        );
        assert_eq!(found[0].0, "without `a >= 2`");
        assert_eq!(found[1].0, "`a >= 2` becomes `a >= 3`");
    }

    #[test]
    fn amounts_lose_their_parts() {
        let found = altered("distinct(a, b) >= half(c)");
        let after: Vec<&str> = found.iter().map(|(_, after)| after.as_str()).collect();
        assert_eq!(
            after,
            ["b >= half(c)", "a >= half(c)", "distinct(a, b) >= c"]
        );
    }
}
