//! The short tour of the first start: five cards, each beside what it speaks of, put away for ever at any time.

use egui::{Align2, RichText, pos2};

use super::app::App;
use crate::language::{Message, say};

/// The cards: where each stands in the window, and its words.
const CARDS: [(Align2, &str); 5] = [
    (Align2::LEFT_CENTER, "tour-filter"),
    (Align2::CENTER_TOP, "tour-map"),
    (Align2::RIGHT_CENTER, "tour-profile"),
    (Align2::CENTER_BOTTOM, "tour-table"),
    (Align2::CENTER_CENTER, "tour-keys"),
];

impl App {
    /// Draws the card the tour is at.
    pub(super) fn tour_window(&mut self, ctx: &egui::Context) {
        // What it points at is there once a catalogue is open.
        let Some(step) = self.tour.filter(|_| self.workspace.path.is_some()) else { return };
        let Some((anchor, words)) = CARDS.get(step) else {
            self.end_tour();
            return;
        };
        let language = self.session.language;
        let room = ctx.content_rect().shrink2(egui::vec2(300.0, 90.0));
        let at = pos2(
            room.left() + room.width() * anchor.x().to_factor(),
            room.top() + room.height() * anchor.y().to_factor(),
        );
        let (mut next, mut end) = (false, false);
        egui::Area::new(egui::Id::unique("tour")).order(egui::Order::Foreground).pivot(*anchor).fixed_pos(at).show(
            ctx,
            |ui| {
                let stroke = egui::Stroke::new(1.5, super::theme::ACCENT);
                egui::Frame::popup(ui.style()).stroke(stroke).inner_margin(14).show(ui, |ui| {
                    ui.set_max_width(330.0);
                    let place = Message::new("tour-step").with("step", step + 1).with("of", CARDS.len()).text(language);
                    ui.label(RichText::new(place).small().weak());
                    ui.label(say(language, words));
                    ui.horizontal(|ui| {
                        let last = step + 1 == CARDS.len();
                        next = ui.button(say(language, if last { "tour-done" } else { "tour-next" })).clicked();
                        end = !last && ui.button(say(language, "tour-never")).clicked();
                    });
                });
            },
        );
        if end || ctx.input(|i| i.key_pressed(egui::Key::Escape)) {
            self.end_tour();
        } else if next {
            self.tour = Some(step + 1);
        }
    }

    fn end_tour(&mut self) {
        self.tour = None;
        self.session.tour_seen = true;
    }
}
