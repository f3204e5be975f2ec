//! Step 3: which datum the positions are in.

use egui::{RichText, Ui};

use super::ImportDialog;
use crate::geography::Datum;
use crate::import::datum::{DatumChoice, MAX_P, MIN_ROWS};
use crate::import::{FindingCode, Proposal};
use crate::language::{Language, Message, say};

impl ImportDialog {
    pub(super) fn coordinates_ui(&mut self, ui: &mut Ui, proposal: &Proposal, language: Language) {
        let whole = &proposal.datum.whole;
        ui.label(sentence(whole, proposal, language));
        if let Some(told) = whole.contradiction() {
            let words =
                Message::new("import-datum-contradicted").with("told", told.name()).with("datum", whole.chosen.name());
            ui.colored_label(ui.visuals().error_fg_color, words.text(language));
        }
        ui.add_space(6.0);
        scores_ui(ui, whole, language);
        for (source, own) in &proposal.datum.by_source {
            ui.add_space(6.0);
            let words = Message::new("import-datum-source").with("source", source.as_str()).text(language);
            ui.label(RichText::new(words).family(super::super::theme::bold()));
            scores_ui(ui, own, language);
        }
        ui.separator();
        ui.label(say(language, "import-datum-choose"));
        ui.radio_value(&mut self.options.datum, None, say(language, "import-auto"));
        for datum in Datum::ALL {
            let words = format!("{} · {}", datum.name(), say(language, label(datum)));
            ui.radio_value(&mut self.options.datum, Some(datum), words);
        }
        ui.separator();
        ui.checkbox(&mut self.options.place_by_address, say(language, "import-place"))
            .on_hover_text(say(language, "import-place-help"));
        let notes = [
            (FindingCode::PlacedByAddress, "import-note-placed"),
            (FindingCode::SwappedCoordinates, "import-note-swapped"),
            (FindingCode::Mercator, "import-note-mercator"),
            (FindingCode::BadCoordinate, "import-note-bad"),
            (FindingCode::OtherDistrict, "import-note-other-district"),
            (FindingCode::OutsideMap, "import-note-outside"),
        ];
        for (code, id) in notes {
            if let Some(n) = proposal.findings.counts().get(&code) {
                ui.label(Message::new(id).with("n", *n).text(language));
            }
        }
    }
}

fn label(datum: Datum) -> &'static str {
    match datum {
        Datum::Wgs84 => "import-datum-wgs84",
        Datum::Gcj02 => "import-datum-gcj02",
        Datum::Bd09 => "import-datum-bd09",
    }
}

/// What was found, and how sure that is.
fn sentence(choice: &DatumChoice, proposal: &Proposal, language: Language) -> String {
    let stated = proposal.mapping.datum.as_ref().map_or("", |stated| &stated.text);
    let id = match choice {
        DatumChoice { is_explicit: true, .. } => "import-datum-said",
        DatumChoice { is_stated: true, .. } => "import-datum-stated",
        DatumChoice { usable: 0, .. } => "import-datum-nothing",
        DatumChoice { told: Some(_), .. } => "import-datum-decided",
        DatumChoice { usable, .. } if *usable < MIN_ROWS => "import-datum-few",
        _ => "import-datum-cannot-tell",
    };
    let p = choice.p.map_or(String::new(), |p| if p < 1e-4 { "< 0.0001".into() } else { format!("= {p:.4}") });
    Message::new(id)
        .with("datum", choice.chosen.name())
        .with("text", stated)
        .with("usable", choice.usable)
        .with("least", MIN_ROWS)
        .with("limit", MAX_P.to_string())
        .with("p", p)
        .text(language)
}

/// The share of rows whose point lies in their own district, under each datum.
fn scores_ui(ui: &mut Ui, choice: &DatumChoice, language: Language) {
    if choice.scores.is_empty() {
        return;
    }
    egui::Grid::new(("import-scores", choice.usable)).num_columns(3).spacing([12.0, 4.0]).show(ui, |ui| {
        for (datum, share) in &choice.scores {
            let name = format!("{} · {}", datum.name(), say(language, label(*datum)));
            let is_chosen = *datum == choice.chosen;
            ui.label(if is_chosen {
                RichText::new(name).family(super::super::theme::bold())
            } else {
                RichText::new(name)
            });
            ui.add(egui::ProgressBar::new(*share as f32).desired_width(220.0).desired_height(10.0));
            ui.label(format!("{:.1} %", share * 100.0));
            ui.end_row();
        }
    });
    ui.label(RichText::new(say(language, "import-scores-help")).small().weak());
}
