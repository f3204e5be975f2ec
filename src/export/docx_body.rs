//! The body of a Word file: paragraphs, fields, pictures, tables.

use super::docx::{Docx, EMU_PER_MM, FIXED_RELATIONS, TWIPS_PER_MM};
use super::svg_text::{escaped, shown};
use crate::profile::report::Grid;
use crate::profile::report::columns::{stays_whole, widths_pt};
use crate::scene::page::PT_PER_MM;

/// Size of the words of a table, points.
const TABLE_PT: f32 = 9.0;

/// How a paragraph is set, by the id of its style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Title,
    Subtitle,
    Heading(u8),
    Body,
    Notice,
    Citation,
    CitationSource,
    Marks,
    Entry,
    Command,
    Caption,
    Picture,
    TableText,
    TableNumber,
    TableHead,
    Source,
}

impl Style {
    /// The id in the styles.
    pub fn id(self) -> &'static str {
        match self {
            Style::Title => "Title",
            Style::Subtitle => "Subtitle",
            Style::Heading(1) => "Heading1",
            Style::Heading(2) => "Heading2",
            Style::Heading(_) => "Heading3",
            Style::Body => "BodyText",
            Style::Notice => "Notice",
            Style::Citation => "Quote",
            Style::CitationSource => "CitationSource",
            Style::Marks => "Marks",
            Style::Entry => "Entry",
            Style::Command => "Command",
            Style::Caption => "Caption",
            Style::Picture => "Picture",
            Style::TableText => "TableText",
            Style::TableNumber => "TableNumber",
            Style::TableHead => "TableHead",
            Style::Source => "Source",
        }
    }
}

/// A caption in its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WordCaption {
    /// 图, 表, Figure, Table: what the sequence is called, too.
    pub label: String,
    /// The number; none where Word shall count by itself from 1.
    pub number: usize,
    /// The words after it.
    pub text: String,
    /// Whether it stays with what follows, as that of a table does.
    pub stays_with_next: bool,
    /// Whether Word counts on from its number, whatever came before.
    pub restarts: bool,
}

/// Runs of text: line ends become breaks, what XML cannot hold is left out.
pub(super) fn runs(text: &str) -> String {
    let line = |line: &str| format!("<w:t xml:space=\"preserve\">{}</w:t>", shown(line));
    let lines: Vec<String> = text.lines().map(line).collect();
    format!("<w:r>{}</w:r>", lines.join("<w:br/>"))
}

/// A field with the result that is shown until it is worked out again.
pub(super) fn field(instruction: &str, shown: &str) -> String {
    let kind = |kind: &str| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
    format!(
        "{}<w:r><w:instrText xml:space=\"preserve\"> {} </w:instrText></w:r>{}{}{}",
        kind("begin"),
        escaped(instruction),
        kind("separate"),
        runs(shown),
        kind("end")
    )
}

/// A paragraph of a style with its content in XML; one that stays is on the page of the next.
fn paragraph(style: Style, stays: bool, more: &str, content: &str) -> String {
    let stays = if stays { "<w:keepNext/>" } else { "" };
    format!("<w:p><w:pPr><w:pStyle w:val=\"{}\"/>{stays}{more}</w:pPr>{content}</w:p>\n", style.id())
}

/// A table with the widths of its columns, twentieths of a point.
struct Widths<'a> {
    grid: &'a Grid,
    twips: &'a [i64],
}

impl Docx {
    /// Adds a paragraph.
    pub fn text(&mut self, style: Style, text: &str) {
        self.body.push_str(&paragraph(style, self.stays, "", &runs(text)));
    }

    /// Adds a caption whose number is a field, so that Word's lists of figures and tables find it.
    pub fn caption(&mut self, caption: &WordCaption) {
        let WordCaption { label, number, text, stays_with_next, restarts } = caption;
        let starts = if *restarts { format!(" \\r {number}") } else { String::new() };
        let instruction = format!("SEQ {label} \\* ARABIC{starts}");
        let content =
            [runs(&format!("{label} ")), field(&instruction, &number.to_string()), runs(&format!("\u{3000}{text}"))];
        self.body.push_str(&paragraph(Style::Caption, *stays_with_next || self.stays, "", &content.concat()));
    }

