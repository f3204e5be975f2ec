//! Names and notes that look like markup, hold what markup cannot, or turn the direction of the text: every file that
//! carries them stays well-formed, with the same elements as with harmless ones.

use std::io::{Cursor, Read};
use std::path::Path;

use hujin::export::{Format, PdfTags, Rendering, SvgText, carried_view, render, unheard};
use hujin::language::Language;
use hujin::scene::page::Metadata;
use hujin::scene::{Align, Color, Group, Item, Page, furniture};
use proptest::prelude::*;
use resvg::usvg::roxmltree::{Document, Node};

/// Texts that break what is not escaped.
const HOSTILE: [&str; 18] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onload='alert(1)",
    "]]>",
    "<![CDATA[",
    "<!-- -->",
    "&#0;&#x1F;&lt;&nbsp;&",
    "a\u{0}b\u{1}\u{8}\u{b}\u{1f}\u{7f}\u{85}",
    "\u{fffe}\u{ffff}\u{fdd0}",
    "\u{202e}gnp.exe\u{2066}\u{2067}",
    "{\\rtf1 \\*} \\ ) ( endstream endobj",
    "startxref\n0\n%%EOF",
    "<?xpacket begin=\"\"?></x:xmpmeta>",
    "/Length 5 xref trailer",
    "javascript:alert(1)",
    "{first} {name} {{x}} ${y} %s",
    "e\u{301}\u{301}\u{301}\u{301}\u{200d}\u{fe0f}",
    "url(#map-frame) </metadata></svg></text>",
];

fn page(text: &str) -> Page {
    // What is drawn is in the fonts; what is said of it may be anything.
    let word = furniture::words([2.0, 15.0], "<甲>&\"'", 10.0, Color::hex(0), Align::Start);
    Page {
        size_mm: [20.0, 12.0],
        maps: Vec::new(),
        furniture: vec![Group::page("word", vec![Item::Text(word)])],
        paper: Color::hex(0xFFFFFF),
        title: text.to_owned(),
        description: text.to_owned(),
        metadata: Metadata {
            language: Language::Zh,
            source: text.to_owned(),
            created: time::OffsetDateTime::UNIX_EPOCH,
            view: Some("view = \"甲\"".to_owned()),
        },
    }
}

/// The packet of metadata, which must be XML.
fn packet(bytes: &[u8]) -> String {
    let find = |what: &[u8], from: usize| bytes[from..].windows(what.len()).position(|w| w == what).map(|at| from + at);
    let begin = find(b"<x:xmpmeta", 0).expect("a packet");
    let end = find(b"</x:xmpmeta>", begin).expect("its end") + b"</x:xmpmeta>".len();
    String::from_utf8(bytes[begin..end].to_vec()).expect("UTF-8")
}

fn is_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Elements of a document in order, their attributes by name.
fn skeleton(node: Node<'_, '_>) -> Vec<String> {
    let element = |n: Node<'_, '_>| {
        let names: Vec<&str> = n.attributes().map(|a| a.name()).collect();
        format!("{} {}", n.tag_name().name(), names.join(" "))
    };
    node.descendants().filter(Node::is_element).map(element).collect()
}

fn assert_figures_hold(text: &str) {
    let page = page(text);
    let plain = self::page("甲");
    let rendering = Rendering { pdf_tags: PdfTags::Accessible, ..Rendering::at(72) };
    for svg_text in [SvgText::Text, SvgText::Outlines] {
        let rendering = Rendering { svg_text, ..rendering };
        let svg = |page: &Page| String::from_utf8(render(page, Format::Svg, &rendering, &unheard).unwrap()).unwrap();
        let (svg, harmless) = (svg(&page), svg(&plain));
        assert!(!svg.contains(is_direction), "{text:?}");
        let (document, harmless) = (Document::parse(&svg), Document::parse(&harmless).unwrap());
        let document = document.unwrap_or_else(|e| panic!("{text:?}: {e}"));
        let same = if text.trim().is_empty() { Vec::new() } else { skeleton(harmless.root()) };
        assert!(same.is_empty() || skeleton(document.root()) == same, "{text:?}: {svg}");
    }
    for format in [Format::Pdf, Format::Tiff, Format::WebP] {
        let bytes = render(&page, format, &rendering, &unheard).unwrap_or_else(|e| panic!("{text:?} {format:?}: {e}"));
        let packet = packet(&bytes);
        Document::parse(&packet).unwrap_or_else(|e| panic!("{text:?} {format:?}: {e}\n{packet}"));
        assert_eq!(carried_view(&bytes).unwrap(), page.metadata.view, "{text:?} {format:?}");
    }
    let bytes = render(&page, Format::Png, &rendering, &unheard).unwrap();
    assert_eq!(carried_view(&bytes).unwrap(), page.metadata.view, "{text:?}");
}

#[test]
fn figures_hold_hostile_words() {
    assert_figures_hold("");
    HOSTILE.iter().for_each(|text| assert_figures_hold(text));
    assert_figures_hold(&HOSTILE.concat());
    assert_figures_hold(&"长<".repeat(50_000));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn figures_hold_any_words(texts in prop::collection::vec(any::<String>(), 1..3), hostile in prop::sample::select(HOSTILE.to_vec())) {
        assert_figures_hold(&texts.join(hostile));
    }
}

