use std::ops::ControlFlow;
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::catalogue::{BatchKind, CatalogueBuilder, ChangeSet, Enterprise, PositionAccuracy, Taxonomy, sample};
use crate::language::Language;
use crate::report::Tell;

const THIRTY: &[u8] = include_bytes!("../../tests/fixtures/thirty_gb18030.csv");

fn catalogue(rows: &[Enterprise]) -> Arc<Catalogue> {
    let mut builder = CatalogueBuilder::new(Arc::new(Taxonomy::bundled()));
    for (id, e) in (1..).zip(rows) {
        builder.push(&Enterprise { id, ..e.clone() });
    }
    Arc::new(builder.build(1))
}

pub(super) fn import(bytes: &[u8], options: &ImportOptions, rows: &[Enterprise]) -> Result<Proposal, ImportError> {
    let origin = Origin::Bytes("名单.csv".into(), bytes.into());
    propose(&origin, options.clone(), &catalogue(rows), &Pack::bundled(), &|_| ControlFlow::Continue(()))
}

pub(super) fn read(text: &str) -> Proposal {
    import(text.as_bytes(), &ImportOptions::default(), &[]).expect("reads")
}

fn fails(text: &str) -> ImportError {
    import(text.as_bytes(), &ImportOptions::default(), &[]).expect_err("fails")
}

fn first(proposal: &Proposal) -> Enterprise {
    match proposal.row(0).outcome {
        Outcome::New(e) => *e,
        other => panic!("not new: {other:?}"),
    }
}

pub(super) fn codes(proposal: &Proposal) -> Vec<(usize, &'static str)> {
    proposal.findings.kept().iter().map(|f| (f.row, f.code.code())).collect()
}

#[test]
fn thirty_companies_from_a_chinese_excel() {
    let proposal = import(THIRTY, &ImportOptions::default(), &sample()).expect("reads");
    let s = proposal.summary();
    assert_eq!((s.rows, s.new, s.updated, s.unchanged, s.refused, s.matched), (30, 30, 0, 0, 0, 0));
    assert_eq!((proposal.source.encoding, proposal.header_row), (Some(Encoding::Gb18030), 2));
    assert_eq!(codes(&proposal), [(0, "datum-unknown")]);
    let e = first(&proposal);
    assert_eq!(e.name_zh, "上海测试澄江一号金融科技有限公司");
    assert_eq!(e.office_address, "上海市黄浦区测试路1号,2楼");
    assert_eq!(
        (e.registered_capital_wan_cny, e.employees, e.position_accuracy),
        (Some(500.0), Some(20), PositionAccuracy::Park)
    );
    let json = proposal.to_json(Language::Zh);
    for key in [
        "file",
        "rows",
        "encoding",
        "header_row",
        "datum",
        "new",
        "updated",
        "unchanged",
        "refused",
        "matched",
        "findings",
    ] {
        assert!(json.get(key).is_some(), "{key}");
    }
    assert_eq!(json["datum"]["chosen"], "wgs84");
    assert_eq!(json["datum"]["scores"]["wgs84"], 1.0);
}

#[test]
fn every_encoding_gives_the_same_rows() {
    let (text, _, _) = encoding_rs::GB18030.decode(THIRTY);
    let text = text.into_owned();
    let expected = import(THIRTY, &ImportOptions::default(), &[]).expect("reads").change_set("", "");
    let utf16 = |unit: fn(u16) -> [u8; 2], mark: &[u8]| -> Vec<u8> {
        mark.iter().copied().chain(text.encode_utf16().flat_map(unit)).collect()
    };
    let with_mark = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
    for (encoding, found, bytes) in [
        (Encoding::Auto, Encoding::Utf8, text.clone().into_bytes()),
        (Encoding::Auto, Encoding::Utf8, with_mark(b"\xef\xbb\xbf", text.as_bytes())),
        (Encoding::Auto, Encoding::Utf16Le, utf16(u16::to_le_bytes, b"\xff\xfe")),
        (Encoding::Auto, Encoding::Utf16Be, utf16(u16::to_be_bytes, b"\xfe\xff")),
        (Encoding::Utf16Le, Encoding::Utf16Le, utf16(u16::to_le_bytes, b"")),
        (Encoding::Auto, Encoding::Gb18030, with_mark(b"\x84\x31\x95\x33", THIRTY)),
        (Encoding::Auto, Encoding::Utf8, text.replace("\r\n", "\r").into_bytes()),
        (Encoding::Auto, Encoding::Utf8, text.replace("\r\n", "\n\n").into_bytes()),
    ] {
        let proposal = import(
            &bytes,
            &ImportOptions { read: ReadOptions { encoding, ..ReadOptions::default() }, ..ImportOptions::default() },
            &[],
        )
        .expect("reads");
        assert_eq!((proposal.source.encoding, proposal.change_set("", "")), (Some(found), expected.clone()));
    }
    let big5 = encoding_rs::BIG5.encode("企業名稱,地址\n甲有限公司,路\n").0.into_owned();
    let as_encoding = |encoding| ImportOptions {
        read: ReadOptions { encoding, ..ReadOptions::default() },
        ..ImportOptions::default()
    };
    let read = import(&big5, &as_encoding(Encoding::Big5), &[]).expect("reads");
    assert_eq!(first(&read).name_zh, "甲有限公司");
    let error = |bytes: &[u8], encoding| import(bytes, &as_encoding(encoding), &[]).expect_err("fails");
    assert!(matches!(error(THIRTY, Encoding::Utf8), ImportError::NotEncoded { .. }));
    assert!(matches!(error(b"a\0b", Encoding::Auto), ImportError::NotText));
    assert!(matches!(error(b"\xff", Encoding::Auto), ImportError::NotEncoded { .. }));
}

