//! The bundled typefaces and their metrics.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// Name of the bundled sans-serif family, as SVG and PDF call it.
pub const FAMILY: &str = "Noto Sans SC";
/// Name of the bundled serif family.
pub const SONG_FAMILY: &str = "Noto Serif SC";

// Statics, not constants: each unit of code that inlines a constant gets a copy of its own, and these are 31 MB.
static SANS: &[u8] = include_bytes!("../../../assets/fonts/NotoSansSC-Regular.ttf");
static SANS_BOLD: &[u8] = include_bytes!("../../../assets/fonts/NotoSansSC-Bold.ttf");
static SERIF: &[u8] = include_bytes!("../../../assets/fonts/NotoSerifSC-Regular.ttf");
static SANS_MARKS: &[u8] = include_bytes!("../../../assets/fonts/NotoSansSCMarks-Regular.ttf");
static SANS_BOLD_MARKS: &[u8] = include_bytes!("../../../assets/fonts/NotoSansSCMarks-Bold.ttf");
static SERIF_MARKS: &[u8] = include_bytes!("../../../assets/fonts/NotoSerifSCMarks-Regular.ttf");

/// A bundled typeface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Face {
    /// Noto Sans SC, for text.
    #[default]
    Regular,
    /// Noto Sans SC bold, for headings.
    Bold,
    /// Noto Serif SC (宋体), for the text of official reports.
    Song,
}

impl Face {
    /// All.
    pub const ALL: [Face; 3] = [Face::Regular, Face::Bold, Face::Song];

    /// The bytes of its font, a TrueType file.
    pub fn bytes(self) -> &'static [u8] {
        match self {
            Face::Regular => SANS,
            Face::Bold => SANS_BOLD,
            Face::Song => SERIF,
        }
    }

    /// The bytes of its [`marks_family`](Face::marks_family), a TrueType file.
    pub fn marks_bytes(self) -> &'static [u8] {
        match self {
            Face::Regular => SANS_MARKS,
            Face::Bold => SANS_BOLD_MARKS,
            Face::Song => SERIF_MARKS,
        }
    }

    /// The family of its full-width marks without their empty halves, for files in which glyphs must not overlap.
    pub fn marks_family(self) -> &'static str {
        match self {
            Face::Regular | Face::Bold => "Noto Sans SC Marks",
            Face::Song => "Noto Serif SC Marks",
        }
    }

    /// Its weight, as CSS counts: 400 is regular.
    pub fn weight(self) -> u16 {
        match self {
            Face::Regular | Face::Song => 400,
            Face::Bold => 700,
        }
    }

    /// Its family, as SVG and PDF call it.
    pub fn family(self) -> &'static str {
        match self {
            Face::Regular | Face::Bold => FAMILY,
            Face::Song => SONG_FAMILY,
        }
    }

    /// Its family and those that may stand for it, as CSS lists them.
    pub fn css_family(self) -> &'static str {
        match self {
            Face::Regular | Face::Bold => {
                "'Noto Sans SC', 'Source Han Sans SC', 'Microsoft YaHei', 'PingFang SC', sans-serif"
            }
            Face::Song => "'Noto Serif SC', 'Source Han Serif SC', 'SimSun', 'Songti SC', serif",
        }
    }

    /// The parsed font, for outlines.
    pub fn outlines(self) -> Option<&'static ttf_parser::Face<'static>> {
        metrics(self).face.as_ref()
    }
}

/// Where the ink of a glyph lies in its advance, em.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ink {
    pub left: f32,
    pub right: f32,
}

/// Advances of one font for the basic multilingual plane, in font units.
pub(super) struct Metrics {
    face: Option<ttf_parser::Face<'static>>,
    units_per_em: f32,
    /// By code point; [`MISSING`] where the font has no glyph.
    advances: Vec<u16>,
    /// Ink of the full-width marks that are set closer, by mark.
    marks: Vec<(char, Ink)>,
    /// Advances of two and of three em dashes, which the font joins to one glyph, em.
    pub dashes: [f32; 2],
}

const MISSING: u16 = u16::MAX;
pub(super) const NO_BREAK_SPACE: char = '\u{a0}';
/// Spaces that group digits; the fonts lack them.
pub(super) const THIN_SPACES: [char; 2] = ['\u{2009}', '\u{202f}'];

