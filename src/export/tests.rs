//! The exporters on one small figure: goldens, physical sizes, what other programs read back.

use std::process::Command;
use std::sync::Arc;

use geo::{MultiPolygon, polygon};
use time::OffsetDateTime;

use super::*;
use crate::geography::{Adcode, Plane};
use crate::language::Language;
use crate::scene::legend::{Legend, LegendEntry, Swatch};
use crate::scene::page::Metadata;
use crate::scene::sheet::Sheet;
use crate::scene::text::Face;
use crate::scene::{
    Align, Area, Color, Disc, Frame, Group, Image, Ink, Item, Line, Page, Raster, Scene, Shape, Stroke, Target, Text,
    Turn,
};

pub(super) fn label(at: [f64; 2], words: &str, face: Face) -> Item {
    let ink = Ink::print();
    Item::Text(Text {
        at,
        text: words.into(),
        size_pt: 9.0,
        face,
        color: ink.text,
        halo: Some(ink.halo),
        align: Align::Middle,
        turn: Turn::None,
    })
}

fn scene() -> Scene {
    let ink = Ink::print();
    let district = |code, x: f64, fill| {
        let ring = polygon!(
            exterior: [(x: x, y: -9e3), (x: x + 9e3, y: -8e3), (x: x + 8e3, y: 9e3), (x: x, y: 8e3)],
            interiors: [[(x: x + 4e3, y: 0.0), (x: x + 5e3, y: 0.0), (x: x + 5e3, y: 1e3)]],
        );
        Item::Area(Area {
            shape: Arc::new(Shape::new(&MultiPolygon(vec![ring]))),
            fill: Some(Color::hex(fill)),
            stroke: Some(Stroke::solid(0.6, ink.line)),
            target: Some(Target::District(Adcode(code))),
        })
    };
    let rgba = (0..16u8).flat_map(|i| [200, 60, 20, i * 12]).collect();
    let raster =
        Image { min: [-6e3, -6e3], max: [-2e3, -2e3], raster: Arc::new(Raster { key: 1, width: 4, height: 4, rgba }) };
    let disc = |x: f64, y: f64| {
        let stroke = Some(Stroke::solid(0.5, ink.paper));
        Item::Disc(Disc { centre: [x, y], radius_pt: 3.0, fill: Some(ink.accent), stroke, target: None })
    };
    let border = Line {
        points: vec![[-9e3, 0.0], [0.0, 4e3], [9e3, 0.0], [9e3, 0.001]],
        closed: false,
        stroke: Stroke { width_pt: 1.2, color: ink.accent, dash_pt: Some([4.0, 2.0]) },
    };
    Scene {
        groups: vec![
            Group::plane("districts", vec![district(310104, -9e3, 0xDCE6EE), district(310115, 0.0, 0x9DB9CE)]),
            Group::plane("density", vec![Item::Image(raster)]),
            Group::plane("points", vec![disc(3e3, 3e3), disc(4e3, -3e3), disc(1e6, 1e6)]),
            Group::plane("points", vec![Item::Line(border)]),
            Group::plane(
                "labels",
                vec![
                    label([-4.5e3, 4e3], "徐汇区 <AVATAR & Co.>", Face::Bold),
                    label([4.5e3, 6e3], "浦东新区", Face::Regular),
                ],
            ),
        ],
    }
}

pub(super) fn page(size_mm: [f64; 2]) -> Page {
    page_in(size_mm, Ink::print())
}

pub(super) fn page_in(size_mm: [f64; 2], ink: Ink) -> Page {
    let entries = ["1–5", "6–11", "12–26"].iter().zip([0xEEF3F7, 0xDCE6EE, 0x9DB9CE]);
    let entries =
        entries.map(|(label, color)| LegendEntry { swatch: Swatch::Fill(Color::hex(color)), label: (*label).into() });
    let sheet = Sheet {
        size_mm,
        title: "上海金融科技企业的空间分布".into(),
        subtitle: "150 家中 1\u{202f}026 家 · 数据截至 2024-12".into(),
        legends: vec![Legend {
            title: "企业数".into(),
            unit: "家".into(),
            entries: entries.collect(),
            note: Some("示例目录，非普查。".into()),
        }],
        credit: vec!["资料来源：公开信息整理；边界：概化示意。".into()],
        language: Language::Zh,
        ink,
    };
    let layout = sheet.layout();
    let frame = Frame::fit(Plane::new(-9e3, -9e3), Plane::new(9e3, 9e3), layout.map.size_pt(), 10.0);
    let metadata = Metadata {
        language: Language::Zh,
        source: "公开信息整理".into(),
        created: OffsetDateTime::from_unix_timestamp(1_735_689_600).unwrap(),
        view: Some("{\"视图\": [1, \"<a>\"]}\n".into()),
    };
    sheet.page(layout, frame, scene(), "示意图：两个区、两家企业。".into(), metadata)
}

