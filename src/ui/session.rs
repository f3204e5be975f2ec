//! What of the window survives a restart.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::document::Document;
use crate::language::Language;

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
    /// Name put on imports.
    pub author: String,
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
            author: String::new(),
        }
    }
}

impl Session {
    /// Key in eframe's storage.
    pub const KEY: &'static str = "session";
}