#[test]
fn each_unreadable_file_says_what_to_do() {
    let long = format!("企业名称,地址\n甲,{}", "长".repeat(table::MAX_CELL_BYTES / 3 + 1));
    let wide = format!("企业名称,地址\n甲{}", ",".repeat(table::MAX_COLUMNS + 1));
    let errors = [
        (fails(""), "import-empty"),
        (fails(" \n,,\n"), "import-empty"),
        (fails("甲,乙\n1,2\n"), "import-no-header"),
        (fails("地址,经度\n路,121\n"), "import-no-name-column"),
        (fails("企业名称,地址\n"), "import-no-rows"),
        (fails("企业名称,地址\n甲,路\n乙,\"未完\n丙,路\n"), "import-unclosed-quote"),
        (fails(&long), "import-cell-too-long"),
        (fails(&wide), "import-too-many-columns"),
    ];
    for (error, id) in errors {
        assert_eq!(error.message().id(), id);
        assert!(error.message().hint(Language::Zh).is_some() && error.message().hint(Language::En).is_some(), "{id}");
    }
    assert!(matches!(fails("企业名称,地址\n甲,路\n乙,\"未完\n"), ImportError::UnclosedQuote { line: 3 }));
    for code in FindingCode::ALL {
        let finding = Finding::new(1, None, *code, "甲").with("乙");
        for language in [Language::Zh, Language::En] {
            assert!(finding.message().hint(language).is_some(), "{code:?}");
            assert!(!finding.message().text(language).contains('⟨'), "{code:?}");
        }
    }
    let origin = Origin::Bytes(String::new(), THIRTY.into());
    let cancelled =
        propose(&origin, ImportOptions::default(), &catalogue(&[]), &Pack::bundled(), &|_| ControlFlow::Break(()));
    assert!(matches!(cancelled, Err(ImportError::Cancelled)));
}

#[test]
fn districts_are_named_in_the_readers_language() {
    let rows = "甲公司,121.544,31.222,徐汇,\n乙公司,,,卢湾,\n丙公司,,,,上海市闸北区测试路1号\n";
    let proposal = read(&format!("企业名称,经度,纬度,区,地址\n{rows}"));
    let of_rows = || proposal.findings.kept().iter().filter(|f| f.row > 0);
    let told = |language| of_rows().map(|f| f.message().text(language)).collect::<Vec<_>>().join("\n");
    let (zh, en) = (told(Language::Zh), told(Language::En));
    for name in ["浦东新区", "徐汇区", "黄浦区", "静安区"] {
        assert!(zh.contains(name), "{name}: {zh}");
    }
    for name in ["Pudong", "Xuhui", "Huangpu", "Jing'an"] {
        assert!(en.contains(name), "{name}: {en}");
    }
    // What can be put into the cell is what a file says.
    let proposed: Vec<String> = of_rows().filter_map(|f| f.proposed()).collect();
    assert_eq!(proposed, ["浦东新区", "黄浦区"]);
}

