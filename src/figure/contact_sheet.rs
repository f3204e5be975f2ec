//! Many figures on one page, small: what a batch has written, to be looked over at a glance.

use std::sync::Arc;

use crate::language::Language;
use crate::scene::furniture::{SMALL_PT, rectangle, words};
use crate::scene::page::{Metadata, PT_PER_MM, Page};
use crate::scene::text;
use crate::scene::{Align, Group, Image, Ink, Item, Raster, Rect, Stroke};

/// A figure on the sheet.
#[derive(Clone, Debug)]
pub struct Thumbnail {
    /// Name of its file.
    pub name: String,
    /// Its picture.
    pub raster: Arc<Raster>,
}

/// Pixels of the longer side of a thumbnail: some 150 to an inch on the sheet.
pub const THUMBNAIL_PX: f64 = 480.0;

/// The sheet: A4 on its side, as many rows as it takes.
pub fn contact_sheet(thumbnails: &[Thumbnail], title: &str, language: Language, created: time::OffsetDateTime) -> Page {
    const WIDTH_MM: f64 = 297.0;
    const COLUMNS: usize = 4;
    const GAP_PT: f64 = 12.0;
    let ink = Ink::print();
    let width = WIDTH_MM * PT_PER_MM;
    let margin = 24.0;
    let each = (width - 2.0 * margin - GAP_PT * (COLUMNS - 1) as f64) / COLUMNS as f64;
    let aspect = |r: &Raster| r.height as f64 / r.width.max(1) as f64;
    let tallest = thumbnails.iter().map(|t| aspect(&t.raster)).fold(0.1, f64::max) * each;
    let label = f64::from(SMALL_PT) + 6.0;
    let top = margin + 26.0;
    let rows = thumbnails.len().div_ceil(COLUMNS).max(1);
    let height = top + rows as f64 * (tallest + label + GAP_PT) + margin;
    let heading = words([margin, margin + 13.0], title, 14.0, ink.text, Align::Start).with_face(ink.head_face);
    let mut items = vec![Item::Text(heading)];
    for (i, thumbnail) in thumbnails.iter().enumerate() {
        let (column, row) = ((i % COLUMNS) as f64, (i / COLUMNS) as f64);
        let min = [margin + column * (each + GAP_PT), top + row * (tallest + label + GAP_PT)];
        let rect = Rect::at(min, [each, each * aspect(&thumbnail.raster)]);
        items.push(Item::Image(Image { min: rect.min, max: rect.max, raster: thumbnail.raster.clone() }));
        items.push(rectangle(rect, None, Some(Stroke::solid(0.4, ink.line))));
        let name = text::elide(&thumbnail.name, each as f32, SMALL_PT, ink.face);
        let at = [min[0], min[1] + tallest + 4.0 + f64::from(text::ascent_pt(SMALL_PT))];
        items.push(Item::Text(words(at, name, SMALL_PT, ink.faint, Align::Start).with_face(ink.face)));
    }
    Page {
        size_mm: [WIDTH_MM, height / PT_PER_MM],
        maps: Vec::new(),
        furniture: vec![Group::page("contact-sheet", items)],
        paper: ink.paper,
        title: title.to_owned(),
        description: title.to_owned(),
        metadata: Metadata { language, source: String::new(), created, view: None },
    }
}
