//! The switch «districts, grid, points»: the same enterprises under another cut of space, and whether what is said of a
//! track survives it.

use std::sync::Arc;

use egui::{RichText, Ui};

use super::app::App;
use super::help::explained;
use crate::document::{Edit, Page};
use crate::language::say;
use crate::layers::{Controls, Numbers, layer};
use crate::profile::Block;

/// A cut of space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Support {
    Districts,
    Grid,
    Points,
}

/// The layers that show one.
const LAYERS: [(Support, &str, &str); 3] = [
    (Support::Districts, "choropleth", "support-districts"),
    (Support::Grid, "grid", "support-grid"),
    (Support::Points, "enterprises", "support-points"),
];

impl App {
    /// Draws the switch, and under it the sentence on the one track that is filtered.
    pub(super) fn supports_ui(&mut self, ui: &mut Ui, numbers: &Arc<Numbers>) {
        let language = self.session.language;
        let document = self.workspace.document();
        let taxonomy = self.workspace.catalogue.taxonomy().clone();
        let is_shown = |id: &str| layer(id).is_some_and(|l| Controls::new(l, &document.layers, &taxonomy).visible());
        let shown: Vec<Support> = LAYERS.iter().filter(|l| is_shown(l.1)).map(|l| l.0).collect();
        let mut chosen = None;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            let label = ui.label(RichText::new(say(language, "support-switch")).small().weak());
            explained(label, &say(language, "pages-levels-term"), language);
            for (support, _, words) in LAYERS {
                let button = ui.selectable_label(shown.contains(&support), RichText::new(say(language, words)).small());
                if button.on_hover_text(say(language, "support-help")).clicked() {
                    chosen = Some(support);
                }
            }
        });
        if let Some(chosen) = chosen {
            for (support, layer, _) in LAYERS {
                self.workspace.edit(Edit::Visible { layer, visible: support == chosen });
            }
        }
        let filter = &self.workspace.document().filter;
        let [track] = &filter.tracks[..] else { return };
        let Some(track) = taxonomy.index_of(track) else { return };
        // Not before the map has answered: it would have to share the machine.
        let is_current = numbers.wanted.filter == *filter;
        match is_current.then(|| self.workspace.robustness(track, numbers, language)).flatten() {
            Some(made) => {
                let sentence = made.sections.iter().flat_map(|s| &s.blocks).find_map(|block| match block {
                    Block::Heading { text } => Some(text.clone()),
                    _ => None,
                });
                ui.set_max_width(330.0);
                ui.label(RichText::new(sentence.unwrap_or_default()).small());
                if ui.link(RichText::new(say(language, "support-why")).small()).clicked() {
                    let id = taxonomy.get(track).map(|t| t.id.clone()).unwrap_or_default();
                    self.workspace.edit(Edit::Track(id));
                    self.workspace.edit(Edit::Page(Page::Robustness));
                }
            }
            None => {
                ui.label(RichText::new(say(language, "pages-working")).small().weak());
            }
        }
    }
}