#[test]
fn every_finding_of_a_row() {
    let one = |header: &str, row: &str| {
        let proposal = read(&format!("企业名称,{header}\n甲公司,{row}\n"));
        let findings: Vec<&str> =
            proposal.findings.kept().iter().filter(|f| f.row > 0).map(|f| f.code.code()).collect();
        findings.join(" ")
    };
    for (header, row, expected) in [
        ("信用代码", "9144030071526726XG", ""),
        ("信用代码", "９１44030071526726xg", ""),
        ("信用代码", "9.1440E+17", "float-code"),
        ("信用代码", "9144O30071526726XG", "uscc-character"),
        ("信用代码", "9144030071526726X1", "uscc-check-digit"),
        ("区", "南山", "unknown-district"),
        ("区", "卢湾", "historic-district"),
        ("地址", "上海市静安区测试路", "district-from-address"),
        ("地址", "上海市闸北区测试路", "former-in-address district-from-address"),
        ("地址,区", "闸北区测试路,静安", "former-in-address"),
        ("注册地址", "深圳市南山区测试路", "address-elsewhere"),
        ("成立时间", "昨天", "bad-date"),
        ("成立时间", "2931年1月", "future-date"),
        ("注册资本", "面议", "bad-capital"),
        ("员工数", "若干", "bad-employees"),
        ("赛道", "量子", "unknown-track"),
        ("佐证", "据说", "unknown-word"),
        ("佐证,可信度,位置精度", "未核实,高,园区", ""),
        ("经度,纬度", "121.5,", "bad-coordinate"),
        ("经度,纬度,区", "31.222,121.544,浦东", "swapped-coordinates"),
        ("经度,纬度", "400,31", "coordinate-range"),
        ("经度,纬度", "116.4,39.9", "outside-map"),
        ("经度,纬度,区", "121.544,31.222,徐汇", "other-district"),
        ("经度,纬度", "121.544,31.222", "district-from-position"),
        ("区", "徐汇,多", "extra-cells"),
        ("心情", "好", "unknown-column"),
        ("区,district", "徐汇,Xuhui", "second-column"),
    ] {
        assert_eq!(one(&format!("序号,{header}"), &format!("1,{row}")), expected, "{header}: {row}");
    }
    let proposal = read("企业名称,区,note\n甲公司,徐汇,\n,徐汇,无名\n 甲公司 ,浦东,\n");
    assert_eq!(codes(&proposal), [(3, "no-name"), (4, "duplicate-in-file")]);
    let rejects = String::from_utf8(proposal.rejects_csv(Language::Zh)).expect("UTF-8");
    let mut lines = rejects.lines();
    assert_eq!(lines.next(), Some("\u{feff}企业名称,区,note,原因"));
    assert_eq!(lines.next(), Some(",徐汇,无名,没有企业名称，该行不导入。"));
    assert_eq!(lines.count(), 1);
}

#[test]
fn columns_delimiters_and_choices() {
    let tab = read("企业名称\t经度\t纬度\n甲\t121.544\t31.222\n");
    assert!(first(&tab).position.is_some());
    let semicolon = read("name_zh;tracks;founded\n甲;payment,区块链;2015\n");
    assert_eq!(first(&semicolon).tracks.len(), 2);
    let options = |field: &str, column: &str| ImportOptions {
        columns: vec![(field.into(), column.into())],
        ..ImportOptions::default()
    };
    let text = "单位,甲方\n甲,乙\n".as_bytes();
    let chosen = import(text, &options("name_zh", "甲方"), &[]).expect("reads");
    assert_eq!(first(&chosen).name_zh, "乙");
    assert_eq!(first(&import(text, &options("企业名称", "1"), &[]).expect("reads")).name_zh, "甲");
    assert!(matches!(import(text, &options("心情", "1"), &[]), Err(ImportError::UnknownField { .. })));
    assert!(matches!(import(text, &options("name_zh", "丙"), &[]), Err(ImportError::UnknownColumn { .. })));
    // The sample's own file reads without a loss.
    let own = import(include_bytes!("../../data/enterprises.csv"), &ImportOptions::default(), &[]).expect("reads");
    assert_eq!(own.summary().new, 198);
    assert_eq!(own.change_set("", "").inserts, sample());
}

