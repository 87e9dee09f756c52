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
    pub(crate) const PREPARED: &[(&str, &[u8])] = &[];
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in ["build.rs", "rubrics", "src/rubric", "src/text"] {
        println!("cargo::rerun-if-changed={path}");
    }
    let folder = env::var("OUT_DIR")?;
    let folder = Path::new(&folder);
    let mut table = String::from("[");
    for (name, packed) in rubric::pack() {
        match packed {
            Ok(bytes) => {
                fs::write(folder.join(name), bytes)?;
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
