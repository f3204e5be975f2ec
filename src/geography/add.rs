//! Packs of the user's own: made from a file, given further layers, listed.

use std::io::Write;
use std::path::{Path, PathBuf};

use geojson::JsonObject;
use serde_json::Value;

use super::error::PackError;
use super::features;
use super::manifest::{FileEntry, Files, MANIFEST, Manifest, check_id, is_review_number};
use super::places::read_places;
use super::{Axes, Datum, LonLat, Pack, Projection, check, pack, read};
use crate::interruption::{Unfinished, UnfinishedFolder};
use crate::language::Bilingual;

/// A layer of a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Layer {
    /// Districts, which every pack has.
    Districts,
    /// Townships.
    Townships,
    /// Sea, lakes and rivers.
    Water,
    /// Metro lines.
    MetroLines,
    /// Metro stations.
    MetroStations,
    /// Roads.
    Roads,
    /// Well-known places.
    Places,
    /// What a white paper says.
    Narrative,
}

/// What a new pack says of itself.
#[derive(Clone, Debug, Default)]
pub struct Description {
    /// `a–z`, `0–9` and `-`; the name of the folder.
    pub id: String,
    /// What the area is called.
    pub name: Bilingual,
    /// What the districts are: `district`, `county` …
    pub level: String,
    /// The credit line that stands under every map.
    pub source: Bilingual,
    /// The licence of the data.
    pub licence: String,
    /// The date of the data.
    pub date: String,
    /// 审图号, where the map has been reviewed.
    pub review_number: Option<String>,
}

/// A folder that has a `pack.toml`.
#[derive(Debug)]
pub struct PackEntry {
    /// The folder.
    pub folder: PathBuf,
    /// What the pack says of itself, or what is wrong with that. The other files are not looked at.
    pub manifest: Result<Manifest, PackError>,
}

impl Layer {
    /// Every layer.
    pub const ALL: [Layer; 8] = [
        Layer::Districts,
        Layer::Townships,
        Layer::Water,
        Layer::MetroLines,
        Layer::MetroStations,
        Layer::Roads,
        Layer::Places,
        Layer::Narrative,
    ];

    /// Its name in `pack.toml` and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Layer::Districts => "districts",
            Layer::Townships => "townships",
            Layer::Water => "water",
            Layer::MetroLines => "metro_lines",
            Layer::MetroStations => "metro_stations",
            Layer::Roads => "roads",
            Layer::Places => "places",
            Layer::Narrative => "narrative",
        }
    }

    /// The layer of a name.
    pub fn from_code(code: &str) -> Option<Layer> {
        Layer::ALL.into_iter().find(|layer| layer.code() == code)
    }

    /// The ending of its file.
    fn ending(self) -> &'static str {
        match self {
            Layer::Places => "csv",
            Layer::Narrative => "toml",
            _ => "geojson",
        }
    }

    /// The layer a file seems to be: by its ending places (`csv`) or a narrative (`toml`), else by its first feature: points are stations; lines with a `route` metro lines;
    /// other lines roads; a `kind` of water is water; codes of nine digits are townships; the rest are districts.
    ///
    /// # Errors
    /// Where the file cannot be read as a list of features.
    pub fn guess(file: &Path) -> Result<Layer, PackError> {
        use geojson::GeometryValue as G;
        match file.extension().map(|e| e.to_ascii_lowercase()).as_deref().and_then(|e| e.to_str()) {
            Some("csv") => return Ok(Layer::Places),
            Some("toml") => return Ok(Layer::Narrative),
            _ => {}
        }
        let (features, _) = read::features(file, &read::read_file(file)?)?;
        let Some(first) = features.first() else { return Ok(Layer::Districts) };
        let text = |name| first.properties.get(name).and_then(Value::as_str).unwrap_or_default();
        if features::water_kind(text("kind")).is_some() {
            return Ok(Layer::Water);
        }
        Ok(match &first.geometry {
            Some(G::Point { .. }) => Layer::MetroStations,
            Some(G::LineString { .. } | G::MultiLineString { .. }) if first.properties.contains_key("route") => {
                Layer::MetroLines
            }
            Some(G::LineString { .. } | G::MultiLineString { .. }) => Layer::Roads,
            _ if text("code").len() == 9 && features::parse_adcode(text("code")).is_none() => Layer::Townships,
            _ => Layer::Districts,
        })
    }

    /// The first fault of a file of this layer, if it has any.
    fn check(self, file: &Path, bytes: &[u8], axes: Axes) -> Result<(), PackError> {
        match self {
            Layer::Districts => check::districts(file, bytes, axes)?.all().map(drop),
            Layer::Townships => features::townships(file, bytes, axes)?.all().map(drop),
            Layer::Water => features::water(file, bytes, axes)?.all().map(drop),
            Layer::MetroLines | Layer::Roads => features::lines(file, bytes, axes)?.all().map(drop),
            Layer::MetroStations => features::stations(file, bytes, axes)?.all().map(drop),
            Layer::Places => read_places(file, bytes, axes.projection).map(drop),
            // Whoever reads its words knows what is wrong with them.
            Layer::Narrative => Ok(()),
        }
    }
}

