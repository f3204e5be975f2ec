//! The drawing as the renderer's tree, with the bundled fonts and no others, so that a figure looks the same on every
//! machine.

use std::sync::{Arc, LazyLock};

use resvg::usvg::{self, fontdb};

use super::ExportError;
use crate::scene::text::{FAMILY, Face};

fn fonts() -> Arc<fontdb::Database> {
    static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
        let mut fonts = fontdb::Database::new();
        for face in Face::ALL {
            fonts.load_font_source(fontdb::Source::Binary(Arc::new(face.bytes())));
        }
        fonts.set_sans_serif_family(FAMILY);
        Arc::new(fonts)
    });
    Arc::clone(&FONTS)
}

/// A drawing as the renderer's tree.
pub(super) fn tree(svg: &str) -> Result<usvg::Tree, ExportError> {
    let options = usvg::Options { fontdb: fonts(), font_family: FAMILY.to_owned(), ..usvg::Options::default() };
    usvg::Tree::from_str(svg, &options).map_err(ExportError::Svg)
}
