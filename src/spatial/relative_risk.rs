//! Where a track is denser than the enterprises around it: the ratio of two kernel densities.
//!
//! Source: Bithell 1990, *Stat. Med.* 9:691; Kelsall & Diggle 1995, *Stat. Med.* 14:2335; sparr (Davies, Marshall &
//! Hazelton 2018, *Stat. Med.* 37:1191). ρ(x) = (f_track(x)/n_track)/(f_all(x)/n_all), both with one bandwidth and one
//! edge correction, so what is left at the boundary cancels. 1 is what chance gives: under random labelling (each set
//! of n_track of the enterprises equally likely) the mean of f_track is f_all · n_track/n_all, exactly.
//!
//! Where all enterprises together weigh less than [`LEAST`] in the kernel's area 4πσ² the ratio is not computable: one
//! of them would decide it. p of a cell: (b+1)/(R+1), doubled; cells near each other have nearly the same test. p of
//! the whole: T = Σ f_all (ρ − 1)² over the computable cells against the same of the labellings.
//!
//! Cost: permutations × one density.

use rayon::prelude::*;

use super::density::{Density, DensityError, EdgeCorrection, density};
use super::mask::Mask;
use super::permutation::{Exceedances, shuffled};
use crate::geography::Plane;

/// Enterprises that must weigh in at a place.
pub const LEAST: f64 = 5.0;

/// The ratio of a track to all, cell by cell.
#[derive(Clone, Debug, PartialEq)]
pub struct RelativeRisk {
    /// The density of all, per km²; its cells are those of the ratio.
    pub all: Density,
    /// The ratio, 1 = as everywhere; `None` outside the city and where too few weigh in. As long as `all.per_km2`.
    pub ratio: Vec<Option<f64>>,
    /// How often a random labelling reached it.
    pub exceedances: Vec<Option<Exceedances>>,
    /// Labellings at least as uneven as the observed one.
    pub as_uneven: u32,
    /// Random labellings drawn.
    pub permutations: u32,
    /// Enterprises of the track.
    pub n_track: usize,
}

impl RelativeRisk {
    /// How often a random labelling is at least as uneven: (b+1)/(R+1).
    pub fn p(&self) -> f64 {
        f64::from(self.as_uneven + 1) / f64::from(self.permutations + 1)
    }
}

