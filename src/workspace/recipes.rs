//! The user's import recipes: one file each in the data folder, under the fingerprint of their headers.

use std::path::{Path, PathBuf};

use crate::export::{ExportError, Placed, write_atomically};
use crate::import::recipe::Recipe;

/// Recipes looked at.
const MAX_RECIPES: usize = 500;

/// Where recipes lie: beside the user's own catalogue.
pub fn folder() -> PathBuf {
    let data = super::own_catalogue().and_then(|c| c.parent().map(PathBuf::from));
    data.unwrap_or_default().join("recipes")
}

/// All recipes of a folder in order of their names; files that are none are left out.
pub fn load(folder: &Path) -> Vec<Recipe> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> =
        entries.map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "json")).collect();
    paths.sort();
    let read = |path: &PathBuf| std::fs::read_to_string(path).ok().and_then(|text| Recipe::parse(&text).ok());
    paths.iter().take(MAX_RECIPES).filter_map(read).collect()
}

/// Keeps a recipe in place of an earlier one for the same headers.
///
/// # Errors
/// What the operating system says.
pub fn save(folder: &Path, recipe: &Recipe) -> Result<(PathBuf, Placed), ExportError> {
    // If the folder cannot be made, the writing says so.
    std::fs::create_dir_all(folder).ok();
    let path = folder.join(format!("{}.json", recipe.fingerprint()));
    let placed = write_atomically(&path, recipe.to_json().unwrap_or_default().as_bytes())?;
    Ok((path, placed))
}
