//! A district report as one HTML file: the profile with its map as inline SVG and the list of its queries.

use super::profile_html::{Around, html};
use super::svg::{Letters, svg};
use super::svg_text::shown;
use crate::language::Message;
use crate::profile::queries::bracketed;
use crate::profile::report::DistrictReport;
use crate::scene::Page;

/// What the map's ids begin with, so that none is one of the document's own.
const PREFIX: &str = "map-figure-";

/// The report as an HTML document in UTF-8, without scripts, fonts or anything from the network.
pub fn report_html(report: &DistrictReport<'_>) -> String {
    let queries = report.queries();
    let head = report.map.map(|map| figure(report, map)).unwrap_or_default();
    html(report.profile, report.language, &Around { head: &head, queries: &queries, catalogue: report.catalogue })
}

/// The map with its caption.
fn figure(report: &DistrictReport<'_>, map: &Page) -> String {
    let marks: Vec<String> = report.map_mark().into_iter().collect();
    let name = report.profile.name.as_str();
    let caption = Message::new("district-report-map").with("district", name).text(report.language);
    let caption = shown(&format!("{caption}{}", bracketed(&marks)));
    format!("<figure class=\"map\">\n{}<figcaption>{caption}</figcaption>\n</figure>\n", inline(map))
}

/// A figure as an element of a document: no declaration, no metadata, ids of its own.
fn inline(page: &Page) -> String {
    let text = svg(page, Letters::Text);
    let text = text.split_once("?>\n").map_or(text.as_str(), |(_, rest)| rest);
    let bare = match (text.find("<metadata>"), text.find("</metadata>\n")) {
        (Some(from), Some(to)) => [&text[..from], &text[to + "</metadata>\n".len()..]].concat(),
        _ => text.to_owned(),
    };
    // Quotation marks of words are escaped, so these are attributes.
    bare.replace(" id=\"", &format!(" id=\"{PREFIX}"))
        .replace("url(#", &format!("url(#{PREFIX}"))
        .replace("\"title description\"", &format!("\"{PREFIX}title {PREFIX}description\""))
}
