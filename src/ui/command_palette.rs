//! One box for everything: commands, pages, districts, tracks, places and enterprises by Chinese, English or pinyin.

use egui::{Key, RichText, Ui};

use super::app::App;
use super::commands::{Action, COMMANDS};
use super::deeds::Deed;
use crate::catalogue::Filter;
use crate::catalogue::name_index::NameNeedle;
use crate::document::Page;
use crate::language::{Language, Message, say};

/// Entries of each kind that are offered.
const MOST_OF_A_KIND: usize = 7;
/// Radius of the circle offered about a place, metres.
const AROUND_M: f64 = 2000.0;

struct Entry {
    words: String,
    kind: &'static str,
    hint: String,
    deed: Deed,
}

/// The open palette.
#[derive(Clone, Debug, Default)]
pub struct CommandPalette {
    query: String,
    chosen: usize,
    is_focused: bool,
}

impl App {
    /// Draws the palette while it is open, and does what is chosen.
    pub(super) fn palette_window(&mut self, ctx: &egui::Context) {
        let Some(mut palette) = self.palette.take() else { return };
        let language = self.session.language;
        let (down, up, enter, escape) = ctx.input_mut(|i| {
            let mut take = |key| i.consume_key(egui::Modifiers::NONE, key);
            (take(Key::ArrowDown), take(Key::ArrowUp), take(Key::Enter), take(Key::Escape))
        });
        let entries = self.palette_entries(&palette.query, ctx);
        let last = entries.len().saturating_sub(1);
        palette.chosen = palette.chosen.min(last);
        if down {
            palette.chosen = (palette.chosen + 1).min(last);
        }
        if up {
            palette.chosen = palette.chosen.saturating_sub(1);
        }
        let mut done = enter.then(|| entries.get(palette.chosen).map(|e| e.deed.clone())).flatten();
        let at = egui::pos2(ctx.content_rect().center().x, ctx.content_rect().top() + 60.0);
        let area = egui::Area::new(egui::Id::unique("palette"))
            .order(egui::Order::Foreground)
            .pivot(egui::Align2::CENTER_TOP)
            .fixed_pos(at)
            .show(ctx, |ui| {
                egui::Frame::popup(ui.style()).inner_margin(10).show(ui, |ui| {
                    ui.set_width(ui.ctx().content_rect().width().min(580.0) - 40.0);
                    query_ui(ui, &mut palette, language);
                    ui.add_space(4.0);
                    egui::ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
                        for (i, entry) in entries.iter().enumerate() {
                            if entry_ui(ui, entry, i == palette.chosen, down || up, language) {
                                done = Some(entry.deed.clone());
                            }
                        }
                        if entries.is_empty() {
                            ui.label(RichText::new(say(language, "palette-nothing")).weak());
                        }
                    });
                });
            });
        let outside = ctx.input(|i| i.pointer.any_pressed())
            && ctx.pointer_interact_pos().is_some_and(|p| !area.response.rect.contains(p));
        match done {
            Some(deed) => self.do_deed(ctx, deed),
            None if escape || outside => {}
            None => self.palette = Some(palette),
        }
    }

    /// What the words typed so far may mean, commands first.
    fn palette_entries(&self, query: &str, ctx: &egui::Context) -> Vec<Entry> {
        let language = self.session.language;
        let needle = NameNeedle::new(query);
        let mut entries = self.command_entries(&needle, ctx);
        let mut add = |kind: &'static str, hint: String, words: String, deed: Deed| {
            entries.push(Entry { words, kind, hint, deed });
        };
        for page in Page::ALL.into_iter().filter(|p| both_named(p.title(), &needle)) {
            add("palette-page", String::new(), say(language, page.title()), Deed::Page(page));
        }
        if needle.text().is_empty() {
            return entries;
        }
        let pack = &self.workspace.pack;
        let found = |name: &crate::language::Bilingual| needle.is_in(&name.zh) || needle.is_in(&name.en);
        for district in pack.districts.iter().filter(|d| found(&d.name)).take(MOST_OF_A_KIND) {
            let words = district.name.get(language).to_owned();
            add("palette-district", String::new(), words, Deed::District(district.adcode));
        }
        for track in self.workspace.catalogue.taxonomy().tracks().iter().filter(|t| found(&t.name)).take(MOST_OF_A_KIND)
        {
            add("palette-track", String::new(), track.name.get(language).to_owned(), Deed::Track(track.id.clone()));
        }
        for place in pack.places.iter().filter(|p| found(&p.name)).take(MOST_OF_A_KIND) {
            let name = place.name.get(language);
            add("palette-place", place.district.clone(), name.to_owned(), Deed::Go(place.at));
            let words = Message::new("palette-around")
                .with("place", name)
                .with("km", format!("{:.0}", AROUND_M / 1000.0))
                .text(language);
            add("palette-place", String::new(), words, Deed::Around(place.at, AROUND_M));
        }
        let catalogue = &self.workspace.catalogue;
        let rows = Filter { text: needle.text().to_owned(), ..Filter::default() }.select(catalogue);
        for row in rows.iter().take(MOST_OF_A_KIND).map(|row| catalogue.row(row)) {
            let district = row.district().and_then(|d| pack.district(d)).map(|d| d.name.get(language).to_owned());
            let words = row.label(language).to_owned();
            let edit = Message::new("palette-edit").with("name", words.as_str()).text(language);
            add("palette-enterprise", district.unwrap_or_default(), words, Deed::Enterprise(row.id()));
            add("palette-enterprise", String::new(), edit, Deed::Edit(row.id()));
        }
        entries
    }

    fn command_entries(&self, needle: &NameNeedle, ctx: &egui::Context) -> Vec<Entry> {
        let known = COMMANDS.iter().filter(|c| c.action != Action::Palette && self.can(c.action));
        known
            .filter(|c| both_named(c.label, needle))
            .take(if needle.text().is_empty() { 30 } else { MOST_OF_A_KIND })
            .map(|c| Entry {
                words: self.words_of(c),
                kind: "palette-command",
                hint: c.shortcut.map(|s| ctx.format_shortcut(&s)).unwrap_or_default(),
                deed: Deed::Command(c.action),
            })
            .collect()
    }
}

