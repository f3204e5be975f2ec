//! How wide a kernel is: by hand, by leave-one-out likelihood, by Sheather & Jones's rule, or by Scott's.
//!
//! - Likelihood cross-validation (Habbema et al. 1974; Duin 1976, *IEEE Trans. Comput.* C-25:1175; spatstat's
//!   `bw.ppl`): the h that maximises Σ_s m_s ln f_{−s}(x_s). Enterprises at one address are one site s of m_s
//!   enterprises and are left out together; left out one at a time, they would predict each other at distance 0 and
//!   drive h to 0.
//! - Sheather & Jones ([`super::sheather_jones`]) along each axis, the geometric mean of both, and the rate of two
//!   dimensions: h = √(h_x h_y) · n^{1/5 − 1/6}. Sites count once each. It looks at the axes apart, so two centres
//!   above one another are one to it.
//! - Scott's rule (Scott 1992, *Multivariate density estimation*): h = σ n^{−1/6}, σ² the mean of the variances in x
//!   and y. It fits one bell and is several times too wide for a city of several centres: never the default.
//!
//! Steps of the cross-validation: 40 values of h from Scott/200 to 2·Scott on a log scale, then golden-section search
//! to 10⁻⁴ around the best. Beyond [`MAX_SITES`] a sample of sites is taken by hash, and h scaled by
//! (sampled/all)^{1/6}, the rate at which the best h falls. No edge correction.
//!
//! Cost: some 60 evaluations of sites² pairs, in parallel; sums are by site in order.

use rayon::prelude::*;

use super::random;
use super::sheather_jones::sheather_jones;
use crate::geography::Plane;
use crate::language::Message;

/// How the bandwidth is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum BandwidthRule {
    /// This many metres.
    Fixed(f64),
    /// Leave-one-site-out likelihood.
    #[default]
    LikelihoodCv,
    /// Sheather & Jones's rule along each axis.
    SheatherJones,
    /// Scott's rule.
    Scott,
}

/// A bandwidth and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bandwidth {
    /// Standard deviation of the Gaussian kernel, metres.
    pub metres: f64,
    /// The rule.
    pub rule: BandwidthRule,
    /// Points with a finite position.
    pub n: usize,
    /// Different positions among them.
    pub sites: usize,
    /// Sites the rule looked at.
    pub sites_used: usize,
}

impl BandwidthRule {
    /// What a rule is called on the command line and in files, a fixed bandwidth apart.
    pub const CODES: [(&'static str, BandwidthRule); 3] =
        [("cv", BandwidthRule::LikelihoodCv), ("sj", BandwidthRule::SheatherJones), ("scott", BandwidthRule::Scott)];

    /// The rule of a code, or a fixed bandwidth of so many metres; `None` for other text.
    pub fn from_code(text: &str) -> Option<BandwidthRule> {
        let rule = BandwidthRule::CODES.iter().find(|(code, _)| *code == text).map(|(_, rule)| *rule);
        let metres = || text.parse().ok().filter(|m: &f64| m.is_finite() && *m > 0.0).map(BandwidthRule::Fixed);
        rule.or_else(metres)
    }

    /// Its code; `fixed` for a fixed bandwidth.
    pub fn code(self) -> &'static str {
        BandwidthRule::CODES.iter().find(|(_, rule)| *rule == self).map_or("fixed", |(code, _)| code)
    }

    /// Its name.
    pub fn name(self) -> Message {
        Message::new(match self {
            BandwidthRule::Fixed(_) => "spatial-bandwidth-fixed",
            BandwidthRule::LikelihoodCv => "spatial-bandwidth-cv",
            BandwidthRule::SheatherJones => "spatial-bandwidth-sj",
            BandwidthRule::Scott => "spatial-bandwidth-scott",
        })
    }
}

/// The most sites the cross-validation looks at.
pub const MAX_SITES: usize = 2_000;
/// Seed of the sample of sites.
const SEED: u64 = 0x0068_756a_696e;

/// The bandwidth of `points` (plane metres) by `rule`; `None` where it cannot be chosen: a fixed one that is not
/// positive, or fewer than three sites.
pub fn bandwidth(points: &[Plane], rule: BandwidthRule) -> Option<Bandwidth> {
    let sites = Sites::new(points);
    let n = sites.n();
    let (metres, sites_used) = match rule {
        BandwidthRule::Fixed(metres) => (Some(metres).filter(|m| *m > 0.0 && m.is_finite())?, sites.at.len()),
        BandwidthRule::Scott => (scott(&sites)?, sites.at.len()),
        BandwidthRule::SheatherJones => {
            let sample = sites.sample(MAX_SITES);
            let axis = |of: fn(&Plane) -> f64| sheather_jones(&sample.at.iter().map(of).collect::<Vec<f64>>());
            let along = (axis(|p| p.x)? * axis(|p| p.y)?).sqrt();
            let (used, all) = (sample.at.len() as f64, sites.at.len() as f64);
            (along * used.powf(0.2) * all.powf(-1.0 / 6.0), sample.at.len())
        }
        BandwidthRule::LikelihoodCv => {
            let sample = sites.sample(MAX_SITES);
            let shrink = (sample.at.len() as f64 / sites.at.len() as f64).powf(1.0 / 6.0);
            (best(&sample)? * shrink, sample.at.len())
        }
    };
    Some(Bandwidth { metres, rule, n, sites: sites.at.len(), sites_used })
}

/// Positions with the number of points at each, in order of x, then y.
#[derive(Clone, Debug, Default)]
pub struct Sites {
    at: Vec<Plane>,
    points: Vec<f64>,
}

impl Sites {
    /// The different positions of `points`; those that are not finite are left out.
    pub fn new(points: &[Plane]) -> Sites {
        let mut sorted: Vec<Plane> = points.iter().copied().filter(|p| (p.x + p.y).is_finite()).collect();
        sorted.par_sort_unstable_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
        let mut sites = Sites::default();
        for p in sorted {
            match (sites.at.last(), sites.points.last_mut()) {
                (Some(last), Some(count)) if *last == p => *count += 1.0,
                _ => {
                    sites.at.push(p);
                    sites.points.push(1.0);
                }
            }
        }
        sites
    }

