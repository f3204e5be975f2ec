//! File ▸ District report: of which district, in which format and language, and where.

use std::path::{Path, PathBuf};

use egui::{RichText, Ui};

use super::app::App;
use super::dialogs::Purpose;
use super::windows::{middle, titled};
use crate::geography::{Adcode, Pack};
use crate::language::{Language, Message, say};
use crate::workspace::Job;
use crate::workspace::report_file::{NAME, ReportFormat, ReportOrder, catalogue_name};

/// The form of the dialog.
#[derive(Clone, Debug)]
pub struct ReportDialog {
    /// The district; all without.
    pub district: Option<Adcode>,
    /// Format of the files.
    pub format: ReportFormat,
    /// Language of the words.
    pub language: Language,
    /// The file; `{adcode}` and `{district}` in its name stand for code and name.
    pub path: String,
}

/// What the user did in the dialog.
#[derive(Debug, Default)]
pub struct ReportEvents {
    /// Write these reports.
    pub order: Option<ReportOrder>,
    /// Show the platform's dialog for the path.
    pub browse: bool,
}

impl ReportDialog {
    /// A form for a district, or for all, with files in a folder.
    pub fn new(district: Option<Adcode>, folder: &Path, language: Language) -> ReportDialog {
        let format = ReportFormat::default();
        let path = folder.join(format!("{NAME}.{}", format.extension())).display().to_string();
        ReportDialog { district, format, language, path }
    }

    /// The file's name for the dialog of the platform.
    fn name(&self) -> String {
        Path::new(&self.path).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// Takes a file, or a folder for the files, from the dialog of the platform.
    pub fn take_path(&mut self, path: &Path) {
        let path = if path.is_dir() { path.join(self.name()) } else { path.to_owned() };
        self.path = path.display().to_string();
    }

    /// The form; `catalogue` is the name of the catalogue's file.
    pub fn ui(&mut self, ui: &mut Ui, pack: &Pack, catalogue: &str, language: Language) -> ReportEvents {
        let mut events = ReportEvents::default();
        egui::Grid::new("report-form").num_columns(2).spacing([12.0, 8.0]).show(ui, |ui| {
            self.district_ui(ui, pack, language);
            self.format_ui(ui, language);
            ui.label(say(language, "district-report-language"));
            ui.horizontal(|ui| {
                ui.selectable_value(&mut self.language, Language::Zh, "中文");
                ui.selectable_value(&mut self.language, Language::En, "English");
            });
            ui.end_row();
            let label = ui.label(say(language, "district-report-file"));
            ui.horizontal(|ui| {
                let edit = egui::TextEdit::singleline(&mut self.path).desired_width(360.0);
                // The format follows a typed ending: a file is what its name says.
                if ui.add(edit).labelled_by(label.id).changed()
                    && let Some(Ok(format)) =
                        Path::new(self.path.trim()).extension().map(|e| e.to_string_lossy().parse())
                {
                    self.format = format;
                }
                events.browse = ui.button(say(language, "button-browse")).clicked();
            });
            ui.end_row();
            ui.label("");
            ui.label(RichText::new(say(language, "district-report-name-hint")).small().weak());
            ui.end_row();
        });
        let order = self.order(pack, catalogue);
        let fault = order.check().err();
        if let Some(error) = &fault {
            let report = crate::report::Report::new(error, language);
            ui.colored_label(ui.visuals().error_fg_color, report.message);
            report.hint.iter().for_each(|hint| {
                ui.label(RichText::new(hint).small());
            });
        }
        ui.add_space(6.0);
        let is_ready = fault.is_none() && !self.path.trim().is_empty();
        if ui.add_enabled(is_ready, egui::Button::new(say(language, "district-report-go"))).clicked() {
            events.order = Some(order);
        }
        events
    }

    fn district_ui(&mut self, ui: &mut Ui, pack: &Pack, language: Language) {
        let all = Message::new("district-report-all").with("n", pack.districts.len()).text(language);
        let chosen = self.district.and_then(|code| pack.district(code)).map(|d| d.name.get(language).to_owned());
        let label = ui.label(say(language, "district-report-district"));
        egui::ComboBox::from_id_salt("report-district")
            .selected_text(chosen.unwrap_or_else(|| all.clone()))
            .width(240.0)
            .show_ui(ui, |ui| {
                ui.selectable_value(&mut self.district, None, all);
                for district in &pack.districts {
                    ui.selectable_value(&mut self.district, Some(district.adcode), district.name.get(language));
                }
            })
            .response
            .labelled_by(label.id);
        ui.end_row();
    }

    fn format_ui(&mut self, ui: &mut Ui, language: Language) {
        ui.label(say(language, "district-report-format"));
        ui.horizontal(|ui| {
            let names = ["Word", "PDF", "HTML", "JSON"];
            for (format, name) in ReportFormat::ALL.into_iter().zip(names) {
                if ui.selectable_value(&mut self.format, format, name).changed() {
                    self.path =
                        PathBuf::from(self.path.trim()).with_extension(format.extension()).display().to_string();
                }
            }
        });
        ui.end_row();
    }

    fn order(&self, pack: &Pack, catalogue: &str) -> ReportOrder {
        let path = PathBuf::from(self.path.trim());
        let is_named = path.extension().is_some_and(|e| e.eq_ignore_ascii_case(self.format.extension()));
        ReportOrder {
            districts: self.district.map_or_else(|| pack.districts.iter().map(|d| d.adcode).collect(), |one| vec![one]),
            format: self.format,
            path: if is_named { path } else { path.with_added_extension(self.format.extension()) },
            language: self.language,
            catalogue: catalogue.to_owned(),
            created: time::OffsetDateTime::now_utc(),
        }
    }
}

impl App {
    /// Opens the form on the chosen district, or on all.
    pub(super) fn open_report(&mut self) {
        let district = self.workspace.document().district;
        let folder = self.session.folder.clone().or_else(crate::workspace::documents_folder).unwrap_or_default();
        self.report = Some(ReportDialog::new(district, &folder, self.session.language));
    }

    pub(super) fn report_window(&mut self, ctx: &egui::Context) {
        let language = self.session.language;
        let Some(mut dialog) = self.report.take() else { return };
        let mut open = true;
        let mut events = ReportEvents::default();
        let catalogue = self.workspace.path.as_deref().map(catalogue_name).unwrap_or_default();
        let pack = self.workspace.pack.clone();
        egui::Window::new(titled(language, "command-report"))
            .id(egui::Id::unique("report"))
            .pivot(egui::Align2::CENTER_TOP)
            .default_pos(middle(ctx))
            .open(&mut open)
            .resizable(false)
            .show(ctx, |ui| events = dialog.ui(ui, &pack, &catalogue, language));
        let (purpose, name) = match dialog.district {
            Some(_) => (Purpose::Report, dialog.name()),
            None => (Purpose::ReportFolder, String::new()),
        };
        let ending = dialog.format.extension();
        if open {
            self.report = Some(dialog);
        }
        if events.browse {
            self.browse(ctx, purpose, "command-report", &name, &[ending]);
        }
        if let Some(order) = events.order {
            self.workspace.start(Job::Report(order));
        }
    }

    /// Tells what was written, and closes the form where that is all.
    pub(super) fn reported(&mut self, is_whole: bool, paths: &[PathBuf], words: String) {
        if is_whole {
            self.report = None;
            self.inform(Message::new("done-and-remarks").with("text", words));
        } else {
            self.inform(Message::new("district-report-cancelled").with("count", paths.len()));
        }
    }
}
