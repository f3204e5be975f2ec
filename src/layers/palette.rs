//! The colours of numbers and of tracks.
//!
//! Sequential colours are ColorBrewer's and matplotlib's, perceptually even and safe for colour-blind readers. No
//! seventeen colours are told apart by everyone: tracks are always named beside their colour, too.

use colorous::Gradient;

use crate::scene::Color;

/// The colour of clusters: no track has it.
pub const CLUSTER: Color = Color::hex(0x7b1fa2);

/// The colour of what is selected: no track, class or district has it.
pub const SELECTION: Color = Color::hex(0xd9380f);

/// Words of the sequential palettes, as settings take them.
pub const SEQUENTIAL: &[&str] = &["teal", "blues", "oranges", "viridis", "greys"];

fn gradient(name: &str) -> Gradient {
    match name {
        "blues" => colorous::BLUES,
        "oranges" => colorous::ORANGES,
        "viridis" => colorous::VIRIDIS,
        "greys" => colorous::GREYS,
        _ => colorous::YELLOW_GREEN_BLUE,
    }
}

fn color(c: colorous::Color) -> Color {
    Color { r: c.r, g: c.g, b: c.b, a: 255 }
}

/// The colour of class `index` of `classes`, weakest first. On dark paper strong values are light.
pub fn class_color(palette: &str, index: usize, classes: usize, dark: bool) -> Color {
    let t = if classes <= 1 { 0.6 } else { index as f64 / (classes - 1) as f64 };
    if palette == "viridis" {
        return color(gradient(palette).eval_continuous(if dark { 0.25 + 0.67 * t } else { 0.92 - 0.84 * t }));
    }
    if dark {
        // From the paper's own dark blue up to the palette's light end, so that strong values shine.
        let strong = color(gradient(palette).eval_continuous(0.25));
        // The weakest class is still told from bare land.
        let weak = color(gradient(palette).eval_continuous(0.75)).mix(Color::hex(0x131a22), 0.2);
        return weak.mix(strong, (t * t * 0.35 + t * 0.65) as f32);
    }
    // The lightest grey still is darker than bare land.
    let lightest = if palette == "greys" { 0.2 } else { 0.06 };
    color(gradient(palette).eval_continuous(lightest + (0.78 - lightest) * t))
}

/// The colour of a density as a share `t` of the greatest, 0 to 1; transparent towards 0.
pub fn density_color(t: f64, dark: bool) -> Color {
    let t = t.clamp(0.0, 1.0);
    let (base, opacity) = if dark {
        (colorous::INFERNO.eval_continuous(0.25 + 0.72 * t), (t * 5.0).min(0.92))
    } else {
        (colorous::YELLOW_ORANGE_RED.eval_continuous(0.12 + 0.86 * t), (t * 5.0).min(0.88))
    };
    color(base).alpha(opacity as f32)
}

/// Least values of the classes of a location quotient but the lowest; the middle class holds 1.
pub const QUOTIENTS: [f64; 4] = [0.5, 0.8, 1.25, 2.0];

/// The class of a location quotient.
pub fn quotient_class(lq: f64) -> usize {
    QUOTIENTS.iter().filter(|least| lq >= **least).count()
}

/// What the classes of a location quotient hold, the lowest first.
pub fn quotient_labels() -> [String; 5] {
    let [a, b, c, d] = QUOTIENTS.map(|v| v.to_string());
    [format!("< {a}"), format!("{a}–{b}"), format!("{b}–{c}"), format!("{c}–{d}"), format!("≥ {d}")]
}

/// How much of the colour of a quotient is left where its interval spans 1.
pub const UNCERTAIN: f32 = 0.3;

/// Far under 1, about 1 and far over it on dark paper, where what is farthest from 1 shines.
const DARK_RATIOS: [Color; 3] = [Color::hex(0xb9a8f5), Color::hex(0x4a4f55), Color::hex(0xffb454)];

/// The colour of a location quotient: purple under 1, orange over it, which colour-blind readers tell apart. The
/// farther from 1, the farther from the paper.
pub fn quotient_color(class: usize, dark: bool) -> Color {
    let class = class.min(4);
    if dark {
        return ratio_color(class as f64 / 2.0 - 1.0, true);
    }
    let t = [0.95, 0.75, 0.5, 0.25, 0.08][class];
    let on_paper = color(colorous::PURPLE_ORANGE.eval_continuous(1.0 - t));
    if class == 2 { Color::hex(0xe3ddd3) } else { on_paper }
}

/// The colour of a ratio by its place `t` from −1 (far under 1) through 0 (1) to 1 (far over it), as quotients'.
pub fn ratio_color(t: f64, dark: bool) -> Color {
    let t = t.clamp(-1.0, 1.0);
    if dark {
        let [low, middle, high] = DARK_RATIOS;
        return middle.mix(if t < 0.0 { low } else { high }, t.abs() as f32);
    }
    color(colorous::PURPLE_ORANGE.eval_continuous(0.5 + 0.45 * t))
}

/// The colour of hot and of cold areas.
pub fn hot_color(is_hot: bool, dark: bool) -> Color {
    Color::hex(match (is_hot, dark) {
        (true, false) => 0xc62828,
        (true, true) => 0xff7043,
        (false, false) => 0x1565c0,
        (false, true) => 0x64b5f6,
    })
}

/// The colour of the track at an index of the taxonomy. Neighbours in the bundled order differ strongly.
pub fn track_color(index: usize) -> Color {
    const COLORS: [u32; 20] = [
        0xd1495b, 0x2e86ab, 0x6fb1a0, 0x7b4ea3, 0xedae49, 0x33658a, 0xe4572e, 0x1b998b, 0xc06c99, 0x8d6b4f, 0x9bb03b,
        0x3f51b5, 0x5f6f7e, 0x4caf50, 0xb58900, 0xf08a8a, 0x00838f, 0xa1887f, 0x9575cd, 0x546e7a,
    ];
    Color::hex(COLORS[index % COLORS.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_dark_paper_the_strongest_is_farthest_from_it_and_the_weakest_is_seen() {
        let land = Color::hex(0x20_28_2f);
        for palette in SEQUENTIAL {
            for classes in [2, 5, 7] {
                let seen = |class| class_color(palette, class, classes, true).contrast(land);
                assert!(seen(0) > 1.25, "{palette}: {}", seen(0));
                assert!((1..classes).all(|class| seen(class) > 1.08 * seen(class - 1)), "{palette} of {classes}");
            }
        }
        let seen = |class| quotient_color(class, true).contrast(land);
        assert!(seen(2) > 1.25 && seen(1) > 1.3 * seen(2) && seen(0) > 1.3 * seen(1), "{:?}", [0, 1, 2].map(seen));
        assert!(seen(3) > 1.3 * seen(2) && seen(4) > 1.3 * seen(3), "{:?}", [2, 3, 4].map(seen));
    }
}
