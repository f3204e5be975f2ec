//! The size of text, measured from the two bundled fonts (Noto Sans SC, OFL), so that the screen, SVG, PNG and PDF
//! agree about where a label ends.
//!
//! Widths are sums of advances without kerning; painters switch kerning off, so the sums are what is drawn.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// Name of the bundled family, as SVG and PDF call it.
pub const FAMILY: &str = "Noto Sans SC";

/// A bundled typeface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Face {
    /// Noto Sans SC, for text.
    #[default]
    Regular,
    /// Noto Sans SC bold, for headings.
    Bold,
}

impl Face {
    /// All.
    pub const ALL: [Face; 2] = [Face::Regular, Face::Bold];

    /// The bytes of its font, a TrueType file.
    pub fn bytes(self) -> &'static [u8] {
        match self {
            Face::Regular => include_bytes!("../../assets/fonts/NotoSansSC-Regular.ttf"),
            Face::Bold => include_bytes!("../../assets/fonts/NotoSansSC-Bold.ttf"),
        }
    }

    /// Its weight, as CSS counts: 400 is regular.
    pub fn weight(self) -> u16 {
        match self {
            Face::Regular => 400,
            Face::Bold => 700,
        }
    }

    /// The parsed font, for outlines.
    pub fn outlines(self) -> Option<&'static ttf_parser::Face<'static>> {
        metrics(self).face.as_ref()
    }
}

/// Advances of one font for the basic multilingual plane, in font units.
struct Metrics {
    face: Option<ttf_parser::Face<'static>>,
    units_per_em: f32,
    /// By code point; [`MISSING`] where the font has no glyph.
    advances: Vec<u16>,
}

const MISSING: u16 = u16::MAX;
const NO_BREAK_SPACE: char = '\u{a0}';
/// Spaces that group digits; the fonts lack them.
const THIN_SPACES: [char; 2] = ['\u{2009}', '\u{202f}'];

/// The character as painters of files draw it: thin spaces, which the fonts lack, as the (as narrow) no-break space.
pub fn drawn(c: char) -> char {
    if THIN_SPACES.contains(&c) { NO_BREAK_SPACE } else { c }
}

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
        Metrics { face, units_per_em, advances }
    }

    /// The advance in font units, `None` where the font has no glyph.
    fn advance(&self, c: char) -> Option<u16> {
        match self.advances.get(c as usize) {
            Some(&advance) => Some(advance).filter(|&a| a != MISSING),
            None => {
                let face = self.face.as_ref()?;
                face.glyph_index(c).and_then(|glyph| face.glyph_hor_advance(glyph))
            }
        }
    }
}

fn metrics(face: Face) -> &'static Metrics {
    static REGULAR: LazyLock<Metrics> = LazyLock::new(|| Metrics::load(Face::Regular));
    static BOLD: LazyLock<Metrics> = LazyLock::new(|| Metrics::load(Face::Bold));
    match face {
        Face::Regular => &REGULAR,
        Face::Bold => &BOLD,
    }
}

/// Width of one line of text, points. A character the font lacks counts one em.
pub fn width_pt(text: &str, size_pt: f32, face: Face) -> f32 {
    let metrics = metrics(face);
    let units: u32 = text
        .chars()
        .filter(|c| !c.is_control())
        .map(|c| metrics.advance(c).map_or(metrics.units_per_em as u32, u32::from))
        .sum();
    units as f32 * size_pt / metrics.units_per_em
}

/// Height above the baseline of the ideographic em box, points.
pub fn ascent_pt(size_pt: f32) -> f32 {
    0.88 * size_pt
}

/// Depth below the baseline of the ideographic em box, points.
pub fn descent_pt(size_pt: f32) -> f32 {
    0.12 * size_pt
}

/// Distance between the baselines of lines, points.
pub fn line_height_pt(size_pt: f32) -> f32 {
    1.4 * size_pt
}

/// The characters of a text that the bundled fonts cannot draw, each once, in order of appearance.
///
/// Control characters are not drawn and so not missing.
pub fn missing_glyphs(text: &str) -> Vec<char> {
    let mut missing = Vec::new();
    for c in text.chars().filter(|c| !c.is_control()) {
        if Face::ALL.iter().any(|face| metrics(*face).advance(c).is_none()) && !missing.contains(&c) {
            missing.push(c);
        }
    }
    missing
}

/// Characters that may not begin a line.
const NOT_FIRST: &str = "，。、；：？！）》」』】〉〕…—·％℃,.;:?!)]}%’”";
/// Characters that may not end a line.
const NOT_LAST: &str = "（《「『【〈〔([{‘“";

/// Whether a line may break on both sides of a character: ideographs, kana and full-width punctuation.
fn breaks_around(c: char) -> bool {
    matches!(c as u32, 0x2E80..=0x303F | 0x3040..=0x30FF | 0x3100..=0x9FFF | 0xF900..=0xFAFF | 0xFE30..=0xFE4F
        | 0xFF00..=0xFFEF | 0x2_0000..=0x3_FFFF)
}

