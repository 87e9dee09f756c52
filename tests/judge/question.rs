//! What a judge is asked, read from a request as a judge would read it, and what it might say.

use serde_json::{Map, Value, json};

/// What is asked of a judge.
pub(crate) struct Question {
    pub(crate) criteria: Vec<String>,
    /// Their names, the lowest first.
    pub(crate) levels: Vec<String>,
    pub(crate) answer: String,
    /// Whether something is asked for once more.
    pub(crate) again: bool,
}

impl Question {
    pub(crate) fn of(body: &Value) -> Self {
        let said = |nth: usize| body["messages"][nth]["content"].as_str().unwrap_or("");
        let criteria = &body["response_format"]["json_schema"]["schema"]["properties"]["criteria"];
        let (criteria, levels) = match criteria["properties"].as_object() {
            Some(asked) => of_schema(asked),
            None => of_words(said(0)),
        };
        Self {
            criteria,
            levels,
            answer: between_markers(said(1)),
            again: body["messages"]
                .as_array()
                .is_some_and(|said| said.len() > 2),
        }
    }

    /// The highest level.
    pub(crate) fn highest(&self) -> &str {
        self.levels.last().map_or("", String::as_str)
    }

    /// Lines of the answer that can be quoted.
    pub(crate) fn lines(&self) -> Vec<&str> {
        let lines = self
            .answer
            .lines()
            .map(|line| line.trim_start_matches(['#', '-', '|', ' ']).trim());
        lines
            .filter(|line| line.split_whitespace().count() >= 3)
            .collect()
    }

    /// A level and a real quote for every criterion.
    pub(crate) fn verdict(&self, each: impl Fn(&str) -> (String, Vec<String>)) -> Value {
        let claims = self.criteria.iter().map(|criterion| {
            let (level, quotes) = each(criterion);
            let claim = json!({"reasoning": "It says so.", "quotes": quotes, "level": level});
            (criterion.clone(), claim)
        });
        json!({"criteria": claims.collect::<Map<_, _>>()})
    }

    /// The highest level for everything, with a line that is really there.
    pub(crate) fn generous(&self) -> Value {
        let quotes: Vec<String> = self.lines().iter().take(1).map(|&l| l.to_owned()).collect();
        self.verdict(|_| (self.highest().to_owned(), quotes.clone()))
    }

    /// Levels and quotes that depend on nothing but the criterion and the answer.
    pub(crate) fn steady(&self) -> Value {
        let lines = self.lines();
        self.verdict(|criterion| {
            let number = number(&[criterion, &self.answer]);
            let quotes = lines.get(number % lines.len().max(1));
            let level = self.levels.get(number % self.levels.len().max(1));
            (
                level.cloned().unwrap_or_default(),
                quotes.map(|&line| line.to_owned()).into_iter().collect(),
            )
        })
    }
}

/// A number that texts always give (FNV-1a).
pub(crate) fn number(texts: &[&str]) -> usize {
    let bytes = texts.iter().flat_map(|text| text.bytes().chain([0]));
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    usize::try_from(hash >> 33).unwrap_or(0)
}

fn of_schema(asked: &Map<String, Value>) -> (Vec<String>, Vec<String>) {
    let one = asked.values().next();
    let levels = one.and_then(|one| one["properties"]["level"]["enum"].as_array());
    let levels = levels.into_iter().flatten().filter_map(Value::as_str);
    let levels = levels.filter(|level| *level != "cannot tell");
    (
        asked.keys().cloned().collect(),
        levels.map(str::to_owned).collect(),
    )
}

/// What the system message says where no schema is sent.
fn of_words(system: &str) -> (Vec<String>, Vec<String>) {
    let form = system.lines().last().unwrap_or("");
    let form: Value = serde_json::from_str(form).unwrap_or_default();
    let criteria = form["criteria"].as_object();
    let named = system.split_once("level by its name: ");
    let named = named.and_then(|(_, rest)| rest.split_once('.'));
    let levels = named.map_or("", |(names, _)| names).split(", ");
    (
        criteria
            .into_iter()
            .flat_map(|known| known.keys().cloned())
            .collect(),
        levels
            .map(|level| level.trim_matches('"').to_owned())
            .collect(),
    )
}

/// The answer, by the marker in front of and behind it.
pub(crate) fn between_markers(user: &str) -> String {
    let mut rest = user;
    while let Some((_, behind)) = rest.split_once("<<<ANSWER-") {
        let (marker, text) = behind.split_once('\n').unwrap_or((behind, ""));
        if !marker.ends_with("-QUESTION") {
            let end = format!("\nANSWER-{marker}>>>");
            return text
                .split_once(&end)
                .map_or(text, |(text, _)| text)
                .to_owned();
        }
        rest = text;
    }
    String::new()
}
