//! `rubric new`: a commented rubric to start from, and its examples beside it.

use std::path::Path;

use super::exit::Status;
use super::output::{Console, write_file};
use crate::input::files::examples_path;
use crate::report::Printable;
use crate::rubric::starter;

/// What the rubric is to be called.
pub(super) struct Wish<'w> {
    pub(super) id: Option<&'w str>,
    pub(super) title: Option<&'w str>,
}

/// Writes a rubric to `file`, or to standard output where there is none.
pub(super) fn run(
    console: &mut Console,
    file: Option<&Path>,
    wish: &Wish,
) -> anyhow::Result<Status> {
    if let Some(id) = wish.id
        && !starter::is_id(id)
    {
        anyhow::bail!(
            "`{id}` is no id: small letters, digits and hyphens, beginning with a letter"
        );
    }
    let Some(file) = file.filter(|file| file.as_os_str() != "-") else {
        console.result(&starter::rubric(wish.id, wish.title))?;
        return Ok(Status::Done);
    };
    let beside = examples_path(file);
    for path in [file, &beside] {
        if path.exists() {
            let shown = path.to_string_lossy();
            anyhow::bail!(
                "`{}` exists already, and nothing is overwritten",
                Printable(&shown)
            );
        }
    }
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let from_name = Some(starter::id_of(&stem)).filter(|id| !id.is_empty());
    let id = wish.id.map(str::to_owned).or(from_name);
    write_file(file, &starter::rubric(id.as_deref(), wish.title))?;
    write_file(&beside, &starter::examples(id.as_deref()))?;
    console.result(&next_steps(file, &beside))?;
    Ok(Status::Done)
}

fn next_steps(file: &Path, beside: &Path) -> String {
    let (file, beside) = (file.to_string_lossy(), beside.to_string_lossy());
    let (file, beside) = (Printable(&file), Printable(&beside));
    format!(
        "{file}: the rubric\n{beside}: its examples\n\nNext:\n  \
         evaluate rubric check {file}\n  evaluate rubric test {file}\n  \
         evaluate rubric show {file}\n  \
         evaluate -r {file} ANSWER\n"
    )
}
