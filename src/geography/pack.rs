//! A boundary pack: a folder with `pack.toml` and GeoJSON files, read once and shared.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use geo::{BoundingRect, MultiPolygon};
use sha2::{Digest, Sha256};

use super::error::PackError;
use super::features::{self, Members};
use super::manifest::{FileEntry, MANIFEST, Manifest};
use super::places::{Place, read_places};
use super::{
    Adcode, Axes, Datum, District, Feature, FormerDistrict, Locator, LonLat, Plane, Projection, Station, Township,
    Water, WaterKind, check, read,
};
use crate::language::Bilingual;

/// Districts and what is drawn with them. Made by [`Pack::bundled`], [`Pack::load`] or [`Pack::from_files`].
#[derive(Clone, Debug)]
pub struct Pack {
    /// The name of its folder.
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
    /// The coordinates of the files; those here are on the plane whatever it says.
    pub datum: Datum,
    /// The plane in metres on which everything here lies.
    pub projection: Projection,
    /// 审图号, where the map has been reviewed.
    pub review_number: Option<String>,
    /// SHA-256 of the file of the districts, hex.
    pub sha256: String,
    /// The districts, ascending by code.
    pub districts: Vec<District>,
    /// Sea, lakes and rivers, in the order of the file.
    pub water: Vec<Water>,
    /// Roads.
    pub roads: Vec<Feature>,
    /// Metro lines.
    pub metro_lines: Vec<Feature>,
    /// Metro stations.
    pub metro_stations: Vec<Station>,
    /// Townships.
    pub townships: Vec<Township>,
    /// Places by which people know where something is.
    pub places: Vec<Place>,
    /// Districts that no longer exist.
    pub former: Vec<FormerDistrict>,
    /// What a white paper says of the city, as text; `None` where the pack has none.
    pub narrative: Option<Arc<str>>,
    bounds: (Plane, Plane),
    ground: Locator,
    sea: Locator,
}

impl Pack {
    /// The pack of Shanghai that comes with the program, parsed at first use.
    pub fn bundled() -> Arc<Pack> {
        static BUNDLED: LazyLock<Arc<Pack>> = LazyLock::new(|| {
            #[expect(clippy::expect_used, reason = "embedded at build time; a test reads it")]
            let pack = Pack::from_files(Path::new("shanghai"), bundled_file).expect("the bundled pack is sound");
            Arc::new(pack)
        });
        Arc::clone(&BUNDLED)
    }

    /// The pack in a folder.
    ///
    /// # Errors
    /// The first fault of any of its files.
    pub fn load(folder: &Path) -> Result<Pack, PackError> {
        Pack::from_files(folder, |file| {
            stays_in(folder, file)?;
            read::read_file(file).map(Cow::Owned)
        })
    }

