//! Shares of enterprises in a track as exact fractions.
//!
//! An enterprise with k tracks gives each 1/k; a stated weight is usually a short decimal. Both are fractions with
//! small denominators, so their sums lie on a lattice of step 1/L, L the least common multiple of the denominators:
//! 1/2 + 1/3 + 1/6 is 1, not 0.9999999999999999, and the distribution of a sum can be worked out exactly.

/// A share as a fraction in lowest terms, 0 < num ≤ den.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ratio {
    den: u32,
    num: u32,
}

/// The largest denominator a stated weight is recognised with.
const MAX_DENOMINATOR: u32 = 1000;
/// How near `weight × denominator` must be to a whole number.
const TOLERANCE: f64 = 1e-9;
/// The finest lattice sums are kept on; beyond it they are ordinary floating-point sums.
const MAX_LATTICE: u64 = 1 << 40;

impl Ratio {
    /// The whole enterprise.
    pub const ONE: Ratio = Ratio { den: 1, num: 1 };

    /// One part of `den`; `den` 0 is read as 1.
    pub fn one_of(den: u32) -> Ratio {
        Ratio { den: den.max(1), num: 1 }
    }

    /// The fraction with the least denominator up to 1000 that a weight in (0, 1] stands for, if there is one.
    pub fn from_weight(weight: f64) -> Option<Ratio> {
        if !(weight > 0.0 && weight <= 1.0 + TOLERANCE) {
            return None;
        }
        (1..=MAX_DENOMINATOR).find_map(|den| {
            let scaled = weight * f64::from(den);
            let num = scaled.round();
            (num >= 1.0 && (scaled - num).abs() < TOLERANCE).then_some(Ratio { den, num: num as u32 })
        })
    }

    /// The share as a number.
    pub fn value(self) -> f64 {
        f64::from(self.num) / f64::from(self.den)
    }

    /// The share in steps of 1/`lattice`, which must be a multiple of its denominator.
    pub fn units(self, lattice: u64) -> u64 {
        u64::from(self.num) * (lattice / u64::from(self.den))
    }
}

/// Enterprises that give the same share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeightClass {
    /// The share each gives.
    pub ratio: Ratio,
    /// How many they are.
    pub count: u64,
}

/// The enterprises of one track in one district or in the city, by the share they give.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weights {
    /// Ascending by ratio; no class is empty.
    pub classes: Vec<WeightClass>,
    /// Enterprises whose stated share is no short fraction.
    pub irregular: u64,
    /// The sum of their shares.
    pub irregular_sum: f64,
    /// The sum of the squares of their shares.
    pub irregular_sum_of_squares: f64,
}

impl Weights {
    /// `count` enterprises that each give the whole.
    pub fn ones(count: u64) -> Weights {
        let mut weights = Weights::default();
        weights.add(Ratio::ONE, count);
        weights
    }

    /// Adds `count` enterprises of a share.
    pub fn add(&mut self, ratio: Ratio, count: u64) {
        if count == 0 {
            return;
        }
        match self.classes.binary_search_by_key(&ratio, |c| c.ratio) {
            Ok(i) => self.classes[i].count += count,
            Err(i) => self.classes.insert(i, WeightClass { ratio, count }),
        }
    }

    /// Adds `count` enterprises by their weight as a number.
    pub fn add_weight(&mut self, weight: f64, count: u64) {
        match Ratio::from_weight(weight) {
            Some(ratio) => self.add(ratio, count),
            None => {
                self.irregular += count;
                self.irregular_sum += count as f64 * weight;
                self.irregular_sum_of_squares += count as f64 * weight * weight;
            }
        }
    }

    /// Adds all of `other`.
    pub fn merge(&mut self, other: &Weights) {
        other.classes.iter().for_each(|c| self.add(c.ratio, c.count));
        self.irregular += other.irregular;
        self.irregular_sum += other.irregular_sum;
        self.irregular_sum_of_squares += other.irregular_sum_of_squares;
    }

    /// Enterprises that give any share.
    pub fn count(&self) -> u64 {
        self.irregular + self.classes.iter().map(|c| c.count).sum::<u64>()
    }

    /// The lattice all shares lie on: the least common multiple of the denominators; `None` with irregular shares
    /// or past 2⁴⁰.
    pub fn lattice(&self) -> Option<u64> {
        if self.irregular > 0 {
            return None;
        }
        self.common_multiple()
    }

    fn common_multiple(&self) -> Option<u64> {
        self.classes.iter().try_fold(1u64, |lattice, c| {
            let den = u64::from(c.ratio.den);
            Some(lattice / gcd(lattice, den) * den).filter(|l| *l <= MAX_LATTICE)
        })
    }

    /// The sum of shares, exact where there is a lattice.
    pub fn sum(&self) -> f64 {
        let regular = match self.common_multiple() {
            Some(lattice) => {
                let units: u128 =
                    self.classes.iter().map(|c| u128::from(c.count) * u128::from(c.ratio.units(lattice))).sum();
                units as f64 / lattice as f64
            }
            None => self.classes.iter().map(|c| c.count as f64 * c.ratio.value()).sum(),
        };
        regular + self.irregular_sum
    }

    /// The sum of the squares of the shares.
    pub fn sum_of_squares(&self) -> f64 {
        self.classes.iter().map(|c| c.count as f64 * c.ratio.value().powi(2)).sum::<f64>()
            + self.irregular_sum_of_squares
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_fractions_are_exact() {
        let mut weights = Weights::default();
        [1.0 / 2.0, 1.0 / 3.0, 1.0 / 6.0].into_iter().for_each(|w| weights.add_weight(w, 1));
        assert_eq!(weights.sum(), 1.0);
        assert_eq!(weights.lattice(), Some(6));
        weights.merge(&Weights::ones(3));
        assert_eq!((weights.sum(), weights.count()), (4.0, 6));
    }

    #[test]
    fn stated_decimals_are_recognised_and_others_are_kept() {
        assert_eq!(Ratio::from_weight(0.6), Some(Ratio { den: 5, num: 3 }));
        assert_eq!(Ratio::from_weight(0.35), Some(Ratio { den: 20, num: 7 }));
        assert_eq!(Ratio::from_weight(0.0), None);
        assert_eq!(Ratio::from_weight(f64::NAN), None);
        let mut weights = Weights::default();
        weights.add_weight(std::f64::consts::FRAC_1_PI, 1);
        assert_eq!((weights.lattice(), weights.count()), (None, 1));
        assert!((weights.sum_of_squares() - 0.101_321_183_642_338).abs() < 1e-12);
    }
}
