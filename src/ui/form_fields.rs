//! The lines of the enterprise form: a label, a field, and under it what is to be said of it.

use egui::{RichText, Ui};

use super::painter::color32;
use crate::catalogue::sentence::{accuracy_label, evidence_label};
use crate::catalogue::{Attribute, Confidence, Evidence, PositionAccuracy, Taxonomy, TrackTag};
use crate::geography::{Adcode, Pack};
use crate::language::{Language, say};
use crate::layers::palette;
use crate::workspace::draft::{Checked, Draft, Remark, Severity};

/// Width of the labels, points.
const LABEL_PT: f32 = 128.0;
/// Width of the fields, points.
const FIELD_PT: f32 = 360.0;

/// What the lines of a form are about.
pub struct Fields<'a> {
    /// What is written.
    pub draft: &'a mut Draft,
    /// What is wrong with it.
    pub checked: &'a Checked,
    /// The districts.
    pub pack: &'a Pack,
    /// In which language.
    pub language: Language,
}

/// Code and message of the words of an attribute.
pub type Words = Vec<(&'static str, &'static str)>;

/// The words of evidence.
pub fn evidence_words() -> Words {
    Evidence::ALL.map(|e| (e.code(), evidence_label(e))).to_vec()
}

/// The words of a position's accuracy.
pub fn accuracy_words() -> Words {
    PositionAccuracy::ALL.map(|a| (a.code(), accuracy_label(a))).to_vec()
}

/// The words of confidence.
pub fn confidence_words() -> Words {
    Confidence::ALL.map(|c| (c.code(), confidence_label(c))).to_vec()
}

fn confidence_label(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High => "edit-confidence-high",
        Confidence::Medium => "edit-confidence-medium",
        Confidence::Low => "edit-confidence-low",
        Confidence::Unstated => "edit-confidence-unstated",
    }
}

/// A label of the width that all of a form have; its id names what stands beside it.
pub fn label_ui(ui: &mut Ui, words: String) -> egui::Id {
    let size = egui::vec2(LABEL_PT, ui.spacing().interact_size.y);
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let made = ui.allocate_ui_with_layout(size, layout, |ui| {
        ui.set_min_size(size);
        ui.add(egui::Label::new(RichText::new(words).small().weak()).wrap()).id
    });
    made.inner
}

/// A group of lines under a heading that folds.
pub fn group_ui(ui: &mut Ui, title: &'static str, language: Language, lines: impl FnOnce(&mut Ui)) {
    let words = RichText::new(say(language, title)).family(super::theme::bold());
    egui::CollapsingHeader::new(words).id_salt(title).default_open(true).show_unindented(ui, lines);
}

/// Something under the field of the line before.
pub fn under_ui(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    ui.horizontal_top(|ui| {
        ui.add_space(LABEL_PT + ui.spacing().item_spacing.x);
        ui.vertical(|ui| {
            ui.set_width(FIELD_PT);
            content(ui);
        });
    });
}

/// Attributes of which something may be said as one types: the line for it is there in any case, so that nothing moves.
const REMARKED: [Attribute; 11] = [
    Attribute::NameZh,
    Attribute::Uscc,
    Attribute::OfficeDistrict,
    Attribute::Lon,
    Attribute::PositionAccuracy,
    Attribute::Tracks,
    Attribute::Founded,
    Attribute::Capital,
    Attribute::Employees,
    Attribute::Website,
    Attribute::AsOf,
];

/// What there is to say of a field, in one line; all of it where the pointer rests.
fn remarks_ui(ui: &mut Ui, remarks: &[&Remark], language: Language) {
    let words: Vec<String> = remarks.iter().map(|remark| remark.message.text(language)).collect();
    let words = RichText::new(words.join(" · ")).small();
    let words = match remarks.iter().map(|remark| remark.severity).max() {
        None | Some(Severity::Note) => words.weak(),
        Some(Severity::Warning) => words.color(ui.visuals().warn_fg_color),
        Some(Severity::Error) => words.color(ui.visuals().error_fg_color),
    };
    one_line_ui(ui, words);
}

/// A line of small text that takes its room also where there is nothing to say.
pub fn one_line_ui(ui: &mut Ui, words: RichText) {
    let height = ui.text_style_height(&egui::TextStyle::Small).ceil();
    room_ui(ui, height, |ui| drop(ui.add(egui::Label::new(words).truncate())));
}

/// Room of a height, points, as wide as there is; what stands in it moves nothing.
pub fn room_ui(ui: &mut Ui, height_pt: f32, content: impl FnOnce(&mut Ui)) {
    let (room, _) = ui.allocate_exact_size(egui::vec2(ui.available_width(), height_pt), egui::Sense::hover());
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let mut inside = ui.new_child(egui::UiBuilder::new().max_rect(room).layout(layout));
    inside.shrink_clip_rect(room);
    content(&mut inside);
}

