//! Where variants of a rubric are made: of what changes, and of nothing else.

use super::load::{self, Beside};
use super::variants::{Edit, Variant};
use super::workbook::Workbook;
use super::yaml::{Node, Value};
use super::{Level, Rubric, Signal};
use crate::text::Span;

/// A rubric of one's own to be changed, one part at a time; one for each thread.
#[derive(Debug)]
pub struct Bench {
    rubric: Rubric,
    root: Node,
    beside: Beside,
}

impl Bench {
    /// A bench for the rubric of a book.
    #[must_use]
    pub fn new(book: &Workbook) -> Option<Self> {
        let (rubric, _) = load::build(&book.root, &book.beside, String::new());
        Some(Self {
            rubric: rubric?,
            root: book.root.clone(),
            beside: book.beside.clone(),
        })
    }

    /// What `look` sees of a variant; `None` where the change leaves no rubric.
    pub fn with<T>(&mut self, variant: &Variant, look: impl FnOnce(&Rubric) -> T) -> Option<T> {
        match &variant.edit {
            Edit::Value(at, value) => {
                let mut value = value.clone();
                self.swap(*at, &mut value);
                let (rubric, _) = load::build(&self.root, &self.beside, String::new());
                self.swap(*at, &mut value);
                rubric.as_ref().map(look)
            }
            Edit::Signal(at, signal) => {
                let mut other = Signal::clone(signal);
                std::mem::swap(self.rubric.signals.get_mut(*at)?, &mut other);
                let seen = look(&self.rubric);
                std::mem::swap(self.rubric.signals.get_mut(*at)?, &mut other);
                Some(seen)
            }
            Edit::Level(criterion, nth, condition) => {
                let mut other = condition.clone();
                std::mem::swap(&mut self.level(*criterion, *nth)?.condition, &mut other);
                let seen = look(&self.rubric);
                std::mem::swap(&mut self.level(*criterion, *nth)?.condition, &mut other);
                Some(seen)
            }
        }
    }

    fn level(&mut self, criterion: usize, nth: usize) -> Option<&mut Level> {
        self.rubric.criteria.get_mut(criterion)?.levels.get_mut(nth)
    }

    /// Puts `value` in the place of what stands at `at`, and the other way round.
    fn swap(&mut self, at: Span, value: &mut Value) {
        let files = self.beside.shared.iter_mut().chain([&mut self.root]);
        for file in files {
            if let Some(node) = find(file, at, value) {
                std::mem::swap(&mut node.value, value);
                return;
            }
        }
    }
}

/// The node at a place that is of the same kind as `value`.
fn find<'n>(node: &'n mut Node, at: Span, value: &Value) -> Option<&'n mut Node> {
    if !node.span.contains(at) {
        return None;
    }
    let same = std::mem::discriminant(&node.value) == std::mem::discriminant(value);
    if node.span == at && same {
        return Some(node);
    }
    match &mut node.value {
        Value::Scalar(_) => None,
        Value::List(nodes) => nodes.iter_mut().find_map(|node| find(node, at, value)),
        Value::Map(entries) => entries
            .iter_mut()
            .flat_map(|(key, value)| [key, value])
            .find_map(|node| find(node, at, value)),
    }
}
