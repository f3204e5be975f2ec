//! One figure for each district, track or both: the same classes and scale, names by a pattern, a contact sheet.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::figure::{FigureOrder, Worked, leave_to_word, recipe, refuse_missing, remarks, write_table};
use super::figure_format::{FigureFormat, write_composed};
use super::job::Failure;
use super::provenance::provenance;
use super::views::file_name;
use crate::catalogue::Catalogue;
use crate::document::composition::number_after;
use crate::document::{Document, Part, Provenance, Template};
use crate::export::{self, ExportError, Format, Placed, Rendering, unheard};
use crate::figure::contact_sheet::{THUMBNAIL_PX, Thumbnail, contact_sheet};
use crate::figure::{self, Composed, Ingredients};
use crate::geography::{Adcode, Pack};
use crate::language::{Language, Message};
use crate::layers::{Basemap, Numbers};
use crate::scene::{Page, Raster};

/// What there is a figure for each of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Each {
    /// A district.
    District,
    /// A track.
    Track,
    /// A track in a district.
    DistrictTrack,
}

impl Each {
    /// All, with their words on the command line.
    pub const ALL: [(&str, Each); 3] =
        [("district", Each::District), ("track", Each::Track), ("district,track", Each::DistrictTrack)];

    /// The words `district`, `track`, `district,track`.
    pub fn from_code(code: &str) -> Option<Each> {
        Each::ALL.into_iter().find(|(word, _)| *word == code).map(|(_, each)| each)
    }

    /// The pattern of names unless the user has another.
    pub fn pattern(self) -> &'static str {
        match self {
            Each::District => "{name}_{adcode}_{district}",
            Each::Track => "{name}_{track_id}_{track}",
            Each::DistrictTrack => "{name}_{adcode}_{district}_{track_id}",
        }
    }
}

/// Names a pattern may hold, in braces.
pub const NAME_FIELDS: &[&str] = &["name", "adcode", "district", "track", "track_id", "measure", "date", "n"];

/// A batch of figures.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchOrder {
    /// The figure they are all like; its path's name begins theirs, its folder holds them.
    pub figure: FigureOrder,
    /// What there is one for each of.
    pub each: Each,
    /// Pattern of their names, without the ending.
    pub pattern: String,
    /// Whether a page with all of them small is written, too.
    pub contact_sheet: bool,
    /// Whether all of them are the pages of one PDF.
    pub one_file: bool,
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchWritten {
    /// The files, the contact sheet last.
    pub paths: Vec<PathBuf>,
    /// Bytes of all.
    pub bytes: u64,
    /// Those of them that took the place of others.
    pub replaced: BTreeSet<PathBuf>,
    /// Figures without any enterprise.
    pub empty: usize,
    /// Parts for which some had no room.
    pub dropped: BTreeSet<Part>,
    /// Districts whose names some had no room for.
    pub unnamed: BTreeSet<String>,
}

impl BatchWritten {
    fn wrote(&mut self, path: &Path, bytes: u64, placed: Placed) {
        self.bytes += bytes;
        if placed == Placed::Replaced {
            self.replaced.insert(path.to_owned());
        }
    }

    fn note(&mut self, composed: &Composed) {
        self.empty += usize::from(composed.facts.is_empty());
        self.dropped.extend(&composed.dropped);
        self.unnamed.extend(composed.unnamed.iter().cloned());
    }

    /// What should be known of them beside that they were written.
    pub fn remarks(&self, language: Language) -> Vec<Message> {
        let dropped: Vec<Part> = self.dropped.iter().copied().collect();
        let empty = (self.empty > 0).then(|| Message::new("batch-empty").with("n", self.empty));
        let unnamed: Vec<String> = self.unnamed.iter().cloned().collect();
        remarks(&dropped, &unnamed, language).into_iter().chain(empty).collect()
    }
}

/// A figure of a batch before its numbers.
struct Item {
    document: Document,
    district: Option<Adcode>,
    track: Option<usize>,
}

