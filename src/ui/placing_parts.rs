//! What the panel of rows to be placed shows: the progress, the row in hand, all proposals of a kind, the list.

use egui::{RichText, Ui};

use super::app::App;
use super::placing_panel::{Placing, PlacingEvents};
use crate::catalogue::sentence::accuracy_label;
use crate::catalogue::{Catalogue, Enterprise, PositionAccuracy};
use crate::geography::{Adcode, Pack};
use crate::language::{Message, say};
use crate::workspace::placing::{self, ToPlace};

/// Width of the labels, points.
const LABEL_PT: f32 = 72.0;

impl App {
    pub(super) fn head_ui(&self, ui: &mut Ui, placing: &Placing, remaining: usize, events: &mut PlacingEvents) {
        let language = self.session.language;
        ui.add_space(4.0);
        ui.horizontal(|ui| {
            ui.heading(say(language, "placing-title"));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                events.leave |= ui.button(say(language, "profile-close")).clicked();
            });
        });
        let (done, all) = (placing.done.len(), placing.done.len() + remaining);
        let words = Message::new("placing-progress").with("done", done).with("all", all).text(language);
        ui.horizontal(|ui| {
            ui.label(words);
            if placing.last.is_some() && ui.small_button(say(language, "placing-undo")).clicked() {
                events.undo = true;
            }
        });
        let share = if all == 0 { 1.0 } else { done as f32 / all as f32 };
        ui.add(egui::ProgressBar::new(share).desired_height(4.0));
        ui.label(RichText::new(say(language, "placing-keys")).small().weak());
        ui.separator();
    }

    pub(super) fn row_ui(
        &self,
        ui: &mut Ui,
        placing: &mut Placing,
        item: &ToPlace,
        row: &Enterprise,
        events: &mut PlacingEvents,
    ) {
        let language = self.session.language;
        let (catalogue, pack) = (&self.workspace.catalogue, &self.workspace.pack);
        ui.add(egui::Label::new(RichText::new(&row.name_zh).family(super::theme::bold()).size(15.0)).wrap());
        let district = |d: Option<Adcode>| d.and_then(|d| pack.district(d)).map(|d| d.name.get(language).to_owned());
        let unknown = || say(language, "placing-district-unknown");
        for (label, value) in [
            ("field-district", district(row.district()).unwrap_or_else(unknown)),
            ("field-office-address", row.office_address.clone()),
            ("field-registered-address", row.registered_address.clone()),
            ("field-website", row.website.clone()),
            ("field-source", row.source.clone()),
        ] {
            if !value.is_empty() {
                ui.horizontal_top(|ui| {
                    let size = egui::vec2(LABEL_PT, ui.text_style_height(&egui::TextStyle::Small));
                    ui.allocate_ui_with_layout(size, egui::Layout::left_to_right(egui::Align::TOP), |ui| {
                        ui.set_min_width(LABEL_PT);
                        ui.add(egui::Label::new(RichText::new(say(language, label)).small().weak()).wrap());
                    });
                    ui.add(egui::Label::new(RichText::new(value).small()).wrap());
                });
            }
        }
        ui.add_space(4.0);
        let after = item.proposal.as_ref().and_then(|p| placing::accepted(row, p, pack));
        let words = match &item.proposal {
            Some(found) => {
                let sentence = found.sentence(catalogue, &pack.places).text(language);
                let accuracy = say(language, accuracy_label(found.accuracy));
                Message::new("placing-proposal").with("accuracy", accuracy).with("why", sentence).text(language)
            }
            None => say(language, "edit-no-place"),
        };
        ui.add(egui::Label::new(words).wrap());
        ui.horizontal(|ui| {
            let accept = egui::Button::new(say(language, "placing-accept"));
            events.accept |= ui.add_enabled(after.is_some(), accept).clicked();
            events.next |= ui.button(say(language, "placing-next")).clicked();
        });
        ui.add_space(4.0);
        ui.label(RichText::new(say(language, "placing-click")).small().weak());
        ui.horizontal(|ui| {
            for accuracy in PositionAccuracy::ALL.into_iter().filter(|a| a.is_drawable()) {
                ui.radio_value(&mut placing.accuracy, accuracy, say(language, accuracy_label(accuracy)));
            }
        });
        ui.checkbox(&mut placing.follow_district, say(language, "placing-follow-district"));
        if let Some((inside, declared)) = &placing.refused {
            let words = Message::new("edit-other-district").with("inside", inside).with("declared", declared);
            let words = RichText::new(words.text(language)).small().color(ui.visuals().error_fg_color);
            ui.add(egui::Label::new(words).wrap());
        }
    }

    /// All proposals of one kind at once, after they were shown.
    pub(super) fn all_ui(&self, ui: &mut Ui, placing: &mut Placing, remaining: &[ToPlace], events: &mut PlacingEvents) {
        let language = self.session.language;
        let (catalogue, pack): (&Catalogue, &Pack) = (&self.workspace.catalogue, &self.workspace.pack);
        let kinds = placing.seen.as_ref().map(|seen| seen.kinds.clone()).unwrap_or_default();
        if kinds.is_empty() {
            return;
        }
        ui.label(RichText::new(say(language, "placing-all")).small().weak());
        ui.horizontal_wrapped(|ui| {
            for (reason, n) in &kinds {
                let kind = say(language, reason.label());
                let words = Message::new("placing-kind").with("kind", kind).with("n", *n).text(language);
                if ui.selectable_label(placing.all_of == Some(*reason), words).clicked() {
                    placing.all_of = Some(*reason).filter(|r| placing.all_of != Some(*r));
                }
            }
        });
        let Some((reason, n)) = kinds.into_iter().find(|(reason, _)| placing.all_of == Some(*reason)) else { return };
        let of: Vec<&ToPlace> =
            remaining.iter().filter(|item| item.proposal.as_ref().is_some_and(|p| p.reason == reason)).collect();
        let height = ui.text_style_height(&egui::TextStyle::Small);
        let list = egui::ScrollArea::vertical().id_salt("placing-preview").max_height(120.0);
        list.show_rows(ui, height, of.len(), |ui, range| {
            for row in of[range].iter().filter_map(|item| catalogue.row_of(item.id)) {
                let name = RichText::new(catalogue.row(row).name_zh()).small();
                ui.add(egui::Label::new(name).truncate());
            }
        });
        if ui.button(Message::new("placing-accept-all").with("n", n).text(language)).clicked() {
            events.all = Some(placing::updates(remaining, reason, catalogue, pack));
        }
    }

    pub(super) fn list_ui(&self, ui: &mut Ui, placing: &Placing, remaining: &[ToPlace], events: &mut PlacingEvents) {
        let language = self.session.language;
        let catalogue = &self.workspace.catalogue;
        let without = remaining.iter().filter(|i| i.proposal.is_none()).count();
        let words = Message::new("placing-list").with("n", remaining.len()).with("without", without).text(language);
        ui.label(RichText::new(words).small().weak());
        let height = ui.text_style_height(&egui::TextStyle::Body) + 4.0;
        egui::ScrollArea::vertical().auto_shrink(false).show_rows(ui, height, remaining.len(), |ui, range| {
            for item in &remaining[range] {
                let Some(row) = catalogue.row_of(item.id).map(|r| catalogue.row(r)) else { continue };
                let mark = match &item.proposal {
                    Some(p) if p.position.is_some() => "◎ ",
                    Some(_) => "",
                    None => "? ",
                };
                let words = format!("{mark}{}", row.label(language));
                let label = egui::Button::selectable(placing.current == Some(item.id), words).truncate();
                if ui.add(label).clicked() {
                    events.choose = Some(item.id);
                }
            }
        });
    }
}
