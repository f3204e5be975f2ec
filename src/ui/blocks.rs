//! Blocks of a profile as widgets: one match, no wildcard.

use egui::{RichText, Ui};
use egui_plot::{Bar, BarChart, Plot};

use super::help::explained;
use super::painter::color32;
use crate::catalogue::Filter;
use crate::language::{Language, Message, fixed, say};
use crate::layers::palette;
use crate::profile::blocks::{self, Block, Cell, ClaimBlock, Column, EnterpriseLine, Figure};
use crate::profile::verdict::Verdict;

/// What the user did inside the blocks.
#[derive(Debug, Default)]
pub struct BlockEvents {
    /// An enterprise was clicked.
    pub enterprise: Option<i64>,
    /// A bar was clicked: what it counts.
    pub rows: Option<Filter>,
}

/// Draws blocks under one another.
pub fn blocks_ui(ui: &mut Ui, salt: &str, blocks: &[Block], language: Language, events: &mut BlockEvents) {
    for (i, block) in blocks.iter().enumerate() {
        block_ui(ui, &format!("{salt}-{i}"), block, language, events);
    }
}

fn block_ui(ui: &mut Ui, salt: &str, block: &Block, language: Language, events: &mut BlockEvents) {
    match block {
        Block::Heading { text } => {
            ui.label(RichText::new(text).family(super::theme::bold()));
        }
        Block::Paragraph { text } => {
            ui.label(text);
        }
        Block::Citation { text, source, date, url } => citation(ui, text, source, date, url.as_deref()),
        Block::Figures(figures) => figures_ui(ui, salt, figures, language),
        Block::Bars(chart) => bars(ui, salt, chart, language, events),
        Block::Table { title, columns, rows } => table(ui, salt, title, columns, rows, language),
        Block::Enterprises(lines) => enterprises(ui, lines, language, events),
        Block::Claim(claim) => claim_ui(ui, salt, claim, language),
        Block::Notice { text } => notice(ui, text),
    }
}

fn citation(ui: &mut Ui, text: &str, source: &str, date: &str, url: Option<&str>) {
    let line = ui.visuals().widgets.noninteractive.bg_stroke.color;
    let frame = egui::Frame::new().inner_margin(egui::Margin { left: 10, right: 4, top: 2, bottom: 2 });
    let response = frame
        .show(ui, |ui| {
            ui.label(text);
            ui.horizontal_wrapped(|ui| {
                let words = RichText::new(format!("{source} {date}")).small().weak();
                match url {
                    Some(url) => ui.hyperlink_to(words, url),
                    None => ui.label(words),
                }
            });
        })
        .response;
    ui.painter().vline(response.rect.left() + 2.0, response.rect.y_range(), egui::Stroke::new(2.5, line));
}

/// The part of the width that labels may take beside their values.
const LABELS_PART: f32 = 0.5;

fn figures_ui(ui: &mut Ui, salt: &str, figures: &[Figure], language: Language) {
    let font = egui::TextStyle::Body.resolve(ui.style());
    let width = |f: &Figure| ui.painter().layout_no_wrap(f.label.clone(), font.clone(), egui::Color32::WHITE).size().x;
    let widest = figures.iter().map(width).fold(0.0, f32::max);
    // Beside a label so long a value and its note would have no room: they stand under it.
    if widest > LABELS_PART * ui.available_width() {
        for figure in figures {
            explained(ui.label(RichText::new(&figure.label).weak()), &figure.label, language);
            value_ui(ui, figure);
        }
        return;
    }
    egui::Grid::new(salt).num_columns(2).spacing([12.0, 4.0]).show(ui, |ui| {
        for figure in figures {
            explained(ui.label(RichText::new(&figure.label).weak()), &figure.label, language);
            ui.vertical(|ui| value_ui(ui, figure));
            ui.end_row();
        }
    });
}

fn value_ui(ui: &mut Ui, figure: &Figure) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(&figure.value).family(super::theme::bold()).size(15.0));
        ui.label(RichText::new(&figure.unit).small().weak());
    });
    if let Some(note) = &figure.note {
        ui.label(RichText::new(note).small().weak());
    }
}

