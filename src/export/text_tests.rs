//! Text in the exported files: drawn where it is measured, read back as it was written, and named where no font has it.

use super::svg::Letters;
use super::tests::{label, page, page_in, read_back};
use super::*;
use crate::language::Language;
use crate::report::Report;
use crate::scene::text::line::Rule;
use crate::scene::text::{self, Face, Fallback, LastResort, MissingGlyph, OnMissing, Origin, glyphs};
use crate::scene::{Align, Group, Ink, Item, Page, Scene, Text, Turn};

/// Words that ask for every rule.
const MIXED: [&str; 9] = [
    "上海金融科技企业，2024年共12家AI公司",
    "AVATAR To Wave fi ffl LT.",
    "Shanghai Pudong Development Bank",
    "12 345.6 km² ≥ 0.05 — 浦东（陆家嘴）、徐汇",
    "“《指南》”，（“试点”）——见第3章……",
    "1\u{202f}026家·Moody’s评级A+，ESG",
    "𫚭鱼与2家㧟字号A",
    "  两端  有空格A座  ",
    "甲A乙B丙C丁D",
];

/// A page with nothing but some texts.
fn page_of(items: Vec<Item>) -> Page {
    let mut page = page([160.0, 120.0]);
    page.furniture.clear();
    page.maps[0].scene = Scene { groups: vec![Group::page("only", items)] };
    page
}

fn text_item(words: &str, face: Face, align: Align) -> Text {
    match label([180.0, 40.0], words, face) {
        Item::Text(text) => Text { halo: None, align, ..text },
        _ => unreachable!(),
    }
}

/// Where the renderer puts the glyphs of each text, points, with the text of each glyph.
fn laid_out(group: &resvg::usvg::Group, found: &mut Vec<Vec<(String, f32)>>) {
    for node in group.children() {
        match node {
            resvg::usvg::Node::Group(group) => laid_out(group, found),
            resvg::usvg::Node::Text(text) => {
                let glyphs = text.layouted().iter().flat_map(|span| &span.positioned_glyphs);
                found.push(glyphs.map(|g| (g.text.clone(), g.transform().tx)).collect());
            }
            _ => {}
        }
    }
}

fn positions(item: Text) -> Vec<(String, f32)> {
    positions_in(&svg::svg(&page_of(vec![Item::Text(item)]), Letters::Text))
}

fn positions_in(svg: &str) -> Vec<(String, f32)> {
    let mut found = Vec::new();
    laid_out(tree::tree(svg).unwrap().root(), &mut found);
    assert_eq!(found.len(), 1);
    found.remove(0)
}

/// The ink of a report, without its colours.
fn report() -> Ink {
    Ink { face: Face::Song, ..Ink::print() }
}

#[test]
fn glyphs_stand_where_they_are_measured() {
    for face in Face::ALL {
        for words in MIXED {
            for align in [Align::Start, Align::Middle, Align::End] {
                let item = text_item(words, face, align);
                let set: Vec<_> = glyphs(words, face).filter(|g| g.rule != Rule::Joined).collect();
                let width = text::width_pt(words, item.size_pt, face);
                let begin = match align {
                    Align::Start => 0.0,
                    Align::Middle => -width / 2.0,
                    Align::End => -width,
                };
                let size = item.size_pt;
                let page = page_of(vec![Item::Text(item.clone())]);
                for kind in [Letters::Text, Letters::TextOverRim] {
                    let drawn = positions_in(&svg::svg(&page, kind));
                    assert_eq!(drawn.len(), set.len(), "{face:?} {words}: {drawn:?}");
                    for (glyph, (letters, x)) in set.iter().zip(&drawn) {
                        assert!(letters.starts_with(glyph.c), "{letters} for {}", glyph.c);
                        let halved = kind == Letters::TextOverRim && glyph.rule == Rule::OwnBeginning;
                        let expected = begin + (glyph.x_em + if halved { 0.5 } else { 0.0 }) * size;
                        // Moves are written with two decimals.
                        let off = x - positions_origin(&item) - expected;
                        assert!(off.abs() < 0.06, "{face:?} {align:?} {words} at {letters}: {off} pt");
                    }
                }
            }
        }
    }
}

/// The anchor of a text on the sheet, points.
fn positions_origin(item: &Text) -> f32 {
    let page = page_of(Vec::new());
    (page.maps[0].rect.min[0] + item.at[0]) as f32
}

