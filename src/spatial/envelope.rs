//! A curve among those that labelling at random could give: bands, and one p for the whole curve.
//!
//! Source: Myllymäki et al. 2017, *J. R. Stat. Soc. B* 79:381, the studentised maximum deviation. Each curve is
//! measured by its greatest deviation from the mean, in standard deviations at that distance, over all distances. The
//! observed curve is one of those that labelling at random could give, so it counts in mean and deviation.
//!
//! A curve outside the pointwise band somewhere is no finding: with many distances one nearly always is. Outside the
//! global band it is one at the level of 5 %.

/// Bands of 95 % by distance, and the p of the curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Envelope {
    /// Lower end of the band that holds 95 % at this distance alone.
    pub low: Vec<Option<f64>>,
    /// Its upper end.
    pub high: Vec<Option<f64>>,
    /// Lower end of the band that holds 95 % of whole curves.
    pub global_low: Vec<Option<f64>>,
    /// Its upper end.
    pub global_high: Vec<Option<f64>>,
    /// p of the whole curve, (b + 1)/(R + 1).
    pub p: f64,
}

/// The envelope of `values` from `simulated` curves of the same length.
pub fn envelope(values: &[Option<f64>], simulated: &[Vec<Option<f64>>]) -> Envelope {
    let moments: Vec<Option<(f64, f64)>> = (0..values.len())
        .map(|k| {
            let at: Vec<f64> = simulated.iter().filter_map(|c| c[k]).chain(values[k]).collect();
            let mean = at.iter().sum::<f64>() / at.len().max(1) as f64;
            let variance = at.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / at.len().max(1) as f64;
            (variance > 0.0).then(|| (mean, variance.sqrt()))
        })
        .collect();
    let greatest = |curve: &[Option<f64>]| {
        let deviations = curve.iter().zip(&moments).filter_map(|(v, m)| v.zip(*m));
        deviations.map(|(v, (mean, sd))| ((v - mean) / sd).abs()).fold(0.0, f64::max)
    };
    let observed = greatest(values);
    let mut all: Vec<f64> = simulated.iter().map(|curve| greatest(curve)).collect();
    let reached = all.iter().filter(|d| **d >= observed - 1e-12).count();
    all.push(observed);
    all.sort_by(f64::total_cmp);
    let widest = all[((all.len() - 1) as f64 * 0.95).ceil() as usize];
    let global = |side: f64| moments.iter().map(|m| m.map(|(mean, sd)| mean + side * widest * sd)).collect();
    let pointwise = |part: f64| -> Vec<Option<f64>> {
        (0..values.len())
            .map(|k| {
                let mut at: Vec<f64> = simulated.iter().filter_map(|curve| curve[k]).collect();
                at.sort_by(f64::total_cmp);
                (!at.is_empty()).then(|| at[((at.len() - 1) as f64 * part).round() as usize])
            })
            .collect()
    };
    Envelope {
        low: pointwise(0.025),
        high: pointwise(0.975),
        global_low: global(-1.0),
        global_high: global(1.0),
        p: (reached + 1) as f64 / (simulated.len() + 1) as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spatial::random::below;

    /// Curves of sums of random steps, as cumulative curves are.
    fn walk(i: u64) -> Vec<Option<f64>> {
        let mut at = 0.0;
        let mut step = |k| {
            at += below(1 << 20, 5, i, k) as f64 / f64::from(1 << 20) - 0.5;
            Some(at)
        };
        (0..12).map(&mut step).collect()
    }

    #[test]
    fn as_many_curves_leave_the_global_band_as_it_says() {
        let simulated: Vec<_> = (0..199).map(walk).collect();
        let leaves = |curve: &[Option<f64>], e: &Envelope| {
            (0..12).any(|k| curve[k] < e.global_low[k] || curve[k] > e.global_high[k])
        };
        let (mut out, mut rejected) = (0, 0);
        for i in 0..400 {
            let curve = walk(1_000 + i);
            let found = envelope(&curve, &simulated);
            out += u32::from(leaves(&curve, &found));
            rejected += u32::from(found.p <= 0.05);
        }
        assert!((8..=34).contains(&out), "{out} of 400");
        assert!(rejected.abs_diff(out) <= 2, "{rejected} rejected, {out} outside");
    }
}
