//! "Did you mean ...?": the known word that somebody probably had in mind.

/// Words that people write for others, best guess first.
const ALIASES: [(&str, &[&str]); 74] = [
    ("all", &["together"]),
    ("all_of", &["together"]),
    ("answer", &["text"]),
    ("any_of", &["any"]),
    ("at_least", &["gathered"]),
    ("cap", &["caps", "at_most"]),
    ("categories", &["groups"]),
    ("category", &["group"]),
    ("comment", &["note"]),
    ("condition", &["when"]),
    ("count_by", &["by"]),
    ("criterion", &["criteria"]),
    ("deduct", &["minus"]),
    ("deduction", &["minus"]),
    ("deductions", &["penalties"]),
    ("definition", &["means"]),
    ("desc", &["means", "asks", "about", "note"]),
    ("description", &["means", "asks", "about", "note"]),
    ("descriptor", &["means"]),
    ("dimensions", &["criteria"]),
    ("distance", &["within"]),
    ("distinct", &["by"]),
    ("either", &["any"]),
    ("except", &["without", "outside"]),
    ("exclude", &["without", "outside"]),
    ("expect", &["level"]),
    ("expected", &["level"]),
    ("explanation", &["because", "note"]),
    ("extends", &["include"]),
    ("feedback", &["advice"]),
    ("grades", &["bands"]),
    ("guidance", &["advice"]),
    ("heading", &["headings"]),
    ("hint", &["advice"]),
    ("hints", &["advice"]),
    ("id", &["rubric"]),
    ("if", &["when"]),
    ("import", &["include"]),
    ("imports", &["include"]),
    ("label", &["title"]),
    ("lexicon", &["vocabulary"]),
    ("limit", &["at_most"]),
    ("limits", &["caps"]),
    ("location", &["in"]),
    ("match", &["find"]),
    ("matches", &["find"]),
    ("max", &["at_most", "each"]),
    ("max_score", &["at_most"]),
    ("meaning", &["means"]),
    ("name", &["title", "id"]),
    ("not", &["without"]),
    ("pattern", &["find"]),
    ("patterns", &["find"]),
    ("penalty", &["penalties", "minus"]),
    ("place", &["in"]),
    ("points", &["weight", "minus"]),
    ("promised", &["announced"]),
    ("question", &["asks", "suits"]),
    ("questions", &["suits"]),
    ("reason", &["because"]),
    ("regex", &["find"]),
    ("regexes", &["find"]),
    ("regexp", &["find"]),
    ("scale", &["levels"]),
    ("scope", &["in"]),
    ("score", &["weight"]),
    ("search", &["find"]),
    ("section", &["under", "group"]),
    ("sections", &["groups"]),
    ("sentences", &["within", "opens"]),
    ("tests", &["examples"]),
    ("unless", &["without"]),
    ("vocab", &["vocabulary"]),
    ("why", &["because"]),
];

/// The shortest beginning of a known word that stands for it.
const PREFIX: usize = 3;

/// The one of `known` that `word` was probably meant to be.
pub(super) fn closest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let known: Vec<&str> = known.into_iter().filter(|name| !name.is_empty()).collect();
    let plain = even(word);
    let same = known.iter().find(|name| even(name) == plain);
    same.copied()
        .or_else(|| alias(&plain, &known))
        .or_else(|| near(word, &known))
        .or_else(|| beginning(&plain, &known))
}

/// "did you mean ...?" for the closest of `known`, if one is close.
pub(super) fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<String> {
    closest(word, known).map(|name| format!("did you mean `{name}`?"))
}

/// A word without case and with one kind of joint.
fn even(word: &str) -> String {
    word.trim().to_lowercase().replace(['-', ' '], "_")
}

fn alias<'k>(plain: &str, known: &[&'k str]) -> Option<&'k str> {
    let (_, meant) = ALIASES.iter().find(|(alias, _)| *alias == plain)?;
    meant
        .iter()
        .find_map(|name| known.iter().find(|other| *other == name).copied())
}

/// The word with the fewest letters changed, if they are few.
fn near<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    known
        .iter()
        .map(|name| (strsim::damerau_levenshtein(word, name), *name))
        .filter(|(distance, name)| *distance <= (1 + name.len() / 4).min(name.len() / 2))
        .min()
        .map(|(_, name)| name)
}

/// The only word that begins as this one does, or that this one begins with.
fn beginning<'k>(plain: &str, known: &[&'k str]) -> Option<&'k str> {
    let fits = |name: &&&str| {
        let name = even(name);
        let (short, long) = if name.len() < plain.len() {
            (name.as_str(), plain)
        } else {
            (plain, name.as_str())
        };
        short.len() >= PREFIX && long.starts_with(short)
    };
    let mut found = known.iter().filter(fits);
    let first = found.next().copied();
    first.filter(|_| found.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 6] = ["vocabulary", "means", "when", "find", "at_most", "examples"];

    #[test]
    fn slips_joints_beginnings_and_other_words_are_understood() {
        for (word, meant) in [
            ("vocabulry", Some("vocabulary")),
            ("vocab", Some("vocabulary")),
            ("description", Some("means")),
            ("condition", Some("when")),
            ("regex", Some("find")),
            ("at-most", Some("at_most")),
            ("When", Some("when")),
            ("example", Some("examples")),
            ("exam", Some("examples")),
            ("colour", None),
            ("x", None),
        ] {
            assert_eq!(closest(word, KEYS), meant, "{word}");
        }
    }

    #[test]
    fn two_words_with_one_beginning_are_no_suggestion() {
        assert_eq!(closest("fix", ["fix-announced", "fix-delivered"]), None);
        assert_eq!(nearest("a", ["b"]), None);
    }

    #[test]
    fn aliases_are_in_order() {
        assert!(ALIASES.is_sorted_by_key(|(alias, _)| *alias));
    }
}
