//! From what a figure was made, and what has changed since.

use std::path::{Path, PathBuf};

use crate::catalogue::Catalogue;
use crate::document::{Provenance, ViewError, ViewFile, read_view_file};
use crate::export::{CarriedError, carried_view};
use crate::geography::Pack;
use crate::language::Message;
use crate::layers::hot_areas::SEED;
use crate::report::Tell;
use crate::store::{BatchId, Store, StoreError};

/// Largest file looked at for a view, bytes: an A0 figure at 600 dpi has less.
pub const MAX_FIGURE_BYTES: u64 = 1 << 30;

/// Why a file gave no view.
#[derive(Debug, thiserror::Error)]
pub enum FigureFileError {
    /// It cannot be read.
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A picture that carries no view.
    NoView {
        /// The file.
        path: PathBuf,
    },
    /// It cannot be looked through.
    Carried(CarriedError),
    /// What it carries is no view.
    View(ViewError),
}

crate::told!(FigureFileError);

impl Tell for FigureFileError {
    fn message(&self) -> Message {
        match self {
            FigureFileError::Read { path, .. } => Message::new("workspace-cannot-read").with("path", path),
            FigureFileError::NoView { path } => Message::new("figure-carries-no-view").with("path", path),
            FigureFileError::Carried(error) => error.message(),
            FigureFileError::View(error) => error.message(),
        }
    }
}

/// The view of a view file, or the one a figure carries.
///
/// # Errors
/// The file cannot be read, carries none, or carries something else.
pub fn view_of(path: &Path) -> Result<ViewFile, FigureFileError> {
    let failed = |source| FigureFileError::Read { path: path.to_owned(), source };
    if std::fs::metadata(path).map_err(failed)?.len() > MAX_FIGURE_BYTES {
        return Err(failed(std::io::ErrorKind::FileTooLarge.into()));
    }
    let bytes = std::fs::read(path).map_err(failed)?;
    let text = match path.extension().is_some_and(|e| e == "hjview") {
        true => String::from_utf8_lossy(&bytes).into_owned(),
        false => {
            let carried = carried_view(&bytes).map_err(FigureFileError::Carried)?;
            carried.ok_or_else(|| FigureFileError::NoView { path: path.to_owned() })?
        }
    };
    read_view_file(&text).map_err(FigureFileError::View)
}

/// From what a figure of this catalogue and these boundaries is made.
///
/// # Errors
/// Those of the database.
pub fn provenance(path: Option<&Path>, catalogue: &Catalogue, pack: &Pack) -> Result<Provenance, StoreError> {
    let (content, batch) = match path {
        Some(path) => {
            let store = Store::open_read(path)?;
            (store.content_hash()?, store.last_batch()?.0)
        }
        None => (String::new(), 0),
    };
    Ok(Provenance {
        catalogue: path.and_then(Path::file_name).map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
        content,
        rows: catalogue.len() as u64,
        batch,
        data_date: catalogue.data_date().to_owned(),
        pack: pack.id.clone(),
        boundaries: pack.sha256.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        seed: SEED,
    })
}

/// What has changed since a figure was made, a sentence each; the first says whether the data are the same.
///
/// # Errors
/// Those of the database.
pub fn since(made: &Provenance, path: &Path, pack: &Pack) -> Result<Vec<Message>, StoreError> {
    let store = Store::open_read(path)?;
    let mut told = Vec::new();
    if store.content_hash()? == made.content {
        told.push(match made.data_date.as_str() {
            "" => Message::new("since-same-undated"),
            date => Message::new("since-same").with("date", date),
        });
    } else {
        let differences = store.changes_between(BatchId(made.batch), BatchId(i64::MAX), 0)?;
        let known = made.batch <= store.last_batch()?.0 && differences.before as u64 == made.rows;
        told.push(match known {
            true => Message::new("since-changed")
                .with("entered", differences.entered.count)
                .with("left", differences.left.count)
                .with("moved", differences.moved.count)
                .with("retagged", differences.retagged.count)
                .with("other", differences.otherwise_changed.count),
            false => Message::new("since-other-catalogue")
                .with("name", made.catalogue.as_str())
                .with("then", made.rows)
                .with("now", differences.after),
        });
    }
    if pack.sha256 != made.boundaries {
        told.push(Message::new("since-boundaries").with("pack", made.pack.as_str()));
    }
    if made.version != env!("CARGO_PKG_VERSION") {
        told.push(Message::new("since-version").with("version", made.version.as_str()));
    }
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{ChangeSet, sample};
    use crate::document::{Document, write_view_file};
    use crate::language::Language;

    #[test]
    fn a_figure_says_what_has_changed_since_it_was_made() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.gpkg");
        let taxonomy = crate::catalogue::Taxonomy::bundled();
        let mut store = Store::create_with(&path, &taxonomy, &sample::sample()).unwrap();
        let pack = Pack::bundled();
        let catalogue = store.load(1, &|_| ()).unwrap();
        let made = provenance(Some(&path), &catalogue, &pack).unwrap();
        let ids = |told: &[Message]| told.iter().map(Message::id).collect::<Vec<_>>();
        assert_eq!(ids(&since(&made, &path, &pack).unwrap()), ["since-same"]);
        let view = read_view_file(&write_view_file(&Document::default(), Some(made.clone()))).unwrap();
        assert_eq!(view.made.as_ref(), Some(&made));

        store.apply(&ChangeSet { deletes: vec![catalogue.row(0).id()], ..ChangeSet::default() }).unwrap();
        let told = since(&made, &path, &pack).unwrap();
        assert_eq!(ids(&told), ["since-changed"]);
        assert!(told[0].text(Language::En).contains("1 left"), "{}", told[0].text(Language::En));

        let mut other = Pack::clone(&pack);
        other.sha256 = "0".into();
        let elsewhere = Provenance { rows: 7, ..made };
        assert_eq!(ids(&since(&elsewhere, &path, &other).unwrap()), ["since-other-catalogue", "since-boundaries"]);
    }
}
