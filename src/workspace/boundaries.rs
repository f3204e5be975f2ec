//! Whether a catalogue lies on the boundaries it is looked at with. On those of another city every number would be 0,
//! and claims would be judged by enterprises that are not there.

use super::{own_packs, pack};
use crate::catalogue::Catalogue;
use crate::geography::{Adcode, Pack, list_packs};
use crate::language::{Bilingual, Message};
use crate::report::Tell;

/// None of the districts that rows are in is one of the boundaries.
#[derive(Debug, thiserror::Error)]
pub struct OtherBoundaries {
    /// The boundaries.
    pub pack: Bilingual,
    /// A district that they do not have.
    pub district: Adcode,
    /// The name of boundaries at hand that have it.
    pub suitable: Option<String>,
}

crate::told!(OtherBoundaries);

impl Tell for OtherBoundaries {
    fn message(&self) -> Message {
        let message = match &self.suitable {
            Some(suitable) => Message::new("boundaries-other-known").with("suitable", suitable.as_str()),
            None => Message::new("boundaries-other"),
        };
        message.with("pack", &self.pack).with("district", self.district.to_string())
    }
}

/// Looks whether some row lies in a district of the boundaries; rows without any district lie well on all.
///
/// # Errors
/// None does.
pub fn check(pack: &Pack, catalogue: &Catalogue) -> Result<(), OtherBoundaries> {
    match first_foreign(pack, catalogue) {
        None => Ok(()),
        Some(district) => Err(OtherBoundaries { pack: pack.name.clone(), district, suitable: suitable(catalogue) }),
    }
}

/// The first district of the rows where the boundaries have none of them.
fn first_foreign(pack: &Pack, catalogue: &Catalogue) -> Option<Adcode> {
    let mut districts = catalogue.districts().flatten().peekable();
    let first = *districts.peek()?;
    (!districts.any(|district| pack.district(district).is_some())).then_some(first)
}

/// The name of the bundled boundaries, or of some of the user's own, on which the catalogue lies.
fn suitable(catalogue: &Catalogue) -> Option<String> {
    let own = list_packs(&own_packs()).unwrap_or_default();
    let mut names = std::iter::once(Pack::bundled().id.clone()).chain(
        own.iter()
            .filter(|entry| entry.manifest.is_ok())
            .map(|entry| entry.folder.file_name().unwrap_or_default().to_string_lossy().into_owned()),
    );
    let lies_on = |name: &String| pack(Some(name)).is_ok_and(|found| first_foreign(&found, catalogue).is_none());
    names.find(lies_on)
}
