//! What figures say: titles, captions, notes and keys are those of what is drawn.

use std::sync::Arc;

use hujin::catalogue::{CatalogueBuilder, Taxonomy, sample};
use hujin::document::{Part, Template};
use hujin::geography::Adcode;
use hujin::language::Language;
use hujin::layers::set;
use hujin::scene::Item;

use super::{bundled, composed_as, composed_of, order, words_of};

#[test]
fn small_maps_have_the_note_of_what_they_show() {
    use hujin::layers::multiples::MultiplesMeasure;
    for (measure, said, unsaid) in [
        (MultiplesMeasure::Count, "颜色为各区企业数", "区位商"),
        (MultiplesMeasure::Share, "占本区企业的比重", "区位商"),
        (MultiplesMeasure::Quotient, "区位商为该赛道", "颜色为"),
    ] {
        let mut order = composed_as(Template::Multiples, "screen", [200.0, 140.0]);
        // What colours the one map says nothing of the small ones.
        set(&mut order.document.layers, "choropleth.measure=lq", &Taxonomy::bundled()).unwrap();
        order.document.multiples.measure = measure;
        let words = words_of(&composed_of(&order, &bundled()));
        assert!(words.contains(said) && !words.contains(unsaid), "{measure:?}: {words}");
    }
}

#[test]
fn a_figure_of_one_district_is_titled_so_and_tells_its_own_value() {
    for (setting, title, value) in [
        ("choropleth.measure=lq", "浦东新区“人工智能与大模型”区位商", "区位商 0."),
        (
            "choropleth.measure=share",
            "浦东新区“人工智能与大模型”企业比重",
            "占 7.0%（95% 区间 3.1%–15.2%，74 家中的 5.17 家",
        ),
    ] {
        let mut order = order(&[setting], Some(310_115), Language::Zh);
        order.document.figure.size_mm = [297.0, 210.0];
        let composed = composed_of(&order, &bundled());
        assert_eq!(composed.page.title, title);
        assert!(composed.caption.contains(value), "{}", composed.caption);
        assert!(composed.page.description.contains(value), "{}", composed.page.description);
        assert!(composed.caption.contains("95% 区间"), "{}", composed.caption);
    }
}

#[test]
fn a_share_of_few_is_not_named_as_the_highest_and_equal_numbers_have_no_order() {
    let caption = |rows: &[(u32, usize)], setting: &str| {
        let mut builder = CatalogueBuilder::new(Arc::new(Taxonomy::bundled()));
        let sample = sample();
        let ai = sample.iter().find(|e| e.tracks.iter().any(|t| t.track == "ai-llm")).unwrap();
        let districts = rows.iter().flat_map(|(code, n)| std::iter::repeat_n(*code, *n));
        for (i, code) in districts.enumerate() {
            let mut e = ai.clone();
            (e.id, e.office_district, e.position) = (i as i64 + 1, Some(Adcode(code)), None);
            builder.push(&e);
        }
        composed_of(&order(&[setting], None, Language::Zh), &builder.build(1)).caption
    };
    let few = caption(&[(310_114, 1)], "choropleth.measure=share");
    assert!(!few.contains("最高") && few.contains("不少于 5 家"), "{few}");
    let enough = caption(&[(310_114, 1), (310_115, 6)], "choropleth.measure=share");
    assert!(enough.contains("浦东新区的比重最高") && !enough.contains("嘉定区"), "{enough}");
    let count = "choropleth.measure=count";
    let ties = caption(&[(310_115, 4), (310_104, 1), (310_101, 1), (310_114, 1)], count);
    assert!(ties.contains("浦东新区最多（4 家") && !ties.contains("其次"), "{ties}");
    let all = caption(&[(310_115, 2), (310_104, 2)], count);
    assert!(all.contains("并列最多（各 2 家）"), "{all}");
}

#[test]
fn values_that_are_alike_are_no_classes() {
    let mut builder = CatalogueBuilder::new(Arc::new(Taxonomy::bundled()));
    for (i, mut enterprise) in sample().into_iter().filter(|e| e.office_district.is_some()).take(1).enumerate() {
        enterprise.id = i as i64 + 1;
        builder.push(&enterprise);
    }
    let words = words_of(&composed_of(&order(&[], None, Language::Zh), &builder.build(1)));
    assert!(words.contains("数目都相同") && !words.contains("1级"), "{words}");
}

#[test]
fn a_chart_has_bars_or_is_told_to_be_left_out() {
    for size_mm in [[60.0, 200.0], [60.0, 150.0], [80.0, 80.0], [160.0, 120.0]] {
        let composed = composed_of(&composed_as(Template::MapChart, "screen", size_mm), &bundled());
        let chart = composed.page.furniture.iter().find(|group| group.name == "chart");
        let has_bars = chart.is_some_and(|group| group.items.iter().any(|item| matches!(item, Item::Area(_))));
        assert_eq!(chart.is_some(), has_bars, "a heading alone on {size_mm:?}");
        assert_eq!(composed.dropped.contains(&Part::Chart), !has_bars, "{size_mm:?}");
    }
}

#[test]
fn rings_have_a_key_or_a_note_wherever_they_are_drawn() {
    for template in [Template::Map, Template::MapChart, Template::MapTable] {
        for (style, size_mm) in [
            ("screen", [160.0, 120.0]),
            ("screen", [160.0, 110.0]),
            ("screen", [200.0, 120.0]),
            ("screen", [297.0, 210.0]),
            ("slide", [338.7, 190.5]),
        ] {
            let composed = composed_of(&composed_as(template, style, size_mm), &bundled());
            let words = words_of(&composed);
            assert!(words.contains("技术赛道") || words.contains("赛道着色"), "{template:?} {size_mm:?}: {words}");
        }
    }
}
