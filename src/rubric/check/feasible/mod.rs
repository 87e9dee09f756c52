//! Whether any counts make conditions hold.
//!
//! Comparisons become linear inequalities over counts; a choice among them is tried one after the
//! other, and what is left is solved by eliminating variables (Fourier and Motzkin). It is made only
//! for proofs: "impossible" is never said of what is possible. Where the work grows too large, nothing
//! is claimed.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::rubric::condition::{Amount, Condition, Name, Sign};

/// What is known of counts beforehand: the most that a name can count, if it is limited.
pub(super) type Most<'m> = &'m dyn Fn(Name) -> Option<i64>;

/// The most systems that are solved for one question.
const SYSTEMS: usize = 3000;

/// The most inequalities of one system.
const ROWS: usize = 300;

/// The largest number that is reckoned with.
const LARGEST: f64 = 1e9;

/// Whether it is proven that no counts make all of `wanted` come out as they say.
pub(super) fn impossible(wanted: &[(&Condition, bool)], most: Most) -> bool {
    let mut search = Search {
        most,
        left: SYSTEMS,
        columns: BTreeMap::new(),
    };
    search.refuted(wanted.to_vec(), Vec::new())
}

/// The sum of some counts is at least a number.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    /// Factors by variable; none is 0.
    sum: BTreeMap<usize, i64>,
    least: i64,
}

/// An amount: factors by variable, and a number.
#[derive(Default)]
struct Linear {
    sum: BTreeMap<usize, f64>,
    number: f64,
}

struct Search<'m> {
    most: Most<'m>,
    /// How many systems may still be solved.
    left: usize,
    /// The variable of every set of names that is counted together.
    columns: BTreeMap<Vec<Name>, usize>,
}

