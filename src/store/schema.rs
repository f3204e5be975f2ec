//! The tables of a catalogue file, as GeoPackage 1.3 wants them (OGC 12-128r17; triggers of the R-tree as corrected
//! in 1.4, OGC 12-128r19, annex F.3). Version 1 is here, later ones in files of their own.

/// `application_id` of every GeoPackage: `GPKG`.
pub const APPLICATION_ID: i32 = 0x4750_4B47;
/// `user_version` of a GeoPackage 1.3. The standard owns this number (clause 1.1.1.1.1; GDAL warns of any other), so
/// the version of our own tables is kept in the table `meta` instead.
pub const GEOPACKAGE_VERSION: i32 = 10300;
/// Key of our schema version in `meta`.
pub const SCHEMA_VERSION_KEY: &str = "schema_version";

/// Tables the standard asks for.
pub const STANDARD_TABLES: [&str; 4] =
    ["gpkg_spatial_ref_sys", "gpkg_contents", "gpkg_geometry_columns", "gpkg_extensions"];

/// Our attribute tables: name, what they are, in both languages.
pub const ATTRIBUTE_TABLES: [(&str, &str); 9] = [
    ("track", "技术赛道 technology tracks"),
    ("enterprise_track", "企业与赛道 tracks of each enterprise"),
    ("source", "数据来源 sources"),
    ("batch", "导入与编辑批次 imports and edits"),
    ("batch_row", "批次的逐行前后影像 rows before and after each batch"),
    ("saved_view", "保存的视图 saved views"),
    ("claim", "论断 claims and verdicts"),
    ("meta", "文件信息 about this file"),
    ("layer_styles", "图层样式 styles for QGIS"),
];

/// Tables of later versions.
pub const LATER_TABLES: [&str; 7] = [
    "practice_case",
    "practice_case_enterprise",
    "snapshot",
    "outside_change",
    "track_change",
    "table_seal",
    "distinct_pair",
];

/// Everything of schema version 1, in order.
pub const VERSION_1: [&str; 4] = [STANDARD, ENTERPRISE, SPATIAL_INDEX, ATTRIBUTES];

const STANDARD: &str = r#"
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
  ('WGS 84 geodetic', 4326, 'EPSG', 4326,
   'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]',
   'longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid');
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
"#;

/// Ids are never used again (AUTOINCREMENT), so that undoing a deletion always finds its id free.
const ENTERPRISE: &str = r#"
CREATE TABLE enterprise (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom POINT,
  name_zh TEXT NOT NULL, short_name TEXT, name_en TEXT, former_names TEXT, uscc TEXT,
  registered_address TEXT, office_address TEXT, registered_district INTEGER, office_district INTEGER,
  position_accuracy TEXT, founded TEXT, registered_capital_wan_cny DOUBLE, employees INTEGER,
  segment TEXT, status TEXT, ticker TEXT, website TEXT, funding_stage TEXT,
  source TEXT, evidence TEXT, as_of TEXT, confidence TEXT, note TEXT, row_hash TEXT);
CREATE INDEX enterprise_uscc ON enterprise(uscc);
INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id)
  VALUES ('enterprise', 'features', 'enterprise', '金融科技企业 fintech enterprises', 4326);
INSERT INTO gpkg_geometry_columns VALUES ('enterprise', 'geom', 'POINT', 4326, 0, 0);
"#;

const SPATIAL_INDEX: &str = r#"
CREATE VIRTUAL TABLE rtree_enterprise_geom USING rtree(id, minx, maxx, miny, maxy);
INSERT INTO gpkg_extensions VALUES
  ('enterprise', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec130/#extension_rtree', 'write-only');
CREATE TRIGGER rtree_enterprise_geom_insert AFTER INSERT ON enterprise
  WHEN (new.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom))
BEGIN
  INSERT OR REPLACE INTO rtree_enterprise_geom
    VALUES (NEW.id, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom));
END;
CREATE TRIGGER rtree_enterprise_geom_update6 AFTER UPDATE OF geom ON enterprise
  WHEN OLD.id = NEW.id AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom))
    AND (OLD.geom NOTNULL AND NOT ST_IsEmpty(OLD.geom))
