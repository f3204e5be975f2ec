//! Points as GeoPackage stores them.
//!
//! OGC 12-128r19 (GeoPackage 1.4), clause 2.1.3 «BLOB format»: `GP`, version, flags, SRS, envelope, then ISO WKB.
//! Written here: little-endian, XY envelope, WKB point. Read: either byte order, any envelope, points with Z or M.

use super::LonLat;

/// SRS of every position in the catalogue: WGS 84.
pub const SRS_WGS84: i32 = 4326;
/// Flags: little-endian header (bit 0), envelope of kind 1, XY (bits 1–3).
const FLAGS_XY_LITTLE_ENDIAN: u8 = 0b0000_0011;
const WKB_POINT: u32 = 1;
const WKB_MULTI_POINT: u32 = 4;

/// What a geometry cell holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Geometry {
    /// A point, WGS 84 or not is for the caller to know.
    Point(LonLat),
    /// An empty geometry.
    Empty,
    /// Not a GeoPackage geometry, or not a point.
    Broken,
}

/// Bytes of a point.
pub const POINT_BYTES: usize = 61;

/// A point as GeoPackageBinary: 61 bytes.
pub fn encode(point: LonLat) -> [u8; POINT_BYTES] {
    let mut blob = [0; POINT_BYTES];
    let mut at = 0;
    let mut put = |bytes: &[u8]| {
        blob[at..at + bytes.len()].copy_from_slice(bytes);
        at += bytes.len();
    };
    put(b"GP");
    put(&[0, FLAGS_XY_LITTLE_ENDIAN]);
    put(&SRS_WGS84.to_le_bytes());
    for bound in [point.lon, point.lon, point.lat, point.lat] {
        put(&bound.to_le_bytes());
    }
    put(&[1]);
    put(&WKB_POINT.to_le_bytes());
    put(&point.lon.to_le_bytes());
    put(&point.lat.to_le_bytes());
    blob
}

/// Reads a geometry cell; never fails, whatever the bytes.
pub fn decode(blob: &[u8]) -> Geometry {
    let Some([b'G', b'P', 0, flags]) = blob.first_chunk::<4>() else { return Geometry::Broken };
    let envelope_bytes = match flags >> 1 & 0b111 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return Geometry::Broken,
    };
    if flags >> 4 & 1 == 1 {
        return Geometry::Empty;
    }
    decode_wkb(blob.get(8 + envelope_bytes..).unwrap_or_default()).unwrap_or(Geometry::Broken)
}

/// The same where one point alone may stand in a group (MultiPoint), as some writers put it.
pub fn decode_single(blob: &[u8]) -> Geometry {
    match (decode(blob), blob.first_chunk::<4>()) {
        (Geometry::Broken, Some([b'G', b'P', 0, flags])) => {
            let envelope_bytes = [0, 32, 48, 48, 64].get(usize::from(flags >> 1 & 0b111)).copied().unwrap_or_default();
            let wkb = blob.get(8 + envelope_bytes..).unwrap_or_default();
            single(wkb).unwrap_or(Geometry::Broken)
        }
        (other, _) => other,
    }
}

fn single(wkb: &[u8]) -> Option<Geometry> {
    let word = |at: usize| -> Option<u32> {
        let bytes: [u8; 4] = wkb.get(at..at + 4)?.try_into().ok()?;
        Some(if wkb.first()? & 1 == 1 { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    };
    (word(1)? % 1000 == WKB_MULTI_POINT && word(5)? == 1).then(|| decode_wkb(wkb.get(9..)?)).flatten()
}

/// The SRS a geometry cell names, where it has a header.
pub fn srs(blob: &[u8]) -> Option<i32> {
    let bytes: [u8; 4] = blob.get(4..8)?.try_into().ok()?;
    let is_little = blob.get(3)? & 1 == 1;
    Some(if is_little { i32::from_le_bytes(bytes) } else { i32::from_be_bytes(bytes) })
}

fn decode_wkb(wkb: &[u8]) -> Option<Geometry> {
    let little = match wkb.first()? {
        0 => false,
        1 => true,
        _ => return None,
    };
    let kind: [u8; 4] = wkb.get(1..5)?.try_into().ok()?;
    let kind = if little { u32::from_le_bytes(kind) } else { u32::from_be_bytes(kind) };
    // ISO adds 1000 for Z, 2000 for M, 3000 for both; only X and Y are read.
    if kind % 1000 != WKB_POINT || kind > 3001 {
        return None;
    }
    let number = |at: usize| -> Option<f64> {
        let bytes: [u8; 8] = wkb.get(at..at + 8)?.try_into().ok()?;
        Some(if little { f64::from_le_bytes(bytes) } else { f64::from_be_bytes(bytes) })
    };
    let (lon, lat) = (number(5)?, number(13)?);
    Some(if lon.is_nan() && lat.is_nan() { Geometry::Empty } else { Geometry::Point(LonLat { lon, lat }) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn points_come_back_and_other_writers_are_read() {
        let point = LonLat::new(121.4737, 31.2304);
        let blob = encode(point);
        assert_eq!(blob.len(), 61);
        assert_eq!(decode(&blob), Geometry::Point(point));
        let mut big_endian_z = b"GP\0\x00\0\0\x10\xe6\x00".to_vec();
        big_endian_z.extend_from_slice(&1001u32.to_be_bytes());
        for x in [121.5f64, 31.5, 4.0] {
            big_endian_z.extend_from_slice(&x.to_be_bytes());
        }
        assert_eq!(decode(&big_endian_z), Geometry::Point(LonLat::new(121.5, 31.5)));
        assert_eq!(decode(b"GP\0\x11\xe6\x10\0\0"), Geometry::Empty);
        let mut group = b"GP\0\x01\xe6\x10\0\0\x01\x04\0\0\0\x01\0\0\0".to_vec();
        group.extend_from_slice(&blob[40..]);
        assert_eq!((decode(&group), decode_single(&group)), (Geometry::Broken, Geometry::Point(point)));
        let mut line = blob;
        line[41] = 2;
        assert_eq!(decode(&line), Geometry::Broken);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            decode(&bytes);
            let mut headed = b"GP\0".to_vec();
            headed.extend(bytes);
            decode(&headed);
            decode_single(&headed);
        }
    }
}
