//! Answers on their way through the judge: many at once, handed on in their order.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::JoinHandle;

use super::output::Console;
use super::{exit, interrupt};
use crate::report::Opinions;
use crate::run::{Collector, Flow, Graded, Panel, Prepared};

/// So many answers wait for each request that may be under way, beside those that threads have just put
/// before the judge: one that takes long does not stop the others.
const AHEAD: usize = 4;

/// After so many answers the kept replies are put in order.
const TIDY: usize = 64;

/// How long an interrupted run may take to end tidily.
const GRACE: Duration = Duration::from_secs(2);

/// What waiting came to.
pub(super) enum Waited<T> {
    /// It is done.
    Done(T),
    /// It fell.
    Lost,
    /// The run is to end.
    Interrupted,
}

/// Told when the user wants the run to end.
#[derive(Clone)]
pub(super) struct Interrupt(Arc<Notify>);

impl Interrupt {
    /// Listens from now on.
    pub(super) fn listen(panel: &Panel) -> Self {
        let told = Arc::new(Notify::new());
        let notify = Arc::clone(&told);
        panel.runtime().spawn(async move {
            if interrupt::told().await.is_ok() {
                notify.notify_one();
                tokio::time::sleep(GRACE).await;
                // Somewhere the program waits for input that does not come.
                exit::leave();
            }
        });
        Self(told)
    }

    /// What an answer's judging comes to.
    pub(super) fn wait<T>(&self, panel: &Panel, work: JoinHandle<T>) -> Waited<T> {
        panel.runtime().block_on(async {
            tokio::select! {
                biased;
                () = self.0.notified() => Waited::Interrupted,
                done = work => done.map_or(Waited::Lost, Waited::Done),
            }
        })
    }
}

/// Says that a run was interrupted.
pub(super) fn say_interrupted(console: &mut Console, panel: &Panel) {
    let kept = panel.asker().spent().replies;
    let kept = if panel.asker().setup().store.is_some() && kept > 0 {
        format!("{kept} new replies are kept, and the same command goes on from there")
    } else {
        "nothing was kept".to_owned()
    };
    console.error(&format!("interrupted: {kept}"));
}

/// An answer on its way, or one that needs no judge.
pub(super) enum Incoming<D> {
    /// Being judged; what is reported where that fails.
    Judged(JoinHandle<Opinions>, Box<Prepared>, D),
    /// Done already.
    Done(D),
}

/// Hands answers that a judge reads on to `desk`, in their order.
pub(super) struct Judging<'p, C, D> {
    panel: &'p Panel,
    interrupt: Interrupt,
    /// Whether the user wanted the run to end.
    pub(super) interrupted: bool,
    /// Whether no more is wanted.
    ended: bool,
    waiting: VecDeque<Incoming<D>>,
    /// How many were handed on.
    handed_on: usize,
    /// What becomes of a graded answer.
    finish: Box<dyn FnMut(Graded) -> D>,
    /// Where they are handed on to.
    pub(super) desk: C,
}

impl<'p, C: Collector<D>, D> Judging<'p, C, D> {
    pub(super) fn new(
        panel: &'p Panel,
        desk: C,
        finish: impl FnMut(Graded) -> D + 'static,
    ) -> Self {
        Self {
            panel,
            interrupt: Interrupt::listen(panel),
            interrupted: false,
            ended: false,
            waiting: VecDeque::new(),
            handed_on: 0,
            finish: Box::new(finish),
            desk,
        }
    }

    /// Hands on what is left, unless nobody wants it any more.
    pub(super) fn drain(&mut self) {
        while !self.ended && !self.waiting.is_empty() {
            self.hand_on();
        }
    }

    /// Hands on what is ready.
    fn advance(&mut self) -> Flow {
        let ready = |waiting: &Incoming<D>| match waiting {
            Incoming::Judged(work, ..) => work.is_finished(),
            Incoming::Done(_) => true,
        };
        while self.waiting.front().is_some_and(ready) {
            if self.hand_on() == Flow::Stop {
                return Flow::Stop;
            }
        }
        Flow::On
    }

    /// Hands on the next, when it is ready.
    fn hand_on(&mut self) -> Flow {
        let done = match self.waiting.pop_front() {
            None => return Flow::On,
            Some(Incoming::Done(done)) => done,
            Some(Incoming::Judged(work, prepared, lost)) => {
                match self.interrupt.wait(self.panel, work) {
                    Waited::Interrupted => {
                        self.interrupted = true;
                        self.ended = true;
                        return Flow::Stop;
                    }
                    Waited::Lost => lost,
                    Waited::Done(opinions) => prepared.conclude(Some(&opinions), &mut self.finish),
                }
            }
        };
        let flow = self.desk.take(done);
        self.ended = flow == Flow::Stop;
        self.handed_on += 1;
        // There is time for it while replies are on their way.
        if self.handed_on.is_multiple_of(TIDY) {
            self.panel.asker().tidy();
        }
        flow
    }
}

impl<C: Collector<D>, D> Collector<Incoming<D>> for Judging<'_, C, D> {
    fn take(&mut self, incoming: Incoming<D>) -> Flow {
        self.waiting.push_back(incoming);
        let most = AHEAD * self.panel.asker().setup().concurrency;
        while self.waiting.len() > most {
            if self.hand_on() == Flow::Stop {
                return Flow::Stop;
            }
        }
        self.advance()
    }

    fn idle(&mut self) -> Flow {
        match self.advance() {
            Flow::On => self.desk.idle(),
            Flow::Stop => Flow::Stop,
        }
    }

    fn waits(&self) -> bool {
        !self.waiting.is_empty()
    }
}
