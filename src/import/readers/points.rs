//! Tables with positions: two columns more, longitude and latitude, whatever the reference system of the file.

use super::sheet::SheetBuilder;
use crate::geography::{LonLat, Plane, Projection};
use crate::import::ImportError;
use crate::import::table::{MAX_COLUMNS, Table, TableBuilder};

/// Headers of the columns that are made of the geometry.
pub const POSITION: [&str; 2] = ["lon", "lat"];
/// Decimals that are written: a tenth of a millimetre.
const DECIMALS: usize = 9;

/// A reference system whose positions are understood.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reference {
    /// WGS 84 or CGCS2000 in degrees; they agree within decimetres.
    Degrees,
    /// Web Mercator, EPSG:3857.
    Mercator,
    /// CGCS2000, Gauss–Krüger in a zone of three degrees: EPSG:4534 to 4554.
    Plane(Projection),
}

impl Reference {
    /// The system of an EPSG code, or of another that ends in one.
    ///
    /// # Errors
    /// [`ImportError::UnsupportedReference`].
    pub fn of_name(name: &str) -> Result<Reference, ImportError> {
        let plain = name.trim().to_ascii_uppercase();
        match plain.rsplit([':', '/', '#']).next().unwrap_or_default() {
            "CRS84" | "CRS84H" | "4326" | "4490" | "4979" | "4480" | "WGS84" | "CGCS2000" => Ok(Reference::Degrees),
            "3857" | "900913" | "102100" | "102113" => Ok(Reference::Mercator),
            code => code
                .parse()
                .ok()
                .and_then(Projection::of_epsg)
                .map(Reference::Plane)
                .ok_or_else(|| ImportError::UnsupportedReference { what: name.trim().chars().take(60).collect() }),
        }
    }

    /// A position as two cells; none where it is not a place. Those of Web Mercator stay metres, which the importer
    /// knows and tells.
    pub fn cells(self, x: f64, y: f64) -> Option<[String; 2]> {
        if !x.is_finite() || !y.is_finite() {
            return None;
        }
        let at = match self {
            Reference::Degrees | Reference::Mercator => LonLat::new(x, y),
            Reference::Plane(zone) => zone.unproject(Plane::new(x, y)),
        };
        Some([at.lon, at.lat].map(shown))
    }
}

fn shown(number: f64) -> String {
    let text = format!("{number:.DECIMALS$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Rows whose columns are found one by one: properties of features that need not be the same.
pub struct Features {
    columns: Vec<String>,
    rows: SheetBuilder,
    /// Features so far.
    pub count: usize,
    /// Those of them that are points.
    pub points: usize,
}

impl Features {
    /// No features.
    pub fn new() -> Features {
        let columns = POSITION.iter().map(|c| (*c).to_owned()).collect();
        Features { columns, rows: SheetBuilder::new(usize::MAX), count: 0, points: 0 }
    }

    /// Begins the next feature.
    ///
    /// # Errors
    /// A limit passed.
    pub fn begin(&mut self, position: Option<[String; 2]>) -> Result<(), ImportError> {
        self.count += 1;
        self.points += usize::from(position.is_some());
        for (column, cell) in position.iter().flatten().enumerate() {
            self.rows.cell(self.count + 1, column, cell)?;
        }
        Ok(())
    }

    /// Adds a property to the feature that was begun.
    ///
    /// # Errors
    /// A limit passed.
    pub fn property(&mut self, name: &str, text: &str) -> Result<(), ImportError> {
        let known = self.columns.iter().skip(POSITION.len()).position(|c| c == name).map(|c| c + POSITION.len());
        let column = match known {
            Some(column) => column,
            None if self.columns.len() >= MAX_COLUMNS => {
                return Err(ImportError::TooManyColumns { line: self.count + 1, limit: MAX_COLUMNS });
            }
            None => {
                self.columns.push(name.to_owned());
                self.columns.len() - 1
            }
        };
        self.rows.cell(self.count + 1, column, text)
    }

    /// The table: the header is line 1.
    ///
    /// # Errors
    /// A limit passed; [`ImportError::NoPoints`].
    pub fn finish(self) -> Result<Table, ImportError> {
        if self.points == 0 {
            return Err(ImportError::NoPoints);
        }
        let rows = self.rows.finish()?.table;
        let mut table = TableBuilder::default();
        self.columns.iter().try_for_each(|name| table.push(name, 1))?;
        table.end_row(1)?;
        for row in rows.rows() {
            row.cells().try_for_each(|cell| table.push(cell, row.line))?;
            table.end_row(row.line)?;
        }
        Ok(table.finish())
    }
}

#[test]
fn positions_of_every_system() {
    for (reference, x, y) in
        [(Reference::Degrees, 121.4857, 31.2395), (Reference::Plane(Projection::default()), 641_542.207, 3_458_479.910)]
    {
        let [lon, lat] = reference.cells(x, y).expect("a place");
        let (lon, lat): (f64, f64) = (lon.parse().expect("degrees"), lat.parse().expect("degrees"));
        assert!((lon - 121.4857).abs() < 1e-4 && (lat - 31.2395).abs() < 1e-3, "{reference:?} {lon} {lat}");
    }
    let zone = Reference::of_name("urn:ogc:def:crs:EPSG::4547").ok();
    assert_eq!(zone, Some(Reference::Plane(Projection::new(114.0))));
    assert!(Reference::of_name("urn:ogc:def:crs:EPSG::32651").is_err());
}
