//! Styles: which of them make a date of a number.

use std::collections::BTreeMap;

use crate::import::ImportError;
use crate::import::readers::archive::Archive;
use crate::import::readers::number::NumberKind;
use crate::import::readers::xml::Node;

/// Cell styles of a workbook: Excel allows 64,000.
const MAX_STYLES: usize = 1 << 20;

/// What each style of cells makes of a number.
#[derive(Debug, Default)]
pub struct Styles(Vec<NumberKind>);

impl Styles {
    /// Reads the styles of a workbook.
    pub fn read(archive: &mut Archive, part: &str) -> Result<Styles, ImportError> {
        let (mut xml, _) = archive.xml(part, super::MAX_PART_BYTES)?;
        let mut codes: BTreeMap<u16, NumberKind> = BTreeMap::new();
        let (mut kinds, mut is_in_cells) = (Vec::new(), false);
        loop {
            match xml.next()? {
                Node::Open(tag) => match tag.name() {
                    "numFmt" => {
                        let id = tag.attribute("numFmtId").and_then(|id| id.parse().ok());
                        if let (Some(id), Some(code)) = (id, tag.attribute("formatCode")) {
                            codes.insert(id, NumberKind::of_code(&code));
                        }
                    }
                    "cellXfs" => is_in_cells = true,
                    "xf" if is_in_cells && kinds.len() < MAX_STYLES => {
                        let id = tag.attribute("numFmtId").and_then(|id| id.parse().ok()).unwrap_or_default();
                        kinds.push(codes.get(&id).copied().unwrap_or_else(|| NumberKind::of_builtin(id)));
                    }
                    _ => {}
                },
                Node::Close(tag) if tag.name() == "cellXfs" => is_in_cells = false,
                Node::End => return Ok(Styles(kinds)),
                _ => {}
            }
        }
    }

    /// The kind of a style, from 0.
    pub fn kind(&self, style: usize) -> NumberKind {
        self.0.get(style).copied().unwrap_or_default()
    }
}
