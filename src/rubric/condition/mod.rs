//! The language of level conditions: `groups >= 3 and (wants >= half(groups) or table)`.
//!
//! A name stands for the number of *different* things its signal found; alone, it asks for one.

mod parse;
#[cfg(test)]
mod tests;
mod tokens;

use serde::{Deserialize, Serialize};

pub(super) use parse::{Names, Reading, read};

/// A comparison's sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sign {
    /// `>=`
    AtLeast,
    /// `>`
    More,
    /// `<=`
    AtMost,
    /// `<`
    Less,
    /// `==`
    Equal,
}

/// What can be counted: an index of a signal (or of a criterion, in a cap).
pub type Name = usize;

/// A number in a comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Amount {
    /// As written.
    Number(f64),
    /// How many different things the signals found together.
    Distinct(Vec<Name>),
    /// Half of what a signal found.
    Half(Name),
    /// Several amounts added.
    Sum(Vec<Amount>),
}

/// A condition over what was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Condition {
    /// All hold.
    All(Vec<Condition>),
    /// One holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// Two amounts compare so.
    Compare(Amount, Sign, Amount),
}

impl Condition {
    /// Whether it holds, where `count` tells how many different things some names found together.
    pub fn holds(&self, count: &impl Fn(&[Name]) -> f64) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(count)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(count)),
            Self::Not(part) => !part.holds(count),
            Self::Compare(left, sign, right) => {
                let (left, right) = (left.value(count), right.value(count));
                match sign {
                    Sign::AtLeast => left >= right,
                    Sign::More => left > right,
                    Sign::AtMost => left <= right,
                    Sign::Less => left < right,
                    Sign::Equal => (left - right).abs() < 1e-9,
                }
            }
        }
    }

    /// The names that speak for the condition when they are found (those under `not` do not).
    #[must_use]
    pub fn supporters(&self) -> Vec<Name> {
        let mut names = Vec::new();
        self.add_supporters(&mut names);
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Adds its supporters to `names`, in the order in which the condition names them.
    pub fn add_supporters(&self, names: &mut Vec<Name>) {
        self.collect(names, false);
    }

    /// Adds the supporters of the parts that hold: of alternatives those that are met.
    pub fn add_earners(&self, count: &impl Fn(&[Name]) -> f64, names: &mut Vec<Name>) {
        match self {
            _ if !self.holds(count) => {}
            Self::All(parts) | Self::Any(parts) => {
                for part in parts {
                    part.add_earners(count, names);
                }
            }
            Self::Not(_) | Self::Compare(..) => self.add_supporters(names),
        }
    }

    /// Every name in the condition.
    #[must_use]
    pub fn names(&self) -> Vec<Name> {
        let mut names = Vec::new();
        self.collect(&mut names, true);
        names.sort_unstable();
        names.dedup();
        names
    }

    fn collect(&self, names: &mut Vec<Name>, negated: bool) {
        match self {
            Self::All(parts) | Self::Any(parts) => {
                for part in parts {
                    part.collect(names, negated);
                }
            }
            Self::Not(part) if negated => part.collect(names, negated),
            Self::Not(_) => {}
            Self::Compare(left, sign, right) => {
                let counts_up = matches!(sign, Sign::AtLeast | Sign::More | Sign::Equal);
                if counts_up || negated {
                    left.collect(names);
                }
                if !counts_up || negated {
                    right.collect(names);
                }
            }
        }
    }

    /// The parts that do not hold yet, each a condition of its own.
    pub fn missing<'c>(&'c self, count: &impl Fn(&[Name]) -> f64, out: &mut Vec<&'c Condition>) {
        match self {
            _ if self.holds(count) => {}
            Self::All(parts) => parts.iter().for_each(|part| part.missing(count, out)),
            _ => out.push(self),
        }
    }
}

impl Amount {
    fn value(&self, count: &impl Fn(&[Name]) -> f64) -> f64 {
        match self {
            Self::Number(number) => *number,
            Self::Distinct(names) => count(names),
            Self::Half(name) => count(&[*name]) / 2.0,
            Self::Sum(parts) => parts.iter().map(|part| part.value(count)).sum(),
        }
    }

    fn collect(&self, names: &mut Vec<Name>) {
        match self {
            Self::Number(_) => {}
            Self::Distinct(more) => names.extend(more),
            Self::Half(name) => names.push(*name),
            Self::Sum(parts) => parts.iter().for_each(|part| part.collect(names)),
        }
    }
}
