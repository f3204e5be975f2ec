//! File ▸ Export: what the figure shall be, and where.

use std::path::{Path, PathBuf};

use egui::{RichText, Ui};

use crate::document::Document;
use crate::export::{Format, PageSize, Rendering};
use crate::language::{Language, say};
use crate::workspace::figure::FigureOrder;

/// The form of the dialog.
#[derive(Clone, Debug)]
pub struct ExportDialog {
    /// Format of the file.
    pub format: Format,
    /// Size of the page, as `a4`, `160mm`, `200x120mm`.
    pub size: String,
    /// Pixels to an inch.
    pub dpi: u32,
    /// Title; empty for one made from the filter.
    pub title: String,
    /// Only what the window shows now, instead of the whole city or the districts of the filter.
    pub as_seen: bool,
    /// On dark paper.
    pub dark: bool,
    /// The file.
    pub path: String,
}

impl Default for ExportDialog {
    fn default() -> ExportDialog {
        ExportDialog {
            format: Format::Png,
            size: "a4".to_owned(),
            dpi: 300,
            title: String::new(),
            as_seen: false,
            dark: false,
            path: String::new(),
        }
    }
}

/// What the user ordered in the dialog.
#[derive(Debug, Default)]
pub struct ExportEvents {
    /// Write this figure.
    pub order: Option<FigureOrder>,
    /// Show the platform's dialog for the path.
    pub browse: bool,
}

const SIZES: &[(&str, &str)] = &[
    ("a4", "size-a4"),
    ("a4-portrait", "size-a4-portrait"),
    ("a3", "size-a3"),
    ("slide", "size-slide"),
    ("160mm", "size-160"),
    ("80mm", "size-80"),
];

impl ExportDialog {
    /// A file name for a figure that has none yet.
    pub fn suggested(&self, base: &str) -> String {
        format!("{base}.{}", self.format.extension())
    }

    /// The form.
    pub fn ui(&mut self, ui: &mut Ui, document: &Document, language: Language) -> ExportEvents {
        let mut events = ExportEvents::default();
        egui::Grid::new("export-form").num_columns(2).spacing([12.0, 8.0]).show(ui, |ui| {
            ui.label(say(language, "export-format"));
            ui.horizontal(|ui| {
                for (format, name) in [(Format::Png, "PNG"), (Format::Svg, "SVG"), (Format::Pdf, "PDF")] {
                    if ui.selectable_value(&mut self.format, format, name).changed() {
                        self.path = PathBuf::from(&self.path).with_extension(format.extension()).display().to_string();
                    }
                }
            });
            ui.end_row();
            let label = ui.label(say(language, "export-size"));
            ui.horizontal(|ui| {
                let shown = SIZES
                    .iter()
                    .find(|(s, _)| *s == self.size)
                    .map_or_else(|| self.size.clone(), |(_, id)| say(language, id));
                egui::ComboBox::from_id_salt("export-size")
                    .selected_text(shown)
                    .width(150.0)
                    .show_ui(ui, |ui| {
                        for (size, id) in SIZES {
                            ui.selectable_value(&mut self.size, (*size).to_owned(), say(language, id));
                        }
                    })
                    .response
                    .labelled_by(label.id);
                let label = ui.label(RichText::new(say(language, "export-size-own")).small().weak());
                ui.add(egui::TextEdit::singleline(&mut self.size).desired_width(84.0)).labelled_by(label.id);
            });
            ui.end_row();
            if self.format.has_pixels() {
                let label = ui.label(say(language, "export-dpi"));
                ui.add(egui::DragValue::new(&mut self.dpi).range(72..=1200).speed(1.0)).labelled_by(label.id);
                ui.end_row();
            }
            let label = ui.label(say(language, "export-title"));
            let hint = say(language, "export-title-hint");
            ui.add(egui::TextEdit::singleline(&mut self.title).hint_text(hint).desired_width(320.0))
                .labelled_by(label.id);
            ui.end_row();
            ui.label(say(language, "export-extent"));
            ui.horizontal(|ui| {
                ui.selectable_value(&mut self.as_seen, false, say(language, "export-extent-whole"));
                ui.selectable_value(&mut self.as_seen, true, say(language, "export-extent-seen"));
            });
            ui.end_row();
            ui.label(say(language, "export-paper"));
            ui.horizontal(|ui| {
                ui.selectable_value(&mut self.dark, false, say(language, "export-paper-white"));
                ui.selectable_value(&mut self.dark, true, say(language, "export-paper-dark"));
            });
            ui.end_row();
            let label = ui.label(say(language, "export-path"));
            ui.horizontal(|ui| {
                let edit = egui::TextEdit::singleline(&mut self.path).desired_width(320.0);
                // The format follows a typed ending: a file is what its name says.
                if ui.add(edit).labelled_by(label.id).changed()
                    && let Ok(format) = Format::of_path(Path::new(self.path.trim()))
                {
                    self.format = format;
                }
                events.browse = ui.button(say(language, "button-browse")).clicked();
            });
            ui.end_row();
        });
        let size: Result<PageSize, _> = self.size.parse();
        if let Err(error) = &size {
            let report = crate::report::Report::new(error, language);
            ui.colored_label(ui.visuals().error_fg_color, report.message);
            report.hint.iter().for_each(|hint| {
                ui.label(RichText::new(hint).small());
            });
        }
        ui.add_space(6.0);
        let ready = size.is_ok() && !self.path.trim().is_empty();
        if ui.add_enabled(ready, egui::Button::new(say(language, "export-go"))).clicked()
            && let Ok(size) = size
        {
            events.order = Some(self.order(document, size, language));
        }
        events
    }

    /// The file, with the format's ending where the typed name has another or none.
    fn named(&self) -> PathBuf {
        let path = PathBuf::from(self.path.trim());
        match Format::of_path(&path) {
            Ok(format) if format == self.format => path,
            _ => path.with_added_extension(self.format.extension()),
        }
    }

    fn order(&self, document: &Document, size: PageSize, language: Language) -> FigureOrder {
        let mut document = document.clone();
        if !self.as_seen {
            document.camera = None;
        }
        FigureOrder {
            document,
            size_mm: size.size_mm,
            rendering: Rendering::at(self.dpi),
            format: self.format,
            path: self.named(),
            title: self.title.trim().to_owned(),
            language,
            dark: self.dark,
            created: time::OffsetDateTime::now_utc(),
        }
    }
}
