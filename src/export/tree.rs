//! The drawing as the renderer's tree.

use std::sync::{Arc, LazyLock};

use resvg::usvg::{self, fontdb};

use super::ExportError;
use crate::scene::text::{FAMILY, Face, Fallback, SONG_FAMILY};

/// The bundled fonts and the user's for what they lack; none of the system's, so that a figure looks the same on every
/// machine.
fn fonts() -> Arc<fontdb::Database> {
    let bundled = bundled_fonts();
    let Some(font) = Fallback::current().font else { return bundled };
    let mut fonts = fontdb::Database::clone(&bundled);
    let bytes: Arc<dyn AsRef<[u8]> + Send + Sync> = Arc::clone(font.bytes()) as _;
    fonts.load_font_source(fontdb::Source::Binary(bytes));
    Arc::new(fonts)
}

fn bundled_fonts() -> Arc<fontdb::Database> {
    static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
        let mut fonts = fontdb::Database::new();
        for face in Face::ALL {
            fonts.load_font_source(fontdb::Source::Binary(Arc::new(face.bytes())));
            fonts.load_font_source(fontdb::Source::Binary(Arc::new(face.marks_bytes())));
        }
        fonts.set_sans_serif_family(FAMILY);
        fonts.set_serif_family(SONG_FAMILY);
        Arc::new(fonts)
    });
    Arc::clone(&FONTS)
}

/// A drawing as the renderer's tree.
pub(super) fn tree(svg: &str) -> Result<usvg::Tree, ExportError> {
    let options = usvg::Options { fontdb: fonts(), font_family: FAMILY.to_owned(), ..usvg::Options::default() };
    usvg::Tree::from_str(svg, &options).map_err(ExportError::Svg)
}
