//! The formats of pixels: what they say of themselves, and that they all show the same.

use std::io::Cursor;

use proptest::prelude::*;

use super::*;

/// An image as an independent reader finds it.
struct Decoded {
    size: [u32; 2],
    /// Red, green, blue.
    pixels: Vec<[u8; 3]>,
}

fn rgb(bytes: &[u8]) -> Vec<[u8; 3]> {
    bytes.chunks_exact(3).map(|p| [p[0], p[1], p[2]]).collect()
}

fn png_reader(bytes: &[u8]) -> ::png::Reader<Cursor<&[u8]>> {
    ::png::Decoder::new(Cursor::new(bytes)).read_info().unwrap()
}

fn decode_png(bytes: &[u8]) -> Decoded {
    let mut reader = png_reader(bytes);
    let mut buffer = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut buffer).unwrap();
    assert_eq!(frame.color_type, ::png::ColorType::Rgb, "an opaque sheet has no alpha");
    reader.finish().unwrap();
    Decoded { size: [frame.width, frame.height], pixels: rgb(&buffer[..frame.buffer_size()]) }
}

fn decode_tiff(bytes: &[u8]) -> Decoded {
    // The decoder has no LZW here: strips are unpacked by the one that packs them.
    let mut decoder = ::tiff::decoder::Decoder::new(Cursor::new(bytes)).unwrap();
    let size = decoder.dimensions().unwrap();
    let numbers = |decoder: &mut ::tiff::decoder::Decoder<_>, tag| decoder.get_tag_u32_vec(tag).unwrap();
    let offsets = numbers(&mut decoder, ::tiff::tags::Tag::StripOffsets);
    let lengths = numbers(&mut decoder, ::tiff::tags::Tag::StripByteCounts);
    let mut pixels = Vec::new();
    for (offset, length) in offsets.into_iter().zip(lengths) {
        let strip = &bytes[offset as usize..(offset + length) as usize];
        let mut unpack = weezl::decode::Decoder::with_tiff_size_switch(weezl::BitOrder::Msb, 8);
        pixels.extend(rgb(&unpack.decode(strip).unwrap()));
    }
    Decoded { size: [size.0, size.1], pixels }
}

fn decode_webp(bytes: &[u8]) -> Decoded {
    let mut decoder = image_webp::WebPDecoder::new(Cursor::new(bytes)).unwrap();
    let (width, height) = decoder.dimensions();
    let mut buffer = vec![0; decoder.output_buffer_size().unwrap()];
    decoder.read_image(&mut buffer).unwrap();
    Decoded { size: [width, height], pixels: rgb(&buffer) }
}

#[test]
fn png_has_its_physical_size_and_says_what_it_is() {
    let page = page([297.0, 210.0]);
    let bytes = made(&page, Format::Png, 150);
    let decoded = decode_png(&bytes);
    assert_eq!(decoded.size, [1754, 1240]);
    let reader = png_reader(&bytes);
    let info = reader.info();
    let dims = info.pixel_dims.unwrap();
    assert_eq!((dims.xppu, dims.yppu, dims.unit), (5906, 5906, ::png::Unit::Meter));
    assert!(info.srgb.is_some());
    let chunk = |keyword: &str| {
        let chunk = info.utf8_text.iter().find(|chunk| chunk.keyword == keyword);
        chunk.map(|chunk| chunk.get_text().unwrap())
    };
    assert_eq!(chunk("Title").as_ref(), Some(&page.title));
    assert_eq!(chunk("Description").as_ref(), Some(&page.description));
    assert_eq!(chunk("Source").as_deref(), Some("公开信息整理"));
    assert_eq!(chunk("Software").as_deref(), Some(svg::SOFTWARE));
    for color in [0xDCE6EEu32, 0x9DB9CE, 0xFFFFFF] {
        let [_, r, g, b] = color.to_be_bytes();
        let share = decoded.pixels.iter().filter(|p| **p == [r, g, b]).count() as f64 / decoded.pixels.len() as f64;
        assert!(share > 0.03, "{color:06x} covers {share}");
    }
}

