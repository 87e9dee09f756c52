//! What this program writes, known again by how it begins: it is no answer, and may be written anew.

/// So many bytes of a text show whether it is such a result.
pub const BEGINNING: usize = 16 << 10;

/// What the objects begin with, but for white space.
const OBJECTS: [&str; 2] = [
    r#"{"schema":"evaluate."#,
    r#"{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"tool":{"driver":{"name":"evaluate""#,
];

/// In so many lines a report for people comes to its score.
const HEAD: usize = 5;

/// Whether a text begins as a result of this program does, in any of its formats.
#[must_use]
pub fn is_own(text: &str) -> bool {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text.get(..text.floor_char_boundary(BEGINNING));
    let text = text.unwrap_or("");
    let first = text.lines().next().unwrap_or("");
    match first.chars().next() {
        None => false,
        Some('{') => is_object(text),
        Some('<') => is_markup(text),
        Some('#') => is_markdown(first, text),
        Some(_) => is_table(first) || is_plan(first) || is_for_people(first, text),
    }
}

fn is_object(text: &str) -> bool {
    let dense: String = text.split_whitespace().collect();
    let asked = dense.starts_with("{\"id\":") && dense.contains(",\"max_reply_tokens\":");
    asked || OBJECTS.iter().any(|object| dense.starts_with(object))
}

/// A page, or a document of suites.
fn is_markup(text: &str) -> bool {
    let head = text.split("<title>").next().unwrap_or("");
    let page = text.starts_with("<!doctype html>");
    let suites = text
        .strip_prefix("<?xml")
        .and_then(|xml| xml.split_once("?>"));
    page && head.contains("<meta name=\"generator\" content=\"evaluate ")
        || suites.is_some_and(|(_, root)| {
            root.trim_start()
                .starts_with("<testsuites name=\"evaluate\"")
        })
}

fn is_markdown(first: &str, text: &str) -> bool {
    let mut lines = text.lines();
    if first == "# Class" {
        let about = lines.nth(2).unwrap_or("");
        return about.contains(" answers graded");
    }
    first.contains(" / 100, ") && lines.any(|line| line == "| Criterion | Level | Points | Why |")
}

fn is_table(first: &str) -> bool {
    first.starts_with("id,source,rubric,score,band,confidence,words,")
        && first.ends_with("next_step,warnings,error")
}

/// What would be asked of a judge.
fn is_plan(first: &str) -> bool {
    first == "--- system ---"
        || first.contains(" request") && first.contains(" tokens in, at most ")
}

fn is_for_people(first: &str, text: &str) -> bool {
    let class = first
        .split_whitespace()
        .eq(["answer", "score", "band", "weakest"]);
    let agreement = first.starts_with("Agreement of grades with marks ");
    class || agreement || text.lines().take(HEAD).any(is_score)
}

/// Whether a line is that of a report's score.
fn is_score(line: &str) -> bool {
    let number = |text: &str| text.trim().parse::<f64>().is_ok();
    let parts = line.strip_prefix("  ").and_then(|line| {
        let (score, rest) = line.split_once(" / 100  ")?;
        Some((score, rest.rsplit_once("   confidence ")?.1))
    });
    parts.is_some_and(|(score, confidence)| number(score) && number(confidence))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_about_scores_are_no_results() {
        for answer in [
            "",
            "# Class\n\nTen people answered.",
            "# Metrics: 80 / 100, we think\n\nThat is the goal.",
            "{\"id\": 1, \"answer\": \"x\"}",
            "<!doctype html><title>evaluate 1</title>",
            "id,answer,score\n",
            "The goal\n\n  80 / 100  of them, with confidence 0.9\n",
            "My answer follows the report:\n\n\n\n\n  53.3 / 100  fair   ███   confidence 0.65\n",
        ] {
            assert!(!is_own(answer), "{answer}");
        }
    }

    #[test]
    fn what_others_made_of_the_white_space_does_not_matter() {
        assert!(is_own("\u{feff}{ \"schema\" : \"evaluate.run/1\" }"));
        assert!(is_own(
            "a.md  x 1.0.0\r\n\r\n  9 / 100  low   █   confidence 0.65\r\n"
        ));
    }
}
