//! The pieces facets are made of: a row with its bar, and bars over a range. Of each the selected part shows in the
//! colour of the selection.

use egui::{Color32, Sense, Ui, pos2, vec2};

use super::painter::color32;
use crate::catalogue::{Brush, Filter};
use crate::language::{Language, Message, grouped, say};
use crate::layers::palette;

/// The filter as it is being changed, and what is brushed anew.
pub struct FacetState {
    /// The filter.
    pub filter: Filter,
    /// The brush, if the user made another one.
    pub brush: Option<Brush>,
    /// Language of all words.
    pub language: Language,
}

impl FacetState {
    /// The state before the user did anything.
    pub fn new(filter: &Filter, language: Language) -> FacetState {
        FacetState { filter: filter.clone(), brush: None, language }
    }
}

/// How a row looks.
#[derive(Clone, Copy, Debug)]
pub struct RowLook<'a> {
    /// Its value in words.
    pub name: &'a str,
    /// Enterprises that have it, under the rest of the filter.
    pub n: usize,
    /// Of those selected, if any are.
    pub brushed: Option<usize>,
    /// The greatest number of the facet.
    pub most: usize,
    /// Colour of its bar.
    pub color: Color32,
}

/// A row of a facet. A click takes the value into the filter or out of it; Ctrl+click selects the enterprises that have
/// it; the context menu does either, or keeps this value alone.
pub fn row_ui<T: PartialEq + Clone>(
    ui: &mut Ui,
    state: &mut FacetState,
    look: RowLook<'_>,
    list: fn(&mut Filter) -> &mut Vec<T>,
    value: T,
) {
    let language = state.language;
    let chosen = list(&mut state.filter).contains(&value);
    let response = draw_row(ui, chosen, look, language);
    let (mut toggle, mut select) = (false, false);
    if response.clicked() {
        select = ui.input(|i| i.modifiers.command);
        toggle = !select;
    }
    response.context_menu(|ui| {
        let words = |id: &'static str| Message::new(id).with("name", look.name).text(language);
        if ui.button(words("menu-only")).clicked() {
            *list(&mut state.filter) = vec![value.clone()];
            ui.close();
        }
        if ui.button(say(language, if chosen { "menu-drop" } else { "menu-add" })).clicked() {
            toggle = true;
            ui.close();
        }
        if ui.button(words("menu-select")).clicked() {
            select = true;
            ui.close();
        }
    });
    if toggle {
        let list = list(&mut state.filter);
        match list.iter().position(|v| *v == value) {
            Some(i) => drop(list.remove(i)),
            None => list.push(value),
        }
    } else if select {
        let mut own = state.filter.bare();
        list(&mut own).push(value);
        state.brush = Some(Brush::matching(own));
    }
}

/// Check box, name, bar and count. The whole row is the click target.
fn draw_row(ui: &mut Ui, chosen: bool, look: RowLook<'_>, language: Language) -> egui::Response {
    let RowLook { name, n, brushed, most, color } = look;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 20.0), Sense::click());
    let label = format!("{name} {n}");
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, chosen, &label));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let visuals = ui.style().interact_selectable(&response, chosen);
    let painter = ui.painter();
    if response.hovered() || response.has_focus() || chosen {
        let fill =
            if chosen { ui.visuals().selection.bg_fill.gamma_multiply(0.55) } else { ui.visuals().faint_bg_color };
        painter.rect_filled(rect, 3.0, fill);
    }
    if response.has_focus() {
        painter.rect_stroke(rect, 3.0, ui.visuals().selection.stroke, egui::StrokeKind::Inside);
    }
    // English names are longer.
    let bar_width = if language == Language::En { 30.0 } else { 54.0 };
    let bar_left = rect.right() - bar_width - 42.0;
    let tick = egui::Rect::from_center_size(pos2(rect.left() + 10.0, rect.center().y), vec2(11.0, 11.0));
    painter.rect(
        tick,
        2.0,
        if chosen { color } else { Color32::TRANSPARENT },
        egui::Stroke::new(1.2, color),
        egui::StrokeKind::Inside,
    );
    if chosen {
        let mark = [
            tick.left_center() + vec2(2.0, 0.5),
            tick.center_bottom() + vec2(-1.0, -2.5),
            tick.right_top() + vec2(-2.0, 2.5),
        ];
        painter.line(mark.to_vec(), egui::Stroke::new(1.5, ui.visuals().extreme_bg_color));
    }
    let font = egui::TextStyle::Body.resolve(ui.style());
    let text_color = if n == 0 && !chosen { ui.visuals().weak_text_color() } else { visuals.text_color() };
    let mut job = egui::text::LayoutJob::simple_singleline(name.to_owned(), font.clone(), text_color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(bar_left - rect.left() - 30.0);
    let galley = painter.layout_job(job);
    painter.galley(pos2(rect.left() + 22.0, rect.center().y - galley.size().y / 2.0), galley, text_color);
    let count = painter.layout_no_wrap(grouped(n as u64), font, text_color);
    let full = (bar_width + 32.0 - count.size().x).clamp(8.0, bar_width);
    let length = |n: usize| match (n, most) {
        (0, _) | (_, 0) => 0.0,
        (n, most) => (full * n as f32 / most as f32).max(1.5),
    };
    let bar = |n: usize, height: f32| {
        egui::Rect::from_min_size(pos2(bar_left, rect.center().y - height / 2.0), vec2(length(n), height))
    };
    painter.rect_filled(bar(n, 8.0), 1.5, color.gamma_multiply(if brushed.is_some() { 0.4 } else { 0.75 }));
    if let Some(brushed) = brushed {
        painter.rect_filled(bar(brushed.min(n), 8.0), 1.5, color32(palette::SELECTION));
    }
    let at = pos2(rect.right() - 4.0 - count.size().x, rect.center().y - count.size().y / 2.0);
    painter.galley(at, count, text_color);
    let words = match brushed {
        Some(brushed) => {
            let words = Message::new("facet-brushed").with("n", grouped(brushed as u64)).with("of", grouped(n as u64));
            words.text(language)
        }
        None => say(language, "facet-row-help"),
    };
    // The name may have been cut.
    response.on_hover_text(format!("{name}\n{words}"))
}

