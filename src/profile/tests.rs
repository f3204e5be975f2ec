//! Profiles of the bundled sample.

use std::path::Path;
use std::sync::Arc;

use super::*;
use crate::catalogue::{CatalogueBuilder, Filter, Taxonomy, TrackTag, sample};

const XUHUI: Adcode = Adcode(310104);
const MINHANG: Adcode = Adcode(310112);

fn bundled() -> Catalogue {
    let mut builder = CatalogueBuilder::new(Arc::new(Taxonomy::bundled()));
    for (i, mut enterprise) in sample().into_iter().enumerate() {
        enterprise.id = i as i64 + 1;
        builder.push(&enterprise);
    }
    builder.build(1)
}

fn profile_of(adcode: Adcode, filter: &Filter, language: Language) -> Profile {
    let (catalogue, pack) = (bundled(), Pack::bundled());
    let selection = filter.select(&catalogue);
    Profile::district(&Context { catalogue: &catalogue, pack: &pack, selection: &selection, language }, adcode).unwrap()
}

fn section<'a>(profile: &'a Profile, id: &str) -> &'a [Block] {
    &profile.sections.iter().find(|s| s.id == id).unwrap().blocks
}

/// Every text of a profile, as JSON.
fn json(profile: &Profile) -> String {
    serde_json::to_string_pretty(profile).unwrap() + "\n"
}

#[test]
fn xuhui_is_as_it_was() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/goldens/profile_310104.json");
    let found = json(&profile_of(XUHUI, &Filter::default(), Language::Zh));
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &found).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap();
    let differing = expected.lines().zip(found.lines()).enumerate().find(|(_, (a, b))| a != b);
    assert!(expected == found, "UPDATE_GOLDENS=1 accepts the change; first difference (line - 1): {differing:?}");
}

#[test]
fn the_white_papers_data_fit_the_bundled_pack_and_taxonomy() {
    let pack = Pack::bundled();
    whitepaper::check_narrative(&pack, std::path::Path::new("shanghai")).unwrap();
    let (paper, taxonomy) = (WhitePaper::of(&pack).unwrap(), Taxonomy::bundled());
    let mut tracks = paper.claims.iter().flat_map(|claim| &claim.tracks);
    assert!(tracks.all(|track| taxonomy.index_of(track).is_some()));
}

#[test]
fn every_district_has_every_section_in_both_languages() {
    let (catalogue, pack) = (bundled(), Pack::bundled());
    let selection = Selection::all(catalogue.len());
    let mut described = 0;
    for district in &pack.districts {
        for language in [Language::Zh, Language::En] {
            let context = Context { catalogue: &catalogue, pack: &pack, selection: &selection, language };
            let profile = Profile::district(&context, district.adcode).unwrap();
            assert_eq!(profile.sections.len(), SECTIONS.len());
            assert!(profile.sections.iter().all(|s| !s.blocks.is_empty()), "{}", district.adcode);
            let text = json(&profile);
            assert!(!text.contains('⟨') && !text.contains("{$") && !text.contains("{ $"), "{text}");
            assert!(!text.contains("NaN") && !text.contains(": \"inf"), "{text}");
            described += usize::from(matches!(section(&profile, "whitepaper")[0], Block::Citation { .. }));
        }
    }
    assert_eq!(described, 2 * 4);
}

#[test]
fn a_district_without_narrative_says_so() {
    let profile = profile_of(MINHANG, &Filter::default(), Language::Zh);
    let [Block::Paragraph { text }, ..] = section(&profile, "whitepaper") else { panic!("{profile:?}") };
    assert!(text.contains("只描述了 4 个区") && text.contains("闵行区"), "{text}");
    assert!(matches!(section(&profile, "claims"), [Block::Paragraph { .. }]));
    assert!(!profile.sources.iter().any(|s| s.contains("白皮书")));
}

