//! Packs the built-in rubrics, so that a run need not read their files.
//!
//! They are read by the program's own modules, which therefore are a part of the build, too.
#![expect(
    clippy::disallowed_methods,
    reason = "a build is told where to write, and writes"
)]

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

#[expect(
    unused,
    unreachable_pub,
    reason = "the build needs no more of it than the packing"
)]
#[path = "src/rubric/mod.rs"]
mod rubric;
#[expect(unused, unreachable_pub, reason = "as above")]
#[path = "src/text/mod.rs"]
mod text;

/// In place of the module that includes what this build makes.
mod prepared {
    pub(crate) static PREPARED: &[(&str, &[u8])] = &[];
}

/// Where answers are, in a folder for each rubric.
const ANSWERS: &str = "fixtures";

/// So many bytes of answers lead to most of the states that any answer does.
const ENOUGH: usize = 40_000;

/// Some answers to what a rubric is for; none where there is no such folder.
fn answers(rubric: &str) -> Vec<String> {
    let entries = fs::read_dir(Path::new(ANSWERS).join(rubric));
    let paths = entries.into_iter().flatten().flatten();
    let mut paths: Vec<_> = paths.map(|entry| entry.path()).collect();
    paths.retain(|path| {
        path.extension()
            .is_some_and(|end| end == "md" || end == "txt")
    });
    paths.sort();
    let mut left = ENOUGH;
    let texts = paths
        .iter()
        .filter_map(|path| fs::read_to_string(path).ok());
    texts
        .take_while(|text| {
            let go_on = left > 0;
            left = left.saturating_sub(text.len());
            go_on
        })
        .collect()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in ["build.rs", "rubrics", "src/rubric", "src/text", ANSWERS] {
        println!("cargo::rerun-if-changed={path}");
    }
    let folder = env::var("OUT_DIR")?;
    let folder = Path::new(&folder);
    let mut table = String::from("[");
    for (name, packed) in rubric::pack(answers) {
        match packed {
            Ok(bytes) => {
                fs::write(folder.join(&name), bytes)?;
                write!(table, "({name:?}, include_bytes!({name:?})),")?;
            }
            // The program reads the file itself, and says what is wrong with it.
            Err(error) => println!("cargo::warning={error}"),
        }
    }
    table.push(']');
    fs::write(folder.join("prepared.rs"), table)?;
    Ok(())
}