fn bars(ui: &mut Ui, salt: &str, chart: &blocks::BarChart, language: Language, events: &mut BlockEvents) {
    let title = if chart.unit.is_empty() { chart.title.clone() } else { format!("{} ({})", chart.title, chart.unit) };
    ui.label(RichText::new(title).family(super::theme::bold()));
    if chart.bars.is_empty() {
        return;
    }
    let n = chart.bars.len();
    let has_compare = chart.bars.iter().any(|b| b.compare.is_some());
    if has_compare {
        let words = Message::new("chart-colors").with("own", chart.value_label.as_str());
        let words = words.with("other", chart.compare_label.as_str()).text(language);
        ui.label(RichText::new(words).small().weak());
    }
    let names: Vec<String> = chart.bars.iter().map(|b| b.label.clone()).collect();
    let thick = if has_compare { 0.42 } else { 0.7 };
    let bar = |i: usize, shift: f64, value: f64, color: egui::Color32| {
        Bar::new((n - 1 - i) as f64 + shift, value).width(thick).fill(color).stroke(egui::Stroke::NONE)
    };
    let own = chart.bars.iter().enumerate().map(|(i, b)| {
        let color = b.color_track.map_or(super::theme::ACCENT, |t| color32(palette::track_color(t)));
        bar(i, if has_compare { 0.22 } else { 0.0 }, b.value, color).name(&b.label)
    });
    let grey = ui.visuals().weak_text_color().gamma_multiply(0.6);
    let others =
        chart.bars.iter().enumerate().filter_map(|(i, b)| b.compare.map(|v| bar(i, -0.22, v, grey).name(&b.label)));
    let mut own_chart = BarChart::new(chart.value_label.clone(), own.collect()).horizontal();
    own_chart = own_chart.color(super::theme::ACCENT);
    let city_chart = BarChart::new(chart.compare_label.clone(), others.collect()).color(grey).horizontal();
    let axis = names.clone();
    let values = chart.bars.iter().flat_map(|b| [b.value, b.compare.unwrap_or(0.0)]);
    let longest = values.chain(chart.end).fold(f64::MIN_POSITIVE, f64::max);
    let plot = Plot::new(salt.to_owned())
        .height(26.0 * n as f32 + 12.0)
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        // Each bar says its number: lines and an axis would say it again.
        .show_grid([false, false])
        .show_axes([false, true])
        .include_x(0.0)
        .include_x(longest * 1.16)
        .y_axis_min_width(if n > 0 { 108.0 } else { 0.0 })
        .y_grid_spacer(move |_| (0..n).map(|i| egui_plot::GridMark { value: i as f64, step_size: 1.0 }).collect())
        .y_axis_formatter(move |mark, _| {
            let i = mark.value.round();
            let row = (n as f64 - 1.0 - i) as usize;
            if i < 0.0 || (mark.value - i).abs() > 0.01 {
                String::new()
            } else {
                axis.get(row).cloned().unwrap_or_default()
            }
        })
        .show_x(false)
        .show_y(false);
    let ink = ui.visuals().text_color();
    let shown = plot.show(ui, |plot| {
        plot.bar_chart(own_chart);
        if has_compare {
            plot.bar_chart(city_chart);
        }
        for (i, bar) in chart.bars.iter().enumerate() {
            let y = (n - 1 - i) as f64 + if has_compare { 0.22 } else { 0.0 };
            let words = RichText::new(format!(" {}", fixed(bar.value, chart.decimals))).size(11.0);
            let at = egui_plot::PlotPoint::new(bar.value, y);
            plot.text(egui_plot::Text::new("", at, words).color(ink).anchor(egui::Align2::LEFT_CENTER));
        }
    });
    // The row under the pointer: a click on it, or on the empty rest of its line, selects what its bar counts.
    let response = shown.response;
    let row = response.hover_pos().map(|at| (n as f64 - 1.0 - shown.transform.value_from_position(at).y).round());
    let bar = row.filter(|r| (0.0..n as f64).contains(r)).map(|r| &chart.bars[r as usize]);
    if let Some(bar) = bar.filter(|b| b.rows.is_some()) {
        if response.clicked() {
            events.rows.clone_from(&bar.rows);
        }
        let compare = bar.compare.map(|v| format!(" · {} {}", chart.compare_label, fixed(v, chart.decimals)));
        let value = format!("{} {}{}", bar.label, fixed(bar.value, chart.decimals), compare.unwrap_or_default());
        response.on_hover_text(format!("{value}\n{}", say(language, "chart-click")));
    }
}

fn table(ui: &mut Ui, salt: &str, title: &str, columns: &[Column], rows: &[Vec<Cell>], language: Language) {
    if !title.is_empty() {
        ui.label(RichText::new(title).family(super::theme::bold()));
    }
    egui::ScrollArea::horizontal().id_salt(salt).show(ui, |ui| {
        egui::Grid::new(format!("{salt}-grid")).striped(true).spacing([12.0, 3.0]).show(ui, |ui| {
            for column in columns {
                let layout = match column.numeric {
                    true => egui::Layout::right_to_left(egui::Align::Center),
                    false => egui::Layout::left_to_right(egui::Align::Center),
                };
                let head = ui.with_layout(layout, |ui| ui.label(RichText::new(&column.name).small().weak())).inner;
                explained(head, &column.name, language);
            }
            ui.end_row();
            for row in rows {
                for (cell, column) in row.iter().zip(columns) {
                    if column.numeric {
                        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| ui.label(&cell.text));
                    } else {
                        ui.label(&cell.text);
                    }
                }
                ui.end_row();
            }
        });
    });
}

fn enterprises(ui: &mut Ui, lines: &[EnterpriseLine], language: Language, events: &mut BlockEvents) {
    for line in lines {
        let response = ui.link(RichText::new(&line.name));
        if response.clicked() {
            events.enterprise = Some(line.id);
        }
        let place = if line.drawn { String::new() } else { format!(" · {}", say(language, "profile-line-not-drawn")) };
        let listing = line.listing.as_ref().map(|l| format!(" · {l}")).unwrap_or_default();
        let words = format!("{} · {}{place}{listing} · {}", line.tracks.join("、"), line.segment, line.evidence);
        ui.label(RichText::new(words).small().weak());
        if let Some(why) = &line.why {
            ui.label(RichText::new(why).small());
        }
    }
}

fn claim_ui(ui: &mut Ui, salt: &str, claim: &ClaimBlock, language: Language) {
    egui::Frame::new().fill(ui.visuals().faint_bg_color).corner_radius(6).inner_margin(8).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.label(RichText::new(format!("{}  {}", claim.id, claim.text)).family(super::theme::bold()));
        let color = match claim.verdict {
            Verdict::Supported => ui.visuals().hyperlink_color,
            Verdict::Contradicted => ui.visuals().error_fg_color,
            Verdict::Alike | Verdict::Insufficient | Verdict::Untestable => ui.visuals().weak_text_color(),
        };
        // The word says it; the colour only helps to find it.
        ui.label(RichText::new(&claim.verdict_name).color(color).family(super::theme::bold()));
        for sentence in &claim.evidence {
            ui.label(RichText::new(sentence).small());
        }
        if !claim.figures.is_empty() {
            figures_ui(ui, &format!("{salt}-figures"), &claim.figures, language);
        }
    });
}

fn notice(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).small().italics().weak());
}
