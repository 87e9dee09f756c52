//! The order of the modules, and where the outside world may be touched.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests stop at the first thing that goes wrong"
)]

use std::path::{Path, PathBuf};

/// No module imports one that comes after it.
const ORDER: [&str; 18] = [
    "text",
    "document",
    "prepared",
    "rubric",
    "evidence",
    "judge",
    "score",
    "critique",
    "assessment",
    "agreement",
    "trial",
    "report",
    "input",
    "endpoint",
    "run",
    "settings",
    "serve",
    "cli",
];

/// What touches the outside world, and the files that may.
const FENCES: [(&str, &[&str]); 11] = [
    // A result takes over the permissions of the file it replaces.
    (
        "std::fs",
        &["input/files.rs", "cli/output.rs", "endpoint/store.rs"],
    ),
    ("std::env::", &["cli/process.rs"]),
    ("std::process", &["main.rs", "cli/exit.rs"]),
    ("io::stdout", &["cli/output.rs", "cli/process.rs"]),
    ("io::stderr", &["cli/output.rs", "cli/process.rs"]),
    ("hyper", &["serve/http.rs"]),
    ("reqwest", &["endpoint/http.rs"]),
    ("rusqlite", &["endpoint/store.rs"]),
    ("rustix", &["cli/process.rs"]),
    ("tiktoken", &["judge/tokens.rs"]),
    (
        "clap",
        &[
            "cli/mod.rs",
            "cli/args/mod.rs",
            "cli/args/agreement.rs",
            "cli/args/judge.rs",
            "cli/args/rubric.rs",
            "cli/args/serve.rs",
            "cli/output.rs",
            "cli/shell.rs",
        ],
    ),
];

fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut open = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(directory) = open.pop() {
        for entry in directory.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                // Tests may reach further than the code above them.
                let code = text
                    .split("#[cfg(test)]\nmod tests")
                    .next()
                    .unwrap()
                    .to_owned();
                found.push((path.strip_prefix(&root).unwrap().to_path_buf(), code));
            }
        }
    }
    found.sort();
    found
}

fn place(module: &str) -> Option<usize> {
    ORDER.iter().position(|known| *known == module)
}

#[test]
fn no_module_imports_one_that_comes_after_it() {
    let mut checked = 0;
    for (path, code) in sources() {
        let first = path
            .components()
            .next()
            .unwrap()
            .as_os_str()
            .to_string_lossy()
            .into_owned();
        let module = first.trim_end_matches(".rs");
        if module == "lib" || module == "main" {
            continue;
        }
        let own = place(module)
            .unwrap_or_else(|| panic!("the module {module} has no place in the order"));
        for reached in code.split("crate::").skip(1) {
            let name: String = reached
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            let other = place(&name).unwrap_or_else(|| panic!("{}: crate::{name}", path.display()));
            assert!(
                other <= own,
                "{} imports {name}, which comes after {module}",
                path.display()
            );
            checked += 1;
        }
    }
    assert!(checked > 20, "the imports were read");
}

#[test]
fn the_outside_world_stays_behind_its_fences() {
    for (path, code) in sources() {
        let name = path.to_string_lossy().replace('\\', "/");
        for (what, allowed) in FENCES {
            let used = code
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .any(|line| {
                    line.match_indices(what).any(|(at, _)| {
                        let before = line.get(..at).unwrap_or("").chars().next_back();
                        !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
                    })
                });
            let permitted = allowed.contains(&name.as_str());
            assert!(!used || permitted, "{name} uses {what}");
        }
    }
}

#[test]
fn every_file_opens_with_what_is_in_it() {
    for (path, code) in sources() {
        assert!(
            code.starts_with("//!"),
            "{} says nothing of itself",
            path.display()
        );
    }
}