#[test]
fn tiff_has_its_physical_size_and_says_what_it_is() {
    use ::tiff::tags::Tag;
    let page = page([80.0, 60.0]);
    let bytes = made(&page, Format::Tiff, 300);
    let mut decoder = ::tiff::decoder::Decoder::new(Cursor::new(bytes.as_slice())).unwrap();
    let mut number = |tag| decoder.get_tag_u32(tag).unwrap();
    assert_eq!((number(Tag::ResolutionUnit), number(Tag::Compression), number(Tag::RowsPerStrip)), (2, 5, 64));
    assert_eq!(decoder.get_tag(Tag::XResolution).unwrap(), ::tiff::decoder::ifd::Value::Rational(300, 1));
    let title = decoder.get_tag_u8_vec(Tag::ImageDescription);
    let title = title.unwrap_or_else(|_| decoder.get_tag_ascii_string(Tag::ImageDescription).unwrap().into_bytes());
    assert_eq!(String::from_utf8(title).unwrap().trim_end_matches('\0'), page.title);
    let profile = decoder.get_tag_u8_vec(Tag::IccProfile).unwrap();
    assert_eq!(&profile[36..40], b"acsp", "an ICC profile");
    let Some(info) = read_back("tiffinfo", &bytes, &["FILE"]) else { return };
    assert!(info.contains("Resolution: 300, 300 pixels/inch") && info.contains(&page.title), "{info}");
    assert!(info.contains("Compression Scheme: LZW") && info.contains("ICC Profile: <present>"), "{info}");
}

#[test]
fn webp_has_its_physical_size() {
    let bytes = made(&page([80.0, 60.0]), Format::WebP, 300);
    let mut decoder = image_webp::WebPDecoder::new(Cursor::new(bytes)).unwrap();
    let exif = decoder.exif_metadata().unwrap().unwrap();
    let dpi = u32::from_ne_bytes(exif[8..12].try_into().unwrap());
    assert_eq!(dpi, 300, "the first value of the block is the resolution");
}

#[test]
fn all_formats_of_pixels_show_the_same() {
    for dpi in [72, 200] {
        let page = page([160.0, 120.0]);
        let png = decode_png(&made(&page, Format::Png, dpi));
        for (format, decode) in [(Format::Tiff, decode_tiff as fn(&[u8]) -> _), (Format::WebP, decode_webp)] {
            let other = decode(&made(&page, format, dpi));
            assert!(other.size == png.size && other.pixels == png.pixels, "{format:?} at {dpi}");
        }
    }
}

/// The image of a page, in bands of some rows.
fn in_bands(page: &Page, size: [u32; 2], band_px: u32) -> Vec<u8> {
    let mut canvas = pixels::canvas(page, size).unwrap();
    canvas.band_px = band_px;
    let mut image = Vec::new();
    canvas
        .each(&unheard, Ok, |band| {
            image.extend_from_slice(&band.pixels);
            Ok(())
        })
        .unwrap();
    image
}

#[test]
fn no_pixel_depends_on_the_bands() {
    let mut page = page([160.0, 120.0]);
    for dpi in [72, 300] {
        let size = pixels::size_px(&page, dpi).unwrap();
        let whole = in_bands(&page, size, size[1].next_multiple_of(marks::STRIP_PX));
        for band_px in [64, 192, 448] {
            let found = in_bands(&page, size, band_px);
            let differing = found.iter().zip(&whole).filter(|(a, b)| a != b).count();
            assert_eq!(differing, 0, "bands of {band_px} rows at {dpi} dpi");
        }
    }
    page.paper = Color::hex(0xFFFFFF).alpha(0.0);
    let size = pixels::size_px(&page, 100).unwrap();
    assert!(in_bands(&page, size, 64) == in_bands(&page, size, 512), "the same without paper");
}

#[test]
fn the_image_is_what_the_renderer_draws_in_one_piece() {
    compare_with_renderer(&page([160.0, 120.0]), 150, 0.01);
}

/// Our image beside that of the renderer: less than a part of the pixels differ visibly, and none by much.
fn compare_with_renderer(page: &Page, dpi: u32, part: f64) {
    let size = pixels::size_px(page, dpi).unwrap();
    let tree = tree::tree(&svg::svg(page, Letters::Outlines)).unwrap();
    let mut whole = resvg::tiny_skia::Pixmap::new(size[0], size[1]).unwrap();
    let [sx, sy] = [size[0] as f32 / tree.size().width(), size[1] as f32 / tree.size().height()];
    resvg::render(&tree, resvg::tiny_skia::Transform::from_scale(sx, sy), &mut whole.as_mut());
    let ours = in_bands(page, size, 64);
    let off = |a: &[u8], b: &[u8]| a.iter().zip(b).map(|(a, b)| a.abs_diff(*b)).max().unwrap();
    let offs: Vec<u8> = whole.data().chunks_exact(4).zip(ours.chunks_exact(3)).map(|(a, b)| off(&a[..3], b)).collect();
    let beyond = |limit| offs.iter().filter(|off| **off > limit).count() as f64 / offs.len() as f64;
    assert!(beyond(16) < part && beyond(80) == 0.0, "{} beyond 16, {} beyond 80", beyond(16), beyond(80));
}

