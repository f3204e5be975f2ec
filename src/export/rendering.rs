//! How a page is made a file: what can be chosen beside its format.

/// Choices for all formats; each format reads its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rendering {
    /// Pixels to an inch, for the formats of pixels.
    pub dpi: u32,
    /// How SVG holds text.
    pub svg_text: SvgText,
    /// What a PDF tells to assistive technology.
    pub pdf_tags: PdfTags,
}

/// How SVG holds text. The layout is the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SvgText {
    /// As text: it can be edited, searched and read out. Its letters are in the file as a font, for browsers; a program
    /// to edit it in wants the font installed.
    #[default]
    Text,
    /// As outlines: it looks the same in every program. Each outline is named by its text.
    Outlines,
}

/// What a PDF tells to assistive technology.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PdfTags {
    /// Title and language: PDF/A-2u.
    #[default]
    None,
    /// Each page is a figure with its description as well: PDF/A-2u and PDF/UA-1.
    Accessible,
}

impl Default for Rendering {
    /// For print: 300 pixels to an inch, text as text.
    fn default() -> Rendering {
        Rendering::at(300)
    }
}

impl Rendering {
    /// The usual choices at a resolution, pixels to an inch.
    pub fn at(dpi: u32) -> Rendering {
        Rendering { dpi, svg_text: SvgText::default(), pdf_tags: PdfTags::default() }
    }
}
