//! Something to tell the user until they close it.

use std::time::{Duration, Instant};

use super::rescue::{Damaged, Rescue};
use crate::language::{Language, Message, say};
use crate::report::{Report, Tell};
use crate::store::BatchId;

/// A result or an error, with what to do about it.
#[derive(Clone, Debug)]
pub struct Notice {
    is_error: bool,
    report: Report,
    since: Instant,
    /// A batch that can be taken back from here, and the words for it.
    undo: Option<(BatchId, &'static str)>,
    /// The damaged catalogue it is about.
    damaged: Option<Damaged>,
}

/// What became of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeAnswer {
    /// It stays.
    Open,
    /// It is closed.
    Closed,
    /// A batch is to be taken back.
    Undo(BatchId),
    /// Something is to be done about a damaged catalogue.
    Rescue(Rescue),
}

/// How long it is told that something was done.
const DONE_STAYS: Duration = Duration::from_secs(8);

impl Notice {
    fn new(is_error: bool, report: Report) -> Notice {
        Notice { is_error, report, since: Instant::now(), undo: None, damaged: None }
    }

    /// Something was done.
    pub fn done(message: &Message, language: Language) -> Notice {
        let report = Report { message: message.text(language), hint: message.hint(language), causes: Vec::new() };
        Notice::new(false, report)
    }

    /// Data was changed, and can be changed back.
    pub fn undoable(self, batch: BatchId) -> Notice {
        Notice { undo: Some((batch, "notice-undo")), ..self }
    }

    /// A change of data was taken back, and can be made again.
    pub fn redoable(self, batch: BatchId) -> Notice {
        Notice { undo: Some((batch, "notice-redo")), ..self }
    }

    /// Something was done, with details a line each; the first dozen are shown.
    pub fn listed(message: &Message, mut lines: Vec<String>, language: Language) -> Notice {
        lines.truncate(12);
        let report = Report { message: message.text(language), hint: message.hint(language), causes: lines };
        Notice::new(false, report)
    }

    /// Something failed.
    pub fn error(error: &dyn Tell, language: Language) -> Notice {
        crate::diagnostics::log_error(error);
        Notice::new(true, Report::new(error, language))
    }

    /// The same of a damaged catalogue, with buttons instead of commands to be typed.
    pub fn of_damaged(mut self, damaged: &Damaged, language: Language) -> Notice {
        self.report.hint = Some(damaged.advice(language));
        Notice { damaged: Some(damaged.clone()), ..self }
    }

    /// A part of the program broke off.
    pub fn fault(message: &Message, language: Language) -> Notice {
        let report = Report { message: message.text(language), hint: message.hint(language), causes: Vec::new() };
        Notice::new(true, report)
    }

    /// Something failed that only the operating system has words for.
    pub fn failed(id: &'static str, cause: String, language: Language) -> Notice {
        let message = Message::new(id);
        let causes = if cause.is_empty() { Vec::new() } else { vec![cause] };
        Notice::new(true, Report { message: message.text(language), hint: message.hint(language), causes })
    }

    /// Shows it; what the user did with it. What was done without anything to read closes by itself.
    pub fn answer(&self, ctx: &egui::Context, language: Language) -> NoticeAnswer {
        if !self.is_error && self.report.causes.is_empty() {
            let Some(left) = DONE_STAYS.checked_sub(self.since.elapsed()) else { return NoticeAnswer::Closed };
            ctx.request_repaint_after(left);
        }
        let mut open = true;
        let mut answer = NoticeAnswer::Open;
        let title = say(language, if self.is_error { "notice-error" } else { "notice-done" });
        egui::Window::new(title)
            .id(egui::Id::unique("notice"))
            .open(&mut open)
            .order(egui::Order::Foreground)
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
                if let Some(damaged) = &self.damaged {
                    let wanted = ui.horizontal_wrapped(|ui| damaged.buttons_ui(ui, language)).inner;
                    answer = wanted.map_or(answer, NoticeAnswer::Rescue);
                }
                ui.horizontal(|ui| {
                    if ui.button(say(language, "button-close")).clicked() {
                        answer = NoticeAnswer::Closed;
                    }
                    if let Some((batch, words)) = self.undo
                        && ui.button(say(language, words)).clicked()
                    {
                        answer = NoticeAnswer::Undo(batch);
                    }
                });
            });
        if open { answer } else { NoticeAnswer::Closed }
    }
}
