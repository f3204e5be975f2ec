//! Numbers → scene, one file a layer, its legend included.
//!
//! A layer is a row of [`LAYERS`], in painting order. It reads the prepared [`Numbers`] and its own settings and adds
//! groups to a [`Drawing`]; labels share one placer, so none covers another.

pub mod basemap;
pub mod brush;
pub mod choropleth;
pub mod classes;
pub mod compose;
pub mod density;
pub mod district_labels;
pub mod districts;
pub mod enterprises;
pub mod grid;
pub mod ground;
pub mod hot_areas;
pub mod land;
mod leaders;
pub mod multiples;
mod multiples_legends;
mod multiples_maps;
pub mod named_clusters;
pub mod numbers;
pub mod palette;
pub mod param;
pub mod places;
pub mod relative_risk;
pub mod small_densities;
mod smoothing;
pub mod transport;

use std::collections::BTreeMap;

pub use basemap::Basemap;
pub use numbers::{Numbers, Wanted};
pub use param::{Param, ParamError, ParamKind, Settings};

use crate::catalogue::{Brush, Catalogue, Taxonomy};
use crate::geography::{Adcode, Pack};
use crate::language::Language;
use crate::scene::labels::Placer;
use crate::scene::legend::Legend;
use crate::scene::rect::Rect;
use crate::scene::style::Ink;
use crate::scene::{Frame, Group, Scene};

/// What every layer may read.
#[derive(Clone, Copy, Debug)]
pub struct MapInput<'a> {
    /// Boundaries.
    pub pack: &'a Pack,
    /// Their shapes.
    pub basemap: &'a Basemap,
    /// Enterprises.
    pub catalogue: &'a Catalogue,
    /// What was worked out for the filter in force.
    pub numbers: &'a Numbers,
    /// Layers where they differ from their defaults.
    pub settings: &'a BTreeMap<String, Settings>,
    /// What is selected among the enterprises.
    pub brush: Option<&'a Brush>,
    /// The district whose profile is open.
    pub district: Option<Adcode>,
    /// Districts whose names stand on another map of the page.
    pub named_elsewhere: &'a [Adcode],
    /// Whether districts for whose names there is no room are listed on open ground.
    pub lists_unnamed: bool,
    /// The part of the plane that is seen.
    pub frame: Frame,
    /// Language of labels and legends.
    pub language: Language,
    /// Colours of everything that is not data.
    pub ink: &'a Ink,
}

impl MapInput<'_> {
    /// Whether the paper is dark.
    pub fn is_dark(&self) -> bool {
        self.ink.is_dark()
    }
}

/// What the layers add to.
#[derive(Debug)]
pub struct Drawing {
    /// Groups in painting order.
    pub groups: Vec<Group>,
    /// Legends in the order of the layers.
    pub legends: Vec<Legend>,
    /// Keeps labels apart.
    pub placer: Placer,
    /// Rooms of furniture that lies over the map, points.
    pub covered: Vec<Rect>,
    /// Districts for whose names there is no room on the map, with these.
    pub unnamed: Vec<(Adcode, String)>,
}

/// One layer of the map.
pub trait Layer: Sync {
    /// Name in files and on the command line.
    fn id(&self) -> &'static str;
    /// Message id of its title.
    fn title(&self) -> &'static str;
    /// Whether it is drawn before anybody chose.
    fn is_default(&self) -> bool;
    /// Its controls.
    fn params(&self) -> &'static [Param] {
        &[]
    }
    /// Whether the pack and data have anything for it.
    fn is_available(&self, _pack: &Pack) -> bool {
        true
    }
    /// Adds its groups and legend.
    fn draw(&self, input: &MapInput<'_>, controls: &Controls<'_>, drawing: &mut Drawing);
}

