//! A page as baseline TIFF: RGB in strips, LZW as publishers ask for it, resolution, sRGB profile, the view in XMP.
//!
//! Strips are compressed on all cores and written as they come; the directory follows them. Differences between
//! neighbours before LZW (a predictor) made no smaller files of maps, which are flat colours.

use std::borrow::Cow;
use std::io::{Seek, Write};

use tiff::encoder::{DirectoryEncoder, Rational, TiffEncoder, TiffKind, TiffValue};
use tiff::tags::{
    CompressionMethod, ExtraSamples, PhotometricInterpretation, PlanarConfiguration, ResolutionUnit, Tag, Type,
};
use tiff::{TiffError, TiffResult};
use weezl::{BitOrder, encode::Encoder};

use super::bands::{Band, Progress};
use super::marks::STRIP_PX;
use super::svg::SOFTWARE;
use super::{ExportError, pixels, xmp};
use crate::scene::Page;

/// The tag that holds an XMP packet (XMP part 3, 2020, 3.2.3).
pub(super) const XMP_TAG: Tag = Tag::Unknown(700);

/// Compact-ICC-Profiles, CC0: sRGB for readers of ICC version 2 and later.
const SRGB: &[u8] = include_bytes!("../../assets/color/sRGB.icc");

/// Writes the page as a TIFF file; returns width and height in pixels.
///
/// # Errors
/// See [`pixels::size_px`]; [`ExportError::Cancelled`]; what the writer says. Others would be defects of the program.
pub fn write(page: &Page, dpi: u32, out: impl Write + Seek, progress: Progress<'_>) -> Result<[u32; 2], ExportError> {
    let size = pixels::size_px(page, dpi)?;
    let canvas = pixels::canvas(page, size)?;
    let mut encoder = TiffEncoder::new(out).map_err(ExportError::Tiff)?;
    let mut directory = encoder.image_directory().map_err(ExportError::Tiff)?;
    let (mut offsets, mut lengths) = (Vec::new(), Vec::new());
    canvas.each(progress, strips, |strips| {
        for strip in strips {
            offsets.push(directory.write_data(strip.as_slice()).map_err(ExportError::Tiff)?);
            lengths.push(strip.len() as u32);
        }
        Ok(())
    })?;
    // A file of strips past 4 GB would have failed above: offsets are those of classic TIFF.
    let offsets: Vec<u32> = offsets.into_iter().map(|offset| offset as u32).collect();
    let image = Image { size, channels: canvas.channels(), offsets: &offsets, lengths: &lengths };
    describe(&mut directory, page, dpi, &image).and_then(|()| directory.finish()).map_err(ExportError::Tiff)?;
    Ok(size)
}

/// The compressed strips of a band.
fn strips(band: Band) -> Result<Vec<Vec<u8>>, ExportError> {
    let strips = band.pixels.chunks(band.stride * STRIP_PX as usize);
    let compressed = strips.map(|strip| Encoder::with_tiff_size_switch(BitOrder::Msb, 8).encode(strip));
    let fault = |e| ExportError::Tiff(TiffError::IoError(std::io::Error::other(e)));
    compressed.collect::<Result<_, _>>().map_err(fault)
}

struct Image<'a> {
    /// Width and height, pixels.
    size: [u32; 2],
    channels: usize,
    /// Where each strip begins, bytes.
    offsets: &'a [u32],
    /// Bytes of each strip.
    lengths: &'a [u32],
}

fn describe<W: Write + Seek, K: TiffKind>(
    directory: &mut DirectoryEncoder<'_, W, K>,
    page: &Page,
    dpi: u32,
    image: &Image<'_>,
) -> TiffResult<()> {
    let [width, height] = image.size;
    directory.write_tag(Tag::ImageWidth, width)?;
    directory.write_tag(Tag::ImageLength, height)?;
    directory.write_tag(Tag::BitsPerSample, vec![8u16; image.channels].as_slice())?;
    directory.write_tag(Tag::Compression, CompressionMethod::LZW)?;
    directory.write_tag(Tag::PhotometricInterpretation, PhotometricInterpretation::RGB)?;
    directory.write_tag(Tag::SamplesPerPixel, image.channels as u16)?;
    directory.write_tag(Tag::PlanarConfiguration, PlanarConfiguration::Chunky)?;
    directory.write_tag(Tag::RowsPerStrip, STRIP_PX)?;
    directory.write_tag(Tag::StripOffsets, image.offsets)?;
    directory.write_tag(Tag::StripByteCounts, image.lengths)?;
    if image.channels == 4 {
        directory.write_tag(Tag::ExtraSamples, [ExtraSamples::UnassociatedAlpha].as_slice())?;
    }
    resolution(directory, dpi)?;
    directory.write_tag(Tag::IccProfile, Undefined(SRGB))?;
    if !page.title.is_empty() {
        directory.write_tag(Tag::ImageDescription, Utf8(&page.title))?;
    }
    directory.write_tag(Tag::Software, Utf8(SOFTWARE))?;
    directory.write_tag(XMP_TAG, xmp::packet(page).as_bytes())
}

/// The tags of resolution, dots an inch; those of Exif as well.
pub(super) fn resolution<W: Write + Seek, K: TiffKind>(
    directory: &mut DirectoryEncoder<'_, W, K>,
    dpi: u32,
) -> TiffResult<()> {
    directory.write_tag(Tag::XResolution, Rational { n: dpi, d: 1 })?;
    directory.write_tag(Tag::YResolution, Rational { n: dpi, d: 1 })?;
    directory.write_tag(Tag::ResolutionUnit, ResolutionUnit::Inch)
}

/// Text as UTF-8, which readers expect although the standard knows ASCII only; NUL ends it.
struct Utf8<'a>(&'a str);

impl TiffValue for Utf8<'_> {
    const BYTE_LEN: u8 = 1;
    const FIELD_TYPE: Type = Type::ASCII;

    fn count(&self) -> usize {
        self.data().len()
    }

    fn data(&self) -> Cow<'_, [u8]> {
        Cow::Owned(self.0.bytes().filter(|byte| *byte != 0).chain([0]).collect())
    }
}

/// Bytes whose meaning the tag knows.
struct Undefined<'a>(&'a [u8]);

impl TiffValue for Undefined<'_> {
    const BYTE_LEN: u8 = 1;
    const FIELD_TYPE: Type = Type::UNDEFINED;

    fn count(&self) -> usize {
        self.0.len()
    }

    fn data(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(self.0)
    }
}