BEGIN
  UPDATE rtree_enterprise_geom SET minx = ST_MinX(NEW.geom), maxx = ST_MaxX(NEW.geom),
    miny = ST_MinY(NEW.geom), maxy = ST_MaxY(NEW.geom) WHERE id = NEW.id;
END;
CREATE TRIGGER rtree_enterprise_geom_update7 AFTER UPDATE OF geom ON enterprise
  WHEN OLD.id = NEW.id AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom))
    AND (OLD.geom ISNULL OR ST_IsEmpty(OLD.geom))
BEGIN
  INSERT INTO rtree_enterprise_geom
    VALUES (NEW.id, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom));
END;
CREATE TRIGGER rtree_enterprise_geom_update2 AFTER UPDATE OF geom ON enterprise
  WHEN OLD.id = NEW.id AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))
BEGIN
  DELETE FROM rtree_enterprise_geom WHERE id = OLD.id;
END;
CREATE TRIGGER rtree_enterprise_geom_update5 AFTER UPDATE ON enterprise
  WHEN OLD.id != NEW.id AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom))
BEGIN
  DELETE FROM rtree_enterprise_geom WHERE id = OLD.id;
  INSERT OR REPLACE INTO rtree_enterprise_geom
    VALUES (NEW.id, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom));
END;
CREATE TRIGGER rtree_enterprise_geom_update4 AFTER UPDATE ON enterprise
  WHEN OLD.id != NEW.id AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))
BEGIN
  DELETE FROM rtree_enterprise_geom WHERE id IN (OLD.id, NEW.id);
END;
CREATE TRIGGER rtree_enterprise_geom_delete AFTER DELETE ON enterprise WHEN old.geom NOT NULL
BEGIN
  DELETE FROM rtree_enterprise_geom WHERE id = OLD.id;
END;
"#;

const ATTRIBUTES: &str = r#"
CREATE TABLE track (
  id INTEGER PRIMARY KEY NOT NULL, code TEXT NOT NULL UNIQUE, position INTEGER NOT NULL, name_zh TEXT, name_en TEXT,
  definition_zh TEXT, definition_en TEXT, serves_most TEXT);
CREATE TABLE enterprise_track (
  id INTEGER PRIMARY KEY NOT NULL, enterprise_id INTEGER NOT NULL REFERENCES enterprise(id) ON DELETE CASCADE,
  track TEXT NOT NULL, position INTEGER NOT NULL, weight DOUBLE);
CREATE INDEX enterprise_track_enterprise ON enterprise_track(enterprise_id, position);
CREATE TABLE source (id INTEGER PRIMARY KEY NOT NULL, name TEXT NOT NULL UNIQUE, url TEXT, licence TEXT, note TEXT);
CREATE TABLE batch (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, kind TEXT NOT NULL, author TEXT, time DATETIME NOT NULL, reason TEXT,
  file TEXT, inserted INTEGER NOT NULL DEFAULT 0, updated INTEGER NOT NULL DEFAULT 0,
  deleted INTEGER NOT NULL DEFAULT 0, undoes INTEGER REFERENCES batch(id), undone_by INTEGER REFERENCES batch(id));
CREATE TABLE batch_row (
  id INTEGER PRIMARY KEY NOT NULL, batch_id INTEGER NOT NULL REFERENCES batch(id), enterprise_id INTEGER NOT NULL,
  before TEXT, after TEXT);
CREATE INDEX batch_row_batch ON batch_row(batch_id);
CREATE TABLE saved_view (id INTEGER PRIMARY KEY NOT NULL, name TEXT NOT NULL UNIQUE, document TEXT NOT NULL, time DATETIME);
CREATE TABLE claim (
  id INTEGER PRIMARY KEY NOT NULL, code TEXT NOT NULL UNIQUE, district INTEGER, tracks TEXT, reading TEXT, verdict TEXT,
  note TEXT, time DATETIME);
CREATE TABLE meta (id INTEGER PRIMARY KEY NOT NULL, key TEXT NOT NULL UNIQUE, value TEXT);
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
  f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME);
"#;

