//! What of the window survives a restart.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::editing::KeptDraft;
use crate::document::Document;
use crate::language::Language;

/// Files remembered as opened lately.
const MAX_RECENT: usize = 8;

/// The state that eframe keeps between runs, besides the window's own place and size.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Session {
    /// Language of the interface.
    pub language: Language,
    /// Dark panels and map.
    pub dark: bool,
    /// Whether the left panel is open.
    pub filters_open: bool,
    /// Whether the right panel is open.
    pub profile_open: bool,
    /// What the user chose.
    pub document: Document,
    /// The catalogue that was open, if it was not the user's own.
    pub catalogue: Option<PathBuf>,
    /// The boundary pack that was chosen, if it is not the bundled one.
    pub pack: Option<String>,
    /// The folder of the last file dialog.
    pub folder: Option<PathBuf>,
    /// Catalogues and views opened lately, the last first.
    pub recent: Vec<PathBuf>,
    /// Magnification of the interface, 1 to 2.
    pub zoom: f32,
    /// Whether the tour has been seen or put away.
    pub tour_seen: bool,
    /// Name put on imports and edits.
    pub author: String,
    /// An enterprise that was being written when the window closed.
    pub draft: Option<KeptDraft>,
}

impl Default for Session {
    fn default() -> Session {
        Session {
            language: Language::Zh,
            dark: false,
            filters_open: true,
            profile_open: true,
            document: Document::default(),
            catalogue: None,
            pack: None,
            folder: None,
            recent: Vec::new(),
            zoom: 1.0,
            tour_seen: false,
            author: String::new(),
            draft: None,
        }
    }
}

impl Session {
    /// Key in eframe's storage.
    pub const KEY: &'static str = "session";

    /// Puts a file first among those opened lately.
    pub fn note_recent(&mut self, path: &Path) {
        self.recent.retain(|p| p != path);
        self.recent.insert(0, path.to_owned());
        self.recent.truncate(MAX_RECENT);
    }
}
