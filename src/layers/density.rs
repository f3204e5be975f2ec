//! Kernel density of the drawn enterprises: a raster in enterprises/km² whose colours do not change with the zoom.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use super::smoothing::{Grain, Smoothing};
use super::{Controls, Drawing, Layer, MapInput, Param, palette};
use crate::geography::{Pack, Plane};
use crate::language::{Language, Message, say};
use crate::scene::legend::{Legend, LegendEntry, Swatch};
use crate::scene::{Group, Image, Item, Raster};
use crate::spatial::density::{Density, EdgeCorrection, density};

/// The layer.
#[derive(Debug)]
pub struct DensityLayer;

/// What decides a density picture, besides the rows.
#[derive(Clone, Debug, PartialEq)]
pub struct DensityWanted {
    /// The code of a [bandwidth rule](crate::spatial::bandwidth::BandwidthRule), or metres.
    pub bandwidth: String,
    /// Whether it is for dark paper.
    pub dark: bool,
}

impl DensityWanted {
    /// What the layer's controls ask for.
    pub fn of(controls: &Controls<'_>, dark: bool) -> DensityWanted {
        DensityWanted { bandwidth: controls.word("bandwidth").to_owned(), dark }
    }
}

/// A density and its pixels.
#[derive(Clone, Debug)]
pub struct DensityPicture {
    /// The numbers.
    pub density: Density,
    /// Their colours.
    pub image: Image,
    /// The density that has the strongest colour, enterprises/km²: the greatest of the whole city, unless several
    /// pictures share a scale.
    pub top: f32,
}

/// Six cells to a bandwidth keep the binning error under half a percent; memory is some 10 bytes a cell.
const GRAIN: Grain = Grain { per_bandwidth: 6.0, most: 1600.0 };

impl DensityPicture {
    /// The density of points over the land of a pack; `None` without points or when cancelled.
    pub fn new(
        wanted: &DensityWanted,
        points: &[Plane],
        pack: &Pack,
        cancelled: &(dyn Fn() -> bool + Sync),
    ) -> Option<DensityPicture> {
        if points.is_empty() {
            return None;
        }
        let Smoothing { bandwidth_m, land } = Smoothing::new(&wanted.bandwidth, points, pack, GRAIN)?;
        let density = density(points, None, &land, bandwidth_m, EdgeCorrection::Diggle, cancelled).ok()?;
        let top = density.max;
        let image = colored(&density, wanted.dark, top);
        Some(DensityPicture { density, image, top })
    }

    /// The same density on the scale of others: its strongest colour stands for `top`, enterprises/km².
    pub fn on_scale(&self, top: f32, dark: bool) -> DensityPicture {
        DensityPicture { density: self.density.clone(), image: colored(&self.density, dark, top), top }
    }
}

/// The picture of a density, cut to the part of it that has colour: what is transparent costs time to paint, too.
pub(super) fn colored(density: &Density, dark: bool, top: f32) -> Image {
    let (width, height) = (density.width, density.height);
    let max = f64::from(top).max(f64::MIN_POSITIVE);
    let table: Vec<[u8; 4]> = (0..=255)
        .map(|i| {
            let c = palette::density_color(f64::from(i) / 255.0, dark);
            [c.r, c.g, c.b, c.a]
        })
        .collect();
    let level = |value: f32| (shade(f64::from(value) / max) * 255.0).round() as usize;
    let (columns, rows) = visible(density, |value| table[level(value)][3] > 0);
    let mut rgba = Vec::with_capacity(4 * columns.len() * rows.len());
    let mut hasher = DefaultHasher::new();
    (width, height, dark, top.to_bits(), density.bandwidth_m.to_bits(), density.n).hash(&mut hasher);
    // The raster's first row is the north one; the density's first is the south one.
    for row in rows.clone().rev() {
        for value in &density.per_km2[row * width..][columns.clone()] {
            value.to_bits().hash(&mut hasher);
            rgba.extend(table[level(*value)]);
        }
    }
    let raster = Raster { key: hasher.finish(), width: columns.len(), height: rows.len(), rgba };
    let corner = |column: usize, row: usize| {
        [density.origin.x + column as f64 * density.cell_m, density.origin.y + row as f64 * density.cell_m]
    };
    let (min, max) = (corner(columns.start, rows.start), corner(columns.end, rows.end));
    Image { min, max, raster: Arc::new(raster) }
}