    fn n(&self) -> usize {
        self.points.iter().sum::<f64>() as usize
    }

    /// At most `limit` sites, those of the least hash.
    fn sample(&self, limit: usize) -> Sites {
        if self.at.len() <= limit {
            return self.clone();
        }
        let mut order: Vec<usize> = (0..self.at.len()).collect();
        order.sort_by_cached_key(|i| (random::bits(SEED, 0, *i as u64), *i));
        order.truncate(limit);
        order.sort_unstable();
        Sites {
            at: order.iter().map(|i| self.at[*i]).collect(),
            points: order.iter().map(|i| self.points[*i]).collect(),
        }
    }

    /// Σ_s m_s ln f_{−s}(x_s) per point, f in 1/m²: the score of a bandwidth of `h` metres.
    pub fn log_likelihood(&self, h: f64) -> f64 {
        let total: f64 = self.points.iter().sum();
        let terms: Vec<f64> = (0..self.at.len())
            .into_par_iter()
            .map(|s| {
                let others = total - self.points[s];
                let ln_sum = self.ln_kernel_sum(s, 0.5 / (h * h));
                self.points[s] * (ln_sum - (others * std::f64::consts::TAU * h * h).ln())
            })
            .collect();
        terms.iter().sum::<f64>() / total
    }