fn items(order: &BatchOrder, pack: &Pack, catalogue: &Catalogue) -> Vec<Item> {
    let taxonomy = catalogue.taxonomy();
    let districts: Vec<Option<Adcode>> = match order.each {
        Each::Track => vec![None],
        _ => pack.districts.iter().map(|d| Some(d.adcode)).collect(),
    };
    let tracks: Vec<Option<usize>> = match order.each {
        Each::District => vec![None],
        _ => (0..taxonomy.len()).map(Some).collect(),
    };
    let item = |district: Option<Adcode>, track: Option<usize>| {
        let mut document = order.figure.document.clone();
        if let Some(code) = district {
            // The district is looked at, not filtered: its neighbours stay, and so do colours and classes.
            document.district = Some(code);
            document.filter.districts.clear();
            document.camera = None;
        }
        if let Some(track) = track.and_then(|t| taxonomy.get(t)) {
            document.filter.tracks = vec![track.id.clone()];
            let layer = document.layers.entry("choropleth".to_owned()).or_default();
            layer.values.insert("track".to_owned(), track.id.clone());
        }
        Item { document, district, track }
    };
    let mut items: Vec<Item> =
        districts.iter().flat_map(|d| tracks.iter().map(move |t| (*d, *t))).map(|(d, t)| item(d, t)).collect();
    for (n, item) in items.iter_mut().enumerate() {
        if let Some(number) = &mut item.document.figure.number {
            *number = number_after(number, n);
        }
    }
    items
}

/// Writes the figures; what was written is kept when it is cancelled. `progress` is told the share done, 0 to 1.
///
/// # Errors
/// The first fault of any figure; those written before it stay.
pub fn write(
    order: &BatchOrder,
    pack: &Pack,
    catalogue: &Catalogue,
    progress: &(dyn Fn(f32) -> ControlFlow<()> + Sync),
) -> Result<Option<BatchWritten>, Failure> {
    let provenance = provenance(order.figure.catalogue.as_deref(), catalogue, pack)?;
    if let Some(folder) = order.figure.path.parent() {
        // If the folder cannot be made, the writing says so.
        std::fs::create_dir_all(folder).ok();
    }
    let items = items(order, pack, catalogue);
    // Figures of one track come together: the numbers of its rows are worked out once, and those of one are kept.
    let mut turns: Vec<usize> = (0..items.len()).collect();
    turns.sort_by_key(|&i| (items[i].track, i));
    let Some(scale) = Scale::of(order, &items, pack, catalogue, progress) else { return Ok(None) };
    let basemap = Basemap::new(pack);
    let (mut written, mut known) = (BatchWritten::default(), Vec::new());
    let mut made: Vec<Made> = Vec::with_capacity(items.len());
    for (turn, &i) in turns.iter().enumerate() {
        let part =
            |share: f32| progress(SCALE_SHARE + (1.0 - SCALE_SHARE) * (turn as f32 + share) / items.len() as f32);
        if part(0.0).is_break() {
            return Ok(None);
        }
        let Some(worked) = worked(order, &items[i], pack, catalogue, &known) else { return Ok(None) };
        known = vec![worked.numbers.clone()];
        let worked = scale.shared(worked, order.figure.style.ink.is_dark());
        let composed = composed(order, (pack, &basemap, catalogue), (&items[i], &worked), &provenance);
        written.note(&composed);
        let path = order.figure.path.with_file_name(name(order, &items[i], &worked, pack, catalogue));
        let done = order.figure.fallback.scope(|| {
            refuse_missing(&composed.page, catalogue)?;
            if order.one_file { Ok((0, Placed::New)) } else { write_composed(&composed, &order.figure, &path, &part) }
        });
        match done {
            Err(ExportError::Cancelled) => return Ok(None),
            done => {
                let (bytes, placed) = done?;
                written.wrote(&path, bytes, placed);
            }
        }
        if let Some(format) = order.figure.table {
            write_table(&composed.table, format, &path)?;
        }
        let raster = order.contact_sheet.then(|| export::thumbnail(&composed.page, THUMBNAIL_PX)).transpose()?;
        made.push(Made { i, path, raster, page: order.one_file.then_some(composed.page) });
    }
    made.sort_by_key(|made| made.i);
    finish(order, made, written).map(Some)
}

