//! Figures of the sample, from document to SVG, beside those that were looked at. `UPDATE_GOLDENS=1` takes new ones.

#![allow(clippy::unwrap_used)] // a helper of a test may fail the test

use std::path::{Path, PathBuf};
use std::sync::Arc;

use hujin::catalogue::{Catalogue, CatalogueBuilder, Taxonomy, sample};
use hujin::document::{Document, Edit, read_view};
use hujin::export::{Format, PdfTags, Rendering, SvgText, carried_view, render, unheard};
use hujin::geography::{Adcode, Pack};
use hujin::language::Language;
use hujin::layers::set;
use hujin::workspace::figure::{self, FigureOrder};

fn order(settings: &[&str], district: Option<u32>, language: Language) -> FigureOrder {
    let taxonomy = Taxonomy::bundled();
    let mut document = Document::default().edited(Edit::District(district.map(Adcode)));
    for setting in settings {
        set(&mut document.layers, setting, &taxonomy).unwrap();
    }
    FigureOrder {
        document,
        size_mm: [160.0, 110.0],
        rendering: Rendering::at(96),
        format: Format::Svg,
        path: PathBuf::new(),
        title: String::new(),
        language,
        dark: false,
        created: time::OffsetDateTime::UNIX_EPOCH,
    }
}

fn bundled() -> Catalogue {
    let mut builder = CatalogueBuilder::new(Arc::new(Taxonomy::bundled()));
    for (i, mut enterprise) in sample().into_iter().enumerate() {
        enterprise.id = i as i64 + 1;
        builder.push(&enterprise);
    }
    builder.build(1)
}

fn svg(order: &FigureOrder) -> String {
    let pack = Pack::bundled();
    let page = figure::page(order, &pack, &bundled(), &|| false).unwrap();
    String::from_utf8(render(&page, Format::Svg, &order.rendering, &unheard).unwrap()).unwrap()
}

fn assert_golden(name: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/goldens").join(name);
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        std::fs::write(&path, found).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    let differing = expected.lines().zip(found.lines()).position(|(a, b)| a != b);
    assert!(expected == found, "UPDATE_GOLDENS=1 accepts the change; first difference (line - 1): {differing:?}");
}

#[test]
fn the_whole_city_by_number_of_enterprises() {
    assert_golden("city.svg", &svg(&order(&[], None, Language::Zh)));
}

#[test]
fn the_city_by_density_of_land_in_english() {
    assert_golden(
        "city-density-en.svg",
        &svg(&order(&["choropleth.measure=density", "enterprises=off"], None, Language::En)),
    );
}

#[test]
fn one_district_with_its_places() {
    assert_golden("huangpu.svg", &svg(&order(&["places=on"], Some(310_101), Language::Zh)));
}

#[test]
fn every_sheet_keeps_title_legend_scale_north_and_source() {
    for settings in [&[][..], &["density=on", "choropleth=off"], &["choropleth.measure=share", "choropleth.classes=7"]]
    {
        for size_mm in [[297.0, 210.0], [210.0, 297.0], [160.0, 110.0], [80.0, 100.0]] {
            let svg = svg(&FigureOrder { size_mm, ..order(settings, None, Language::Zh) });
            for part in ["legend", "scale-bar", "north-arrow"] {
                assert!(svg.contains(&format!("id=\"{part}\"")), "{part} on {size_mm:?} with {settings:?}");
            }
            for words in ["km", "示例目录", "非普查", "天地图", "2024"] {
                assert!(svg.contains(words), "{words} on {size_mm:?} with {settings:?}");
            }
        }
    }
}

#[test]
fn a_figure_in_any_format_reopens_as_the_view_that_made_it() {
    let order = order(&["density=on", "choropleth.classes=7"], Some(310_115), Language::Zh);
    let page = figure::page(&order, &Pack::bundled(), &bundled(), &|| false).unwrap();
    let others = Rendering { svg_text: SvgText::Outlines, pdf_tags: PdfTags::Accessible, ..Rendering::at(72) };
    for rendering in [Rendering::at(72), others] {
        for format in Format::ALL {
            let bytes = render(&page, format, &rendering, &unheard).unwrap();
            let view = carried_view(&bytes).unwrap().unwrap();
            assert_eq!(read_view(&view).unwrap(), order.document, "{format:?}");
        }
    }
}
