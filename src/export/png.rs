//! A page as PNG, with physical size and metadata.
//!
//! The one stream of compressed rows that PNG has is made of pieces, one a band: each piece ends on a whole byte
//! (a flush, as `pigz` does it), so bands are compressed on all cores and written as they come. Rows are not filtered:
//! maps are flat colours, and filtering made their files a fifth larger (A4 at 300 dpi, 10,000 enterprises, level 3:
//! 734 KB without, 865 KB with differences to the left, 888 KB with those to the row above).

use std::borrow::Cow;
use std::io::Write;

use flate2::{Compress, Compression, FlushCompress, Status};
use png::{BitDepth, ColorType, Encoder, EncodingError, PixelDimensions, SrgbRenderingIntent, Unit};

use super::bands::{Band, Progress};
use super::svg::SOFTWARE;
use super::{ExportError, pixels};
use crate::scene::{Page, page::Metadata};

/// Level of compression: 6 would save a fifteenth of the file and take 1¾ of the time, 1 would cost two fifths.
const LEVEL: u32 = 4;

/// Keyword of the text chunk that carries the view.
pub(super) const VIEW: &str = "hujin-view";

/// Writes the page as a PNG file; returns width and height in pixels.
///
/// # Errors
/// See [`pixels::size_px`]; [`ExportError::Cancelled`]; what the writer says. Others would be defects of the program.
pub fn write(page: &Page, dpi: u32, out: impl Write, progress: Progress<'_>) -> Result<[u32; 2], ExportError> {
    let size = pixels::size_px(page, dpi)?;
    let canvas = pixels::canvas(page, size)?;
    let mut encoder = Encoder::new(out, size[0], size[1]);
    encoder.set_color(if canvas.opaque { ColorType::Rgb } else { ColorType::Rgba });
    encoder.set_depth(BitDepth::Eight);
    describe(&mut encoder, page, dpi).map_err(ExportError::Png)?;
    let mut writer = encoder.write_header().map_err(ExportError::Png)?;
    let mut stream = Stream::default();
    canvas.each(progress, Piece::new, |piece| {
        writer.write_chunk(png::chunk::IDAT, &stream.framed(piece)).map_err(ExportError::Png)
    })?;
    writer.finish().map_err(ExportError::Png)?;
    Ok(size)
}

/// The compressed rows of a band.
struct Piece {
    last: bool,
    deflated: Vec<u8>,
    sum: Adler,
}

impl Piece {
    fn new(band: Band) -> Result<Piece, ExportError> {
        let mut rows = Vec::with_capacity(band.pixels.len() + band.pixels.len() / band.stride.max(1));
        for row in band.pixels.chunks_exact(band.stride) {
            rows.push(0); // not filtered
            rows.extend_from_slice(row);
        }
        let deflated = deflate(&rows, band.last).map_err(|e| ExportError::Png(EncodingError::IoError(e.into())))?;
        Ok(Piece { last: band.last, deflated, sum: Adler::of(&rows) })
    }
}

/// A piece of a deflate stream that ends on a whole byte, or with the stream.
fn deflate(rows: &[u8], last: bool) -> Result<Vec<u8>, flate2::CompressError> {
    let flush = if last { FlushCompress::Finish } else { FlushCompress::Sync };
    let mut state = Compress::new(Compression::new(LEVEL), false);
    let mut out = Vec::with_capacity(rows.len() / 16 + 1024);
    loop {
        let rest = rows.get(state.total_in() as usize..).unwrap_or_default();
        let status = state.compress_vec(rest, &mut out, flush)?;
        // With room to spare, all that was to come has come.
        let is_done = if last { status == Status::StreamEnd } else { out.len() < out.capacity() };
        if is_done {
            return Ok(out);
        }
        out.reserve(out.len().max(1024));
    }
}

/// The zlib stream (RFC 1950) that the pieces make.
#[derive(Default)]
struct Stream {
    begun: bool,
    sum: Adler,
}

impl Stream {
    /// The next bytes of the stream.
    fn framed(&mut self, piece: Piece) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(piece.deflated.len() + 6);
        if !self.begun {
            bytes.extend_from_slice(&[0x78, 0x5E]); // deflate, a window of 32 KB, level below the default
        }
        self.begun = true;
        self.sum = self.sum.then(piece.sum);
        bytes.extend_from_slice(&piece.deflated);
        if piece.last {
            bytes.extend_from_slice(&self.sum.sum.to_be_bytes());
        }
        bytes
    }
}

/// The Adler-32 checksum of some bytes, which those of parts add up to.
#[derive(Clone, Copy)]
struct Adler {
    /// Sum of the bytes, and sum of those sums, each modulo [`Adler::BASE`] and 16 bits wide.
    sum: u32,
    /// Number of bytes, modulo [`Adler::BASE`].
    length: u32,
}

impl Default for Adler {
    fn default() -> Adler {
        Adler { sum: 1, length: 0 }
    }
}

impl Adler {
    const BASE: u64 = 65_521;

    fn of(bytes: &[u8]) -> Adler {
        Adler { sum: simd_adler32::adler32(&bytes), length: (bytes.len() as u64 % Adler::BASE) as u32 }
    }

    /// The checksum of these bytes and then those of `next`.
    fn then(self, next: Adler) -> Adler {
        let split = |sum: u32| [u64::from(sum & 0xFFFF), u64::from(sum >> 16)];
        let ([a, b], [c, d], n) = (split(self.sum), split(next.sum), u64::from(next.length));
        // Each sum begins at 1, of which the second part's is one too many.
        let a_both = (a + c + Adler::BASE - 1) % Adler::BASE;
        let b_both = (b + d + n * (a + Adler::BASE - 1)) % Adler::BASE;
        Adler { sum: (b_both << 16 | a_both) as u32, length: ((u64::from(self.length) + n) % Adler::BASE) as u32 }
    }
}

fn describe<W: Write>(encoder: &mut Encoder<'_, W>, page: &Page, dpi: u32) -> Result<(), EncodingError> {
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
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, side(raster.width), side(raster.height));
    encoder.set_color(ColorType::Rgba);
    encoder.set_depth(BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&raster.rgba)?;
    writer.finish()?;
    Ok(bytes)
}

/// The view that a figure in PNG carries, if any, of at most `limit` bytes.
pub(super) fn view(bytes: &[u8], limit: usize) -> Result<Option<String>, png::DecodingError> {
    let limits = png::Limits { bytes: 4 * limit };
    let decoder = png::Decoder::new_with_limits(std::io::Cursor::new(Cow::Borrowed(bytes)), limits);
    let reader = decoder.read_info()?;
    let Some(chunk) = reader.info().utf8_text.iter().find(|chunk| chunk.keyword == VIEW) else { return Ok(None) };
    let mut chunk = chunk.clone();
    chunk.decompress_text_with_limit(limit)?;
    chunk.get_text().map(Some)
}
