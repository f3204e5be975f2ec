//! Views, figures that carry them, styles, recipes, arguments of the command line, words of cells, fonts.

use std::sync::{Arc, LazyLock};

use clap::Parser;
use hujin::catalogue::{CompanyName, Filter, Founded, Gazetteer, Taxonomy, address, name, sentence, uscc};
use hujin::cli::filter_args::FilterArgs;
use hujin::document::{Document, Provenance, read_view_file, write_view_file};
use hujin::export::{Format, Rendering, SvgText, carried_view, render, unheard};
use hujin::figure::Style;
use hujin::geography::Pack;
use hujin::import::recipe::Recipe;
use hujin::import::values::{self, Words};
use hujin::import::{Encoding, decode, position};
use hujin::language::Language;
use hujin::report::Tell;
use hujin::scene::page::Metadata;
use hujin::scene::text::{Fallback, LastResort};
use hujin::scene::{Align, Color, Group, Item, Page, furniture};

use super::tables::sample;
use super::{joined, parts};

pub fn view(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match read_view_file(text) {
        Ok(file) => {
            let written = write_view_file(&file.view, file.made);
            assert!(read_view_file(&written).is_ok(), "{written}");
        }
        Err(error) => assert!(!error.message().text(Language::En).is_empty()),
    }
}

pub fn view_seeds() -> Vec<Vec<u8>> {
    let filter = Filter { text: "银联".to_owned(), founded_from: Some(2015), ..Filter::default() };
    let filtered = Document { filter, ..Document::default() };
    let made = Provenance { catalogue: "a.gpkg".to_owned(), rows: 198, ..Provenance::default() };
    [write_view_file(&Document::default(), Some(made)), write_view_file(&filtered, None)].map(String::into_bytes).into()
}

pub fn figure(data: &[u8]) {
    match carried_view(data) {
        Ok(Some(text)) => drop(read_view_file(&text)),
        Ok(None) => {}
        Err(error) => assert!(!error.message().text(Language::En).is_empty()),
    }
}

/// A small sheet with a word on it.
fn page(word: &str, view: Option<String>) -> Page {
    let word = furniture::words([2.0, 15.0], word, 10.0, Color::hex(0), Align::Start);
    Page {
        size_mm: [10.0, 8.0],
        maps: Vec::new(),
        furniture: vec![Group::page("word", vec![Item::Text(word)])],
        paper: Color::hex(0xFFFFFF),
        title: "图".to_owned(),
        description: String::new(),
        metadata: Metadata {
            language: Language::Zh,
            source: "来源".to_owned(),
            created: time::OffsetDateTime::UNIX_EPOCH,
            view,
        },
    }
}

pub fn figure_seeds() -> Vec<Vec<u8>> {
    let page = page("", Some(write_view_file(&Document::default(), None)));
    let mut seeds: Vec<Vec<u8>> = Format::ALL
        .map(|format| render(&page, format, &Rendering::at(72), &unheard).expect("a figure"))
        .into_iter()
        .filter(|bytes| bytes.len() < 40_000)
        .collect();
    seeds.push(b"<svg xmlns='http://www.w3.org/2000/svg'><metadata/></svg>".to_vec());
    seeds
}

pub fn style(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match Style::parse("a.toml", text) {
        Ok(style) => assert!(style.zoom.is_finite()),
        Err(error) => assert!(!error.message().text(Language::En).is_empty()),
    }
}

pub fn style_seeds() -> Vec<Vec<u8>> {
    ["screen", "official"]
        .map(|id| std::fs::read(super::root().join(format!("assets/styles/{id}.toml"))).expect("a style"))
        .into()
}

pub fn recipe(data: &[u8]) {
    let Some(recipe) = std::str::from_utf8(data).ok().and_then(|text| Recipe::parse(text).ok()) else { return };
    let again = Recipe::parse(&recipe.to_json().expect("text")).expect("what was written is read");
    assert_eq!(recipe, again);
    recipe.fingerprint();
    let share = recipe.share(&["企业名称".to_owned()]);
    assert!((0.0..=1.0).contains(&share));
}

pub fn recipe_seeds() -> Vec<Vec<u8>> {
    let text = r#"{"version":1,"name":"a.csv","columns":[{"header":"企业名称","field":"name_zh"},{"header":"备注","field":"-"}],
        "encoding":"gb18030","datum":"gcj02","on_duplicate":"update","words":[{"field":"office_district","from":"沪东","to":"虹口区"}]}"#;
    vec![text.as_bytes().to_vec()]
}

