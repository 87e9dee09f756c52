//! Settings from `evaluate.toml`: every mistake with its place, all at once.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::judge::{self, Origin};
use super::layer::{ColorChoice, Layer, OutputFormat, RubricName, Unusable, named, score};
use crate::rubric::{Diagnostic, Severity};
use crate::text::Span;

/// The name of a configuration file.
pub const FILE: &str = "evaluate.toml";

const KEYS: [&str; 9] = [
    "rubric",
    "format",
    "min_score",
    "color",
    "rubrics",
    "prompts",
    "offline",
    "explain",
    "judge",
];

/// Reads the text of a configuration file that stands in `directory`; paths in it start from there.
///
/// # Errors
/// Every mistake.
pub fn parse(text: &str, directory: &Path, origin: Origin) -> Result<Layer, Vec<Diagnostic>> {
    let table = DeTable::parse(text).map_err(|error| {
        let span = error
            .span()
            .map_or(Span::default(), |span| Span::new(span.start, span.end));
        vec![fault(
            span,
            format!("this is not TOML: {}", error.message()),
            None,
        )]
    })?;
    let mut reader = Reader {
        directory,
        origin,
        layer: Layer::default(),
        faults: Vec::new(),
    };
    for (key, value) in table.get_ref() {
        reader.entry(key.get_ref(), key.span(), value);
    }
    reader.faults.sort_by_key(|fault| fault.span);
    if reader.faults.is_empty() {
        Ok(reader.layer)
    } else {
        Err(reader.faults)
    }
}

fn fault(span: Span, message: String, help: Option<String>) -> Diagnostic {
    Diagnostic {
        severity: Severity::Error,
        code: "setting",
        message,
        span,
        help,
    }
}

struct Reader<'a> {
    directory: &'a Path,
    origin: Origin,
    layer: Layer,
    faults: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn entry(&mut self, key: &str, at: std::ops::Range<usize>, value: &Spanned<DeValue>) {
        let place = Span::new(value.span().start, value.span().end);
        let outcome = match key {
            "rubric" => text(value).map(|text| {
                self.layer.rubric = Some(RubricName::parse(text).within(self.directory));
            }),
            "rubrics" => {
                text(value).map(|text| self.layer.rubrics = Some(self.directory.join(text)))
            }
            "format" => text(value)
                .and_then(|text| named(text, &OutputFormat::NAMES))
                .map(|format| self.layer.format = Some(format)),
            "color" => text(value)
                .and_then(|text| named(text, &ColorChoice::NAMES))
                .map(|color| self.layer.color = Some(color)),
            "min_score" => number(value).map(|least| self.layer.min_score = Some(least)),
            "offline" => switch(value).map(|offline| self.layer.offline = Some(offline)),
            "explain" => switch(value).map(|explain| self.layer.explain = Some(explain)),
            "prompts" => {
                text(value).map(|text| self.layer.prompts = Some(self.directory.join(text)))
            }
            "judge" => return self.judge(value, place),
            unknown => return self.unknown(unknown, at, &KEYS),
        };
        if let Err(unusable) = outcome {
            self.faults
                .push(fault(place, format!("`{key}`: {unusable}"), None));
        }
    }

    /// The table of what concerns the judge.
    fn judge(&mut self, value: &Spanned<DeValue>, place: Span) {
        let Some(table) = value.get_ref().as_table() else {
            let wanted = unusable(value, "a table: [judge]");
            self.faults
                .push(fault(place, format!("`judge`: {wanted}"), None));
            return;
        };
        for (key, value) in table {
            let name: &str = key.get_ref();
            let place = Span::new(value.span().start, value.span().end);
            let written = scalar(value).unwrap_or_else(|| value.get_ref().type_str().to_owned());
            let set = self
                .layer
                .judge
                .set(name, &written, self.origin, self.directory);
            match set {
                Ok(true) => {}
                Ok(false) => self.unknown(name, key.span(), &judge::KEYS),
                Err(unusable) => {
                    let message = format!("`judge.{name}`: {unusable}");
                    self.faults.push(fault(place, message, None));
                }
            }
        }
    }

    fn unknown(&mut self, key: &str, at: std::ops::Range<usize>, known: &[&str]) {
        self.faults.push(fault(
            Span::new(at.start, at.end),
            format!("there is no setting `{key}`"),
            Some(nearest(key, known)),
        ));
    }
}