/// The tags of an HTML text in order: what a browser would make elements of.
fn tags(html: &str) -> Vec<String> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        let tag = &rest[at..end];
        // Numbers in attributes may differ, names may not.
        tags.push(tag.split(['=', ' ']).next().unwrap_or_default().to_owned());
        rest = &rest[end..];
    }
    tags
}

fn hujin(at: &Path, args: &[&str]) -> std::process::Output {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_hujin"));
    command
        .current_dir(at)
        .args(args)
        .env("HUJIN_LANG", "zh")
        .env("HUJIN_DATA", at)
        .env("SOURCE_DATE_EPOCH", "1760000000");
    command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").output().unwrap()
}

/// A catalogue whose enterprises are called so, written to every format of reports; the texts of the files.
fn reports(at: &Path, words: &[&str]) -> Vec<(String, String)> {
    let json = |text: &str| serde_json::to_string(text).unwrap();
    let features: Vec<String> = words
        .iter()
        .enumerate()
        .map(|(i, word)| {
            let name = json(&format!("甲{i}{word}有限公司"));
            format!(
                r#"{{"type":"Feature","geometry":{{"type":"Point","coordinates":[121.43{i:02},31.18]}},"properties":{{"企业名称":{name},
                "office_district":"徐汇区","tracks":"blockchain","segment":{0},"note":{0},"source":{0},"status":{0},"website":{0},"position_accuracy":"building"}}}}"#,
                json(word)
            )
        })
        .collect();
    let text = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","));
    std::fs::write(at.join("a.geojson"), text).unwrap();
    let run = |args: &[&str]| {
        let output = hujin(at, args);
        assert_ne!(output.status.code(), Some(2), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    run(&["new", "c.gpkg", "--empty"]);
    run(&["import", "a.geojson", "--into", "c.gpkg"]);
    let mut texts = Vec::new();
    let mut add = |name: &str, text: String| texts.push((name.to_owned(), text));
    for file in ["r.html", "r.json", "r.docx"] {
        run(&["profile", "c.gpkg", "--district", "310104", "-o", file]);
    }
    let title = format!("图{}", words.first().copied().unwrap_or_default().replace('\0', ""));
    for file in ["f.svg", "f.docx", "f.pdf"] {
        let fixed = ["export", "c.gpkg", "--template", "map-table", "--dpi", "72", "--missing-glyphs", "mark"];
        run(&[
            &fixed[..],
            &["--title", &title, "--caption", &title, "--notes", &title, "--alt", &title, "--number", "1", "-o", file],
        ]
        .concat());
    }
    for file in ["r.html", "r.json", "f.svg"] {
        add(file, std::fs::read_to_string(at.join(file)).unwrap());
    }
    for file in ["r.docx", "f.docx"] {
        let mut zip = zip::ZipArchive::new(Cursor::new(std::fs::read(at.join(file)).unwrap())).unwrap();
        for part in 0..zip.len() {
            let mut part = zip.by_index(part).unwrap();
            let name = format!("{file}/{}", part.name().unwrap());
            let mut text = String::new();
            if (name.ends_with(".xml") || name.ends_with(".rels")) && part.read_to_string(&mut text).is_ok() {
                add(&name, text);
            }
        }
    }
    texts
}

#[test]
fn reports_hold_hostile_names() {
    let folder = tempfile::tempdir().unwrap();
    let plain = vec!["乙"; HOSTILE.len()];
    let [hostile, plain] = [("hostile", HOSTILE.to_vec()), ("plain", plain)].map(|(name, words)| {
        let at = folder.path().join(name);
        std::fs::create_dir(&at).unwrap();
        reports(&at, &words)
    });
    for ((name, text), (_, plain)) in hostile.iter().zip(&plain) {
        if name.ends_with(".json") {
            let value: serde_json::Value = serde_json::from_str(text).unwrap_or_else(|e| panic!("{name}: {e}"));
            assert!(value.is_object());
            continue;
        }
        assert!(!text.contains(is_direction), "{name} turns");
        let controls =
            |c: char| c.is_control() && !matches!(c, '\n' | '\t' | '\r') || matches!(c, '\u{fffe}' | '\u{ffff}');
        assert!(!text.contains(controls), "{name} has controls");
        if name.ends_with(".html") {
            let (mut found, mut harmless) = (tags(text), tags(plain));
            // Lists of values that differ have more lines; kinds of elements are the same.
            for tags in [&mut found, &mut harmless] {
                tags.sort();
                tags.dedup();
            }
            assert_eq!(found, harmless, "{name}");
            assert!(!text.contains("<script") && !text.contains("href=\"javascript"), "{name}");
        } else {
            let document = Document::parse(text).unwrap_or_else(|e| panic!("{name}: {e}"));
            let kinds = |document: &Document<'_>| {
                let mut kinds = skeleton(document.root());
                kinds.sort();
                kinds.dedup();
                kinds
            };
            let (found, harmless) = (kinds(&document), kinds(&Document::parse(plain).unwrap()));
            let more: Vec<&String> = found.iter().filter(|kind| !harmless.contains(kind)).collect();
            // A line of several faces is cut into pieces, and a line end in a name is a break.
            let may: fn(&&&String) -> bool =
                |kind| !kind.starts_with("tspan") && !kind.starts_with("br") && !kind.starts_with("text");
            assert_eq!(more.iter().filter(may).collect::<Vec<_>>(), Vec::<&&String>::new(), "{name}");
        }
    }
}
