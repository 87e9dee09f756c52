//! What a rubric says of itself: id, version, bands, weights, and whether it is ever chosen.

use super::View;
use super::view::{number, place_of};
use crate::rubric::diagnostic::Diagnostic;
use crate::rubric::yaml::{Node, Value};

/// Looks at the head of a rubric.
pub(super) fn look(view: &View, found: &mut Vec<Diagnostic>) {
    let root = view.root;
    found.extend(
        root.get("rubric")
            .and_then(|id| kebab(id, "the id of a rubric")),
    );
    found.extend(root.get("version").and_then(version));
    found.extend(chosen(root));
    found.extend(bands(root.get("bands")));
    found.extend(no_criteria(root));
    found.extend(weights(view));
    for criterion in &view.parts.criteria {
        let id = criterion.get("id");
        found.extend(id.and_then(|id| kebab(id, "the id of a criterion")));
    }
}

/// An id that is not of the form `one-two-3`.
fn kebab(node: &Node, what: &str) -> Option<Diagnostic> {
    let id = node.text().filter(|id| !id.trim().is_empty())?;
    let meant = id_of(id);
    let good = id == meant;
    let message = format!("{what} is of small letters, digits and hyphens");
    let mut fault = Diagnostic::error("id-not-kebab", node.span, message);
    if !meant.is_empty() {
        fault = fault.help(format!("write `{meant}`"));
    }
    (!good).then_some(fault)
}

/// `text` as an id: small letters and digits of ASCII, hyphens between words.
#[must_use]
pub fn id_of(text: &str) -> String {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_lowercase() && !c.is_ascii_digit());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let id = words.join("-");
    id.trim_start_matches(|c: char| c == '-' || c.is_ascii_digit())
        .to_owned()
}

/// A version that is not semantic.
fn version(node: &Node) -> Option<Diagnostic> {
    let text = node.text().filter(|text| !text.trim().is_empty())?;
    let fault = Diagnostic::error(
        "version-not-semantic",
        node.span,
        "a version is three numbers, `1.2.3`",
    )
    .help("raise the first for what changes grades, the last for what does not");
    (!is_semantic(text)).then_some(fault)
}

fn is_semantic(version: &str) -> bool {
    let identifiers = |text: &str| {
        text.split('.').all(|part| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        })
    };
    let (rest, build) = version
        .split_once('+')
        .map_or((version, None), |(a, b)| (a, Some(b)));
    let (core, pre) = rest
        .split_once('-')
        .map_or((rest, None), |(a, b)| (a, Some(b)));
    let number =
        |part: &str| part.parse::<u64>().is_ok() && (part == "0" || !part.starts_with(['0', '+']));
    let parts: Vec<&str> = core.split('.').collect();
    parts.len() == 3
        && parts.into_iter().all(number)
        && pre.is_none_or(identifiers)
        && build.is_none_or(identifiers)
}

/// A rubric that no question and no answer asks for.
fn chosen(root: &Node) -> Option<Diagnostic> {
    let (key, _) = root.entry("rubric")?;
    let fault = Diagnostic::warning(
        "never-chosen",
        key.span,
        "without `suits` this rubric is never chosen by itself",
    )
    .help("list the wording of the questions it is for under `suits`");
    (root.get("suits").is_none() && root.get("tells").is_none()).then_some(fault)
}

/// Bands that do not rise in the file.
fn bands(node: Option<&Node>) -> Vec<Diagnostic> {
    let Some(Value::Map(entries)) = node.map(|node| &node.value) else {
        return Vec::new();
    };
    let least: Vec<(&Node, f64)> = entries
        .iter()
        .filter_map(|(_, value)| Some((value, number(Some(value))?)))
        .collect();
    let pairs = least.windows(2).filter_map(|pair| match pair {
        [(_, before), (node, after)] if after.total_cmp(before).is_eq() => {
            let message = format!("two bands begin at {after}");
            Some(Diagnostic::error("band-twice", node.span, message))
        }
        [(_, before), (node, after)] if after < before => {
            let message = format!("bands stand in order, and {after} is less than {before}");
            Some(
                Diagnostic::error("bands-out-of-order", node.span, message)
                    .help("the lowest comes first"),
            )
        }
        _ => None,
    });
    pairs.collect()
}

fn no_criteria(root: &Node) -> Option<Diagnostic> {
    let (key, value) = root.entry("criteria")?;
    let empty = match &value.value {
        Value::List(nodes) => nodes.is_empty(),
        Value::Scalar(text) => text.is_empty(),
        Value::Map(_) => false,
    };
    let fault = Diagnostic::error(
        "no-criteria",
        key.span,
        "a rubric without criteria grades nothing",
    );
    empty.then_some(fault)
}

/// Criteria that weigh nothing, alone or all together.
fn weights(view: &View) -> Vec<Diagnostic> {
    let criteria = &view.parts.criteria;
    let weights: Vec<Option<f64>> = criteria
        .iter()
        .map(|node| number(node.get("weight")))
        .collect();
    let weightless = |weight: &Option<f64>| *weight == Some(0.0);
    if !weights.is_empty() && weights.iter().all(weightless) {
        let at = view
            .root
            .entry("criteria")
            .map_or(view.root.span, |(key, _)| key.span);
        let message = "no criterion has a weight: every answer scores 0";
        return vec![Diagnostic::error("no-weight", at, message)];
    }
    let nothing = criteria
        .iter()
        .zip(&weights)
        .filter(|(_, weight)| weightless(weight));
    nothing
        .map(|(node, _)| {
            let (at, name) = place_of(node);
            let at = node.get("weight").map_or(at, |weight| weight.span);
            Diagnostic::warning("no-weight", at, format!("{name} weighs nothing"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn semantic_versions_are_told_from_others() {
        for good in [
            "1.0.0",
            "0.10.3",
            "1.2.3-rc.1",
            "1.2.3+build.5",
            "1.2.3-a-b+c",
        ] {
            assert!(is_semantic(good), "{good}");
        }
        for bad in [
            "1", "1.0", "v1.0.0", "1.0.0.0", "01.0.0", "1.0.0-", "1.+0.0", "1.0.x",
        ] {
            assert!(!is_semantic(bad), "{bad}");
        }
    }

    #[test]
    fn an_id_can_be_made_of_anything_with_letters() {
        assert_eq!(id_of("My Rubric_2"), "my-rubric-2");
        assert_eq!(id_of("3. Essay"), "essay");
        assert_eq!(id_of("日本"), "");
    }
}
