//! A page as PNG: its SVG drawn by resvg, with physical size and metadata, which resvg does not write.

use std::borrow::Cow;
use std::ops::RangeInclusive;
use std::sync::{Arc, LazyLock};

use png::text_metadata::ITXtChunk;
use png::{BitDepth, ColorType, Encoder, EncodingError, PixelDimensions, SrgbRenderingIntent, Unit};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, fontdb};

use super::ExportError;
use super::svg::{self, SOFTWARE};
use crate::scene::page::PT_PER_MM;
use crate::scene::text::{FAMILY, Face, Fallback, SONG_FAMILY};
use crate::scene::{Page, page::Metadata};

/// Most pixels of an image: A3 at 600 dpi has 70 million, A0 at 300 dpi 140 million (560 MB while drawn).
pub const MAX_PIXELS: u64 = 150_000_000;

/// Resolutions that make sense, dots an inch.
pub const DPI: RangeInclusive<u32> = 36..=2400;

/// Keyword of the text chunk that carries the view.
const VIEW: &str = "hujin-view";

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

/// A drawing as the renderer's tree, with the bundled fonts.
pub(super) fn tree(svg: &str) -> Result<usvg::Tree, ExportError> {
    let options = usvg::Options { fontdb: fonts(), font_family: FAMILY.to_owned(), ..usvg::Options::default() };
    usvg::Tree::from_str(svg, &options).map_err(ExportError::Svg)
}

/// Width and height in pixels of a page at a resolution.
///
/// # Errors
/// The resolution is outside [`DPI`], or there are more than [`MAX_PIXELS`].
pub fn size_px(page: &Page, dpi: u32) -> Result<[u32; 2], ExportError> {
    if !DPI.contains(&dpi) {
        return Err(ExportError::Resolution { dpi });
    }
    let [width, height] = page.size_mm.map(|mm| (mm / 25.4 * f64::from(dpi)).round().max(1.0) as u64);
    if width.saturating_mul(height) > MAX_PIXELS {
        return Err(ExportError::TooManyPixels { width, height });
    }
    Ok([width as u32, height as u32])
}

/// The page as a PNG file.
///
/// # Errors
/// See [`size_px`]; the others would be defects of the program.
pub fn png(page: &Page, dpi: u32) -> Result<Vec<u8>, ExportError> {
    let [width, height] = size_px(page, dpi)?;
    let tree = tree(&svg::svg(page))?;
    let too_many = ExportError::TooManyPixels { width: width.into(), height: height.into() };
    let mut pixmap = Pixmap::new(width, height).ok_or(too_many)?;
    // The tree's unit is the CSS pixel, 1/96 inch; rounding to whole pixels may differ by half of one a side.
    let css = |mm: f64| mm * PT_PER_MM * 96.0 / 72.0;
    let [sx, sy] = [f64::from(width) / css(page.size_mm[0]), f64::from(height) / css(page.size_mm[1])];
    resvg::render(&tree, Transform::from_scale(sx as f32, sy as f32), &mut pixmap.as_mut());
    let (pixels, color) = straight(pixmap);
    encode(&pixels, [width, height], color, |encoder| describe(encoder, page, dpi)).map_err(ExportError::Png)
}

/// Pixels without premultiplication; without alpha where all are opaque.
fn straight(pixmap: Pixmap) -> (Vec<u8>, ColorType) {
    if pixmap.data().chunks_exact(4).all(|p| p[3] == 255) {
        let rgb = pixmap.data().chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect();
        return (rgb, ColorType::Rgb);
    }
    (pixmap.take_demultiplied(), ColorType::Rgba)
}

fn encode<'a>(
    pixels: &[u8],
    [width, height]: [u32; 2],
    color: ColorType,
    describe: impl FnOnce(&mut Encoder<'a, &mut Vec<u8>>) -> Result<(), EncodingError>,
) -> Result<Vec<u8>, EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, width, height);
    encoder.set_color(color);
    encoder.set_depth(BitDepth::Eight);
    describe(&mut encoder)?;
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(bytes)
}

fn describe(encoder: &mut Encoder<'_, &mut Vec<u8>>, page: &Page, dpi: u32) -> Result<(), EncodingError> {
    encoder.set_source_srgb(SrgbRenderingIntent::Perceptual);
    let per_metre = (f64::from(dpi) / 0.0254).round() as u32;
    encoder.set_pixel_dims(Some(PixelDimensions { xppu: per_metre, yppu: per_metre, unit: Unit::Meter }));
    let Metadata { source, view, .. } = &page.metadata;
    let mut chunk = |keyword: &str, text: &str| match text {
        "" => Ok(()),
        _ => encoder.add_itxt_chunk(keyword.to_owned(), text.to_owned()),
    };
    chunk("Title", &page.title)?;
    chunk("Description", &page.description)?;
    chunk("Source", source)?;
    chunk("Software", SOFTWARE)?;
    chunk(VIEW, view.as_deref().unwrap_or_default())
}

/// A raster of a scene as a PNG file.
pub(super) fn encode_raster(raster: &crate::scene::Raster) -> Result<Vec<u8>, EncodingError> {
    let side = |n: usize| u32::try_from(n).unwrap_or(0);
    encode(&raster.rgba, [side(raster.width), side(raster.height)], ColorType::Rgba, |_| Ok(()))
}

/// The view that a figure in PNG carries, if any.
pub fn view_of_png(bytes: &[u8]) -> Option<String> {
    let decoder = png::Decoder::new(std::io::Cursor::new(Cow::Borrowed(bytes)));
    let reader = decoder.read_info().ok()?;
    let chunk: &ITXtChunk = reader.info().utf8_text.iter().find(|chunk| chunk.keyword == VIEW)?;
    chunk.get_text().ok()
}
