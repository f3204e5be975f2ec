//! Readers of tables that are one text: CSV, HTML, GeoJSON; the proposal made of a table; cases.

use std::ops::ControlFlow;
use std::sync::{Arc, LazyLock};

use hujin::catalogue::{Catalogue, CatalogueBuilder, Enterprise, Taxonomy};
use hujin::geography::Pack;
use hujin::import::cases::read_cases;
use hujin::import::recipe::Recipe;
use hujin::import::table::{MAX_CELL_BYTES, MAX_COLUMNS};
use hujin::import::{Encoding, ImportOptions, Origin, ReadOptions, Source, analyse, readers};
use hujin::report::Tell;

use super::{files, joined, parts};

/// A catalogue with the bundled sample in it.
pub fn sample() -> Arc<Catalogue> {
    static SAMPLE: LazyLock<Arc<Catalogue>> = LazyLock::new(|| {
        let mut builder = CatalogueBuilder::new(Arc::new(Taxonomy::bundled()));
        for (id, row) in (1..).zip(hujin::catalogue::sample()) {
            builder.push(&Enterprise { id, ..row });
        }
        Arc::new(builder.build(1))
    });
    SAMPLE.clone()
}

/// Reads bytes as a file of this name; a table has rows and cells within the limits, an error has words.
pub fn read(name: &str, bytes: &[u8], options: &ReadOptions) -> Option<Source> {
    let origin = Origin::Bytes(name.to_owned(), bytes.into());
    match readers::read(&origin, options, &|_| ControlFlow::Continue(())) {
        Ok(source) => {
            for row in source.table.rows() {
                assert!(row.len() <= MAX_COLUMNS && row.line > 0);
                assert!(row.cells().all(|cell| cell.len() <= MAX_CELL_BYTES));
            }
            Some(source)
        }
        Err(error) => {
            assert!(!error.message().text(hujin::language::Language::En).is_empty());
            None
        }
    }
}

/// The first byte says the encoding and the delimiter.
pub fn text(data: &[u8]) {
    let Some((choice, data)) = data.split_first() else { return };
    let encoding = Encoding::ALL[usize::from(*choice) % Encoding::ALL.len()];
    let delimiter = match choice / 8 % 8 {
        choice @ 0..4 => Some(readers::text::DELIMITERS[usize::from(choice)]),
        4 => Some('，'),
        _ => None,
    };
    read("a.csv", data, &ReadOptions { encoding, delimiter, sheet: None });
}

pub fn text_seeds() -> Vec<Vec<u8>> {
    let files = files(&["csv", "tsv", "txt"], 1500);
    files.into_iter().map(|(_, bytes)| [&[40], bytes.as_slice()].concat()).collect()
}

/// The first byte says whether the text is made to begin like HTML or like SpreadsheetML.
pub fn html(data: &[u8]) {
    let Some((choice, data)) = data.split_first() else { return };
    let head: &[u8] = match choice % 4 {
        0 => b"<table>",
        1 => b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">",
        _ => b"",
    };
    read("a.xls", &[head, data].concat(), &ReadOptions::default());
}

pub fn html_seeds() -> Vec<Vec<u8>> {
    const TABLE: &str =
        "<tr><td colspan=2 rowspan='2'>企业名称&nbsp;<th>地址&#x4e00;<tr><td>甲<!-- --><script>x</script></table>";
    const SHEET: &str = r#"<Worksheet ss:Name="a"><Table><Row ss:Index="3"><Cell ss:MergeDown="2" ss:Index="2">
        <Data ss:Type="Number">12</Data></Cell><Cell ss:Formula="=A1"/></Row></Table></Worksheet></Workbook>"#;
    let mut seeds = vec![[&[0], TABLE.as_bytes()].concat(), [&[1], SHEET.as_bytes()].concat()];
    let texts = files(&["xls", "xml", "html"], 4000).into_iter().filter(|(_, bytes)| bytes.first() == Some(&b'<'));
    seeds.extend(texts.map(|(_, bytes)| [&[2], bytes.as_slice()].concat()));
    seeds
}