#[test]
fn words_are_read_back_as_they_were_written() {
    let mut items = Vec::new();
    for (row, words) in MIXED.iter().enumerate() {
        for (column, face) in Face::ALL.into_iter().enumerate() {
            let at = [5.0 + 145.0 * column as f64, 20.0 + 22.0 * row as f64];
            items.push(Item::Text(Text { at, size_pt: 6.0, ..text_item(words, face, Align::Start) }));
        }
    }
    let bytes = render(&page_of(items), Format::Pdf, &Rendering::at(72), &unheard).unwrap();
    let Some(read) = read_back("pdftotext", &bytes, &["-raw", "FILE", "-"]) else { return };
    let visible = |s: &str| s.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in MIXED {
        let words = visible(&words.replace('\u{202f}', "\u{a0}"));
        assert_eq!(visible(&read).matches(&words).count(), 3, "{words} in {read}");
    }
    // Without -raw some programs show the gap as a space, no more.
    let Some(read) = read_back("pdftotext", &bytes, &["FILE", "-"]) else { return };
    let letters = |s: &str| s.chars().filter(|c| !matches!(c, ' ' | '\u{a0}')).collect::<String>();
    for words in MIXED {
        let words = letters(&words.replace('\u{202f}', ""));
        assert_eq!(read.lines().map(letters).filter(|line| *line == words).count(), 3, "{words} in {read}");
    }
    let fonts = read_back("pdffonts", &bytes, &["FILE"]).unwrap_or_default();
    for name in ["NotoSansSC-Regular", "NotoSansSC-Bold", "NotoSerifSC-Regular", "NotoSerifSCMarks-Regular"] {
        assert!(fonts.lines().any(|line| line.contains(name) && line.contains("yes yes yes")), "{name}: {fonts}");
    }
}

#[test]
fn svg_keeps_the_words_whole() {
    let svg =
        svg::svg(&page_of(vec![Item::Text(text_item("徐汇区AI企业12家", Face::Song, Align::Middle))]), Letters::Text);
    assert!(svg.contains(">徐汇区AI企业12家</text>") && !svg.contains("text-anchor"), "{svg}");
    assert!(svg.contains("font-family=\"&#39;Noto Serif SC&#39;, &#39;Source Han Serif SC&#39;, &#39;SimSun&#39;"));
    assert!(svg.contains(" dx=\"0 0 0 1.13 0 1.13 0 1.13 0 1.13\""), "{svg}");
    // A character that Song lacks comes from Sans; one beyond the basic plane counts differently in programs.
    let svg = svg::svg(&page_of(vec![Item::Text(text_item("𫚭鱼12家㐀", Face::Song, Align::Start))]), Letters::Text);
    assert_eq!(svg.matches("<tspan").count(), 3, "{svg}");
    assert!(svg.contains(">𫚭鱼</tspan>") && svg.contains(">㐀</tspan>"), "{svg}");
}

#[test]
fn turned_text_runs_down_from_its_anchor() {
    let item = Text { turn: Turn::Clockwise90, ..text_item("Lujiazui", Face::Regular, Align::Start) };
    let anchor = page_of(Vec::new()).maps[0].rect.min;
    let tree = tree::tree(&svg::svg(&page_of(vec![Item::Text(item)]), Letters::Text)).unwrap();
    let mut boxes = Vec::new();
    boxes_of(tree.root(), &mut boxes);
    // The tree is in CSS pixels, 96 to the inch.
    let [x, y] = [anchor[0] + 180.0, anchor[1] + 40.0].map(|v| (v * 96.0 / 72.0) as f32);
    let found = boxes[0];
    assert!(found.top() >= y - 1.0 && found.bottom() > y + 30.0, "{found:?} of {x} {y}");
    assert!(found.left() < x && found.right() > x && found.right() - x > x - found.left(), "{found:?} of {x} {y}");
}

fn boxes_of(group: &resvg::usvg::Group, boxes: &mut Vec<resvg::tiny_skia::Rect>) {
    for node in group.children() {
        match node {
            resvg::usvg::Node::Group(group) => boxes_of(group, boxes),
            resvg::usvg::Node::Text(text) => boxes.push(text.abs_bounding_box()),
            _ => {}
        }
    }
}

fn with_missing() -> Page {
    page_of(vec![Item::Text(text_item("蚂蚁𪚥科技", Face::Regular, Align::Start))])
}

#[test]
fn what_the_fonts_lack_is_named_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.svg");
    let error = write_page(&with_missing(), Format::Svg, &Rendering::at(150), &path, &unheard).unwrap_err();
    assert!(!path.exists());
    let told = |error: &ExportError, language| Report::new(error, language);
    assert_eq!(told(&error, Language::Zh).message, "字体中缺 1 个字符，未导出：𪚥 U+2A6A5 — 图上文字‘蚂蚁𪚥科技’");
    let ExportError::MissingGlyphs { mut glyphs } = error else { panic!() };
    let of = |name: &str, field, value: &str| {
        Some(Origin { enterprise: 17, name: name.to_owned(), field, value: value.to_owned() })
    };
    glyphs[0].origin = of("蚂蚁𪚥科技有限公司", crate::catalogue::Field::NameZh, "蚂蚁𪚥科技有限公司");
    let short = of("蚂蚁科技有限公司", crate::catalogue::Field::ShortName, "蚂\u{e000}");
    glyphs.push(MissingGlyph { character: '\u{e000}', text: "蚂\u{e000}".to_owned(), origin: short });
    let error = ExportError::MissingGlyphs { glyphs };
    let zh = told(&error, Language::Zh);
    assert_eq!(
        zh.message,
        "字体中缺 2 个字符，未导出：𪚥 U+2A6A5 — 企业 #17 名称‘蚂蚁𪚥科技有限公司’；\
         \u{e000} U+E000 — 企业 #17（蚂蚁科技有限公司） 简称‘蚂\u{e000}’"
    );
    assert!(zh.hint.unwrap().contains("--font") && told(&error, Language::En).hint.unwrap().contains("mark"));
    assert_eq!(
        told(&error, Language::En).message,
        "2 characters are missing from the fonts, nothing was exported: 𪚥 U+2A6A5 — enterprise #17, Name \
         '蚂蚁𪚥科技有限公司'; \u{e000} U+E000 — enterprise #17 (蚂蚁科技有限公司), Short name '蚂\u{e000}'"
    );
}

