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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{Filter, sample};
    use crate::layers::numbers::{Wanted, work_out};

    #[test]
    fn a_scene_is_kept_until_anything_it_shows_is_another() {
        let (pack, catalogue) = (Pack::bundled(), Arc::new(sample::catalogue()));
        let (basemap, settings) = (Arc::new(Basemap::new(&pack)), BTreeMap::new());
        let wanted = Wanted::new(&catalogue, &Filter::default(), None, &settings, false);
        let numbers = Arc::new(work_out(&wanted, &catalogue, &pack, &[], &|| false).expect("not cancelled"));
        let (min, max) = pack.bounds();
        let frame = Frame::fit(min, max, [600.0, 500.0], 20.0);
        let shown = || Shown {
            pack: &pack,
            basemap: &basemap,
            catalogue: &catalogue,
            numbers: &numbers,
            settings: &settings,
            brush: None,
            district: None,
            frame,
            language: Language::Zh,
            ink: Ink::light(),
            credit: "来源".to_owned(),
        };
        let off = Settings { visible: Some(false), ..Settings::default() };
        let others = BTreeMap::from([("enterprises".to_owned(), off)]);
        let brush = Brush::Rows { ids: vec![1, 2] };
        let (other_pack, other_basemap) = (Arc::new((*pack).clone()), Arc::new(Basemap::new(&pack)));
        let (other_catalogue, other_numbers) = (Arc::new((*catalogue).clone()), Arc::new((*numbers).clone()));
        let changed = [
            Shown { pack: &other_pack, ..shown() },
            Shown { basemap: &other_basemap, ..shown() },
            Shown { catalogue: &other_catalogue, ..shown() },
            Shown { numbers: &other_numbers, ..shown() },
            Shown { settings: &others, ..shown() },
            Shown { brush: Some(&brush), ..shown() },
            Shown { district: Some(Adcode(310_104)), ..shown() },
            Shown { frame: frame.panned([1.0, 0.0]), ..shown() },
            Shown { language: Language::En, ..shown() },
            Shown { ink: Ink::dark(), ..shown() },
            Shown { credit: "出处".to_owned(), ..shown() },
        ];
        for (k, other) in changed.iter().enumerate() {
            let mut kept = KeptScene::default();
            assert_eq!(*kept.of(&shown()), shown().scene());
            if let Some((_, scene)) = &mut kept.0 {
                scene.groups.clear();
            }
            assert!(kept.of(&shown()).groups.is_empty(), "nothing was made anew");
            assert_eq!(*kept.of(other), other.scene(), "change {k}");
        }
    }
}
