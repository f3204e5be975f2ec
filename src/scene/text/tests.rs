//! Widths, lines and columns.

use proptest::prelude::*;

use super::line::GAP_EM;
use super::wrap::{NOT_FIRST, NOT_LAST};
use super::*;
use crate::catalogue::{CatalogueBuilder, Enterprise, Field, Taxonomy};
use crate::scene::{Align, Color, Item, Turn};

fn width(text: &str, face: Face) -> f32 {
    width_pt(text, 10.0, face)
}

#[test]
fn advances_come_from_the_fonts() {
    assert_eq!(width("上海金融科技", Face::Regular), 60.0);
    assert_eq!(width("上海", Face::Bold), 20.0);
    assert_eq!(width("上海", Face::Song), 20.0);
    let latin = width("Lujiazui", Face::Regular);
    assert!((30.0..50.0).contains(&latin), "{latin}");
    assert!(width("Lujiazui", Face::Bold) > latin);
    assert_eq!(width("a\u{0}\n", Face::Regular), width("a", Face::Regular));
    assert_eq!(width("沪\u{200b}\u{fe00}", Face::Regular), 10.0, "what has no glyph takes no room");
}

#[test]
fn scripts_are_set_apart_and_marks_closer() {
    for face in Face::ALL {
        let gap = |text: &str| width(text, face) - text.chars().map(|c| width(&c.to_string(), face)).sum::<f32>();
        let near = |found: f32, em: f32| (found - 10.0 * em).abs() < 1e-4;
        assert!(near(gap("第3章AI"), 3.0 * GAP_EM), "{face:?}");
        assert!(near(gap("数据 2024-12 年"), 0.0), "a written space is enough");
        assert!(near(gap("浦东（陆家嘴）、徐汇"), -0.5), "{face:?}: closing marks in a row");
        assert!(near(gap("“《指南》”，"), -1.5) && near(gap("）（"), -0.5) && near(gap("：“"), -0.5), "{face:?}");
        assert!(near(gap("陆家嘴，浦东。"), 0.0) && near(gap("（（"), -0.5), "{face:?}");
        assert!(gap("Moody’s") < -6.0 && near(gap("O’"), 0.0), "{face:?}: an apostrophe is narrow");
        assert!(gap("——") < -0.5 && near(gap("—一"), 0.0), "{face:?}: dashes are joined");
    }
}

#[test]
fn missing_characters_are_named_once() {
    assert_eq!(missing_glyphs("沪金图谱 Hujin 12 345 km² ≥ — … ·"), Vec::<char>::new());
    assert_eq!(missing_glyphs("a😀b😀\u{e000}\n\u{feff}"), ['😀', '\u{e000}']);
    assert_eq!(missing_glyphs("1\u{202f}234"), Vec::<char>::new());
}

#[test]
fn a_fallback_holds_within_its_scope() {
    let mark = Fallback { font: None, missing: OnMissing::Mark };
    mark.scope(|| {
        assert_eq!(missing_glyphs("蚁😀"), Vec::<char>::new());
        let drawn: String = glyphs("蚁😀", Face::Song).map(|glyph| glyph.c).collect();
        assert_eq!(drawn, "蚁〓");
        Fallback::default().scope(|| assert_eq!(missing_glyphs("😀"), ['😀']));
        assert_eq!(missing_glyphs("😀"), Vec::<char>::new());
    });
    assert_eq!(missing_glyphs("😀"), ['😀']);
    assert!(LastResort::new(b"no font".to_vec()).is_none());
}

