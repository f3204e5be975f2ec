//! A page as SVG: the one drawing that PNG and PDF are made from.
//!
//! Width and height are in millimetres, coordinates in points (1/72 inch), numbers with two decimals. Equal pages
//! give equal bytes.

use super::svg_item::write_item;
use super::svg_text::{attribute, clean, escaped, number, shown};
use crate::geography::Plane;
use crate::scene::text::Face;
use crate::scene::{Frame, Group, Page, Rect, Space};

/// Name and version of the program, as files carry it.
pub const SOFTWARE: &str = concat!("Hujin Atlas ", env!("CARGO_PKG_VERSION"));

/// Namespace of the figure's own metadata.
const NAMESPACE: &str = "urn:hujin:figure";

/// Most elements of an SVG that is read: a map with 100,000 points has as many.
const MAX_NODES: u32 = 2_000_000;

/// How text is drawn. Every kind puts every glyph in the same place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Letters {
    /// As text, rims as a stroke beneath it (`paint-order`): for files that are opened and edited.
    #[default]
    Text,
    /// As text after the outlines of its rim: converters that paint a text glyph by glyph would else lay the rim of
    /// one glyph over its neighbour.
    TextOverRim,
    /// As the outlines of the glyphs: for machines without the font, and for pixels.
    Outlines,
}

/// The page as SVG text, for places that have the fonts.
pub fn svg(page: &Page, letters: Letters) -> String {
    written(page, letters, "")
}

/// The page as SVG whose text is text, with the fonts of its letters within.
pub fn svg_with_fonts(page: &Page) -> String {
    written(page, Letters::Text, &super::svg_font::style(page))
}

fn written(page: &Page, letters: Letters, style: &str) -> String {
    let mut out = String::with_capacity(1 << 16);
    head(&mut out, page);
    out.push_str(style);
    let [width, height] = page.size_pt().map(number);
    if page.paper.a > 0 {
        out.push_str(&format!("<rect id=\"paper\" width=\"{width}\" height=\"{height}\""));
        super::svg_text::paint(&mut out, "fill", Some(page.paper));
        out.push_str("/>\n");
    }
    let mut ids = Ids::default();
    for (n, map) in page.maps.iter().enumerate() {
        let number = map_number(n);
        out.push_str(&format!("<g id=\"map{number}\" clip-path=\"url(#map-frame{number})\">\n"));
        for group in &map.scene.groups {
            let onto = Onto { frame: map.frame, space: group.space, origin: map.rect.min, visible: map.rect, letters };
            write_group(&mut out, group, &onto, &mut ids);
        }
        out.push_str("</g>\n");
    }
    let sheet = Rect::at([0.0; 2], page.size_pt());
    // Furniture is in points of the sheet: no frame is asked.
    let frame = Frame { centre: Plane::default(), metres_per_pt: 1.0, size_pt: page.size_pt() };
    for group in &page.furniture {
        let onto = Onto { frame, space: Space::Page, origin: [0.0; 2], visible: sheet, letters };
        write_group(&mut out, group, &onto, &mut ids);
    }
    out.push_str("</svg>\n");
    out
}

/// From the coordinates of a group onto the sheet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Onto {
    frame: Frame,
    space: Space,
    /// Where the group's page coordinates begin on the sheet, points.
    origin: [f64; 2],
    /// What can be seen, points of the sheet.
    pub visible: Rect,
    /// How text is drawn.
    pub letters: Letters,
}

impl Onto {
    /// A position of the group on the sheet, points.
    pub fn sheet(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let [x, y] = match self.space {
            Space::Plane => self.frame.to_page(Plane::new(x, y)),
            Space::Page => [x, y],
        };
        [self.origin[0] + x, self.origin[1] + y]
    }

    /// Whether anything within the two corners of a box, `margin_pt` around it included, can be seen.
    pub fn sees(&self, a: [f64; 2], b: [f64; 2], margin_pt: f64) -> bool {
        let (a, b) = (self.sheet(a), self.sheet(b));
        let rect = Rect { min: [a[0].min(b[0]), a[1].min(b[1])], max: [a[0].max(b[0]), a[1].max(b[1])] };
        rect.grown(margin_pt + 0.01).overlaps(&self.visible)
    }
}