#[test]
fn known_companies_are_matched_and_empty_cells_erase_nothing() {
    let known = [
        Enterprise {
            name_zh: "上海甲（集团）有限公司".into(),
            uscc: "9144030071526726XG".into(),
            note: "旧".into(),
            ..Enterprise::default()
        },
        Enterprise { name_zh: "乙公司".into(), former_names: "丙公司".into(), ..Enterprise::default() },
    ];
    let text = "企业名称,信用代码,员工数,备注\n另名,9144030071526726XG,5,\n丙公司,,,\n丁公司,,,\n".as_bytes();
    let with = |on_duplicate| {
        import(text, &ImportOptions { on_duplicate, ..ImportOptions::default() }, &known).expect("reads")
    };
    let update = with(OnDuplicate::Update);
    let s = update.summary();
    assert_eq!((s.new, s.updated, s.unchanged, s.matched), (1, 1, 1, 2));
    let Outcome::Changed { changes, update } = &update.row(0).outcome else { panic!("not changed") };
    let after = &update.after;
    assert_eq!(update.id, 1);
    assert_eq!(changes.iter().map(|c| c.attribute).collect::<Vec<_>>(), [Attribute::NameZh, Attribute::Employees]);
    assert_eq!((after.note.as_str(), after.employees), ("旧", Some(5)));
    let s = with(OnDuplicate::Skip).summary();
    assert_eq!((s.new, s.updated, s.unchanged, s.matched), (1, 0, 2, 2));
    let s = with(OnDuplicate::Add).summary();
    assert_eq!((s.new, s.matched), (3, 2));
    let spelling =
        import("企业名称,区\n上海甲(集团) 有限公司,\n".as_bytes(), &ImportOptions::default(), &known).expect("reads");
    assert_eq!(spelling.row(0).outcome, Outcome::Unchanged { id: 1 });
    let conflict =
        import("企业名称,信用代码\n乙公司,9144030071526726XG\n".as_bytes(), &ImportOptions::default(), &known)
            .expect("reads");
    assert_eq!(codes(&conflict), [(2, "code-name-conflict")]);
}

#[test]
fn refused_rows_come_back_in_the_datum_of_their_file() {
    let told = ImportOptions { datum: Some(Datum::Gcj02), ..ImportOptions::default() };
    let text = "企业名称,区,经度,纬度\n甲公司,浦东,121.5485,31.2200\n,浦东,121.5485,31.2200\n";
    let whole = import(text.as_bytes(), &told, &[]).expect("reads");
    let rejects = String::from_utf8(whole.rejects_csv(Language::Zh)).expect("UTF-8");
    assert!(rejects.contains("企业名称,区,经度,纬度,坐标系,原因"), "{rejects}");
    let mended = rejects.replace("\n,浦东", "\n乙公司,浦东");
    let again = read(&mended);
    assert_eq!(first(&again).position, first(&whole).position);
    assert_eq!(codes(&again), []);
}

/// A lattice over the whole city: enough rows are near a border for a shift of 500 m to show.
pub(super) fn lattice(datum: Datum, steps: usize) -> String {
    let pack = Pack::bundled();
    let mut text = String::from("企业名称,区,经度,纬度\n");
    for i in 0..steps * steps {
        let span = |k: usize, from: f64, to: f64| from + (to - from) * k as f64 / steps as f64;
        let at = LonLat::new(span(i % steps, 121.36, 121.60), span(i / steps, 31.12, 31.32));
        let Some(district) = pack.locate(pack.project(at)) else { continue };
        let p = datum.from_wgs84(at);
        text.push_str(&format!("测试{i}号,{},{:.6},{:.6}\n", district.name.zh, p.lon, p.lat));
    }
    text
}

#[test]
fn the_datum_is_told_from_enough_rows_only() {
    for datum in Datum::ALL {
        let proposal = read(&lattice(datum, 40));
        assert!(proposal.datum.whole.told.is_some(), "{:?}", proposal.datum);
        assert_eq!(proposal.datum.whole.chosen, datum);
        assert!(!codes(&proposal).contains(&(0, "datum-unknown")));
    }
    let few = read(&lattice(Datum::Gcj02, 8));
    assert_eq!(few.datum.whole.told, None);
    assert_eq!(few.datum.whole.chosen, Datum::Wgs84);
    assert!(codes(&few).contains(&(0, "datum-unknown")));
    // A point that may be 500 m away claims no street and number, unless the file does.
    assert_eq!(first(&few).position_accuracy, PositionAccuracy::Park);
    let stated = lattice(Datum::Gcj02, 8).replace("经度,纬度", "经度,纬度,位置精度").replace('\n', ",楼宇\n");
    assert_eq!(first(&read(&stated.replacen(",楼宇", "", 1))).position_accuracy, PositionAccuracy::Building);
    let told = ImportOptions { datum: Some(Datum::Gcj02), ..ImportOptions::default() };
    let told = import(lattice(Datum::Gcj02, 8).as_bytes(), &told, &[]).expect("reads");
    assert_eq!(first(&told).position_accuracy, PositionAccuracy::Street);
    assert!(told.datum.whole.is_explicit && codes(&told) == [(0, "datum-converted")], "{:?}", codes(&told));
}

