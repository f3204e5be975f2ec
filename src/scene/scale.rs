//! Lengths of scale bars, and how numbers are written on a map.

use super::Frame;

/// A scale bar: a round length on the ground and its length on the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScaleBar {
    /// Length on the ground, metres: 1, 2 or 5 times a power of ten.
    pub length_m: f64,
    /// Length on the page, points.
    pub length_pt: f64,
    /// Into how many equal parts it is divided: 2, or 4 or 5 where the parts are round.
    pub parts: u8,
}

/// The greatest of 1, 2 and 5 times a power of ten that is not above `limit`, which must be positive.
pub fn nice_below(limit: f64) -> f64 {
    let power = 10f64.powf(limit.log10().floor());
    // A limit such as 999.9999999 is meant to be 1000.
    let digit = [10.0, 5.0, 2.0, 1.0].into_iter().find(|d| d * power <= limit * (1.0 + 1e-9)).unwrap_or(1.0);
    digit * power
}

impl ScaleBar {
    /// The longest bar with a round length that fits `max_width_pt` on a map.
    pub fn fit(frame: &Frame, max_width_pt: f64) -> ScaleBar {
        let length_m = nice_below((max_width_pt * frame.metres_per_pt).max(1e-3));
        let leading = (length_m / 10f64.powf(length_m.log10().floor() + 1e-9)).round();
        let parts = if leading == 5.0 { 5 } else { 2 };
        ScaleBar { length_m, length_pt: length_m / frame.metres_per_pt, parts }
    }

    /// Whether it is labelled in kilometres.
    pub fn in_km(&self) -> bool {
        self.length_m >= 1000.0
    }

    /// The length in the unit it is labelled with.
    pub fn length(&self) -> f64 {
        if self.in_km() { self.length_m / 1000.0 } else { self.length_m }
    }
}

/// The scale as the denominator of a representative fraction: 1 : this.
pub fn denominator(frame: &Frame) -> f64 {
    frame.metres_per_pt / (0.0254 / 72.0)
}

/// A number with at most `decimals` decimals, without trailing zeros, and a true minus sign.
pub fn number(value: f64, decimals: usize) -> String {
    let fixed = format!("{:.decimals$}", value.abs());
    let short = if fixed.contains('.') { fixed.trim_end_matches('0').trim_end_matches('.') } else { &fixed };
    let (whole, rest) = short.split_once('.').map_or((short, None), |(whole, rest)| (whole, Some(rest)));
    let mut out = if value < 0.0 && short != "0" { "−".to_owned() } else { String::new() };
    match whole.parse::<u64>() {
        Ok(whole) => out.push_str(&crate::language::grouped(whole)),
        Err(_) => out.push_str(whole),
    }
    if let Some(rest) = rest {
        out.push('.');
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geography::Plane;

    #[test]
    fn bars_are_round_and_fit() {
        for (metres_per_pt, length_m, parts) in
            [(100.0, 10_000.0, 2), (50.0, 5_000.0, 5), (1.0, 100.0, 2), (999.0, 50_000.0, 5), (0.02, 2.0, 2)]
        {
            let frame = Frame { centre: Plane::new(0.0, 0.0), metres_per_pt, size_pt: [500.0, 400.0] };
            let bar = ScaleBar::fit(&frame, 100.0);
            assert_eq!((bar.length_m, bar.parts), (length_m, parts), "{metres_per_pt}");
            assert!(bar.length_pt <= 100.0 + 1e-6 && bar.length_pt > 39.0);
        }
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!(number(0.5, 2), "0.5");
        assert_eq!(number(12_345.0, 0), "12\u{202f}345");
        assert_eq!(number(-1.25, 1), "−1.2");
        assert_eq!(number(-0.001, 2), "0");
        assert_eq!(number(100.0, 0), "100");
    }
}
