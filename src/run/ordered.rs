//! Work done on all cores whose results come out in the order in which it went in.
//!
//! One thread reads, several work, the caller's own takes the results. How much is under way at once
//! is limited, so that memory stays flat however long the input is.

use std::collections::BTreeMap;
use std::io;
use std::num::NonZeroUsize;
use std::sync::mpsc::{
    Receiver, RecvTimeoutError, Sender, SyncSender, TryRecvError, channel, sync_channel,
};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// So many chunks are under way for each thread.
const AHEAD: usize = 4;

/// So often a collector that waits for something else is told.
const TICK: Duration = Duration::from_millis(2);

/// Whether to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// More is wanted.
    On,
    /// Nothing more is wanted.
    Stop,
}

/// Who takes the results.
pub trait Collector<R> {
    /// Takes the next result.
    fn take(&mut self, result: R) -> Flow;
    /// Told when the next result may be long in coming.
    fn idle(&mut self) -> Flow;
    /// Whether it waits for something else, and wants to be told now and then.
    fn waits(&self) -> bool {
        false
    }
}

/// Hands jobs to the threads that do them.
#[derive(Debug)]
pub struct Feeder<J> {
    chunk: Vec<J>,
    /// So many jobs go to a thread at once.
    size: NonZeroUsize,
    sent: usize,
    jobs: SyncSender<(usize, Vec<J>)>,
    /// One for each chunk that may be under way.
    permits: Receiver<()>,
}

impl<J> Feeder<J> {
    /// Hands over a job; false where no more are wanted.
    pub fn push(&mut self, job: J) -> bool {
        self.chunk.push(job);
        self.chunk.len() < self.size.get() || self.flush()
    }

    /// Has what was handed over done now; false where no more is wanted.
    pub fn flush(&mut self) -> bool {
        if self.chunk.is_empty() {
            return true;
        }
        let chunk = std::mem::take(&mut self.chunk);
        let permitted = self.permits.recv().is_ok();
        let sent = permitted && self.jobs.send((self.sent, chunk)).is_ok();
        self.sent += 1;
        sent
    }
}

/// Has the jobs that `feed` hands over done on `threads` threads, each with a worker of its own that is
/// given `size` of them at once and makes one result of each, and gives the results to `collector` in the
/// order of the jobs.
///
/// Ends as soon as the collector wants no more, even while `feed` waits for input.
///
/// # Errors
/// Where no thread can be started, or one fell, so that results are missing.
pub fn ordered<J, R, W>(
    threads: NonZeroUsize,
    size: NonZeroUsize,
    feed: impl FnOnce(&mut Feeder<J>) + Send + 'static,
    worker: impl Fn() -> W + Send + Sync + 'static,
    collector: &mut impl Collector<R>,
) -> io::Result<()>
where
    J: Send + 'static,
    R: Send + 'static,
    W: FnMut(Vec<J>) -> Vec<R> + 'static,
{
    let under_way = threads.get() * AHEAD;
    let (jobs_in, jobs) = sync_channel(under_way);
    let (permit, permits) = sync_channel(under_way);
    for _ in 0..under_way {
        // The channel has room for all of them.
        let _ = permit.send(());
    }
    let mut started = Vec::new();
    started.push(thread::Builder::new().spawn(move || {
        let mut feeder = Feeder {
            chunk: Vec::new(),
            size,
            sent: 0,
            jobs: jobs_in,
            permits,
        };
        feed(&mut feeder);
        feeder.flush();
    })?);
    let (results_in, results) = channel();
    let jobs = Arc::new(Mutex::new(jobs));
    let worker = Arc::new(worker);
    for _ in 0..threads.get() {
        let (jobs, worker, results) = (Arc::clone(&jobs), Arc::clone(&worker), results_in.clone());
        let thread = thread::Builder::new();
        match thread.spawn(move || work(&jobs, &mut worker(), &results)) {
            Ok(thread) => started.push(thread),
            // Fewer will do.
            Err(_) if started.len() > 1 => break,
            Err(error) => return Err(error),
        }
    }
    drop(results_in);
    drop(jobs);
    if collect(&results, &permit, collector) == Flow::Stop {
        return Ok(());
    }
    for thread in started {
        if thread.join().is_err() {
            return Err(io::Error::other("a thread ended before its work was done"));
        }
    }
    Ok(())
}

