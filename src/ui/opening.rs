//! What stands in the middle of the window while no catalogue is open: how far the reading is, or what can be opened.
//! No number is shown before all rows are there: one of a part would be wrong.

use egui::{ProgressBar, RichText, Ui};

use super::App;
use super::commands::Action;
use crate::language::say;
use crate::workspace::{Job, own_catalogue};

/// Width of the progress bar, points.
const BAR_PT: f32 = 320.0;

impl App {
    /// Shown instead of map and pages; returns what was ordered.
    pub(super) fn opening_ui(&mut self, ui: &mut Ui) -> Option<Action> {
        let language = self.session.language;
        let working = self.workspace.working();
        let mut ordered = None;
        ui.vertical_centered(|ui| {
            ui.add_space(ui.available_height() * 0.36);
            if let Some((part, seconds)) = working {
                ui.label(RichText::new(say(language, self.workspace.doing())).heading());
                ui.add_space(8.0);
                ui.add(ProgressBar::new(part).desired_width(BAR_PT));
                // The button comes when somebody may have begun to wait.
                if seconds > 1.0 {
                    ui.add_space(8.0);
                    if ui.button(say(language, "button-cancel")).clicked() {
                        self.workspace.cancel();
                    }
                }
                ui.request_repaint_after(std::time::Duration::from_millis(50));
                return;
            }
            if self.workspace.path.is_some() && self.workspace.is_thinking().is_some() {
                // All rows are there, and their first numbers are being worked out.
                ui.label(RichText::new(say(language, "map-counting")).heading());
                ui.add_space(8.0);
                ui.spinner();
                return;
            }
            ui.label(RichText::new(say(language, "opening-none")).heading());
            match self.damaged.clone() {
                Some(damaged) => {
                    ui.label(damaged.words(language));
                    ui.label(RichText::new(damaged.advice(language)).weak());
                    ui.add_space(8.0);
                    if let Some(wanted) = damaged.buttons_ui(ui, language) {
                        self.rescue(wanted);
                    }
                }
                None => {
                    ui.label(RichText::new(say(language, "opening-hint")).weak());
                    ui.add_space(8.0);
                    if ui.button(say(language, "opening-open")).clicked() {
                        ordered = Some(Action::OpenCatalogue);
                    }
                }
            }
            if let Some(own) = own_catalogue()
                && ui.button(say(language, "opening-own")).on_hover_text(own.display().to_string()).clicked()
            {
                self.workspace.start(Job::OpenOrCreateSample(own));
            }
        });
        ordered
    }
}
