//! Two records side by side, field by field, and the list of such pairs: drawn alike where a file is imported and where
//! a catalogue's own duplicates are looked through.

use egui::{RichText, ScrollArea, Ui};
use egui_extras::{Column, TableBuilder};

use crate::catalogue::Attribute;
use crate::language::{Language, say};

/// Longest value shown, characters; the whole is told under the pointer.
const SHOWN_CHARS: usize = 40;

/// A line of the list: what it is called by, its name, and how sure or decided it is.
pub(super) struct Line {
    /// Its number.
    pub number: String,
    /// Its name.
    pub name: String,
    /// A word or two.
    pub words: String,
}

/// A list of as many lines as there are; the one that was clicked.
pub(super) fn list_ui(
    ui: &mut Ui,
    lines: usize,
    is_chosen: impl Fn(usize) -> bool,
    line_of: impl Fn(usize) -> Line,
) -> Option<usize> {
    let height = ui.text_style_height(&egui::TextStyle::Body) + 4.0;
    let mut clicked = None;
    TableBuilder::new(ui)
        .striped(true)
        .sense(egui::Sense::click())
        .auto_shrink(false)
        .column(Column::exact(48.0))
        .column(Column::remainder().clip(true))
        .column(Column::exact(74.0))
        .body(|body| {
            body.rows(height, lines, |mut line| {
                let at = line.index();
                let Line { number, name, words } = line_of(at);
                line.set_selected(is_chosen(at));
                for text in [RichText::new(number).weak(), RichText::new(name), RichText::new(words).small()] {
                    line.col(|ui| {
                        ui.add(egui::Label::new(text).truncate().selectable(false));
                    });
                }
                if line.response().clicked() {
                    clicked = Some(at);
                }
            });
        });
    clicked
}

/// Those of the fields in which one of two records says something. `value_ui` draws a value: the field, 0 or 1 for the record, and
/// the text; where there is a third head it is asked for number 2, too.
pub(super) fn fields_ui(
    ui: &mut Ui,
    id: &str,
    (fields, heads): (&[Attribute], &[String]),
    language: Language,
    values: impl Fn(Attribute) -> [String; 2],
    mut value_ui: impl FnMut(&mut Ui, Attribute, usize, &str),
) {
    ScrollArea::both().id_salt(id).auto_shrink(false).show(ui, |ui| {
        egui::Grid::new(id).num_columns(1 + heads.len()).striped(true).spacing([12.0, 4.0]).show(ui, |ui| {
            ui.label(RichText::new(say(language, "import-field")).small().strong());
            for head in heads {
                ui.label(RichText::new(head).small().strong());
            }
            ui.end_row();
            for attribute in fields {
                let texts = values(*attribute);
                if texts.iter().all(String::is_empty) {
                    continue;
                }
                ui.label(RichText::new(say(language, attribute.label())).small());
                for column in 0..heads.len() {
                    value_ui(ui, *attribute, column, texts.get(column).map_or("", String::as_str));
                }
                ui.end_row();
            }
        });
    });
}

/// The words of a value, cut where it is long.
pub(super) fn value_words(text: &str, is_bold: bool) -> RichText {
    let mut short: String = text.chars().take(SHOWN_CHARS).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    let words = RichText::new(short);
    if is_bold { words.family(super::theme::bold()) } else { words }
}

/// Tells the whole of a value that was cut under the pointer.
pub(super) fn whole_value(response: egui::Response, text: &str) -> egui::Response {
    if text.chars().nth(SHOWN_CHARS).is_some() { response.on_hover_text(text) } else { response }
}

/// A value with its unit.
pub(super) fn with_unit(attribute: Attribute, text: String, language: Language) -> String {
    match attribute {
        Attribute::Capital if !text.is_empty() => format!("{text} {}", say(language, "unit-wan-cny")),
        _ => text,
    }
}
