//! The `.hjview` file: a document as readable text, with permanent ids only.

use serde::{Deserialize, Serialize};

use super::Document;
use crate::language::Message;
use crate::report::Tell;

/// Version of the form written; files of a greater one are refused.
pub const VIEW_VERSION: u32 = 1;
/// A view is a few hundred bytes; past this the file is something else.
pub const MAX_VIEW_BYTES: usize = 1 << 20;

/// Why a view could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    /// Not the text of a view.
    Syntax {
        /// The line it gives up at, from 1.
        line: usize,
        /// What the reader says.
        source: toml::de::Error,
    },
    /// Written by a later version of the program.
    Newer {
        /// The version found.
        version: u32,
    },
    /// Longer than any view.
    TooLong,
}

crate::told!(ViewError);

impl Tell for ViewError {
    fn message(&self) -> Message {
        match self {
            ViewError::Syntax { line, source } => {
                Message::new("layers-view-syntax").with("line", *line as i64).with("why", source.message())
            }
            ViewError::Newer { version } => Message::new("layers-view-newer").with("version", *version),
            ViewError::TooLong => Message::new("layers-view-too-long"),
        }
    }
}

/// From what a figure was made: what its file remembers, so that a later reader can say what has changed since.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Provenance {
    /// Name of the catalogue's file, without its folder.
    pub catalogue: String,
    /// Hash of its rows, hexadecimal.
    pub content: String,
    /// Its rows.
    pub rows: u64,
    /// Its last batch.
    pub batch: i64,
    /// Date of the data.
    pub data_date: String,
    /// The boundary pack.
    pub pack: String,
    /// Hash of its districts, hexadecimal.
    pub boundaries: String,
    /// Version of the program.
    pub version: String,
    /// Seed of the random numbers of tests.
    pub seed: u64,
}

/// What a view file holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ViewFile {
    hujin_view: u32,
    /// From what it was made, where it is that of a figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<Provenance>,
    /// What was chosen.
    pub view: Document,
}

/// The text of a view file.
pub fn write_view(document: &Document) -> String {
    write_view_file(document, None)
}

/// The text that a figure carries: its document, and from what it was made.
pub fn write_view_file(document: &Document, made: Option<Provenance>) -> String {
    // A document holds no map with non-text keys, so writing it cannot fail.
    toml::to_string(&ViewFile { hujin_view: VIEW_VERSION, made, view: document.clone() }).unwrap_or_default()
}

/// The document of a view file's text.
///
/// # Errors
/// Text that is no view, is too long, or is of a later version.
pub fn read_view(text: &str) -> Result<Document, ViewError> {
    read_view_file(text).map(|file| file.view)
}

/// All that a view file's text holds.
///
/// # Errors
/// Those of [`read_view`].
pub fn read_view_file(text: &str) -> Result<ViewFile, ViewError> {
    if text.len() > MAX_VIEW_BYTES {
        return Err(ViewError::TooLong);
    }
    #[derive(Deserialize)]
    struct Head {
        hujin_view: u32,
    }
    let syntax = |source: toml::de::Error| {
        let before = source.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        ViewError::Syntax { line: before.matches('\n').count() + 1, source }
    };
    let head: Head = toml::from_str(text).map_err(syntax)?;
    if head.hujin_view > VIEW_VERSION {
        return Err(ViewError::Newer { version: head.hujin_view });
    }
    toml::from_str(text).map_err(syntax)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Camera, Edit};
    use crate::geography::Plane;

    #[test]
    fn a_view_comes_back_exactly() {
        let document = Document::default()
            .edited(Edit::Visible { layer: "density", visible: true })
            .edited(Edit::Param { layer: "density", key: "bandwidth", value: "cv".into() })
            .edited(Edit::Camera(Some(Camera { centre: Plane::new(5e5, 3.4e6), height_m: 1e4 })));
        assert_eq!(read_view(&write_view(&document)).expect("just written"), document);
    }

    #[test]
    fn other_files_are_refused_with_a_reason() {
        assert!(matches!(read_view("not a view"), Err(ViewError::Syntax { .. })));
        assert!(matches!(read_view("hujin_view = 9\n[other]\n"), Err(ViewError::Newer { version: 9 })));
        let unknown = read_view("hujin_view = 1\n[view]\nunknown = 1\n").expect_err("no such key");
        let told = unknown.message().text(crate::language::Language::Zh);
        assert!(told.contains("第 3 行") && told.contains("unknown"), "{told}");
    }
}
