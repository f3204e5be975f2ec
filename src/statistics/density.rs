//! Enterprises per km² of land.

/// `count` enterprises over `land_km2` square kilometres of land; `None` where the area is not positive and finite.
///
/// The area is the one the caller passes: land without water, as the boundary pack states it.
pub fn density_per_km2(count: f64, land_km2: f64) -> Option<f64> {
    (land_km2 > 0.0 && land_km2.is_finite()).then(|| count / land_km2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_must_be_positive() {
        assert_eq!(density_per_km2(6.0, 3.0), Some(2.0));
        assert_eq!(density_per_km2(6.0, 0.0), None);
        assert_eq!(density_per_km2(6.0, f64::NAN), None);
        assert_eq!(density_per_km2(6.0, f64::INFINITY), None);
    }
}