pub fn geojson(data: &[u8]) {
    read("a.geojson", data, &ReadOptions::default());
}

pub fn geojson_seeds() -> Vec<Vec<u8>> {
    const DEEP: &[u8] = br#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}},
        "features":[{"type":"Feature","geometry":{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[121.5,31.2]}]},
        "properties":{"a":[1,"x"],"b":{"c":null},"d":1e400}},{"type":"Feature","geometry":{"type":"MultiPoint","coordinates":[[1e308,-0]]},"properties":null}]}"#;
    let mut seeds: Vec<Vec<u8>> = files(&["geojson", "json"], 4000).into_iter().map(|(_, bytes)| bytes).collect();
    seeds.push(DEEP.to_vec());
    seeds
}

/// A text, and a recipe; from both the proposal, its rows, its edits.
pub fn proposal(data: &[u8]) {
    let [table, recipe] = parts(data);
    let Some(source) = read("a.csv", table, &ReadOptions::default()) else { return };
    let mut options = ImportOptions { keep_unknown: recipe.len() % 2 == 1, ..ImportOptions::default() };
    if let Some(recipe) = std::str::from_utf8(recipe).ok().and_then(|text| Recipe::parse(text).ok())
        && let Some((_, mapping)) = hujin::import::mapping::find_header(&source.table)
    {
        recipe.apply(&mut options, &mapping);
    }
    let all = |_: f32| ControlFlow::Continue(());
    let Ok(proposal) = analyse(Arc::new(source), options, &sample(), &Pack::bundled(), &all) else { return };
    let summary = proposal.summary();
    assert_eq!(summary.rows, summary.new + summary.updated + summary.unchanged + summary.refused + summary.dropped);
    proposal.rows().for_each(drop);
    for finding in proposal.findings.kept() {
        assert!(!finding.message().text(hujin::language::Language::Zh).is_empty());
    }
    let changes = proposal.change_set("a", "b");
    assert!(changes.len() <= summary.rows);
    for row in proposal.new_rows() {
        let e = proposal.enterprise(row);
        assert!(e.position.is_none_or(|at| at.lon.is_finite() && at.lat.is_finite()), "{:?}", e.position);
        assert!(e.registered_capital_wan_cny.is_none_or(f64::is_finite));
    }
    let recipe = Recipe::of(&proposal).to_json().expect("a recipe is text");
    assert!(Recipe::parse(&recipe).is_ok());
}

pub fn proposal_seeds() -> Vec<Vec<u8>> {
    const RECIPE: &[u8] = r#"{"version":1,"name":"a.csv","columns":[{"header":"企业名称","field":"name_zh"},{"header":"备注","field":"extra"}],
        "on_duplicate":"fill","datum":"gcj02","words":[{"field":"office_district","from":"沪东","to":"虹口区"}]}"#
        .as_bytes();
    let mut seeds: Vec<Vec<u8>> =
        files(&["csv"], 900).into_iter().map(|(_, bytes)| joined(&[&bytes, RECIPE])).collect();
    let known: String = hujin::catalogue::sample().iter().take(3).map(|e| format!("{},徐汇区\n", e.name_zh)).collect();
    seeds.push(joined(&[format!("企业名称,区\n{known}").as_bytes(), RECIPE]));
    seeds
}

pub fn cases(data: &[u8]) {
    let origin = Origin::Bytes("案例.csv".to_owned(), data.into());
    let Ok(read) = read_cases(&origin, &sample(), &Pack::bundled()) else { return };
    for fault in read.faults {
        assert!(!fault.message().text(hujin::language::Language::Zh).is_empty());
    }
}

pub fn case_seeds() -> Vec<Vec<u8>> {
    let name = &hujin::catalogue::sample()[0].name_zh;
    let text = format!(
        "案例,机构,赛道,年份,来源,企业\n数字人民币,某银行,区块链;支付科技,2023,年报,{name}、无此企业\n,,,1e9,,\n"
    );
    vec![text.into_bytes()]
}
