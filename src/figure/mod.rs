//! A composition and numbers → a page: what the composer shows and what is exported is this one page.
//!
//! | file | what |
//! |---|---|
//! | [`style`] | colours, faces, size of words: bundled styles and the user's own |
//! | [`facts`] | numbers that the words of a figure name as fields |
//! | [`words`] | title, caption, notes, description: the user's, else written from the data |
//! | [`layout`] | where the parts stand before the user moves any, and after |
//! | [`mod@legends`] | where its legend stands, and how much of it |
//! | [`pieces`] | parts made of words and numbers |
//! | [`maps`], `small_maps` | the map, small maps on one scale, the locator, lines of longitude and latitude |
//! | `drawing` | the parts in their rooms |
//! | [`enlargement`] | the small districts once more and larger |
//! | [`chart`], [`table`] | bars; the numbers behind the figure |
//! | [`snap`] | where a part that is moved comes to rest |
//! | [`contact_sheet`] | many figures on one page |

pub mod chart;
mod charts;
pub mod contact_sheet;
mod drawing;
pub mod enlargement;
pub mod facts;
pub mod layout;
pub mod legends;
pub mod maps;
pub mod pieces;
mod small_maps;
pub mod snap;
pub mod style;
pub mod table;
pub mod words;

pub use facts::{FIELDS, Facts, unknown_fields};
pub use maps::{bounds, district_bounds};
pub use style::{Style, StyleError};
pub use table::FigureTable;

use std::collections::BTreeMap;

use crate::catalogue::Catalogue;
use crate::document::{Composition, Document, Extent, Part, Template, Wording};
use crate::geography::{Adcode, District, Pack};
use crate::language::{Language, Message, say};
use crate::layers::multiples::Multiples;
use crate::layers::{Basemap, Numbers, draw};
use crate::profile::{Block, Context, Profile};
use crate::scene::furniture::{self, Piece};
use crate::scene::page::{Metadata, PT_PER_MM, Page};
use crate::scene::{Frame, Ink, Rect};
use drawing::{Drawn, draw_parts};
use enlargement::Enlarged;
use layout::{Contents, Texts, arrange};

/// What a figure is made from.
#[derive(Clone, Copy)]
pub struct Ingredients<'a> {
    /// Boundaries.
    pub pack: &'a Pack,
    /// Their shapes.
    pub basemap: &'a Basemap,
    /// Enterprises.
    pub catalogue: &'a Catalogue,
    /// What was worked out for the document.
    pub numbers: &'a Numbers,
    /// The small maps, where the template wants some.
    pub multiples: Option<&'a Multiples>,
    /// What the user chose, as [`styled`] for the style.
    pub document: &'a Document,
    /// The look.
    pub style: &'a Style,
    /// Language of the words.
    pub language: Language,
    /// 审图号 of the boundaries, where there is one.
    pub review_number: Option<&'a str>,
    /// When the figure is made, for PDF.
    pub created: time::OffsetDateTime,
    /// The text that makes this figure again, for the file to carry.
    pub recipe: &'a str,
}

impl<'a> Ingredients<'a> {
    /// The one district a figure is about, with its place in the pack.
    pub fn focus(&self) -> Option<(usize, &'a District)> {
        let code = focus(self.document)?;
        let i = self.pack.districts.iter().position(|d| d.adcode == code)?;
        Some((i, &self.pack.districts[i]))
    }
}

/// The one district a document is about: the chosen one, else the only one of its filter. A map of what the window shows
/// is not about the chosen one: all that is in sight is drawn.
pub fn focus(document: &Document) -> Option<Adcode> {
    let shows_window = document.figure.extent == Extent::Seen && document.camera.is_some();
    let is_of_district = document.figure.template == Template::District;
    match (document.district, document.filter.districts.as_slice()) {
        (Some(chosen), []) => Some(chosen).filter(|_| is_of_district || !shows_window),
        (_, [one]) => Some(*one),
        _ => None,
    }
}

/// The document as a style has it: districts in the style's palette.
pub fn styled(document: &Document, style: &Style) -> Document {
    let mut document = document.clone();
    if document.figure.template == Template::District {
        // Its district is marked on the map, however it was chosen.
        document.district = focus(&document);
    }
    if let Some(palette) = &style.palette {
        let layer = document.layers.entry("choropleth".to_owned()).or_default();
        layer.values.insert("palette".to_owned(), palette.clone());
    }
    document
}