/// The ratio of the density of the points `is_track` says to that of all `points`. `cancelled` is asked in every pass.
///
/// # Errors
/// Those of [`density`]; no city where nobody is of the track.
pub fn relative_risk(
    points: &[Plane],
    is_track: &[bool],
    mask: &Mask,
    bandwidth_m: f64,
    permutations: u32,
    seed: u64,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<RelativeRisk, DensityError> {
    let of = |points: &[Plane]| density(points, None, mask, bandwidth_m, EdgeCorrection::Diggle, cancelled);
    let all = of(points)?;
    let chosen: Vec<Plane> = points.iter().zip(is_track).filter(|(_, is)| **is).map(|(p, _)| *p).collect();
    let kernel_km2 = 4.0 * std::f64::consts::PI * (bandwidth_m / 1000.0).powi(2);
    // Cells where the ratio is computable, and what the track would be there without a pattern.
    let cells: Vec<(usize, f64)> = (0..all.per_km2.len())
        .map(|i| (i, f64::from(all.per_km2[i])))
        .filter(|(_, f)| f * kernel_km2 >= LEAST)
        .map(|(i, f)| (i, f / all.mass))
        .collect();
    let ratios = |chosen: &[Plane]| -> Result<Vec<f64>, DensityError> {
        let found = of(chosen)?;
        let mass = found.mass.max(f64::MIN_POSITIVE);
        Ok(cells.iter().map(|(i, f)| f64::from(found.per_km2[*i]) / mass / f).collect())
    };
    let unevenness =
        |ratios: &[f64]| ratios.iter().zip(&cells).map(|(ratio, (_, f))| f * (ratio - 1.0).powi(2)).sum::<f64>();
    let observed = ratios(&chosen)?;
    let threshold = unevenness(&observed) * (1.0 - 1e-6);
    let none = || (vec![Exceedances::default(); cells.len()], 0u32);
    let (counts, as_uneven) = (0..permutations)
        .into_par_iter()
        .map(|r| {
            let order = shuffled(points.len(), seed, r);
            ratios(&order[..chosen.len()].iter().map(|i| points[*i as usize]).collect::<Vec<Plane>>())
        })
        .try_fold(none, |(mut counts, uneven), dealt| {
            let dealt = dealt?;
            for ((count, dealt), observed) in counts.iter_mut().zip(&dealt).zip(&observed) {
                // 32-bit sums in another order: 10⁻⁵ apart is a tie.
                let tie = 1e-5 * observed.max(1e-3);
                count.above += u32::from(*dealt >= observed - tie);
                count.below += u32::from(*dealt <= observed + tie);
            }
            Ok((counts, uneven + u32::from(unevenness(&dealt) >= threshold)))
        })
        .try_reduce(none, |(mut a, uneven), (b, more)| {
            a.iter_mut().zip(b).for_each(|(a, b)| {
                a.above += b.above;
                a.below += b.below;
            });
            Ok((a, uneven + more))
        })?;
    let (mut ratio, mut exceedances) = (vec![None; all.per_km2.len()], vec![None; all.per_km2.len()]);
    for (((i, _), value), count) in cells.iter().zip(observed).zip(counts) {
        ratio[*i] = Some(value);
        exceedances[*i] = Some(count);
    }
    Ok(RelativeRisk { all, ratio, exceedances, as_uneven, permutations, n_track: chosen.len() })
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::oracle::Agreement;
    use crate::spatial::random::below;

    #[derive(Deserialize)]
    struct Case {
        points: Vec<[f64; 2]>,
        is_track: Vec<bool>,
        bandwidth_m: f64,
        side_m: f64,
        cell_m: f64,
        ratio: Vec<f64>,
    }

    #[test]
    fn it_is_the_ratio_of_two_corrected_densities() {
        let case: Case = serde_json::from_str(include_str!("../../tests/oracles/relative_risk.json")).expect("fixture");
        let points: Vec<Plane> = case.points.iter().map(|p| Plane::new(p[0], p[1])).collect();
        let mask = Mask::full((Plane::new(0.0, 0.0), Plane::new(case.side_m, case.side_m)), case.cell_m).expect("grid");
        let found =
            relative_risk(&points, &case.is_track, &mask, case.bandwidth_m, 19, 1, &|| false).expect("densities");
        let most = case.ratio.iter().copied().fold(0.0, f64::max);
        let mut computable = 0;
        let mut agreement = Agreement::new("relative risk, of the greatest", "numpy and scipy norm, all points", 0.01);
        for (ours, wanted) in found.ratio.iter().zip(&case.ratio) {
            if let Some(ours) = ours {
                computable += 1;
                agreement.within((ours - wanted).abs() / most);
            }
        }
        assert!(computable > 100, "{computable}");
        let serial = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("pool");
        let again = serial.install(|| {
            relative_risk(&points, &case.is_track, &mask, case.bandwidth_m, 19, 1, &|| false).expect("densities")
        });
        assert_eq!(again, found);
    }

    #[test]
    fn one_quarter_taken_whole_is_found_and_nothing_else() {
        // 400 enterprises evenly over 8 km by 8 km; the track takes those of the south-west corner.
        let draw = |i: u64, k: u64| below(8_000_000, 11, i, k) as f64 / 1000.0;
        let points: Vec<Plane> = (0..400).map(|i| Plane::new(draw(i, 0), draw(i, 1))).collect();
        let is_track: Vec<bool> = points.iter().map(|p| p.x < 2_500.0 && p.y < 2_500.0).collect();
        let mask = Mask::full((Plane::new(0.0, 0.0), Plane::new(8_000.0, 8_000.0)), 400.0).expect("grid");
        let found = relative_risk(&points, &is_track, &mask, 800.0, 199, 1, &|| false).expect("densities");
        assert_eq!(found.as_uneven, 0);
        let high = |column: usize, row: usize| {
            let at = row * mask.width + column;
            found.exceedances[at].expect("computable").above == 0 && found.ratio[at].expect("computable") > 2.0
        };
        assert!(high(2, 2) && !high(17, 17) && !high(2, 17));
    }
}