impl Search<'_> {
    /// Whether all of `open` together with `rows` is impossible.
    fn refuted(&mut self, mut open: Vec<(&Condition, bool)>, mut rows: Vec<Row>) -> bool {
        let mut choices: Vec<Vec<(&Condition, bool)>> = Vec::new();
        while let Some((condition, wanted)) = open.pop() {
            match (condition, wanted) {
                (Condition::All(parts), true) => open.extend(parts.iter().map(|p| (p, true))),
                (Condition::Any(parts), false) => open.extend(parts.iter().map(|p| (p, false))),
                (Condition::All(parts), false) => {
                    choices.push(parts.iter().map(|part| (part, false)).collect());
                }
                (Condition::Any(parts), true) => {
                    choices.push(parts.iter().map(|part| (part, true)).collect());
                }
                (Condition::Not(part), wanted) => open.push((part.as_ref(), !wanted)),
                (Condition::Compare(_, Sign::Equal, _), false) => {
                    return self.unequal(condition, &choices, &open, &rows);
                }
                (Condition::Compare(left, sign, right), wanted) => {
                    self.compare(left, *sign, right, wanted, &mut rows);
                }
            }
        }
        if self.unsolvable(&rows) {
            return true;
        }
        choices.sort_by_key(Vec::len);
        let Some((first, rest)) = choices.split_first() else {
            return false;
        };
        first.iter().all(|part| {
            // What is left of the other choices stays open, each as one condition.
            self.left > 0 && self.refuted_choice(*part, rest, &rows)
        })
    }

    /// The same with one part of a choice taken.
    fn refuted_choice(
        &mut self,
        part: (&Condition, bool),
        rest: &[Vec<(&Condition, bool)>],
        rows: &[Row],
    ) -> bool {
        let again: Vec<Condition> = rest.iter().map(|choice| either(choice)).collect();
        let mut open = vec![part];
        open.extend(again.iter().map(|condition| (condition, true)));
        self.refuted(open, rows.to_vec())
    }

    /// `a == b` does not hold: one is the greater.
    fn unequal(
        &mut self,
        condition: &Condition,
        choices: &[Vec<(&Condition, bool)>],
        open: &[(&Condition, bool)],
        rows: &[Row],
    ) -> bool {
        let Condition::Compare(left, _, right) = condition else {
            return false;
        };
        [Sign::Less, Sign::More].into_iter().all(|sign| {
            let apart = Condition::Compare(left.clone(), sign, right.clone());
            let again: Vec<Condition> = choices.iter().map(|choice| either(choice)).collect();
            let mut open = open.to_vec();
            open.push((&apart, true));
            open.extend(again.iter().map(|condition| (condition, true)));
            self.refuted(open, rows.to_vec())
        })
    }

    /// Adds what a comparison says.
    fn compare(
        &mut self,
        left: &Amount,
        sign: Sign,
        right: &Amount,
        wanted: bool,
        rows: &mut Vec<Row>,
    ) {
        let sign = match (sign, wanted) {
            (sign, true) => sign,
            (Sign::AtLeast, false) => Sign::Less,
            (Sign::More, false) => Sign::AtMost,
            (Sign::AtMost, false) => Sign::More,
            (Sign::Less, false) => Sign::AtLeast,
            (Sign::Equal, false) => return,
        };
        let mut difference = Linear::default();
        self.add(left, 1.0, &mut difference);
        self.add(right, -1.0, &mut difference);
        match sign {
            Sign::AtLeast => rows.extend(row(&difference, 1.0, false)),
            Sign::More => rows.extend(row(&difference, 1.0, true)),
            Sign::AtMost => rows.extend(row(&difference, -1.0, false)),
            Sign::Less => rows.extend(row(&difference, -1.0, true)),
            Sign::Equal => {
                rows.extend(row(&difference, 1.0, false));
                rows.extend(row(&difference, -1.0, false));
            }
        }
    }

    fn add(&mut self, amount: &Amount, factor: f64, to: &mut Linear) {
        match amount {
            Amount::Number(number) => to.number += factor * number,
            Amount::Distinct(names) => {
                *to.sum.entry(self.column(names)).or_default() += factor;
            }
            Amount::Half(name) => {
                *to.sum.entry(self.column(&[*name])).or_default() += factor / 2.0;
            }
            Amount::Sum(parts) => parts.iter().for_each(|part| self.add(part, factor, to)),
        }
    }

    /// The variable of names that are counted together.
    fn column(&mut self, names: &[Name]) -> usize {
        let mut names = names.to_vec();
        names.sort_unstable();
        names.dedup();
        if names.len() > 1 {
            for name in &names {
                self.column(&[*name]);
            }
        }
        let next = self.columns.len();
        *self.columns.entry(names).or_insert(next)
    }

    /// What holds of all counts: none is negative, some have a limit, and things counted together are
    /// no fewer than any of them alone and no more than all of them one by one.
    fn bounds(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for (names, column) in &self.columns {
            rows.push(Row::new([(*column, 1)], 0));
            let alone: Vec<usize> = names
                .iter()
                .filter_map(|name| self.columns.get([*name].as_slice()).copied())
                .collect();
            if let [name] = names.as_slice() {
                let most = (self.most)(*name);
                rows.extend(most.map(|most| Row::new([(*column, -1)], -most)));
            } else {
                let less = alone
                    .iter()
                    .map(|one| Row::new([(*column, 1), (*one, -1)], 0));
                rows.extend(less);
                let all = alone.iter().map(|one| (*one, 1));
                rows.push(Row::new(all.chain([(*column, -1)]), 0));
            }
        }
        rows
    }

    /// Whether it is proven that no whole numbers satisfy all rows.
    fn unsolvable(&mut self, rows: &[Row]) -> bool {
        let Some(left) = self.left.checked_sub(1) else {
            return false;
        };
        self.left = left;
        let mut system = self.bounds();
        system.extend_from_slice(rows);
        eliminate(system)
    }
}

/// One condition for "one of these".
fn either(choice: &[(&Condition, bool)]) -> Condition {
    let parts = choice.iter().map(|(part, wanted)| {
        let part = (*part).clone();
        if *wanted {
            part
        } else {
            Condition::Not(Box::new(part))
        }
    });
    Condition::Any(parts.collect())
}