/// A text, number or switch as it is written.
fn scalar(value: &Spanned<DeValue>) -> Option<String> {
    let value = value.get_ref();
    let number = value.as_integer().map(toml::de::DeInteger::as_str);
    let number = number.or(value.as_float().map(toml::de::DeFloat::as_str));
    let text = value.as_str().or(number).map(str::to_owned);
    text.or_else(|| value.as_bool().map(|on| on.to_string()))
}

fn nearest(unknown: &str, known: &[&str]) -> String {
    let near = known
        .iter()
        .map(|key| (strsim::damerau_levenshtein(unknown, key), *key))
        .min();
    match near {
        Some((distance, key)) if distance <= 1 + key.len() / 3 => format!("did you mean `{key}`?"),
        _ => format!("known settings: {}", known.join(", ")),
    }
}

fn unusable(value: &Spanned<DeValue>, wanted: &str) -> Unusable {
    Unusable {
        value: value.get_ref().type_str().to_owned(),
        wanted: wanted.to_owned(),
    }
}

fn text<'v>(value: &'v Spanned<DeValue>) -> Result<&'v str, Unusable> {
    value
        .get_ref()
        .as_str()
        .ok_or_else(|| unusable(value, "a text in quotes"))
}

fn switch(value: &Spanned<DeValue>) -> Result<bool, Unusable> {
    value
        .get_ref()
        .as_bool()
        .ok_or_else(|| unusable(value, "`true` or `false`"))
}

fn number(value: &Spanned<DeValue>) -> Result<f64, Unusable> {
    let value = value.get_ref();
    let written = value
        .as_integer()
        .map(toml::de::DeInteger::as_str)
        .or(value.as_float().map(toml::de::DeFloat::as_str));
    score(written.unwrap_or(value.type_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_sets_what_flags_can() {
        let text = "rubric = \"own/essay.yaml\"\nmin_score = 60\nformat = \"jsonl\"\nexplain = true\nrubrics = \"r\"";
        let layer = parse(text, Path::new("/project"), Origin::User).unwrap();
        assert_eq!(
            layer.rubric,
            Some(RubricName::File("/project/own/essay.yaml".into()))
        );
        assert_eq!(layer.rubrics, Some("/project/r".into()));
        assert_eq!(
            (layer.min_score, layer.format, layer.explain),
            (Some(60.0), Some(OutputFormat::Jsonl), Some(true))
        );
    }

    #[test]
    fn every_mistake_is_named_with_its_place() {
        let text = "min-score = 3\nformat = \"pdf\"\n[judge]\nmodle = \"x\"\nvotes = 99\n";
        let faults = parse(text, Path::new("."), Origin::User).unwrap_err();
        let said: Vec<_> = faults
            .iter()
            .map(|fault| (fault.position(text).0, fault.message.as_str()))
            .collect();
        assert_eq!(said[0], (1, "there is no setting `min-score`"));
        assert_eq!(
            said[1],
            (
                2,
                "`format`: `pdf` is not one of human, json, jsonl, markdown, csv, junit, sarif, html"
            )
        );
        assert_eq!(said[2], (4, "there is no setting `modle`"));
        assert_eq!(said[3].0, 5);
        assert_eq!(faults[2].help.as_deref(), Some("did you mean `model`?"));
        assert_eq!(faults[0].help.as_deref(), Some("did you mean `min_score`?"));
    }

    #[test]
    fn broken_toml_has_a_place_too() {
        let faults = parse("format = \n", Path::new("."), Origin::User).unwrap_err();
        assert_eq!(faults.len(), 1);
    }
}
