//! Front matter: YAML between two lines `---` at the very top of an answer.

use granit_parser::{Event, Parser};

/// What front matter says; other keys are ignored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrontMatter {
    /// Where the answer itself begins.
    pub body: usize,
    /// The question that was asked.
    pub question: Option<String>,
    /// The name of the rubric.
    pub rubric: Option<String>,
    /// The company that the question is about.
    pub company: Option<String>,
    /// Who wrote the answer.
    pub author: Option<String>,
}

/// Front matter longer than this (in bytes) is none.
const MOST: usize = 64 << 10;

/// Reads the front matter of `text`, with what is wrong where it cannot be read. Damaged front
/// matter is part of the text.
#[must_use]
pub fn split(text: &str) -> (FrontMatter, Option<String>) {
    let Some((inside, body)) = fenced(text) else {
        let open = first_line(text).trim_end() == "---";
        let keyed =
            open && line_after(text, 0).is_some_and(|at| looks_keyed(text.get(at..).unwrap_or("")));
        let damage =
            "the front matter has no closing line `---`; it was graded as part of the answer";
        return (FrontMatter::default(), keyed.then(|| damage.to_owned()));
    };
    match entries(inside) {
        Ok(entries) => (read(entries, body), None),
        Err(_) if !looks_keyed(inside) => (FrontMatter::default(), None),
        Err(why) => {
            let damage = format!(
                "the front matter cannot be read ({why}); it was graded as part of the answer"
            );
            (FrontMatter::default(), Some(damage))
        }
    }
}

fn read(entries: Vec<(String, String)>, body: usize) -> FrontMatter {
    let mut front = FrontMatter {
        body,
        ..FrontMatter::default()
    };
    for (key, value) in entries {
        let slot = match key.to_ascii_lowercase().as_str() {
            "question" => &mut front.question,
            "rubric" => &mut front.rubric,
            "company" => &mut front.company,
            "author" => &mut front.author,
            _ => continue,
        };
        *slot = Some(value.trim().to_owned()).filter(|value| !value.is_empty());
    }
    front
}

/// What stands between the fences, and where the text behind them begins.
fn fenced(text: &str) -> Option<(&str, usize)> {
    if first_line(text).trim_end() != "---" {
        return None;
    }
    let start = line_after(text, 0)?;
    let mut at = start;
    while at < text.len().min(MOST) {
        let line = first_line(text.get(at..)?).trim_end();
        let next = line_after(text, at).unwrap_or(text.len());
        if line == "---" || line == "..." {
            return Some((text.get(start..at)?, next));
        }
        at = next;
    }
    None
}

fn first_line(text: &str) -> &str {
    text.split(['\n', '\r']).next().unwrap_or("")
}

/// Where the line after the one at `at` begins; LF, CRLF and CR end a line.
fn line_after(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let end = rest.find(['\n', '\r'])?;
    let both = rest.get(end..)?.starts_with("\r\n");
    Some(at + end + if both { 2 } else { 1 })
}

/// Whether a text begins as `key: value` or a comment, rather than as prose between two rules.
fn looks_keyed(text: &str) -> bool {
    let line = text
        .split(['\n', '\r'])
        .find(|line| !line.trim().is_empty())
        .unwrap_or("");
    let Some((key, _)) = line.split_once(':') else {
        return false;
    };
    !key.is_empty()
        && key
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

/// The scalars of a flat map; values that are lists or maps are passed over.
fn entries(yaml: &str) -> Result<Vec<(String, String)>, String> {
    let mut entries = Vec::new();
    let mut depth = 0_usize;
    let mut key: Option<String> = None;
    for next in Parser::new_from_str(yaml) {
        let (event, _) = next.map_err(|error| error.to_string())?;
        match event {
            Event::MappingStart(..) | Event::SequenceStart(..) => {
                if depth == 0 && matches!(event, Event::SequenceStart(..)) {
                    return Err("it is a list".into());
                }
                if depth == 1 && key.take().is_none() {
                    return Err("a key is a text".into());
                }
                depth += 1;
            }
            Event::MappingEnd | Event::SequenceEnd => depth = depth.saturating_sub(1),
            Event::Scalar(..) if depth == 0 => return Err("it is no map".into()),
            Event::Scalar(text, ..) if depth == 1 => match key.take() {
                None => key = Some(text.into_owned()),
                Some(key) => entries.push((key, text.into_owned())),
            },
            Event::Alias(_) if depth == 1 => key = None,
            _ => {}
        }
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_keys_are_read_and_others_ignored() {
        let text = "---\nquestion: \"How would you measure X?\"\ntags: [a, b]\nmeta: {rubric: no}\nrubric: success-metrics\ncompany: Acme\nauthor: Kim\n---\nBody\n";
        let (front, damage) = split(text);
        assert_eq!(damage, None);
        assert_eq!(front.question.as_deref(), Some("How would you measure X?"));
        assert_eq!(front.rubric.as_deref(), Some("success-metrics"));
        assert_eq!(
            (front.company.as_deref(), front.author.as_deref()),
            (Some("Acme"), Some("Kim"))
        );
        assert_eq!(text.get(front.body..), Some("Body\n"));
    }

    #[test]
    fn every_line_end_is_one() {
        for text in [
            "---\r\nrubric: a\r\n---\r\nB",
            "---\rrubric: a\r---\rB",
            "---\nrubric: a\n...\nB",
        ] {
            let (front, _) = split(text);
            assert_eq!(
                (front.rubric.as_deref(), text.get(front.body..)),
                (Some("a"), Some("B"))
            );
        }
    }

    #[test]
    fn damaged_front_matter_is_text() {
        for text in [
            "---\nquestion: [unclosed\n---\nB",
            "---\nquestion: never closed\nB",
        ] {
            let (front, damage) = split(text);
            assert_eq!(front, FrontMatter::default());
            assert!(damage.is_some(), "{text}");
        }
    }

    #[test]
    fn a_rule_at_the_top_is_no_front_matter() {
        for text in [
            "---\nJust prose.\n---\nMore",
            "---\n\nGoals\n",
            "----\na: b\n---\n",
            "---",
            "",
            "---\n- a\n---\n",
        ] {
            assert_eq!(split(text), (FrontMatter::default(), None), "{text}");
        }
    }
}
