//! Ctrl-C as the usual end of a command that runs until it is told to stop.

use std::future::pending;

/// Listens from now on; what comes back is done when the user wants an end.
pub(super) async fn listen() -> impl Future<Output = ()> {
    let told = tokio::spawn(tokio::signal::ctrl_c());
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