/// Columns and rows that hold every cell with colour and a clear margin of one; the first cell where none has.
fn visible(density: &Density, has_color: impl Fn(f32) -> bool) -> (Range<usize>, Range<usize>) {
    let (mut west, mut east, mut south, mut north) = (density.width, 0, density.height, 0);
    for (row, values) in density.per_km2.chunks_exact(density.width).enumerate() {
        if let Some(first) = values.iter().position(|v| has_color(*v)) {
            let last = values.iter().rposition(|v| has_color(*v)).unwrap_or(first);
            (west, east) = (west.min(first.saturating_sub(1)), east.max((last + 2).min(density.width)));
            (south, north) = (south.min(row.saturating_sub(1)), (row + 2).min(density.height));
        }
    }
    if north == 0 { (0..1, 0..1) } else { (west..east, south..north) }
}

/// Position on the colour ramp of a density as a share of the greatest: the square root, so that lesser clusters show.
fn shade(share: f64) -> f64 {
    share.clamp(0.0, 1.0).sqrt()
}

impl Layer for DensityLayer {
    fn id(&self) -> &'static str {
        "density"
    }

    fn title(&self) -> &'static str {
        "layer-density"
    }

    fn is_default(&self) -> bool {
        false
    }

    fn params(&self) -> &'static [Param] {
        const PARAMS: &[Param] = &[Param::bandwidth(150.0, 50.0, "cv")];
        PARAMS
    }

    fn draw(&self, input: &MapInput<'_>, controls: &Controls<'_>, drawing: &mut Drawing) {
        let Some(picture) = &input.numbers.density else { return };
        let density = &picture.density;
        drawing.groups.push(Group::plane("density", vec![Item::Image(picture.image.clone())]));
        drawing.legends.push(legend(input, controls, density, picture.top));
    }
}

fn legend(input: &MapInput<'_>, controls: &Controls<'_>, density: &Density, top: f32) -> Legend {
    let note = Message::new("legend-bandwidth")
        .with("metres", crate::language::grouped(density.bandwidth_m.round() as u64))
        .with("rule", rule_name(controls.word("bandwidth"), input.language))
        .with("n", density.n)
        .text(input.language);
    Legend {
        title: say(input.language, "legend-density"),
        unit: say(input.language, "unit-per-km2"),
        entries: vec![ramp(top, input.is_dark())],
        note: Some(note),
    }
}

/// The ramp from no enterprises to `top`, enterprises/km².
pub(super) fn ramp(top: f32, dark: bool) -> LegendEntry {
    const STEPS: usize = 24;
    let max = f64::from(top);
    let colors = (0..=STEPS).map(|k| palette::density_color(k as f64 / STEPS as f64, dark)).collect();
    // Two figures of the least number on the ramp.
    let decimals = (1.0 - (max * 0.0625).max(1e-6).log10().floor()).clamp(0.0, 4.0) as usize;
    // The ramp goes by the square root: its quarters stand for 0, 1/16, 1/4, 9/16 and all of the greatest density.
    let labels = [0.0, 0.0625, 0.25, 0.5625, 1.0].map(|t| crate::scene::scale::number(t * max, decimals)).to_vec();
    LegendEntry { swatch: Swatch::Ramp { colors, labels }, label: String::new() }
}

/// How a bandwidth was chosen, by its word in the layer's control.
pub(super) fn rule_name(word: &str, language: Language) -> String {
    let id = match word {
        "cv" => "param-cv",
        "sj" => "param-sj",
        "scott" => "param-scott",
        _ => "param-fixed",
    };
    say(language, id)
}
