//! Ctrl-C, and what schedulers and closed terminals send in its place: the usual end of a command that runs
//! until it is told to stop, and a tidy end of one that writes a file.

use std::future::pending;
#[cfg(unix)]
use std::path::Path;
use std::path::PathBuf;
use std::thread;

use super::exit;
use super::output::discard;
#[cfg(unix)]
use crate::input::files;

/// Waits until the user or the system wants an end.
///
/// # Errors
/// Where signals cannot be listened for.
#[cfg(unix)]
pub(super) async fn told() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut ended = signal(SignalKind::terminate())?;
    let mut hung_up = if outlives_its_terminal() {
        None
    } else {
        Some(signal(SignalKind::hangup())?)
    };
    let hung_up = async {
        match &mut hung_up {
            Some(signal) => signal.recv().await,
            None => pending().await,
        }
    };
    tokio::select! {
        told = tokio::signal::ctrl_c() => told,
        _ = ended.recv() => Ok(()),
        _ = hung_up => Ok(()),
    }
}

/// Whether the process was started such that it goes on when its terminal goes, as `nohup` does. Listening
/// would end it; where this cannot be told, nothing is listened for.
#[cfg(unix)]
fn outlives_its_terminal() -> bool {
    let status = files::text(Path::new("/proc/self/status"));
    let ignored = status.ok().and_then(|status| {
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        u64::from_str_radix(mask?.trim(), 16).ok()
    });
    // A hang-up is signal 1, the lowest bit.
    ignored.is_none_or(|ignored| ignored & 1 == 1)
}

/// Waits until the user wants an end.
///
/// # Errors
/// Where it cannot be listened for.
#[cfg(not(unix))]
pub(super) async fn told() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

/// Listens from now on; what comes back is done when the user wants an end.
pub(super) async fn listen() -> impl Future<Output = ()> {
    let told = tokio::spawn(told());
    // The signal is the system's to handle until the task has been run once.
    tokio::task::yield_now().await;
    async move {
        match told.await {
            Ok(Ok(())) => {}
            // Where no signal can be listened for, the system ends the process itself.
            _ => pending().await,
        }
    }
}

/// Takes away what a file was begun with if the user ends the run before it is whole.
pub(super) fn tidy(beside: PathBuf) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    // Without it the system ends the process, and what was begun stays beside the file.
    let Ok(runtime) = runtime else { return };
    thread::spawn(move || {
        if runtime.block_on(told()).is_ok() {
            discard(&beside);
            exit::leave();
        }
    });
}