/// All layers in painting order.
pub const LAYERS: &[&dyn Layer] = &[
    &choropleth::Choropleth,
    &density::DensityLayer,
    &relative_risk::RiskLayer,
    &grid::GridLayer,
    &ground::Water,
    &districts::Borders,
    &transport::Transport,
    &hot_areas::HotAreasLayer,
    &enterprises::Enterprises,
    &named_clusters::ClustersLayer,
    &district_labels::DistrictLabels,
    &places::Places,
];

/// The layer of an id.
pub fn layer(id: &str) -> Option<&'static dyn Layer> {
    LAYERS.iter().copied().find(|l| l.id() == id)
}

/// The settings of one layer with its defaults filled in.
#[derive(Clone, Copy, Debug)]
pub struct Controls<'a> {
    params: &'static [Param],
    settings: Option<&'a Settings>,
    taxonomy: &'a Taxonomy,
    is_default: bool,
}

impl<'a> Controls<'a> {
    /// The controls of a layer.
    pub fn new(layer: &dyn Layer, settings: &'a BTreeMap<String, Settings>, taxonomy: &'a Taxonomy) -> Controls<'a> {
        Controls {
            params: layer.params(),
            settings: settings.get(layer.id()),
            taxonomy,
            is_default: layer.is_default(),
        }
    }

    /// Whether the layer is drawn.
    pub fn visible(&self) -> bool {
        self.settings.and_then(|s| s.visible).unwrap_or(self.is_default)
    }

    /// The value of a control; empty for a key the layer does not have.
    pub fn word(&self, key: &str) -> &'a str {
        match (self.params.iter().find(|p| p.key == key), self.settings) {
            (Some(param), Some(settings)) => param.value(settings, self.taxonomy),
            (Some(param), None) => param.default,
            (None, _) => "",
        }
    }

    /// The value of a number control.
    pub fn number(&self, key: &str) -> f64 {
        self.word(key).parse().unwrap_or_default()
    }

    /// The value of a toggle.
    pub fn is_on(&self, key: &str) -> bool {
        self.word(key) == "on"
    }
}

/// Draws all visible layers: the scene of the map, and its legends.
pub fn draw(input: &MapInput<'_>) -> (Scene, Vec<Legend>) {
    draw_around(input, &[])
}

/// Like [`draw`], with parts of the page (points) that labels keep free for furniture.
pub fn draw_around(input: &MapInput<'_>, reserved: &[Rect]) -> (Scene, Vec<Legend>) {
    let drawing = drawing_around(input, reserved);
    (Scene { groups: drawing.groups }, drawing.legends)
}

/// Like [`draw_around`], with what the layers could not draw.
pub fn drawing_around(input: &MapInput<'_>, reserved: &[Rect]) -> Drawing {
    let area = Rect::at([0.0, 0.0], input.frame.size_pt);
    let (groups, placer) = (vec![ground::paper(input)], Placer::new(area));
    let covered = reserved.to_vec();
    let mut drawing = Drawing { groups, legends: Vec::new(), placer, covered, unnamed: Vec::new() };
    for rect in reserved {
        drawing.placer.reserve(*rect);
    }
    let is_colored = replaced_by(&choropleth::Choropleth, input.settings, input.catalogue.taxonomy()).is_none()
        && Controls::new(&choropleth::Choropleth, input.settings, input.catalogue.taxonomy()).visible();
    if !is_colored {
        drawing.groups.push(ground::districts(input));
    }
    for layer in LAYERS {
        let controls = Controls::new(*layer, input.settings, input.catalogue.taxonomy());
        let is_replaced = layer.id() == choropleth::Choropleth.id() && !is_colored;
        if controls.visible() && !is_replaced && layer.is_available(input.pack) {
            layer.draw(input, &controls, &mut drawing);
        }
    }
    brush::draw(input, &mut drawing);
    drawing
}

