//! What of the window survives a restart.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::editing::KeptWork;
use crate::document::Document;
use crate::language::Language;

/// Files remembered as opened lately.
const MAX_RECENT: usize = 8;

/// Catalogues whose unfinished work is kept; nobody remembers more.
const MAX_DRAFTS: usize = 32;

/// The state that is kept between runs; the window's own place and size are kept by eframe.
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
    /// What was being written when the window closed, for the catalogue that was open.
    pub work: Option<KeptWork>,
    /// What was being written for other catalogues, the last first; each comes back when its catalogue is opened.
    pub drafts: Vec<KeptWork>,
    /// Name of the last crash report that the user was told of.
    pub told_report: Option<String>,
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
            work: None,
            drafts: Vec::new(),
            told_report: None,
        }
    }
}

impl Session {
    /// The state as it was written, and whether all of it could be read. Where the view cannot, language and theme still
    /// may.
    pub fn read(text: &str) -> (Session, bool) {
        if let Ok(session) = serde_json::from_str(text) {
            return (session, true);
        }
        let mut state: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
        if let Some(fields) = state.as_object_mut() {
            fields.retain(|field, _| !["document", "work", "drafts"].contains(&field.as_str()));
        }
        (serde_json::from_value(state).unwrap_or_default(), false)
    }

    /// Keeps what was being written for a catalogue that is not open, in the place of what was kept for it before.
    pub fn keep_draft(&mut self, work: KeptWork) {
        self.drafts.retain(|kept| kept.path != work.path);
        self.drafts.insert(0, work);
        self.drafts.truncate(MAX_DRAFTS);
    }

    /// Puts a file first among those opened lately. A path that is no text cannot be kept.
    pub fn note_recent(&mut self, path: &Path) {
        if path.to_str().is_none() {
            return;
        }
        self.recent.retain(|p| p != path);
        self.recent.insert(0, path.to_owned());
        self.recent.truncate(MAX_RECENT);
    }
}