/// What version 2 adds. Links name enterprises without a foreign key: a deleted enterprise may come back.
pub const PRACTICE_CASES: &str = r#"
CREATE TABLE practice_case (
  id INTEGER PRIMARY KEY NOT NULL, title TEXT NOT NULL, institution TEXT, track TEXT, year INTEGER, source TEXT);
CREATE TABLE practice_case_enterprise (
  id INTEGER PRIMARY KEY NOT NULL, case_id INTEGER NOT NULL REFERENCES practice_case(id) ON DELETE CASCADE,
  enterprise_id INTEGER NOT NULL);
CREATE INDEX practice_case_enterprise_case ON practice_case_enterprise(case_id);
CREATE INDEX batch_row_enterprise ON batch_row(enterprise_id);
INSERT INTO gpkg_contents (table_name, data_type, identifier, description) VALUES
  ('practice_case', 'attributes', 'practice_case', '实践案例 practice cases'),
  ('practice_case_enterprise', 'attributes', 'practice_case_enterprise', '案例与企业 enterprises of each case');
"#;

/// What the history of the list of tracks adds: each track before and after a batch.
pub const TRACK_CHANGES: &str = r#"
CREATE TABLE track_change (
  id INTEGER PRIMARY KEY NOT NULL, batch_id INTEGER NOT NULL REFERENCES batch(id), before TEXT, after TEXT,
  successor TEXT, cases TEXT);
CREATE INDEX track_change_batch ON track_change(batch_id);
INSERT INTO gpkg_contents (table_name, data_type, identifier, description) VALUES
  ('track_change', 'attributes', 'track_change', '赛道改动 changes of the list of tracks');
"#;

/// What mergers of rows add: the row that stands for a deleted one, and the practice cases that went over to it.
pub const MERGERS: &str = r#"
ALTER TABLE batch_row ADD COLUMN successor INTEGER;
ALTER TABLE batch_row ADD COLUMN cases TEXT;
CREATE INDEX practice_case_enterprise_enterprise ON practice_case_enterprise(enterprise_id);
"#;

/// What judgements on pairs of rows add: those that are two enterprises, however alike.
pub const DISTINCT_PAIRS: &str = r#"
CREATE TABLE distinct_pair (
  id INTEGER PRIMARY KEY NOT NULL, earlier INTEGER NOT NULL, later INTEGER NOT NULL, author TEXT, reason TEXT,
  time DATETIME NOT NULL, UNIQUE (earlier, later));
INSERT INTO gpkg_contents (table_name, data_type, identifier, description) VALUES
  ('distinct_pair', 'attributes', 'distinct_pair', '判定为两家的企业 pairs that are two enterprises');
"#;

/// A style QGIS applies when it opens the layer: a disc with a pale rim, the short name from 1:50 000 on.
pub const STYLE_QML: &str = r##"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" styleCategories="Symbology|Labeling" labelsEnabled="1">
  <renderer-v2 type="singleSymbol" symbollevels="0" enableorderby="0" forceraster="0">
    <symbols>
      <symbol type="marker" name="0" alpha="1" clip_to_extent="1" force_rhr="0">
        <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
          <Option type="Map">
            <Option type="QString" name="name" value="circle"/>
            <Option type="QString" name="color" value="178,69,45,230"/>
            <Option type="QString" name="outline_color" value="255,255,255,255"/>
            <Option type="QString" name="outline_width" value="0.2"/>
            <Option type="QString" name="outline_width_unit" value="MM"/>
            <Option type="QString" name="size" value="2.2"/>
            <Option type="QString" name="size_unit" value="MM"/>
          </Option>
        </layer>
      </symbol>
    </symbols>
  </renderer-v2>
  <labeling type="simple">
    <settings calloutType="simple">
      <text-style fieldName="coalesce(&quot;short_name&quot;, &quot;name_zh&quot;)" isExpression="1" fontSize="8" fontSizeUnit="Point" textColor="51,51,51,255"/>
      <placement placement="6" dist="1"/>
      <rendering scaleVisibility="1" scaleMin="50000" scaleMax="0" obstacle="1"/>
    </settings>
  </labeling>
  <layerGeometryType>0</layerGeometryType>
</qgis>
"##;
