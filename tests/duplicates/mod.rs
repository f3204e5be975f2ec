//! Enterprises that are in a catalogue twice, found and merged on the command line.

use std::path::Path;

use serde_json::{Value, json as value};

use super::{hujin, json, text};

const ROWS: &str = "\
企业名称,统一社会信用代码,网站,备注,技术赛道,注册资本（万元）
上海澄江科技有限公司,9144030071526726XG,,第一份,区块链,
上海澄江科技有限公司,,chengjiang.cn,第二份,,500
上海远山支付有限公司,,yuanshan.cn,,支付科技,100
远山支付（上海）有限公司,,yuanshan.cn,,,
上海惠江数据科技有限公司,,,,,
上海汇江数据科技有限公司,,,,,
";

/// A catalogue of [`ROWS`], each a row of its own.
fn catalogue(at: &Path) {
    std::fs::write(at.join("rows.csv"), ROWS).unwrap();
    assert!(hujin(at, &["new", "c.gpkg", "--empty"]).status.success());
    // A file whose rows are alike among themselves is imported row by row.
    let mut lines = ROWS.lines();
    let head = lines.next().unwrap();
    for (n, line) in lines.enumerate() {
        let name = format!("{n}.csv");
        std::fs::write(at.join(&name), format!("{head}\n{line}\n")).unwrap();
        assert!(hujin(at, &["import", &name, "--into", "c.gpkg", "--on-duplicate", "add"]).status.success());
    }
}

#[test]
fn duplicates_are_listed_merged_and_taken_apart_again() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    catalogue(at);
    let before = json(at, &["list", "c.gpkg", "--json"]);
    assert_eq!(before.as_array().map(Vec::len), Some(6));
    let found = json(at, &["duplicates", "c.gpkg", "--json"]);
    let pairs = found["pairs"].as_array().unwrap();
    let told: Vec<Value> = pairs.iter().map(|p| value!([p["ids"], p["likeness"], p["conflicts"]])).collect();
    assert_eq!(
        told,
        [
            value!([[1, 2], "certain", []]),
            value!([[3, 4], "certain", ["name_zh"]]),
            value!([[5, 6], "possible", ["name_zh"]])
        ]
    );
    assert_eq!((&found["left"], &found["batch"], &found["merged"]), (&3.into(), &Value::Null, &Value::Null));
    let listed = hujin(at, &["duplicates", "c.gpkg"]);
    let words = String::from_utf8(listed.stdout).unwrap();
    assert_eq!(listed.status.code(), Some(1));
    for part in ["确定是同一家：名称相同", "     2  上海澄江科技有限公司", "说法不同：名称", "6 家中有 3 对"]
    {
        assert!(words.contains(part), "{part}: {words}");
    }
    assert!(text_of(at, &["duplicates", "c.gpkg", "--limit", "1"]).contains("还有 2 条"));

    let dry = json(at, &["duplicates", "c.gpkg", "--merge", "--dry-run", "--json"]);
    assert_eq!((&dry["merged"][0]["kept"], &dry["merged"][0]["gone"]), (&1.into(), &value!([2])));
    assert_eq!((&dry["left"], &dry["batch"]), (&2.into(), &Value::Null));
    assert_eq!(json(at, &["list", "c.gpkg", "--json"]), before, "a dry run writes nothing");
    let merged = hujin(at, &["duplicates", "c.gpkg", "--merge", "--author", "王"]);
    let words = String::from_utf8(merged.stdout).unwrap();
    assert_eq!(merged.status.code(), Some(1), "two pairs are left: {words}");
    for part in ["     2  上海澄江科技有限公司  → 1", "留给您决定", "并入 1 家，留下 2 对", "批次 #7"]
    {
        assert!(words.contains(part), "{part}: {words}");
    }
    let rows = json(at, &["list", "c.gpkg", "--json"]);
    let kept = &rows[0];
    assert_eq!(rows.as_array().map(Vec::len), Some(5));
    assert_eq!((&kept["uscc"], &kept["website"]), (&"9144030071526726XG".into(), &"chengjiang.cn".into()));
    assert_eq!((&kept["note"], &kept["registered_capital_wan_cny"]), (&"第一份; 第二份".into(), &500.0.into()));
    assert_eq!(kept["tracks"], value!(["blockchain"]));
    let shown = text(at, &["batches", "c.gpkg", "--show", "7"]);
    assert!(shown.contains("王") && shown.contains("合并重复企业") || shown.contains("→ 1"), "{shown}");
    assert_eq!(json(at, &["check", "c.gpkg", "--json"])["findings"], value!([]));

    assert!(hujin(at, &["undo", "c.gpkg", "7"]).status.success());
    assert_eq!(json(at, &["list", "c.gpkg", "--json"]), before);
    assert_eq!(json(at, &["check", "c.gpkg", "--json"])["findings"], value!([]));
}

