//! The layers and their controls, from [`Param`]s alone.

use egui::{RichText, Ui};

use crate::catalogue::Taxonomy;
use crate::document::{Document, Edit};
use crate::geography::Pack;
use crate::language::{Language, Message, say};
use crate::layers::param::choice_label;
use crate::layers::{Controls, LAYERS, Layer, Param, ParamKind, replaced_by};

/// Width of a slider's value with its unit, and of the gap before it, points.
const VALUE_PT: f32 = 84.0;

/// Draws the list of layers; the edits the user made.
pub fn layers_ui(ui: &mut Ui, document: &Document, taxonomy: &Taxonomy, pack: &Pack, language: Language) -> Vec<Edit> {
    let mut edits = Vec::new();
    // The uppermost layer comes first, as in every list of layers.
    for layer in LAYERS.iter().rev().filter(|l| l.is_available(pack)) {
        let controls = Controls::new(*layer, &document.layers, taxonomy);
        let mut visible = controls.visible();
        let response = ui.checkbox(&mut visible, say(language, layer.title()));
        if response.changed() {
            edits.push(Edit::Visible { layer: layer.id(), visible });
        }
        if let Some(other) = replaced_by(*layer, &document.layers, taxonomy).filter(|_| visible) {
            let words = Message::new("layer-replaced").with("by", say(language, other.title())).text(language);
            ui.label(RichText::new(words).small().weak());
        }
        response.context_menu(|ui| {
            if ui.button(say(language, "menu-reset-layer")).clicked() {
                edits.push(Edit::ResetLayer(layer.id()));
                ui.close();
            }
        });
        if visible && !layer.params().is_empty() {
            ui.indent(layer.id(), |ui| {
                for param in layer.params().iter().filter(|p| applies(p, &controls)) {
                    if let Some(value) = param_ui(ui, *layer, param, controls.word(param.key), taxonomy, language) {
                        edits.push(Edit::Param { layer: layer.id(), key: param.key, value });
                    }
                }
            });
        }
    }
    edits
}

/// A track is asked for where the measure is of one, or the layer has no other; location quotients have classes and colours of their own.
fn applies(param: &Param, controls: &Controls<'_>) -> bool {
    match (controls.word("measure"), param.key) {
        (measure, "track") => matches!(measure, "" | "share" | "lq"),
        ("lq", "classes-by" | "classes" | "palette") => false,
        (_, "eps") => controls.word("method") == "dbscan",
        _ => true,
    }
}

fn param_ui(
    ui: &mut Ui,
    layer: &dyn Layer,
    param: &Param,
    value: &str,
    taxonomy: &Taxonomy,
    language: Language,
) -> Option<String> {
    let salt = format!("{}.{}", layer.id(), param.key);
    let word = |w: &str| say(language, choice_label(w));
    ui.horizontal_wrapped(|ui| {
        let label = ui.label(RichText::new(say(language, param.label)).small());
        match param.kind {
            ParamKind::Choice(words) => choice(ui, &salt, label.id, value, words.iter().map(|w| (*w, word(w)))),
            ParamKind::Track => {
                let tracks = taxonomy.tracks().iter().map(|t| (t.id.as_str(), t.name.get(language).to_owned()));
                choice(ui, &salt, label.id, value, tracks)
            }
            ParamKind::Toggle => {
                let mut on = value == "on";
                let name = say(language, if on { "toggle-on" } else { "toggle-off" });
                ui.checkbox(&mut on, name).changed().then(|| if on { "on" } else { "off" }.to_owned())
            }
            ParamKind::Number { words, min, max, step, unit, logarithmic } => {
                let mut chosen = None;
                if !words.is_empty() {
                    let entries = words.iter().map(|w| (*w, word(w))).chain([("fixed", word("fixed"))]);
                    let current = if words.contains(&value) { value } else { "fixed" };
                    chosen = choice(ui, &salt, label.id, current, entries)
                        .map(|w| if w == "fixed" { "800".to_owned() } else { w });
                }
                if !words.contains(&value) {
                    let mut number: f64 = value.parse().unwrap_or(min);
                    // A slider with its value does not wrap by itself.
                    if ui.available_size_before_wrap().x < ui.spacing().slider_width + VALUE_PT {
                        ui.end_row();
                    }
                    let slider = egui::Slider::new(&mut number, min..=max)
                        .step_by(step)
                        .fixed_decimals(if step.fract() == 0.0 { 0 } else { 2 })
                        .logarithmic(logarithmic)
                        .suffix(if unit.is_empty() { String::new() } else { format!(" {unit}") });
                    if ui.add(slider).labelled_by(label.id).changed() {
                        chosen = Some(number.to_string());
                    }
                }
                chosen
            }
        }
    })
    .inner
}

fn choice<'a>(
    ui: &mut Ui,
    salt: &str,
    label: egui::Id,
    value: &str,
    entries: impl Iterator<Item = (&'a str, String)>,
) -> Option<String> {
    let entries: Vec<(&str, String)> = entries.collect();
    let shown = entries.iter().find(|(w, _)| *w == value).map(|(_, text)| text.clone()).unwrap_or_default();
    let mut chosen = None;
    egui::ComboBox::from_id_salt(salt)
        .selected_text(shown)
        .show_ui(ui, |ui| {
            for (word, text) in &entries {
                if ui.selectable_label(*word == value, text).clicked() && *word != value {
                    chosen = Some((*word).to_owned());
                }
            }
        })
        .response
        .labelled_by(label);
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layer_of_one_track_asks_for_it_whatever_is_measured_elsewhere() {
        let (taxonomy, settings) = (Taxonomy::bundled(), std::collections::BTreeMap::new());
        for (id, is_asked) in [("risk", true), ("choropleth", false)] {
            let layer = crate::layers::layer(id).expect("a layer");
            let track = layer.params().iter().find(|p| p.key == "track").expect("it is of a track");
            assert_eq!(applies(track, &Controls::new(layer, &settings, &taxonomy)), is_asked, "{id}");
        }
    }
}
