//! What is known of one enterprise, or of the enterprises of a cluster.

use std::sync::Arc;

use egui::{RichText, Ui};

use super::painter::color32;
use crate::catalogue::sentence::{accuracy_label, evidence_label};
use crate::catalogue::{Catalogue, PracticeCase, Row};
use crate::geography::Pack;
use crate::language::{Language, Message, say};
use crate::layers::{Numbers, palette};
use crate::report::Report;
use crate::scene::Target;
use crate::store::{RowChange, StoreError};

/// The enterprises of a bubble, by id.
pub fn bubble_ids(level: usize, index: usize, catalogue: &Catalogue, numbers: &Numbers) -> Arc<[i64]> {
    let members = numbers.clusters.members(level, index);
    members
        .into_iter()
        .filter_map(|p| numbers.drawn.get(p as usize))
        .map(|row| catalogue.row(*row as usize).id())
        .collect()
}

/// A few lines under the pointer.
pub fn hover_ui(
    ui: &mut Ui,
    target: &Target,
    catalogue: &Catalogue,
    pack: &Pack,
    numbers: &Numbers,
    language: Language,
) {
    ui.set_max_width(300.0);
    match target {
        Target::Enterprise(id) => {
            let Some(row) = catalogue.row_of(*id).map(|r| catalogue.row(r)) else { return };
            ui.label(RichText::new(row.name_zh()).family(super::theme::bold()));
            tracks_ui(ui, row, catalogue, language);
            if !row.segment().is_empty() {
                ui.label(row.segment());
            }
            let words = format!(
                "{} · {}",
                say(language, accuracy_label(row.position_accuracy())),
                say(language, evidence_label(row.evidence()))
            );
            ui.label(RichText::new(words).small().weak());
        }
        Target::Bubble { level, index } => {
            let ids = bubble_ids(*level, *index, catalogue, numbers);
            hover_ui(ui, &Target::Cluster(ids), catalogue, pack, numbers, language);
        }
        Target::Cluster(ids) => {
            let title = Message::new("card-cluster").with("n", ids.len()).text(language);
            ui.label(RichText::new(title).family(super::theme::bold()));
            for row in ids.iter().take(8).filter_map(|id| catalogue.row_of(*id)).map(|r| catalogue.row(r)) {
                ui.label(row.label(language));
            }
            if ids.len() > 8 {
                let more = Message::new("card-more").with("n", ids.len() - 8).text(language);
                ui.label(RichText::new(more).weak());
            }
        }
        Target::District(code) => {
            let Some(i) = pack.districts.iter().position(|d| d.adcode == *code) else { return };
            ui.label(RichText::new(pack.districts[i].name.get(language)).family(super::theme::bold()));
            let counts = numbers.district_counts[i];
            let words = Message::new("card-district")
                .with("count", counts.enterprises)
                .with("drawn", counts.drawn)
                .with("area", format!("{:.1}", pack.districts[i].land_area_km2))
                .text(language);
            ui.label(words);
        }
    }
}

fn tracks_ui(ui: &mut Ui, row: Row<'_>, catalogue: &Catalogue, language: Language) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let primary = row.primary_track();
        let mut order: Vec<usize> = row.tracks().iter().collect();
        order.sort_by_key(|t| (Some(*t) != primary, *t));
        for track in order {
            let Some(name) = catalogue.taxonomy().get(track).map(|t| t.name.get(language)) else { continue };
            ui.label(RichText::new("●").color(color32(palette::track_color(track))).small());
            ui.label(RichText::new(name).small());
            ui.add_space(4.0);
        }
    });
}

/// What became of a row, if it is known already.
pub type RowHistory = Option<Arc<Result<Vec<RowChange>, StoreError>>>;

