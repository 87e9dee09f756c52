//! Reads conditions. What is plainly meant is read on after a mistake, so that every mistake of a
//! condition is found.

use std::ops::Range;

use super::tokens::{Token, is_name, number, tokens};
use super::{Amount, Condition, Name, Sign};
use crate::rubric::suggest::closest;

/// Words that are no names.
const WORDS: [&str; 3] = ["and", "or", "not"];

/// What a condition can name.
pub(in crate::rubric) struct Names<'n> {
    /// What the names are of: "signal".
    what: &'static str,
    unknown: &'static str,
    defined: &'n [String],
    /// Words for numbers.
    numbers: Vec<(&'n str, f64)>,
}

impl<'n> Names<'n> {
    /// Signals; they stand for the number of different things that they found.
    pub(in crate::rubric) fn signals(names: &'n [String]) -> Self {
        Self {
            what: "signal",
            unknown: "unknown-signal",
            defined: names,
            numbers: Vec::new(),
        }
    }

    /// Criteria; they stand for their levels, and the names of levels for 0 to 3.
    pub(in crate::rubric) fn criteria(names: &'n [String], levels: &'n [String]) -> Self {
        let numbers = levels.iter().map(String::as_str).zip([0.0, 1.0, 2.0, 3.0]);
        Self {
            what: "criterion",
            unknown: "unknown-criterion",
            defined: names,
            numbers: numbers.collect(),
        }
    }

    fn known(&self) -> impl Iterator<Item = &str> {
        let numbers = self.numbers.iter().map(|(name, _)| *name);
        self.defined.iter().map(String::as_str).chain(numbers)
    }
}

/// A mistake in a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::rubric) struct Mistake {
    pub(in crate::rubric) code: &'static str,
    /// Where, in bytes of the condition.
    pub(in crate::rubric) at: Range<usize>,
    pub(in crate::rubric) message: String,
    pub(in crate::rubric) help: Option<String>,
}

/// A condition as far as it could be read.
#[derive(Debug, Default)]
pub(in crate::rubric) struct Reading {
    /// The condition, if it has no mistakes.
    pub(in crate::rubric) condition: Option<Condition>,
    /// The names in it, and those that were probably meant.
    pub(in crate::rubric) names: Vec<Name>,
    /// Everything that is wrong with it.
    pub(in crate::rubric) mistakes: Vec<Mistake>,
}

/// Reads a condition.
pub(in crate::rubric) fn read(text: &str, names: &Names) -> Reading {
    let mut parser = Parser {
        tokens: tokens(text),
        next: 0,
        end: text.trim_end().len(),
        names,
        reading: Reading::default(),
    };
    let condition = parser.whole();
    let mut reading = parser.reading;
    reading.condition = condition.filter(|_| reading.mistakes.is_empty());
    reading
}

struct Parser<'n> {
    tokens: Vec<Token>,
    next: usize,
    /// Where the condition ends.
    end: usize,
    names: &'n Names<'n>,
    reading: Reading,
}