    /// A pack from wherever `read` finds its files. `folder` leads every path `read` is asked for, and messages.
    ///
    /// # Errors
    /// What `read` raises, or the first fault of any file.
    pub fn from_files<'a>(
        folder: &Path,
        read: impl Fn(&Path) -> Result<Cow<'a, [u8]>, PackError>,
    ) -> Result<Pack, PackError> {
        let file = folder.join(MANIFEST);
        let text = read(&file)?;
        let manifest = Manifest::parse(&file, &String::from_utf8_lossy(&text))?;
        let files = &manifest.files;
        let projection = match manifest.central_meridian {
            Some(lon) => Projection::new(lon),
            None => {
                let file = files.districts.path_in(folder)?;
                features::zone_of(&file, &read(&file)?)?
            }
        };
        let layers = Layers { folder, axes: Axes { datum: manifest.datum, projection }, read: &read };

        let mut districts = layers.required(&files.districts, check::districts)?;
        let water = layers.optional(files.water.as_ref(), features::water)?;
        let sea = sea_of(&water);
        for district in &mut districts {
            features::finish_district(district, manifest.official_area_km2(district.adcode), &sea);
        }
        districts.sort_by_key(|d| d.adcode);
        Ok(Pack {
            bounds: bounds_of(&districts),
            ground: Locator::new(districts.iter().map(|d| &d.polygons)),
            sea: Locator::new(sea),
            townships: layers.optional(files.townships.as_ref(), features::townships)?,
            roads: layers.optional(files.roads.as_ref(), features::lines)?,
            metro_lines: layers.optional(files.metro_lines.as_ref(), features::lines)?,
            metro_stations: layers.optional(files.metro_stations.as_ref(), features::stations)?,
            places: match &files.places {
                Some(entry) => layers.bytes(entry).and_then(|(file, bytes)| read_places(&file, &bytes, projection))?,
                None => Vec::new(),
            },
            narrative: match &files.narrative {
                Some(entry) => Some(Arc::from(String::from_utf8_lossy(&layers.bytes(entry)?.1))),
                None => None,
            },
            former: manifest.former,
            projection,
            sha256: manifest.files.districts.sha256.to_ascii_lowercase(),
            districts,
            water,
            id: manifest.id,
            name: manifest.name,
            level: manifest.level,
            source: manifest.source,
            licence: manifest.licence,
            date: manifest.date,
            datum: manifest.datum,
            review_number: manifest.review_number,
        })
    }

    /// The place of a position on the pack's plane.
    pub fn project(&self, at: LonLat) -> Plane {
        self.projection.project(at)
    }

    /// The position of a place on the pack's plane.
    pub fn unproject(&self, at: Plane) -> LonLat {
        self.projection.unproject(at)
    }

    /// The district a position lies in; on a common border, the one of the lower code.
    pub fn locate(&self, at: Plane) -> Option<&District> {
        self.locate_index(at).and_then(|i| self.districts.get(i))
    }

    /// As [`Pack::locate`], the place in `districts`.
    pub fn locate_index(&self, at: Plane) -> Option<usize> {
        self.ground.find(at)
    }

    /// Land area of each district, km².
    pub fn areas_km2(&self) -> Vec<(Adcode, f64)> {
        self.districts.iter().map(|d| (d.adcode, d.land_area_km2)).collect()
    }

    /// The district of a code.
    pub fn district(&self, adcode: Adcode) -> Option<&District> {
        let i = self.districts.binary_search_by_key(&adcode, |d| d.adcode).ok()?;
        self.districts.get(i)
    }

    /// The district of a name, Chinese or English, with or without its rank.
    pub fn district_named(&self, name: &str) -> Option<&District> {
        let name = name.trim();
        self.districts.iter().filter(|_| !name.is_empty()).find(|d| {
            d.name.zh == name
                || d.short_name_zh() == name
                || d.name.en.eq_ignore_ascii_case(name)
                || d.short_name_en().eq_ignore_ascii_case(name)
        })
    }

    /// South-west and north-east corners of all districts, metres.
    pub fn bounds(&self) -> (Plane, Plane) {
        self.bounds
    }

    /// In a district and not in the sea.
    pub fn is_on_land(&self, at: Plane) -> bool {
        self.ground.find(at).is_some() && self.sea.find(at).is_none()
    }
}

/// How the files of a pack are found and read.
struct Layers<'r, R> {
    folder: &'r Path,
    axes: Axes,
    read: &'r R,
}

impl<'a, R: Fn(&Path) -> Result<Cow<'a, [u8]>, PackError>> Layers<'_, R> {
    /// A file and its bytes, if they are those the pack describes.
    fn bytes(&self, entry: &FileEntry) -> Result<(PathBuf, Cow<'a, [u8]>), PackError> {
        let file = entry.path_in(self.folder)?;
        let bytes = (self.read)(&file)?;
        let found = sha256_hex(&bytes);
        if !found.eq_ignore_ascii_case(&entry.sha256) {
            return Err(PackError::HashMismatch { file, expected: entry.sha256.clone(), found });
        }
        Ok((file, bytes))
    }

    fn required<T>(
        &self,
        entry: &FileEntry,
        parse: impl Fn(&Path, &[u8], Axes) -> Result<Members<T>, PackError>,
    ) -> Result<Vec<T>, PackError> {
        let (file, bytes) = self.bytes(entry)?;
        parse(&file, &bytes, self.axes)?.all()
    }

    fn optional<T>(
        &self,
        entry: Option<&FileEntry>,
        parse: impl Fn(&Path, &[u8], Axes) -> Result<Members<T>, PackError>,
    ) -> Result<Vec<T>, PackError> {
        entry.map_or(Ok(Vec::new()), |entry| self.required(entry, parse))
    }
}

/// Refuses a file that a link leads out of its folder. What is not there is for the reader to tell.
fn stays_in(folder: &Path, file: &Path) -> Result<(), PackError> {
    match (folder.canonicalize(), file.canonicalize()) {
        (Ok(folder), Ok(real)) if !real.starts_with(&folder) => {
            Err(PackError::PathLeavesPack { file: folder.join(MANIFEST), path: file.display().to_string() })
        }
        _ => Ok(()),
    }
}

