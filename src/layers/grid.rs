//! A grid of squares or hexagons over the land: how many enterprises, how dense, how much of a track, or where counts
//! stand out.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::{MultiPolygon, Polygon};

use super::classes::{ClassMethod, breaks, class_of};
use super::hot_areas::{LEVEL, PERMUTATIONS, SEED, cell_polygon, standing_out};
use super::land::lattice;
use super::{Controls, Drawing, Layer, MapInput, Param, ParamKind, palette};
use crate::catalogue::{Catalogue, Filter};
use crate::geography::{Pack, Plane};
use crate::language::{Language, Message, grouped, say};
use crate::scene::legend::{Legend, LegendEntry, Swatch};
use crate::scene::{Area, Color, Group, Item, Shape, Stroke};
use crate::spatial::lattice::{Lattice, Shape as CellShape};
use crate::statistics::location_quotient::location_quotient;

/// The layer.
#[derive(Debug)]
pub struct GridLayer;

/// What the cells say.
#[derive(Clone, Debug, PartialEq)]
pub enum GridMeasure {
    /// Enterprises with a position.
    Count,
    /// The same a square kilometre.
    DensityPerKm2,
    /// Location quotient of a track, by id.
    LocationQuotient(String),
    /// Getis and Ord's Gi*.
    GiStar,
}

/// What decides the grid, besides the rows.
#[derive(Clone, Debug, PartialEq)]
pub struct GridWanted {
    /// What the cells say.
    pub measure: GridMeasure,
    /// Their shape.
    pub shape: CellShape,
    /// Their size, metres.
    pub cell_m: f64,
}

impl GridWanted {
    /// What the layer's controls ask for.
    pub fn of(controls: &Controls<'_>) -> GridWanted {
        let measure = match controls.word("measure") {
            "density" => GridMeasure::DensityPerKm2,
            "lq" => GridMeasure::LocationQuotient(controls.word("track").to_owned()),
            "gistar" => GridMeasure::GiStar,
            _ => GridMeasure::Count,
        };
        let shape = if controls.word("cells") == "square" { CellShape::Square } else { CellShape::Hexagon };
        GridWanted { measure, shape, cell_m: controls.number("size") }
    }
}

/// Cells with fewer enterprises than this have no quotient: one more or less would turn it over.
pub const MIN_IN_CELL: u32 = 3;
/// Classes of counts and densities.
const CLASSES: usize = 5;

/// The cells of one colour.
#[derive(Clone, Debug, PartialEq)]
struct Cells {
    /// The class, and whether it is uncertain.
    class: (usize, bool),
    shape: Arc<Shape>,
    count: usize,
}

/// The grid, ready to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    cells: Vec<Cells>,
    /// Least and greatest value in each class of counts and densities.
    ranges: Vec<(f64, f64)>,
    /// Cells on land.
    pub land: usize,
    /// Cells with an enterprise.
    pub occupied: usize,
    /// Enterprises counted.
    pub n: usize,
}

