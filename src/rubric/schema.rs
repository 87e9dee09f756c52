//! The JSON Schemas of the files that make a rubric, for editors.

/// Of rubric files.
pub const RUBRIC: &str = include_str!("../../schemas/rubric.schema.json");

/// Of the files that rubrics include.
pub const SHARED: &str = include_str!("../../schemas/rubric-shared.schema.json");

/// Of the files of examples beside rubrics.
pub const EXAMPLES: &str = include_str!("../../schemas/rubric-examples.schema.json");

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use jsonschema::Validator;
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::rubric::Stance;
    use crate::rubric::keys::{self, Kind};
    use crate::rubric::signals::{By, Part, Place};
    use crate::rubric::yaml::{self, Node, Value};

    fn parsed(schema: &str) -> Json {
        serde_json::from_str(schema).unwrap()
    }

    fn validator(schema: &str) -> Validator {
        let schema = parsed(schema);
        jsonschema::draft202012::meta::validate(&schema).unwrap();
        jsonschema::validator_for(&schema).unwrap()
    }

    /// A YAML value as JSON: plain scalars are numbers or truth values where they look like them.
    fn json_of(node: &Node, source: &str) -> Json {
        match &node.value {
            Value::Scalar(text) => {
                let raw = source.get(node.span.start..).unwrap();
                let plain = !raw.starts_with(['"', '\'', '|', '>']);
                let typed = serde_json::from_str(text)
                    .ok()
                    .filter(|value: &Json| plain && (value.is_number() || value.is_boolean()));
                typed.unwrap_or_else(|| json!(text))
            }
            Value::List(nodes) => nodes.iter().map(|node| json_of(node, source)).collect(),
            Value::Map(entries) => {
                let entries = entries.iter();
                entries
                    .map(|(key, value)| (key.text().unwrap().to_owned(), json_of(value, source)))
                    .collect()
            }
        }
    }

    fn read(text: &str) -> Json {
        json_of(&yaml::parse(text, 0).unwrap(), text)
    }

    fn faults(validator: &Validator, value: &Json) -> Vec<String> {
        let errors = validator.iter_errors(value);
        errors
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect()
    }

    #[expect(clippy::disallowed_methods, reason = "tests read what they hold to")]
    fn files(folder: &str) -> Vec<(PathBuf, Json)> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let paths = folder
            .read_dir()
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let yaml = paths.filter(|path| path.extension().is_some_and(|end| end == "yaml"));
        yaml.map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            (path, read(&text))
        })
        .collect()
    }

    #[test]
    fn every_file_of_the_project_keeps_to_its_schema() {
        let [rubric, shared, examples] = [RUBRIC, SHARED, EXAMPLES].map(validator);
        let mut checked = 0;
        for (path, value) in files("rubrics").into_iter().chain(files("rubrics/shared")) {
            let schema = if path.to_string_lossy().ends_with(".examples.yaml") {
                &examples
            } else if value.get("rubric").is_some() {
                &rubric
            } else if value.get("stances").is_some() {
                continue;
            } else {
                &shared
            };
            let faults = faults(schema, &value);
            assert!(faults.is_empty(), "{}: {faults:#?}", path.display());
            checked += 1;
        }
        assert!(checked > 10);
    }

    /// The properties of an object in a schema.
    fn properties(schema: &Json, pointer: &str) -> Vec<String> {
        let properties = schema.pointer(&format!("{pointer}/properties")).unwrap();
        let mut names: Vec<String> = properties.as_object().unwrap().keys().cloned().collect();
        names.sort();
        names
    }

    #[test]
    fn schemas_list_the_keys_that_the_loader_knows() {
        let [rubric, shared, examples] = [RUBRIC, SHARED, EXAMPLES].map(parsed);
        let pairs: [(&Json, &str, &Kind); 16] = [
            (&rubric, "", &keys::RUBRIC),
            (&rubric, "/$defs/topic", &keys::TOPIC),
            (&rubric, "/$defs/full-signal", &keys::SIGNAL),
            (&rubric, "/$defs/full-signal/properties/near", &keys::NEAR),
            (&rubric, "/$defs/criterion", &keys::CRITERION),
            (&rubric, "/$defs/level", &keys::LEVEL),
            (&rubric, "/$defs/example", &keys::EXAMPLE),
            (&rubric, "/$defs/cap", &keys::CAP),
            (&rubric, "/$defs/penalty", &keys::PENALTY),
            (&rubric, "/$defs/learned", &keys::LEARNED),
            (&rubric, "/$defs/making", &keys::MAKING),
            (&shared, "/$defs/learned", &keys::LEARNED),
            (&shared, "/$defs/making", &keys::MAKING),
            (&shared, "", &keys::SHARED),
            (&shared, "/$defs/criterion", &keys::CRITERION),
            (&examples, "/$defs/example", &keys::EXAMPLE),
        ];
        for (schema, pointer, kind) in pairs {
            let mut known = kind.names();
            known.sort_unstable();
            assert_eq!(properties(schema, pointer), known, "{pointer}");
        }
    }

    #[test]
    fn choices_are_those_that_the_loader_knows() {
        let schema = parsed(RUBRIC);
        let signal = "/$defs/full-signal/properties";
        let listed = |pointer: &str| -> Vec<String> {
            let values = schema
                .pointer(&format!("{signal}/{pointer}/enum"))
                .unwrap()
                .as_array();
            values
                .unwrap()
                .iter()
                .map(|value| value.as_str().unwrap().to_owned())
                .collect()
        };
        assert_eq!(listed("in/oneOf/0"), Place::NAMES.map(|(name, _)| name));
        assert_eq!(listed("by"), By::NAMES.map(|(name, _)| name));
        assert_eq!(listed("at"), Part::NAMES.map(|(name, _)| name));
        assert_eq!(
            listed("stance/oneOf/0"),
            Stance::NAMES.map(|(name, _)| name)
        );
    }

    #[test]
    fn unknown_keys_do_not_pass() {
        let text = include_str!("../../tests/data/incident.yaml");
        let schema = validator(RUBRIC);
        assert_eq!(faults(&schema, &read(text)), Vec::<String>::new());
        for (known, unknown) in [
            ("about:", "abuot:"),
            ("weight: 1", "wieght: 1"),
            ("note:", "note-to-self:"),
            ("{means: one time,", "{description: one time,"),
        ] {
            let edited = text.replacen(known, unknown, 1);
            assert_ne!(edited, text);
            assert!(!schema.is_valid(&read(&edited)), "{unknown}");
        }
        let examples = validator(EXAMPLES);
        assert!(examples.is_valid(&json!({"examples": "x"})));
        assert!(!examples.is_valid(&json!({"examples": "x", "criterai": {}})));
        let shared = validator(SHARED);
        assert!(shared.is_valid(&json!({"vocabulary": {"a": ["b"]}})));
        assert!(!shared.is_valid(&json!({"vocabulary": {"a": ["b"]}, "title": "x"})));
    }
}
