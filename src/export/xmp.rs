//! The XMP packet (ISO 16684-1) that TIFF, WebP and PDF carry: what the figure is, and the view that makes it again.

use resvg::usvg::roxmltree::{Document, ParsingOptions};

use super::svg::SOFTWARE;
use super::svg_text::{escaped, shown};
use crate::language::Language;
use crate::scene::Page;

/// Namespace of the figure's own properties.
pub(super) const NAMESPACE: &str = "urn:hujin:figure#";

/// Most elements of a packet that is read.
const MAX_NODES: u32 = 100_000;

/// The language tag of a page.
pub(super) fn language_tag(page: &Page) -> &'static str {
    match page.metadata.language {
        Language::Zh => "zh-CN",
        Language::En => "en",
    }
}

/// The packet of a page.
pub(super) fn packet(page: &Page) -> String {
    let mut properties = String::new();
    let mut property = |name: &str, text: &str, open: &str, close: &str| {
        if !text.is_empty() {
            properties.push_str(&format!("<{name}>{open}{text}{close}</{name}>"));
        }
    };
    let alternatives = ("<rdf:Alt><rdf:li xml:lang=\"x-default\">", "</rdf:li></rdf:Alt>");
    property("dc:title", &shown(&page.title), alternatives.0, alternatives.1);
    property("dc:description", &shown(&page.description), alternatives.0, alternatives.1);
    property("dc:language", language_tag(page), "<rdf:Bag><rdf:li>", "</rdf:li></rdf:Bag>");
    property("dc:source", &shown(&page.metadata.source), "", "");
    property("xmp:CreatorTool", SOFTWARE, "", "");
    property("hujin:view", &escaped(page.metadata.view.as_deref().unwrap_or_default()), "", "");
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:hujin=\"{NAMESPACE}\">\
         {properties}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>"
    )
}

/// The view in a packet, if any; as an element or, as other programs write it, as an attribute.
pub(super) fn view(packet: &str) -> Option<String> {
    let options = ParsingOptions { nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(packet, options).ok()?;
    document.descendants().find_map(|node| {
        let element = node.has_tag_name((NAMESPACE, "view")).then(|| node.text()).flatten();
        element.or_else(|| node.attribute((NAMESPACE, "view"))).map(str::to_owned)
    })
}
