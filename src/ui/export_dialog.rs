//! File ▸ Export: the figure as it is composed, as a file, or one for each of something.

use std::path::{Path, PathBuf};

use egui::{ComboBox, RichText, TextEdit, Ui};

use super::leaving::Leaving;
use crate::document::{Composition, Document, Extent};
use crate::export::{Format, PageSize, PdfTags, Rendering, SvgText};
use crate::figure::Style;
use crate::geography::is_review_number;
use crate::language::{Language, Message, say};
use crate::scene::text::{Fallback, OnMissing};
use crate::workspace::batch::{BatchOrder, Each, pattern_fault};
use crate::workspace::figure::{FigureOrder, TableFormat};
use crate::workspace::figure_format::FigureFormat;

/// The form of the dialog.
#[derive(Clone, Debug)]
pub struct ExportDialog {
    /// Format of the file.
    pub format: FigureFormat,
    /// Size of the page as typed; empty while it is that of the composition.
    size: String,
    /// Pixels to an inch.
    pub dpi: u32,
    /// One figure, or one for each of something.
    each: Option<Each>,
    /// Pattern of the names of a batch.
    pattern: String,
    /// Whether a batch has a page with all of it small.
    contact_sheet: bool,
    /// Whether a batch is the pages of one PDF.
    one_file: bool,
    /// The table beside the figure.
    table: Option<TableFormat>,
    /// Text of SVG as text or outlines.
    svg_text: SvgText,
    /// Whether a PDF is one that assistive technology reads.
    pdf_tags: PdfTags,
    /// What becomes of characters that the fonts lack.
    missing: OnMissing,
    /// 审图号 as typed.
    review_number: String,
    /// The file.
    pub path: String,
    /// Whether something was typed since the form was opened or a figure was ordered.
    has_typed: bool,
    leaving: Leaving,
}

impl ExportDialog {
    /// The dialog for boundaries of this 审图号.
    pub fn new(review_number: Option<String>) -> ExportDialog {
        ExportDialog {
            format: FigureFormat::Page(Format::Png),
            size: String::new(),
            dpi: 300,
            each: None,
            pattern: Each::District.pattern().to_owned(),
            contact_sheet: true,
            one_file: false,
            table: None,
            svg_text: SvgText::Text,
            pdf_tags: PdfTags::Accessible,
            missing: OnMissing::Refuse,
            review_number: review_number.unwrap_or_default(),
            path: String::new(),
            has_typed: false,
            leaving: Leaving::default(),
        }
    }

    /// Asks the window to close; whether it does: with something typed only its button closes it.
    pub fn ask_to_leave(&mut self) -> bool {
        self.leaving.ask(self.has_typed)
    }
}

/// What the dialog is about.
pub struct ExportOf<'a> {
    /// What the window shows, its camera included.
    pub document: &'a Document,
    /// Looks to choose from.
    pub styles: &'a [Style],
    /// The catalogue's file.
    pub catalogue: Option<PathBuf>,
    /// Language of the window.
    pub language: Language,
}

/// What the user ordered in the dialog.
#[derive(Debug, Default)]
pub struct ExportEvents {
    /// Write this figure.
    pub order: Option<FigureOrder>,
    /// Write these figures.
    pub batch: Option<BatchOrder>,
    /// Show the platform's dialog for the path.
    pub browse: bool,
    /// Compose the figure otherwise.
    pub figure: Option<Composition>,
    /// Show the composer.
    pub compose: bool,
    /// Close the window, whatever was typed.
    pub discard: bool,
}

/// A field that stays the same one when rows appear or go above it: else it would lose the focus, and what is typed on.
fn field<'t>(name: &'static str, text: &'t mut String) -> TextEdit<'t> {
    TextEdit::singleline(text).id(egui::Id::unique(("export-field", name)))
}

