//! The shared files that a rubric includes, and those that they include.

use std::collections::BTreeSet;

use super::diagnostic::Diagnostic;
use super::files::Files;
use super::library::Library;
use super::yaml::{self, Node, Value};

/// What is read while files are included one after the other.
pub(super) struct Inclusion<'l> {
    pub(super) library: &'l Library,
    pub(super) files: &'l mut Files,
    pub(super) diagnostics: &'l mut Vec<Diagnostic>,
    /// Every file once, each after those that it names.
    pub(super) shared: Vec<Node>,
    pub(super) taken: BTreeSet<String>,
}

impl Inclusion<'_> {
    /// Parses the shared file `name`, if there is one and it can be parsed.
    pub(super) fn parse(&mut self, name: &str) -> Option<Node> {
        let source = self.library.shared(name)?;
        let text = source.text.clone();
        let base = self.files.add(source);
        let parsed = yaml::parse(&text, base);
        parsed.map_err(|fault| self.diagnostics.push(fault)).ok()
    }

    /// Takes in what the file `root` includes.
    pub(super) fn follow(&mut self, root: &Node) {
        let nodes = match root.get("include") {
            Some(Node {
                value: Value::List(nodes),
                ..
            }) => nodes.as_slice(),
            Some(node) => std::slice::from_ref(node),
            None => &[],
        };
        for node in nodes {
            let name = node.text().unwrap_or_default();
            if !self.taken.insert(name.to_owned()) {
                continue;
            }
            if self.library.shared(name).is_none() {
                let fault = self.library.no_such_file(node.span, name);
                self.diagnostics.push(fault);
            } else if let Some(file) = self.parse(name) {
                self.follow(&file);
                self.shared.push(file);
            }
        }
    }
}
