//! Text in figures: the three bundled faces (Noto Sans SC regular and bold, Noto Serif SC; OFL), how wide a line is
//! and where its glyphs stand, so that the screen, SVG, PNG and PDF agree.
//!
//! | file | what |
//! |---|---|
//! | `face` | the faces and their metrics |
//! | `fallback` | what becomes of characters they lack |
//! | `line` | where the glyphs of a line stand: gaps between scripts, closed-up punctuation |
//! | `wrap` | breaking into lines |
//! | `vertical` | text set downwards |
//! | `missing` | which characters are missing, and from which enterprise they come |
//!
//! Kerning and ligatures are switched off by every painter, so that what is measured is what is drawn.

pub mod face;
pub mod fallback;
pub mod line;
pub mod missing;
pub mod vertical;
pub mod wrap;

pub use face::{FAMILY, Face, SONG_FAMILY};
pub use fallback::{Fallback, LastResort, OnMissing, Source, is_drawn};
pub use line::{Glyph, glyphs, missing_glyphs, width_pt};
pub use missing::{MissingGlyph, Origin, trace};
pub use vertical::vertical;
pub use wrap::{elide, wrap, wrap_name};

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

#[cfg(test)]
mod tests;