impl Metrics {
    fn load(face: Face) -> Metrics {
        let mut advances = vec![MISSING; 0x1_0000];
        // The fonts are part of the program and a test reads them; without one every character is missing.
        let face = ttf_parser::Face::parse(face.bytes(), 0).ok();
        for face in face.iter() {
            let subtables = face.tables().cmap.iter().flat_map(|cmap| cmap.subtables);
            for subtable in subtables.filter(ttf_parser::cmap::Subtable::is_unicode) {
                subtable.codepoints(|code| {
                    let Some(slot) = advances.get_mut(code as usize) else { return };
                    let glyph = subtable.glyph_index(code).filter(|g| g.0 != 0);
                    if let Some(advance) = glyph.and_then(|g| face.glyph_hor_advance(g)) {
                        *slot = advance;
                    }
                });
            }
        }
        for c in THIN_SPACES {
            advances[c as usize] = advances[NO_BREAK_SPACE as usize];
        }
        let units_per_em = face.as_ref().map_or(1000.0, |face| f32::from(face.units_per_em()));
        let mut metrics = Metrics { face, units_per_em, advances, marks: Vec::new(), dashes: [2.0, 3.0] };
        let marks = super::line::OPENING.chars().chain(super::line::CLOSING.chars());
        metrics.marks = marks.filter_map(|c| Some((c, metrics.ink_of(c)?))).collect();
        let dash = metrics.advance_em('—').unwrap_or(1.0);
        metrics.dashes = [('\u{2e3a}', 2.0), ('\u{2e3b}', 3.0)].map(|(c, n)| metrics.advance_em(c).unwrap_or(n * dash));
        metrics
    }

    fn ink_of(&self, c: char) -> Option<Ink> {
        let face = self.face.as_ref()?;
        let bounds = face.glyph_bounding_box(face.glyph_index(c)?)?;
        Some(Ink {
            left: f32::from(bounds.x_min) / self.units_per_em,
            right: f32::from(bounds.x_max) / self.units_per_em,
        })
    }

    /// The ink of a mark that may be set closer; `None` for every other character.
    pub fn ink(&self, mark: char) -> Option<Ink> {
        self.marks.iter().find(|(c, _)| *c == mark).map(|(_, ink)| *ink)
    }

    /// The advance in em, `None` where the font has no glyph.
    pub fn advance_em(&self, c: char) -> Option<f32> {
        let units = match self.advances.get(c as usize) {
            Some(&advance) => Some(advance).filter(|&a| a != MISSING),
            None => {
                let face = self.face.as_ref()?;
                face.glyph_index(c).and_then(|glyph| face.glyph_hor_advance(glyph))
            }
        };
        units.map(|units| f32::from(units) / self.units_per_em)
    }
}

pub(super) fn metrics(face: Face) -> &'static Metrics {
    static REGULAR: LazyLock<Metrics> = LazyLock::new(|| Metrics::load(Face::Regular));
    static BOLD: LazyLock<Metrics> = LazyLock::new(|| Metrics::load(Face::Bold));
    static SONG: LazyLock<Metrics> = LazyLock::new(|| Metrics::load(Face::Song));
    match face {
        Face::Regular => &REGULAR,
        Face::Bold => &BOLD,
        Face::Song => &SONG,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The 8105 characters of 通用规范汉字表; the file says where they are from.
    pub(in crate::scene) fn general_standard() -> Vec<char> {
        let table = include_str!("../../../tests/fixtures/tonggui_8105.txt");
        table.lines().filter(|line| !line.starts_with('#')).flat_map(str::chars).collect()
    }

    #[derive(Default)]
    struct Segments(usize);

    impl ttf_parser::OutlineBuilder for Segments {
        fn move_to(&mut self, _: f32, _: f32) {
            self.0 += 1;
        }
        fn line_to(&mut self, _: f32, _: f32) {
            self.0 += 1;
        }
        fn quad_to(&mut self, _: f32, _: f32, _: f32, _: f32) {
            self.0 += 1;
        }
        fn curve_to(&mut self, _: f32, _: f32, _: f32, _: f32, _: f32, _: f32) {
            self.0 += 1;
        }
        fn close(&mut self) {}
    }

    #[test]
    fn every_general_standard_character_is_drawn_by_every_face() {
        let characters = general_standard();
        assert_eq!(characters.len(), 8105);
        assert_eq!(characters.iter().filter(|c| **c as u32 > 0xFFFF).count(), 196, "beyond the first plane");
        for face in Face::ALL {
            let font = face.outlines().unwrap();
            for &c in &characters {
                let glyph = font.glyph_index(c).unwrap_or_else(|| panic!("{face:?} lacks {c} U+{:04X}", c as u32));
                let mut segments = Segments::default();
                font.outline_glyph(glyph, &mut segments);
                assert!(segments.0 > 3, "{face:?} draws nothing for {c} U+{:04X}", c as u32);
                assert_eq!(metrics(face).advance_em(c), Some(1.0), "{face:?} {c}");
            }
        }
    }

    #[test]
    fn digits_stand_under_one_another() {
        for face in Face::ALL {
            let widths: Vec<_> = ('0'..='9').map(|d| metrics(face).advance_em(d)).collect();
            assert!(widths.iter().all(|w| *w == widths[0] && w.is_some()), "{face:?}: {widths:?}");
        }
    }

    #[test]
    fn names_of_families_are_those_of_the_fonts() {
        for face in Face::ALL {
            let family = face.family();
            let names = face.outlines().unwrap().names();
            assert!(names.into_iter().any(|n| n.to_string().as_deref() == Some(family)), "{face:?}");
            assert!(face.css_family().starts_with(&format!("'{family}'")));
        }
    }
}