/// Every field of an enterprise, with its source, its practice cases and its history.
pub fn enterprise_ui(
    ui: &mut Ui,
    row: Row<'_>,
    catalogue: &Catalogue,
    pack: &Pack,
    (cases, history): (&[PracticeCase], &RowHistory),
    language: Language,
) {
    ui.label(RichText::new(row.name_zh()).family(super::theme::bold()).size(16.0));
    if !row.name_en().is_empty() {
        ui.label(RichText::new(row.name_en()).weak());
    }
    tracks_ui(ui, row, catalogue, language);
    ui.add_space(4.0);
    let district = |code: Option<crate::geography::Adcode>| {
        code.map(|c| pack.district(c).map_or_else(|| c.to_string(), |d| d.name.get(language).to_owned()))
            .unwrap_or_default()
    };
    let lines: Vec<(&'static str, String)> = vec![
        ("field-short-name", row.short_name().to_owned()),
        ("field-former-names", row.former_names().to_owned()),
        ("field-uscc", row.uscc().to_owned()),
        ("field-segment", row.segment().to_owned()),
        (
            "field-status",
            [row.status(), row.ticker()].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" · "),
        ),
        ("field-founded", row.founded().map(|f| f.to_string()).unwrap_or_default()),
        (
            "field-capital",
            row.registered_capital_wan_cny()
                .map(|c| format!("{c} {}", say(language, "unit-wan-cny")))
                .unwrap_or_default(),
        ),
        ("field-employees", row.employees().map(|e| e.to_string()).unwrap_or_default()),
        ("field-office-district", district(row.office_district())),
        ("field-office-address", row.office_address().into_owned()),
        ("field-registered-district", district(row.registered_district())),
        ("field-registered-address", row.registered_address().into_owned()),
        ("field-position", row.position().map(|p| format!("{:.4}°E {:.4}°N", p.lon, p.lat)).unwrap_or_default()),
        ("field-accuracy", say(language, accuracy_label(row.position_accuracy()))),
        ("field-website", row.website().to_owned()),
        ("field-funding", row.funding_stage().to_owned()),
        ("field-source", row.source().to_owned()),
        ("field-evidence", say(language, evidence_label(row.evidence()))),
        ("field-as-of", row.as_of().to_owned()),
        ("field-note", row.note().to_owned()),
    ];
    egui::Grid::new("enterprise-card").num_columns(2).spacing([10.0, 4.0]).show(ui, |ui| {
        for (label, value) in lines.into_iter().filter(|(_, v)| !v.is_empty()) {
            ui.label(RichText::new(say(language, label)).small().weak());
            ui.add(egui::Label::new(value).wrap());
            ui.end_row();
        }
        for (name, value) in row.extra().into_iter().flatten() {
            ui.label(RichText::new(name).small().weak());
            ui.add(egui::Label::new(value).wrap());
            ui.end_row();
        }
    });
    cases_ui(ui, row, cases, language);
    history_ui(ui, history, language);
}

fn cases_ui(ui: &mut Ui, row: Row<'_>, cases: &[PracticeCase], language: Language) {
    let own: Vec<&PracticeCase> = cases.iter().filter(|c| c.enterprises.contains(&row.id())).collect();
    if own.is_empty() {
        return;
    }
    ui.separator();
    ui.label(RichText::new(say(language, "page-cases")).family(super::theme::bold()));
    for case in own {
        let year = case.year.map(|y| y.to_string()).unwrap_or_default();
        let words = [case.title.as_str(), &case.institution, &year, &case.source];
        ui.label(words.into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" · "));
    }
}

/// What batches made of the row, newest first.
fn history_ui(ui: &mut Ui, history: &RowHistory, language: Language) {
    ui.separator();
    ui.label(RichText::new(say(language, "card-history")).family(super::theme::bold()));
    let changes = match history.as_deref() {
        None => {
            ui.spinner();
            return;
        }
        Some(Err(error)) => {
            ui.label(RichText::new(Report::new(error, language).message).small().weak());
            return;
        }
        Some(Ok(changes)) => changes,
    };
    if changes.is_empty() {
        ui.label(RichText::new(say(language, "card-no-history")).small().weak());
    }
    for change in changes.iter().rev() {
        let batch = &change.batch;
        let what = match (&change.before, &change.after) {
            (None, _) => say(language, "card-came"),
            (_, None) => say(language, "card-went"),
            _ => {
                let names: Vec<String> = change.changed().iter().map(|f| say(language, f.label())).collect();
                Message::new("card-changed").with("fields", names.join(&say(language, "list-separator"))).text(language)
            }
        };
        let words = [
            format!("#{} {}", batch.id, super::history::words::minute(&batch.local_time, language)),
            batch.author.clone(),
            batch.file.clone(),
            what,
        ];
        let words: Vec<String> = words.into_iter().filter(|w| !w.is_empty()).collect();
        ui.label(RichText::new(words.join(" · ")).small());
    }
}