impl Grid {
    /// The grid of `points`; `filter` says which rows a quotient compares. `None` where no grid can be, or when
    /// cancelled.
    pub fn new(
        wanted: &GridWanted,
        points: &[Plane],
        filter: &Filter,
        catalogue: &Catalogue,
        pack: &Pack,
        cancelled: &(dyn Fn() -> bool + Sync),
    ) -> Option<Grid> {
        let lattice = lattice(pack, wanted.shape, wanted.cell_m).ok()?;
        let counted = lattice.counts(points);
        let counts = &counted.counts;
        let mut ranges = Vec::new();
        let class: Vec<Option<(usize, bool)>> = match &wanted.measure {
            GridMeasure::Count | GridMeasure::DensityPerKm2 => {
                let per = if wanted.measure == GridMeasure::Count { 1.0 } else { cell_km2(&lattice) };
                let values: Vec<f64> = counts.iter().map(|c| f64::from(*c) / per).collect();
                let shown: Vec<f64> = values.iter().copied().filter(|v| *v > 0.0).collect();
                let ends = breaks(&shown, CLASSES, ClassMethod::from_code("natural"));
                let class = |v: f64| class_of(&ends, v).filter(|_| v > 0.0);
                ranges = (0..ends.len())
                    .map(|c| {
                        let of_class = shown.iter().filter(|v| class(**v) == Some(c));
                        of_class.fold((f64::INFINITY, 0.0f64), |(low, high), v| (low.min(*v), high.max(*v)))
                    })
                    .collect();
                values.iter().map(|v| class(*v).map(|c| (c, false))).collect()
            }
            GridMeasure::LocationQuotient(track) => quotients(track, &lattice, filter, catalogue),
            GridMeasure::GiStar => {
                let found = standing_out(&lattice, counts, cancelled)?;
                found.into_iter().map(|side| side.map(|is_hot| (usize::from(is_hot), false))).collect()
            }
        };
        let mut by_class = BTreeMap::<(usize, bool), Vec<Polygon<f64>>>::new();
        for (cell, class) in class.iter().enumerate() {
            if let Some(class) = class {
                by_class.entry(*class).or_default().push(cell_polygon(&lattice, cell));
            }
        }
        let cells = by_class.into_iter().map(|(class, cells)| Cells {
            class,
            count: cells.len(),
            shape: Arc::new(Shape::new(&MultiPolygon::new(cells))),
        });
        let cells = cells.collect();
        let occupied = counts.iter().filter(|c| **c > 0).count();
        (!cancelled()).then(|| Grid { cells, ranges, land: lattice.len(), occupied, n: counted.n })
    }
}

fn cell_km2(lattice: &Lattice) -> f64 {
    use geo::Area as _;
    if lattice.is_empty() { 1.0 } else { cell_polygon(lattice, 0).unsigned_area() / 1e6 }
}

/// The class of each cell's quotient and whether its interval spans 1; what the filter says of tracks and districts is
/// left aside, since a quotient compares with both.
fn quotients(track: &str, lattice: &Lattice, filter: &Filter, catalogue: &Catalogue) -> Vec<Option<(usize, bool)>> {
    let track = catalogue.taxonomy().index_of(track);
    let (mut all, mut own) = (vec![0u32; lattice.len()], vec![0u32; lattice.len()]);
    for row in filter.comparable().select(catalogue).iter().map(|row| catalogue.row(row)) {
        let Some(cell) = row.plane().and_then(|p| lattice.cell_at(p)) else { continue };
        all[cell] += 1;
        own[cell] += u32::from(track.is_some_and(|t| row.tracks().contains(t)));
    }
    let total = |counts: &[u32]| counts.iter().map(|c| f64::from(*c)).sum::<f64>();
    let (n_city, x_city) = (total(&all), total(&own));
    let class = |(n, x): (&u32, &u32)| {
        let found = location_quotient(f64::from(*x), f64::from(*n), x_city, n_city).filter(|_| *n >= MIN_IN_CELL)?;
        Some((palette::quotient_class(found.lq), found.low <= 1.0 && found.high >= 1.0))
    };
    all.iter().zip(&own).map(class).collect()
}

impl Layer for GridLayer {
    fn id(&self) -> &'static str {
        "grid"
    }

    fn title(&self) -> &'static str {
        "layer-grid"
    }

    fn is_default(&self) -> bool {
        false
    }

    fn params(&self) -> &'static [Param] {
        const PARAMS: &[Param] = &[
            Param {
                key: "measure",
                label: "param-measure",
                kind: ParamKind::Choice(&["count", "density", "lq", "gistar"]),
                default: "count",
            },
            Param { key: "track", label: "param-track", kind: ParamKind::Track, default: "ai-llm" },
            Param::CELLS,
            Param::cell_size(500.0, "2000"),
        ];
        PARAMS
    }

    fn draw(&self, input: &MapInput<'_>, controls: &Controls<'_>, drawing: &mut Drawing) {
        let Some(grid) = &input.numbers.grid else { return };
        let wanted = GridWanted::of(controls);
        let dark = input.is_dark();
        let color = |(class, uncertain): (usize, bool)| -> Color {
            let full = match wanted.measure {
                GridMeasure::Count | GridMeasure::DensityPerKm2 => {
                    palette::class_color("viridis", class, grid.ranges.len().max(1), dark)
                }
                GridMeasure::LocationQuotient(_) => palette::quotient_color(class, dark),
                GridMeasure::GiStar => palette::hot_color(class == 1, dark),
            };
            if uncertain { super::ground::land_color(input.ink).mix(full, palette::UNCERTAIN) } else { full }
        };
        let stroke = Some(Stroke::solid(0.5, super::ground::land_color(input.ink)));
        let area = |cells: &Cells| {
            let fill = Some(color(cells.class).alpha(0.86));
            Item::Area(Area { shape: cells.shape.clone(), fill, stroke, target: None })
        };
        drawing.groups.push(Group::plane("grid", grid.cells.iter().map(area).collect()));
        drawing.legends.push(legend(input, grid, &wanted, controls, color));
    }
}

