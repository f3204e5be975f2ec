//! What the numbers mean: one list of terms, behind F1 and behind every label that names one of them.

use egui::{RichText, Ui};

use super::app::App;
use super::commands::COMMANDS;
use crate::language::{Language, say};

/// Terms by the ids of their two messages: the words that name one, separated by `|` and the first of them its title,
/// and what it means.
pub const TERMS: &[(&str, &str)] = &[
    ("term-lq", "define-lq"),
    ("term-interval", "define-interval"),
    ("term-expected", "define-expected"),
    ("term-p", "define-p"),
    ("term-q", "define-q"),
    ("term-detectable", "define-detectable"),
    ("term-fractional", "define-fractional"),
    ("term-hhi", "define-hhi"),
    ("term-gamma", "define-gamma"),
    ("term-m", "define-m"),
    ("term-clq", "define-clq"),
    ("term-density", "define-density"),
    ("term-bandwidth", "define-bandwidth"),
    ("term-gistar", "define-gistar"),
    ("term-risk", "define-risk"),
    ("term-maup", "define-maup"),
    ("term-accuracy", "define-accuracy"),
    ("term-evidence", "define-evidence"),
    ("term-sample", "define-sample"),
];

/// What a label means, if it names a term.
pub fn definition(label: &str, language: Language) -> Option<String> {
    let named = |id: &'static str| say(language, id).split('|').any(|word| label.contains(word.trim()));
    TERMS.iter().find(|(term, _)| named(term)).map(|(_, define)| say(language, define))
}

/// Where the label under the pointer is kept, so that F1 explains what one points at.
fn pointed_at() -> egui::Id {
    egui::Id::unique("help-pointed-at")
}

/// Explains a label where it stands: on hover, and by F1 while the pointer is on it.
pub fn explained(response: egui::Response, label: &str, language: Language) -> egui::Response {
    let Some(words) = definition(label, language) else { return response };
    if response.hovered() {
        let now = response.ctx.cumulative_frame_nr();
        response.ctx.data_mut(|d| d.insert_temp(pointed_at(), (now, label.to_owned())));
    }
    response.on_hover_text(words)
}

/// The label under the pointer in this frame or the last.
pub fn label_pointed_at(ctx: &egui::Context) -> Option<String> {
    let (seen, label): (u64, String) = ctx.data(|d| d.get_temp(pointed_at()))?;
    (seen + 1 >= ctx.cumulative_frame_nr()).then_some(label)
}

impl App {
    /// Draws the help while it is open.
    pub(super) fn help_window(&mut self, ctx: &egui::Context) {
        let Some(mut search) = self.help.take() else { return };
        let language = self.session.language;
        let mut open = true;
        egui::Window::new(say(language, "help-title"))
            .id(egui::Id::unique("help"))
            .pivot(egui::Align2::CENTER_TOP)
            .default_pos(super::windows::middle(ctx))
            .default_size([520.0, 520.0])
            .open(&mut open)
            .show(ctx, |ui| help_ui(ui, &mut search, language));
        self.help = open.then_some(search);
    }
}

fn help_ui(ui: &mut Ui, search: &mut String, language: Language) {
    let hint = say(language, "help-search");
    let response = ui.add(egui::TextEdit::singleline(search).hint_text(hint.as_str()).desired_width(f32::INFINITY));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &hint));
    let needle = search.trim().to_lowercase();
    egui::ScrollArea::vertical().auto_shrink([false, true]).max_height(440.0).show(ui, |ui| {
        for (term, define) in TERMS {
            let (names, words) = (say(language, term), say(language, define));
            // What is pointed at may be a longer label that holds the term.
            let is_found = needle.is_empty()
                || names.to_lowercase().contains(&needle)
                || words.to_lowercase().contains(&needle)
                || names.split('|').any(|name| needle.contains(&name.trim().to_lowercase()));
            if is_found {
                ui.label(RichText::new(names.split('|').next().unwrap_or_default()).family(super::theme::bold()));
                ui.label(words);
                ui.add_space(4.0);
            }
        }
        ui.separator();
        ui.label(RichText::new(say(language, "help-keys")).family(super::theme::bold()));
        egui::Grid::new("help-keys").num_columns(2).spacing([16.0, 2.0]).show(ui, |ui| {
            for command in COMMANDS {
                let Some(shortcut) = command.shortcut else { continue };
                ui.label(RichText::new(ui.format_shortcut(&shortcut)).small().weak());
                ui.label(say(language, command.label));
                ui.end_row();
            }
        });
    });
}
