//! Everything that is wrong or doubtful in a rubric file or a shared file, all at once.
//!
//! What keeps a file from being read is found by the loader. The files here look at what could be
//! read, and stay silent where a mistake that is already named is the reason.

mod criteria;
mod feasible;
mod header;
mod levels;
mod patterns;
mod rules;
mod signals;
mod topics;
mod unused;
mod view;

use std::collections::BTreeSet;
use std::path::Path;

use super::Source;
use super::diagnostic::{Diagnostic, Severity};
use super::fields::Fields;
use super::files::Files;
use super::include::Inclusion;
use super::keys::{self, Kind, Shape};
use super::library::Library;
use super::load::{self, Loader};
use super::parts::{Parts, words};
use super::reading;
use super::repair::Repair;
use super::suggest::closest;
use super::yaml::{self, Node, Value};

pub use header::id_of;
pub(super) use patterns::look as patterns;
use view::View;

/// All mistakes of the file in `source` and of those that it includes.
pub(super) fn file(library: &Library, source: &Source, files: &mut Files) -> Vec<Diagnostic> {
    let base = files.add(source.clone());
    let root = match yaml::parse(&source.text, base) {
        Ok(root) => root,
        Err(fault) => return vec![fault],
    };
    let mut found = match Subject::of(&root) {
        Subject::Rubric => whole(library, source, root, files, &keys::RUBRIC),
        Subject::Shared => whole(library, source, root, files, &keys::SHARED),
        Subject::Reading => reading_file(&root, files),
        Subject::Examples => vec![examples_file(&root)],
    };
    found.sort_by(|a, b| (a.span, a.code, &a.message).cmp(&(b.span, b.code, &b.message)));
    found.dedup_by(|a, b| (a.span, a.code, &a.message) == (b.span, b.code, &b.message));
    found
}

/// What a file is, by its keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Subject {
    Rubric,
    Shared,
    /// It says how any answer is read.
    Reading,
    Examples,
}

impl Subject {
    fn of(root: &Node) -> Self {
        let Value::Map(entries) = &root.value else {
            return Self::Rubric;
        };
        let written: Vec<&str> = entries.iter().filter_map(|(key, _)| key.text()).collect();
        let has = |key: &str| written.contains(&key);
        let shared = keys::SHARED.names();
        let of_rubric = |key: &&str| {
            let meant = closest(key, keys::RUBRIC.names());
            meant.is_some_and(|meant| !shared.contains(&meant))
        };
        if has("stances") && has("not-an-answer") {
            Self::Reading
        } else if has("rubric") || has("title") {
            Self::Rubric
        } else if has("examples") {
            Self::Examples
        } else if written.iter().any(of_rubric) || !shared.iter().any(|key| has(key)) {
            Self::Rubric
        } else {
            Self::Shared
        }
    }
}

/// The name by which a shared file is included.
fn own_name(source: &Source) -> Option<String> {
    let stem = Path::new(&source.path).file_stem()?;
    Some(stem.to_str()?.to_owned())
}

fn whole(
    library: &Library,
    source: &Source,
    mut root: Node,
    files: &mut Files,
    kind: &'static Kind,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut repair = Repair::default();
    repair.file(&mut root, kind);
    let mut inclusion = Inclusion::new(library, files, &mut found);
    inclusion.repair = Some(&mut repair);
    let is_rubric = kind.what == keys::RUBRIC.what;
    if !is_rubric {
        // A shared file that is included by one it includes is read once.
        inclusion.taken.extend(own_name(source));
    }
    let Some(beside) = inclusion.all(&root) else {
        return found;
    };
    let mut fields = Fields::thorough(files);
    let reading = load::before(&mut fields, &beside);
    let mut loader = Loader::default();
    let parts = if is_rubric {
        let parts = Parts::gather(&mut fields, &root, &beside.shared);
        loader.load(&mut fields, &root, &parts, reading, String::new());
        parts
    } else {
        let parts = Parts::gather_shared(&mut fields, &root, &beside.shared);
        loader.load_shared(&mut fields, &root, &parts);
        parts
    };
    found.append(&mut repair.diagnostics);
    found.append(&mut fields.diagnostics);
    let view = View {
        root: &root,
        parts: &parts,
        signals: &loader.signals,
        topics: &loader.topics,
        levels: &loader.levels,
        lost: words_of(&repair.lost),
        fields: &fields,
    };
    lints(&view, is_rubric, &mut found);
    found.retain(|fault| fault.code != "matches-anything" || !view.counts_places(fault.span));
    if repair.incomplete {
        found.retain(|fault| !lacks_definition(fault));
    }
    if !is_rubric {
        found.iter_mut().for_each(doubt_definition);
    }
    found
}

fn words_of(nodes: &[Node]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for node in nodes {
        words(Some(node), &mut found);
    }
    found
}

fn lints(view: &View, is_rubric: bool, found: &mut Vec<Diagnostic>) {
    signals::look(view, found);
    topics::look(view, found);
    criteria::look(view, is_rubric, found);
    levels::look(view, found);
    if is_rubric {
        header::look(view, found);
        rules::look(view, found);
        unused::look(view, found);
    }
}

/// Whether a mistake is no more than that a name is defined in a file that could not be read.
fn lacks_definition(fault: &Diagnostic) -> bool {
    let help = fault.help.as_deref();
    let guessed = help.is_some_and(|help| help.starts_with("did you mean"));
    fault.may_be_elsewhere() && !guessed
}

/// What a shared file names without defining it may be left to the rubrics that include it.
fn doubt_definition(fault: &mut Diagnostic) {
    if fault.may_be_elsewhere() {
        let left =
            "include the file that defines it, or leave it to the rubrics that include this one";
        let guess = fault
            .help
            .take()
            .filter(|help| help.starts_with("did you mean"));
        fault.severity = Severity::Warning;
        fault.help = Some(guess.map_or(left.to_owned(), |guess| format!("{guess} Else {left}")));
    }
}

fn reading_file(root: &Node, files: &Files) -> Vec<Diagnostic> {
    let mut fields = Fields::thorough(files);
    load::vocabulary(&mut fields, root.get("vocabulary"));
    reading::read(&mut fields, root);
    fields.diagnostics
}

fn examples_file(root: &Node) -> Diagnostic {
    let at = root
        .entry("examples")
        .map_or(root.span, |(key, _)| key.span);
    Diagnostic::error(
        "examples-file",
        at,
        "this is a file of examples, and no rubric",
    )
    .help("name the rubric that it stands beside")
}

impl Repair {
    /// Puts the keys of a whole file right.
    fn file(&mut self, root: &mut Node, kind: &'static Kind) {
        self.levels = load::level_names(&mut Fields::default(), None);
        self.value(root, &Shape::Map(kind));
        // Included files may be made for other scales.
        self.levels.clear();
    }
}
