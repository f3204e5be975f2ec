//! The looks a figure may have: those that come with the program, and the user's own files.

use std::path::PathBuf;

use crate::figure::{Style, StyleError};

/// Where the user's own styles lie: beside the user's own catalogue.
pub fn folder() -> PathBuf {
    let data = super::own_catalogue().and_then(|c| c.parent().map(PathBuf::from));
    data.unwrap_or_default().join("styles")
}

/// All styles, the bundled ones first; an own style of a bundled one's id takes its place. And what is wrong with the
/// files that are none.
pub fn all() -> (Vec<Style>, Vec<StyleError>) {
    let (own, errors) = Style::read_folder(&folder());
    let mut styles = Style::bundled().to_vec();
    for style in own {
        match styles.iter_mut().find(|s| s.id == style.id) {
            Some(same) => *same = style,
            None => styles.push(style),
        }
    }
    (styles, errors)
}

/// The style of an id, or of a file.
///
/// # Errors
/// There is none, or the file is none.
pub fn find(wanted: &str) -> Result<Style, StyleError> {
    let path = PathBuf::from(wanted);
    if path.extension().is_some_and(|e| e == "toml") || path.is_file() {
        return Style::read(&path);
    }
    let (styles, mut errors) = all();
    match Style::of_id(&styles, wanted) {
        Ok(style) => Ok(style.clone()),
        // A file that should have been it says more than that there is none.
        Err(unknown) => Err(errors.pop().unwrap_or(unknown)),
    }
}
