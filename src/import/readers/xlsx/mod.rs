//! XLSX, and ET of today (ECMA-376, Office Open XML): streamed, one pass over the sheet that is read.
//!
//! What calamine reads comes out the same (see the test that compares them); it is not used because it asks for memory
//! by the corners of the sheet, and unpacks parts without a limit.

mod cells;
mod strings;
mod styles;

use super::archive::Archive;
use super::book::{self, Book, MAX_SHEETS, SheetName};
use super::pool::Pool;
use super::sheet::Sheet;
use super::xml::Node;
use super::{Origin, Progress, ReadOptions, Source};
use crate::import::ImportError;
use styles::Styles;

/// Bytes of one sheet, unpacked; all parts together have a limit of their own.
const MAX_SHEET_BYTES: u64 = 1 << 30;
/// Bytes of the workbook, its styles and relationships, unpacked.
const MAX_PART_BYTES: u64 = 64 << 20;

struct Xlsx {
    archive: Archive,
    sheets: Vec<SheetName>,
    /// The part of each sheet.
    parts: Vec<String>,
    strings: Pool,
    styles: Styles,
    is_1904: bool,
}

/// Reads a workbook.
///
/// # Errors
/// A damaged file, a limit passed, no such sheet.
pub fn read(
    archive: Archive,
    origin: &Origin,
    options: &ReadOptions,
    progress: Progress<'_>,
) -> Result<Source, ImportError> {
    book::read(&mut Xlsx::open(archive, progress)?, origin, options, progress)
}

/// One relationship: id, the last word of its type, the part.
struct Relationship {
    id: String,
    kind: String,
    target: String,
}

impl Xlsx {
    fn open(mut archive: Archive, progress: Progress<'_>) -> Result<Xlsx, ImportError> {
        archive.format = "xlsx";
        let root = relationships(&mut archive, "")?;
        let workbook = root.into_iter().find(|r| r.kind == "officeDocument").map(|r| r.target);
        let workbook = workbook.unwrap_or_else(|| "xl/workbook.xml".to_owned());
        let relationships = relationships(&mut archive, &workbook)?;
        let (listed, is_1904) = listed(&mut archive, &workbook)?;
        let (mut sheets, mut parts) = (Vec::new(), Vec::new());
        for (sheet, id) in listed {
            // Sheets of charts and dialogues have no cells.
            if let Some(found) = relationships.iter().find(|r| r.id == id && r.kind == "worksheet") {
                sheets.push(sheet);
                parts.push(found.target.clone());
            }
        }
        let part = |kind: &str| relationships.iter().find(|r| r.kind == kind).map(|r| r.target.as_str());
        let strings = match part("sharedStrings").filter(|p| archive.has(p)) {
            Some(part) => strings::read(&mut archive, part, progress)?,
            None => Pool::default(),
        };
        let styles = match part("styles").filter(|p| archive.has(p)) {
            Some(part) => Styles::read(&mut archive, part)?,
            None => Styles::default(),
        };
        Ok(Xlsx { archive, sheets, parts, strings, styles, is_1904 })
    }
}

impl Book for Xlsx {
    fn format(&self) -> &'static str {
        "xlsx"
    }

    fn sheets(&self) -> &[SheetName] {
        &self.sheets
    }

    fn read(&mut self, sheet: usize, rows: usize, progress: Progress<'_>) -> Result<Sheet, ImportError> {
        let text_limit = self.archive.text_limit();
        let (xml, bytes) = self.archive.xml(&self.parts[sheet], MAX_SHEET_BYTES)?;
        let context =
            cells::Context { strings: &self.strings, styles: &self.styles, is_1904: self.is_1904, text_limit };
        cells::read(xml, bytes, &context, rows, progress)
    }
}

/// The sheets of a workbook with the id of their relationship, and whether its dates count from 1904.
fn listed(archive: &mut Archive, workbook: &str) -> Result<(Vec<(SheetName, String)>, bool), ImportError> {
    let (mut xml, _) = archive.xml(workbook, MAX_PART_BYTES)?;
    let (mut sheets, mut is_1904) = (Vec::new(), false);
    loop {
        match xml.next()? {
            Node::Open(tag) if tag.name() == "sheet" && sheets.len() < MAX_SHEETS => {
                let name = tag.attribute("name").unwrap_or_default();
                let is_hidden = tag.attribute("state").is_some_and(|state| state != "visible");
                sheets.push((SheetName { name, is_hidden }, tag.attribute("id").unwrap_or_default()));
            }
            Node::Open(tag) if tag.name() == "workbookPr" => {
                is_1904 = tag.attribute("date1904").is_some_and(|on| on == "1" || on == "true");
            }
            Node::End => return Ok((sheets, is_1904)),
            _ => {}
        }
    }
}

/// The relationships of a part (`""` for those of the whole file), their targets as names in the archive.
fn relationships(archive: &mut Archive, part: &str) -> Result<Vec<Relationship>, ImportError> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let place = format!("{prefix}_rels/{file}.rels");
    if !archive.has(&place) {
        return Ok(Vec::new());
    }
    let (mut xml, _) = archive.xml(&place, MAX_PART_BYTES)?;
    let mut found = Vec::new();
    loop {
        match xml.next()? {
            Node::Open(tag) if tag.name() == "Relationship" && found.len() < MAX_SHEETS * 2 => {
                let kind = tag.attribute("Type").unwrap_or_default();
                let target = tag.attribute("Target").unwrap_or_default();
                found.push(Relationship {
                    id: tag.attribute("Id").unwrap_or_default(),
                    kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                    target: resolved(folder, &target),
                });
            }
            Node::End => return Ok(found),
            _ => {}
        }
    }
}

/// A target relative to a folder, as a name in the archive.
fn resolved(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let from = if target.starts_with('/') { "" } else { folder };
    let mut steps: Vec<&str> = Vec::new();
    for step in from.split('/').chain(target.split('/')) {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests;