fn legend(
    input: &MapInput<'_>,
    grid: &Grid,
    wanted: &GridWanted,
    controls: &Controls<'_>,
    color: impl Fn((usize, bool)) -> Color,
) -> Legend {
    let language = input.language;
    let of_class = |class: usize| grid.cells.iter().filter(|c| c.class.0 == class).map(|c| c.count).sum::<usize>();
    let entry = |class: usize, label: String| LegendEntry { swatch: Swatch::Fill(color((class, false))), label };
    let counted = |class: usize, label: String| {
        entry(class, Message::new("legend-grid-class").with("label", label).with("n", of_class(class)).text(language))
    };
    let (title, unit, entries) = match &wanted.measure {
        GridMeasure::Count | GridMeasure::DensityPerKm2 => {
            let is_count = wanted.measure == GridMeasure::Count;
            let said = |v: f64| if is_count { grouped(v.round() as u64) } else { format!("{v:.2}") };
            let label = |(low, high): &(f64, f64)| {
                if low == high { said(*high) } else { format!("{}–{}", said(*low), said(*high)) }
            };
            let labels: Vec<String> = grid.ranges.iter().map(label).collect();
            let unit = if is_count { "unit-enterprises" } else { "unit-per-km2" };
            (
                if is_count { "legend-grid" } else { "legend-grid-density" },
                say(language, unit),
                labels.into_iter().enumerate().map(|(c, l)| counted(c, l)).collect(),
            )
        }
        GridMeasure::LocationQuotient(_) => {
            let labels = palette::quotient_labels();
            let mut entries: Vec<LegendEntry> = labels.into_iter().enumerate().map(|(c, l)| counted(c, l)).collect();
            let pale = Swatch::Fill(color((4, true)));
            entries.push(LegendEntry { swatch: pale, label: say(language, "legend-grid-uncertain") });
            ("legend-grid-lq", track_name(input, controls, language), entries)
        }
        GridMeasure::GiStar => {
            let labels = [(1, say(language, "legend-grid-hot")), (0, say(language, "legend-grid-cold"))];
            let level = format!("q ≤ {LEVEL}");
            ("legend-grid-gistar", level, labels.into_iter().map(|(c, l)| counted(c, l)).collect())
        }
    };
    let note = match wanted.measure {
        GridMeasure::LocationQuotient(_) => Message::new("legend-grid-lq-note").with("least", MIN_IN_CELL),
        GridMeasure::GiStar => Message::new("legend-grid-gistar-note")
            .with("permutations", grouped(PERMUTATIONS.into()))
            .with("seed", SEED),
        _ => Message::new("legend-grid-note"),
    };
    let note = note
        .with("shape", say(language, super::param::choice_label(controls.word("cells"))))
        .with("metres", grouped(wanted.cell_m.round() as u64))
        .with("occupied", grouped(grid.occupied as u64))
        .with("cells", grouped(grid.land as u64))
        .with("n", grouped(grid.n as u64));
    Legend { title: say(language, title), unit, entries, note: Some(note.text(language)) }
}

fn track_name(input: &MapInput<'_>, controls: &Controls<'_>, language: Language) -> String {
    let taxonomy = input.catalogue.taxonomy();
    let track = taxonomy.index_of(controls.word("track")).and_then(|t| taxonomy.get(t));
    track.map(|t| t.name.get(language).to_owned()).unwrap_or_default()
}
