//! Where a track is denser than the enterprises around it: the ratio of two densities, outlined where it stands out.
//!
//! Which enterprises are compared: those the filter keeps, whatever it says of tracks and districts, since a track
//! compares with all.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use super::smoothing::{Grain, Smoothing};
use super::{Controls, Drawing, Layer, MapInput, Param, ParamKind, palette};
use crate::catalogue::{Catalogue, Filter};
use crate::geography::{Pack, Plane};
use crate::language::{Message, grouped, say};
use crate::scene::legend::{Legend, LegendEntry, Swatch};
use crate::scene::{Area, Color, Group, Image, Item, Raster, Shape, Stroke};
use crate::spatial::isolines::{Surface, iso_areas};
use crate::spatial::relative_risk::{LEAST, RelativeRisk, relative_risk};

/// The layer.
#[derive(Debug)]
pub struct RiskLayer;

/// What decides the ratio, besides the rows.
#[derive(Clone, Debug, PartialEq)]
pub struct RiskWanted {
    /// Id of the track.
    pub track: String,
    /// The code of a [bandwidth rule](crate::spatial::bandwidth::BandwidthRule), or metres.
    pub bandwidth: String,
    /// Whether it is for dark paper.
    pub dark: bool,
}

impl RiskWanted {
    /// What the layer's controls ask for.
    pub fn of(controls: &Controls<'_>, dark: bool) -> RiskWanted {
        RiskWanted { track: controls.word("track").to_owned(), bandwidth: controls.word("bandwidth").to_owned(), dark }
    }
}

/// The ratio as it is drawn, and what it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct RiskPicture {
    image: Image,
    /// Where more of the track is than chance gives, cell by cell at 5 %; empty unless the whole is uneven.
    high: Arc<Shape>,
    /// Where less is.
    low: Arc<Shape>,
    /// p of the whole: how often labels dealt at random are at least as uneven.
    pub p: f64,
    /// Bandwidth, metres.
    pub bandwidth_m: f64,
    /// Enterprises compared, and of the track among them.
    pub n: (usize, usize),
}

/// Random labellings, and their seed.
pub const PERMUTATIONS: (u32, u64) = (199, 1);
/// False alarms accepted of the whole, and of a cell once the whole stands out.
pub const LEVEL: f64 = 0.05;
/// Coarser than a density: every labelling is one more.
const GRAIN: Grain = Grain { per_bandwidth: 4.0, most: 400.0 };
/// Fewer enterprises of the track than this give no picture.
pub const MIN_OF_TRACK: usize = 5;

impl RiskPicture {
    /// The ratio on the land of a pack; `None` with fewer than [`MIN_OF_TRACK`] of the track or when cancelled.
    pub fn new(
        wanted: &RiskWanted,
        filter: &Filter,
        catalogue: &Catalogue,
        pack: &Pack,
        cancelled: &(dyn Fn() -> bool + Sync),
    ) -> Option<RiskPicture> {
        let track = catalogue.taxonomy().index_of(&wanted.track)?;
        let rows = filter.comparable().select(catalogue);
        let drawn = rows.iter().map(|row| catalogue.row(row)).filter_map(|r| Some((r.plane()?, r.tracks())));
        let (points, is_track): (Vec<Plane>, Vec<bool>) =
            drawn.map(|(at, tracks)| (at, tracks.contains(track))).unzip();
        let n_track = is_track.iter().filter(|is| **is).count();
        if n_track < MIN_OF_TRACK {
            return None;
        }
        let Smoothing { bandwidth_m, land } = Smoothing::new(&wanted.bandwidth, &points, pack, GRAIN)?;
        let (permutations, seed) = PERMUTATIONS;
        let found = relative_risk(&points, &is_track, &land, bandwidth_m, permutations, seed, cancelled).ok()?;
        let p = found.p();
        Some(RiskPicture {
            image: colored(&found, wanted.dark),
            high: outline(&found, p, true),
            low: outline(&found, p, false),
            p,
            bandwidth_m,
            n: (points.len(), n_track),
        })
    }
}

/// The outline of cells that stand out on one side; nothing unless the whole does.
fn outline(found: &RelativeRisk, p: f64, is_high: bool) -> Arc<Shape> {
    let all = &found.all;
    let stands_out = |i: usize| {
        let ratio = found.ratio[i]?;
        let p = found.exceedances[i]?.two_sided_p(found.permutations);
        Some((ratio > 1.0) == is_high && p <= LEVEL)
    };
    let values = (0..found.ratio.len()).map(|i| f64::from(u8::from(stands_out(i) == Some(true)))).collect();
    let surface = Surface { origin: all.origin, cell_m: all.cell_m, width: all.width, values };
    let areas = if p <= LEVEL { iso_areas(&surface, &[0.5]) } else { None };
    let area = areas.into_iter().flatten().next().map(|iso| iso.area);
    Arc::new(Shape::new(&area.unwrap_or(geo::MultiPolygon::new(Vec::new()))))
}

/// Ratios from a quarter to four; beyond, the ends' colours.
fn color(ratio: f64, dark: bool) -> Color {
    let t = (ratio.max(1e-6).log2() / 2.0).clamp(-1.0, 1.0);
    palette::ratio_color(t, dark).alpha((0.15 + 0.75 * t.abs()) as f32)
}

