//! The letters of a figure as fonts within its SVG: its text stays text, and looks the same on a machine without the
//! fonts. A font holds the characters that the figure uses and no other.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use subsetter::GlyphRemapper;
use write_fonts::FontBuilder;
use write_fonts::read::{FontRef, TableProvider};
use write_fonts::tables::cmap::Cmap;
use write_fonts::types::{GlyphId, Tag};

use crate::scene::text::{Face, glyphs};
use crate::scene::{Item, Page};

/// Tables that browsers want, and that a subset for PDF goes without; they speak of the whole font.
const KEPT: [&[u8; 4]; 2] = [b"OS/2", b"name"];

/// A style sheet with a font for each face that a page uses; empty without texts.
pub(super) fn style(page: &Page) -> String {
    let fonts: Vec<String> = Face::ALL.into_iter().filter_map(|face| rule(face, &characters(page, face))).collect();
    if fonts.is_empty() { String::new() } else { format!("<style>\n{}</style>\n", fonts.concat()) }
}

/// The characters of a page that are set in a face; what stands for others, such as joined dashes, among them.
fn characters(page: &Page, face: Face) -> BTreeSet<char> {
    let groups = page.maps.iter().flat_map(|map| &map.scene.groups).chain(&page.furniture);
    let texts = groups.flat_map(|group| group.items.iter()).filter_map(|item| match item {
        Item::Text(text) if text.face == face => Some(text),
        _ => None,
    });
    let used = |text: &crate::scene::Text| {
        let set: Vec<char> = glyphs(&text.text, face).map(|glyph| glyph.c).collect();
        text.text.chars().chain(set).collect::<Vec<_>>()
    };
    texts.flat_map(used).collect()
}

/// The rule that makes a font known; `None` without characters, or where the font cannot be cut.
fn rule(face: Face, characters: &BTreeSet<char>) -> Option<String> {
    let font = STANDARD.encode(subset(face, characters)?);
    let (family, weight) = (face.family(), face.weight());
    Some(format!(
        "@font-face{{font-family:'{family}';font-weight:{weight};\
         src:url(data:font/ttf;base64,{font}) format('truetype')}}\n"
    ))
}

/// The font of a face with the glyphs of some characters.
fn subset(face: Face, characters: &BTreeSet<char>) -> Option<Vec<u8>> {
    let whole = FontRef::new(face.bytes()).ok()?;
    let outlines = face.outlines()?;
    let mut kept = GlyphRemapper::new();
    let found = characters.iter().filter_map(|c| Some((*c, outlines.glyph_index(*c)?)));
    let mapped: Vec<(char, GlyphId)> =
        found.map(|(c, glyph)| (c, GlyphId::new(u32::from(kept.remap(glyph.0))))).collect();
    if mapped.is_empty() {
        return None;
    }
    let cut = subsetter::subset(face.bytes(), 0, &kept).ok()?;
    let mut font = FontBuilder::new();
    font.add_table(&Cmap::from_mappings(mapped).ok()?).ok()?;
    for table in KEPT {
        font.add_raw(Tag::new(table), whole.data_for_tag(Tag::new(table))?);
    }
    font.copy_missing_tables(FontRef::new(&cut).ok()?);
    Some(font.build())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::svg::{Letters, svg, svg_with_fonts};
    use crate::export::tests::page;
    use crate::export::tree::tree;

    #[test]
    fn a_figure_carries_the_faces_it_uses_and_is_else_the_same() {
        let page = page([160.0, 120.0]);
        let with = svg_with_fonts(&page);
        let faces = with.lines().filter(|line| line.starts_with("@font-face")).count();
        assert_eq!(faces, Face::ALL.into_iter().filter(|face| !characters(&page, *face).is_empty()).count());
        assert!(faces > 0 && tree(&with).is_ok());
        assert_eq!(with.replace(&style(&page), ""), svg(&page, Letters::Text));
    }

    #[test]
    fn a_subset_has_the_glyphs_of_its_characters_and_no_others() {
        let characters: BTreeSet<char> = "上海 75 km²—Ag".chars().collect();
        for face in Face::ALL {
            let bytes = subset(face, &characters).expect("cut");
            assert!(bytes.len() < 40_000, "{} bytes", bytes.len());
            let (font, whole) = (ttf_parser::Face::parse(&bytes, 0).expect("a font"), face.outlines().expect("a font"));
            let drawn = |font: &ttf_parser::Face<'_>, c| {
                let glyph = font.glyph_index(c).expect("a glyph");
                (font.glyph_hor_advance(glyph), font.glyph_bounding_box(glyph))
            };
            for c in &characters {
                assert_eq!(drawn(&font, *c), drawn(whole, *c), "{c}");
            }
            assert_eq!(font.glyph_index('区'), None);
            assert_eq!(font.units_per_em(), whole.units_per_em());
        }
        assert_eq!(subset(Face::Bold, &BTreeSet::new()), None);
    }
}
