//! The shared files that a rubric includes, and those that they include.

use std::collections::BTreeSet;

use super::diagnostic::Diagnostic;
use super::files::Files;
use super::keys::{SHARED, Shape};
use super::library::Library;
use super::load::Beside;
use super::repair::Repair;
use super::suggest::closest;
use super::yaml::{self, Node, Value};

/// What is read while files are included one after the other.
pub(super) struct Inclusion<'l> {
    pub(super) library: &'l Library,
    pub(super) files: &'l mut Files,
    pub(super) diagnostics: &'l mut Vec<Diagnostic>,
    /// Every file once, each after those that it names.
    pub(super) shared: Vec<Node>,
    pub(super) taken: BTreeSet<String>,
    /// Puts keys right, where every mistake is wanted.
    pub(super) repair: Option<&'l mut Repair>,
}

impl<'l> Inclusion<'l> {
    /// An inclusion that stops at what it cannot read.
    pub(super) fn new(
        library: &'l Library,
        files: &'l mut Files,
        diagnostics: &'l mut Vec<Diagnostic>,
    ) -> Self {
        Self {
            library,
            files,
            diagnostics,
            shared: Vec::new(),
            taken: BTreeSet::new(),
            repair: None,
        }
    }

    /// The files that `root` includes, and how answers are read.
    pub(super) fn all(mut self, root: &Node) -> Option<Beside> {
        let reading = self.parse("reading")?;
        self.shared.push(reading.clone());
        self.follow(root);
        Some(Beside {
            shared: self.shared,
            reading,
        })
    }

    /// Parses the shared file `name`, if there is one and it can be parsed.
    fn parse(&mut self, name: &str) -> Option<Node> {
        let source = self.library.shared(name)?;
        let text = source.text.clone();
        let base = self.files.add(source);
        let parsed = yaml::parse(&text, base);
        let mut root = parsed.map_err(|fault| self.miss(fault)).ok()?;
        // The file that says how answers are read has keys of its own.
        if let Some(repair) = &mut self.repair
            && name != "reading"
        {
            repair.value(&mut root, &Shape::Map(&SHARED));
        }
        Some(root)
    }

    /// Keeps a mistake that leaves names without what defines them.
    fn miss(&mut self, fault: Diagnostic) {
        if let Some(repair) = &mut self.repair {
            repair.incomplete = true;
        }
        self.diagnostics.push(fault);
    }

    /// Takes in what the file `root` includes.
    fn follow(&mut self, root: &Node) {
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
            if self.library.shared(name).is_some() {
                self.take(name);
                continue;
            }
            let fault = self.library.no_such_file(node.span, name);
            let meant = closest(name, self.library.shared_names()).map(str::to_owned);
            match meant.filter(|_| self.repair.is_some()) {
                Some(meant) => {
                    self.diagnostics.push(fault);
                    self.take(&meant);
                }
                None => self.miss(fault),
            }
        }
    }

    fn take(&mut self, name: &str) {
        if self.taken.insert(name.to_owned())
            && let Some(file) = self.parse(name)
        {
            self.follow(&file);
            self.shared.push(file);
        }
    }
}
