//! Work shared out among all processors, its results in order whatever happens.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Is told how many changes of how many have been tried.
pub type Progress<'a> = dyn Fn(usize, usize) + Sync + 'a;

/// How often progress is told.
const OFTEN: usize = 32;

/// `work` on the numbers below `count`, each processor with a state of its own from `state`.
pub(super) fn map<S, T: Send>(
    count: usize,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize) -> Option<T> + Sync,
    progress: &Progress,
) -> Vec<Option<T>> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, T)>> = Mutex::new(Vec::with_capacity(count));
    let run = || {
        let mut own = state();
        let mut results = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= count {
                break;
            }
            results.extend(work(&mut own, at).map(|result| (at, result)));
            if at.is_multiple_of(OFTEN) {
                progress(at, count);
            }
        }
        if let Ok(mut done) = done.lock() {
            done.append(&mut results);
        }
    };
    let processors = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 1..processors.min(count) {
            scope.spawn(run);
        }
        run();
    });
    let mut sorted: Vec<Option<T>> = Vec::new();
    sorted.resize_with(count, || None);
    for (at, result) in done.into_inner().unwrap_or_default() {
        if let Some(slot) = sorted.get_mut(at) {
            *slot = Some(result);
        }
    }
    sorted
}