/// Sizes offered, with their messages.
pub const SIZES: &[(&str, &str)] = &[
    ("a4", "size-a4"),
    ("a4-portrait", "size-a4-portrait"),
    ("a3", "size-a3"),
    ("a3-portrait", "size-a3-portrait"),
    ("slide", "size-slide"),
    ("160mm", "size-160"),
    ("80mm", "size-80"),
];

/// A size as text: one of those offered, else its millimetres.
pub fn size_text(size_mm: [f64; 2]) -> String {
    let is_same = |name: &str| name.parse::<PageSize>().is_ok_and(|s| s.size_mm == size_mm);
    let named = SIZES.iter().find(|(name, _)| is_same(name)).map(|(name, _)| (*name).to_owned());
    named.unwrap_or_else(|| format!("{}x{}mm", size_mm[0], size_mm[1]))
}

impl ExportDialog {
    /// A file name for a figure that has none yet.
    pub fn suggested(&self, base: &str) -> String {
        format!("{base}.{}", self.format.extension())
    }

    /// The form.
    pub fn ui(&mut self, ui: &mut Ui, of: &ExportOf<'_>) -> ExportEvents {
        let language = of.language;
        let mut events = ExportEvents::default();
        let mut figure = of.document.figure.clone();
        egui::Grid::new("export-form").num_columns(2).spacing([12.0, 8.0]).show(ui, |ui| {
            self.figure_ui(ui, of, &mut figure, &mut events);
            self.format_ui(ui, language);
            self.batch_ui(ui, language);
            self.missing_ui(ui, language);
            self.review_ui(ui, language);
            self.path_ui(ui, language, &mut events);
        });
        if figure != of.document.figure {
            events.figure = Some(figure);
        }
        let fault = self.fault(language);
        if let Some(fault) = &fault {
            ui.colored_label(ui.visuals().error_fg_color, fault);
        }
        ui.add_space(6.0);
        let style = of.styles.iter().find(|s| s.id == of.document.figure.style).or(of.styles.first());
        let ready = fault.is_none() && !self.path.trim().is_empty();
        self.leaving.ui(ui, "button-cancel", language);
        let goes = ui.horizontal(|ui| {
            let goes = ui.add_enabled(ready, egui::Button::new(say(language, "export-go"))).clicked();
            events.discard = ui.button(say(language, "button-cancel")).clicked();
            goes
        });
        if goes.inner
            && let Some(style) = style
        {
            (self.has_typed, self.leaving) = (false, Leaving::default());
            let figure = self.order(of, style);
            match self.each {
                None => events.order = Some(figure),
                Some(each) => {
                    let (pattern, contact_sheet) = (self.pattern.clone(), self.contact_sheet);
                    let one_file = self.one_file && self.format == FigureFormat::Page(Format::Pdf);
                    events.batch = Some(BatchOrder { figure, each, pattern, contact_sheet, one_file });
                }
            }
        }
        events
    }

    /// 审图号 as it stands, if it has the form of one.
    pub fn review_number(&self) -> Option<String> {
        Some(self.review_number.trim().to_owned()).filter(|n| is_review_number(n))
    }

    /// What keeps the order from being given.
    fn fault(&self, language: Language) -> Option<String> {
        if !self.size.is_empty()
            && let Err(error) = self.size.parse::<PageSize>()
        {
            let report = crate::report::Report::new(&error, language);
            return Some(report.message);
        }
        let number = self.review_number.trim();
        if !number.is_empty() && !is_review_number(number) {
            return Some(say(language, "export-review-form"));
        }
        self.each.and_then(|each| pattern_fault(&self.pattern, each)).map(|fault| fault.text(language))
    }