/// SHA-256 of some bytes, hex.
pub(super) fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn sea_of(water: &[Water]) -> Vec<&MultiPolygon<f64>> {
    water.iter().filter(|w| w.kind == WaterKind::Sea).map(|w| &w.polygons).collect()
}

fn bounds_of(districts: &[District]) -> (Plane, Plane) {
    let mut rects = districts.iter().filter_map(|d| d.polygons.bounding_rect());
    let Some(first) = rects.next() else { return Default::default() };
    let (mut low, mut high) = (Plane::from(first.min()), Plane::from(first.max()));
    for rect in rects {
        low = Plane::new(low.x.min(rect.min().x), low.y.min(rect.min().y));
        high = Plane::new(high.x.max(rect.max().x), high.y.max(rect.max().y));
    }
    (low, high)
}

impl From<geo::Coord<f64>> for Plane {
    fn from(c: geo::Coord<f64>) -> Plane {
        Plane::new(c.x, c.y)
    }
}

fn bundled_file(file: &Path) -> Result<Cow<'static, [u8]>, PackError> {
    let content: &'static [u8] = match file.file_name().and_then(|name| name.to_str()) {
        Some(MANIFEST) => include_bytes!("../../maps/shanghai/pack.toml"),
        Some("districts.geojson") => include_bytes!("../../maps/shanghai/districts.geojson"),
        Some("water.geojson") => include_bytes!("../../maps/shanghai/water.geojson"),
        Some("places.csv") => include_bytes!("../../maps/shanghai/places.csv"),
        Some("narrative.toml") => include_bytes!("../../maps/shanghai/narrative.toml"),
        _ => return Err(PackError::Missing { file: PathBuf::from(file) }),
    };
    Ok(Cow::Borrowed(content))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64, lat: f64) -> Plane {
        Pack::bundled().project(LonLat::new(lon, lat))
    }

    #[test]
    fn the_bundled_pack_is_shanghai() {
        let pack = Pack::bundled();
        assert_eq!((pack.id.as_str(), pack.districts.len(), pack.water.len()), ("shanghai", 16, 3));
        assert!(pack.districts.is_sorted_by_key(|d| d.adcode) && pack.districts.iter().all(|d| d.area_is_official));
        assert_eq!(pack.review_number, None);
        let total: f64 = pack.districts.iter().map(|d| d.land_area_km2).sum();
        assert!((total - 6340.6).abs() < 0.2, "{total}");
        let (low, high) = pack.bounds();
        assert!((90_000.0..160_000.0).contains(&(high.x - low.x)), "{low:?} {high:?}");
    }

    #[test]
    fn well_known_places_are_in_their_districts() {
        let pack = Pack::bundled();
        let name = |lon, lat| pack.locate(at(lon, lat)).map(|d| d.short_name_zh().to_owned());
        assert_eq!(name(121.5013, 31.2355).as_deref(), Some("浦东"));
        assert_eq!(name(121.4365, 31.1945).as_deref(), Some("徐汇"));
        assert_eq!(name(121.4695, 31.2310).as_deref(), Some("黄浦"));
        assert_eq!(name(120.5, 31.0), None);
        assert_eq!(pack.district(Adcode(310_151)).map(|d| d.short_name_zh()), Some("崇明"));
        assert!(pack.district(Adcode(1)).is_none());
        assert_eq!(pack.district_named("pudong").map(|d| d.adcode), Some(Adcode(310_115)));
        assert_eq!(pack.district_named("徐汇").map(|d| d.adcode), Some(Adcode(310_104)));
        assert!(pack.district_named(" ").is_none());
    }

    #[test]
    fn labels_stand_on_land_in_their_own_district() {
        let pack = Pack::bundled();
        for district in &pack.districts {
            assert_eq!(pack.locate(district.label_at).map(|d| d.adcode), Some(district.adcode));
            assert!(pack.is_on_land(district.label_at), "{}", district.name.zh);
        }
        assert!(!pack.is_on_land(at(120.0, 31.0)), "another province");
        let in_the_sea = at(121.88, 31.11);
        assert!(pack.locate(in_the_sea).is_some() && !pack.is_on_land(in_the_sea));
    }
}