/// Part of the work that the common scale takes.
const SCALE_SHARE: f32 = 0.2;

/// A figure that has been made.
struct Made {
    i: usize,
    path: PathBuf,
    raster: Option<Raster>,
    page: Option<Page>,
}

fn worked(
    order: &BatchOrder,
    item: &Item,
    pack: &Pack,
    catalogue: &Catalogue,
    known: &[Arc<Numbers>],
) -> Option<Worked> {
    Worked::new(&item.document, &order.figure.style, catalogue, pack, known, &|| false)
}

/// Writes what is made of all figures together.
fn finish(order: &BatchOrder, made: Vec<Made>, mut written: BatchWritten) -> Result<BatchWritten, Failure> {
    let (mut thumbnails, mut pages) = (Vec::new(), Vec::new());
    for figure in made {
        if let Some(raster) = figure.raster {
            let name = figure.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            thumbnails.push(Thumbnail { name, raster: Arc::new(raster) });
        }
        match figure.page {
            Some(page) => pages.push(page),
            None => written.paths.push(figure.path),
        }
    }
    if let (true, FigureFormat::Page(format)) = (order.one_file, order.figure.format) {
        let (figure, path) = (&order.figure, order.figure.path.clone());
        let done = figure.fallback.scope(|| export::write_pages(&pages, format, &figure.rendering, &path, &unheard))?;
        written.wrote(&path, done.bytes as u64, done.placed);
        written.paths.push(path);
    }
    if order.contact_sheet {
        let language = order.figure.document.figure.language.unwrap_or(order.figure.language);
        let stem = stem(order);
        let title = Message::new("batch-contact-sheet").with("name", stem.as_str()).with("n", thumbnails.len());
        let sheet = contact_sheet(&thumbnails, &title.text(language), language, order.figure.created);
        let name = Message::new("batch-contact-sheet-file").with("name", stem).text(language);
        let path = order.figure.path.with_file_name(format!("{}.png", file_name(&name)));
        let done = export::write_page(&sheet, Format::Png, &Rendering::at(150), &path, &unheard)?;
        written.wrote(&path, done.bytes as u64, done.placed);
        written.paths.push(path);
    }
    Ok(written)
}

/// The classes of districts and the scale of densities that all figures share: equal colours are equal values
/// throughout.
struct Scale {
    values: Arc<Vec<f64>>,
    top: f32,
}

impl Scale {
    /// That of all figures; `None` when cancelled.
    fn of(
        order: &BatchOrder,
        items: &[Item],
        pack: &Pack,
        catalogue: &Catalogue,
        progress: &(dyn Fn(f32) -> ControlFlow<()> + Sync),
    ) -> Option<Scale> {
        let (mut values, mut top, mut known) = (Vec::new(), 0.0f32, Vec::new());
        // A district that is looked at changes no number.
        let mut seen = BTreeSet::new();
        for (i, item) in items.iter().enumerate().filter(|(_, item)| seen.insert(item.track)) {
            if progress(SCALE_SHARE * i as f32 / items.len() as f32).is_break() {
                return None;
            }
            let made = worked(order, item, pack, catalogue, &known)?;
            known = vec![made.numbers.clone()];
            values.extend(made.numbers.district_values.iter().filter_map(|v| v.value.filter(|v| *v > 0.0)));
            top = made.numbers.density.as_ref().map_or(top, |density| top.max(density.top));
        }
        Some(Scale { values: Arc::new(values), top })
    }

