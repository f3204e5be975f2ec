//! The list of named views with their pictures: save the one that is seen, go back to another.

use egui::{RichText, Ui};

use super::app::App;
use super::notice::Notice;
use crate::language::say;
use crate::layers::MapInput;
use crate::workspace::views::{self, NamedView, PICTURE_PT};

/// The open window.
pub struct ViewsWindow {
    views: Vec<(NamedView, Option<egui::TextureHandle>)>,
    name: String,
    is_focused: bool,
}

/// What the user did in it.
#[derive(Default)]
struct ViewsEvents {
    save: bool,
    open: Option<NamedView>,
    remove: Option<NamedView>,
}

impl ViewsWindow {
    /// The window on the views there are.
    pub fn new(ctx: &egui::Context, name: String) -> ViewsWindow {
        let load = |view: &NamedView| {
            let bytes = std::fs::read(view.picture.as_ref()?).ok()?;
            let image = color_image(&bytes)?;
            Some(ctx.load_texture(format!("view-{}", view.name), image, egui::TextureOptions::LINEAR))
        };
        let views = views::list(&views::views_folder()).into_iter().map(|v| (v.clone(), load(&v))).collect();
        ViewsWindow { views, name, is_focused: false }
    }

    fn ui(&mut self, ui: &mut Ui, language: crate::language::Language) -> ViewsEvents {
        let mut events = ViewsEvents::default();
        ui.horizontal(|ui| {
            let label = ui.label(say(language, "views-name"));
            let edit = ui.add(egui::TextEdit::singleline(&mut self.name).desired_width(260.0)).labelled_by(label.id);
            if !std::mem::replace(&mut self.is_focused, true) {
                edit.request_focus();
            }
            let entered = edit.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
            let ready = !self.name.trim().is_empty();
            let button = ui.add_enabled(ready, egui::Button::new(say(language, "views-save")));
            events.save = ready && (button.clicked() || entered);
        });
        ui.separator();
        if self.views.is_empty() {
            ui.label(RichText::new(say(language, "views-none")).weak());
        }
        egui::ScrollArea::vertical().max_height(460.0).show(ui, |ui| {
            for (view, picture) in &self.views {
                view_ui(ui, view, picture.as_ref(), language, &mut events);
            }
        });
        events
    }
}

fn view_ui(
    ui: &mut Ui,
    view: &NamedView,
    picture: Option<&egui::TextureHandle>,
    language: crate::language::Language,
    events: &mut ViewsEvents,
) {
    ui.horizontal(|ui| {
        let size = egui::vec2(PICTURE_PT[0] as f32, PICTURE_PT[1] as f32) * 0.5;
        let opened = match picture {
            Some(picture) => {
                let image = egui::Image::new((picture.id(), size)).alt_text(&view.name);
                ui.add(egui::Button::image(image)).clicked()
            }
            None => ui.add_sized(size, egui::Button::new(say(language, "views-no-picture"))).clicked(),
        };
        ui.vertical(|ui| {
            ui.label(RichText::new(&view.name).family(super::theme::bold()));
            if ui.button(say(language, "views-open")).clicked() || opened {
                events.open = Some(view.clone());
            }
            if ui.small_button(say(language, "views-remove")).clicked() {
                events.remove = Some(view.clone());
            }
        });
    });
}

/// A PNG of eight bits as egui draws it; `None` for anything else.
fn color_image(bytes: &[u8]) -> Option<egui::ColorImage> {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::normalize_to_color8() | png::Transformations::ALPHA);
    let mut reader = decoder.read_info().ok()?;
    let mut pixels = vec![0; reader.output_buffer_size()?];
    let info = reader.next_frame(&mut pixels).ok()?;
    let size = [info.width as usize, info.height as usize];
    let rgba = info.color_type == png::ColorType::Rgba;
    rgba.then(|| egui::ColorImage::from_rgba_unmultiplied(size, &pixels[..size[0] * size[1] * 4]))
}

impl App {
    /// Draws the window while it is open, and does what is asked.
    pub(super) fn views_window(&mut self, ctx: &egui::Context) {
        let Some(mut window) = self.views.take() else { return };
        let language = self.session.language;
        let mut open = true;
        let mut events = ViewsEvents::default();
        egui::Window::new(say(language, "views-title"))
            .id(egui::Id::unique("views"))
            .pivot(egui::Align2::CENTER_TOP)
            .default_pos(super::windows::middle(ctx))
            .open(&mut open)
            .resizable(false)
            .show(ctx, |ui| events = window.ui(ui, language));
        if events.save {
            let picture = self.picture();
            let saved = views::save(&views::views_folder(), &window.name, &self.document_as_seen(), picture.as_deref());
            self.saved("ui-saved", saved);
            window = ViewsWindow::new(ctx, window.name);
        }
        if let Some(view) = events.remove {
            if let Err(error) = views::remove(&view) {
                self.notice = Some(Notice::failed("ui-view-unremovable", error.to_string(), language));
            }
            window = ViewsWindow::new(ctx, window.name);
        }
        if let Some(view) = events.open {
            self.open_view(&view.path);
            open = false;
        }
        self.views = open.then_some(window);
    }

    /// The small picture of what the map shows now.
    fn picture(&mut self) -> Option<Vec<u8>> {
        let numbers = self.workspace.numbers(self.session.dark)?;
        let (ink, frame) = (self.ink(), self.frame?);
        let document = self.workspace.document();
        let input = MapInput {
            pack: &self.workspace.pack,
            basemap: &self.workspace.basemap,
            catalogue: &self.workspace.catalogue,
            numbers: &numbers,
            settings: &document.layers,
            brush: document.brush.as_ref(),
            district: document.district,
            named_elsewhere: &[],
            lists_unnamed: true,
            frame,
            language: self.session.language,
            ink: &ink,
        };
        views::picture(&input, time::OffsetDateTime::now_utc()).ok()
    }
}