/// The rows after applying what a proposal says.
fn applied(rows: &[Enterprise], proposal: &Proposal) -> Vec<Enterprise> {
    let mut rows = rows.to_vec();
    let changes = proposal.change_set("", "");
    for update in changes.updates {
        rows[update.id as usize - 1] = update.after;
    }
    rows.extend(changes.inserts);
    rows
}

fn made_up_row() -> impl Strategy<Value = String> {
    let names = [
        "上海澄江科技有限公司",
        "澄江科技（上海）有限公司",
        "上海澄江科技有限责任公司",
        "澄江科技有限公司",
        "北京澄江科技有限公司",
        "上海澄江支付有限公司",
        "上海澄汇支付有限公司",
        "上海澄江科技有限公司浦东分公司",
        "云杉一号基金",
        "云杉1号基金",
        "中国银联股份有限公司",
        "",
    ];
    let codes = ["", "", "9144030071526726XG", "91330100799655058B", "9144030071526726X1", "9.1E+17"];
    let districts = ["", "浦东", "卢湾区", "310104", "沪东"];
    let tracks = ["", "支付科技", "支付;区块链", "量子"];
    let dates = ["", "2015", "2015/6/1", "42156", "昨天"];
    (0..names.len(), 0..codes.len(), 0..districts.len(), 0..tracks.len(), 0..dates.len(), 0..4usize)
        .prop_map(move |(name, code, district, track, date, place)| {
            let place = [",", "121.544,31.222", "31.19,121.44", "400,1"][place];
            format!("{},{},{},{},{},{place}", names[name], codes[code], districts[district], tracks[track], dates[date])
        })
        // A file of nothing but commas has no rows, and says so.
        .prop_filter("a row says something", |row| row.chars().any(|c| c != ','))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]
    #[test]
    fn a_second_import_changes_nothing(rows in prop::collection::vec(made_up_row(), 1..12), how in 0..3usize) {
        let text = format!("企业名称,信用代码,区,赛道,成立时间,经度,纬度\n{}\n", rows.join("\n"));
        let on_duplicate = [OnDuplicate::Update, OnDuplicate::Fill, OnDuplicate::Skip][how];
        let options = ImportOptions { on_duplicate, ..ImportOptions::default() };
        let before = sample();
        let first = import(text.as_bytes(), &options, &before).expect("reads");
        let after = applied(&before, &first);
        let second = import(text.as_bytes(), &options, &after).expect("reads");
        prop_assert_eq!(second.change_set("", ""), ChangeSet { kind: BatchKind::Import, file: "名单.csv".into(), ..ChangeSet::default() });
        // What is refused is refused again, and each row is in one place.
        let (a, b) = (first.summary(), second.summary());
        prop_assert_eq!(a.refused, b.refused);
        prop_assert_eq!(a.new + a.updated + a.unchanged + a.refused, rows.len());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), is_headed in any::<bool>(), which in 0..6usize) {
        let mut all = if is_headed { "企业名称,信用代码,区,经度,纬度,成立时间,注册资本,员工数,赛道\n".as_bytes().to_vec() } else { Vec::new() };
        all.extend(bytes);
        let options = ImportOptions { read: ReadOptions { encoding: Encoding::ALL[which], ..ReadOptions::default() }, ..ImportOptions::default() };
        if let Ok(proposal) = import(&all, &options, &[]) {
            proposal.rejects_csv(Language::Zh);
            proposal.to_json(Language::En);
        }
    }

    #[test]
    fn any_text_is_read_without_panic(cells in prop::collection::vec("\\PC{0,12}|[0-9.,万亿元/年月-]{0,8}", 9)) {
        let text = format!("企业名称,信用代码,区,经度,纬度,成立时间,注册资本,员工数,赛道\n\"{}\"\n", cells.join("\",\"").replace('\n', " "));
        let _ = import(text.as_bytes(), &ImportOptions::default(), &[]);
    }
}