impl Parser<'_> {
    fn whole(&mut self) -> Option<Condition> {
        if self.tokens.is_empty() {
            self.mistake("empty-condition", "the condition is empty".into(), None);
            return None;
        }
        let condition = self.any()?;
        let Some(extra) = self.peek().map(str::to_owned) else {
            return Some(condition);
        };
        let here = self.tokens.get(self.next).map(|token| &token.at);
        let named = self.reading.mistakes.last().map(|mistake| &mistake.at) == here;
        if named {
            self.rest();
            return None;
        }
        let message = format!("`{extra}` is not expected here");
        self.mistake("condition-syntax", message, surplus(&extra));
        self.rest();
        None
    }

    /// After a mistake that ends the reading: the names that follow, for what they use.
    fn rest(&mut self) {
        let names = self.names.defined;
        for token in self.tokens.iter().skip(self.next) {
            let meant = closest(&token.text, names.iter().map(String::as_str));
            let known = names.iter().position(|name| Some(name.as_str()) == meant);
            self.reading.names.extend(known);
        }
        self.next = self.tokens.len();
    }

    fn peek(&self) -> Option<&str> {
        self.tokens.get(self.next).map(|token| token.text.as_str())
    }

    fn eat(&mut self, token: &str) -> bool {
        let eaten = self.peek() == Some(token);
        self.next += usize::from(eaten);
        eaten
    }

    /// A mistake at the next token, or behind the last.
    fn mistake(&mut self, code: &'static str, message: String, help: Option<String>) {
        let next = self.tokens.get(self.next).map(|token| token.at.clone());
        self.reading.mistakes.push(Mistake {
            code,
            at: next.unwrap_or(self.end..self.end),
            message,
            help,
        });
    }

    /// Whether the next token is `word`, also where it is written as in another language.
    fn joint(&mut self, word: &str, others: &[&str]) -> bool {
        let Some(token) = self.peek().map(str::to_owned) else {
            return false;
        };
        if token != word {
            let shouted = token.eq_ignore_ascii_case(word) && !self.is_known(&token);
            if !shouted && !others.contains(&token.as_str()) {
                return false;
            }
            let message = format!("`{token}` is not part of the language of conditions");
            let help = format!("write `{word}`");
            self.mistake("condition-syntax", message, Some(help));
        }
        self.next += 1;
        true
    }

    fn is_known(&self, name: &str) -> bool {
        self.names.known().any(|known| known == name)
    }

    fn any(&mut self) -> Option<Condition> {
        let mut parts = vec![self.all()?];
        while self.joint("or", &["||", "|"]) {
            parts.push(self.all()?);
        }
        Some(one_of(parts, Condition::Any))
    }

    fn all(&mut self) -> Option<Condition> {
        let mut parts = vec![self.one()?];
        while self.joint("and", &["&&", "&"]) {
            parts.push(self.one()?);
        }
        Some(one_of(parts, Condition::All))
    }

    fn one(&mut self) -> Option<Condition> {
        if self.joint("not", &["!"]) {
            return Some(Condition::Not(Box::new(self.one()?)));
        }
        if self.eat("(") {
            let inner = self.any()?;
            self.close();
            return Some(inner);
        }
        let left = self.amount()?;
        let Some((sign, negated)) = self.sign() else {
            return Some(Condition::Compare(left, Sign::AtLeast, Amount::Number(1.0)));
        };
        let compared = Condition::Compare(left, sign, self.amount()?);
        Some(if negated {
            Condition::Not(Box::new(compared))
        } else {
            compared
        })
    }

    /// The sign of a comparison, and whether it is to be turned round.
    fn sign(&mut self) -> Option<(Sign, bool)> {
        let token = self.peek()?;
        let (sign, meant) = match token {
            ">=" => (Sign::AtLeast, None),
            ">" => (Sign::More, None),
            "<=" => (Sign::AtMost, None),
            "<" => (Sign::Less, None),
            "==" => (Sign::Equal, None),
            "=>" | "≥" => (Sign::AtLeast, Some(">=")),
            "=<" | "≤" => (Sign::AtMost, Some("<=")),
            "=" => (Sign::Equal, Some("==")),
            "!=" | "<>" => (Sign::Equal, Some("not ... ==")),
            _ => return None,
        };
        let negated = meant == Some("not ... ==");
        if let Some(meant) = meant {
            let message = format!("`{token}` is no comparison");
            self.mistake(
                "condition-syntax",
                message,
                Some(format!("write `{meant}`")),
            );
        }
        self.next += 1;
        Some((sign, negated))
    }

    fn amount(&mut self) -> Option<Amount> {
        let mut parts = vec![self.term()?];
        while self.eat("+") {
            parts.push(self.term()?);
        }
        Some(if parts.len() == 1 {
            parts.remove(0)
        } else {
            Amount::Sum(parts)
        })
    }

    fn term(&mut self) -> Option<Amount> {
        let Some(token) = self.peek().map(str::to_owned) else {
            self.mistake(
                "condition-syntax",
                "the condition stops too early".into(),
                None,
            );
            return None;
        };
        if let Some(number) = number(&token) {
            self.next += 1;
            return Some(Amount::Number(number));
        }
        if !is_name(&token) || WORDS.contains(&token.as_str()) {
            let message = format!("a {} is expected here, not `{token}`", self.names.what);
            self.mistake("condition-syntax", message, surplus(&token));
            self.rest();
            return None;
        }
        let called = self
            .tokens
            .get(self.next + 1)
            .map(|next| next.text.as_str())
            == Some("(");
        if called {
            return self.call(&token);
        }
        Some(self.name())
    }

    /// `distinct(a, b)` or `half(a)`.
    fn call(&mut self, function: &str) -> Option<Amount> {
        let known = closest(function, ["distinct", "half"]);
        if known != Some(function) {
            let help = known.map_or_else(
                || "there are `distinct(a, b)` and `half(a)`; a name alone asks for one".to_owned(),
                |known| format!("did you mean `{known}`?"),
            );
            let message = format!("there is no `{function}(...)`");
            self.mistake("condition-syntax", message, Some(help));
            let used = self.names.defined.iter().position(|name| name == function);
            self.reading.names.extend(used);
        }
        self.next += 2;
        let mut names = Vec::new();
        loop {
            match self.term()? {
                Amount::Distinct(more) => names.extend(more),
                _ => self.not_a_name(),
            }
            if !self.eat(",") {
                break;
            }
        }
        self.close();
        if function != "half" {
            return Some(Amount::Distinct(names));
        }
        if names.len() > 1 {
            self.next -= 1;
            self.mistake("condition-syntax", "`half` takes one name".into(), None);
            self.next += 1;
        }
        Some(Amount::Half(names.first().copied().unwrap_or_default()))
    }

    fn not_a_name(&mut self) {
        self.next -= 1;
        let message = format!("the name of a {} is expected here", self.names.what);
        self.mistake("condition-syntax", message, None);
        self.next += 1;
    }

    fn close(&mut self) {
        if !self.eat(")") {
            let help = "every `(` has its `)`".to_owned();
            self.mistake("condition-syntax", "a `)` is missing".into(), Some(help));
        }
    }

    /// A name; one that is not known is named as a mistake and read on over.
    fn name(&mut self) -> Amount {
        let token = self.peek().unwrap_or("").to_owned();
        if let Some(name) = self.names.defined.iter().position(|name| *name == token) {
            self.next += 1;
            self.reading.names.push(name);
            return Amount::Distinct(vec![name]);
        }
        if let Some((_, number)) = self.names.numbers.iter().find(|(name, _)| *name == token) {
            self.next += 1;
            return Amount::Number(*number);
        }
        let meant = closest(&token, self.names.known()).map(str::to_owned);
        let help = match (&meant, digit(&token)) {
            (_, Some(digit)) => Some(format!("numbers are written in digits: `{digit}`")),
            (Some(meant), _) => Some(format!("did you mean `{meant}`?")),
            _ => None,
        };
        let message = format!("no {} is named `{token}`", self.names.what);
        self.mistake(self.names.unknown, message, help);
        self.next += 1;
        let used = self
            .names
            .defined
            .iter()
            .position(|name| Some(name) == meant.as_ref());
        self.reading.names.extend(used);
        Amount::Distinct(Vec::new())
    }
}

fn one_of(mut parts: Vec<Condition>, several: fn(Vec<Condition>) -> Condition) -> Condition {
    if parts.len() == 1 {
        parts.remove(0)
    } else {
        several(parts)
    }
}

/// What to do about a token that fits nowhere.
fn surplus(token: &str) -> Option<String> {
    let help = match token {
        "<" | ">" | "<=" | ">=" | "==" | "=" => "compare twice and join the two: `a > 1 and a < 3`",
        ")" => "no `(` belongs to it",
        "," => "names are listed only inside `distinct(a, b)`",
        "-" | "*" | "/" => "amounts can be added with `+`, or halved with `half(a)`",
        "'" | "\"" => "names stand without quotes",
        _ if is_name(token) => "join two conditions with `and` or `or`",
        _ => return None,
    };
    Some(help.to_owned())
}

fn digit(word: &str) -> Option<usize> {
    let words = ["zero", "one", "two", "three", "four", "five", "six"];
    words
        .iter()
        .position(|known| known.eq_ignore_ascii_case(word))
}
