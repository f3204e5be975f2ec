//! The look of a figure: colours, faces, size of words. Bundled styles and the user's own files, one form.

use std::path::Path;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::language::{Bilingual, Message};
use crate::layers::palette;
use crate::report::Tell;
use crate::scene::Ink;

/// A look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Style {
    /// Its name in files.
    pub id: String,
    /// Its name as shown.
    pub name: Bilingual,
    /// How many times larger than in a printed report words and marks are.
    #[serde(default = "one")]
    pub zoom: f64,
    /// Palette of districts coloured by a number, in place of the one the layer has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub palette: Option<String>,
    /// Colours and faces.
    pub ink: Ink,
}

fn one() -> f64 {
    1.0
}

/// Area of an A3 sheet, mm².
const A3_MM2: f64 = 297.0 * 420.0;

/// Sensible magnifications.
pub const ZOOM: std::ops::RangeInclusive<f64> = 0.5..=4.0;
/// A style is some hundred bytes; past this the file is something else.
pub const MAX_STYLE_BYTES: u64 = 1 << 16;

impl Style {
    /// The magnification on a page of some size, mm: a sheet larger than A3 hangs on a wall and is read from as much
    /// further away as it is larger, so its words and marks grow with its side.
    pub fn zoom_on(&self, [w, h]: [f64; 2]) -> f64 {
        self.zoom * (w * h / A3_MM2).sqrt().max(1.0)
    }
}

/// Why a style could not be used.
#[derive(Debug, thiserror::Error)]
pub enum StyleError {
    /// The file cannot be read.
    Read {
        /// The file.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// Not the text of a style.
    Syntax {
        /// The file.
        path: String,
        /// What the reader says, with line and column.
        source: toml::de::Error,
    },
    /// A magnification or palette there is not.
    Value {
        /// The file.
        path: String,
        /// What it says.
        value: String,
        /// What it could say.
        expected: String,
    },
    /// No style of this id.
    Unknown {
        /// The id.
        id: String,
        /// The ids there are.
        known: String,
    },
}

crate::told!(StyleError);

impl Tell for StyleError {
    fn message(&self) -> Message {
        match self {
            StyleError::Read { path, .. } => Message::new("style-read").with("path", path.as_str()),
            StyleError::Syntax { path, .. } => Message::new("style-syntax").with("path", path.as_str()),
            StyleError::Value { path, value, expected } => Message::new("style-value")
                .with("path", path.as_str())
                .with("value", value.as_str())
                .with("expected", expected.as_str()),
            StyleError::Unknown { id, known } => {
                Message::new("style-unknown").with("id", id.as_str()).with("known", known.as_str())
            }
        }
    }
}

impl Style {
    /// The styles that come with the program, the ordinary one first.
    pub fn bundled() -> &'static [Style] {
        const FILES: [(&str, &str); 4] = [
            ("screen", include_str!("../../assets/styles/screen.toml")),
            ("official", include_str!("../../assets/styles/official.toml")),
            ("slide-light", include_str!("../../assets/styles/slide-light.toml")),
            ("slide", include_str!("../../assets/styles/slide.toml")),
        ];
        static BUNDLED: LazyLock<Vec<Style>> = LazyLock::new(|| {
            let read = |(name, text): (&str, &str)| {
                #[expect(clippy::expect_used, reason = "embedded at build time; a test reads them")]
                Style::parse(name, text).expect("a bundled style is sound")
            };
            FILES.into_iter().map(read).collect()
        });
        &BUNDLED
    }

    /// A style from the text of its file; `path` names it in messages.
    ///
    /// # Errors
    /// Text that is no style, or one with a magnification or palette there is not.
    pub fn parse(path: &str, text: &str) -> Result<Style, StyleError> {
        let style: Style =
            toml::from_str(text).map_err(|source| StyleError::Syntax { path: path.to_owned(), source })?;
        let wrong = |value: String, expected: String| StyleError::Value { path: path.to_owned(), value, expected };
        if !ZOOM.contains(&style.zoom) {
            return Err(wrong(format!("zoom = {}", style.zoom), format!("{}–{}", ZOOM.start(), ZOOM.end())));
        }
        match &style.palette {
            Some(name) if !palette::SEQUENTIAL.contains(&name.as_str()) => {
                Err(wrong(format!("palette = {name}"), palette::SEQUENTIAL.join(", ")))
            }
            _ => Ok(style),
        }
    }