#[test]
fn counting_is_not_said_to_test_the_standing_of_companies() {
    let profile = profile_of(XUHUI, &Filter::default(), Language::Zh);
    let claims =
        section(&profile, "claims").iter().filter_map(|b| if let Block::Claim(c) = b { Some(c) } else { None });
    let ids: Vec<&str> = claims.clone().map(|c| c.id.as_str()).collect();
    assert_eq!(ids, ["C2a", "C2b", "C2c"]);
    for claim in claims {
        let says_so = claim.evidence.iter().any(|e| e.contains("无法检验"));
        assert_eq!(says_so, claim.reading == whitepaper::Reading::Leaders, "{claim:?}");
        assert!(!claim.figures.is_empty());
    }
}

#[test]
fn the_numbers_are_those_of_the_catalogue() {
    let catalogue = bundled();
    let pack = Pack::bundled();
    let selection = Selection::all(catalogue.len());
    let context = Context { catalogue: &catalogue, pack: &pack, selection: &selection, language: Language::Zh };
    let portrait = Portrait::new(&context, XUHUI).unwrap();
    let rows: Vec<_> = sample().into_iter().filter(|e| e.district() == Some(XUHUI)).collect();
    assert_eq!(portrait.rows.len(), rows.len());
    assert_eq!(portrait.drawn(), rows.iter().filter(|e| e.position.is_some()).count());
    assert_eq!((portrait.placed(), portrait.unplaced()), (151, 47));
    assert!((portrait.density_per_km2().unwrap() - rows.len() as f64 / 54.8).abs() < 1e-9);
    assert!((portrait.tracks.iter().map(|t| t.stat.fractional).sum::<f64>() - rows.len() as f64).abs() < 1e-9);
    assert!((portrait.tracks.iter().filter_map(|t| t.city_share).sum::<f64>() - 1.0).abs() < 1e-9);
    for t in portrait.tracks.iter().filter(|t| t.stat.count > 0) {
        let quotient = t.stat.share.unwrap() / t.city_share.unwrap();
        assert!((quotient - t.stat.lq.unwrap()).abs() < 1e-9, "{}", t.track.id);
    }
}

#[test]
fn a_filter_is_said_and_an_empty_result_offers_the_step_back() {
    let filter = Filter { text: "没有这样的企业".into(), ..Filter::default() };
    let profile = profile_of(XUHUI, &filter, Language::Zh);
    let [Block::Notice { text: filtered }, Block::Notice { text: none }] = section(&profile, "overview") else {
        panic!("{profile:?}")
    };
    assert!(filtered.contains("198") && none.contains("清除筛选"), "{filtered} {none}");
    let whole = profile_of(XUHUI, &Filter::default(), Language::Zh);
    assert!(matches!(section(&whole, "overview")[0], Block::Figures(_)));
}

#[test]
fn an_unknown_district_is_an_error_with_a_hint() {
    let (catalogue, pack) = (bundled(), Pack::bundled());
    let selection = Selection::all(catalogue.len());
    let context = Context { catalogue: &catalogue, pack: &pack, selection: &selection, language: Language::Zh };
    let error = Profile::district(&context, Adcode(999_999)).unwrap_err();
    assert_eq!(error, ProfileError::UnknownDistrict(Adcode(999_999)));
    let report = crate::report::Report::new(&error, Language::Zh);
    assert!(report.hint.is_some() && report.message.contains("999999"));
}

fn tested(catalogue: &Catalogue) -> Vec<verdict::TestedClaim> {
    let (pack, selection) = (Pack::bundled(), Filter::default().select(catalogue));
    let context = Context { catalogue, pack: &pack, selection: &selection, language: Language::Zh };
    verdict::tested_claims(&context, &WhitePaper::of(&pack).unwrap())
}

#[test]
fn the_ten_claims_get_the_verdicts_that_their_numbers_give() {
    use verdict::Verdict::{Insufficient, Supported, Untestable};
    let claims = tested(&bundled());
    let verdicts: Vec<_> = claims.iter().map(|c| (c.id.as_str(), c.verdict)).collect();
    assert_eq!(
        verdicts,
        [
            ("C1a", Insufficient),
            ("C1b", Supported),
            ("C2a", Supported),
            ("C2b", Insufficient),
            ("C2c", Untestable),
            ("C3a", Insufficient),
            ("C3b", Insufficient),
            ("C3c", Supported),
            ("C4a", Insufficient),
            ("C4b", Insufficient),
        ]
    );
    for claim in claims.iter().filter(|c| c.verdict != Untestable) {
        let ratio = claim.observed / claim.expected.unwrap();
        assert!((claim.lq.unwrap() - ratio).abs() < 1e-9, "{}: {claim:?}", claim.id);
        assert!(claim.q >= claim.p && claim.detectable_lq > Some(1.0), "{}: {claim:?}", claim.id);
    }
}