fn work<J, R>(
    jobs: &Mutex<Receiver<(usize, Vec<J>)>>,
    worker: &mut dyn FnMut(Vec<J>) -> Vec<R>,
    results: &Sender<(usize, Vec<R>)>,
) {
    loop {
        let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, chunk)) = next else { return };
        if results.send((number, worker(chunk))).is_err() {
            return;
        }
    }
}

fn collect<R>(
    results: &Receiver<(usize, Vec<R>)>,
    permit: &SyncSender<()>,
    collector: &mut impl Collector<R>,
) -> Flow {
    let mut early = BTreeMap::new();
    let mut next = 0;
    loop {
        let waiting = results.try_recv();
        if waiting.is_err() && collector.idle() == Flow::Stop {
            return Flow::Stop;
        }
        let waiting = match waiting {
            Err(TryRecvError::Empty) if collector.waits() => match results.recv_timeout(TICK) {
                Err(RecvTimeoutError::Timeout) => continue,
                other => other.ok(),
            },
            Err(TryRecvError::Empty) => results.recv().ok(),
            other => other.ok(),
        };
        let Some((number, chunk)) = waiting else {
            return Flow::On;
        };
        early.insert(number, chunk);
        while let Some(chunk) = early.remove(&next) {
            for result in chunk {
                if collector.take(result) == Flow::Stop {
                    return Flow::Stop;
                }
            }
            next += 1;
            // The reader may have ended already.
            let _ = permit.try_send(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct All {
        taken: Vec<usize>,
        most: usize,
    }

    impl Collector<usize> for All {
        fn take(&mut self, result: usize) -> Flow {
            self.taken.push(result);
            if self.taken.len() == self.most {
                Flow::Stop
            } else {
                Flow::On
            }
        }

        fn idle(&mut self) -> Flow {
            Flow::On
        }
    }

    fn squares(threads: usize, jobs: usize, most: usize) -> Vec<usize> {
        let mut all = All {
            taken: Vec::new(),
            most,
        };
        let feed = move |feeder: &mut Feeder<usize>| {
            for job in 0..jobs {
                if !feeder.push(job) {
                    return;
                }
            }
        };
        let square = |job: usize| {
            // Some take longer than others.
            if job.is_multiple_of(17) {
                thread::sleep(std::time::Duration::from_millis(1));
            }
            job * job
        };
        let worker = move || move |jobs: Vec<usize>| jobs.into_iter().map(square).collect();
        let [threads, size] = [threads, 16].map(|count| NonZeroUsize::new(count).unwrap());
        ordered(threads, size, feed, worker, &mut all).unwrap();
        all.taken
    }

    #[test]
    fn results_come_in_the_order_of_the_jobs() {
        let wanted: Vec<usize> = (0..1000).map(|job| job * job).collect();
        for threads in [1, 2, 7] {
            assert_eq!(squares(threads, 1000, usize::MAX), wanted);
        }
        assert_eq!(squares(3, 0, usize::MAX), Vec::<usize>::new());
    }

    #[test]
    fn it_ends_when_no_more_is_wanted() {
        assert_eq!(squares(2, usize::MAX, 40).len(), 40);
    }

    #[test]
    fn what_was_handed_over_is_done_while_the_reader_waits() {
        struct Signal(Option<Sender<()>>);
        impl Collector<usize> for Signal {
            fn take(&mut self, _: usize) -> Flow {
                self.0.take();
                Flow::On
            }
            fn idle(&mut self) -> Flow {
                Flow::On
            }
        }
        let (sender, receiver) = channel::<()>();
        let feed = move |feeder: &mut Feeder<usize>| {
            feeder.push(1);
            feeder.flush();
            // Comes back when the result has been taken.
            let _ = receiver.recv();
        };
        ordered(
            NonZeroUsize::MIN,
            NonZeroUsize::MAX,
            feed,
            || |jobs| jobs,
            &mut Signal(Some(sender)),
        )
        .unwrap();
    }
}
