//! The page as it will be exported, and its parts under the hand.

use std::sync::Arc;

use egui::{Color32, CursorIcon, Key, Rect as ScreenRect, Sense, StrokeKind, Ui, pos2, vec2};

use super::{Events, part_label};
use crate::document::{Composition, Part};
use crate::figure::snap::{Grip, Guide, snapped};
use crate::figure::{Composed, layout};
use crate::language::say;
use crate::scene::Rect;
use crate::scene::page::PT_PER_MM;
use crate::ui::app::App;
use crate::ui::painter;

/// A part under the hand.
#[derive(Clone, Debug)]
pub struct Drag {
    part: Part,
    grip: Grip,
    /// Where it was, points of the page.
    from: Rect,
    /// Where the hand took it.
    at: [f64; 2],
    guides: Vec<Guide>,
}

/// Distance from the page to the sides of the room, points of the window.
const ROOM_PT: f32 = 18.0;
/// Side of the handle of a part's corner, points of the window.
const HANDLE_PT: f32 = 9.0;
/// How near a part comes to a line before it rests on it, points of the window.
const SNAP_PT: f64 = 6.0;

/// Draws the page and lets its parts be moved.
pub fn preview_ui(ui: &mut Ui, app: &mut App, composed: &Arc<Composed>, events: &mut Events) {
    let language = app.session.language;
    let room = ui.available_rect_before_wrap();
    ui.painter().rect_filled(room, 0.0, desk(ui));
    let size = composed.page.size_pt();
    let fit = |k: usize, side: f32| f64::from((side - 2.0 * ROOM_PT).max(40.0)) / size[k];
    let scale = fit(0, room.width()).min(fit(1, room.height()));
    let shown = vec2((size[0] * scale) as f32, (size[1] * scale) as f32);
    let paper = ScreenRect::from_center_size(room.center(), shown);
    let beside = ui.allocate_rect(room, Sense::click());
    let response = ui.interact(paper, ui.scope_id().with("paper"), Sense::click_and_drag());
    let name = say(language, "composer-page");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &name));
    draw_page(ui, app, composed, paper, scale);
    let hand = Hand { paper, scale };
    let pointer = response.interact_pointer_pos().or(response.hover_pos());
    if response.drag_started() || response.clicked() {
        let pressed = ui.input(|i| i.pointer.press_origin()).or(pointer);
        app.composer.drag = None;
        if let Some(at) = pressed.map(|p| hand.to_page(p)) {
            take_hold(app, composed, at, HANDLE_PT as f64 / scale, response.drag_started());
        }
    }
    if beside.clicked() {
        app.composer.selected = None;
    }
    let mut figure = app.workspace.document().figure.clone();
    if response.dragged()
        && let (Some(drag), Some(pointer)) = (app.composer.drag.clone(), pointer)
    {
        app.composer.drag = Some(follow(drag, &mut figure, composed, hand.to_page(pointer), SNAP_PT / scale));
    }
    if response.drag_stopped() {
        app.composer.drag = None;
    }
    if let Some(part) = app.composer.selected
        && ui.memory(|m| m.focused().is_none())
    {
        nudge(ui, part, composed, &mut figure);
    }
    if figure != app.workspace.document().figure {
        events.figure = Some(figure);
    }
    outlines(ui, app, composed, &hand, response.hover_pos());
}

/// From the window onto the page.
struct Hand {
    paper: ScreenRect,
    scale: f64,
}

impl Hand {
    fn to_page(&self, p: egui::Pos2) -> [f64; 2] {
        let d = p - self.paper.min;
        [f64::from(d.x) / self.scale, f64::from(d.y) / self.scale]
    }

    fn to_screen(&self, rect: &Rect) -> ScreenRect {
        let at = |p: [f64; 2]| self.paper.min + vec2((p[0] * self.scale) as f32, (p[1] * self.scale) as f32);
        ScreenRect::from_min_max(at(rect.min), at(rect.max))
    }
}

fn desk(ui: &Ui) -> Color32 {
    if ui.visuals().dark_mode { Color32::from_gray(16) } else { Color32::from_gray(214) }
}

fn draw_page(ui: &Ui, app: &mut App, composed: &Arc<Composed>, paper: ScreenRect, scale: f64) {
    let shadow = paper.translate(vec2(2.0, 3.0));
    ui.painter().rect_filled(shadow, 0.0, Color32::from_black_alpha(50));
    let is_current = |(of, at, _): &(Arc<Composed>, f64, crate::scene::Page)| Arc::ptr_eq(of, composed) && *at == scale;
    if !app.composer.shown.as_ref().is_some_and(is_current) {
        app.composer.shown = Some((composed.clone(), scale, composed.page.clone().magnified(scale)));
    }
    if let Some((_, _, page)) = &app.composer.shown {
        painter::paint_page(ui, paper, page, &mut app.textures);
    }
}

/// The part on top under a point of the page.
fn part_at(composed: &Composed, [x, y]: [f64; 2]) -> Option<Part> {
    let holds = |r: &Rect| (r.min[0]..=r.max[0]).contains(&x) && (r.min[1]..=r.max[1]).contains(&y);
    composed.parts.iter().rev().find(|(_, rect)| holds(rect)).map(|(part, _)| *part)
}