impl Fields<'_> {
    /// A line: the label of an attribute, a field, its remarks.
    fn line(&mut self, ui: &mut Ui, attribute: Attribute, field: impl FnOnce(&mut Ui, &mut Draft, egui::Id)) {
        let words = say(self.language, attribute.label());
        self.named_line(ui, words, &[attribute], field);
    }

    fn named_line(
        &mut self,
        ui: &mut Ui,
        words: String,
        of: &[Attribute],
        field: impl FnOnce(&mut Ui, &mut Draft, egui::Id),
    ) {
        let (draft, checked, language) = (&mut *self.draft, self.checked, self.language);
        ui.horizontal_top(|ui| {
            let label = label_ui(ui, words);
            ui.vertical(|ui| {
                ui.set_width(FIELD_PT);
                field(ui, draft, label);
                let remarks: Vec<&Remark> = checked.remarks.iter().filter(|r| of.contains(&r.attribute)).collect();
                if !remarks.is_empty() || of.iter().any(|attribute| REMARKED.contains(attribute)) {
                    remarks_ui(ui, &remarks, language);
                }
            });
        });
    }

    /// A line of text.
    pub fn text(&mut self, ui: &mut Ui, attribute: Attribute) -> Option<egui::Response> {
        let mut made = None;
        self.line(ui, attribute, |ui, draft, label| {
            let edit = egui::TextEdit::singleline(draft.cell(attribute)).desired_width(f32::INFINITY);
            made = Some(ui.add(edit).labelled_by(label));
        });
        made
    }

    /// Several lines of text.
    pub fn lines(&mut self, ui: &mut Ui, attribute: Attribute) {
        self.line(ui, attribute, |ui, draft, label| {
            let edit = egui::TextEdit::multiline(draft.cell(attribute)).desired_rows(2).desired_width(f32::INFINITY);
            ui.add(edit).labelled_by(label);
        });
    }

    /// One of a few words.
    pub fn choice(&mut self, ui: &mut Ui, attribute: Attribute, words: &[(&'static str, &'static str)]) {
        let language = self.language;
        self.line(ui, attribute, |ui, draft, label| {
            let current = draft.get(attribute).to_owned();
            let shown = words.iter().find(|(code, _)| *code == current).map(|(_, id)| say(language, id));
            let list = egui::ComboBox::from_id_salt(attribute.code())
                .width(200.0)
                .selected_text(shown.unwrap_or(current.clone()))
                .show_ui(ui, |ui| {
                    for (code, id) in words {
                        if ui.selectable_label(current == *code, say(language, id)).clicked() {
                            draft.set(attribute, *code);
                        }
                    }
                });
            list.response.labelled_by(label);
        });
    }

    /// A district of the map.
    pub fn district(&mut self, ui: &mut Ui, attribute: Attribute) {
        let (language, pack) = (self.language, self.pack);
        self.line(ui, attribute, |ui, draft, label| {
            let mut current = draft.get(attribute).parse().ok();
            let before = current;
            district_ui(ui, attribute.code(), &mut current, pack, language).labelled_by(label);
            if current != before {
                draft.set(attribute, current.map(|c| c.to_string()).unwrap_or_default());
            }
        });
    }

    /// Longitude and latitude beside each other.
    pub fn position(&mut self, ui: &mut Ui) {
        let language = self.language;
        let words = say(language, "field-position");
        self.named_line(ui, words, &[Attribute::Lon, Attribute::Lat], |ui, draft, _| {
            ui.horizontal(|ui| {
                for attribute in [Attribute::Lon, Attribute::Lat] {
                    let name = say(language, attribute.label());
                    let edit = egui::TextEdit::singleline(draft.cell(attribute)).hint_text(&name).desired_width(170.0);
                    let response = ui.add(edit);
                    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &name));
                }
            });
        });
    }

    /// Tracks as chips, the primary one first, with their shares if somebody states them.
    pub fn tracks(&mut self, ui: &mut Ui, taxonomy: &Taxonomy) {
        let language = self.language;
        self.line(ui, Attribute::Tracks, |ui, draft, label| {
            let mut ids: Vec<String> = draft.tracks.iter().map(|t| t.track.clone()).collect();
            let before = ids.clone();
            chips_ui(ui, "form-tracks", &mut ids, taxonomy, label, language);
            if ids != before {
                let tag = |id: String| {
                    let known = draft.tracks.iter().find(|t| t.track == id).cloned();
                    known.unwrap_or(TrackTag { track: id, weight: None })
                };
                draft.tracks = ids.into_iter().map(tag).collect();
                if draft.tracks.iter().any(|t| t.weight.is_none()) {
                    draft.tracks.iter_mut().for_each(|t| t.weight = None);
                }
            }
            weights_ui(ui, &mut draft.tracks, taxonomy, language);
        });
    }

    /// Attributes of the user's own.
    pub fn extra(&mut self, ui: &mut Ui) {
        let language = self.language;
        let words = say(language, Attribute::Extra.label());
        self.named_line(ui, words, &[Attribute::Extra], |ui, draft, _| {
            let mut removed = None;
            for (i, (name, value)) in draft.extra.iter_mut().enumerate() {
                ui.horizontal(|ui| {
                    for (text, id, width) in [(name, "edit-extra-name", 110.0), (value, "edit-extra-value", 180.0)] {
                        let hint = format!("{} {}", say(language, id), i + 1);
                        let response = ui.add(egui::TextEdit::singleline(text).hint_text(&hint).desired_width(width));
                        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &hint));
                    }
                    let what = format!("{} {}", say(language, "edit-extra-remove"), i + 1);
                    let button = ui.button("×").on_hover_text(&what);
                    button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &what));
                    if button.clicked() {
                        removed = Some(i);
                    }
                });
            }
            if let Some(i) = removed {
                draft.extra.remove(i);
            }
            if ui.button(say(language, "edit-extra-add")).clicked() {
                draft.extra.push(Default::default());
            }
        });
    }
}