/// The layer that takes the place of another while both are chosen: two scales of colour over each other could not be
/// read, so a surface or a grid takes the place of the districts' colours.
pub fn replaced_by(
    layer: &dyn Layer,
    settings: &BTreeMap<String, Settings>,
    taxonomy: &Taxonomy,
) -> Option<&'static dyn Layer> {
    const SURFACES: [&dyn Layer; 3] = [&grid::GridLayer, &relative_risk::RiskLayer, &density::DensityLayer];
    let is_districts = layer.id() == choropleth::Choropleth.id();
    SURFACES.into_iter().find(|surface| is_districts && Controls::new(*surface, settings, taxonomy).visible())
}

/// Checks and applies a `layer.key=value` or `layer=on|off` of the command line.
///
/// # Errors
/// An unknown layer or key, or a value the control does not take.
pub fn set(settings: &mut BTreeMap<String, Settings>, text: &str, taxonomy: &Taxonomy) -> Result<(), ParamError> {
    let form = || ParamError::Form { text: text.to_owned() };
    let (place, value) = text.split_once('=').ok_or_else(form)?;
    let (id, key) = place.split_once('.').map_or((place, None), |(id, key)| (id, Some(key)));
    let layer = layer(id).ok_or_else(|| ParamError::UnknownLayer {
        layer: id.to_owned(),
        known: LAYERS.iter().map(|l| l.id()).collect::<Vec<_>>().join(", "),
    })?;
    let entry = settings.entry(id.to_owned()).or_default();
    let bad = |expected: String| ParamError::BadValue { place: place.to_owned(), value: value.to_owned(), expected };
    match key {
        None | Some("visible") => match value {
            "on" | "true" => entry.visible = Some(true),
            "off" | "false" => entry.visible = Some(false),
            _ => return Err(bad("on, off".to_owned())),
        },
        Some(key) => {
            let param = layer.params().iter().find(|p| p.key == key).ok_or_else(|| ParamError::UnknownKey {
                layer: id.to_owned(),
                key: key.to_owned(),
                known: layer.params().iter().map(|p| p.key).chain(["visible"]).collect::<Vec<_>>().join(", "),
            })?;
            if !param.accepts(value, taxonomy) {
                return Err(bad(param.expected(taxonomy)));
            }
            entry.values.insert(key.to_owned(), value.to_owned());
            // Who sets a control of a layer wants to see the layer.
            entry.visible.get_or_insert(true);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn set_takes_what_a_control_takes_and_names_the_rest() {
        let taxonomy = Taxonomy::bundled();
        let mut settings = BTreeMap::new();
        for good in ["density=on", "density.bandwidth=800", "choropleth.measure=density", "places.visible=off"] {
            assert_eq!(set(&mut settings, good, &taxonomy), Ok(()), "{good}");
        }
        assert_eq!(settings["density"].visible, Some(true));
        let wrong = |text: &str| set(&mut BTreeMap::new(), text, &taxonomy).expect_err(text);
        assert!(matches!(wrong("heat=on"), ParamError::UnknownLayer { known, .. } if known.contains("density")));
        assert!(
            matches!(wrong("density.radius=1"), ParamError::UnknownKey { known, .. } if known.contains("bandwidth"))
        );
        assert!(matches!(wrong("choropleth.measure=heat"), ParamError::BadValue { .. }));
        assert!(matches!(wrong("density.bandwidth=-5"), ParamError::BadValue { .. }));
        assert!(matches!(wrong("density"), ParamError::Form { .. }));
    }

    #[test]
    fn every_default_is_a_value_its_control_takes_and_every_label_has_words() {
        let taxonomy = Taxonomy::bundled();
        let has_words = |id: &'static str| !crate::language::say(Language::En, id).starts_with('⟨');
        for layer in LAYERS {
            assert!(has_words(layer.title()), "{}", layer.title());
            for param in layer.params() {
                assert!(param.accepts(param.default, &taxonomy), "{}.{}", layer.id(), param.key);
                assert!(has_words(param.label), "{}", param.label);
                if let ParamKind::Choice(words) = param.kind {
                    for word in words {
                        assert!(has_words(param::choice_label(word)), "param-{word}");
                    }
                }
            }
        }
    }
}
