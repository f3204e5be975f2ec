//! A log of frame times, for who measures the window: `HUJIN_FRAME_LOG=FILE hujin`.
//!
//! One line a frame, tab-separated: seconds since the program began; milliseconds since the frame before began; of
//! these the program's own part (events, panels, layers, labels, paint list); milliseconds of the frame before with
//! tessellation and the calls to the driver, without the wait for the screen; `1` once the map is drawn in full, with
//! a catalogue and its numbers. While it is on, frames follow each other without rest.

use std::fs::File;
use std::io::{LineWriter, Write};
use std::time::{Duration, Instant};

/// Writes a line a frame.
#[derive(Debug)]
pub struct FrameLog {
    out: LineWriter<File>,
    started: Instant,
    begun: Instant,
}

impl FrameLog {
    /// The log that the environment asks for; `started` is when the program began.
    pub fn from_environment(started: Instant) -> Option<FrameLog> {
        let path = std::env::var_os("HUJIN_FRAME_LOG").filter(|path| !path.is_empty())?;
        let file = File::create(path).ok()?;
        Some(FrameLog { out: LineWriter::new(file), started, begun: started })
    }

    /// Notes a frame that began at `begun` and has been laid out now; `driven_seconds` is what eframe says of the one before.
    pub fn note(&mut self, begun: Instant, driven_seconds: Option<f32>, is_complete: bool) {
        let since_start = begun.elapsed() + begun.duration_since(self.started);
        let whole = begun.duration_since(self.begun);
        self.begun = begun;
        writeln!(
            self.out,
            "{:.4}\t{:.3}\t{:.3}\t{:.3}\t{}",
            since_start.as_secs_f64(),
            whole.as_secs_f64() * 1e3,
            begun.elapsed().as_secs_f64() * 1e3,
            driven_seconds.unwrap_or_default() * 1e3,
            u8::from(is_complete)
        )
        // A full disk ends the log, not the program.
        .ok();
    }
}

/// A frame whose own part takes longer than this is felt.
const SLOW: Duration = Duration::from_millis(100);
/// Slow frames are told together, this often at most.
const TOLD_EVERY: Duration = Duration::from_secs(30);

/// Counts frames that were slow, for the log.
#[derive(Debug, Default)]
pub struct SlowFrames {
    count: u32,
    worst: Duration,
    told: Option<Instant>,
}

impl SlowFrames {
    /// Notes the program's own part of a frame.
    pub fn note(&mut self, own: Duration) {
        if own < SLOW {
            return;
        }
        self.count += 1;
        self.worst = self.worst.max(own);
        if self.told.is_none_or(|told| told.elapsed() > TOLD_EVERY) {
            log::warn!("slow frames: {}, the worst {} ms", self.count, self.worst.as_millis());
            *self = SlowFrames { told: Some(Instant::now()), ..SlowFrames::default() };
        }
    }
}
