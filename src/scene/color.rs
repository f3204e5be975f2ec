//! Colours.

use serde::{Deserialize, Serialize};

/// An sRGB colour with alpha, not premultiplied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Color {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
    /// Opacity.
    pub a: u8,
}

/// How the colours of the window are shown, to see what others see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Vision {
    /// As they are.
    #[default]
    Full,
    /// Without the long-wave cones (red).
    Protan,
    /// Without the middle-wave cones (green), the most frequent.
    Deutan,
    /// Without the short-wave cones (blue).
    Tritan,
}

impl Vision {
    /// All, full sight first.
    pub const ALL: [Vision; 4] = [Vision::Full, Vision::Protan, Vision::Deutan, Vision::Tritan];

    /// Rows of the matrix on linear red, green and blue; severity 1.0 of Machado, Oliveira and Fernandes, «A
    /// physiologically-based model for simulation of color vision deficiency», IEEE TVCG 15 (2009), 1291–1298.
    fn matrix(self) -> [[f32; 3]; 3] {
        match self {
            Vision::Full => [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
            Vision::Protan => [
                [0.152_286, 1.052_583, -0.204_868],
                [0.114_503, 0.786_281, 0.099_216],
                [-0.003_882, -0.048_116, 1.051_998],
            ],
            Vision::Deutan => [
                [0.367_322, 0.860_646, -0.227_968],
                [0.280_085, 0.672_501, 0.047_413],
                [-0.011_820, 0.042_940, 0.968_881],
            ],
            Vision::Tritan => [
                [1.255_528, -0.076_749, -0.178_779],
                [-0.078_411, 0.930_809, 0.147_602],
                [0.004_733, 0.691_367, 0.303_900],
            ],
        }
    }
}

impl Color {
    /// The colour as it is seen.
    pub fn seen_with(self, vision: Vision) -> Color {
        if vision == Vision::Full {
            return self;
        }
        let linear = |v: u8| {
            let v = f32::from(v) / 255.0;
            if v <= 0.040_45 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
        };
        let encoded = |v: f32| {
            let v = v.clamp(0.0, 1.0);
            let v = if v <= 0.003_130_8 { v * 12.92 } else { 1.055 * v.powf(1.0 / 2.4) - 0.055 };
            (v * 255.0).round() as u8
        };
        let rgb = [linear(self.r), linear(self.g), linear(self.b)];
        let [r, g, b] = vision.matrix().map(|row| encoded(row.iter().zip(rgb).map(|(m, v)| m * v).sum()));
        Color { r, g, b, a: self.a }
    }

    /// An opaque colour from `0xRRGGBB`.
    pub const fn hex(rgb: u32) -> Color {
        Color { r: (rgb >> 16) as u8, g: (rgb >> 8) as u8, b: rgb as u8, a: 255 }
    }

    /// The same colour with another opacity, 0 to 1.
    #[must_use]
    pub fn alpha(self, opacity: f32) -> Color {
        Color { a: (opacity.clamp(0.0, 1.0) * 255.0).round() as u8, ..self }
    }

    /// The way from this colour to another, `t` from 0 to 1, channel by channel.
    #[must_use]
    pub fn mix(self, other: Color, t: f32) -> Color {
        let channel = |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * t.clamp(0.0, 1.0)).round() as u8;
        Color {
            r: channel(self.r, other.r),
            g: channel(self.g, other.g),
            b: channel(self.b, other.b),
            a: channel(self.a, other.a),
        }
    }

    /// Relative luminance (WCAG 2), 0 black to 1 white.
    pub fn luminance(self) -> f32 {
        let linear = |c: u8| {
            let c = f32::from(c) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.r) + 0.7152 * linear(self.g) + 0.0722 * linear(self.b)
    }

    /// Contrast to another colour (WCAG 2), from 1 to 21.
    pub fn contrast(self, other: Color) -> f32 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// `#rrggbb`, without the opacity.
    pub fn css(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.r, self.g, self.b)
    }
}

/// A text that is no colour.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no colour, expected #rrggbb or #rrggbbaa: {0}")]
pub struct NoColor(pub String);

impl TryFrom<String> for Color {
    type Error = NoColor;

    /// `#rrggbb` or `#rrggbbaa`.
    fn try_from(text: String) -> Result<Color, NoColor> {
        let digits = text.strip_prefix('#').filter(|d| d.len() == 6 || d.len() == 8);
        let bits = digits.filter(|d| d.is_ascii()).and_then(|d| u32::from_str_radix(d, 16).ok().map(|b| (b, d.len())));
        match bits {
            Some((bits, 6)) => Ok(Color::hex(bits)),
            Some((bits, _)) => Ok(Color { a: bits as u8, ..Color::hex(bits >> 8) }),
            None => Err(NoColor(text)),
        }
    }
}

impl From<Color> for String {
    fn from(color: Color) -> String {
        if color.a == 255 { color.css() } else { format!("{}{:02x}", color.css(), color.a) }
    }
}
