//! The composer of figures: the page as it will be exported, its parts to be moved, and what can be said of each.

mod inspector;
mod preview;
mod words;

use std::sync::Arc;

use egui::{Panel, Ui};

use super::app::App;
use super::commands::Action;
use crate::document::{Composition, Document, Edit, Part, Wording};
use crate::figure::words as texts;
use crate::figure::{self, Composed, Ingredients, Style};
use crate::language::{Language, Message, say};
use crate::scene::Page;
use crate::workspace::figure::Worked;
use crate::workspace::{approval, styles};
use preview::Drag;

/// What the composer remembers between frames.
#[derive(Default)]
pub struct Composer {
    selected: Option<Part>,
    styles: Vec<Style>,
    /// What is wrong with the user's own styles.
    style_faults: Vec<Message>,
    /// Size of the page as typed.
    size_typed: String,
    drag: Option<Drag>,
    /// What was put together last, and from what.
    made: Option<(Question, Arc<Made>)>,
    /// The page at the size of the window, and for what magnification.
    shown: Option<(Arc<Composed>, f64, Page)>,
    review_number: Option<(String, Option<String>)>,
}

/// A figure put together, and its words: each with its fields, and with these filled in.
struct Made {
    composed: Arc<Composed>,
    words: Vec<(String, String)>,
}

/// From what a figure is put together: equal questions have equal answers.
#[derive(PartialEq)]
struct Question {
    worked: usize,
    document: Document,
    style: Style,
    language: Language,
    review_number: Option<String>,
}

/// What the user did in a frame.
#[derive(Default)]
struct Events {
    figure: Option<Composition>,
    action: Option<Action>,
    copy: bool,
    save_style: bool,
}

impl Composer {
    /// The looks to choose from, read at the first call, and again when the list is opened.
    pub fn styles(&mut self) -> &[Style] {
        if self.styles.is_empty() {
            self.read_styles();
        }
        &self.styles
    }

    fn read_styles(&mut self) {
        let (styles, faults) = styles::all();
        self.styles = styles;
        self.style_faults = faults.iter().map(crate::report::Tell::message).collect();
    }

    /// The look of an id; the ordinary one where there is none of it.
    fn style(&mut self, id: &str) -> Option<Style> {
        let styles = self.styles();
        styles.iter().find(|s| s.id == id).or(styles.first()).cloned()
    }
}

/// Draws the composer.
pub fn composer_ui(ui: &mut Ui, app: &mut App) {
    let id = app.workspace.document().figure.style.clone();
    let Some(style) = app.composer.style(&id) else { return };
    let made = compose(app, &style);
    let composed = made.as_ref().map(|made| made.composed.clone());
    let words = made.map(|made| made.words.clone()).unwrap_or_default();
    let edge = super::theme::edge(ui.style());
    let mut events = Events::default();
    let width = ui.available_width();
    Panel::right("figure")
        .frame(edge)
        .default_size((width * 0.3).clamp(280.0, 340.0))
        .size_range(260.0..=460.0)
        .show(ui, |ui| inspector::inspector_ui(ui, app, (&style, composed.as_deref(), &words), &mut events));
    match &composed {
        Some(composed) => preview::preview_ui(ui, app, composed, &mut events),
        None => super::pages::working_ui(ui, app),
    }
    take(ui, app, composed.as_deref(), &style, events);
}

fn take(ui: &Ui, app: &mut App, composed: Option<&Composed>, style: &Style, events: Events) {
    if let Some(figure) = events.figure {
        app.workspace.edit(Edit::Figure(Box::new(figure)));
    }
    if let Some(action) = events.action {
        app.order(ui.ctx(), action);
    }
    if events.save_style {
        app.save_style(style);
    }
    if let Some(composed) = composed.filter(|_| events.copy) {
        app.copy_figure(ui.ctx(), &composed.page);
    }
}

/// The figure for the document in force; while its numbers are worked out, on the last ones.
fn compose(app: &mut App, style: &Style) -> Option<Arc<Made>> {
    let worked = app.workspace.figure(style)?;
    let document = figure::styled(&app.document_as_seen(), style);
    let language = document.figure.language.unwrap_or(app.session.language);
    let question = Question {
        worked: Arc::as_ptr(&worked) as usize,
        document: Document { page: Default::default(), table: Default::default(), ..document },
        style: style.clone(),
        language,
        review_number: app.review_number(),
    };
    if let Some((asked, made)) = &app.composer.made
        && *asked == question
    {
        return Some(made.clone());
    }
    let made = Arc::new(Made::new(app, &worked, &question));
    app.composer.made = Some((question, made.clone()));
    Some(made)
}

impl Made {
    fn new(app: &App, worked: &Worked, question: &Question) -> Made {
        let of = Ingredients {
            pack: &app.workspace.pack,
            basemap: &app.workspace.basemap,
            catalogue: &app.workspace.catalogue,
            numbers: &worked.numbers,
            multiples: worked.multiples.as_ref(),
            document: &question.document,
            style: &question.style,
            language: question.language,
            review_number: question.review_number.as_deref(),
            created: time::OffsetDateTime::UNIX_EPOCH,
            recipe: "",
        };
        let composed = figure::compose(&of);
        let facts = &composed.facts;
        let words = Wording::ALL.map(|w| (texts::wording(&of, facts, w), texts::words(&of, facts, w)));
        Made { words: words.to_vec(), composed: Arc::new(composed) }
    }
}

impl App {
    /// 审图号 of the boundaries, looked up once a pack.
    fn review_number(&mut self) -> Option<String> {
        let pack = &self.workspace.pack;
        match &self.composer.review_number {
            Some((hash, number)) if *hash == pack.sha256 => number.clone(),
            _ => {
                let number = approval::review_number(pack, &approval::file());
                self.composer.review_number = Some((pack.sha256.clone(), number.clone()));
                number
            }
        }
    }

    /// The 审图号 may be another now.
    pub(super) fn forget_review_number(&mut self) {
        self.composer.review_number = None;
    }

    /// Writes a style as a file of the user's own, to be changed and named.
    fn save_style(&mut self, style: &Style) {
        let own = Style { id: format!("{}-own", style.id), ..style.clone() };
        let folder = styles::folder();
        // If the folder cannot be made, the writing says so.
        std::fs::create_dir_all(&folder).ok();
        let path = folder.join(format!("{}.toml", own.id));
        let text = toml::to_string(&own).unwrap_or_default();
        let placed = crate::export::write_atomically(&path, text.as_bytes());
        self.saved("composer-style-saved", placed.map(|placed| (path, placed)));
        self.composer.read_styles();
    }

    /// Puts the figure on the clipboard as a picture.
    fn copy_figure(&mut self, ctx: &egui::Context, page: &Page) {
        /// Pixels of the longer side: A4 at some 200 to an inch.
        const COPY_PX: f64 = 2300.0;
        match crate::export::thumbnail(page, COPY_PX) {
            Ok(raster) => {
                let size = [raster.width, raster.height];
                ctx.copy_image(egui::ColorImage::from_rgba_unmultiplied(size, &raster.rgba));
                self.inform(Message::new("composer-copied"));
            }
            Err(error) => self.notice = Some(super::notice::Notice::error(&error, self.session.language)),
        }
    }
}

/// The name of a part in the language of the window.
fn part_label(part: Part, language: Language) -> String {
    figure::part_name(part, language)
}

/// A button that says a message.
fn button(ui: &mut Ui, id: &'static str, language: Language) -> bool {
    ui.button(say(language, id)).clicked()
}
