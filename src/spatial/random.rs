//! Counter-based random numbers: a draw is a pure function of (seed, stream, index), so any order of evaluation,
//! on any number of threads, gives the same numbers.
//!
//! Source: Steele, Lea & Flood 2014, *Fast splittable pseudorandom number generators* (OOPSLA), the finaliser of
//! SplitMix64 with Stafford's variant 13 constants; the idea of a counter instead of a state: Salmon et al. 2011,
//! *Parallel random numbers: as easy as 1, 2, 3* (SC11). Not for secrets.

/// 64 random bits of draw `index` of `stream` under `seed`.
pub fn bits(seed: u64, stream: u64, index: u64) -> u64 {
    const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
    mix(mix(mix(seed.wrapping_add(GOLDEN)) ^ stream.wrapping_mul(GOLDEN)).wrapping_add(index.wrapping_mul(GOLDEN)))
}

/// A uniform whole number in `0..bound`; 0 where `bound` is 0. The bias of the multiply-shift is below `bound`/2⁶⁴.
pub fn below(bound: u64, seed: u64, stream: u64, index: u64) -> u64 {
    ((u128::from(bits(seed, stream, index)) * u128::from(bound)) >> 64) as u64
}

/// A number in [0, 1) with 53 random bits.
pub fn unit(seed: u64, stream: u64, index: u64) -> f64 {
    (bits(seed, stream, index) >> 11) as f64 / (1u64 << 53) as f64
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_even_and_streams_differ() {
        let mut counts = [0u32; 10];
        for i in 0..100_000 {
            counts[below(10, 7, 3, i) as usize] += 1;
        }
        // χ² with 9 degrees of freedom; 27.9 is its 99.9 % point.
        let chi2: f64 = counts.iter().map(|&c| (f64::from(c) - 1e4).powi(2) / 1e4).sum();
        assert!(chi2 < 27.9, "{chi2}");
        assert_ne!(bits(7, 0, 1), bits(7, 1, 0));
        assert_eq!(below(0, 1, 2, 3), 0);
    }
}