/// A list of the map's districts, and none.
pub fn district_ui(
    ui: &mut Ui,
    salt: &str,
    current: &mut Option<Adcode>,
    pack: &Pack,
    language: Language,
) -> egui::Response {
    let none = say(language, "edit-no-district");
    let name = |code: Adcode| pack.district(code).map_or_else(|| code.to_string(), |d| d.name.get(language).to_owned());
    let shown = current.map_or_else(|| none.clone(), name);
    let list = egui::ComboBox::from_id_salt(salt).width(200.0).selected_text(shown).show_ui(ui, |ui| {
        ui.selectable_value(current, None, &none);
        for district in &pack.districts {
            ui.selectable_value(current, Some(district.adcode), district.name.get(language));
        }
    });
    list.response
}

/// Tracks as chips, the primary one first: a click on a chip makes it the first, its cross takes it away; a list adds.
pub fn chips_ui(
    ui: &mut Ui,
    salt: &str,
    ids: &mut Vec<String>,
    taxonomy: &Taxonomy,
    label: egui::Id,
    language: Language,
) {
    let name = |id: &str| {
        let track = taxonomy.index_of(id).and_then(|t| taxonomy.get(t));
        track.map_or_else(|| id.to_owned(), |t| t.name.get(language).to_owned())
    };
    let (mut first, mut gone) = (None, None);
    if !ids.is_empty() {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            for (i, id) in ids.iter().enumerate() {
                let color =
                    taxonomy.index_of(id).map_or(ui.visuals().weak_text_color(), |t| color32(palette::track_color(t)));
                ui.label(RichText::new("●").color(color).small());
                let words = RichText::new(name(id)).small();
                let words = if i == 0 { words.family(super::theme::bold()) } else { words };
                let help = say(language, if i == 0 { "edit-track-primary" } else { "edit-track-make-primary" });
                if ui.add(egui::Button::new(words)).on_hover_text(help).clicked() {
                    first = Some(i);
                }
                let what = format!("{}: {}", say(language, "edit-track-remove"), name(id));
                let cross = ui.small_button("×").on_hover_text(&what);
                cross.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &what));
                if cross.clicked() {
                    gone = Some(i);
                }
                ui.add_space(4.0);
            }
        });
    }
    if let Some(i) = first {
        let id = ids.remove(i);
        ids.insert(0, id);
    }
    if let Some(i) = gone {
        ids.remove(i);
    }
    let add = say(language, "edit-track-add");
    let list = egui::ComboBox::from_id_salt(salt).width(200.0).selected_text(&add).show_ui(ui, |ui| {
        for track in taxonomy.tracks().iter().filter(|t| !ids.contains(&t.id)).cloned().collect::<Vec<_>>() {
            if ui.selectable_label(false, track.name.get(language)).clicked() {
                ids.push(track.id);
            }
        }
    });
    list.response.labelled_by(label);
}

/// The shares of the tracks: equal, or as somebody states them.
fn weights_ui(ui: &mut Ui, tracks: &mut [TrackTag], taxonomy: &Taxonomy, language: Language) {
    if tracks.len() < 2 {
        return;
    }
    let mut stated = tracks.iter().all(|t| t.weight.is_some());
    if ui.checkbox(&mut stated, say(language, "edit-weights")).changed() {
        let equal = (100.0 / tracks.len() as f64).round() / 100.0;
        tracks.iter_mut().for_each(|t| t.weight = stated.then_some(equal));
    }
    if !stated {
        return;
    }
    for tag in tracks.iter_mut() {
        let track = taxonomy.index_of(&tag.track).and_then(|t| taxonomy.get(t));
        let words = track.map_or_else(|| tag.track.clone(), |t| t.name.get(language).to_owned());
        ui.horizontal(|ui| {
            let mut percent = tag.weight.unwrap_or_default() * 100.0;
            let label = ui.label(RichText::new(words).small());
            let value = egui::DragValue::new(&mut percent).range(1.0..=100.0).suffix(" %").max_decimals(0);
            if ui.add(value).labelled_by(label.id).changed() {
                tag.weight = Some(percent / 100.0);
            }
        });
    }
}
