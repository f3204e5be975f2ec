//! Surfaces over the city: the parts of [`super::analysis`] that are densities.

use serde_json::{Value, json};

use super::analysis::{Analysis, AnalysisError, CellValue};
use super::analysis_tracks::Scope;
use crate::catalogue::Row;
use crate::geography::Plane;
use crate::language::Message;
use crate::layers::land::land;
use crate::spatial::adaptive::adaptive_density;
use crate::spatial::bandwidth::{Bandwidth, BandwidthRule, bandwidth};
use crate::spatial::density::{Density, DensityError, EdgeCorrection, density};
use crate::spatial::isolines::Surface;
use crate::spatial::mask::Mask;
use crate::spatial::relative_risk::{LEAST, relative_risk};
use crate::statistics::multiple_testing::benjamini_hochberg;

/// What an enterprise counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WeighBy {
    /// One.
    #[default]
    Enterprise,
    /// Its registered capital, 10,000 CNY; those without a figure count nothing.
    Capital,
    /// Its employees; those without a figure count nothing.
    Employees,
}

impl WeighBy {
    /// Its code, and the unit of a density weighed so.
    pub fn code_and_unit(self) -> (&'static str, &'static str) {
        match self {
            WeighBy::Enterprise => ("enterprise", "per_km2"),
            WeighBy::Capital => ("capital", "wan_cny_per_km2"),
            WeighBy::Employees => ("employees", "employees_per_km2"),
        }
    }

    fn weight(self, row: Row<'_>) -> Option<f64> {
        match self {
            WeighBy::Enterprise => Some(1.0),
            WeighBy::Capital => row.registered_capital_wan_cny(),
            WeighBy::Employees => row.employees().map(f64::from),
        }
    }
}

/// Which surface.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Kernel density.
    Density {
        /// Whether the bandwidth follows the density.
        is_adaptive: bool,
        /// What an enterprise counts.
        weigh_by: WeighBy,
    },
    /// The density of a track over that of all.
    RelativeRisk {
        /// Index of the track.
        track: usize,
        /// Random labellings.
        permutations: u32,
        /// Their seed.
        seed: u64,
    },
}

/// Which surface, and how.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Surfaces {
    /// Which.
    pub kind: Kind,
    /// Side of a cell, metres.
    pub cell_m: f64,
    /// How the bandwidth is chosen.
    pub rule: BandwidthRule,
}

