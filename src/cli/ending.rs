//! The ending of an output file says its format: an ending that cannot be written, or that contradicts a format asked
//! for by flag, is refused, so that no file holds what its name denies.

use std::path::Path;

use super::error::CliError;
use crate::export::table::ending;
use crate::report::Tell;

/// What the ending of a file says, one of `known`; `asked` is the flag that asks for a format, with the ending it wants.
///
/// # Errors
/// An ending that is not known here, or another than the flag asks for.
pub(super) fn format_of(
    path: &Path,
    known: &'static [&'static str],
    asked: Option<(&'static str, &str)>,
) -> Result<&'static str, Box<dyn Tell>> {
    let says = ending(path, known)?;
    match asked.filter(|(_, wanted)| *wanted != says) {
        Some((flag, wanted)) => Err(CliError::Ending { flag, wanted: wanted.to_owned(), path: path.to_owned() }.into()),
        None => Ok(says),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ending_is_one_that_is_known_and_agrees_with_the_flag() {
        const KNOWN: [&str; 2] = ["csv", "json"];
        let said =
            |path: &str, asked| format_of(Path::new(path), &KNOWN, asked).map_err(|e| e.message().id().to_owned());
        assert_eq!(said("a.CSV", None), Ok("csv"));
        assert_eq!(said("a.json", Some(("--json", "json"))), Ok("json"));
        assert_eq!(said("a.csv", Some(("--json", "json"))), Err("cli-ending".to_owned()));
        for wrong in ["a.pdf", "a.geojson", "a"] {
            assert_eq!(said(wrong, None), Err("export-table-format".to_owned()), "{wrong}");
        }
    }
}
