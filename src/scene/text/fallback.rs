//! What becomes of characters that the bundled fonts lack: refused and named, drawn from a font the user gives, or
//! marked with 〓.

use std::cell::RefCell;
use std::sync::Arc;

use super::face::{Face, NO_BREAK_SPACE, THIN_SPACES, metrics};

/// The geta mark (下駄記号, U+3013), with which typesetters hold the place of a character they lack.
pub const MARK: char = '〓';

/// What a figure does with characters that no font at hand draws.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OnMissing {
    /// Nothing is made; the characters are named.
    #[default]
    Refuse,
    /// Each is drawn as [`MARK`].
    Mark,
}

impl OnMissing {
    /// All.
    pub const ALL: [OnMissing; 2] = [OnMissing::Refuse, OnMissing::Mark];

    /// The word on the command line.
    pub fn code(self) -> &'static str {
        match self {
            OnMissing::Refuse => "refuse",
            OnMissing::Mark => "mark",
        }
    }
}

/// A font of the user's that draws what the bundled ones lack.
#[derive(PartialEq)]
pub struct LastResort {
    family: String,
    bytes: Arc<Vec<u8>>,
}

impl std::fmt::Debug for LastResort {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LastResort({}, {} bytes)", self.family, self.bytes.len())
    }
}

impl LastResort {
    /// A font from the bytes of a TrueType or OpenType file, of a collection its first font; `None` for anything else.
    pub fn new(bytes: Vec<u8>) -> Option<LastResort> {
        let face = ttf_parser::Face::parse(&bytes, 0).ok()?;
        // The renderer takes one from the other in sixteen bits.
        face.ascender().checked_sub(face.descender())?;
        let names = face.names();
        let named = |id: u16| names.into_iter().find(|n| n.name_id == id && n.is_unicode()).and_then(|n| n.to_string());
        // The renderer knows a font by its typographic family where it has one.
        let family = named(ttf_parser::name_id::TYPOGRAPHIC_FAMILY).or_else(|| named(ttf_parser::name_id::FAMILY))?;
        Some(LastResort { family, bytes: Arc::new(bytes) })
    }

    /// The name of its family.
    pub fn family(&self) -> &str {
        &self.family
    }

    /// Its bytes.
    pub fn bytes(&self) -> &Arc<Vec<u8>> {
        &self.bytes
    }

    /// The font, parsed: cheap, and asked for rare characters only.
    pub fn parsed(&self) -> Option<ttf_parser::Face<'_>> {
        ttf_parser::Face::parse(&self.bytes, 0).ok()
    }

    fn advance_em(&self, c: char) -> Option<f32> {
        let face = self.parsed()?;
        let advance = face.glyph_index(c).filter(|g| g.0 != 0).and_then(|g| face.glyph_hor_advance(g))?;
        Some(f32::from(advance) / f32::from(face.units_per_em()))
    }
}

/// What becomes of characters that the bundled fonts lack.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fallback {
    /// A font that draws them.
    pub font: Option<Arc<LastResort>>,
    /// What is done with those it lacks, too.
    pub missing: OnMissing,
}

thread_local! {
    static CURRENT: RefCell<Fallback> = RefCell::default();
}

impl Fallback {
    /// Measures and draws with this fallback whatever `make` measures and draws on this thread.
    pub fn scope<T>(&self, make: impl FnOnce() -> T) -> T {
        /// Puts back what was there, even when `make` panics.
        struct Before(Fallback);
        impl Drop for Before {
            fn drop(&mut self) {
                CURRENT.replace(std::mem::take(&mut self.0));
            }
        }
        let _before = Before(CURRENT.replace(self.clone()));
        make()
    }

    /// The fallback of this thread.
    pub fn current() -> Fallback {
        CURRENT.with_borrow(Clone::clone)
    }
}

/// The font a glyph is drawn from.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// A bundled one.
    Bundled(Face),
    /// The user's.
    LastResort(Arc<LastResort>),
}

/// Whether a character has a glyph of its own at all: controls, joiners, marks of direction, selectors of variants
/// and the byte order mark have none and are left out.
pub fn is_drawn(c: char) -> bool {
    !c.is_control()
        && !matches!(c as u32, 0xAD | 0x61C | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0xFE00..=0xFE0F | 0xFEFF
            | 0xE0100..=0xE01EF)
}

/// A character as it is drawn in a face, from which font, and how wide, em; `None` where no font has it. Thin spaces,
/// which the fonts lack, are drawn as the (as narrow) no-break space.
pub(super) fn resolved(face: Face, c: char) -> Option<(char, Source, f32)> {
    let drawn = if THIN_SPACES.contains(&c) { NO_BREAK_SPACE } else { c };
    if let Some(advance) = metrics(face).advance_em(drawn) {
        return Some((drawn, Source::Bundled(face), advance));
    }
    // A rare character that Song lacks is better in another face than not at all.
    if let Some(advance) = metrics(Face::Regular).advance_em(drawn) {
        return Some((drawn, Source::Bundled(Face::Regular), advance));
    }
    CURRENT.with_borrow(|fallback| {
        if let Some(font) = &fallback.font
            && let Some(advance) = font.advance_em(drawn)
        {
            return Some((drawn, Source::LastResort(Arc::clone(font)), advance));
        }
        match fallback.missing {
            OnMissing::Refuse => None,
            OnMissing::Mark => Some((MARK, Source::Bundled(face), metrics(face).advance_em(MARK)?)),
        }
    })
}