#[derive(Parser)]
struct Command {
    #[command(flatten)]
    filter: FilterArgs,
}

/// Arguments, one a line.
pub fn arguments(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(command) = Command::try_parse_from(std::iter::once("hujin").chain(text.lines().take(20))) else { return };
    let (pack, taxonomy) = (Pack::bundled(), Taxonomy::bundled());
    match command.filter.over(&Filter::default(), &taxonomy, &pack) {
        Ok(filter) => {
            assert!(filter.select(&sample()).count() <= sample().len());
            for language in [Language::Zh, Language::En] {
                sentence::sentence(&filter, &taxonomy, &pack, language);
            }
        }
        Err(error) => drop(error.to_string()),
    }
}

pub fn argument_seeds() -> Vec<Vec<u8>> {
    let text = "--track\nai-llm,blockchain\n--district\n310115,徐汇\n--founded\n2015..2020\n--text\n银联\n--evidence\ndocument";
    let more = "--capital\n50..200\n--employees\n..1e9\n--accuracy\nbuilding\n--track-mode\nall\n--status\n未上市\n--as-of=2024";
    vec![text.as_bytes().to_vec(), more.as_bytes().to_vec()]
}

/// Two texts that stand in cells: a name or an address each, a number, a date, a place.
pub fn values(data: &[u8]) {
    static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| {
        let pack = Pack::bundled();
        Gazetteer::of(&sample(), &pack.places, &pack)
    });
    static WORDS: LazyLock<Words> = LazyLock::new(|| Words::new(&Pack::bundled(), &Taxonomy::bundled()));
    for encoding in Encoding::ALL {
        decode::sample(data, encoding, 5);
    }
    let [first, second] = parts(data).map(String::from_utf8_lossy);
    let pack = Pack::bundled();
    if let Some(placement) = GAZETTEER.place(&first, None, &pack) {
        assert!(pack.district(placement.district).is_some());
    }
    WORDS.district(&first);
    WORDS.district_in_address(&first);
    WORDS.tracks(&first);
    if let Some(address) = address::read(&address::folded(&first)) {
        address.number();
    }
    address::name_in(&first);
    let code = uscc::normalized(&first);
    if uscc::check(&code).is_ok() {
        assert_eq!(code.chars().last(), Some(uscc::check_digit(&code)));
    }
    let (one, other) = (CompanyName::parse(&first), CompanyName::parse(&second));
    one.likeness(&other, first.len() % 2 == 0);
    name::normalized(&first);
    name::simplified(&second);
    Founded::parse(&first);
    values::date(&first);
    assert!(values::capital_wan_cny(&first, &second).is_none_or(f64::is_finite));
    values::employees(&first);
    values::datum(&first);
    values::accuracy(&first);
    if let Ok(read) = position::read(&first, &second) {
        assert!(!format!("{read:?}").is_empty());
    }
    assert!(position::degrees(&first).is_none_or(f64::is_finite));
}

pub fn value_seeds() -> Vec<Vec<u8>> {
    [
        ("上海市黄浦区中山东二路600号", "上海银联数据服务有限公司"),
        ("宜山路1988弄3号楼B座1201室", "91310104MA1FR00X0X"),
        ("5000万元", "注册资本（万元）"),
        ("121°28′36.5″E", "31°14'N"),
        ("121.47,31.23", ""),
        ("2015年6月1日", "42156"),
        ("支付科技;区块链、人工智能与大模型", "浦东"),
    ]
    .map(|(a, b)| joined(&[a.as_bytes(), b.as_bytes()]))
    .into()
}

/// A font of the user's, and what it draws: the one character of the seed that the bundled fonts lack.
pub fn font(data: &[u8]) {
    let Some(font) = LastResort::new(data.to_vec()) else { return };
    let fallback = Fallback { font: Some(Arc::new(font)), ..Fallback::default() };
    fallback.scope(|| {
        let page = page("\u{2A6A5}", None);
        for (format, svg_text) in [(Format::Svg, SvgText::Outlines), (Format::Pdf, SvgText::Text)] {
            if let Err(error) = render(&page, format, &Rendering { svg_text, ..Rendering::at(72) }, &unheard) {
                drop(error.to_string());
            }
        }
    });
}

pub fn font_seeds() -> Vec<Vec<u8>> {
    vec![std::fs::read(super::root().join("tests/fixtures/last_resort.ttf")).expect("a font")]
}