impl Description {
    /// What can be told from the name of a file: an id, and a name to be improved.
    pub fn from_file(file: &Path) -> Description {
        let stem = file.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        let words: Vec<String> = stem
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_ascii_lowercase)
            .collect();
        let id = if words.is_empty() { "pack".to_owned() } else { words.join("-").chars().take(64).collect() };
        let name = Bilingual::new(stem.clone(), stem);
        Description { id, name, level: "district".to_owned(), ..Description::default() }
    }
}

/// Makes a pack of a district file: the folder `into/<id>` with `pack.toml` and the districts in WGS 84.
///
/// The folder appears whole or not at all. `datum` is that of the file.
///
/// # Errors
/// The first fault of the file; an id or review number without the form of one; a folder already there; a disk that
/// cannot be written.
pub fn add_pack(file: &Path, datum: Datum, into: &Path, about: &Description) -> Result<Pack, PackError> {
    check_id(&about.id)?;
    if let Some(found) = about.review_number.as_deref().filter(|n| !is_review_number(n)) {
        return Err(PackError::BadReviewNumber { found: found.to_owned() });
    }
    let folder = into.join(&about.id);
    if folder.exists() {
        return Err(PackError::Exists { folder });
    }
    let projection = features::zone_of(file, &read::read_file(file)?)?;
    let bytes = in_wgs84(Layer::Districts, file, Axes { datum, projection })?;

    let unwritable = |source| PackError::Unwritable { file: folder.clone(), source };
    std::fs::create_dir_all(into).map_err(unwritable)?;
    let draft = UnfinishedFolder::beside(into).map_err(unwritable)?;
    let entry = FileEntry { path: "districts.geojson".to_owned(), sha256: pack::sha256_hex(&bytes) };
    write(&draft.path().join(&entry.path), &bytes)?;
    write_manifest(draft.path(), &manifest(about, projection, entry))?;
    let pack = Pack::load(draft.path())?;
    draft.put_new(&folder).map_err(unwritable)?;
    Ok(pack)
}

/// Adds a layer to a pack, or replaces it. Until `pack.toml` is replaced, last of all, the pack is as it was.
///
/// # Errors
/// The first fault of the file or of the pack; a disk that cannot be written.
pub fn add_layer(folder: &Path, layer: Layer, file: &Path, datum: Datum) -> Result<Pack, PackError> {
    let before = Pack::load(folder)?;
    let path = folder.join(MANIFEST);
    let text = read::read_file(&path)?;
    let mut manifest = Manifest::parse(&path, &String::from_utf8_lossy(&text))?;
    let bytes = in_wgs84(layer, file, Axes { datum, projection: before.projection })?;
    let is_plain = manifest.datum == Datum::Wgs84 || matches!(layer, Layer::Places | Layer::Narrative);
    let bytes = if is_plain { bytes } else { shifted(&bytes, file, |p| manifest.datum.from_wgs84(p))? };

    let sha256 = pack::sha256_hex(&bytes);
    let short = sha256.get(..8).unwrap_or_default();
    let entry = FileEntry { path: format!("{}-{short}.{}", layer.code(), layer.ending()), sha256 };
    write(&folder.join(&entry.path), &bytes)?;
    let old = match layer {
        Layer::Districts => Some(std::mem::replace(&mut manifest.files.districts, entry.clone())),
        Layer::Townships => manifest.files.townships.replace(entry.clone()),
        Layer::Water => manifest.files.water.replace(entry.clone()),
        Layer::MetroLines => manifest.files.metro_lines.replace(entry.clone()),
        Layer::MetroStations => manifest.files.metro_stations.replace(entry.clone()),
        Layer::Roads => manifest.files.roads.replace(entry.clone()),
        Layer::Places => manifest.files.places.replace(entry.clone()),
        Layer::Narrative => manifest.files.narrative.replace(entry.clone()),
    };
    if layer == Layer::Districts {
        manifest.review_number = None; // it belonged to the boundaries that were replaced
    }
    write_manifest(folder, &manifest)?;
    if let Some(old) = old.filter(|old| old.path != entry.path)
        && let Ok(left_over) = old.path_in(folder)
    {
        // A file no longer named by the pack does no harm if it stays.
        let _ = std::fs::remove_file(left_over);
    }
    Pack::load(folder)
}