/// A figure on its page, and where its parts are.
#[derive(Clone, Debug)]
pub struct Composed {
    /// The page.
    pub page: Page,
    /// Rooms of the parts, points of the page, in painting order.
    pub parts: BTreeMap<Part, Rect>,
    /// Numbers that its words are about.
    pub facts: Facts,
    /// Parts that are shown and for which there was no room.
    pub dropped: Vec<Part>,
    /// Names of districts that stand nowhere on the map, for want of room.
    pub unnamed: Vec<String>,
    /// The caption, without the figure's number.
    pub caption: String,
    /// The numbers behind the figure.
    pub table: FigureTable,
}

impl Composed {
    /// Whether an enlargement is wished where there is nothing to enlarge, or no room.
    pub fn enlarges_nothing(&self, figure: &Composition) -> bool {
        figure.shows(Part::Enlargement) && !self.parts.contains_key(&Part::Enlargement)
    }
}

/// Puts a figure together.
pub fn compose(of: &Ingredients<'_>) -> Composed {
    let (figure, style) = (&of.document.figure, of.style);
    let ink = &style.ink;
    let zoom = style.zoom_on(figure.size_mm);
    let size_pt = figure.size_mm.map(|mm| mm * PT_PER_MM / zoom);
    let facts = Facts::new(of);
    let mut texts = texts(of, &facts);
    let keys = legends(of);
    let legends = |asked| legends::listed(&keys, asked, of.language, ink);
    let profile = profile(of);
    let figures = |room: [f64; 2]| numbers_of(profile.as_ref(), room, ink);
    let table = table::table(of);
    // Its colours are those of the map, which is drawn later; its height is known.
    let chart = figure.shows(Part::Chart).then(|| charts::chart(of, profile.as_ref(), None));
    let wanted_pt = |part: Part, width: f64| match (part, &chart) {
        (Part::Chart, Some(chart)) => chart::wanted_pt(chart, width, ink),
        (Part::Table, _) => table::wanted_pt(&table),
        _ => figures([width, f64::INFINITY]).size_pt[1],
    };
    let north = furniture::north_arrow(of.language, ink).on_plate(ink);
    let (min, max) = bounds(of.document, of.pack, of.basemap);
    let enlarged = enlargement::shown(of);
    let arranged = |texts: &Texts, notes_stand_apart: bool| {
        arrange(&Contents {
            figure,
            size_pt,
            ink,
            texts,
            legends: &legends,
            notes_stand_apart,
            panels: small_maps_of(of).map_or(1, |multiples| small_maps::shown(of, multiples).len()),
            aspect: (max.x - min.x) / (max.y - min.y).max(1.0),
            enlarged_aspect: enlarged.as_ref().map(Enlarged::aspect),
            bar_pt: bar_room(size_pt),
            north_pt: north.size_pt,
            wanted_pt: &wanted_pt,
            figures: &figures,
        })
    };
    let mut arrangement = arranged(&texts, false);
    // Notes that the legend has no room for stand under the map; they may take so much of it that more follow.
    let (notes, mut told) = (texts.notes.clone(), Vec::new());
    for _ in 0..4 {
        if arrangement.unlisted == told {
            break;
        }
        told = std::mem::take(&mut arrangement.unlisted);
        texts.notes = legends::with_told(&notes, &told, of.language);
        arrangement = arranged(&texts, true);
    }
    if arrangement.unlisted != told {
        // Notes and legend that take turns in making room for each other: what is written is what this legend leaves.
        texts.notes = legends::with_told(&notes, &arrangement.unlisted, of.language);
        arrangement.rewrite_notes(&texts.notes, ink);
    }
    let left_out = std::mem::take(&mut arrangement.left_out);
    let made = draw_parts(of, arrangement, (profile.as_ref(), &table), north);
    let dropped = dropped(of, &made, left_out);
    let page = Page {
        size_mm: figure.size_mm.map(|mm| mm / zoom),
        maps: made.views,
        furniture: made.groups,
        paper: ink.paper,
        title: texts.title.clone(),
        description: words::words(of, &facts, Wording::Alt),
        metadata: Metadata {
            language: of.language,
            source: texts.credit.join("\n"),
            created: of.created,
            view: Some(of.recipe.to_owned()),
        },
    };
    let parts = made.rects.into_iter().map(|(part, rect)| (part, rect.magnified(zoom))).collect();
    Composed {
        page: page.magnified(zoom),
        parts,
        dropped,
        unnamed: made.unnamed,
        caption: words::words(of, &facts, Wording::Caption),
        table,
        facts,
    }
}