#[test]
fn a_district_without_what_is_claimed_of_it_contradicts_the_claim() {
    let mut builder = CatalogueBuilder::new(Arc::new(Taxonomy::bundled()));
    for (i, mut enterprise) in sample().into_iter().cycle().take(3000).enumerate() {
        enterprise.id = i as i64 + 1;
        // Xuhui's AI goes elsewhere.
        if enterprise.district() == Some(XUHUI) && enterprise.tracks.iter().any(|t| t.track == "ai-llm") {
            (enterprise.office_district, enterprise.registered_district) = (Some(MINHANG), Some(MINHANG));
        }
        builder.push(&enterprise);
    }
    let claims = tested(&builder.build(1));
    let claim = claims.iter().find(|c| c.id == "C2a").unwrap();
    assert_eq!((claim.verdict, claim.count), (verdict::Verdict::Contradicted, 0));
    assert!(tested(&CatalogueBuilder::new(Arc::new(Taxonomy::bundled())).build(1)).iter().all(|c| c.p.is_none()));
}

#[test]
fn plenty_of_data_without_a_difference_are_not_called_insufficient() {
    let pack = Pack::bundled();
    let verdict_of_ai_in_xuhui = |n: usize| {
        let mut builder = CatalogueBuilder::new(Arc::new(Taxonomy::bundled()));
        let template = sample().into_iter().next().unwrap();
        for i in 0..n {
            let mut enterprise = template.clone();
            let district = pack.districts[i % pack.districts.len()].adcode;
            enterprise.id = i as i64 + 1;
            (enterprise.office_district, enterprise.registered_district) = (Some(district), Some(district));
            // A quarter of each district alike.
            let track = if (i / pack.districts.len()).is_multiple_of(4) { "ai-llm" } else { "payment" };
            enterprise.tracks = vec![TrackTag { track: track.to_owned(), weight: None }];
            builder.push(&enterprise);
        }
        tested(&builder.build(1)).into_iter().find(|c| c.id == "C2a").unwrap()
    };
    let many = verdict_of_ai_in_xuhui(20_000);
    assert_eq!(many.verdict, verdict::Verdict::Alike, "{many:?}");
    assert!(many.lq_low > Some(0.8) && many.lq_high < Some(1.25));
    let few = verdict_of_ai_in_xuhui(320);
    assert_eq!(few.verdict, verdict::Verdict::Insufficient, "{few:?}");
}

#[test]
fn a_claim_of_a_track_the_taxonomy_lacks_is_not_tested_and_says_why_and_the_others_are() {
    let tracks = Taxonomy::bundled().tracks().iter().filter(|t| t.id != "blockchain").cloned().collect();
    let mut builder = CatalogueBuilder::new(Arc::new(Taxonomy::new(tracks)));
    for (i, mut enterprise) in sample().into_iter().enumerate() {
        enterprise.id = i as i64 + 1;
        builder.push(&enterprise);
    }
    let (catalogue, pack) = (builder.build(1), Pack::bundled());
    let selection = Selection::all(catalogue.len());
    let paper = WhitePaper::of(&pack).unwrap();
    for language in [Language::Zh, Language::En] {
        let context = Context { catalogue: &catalogue, pack: &pack, selection: &selection, language };
        let tested = verdict::tested_claims(&context, &paper);
        let (lacking, others): (Vec<_>, Vec<_>) =
            paper.claims.iter().zip(&tested).partition(|(claim, _)| claim.tracks.iter().any(|t| t == "blockchain"));
        assert!(!lacking.is_empty());
        for (claim, result) in lacking {
            assert_eq!((result.verdict, result.q), (verdict::Verdict::Untestable, None), "{}", claim.id);
            assert!(result.sentence(claim, &context).contains("blockchain"), "{}", claim.id);
        }
        assert!(others.iter().filter(|(_, result)| result.q.is_some()).count() >= 5);
    }
}
