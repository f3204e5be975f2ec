//! A slow answer worked out on another thread: the newest question wins, late answers to old ones are dropped.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::Instant;

/// Tells a running job to stop, and the job's listener how far it is.
#[derive(Clone, Debug, Default)]
pub struct Token {
    cancelled: Arc<AtomicBool>,
    progress: Arc<AtomicU32>,
}

impl Token {
    /// Asks the job to stop.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether the job should stop.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// Says how far the job is, 0 to 1.
    pub fn set_progress(&self, part: f32) {
        self.progress.store(part.to_bits(), Ordering::Relaxed);
    }

    /// How far the job is, 0 to 1.
    pub fn progress(&self) -> f32 {
        f32::from_bits(self.progress.load(Ordering::Relaxed))
    }
}

/// Wakes whoever shows results, from any thread.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

struct Running<K, T> {
    key: K,
    token: Token,
    /// The answer; the error of a job that broke off by a fault of its own.
    answer: Receiver<Result<T, Broken>>,
    since: Instant,
}

/// A job that panicked; what there is to say of it has been reported.
struct Broken;

/// The answer to the newest question, and the work on it.
pub struct Slot<K, T> {
    answered: Option<(K, Arc<T>)>,
    running: Option<Running<K, T>>,
    /// A question whose job broke off: asked again, it would break off again.
    broken: Option<K>,
    /// Whether somebody asked since [`Slot::cancel_unasked`].
    is_asked: bool,
}

impl<K, T> Default for Slot<K, T> {
    fn default() -> Slot<K, T> {
        Slot { answered: None, running: None, broken: None, is_asked: false }
    }
}

impl<K: PartialEq + Clone, T: Send + 'static> Slot<K, T> {
    /// Makes `key` the question. Work starts unless it is answered or under way already; work on another question
    /// is cancelled. A job that was cancelled returns `None`.
    pub fn ask(&mut self, key: &K, wake: &Wake, job: impl FnOnce(&Token) -> Option<T> + Send + 'static) {
        self.poll();
        self.is_asked = true;
        if self.running.as_ref().is_some_and(|r| r.key == *key) || self.broken.as_ref() == Some(key) {
            return;
        }
        if let Some(old) = self.running.take() {
            old.token.cancel();
        }
        if self.answered.as_ref().is_some_and(|(answered, _)| answered == key) {
            return;
        }
        let token = Token::default();
        let (send, answer) = channel();
        let (wake, job_token) = (wake.clone(), token.clone());
        std::thread::spawn(move || {
            let done = catch_unwind(AssertUnwindSafe(|| job(&job_token)));
            if let Some(result) = done.map_or(Some(Err(Broken)), |result| result.map(Ok)) {
                // Nobody listens any more when the question has changed.
                send.send(result).ok();
            }
            wake();
        });
        self.running = Some(Running { key: key.clone(), token, answer, since: Instant::now() });
    }

    /// Takes an answer that has arrived; whether one did.
    pub fn poll(&mut self) -> bool {
        let Some(running) = &self.running else { return false };
        match running.answer.try_recv() {
            Ok(Ok(result)) => {
                if let Some(running) = self.running.take() {
                    self.answered = Some((running.key, Arc::new(result)));
                }
                true
            }
            Ok(Err(Broken)) => {
                self.broken = self.running.take().map(|running| running.key);
                false
            }
            Err(TryRecvError::Disconnected) => {
                self.running = None;
                false
            }
            Err(TryRecvError::Empty) => false,
        }
    }

    /// Puts in an answer worked out elsewhere.
    pub fn put(&mut self, key: K, result: Arc<T>) {
        self.answered = Some((key, result));
    }

    /// The last answer, which may be to an older question while work goes on.
    pub fn answer(&self) -> Option<&Arc<T>> {
        self.answered.as_ref().map(|(_, result)| result)
    }

    /// The last answer if its question is one that will do.
    pub fn answer_of(&self, will_do: impl Fn(&K) -> bool) -> Option<&Arc<T>> {
        self.answered.as_ref().filter(|(key, _)| will_do(key)).map(|(_, result)| result)
    }

    /// Takes the answer out.
    pub fn take(&mut self) -> Option<Arc<T>> {
        self.answered.take().map(|(_, result)| result)
    }

    /// How far the work is and for how many seconds it has run; `None` when there is none.
    pub fn working(&self) -> Option<(f32, f32)> {
        self.running.as_ref().map(|r| (r.token.progress(), r.since.elapsed().as_secs_f32()))
    }

    /// Stops the work if nobody has asked for its answer since the last call: who looked has gone elsewhere.
    pub fn cancel_unasked(&mut self) {
        if !std::mem::take(&mut self.is_asked) {
            self.poll();
            self.cancel();
        }
    }

    /// Stops the work.
    pub fn cancel(&mut self) {
        if let Some(running) = self.running.take() {
            running.token.cancel();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(slot: &mut Slot<u32, u32>) {
        let begun = Instant::now();
        while slot.working().is_some() && begun.elapsed().as_secs() < 10 {
            slot.poll();
            std::thread::yield_now();
        }
    }

    #[test]
    fn the_newest_question_wins() {
        let wake: Wake = Arc::new(|| {});
        let mut slot = Slot::<u32, u32>::default();
        let (release, gate) = channel::<()>();
        slot.ask(&1, &wake, move |token| {
            gate.recv().ok();
            (!token.is_cancelled()).then_some(10)
        });
        slot.ask(&2, &wake, |_| Some(20));
        release.send(()).ok();
        wait(&mut slot);
        assert_eq!(slot.answer().map(|a| **a), Some(20));
        slot.ask(&2, &wake, |_| panic!("answered already"));
        assert!(slot.working().is_none());
    }

    #[test]
    fn what_nobody_asks_for_any_more_is_stopped_and_what_has_come_is_kept() {
        let wake: Wake = Arc::new(|| {});
        let mut slot = Slot::<u32, u32>::default();
        let job = |token: &Token| {
            let begun = Instant::now();
            while !token.is_cancelled() && begun.elapsed().as_secs() < 10 {
                std::thread::yield_now();
            }
            (!token.is_cancelled()).then_some(1)
        };
        slot.ask(&1, &wake, job);
        slot.cancel_unasked();
        assert!(slot.working().is_some(), "asked in this turn");
        slot.cancel_unasked();
        assert!(slot.working().is_none());
        slot.ask(&2, &wake, |_| Some(2));
        wait(&mut slot);
        slot.cancel_unasked();
        slot.cancel_unasked();
        assert_eq!(slot.answer().map(|a| **a), Some(2));
    }

    #[test]
    fn a_job_that_breaks_off_is_not_begun_again_and_another_question_is() {
        let wake: Wake = Arc::new(|| {});
        let mut slot = Slot::<u32, u32>::default();
        slot.ask(&1, &wake, |_| panic!("a fault of the program, on purpose"));
        wait(&mut slot);
        slot.ask(&1, &wake, |_| Some(1));
        assert!(slot.working().is_none() && slot.answer().is_none());
        slot.ask(&2, &wake, |_| Some(2));
        wait(&mut slot);
        assert_eq!(slot.answer().map(|a| **a), Some(2));
    }

    #[test]
    fn a_job_that_gives_up_leaves_the_old_answer() {
        let wake: Wake = Arc::new(|| {});
        let mut slot = Slot::<u32, u32>::default();
        slot.put(1, Arc::new(10));
        slot.ask(&2, &wake, |_| None);
        wait(&mut slot);
        assert_eq!(slot.answer().map(|a| **a), Some(10));
    }
}
