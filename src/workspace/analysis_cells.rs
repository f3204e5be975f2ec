//! Autocorrelation of enterprises counted on square or hexagonal cells: the parts of [`super::analysis`] that have a lattice.

use serde_json::json;

use super::analysis::{Analysis, AnalysisError, CellValue};
use crate::geography::{Pack, Plane};
use crate::language::{Language, Message};
use crate::layers::land::lattice;
use crate::spatial::getis_ord::{Dealt, getis_ord};
use crate::spatial::lattice::{CellCounts, Lattice, Shape};
use crate::spatial::moran::{local_moran, moran};
use crate::spatial::permutation::Exceedances;
use crate::spatial::weights::{Criterion, Standardisation, Weights, WeightsError};
use crate::statistics::multiple_testing::benjamini_hochberg;

/// Which autocorrelation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Moran's I of the whole.
    Moran,
    /// Local Moran's I.
    LocalMoran,
    /// Getis–Ord Gi*.
    GiStar,
}

/// How it is worked out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lattices {
    /// Shape of the cells.
    pub shape: Shape,
    /// Size of a cell, metres.
    pub cell_m: f64,
    /// What makes two cells neighbours.
    pub criterion: Criterion,
    /// What a permutation of Gi* deals; those of local Moran's I always deal the others.
    pub dealt: Dealt,
    /// Permutations.
    pub permutations: u32,
    /// Their seed.
    pub seed: u64,
}

/// Greatest q of a cell that is called something.
const LEVEL: f64 = 0.05;

/// Autocorrelation of `points` counted on the land of a pack.
///
/// # Errors
/// A grid that cannot be, counts that do not differ, cancellation.
pub fn autocorrelation(
    blank: Analysis,
    form: Form,
    how: &Lattices,
    points: &[Plane],
    pack: &Pack,
    language: Language,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<Analysis, AnalysisError> {
    let lattice = lattice(pack, how.shape, how.cell_m).map_err(|source| AnalysisError::Grid { source })?;
    let counted = lattice.counts(points);
    let weights = weights(&lattice, how, cancelled).map_err(|source| AnalysisError::Weights { source })?;
    let values: Vec<f64> = counted.counts.iter().map(|c| f64::from(*c)).collect();
    let failed = |source| AnalysisError::Autocorrelation { source };
    let (permutations, seed) = (how.permutations, how.seed);
    let parameters = json!({
        "shape": how.shape.code(), "cell_m": how.cell_m, "cells": lattice.len(), "islands": weights.islands().len(),
        "mean_neighbours": weights.mean_neighbours(), "standardisation": "row", "counted": counted.n,
        "outside": counted.outside, "coincident": counted.coincident,
    });
    let base = Analysis {
        permutations: Some(permutations),
        seed: Some(seed),
        weights: Some(weights_name(how.criterion)),
        parameters: parameters.as_object().cloned().unwrap_or_default(),
        limits: Message::new(limits(form))
            .with("n", counted.n)
            .with("cells", lattice.len())
            .with("shape", how.shape.code())
            .text(language),
        cell_m: how.cell_m,
        shape: how.shape,
        ..blank
    };
    match form {
        Form::Moran => {
            let found = moran(&values, &weights, permutations, seed, cancelled).map_err(failed)?;
            let mut whole = Analysis {
                statistic: "moran",
                value: Some(found.value),
                expected: Some(found.expected),
                p: Some(found.exceedances.two_sided_p(permutations)),
                ..base
            };
            whole.parameters.insert("z_random".into(), found.z_random().into());
            whole.parameters.insert("variance_random".into(), found.variance_random.into());
            Ok(whole)
        }
        Form::LocalMoran => {
            let found = local_moran(&values, &weights, permutations, seed, cancelled).map_err(failed)?;
            let class = |i: usize| found.quadrants[i].map(|q| q.code());
            let cells = Cells { lattice: &lattice, counted: &counted, permutations, exceedances: &found.exceedances };
            Ok(cells.told(Analysis { statistic: "lisa", ..base }, &found.values, None, class))
        }
        Form::GiStar => {
            let found = getis_ord(&values, &weights, true, how.dealt, permutations, seed, cancelled).map_err(failed)?;
            let class = |i: usize| found.values[i].map(|z| if z > 0.0 { "hot" } else { "cold" });
            let cells = Cells { lattice: &lattice, counted: &counted, permutations, exceedances: &found.exceedances };
            let mut base = base;
            base.parameters.insert("dealt".into(), how.dealt.code().into());
            Ok(cells.told(Analysis { statistic: "gistar", ..base }, &found.values, Some(&found.values), class))
        }
    }
}

fn weights(lattice: &Lattice, how: &Lattices, cancelled: &(dyn Fn() -> bool + Sync)) -> Result<Weights, WeightsError> {
    match how.criterion {
        Criterion::Rook => Ok(Weights::rook(lattice, Standardisation::Row)),
        Criterion::DistanceBand { radius_m } => {
            Weights::distance_band(&lattice.centres(), radius_m, Standardisation::Row, cancelled)
        }
        Criterion::Queen | Criterion::Given => Ok(Weights::queen(lattice, Standardisation::Row)),
    }
}

/// Message id of what to bear in mind: one number for all cells has p, cell by cell there is q.
fn limits(form: Form) -> &'static str {
    match form {
        Form::Moran => "analysis-limits-moran",
        Form::LocalMoran | Form::GiStar => "analysis-limits-cells",
    }
}

fn weights_name(criterion: Criterion) -> String {
    match criterion {
        Criterion::Rook => "rook".to_owned(),
        Criterion::DistanceBand { radius_m } => format!("band:{radius_m}"),
        Criterion::Queen | Criterion::Given => "queen".to_owned(),
    }
}

struct Cells<'a> {
    lattice: &'a Lattice,
    counted: &'a CellCounts,
    permutations: u32,
    exceedances: &'a [Option<Exceedances>],
}

impl Cells<'_> {
    /// The analysis with its cells: p, q over all of them, and a word for those that stand out. Its value is the
    /// number of those.
    fn told(
        &self,
        analysis: Analysis,
        values: &[Option<f64>],
        z: Option<&[Option<f64>]>,
        class: impl Fn(usize) -> Option<&'static str>,
    ) -> Analysis {
        let p: Vec<Option<f64>> =
            self.exceedances.iter().map(|e| e.map(|e| e.two_sided_p(self.permutations))).collect();
        let q = benjamini_hochberg(&p);
        let cell = |i: usize| {
            let (column, row) = self.lattice.place(i);
            let stands_out = q[i].is_some_and(|q| q <= LEVEL);
            CellValue {
                row,
                column,
                count: self.counted.counts[i],
                value: values[i],
                z: z.and_then(|z| z[i]),
                p: p[i],
                q: q[i],
                class: if stands_out { class(i) } else { p[i].map(|_| "none") },
            }
        };
        let cells: Vec<CellValue> = (0..self.lattice.len()).map(cell).collect();
        let found = cells.iter().filter(|c| c.class.is_some_and(|class| class != "none")).count();
        Analysis { value: Some(found as f64), cells, ..analysis }
    }
}
