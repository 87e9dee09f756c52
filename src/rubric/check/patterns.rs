//! Patterns looked at one by one: what does not compile, what matches too much, what stands twice.

use std::collections::BTreeSet;
use std::ops::Range;

use regex_syntax::ast::parse::ParserBuilder;
use regex_syntax::ast::{self, Ast};
use regex_syntax::hir::translate::{Translator, TranslatorBuilder};
use regex_syntax::hir::{Hir, HirKind};

use crate::rubric::diagnostic::{Diagnostic, Severity};
use crate::rubric::fields::Fields;
use crate::rubric::matcher::Matcher;
use crate::rubric::pattern::Spelt;
use crate::rubric::yaml::Node;

/// Names everything that is wrong or doubtful in the patterns of one list, and returns those with which
/// nothing is. Those that are `inner` to other patterns may match anything.
pub(in crate::rubric) fn look<'n>(
    fields: &mut Fields,
    nodes: &[&'n Node],
    inner: bool,
) -> Vec<&'n Node> {
    let mut alternatives = BTreeSet::new();
    let mut sound = Vec::new();
    for node in nodes {
        let Some(text) = node.text() else {
            fields.wrong_kind(node, "a pattern is a text");
            continue;
        };
        if text.is_empty() {
            fields.fault("empty-pattern", node.span, "an empty pattern finds nothing");
            continue;
        }
        let spelt = fields.vocabularies.spell_out(text);
        let mut look = Look {
            fields: &mut *fields,
            node,
            text,
            spelt: &spelt,
            inner,
        };
        look.unknown_words();
        let before = look.fields.diagnostics.len();
        look.whole(&mut alternatives);
        let new = look.fields.diagnostics.iter().skip(before);
        if new.into_iter().all(|fault| fault.code == TWICE) {
            sound.push(*node);
        }
    }
    sound
}

/// The code of the mistake that does no harm to what names the list.
const TWICE: &str = "duplicate-alternative";

/// A look at one pattern.
struct Look<'l> {
    fields: &'l mut Fields,
    node: &'l Node,
    text: &'l str,
    spelt: &'l Spelt,
    inner: bool,
}

impl Look<'_> {
    /// A mistake at some bytes of the pattern.
    fn note(
        &mut self,
        severity: Severity,
        code: &'static str,
        at: Range<usize>,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        let span = self.fields.place(self.node, at);
        self.fields.diagnostics.push(Diagnostic {
            severity,
            help,
            ..Diagnostic::error(code, span, message)
        });
    }

    fn unknown_words(&mut self) {
        for name in &self.spelt.unknown {
            let span = self.fields.place(self.node, name.clone());
            let word = self.text.get(name.clone()).unwrap_or("");
            let fault = self.fields.vocabularies.no_such(word, span);
            self.fields.diagnostics.push(fault);
        }
    }

    fn whole(&mut self, alternatives: &mut BTreeSet<String>) {
        let source = self.spelt.source.as_str();
        let parsed = match ParserBuilder::new().build().parse(source) {
            Ok(parsed) => parsed,
            Err(error) => {
                let at = bytes(error.span());
                return self.broken(at, &error.kind().to_string(), look_around(error.kind()));
            }
        };
        let mut translator = TranslatorBuilder::new()
            .unicode(false)
            .utf8(false)
            .case_insensitive(true)
            .build();
        if let Err(error) = translator.translate(source, &parsed) {
            let at = bytes(error.span());
            return self.broken(at, &error.kind().to_string(), None);
        }
        match &parsed {
            Ast::Alternation(all) => {
                for branch in &all.asts {
                    self.branch(branch, &mut translator, alternatives);
                }
            }
            one => self.branch(one, &mut translator, alternatives),
        }
    }

    fn broken(&mut self, at: Range<usize>, said: &str, help: Option<&str>) {
        let at = self.spelt.origin(at);
        let message = format!("this regular expression does not compile: {said}");
        self.note(
            Severity::Error,
            "bad-pattern",
            at,
            message,
            help.map(str::to_owned),
        );
    }

    /// One alternative of a pattern that compiles.
    fn branch(
        &mut self,
        branch: &Ast,
        translator: &mut Translator,
        alternatives: &mut BTreeSet<String>,
    ) {
        let span = bytes(branch.span());
        let at = self.spelt.origin(span.clone());
        if span.is_empty() {
            let near = at.start.min(self.text.len().saturating_sub(1));
            let help = "remove one of the two bars, or the bar at the end".to_owned();
            let message = "an alternative is empty";
            self.note(
                Severity::Error,
                "empty-pattern",
                near..near + 1,
                message,
                Some(help),
            );
            return;
        }
        let Ok(hir) = translator.translate(&self.spelt.source, branch) else {
            return;
        };
        if self.inner {
            self.twice(at, alternatives);
        } else if hir.properties().minimum_len() == Some(0) {
            let help = "let it ask for at least one character".to_owned();
            let message = "this pattern matches the empty text";
            self.note(Severity::Error, "matches-empty", at, message, Some(help));
        } else if takes_any_word(&hir, self.spelt.source.get(span).unwrap_or("")) {
            let help = "to count sentences of some length, use `anything: 5` in place of `find`";
            let message = "this pattern matches any word at all";
            self.note(
                Severity::Warning,
                "matches-anything",
                at,
                message,
                Some(help.to_owned()),
            );
        } else {
            self.twice(at, alternatives);
        }
    }

    /// The same alternative twice in one list.
    fn twice(&mut self, at: Range<usize>, alternatives: &mut BTreeSet<String>) {
        let written = self.text.get(at.clone()).unwrap_or("").to_owned();
        let message = format!("`{written}` stands in this list twice");
        if !alternatives.insert(written) {
            let help = "the second finds nothing that the first does not".to_owned();
            self.note(Severity::Warning, TWICE, at, message, Some(help));
        }
    }
}

fn bytes(span: &ast::Span) -> Range<usize> {
    span.start.offset..span.end.offset
}

fn look_around(kind: &ast::ErrorKind) -> Option<&'static str> {
    match kind {
        ast::ErrorKind::UnsupportedLookAround => Some(
            "patterns match whole words by themselves; for what must or must not stand beside them, \
             use `with` and `without`",
        ),
        ast::ErrorKind::UnsupportedBackreference => {
            Some("what was matched before cannot be asked for again: spell it out")
        }
        _ => None,
    }
}

/// Words that have nothing in common.
const WORDS: [&str; 4] = ["zebra", "of", "quick", "mmm"];

/// Whether a pattern that compiles matches words that have nothing in common.
fn takes_any_word(hir: &Hir, source: &str) -> bool {
    hir.properties().look_set().is_empty()
        && !has_letters(hir)
        && Matcher::new(&[source.to_owned()]).is_ok_and(|matcher| {
            let mut scanner = matcher.scanner();
            WORDS.iter().all(|word| {
                let found = scanner.scan(word);
                found.of(0).iter().any(|span| span.len() == word.len())
            })
        })
}

/// Whether every match holds some character that is spelt out.
fn has_letters(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Literal(_) => true,
        HirKind::Class(class) => class.literal().is_some(),
        HirKind::Empty | HirKind::Look(_) => false,
        HirKind::Repetition(repetition) => repetition.min > 0 && has_letters(&repetition.sub),
        HirKind::Capture(capture) => has_letters(&capture.sub),
        HirKind::Concat(parts) => parts.iter().any(has_letters),
        HirKind::Alternation(parts) => parts.iter().all(has_letters),
    }
}
