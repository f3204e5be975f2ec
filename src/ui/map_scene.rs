//! The scene of the map, kept from one frame to the next while nothing that it shows has changed: who types into a form
//! or scrolls a table does not wait for names to find their places.

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};

use crate::catalogue::{Brush, Catalogue};
use crate::geography::{Adcode, Pack};
use crate::language::Language;
use crate::layers::{Basemap, MapInput, Numbers, Settings, compose};
use crate::scene::{Frame, Ink, Scene};

/// Whether something is the same object; it does not keep it alive.
struct Same<T>(Weak<T>);

impl<T> Same<T> {
    fn of(arc: &Arc<T>) -> Same<T> {
        Same(Arc::downgrade(arc))
    }
}

impl<T> PartialEq for Same<T> {
    fn eq(&self, other: &Same<T>) -> bool {
        self.0.ptr_eq(&other.0)
    }
}

/// What the map of the window shows.
pub struct Shown<'a> {
    /// Boundaries.
    pub pack: &'a Arc<Pack>,
    /// Their shapes.
    pub basemap: &'a Arc<Basemap>,
    /// Enterprises.
    pub catalogue: &'a Arc<Catalogue>,
    /// What was worked out for the filter in force.
    pub numbers: &'a Arc<Numbers>,
    /// Layers where they differ from their defaults.
    pub settings: &'a BTreeMap<String, Settings>,
    /// What is selected among the enterprises.
    pub brush: Option<&'a Brush>,
    /// The district whose profile is open.
    pub district: Option<Adcode>,
    /// The part of the plane that is seen.
    pub frame: Frame,
    /// Language of labels and legends.
    pub language: Language,
    /// Colours of everything that is not data.
    pub ink: Ink,
    /// The line in the corner.
    pub credit: String,
}

impl Shown<'_> {
    fn key(&self) -> Key {
        Key {
            objects: (Same::of(self.pack), Same::of(self.basemap), Same::of(self.catalogue), Same::of(self.numbers)),
            settings: self.settings.clone(),
            brush: self.brush.cloned(),
            district: self.district,
            frame: self.frame,
            language: self.language,
            ink: self.ink,
            credit: self.credit.clone(),
        }
    }

    fn scene(&self) -> Scene {
        let input = MapInput {
            pack: self.pack,
            basemap: self.basemap,
            catalogue: self.catalogue,
            numbers: self.numbers,
            settings: self.settings,
            brush: self.brush,
            district: self.district,
            named_elsewhere: &[],
            lists_unnamed: true,
            frame: self.frame,
            language: self.language,
            ink: &self.ink,
        };
        compose::overlaid(&input, &self.credit)
    }
}

/// All of [`Shown`], to be compared with that of the next frame.
#[derive(PartialEq)]
struct Key {
    objects: (Same<Pack>, Same<Basemap>, Same<Catalogue>, Same<Numbers>),
    settings: BTreeMap<String, Settings>,
    brush: Option<Brush>,
    district: Option<Adcode>,
    frame: Frame,
    language: Language,
    ink: Ink,
    credit: String,
}

/// The scene of the last frame.
#[derive(Default)]
pub struct KeptScene(Option<(Key, Scene)>);

impl KeptScene {
    /// The scene of the last frame if it shows the same, else a new one.
    pub fn of(&mut self, shown: &Shown<'_>) -> &Scene {
        let key = shown.key();
        let known = self.0.take().filter(|(known, _)| *known == key);
        &self.0.insert(known.unwrap_or_else(|| (key, shown.scene()))).1
    }
}