    /// ln Σ_{r≠s} m_r exp(−d²·c), scaled by the nearest so that nothing underflows. Sites are in order of x, so each
    /// side ends where the terms become negligible.
    fn ln_kernel_sum(&self, s: usize, c: f64) -> f64 {
        let here = self.at[s];
        let east = |r: usize| (self.at[r].x - here.x).powi(2);
        let squared = |r: usize| east(r) + (self.at[r].y - here.y).powi(2);
        let mut nearest = f64::INFINITY;
        for r in s + 1..self.at.len() {
            if east(r) > nearest {
                break;
            }
            nearest = nearest.min(squared(r));
        }
        for r in (0..s).rev() {
            if east(r) > nearest {
                break;
            }
            nearest = nearest.min(squared(r));
        }
        let limit = nearest + NEGLIGIBLE_EXPONENT / c;
        let term = |r: usize| {
            let d2 = squared(r);
            if d2 < limit { self.points[r] * ((nearest - d2) * c).exp() } else { 0.0 }
        };
        let after: f64 = (s + 1..self.at.len()).take_while(|r| east(*r) < limit).map(term).sum();
        let before: f64 = (0..s).rev().take_while(|r| east(*r) < limit).map(term).sum();
        (after + before).ln() - nearest * c
    }
}

/// Terms of less than e^−40 of the greatest are left out.
const NEGLIGIBLE_EXPONENT: f64 = 40.0;

fn scott(sites: &Sites) -> Option<f64> {
    let n: f64 = sites.points.iter().sum();
    if sites.at.len() < 3 {
        return None;
    }
    let mean = |of: fn(&Plane) -> f64| sites.at.iter().zip(&sites.points).map(|(p, m)| m * of(p)).sum::<f64>() / n;
    let (x, y) = (mean(|p| p.x), mean(|p| p.y));
    let squares: f64 =
        sites.at.iter().zip(&sites.points).map(|(p, m)| m * ((p.x - x).powi(2) + (p.y - y).powi(2))).sum();
    Some((squares / (2.0 * (n - 1.0))).sqrt() * n.powf(-1.0 / 6.0))
}

fn best(sites: &Sites) -> Option<f64> {
    const VALUES: usize = 40;
    let scott = scott(sites)?;
    let (low, high) = ((scott / 200.0).ln(), (scott * 2.0).ln());
    let step = (high - low) / (VALUES - 1) as f64;
    let score = |ln_h: f64| sites.log_likelihood(ln_h.exp());
    let scores: Vec<f64> = (0..VALUES).map(|i| score(low + i as f64 * step)).collect();
    let top = (0..VALUES).fold(0, |best, i| if scores[i] > scores[best] { i } else { best });
    let centre = low + top as f64 * step;
    // Golden-section search between the neighbours.
    let golden = 0.5 * (5f64.sqrt() - 1.0);
    let (mut a, mut b) = (centre - step, centre + step);
    let (mut x1, mut x2) = (b - golden * (b - a), a + golden * (b - a));
    let (mut f1, mut f2) = (score(x1), score(x2));
    while b - a > 1e-4 {
        if f1 >= f2 {
            (b, x2, f2) = (x2, x1, f1);
            x1 = b - golden * (b - a);
            f1 = score(x1);
        } else {
            (a, x1, f1) = (x1, x2, f2);
            x2 = a + golden * (b - a);
            f2 = score(x2);
        }
    }
    Some((0.5 * (a + b)).exp())
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::oracle::Agreement;

    #[derive(Deserialize)]
    struct Case {
        points: Vec<[f64; 2]>,
        h: Vec<f64>,
        score: Vec<f64>,
        best: f64,
        scott: f64,
        sheather_jones: f64,
    }

    #[test]
    fn scores_and_choices_are_those_of_brute_force() {
        let cases: Vec<Case> =
            serde_json::from_str(include_str!("../../tests/oracles/bandwidth.json")).expect("fixture");
        let mut scores = Agreement::new("likelihood of a bandwidth", "numpy, all pairs", 1e-10);
        let mut choices = Agreement::new("bandwidth of greatest likelihood", "scipy minimize_scalar", 2e-3);
        let mut rules = Agreement::new("Scott's bandwidth", "numpy, the formula", 1e-12);
        let mut planar = Agreement::new("Sheather–Jones of both axes", "numpy, all pairs; scipy brentq", 1e-5);
        for c in cases {
            let points: Vec<Plane> = c.points.iter().map(|p| Plane::new(p[0], p[1])).collect();
            let sites = Sites::new(&points);
            for (h, score) in c.h.iter().zip(&c.score) {
                scores.relative(sites.log_likelihood(*h), *score, 0.0);
            }
            let ours = bandwidth(&points, BandwidthRule::LikelihoodCv).expect("bandwidth");
            choices.relative(ours.metres, c.best, 0.0);
            let scott = bandwidth(&points, BandwidthRule::Scott).expect("bandwidth");
            rules.relative(scott.metres, c.scott, 0.0);
            let sj = bandwidth(&points, BandwidthRule::SheatherJones).expect("bandwidth");
            planar.relative(sj.metres, c.sheather_jones, 0.0);
        }
    }

    #[test]
    fn a_large_set_is_sampled_and_says_so() {
        let points: Vec<Plane> = (0..6_000)
            .map(|i| {
                let draw = |k| random::below(1 << 30, 3, i, k) as f64 / (1u64 << 30) as f64 - 0.5;
                // Sums of uniforms: a bell of some 1 km.
                let bell = |k: u64| (0u64..4).map(|j| draw(k + j)).sum::<f64>() * 1_700.0;
                Plane::new(bell(0), bell(4))
            })
            .collect();
        // A smaller cap than MAX_SITES, which unoptimised code takes seconds for.
        let sample = Sites::new(&points).sample(300);
        assert_eq!((sample.at.len(), sample.n()), (300, 300));
        let cv = best(&sample).expect("bandwidth") * (300.0 / 6_000f64).powf(1.0 / 6.0);
        let scott = bandwidth(&points, BandwidthRule::Scott).expect("bandwidth");
        assert!((0.5..2.0).contains(&(cv / scott.metres)), "{cv} {}", scott.metres);
    }

    #[test]
    fn too_little_chooses_nothing() {
        let one = vec![Plane::new(5.0, 5.0); 9];
        assert_eq!(bandwidth(&one, BandwidthRule::LikelihoodCv), None);
        assert_eq!(bandwidth(&one, BandwidthRule::Scott), None);
        assert_eq!(bandwidth(&one, BandwidthRule::Fixed(0.0)), None);
        let fixed = bandwidth(&one, BandwidthRule::Fixed(300.0)).expect("fixed");
        assert_eq!((fixed.metres, fixed.n, fixed.sites), (300.0, 9, 1));
    }
}
