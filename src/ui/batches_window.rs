//! Edit ▸ Imports and edits: every batch, and the way back.

use egui::{RichText, Ui};

use crate::language::{Language, Message, say};
use crate::store::{Batch, BatchId};

/// Draws the list; the batch to undo if the user asked for it.
pub fn batches_ui(ui: &mut Ui, batches: &[Batch], language: Language) -> Option<BatchId> {
    let mut undo = None;
    if batches.is_empty() {
        ui.label(say(language, "batches-none"));
    }
    egui::ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
        for batch in batches {
            ui.horizontal(|ui| {
                ui.label(RichText::new(format!("#{}", batch.id.0)).family(super::theme::bold()));
                ui.label(say(language, kind_label(batch)));
                ui.label(RichText::new(batch.minute()).small().weak());
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| match batch.undone_by {
                    Some(_) => {
                        ui.label(RichText::new(say(language, "batches-undone")).weak());
                    }
                    None => {
                        let button = ui.button(say(language, "batches-undo"));
                        if button.clicked() {
                            undo = Some(batch.id);
                        }
                    }
                });
            });
            let counts = Message::new("batches-counts")
                .with("inserted", batch.inserted)
                .with("updated", batch.updated)
                .with("deleted", batch.deleted)
                .text(language);
            let words = [batch.file.as_str(), batch.author.as_str(), batch.reason.as_str(), counts.as_str()];
            let words: Vec<&str> = words.into_iter().filter(|w| !w.is_empty()).collect();
            ui.label(RichText::new(words.join(" · ")).small());
            ui.separator();
        }
    });
    undo
}

fn kind_label(batch: &Batch) -> &'static str {
    match batch.kind {
        crate::catalogue::change::BatchKind::Import => "batch-import",
        crate::catalogue::change::BatchKind::Edit => "batch-edit",
        crate::catalogue::change::BatchKind::Undo => "batch-undo",
        crate::catalogue::change::BatchKind::Outside => "batch-outside",
    }
}
