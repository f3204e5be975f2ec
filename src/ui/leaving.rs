//! How a window in which something is written is left. Its ×, Escape and a button that only closes it ask alike: where
//! there is work that is not saved the window stays and says so. Nothing but the button that says so throws work away.

use egui::{RichText, Ui};

use super::app::App;
use crate::language::{Language, Message, say};

/// Whether a window was asked to close while there was work in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Leaving {
    is_refused: bool,
}

impl Leaving {
    /// Asks the window to close; whether it does.
    pub fn ask(&mut self, has_work: bool) -> bool {
        self.is_refused = has_work;
        !has_work
    }

    /// Says why the window is still there, and which button throws the work away.
    pub fn ui(&self, ui: &mut Ui, discard: &'static str, language: Language) {
        if self.is_refused {
            let words = Message::new("leaving-unsaved").with("discard", say(language, discard)).text(language);
            ui.label(RichText::new(words).color(ui.visuals().warn_fg_color));
        }
    }
}

impl App {
    /// Whether there is a window that Escape asks to close.
    pub(super) fn is_writing(&self) -> bool {
        let editing = &self.editing;
        editing.form.is_some()
            || editing.bulk.is_some()
            || editing.taxonomy.is_some()
            || editing.duplicates.is_some()
            || self.case_form.is_some()
    }

    /// Whether a window is asked to close: by its ×, or by an Escape that no window has taken yet.
    pub(super) fn is_left(&mut self, open: bool) -> bool {
        !open || std::mem::take(&mut self.editing.is_escaped)
    }
}
