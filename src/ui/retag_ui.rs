//! In the list of tracks: merging one into another and splitting one, with what becomes of the rows before it is done.

use egui::{RichText, Ui};

use super::app::App;
use super::taxonomy_window::{TaxonomyWindow, line_ui};
use crate::catalogue::sentence::sentence;
use crate::catalogue::{Catalogue, ChangeSet, Filter, Track, TrackChange};
use crate::language::{Bilingual, Language, Message, say};
use crate::workspace::retag::{Retagging, SplitBy, merge, split};

/// How a track is changed with its rows.
#[derive(Clone, Debug, PartialEq)]
enum How {
    Merge { into: String },
    Split { id: String, zh: String, en: String, words: String, by_filter: bool, keep: bool },
}

/// A merger or a split that is being thought out, with its preview.
pub struct Retag {
    how: How,
    seen: Option<(How, Filter, u64, Retagging)>,
}

impl Retag {
    /// What would become of the rows; worked out again when something has changed.
    fn made(&mut self, catalogue: &Catalogue, track: &Track, filter: &Filter) -> &Retagging {
        let generation = catalogue.generation();
        let known = self.seen.take().filter(|(h, f, g, _)| *h == self.how && f == filter && *g == generation);
        let work_out = || match &self.how {
            How::Merge { into } if into.is_empty() => Retagging::default(),
            How::Merge { into } => merge(catalogue, &track.id, into),
            How::Split { id, zh, en, words, by_filter, keep } => {
                let name = Bilingual::new(zh.trim(), en.trim());
                let new =
                    Track { id: id.trim().into(), name, serves_most: track.serves_most.clone(), ..Track::default() };
                let parts = words.split([' ', '、', ',', '，', ';', '；']).filter(|w| !w.is_empty());
                let by = match by_filter {
                    true => SplitBy::Filter(Box::new(filter.clone())),
                    false => SplitBy::Words(parts.map(str::to_owned).collect()),
                };
                split(catalogue, &track.id, new, &by, *keep)
            }
        };
        let (how, filter) = (self.how.clone(), filter.clone());
        &self.seen.insert(known.unwrap_or_else(|| (how, filter, generation, work_out()))).3
    }
}

impl TaxonomyWindow {
    /// Draws it; the changes and the batch if the user ordered them.
    pub(super) fn retag_ui(
        &mut self,
        ui: &mut Ui,
        app: &App,
        author: &str,
        is_busy: bool,
    ) -> Option<(Vec<TrackChange>, ChangeSet)> {
        let language = app.session.language;
        let (catalogue, filter) = (&app.workspace.catalogue, &app.workspace.document().filter);
        let track = self.chosen_track()?.clone();
        if self.is_changed() {
            ui.label(RichText::new(say(language, "taxonomy-save-first")).small().weak());
            return None;
        }
        ui.horizontal(|ui| {
            let is_merge = matches!(&self.retag, Some(Retag { how: How::Merge { .. }, .. }));
            if ui.selectable_label(is_merge, say(language, "taxonomy-merge")).clicked() {
                self.retag = Some(Retag { how: How::Merge { into: String::new() }, seen: None });
            }
            let is_split = self.retag.is_some() && !is_merge;
            if ui.selectable_label(is_split, say(language, "taxonomy-split")).clicked() {
                let empty = String::new;
                let how = How::Split {
                    id: format!("{}-2", track.id),
                    zh: empty(),
                    en: empty(),
                    words: empty(),
                    by_filter: false,
                    keep: false,
                };
                self.retag = Some(Retag { how, seen: None });
            }
        });
        let retag = self.retag.as_mut()?;
        match &mut retag.how {
            How::Merge { into } => merge_ui(ui, into, &track, catalogue, language),
            How::Split { id, zh, en, words, by_filter, keep } => {
                line_ui(ui, "taxonomy-new-id", id, false, language);
                line_ui(ui, "taxonomy-new-name-zh", zh, false, language);
                line_ui(ui, "taxonomy-new-name-en", en, false, language);
                ui.horizontal(|ui| {
                    ui.radio_value(by_filter, false, say(language, "taxonomy-by-words"));
                    ui.radio_value(by_filter, true, say(language, "taxonomy-by-filter"));
                });
                if *by_filter {
                    let words = sentence(filter, catalogue.taxonomy(), &app.workspace.pack, language);
                    ui.add(egui::Label::new(RichText::new(words).small()).wrap());
                } else {
                    line_ui(ui, "taxonomy-words", words, false, language);
                }
                ui.checkbox(keep, say(language, "taxonomy-keep"));
            }
        }
        let is_split = matches!(retag.how, How::Split { .. });
        let made = retag.made(catalogue, &track, filter);
        preview_ui(ui, made, is_split, language);
        let fault = catalogue.taxonomy().changed(&made.changes).err();
        let go = say(language, if is_split { "taxonomy-split-go" } else { "taxonomy-merge-go" });
        let can = !made.changes.is_empty() && (!is_split || !made.updates.is_empty()) && fault.is_none() && !is_busy;
        if let Some(fault) = fault {
            ui.label(RichText::new(fault.message().text(language)).small().color(ui.visuals().error_fg_color));
        }
        if !ui.add_enabled(can, egui::Button::new(go)).clicked() {
            return None;
        }
        let (changes, updates) = (made.changes.clone(), made.updates.clone());
        let reason = match self.reason.trim() {
            "" => {
                let id = if is_split { "taxonomy-reason-split" } else { "taxonomy-reason-merge" };
                Message::new(id).with("name", &track.name).text(language)
            }
            own => own.to_owned(),
        };
        Some((changes, ChangeSet { author: author.trim().to_owned(), reason, updates, ..ChangeSet::default() }))
    }
}

fn merge_ui(ui: &mut Ui, into: &mut String, track: &Track, catalogue: &Catalogue, language: Language) {
    let tracks = catalogue.taxonomy().tracks();
    let name = tracks.iter().find(|t| t.id == *into).map(|t| t.name.get(language).to_owned());
    ui.horizontal(|ui| {
        let label = super::form_fields::label_ui(ui, say(language, "taxonomy-merge-into"));
        let shown = name.unwrap_or_else(|| say(language, "taxonomy-choose"));
        let list = egui::ComboBox::from_id_salt("merge-into").width(220.0).selected_text(shown).show_ui(ui, |ui| {
            for other in tracks.iter().filter(|t| t.id != track.id) {
                ui.selectable_value(into, other.id.clone(), other.name.get(language));
            }
        });
        list.response.labelled_by(label);
    });
}

fn preview_ui(ui: &mut Ui, made: &Retagging, is_split: bool, language: Language) {
    if made.changes.is_empty() {
        return;
    }
    let words = match is_split {
        true => Message::new("taxonomy-split-preview").with("n", made.updates.len()).with("staying", made.staying),
        false => Message::new("taxonomy-merge-preview").with("n", made.updates.len()).with("both", made.both),
    };
    ui.label(RichText::new(words.text(language)).family(super::theme::bold()));
    let names: Vec<&str> = made.examples().collect();
    if !names.is_empty() {
        let words = names.join(&say(language, "list-separator"));
        ui.add(egui::Label::new(RichText::new(words).small().weak()).wrap());
    }
}