fn colored(found: &RelativeRisk, dark: bool) -> Image {
    let all = &found.all;
    let (width, height) = (all.width, all.per_km2.len() / all.width.max(1));
    let mut rgba = Vec::with_capacity(4 * found.ratio.len());
    let mut hasher = DefaultHasher::new();
    ("risk", width, height, dark).hash(&mut hasher);
    // The raster's first row is the north one; the density's first is the south one.
    for row in (0..height).rev() {
        for ratio in &found.ratio[row * width..(row + 1) * width] {
            ratio.map(f64::to_bits).hash(&mut hasher);
            let Color { r, g, b, a } = ratio.map_or(Color { r: 0, g: 0, b: 0, a: 0 }, |ratio| color(ratio, dark));
            rgba.extend([r, g, b, a]);
        }
    }
    let min = [all.origin.x, all.origin.y];
    let max = [min[0] + width as f64 * all.cell_m, min[1] + height as f64 * all.cell_m];
    Image { min, max, raster: Arc::new(Raster { key: hasher.finish(), width, height, rgba }) }
}

impl Layer for RiskLayer {
    fn id(&self) -> &'static str {
        "risk"
    }

    fn title(&self) -> &'static str {
        "layer-risk"
    }

    fn is_default(&self) -> bool {
        false
    }

    fn params(&self) -> &'static [Param] {
        const PARAMS: &[Param] = &[
            Param { key: "track", label: "param-track", kind: ParamKind::Track, default: "ai-llm" },
            Param::bandwidth(200.0, 100.0, "1500"),
        ];
        PARAMS
    }

    fn draw(&self, input: &MapInput<'_>, controls: &Controls<'_>, drawing: &mut Drawing) {
        let language = input.language;
        let taxonomy = input.catalogue.taxonomy();
        // While another question is worked out, the last picture stands, under its own name.
        let asked = RiskWanted::of(controls, input.is_dark());
        let answered = input.numbers.wanted.risk.as_ref();
        let named = answered.filter(|_| input.numbers.risk.is_some()).unwrap_or(&asked);
        let track = taxonomy.index_of(&named.track).and_then(|t| taxonomy.get(t));
        let title = Message::new("legend-risk").with("track", track.map(|t| t.name.clone()).unwrap_or_default());
        let title = title.text(language);
        let Some(found) = &input.numbers.risk else {
            let note = match answered == Some(&asked) {
                true => Message::new("legend-risk-too-few").with("least", MIN_OF_TRACK).text(language),
                false => say(language, "legend-risk-working"),
            };
            drawing.legends.push(Legend { title, unit: String::new(), entries: Vec::new(), note: Some(note) });
            return;
        };
        drawing.groups.push(Group::plane("risk", vec![Item::Image(found.image.clone())]));
        let dark = input.is_dark();
        let edge = |is_high: bool| Stroke::solid(1.6, palette::quotient_color(if is_high { 4 } else { 0 }, dark));
        let area = |shape: &Arc<Shape>, is_high| {
            Item::Area(Area { shape: shape.clone(), fill: None, stroke: Some(edge(is_high)), target: None })
        };
        drawing.groups.push(Group::plane("risk-outlines", vec![area(&found.high, true), area(&found.low, false)]));
        let land = super::ground::land_color(input.ink);
        let colors = (0..9).map(|i| {
            let ratio = (f64::from(i) / 2.0 - 2.0).exp2();
            let c = color(ratio, dark);
            land.mix(Color { a: 255, ..c }, f32::from(c.a) / 255.0)
        });
        let labels = ["≤ 0.25", "0.5", "1", "2", "≥ 4"].map(str::to_owned).to_vec();
        let ramp = LegendEntry { swatch: Swatch::Ramp { colors: colors.collect(), labels }, label: String::new() };
        let line = |is_high: bool, label: &'static str| LegendEntry {
            swatch: Swatch::Line(edge(is_high)),
            label: say(language, label),
        };
        let mut entries = vec![ramp];
        if found.p <= LEVEL {
            entries.extend([line(true, "legend-risk-high"), line(false, "legend-risk-low")]);
        }
        let uneven = if found.p <= LEVEL { "legend-risk-note" } else { "legend-risk-even" };
        let note = Message::new(uneven)
            .with("p", format!("{:.3}", found.p))
            .with("bandwidth", grouped(found.bandwidth_m.round() as u64))
            .with("track", found.n.1)
            .with("n", grouped(found.n.0 as u64))
            .with("least", LEAST as usize)
            .with("permutations", PERMUTATIONS.0)
            .with("seed", PERMUTATIONS.1 as usize);
        drawing.legends.push(Legend { title, unit: String::new(), entries, note: Some(note.text(language)) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::sample;

    fn made(track: &str, filter: &Filter) -> Option<RiskPicture> {
        let wanted = RiskWanted { track: track.into(), bandwidth: "1500".into(), dark: false };
        RiskPicture::new(&wanted, filter, &sample::catalogue(), &Pack::bundled(), &|| false)
    }

    #[test]
    fn a_track_compares_with_all_whatever_track_is_filtered() {
        let whole = made("payment", &Filter::default()).expect("made");
        let filtered = Filter { tracks: vec!["payment".into()], ..Filter::default() };
        assert_eq!(made("payment", &filtered), Some(whole.clone()));
        assert_eq!(whole.n.0, 93);
        assert!(whole.n.1 >= MIN_OF_TRACK && whole.n.1 < 40 && (0.005..=1.0).contains(&whole.p));
        // Outlines are drawn only where the whole stands out.
        let outlined = whole.high.triangles.len() + whole.low.triangles.len() > 0;
        assert!(!outlined || whole.p <= LEVEL);
    }

    #[test]
    fn too_few_of_a_track_give_no_picture() {
        assert_eq!(made("blockchain", &Filter { founded_from: Some(2030), ..Filter::default() }), None);
        assert_eq!(made("no-such-track", &Filter::default()), None);
    }
}