/// What a drag over bars covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dragged {
    /// The first place.
    pub first: usize,
    /// The last place.
    pub last: usize,
    /// Whether it only selects (Ctrl), and does not filter.
    pub selects: bool,
}

/// Bars side by side; what a drag or click across them covers.
pub fn bars_ui(
    ui: &mut Ui,
    name: &str,
    counts: &[usize],
    brushed: Option<&[usize]>,
    is_inside: impl Fn(usize) -> bool,
    label: impl Fn(usize) -> String,
) -> Option<Dragged> {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 44.0), Sense::hover());
    // Known by its name: a drag goes on when what stands above it comes or goes with the filter.
    let response = ui.interact(rect, egui::Id::unique(("bars", name)), Sense::click_and_drag());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, name));
    let span = counts.len().max(1) as f32;
    let place_at = |x: f32| (((x - rect.left()) / rect.width()).clamp(0.0, 0.9999) * span) as usize;
    let most = counts.iter().copied().max().unwrap_or(1).max(1) as f32;
    let bar = |place: usize, n: usize| {
        let height = n as f32 / most * (rect.height() - 2.0);
        let left = rect.left() + place as f32 / span * rect.width();
        egui::Rect::from_min_size(
            pos2(left, rect.bottom() - height),
            vec2((rect.width() / span - 1.0).max(1.0), height),
        )
    };
    let full = if brushed.is_some() { 0.45 } else { 1.0 };
    for (place, &n) in counts.iter().enumerate().filter(|(_, n)| **n > 0) {
        let weak = ui.visuals().weak_text_color().gamma_multiply(0.5);
        let color = if is_inside(place) { super::theme::ACCENT.gamma_multiply(full) } else { weak };
        ui.painter().rect_filled(bar(place, n), 1.0, color);
    }
    for (place, &n) in brushed.into_iter().flatten().enumerate().filter(|(_, n)| **n > 0) {
        ui.painter().rect_filled(bar(place, n), 1.0, color32(palette::SELECTION));
    }
    ui.painter().hline(rect.x_range(), rect.bottom(), ui.visuals().widgets.noninteractive.bg_stroke);
    if let Some(at) = response.hover_pos() {
        let place = place_at(at.x);
        response.clone().on_hover_text(format!("{}: {}", label(place), counts.get(place).copied().unwrap_or(0)));
    }
    let origin = ui.input(|i| i.pointer.press_origin());
    let now = response.interact_pointer_pos();
    let (begun, now) = if response.clicked() { (now?, now?) } else { (origin?, now.filter(|_| response.dragged())?) };
    let (a, b) = (place_at(begun.x), place_at(now.x));
    Some(Dragged { first: a.min(b), last: a.max(b), selects: ui.input(|i| i.modifiers.command) })
}
