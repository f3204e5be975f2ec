//! Page sizes by name or measure.

use std::ops::RangeInclusive;
use std::str::FromStr;

use super::ExportError;

/// Least and greatest side of a page, millimetres.
pub const SIDE_MM: RangeInclusive<f64> = 20.0..=2000.0;

/// Height of a page given by its width alone, as a part of the width.
const ASPECT: f64 = 3.0 / 4.0;
/// The same for a single column, where the legend stands under the map.
const COLUMN_ASPECT: f64 = 15.0 / 8.0;
/// Widths below this are columns, millimetres.
const COLUMN_MM: f64 = 120.0;

/// Names of sizes: width and height in millimetres.
pub const NAMED: [(&str, [f64; 2]); 13] = [
    ("a4", [297.0, 210.0]),
    ("a4-portrait", [210.0, 297.0]),
    ("a3", [420.0, 297.0]),
    ("a3-portrait", [297.0, 420.0]),
    ("a5", [210.0, 148.0]),
    ("a5-portrait", [148.0, 210.0]),
    ("a2", [594.0, 420.0]),
    ("a2-portrait", [420.0, 594.0]),
    ("a1", [841.0, 594.0]),
    ("a1-portrait", [594.0, 841.0]),
    ("a0", [1189.0, 841.0]),
    ("a0-portrait", [841.0, 1189.0]),
    ("slide", [338.7, 190.5]),
];

/// The size of a page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PageSize {
    /// Width and height, millimetres.
    pub size_mm: [f64; 2],
}

impl FromStr for PageSize {
    type Err = ExportError;

    /// `a4`, `slide`, `80mm` (a width), `160x100mm`.
    fn from_str(text: &str) -> Result<PageSize, ExportError> {
        let lower = text.trim().to_lowercase();
        if let Some((_, size_mm)) = NAMED.iter().find(|(name, _)| *name == lower) {
            return Ok(PageSize { size_mm: *size_mm });
        }
        let unknown = || ExportError::UnknownSize { text: text.to_owned() };
        let side = |part: &str| part.trim().parse::<f64>().ok().filter(|v| v.is_finite()).ok_or_else(unknown);
        let measure = lower.strip_suffix("mm").ok_or_else(unknown)?;
        let size_mm = match measure.split_once(['x', '×', '*']) {
            Some((w, h)) => [side(w.trim().strip_suffix("mm").unwrap_or(w))?, side(h)?],
            None => side(measure).map(|w| [w, w * if w < COLUMN_MM { COLUMN_ASPECT } else { ASPECT }])?,
        };
        if size_mm.iter().any(|side| !SIDE_MM.contains(side)) {
            return Err(ExportError::SizeOutOfRange { text: text.to_owned() });
        }
        Ok(PageSize { size_mm })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_measures_are_understood() {
        for (text, size_mm) in [
            ("a4", [297.0, 210.0]),
            ("a0", [1189.0, 841.0]),
            ("A1-portrait", [594.0, 841.0]),
            ("a2", [594.0, 420.0]),
            (" A4-Portrait ", [210.0, 297.0]),
            ("slide", [338.7, 190.5]),
            ("80mm", [80.0, 150.0]),
            ("160mm", [160.0, 120.0]),
            ("160x100mm", [160.0, 100.0]),
            ("160.5mm × 100 mm", [160.5, 100.0]),
        ] {
            assert_eq!(text.parse::<PageSize>().unwrap().size_mm, size_mm, "{text}");
        }
        for text in ["", "b4", "80", "80cm", "x10mm", "nanmm", "10x20x30mm", "-80mmx60mmx"] {
            assert!(matches!(text.parse::<PageSize>(), Err(ExportError::UnknownSize { .. })), "{text}");
        }
        for text in ["1mm", "-80mm", "80x9000mm"] {
            assert!(matches!(text.parse::<PageSize>(), Err(ExportError::SizeOutOfRange { .. })), "{text}");
        }
    }
}
