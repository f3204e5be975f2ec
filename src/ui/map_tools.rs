//! The tools on the map: move it, or brush enterprises with a rectangle, a circle or a lasso.

use egui::{PointerButton, Response, RichText, Ui};

use crate::catalogue::Brush;
use crate::geography::Plane;
use crate::language::{Language, say};
use crate::scene::Frame;

/// What a drag on the map does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tool {
    /// Moves the map.
    #[default]
    Move,
    /// Brushes a rectangle.
    Rectangle,
    /// Brushes a circle about where the drag begins.
    Circle,
    /// Brushes what a free line goes round.
    Lasso,
}

impl Tool {
    /// All, in the order of the toolbar.
    pub const ALL: [Tool; 4] = [Tool::Move, Tool::Rectangle, Tool::Circle, Tool::Lasso];

    fn label(self) -> (&'static str, &'static str) {
        match self {
            Tool::Move => ("tool-move", "tool-move-help"),
            Tool::Rectangle => ("tool-rectangle", "tool-rectangle-help"),
            Tool::Circle => ("tool-circle", "tool-circle-help"),
            Tool::Lasso => ("tool-lasso", "tool-lasso-help"),
        }
    }
}

/// A lasso has a corner at most every so many points of the screen.
const LASSO_STEP_PT: f64 = 4.0;

/// A brush stroke under way.
#[derive(Clone, Debug, Default)]
pub struct BrushStroke {
    begun: Option<(Tool, Plane)>,
    ring: Vec<Plane>,
}

impl BrushStroke {
    /// Whether a drag brushes now, so that the map stays where it is.
    pub fn is_under_way(&self) -> bool {
        self.begun.is_some()
    }

    /// Follows the pointer; what is brushed so far, whenever it has changed. Shift with any tool draws a rectangle.
    pub fn follow(&mut self, ui: &Ui, response: &Response, frame: &Frame, tool: Tool) -> Option<Brush> {
        let plane = |at: egui::Pos2| {
            let at = at - response.rect.min;
            frame.to_plane([f64::from(at.x), f64::from(at.y)])
        };
        if response.drag_started_by(PointerButton::Primary) {
            let shift = ui.input(|i| i.modifiers.shift);
            let tool = if shift && tool == Tool::Move { Tool::Rectangle } else { tool };
            // The drag begins where the button went down, not where the pointer was when it had moved enough.
            let origin = ui.input(|i| i.pointer.press_origin());
            self.begun = origin.filter(|_| tool != Tool::Move).map(|at| (tool, plane(at)));
            self.ring = self.begun.iter().map(|(_, at)| *at).collect();
        }
        let (tool, start) = self.begun?;
        let now = response.interact_pointer_pos().map(plane);
        if !response.dragged() {
            *self = BrushStroke::default();
        }
        let now = now?;
        let corner = |f: fn(f64, f64) -> f64| Plane::new(f(start.x, now.x), f(start.y, now.y));
        match tool {
            Tool::Move => None,
            Tool::Rectangle => Some(Brush::Rectangle { min: corner(f64::min), max: corner(f64::max) }),
            Tool::Circle => Some(Brush::Circle { centre: start, radius_m: start.distance_m(now) }),
            Tool::Lasso => {
                let step_m = LASSO_STEP_PT * frame.metres_per_pt;
                if self.ring.last().is_some_and(|last| last.distance_m(now) >= step_m) {
                    self.ring.push(now);
                }
                (self.ring.len() > 2).then(|| Brush::Lasso { ring: self.ring.clone() })
            }
        }
    }
}

/// The toolbar; the tool chosen.
pub fn toolbar_ui(ui: &mut Ui, tool: &mut Tool, language: Language) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        for each in Tool::ALL {
            let (label, help) = each.label();
            let words = RichText::new(say(language, label));
            if ui.selectable_label(*tool == each, words).on_hover_text(say(language, help)).clicked() {
                *tool = each;
            }
        }
    });
}
