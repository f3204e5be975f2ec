//! What the file says of its own layers: `gpkg_contents`.

use rusqlite::Transaction;

use super::{seal, spatial_index};

/// Brings bounds and time of the layer in `gpkg_contents` up to date, and what GDAL keeps of it.
pub fn update(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    let [minx, maxx, miny, maxy] = match spatial_index::bounds(tx)? {
        Some(bounds) => bounds.map(Some),
        None => [None; 4],
    };
    tx.execute(
        "UPDATE gpkg_contents SET min_x = ?1, min_y = ?2, max_x = ?3, max_y = ?4 WHERE table_name = 'enterprise'",
        [minx, miny, maxx, maxy],
    )?;
    tx.execute(
        "UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ','now') \
         WHERE table_name IN ('enterprise', 'enterprise_track', 'source', 'batch', 'batch_row', 'outside_change')",
        [],
    )?;
    // GDAL keeps the number of features in a table of its own by triggers, which do not run here. NULL: count anew.
    let has_count = "SELECT 1 FROM sqlite_schema WHERE name = 'gpkg_ogr_contents'";
    if tx.prepare_cached(has_count)?.exists([])? {
        tx.execute("UPDATE gpkg_ogr_contents SET feature_count = NULL WHERE table_name = 'enterprise'", [])?;
    }
    seal::renew(tx, &["gpkg_contents"])
}