/// Compares with a file of `tests/goldens`; `UPDATE_GOLDENS=1` writes it.
fn assert_golden(name: &str, text: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/goldens").join(name);
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    let first = golden.lines().zip(text.lines()).position(|(a, b)| a != b);
    assert!(golden == text, "{name} differs from line {first:?}; if meant, run with UPDATE_GOLDENS=1");
}

/// Runs a program on bytes as a file and gives its output; `None` where it is not installed, which CI does not allow.
pub(super) fn read_back(program: &str, bytes: &[u8], arguments: &[&str]) -> Option<String> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    let mut arguments: Vec<String> = arguments.iter().map(|a| (*a).to_owned()).collect();
    arguments.iter_mut().filter(|a| *a == "FILE").for_each(|a| *a = file.path().display().to_string());
    match Command::new(program).args(arguments).output() {
        Ok(output) => {
            assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
            Some(String::from_utf8(output.stdout).unwrap())
        }
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "{program} is needed for this test: {error}");
            eprintln!("skipped: {program} is not installed");
            None
        }
    }
}

struct Decoded {
    size: [u32; 2],
    dims: Option<::png::PixelDimensions>,
    chunks: Vec<(String, String)>,
    srgb: bool,
    /// Red, green, blue.
    pixels: Vec<[u8; 3]>,
}

fn decode(bytes: &[u8]) -> Decoded {
    let mut reader = ::png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    let mut buffer = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut buffer).unwrap();
    assert_eq!(frame.color_type, ::png::ColorType::Rgb, "an opaque sheet has no alpha");
    let info = reader.info();
    Decoded {
        size: [info.width, info.height],
        dims: info.pixel_dims,
        chunks: info.utf8_text.iter().map(|c| (c.keyword.clone(), c.get_text().unwrap())).collect(),
        srgb: info.srgb.is_some(),
        pixels: buffer[..frame.buffer_size()].chunks_exact(3).map(|p| [p[0], p[1], p[2]]).collect(),
    }
}

#[test]
fn the_svg_is_the_golden_one() {
    let svg = svg::svg(&page([120.0, 90.0]));
    assert_golden("figure.svg", &svg);
    assert!(!svg.contains("1e6") && svg.matches("<circle").count() == 2, "what is out of sight is left out");
    assert_eq!(svg::view_of_svg(&svg), page([120.0, 90.0]).metadata.view);
}

#[test]
fn equal_pages_give_equal_bytes() {
    for format in Format::ALL {
        let [a, b] = [(); 2].map(|()| render(&page([80.0, 60.0]), format, 150).unwrap());
        assert!(a == b, "{format:?}");
    }
}

#[test]
fn png_has_its_physical_size_and_says_what_it_is() {
    let page = page([297.0, 210.0]);
    let bytes = render(&page, Format::Png, 150).unwrap();
    let decoded = decode(&bytes);
    assert_eq!(decoded.size, [1754, 1240]);
    let dims = decoded.dims.unwrap();
    assert_eq!((dims.xppu, dims.yppu, dims.unit), (5906, 5906, ::png::Unit::Meter));
    assert!(decoded.srgb);
    let chunk = |keyword: &str| decoded.chunks.iter().find(|(k, _)| k == keyword).map(|(_, text)| text.as_str());
    assert_eq!(chunk("Title"), Some(page.title.as_str()));
    assert_eq!(chunk("Description"), Some(page.description.as_str()));
    assert_eq!(chunk("Source"), Some("公开信息整理"));
    assert_eq!(chunk("Software"), Some(svg::SOFTWARE));
    assert_eq!(png::view_of_png(&bytes), page.metadata.view);
    for color in [0xDCE6EEu32, 0x9DB9CE, 0xFFFFFF] {
        let [_, r, g, b] = color.to_be_bytes();
        let share = decoded.pixels.iter().filter(|p| **p == [r, g, b]).count() as f64 / decoded.pixels.len() as f64;
        assert!(share > 0.03, "{color:06x} covers {share}");
    }
}