#[test]
fn missing_characters_are_traced_to_enterprises() {
    let mut builder = CatalogueBuilder::new(Taxonomy::bundled().into());
    let names = ["甲公司", "㐀\u{e001}有限公司", "乙公司"];
    for (i, name) in names.into_iter().enumerate() {
        let short_name = if i == 2 { "乙\u{e002}".to_owned() } else { String::new() };
        let id = 10 + i as i64;
        builder.push(&Enterprise { id, name_zh: name.to_owned(), short_name, ..Enterprise::default() });
    }
    let catalogue = builder.build(1);
    let found = missing::missing_in(["检索\u{e001}", "㐀\u{e001}有…", "乙\u{e002}", "\u{e003}", "a\u{e003}"]);
    assert_eq!(found.len(), 5);
    let found = trace(found, &catalogue);
    let named: Vec<_> = found.iter().map(|g| g.origin.as_ref().map(|o| (o.enterprise, o.field))).collect();
    assert_eq!(named, [Some((11, Field::NameZh)), Some((12, Field::ShortName)), None]);
    assert_eq!(found[1].origin.as_ref().map(|o| (o.name.as_str(), o.value.as_str())), Some(("乙公司", "乙\u{e002}")));
    assert_eq!(found[2].text, "\u{e003}", "words that no enterprise wrote, once");
}

#[test]
fn chinese_wraps_by_character_and_keeps_marks_with_their_words() {
    let lines = wrap("上海是金融中心，浦东（陆家嘴）最密。", 50.0, 10.0, Face::Regular);
    assert_eq!(lines.concat(), "上海是金融中心，浦东（陆家嘴）最密。");
    for line in &lines {
        assert!(!NOT_FIRST.contains(line.chars().next().unwrap()), "{lines:?}");
        assert!(!NOT_LAST.contains(line.chars().last().unwrap()), "{lines:?}");
        assert!(width(line, Face::Regular) <= 50.0, "{lines:?}");
    }
    assert_eq!(wrap("黄浦区徐汇区静安区长", 90.0, 10.0, Face::Regular), ["黄浦区徐汇区静安", "区长"]);
}

#[test]
fn latin_wraps_by_word_and_long_words_are_cut() {
    assert_eq!(wrap("Ant Group Shanghai", 60.0, 10.0, Face::Regular), ["Ant Group", "Shanghai"]);
    assert_eq!(wrap("a\n\nb", 60.0, 10.0, Face::Regular), ["a", "", "b"]);
    assert!(wrap("Donaudampfschifffahrt", 40.0, 10.0, Face::Regular).len() > 2);
    assert_eq!(wrap("数据 2024-12 年", 1000.0, 10.0, Face::Regular), ["数据 2024-12 年"]);
}

#[test]
fn no_character_stands_alone_before_a_long_word() {
    let lines = wrap("一一一一AaD0ma一一一一a50%a0AAAaA末尾", 80.0, 10.0, Face::Bold);
    assert_eq!(lines, ["一一一一", "AaD0ma一一", "一一", "a50%a0AAAaA", "末尾"]);
}

#[test]
fn names_break_where_their_parts_meet() {
    for (name, ems, lines) in [
        ("上海浦东发展银行股份有限公司", 10.0, &["上海浦东发展银行", "股份有限公司"][..]),
        ("蚂蚁区块链科技（上海）有限公司", 9.0, &["蚂蚁区块链科技", "（上海）有限公司"]),
        ("蚂蚁区块链科技（上海）有限公司", 7.5, &["蚂蚁区块链科技", "（上海）", "有限公司"]),
        ("国泰君安证券股份有限公司上海分公司", 12.0, &["国泰君安证券", "股份有限公司上海分公司"]),
        ("万得信息技术股份有限公司", 12.0, &["万得信息技术股份有限公司"]),
        ("Ping An OneConnect Bank (Hong Kong) Limited", 14.0, &["Ping An OneConnect Bank", "(Hong Kong) Limited"]),
        ("上海票据交易所", 6.0, &["上海", "票据交易所"]),
    ] {
        assert_eq!(wrap_name(name, ems * 10.0, 10.0, Face::Regular), lines, "{name} in {ems} em");
    }
}

#[test]
fn elided_text_fits() {
    assert_eq!(elide("徐汇区", 30.0, 10.0, Face::Regular), "徐汇区");
    let short = elide("上海浦东发展银行股份有限公司", 60.0, 10.0, Face::Regular);
    assert_eq!(short, "上海浦东发…");
    assert!(width(&short, Face::Regular) <= 60.0, "{short}");
}