    /// Adds a picture at its exact size, millimetres, with what it shows in words.
    pub fn picture(&mut self, png: Vec<u8>, size_mm: [f64; 2], name: &str, described: &str) {
        self.pictures.push(png);
        let n = self.pictures.len();
        let [cx, cy] = size_mm.map(|mm| (mm * EMU_PER_MM).round() as i64);
        let (name, described) = (shown(name), shown(described));
        let relation = format!("rId{}", FIXED_RELATIONS + n);
        let graphic = format!(
            "<a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic>\
             <pic:nvPicPr><pic:cNvPr id=\"{n}\" name=\"{name}\" descr=\"{described}\"/><pic:cNvPicPr>\
             <a:picLocks noChangeAspect=\"1\"/></pic:cNvPicPr></pic:nvPicPr>\
             <pic:blipFill><a:blip r:embed=\"{relation}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>\
             <pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{cx}\" cy=\"{cy}\"/></a:xfrm>\
             <a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>"
        );
        let drawing = format!(
            "<w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\">\
             <wp:extent cx=\"{cx}\" cy=\"{cy}\"/><wp:effectExtent l=\"0\" t=\"0\" r=\"0\" b=\"0\"/>\
             <wp:docPr id=\"{n}\" name=\"{name}\" descr=\"{described}\"/>\
             <wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect=\"1\"/></wp:cNvGraphicFramePr>\
             {graphic}</wp:inline></w:drawing></w:r>"
        );
        self.body.push_str(&paragraph(Style::Picture, self.stays, "", &drawing));
    }

    /// Adds a table as wide as the text: rules above, below and under the header, which is said again on each page.
    pub fn table(&mut self, grid: &Grid, described: &str) {
        let total_mm = self.about.sheet.text_mm[0];
        let widths = widths_pt(grid, total_mm * PT_PER_MM, TABLE_PT);
        let twips: Vec<i64> = widths.iter().map(|pt| (pt * 20.0).round() as i64).collect();
        let total = (total_mm * TWIPS_PER_MM).round() as i64;
        let rule = |side: &str, size: u8, color: &str| {
            format!("<w:{side} w:val=\"single\" w:sz=\"{size}\" w:space=\"0\" w:color=\"{color}\"/>")
        };
        self.body.push_str(&format!(
            "<w:tbl><w:tblPr><w:tblW w:w=\"{total}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/><w:tblBorders>{}{}{}\
             </w:tblBorders><w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"80\" w:type=\"dxa\"/>\
             <w:right w:w=\"80\" w:type=\"dxa\"/></w:tblCellMar><w:tblLook w:val=\"0020\" w:firstRow=\"1\" \
             w:lastRow=\"0\" w:firstColumn=\"0\" w:lastColumn=\"0\" w:noHBand=\"1\" w:noVBand=\"1\"/>\
             <w:tblCaption w:val=\"{}\"/></w:tblPr><w:tblGrid>",
            rule("top", 12, "000000"),
            rule("bottom", 12, "000000"),
            rule("insideH", 4, "C8CBCE"),
            shown(described),
        ));
        twips.iter().for_each(|w| self.body.push_str(&format!("<w:gridCol w:w=\"{w}\"/>")));
        self.body.push_str("</w:tblGrid>\n");
        let under = format!("<w:tcBorders>{}</w:tcBorders>", rule("bottom", 6, "000000"));
        let head: Vec<String> = grid.columns.iter().map(|c| c.name.clone()).collect();
        let is_small = stays_whole(grid, &widths, TABLE_PT);
        let widths = Widths { grid, twips: &twips };
        self.row(&head, &widths, true, &under);
        for (i, row) in grid.rows.iter().enumerate() {
            let is_last = i + 1 == grid.rows.len();
            self.row(row, &widths, self.stays || (is_small && !is_last), "");
        }
        self.body.push_str("</w:tbl>\n");
        // Two tables that touch would become one.
        self.body.push_str(&paragraph(Style::Source, self.stays, "", ""));
    }

    /// A row; the header is the one with borders of its own.
    fn row(&mut self, cells: &[String], widths: &Widths<'_>, stays: bool, borders: &str) {
        let is_head = !borders.is_empty();
        let how = if is_head { "<w:cantSplit/><w:tblHeader/>" } else { "<w:cantSplit/>" };
        self.body.push_str(&format!("<w:tr><w:trPr>{how}</w:trPr>"));
        for ((cell, column), width) in cells.iter().zip(&widths.grid.columns).zip(widths.twips) {
            let style = match (is_head, column.numeric) {
                (true, _) => Style::TableHead,
                (false, true) => Style::TableNumber,
                (false, false) => Style::TableText,
            };
            let right = if is_head && column.numeric { "<w:jc w:val=\"right\"/>" } else { "" };
            self.body.push_str(&format!(
                "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{borders}<w:vAlign w:val=\"top\"/></w:tcPr>{}</w:tc>",
                paragraph(style, stays, right, &runs(cell)).trim_end()
            ));
        }
        self.body.push_str("</w:tr>\n");
    }
}