    /// Size and extent of the figure, and the way to the rest.
    fn figure_ui(&mut self, ui: &mut Ui, of: &ExportOf<'_>, figure: &mut Composition, events: &mut ExportEvents) {
        let language = of.language;
        let label = ui.label(say(language, "export-size"));
        ui.horizontal(|ui| {
            if let Some(size) = size_ui(ui, "export-size", figure, &mut self.size, language, label.id) {
                figure.resize(size);
            }
        });
        ui.end_row();
        extent_ui(ui, figure, language);
        ui.label(say(language, "page-figure"));
        events.compose = ui.button(say(language, "export-compose")).clicked();
        ui.end_row();
    }

    fn format_ui(&mut self, ui: &mut Ui, language: Language) {
        ui.label(say(language, "export-format"));
        ui.horizontal(|ui| {
            for format in FigureFormat::ALL {
                let name = format.extension().to_uppercase();
                if ui.selectable_value(&mut self.format, format, name).changed() {
                    self.path = PathBuf::from(&self.path).with_extension(format.extension()).display().to_string();
                }
            }
            if self.format.has_pixels() {
                let label = ui.label(say(language, "export-dpi"));
                ui.add(egui::DragValue::new(&mut self.dpi).range(72..=1200).speed(1.0)).labelled_by(label.id);
            }
        });
        ui.end_row();
        if self.format == FigureFormat::Page(Format::Svg) {
            ui.label(say(language, "export-svg-text"));
            ui.horizontal(|ui| {
                ui.selectable_value(&mut self.svg_text, SvgText::Text, say(language, "export-svg-as-text"));
                ui.selectable_value(&mut self.svg_text, SvgText::Outlines, say(language, "export-svg-outlines"));
            });
            ui.end_row();
        }
        if self.format == FigureFormat::Page(Format::Pdf) {
            ui.label(say(language, "export-pdf-tags"));
            ui.horizontal(|ui| {
                ui.selectable_value(&mut self.pdf_tags, PdfTags::Accessible, say(language, "export-pdf-accessible"));
                ui.selectable_value(&mut self.pdf_tags, PdfTags::None, say(language, "export-pdf-plain"));
            });
            ui.end_row();
        }
        ui.label(say(language, "export-table"));
        ui.horizontal(|ui| {
            ui.selectable_value(&mut self.table, None, say(language, "export-table-none"));
            for format in TableFormat::ALL {
                ui.selectable_value(&mut self.table, Some(format), format.extension().to_uppercase());
            }
        });
        ui.end_row();
    }

    fn missing_ui(&mut self, ui: &mut Ui, language: Language) {
        ui.label(say(language, "export-missing"));
        ui.horizontal(|ui| {
            ui.selectable_value(&mut self.missing, OnMissing::Refuse, say(language, "export-missing-refuse"));
            ui.selectable_value(&mut self.missing, OnMissing::Mark, say(language, "export-missing-mark"));
        });
        ui.end_row();
    }

    fn batch_ui(&mut self, ui: &mut Ui, language: Language) {
        ui.label(say(language, "export-each"));
        ui.horizontal(|ui| {
            ui.selectable_value(&mut self.each, None, say(language, "export-each-one"));
            for (each, id) in [
                (Each::District, "export-each-district"),
                (Each::Track, "export-each-track"),
                (Each::DistrictTrack, "export-each-both"),
            ] {
                if ui.selectable_value(&mut self.each, Some(each), say(language, id)).changed() {
                    self.pattern = each.pattern().to_owned();
                }
            }
        });
        ui.end_row();
        if self.each.is_some() {
            let label = ui.label(say(language, "export-pattern"));
            ui.horizontal(|ui| {
                let edit = field("pattern", &mut self.pattern).desired_width(240.0);
                self.has_typed |= ui.add(edit).labelled_by(label.id).changed();
                ui.checkbox(&mut self.contact_sheet, say(language, "export-contact-sheet"));
                if self.format == FigureFormat::Page(Format::Pdf) {
                    ui.checkbox(&mut self.one_file, say(language, "export-one-file"));
                }
            });
            ui.end_row();
        }
    }

