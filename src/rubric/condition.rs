//! The language of level conditions: `groups >= 3 and (wants >= half(groups) or table)`.
//!
//! A name stands for the number of *different* things its signal found; alone, it asks for one.

use super::diagnostic::{Diagnostic, nearest};
use crate::text::Span;

/// A comparison's sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq)]
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
#[derive(Clone, Debug, PartialEq)]
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
        self.collect(&mut names, false);
        names.sort_unstable();
        names.dedup();
        names
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

/// Reads a condition written at `at`, with `names` as the things it may count.
///
/// # Errors
/// The first mistake, with its place.
pub(super) fn parse(text: &str, at: Span, names: &[String]) -> Result<Condition, Diagnostic> {
    let mut parser = Parser {
        tokens: tokens(text),
        next: 0,
        at,
        names,
    };
    let condition = parser.any()?;
    match parser.peek() {
        None => Ok(condition),
        Some(extra) => Err(parser.fault(format!("`{extra}` is not expected here"))),
    }
}

fn tokens(text: &str) -> Vec<(usize, String)> {
    let mut tokens: Vec<(usize, String)> = Vec::new();
    let mut joins = false;
    for (at, c) in text.char_indices() {
        let word = c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        let sign = matches!(c, '<' | '>' | '=' | '!');
        match tokens.last_mut() {
            Some((_, last))
                if joins
                    && (word && is_name(last)
                        || sign
                            && !is_name(last)
                            && last.len() < 2
                            && last != "("
                            && last != ")"
                            && last != ","
                            && last != "+") =>
            {
                last.push(c);
            }
            _ if c.is_whitespace() => {}
            _ => tokens.push((at, c.to_string())),
        }
        joins = !c.is_whitespace();
    }
    tokens
}

fn is_name(token: &str) -> bool {
    token
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

struct Parser<'n> {
    tokens: Vec<(usize, String)>,
    next: usize,
    at: Span,
    names: &'n [String],
}

impl Parser<'_> {
    fn peek(&self) -> Option<&str> {
        self.tokens.get(self.next).map(|(_, token)| token.as_str())
    }

    fn eat(&mut self, token: &str) -> bool {
        let eaten = self.peek() == Some(token);
        self.next += usize::from(eaten);
        eaten
    }

    fn fault(&self, message: impl Into<String>) -> Diagnostic {
        let len = self
            .tokens
            .get(self.next)
            .map_or(0, |(_, token)| token.len());
        let offset = self
            .tokens
            .get(self.next)
            .map_or(self.at.len(), |(at, _)| *at);
        let start = self.at.start + offset;
        Diagnostic::error(Span::new(start, start + len.max(1)), message)
    }

    fn any(&mut self) -> Result<Condition, Diagnostic> {
        let mut parts = vec![self.all()?];
        while self.eat("or") {
            parts.push(self.all()?);
        }
        Ok(if parts.len() == 1 {
            parts.remove(0)
        } else {
            Condition::Any(parts)
        })
    }

    fn all(&mut self) -> Result<Condition, Diagnostic> {
        let mut parts = vec![self.one()?];
        while self.eat("and") {
            parts.push(self.one()?);
        }
        Ok(if parts.len() == 1 {
            parts.remove(0)
        } else {
            Condition::All(parts)
        })
    }

    fn one(&mut self) -> Result<Condition, Diagnostic> {
        if self.eat("not") {
            return Ok(Condition::Not(Box::new(self.one()?)));
        }
        if self.eat("(") {
            let inner = self.any()?;
            return if self.eat(")") {
                Ok(inner)
            } else {
                Err(self.fault("a `)` is missing"))
            };
        }
        let left = self.amount()?;
        let sign = match self.peek() {
            Some(">=") => Sign::AtLeast,
            Some(">") => Sign::More,
            Some("<=") => Sign::AtMost,
            Some("<") => Sign::Less,
            Some("==") => Sign::Equal,
            _ => return Ok(Condition::Compare(left, Sign::AtLeast, Amount::Number(1.0))),
        };
        self.next += 1;
        Ok(Condition::Compare(left, sign, self.amount()?))
    }

    fn amount(&mut self) -> Result<Amount, Diagnostic> {
        let mut parts = vec![self.term()?];
        while self.eat("+") {
            parts.push(self.term()?);
        }
        Ok(if parts.len() == 1 {
            parts.remove(0)
        } else {
            Amount::Sum(parts)
        })
    }

    fn term(&mut self) -> Result<Amount, Diagnostic> {
        let Some(token) = self.peek().map(str::to_owned) else {
            return Err(self.fault("the condition stops too early"));
        };
        if let Ok(number) = token.parse::<f64>() {
            self.next += 1;
            return Ok(Amount::Number(number));
        }
        let called = self
            .tokens
            .get(self.next + 1)
            .is_some_and(|(_, next)| next == "(");
        match token.as_str() {
            "distinct" if called => {
                self.next += 2;
                let mut names = vec![self.name()?];
                while self.eat(",") {
                    names.push(self.name()?);
                }
                self.close(Amount::Distinct(names))
            }
            "half" if called => {
                self.next += 2;
                let name = self.name()?;
                self.close(Amount::Half(name))
            }
            _ => Ok(Amount::Distinct(vec![self.name()?])),
        }
    }

    fn close(&mut self, amount: Amount) -> Result<Amount, Diagnostic> {
        if self.eat(")") {
            Ok(amount)
        } else {
            Err(self.fault("a `)` is missing"))
        }
    }

    fn name(&mut self) -> Result<Name, Diagnostic> {
        let token = self.peek().unwrap_or("").to_owned();
        if let Some(name) = self.names.iter().position(|name| *name == token) {
            self.next += 1;
            return Ok(name);
        }
        let mut fault = self.fault(format!("nothing is named `{token}`"));
        fault.help = nearest(&token, self.names.iter().map(String::as_str));
        Err(fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(text: &str, counts: &[f64]) -> bool {
        let names = ["a".to_owned(), "b-c".to_owned()];
        let condition = parse(text, Span::new(0, text.len()), &names).unwrap();
        condition.holds(&|names: &[Name]| names.iter().map(|n| counts[*n]).sum())
    }

    #[test]
    fn conditions_read_as_they_are_written() {
        assert!(holds("a >= 2 and b-c", &[2.0, 1.0]));
        assert!(!holds("a>=2 and not b-c", &[2.0, 1.0]));
        assert!(holds("distinct(a, b-c) >= 3 or a > 5", &[2.0, 1.0]));
        assert!(holds("b-c >= half(a) and a + b-c == 3", &[2.0, 1.0]));
    }

    #[test]
    fn mistakes_have_their_place() {
        let text = "a >= 2 and bc";
        let error = parse(
            text,
            Span::new(10, 10 + text.len()),
            &["a".into(), "b-c".into()],
        )
        .unwrap_err();
        assert_eq!(error.span.start, 10 + text.find("bc").unwrap());
        assert_eq!(error.help.as_deref(), Some("did you mean `b-c`?"));
    }
}