/// Ids given so far: an id may occur once.
#[derive(Debug, Default)]
struct Ids(Vec<String>);

impl Ids {
    fn unique(&mut self, name: &str) -> String {
        const OURS: [&str; 3] = ["paper", "title", "description"];
        let is_number = |rest: &str| rest.trim_start_matches('-').bytes().all(|b| b.is_ascii_digit());
        let of_map = |id: &str| id.strip_prefix("map").is_some_and(|rest| is_number(rest.trim_start_matches("-frame")));
        let is_ours = |id: &str| OURS.contains(&id) || of_map(id);
        let taken = |ids: &[String], id: &str| is_ours(id) || ids.iter().any(|known| known == id);
        let numbered = (2..).map(|n| format!("{name}-{n}"));
        let mut ids = std::iter::once(name.to_owned()).chain(numbered);
        let id = ids.find(|id| !taken(&self.0, id)).unwrap_or_default();
        self.0.push(id.clone());
        id
    }
}

fn write_group(out: &mut String, group: &Group, onto: &Onto, ids: &mut Ids) {
    out.push_str("<g");
    attribute(out, "id", &ids.unique(group.name));
    out.push_str(">\n");
    for item in group.items.iter() {
        write_item(out, item, onto);
    }
    out.push_str("</g>\n");
}

fn head(out: &mut String, page: &Page) {
    let [width, height] = page.size_pt().map(number);
    let [width_mm, height_mm] = page.size_mm.map(number);
    let language = super::xmp::language_tag(page);
    out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str(&format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width_mm}mm\" height=\"{height_mm}mm\" \
         viewBox=\"0 0 {width} {height}\" xml:lang=\"{language}\" role=\"img\" \
         aria-labelledby=\"title description\" \
         font-family=\"{family}\" \
         style=\"font-kerning:none;font-variant-ligatures:none;text-autospace:no-autospace;\
text-spacing-trim:space-all\">\n",
        family = Face::Regular.css_family(),
    ));
    out.push_str(&format!("<title id=\"title\">{}</title>\n", shown(&page.title)));
    out.push_str(&format!("<desc id=\"description\">{}</desc>\n", shown(&page.description)));
    metadata(out, page);
    for (n, map) in page.maps.iter().enumerate() {
        let (n, [x, y], [w, h]) = (map_number(n), map.rect.min.map(number), map.rect.size_pt().map(number));
        out.push_str(&format!(
            "<defs><clipPath id=\"map-frame{n}\"><rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"/></clipPath></defs>\n"
        ));
    }
}

/// What sets the ids of the second map and later ones apart.
fn map_number(n: usize) -> String {
    if n == 0 { String::new() } else { format!("-{}", n + 1) }
}

fn metadata(out: &mut String, page: &Page) {
    let metadata = &page.metadata;
    out.push_str(&format!("<metadata><figure xmlns=\"{NAMESPACE}\">"));
    let mut element = |name: &str, text: &str| {
        if !text.is_empty() {
            out.push_str(&format!("<{name}>{}</{name}>", escaped(text)));
        }
    };
    element("source", &clean(&metadata.source));
    element("software", SOFTWARE);
    element("view", metadata.view.as_deref().unwrap_or_default());
    out.push_str("</figure></metadata>\n");
}

/// The view that a figure in SVG carries, if any.
///
/// # Errors
/// The text is no XML, or one with too many elements.
pub(super) fn view(svg: &str) -> Result<Option<String>, ()> {
    use resvg::usvg::roxmltree::{Document, ParsingOptions};
    let options = ParsingOptions { nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(svg, options).map_err(|_| ())?;
    let view = document.descendants().find(|node| node.has_tag_name((NAMESPACE, "view")));
    Ok(view.and_then(|node| node.text()).map(str::to_owned))
}