#[test]
fn many_discs_of_any_size_are_what_the_renderer_draws() {
    let mut page = page([100.0, 80.0]);
    page.furniture.clear();
    let place = |i: u32, k: u32| f64::from((i * 7919 + k * 104_729) % 9973 * (k + 1) % 9973) / 9973.0 * 18e3 - 9e3;
    let disc = |i: u32| {
        let (fill, rim) = (Color::hex(i.wrapping_mul(0x9E_3779) & 0xFF_FFFF), Color::hex(0xFFFFFF));
        let stroke = (!i.is_multiple_of(3)).then(|| Stroke::solid(0.2 + (i % 7) as f32 * 0.2, rim));
        let centre = [place(i, 0), place(i, 1)];
        Item::Disc(Disc { centre, radius_pt: 0.2 + (i % 40) as f32 * 0.15, fill: Some(fill), stroke, target: None })
    };
    page.maps[0].scene = Scene { groups: vec![Group::plane("discs", (0..2000).map(disc).collect())] };
    compare_with_renderer(&page, 220, 0.02);
}

#[test]
fn text_as_outlines_lies_where_text_does() {
    let page = page([160.0, 120.0]);
    let draw = |letters| {
        let tree = tree::tree(&svg::svg(&page, letters)).unwrap();
        let mut image = resvg::tiny_skia::Pixmap::new(1260, 945).unwrap();
        let scale = 1260.0 / tree.size().width();
        resvg::render(&tree, resvg::tiny_skia::Transform::from_scale(scale, scale), &mut image.as_mut());
        image
    };
    let (text, outlines) = (draw(Letters::Text), draw(Letters::Outlines));
    // The rasteriser's step is a quarter of a pixel: an edge on its border may fall to either side.
    let off = text.data().iter().zip(outlines.data()).filter(|(a, b)| a.abs_diff(**b) > 64).count();
    assert!((off as f64) < 3e-5 * text.data().len() as f64, "{off} of {} differ", text.data().len());
    let svg = svg::svg(&page, Letters::Outlines);
    assert!(!svg.contains("<text") && svg.contains("aria-label=\"徐汇区 &lt;AVATAR &amp; Co.&gt;\""));
}

/// Height of the title in pixels: rows with dark pixels above the map.
fn title_height_px(page: &Page, dpi: u32) -> usize {
    let decoded = decode_png(&made(page, Format::Png, dpi));
    let width = decoded.size[0] as usize;
    let dark = |row: &[[u8; 3]]| row.iter().any(|p| p[0] < 128);
    let rows: Vec<bool> = decoded.pixels.chunks_exact(width).map(dark).collect();
    let first = rows.iter().position(|&dark| dark).unwrap();
    rows[first..].iter().position(|&dark| !dark).unwrap()
}

#[test]
fn text_has_the_same_height_in_millimetres_at_any_resolution() {
    let page = page([160.0, 120.0]);
    let at_150 = title_height_px(&page, 150);
    assert!(at_150 > 10);
    for (dpi, times) in [(300, 2), (600, 4)] {
        let height = title_height_px(&page, dpi);
        // A pixel of the coarser image, either side of which the edge may fall.
        assert!(height.abs_diff(times * at_150) <= times, "{at_150} px at 150 dpi, {height} px at {dpi}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The pieces of a stream are one stream.
    #[test]
    fn the_rows_of_a_png_come_back(width in 1u32..200, height in 1u32..400, dpi in 36u32..90, shade in any::<u32>()) {
        let mut page = page([f64::from(width) + 20.0, f64::from(height) + 20.0]);
        page.maps.clear();
        page.furniture.clear();
        page.paper = Color::hex(shade & 0xFF_FFFF);
        let decoded = decode_png(&made(&page, Format::Png, dpi));
        let [_, r, g, b] = (shade & 0xFF_FFFF).to_be_bytes();
        prop_assert!(decoded.pixels.iter().all(|p| *p == [r, g, b]));
    }
}
