//! Something to tell the user until they close it.

use std::time::{Duration, Instant};

use crate::language::{Language, Message, say};
use crate::report::{Report, Tell};

/// A result or an error, with what to do about it.
#[derive(Clone, Debug)]
pub struct Notice {
    is_error: bool,
    report: Report,
    since: Instant,
}

/// How long it is told that something was done.
const DONE_STAYS: Duration = Duration::from_secs(8);

impl Notice {
    fn new(is_error: bool, report: Report) -> Notice {
        Notice { is_error, report, since: Instant::now() }
    }

    /// Something was done.
    pub fn done(message: &Message, language: Language) -> Notice {
        let report = Report { message: message.text(language), hint: message.hint(language), causes: Vec::new() };
        Notice::new(false, report)
    }

    /// Something was done, with details a line each; the first dozen are shown.
    pub fn listed(message: &Message, mut lines: Vec<String>, language: Language) -> Notice {
        lines.truncate(12);
        let report = Report { message: message.text(language), hint: message.hint(language), causes: lines };
        Notice::new(false, report)
    }

    /// Something failed.
    pub fn error(error: &dyn Tell, language: Language) -> Notice {
        Notice::new(true, Report::new(error, language))
    }

    /// Something failed that only the operating system has words for.
    pub fn failed(id: &'static str, cause: String, language: Language) -> Notice {
        let message = Message::new(id);
        let causes = if cause.is_empty() { Vec::new() } else { vec![cause] };
        Notice::new(true, Report { message: message.text(language), hint: message.hint(language), causes })
    }

    /// Shows it; whether the user has closed it. What was done without anything to read closes by itself.
    pub fn is_closed(&self, ctx: &egui::Context, language: Language) -> bool {
        if !self.is_error && self.report.causes.is_empty() {
            let Some(left) = DONE_STAYS.checked_sub(self.since.elapsed()) else { return true };
            ctx.request_repaint_after(left);
        }
        let mut open = true;
        let mut dismissed = false;
        let title = say(language, if self.is_error { "notice-error" } else { "notice-done" });
        egui::Window::new(title)
            .id(egui::Id::unique("notice"))
            .open(&mut open)
            .collapsible(false)
            .resizable(false)
            .anchor(egui::Align2::CENTER_TOP, [0.0, 80.0])
            .show(ctx, |ui| {
                ui.set_max_width(520.0);
                ui.label(&self.report.message);
                for cause in &self.report.causes {
                    ui.label(egui::RichText::new(cause).small().weak());
                }
                if let Some(hint) = &self.report.hint {
                    ui.label(egui::RichText::new(hint).strong());
                }
                dismissed = ui.button(say(language, "button-close")).clicked();
            });
        !open || dismissed
    }
}