/// Parts the user or the template wants and that are not on the page.
fn dropped(of: &Ingredients<'_>, made: &Drawn, left_out: Vec<Part>) -> Vec<Part> {
    let figure = &of.document.figure;
    let wanted = [Part::Chart, Part::Table, Part::Caption].into_iter().filter(|part| figure.shows(*part));
    left_out.into_iter().chain(wanted.filter(|part| !made.drawn.contains(part))).collect()
}

fn texts(of: &Ingredients<'_>, facts: &Facts) -> Texts {
    let figure = &of.document.figure;
    let word = |wording| words::words(of, facts, wording);
    let caption = match &figure.number {
        Some(number) => Message::new("composer-numbered")
            .with("number", number.as_str())
            .with("caption", word(Wording::Caption))
            .text(of.language),
        None => word(Wording::Caption),
    };
    Texts {
        title: word(Wording::Title),
        subtitle: word(Wording::Subtitle),
        caption,
        notes: word(Wording::Notes),
        credit: words::credit(of),
    }
}

/// Room of the scale bar at its longest, whatever the scale turns out to be.
fn bar_room([w, _]: [f64; 2]) -> [f64; 2] {
    let longest = longest_bar(w);
    [longest + 2.0 * furniture::PADDING_PT + 20.0, 15.0 + 2.0 * furniture::PADDING_PT]
}

fn longest_bar(page_width: f64) -> f64 {
    (page_width * 0.16).min(130.0)
}

/// The legends of the map or the small maps.
fn legends(of: &Ingredients<'_>) -> Vec<crate::scene::legend::Legend> {
    if let Some(multiples) = small_maps_of(of) {
        return multiples.legends(of.language, &of.style.ink);
    }
    let (min, max) = of.pack.bounds();
    draw(&maps::input(of, Frame::fit(min, max, [1.0, 1.0], 0.0))).1
}

fn small_maps_of<'a>(of: &Ingredients<'a>) -> Option<&'a Multiples> {
    of.multiples.filter(|_| of.document.figure.template == Template::Multiples)
}

/// The profile of the district a figure is about, where its numbers or tracks are shown.
fn profile(of: &Ingredients<'_>) -> Option<Profile> {
    let shows = |part| of.document.figure.shows(part);
    if of.document.figure.template != Template::District || !(shows(Part::Figures) || shows(Part::Chart)) {
        return None;
    }
    // Numbers of one district compare with the city: what the filter says of districts is left aside.
    let mut filter = of.document.filter.clone();
    filter.districts.clear();
    let selection = filter.select(of.catalogue);
    let context = Context { catalogue: of.catalogue, pack: of.pack, selection: &selection, language: of.language };
    Profile::district(&context, of.focus()?.1.adcode).ok()
}

fn blocks(profile: &Profile) -> impl Iterator<Item = &Block> {
    profile.sections.iter().flat_map(|section| &section.blocks)
}

/// The first numbers of a profile.
fn numbers_of(profile: Option<&Profile>, room: [f64; 2], ink: &Ink) -> Piece {
    let figures = profile.and_then(|profile| {
        blocks(profile).find_map(|block| if let Block::Figures(figures) = block { Some(figures) } else { None })
    });
    pieces::figures(figures.map_or(&[], |figures| &figures[..]), room, ink)
}

/// The name of a part.
pub fn part_name(part: Part, language: Language) -> String {
    let id = match part {
        Part::Map => "part-map",
        Part::Chart => "part-chart",
        Part::Table => "part-table",
        Part::Figures => "part-figures",
        Part::Enlargement => "part-enlargement",
        Part::Inset => "part-inset",
        Part::Legend => "part-legend",
        Part::ScaleBar => "part-scale-bar",
        Part::NorthArrow => "part-north-arrow",
        Part::Graticule => "part-graticule",
        Part::Title => "part-title",
        Part::Subtitle => "part-subtitle",
        Part::Caption => "part-caption",
        Part::Notes => "part-notes",
        Part::Credit => "part-credit",
        Part::Text(n) => return Message::new("part-text").with("n", u32::from(n) + 1).text(language),
    };
    say(language, id)
}