#[test]
fn columns_run_down_from_the_right() {
    let set = |height| vertical("上海（2024年）12家AI企业：“领先”……", height, 10.0, Face::Song, Color::hex(0));
    let one = set(1000.0);
    let texts: Vec<crate::scene::Text> = (one.items.iter())
        .map(|item| match item {
            Item::Text(text) => text.clone(),
            _ => unreachable!(),
        })
        .collect();
    let words: Vec<&str> = texts.iter().map(|t| t.text.as_str()).collect();
    let expected =
        ["上", "海", "︵", "2024", "年", "︶", "12", "家", "AI", "企", "业", "︓", "﹃", "领", "先", "﹄", "︙", "︙"];
    assert_eq!(words, expected);
    let turned: Vec<&str> = texts.iter().filter(|t| t.turn == Turn::Clockwise90).map(|t| t.text.as_str()).collect();
    assert_eq!(turned, ["2024", "AI"]);
    assert!(texts.iter().all(|t| (t.align == Align::Start) == (t.turn == Turn::Clockwise90)));
    assert_eq!(one.size_pt[0], 10.0);
    let two = set(100.0);
    assert_eq!(two.size_pt[0], 24.0);
    assert!(two.size_pt[1] <= 100.0 && matches!(&two.items[0], Item::Text(t) if t.at[0] == 19.0));
}

/// Words as figures have them: Chinese, Latin, digits, and never three marks in a row.
fn phrases() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        4 => "[\u{4e00}-\u{9fa5}]{1,6}",
        2 => "[A-Za-z0-9]{1,5}",
        1 => prop::sample::select(vec!["有限公司", "股份有限公司", "（上海）", "，“", "”。", "《", "》、", "（", "）", "；", "50%", "——"])
            .prop_map(str::to_owned),
    ];
    // Marks only between words.
    prop::collection::vec((("[\u{4e00}-\u{9fa5}a-z]{1,2}"), word), 1..14)
        .prop_map(|words| words.into_iter().map(|(a, b)| a + &b).collect::<String>() + "末尾")
}

proptest! {
    #[test]
    fn lines_keep_the_rules(text in phrases(), ems in 7.0f32..20.0, face in prop::sample::select(Face::ALL.to_vec())) {
        for (lines, named) in [(wrap(&text, ems * 10.0, 10.0, face), false), (wrap_name(&text, ems * 10.0, 10.0, face), true)] {
            prop_assert_eq!(lines.concat(), text.clone());
            for line in &lines {
                let (first, last) = (line.chars().next().unwrap(), line.chars().last().unwrap());
                prop_assert!(!NOT_FIRST.contains(first) && !NOT_LAST.contains(last), "{named} {:?}", lines);
                prop_assert!(width(line, face) <= ems * 10.0 + 1e-3, "{named} {:?}", lines);
            }
            // A line of one character: only before a long Latin word, where the line before has none to spare.
            let latin = |line: &str| line.chars().take_while(|c| c.is_ascii() || NOT_FIRST.contains(*c)).count();
            let spare = |line: &str| line.chars().rev().take_while(|c| ('\u{4e00}'..='\u{9fa5}').contains(c)).count();
            for (i, line) in lines.iter().enumerate().filter(|(_, line)| line.chars().count() < 2) {
                prop_assert!(lines.get(i + 1).is_some_and(|next| latin(next) >= 6), "{named} {:?}", lines);
                prop_assert!(i == 0 || spare(&lines[i - 1]) < 6, "{line} {named} {:?}", lines);
            }
            prop_assert!(lines.last().is_some_and(|line| line.chars().count() > 1), "{named} {:?}", lines);
        }
    }

    #[test]
    fn any_text_wraps_without_loss(text in any::<String>(), ems in 0.5f32..9.0) {
        let visible = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        prop_assert_eq!(visible(&wrap(&text, ems * 10.0, 10.0, Face::Regular).concat()), visible(&text));
        prop_assert_eq!(visible(&wrap_name(&text, ems * 10.0, 10.0, Face::Regular).concat()), visible(&text));
        let short = elide(&text, ems * 10.0, 10.0, Face::Regular);
        prop_assert!(short == "…" || width(&short, Face::Regular) <= ems * 10.0);
    }
}
