//! From a document to a figure: the words, the numbers and the sheet, the same for the window and `hujin export`.

use std::ops::ControlFlow;
use std::path::PathBuf;

use super::job::Outcome;
use crate::catalogue::Catalogue;
use crate::catalogue::sentence::sentence;
use crate::document::{Document, write_view};
use crate::export::{self, ExportError, Format, Rendering};
use crate::geography::{Adcode, Pack, Plane};
use crate::language::{Language, Message, say};
use crate::layers::compose::{self, Words};
use crate::layers::{Basemap, MapInput, Numbers, Wanted, numbers};
use crate::scene::Frame;
use crate::scene::page::Page;
use crate::scene::style::Ink;

/// What a figure shall be.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureOrder {
    /// What it shows.
    pub document: Document,
    /// Width and height, millimetres.
    pub size_mm: [f64; 2],
    /// Resolution, and how the format is made.
    pub rendering: Rendering,
    /// Format of the file.
    pub format: Format,
    /// The file.
    pub path: PathBuf,
    /// Title; empty for one made from the filter.
    pub title: String,
    /// Language of its words.
    pub language: Language,
    /// On dark paper, for slides.
    pub dark: bool,
    /// When it is made: a part of the order, so that equal orders give equal bytes.
    pub created: time::OffsetDateTime,
}

/// Makes the figure and writes its file; without a file when cancelled.
///
/// # Errors
/// Characters the fonts lack, a size past the limit, or a file that cannot be written.
pub fn write(
    order: &FigureOrder,
    pack: &Pack,
    catalogue: &Catalogue,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<Outcome, ExportError> {
    let Some(page) = page(order, pack, catalogue, cancelled) else { return Ok(Outcome::Cancelled) };
    let progress = |_| if cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    match export::write_page(&page, order.format, &order.rendering, &order.path, &progress) {
        Ok(written) => Ok(Outcome::Exported { path: order.path.clone(), bytes: written.bytes as u64 }),
        Err(ExportError::Cancelled) => Ok(Outcome::Cancelled),
        Err(error) => Err(error),
    }
}

/// The sheet of a figure; `None` when cancelled.
pub fn page(
    order: &FigureOrder,
    pack: &Pack,
    catalogue: &Catalogue,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Option<Page> {
    let basemap = Basemap::new(pack);
    let document = &order.document;
    let wanted = Wanted::new(catalogue, &document.filter, document.brush.as_ref(), &document.layers, order.dark);
    let numbers = numbers::work_out(&wanted, catalogue, pack, &[], cancelled)?;
    let ink = if order.dark { Ink::dark() } else { Ink::print() };
    let bounds = bounds(document, pack, &basemap);
    let input = MapInput {
        pack,
        basemap: &basemap,
        catalogue,
        numbers: &numbers,
        settings: &document.layers,
        brush: document.brush.as_ref(),
        district: document.district,
        frame: Frame::fit(bounds.0, bounds.1, [100.0, 100.0], 0.0),
        language: order.language,
        ink: &ink,
    };
    let mut page = compose::page(&input, order.size_mm, bounds, &words(order, pack, catalogue, &numbers));
    page.metadata.view = Some(write_view(document));
    Some(page)
}

/// What of the plane a figure shows: the camera's part; else the districts of the filter, or the chosen one; else all.
pub fn bounds(document: &Document, pack: &Pack, basemap: &Basemap) -> (Plane, Plane) {
    if let Some(camera) = document.camera {
        let half = camera.height_m / 2.0;
        return (
            Plane::new(camera.centre.x, camera.centre.y - half),
            Plane::new(camera.centre.x, camera.centre.y + half),
        );
    }
    let chosen: Vec<_> = match (document.filter.districts.as_slice(), document.district) {
        ([], None) => Vec::new(),
        ([], Some(district)) => vec![district],
        (districts, _) => districts.to_vec(),
    };
    district_bounds(&chosen, basemap).unwrap_or_else(|| pack.bounds())
}

/// The bounds of some districts together; `None` for none of them in the pack.
pub fn district_bounds(districts: &[Adcode], basemap: &Basemap) -> Option<(Plane, Plane)> {
    let shapes = districts.iter().filter_map(|code| basemap.shape(*code));
    shapes
        .map(|shape| shape.bounds)
        .reduce(|a, b| {
            let corner = |k: usize, pick: fn(f64, f64) -> f64| [pick(a[k][0], b[k][0]), pick(a[k][1], b[k][1])];
            [corner(0, f64::min), corner(1, f64::max)]
        })
        .map(|[min, max]| (Plane::new(min[0], min[1]), Plane::new(max[0], max[1])))
}

/// The words of a figure: a title that says what is shown, the filter, and what must not get lost.
pub fn words(order: &FigureOrder, pack: &Pack, catalogue: &Catalogue, numbers: &Numbers) -> Words {
    let language = order.language;
    let filter = &order.document.filter;
    let title = if order.title.is_empty() { title(order, pack, catalogue) } else { order.title.clone() };
    let counts = Message::new("figure-counts")
        .with("count", numbers.selection.count())
        .with("drawn", numbers.drawn.len())
        .with("missing", numbers.selection.count() - numbers.drawn.len())
        .text(language);
    let subtitle = Message::new("figure-subtitle")
        .with("filter", sentence(filter, catalogue.taxonomy(), pack, language))
        .with("counts", counts.as_str())
        .text(language);
    let unplaced = (numbers.without_district > 0)
        .then(|| Message::new("figure-without-district").with("n", numbers.without_district).text(language));
    let number = match &pack.review_number {
        Some(number) => Message::new("figure-review-number").with("number", number.as_str()).text(language),
        None => say(language, "figure-sketch"),
    };
    let credit = [
        Some(
            Message::new("figure-data")
                .with("date", catalogue.data_date())
                .with("total", catalogue.len())
                .text(language),
        ),
        unplaced,
        Some(
            Message::new("figure-boundaries")
                .with("source", &pack.source)
                .with("date", pack.date.as_str())
                .text(language),
        ),
        Some(say(language, "figure-projection")),
        Some(number),
    ];
    let description = format!("{title}{}{subtitle}", say(language, "figure-stop"));
    Words {
        title,
        subtitle,
        credit: joined(credit.into_iter().flatten().collect(), language),
        description,
        created: order.created,
    }
}

/// Two sentences a line, so that the foot of the sheet stays low.
fn joined(sentences: Vec<String>, language: Language) -> Vec<String> {
    sentences.chunks(3).map(|pair| pair.join(&say(language, "figure-gap"))).collect()
}

fn title(order: &FigureOrder, pack: &Pack, catalogue: &Catalogue) -> String {
    let (language, filter) = (order.language, &order.document.filter);
    let place = match filter.districts.as_slice() {
        [one] => pack.district(*one).map(|d| d.name.clone()),
        _ => None,
    };
    let place = place.unwrap_or_else(|| pack.name.clone());
    let track = match (filter.tracks.as_slice(), catalogue.taxonomy()) {
        ([one], taxonomy) => taxonomy.index_of(one).and_then(|i| taxonomy.get(i)).map(|t| t.name.clone()),
        _ => None,
    };
    match track {
        Some(track) => Message::new("figure-title-track").with("place", place).with("track", track).text(language),
        None => Message::new("figure-title").with("place", place).text(language),
    }
}