#[test]
fn a_font_of_the_users_or_a_mark_stands_in() {
    let ring = LastResort::new(include_bytes!("../../tests/fixtures/last_resort.ttf").to_vec()).unwrap();
    assert_eq!(ring.family(), "Hujin Ring");
    let page = with_missing();
    let fallback = Fallback { font: Some(std::sync::Arc::new(ring)), missing: OnMissing::Refuse };
    fallback.scope(|| {
        assert_eq!(text::width_pt("蚁𪚥", 10.0, Face::Song), 25.0);
        let item = text_item("蚁𪚥A技", Face::Song, Align::End);
        let xs: Vec<f32> = positions(item).into_iter().map(|(_, x)| x).collect();
        assert!((xs[2] - xs[1] - 9.0 * (1.5 + text::line::GAP_EM)).abs() < 0.03, "{xs:?}");
        let svg = String::from_utf8(render(&page, Format::Svg, &Rendering::at(72), &unheard).unwrap()).unwrap();
        assert!(svg.contains("&#39;Hujin Ring&#39;") && svg.contains(">𪚥</tspan>"), "{svg}");
        let bytes = render(&page, Format::Pdf, &Rendering::at(72), &unheard).unwrap();
        if let Some(fonts) = read_back("pdffonts", &bytes, &["FILE"]) {
            assert!(fonts.contains("HujinRing"), "{fonts}");
            assert!(read_back("pdftotext", &bytes, &["FILE", "-"]).unwrap().contains("蚂蚁𪚥科技"));
        }
        assert_ne!(render(&page, Format::Png, &Rendering::at(72), &unheard).unwrap(), marked(&page, Format::Png));
    });
    let svg = String::from_utf8(marked(&page, Format::Svg)).unwrap();
    assert!(svg.contains(">蚂蚁〓科技</text>"), "{svg}");
    assert!(render(&page, Format::Svg, &Rendering::at(72), &unheard).is_err(), "the scope has ended");
}

fn marked(page: &Page, format: Format) -> Vec<u8> {
    Fallback { font: None, missing: OnMissing::Mark }
        .scope(|| render(page, format, &Rendering::at(72), &unheard).unwrap())
}

#[test]
fn fonts_are_read_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ttf");
    assert!(matches!(read_font(&path), Err(ExportError::FontUnreadable { .. })));
    std::fs::write(&path, b"not a font").unwrap();
    assert!(matches!(read_font(&path), Err(ExportError::NotAFont { .. })));
}

/// For looking at: `FIGURES=folder cargo test --lib specimens_to_look_at`.
#[test]
fn specimens_to_look_at() {
    let Some(folder) = std::env::var_os("FIGURES") else { return };
    let table = include_str!("../../tests/fixtures/tonggui_8105.txt");
    let rare: String = table.chars().filter(|c| *c as u32 > 0xFFFF).collect();
    let (mut items, mut y) = (Vec::new(), 10.0);
    for face in Face::ALL {
        for size_pt in [9.0_f32, 14.0] {
            for words in MIXED.iter().chain(&["沪金图谱 0123456789 aäßЖя ①Ⅳ〓々〇、。《》“”——……"])
            {
                y += f64::from(size_pt) * 1.4;
                items.push(Item::Text(Text { at: [10.0, y], size_pt, ..text_item(words, face, Align::Start) }));
            }
        }
        for line in text::wrap(&rare, 400.0, 10.0, face) {
            y += 14.0;
            items.push(Item::Text(Text { at: [10.0, y], size_pt: 10.0, ..text_item(&line, face, Align::Start) }));
        }
        y += 10.0;
    }
    for (n, face) in Face::ALL.into_iter().enumerate() {
        let words = "上海（2024年）12家AI企业“领先”，浦东——陆家嘴：《指南》……";
        let piece = text::vertical(words, 300.0, 14.0, face, report().text);
        items.extend(piece.placed([480.0 + 80.0 * n as f64, 20.0]).items.iter().cloned());
    }
    let mut sheet = page([300.0, 520.0]);
    sheet.furniture.clear();
    sheet.maps[0].scene = Scene { groups: vec![Group::page("specimen", items)] };
    let report = page_in([160.0, 120.0], report());
    for (name, page) in [("specimen", &sheet), ("report", &report)] {
        for format in Format::ALL {
            let path = std::path::Path::new(&folder).join(format!("{name}.{}", format.extension()));
            write_page(page, format, &Rendering::at(130), &path, &unheard).unwrap();
        }
    }
}
