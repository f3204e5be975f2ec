//! Characters that no font at hand draws: each with the text it occurs in and the enterprise that brought it.

use super::line::missing_glyphs;
use crate::catalogue::{Catalogue, Row, field::Field};

/// A character that cannot be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingGlyph {
    /// The character.
    pub character: char,
    /// The first text it occurs in.
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

/// The characters of some texts that cannot be drawn, each once, with the first text it occurs in.
pub fn missing_in<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<MissingGlyph> {
    let mut missing: Vec<MissingGlyph> = Vec::new();
    for text in texts {
        for character in missing_glyphs(text) {
            if missing.iter().all(|known| known.character != character) {
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

/// Finds the enterprises that missing characters come from: the first whose field has the character and either is
/// part of the drawn text or contains it, its ellipsis aside. One pass over the catalogue, made only when something
/// is missing.
pub fn trace(missing: &mut [MissingGlyph], catalogue: &Catalogue) {
    for row in catalogue.rows() {
        if missing.iter().all(|glyph| glyph.origin.is_some()) {
            return;
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
}
