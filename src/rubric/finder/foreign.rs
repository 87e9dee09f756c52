//! Patterns that use more than the grammar here knows, read by the regular-expression compiler's parser.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{self, Class, Hir, HirKind};

use super::byteset::ByteSet;
use super::gap::Look;
use super::tree::{Kind, NodeId, Tree, look};

/// A pattern as that parser sees it.
///
/// # Errors
/// Its message, where there is a mistake.
pub(super) fn parse(source: &str) -> Result<Hir, String> {
    ParserBuilder::new()
        .unicode(false)
        .utf8(false)
        .case_insensitive(true)
        .build()
        .parse(source)
        .map_err(|error| error.to_string())
}

/// The node of a pattern; of none where there is a mistake.
pub(super) fn read(tree: &mut Tree, source: &str) -> Kind {
    parse(source).map_or(Kind::Never, |hir| kind(tree, &hir))
}

fn nodes(tree: &mut Tree, parts: &[Hir]) -> Vec<NodeId> {
    let mut nodes = Vec::with_capacity(parts.len());
    for part in parts {
        let kind = kind(tree, part);
        nodes.push(tree.add(kind));
    }
    nodes
}

fn kind(tree: &mut Tree, hir: &Hir) -> Kind {
    match hir.kind() {
        HirKind::Empty => Kind::Empty,
        // Letters that ignore case are classes.
        HirKind::Literal(literal) => {
            let mut parts = Vec::new();
            for byte in &literal.0 {
                let kind = tree.class(ByteSet::of([*byte]));
                parts.push(tree.add(kind));
            }
            tree.sequence(&parts)
        }
        HirKind::Class(class) => {
            let mut set = ByteSet::default();
            match class {
                Class::Bytes(class) => {
                    for range in class.ranges() {
                        set.insert_range(range.start(), range.end());
                    }
                }
                Class::Unicode(class) => {
                    for range in class.ranges() {
                        let last = u8::try_from(range.end()).unwrap_or(u8::MAX);
                        if let Ok(first) = u8::try_from(range.start()) {
                            set.insert_range(first, last);
                        }
                    }
                }
            }
            tree.class(set)
        }
        HirKind::Look(found) => match meaning(*found) {
            Some(found) => look(tree, found),
            None => Kind::Never,
        },
        HirKind::Repetition(repetition) => {
            let inner = kind(tree, &repetition.sub);
            let inner = tree.add(inner);
            let max = repetition.max.map_or(usize::MAX, |max| max as usize);
            match (repetition.min as usize, max) {
                (0, 1) => Kind::Optional(inner),
                (min, max) => tree.repeat(inner, min, max),
            }
        }
        HirKind::Capture(capture) => kind(tree, &capture.sub),
        HirKind::Concat(parts) => {
            let parts = nodes(tree, parts);
            tree.sequence(&parts)
        }
        HirKind::Alternation(parts) => {
            let parts = nodes(tree, parts);
            tree.choice(&[], &parts)
        }
    }
}

fn meaning(found: hir::Look) -> Option<Look> {
    Some(match found {
        hir::Look::Start => Look::TextStart,
        hir::Look::End => Look::TextEnd,
        hir::Look::StartLF => Look::LineStart,
        hir::Look::EndLF => Look::LineEnd,
        hir::Look::WordAscii => Look::WordEdge,
        hir::Look::WordAsciiNegate => Look::NoWordEdge,
        hir::Look::WordStartAscii => Look::WordStart,
        hir::Look::WordEndAscii => Look::WordEnd,
        hir::Look::WordStartHalfAscii => Look::WordStartHalf,
        hir::Look::WordEndHalfAscii => Look::WordEndHalf,
        _ => return None,
    })
}
