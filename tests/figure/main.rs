//! Figures of the sample, from document to SVG, beside those that were looked at. `UPDATE_GOLDENS=1` takes new ones.

#![allow(clippy::unwrap_used)] // a helper of a test may fail the test

mod enlargement;
mod labels;
mod legends;
mod words;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use hujin::catalogue::{Catalogue, CatalogueBuilder, Taxonomy, sample};
use hujin::document::{Composition, Document, Edit, Part, Provenance, Template, read_view};
use hujin::export::{Around, Format, PdfTags, Rendering, SvgText, Table, carried_view, figure_docx, render, unheard};
use hujin::figure::Style;
use hujin::geography::{Adcode, Pack};
use hujin::language::Language;
use hujin::layers::set;
use hujin::scene::Rect;
use hujin::workspace::batch::{self, BatchOrder, Each};
use hujin::workspace::figure::{self, FigureOrder};
use hujin::workspace::figure_format::FigureFormat;

fn order(settings: &[&str], district: Option<u32>, language: Language) -> FigureOrder {
    let taxonomy = Taxonomy::bundled();
    let mut document = Document::default().edited(Edit::District(district.map(Adcode)));
    for setting in settings {
        set(&mut document.layers, setting, &taxonomy).unwrap();
    }
    document.figure.size_mm = [160.0, 110.0];
    FigureOrder {
        document,
        style: Style::bundled()[0].clone(),
        rendering: Rendering::at(96),
        format: FigureFormat::Page(Format::Svg),
        path: PathBuf::new(),
        language,
        fallback: hujin::scene::text::Fallback::default(),
        review_number: None,
        catalogue: None,
        table: None,
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
    let composed = figure::composed(order, &Provenance::default(), &pack, &bundled(), &|| false).unwrap();
    String::from_utf8(render(&composed.page, Format::Svg, &order.rendering, &unheard).unwrap()).unwrap()
}

/// The fonts within an SVG have a test of their own; here they would only be long.
fn assert_golden(name: &str, found: &str) {
    let found = &found.split_inclusive('\n').filter(|line| !line.starts_with("@font-face")).collect::<String>();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/goldens").join(name);
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        std::fs::write(&path, found).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    let differing = expected.lines().zip(found.lines()).position(|(a, b)| a != b);
    assert!(expected == *found, "UPDATE_GOLDENS=1 accepts the change; first difference (line - 1): {differing:?}");
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
            let mut order = order(settings, None, Language::Zh);
            order.document.figure.resize(size_mm);
            let svg = svg(&order);
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
fn a_character_that_no_font_has_names_its_enterprise_and_may_be_marked() {
    use hujin::scene::text::{Fallback, OnMissing};
    let mut builder = CatalogueBuilder::new(Arc::new(Taxonomy::bundled()));
    for (i, mut enterprise) in sample().into_iter().enumerate() {
        enterprise.id = i as i64 + 1;
        // Short, for there to be room.
        (enterprise.name_zh, enterprise.short_name) = (format!("蚁𪚥{i}"), String::new());
        builder.push(&enterprise);
    }
    let (catalogue, pack) = (builder.build(1), Pack::bundled());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.svg");
    let mut order = FigureOrder { path, ..order(&["enterprises.cluster=0"], Some(310_101), Language::Zh) };
    order.document.figure.size_mm = [420.0, 297.0];
    let error = figure::write(&order, &pack, &catalogue, &|| false).unwrap_err();
    assert!(!order.path.exists(), "told before anything is written");
    let told = error.message().text(Language::Zh);
    assert!(told.starts_with("字体中缺 1 个字符，未导出：𪚥 U+2A6A5 — 企业 #"), "{told}");
    assert!(told.contains(" 名称‘蚁𪚥"), "{told}");
    let marked = FigureOrder { fallback: Fallback { font: None, missing: OnMissing::Mark }, ..order };
    figure::write(&marked, &pack, &catalogue, &|| false).unwrap();
    assert!(std::fs::read_to_string(&marked.path).unwrap().contains("蚁〓"));
}

/// The order of a template on a page.
fn composed_as(template: Template, style: &str, size_mm: [f64; 2]) -> FigureOrder {
    let district = (template == Template::District).then_some(310_104);
    let mut order = order(&[], district, Language::Zh);
    order.document.figure = Composition { size_mm, style: style.into(), ..Composition::default() };
    order.document.figure.use_template(template);
    order.style = Style::of_id(Style::bundled(), style).unwrap().clone();
    order
}

#[test]
fn each_template_is_the_golden_one() {
    for (template, style, size_mm) in [
        (Template::Map, "screen", [297.0, 210.0]),
        (Template::MapChart, "official", [160.0, 120.0]),
        (Template::MapTable, "screen", [210.0, 297.0]),
        (Template::Multiples, "screen", [160.0, 100.0]),
        (Template::District, "official", [297.0, 210.0]),
        (Template::Cover, "slide", [338.7, 190.5]),
    ] {
        assert_golden(&format!("{}.svg", template.code()), &svg(&composed_as(template, style, size_mm)));
    }
}

/// Every part of every template lies on its page, and words do not lie over each other.
#[test]
fn parts_stay_on_the_page_at_every_size() {
    let (pack, catalogue) = (Pack::bundled(), bundled());
    for template in Template::ALL {
        for style in ["screen", "official", "slide"] {
            for size_mm in [[297.0, 210.0], [210.0, 297.0], [338.7, 190.5], [160.0, 120.0], [80.0, 110.0]] {
                // A slide is no column of text.
                if style == "slide" && size_mm[0] < 100.0 {
                    continue;
                }
                let order = composed_as(template, style, size_mm);
                let composed = figure::composed(&order, &Provenance::default(), &pack, &catalogue, &|| false).unwrap();
                let page = Rect::at([0.0; 2], composed.page.size_pt()).grown(0.5);
                let apart = [
                    Part::Title,
                    Part::Subtitle,
                    Part::Notes,
                    Part::Credit,
                    Part::Caption,
                    Part::ScaleBar,
                    Part::NorthArrow,
                ];
                let rooms: Vec<_> = composed.parts.iter().filter(|(part, _)| apart.contains(part)).collect();
                for (part, rect) in &composed.parts {
                    assert!(page.holds(rect), "{part:?} of {template:?} in {style} on {size_mm:?}: {rect:?}");
                }
                for (i, (a, first)) in rooms.iter().enumerate() {
                    for (b, second) in &rooms[i + 1..] {
                        let what = format!("{a:?} over {b:?}: {template:?} in {style} on {size_mm:?}");
                        assert!(!first.grown(-0.5).overlaps(&second.grown(-0.5)), "{what}");
                    }
                }
            }
        }
    }
}

/// Legends of several layers on a small page lie over no words, and leave most of the map in sight.
#[test]
fn long_legends_leave_words_and_map_in_sight() {
    let (pack, catalogue) = (Pack::bundled(), bundled());
    let settings = ["density=on", "risk=on", "clusters=on"];
    for (size_mm, language) in [([120.0, 90.0], Language::Zh), ([160.0, 113.0], Language::En)] {
        let mut order = order(&settings, None, language);
        order.document.figure.resize(size_mm);
        let composed = figure::composed(&order, &Provenance::default(), &pack, &catalogue, &|| false).unwrap();
        let room = |part| composed.parts.iter().find(|(p, _)| **p == part).map(|(_, rect)| *rect);
        let map = room(Part::Map).unwrap();
        let Some(legend) = room(Part::Legend) else {
            panic!("no legend at all on {size_mm:?}, {:?}", composed.dropped);
        };
        for words in [Part::Title, Part::Subtitle, Part::Notes, Part::Credit].into_iter().filter_map(room) {
            let what = format!("{legend:?} over {words:?} on {size_mm:?} with {settings:?}, {language:?}");
            assert!(!legend.grown(-0.5).overlaps(&words.grown(-0.5)), "{what}");
        }
        let [w, h] = [0, 1].map(|i| (legend.max[i].min(map.max[i]) - legend.min[i].max(map.min[i])).max(0.0));
        let [map_w, map_h] = map.size_pt();
        assert!(w * h < 0.45 * map_w * map_h, "hidden on {size_mm:?} with {settings:?}, {language:?}");
    }
}

/// Beside a chart or a table a small page still shows the whole map.
#[test]
fn a_legend_stands_by_a_map_that_has_something_beside_it() {
    let (pack, catalogue) = (Pack::bundled(), bundled());
    let settings = [&[][..], &["density.bandwidth=3000"]];
    for (settings, template) in settings.into_iter().flat_map(|s| [(s, Template::MapChart), (s, Template::MapTable)]) {
        for (size_mm, language) in [([160.0, 120.0], Language::Zh), ([160.0, 100.0], Language::En)] {
            let mut order = order(settings, None, language);
            order.document.figure.use_template(template);
            order.document.figure.resize(size_mm);
            let composed = figure::composed(&order, &Provenance::default(), &pack, &catalogue, &|| false).unwrap();
            let (legend, map) = (composed.parts[&Part::Legend], composed.parts[&Part::Map]);
            let what = format!("{legend:?} and {map:?} on {size_mm:?} with {settings:?}, {template:?}");
            assert!(!legend.overlaps(&map), "{what}");
            assert!(map.size_pt()[0] > 100.0 && map.size_pt()[1] > 80.0, "{what}");
            for (part, rect) in composed.parts.iter().filter(|(part, _)| **part != Part::Legend) {
                assert!(!legend.grown(-0.5).overlaps(&rect.grown(-0.5)), "{part:?} at {rect:?}: {what}");
            }
        }
    }
}

#[test]
fn a_caption_says_what_the_data_say() {
    let (pack, taxonomy) = (Pack::bundled(), Arc::new(Taxonomy::bundled()));
    let caption = |more: usize| {
        let mut builder = CatalogueBuilder::new(taxonomy.clone());
        let rows = sample();
        let xuhui = rows.iter().find(|e| e.office_district == Some(Adcode(310_104))).unwrap().clone();
        for (i, mut e) in rows.into_iter().chain(std::iter::repeat_n(xuhui, more)).enumerate() {
            e.id = i as i64 + 1;
            builder.push(&e);
        }
        let mut order = order(&[], None, Language::Zh);
        order.document.figure.show(Part::Caption, true);
        order.document.figure.number = Some("2".into());
        let composed = figure::composed(&order, &Provenance::default(), &pack, &builder.build(1), &|| false).unwrap();
        let texts: Vec<String> = composed.page.texts().map(|t| t.text.clone()).collect();
        // Lines break at spaces.
        (texts.concat().replace(' ', ""), composed.page.description.clone())
    };
    let (before, alt) = caption(0);
    assert!(before.contains("浦东新区最多（74家") && before.contains("徐汇区（22家）"), "{before}");
    assert!(alt.contains("徐汇区（22 家）") && alt.contains("共 198 家"), "{alt}");
    let (after, alt) = caption(3);
    assert!(after.contains("徐汇区（25家）") && alt.contains("共 201 家"), "{after}");
}

fn composed_of(order: &FigureOrder, catalogue: &Catalogue) -> hujin::figure::Composed {
    figure::composed(order, &Provenance::default(), &Pack::bundled(), catalogue, &|| false).unwrap()
}

/// The words on a page without the gaps at which lines break.
fn words_of(composed: &hujin::figure::Composed) -> String {
    composed.page.texts().map(|t| t.text.clone()).collect::<String>().replace(' ', "")
}

#[test]
fn figures_of_a_batch_share_their_classes_and_have_names_by_the_pattern() {
    let folder = tempfile::tempdir().unwrap();
    let (pack, catalogue) = (Pack::bundled(), bundled());
    let mut figure = composed_as(Template::Map, "screen", [160.0, 120.0]);
    figure.path = folder.path().join("图.svg");
    let go_on = |_| std::ops::ControlFlow::Continue(());
    let written = |each: Each, pattern: &str, sheet: bool| {
        let order =
            BatchOrder { figure: figure.clone(), each, pattern: pattern.into(), contact_sheet: sheet, one_file: false };
        batch::write(&order, &pack, &catalogue, &go_on).unwrap().unwrap().paths
    };
    let districts = written(Each::District, "{name}_{adcode}_{district}_{measure}_{date}", true);
    assert_eq!(districts.len(), 17);
    let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
    assert_eq!(name(&districts[1]), "图_310104_徐汇区_count_2024-12.svg");
    assert_eq!(name(&districts[16]), "图_总览.png");
    let tracks = written(Each::Track, "{track_id}", false);
    assert_eq!(tracks.len(), catalogue.taxonomy().len());
    // The legend of each is the legend of all.
    for paths in [&districts[..16], &tracks] {
        let legends: Vec<Vec<String>> = paths
            .iter()
            .map(|path| {
                let svg = std::fs::read_to_string(path).unwrap();
                let legend = svg.split("id=\"legend\"").nth(1).unwrap_or_else(|| panic!("no legend in {path:?}"));
                let legend = legend.split("技术赛道").next().unwrap();
                let texts = legend.split("<text").skip(1).filter_map(|t| t.split_once('>')?.1.split_once("</text>"));
                // A scale bar begins at 0.
                let is_class = |l: &String| !l.is_empty() && l != "0" && l.chars().all(|c| "0123456789–".contains(c));
                texts.map(|(words, _)| words.to_owned()).filter(is_class).collect()
            })
            .collect();
        assert!(legends[0].len() >= 4, "{legends:?}");
        assert!(legends.iter().all(|l| *l == legends[0]), "{legends:?}");
    }
}

#[test]
fn a_figure_goes_into_a_word_file_at_its_size_with_its_numbers() {
    use std::io::Read;
    let order = order(&[], Some(310_104), Language::Zh);
    let page = figure::composed(&order, &Provenance::default(), &Pack::bundled(), &bundled(), &|| false).unwrap().page;
    let row = |cells: [&str; 2]| cells.map(String::from).to_vec();
    let table = Table { columns: row(["区", "企业（家）"]), rows: vec![row(["徐汇区 <&>", "22"])] };
    let around = Around { number: "3", caption: "徐汇区企业 <分布>", has_credit: false, table: Some(&table) };
    let made = || figure_docx(&page, &around, 96).unwrap();
    let docx = made();
    assert!(docx == made(), "equal input, other bytes");
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let mut text = String::new();
    zip.by_name("word/document.xml").unwrap().read_to_string(&mut text).unwrap();
    let document = resvg::usvg::roxmltree::Document::parse(&text).unwrap();
    let picture = document.descendants().find(|n| n.tag_name().name() == "docPr").unwrap();
    assert_eq!(picture.attribute("descr"), Some(page.description.as_str()));
    let around = Around { has_credit: true, ..around };
    let docx = figure_docx(&page, &around, 96).unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let mut other = String::new();
    zip.by_name("word/document.xml").unwrap().read_to_string(&mut other).unwrap();
    assert!(!other.contains("资料来源："), "the picture says it");
    // 160 mm do not fit between official margins: the margins give way, not the figure.
    assert!(text.contains("cx=\"5760000\" cy=\"3960000\"") && text.contains("w:left=\"567\""));
    assert!(
        text.contains("SEQ 图 \\* ARABIC \\r 3")
            && text.contains("徐汇区企业 &lt;分布&gt;")
            && text.contains("资料来源：")
    );
    assert!(text.contains("徐汇区 &lt;&amp;&gt;") && text.contains("<w:pStyle w:val=\"TableNumber\"/></w:pPr>"));
}

#[test]
fn a_figure_in_any_format_reopens_as_the_view_that_made_it() {
    let order = order(&["density=on", "choropleth.classes=7"], Some(310_115), Language::Zh);
    let composed = figure::composed(&order, &Provenance::default(), &Pack::bundled(), &bundled(), &|| false).unwrap();
    let mut document = order.document.clone();
    document.figure.language = Some(Language::Zh);
    let others = Rendering { svg_text: SvgText::Outlines, pdf_tags: PdfTags::Accessible, ..Rendering::at(72) };
    for rendering in [Rendering::at(72), others] {
        for format in Format::ALL {
            let bytes = render(&composed.page, format, &rendering, &unheard).unwrap();
            let view = carried_view(&bytes).unwrap().unwrap();
            assert_eq!(read_view(&view).unwrap(), document, "{format:?}");
        }
    }
}
