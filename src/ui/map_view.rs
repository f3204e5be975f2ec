//! The map: pan, zoom, hover, click.

use egui::{Key, PointerButton, Rect, Response, Sense, Ui, Vec2};

use super::painter::{self, Textures};
use crate::document::Camera;
use crate::geography::Plane;
use crate::scene::pick::pick;
use crate::scene::{Color, Frame, Scene, Target};

/// What the pointer did on the map.
#[derive(Debug, Default)]
pub struct MapEvents {
    /// Under the pointer.
    pub hovered: Option<Target>,
    /// Clicked; `Some(None)` is a click on nothing.
    pub clicked: Option<Option<Target>>,
    /// Clicked with the other button: what is there, and where that is.
    pub menu: Option<(Option<Target>, Plane)>,
    /// Clicked twice: what is there, and where that is.
    pub double: Option<(Option<Target>, Plane)>,
    /// Where it was clicked.
    pub at: Option<Plane>,
    /// Whether Ctrl (⌘) was held.
    pub command: bool,
}

/// Nearer than this nothing more is to be seen: a building fills the window.
const NEAREST_M_PER_PT: f64 = 0.2;
/// Farther than this the city is a dot.
const FARTHEST_M_PER_PT: f64 = 2000.0;

/// Where the map lies in the window, and its frame there.
pub fn allocate(ui: &mut Ui, camera: Option<Camera>, bounds: (Plane, Plane), name: &str) -> (Response, Frame) {
    let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::click_and_drag());
    let label = name.to_owned();
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &label));
    let size = [f64::from(rect.width().max(1.0)), f64::from(rect.height().max(1.0))];
    let frame = match camera {
        Some(camera) => camera.frame(size),
        None => Frame::fit(bounds.0, bounds.1, size, 20.0),
    };
    (response, frame)
}

/// Moves the frame by what pointer, wheel and keys did; a primary drag that brushes leaves it.
pub fn navigate(ui: &Ui, response: &Response, frame: Frame, bounds: (Plane, Plane), is_brushing: bool) -> Frame {
    let mut next = frame;
    if (response.dragged_by(PointerButton::Primary) && !is_brushing) || response.dragged_by(PointerButton::Middle) {
        let Vec2 { x, y } = response.drag_delta();
        next = next.panned([f64::from(x), f64::from(y)]);
    }
    if let Some(at) = response.hover_pos() {
        let about = local(response.rect, at);
        let (scroll, pinch) = ui.input(|i| (i.smooth_scroll_delta().y, i.zoom_delta()));
        let factor = f64::from(pinch) * (f64::from(scroll) / 240.0).exp2();
        if (factor - 1.0).abs() > 1e-6 {
            next = next.zoomed(factor, about);
        }
    }
    if response.has_focus() || ui.memory(|m| m.focused().is_none()) {
        next = keys(ui, next);
    }
    limited(next, bounds)
}

fn keys(ui: &Ui, frame: Frame) -> Frame {
    let [w, h] = frame.size_pt;
    let step = w.min(h) * 0.12;
    ui.input(|i| {
        let mut next = frame;
        if i.modifiers.any() {
            return next;
        }
        for (key, by) in [
            (Key::ArrowLeft, [step, 0.0]),
            (Key::ArrowRight, [-step, 0.0]),
            (Key::ArrowUp, [0.0, step]),
            (Key::ArrowDown, [0.0, -step]),
        ] {
            if i.key_pressed(key) {
                next = next.panned(by);
            }
        }
        for (key, factor) in [(Key::Plus, 1.5), (Key::Equals, 1.5), (Key::Minus, 1.0 / 1.5)] {
            if i.key_pressed(key) {
                next = next.zoomed(factor, [w / 2.0, h / 2.0]);
            }
        }
        next
    })
}

/// Keeps the scale within reason and the middle of the map within the city's bounds.
pub fn limited(frame: Frame, (min, max): (Plane, Plane)) -> Frame {
    Frame {
        metres_per_pt: frame.metres_per_pt.clamp(NEAREST_M_PER_PT, FARTHEST_M_PER_PT),
        centre: Plane::new(frame.centre.x.clamp(min.x, max.x), frame.centre.y.clamp(min.y, max.y)),
        ..frame
    }
}

/// Paints the map on its paper, and says what the pointer did on it.
pub fn show(
    ui: &Ui,
    response: &Response,
    (scene, frame): (&Scene, &Frame),
    paper: Color,
    textures: &mut Textures,
) -> MapEvents {
    painter::paint(ui, response.rect, scene, frame, paper, textures);
    events(ui, response, scene, frame)
}

fn events(ui: &Ui, response: &Response, scene: &Scene, frame: &Frame) -> MapEvents {
    let mut events = MapEvents::default();
    let Some(at) = response.hover_pos().or_else(|| response.interact_pointer_pos()) else { return events };
    let target = pick(scene, frame, local(response.rect, at), 3.0);
    if matches!(target, Some(Target::Enterprise(_) | Target::Cluster(_) | Target::Bubble { .. })) {
        ui.set_cursor_icon(egui::CursorIcon::PointingHand);
    }
    events.command = ui.input(|i| i.modifiers.command);
    if response.secondary_clicked() {
        events.menu = Some((target, frame.to_plane(local(response.rect, at))));
    } else if response.double_clicked() {
        // Its first click has been taken already.
        events.double = Some((target, frame.to_plane(local(response.rect, at))));
    } else if response.clicked() {
        events.at = Some(frame.to_plane(local(response.rect, at)));
        events.clicked = Some(target);
    } else {
        events.hovered = target;
    }
    events
}

fn local(rect: Rect, at: egui::Pos2) -> [f64; 2] {
    [f64::from(at.x - rect.left()), f64::from(at.y - rect.top())]
}
