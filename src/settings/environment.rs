//! Settings from environment variables.

use std::path::PathBuf;

use super::layer::{ColorChoice, Layer, OutputFormat, RubricName, Unusable, named, score};

/// What the names of our variables begin with.
pub const PREFIX: &str = "EVALUATE_";

/// The layer that `variables` make, and messages on those that are not known.
///
/// # Errors
/// The first variable with a value that it cannot take, by name.
pub fn from_environment(
    variables: &[(String, String)],
) -> Result<(Layer, Vec<String>), (String, Unusable)> {
    let mut layer = Layer::default();
    let mut unknown = Vec::new();
    for (name, value) in variables {
        let Some(key) = name.strip_prefix(PREFIX) else {
            continue;
        };
        if value.is_empty() {
            continue;
        }
        match set(&mut layer, key, value) {
            Ok(true) => {}
            Ok(false) => unknown.push(format!(
                "the environment variable {name} is not known and was ignored"
            )),
            Err(fault) => return Err((name.clone(), fault)),
        }
    }
    Ok((layer, unknown))
}

fn set(layer: &mut Layer, key: &str, value: &str) -> Result<bool, Unusable> {
    match key {
        "RUBRIC" => layer.rubric = Some(RubricName::parse(value)),
        "FORMAT" => layer.format = Some(named(value, &OutputFormat::NAMES)?),
        "MIN_SCORE" => layer.min_score = Some(score(value)?),
        "COLOR" => layer.color = Some(named(value, &ColorChoice::NAMES)?),
        "RUBRICS" => layer.rubrics = Some(PathBuf::from(value)),
        "OFFLINE" => layer.offline = Some(switch(value)?),
        "EXPLAIN" => layer.explain = Some(switch(value)?),
        // Read before, since it says where the files are.
        "CONFIG" => {}
        _ => return Ok(false),
    }
    Ok(true)
}

fn switch(value: &str) -> Result<bool, Unusable> {
    named(
        value,
        &[("1", true), ("true", true), ("0", false), ("false", false)],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<(Layer, Vec<String>), (String, Unusable)> {
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        from_environment(&pairs)
    }

    #[test]
    fn variables_are_read_and_strangers_named() {
        let (layer, unknown) = read(&[
            ("EVALUATE_FORMAT", "json"),
            ("EVALUATE_FROMAT", "x"),
            ("HOME", "/"),
            ("EVALUATE_COLOR", ""),
        ])
        .unwrap();
        assert_eq!(layer.format, Some(OutputFormat::Json));
        assert_eq!(layer.color, None);
        assert_eq!(unknown.len(), 1);
    }

    #[test]
    fn a_bad_value_says_what_is_wanted() {
        let (name, fault) = read(&[("EVALUATE_MIN_SCORE", "lots")]).unwrap_err();
        assert_eq!(name, "EVALUATE_MIN_SCORE");
        assert_eq!(fault.to_string(), "`lots` is not a number from 0 to 100");
    }
}
