//! The exporters on one small figure: goldens, physical sizes, what other programs read back.

use std::ops::ControlFlow;
use std::process::Command;
use std::sync::Arc;

use geo::{MultiPolygon, polygon};
use time::OffsetDateTime;

use super::svg::Letters;
use super::*;
use crate::geography::{Adcode, Plane};
use crate::language::Language;
use crate::report::Tell;
use crate::scene::furniture::{self, Corner};
use crate::scene::legend::{self, Legend, LegendEntry, Swatch};
use crate::scene::page::{MapView, Metadata, PT_PER_MM};
use crate::scene::text::Face;
use crate::scene::{
    Align, Area, Color, Disc, Frame, Group, Image, Ink, Item, Line, Page, Raster, Rect, Scene, Shape, Stroke, Target,
    Text, Turn,
};

mod images;
mod pdf_files;
mod views;

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
    let legend = Legend {
        title: "企业数".into(),
        unit: "家".into(),
        entries: entries.collect(),
        note: Some("示例目录，非普查。".into()),
    };
    let sheet = Rect::at([0.0; 2], size_mm.map(|mm| mm * PT_PER_MM));
    let rect = Rect { min: [12.0, 48.0], max: [sheet.max[0] - 12.0, sheet.max[1] - 24.0] };
    let frame = Frame::fit(Plane::new(-9e3, -9e3), Plane::new(9e3, 9e3), rect.size_pt(), 10.0);
    let line = |y: f64, words: &str, size_pt: f32, face| {
        Item::Text(furniture::words([12.0, y], words, size_pt, ink.text, Align::Start).with_face(face))
    };
    let head = vec![
        line(24.0, "上海金融科技企业的空间分布", 13.0, ink.head_face),
        line(40.0, "150 家中 1\u{202f}026 家 · 数据截至 2024-12", 8.0, ink.face),
    ];
    let legend = legend::stacked(&[legend], &ink).on_plate(&ink);
    let legend_at = Corner::LowerLeft.room(&rect, legend.size_pt, 6.0).min;
    let bar = furniture::scale_bar(&frame, 100.0, Language::Zh, &ink);
    let bar_at = Corner::LowerRight.room(&rect, bar.size_pt, 8.0).min;
    let credit = furniture::credit(&["资料来源：公开信息整理；边界：概化示意。".into()], 300.0, &ink);
    let metadata = Metadata {
        language: Language::Zh,
        source: "公开信息整理".into(),
        created: OffsetDateTime::from_unix_timestamp(1_735_689_600).unwrap(),
        view: Some("{\"视图\": [1, \"<a>\"]}\n".into()),
    };
    Page {
        size_mm,
        maps: vec![MapView { rect, frame, scene: scene() }],
        furniture: vec![
            furniture::neat_line(&rect, &ink),
            bar.placed(bar_at),
            legend.placed(legend_at),
            Group::page("head", head),
            credit.placed([12.0, sheet.max[1] - 18.0]),
        ],
        paper: ink.paper,
        title: "上海金融科技企业的空间分布".into(),
        description: "示意图：两个区、两家企业。".into(),
        metadata,
    }
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

#[test]
fn the_svg_is_the_golden_one() {
    let svg = svg::svg(&page([120.0, 90.0]), Letters::Text);
    assert_golden("figure.svg", &svg);
    assert!(!svg.contains("1e6") && svg.matches("<circle").count() == 2, "what is out of sight is left out");
}

/// A page in a format at a resolution.
fn made(page: &Page, format: Format, dpi: u32) -> Vec<u8> {
    render(page, format, &Rendering::at(dpi), &unheard).unwrap()
}

#[test]
fn equal_pages_give_equal_bytes() {
    for format in Format::ALL {
        let [a, b] = [(); 2].map(|()| made(&page([80.0, 60.0]), format, 150));
        assert!(a == b, "{format:?}");
    }
}

#[test]
fn limits_are_told_before_the_work() {
    let refused = |size_mm, format, dpi| render(&page(size_mm), format, &Rendering::at(dpi), &unheard).unwrap_err();
    for format in [Format::Png, Format::Tiff, Format::WebP] {
        let error = refused([2000.0, 2000.0], format, 600);
        assert!(matches!(error, ExportError::TooManyPixels { width: 47244, height: 47244 }), "{error:?}");
        assert!(matches!(refused([80.0, 60.0], format, 5), ExportError::Resolution { dpi: 5 }));
    }
    let error = refused([1500.0, 100.0], Format::WebP, 300);
    assert!(matches!(error, ExportError::TooLargeForWebP { width: 17717, height: 1181 }), "{error:?}");
    assert!(error.message().text(Language::En).contains("16383"));
    for name in ["a0", "a0-portrait"] {
        let size: PageSize = name.parse().unwrap();
        assert!(pixels::size_px(&page(size.size_mm), 600).is_ok(), "{name} at 600 dpi");
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none/a.png");
    let error = write_page(&page([80.0, 60.0]), Format::Png, &Rendering::at(72), &path, &unheard).unwrap_err();
    assert!(matches!(error, ExportError::FolderMissing { .. }));
    let two = [page([80.0, 60.0]), page([80.0, 60.0])];
    let path = folder.path().join("a.svg");
    let error = write_pages(&two, Format::Svg, &Rendering::default(), &path, &unheard).unwrap_err();
    assert!(matches!(error, ExportError::OnePage { pages: 2 }) && !path.exists());
}

#[test]
fn what_is_cancelled_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    for format in Format::ALL {
        let heard = std::sync::Mutex::new(Vec::new());
        let progress = |share: f32| {
            heard.lock().unwrap().push(share);
            ControlFlow::Break(())
        };
        let path = folder.path().join(format!("a.{}", format.extension()));
        let error = write_page(&page([80.0, 60.0]), format, &Rendering::default(), &path, &progress).unwrap_err();
        assert!(matches!(error, ExportError::Cancelled), "{format:?}: {error:?}");
        assert_eq!(heard.into_inner().unwrap().len(), 1, "{format:?} stops at once");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn progress_rises_to_the_whole() {
    for format in Format::ALL {
        let heard = std::sync::Mutex::new(Vec::new());
        let progress = |share: f32| {
            heard.lock().unwrap().push(share);
            ControlFlow::Continue(())
        };
        render(&page([160.0, 120.0]), format, &Rendering::at(300), &progress).unwrap();
        let heard = heard.into_inner().unwrap();
        assert!(heard.is_sorted() && heard.last() == Some(&1.0), "{format:?}: {heard:?}");
    }
}

#[test]
fn files_are_written_in_the_format_of_their_name() {
    let folder = tempfile::tempdir().unwrap();
    for format in Format::ALL {
        let path = folder.path().join(format!("图.{}", format.extension().to_uppercase()));
        assert_eq!(Format::of_path(&path).unwrap(), format);
        let written = write_page(&page([80.0, 60.0]), format, &Rendering::at(300), &path, &unheard).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(bytes.len(), written.bytes);
        assert!(bytes == made(&page([80.0, 60.0]), format, 300), "{format:?}: the file is what memory would hold");
        assert_eq!(written.pixels, format.has_pixels().then_some([945, 709]));
    }
    assert_eq!("TIF".parse::<Format>().unwrap(), Format::Tiff);
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
            write_page(&page(size_mm), format, &Rendering::at(200), &path, &unheard).unwrap();
        }
    }
}
