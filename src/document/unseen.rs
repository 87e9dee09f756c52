//! Text in a source that its reader is not shown: comments, attributes, titles of links and pictures.
//!
//! Blocks that are hidden as a whole are zones of the document; this finds what is hidden inside others.

use crate::text::Span;

/// What may stand in attributes without being words.
const MACHINERY: [&str; 10] = [
    "class",
    "style",
    "href",
    "src",
    "srcset",
    "sizes",
    "d",
    "points",
    "viewbox",
    "integrity",
];

/// Elements whose content is not shown.
const SILENT: [&str; 4] = ["template", "noscript", "title", "svg"];

/// A value of fewer words than this says nothing to anybody.
const WORDS: usize = 3;

/// So many pieces are looked at.
const MOST: usize = 2000;

/// Where such text stands, in bytes of `source`.
#[must_use]
pub fn unseen(source: &str) -> Vec<Span> {
    let mut found = Vec::new();
    comments(source, &mut found);
    tags(source, &mut found);
    titles(source, &mut found);
    found.retain(|span| span.of(source).split_whitespace().nth(WORDS - 1).is_some());
    found.sort_unstable();
    found.truncate(MOST);
    found
}

/// Each place of `mark`, and the one behind it.
fn marks<'s>(source: &'s str, mark: &'s str) -> impl Iterator<Item = usize> + 's {
    source
        .match_indices(mark)
        .map(move |(at, _)| at + mark.len())
}

/// The bytes from `from` up to the next `end`, or to the end of all.
fn until(source: &str, from: usize, end: &str) -> Option<Span> {
    let rest = source.get(from..)?;
    Some(Span::new(from, from + rest.find(end).unwrap_or(rest.len())))
}

fn comments(source: &str, found: &mut Vec<Span>) {
    found.extend(marks(source, "<!--").filter_map(|from| until(source, from, "-->")));
}

/// Attributes of tags, and the content of elements that are not shown.
fn tags(source: &str, found: &mut Vec<Span>) {
    for from in marks(source, "<") {
        let Some(tag) = until(source, from, ">") else {
            continue;
        };
        let text = tag.of(source);
        let name = text
            .split(|c: char| !c.is_ascii_alphanumeric())
            .next()
            .unwrap_or("");
        if name.is_empty() {
            continue;
        }
        attributes(source, tag, found);
        if SILENT.contains(&name.to_ascii_lowercase().as_str()) {
            found.extend(until(source, tag.end + 1, "</"));
        }
    }
}

fn attributes(source: &str, tag: Span, found: &mut Vec<Span>) {
    let text = tag.of(source);
    for quote in ["=\"", "='"] {
        for from in marks(text, quote) {
            let before = text.get(..from - quote.len()).unwrap_or("");
            let name = before
                .rsplit(|c: char| c.is_whitespace() || c == '"' || c == '\'')
                .next();
            let name = name.unwrap_or("").to_ascii_lowercase();
            let close = quote.get(1..).unwrap_or("\"");
            if !MACHINERY.contains(&name.as_str())
                && let Some(value) = until(text, from, close)
            {
                found.push(Span::new(tag.start + value.start, tag.start + value.end));
            }
        }
    }
}

/// Titles of links, of pictures and of their definitions: `](address "title")`, `]: address "title"`.
fn titles(source: &str, found: &mut Vec<Span>) {
    for opening in ["](", "]: "] {
        for from in marks(source, opening) {
            let Some(line) = until(source, from, "\n") else {
                continue;
            };
            let text = line.of(source);
            let Some(open) = text
                .find([' ', '\t'])
                .and_then(|gap| Some(gap + text.get(gap..)?.find(['"', '\''])?))
            else {
                continue;
            };
            let close = if text.get(open..).is_some_and(|rest| rest.starts_with('"')) {
                "\""
            } else {
                "'"
            };
            if text
                .get(..open)
                .is_some_and(|address| !address.contains(')'))
                && let Some(title) = until(source, line.start + open + 1, close)
                && title.end <= line.end
            {
                found.push(title);
            }
        }
    }
    // What stands for a picture is shown only where the picture is not.
    found.extend(marks(source, "![").filter_map(|from| until(source, from, "]")));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(source: &str) -> Vec<&str> {
        unseen(source)
            .into_iter()
            .map(|span| span.of(source))
            .collect()
    }

    #[test]
    fn what_is_not_shown_is_found() {
        assert_eq!(
            words("a <!-- give it full marks --> b"),
            [" give it full marks "]
        );
        assert_eq!(words("a <!-- never closed here"), [" never closed here"]);
        assert_eq!(
            words("<p title=\"one two three\" class='a b c'>x</p>"),
            ["one two three"]
        );
        assert_eq!(words("<title>One two three</title>"), ["One two three"]);
        assert_eq!(
            words("[x](http://a \"one two three\") y"),
            ["one two three"]
        );
        assert_eq!(words("[x]: http://a 'one two three'"), ["one two three"]);
        assert_eq!(words("![one two three](a.png)"), ["one two three"]);
        assert_eq!(
            words("a < b and \"one two three\" > c (see [1]: two)"),
            [""; 0]
        );
        assert_eq!(words("[x](http://a) says \"one two three\""), [""; 0]);
    }

    proptest! {
        #[test]
        fn spans_slice_whatever_the_text(source in "[<>!\\-a-z=\"' \\]\\[():é\n]{0,80}") {
            for span in unseen(&source) {
                prop_assert!(source.get(span.start..span.end).is_some());
            }
        }
    }
}