/// The pieces of a paragraph that stay together, each with the space before it.
fn unbreakable(paragraph: &str) -> Vec<(bool, String)> {
    let mut pieces: Vec<(bool, String)> = Vec::new();
    let mut space = false;
    let mut previous: Option<char> = None;
    for c in paragraph.chars() {
        // Narrow and wide no-break spaces are part of the word.
        if c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}') {
            space = true;
            continue;
        }
        let joins = previous.is_some_and(|p| {
            let closing = NOT_FIRST.contains(c) || NOT_LAST.contains(p);
            !space && (closing || !breaks_around(c) && !breaks_around(p))
        });
        match pieces.last_mut().filter(|_| joins) {
            Some((_, piece)) => piece.push(c),
            None => pieces.push((space, c.to_string())),
        }
        space = false;
        previous = Some(c);
    }
    pieces
}

/// Breaks a text into lines no wider than `width_pt`: Chinese between any two characters, other scripts between
/// words, never a closing mark at the start of a line or an opening one at its end. A word wider than a line is cut.
pub fn wrap(text: &str, width_pt: f32, size_pt: f32, face: Face) -> Vec<String> {
    let measure = |s: &str| self::width_pt(s, size_pt, face);
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        let mut used = 0.0;
        for (space, piece) in unbreakable(paragraph) {
            let gap = if space && !line.is_empty() { measure(" ") } else { 0.0 };
            let width = measure(&piece);
            if !line.is_empty() && used + gap + width > width_pt {
                lines.push(std::mem::take(&mut line));
                used = 0.0;
            } else if gap > 0.0 {
                line.push(' ');
                used += gap;
            }
            if width <= width_pt {
                line.push_str(&piece);
                used += width;
                continue;
            }
            for c in piece.chars() {
                let advance = measure(c.encode_utf8(&mut [0; 4]));
                if !line.is_empty() && used + advance > width_pt && !NOT_FIRST.contains(c) {
                    lines.push(std::mem::take(&mut line));
                    used = 0.0;
                }
                line.push(c);
                used += advance;
            }
        }
        lines.push(line);
    }
    lines
}

/// The text, or as much of its beginning as fits `width_pt` followed by an ellipsis.
pub fn elide(text: &str, width_pt: f32, size_pt: f32, face: Face) -> String {
    let measure = |s: &str| self::width_pt(s, size_pt, face);
    if measure(text) <= width_pt {
        return text.to_owned();
    }
    let room = width_pt - measure("…");
    let mut kept = String::new();
    let mut used = 0.0;
    for c in text.chars() {
        used += measure(c.encode_utf8(&mut [0; 4]));
        if used > room {
            break;
        }
        kept.push(c);
    }
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advances_come_from_the_fonts() {
        assert_eq!(width_pt("上海金融科技", 10.0, Face::Regular), 60.0);
        assert_eq!(width_pt("上海", 10.0, Face::Bold), 20.0);
        let latin = width_pt("Lujiazui", 10.0, Face::Regular);
        assert!((30.0..50.0).contains(&latin), "{latin}");
        assert!(width_pt("Lujiazui", 10.0, Face::Bold) > latin);
        assert_eq!(width_pt("a\u{0}\n", 10.0, Face::Regular), width_pt("a", 10.0, Face::Regular));
    }

    #[test]
    fn missing_characters_are_named_once() {
        assert_eq!(missing_glyphs("沪金图谱 Hujin 12 345 km² ≥ — … ·"), Vec::<char>::new());
        assert_eq!(missing_glyphs("a😀b😀\u{e000}\n"), ['😀', '\u{e000}']);
        assert_eq!(missing_glyphs("1\u{202f}234"), Vec::<char>::new());
    }

    #[test]
    fn chinese_wraps_by_character_and_keeps_marks_with_their_words() {
        let lines = wrap("上海是金融中心，浦东（陆家嘴）最密。", 50.0, 10.0, Face::Regular);
        assert_eq!(lines.concat(), "上海是金融中心，浦东（陆家嘴）最密。");
        for line in &lines {
            assert!(!NOT_FIRST.contains(line.chars().next().unwrap()), "{lines:?}");
            assert!(!NOT_LAST.contains(line.chars().last().unwrap()), "{lines:?}");
            assert!(width_pt(line, 10.0, Face::Regular) <= 50.0, "{lines:?}");
        }
    }

    #[test]
    fn latin_wraps_by_word_and_long_words_are_cut() {
        assert_eq!(wrap("Ant Group Shanghai", 60.0, 10.0, Face::Regular), ["Ant Group", "Shanghai"]);
        assert_eq!(wrap("a\n\nb", 60.0, 10.0, Face::Regular), ["a", "", "b"]);
        assert!(wrap("Donaudampfschifffahrt", 40.0, 10.0, Face::Regular).len() > 2);
        assert_eq!(wrap("数据 2024-12 年", 1000.0, 10.0, Face::Regular), ["数据 2024-12 年"]);
    }

    #[test]
    fn elided_text_fits() {
        assert_eq!(elide("徐汇区", 30.0, 10.0, Face::Regular), "徐汇区");
        let short = elide("上海浦东发展银行股份有限公司", 60.0, 10.0, Face::Regular);
        assert!(short.ends_with('…') && width_pt(&short, 10.0, Face::Regular) <= 60.0, "{short}");
    }
}
