//! Schema version 3: attributes of the user's own, batches whose new rows leave no images, edits by other programs,
//! named moments.

/// Columns of `enterprise` that a change may touch, as of version 3.
const COLUMNS: &str = "geom, name_zh, short_name, name_en, former_names, uscc, registered_address, office_address, \
     registered_district, office_district, position_accuracy, founded, registered_capital_wan_cny, employees, segment, \
     status, ticker, website, funding_stage, source, evidence, as_of, confidence, note, extra, row_hash";

const TABLES: &str = r#"
ALTER TABLE enterprise ADD COLUMN extra TEXT;
ALTER TABLE batch ADD COLUMN first_id INTEGER;
ALTER TABLE batch ADD COLUMN last_id INTEGER;
CREATE TABLE snapshot (
  id INTEGER PRIMARY KEY NOT NULL, name TEXT NOT NULL UNIQUE, time DATETIME NOT NULL, batch INTEGER NOT NULL,
  rows INTEGER NOT NULL, hash TEXT NOT NULL);
CREATE TABLE outside_change (
  id INTEGER PRIMARY KEY NOT NULL, time DATETIME NOT NULL, was_there INTEGER NOT NULL, geom BLOB,
  name_zh TEXT, short_name TEXT, name_en TEXT, former_names TEXT, uscc TEXT,
  registered_address TEXT, office_address TEXT, registered_district INTEGER, office_district INTEGER,
  position_accuracy TEXT, founded TEXT, registered_capital_wan_cny DOUBLE, employees INTEGER,
  segment TEXT, status TEXT, ticker TEXT, website TEXT, funding_stage TEXT,
  source TEXT, evidence TEXT, as_of TEXT, confidence TEXT, note TEXT, extra TEXT, row_hash TEXT, tracks TEXT);
INSERT INTO gpkg_contents (table_name, data_type, identifier, description) VALUES
  ('snapshot', 'attributes', 'snapshot', '命名的时刻 named moments'),
  ('outside_change', 'attributes', 'outside_change', '外部程序改动前的行 rows before other programs changed them');
"#;

/// A trigger: its name, when it fires, and of which rows it records how they were.
const TRIGGERS: [(&str, &str, &[&str]); 6] = [
    ("replace", "BEFORE INSERT ON enterprise", &["NEW.id"]),
    ("update", "BEFORE UPDATE ON enterprise", &["OLD.id", "NEW.id"]),
    ("delete", "BEFORE DELETE ON enterprise", &["OLD.id"]),
    ("track_insert", "BEFORE INSERT ON enterprise_track", &["NEW.enterprise_id"]),
    ("track_update", "BEFORE UPDATE ON enterprise_track", &["OLD.enterprise_id", "NEW.enterprise_id"]),
    ("track_delete", "BEFORE DELETE ON enterprise_track", &["OLD.enterprise_id"]),
];

const NOW: &str = "strftime('%Y-%m-%dT%H:%M:%fZ','now')";

/// Everything of it.
pub fn statements() -> String {
    let mut sql = TABLES.to_owned();
    for (name, event, ids) in TRIGGERS {
        let body: String = ids.iter().map(|id| record(id)).collect();
        sql.push_str(&format!("CREATE TRIGGER outside_change_{name} {event}\nBEGIN\n{body}END;\n"));
    }
    // A new row has its id only after it is there, and an id that is given to a row was free.
    for (name, event) in [("insert", "AFTER INSERT ON enterprise"), ("renumber", "AFTER UPDATE ON enterprise")] {
        sql.push_str(&format!(
            "CREATE TRIGGER outside_change_{name} {event}\nBEGIN\n{}END;\n",
            record_absent("NEW.id")
        ));
    }
    sql
}

/// Copies the row, unless it is recorded already. An `OR IGNORE` would not do: the conflict clause of the statement
/// that fires the trigger goes before it.
fn record(id: &str) -> String {
    format!(
        "  INSERT INTO outside_change (id, time, was_there, {COLUMNS}, tracks)\n\
         \x20   SELECT id, {NOW}, 1, {COLUMNS},\n\
         \x20     (SELECT group_concat(track || char(9) || quote(weight), char(10)) FROM\n\
         \x20       (SELECT track, weight FROM enterprise_track WHERE enterprise_id = {id} ORDER BY position, id))\n\
         \x20   FROM enterprise WHERE id = {id} AND NOT EXISTS (SELECT 1 FROM outside_change WHERE id = {id});\n"
    )
}

/// Records that there was no such row.
fn record_absent(id: &str) -> String {
    format!(
        "  INSERT INTO outside_change (id, time, was_there)\n\
         \x20   SELECT {id}, {NOW}, 0 WHERE NOT EXISTS (SELECT 1 FROM outside_change WHERE id = {id});\n"
    )
}
