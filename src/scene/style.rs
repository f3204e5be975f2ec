//! The inks of a map: paper, text and lines in the two themes and for print.

use serde::{Deserialize, Serialize};

use super::Color;
use super::text::Face;

/// The colours that everything but the data is drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ink {
    /// The ground of the map.
    pub paper: Color,
    /// Titles and labels.
    pub text: Color,
    /// Lesser text: units, notes, sources.
    pub faint: Color,
    /// Thin lines: borders, rules, neat lines.
    pub line: Color,
    /// The one colour that stands for the choice of the user.
    pub accent: Color,
    /// Rim of labels on the map.
    pub halo: Color,
    /// Translucent ground of furniture on the map.
    pub plate: Color,
    /// Typeface of text.
    pub face: Face,
    /// Typeface of titles and names.
    pub head_face: Face,
}

impl Ink {
    /// Whether the paper is dark.
    pub fn is_dark(&self) -> bool {
        self.paper.luminance() < 0.2
    }

    /// Colours of letters and of their rim on a ground: where the paper stands out from it more than the text does they
    /// are as light, or as dark, as the paper.
    pub fn letters_on(&self, ground: Color) -> (Color, Color) {
        let paper = Color { a: 255, ..self.halo };
        match paper.contrast(ground) > self.text.contrast(ground) {
            true => (paper, Color { a: self.halo.a, ..ground }),
            false => (self.text, self.halo),
        }
    }

    /// For a light window.
    pub fn light() -> Ink {
        let paper = Color::hex(0xF8F7F3);
        Ink {
            paper,
            text: Color::hex(0x20272E),
            faint: Color::hex(0x65707A),
            line: Color::hex(0xB9BDBF),
            accent: Color::hex(0xB3541E),
            halo: paper.alpha(0.88),
            plate: Color::hex(0xFDFDFB).alpha(0.88),
            face: Face::Regular,
            head_face: Face::Bold,
        }
    }

    /// For a dark window.
    pub fn dark() -> Ink {
        let paper = Color::hex(0x171C21);
        Ink {
            paper,
            text: Color::hex(0xE8EAEC),
            faint: Color::hex(0x9AA5AE),
            line: Color::hex(0x47515A),
            accent: Color::hex(0xF0A35E),
            halo: paper.alpha(0.85),
            plate: Color::hex(0x1E252B).alpha(0.88),
            face: Face::Regular,
            head_face: Face::Bold,
        }
    }

    /// For white paper.
    pub fn print() -> Ink {
        let paper = Color::hex(0xFFFFFF);
        Ink {
            paper,
            text: Color::hex(0x1A1A1A),
            faint: Color::hex(0x5C6166),
            line: Color::hex(0xB0B4B7),
            accent: Color::hex(0xA8480F),
            halo: paper.alpha(0.9),
            plate: paper.alpha(0.88),
            face: Face::Regular,
            head_face: Face::Bold,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_legible_on_its_paper() {
        // WCAG 2 AA asks for a contrast of 4.5 for text of this size.
        for ink in [Ink::light(), Ink::dark(), Ink::print()] {
            for text in [ink.text, ink.faint, ink.accent] {
                let contrast = text.contrast(ink.paper);
                assert!(contrast >= 4.5, "{} on {}: {contrast:.2}", text.css(), ink.paper.css());
            }
        }
    }

    #[test]
    fn letters_are_dark_or_light_as_the_ground_wants() {
        let ink = Ink::light();
        assert_eq!(ink.letters_on(Color::hex(0xF5FAC8)), (ink.text, ink.halo));
        let dark = Color::hex(0x2355A3);
        assert_eq!(ink.letters_on(dark), (ink.paper, dark.alpha(0.88)));
        // Of all greys none leaves them hard to read.
        for ink in [Ink::light(), Ink::dark(), Ink::print()] {
            for level in 0..=255 {
                let ground = Color { r: level, g: level, b: level, a: 255 };
                let least = 0.97 * ink.text.contrast(ink.paper).sqrt();
                assert!(ink.letters_on(ground).0.contrast(ground) >= least, "{level} on {}", ink.paper.css());
            }
        }
    }
}
