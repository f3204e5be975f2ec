//! Hot and cold areas: cells whose neighbourhood holds more, or fewer, enterprises than chance would put there.

use std::sync::Arc;

use geo::{LineString, Polygon, unary_union};

use super::land::lattice;
use super::{Controls, Drawing, Layer, MapInput, Param, palette};
use crate::geography::{Pack, Plane};
use crate::language::{Message, grouped, say};
use crate::scene::legend::{Legend, LegendEntry, Swatch};
use crate::scene::{Area, Group, Item, Shape, Stroke};
use crate::spatial::getis_ord::{Dealt, getis_ord};
use crate::spatial::lattice::{Lattice, Shape as CellShape};
use crate::spatial::weights::{Standardisation, Weights};
use crate::statistics::multiple_testing::benjamini_hochberg;

/// The layer.
#[derive(Debug)]
pub struct HotAreasLayer;

/// What decides the hot areas, besides the rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HotAreasWanted {
    /// Shape of the cells.
    pub shape: CellShape,
    /// Their size, metres.
    pub cell_m: f64,
}

impl HotAreasWanted {
    /// What the layer's controls ask for.
    pub fn of(controls: &Controls<'_>) -> HotAreasWanted {
        let shape = if controls.word("cells") == "square" { CellShape::Square } else { CellShape::Hexagon };
        HotAreasWanted { shape, cell_m: controls.number("size") }
    }
}

/// Cells that stand out on one side.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standouts {
    /// How many, those with q ≤ [`LEVEL`].
    pub cells: usize,
    /// Enterprises in them.
    pub enterprises: u32,
    /// Their outline, neighbours joined, plane metres.
    pub outline: Arc<Shape>,
}

/// The cells that stand out, and what they rest on.
#[derive(Clone, Debug, PartialEq)]
pub struct HotAreas {
    /// More enterprises around than by chance.
    pub hot: Standouts,
    /// Fewer.
    pub cold: Standouts,
    /// Cells looked at.
    pub cells: usize,
    /// Enterprises counted.
    pub n: usize,
}

/// Greatest q of an area that is shown.
pub const LEVEL: f64 = 0.05;
/// How much the cells tint what is beneath them.
const TINT: f32 = 0.18;
/// Permutations: enough for the q of a single cell among two thousand, whose least p is 2/(R + 1).
pub const PERMUTATIONS: u32 = 99_999;
/// Their seed.
pub const SEED: u64 = 1;

impl HotAreas {
    /// The areas of points on the land of a pack; `None` where counts do not differ or a grid cannot be, or when
    /// cancelled.
    pub fn new(
        wanted: HotAreasWanted,
        points: &[Plane],
        pack: &Pack,
        cancelled: &(dyn Fn() -> bool + Sync),
    ) -> Option<HotAreas> {
        let lattice = lattice(pack, wanted.shape, wanted.cell_m).ok()?;
        let counted = lattice.counts(points);
        let sides = standing_out(&lattice, &counted.counts, cancelled)?;
        let standouts = |is_hot: bool| {
            let chosen: Vec<usize> = (0..lattice.len()).filter(|i| sides[*i] == Some(is_hot)).collect();
            let cells: Vec<Polygon<f64>> = chosen.iter().map(|i| cell_polygon(&lattice, *i)).collect();
            let enterprises = chosen.iter().map(|i| counted.counts[*i]).sum();
            Standouts { cells: cells.len(), enterprises, outline: Arc::new(Shape::new(&unary_union(&cells))) }
        };
        let (hot, cold) = (standouts(true), standouts(false));
        Some(HotAreas { hot, cold, cells: lattice.len(), n: counted.n })
    }
}

/// Which cells stand out by Gi* with q ≤ [`LEVEL`]: hot ones `true`, cold ones `false`. `None` where counts do not
/// differ, or when cancelled.
pub fn standing_out(
    lattice: &Lattice,
    counts: &[u32],
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Option<Vec<Option<bool>>> {
    let weights = Weights::queen(lattice, Standardisation::Row);
    let values: Vec<f64> = counts.iter().map(|c| f64::from(*c)).collect();
    let found = getis_ord(&values, &weights, true, Dealt::All, PERMUTATIONS, SEED, cancelled).ok()?;
    let p: Vec<Option<f64>> = found.exceedances.iter().map(|e| e.map(|e| e.two_sided_p(PERMUTATIONS))).collect();
    let q = benjamini_hochberg(&p);
    Some((0..lattice.len()).map(|i| q[i].filter(|q| *q <= LEVEL).and(found.values[i]).map(|z| z > 0.0)).collect())
}

/// The outline of a cell, plane metres.
pub fn cell_polygon(lattice: &Lattice, cell: usize) -> Polygon<f64> {
    let (column, row) = lattice.place(cell);
    let ring: Vec<(f64, f64)> =
        lattice.shape().corners(column, row, lattice.cell_m()).iter().map(|c| (c.x, c.y)).collect();
    Polygon::new(LineString::from(ring), Vec::new())
}

impl Layer for HotAreasLayer {
    fn id(&self) -> &'static str {
        "hot-areas"
    }

    fn title(&self) -> &'static str {
        "layer-hot-areas"
    }

    fn is_default(&self) -> bool {
        false
    }

    fn params(&self) -> &'static [Param] {
        const PARAMS: &[Param] = &[Param::CELLS, Param::cell_size(1_000.0, "3000")];
        PARAMS
    }

    fn draw(&self, input: &MapInput<'_>, controls: &Controls<'_>, drawing: &mut Drawing) {
        let Some(found) = &input.numbers.hot_areas else { return };
        let color = |is_hot: bool| palette::hot_color(is_hot, input.is_dark());
        // The outline runs on a line of paper, so that it is seen on a surface of its own colour.
        let areas = |(is_hot, found): (bool, &Standouts)| {
            let (color, paper) = (color(is_hot), input.ink.halo);
            [(Some(color.alpha(TINT)), 4.2, paper), (None, 1.8, color)].map(|(fill, width_pt, line)| {
                let stroke = Some(Stroke::solid(width_pt, line));
                Item::Area(Area { shape: found.outline.clone(), fill, stroke, target: None })
            })
        };
        let sides = [(true, &found.hot), (false, &found.cold)];
        let items = sides.into_iter().filter(|(_, found)| found.cells > 0).flat_map(areas).collect();
        drawing.groups.push(Group::plane("hot-areas", items));
        let entry = |is_hot: bool, found: &Standouts, label: &'static str| LegendEntry {
            swatch: Swatch::Fill(color(is_hot).alpha(2.0 * TINT)),
            label: Message::new(label)
                .with("n", found.cells)
                .with("firms", found.enterprises as usize)
                .text(input.language),
        };
        let note = Message::new("legend-hot-note")
            .with("shape", say(input.language, super::param::choice_label(controls.word("cells"))))
            .with("metres", grouped(controls.number("size").round() as u64))
            .with("cells", grouped(found.cells as u64))
            .with("n", found.n)
            .with("permutations", grouped(u64::from(PERMUTATIONS)))
            .with("seed", SEED);
        drawing.legends.push(Legend {
            title: say(input.language, "legend-hot"),
            unit: String::new(),
            entries: vec![entry(true, &found.hot, "legend-hot-more"), entry(false, &found.cold, "legend-hot-fewer")],
            note: Some(note.text(input.language)),
        });
    }
}