    /// The style of a file.
    ///
    /// # Errors
    /// It cannot be read, or is none.
    pub fn read(path: &Path) -> Result<Style, StyleError> {
        let name = path.display().to_string();
        let failed = |source| StyleError::Read { path: name.clone(), source };
        if std::fs::metadata(path).map_err(failed)?.len() > MAX_STYLE_BYTES {
            return Err(failed(std::io::ErrorKind::FileTooLarge.into()));
        }
        Style::parse(&name, &std::fs::read_to_string(path).map_err(failed)?)
    }

    /// The styles in the files `*.toml` of a folder, by name of file, and what is wrong with the others.
    pub fn read_folder(folder: &Path) -> (Vec<Style>, Vec<StyleError>) {
        let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
        let mut paths: Vec<_> =
            entries.map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "toml")).collect();
        paths.sort();
        let (mut styles, mut errors) = (Vec::new(), Vec::new());
        for path in paths {
            match Style::read(&path) {
                Ok(style) => styles.push(style),
                Err(error) => errors.push(error),
            }
        }
        (styles, errors)
    }

    /// The style of an id among some.
    ///
    /// # Errors
    /// There is none.
    pub fn of_id<'a>(styles: &'a [Style], id: &str) -> Result<&'a Style, StyleError> {
        styles.iter().find(|s| s.id == id).ok_or_else(|| StyleError::Unknown {
            id: id.to_owned(),
            known: styles.iter().map(|s| s.id.as_str()).collect::<Vec<_>>().join(", "),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::text::Face;

    #[test]
    fn bundled_styles_are_sound_legible_and_come_back_from_their_text() {
        assert_eq!(Style::bundled()[0].id, "screen");
        for style in Style::bundled() {
            let text = toml::to_string(style).unwrap();
            assert_eq!(&Style::parse("x", &text).unwrap(), style);
            for color in [style.ink.text, style.ink.faint, style.ink.accent] {
                let (a, b) = (color.luminance(), style.ink.paper.luminance());
                assert!((a.max(b) + 0.05) / (a.min(b) + 0.05) >= 4.5, "{}: {}", style.id, color.css());
            }
        }
    }

    #[test]
    fn words_grow_with_sheets_that_hang_on_a_wall() {
        let style = &Style::bundled()[0];
        assert_eq!([[210.0, 297.0], [420.0, 297.0], [80.0, 110.0]].map(|size| style.zoom_on(size)), [1.0; 3]);
        let a0 = style.zoom_on([841.0, 1189.0]);
        assert!((a0 - 8f64.sqrt()).abs() < 0.01, "{a0}");
    }

    #[test]
    fn an_official_report_survives_the_photocopier() {
        let style = Style::of_id(Style::bundled(), "official").unwrap();
        let ink = &style.ink;
        // A copier keeps what is darker than a middle grey; what it drops, it drops all of.
        for color in [ink.text, ink.faint, ink.accent, ink.line] {
            assert!(color.luminance() < 0.18, "{}", color.css());
        }
        assert_eq!((ink.face, ink.head_face), (Face::Song, Face::Bold));
        // Classes of a number are steps of grey that stay apart.
        let palette = style.palette.as_deref().unwrap();
        let grey = |class| palette::class_color(palette, class, 5, false).luminance();
        assert!((1..5).all(|class| grey(class - 1) / grey(class) > 1.3));
    }

    #[test]
    fn what_is_wrong_with_a_style_is_said() {
        let good = include_str!("../../assets/styles/official.toml");
        let wrong = |text: String| Style::parse("a.toml", &text).unwrap_err();
        let palette = wrong(good.replace("\"greys\"", "\"rainbow\""));
        assert!(matches!(palette, StyleError::Value { expected, .. } if expected.contains("viridis")));
        assert!(matches!(wrong(good.replace("#6b6b6b", "grey")), StyleError::Syntax { .. }));
        assert!(matches!(wrong(format!("zoom = 40.0\n{good}")), StyleError::Value { .. }));
        assert!(matches!(wrong("colour = 1".to_owned()), StyleError::Syntax { .. }));
        let error = Style::of_id(Style::bundled(), "plain").unwrap_err();
        assert!(matches!(error, StyleError::Unknown { known, .. } if known.contains("official")));
    }

    #[test]
    fn a_folder_gives_its_styles_and_names_the_broken_ones() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("b.toml"), include_str!("../../assets/styles/slide.toml")).unwrap();
        std::fs::write(folder.path().join("a.toml"), "id = 1").unwrap();
        std::fs::write(folder.path().join("c.txt"), "no").unwrap();
        let (styles, errors) = Style::read_folder(folder.path());
        assert_eq!((styles.len(), errors.len()), (1, 1));
    }
}
