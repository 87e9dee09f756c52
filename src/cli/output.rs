//! Where results and messages go: standard output holds only the result, standard error the rest.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anstream::AutoStream;
use anyhow::Context;
use tempfile::NamedTempFile;

use super::args::Arguments;
use super::exit::Status;
use super::process::Process;
use crate::report::{Look, Palette, Printable};
use crate::settings::ColorChoice;

/// The width of a report that is not read on a terminal.
const WIDTH: usize = 80;

/// The process's outputs.
pub(super) struct Console {
    stdout_color: bool,
    stderr_color: bool,
    welcome: (bool, bool),
    width: usize,
    verbosity: Verbosity,
    /// Whether standard output and standard error are seen on a terminal.
    seen: (bool, bool),
    /// Whether terminals understand more than text.
    steered: bool,
}

/// How much is said beside the result.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verbosity {
    /// Errors only.
    Quiet,
    /// Warnings too.
    Normal,
    /// And what was done.
    Verbose,
}

impl Console {
    pub(super) fn new(process: &Process) -> Self {
        let welcome = (
            process.welcomes_color(process.stdout_is_terminal),
            process.welcomes_color(process.stderr_is_terminal),
        );
        let width = if process.stdout_is_terminal {
            process.width.unwrap_or(WIDTH)
        } else {
            WIDTH
        };
        let mut console = Self {
            stdout_color: false,
            stderr_color: false,
            welcome,
            width,
            verbosity: Verbosity::Normal,
            seen: (process.stdout_is_terminal, process.stderr_is_terminal),
            steered: process.variable("TERM") != Some("dumb"),
        };
        console.color(ColorChoice::Auto);
        console
    }

    /// Takes over what the arguments say of messages.
    pub(super) fn follow(&mut self, arguments: &Arguments) {
        self.verbosity = match (arguments.quiet, arguments.verbose) {
            (true, _) => Verbosity::Quiet,
            (false, 0) => Verbosity::Normal,
            (false, _) => Verbosity::Verbose,
        };
        self.color(arguments.color().unwrap_or_default());
    }

    pub(super) fn color(&mut self, choice: ColorChoice) {
        (self.stdout_color, self.stderr_color) = match choice {
            ColorChoice::Auto => self.welcome,
            ColorChoice::Always => (true, true),
            ColorChoice::Never => (false, false),
        };
    }

    /// Whether messages may have colours.
    pub(super) fn draws_color(&self) -> bool {
        self.stderr_color
    }

    /// Whether more is asked for than usual.
    pub(super) fn is_verbose(&self) -> bool {
        self.verbosity == Verbosity::Verbose
    }

    /// How a report looks on standard output, or in a file.
    pub(super) fn look(&self, to_file: bool) -> Look {
        let colored = self.stdout_color && !to_file;
        Look {
            width: self.width,
            palette: if colored {
                Palette::colored()
            } else {
                Palette::plain()
            },
        }
    }

    /// Writes a result to standard output. A reader that has gone away is no error.
    pub(super) fn result(&mut self, text: &str) -> anyhow::Result<()> {
        self.stream(text).map(|_| ())
    }

    /// Writes one of several results to standard output, and says whether somebody still reads them.
    pub(super) fn stream(&mut self, text: &str) -> anyhow::Result<Reader> {
        let choice = if self.stdout_color {
            anstream::ColorChoice::Always
        } else {
            anstream::ColorChoice::Never
        };
        let mut stdout = AutoStream::new(io::stdout().lock(), choice);
        let written = stdout
            .write_all(text.as_bytes())
            .and_then(|()| stdout.flush());
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Reader::Gone),
            other => {
                other.context("cannot write to standard output")?;
                Ok(Reader::There)
            }
        }
    }

    /// Clears the screen for the next result, and says whether there is one; what was scrolled away stays.
    pub(super) fn clear(&mut self) -> bool {
        let screen = self.seen.0 && self.steered;
        if screen {
            // Where this cannot be written, the result cannot either, and that is said.
            let _ = io::stdout().lock().write_all(b"\x1b[2J\x1b[H");
        }
        screen
    }

    /// A text on standard error, as it is.
    pub(super) fn note(&mut self, text: &str) {
        let choice = if self.stderr_color {
            anstream::ColorChoice::Always
        } else {
            anstream::ColorChoice::Never
        };
        let mut stderr = AutoStream::new(io::stderr().lock(), choice);
        // Where even this cannot be written there is nobody left to tell.
        let _ = writeln!(stderr, "{}", text.trim_end());
    }

    /// Whether results are seen on a terminal.
    pub(super) fn shows_results(&self) -> bool {
        self.seen.0
    }

    /// Whether somebody watches the messages, and wants more than errors.
    pub(super) fn is_watched(&self) -> bool {
        self.seen.1 && self.verbosity != Verbosity::Quiet
    }

    /// A warning, unless the run is quiet.
    pub(super) fn warn(&mut self, message: &str) {
        if self.verbosity != Verbosity::Quiet {
            self.labelled("warning", Palette::colored().warning, message);
        }
    }

    /// An error.
    pub(super) fn error(&mut self, message: &str) {
        self.labelled("error", Palette::colored().level(0).bold(), message);
    }

    /// A remark, unless the run is quiet.
    pub(super) fn remark(&mut self, message: &str) {
        if self.verbosity != Verbosity::Quiet {
            self.note(&Printable(message).to_string());
        }
    }

    /// A remark, if the run is verbose.
    pub(super) fn tell(&mut self, message: &str) {
        if self.verbosity == Verbosity::Verbose {
            self.note(&Printable(message).to_string());
        }
    }

    fn labelled(&mut self, label: &str, style: anstyle::Style, message: &str) {
        self.note(&format!("{style}{label}:{style:#} {}", Printable(message)));
    }

    /// An error that ends the run.
    pub(super) fn fail(&mut self, error: &anyhow::Error) -> Status {
        self.error(&format!("{error:#}"));
        Status::Impossible
    }

    /// What the argument parser has to say: help and version are results, the rest is bad usage.
    pub(super) fn usage(&mut self, error: &clap::Error) -> Status {
        let asked = !error.use_stderr();
        let text = error.render();
        let colored = if asked {
            self.stdout_color
        } else {
            self.stderr_color
        };
        let text = if colored {
            text.ansi().to_string()
        } else {
            text.to_string()
        };
        if !asked {
            self.note(&text);
            return Status::Impossible;
        }
        match self.result(&text) {
            Ok(()) => Status::Done,
            Err(error) => self.fail(&error),
        }
    }
}

