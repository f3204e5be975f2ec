//! The user's named views: a `.hjview` file and a small picture of each, in one folder.

use std::path::{Path, PathBuf};

use super::own_catalogue;
use crate::document::{Document, write_view};
use crate::export::{ExportError, Format, Placed, Rendering, render, unheard, write_atomically};
use crate::layers::{MapInput, draw};
use crate::scene::Rect;
use crate::scene::page::{MapView, Metadata, PT_PER_MM, Page};

/// A view of the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedView {
    /// Its name.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
    /// Its picture, if there is one.
    pub picture: Option<PathBuf>,
}

/// Size of a picture, points of the page; a pixel each.
pub const PICTURE_PT: [f64; 2] = [288.0, 192.0];

/// Where named views lie: beside the user's own catalogue.
pub fn views_folder() -> PathBuf {
    let data = own_catalogue().and_then(|c| c.parent().map(PathBuf::from));
    data.unwrap_or_default().join("views")
}

/// The views of a folder by name; none where there is no such folder.
pub fn list(folder: &Path) -> Vec<NamedView> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
    let mut views: Vec<NamedView> = paths
        .filter(|path| path.extension().is_some_and(|e| e == "hjview"))
        .filter_map(|path| {
            let name = path.file_stem()?.to_string_lossy().into_owned();
            let picture = Some(path.with_extension("png")).filter(|p| p.exists());
            Some(NamedView { name, path, picture })
        })
        .collect();
    views.sort_by(|a, b| a.name.cmp(&b.name));
    views
}

/// Longest name of a file, bytes: file systems end at 255, endings and numbers included.
const MAX_NAME_BYTES: usize = 200;
/// Names that Windows gives to devices, whatever the ending.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// A name as a file can have it on every system: without separators, marks of direction and devices, not hidden, not
/// empty, not too long.
pub fn file_name(name: &str) -> String {
    let is_bad = |c: char| {
        r#"/\:*?"<>|"#.contains(c)
            || c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let kept: String = name.trim().chars().map(|c| if is_bad(c) { '_' } else { c }).collect();
    let kept = kept.trim_start_matches(['.', ' ']);
    let kept = kept[..kept.floor_char_boundary(MAX_NAME_BYTES)].trim_end_matches(['.', ' ']);
    let stem = kept.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let is_device = DEVICES.contains(&stem.trim_end_matches(|c: char| c.is_ascii_digit()));
    if kept.is_empty() || is_device { format!("_{kept}") } else { kept.to_owned() }
}

/// Saves a document under a name, with the picture if there is one; a view of that name is replaced.
///
/// # Errors
/// What the system says.
pub fn save(
    folder: &Path,
    name: &str,
    document: &Document,
    picture: Option<&[u8]>,
) -> Result<(PathBuf, Placed), ExportError> {
    std::fs::create_dir_all(folder).ok();
    let path = folder.join(format!("{}.hjview", file_name(name)));
    let placed = write_atomically(&path, write_view(document).as_bytes())?;
    match picture {
        Some(bytes) => drop(write_atomically(&path.with_extension("png"), bytes)?),
        // The picture of another view would lie.
        None => drop(std::fs::remove_file(path.with_extension("png"))),
    }
    Ok((path, placed))
}

/// Removes a view and its picture.
///
/// # Errors
/// What the system says of the view's file.
pub fn remove(view: &NamedView) -> std::io::Result<()> {
    std::fs::remove_file(&view.path)?;
    view.picture.as_ref().map_or(Ok(()), std::fs::remove_file)
}

/// The small picture of a map as PNG: what `input` shows, without furniture.
///
/// # Errors
/// What the renderer says.
pub fn picture(input: &MapInput<'_>, created: time::OffsetDateTime) -> Result<Vec<u8>, ExportError> {
    let [w, h] = PICTURE_PT;
    let seen = input.frame;
    let scale = (seen.size_pt[0] / w).max(seen.size_pt[1] / h);
    let frame = crate::scene::Frame { size_pt: PICTURE_PT, metres_per_pt: seen.metres_per_pt * scale, ..seen };
    let page = Page {
        size_mm: PICTURE_PT.map(|pt| pt / PT_PER_MM),
        maps: vec![MapView { rect: Rect::at([0.0; 2], [w, h]), frame, scene: draw(&MapInput { frame, ..*input }).0 }],
        furniture: Vec::new(),
        paper: input.ink.paper,
        title: String::new(),
        description: String::new(),
        metadata: Metadata { language: input.language, source: String::new(), created, view: None },
    };
    render(&page, Format::Png, &Rendering::at(72), &unheard)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn views_are_listed_replaced_and_removed_and_names_stay_in_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        assert!(list(&folder.path().join("none")).is_empty());
        save(folder.path(), "../黄浦 / 区块链", &Document::default(), Some(b"picture")).unwrap();
        save(folder.path(), "b", &Document::default(), None).unwrap();
        let views = list(folder.path());
        let names: Vec<&str> = views.iter().map(|v| v.name.as_str()).collect();
        assert_eq!(names, ["_黄浦 _ 区块链", "b"]);
        assert!(views[0].picture.is_some() && views[1].picture.is_none());
        save(folder.path(), "_黄浦 _ 区块链", &Document::default(), None).unwrap();
        assert!(list(folder.path())[0].picture.is_none(), "a stale picture would lie");
        remove(&views[1]).unwrap();
        assert_eq!(list(folder.path()).len(), 1);
    }
}
