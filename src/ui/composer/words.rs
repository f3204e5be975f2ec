//! The words of a figure: as the data write them, or as the user does, with fields that stay true.

use egui::{RichText, TextEdit, Ui};

use crate::document::{Composition, Part, Wording};
use crate::figure::FIELDS;
use crate::language::{Language, say};
use crate::ui::theme::bold;

/// Name of a wording.
fn label(wording: Wording) -> &'static str {
    match wording {
        Wording::Title => "part-title",
        Wording::Subtitle => "part-subtitle",
        Wording::Caption => "part-caption",
        Wording::Notes => "part-notes",
        Wording::Alt => "composer-alt",
    }
}

/// Draws the words.
pub fn words_ui(ui: &mut Ui, figure: &mut Composition, written: &[(String, String)], language: Language) {
    ui.label(RichText::new(say(language, "composer-words")).family(bold()));
    ui.label(RichText::new(say(language, "composer-words-how")).small().weak());
    ui.horizontal(|ui| {
        let label = ui.label(say(language, "composer-number"));
        let mut has = figure.number.is_some();
        if ui.checkbox(&mut has, "").labelled_by(label.id).changed() {
            figure.number = has.then(|| "1".to_owned());
            figure.show(Part::Caption, has);
        }
        if let Some(number) = &mut figure.number {
            ui.add(TextEdit::singleline(number).desired_width(48.0)).labelled_by(label.id);
        }
        ui.checkbox(&mut figure.vertical_title, say(language, "composer-vertical"));
    });
    for (wording, (template, shown)) in Wording::ALL.into_iter().zip(written) {
        let own = figure.words.contains_key(&wording);
        let name = say(language, label(wording));
        let label = ui.horizontal(|ui| {
            let label = ui.label(RichText::new(&name).weak());
            if own {
                if ui.small_button(say(language, "composer-automatic")).clicked() {
                    figure.words.remove(&wording);
                }
                fields_ui(ui, figure, wording, language);
            }
            label
        });
        let mut text = figure.word(wording).map_or_else(|| template.clone(), str::to_owned);
        let edit = TextEdit::multiline(&mut text).desired_rows(1).desired_width(f32::INFINITY);
        let response = ui.add(edit).labelled_by(label.inner.id);
        if response.changed() {
            figure.words.insert(wording, text.clone());
        }
        if *shown != text {
            response.on_hover_text(shown);
        }
    }
    let mut gone = None;
    for (n, text) in figure.texts.iter_mut().enumerate() {
        let label = ui.horizontal(|ui| {
            let label = ui.label(RichText::new(crate::figure::part_name(Part::Text(n as u8), language)).weak());
            if ui.small_button(say(language, "composer-remove")).clicked() {
                gone = Some(n);
            }
            label
        });
        let edit = TextEdit::multiline(text).desired_rows(1).desired_width(f32::INFINITY);
        ui.add(edit).labelled_by(label.inner.id);
    }
    if let Some(n) = gone {
        remove_text(figure, n);
    }
}

/// Takes a text away; the later ones keep their places.
fn remove_text(figure: &mut Composition, n: usize) {
    figure.texts.remove(n);
    for k in n..=figure.texts.len() {
        let next = figure.placed.remove(&Part::Text(k as u8 + 1));
        match next {
            Some(rect) => drop(figure.placed.insert(Part::Text(k as u8), rect)),
            None => drop(figure.placed.remove(&Part::Text(k as u8))),
        }
    }
}

/// The fields a text may name.
fn fields_ui(ui: &mut Ui, figure: &mut Composition, wording: Wording, language: Language) {
    ui.menu_button(say(language, "composer-fields"), |ui| {
        egui::ScrollArea::vertical().max_height(260.0).show(ui, |ui| {
            for field in FIELDS {
                if ui.button(format!("{{{field}}}")).clicked() {
                    figure.words.entry(wording).or_default().push_str(&format!("{{{field}}}"));
                    ui.close();
                }
            }
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_taken_away_leaves_the_others_where_they_are() {
        let mut figure = Composition { texts: vec!["a".into(), "b".into(), "c".into()], ..Composition::default() };
        figure.place(Part::Text(0), [1.0; 4]);
        figure.place(Part::Text(2), [3.0; 4]);
        remove_text(&mut figure, 0);
        assert_eq!(figure.texts, ["b", "c"]);
        assert_eq!(figure.placed.get(&Part::Text(0)), None);
        assert_eq!(figure.placed.get(&Part::Text(1)), Some(&[3.0; 4]));
        assert_eq!(figure.placed.len(), 1);
    }
}