/// Writes a result to a file, whole or not at all.
pub(super) fn write_file(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut sink = Sink::file(path)?;
    sink.write(text)?;
    sink.finish()
}

/// Takes away a file that nobody will need.
pub(super) fn discard(path: &Path) {
    // One that is gone, or cannot be taken away, does no harm.
    let _ = fs::remove_file(path);
}

/// Where a result goes that is written piece by piece.
pub(super) enum Sink {
    /// Nowhere: the result is whole only at the end.
    Held,
    /// Standard output.
    Stdout(BufWriter<Box<dyn Write>>),
    /// A file, whole or not at all: written beside its place first, then put there.
    File {
        beside: BufWriter<NamedTempFile>,
        path: PathBuf,
    },
}

/// Whether there is still somebody to write to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    There,
    Gone,
}

impl Sink {
    /// Standard output, without colours.
    pub(super) fn stdout() -> Self {
        Self::Stdout(BufWriter::with_capacity(1 << 16, Box::new(io::stdout())))
    }

    /// The file at `path`, which is as it was until [`Sink::finish`].
    pub(super) fn file(path: &Path) -> anyhow::Result<Self> {
        // A link stays a link; a device must never be replaced by a file.
        let target = path.canonicalize();
        let path = target.as_deref().unwrap_or(path);
        let wrong = || cannot_write(path);
        if path.exists() && !path.is_file() {
            let message =
                "it is no ordinary file; without `--output` the result goes to standard output";
            anyhow::bail!("{}: {message}", wrong());
        }
        let directory = path
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        if !directory.is_dir() {
            let folder = Printable(&directory.to_string_lossy()).to_string();
            anyhow::bail!("{}: there is no folder `{folder}`", wrong());
        }
        let beside = tempfile::Builder::new()
            .prefix(".evaluate-")
            .tempfile_in(directory)
            .with_context(wrong)?;
        Ok(Self::File {
            beside: BufWriter::with_capacity(1 << 16, beside),
            path: path.to_path_buf(),
        })
    }

    /// What a file is written into before it is put in its place.
    pub(super) fn beside(&self) -> Option<&Path> {
        match self {
            Self::File { beside, .. } => Some(beside.get_ref().path()),
            Self::Held | Self::Stdout(_) => None,
        }
    }

    /// Writes a piece. A reader of standard output that has gone away is no error.
    pub(super) fn write(&mut self, text: &str) -> anyhow::Result<Reader> {
        self.attempt(|to| to.write_all(text.as_bytes()))
    }

    /// Has what was written so far read.
    pub(super) fn flush(&mut self) -> anyhow::Result<Reader> {
        self.attempt(|to| to.flush())
    }

    fn attempt(
        &mut self,
        action: impl Fn(&mut dyn Write) -> io::Result<()>,
    ) -> anyhow::Result<Reader> {
        match self {
            Self::Held => Ok(Reader::There),
            Self::Stdout(out) => match action(out) {
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Reader::Gone),
                other => {
                    other.context("cannot write to standard output")?;
                    Ok(Reader::There)
                }
            },
            Self::File { beside, path } => {
                action(beside).with_context(|| cannot_write(path))?;
                Ok(Reader::There)
            }
        }
    }

    /// Ends the writing; a file is put in its place.
    pub(super) fn finish(mut self) -> anyhow::Result<()> {
        self.flush()?;
        let Self::File { beside, path } = self else {
            return Ok(());
        };
        let wrong = || cannot_write(&path);
        let beside = beside
            .into_inner()
            .map_err(io::IntoInnerError::into_error)
            .with_context(wrong)?;
        beside.as_file().sync_all().with_context(wrong)?;
        permit(&beside, &path).with_context(wrong)?;
        beside
            .persist(&path)
            .map_err(|error| error.error)
            .with_context(wrong)?;
        Ok(())
    }
}

fn cannot_write(path: &Path) -> String {
    format!("cannot write `{}`", Printable(&path.to_string_lossy()))
}

/// Gives the new file the permissions of the old one, or those that files have by default.
#[cfg(unix)]
fn permit(beside: &NamedTempFile, path: &Path) -> io::Result<()> {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt as _;
    let old = path.metadata().map(|old| old.permissions());
    let wanted = old.unwrap_or_else(|_| Permissions::from_mode(0o644));
    beside.as_file().set_permissions(wanted)
}

#[cfg(not(unix))]
fn permit(_: &NamedTempFile, _: &Path) -> io::Result<()> {
    Ok(())
}