    /// A figure's numbers on it.
    fn shared(&self, made: Worked, dark: bool) -> Worked {
        let mut numbers = Numbers::clone(&made.numbers);
        numbers.classed = Some(self.values.clone());
        if let Some(picture) = numbers.density.as_ref().filter(|density| density.top != self.top) {
            numbers.density = Some(Arc::new(picture.on_scale(self.top, dark)));
        }
        Worked { numbers: Arc::new(numbers), ..made }
    }
}

fn composed(
    order: &BatchOrder,
    (pack, basemap, catalogue): (&Pack, &Basemap, &Catalogue),
    (item, made): (&Item, &Worked),
    provenance: &Provenance,
) -> Composed {
    let figure = &order.figure;
    let recipe = recipe(figure, &item.document, provenance);
    let mut document = made.document.clone();
    if figure.format == FigureFormat::Word {
        leave_to_word(&mut document);
    }
    let of = Ingredients {
        pack,
        basemap,
        catalogue,
        numbers: &made.numbers,
        multiples: made.multiples.as_ref(),
        document: &document,
        style: &figure.style,
        language: made.document.figure.language.unwrap_or(figure.language),
        review_number: figure.review_number.as_deref(),
        created: figure.created,
        recipe: &recipe,
    };
    figure.fallback.scope(|| figure::compose(&of))
}

fn stem(order: &BatchOrder) -> String {
    order.figure.path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The name of a figure's file by the pattern: nothing in it leaves the folder.
fn name(order: &BatchOrder, item: &Item, made: &Worked, pack: &Pack, catalogue: &Catalogue) -> String {
    let language = order.figure.document.figure.language.unwrap_or(order.figure.language);
    let district = item.district.and_then(|code| pack.district(code));
    let track = item.track.and_then(|t| catalogue.taxonomy().get(t));
    let layers = &made.document.layers;
    let measure = match made.document.figure.template {
        Template::Multiples => "multiples",
        _ if layers.get("density").is_some_and(|density| density.visible == Some(true)) => "density",
        _ => layers.get("choropleth").and_then(|l| l.values.get("measure")).map_or("count", |m| m),
    };
    let field = |name: &str| match name {
        "name" => stem(order),
        "adcode" => district.map(|d| d.adcode.to_string()).unwrap_or_default(),
        "district" => district.map(|d| d.name.get(language).to_owned()).unwrap_or_default(),
        "track" => track.map(|t| t.name.get(language).to_owned()).unwrap_or_default(),
        "track_id" => track.map(|t| t.id.clone()).unwrap_or_default(),
        "measure" => measure.to_owned(),
        "date" => catalogue.data_date().to_owned(),
        "n" => made.numbers.selection.count().to_string(),
        _ => String::new(),
    };
    let mut name = order.pattern.clone();
    for known in NAME_FIELDS {
        name = name.replace(&format!("{{{known}}}"), &field(known));
    }
    // A field that is not known leaves no gap.
    while name.contains("__") {
        name = name.replace("__", "_");
    }
    let name = name.trim_matches('_');
    format!("{}.{}", file_name(name), order.figure.format.extension())
}

/// Whether equal names would come out for different figures, or a field is none.
pub fn pattern_fault(pattern: &str, each: Each) -> Option<Message> {
    let has = |field: &str| pattern.contains(&format!("{{{field}}}"));
    let district = has("adcode") || has("district");
    let track = has("track") || has("track_id");
    let tells_apart = match each {
        Each::District => district,
        Each::Track => track,
        Each::DistrictTrack => district && track,
    };
    let unknown = pattern.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name));
    let unknown: Vec<&str> = unknown.filter(|name| !NAME_FIELDS.contains(name)).collect();
    let known = NAME_FIELDS.iter().map(|f| format!("{{{f}}}")).collect::<Vec<_>>().join(" ");
    match unknown.first() {
        Some(name) => Some(Message::new("batch-pattern-field").with("field", *name).with("known", known)),
        None if !tells_apart => Some(Message::new("batch-pattern-same").with("known", known)),
        None => None,
    }
}