/// Works out a surface over the land of a pack from the selected enterprises that are drawn.
///
/// # Errors
/// Too few points, a grid that cannot be, nobody of the track, cancellation.
pub fn surface(
    blank: Analysis,
    how: Surfaces,
    scope: Scope<'_>,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<Analysis, AnalysisError> {
    let drawn: Vec<(Row<'_>, Plane)> = scope
        .selection
        .iter()
        .map(|row| scope.catalogue.row(row))
        .filter_map(|row| Some((row, row.plane()?)))
        .collect();
    let points: Vec<Plane> = drawn.iter().map(|(_, at)| *at).collect();
    let chosen = bandwidth(&points, how.rule).ok_or(AnalysisError::TooFew { n: points.len(), least: 4 })?;
    let city = land(scope.pack, how.cell_m).map_err(|source| AnalysisError::Grid { source })?;
    let failed = |source| match source {
        DensityError::Cancelled => AnalysisError::Cancelled,
        source => AnalysisError::Density { source },
    };
    let blank = Analysis { bandwidth_m: Some(chosen.metres), cell_m: how.cell_m, ..blank };
    let edge = EdgeCorrection::Diggle;
    match how.kind {
        Kind::Density { is_adaptive, weigh_by } => {
            let weights: Vec<f64> = drawn.iter().map(|(row, _)| weigh_by.weight(*row).unwrap_or_default()).collect();
            if !weights.iter().any(|weight| *weight > 0.0) {
                return Err(AnalysisError::NoFigure);
            }
            let weights = (weigh_by != WeighBy::Enterprise).then_some(weights.as_slice());
            let estimate = if is_adaptive { adaptive_density } else { density };
            let found = estimate(&points, weights, &city, chosen.metres, edge, cancelled).map_err(failed)?;
            Ok(density_told(blank, &found, &city, &points, &chosen, (is_adaptive, weigh_by), scope))
        }
        Kind::RelativeRisk { track, permutations, seed } => {
            let is_track: Vec<bool> = drawn.iter().map(|(row, _)| row.tracks().contains(track)).collect();
            if !is_track.contains(&true) {
                return Err(AnalysisError::NoTrack);
            }
            let found = relative_risk(&points, &is_track, &city, chosen.metres, permutations, seed, cancelled)
                .map_err(failed)?;
            let p: Vec<Option<f64>> =
                found.exceedances.iter().map(|e| e.map(|e| e.two_sided_p(permutations))).collect();
            let q = benjamini_hochberg(&p);
            let class = |i: usize| match (found.ratio[i], q[i]) {
                (Some(ratio), Some(q)) if q <= 0.05 => Some(if ratio > 1.0 { "hot" } else { "cold" }),
                (Some(_), _) => Some("none"),
                _ => None,
            };
            let cells = cells_of(&city, &points, |i| CellValue {
                value: found.ratio[i],
                p: p[i],
                q: q[i],
                class: class(i),
                ..CellValue::default()
            });
            let count = |word| cells.iter().filter(|cell| cell.class == Some(word)).count();
            let parameters = json!({
                "of": scope.catalogue.taxonomy().get(track).map(|t| t.id.clone()), "n_of": found.n_track,
                "cell_m": how.cell_m, "kernel": "gaussian", "edge": "diggle", "rule": how.rule.code(),
                "sites": chosen.sites, "sites_used": chosen.sites_used, "computable": q.iter().flatten().count(),
                "least_enterprises": LEAST, "high": count("hot"), "low": count("cold"), "unit": "ratio",
            });
            let limits = Message::new("analysis-limits-risk").with("n", points.len()).with("track", found.n_track);
            Ok(Analysis {
                statistic: "risk",
                value: found.ratio.iter().flatten().copied().reduce(f64::max),
                expected: Some(1.0),
                p: Some(found.p()),
                permutations: Some(permutations),
                seed: Some(seed),
                parameters: parameters.as_object().cloned().unwrap_or_default(),
                limits: limits.text(scope.language),
                cells,
                surface: Some(of_grid(&city, found.ratio.iter().map(|v| v.unwrap_or(f64::NAN)).collect())),
                ..blank
            })
        }
    }
}

fn density_told(
    blank: Analysis,
    found: &Density,
    city: &Mask,
    points: &[Plane],
    chosen: &Bandwidth,
    (is_adaptive, weigh_by): (bool, WeighBy),
    scope: Scope<'_>,
) -> Analysis {
    let cell_m = city.cell_m;
    let per_km2 = |i: usize| f64::from(found.per_km2[i]);
    let mass: f64 = (0..found.per_km2.len()).map(per_km2).sum::<f64>() * cell_m * cell_m / 1e6;
    let (code, unit) = weigh_by.code_and_unit();
    let parameters = json!({
        "cell_m": cell_m, "kernel": "gaussian", "adaptive": is_adaptive, "edge": "diggle", "rule": chosen.rule.code(),
        "sites": chosen.sites, "sites_used": chosen.sites_used, "weigh_by": code, "weighed": found.n,
        "moved": found.moved, "outside": found.outside, "mass": mass, "unit": unit,
    });
    Analysis {
        statistic: "kde",
        value: Some(f64::from(found.max)),
        parameters: parameters.as_object().cloned().unwrap_or_default(),
        limits: Message::new("analysis-limits-kde").with("n", points.len()).text(scope.language),
        cells: cells_of(city, points, |i| CellValue { value: Some(per_km2(i)), ..CellValue::default() }),
        surface: Some(of_grid(city, (0..found.per_km2.len()).map(per_km2).collect())),
        ..blank
    }
}

/// The cells inside, with their place and count.
fn cells_of(city: &Mask, points: &[Plane], told: impl Fn(usize) -> CellValue) -> Vec<CellValue> {
    let mut counts = vec![0u32; city.inside.len()];
    points.iter().filter_map(|at| city.cell_at(*at)).for_each(|cell| counts[cell] += 1);
    let first = |v: f64| (v / city.cell_m).round() as i64;
    let (row0, column0) = (first(city.origin.y), first(city.origin.x));
    let inside = (0..city.inside.len()).filter(|i| city.inside[*i]);
    inside
        .map(|i| CellValue {
            row: row0 + (i / city.width) as i64,
            column: column0 + (i % city.width) as i64,
            count: counts[i],
            ..told(i)
        })
        .collect()
}

fn of_grid(city: &Mask, values: Vec<f64>) -> Surface {
    Surface { origin: city.origin, cell_m: city.cell_m, width: city.width, values }
}

/// Levels for the iso-lines of a surface that reaches `most`: of a density 1/16, 1/8, 1/4, 1/2 and 3/4 of it, of a
/// ratio 1, 1.5, 2, 3 and 5.
pub fn levels(statistic: &str, most: f64) -> Vec<f64> {
    match statistic {
        "risk" => vec![1.0, 1.5, 2.0, 3.0, 5.0],
        _ => [0.0625, 0.125, 0.25, 0.5, 0.75].map(|share| share * most).to_vec(),
    }
}

/// The unit of a surface's values.
pub fn unit(found: &Analysis) -> &str {
    found.parameters.get("unit").and_then(Value::as_str).unwrap_or_default()
}
