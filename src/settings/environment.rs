//! Settings from environment variables.

use std::path::{Path, PathBuf};

use super::judge::{Origin, switch};
use super::layer::{ColorChoice, Layer, OutputFormat, RubricName, Unusable, named, score};

/// What the names of our variables begin with.
pub const PREFIX: &str = "EVALUATE_";

/// Where tools for such endpoints look for an address.
const USUAL_ADDRESS: &str = "OPENAI_BASE_URL";

/// The layer that `variables` make, and messages on those that are not known.
///
/// # Errors
/// The first variable with a value that it cannot take, by name.
pub fn from_environment(
    variables: &[(String, String)],
) -> Result<(Layer, Vec<String>), (String, Unusable)> {
    let mut layer = Layer::default();
    let mut unknown = Vec::new();
    let mut usual = None;
    for (name, value) in variables {
        if value.is_empty() {
            continue;
        }
        if name == USUAL_ADDRESS {
            usual = Some((value.clone(), Origin::Environment));
        }
        let Some(key) = name.strip_prefix(PREFIX) else {
            continue;
        };
        match set(&mut layer, key, value) {
            Ok(true) => {}
            Ok(false) => unknown.push(format!(
                "the environment variable {name} is not known and was ignored"
            )),
            Err(fault) => return Err((name.clone(), fault)),
        }
    }
    layer.judge.base_url = layer.judge.base_url.or(usual);
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
        "PROMPTS" => layer.prompts = Some(PathBuf::from(value)),
        "JUDGE" => layer.judge.enabled = Some(switch(value)?),
        "JUDGE_PER" => {
            return layer
                .judge
                .set("per", value, Origin::Environment, Path::new(""));
        }
        "NO_CACHE" => layer.judge.cache = Some(!switch(value)?),
        // Read elsewhere: where the files are, and what is secret.
        "CONFIG" | "CACHE" | "API_KEY" => {}
        "ENABLED" | "PER" => return Ok(false),
        other => {
            let name = other.to_lowercase();
            return layer
                .judge
                .set(&name, value, Origin::Environment, Path::new(""));
        }
    }
    Ok(true)
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
