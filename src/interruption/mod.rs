//! Being broken off: signals, the window being closed, and what must not be left lying about then.
//!
//! Work asks [`is_stopping`] now and then and takes itself back; files being written are [`Unfinished`] and go away.
//! Work that does not answer within the grace is cut off: files of the catalogue are whole even then, since SQLite rolls
//! back what was cut off, and other files appear by renaming only.

mod unfinished;

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicI32, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

pub use unfinished::{Unfinished, UnfinishedFolder};

/// How long work may take to take itself back.
const GRACE: Duration = Duration::from_secs(3);
/// How long a window may take to close.
#[cfg(unix)]
const GRACE_OF_WINDOW: Duration = Duration::from_secs(8);
/// In [`STOPPED_BY`]: stopped, but by no signal.
const CLOSED: i32 = -1;

static STOPPED_BY: AtomicI32 = AtomicI32::new(0);
static AT_WORK: AtomicUsize = AtomicUsize::new(0);
static WAKE: Mutex<Option<Box<dyn Fn() + Send>>> = Mutex::new(None);

/// Whether work in hand should take itself back.
pub fn is_stopping() -> bool {
    STOPPED_BY.load(Ordering::Relaxed) != 0
}

/// What work that can be broken off asks at each step.
pub fn go_on<B>(_: B) -> ControlFlow<()> {
    if is_stopping() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
}

/// The exit code of a program that a signal has stopped: 128 and its number.
pub fn exit_code() -> Option<u8> {
    u8::try_from(STOPPED_BY.load(Ordering::Relaxed)).ok().filter(|signal| *signal != 0).map(|signal| 128 | signal)
}

/// Work that should be waited for, for as long as this lives.
#[derive(Debug)]
pub struct AtWork(());

impl AtWork {
    /// Begins.
    pub fn begin() -> AtWork {
        AT_WORK.fetch_add(1, Ordering::SeqCst);
        AtWork(())
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        AT_WORK.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Says how a window is told that it should close.
pub fn wake_by(wake: impl Fn() + Send + 'static) {
    *WAKE.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(wake));
}

/// The window has been closed: work in hand takes itself back, files half written go.
pub fn close() {
    STOPPED_BY.compare_exchange(0, CLOSED, Ordering::SeqCst, Ordering::SeqCst).ok();
    let begun = Instant::now();
    while AT_WORK.load(Ordering::SeqCst) > 0 && begun.elapsed() < GRACE {
        std::thread::sleep(Duration::from_millis(5));
    }
    unfinished::remove_all();
}

/// From now on SIGINT, SIGTERM and SIGHUP end the program in good order, and SIGXFSZ, which a file size limit sends,
/// does not end it: the write fails and is reported.
#[cfg(unix)]
pub fn listen() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM, SIGXFSZ]) else { return };
    let listening = move || {
        for signal in signals.forever().filter(|signal| *signal != SIGXFSZ) {
            if STOPPED_BY.swap(signal, Ordering::SeqCst) > 0 {
                end(signal); // Told twice.
            }
            std::thread::spawn(move || {
                std::thread::sleep(if wake() { GRACE_OF_WINDOW } else { GRACE });
                end(signal);
            });
        }
    };
    // Without the thread signals do what they always did.
    std::thread::Builder::new().name("signals".to_owned()).spawn(listening).ok();
}

/// Signals are a matter of Unix.
#[cfg(not(unix))]
pub fn listen() {}

/// Tells the window, if there is one.
#[cfg(unix)]
fn wake() -> bool {
    let wake = WAKE.lock().unwrap_or_else(PoisonError::into_inner);
    wake.as_ref().map(|wake| wake()).is_some()
}

#[cfg(unix)]
fn end(signal: i32) -> ! {
    unfinished::remove_all();
    std::process::exit(128 | signal)
}
