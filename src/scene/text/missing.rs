//! Characters that no font at hand draws: each with the text it occurs in and the enterprise that brought it.

use super::line::missing_glyphs;
use crate::catalogue::{Catalogue, Row, field::Field};

/// A character that cannot be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingGlyph {
    /// The character.
    pub character: char,
    /// A text it occurs in.
    pub text: String,
    /// The enterprise whose field that text shows; `None` for words that come from elsewhere.
    pub origin: Option<Origin>,
}

/// A field of an enterprise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Id of the enterprise in the catalogue.
    pub enterprise: i64,
    /// Its full name, for a person to find it by.
    pub name: String,
    /// The field.
    pub field: Field,
    /// What the field holds.
    pub value: String,
}

/// The characters of some texts that cannot be drawn, each once with every text it occurs in.
pub fn missing_in<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<MissingGlyph> {
    let mut missing: Vec<MissingGlyph> = Vec::new();
    for text in texts {
        for character in missing_glyphs(text) {
            if !missing.iter().any(|known| known.character == character && known.text == text) {
                missing.push(MissingGlyph { character, text: text.to_owned(), origin: None });
            }
        }
    }
    missing
}

/// The fields a figure may show as they are written.
fn written(row: Row<'_>) -> [(Field, &str); 4] {
    [
        (Field::NameZh, row.name_zh()),
        (Field::ShortName, row.short_name()),
        (Field::NameEn, row.name_en()),
        (Field::Segment, row.segment()),
    ]
}

/// Finds the enterprises that missing characters come from: of each text the first whose field has the character and
/// either is part of the text or contains it, its ellipsis aside. Of a character that enterprises brought, other texts
/// with it are left out; of one that none brought, all texts but the first. One pass over the catalogue, made only when
/// something is missing.
pub fn trace(mut missing: Vec<MissingGlyph>, catalogue: &Catalogue) -> Vec<MissingGlyph> {
    for row in catalogue.rows() {
        if missing.iter().all(|glyph| glyph.origin.is_some()) {
            break;
        }
        for (field, value) in written(row) {
            let shows = |glyph: &MissingGlyph| {
                let drawn = glyph.text.trim_end_matches('…').trim();
                value.contains(glyph.character) && (value.contains(drawn) || drawn.contains(value))
            };
            for glyph in missing.iter_mut().filter(|glyph| glyph.origin.is_none()) {
                if shows(glyph) {
                    let (enterprise, name) = (row.id(), row.name_zh().to_owned());
                    glyph.origin = Some(Origin { enterprise, name, field, value: value.to_owned() });
                }
            }
        }
    }
    let brought: Vec<char> = missing.iter().filter(|g| g.origin.is_some()).map(|g| g.character).collect();
    let mut named = Vec::new();
    missing.retain(|glyph| {
        let is_first = !named.contains(&glyph.character);
        named.push(glyph.character);
        if brought.contains(&glyph.character) { glyph.origin.is_some() } else { is_first }
    });
    missing
}