/// The packs in a folder of packs, by name; none where the folder does not exist.
///
/// # Errors
/// Where the folder cannot be listed.
pub fn list_packs(folder: &Path) -> Result<Vec<PackEntry>, PackError> {
    let unreadable = |source| PackError::Unreadable { file: folder.to_owned(), source };
    let entries = match std::fs::read_dir(folder) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(unreadable)?,
    };
    let mut packs = Vec::new();
    for entry in entries {
        let folder = entry.map_err(unreadable)?.path();
        let file = folder.join(MANIFEST);
        let hidden = folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if file.is_file() && !hidden {
            let text = read::read_file(&file);
            let manifest = text.and_then(|text| Manifest::parse(&file, &String::from_utf8_lossy(&text)));
            packs.push(PackEntry { folder, manifest });
        }
    }
    packs.sort_by(|a, b| a.folder.cmp(&b.folder));
    Ok(packs)
}

fn manifest(about: &Description, projection: Projection, districts: FileEntry) -> Manifest {
    let about = about.clone();
    Manifest {
        id: about.id,
        name: about.name,
        level: about.level,
        source: about.source,
        licence: about.licence,
        date: about.date,
        datum: Datum::Wgs84,
        central_meridian: Some(projection.central_meridian()),
        review_number: about.review_number,
        files: Files {
            districts,
            townships: None,
            water: None,
            metro_lines: None,
            metro_stations: None,
            roads: None,
            places: None,
            narrative: None,
        },
        land_area_km2: Default::default(),
        former: Vec::new(),
    }
}

/// A checked file, in WGS 84 and without what a pack has no use for.
fn in_wgs84(layer: Layer, file: &Path, axes: Axes) -> Result<Vec<u8>, PackError> {
    let bytes = read::read_file(file)?;
    layer.check(file, &bytes, axes)?;
    if matches!(layer, Layer::Places | Layer::Narrative) {
        return Ok(bytes);
    }
    shifted(&bytes, file, |p| axes.datum.to_wgs84(p))
}

/// The features of a file, each position moved by `shift`, heights dropped.
fn shifted(bytes: &[u8], file: &Path, shift: impl Fn(LonLat) -> LonLat) -> Result<Vec<u8>, PackError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let not_json = |source| PackError::NotJson { file: file.to_owned(), source };
    let mut root: JsonObject = serde_json::from_slice(bytes).map_err(not_json)?;
    root.retain(|key, _| key == "type" || key == "features");
    for feature in root.get_mut("features").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(feature) = feature.as_object_mut() {
            feature.remove("bbox");
        }
        for pointer in ["/geometry/coordinates", "/properties/label"] {
            if let Some(coordinates) = feature.pointer_mut(pointer) {
                shift_positions(coordinates, &shift);
            }
        }
    }
    serde_json::to_vec(&root).map_err(not_json)
}

/// Depth is bounded by [`read::MAX_NESTING`], which the file has passed.
fn shift_positions(coordinates: &mut Value, shift: &impl Fn(LonLat) -> LonLat) {
    let Value::Array(list) = coordinates else { return };
    match list.as_slice() {
        [lon, lat, ..] if lon.is_number() && lat.is_number() => {
            let p = LonLat::new(lon.as_f64().unwrap_or_default(), lat.as_f64().unwrap_or_default());
            let moved = shift(p);
            // A tenth of a millimetre is kept; what did not move stays as it was written.
            let kept = |was: f64, is: f64| if was == is { is } else { (is * 1e9).round() / 1e9 };
            *list = vec![kept(p.lon, moved.lon).into(), kept(p.lat, moved.lat).into()];
        }
        _ => list.iter_mut().for_each(|inner| shift_positions(inner, shift)),
    }
}

fn write_manifest(folder: &Path, manifest: &Manifest) -> Result<(), PackError> {
    let file = folder.join(MANIFEST);
    let text = toml::to_string_pretty(manifest)
        .map_err(|e| PackError::Unwritable { file: file.clone(), source: std::io::Error::other(e) })?;
    write(&file, text.as_bytes())
}

/// Writes beside the file's place, then renames.
fn write(file: &Path, bytes: &[u8]) -> Result<(), PackError> {
    let folder = file.parent().unwrap_or(Path::new("."));
    let write = || {
        let (mut draft, place) = Unfinished::beside(folder, ".part")?;
        draft.write_all(bytes)?;
        draft.sync_all()?;
        drop(draft);
        place.put(file)
    };
    write().map_err(|source| PackError::Unwritable { file: file.to_owned(), source })
}