/// Whether a message is meant in either language, so that an English word finds a command in the Chinese window.
fn both_named(id: &'static str, needle: &NameNeedle) -> bool {
    needle.text().is_empty() || needle.is_in(&say(Language::Zh, id)) || needle.is_in(&say(Language::En, id))
}

fn query_ui(ui: &mut Ui, palette: &mut CommandPalette, language: Language) {
    let hint = say(language, "palette-hint");
    let edit = egui::TextEdit::singleline(&mut palette.query).hint_text(hint.as_str()).desired_width(f32::INFINITY);
    let response = ui.add(edit);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &hint));
    if !std::mem::replace(&mut palette.is_focused, true) {
        response.request_focus();
    }
    if response.changed() {
        palette.chosen = 0;
    }
}

fn entry_ui(ui: &mut Ui, entry: &Entry, is_chosen: bool, follow: bool, language: Language) -> bool {
    let (rect, response) = ui.allocate_exact_size(egui::vec2(ui.available_width(), 24.0), egui::Sense::click());
    let label = entry.words.clone();
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_chosen, &label));
    if is_chosen || response.hovered() {
        ui.painter().rect_filled(rect, 4.0, ui.visuals().selection.bg_fill.gamma_multiply(0.6));
    }
    if is_chosen && follow {
        response.scroll_to_me(None);
    }
    let painter = ui.painter().with_clip_rect(rect);
    let (body, small) = (egui::TextStyle::Body.resolve(ui.style()), egui::TextStyle::Small.resolve(ui.style()));
    let (strong, weak) = (ui.visuals().text_color(), ui.visuals().weak_text_color());
    let middle = rect.center().y;
    painter.text(
        egui::pos2(rect.left() + 6.0, middle),
        egui::Align2::LEFT_CENTER,
        say(language, entry.kind),
        small.clone(),
        weak,
    );
    painter.text(egui::pos2(rect.left() + 78.0, middle), egui::Align2::LEFT_CENTER, &entry.words, body, strong);
    painter.text(egui::pos2(rect.right() - 6.0, middle), egui::Align2::RIGHT_CENTER, &entry.hint, small, weak);
    response.clicked()
}