fn take_hold(app: &mut App, composed: &Composed, at: [f64; 2], handle: f64, is_drag: bool) {
    let corner = app.composer.selected.filter(|part| part.has_width()).and_then(|part| {
        let rect = composed.parts.get(&part)?;
        let is_near = (0..2).all(|k| (at[k] - rect.max[k]).abs() <= handle);
        is_near.then_some((part, Grip::Corner))
    });
    let hold = corner.or_else(|| part_at(composed, at).map(|part| (part, Grip::Whole)));
    app.composer.selected = hold.map(|(part, _)| part);
    if let Some((part, grip)) = hold.filter(|_| is_drag)
        && let Some(from) = composed.parts.get(&part)
    {
        app.composer.drag = Some(Drag { part, grip, from: *from, at, guides: Vec::new() });
    }
}

/// The figure with the part where the hand has brought it.
fn follow(drag: Drag, figure: &mut Composition, composed: &Composed, hand: [f64; 2], reach: f64) -> Drag {
    let by = [hand[0] - drag.at[0], hand[1] - drag.at[1]];
    let mut rect = drag.from;
    for (k, d) in by.into_iter().enumerate() {
        rect.max[k] += d;
        match drag.grip {
            Grip::Whole => rect.min[k] += d,
            Grip::Corner => rect.max[k] = rect.max[k].max(rect.min[k] + 12.0),
        }
    }
    let page = composed.page.size_pt();
    let others: Vec<Rect> = composed.parts.iter().filter(|(p, _)| **p != drag.part).map(|(_, r)| *r).collect();
    let (rect, guides) = snapped(rect, drag.grip, &others, page, layout::margin_pt(page), reach);
    figure.place(drag.part, millimetres(&kept_on(rect, page)));
    Drag { guides, ..drag }
}

/// A part that stays on the page with at least a corner of it.
fn kept_on(rect: Rect, page: [f64; 2]) -> Rect {
    let size = rect.size_pt();
    let at = [0, 1].map(|k| rect.min[k].clamp(8.0 - size[k], page[k] - 8.0));
    Rect::at(at, size)
}

/// A rectangle of the page as left, top, width and height in millimetres.
pub fn millimetres(rect: &Rect) -> [f64; 4] {
    let [w, h] = rect.size_pt();
    [rect.min[0], rect.min[1], w, h].map(|pt| pt / PT_PER_MM)
}

/// Arrow keys move the selected part by a millimetre, with Shift by ten; Delete hides it.
fn nudge(ui: &Ui, part: Part, composed: &Composed, figure: &mut Composition) {
    let Some(rect) = composed.parts.get(&part) else { return };
    let step = if ui.input(|i| i.modifiers.shift) { 10.0 } else { 1.0 };
    let mut by = [0.0, 0.0];
    ui.input(|i| {
        for (key, d) in [
            (Key::ArrowLeft, [-1.0, 0.0]),
            (Key::ArrowRight, [1.0, 0.0]),
            (Key::ArrowUp, [0.0, -1.0]),
            (Key::ArrowDown, [0.0, 1.0]),
        ] {
            if i.key_pressed(key) {
                by = [by[0] + d[0] * step, by[1] + d[1] * step];
            }
        }
        if i.key_pressed(Key::Delete) {
            figure.show(part, false);
        }
    });
    if by != [0.0, 0.0] {
        let [x, y, w, h] = millimetres(rect);
        figure.place(part, [x + by[0], y + by[1], w, h]);
    }
}

/// The frame of the selected part with its handle, that of the part under the pointer, and the lines of rest.
fn outlines(ui: &Ui, app: &App, composed: &Composed, hand: &Hand, hover: Option<egui::Pos2>) {
    let painter = ui.painter_at(hand.paper.expand(ROOM_PT));
    let accent = ui.visuals().selection.stroke.color;
    if let Some(part) = hover.and_then(|p| part_at(composed, hand.to_page(p))) {
        let rect = hand.to_screen(&composed.parts[&part]).expand(2.0);
        painter.rect_stroke(rect, 1.0, egui::Stroke::new(1.0, accent.gamma_multiply(0.5)), StrokeKind::Outside);
        if app.composer.drag.is_none() {
            ui.set_cursor_icon(CursorIcon::Grab);
        }
    }
    if let Some(part) = app.composer.selected
        && let Some(rect) = composed.parts.get(&part)
    {
        let rect = hand.to_screen(rect).expand(2.0);
        painter.rect_stroke(rect, 1.0, egui::Stroke::new(1.6, accent), StrokeKind::Outside);
        if part.has_width() {
            let handle = ScreenRect::from_center_size(rect.max, vec2(HANDLE_PT, HANDLE_PT));
            painter.rect_filled(handle, 1.0, accent);
            if hover.is_some_and(|p| handle.expand(3.0).contains(p)) {
                ui.set_cursor_icon(CursorIcon::ResizeNwSe);
            }
        }
        if app.composer.drag.is_some() {
            let [x, y, w, h] = millimetres(&composed.parts[&part]);
            let words = format!("{}  {x:.1}, {y:.1}  {w:.1} × {h:.1} mm", part_label(part, app.session.language));
            let font = egui::TextStyle::Small.resolve(ui.style());
            let at = rect.left_top() - vec2(0.0, 16.0);
            painter.text(at, egui::Align2::LEFT_TOP, words, font, accent);
        }
    }
    for guide in app.composer.drag.iter().flat_map(|drag| &drag.guides) {
        let stroke = egui::Stroke::new(1.0, Color32::from_rgb(0xd9, 0x38, 0x0f));
        let at = (guide.at * hand.scale) as f32;
        let (a, b) = match guide.is_vertical {
            true => (pos2(hand.paper.left() + at, hand.paper.top()), pos2(hand.paper.left() + at, hand.paper.bottom())),
            false => (pos2(hand.paper.left(), hand.paper.top() + at), pos2(hand.paper.right(), hand.paper.top() + at)),
        };
        painter.line_segment([a, b], stroke);
    }
}