/// Height of the title in pixels: rows with dark pixels above the map.
fn title_height_px(page: &Page, dpi: u32) -> usize {
    let decoded = decode(&png::png(page, dpi).unwrap());
    let width = decoded.size[0] as usize;
    let dark = |row: &[[u8; 3]]| row.iter().any(|p| p[0] < 128);
    let rows: Vec<bool> = decoded.pixels.chunks_exact(width).map(dark).collect();
    let first = rows.iter().position(|&dark| dark).unwrap();
    rows[first..].iter().position(|&dark| !dark).unwrap()
}

#[test]
fn text_has_the_same_height_in_millimetres_at_any_resolution() {
    let page = page([160.0, 120.0]);
    let (at_150, at_300) = (title_height_px(&page, 150), title_height_px(&page, 300));
    assert!(at_150 > 10 && at_300.abs_diff(2 * at_150) <= 2, "{at_150} px, {at_300} px");
}

#[test]
fn pdf_text_can_be_searched_and_each_label_is_there_once() {
    let page = page([297.0, 210.0]);
    let bytes = render(&page, Format::Pdf, 0).unwrap();
    assert!(bytes.starts_with(b"%PDF-1.7"));
    let Some(words) = read_back("pdftotext", &bytes, &["-layout", "FILE", "-"]) else { return };
    for text in ["上海金融科技企业的空间分布", "徐汇区 <AVATAR & Co.>", "浦东新区", "企业数", "12–26"]
    {
        assert_eq!(words.matches(text).count(), 1, "{text} in {words}");
    }
    let info = read_back("pdfinfo", &bytes, &["FILE"]).unwrap_or_default();
    assert!(info.contains(&page.title) && info.contains("841.89 x 595.276"), "{info}");
    let fonts = read_back("pdffonts", &bytes, &["FILE"]).unwrap_or_default();
    assert!(fonts.lines().skip(2).all(|line| line.contains("NotoSansSC") && line.contains("yes yes yes")), "{fonts}");
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.contains("pdfaid:part>2<") && text.contains("pdfaid:conformance>U<"));
}

#[test]
fn limits_are_told_before_the_work() {
    let page = page([2000.0, 2000.0]);
    assert!(matches!(png::png(&page, 600), Err(ExportError::TooManyPixels { width: 47244, height: 47244 })));
    assert!(matches!(png::png(&page, 5), Err(ExportError::Resolution { dpi: 5 })));
    let folder = tempfile::tempdir().unwrap();
    let error = write_page(&page, Format::Png, 72, &folder.path().join("none/a.png")).unwrap_err();
    assert!(matches!(error, ExportError::FolderMissing { .. }));
}

#[test]
fn files_are_written_in_the_format_of_their_name() {
    let folder = tempfile::tempdir().unwrap();
    for format in Format::ALL {
        let path = folder.path().join(format!("图.{}", format.extension().to_uppercase()));
        assert_eq!(Format::of_path(&path).unwrap(), format);
        let written = write_page(&page([80.0, 60.0]), format, 300, &path).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().len(), written.bytes as u64);
        assert_eq!(written.pixels, (format == Format::Png).then_some([945, 709]));
    }
    assert!(matches!("gif".parse::<Format>(), Err(ExportError::UnknownFormat { .. })));
    assert!(Format::of_path(std::path::Path::new("figure")).is_err());
}

/// For looking at: `FIGURES=folder cargo test --lib figures_to_look_at`.
#[test]
fn figures_to_look_at() {
    let Some(folder) = std::env::var_os("FIGURES") else { return };
    for (name, size_mm) in [("a4", [297.0, 210.0]), ("portrait", [210.0, 297.0]), ("small", [80.0, 60.0])] {
        for format in Format::ALL {
            let path = std::path::Path::new(&folder).join(format!("{name}.{}", format.extension()));
            write_page(&page(size_mm), format, 200, &path).unwrap();
        }
    }
}