impl Row {
    fn new(sum: impl IntoIterator<Item = (usize, i64)>, least: i64) -> Self {
        Self {
            sum: sum.into_iter().collect(),
            least,
        }
    }

    /// With the smallest factors: counts are whole numbers.
    fn reduced(mut self) -> Self {
        self.sum.retain(|_, factor| *factor != 0);
        let common = self.sum.values().fold(0, |a, b| gcd(a, b.abs()));
        if common > 1 {
            self.sum.values_mut().for_each(|factor| *factor /= common);
            self.least = -(-self.least).div_euclid(common);
        }
        self
    }
}

/// "`factor` times the difference is at least 0", or more than 0; `None` where that cannot be told in
/// whole numbers of a fair size.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the sizes are looked at first"
)]
fn row(difference: &Linear, factor: f64, more: bool) -> Option<Row> {
    // Halves become whole.
    let factor = factor * 2.0;
    let sum: BTreeMap<usize, f64> = difference
        .sum
        .iter()
        .map(|(column, of)| (*column, of * factor))
        .collect();
    let least = -difference.number * factor;
    let fair = |number: &f64| number.abs() < LARGEST;
    if !fair(&least) || !sum.values().all(|of| fair(of) && of.fract() == 0.0) {
        return None;
    }
    // A comparison forgives what floating-point numbers lose.
    let least = if more {
        (least + 1e-6).floor() + 1.0
    } else {
        (least - 1e-6).ceil()
    };
    let sum = sum.into_iter().map(|(column, of)| (column, of as i64));
    Some(Row::new(sum, least as i64).reduced())
}

/// Whether a system is contradictory, found by eliminating one variable after the other.
fn eliminate(mut system: Vec<Row>) -> bool {
    loop {
        if system.iter().any(|row| row.sum.is_empty() && row.least > 0) {
            return true;
        }
        system.retain(|row| !row.sum.is_empty());
        let Some(column) = cheapest(&system) else {
            return false;
        };
        let (with, mut rest): (Vec<Row>, Vec<Row>) = system
            .into_iter()
            .partition(|row| row.sum.contains_key(&column));
        let factor = |row: &Row| row.sum.get(&column).copied().unwrap_or_default();
        let (lower, upper): (Vec<Row>, Vec<Row>) =
            with.into_iter().partition(|row| factor(row) > 0);
        for low in &lower {
            for high in &upper {
                // Too large a number: nothing is claimed.
                let Some(joined) = joined(low, high, column) else {
                    return false;
                };
                if !rest.contains(&joined) {
                    rest.push(joined);
                }
                if rest.len() > ROWS {
                    return false;
                }
            }
        }
        system = rest;
    }
}

/// The variable whose elimination makes the fewest rows.
fn cheapest(system: &[Row]) -> Option<usize> {
    let mut sides: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for (column, factor) in system.iter().flat_map(|row| &row.sum) {
        let (lower, upper) = sides.entry(*column).or_default();
        if *factor > 0 {
            *lower += 1;
        } else {
            *upper += 1;
        }
    }
    let cost = |(_, (lower, upper)): &(usize, (usize, usize))| lower * upper;
    sides.into_iter().min_by_key(cost).map(|(column, _)| column)
}

/// What follows from two rows without `column`, of which one bounds it from below and one from above.
fn joined(low: &Row, high: &Row, column: usize) -> Option<Row> {
    let below = *low.sum.get(&column)?;
    let above = high.sum.get(&column)?.checked_neg()?;
    let mut sum: BTreeMap<usize, i64> = BTreeMap::new();
    for (row, factor) in [(low, above), (high, below)] {
        for (column, of) in &row.sum {
            let entry = sum.entry(*column).or_default();
            *entry = entry.checked_add(of.checked_mul(factor)?)?;
        }
    }
    let least = low
        .least
        .checked_mul(above)?
        .checked_add(high.least.checked_mul(below)?)?;
    Some(Row { sum, least }.reduced())
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}
