//! The `.prj`: which reference system its text (WKT of ESRI or OGC) describes, as far as this program converts it.

use crate::geography::Projection;
use crate::import::ImportError;
use crate::import::readers::points::Reference;

/// The system of a text.
///
/// # Errors
/// [`ImportError::UnsupportedReference`] with the system's name.
pub fn reference(wkt: &str) -> Result<Reference, ImportError> {
    let wkt = wkt.trim().trim_start_matches('\u{feff}');
    if wkt.is_empty() {
        return Ok(Reference::Degrees);
    }
    let name = wkt.split('"').nth(1).unwrap_or(wkt);
    let unsupported = || ImportError::UnsupportedReference { what: name.chars().take(60).collect() };
    let upper = wkt.to_ascii_uppercase().replace([' ', '-', '/'], "_");
    let is_datum =
        ["WGS_1984", "WGS_84", "WGS84", "CGCS_2000", "CGCS2000", "CHINA_2000", "CHINA_GEODETIC_COORDINATE_SYSTEM_2000"]
            .iter()
            .any(|datum| upper.contains(datum));
    if !is_datum {
        return Err(unsupported());
    }
    if upper.starts_with("GEOGCS") || upper.starts_with("GEOGCRS") || upper.starts_with("GEODCRS") {
        return Ok(Reference::Degrees);
    }
    if upper.contains("PSEUDO_MERCATOR") || upper.contains("AUXILIARY_SPHERE") || upper.contains("WEB_MERCATOR") {
        return Ok(Reference::Mercator);
    }
    let is = |parameter: &str, value: f64| self::parameter(&upper, parameter).is_some_and(|v| (v - value).abs() < 1e-9);
    let is_plane = (upper.contains("GAUSS_KRUGER") || upper.contains("TRANSVERSE_MERCATOR"))
        && is("FALSE_EASTING", 500_000.0)
        && is("SCALE_FACTOR", 1.0)
        && is("LATITUDE_OF_ORIGIN", 0.0)
        && (upper.contains("2000"));
    let zone = parameter(&upper, "CENTRAL_MERIDIAN").map(Projection::new).filter(|zone| zone.epsg().is_some());
    zone.filter(|_| is_plane).map(Reference::Plane).ok_or_else(unsupported)
}

/// The number behind a parameter's name.
fn parameter(wkt: &str, name: &str) -> Option<f64> {
    let rest = &wkt[wkt.find(name)? + name.len()..];
    let rest = rest.trim_start_matches(['"', ',', '_']);
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    rest[..end].parse().ok()
}

#[test]
fn systems() {
    for (wkt, wanted) in [
        (
            r#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]]]"#,
            Some(Reference::Degrees),
        ),
        (r#"GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000"]]"#, Some(Reference::Degrees)),
        (
            r#"PROJCS["CGCS2000_3_Degree_GK_CM_120E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000"]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",120.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0]]"#,
            Some(Reference::Plane(Projection::default())),
        ),
        (
            r#"PROJCS["CGCS2000_3_Degree_GK_CM_123E",GEOGCS["x",DATUM["D_China_2000"]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],PARAMETER["Central_Meridian",123.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0]]"#,
            Some(Reference::Plane(Projection::new(123.0))),
        ),
        (r#"PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",GEOGCS["GCS_WGS_1984"]]"#, Some(Reference::Mercator)),
        (r#"GEOGCS["GCS_Beijing_1954",DATUM["D_Beijing_1954"]]"#, None),
        ("", Some(Reference::Degrees)),
    ] {
        assert_eq!(reference(wkt).ok(), wanted, "{wkt}");
    }
}
