//! A profile as JSON, for other programs.

use crate::profile::Profile;

/// `{district, name, title, subtitle, data_date, counting, sources, sections: [{id, title, blocks: [{kind, content}]}]}`,
/// indented, in the language the profile was made in. Numbers that are undefined are null.
pub fn profile_json(profile: &Profile) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(profile)?;
    text.push('\n');
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::catalogue::{CatalogueBuilder, Selection, Taxonomy, sample};
    use crate::export::profile_html;
    use crate::geography::{Adcode, Pack};
    use crate::language::Language;
    use crate::profile::{Context, SECTIONS};

    fn xuhui(language: Language) -> Profile {
        let mut builder = CatalogueBuilder::new(Arc::new(Taxonomy::bundled()));
        for (id, enterprise) in (1..).zip(sample()) {
            builder.push(&crate::catalogue::Enterprise { id, ..enterprise });
        }
        let (catalogue, pack) = (builder.build(1), Pack::bundled());
        let selection = Selection::all(catalogue.len());
        let context = Context { catalogue: &catalogue, pack: &pack, selection: &selection, language };
        Profile::district(&context, Adcode(310104)).unwrap()
    }

    #[test]
    fn the_keys_are_those_other_programs_rely_on() {
        let value: serde_json::Value = serde_json::from_str(&profile_json(&xuhui(Language::Zh)).unwrap()).unwrap();
        assert_eq!((value["district"].as_u64(), value["name"].as_str()), (Some(310104), Some("徐汇区")));
        assert_eq!((value["counting"].as_str(), value["data_date"].is_string()), (Some("fractional"), true));
        let ids: Vec<_> = value["sections"].as_array().unwrap().iter().map(|s| s["id"].as_str().unwrap()).collect();
        assert_eq!(ids, SECTIONS.iter().map(|s| s.id()).collect::<Vec<_>>());
        assert_eq!(value["sections"][0]["blocks"][0]["kind"], "figures");
    }

    #[test]
    fn the_page_holds_every_section_claim_and_source() {
        for language in [Language::Zh, Language::En] {
            let profile = xuhui(language);
            let html = profile_html(&profile, language);
            for section in &profile.sections {
                assert!(html.contains(&format!("<section id=\"{}\">\n<h2>{}</h2>", section.id, section.title)));
            }
            assert!(["C2a", "C2b", "C2c"].iter().all(|id| html.contains(&format!("id=\"{id}\""))));
            assert_eq!(html.matches("<li>").count(), profile.sources.len());
            assert!(!html.contains("width:NaN") && html.contains("<span class=\"compare\" style=\"left:"));
        }
    }
}
