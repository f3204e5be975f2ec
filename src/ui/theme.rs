//! Fonts, spacing and colours of the window: quiet panels around the map, one accent.

use std::sync::Arc;

use egui::{Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Stroke, TextStyle, Theme, vec2};

use crate::scene::style::Ink;
use crate::scene::text::{Face, LastResort};

/// The accent of both themes: the blue of the river.
pub const ACCENT: Color32 = Color32::from_rgb(0x1f, 0x7a, 0x8c);

/// The bold family.
pub fn bold() -> FontFamily {
    FontFamily::Name("bold".into())
}

/// The family of a face of the scene.
pub fn family(face: Face) -> FontFamily {
    match face {
        Face::Regular => FontFamily::Proportional,
        Face::Bold => bold(),
        Face::Song => FontFamily::Name("song".into()),
    }
}

/// Draws what the bundled fonts lack from a font of the user's from now on, or no longer.
pub fn set_last_resort(ctx: &egui::Context, font: Option<&LastResort>) {
    ctx.set_fonts(fonts(font));
}

/// The frame of a panel at the window's edge. Panels have the colour of the map's paper, with which the window is
/// cleared, so they are not filled again.
pub fn edge(style: &egui::Style) -> egui::Frame {
    egui::Frame::side_top_panel(style).fill(Color32::TRANSPARENT)
}

/// Sets fonts and both themes of a context, once.
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(fonts(None));
    for theme in [Theme::Light, Theme::Dark] {
        ctx.style_mut_of(theme, |style| {
            let dark = theme == Theme::Dark;
            style.text_styles = [
                (TextStyle::Heading, FontId::new(18.0, bold())),
                (TextStyle::Body, FontId::new(13.5, FontFamily::Proportional)),
                (TextStyle::Button, FontId::new(13.5, FontFamily::Proportional)),
                (TextStyle::Small, FontId::new(11.5, FontFamily::Proportional)),
                (TextStyle::Monospace, FontId::new(13.0, FontFamily::Monospace)),
            ]
            .into();
            style.spacing.item_spacing = vec2(8.0, 6.0);
            style.spacing.button_padding = vec2(8.0, 3.0);
            style.spacing.interact_size.y = 22.0;
            style.spacing.menu_margin = egui::Margin::same(8);
            style.spacing.scroll = egui::style::ScrollStyle::thin();
            style.interaction.selectable_labels = true;
            style.visuals = visuals(dark);
        });
    }
}

fn visuals(dark: bool) -> egui::Visuals {
    let mut v = if dark { egui::Visuals::dark() } else { egui::Visuals::light() };
    let panel = super::painter::color32(if dark { Ink::dark() } else { Ink::light() }.paper);
    let (faint, text, line) = if dark {
        (Color32::from_rgb(0x1f, 0x26, 0x2e), Color32::from_rgb(0xd7, 0xdd, 0xe3), Color32::from_rgb(0x2e, 0x37, 0x41))
    } else {
        (Color32::from_rgb(0xf1, 0xef, 0xea), Color32::from_rgb(0x26, 0x2c, 0x33), Color32::from_rgb(0xdd, 0xd9, 0xd1))
    };
    v.panel_fill = panel;
    v.window_fill = panel;
    v.faint_bg_color = faint;
    v.extreme_bg_color = if dark { Color32::from_rgb(0x10, 0x14, 0x18) } else { Color32::WHITE };
    v.hyperlink_color = if dark { Color32::from_rgb(0x6c, 0xc0, 0xd0) } else { ACCENT };
    v.selection.bg_fill = if dark { Color32::from_rgb(0x1d, 0x55, 0x63) } else { Color32::from_rgb(0xc9, 0xe4, 0xe8) };
    v.selection.stroke = Stroke::new(1.0, if dark { Color32::WHITE } else { Color32::from_rgb(0x0d, 0x3b, 0x44) });
    v.widgets.noninteractive.fg_stroke.color = text;
    v.widgets.noninteractive.bg_stroke = Stroke::new(1.0, line);
    v.widgets.inactive.fg_stroke.color = text;
    v.widgets.inactive.weak_bg_fill = faint;
    v.widgets.inactive.bg_fill =
        if dark { Color32::from_rgb(0x2a, 0x33, 0x3d) } else { Color32::from_rgb(0xe6, 0xe2, 0xda) };
    v.window_stroke = Stroke::new(1.0, line);
    for widget in [
        &mut v.widgets.noninteractive,
        &mut v.widgets.inactive,
        &mut v.widgets.hovered,
        &mut v.widgets.active,
        &mut v.widgets.open,
    ] {
        widget.corner_radius = CornerRadius::same(4);
    }
    v.window_corner_radius = CornerRadius::same(8);
    v.menu_corner_radius = CornerRadius::same(6);
    v
}

fn fonts(last_resort: Option<&LastResort>) -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    for (name, face) in [("sc-regular", Face::Regular), ("sc-bold", Face::Bold), ("sc-song", Face::Song)] {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(face.bytes())));
    }
    // egui's own fonts stay behind ours for the arrows and marks its widgets draw.
    let mut fallback = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    if let Some(font) = last_resort {
        let name = "last-resort".to_owned();
        fonts.font_data.insert(name.clone(), Arc::new(FontData::from_owned(font.bytes().to_vec())));
        fallback.insert(0, name);
    }
    let with =
        |first: &[&str]| first.iter().map(|s| (*s).to_owned()).chain(fallback.iter().cloned()).collect::<Vec<_>>();
    fonts.families.insert(FontFamily::Proportional, with(&["sc-regular"]));
    fonts.families.insert(bold(), with(&["sc-bold", "sc-regular"]));
    fonts.families.insert(family(Face::Song), with(&["sc-song", "sc-regular"]));
    fonts.families.entry(FontFamily::Monospace).or_default().push("sc-regular".to_owned());
    fonts
}