    fn review_ui(&mut self, ui: &mut Ui, language: Language) {
        let label = ui.label(say(language, "export-review"));
        let hint = say(language, "export-review-hint");
        let edit = field("review", &mut self.review_number).hint_text(hint).desired_width(320.0);
        let response = ui.add(edit).labelled_by(label.id).on_hover_text(say(language, "export-review-why"));
        self.has_typed |= response.changed();
        ui.end_row();
    }

    fn path_ui(&mut self, ui: &mut Ui, language: Language, events: &mut ExportEvents) {
        let label = ui.label(say(language, "export-path"));
        ui.horizontal(|ui| {
            let edit = field("path", &mut self.path).desired_width(320.0);
            if ui.add(edit).labelled_by(label.id).changed() {
                self.has_typed = true;
                // The format follows a typed ending: a file is what its name says.
                if let Ok(format) = FigureFormat::of_path(Path::new(self.path.trim())) {
                    self.format = format;
                }
            }
            events.browse = ui.button(say(language, "button-browse")).clicked();
        });
        ui.end_row();
    }

    /// The file, with the format's ending where the typed name has another or none.
    fn named(&self) -> PathBuf {
        let path = PathBuf::from(self.path.trim());
        match FigureFormat::of_path(&path) {
            Ok(format) if format == self.format => path,
            _ => path.with_added_extension(self.format.extension()),
        }
    }

    fn order(&self, of: &ExportOf<'_>, style: &Style) -> FigureOrder {
        FigureOrder {
            document: of.document.clone(),
            style: style.clone(),
            rendering: Rendering { svg_text: self.svg_text, pdf_tags: self.pdf_tags, ..Rendering::at(self.dpi) },
            format: self.format,
            path: self.named(),
            language: of.language,
            fallback: Fallback { font: None, missing: self.missing },
            review_number: self.review_number(),
            catalogue: of.catalogue.clone(),
            table: self.table,
            created: time::OffsetDateTime::now_utc(),
        }
    }
}

/// A row: which part of the plane the map shows.
pub fn extent_ui(ui: &mut Ui, figure: &mut Composition, language: Language) {
    ui.label(say(language, "export-extent"));
    ui.horizontal(|ui| {
        ui.selectable_value(&mut figure.extent, Extent::Fit, say(language, "export-extent-whole"));
        ui.selectable_value(&mut figure.extent, Extent::Seen, say(language, "export-extent-seen"));
    });
    ui.end_row();
}

/// The size of a page, one of those offered or millimetres; the one chosen now.
pub fn size_ui(
    ui: &mut Ui,
    salt: &str,
    figure: &Composition,
    typed: &mut String,
    language: Language,
    label: egui::Id,
) -> Option<[f64; 2]> {
    let current = size_text(figure.size_mm);
    let mut chosen = None;
    let named = SIZES.iter().find(|(name, _)| *name == current);
    let shown = named.map_or_else(|| current.clone(), |(_, id)| say(language, id));
    ComboBox::from_id_salt(salt)
        .selected_text(shown)
        .width(150.0)
        .show_ui(ui, |ui| {
            for (name, id) in SIZES {
                if ui.selectable_label(*name == current, say(language, id)).clicked() {
                    chosen = name.parse::<PageSize>().ok().map(|s| s.size_mm);
                    typed.clear();
                }
            }
        })
        .response
        .labelled_by(label);
    let own = ui.label(RichText::new(say(language, "export-size-own")).small().weak());
    let edit = TextEdit::singleline(typed).desired_width(84.0).hint_text(current);
    if ui.add(edit).labelled_by(own.id).changed()
        && let Ok(size) = typed.parse::<PageSize>()
    {
        chosen = Some(size.size_mm);
    }
    chosen
}

/// The words told when a batch was written.
pub fn batch_done(n: usize, bytes: u64, folder: &Path) -> Message {
    Message::new("export-batch-done").with("n", n).with("kilobytes", bytes.div_ceil(1024)).with("folder", folder)
}
