//! Two records side by side, field by field, and the list of such pairs: drawn alike where a file is imported and where
//! a catalogue's own duplicates are looked through.

use egui::{RichText, ScrollArea, Ui};
use egui_extras::{Column, TableBuilder};

use crate::catalogue::Attribute;
use crate::language::{Language, say};

/// Room for a value where there are two columns of them, ems: what is longer is cut, and told under the pointer.
pub(super) const ROOM_EM: f32 = 40.0;

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
        .column(Column::exact(64.0))
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

/// Those of the fields in which one of the columns says something. `value_ui` draws a value: the field, the number of its
/// column, and its text.
pub(super) fn fields_ui<const COLUMNS: usize>(
    ui: &mut Ui,
    id: &str,
    (fields, heads): (&[Attribute], &[String; COLUMNS]),
    language: Language,
    values: impl Fn(Attribute) -> [String; COLUMNS],
    mut value_ui: impl FnMut(&mut Ui, Attribute, usize, &str),
) {
    ScrollArea::both().id_salt(id).auto_shrink(false).show(ui, |ui| {
        egui::Grid::new(id).num_columns(1 + COLUMNS).striped(true).spacing([12.0, 4.0]).show(ui, |ui| {
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
                for (column, text) in texts.iter().enumerate() {
                    value_ui(ui, *attribute, column, text);
                }
                ui.end_row();
            }
        });
    });
}

/// As much of a text as has room, a Chinese character being one em wide; whether that is all.
fn cut(text: &str, room_em: f32) -> (String, bool) {
    let mut left = room_em;
    let mut has_room = |c: char| {
        left -= if c.is_ascii() { 0.55 } else { 1.0 };
        left >= 0.0
    };
    let end = text.char_indices().find(|(_, c)| !has_room(*c)).map(|(at, _)| at);
    end.map_or_else(|| (text.to_owned(), true), |end| (format!("{}…", &text[..end]), false))
}

/// The words of a value, cut where it is long.
pub(super) fn value_words(text: &str, is_bold: bool, room_em: f32) -> RichText {
    let words = RichText::new(cut(text, room_em).0);
    if is_bold { words.family(super::theme::bold()) } else { words }
}

/// Tells the whole of a value that was cut under the pointer.
pub(super) fn whole_value(response: egui::Response, text: &str, room_em: f32) -> egui::Response {
    if cut(text, room_em).1 { response } else { response.on_hover_text(text) }
}

/// A value with its unit.
pub(super) fn with_unit(attribute: Attribute, text: String, language: Language) -> String {
    match attribute {
        Attribute::Capital if !text.is_empty() => format!("{text} {}", say(language, "unit-wan-cny")),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_value_is_cut_by_its_width() {
        assert_eq!(cut("上海市徐汇区", 6.0), ("上海市徐汇区".to_owned(), true));
        assert_eq!(cut("上海市徐汇区", 5.5), ("上海市徐汇…".to_owned(), false));
        assert_eq!(cut("unionpay.com", 6.7), ("unionpay.com".to_owned(), true));
        assert_eq!(cut("unionpay.com", 1.2), ("un…".to_owned(), false));
    }
}