#[test]
fn a_pair_found_to_be_two_enterprises_is_not_asked_about_again() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    catalogue(at);
    let found = || {
        let found = json(at, &["duplicates", "c.gpkg", "--json"]);
        let ids = |key: &str| found[key].as_array().unwrap().iter().map(|p| p["ids"].clone()).collect::<Vec<Value>>();
        (ids("pairs"), ids("distinct"), found["left"].clone())
    };
    let judged = hujin(at, &["duplicates", "c.gpkg", "--different", "6,5", "--different", "1,2", "--author", "王"]);
    assert_eq!(judged.status.code(), Some(0), "{judged:?}");
    assert!(String::from_utf8_lossy(&judged.stdout).contains("2 对"), "{judged:?}");
    assert_eq!(found(), (vec![value!([3, 4])], vec![value!([1, 2]), value!([5, 6])], 1.into()));
    assert!(text_of(at, &["duplicates", "c.gpkg"]).contains("另有 2 对"));
    assert!(text_of(at, &["duplicates", "c.gpkg", "--all"]).contains("已判为两家\n     5  上海惠江数据科技有限公司"));
    // What is certain but judged is not merged either.
    let merged = json(at, &["duplicates", "c.gpkg", "--merge", "--json"]);
    assert_eq!((&merged["merged"], &merged["left"]), (&value!([]), &1.into()));
    assert!(hujin(at, &["duplicates", "c.gpkg", "--undecided", "1,2"]).status.success());
    assert_eq!(found().0, [value!([1, 2]), value!([3, 4])]);
    assert_eq!(json(at, &["check", "c.gpkg", "--json"])["findings"], value!([]));
    let before = std::fs::read(at.join("c.gpkg")).unwrap();
    for wrong in [&["1"][..], &["1,x"], &["1,1"], &["1,99"], &["1,3", "--dry-run"]] {
        let refused = hujin(at, &[&["duplicates", "c.gpkg", "--different"], wrong].concat());
        assert_eq!(refused.status.code(), Some(2), "{wrong:?}");
    }
    assert_eq!(std::fs::read(at.join("c.gpkg")).unwrap(), before, "nothing is written");
}

fn text_of(at: &Path, args: &[&str]) -> String {
    String::from_utf8(hujin(at, args).stdout).unwrap()
}

#[test]
fn a_catalogue_without_duplicates_is_done_without_findings() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    assert!(hujin(at, &["new", "c.gpkg", "--empty"]).status.success());
    for args in [&["duplicates", "c.gpkg"][..], &["duplicates", "c.gpkg", "--merge"]] {
        let output = hujin(at, args);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
    }
    assert!(text(at, &["duplicates", "c.gpkg", "--lang", "en"]).contains("No duplicate"));
    assert_eq!(hujin(at, &["duplicates", "none.gpkg"]).status.code(), Some(2));
    assert_eq!(hujin(at, &["duplicates", "c.gpkg", "--dry-run"]).status.code(), Some(2), "of what?");
}
