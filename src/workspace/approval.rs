//! 审图号: the number under which a map of these boundaries was approved, as the user has given it.
//!
//! A number belongs to one set of boundaries: it is kept beside the hash of their file, so other boundaries have none.
//! The form of a number can be checked, not its truth.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::export::{ExportError, write_atomically};
use crate::geography::{Pack, PackError, is_review_number};
use crate::report::Tell;

/// Where the numbers are kept: beside the user's own catalogue.
pub fn file() -> PathBuf {
    let data = super::own_catalogue().and_then(|c| c.parent().map(PathBuf::from));
    data.unwrap_or_default().join("review_numbers.toml")
}

/// A number with the pack it was given for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Approval {
    number: String,
    /// Name of the pack, for people who read the file.
    pack: String,
}

fn read(file: &Path) -> BTreeMap<String, Approval> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    toml::from_str(&text).unwrap_or_default()
}

/// The number of a pack: that of its manifest, else the one given for boundaries of this hash.
pub fn review_number(pack: &Pack, file: &Path) -> Option<String> {
    let given = || read(file).remove(&pack.sha256).map(|a| a.number).filter(|n| is_review_number(n));
    pack.review_number.clone().or_else(given)
}

/// Why a number was not taken.
pub type Refused = Box<dyn Tell + Send + Sync>;

/// Keeps a number for the boundaries of a pack; an empty one is forgotten.
///
/// # Errors
/// It has not the form of one, or the file cannot be written.
pub fn give(pack: &Pack, number: &str, file: &Path) -> Result<(), Refused> {
    let number = number.trim();
    let mut kept = read(file);
    if number.is_empty() {
        kept.remove(&pack.sha256);
    } else if is_review_number(number) {
        kept.insert(pack.sha256.clone(), Approval { number: number.to_owned(), pack: pack.id.clone() });
    } else {
        return Err(Box::new(PackError::BadReviewNumber { found: number.to_owned() }));
    }
    let text = toml::to_string(&kept).unwrap_or_default();
    if let Some(folder) = file.parent() {
        // If the folder cannot be made, the writing says so.
        std::fs::create_dir_all(folder).ok();
    }
    write_atomically(file, text.as_bytes()).map(|_| ()).map_err(|e: ExportError| -> Refused { Box::new(e) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_belongs_to_its_boundaries_and_has_a_form() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a/review_numbers.toml");
        let pack = Pack::bundled();
        assert_eq!(review_number(&pack, &file), None);
        assert!(give(&pack, "GS 2024-0650", &file).is_err());
        give(&pack, " 沪S(2024)015号 ", &file).unwrap();
        assert_eq!(review_number(&pack, &file).as_deref(), Some("沪S(2024)015号"));
        let mut other = Pack::clone(&pack);
        other.sha256 = "0".repeat(64);
        assert_eq!(review_number(&other, &file), None, "other boundaries, no number");
        other.review_number = Some("GS(2020)1号".into());
        assert_eq!(review_number(&other, &file).as_deref(), Some("GS(2020)1号"));
        give(&pack, "", &file).unwrap();
        assert_eq!(review_number(&pack, &file), None);
    }
}
