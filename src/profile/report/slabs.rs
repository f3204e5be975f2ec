//! Parts → slabs: lines, rows and pictures of known height that stand under one another.
//!
//! A slab that is glued stays on one page with the next, so that no heading stands alone at a foot, no paragraph
//! leaves a line behind, and neither a picture nor a claim's words lose what belongs to them.

use std::rc::Rc;

use super::tables::table;
use super::{Caption, DistrictReport, Part, Picture, Role, TEXT_AREA_MM, chart};
use crate::language::Language;
use crate::scene::furniture::{moved, rectangle, words};
use crate::scene::page::{MapView, PT_PER_MM};
use crate::scene::text::{Face, ascent_pt, wrap};
use crate::scene::{Align, Color, Ink, Item, Page, Rect};

/// Something of known height, as wide as the text.
#[derive(Clone, Debug, Default)]
pub(super) struct Slab {
    /// Items in points from its own upper left corner.
    pub items: Vec<Item>,
    /// Maps, likewise.
    pub maps: Vec<MapView>,
    /// Height, points.
    pub height: f64,
    /// Room above it, points; none at the head of a page.
    pub before: f64,
    /// Whether it stays with the next.
    pub is_glued: bool,
    /// What is said again above it where a page begins with it.
    pub again: Option<Rc<Slab>>,
}

/// Width of the text, points.
pub(super) fn text_width_pt() -> f64 {
    TEXT_AREA_MM.1[0] * PT_PER_MM
}

/// How words are set.
#[derive(Clone, Copy, Debug)]
struct Setting {
    size_pt: f32,
    line_pt: f64,
    face: Face,
    color: Color,
    align: Align,
    /// Room left of the words, points.
    left: f64,
    /// Indent of the first line, in ems.
    first_em: usize,
    /// Colour of the ground and of a rule at the left.
    ground: Option<Color>,
    bar: Option<Color>,
    before: f64,
}

impl Setting {
    fn plain(size_pt: f32, face: Face, color: Color) -> Setting {
        let line_pt = f64::from(size_pt) * 1.65;
        Setting {
            size_pt,
            line_pt,
            face,
            color,
            align: Align::Start,
            left: 0.0,
            first_em: 0,
            ground: None,
            bar: None,
            before: 0.0,
        }
    }
}

/// The slabs of all parts.
pub(super) fn slabs(report: &DistrictReport<'_>, parts: &[Part<'_>], ink: &Ink) -> Vec<Slab> {
    let mut slabs = Vec::new();
    for (i, part) in parts.iter().enumerate() {
        let is_last = i + 1 == parts.len();
        match part {
            Part::Title { title, lines } => head(&mut slabs, title, lines, ink),
            Part::Heading { level, text } => heading(&mut slabs, *level, text, ink),
            Part::Text { role, text } => {
                set(&mut slabs, text, &of_role(*role, report.language, ink));
                if *role == Role::Marks {
                    slabs.push(room(3.0));
                }
                if !is_last && matches!(role, Role::Marks | Role::Citation | Role::Command) {
                    glue_last(&mut slabs, if *role == Role::Marks { 2 } else { 1 });
                }
                // A citation ends with its source, where it has one.
                let goes_on = matches!(parts.get(i + 1), Some(Part::Text { role: Role::CitationSource, .. }));
                if matches!(role, Role::Citation | Role::CitationSource) && !goes_on {
                    slabs.push(Slab { is_glued: *role == Role::Citation && !is_last, ..room(5.0) });
                }
            }
            Part::Picture { caption, picture } => {
                slabs.push(pictured(picture, ink));
                captioned(&mut slabs, caption, report.language, ink);
            }
            Part::Table { caption, grid } => {
                captioned(&mut slabs, caption, report.language, ink);
                glue_last(&mut slabs, 1);
                slabs.extend(table(grid, caption, report.language, ink));
            }
            Part::Whole(parts) => {
                let mut whole = self::slabs(report, parts, ink);
                let n = whole.len();
                whole.iter_mut().take(n.saturating_sub(1)).for_each(|slab| slab.is_glued = true);
                slabs.extend(whole);
            }
        }
    }
    slabs
}

/// Room of a height.
fn room(height: f64) -> Slab {
    Slab { height, ..Slab::default() }
}

fn glue_last(slabs: &mut [Slab], n: usize) {
    slabs.iter_mut().rev().take(n).for_each(|slab| slab.is_glued = true);
}

fn head(slabs: &mut Vec<Slab>, title: &str, lines: &[String], ink: &Ink) {
    let centred = |size, face, color| Setting { align: Align::Middle, ..Setting::plain(size, face, color) };
    set(slabs, title, &Setting { line_pt: 30.0, ..centred(20.0, ink.head_face, ink.text) });
    for line in lines {
        set(slabs, line, &Setting { before: 2.0, ..centred(9.5, ink.face, ink.faint) });
    }
    slabs.push(room(4.0));
}

fn heading(slabs: &mut Vec<Slab>, level: u8, text: &str, ink: &Ink) {
    let (size, before) = match level {
        1 => (14.0, 17.0),
        2 => (11.5, 12.0),
        _ => (10.5, 10.0),
    };
    let start = slabs.len();
    let setting = Setting { before, ..Setting::plain(size, ink.head_face, ink.text) };
    set(slabs, text, &Setting { line_pt: f64::from(size) * 1.6, ..setting });
    slabs[start..].iter_mut().for_each(|slab| slab.is_glued = true);
    slabs.push(Slab { is_glued: true, ..room(2.0) });
}

fn of_role(role: Role, language: Language, ink: &Ink) -> Setting {
    let body = Setting::plain(10.5, ink.face, ink.text);
    let small = Setting::plain(8.5, ink.face, ink.faint);
    let (first_em, before) = match language {
        Language::Zh => (2, 0.0),
        Language::En => (0, 4.0),
    };
    match role {
        Role::Body => Setting { first_em, before, ..body },
        Role::Notice => {
            let ground = Some(Color::hex(0xF4F5F6));
            Setting {
                left: 10.0,
                bar: Some(ink.accent),
                ground,
                before: 6.0,
                line_pt: 15.5,
                ..Setting { size_pt: 9.5, ..body }
            }
        }
        Role::Citation => Setting { left: 14.0, bar: Some(ink.line), before: 6.0, ..body },
        Role::CitationSource => Setting { left: 14.0, bar: Some(ink.line), ..small },
        Role::Marks => small,
        Role::Entry => Setting { before: 1.0, ..Setting::plain(9.5, ink.face, ink.text) },
        Role::Command => {
            Setting { left: 6.0, ground: Some(Color::hex(0xF4F5F6)), ..Setting::plain(9.0, ink.face, ink.text) }
        }
    }
}

fn captioned(slabs: &mut Vec<Slab>, caption: &Caption, language: Language, ink: &Ink) {
    let before = if caption.is_table { 12.0 } else { 5.0 };
    let setting = Setting { before, align: Align::Middle, ..Setting::plain(9.5, ink.head_face, ink.text) };
    set(slabs, &caption.full(language), &setting);
    if caption.is_table {
        slabs.push(room(2.0));
        let n = slabs.len();
        slabs[n - 2].is_glued = true;
    } else {
        slabs.push(room(6.0));
    }
}

/// Words as slabs of a line each; the first two and the last two lines stay together.
fn set(slabs: &mut Vec<Slab>, text: &str, how: &Setting) {
    let lines = lines(text, how);
    let n = lines.len();
    let width = text_width_pt();
    for (i, line) in lines.into_iter().enumerate() {
        let mut items = Vec::new();
        // Grounds of neighbouring lines overlap a little: no seam is seen.
        let area = |x0: f64, x1: f64| Rect { min: [x0, -0.2], max: [x1, how.line_pt + 0.2] };
        items.extend(how.ground.map(|color| rectangle(area(0.0, width), Some(color), None)));
        items.extend(how.bar.map(|color| rectangle(area(0.0, 2.2), Some(color), None)));
        let indent = if i == 0 { how.first_em as f64 * f64::from(how.size_pt) } else { 0.0 };
        let x = match how.align {
            Align::Start => how.left + indent,
            Align::Middle => width / 2.0,
            Align::End => width,
        };
        let size = f64::from(how.size_pt);
        let baseline = (how.line_pt - size) / 2.0 + f64::from(ascent_pt(how.size_pt));
        items.push(Item::Text(words([x, baseline], line, how.size_pt, how.color, how.align).with_face(how.face)));
        slabs.push(Slab {
            items,
            height: how.line_pt,
            before: if i == 0 { how.before } else { 0.0 },
            is_glued: i + 1 < n && (i == 0 || i + 2 == n),
            ..Slab::default()
        });
    }
}

/// The lines of a text; the first is shorter by its indent.
fn lines(text: &str, how: &Setting) -> Vec<String> {
    // Ideographs in its place take just the room of the indent, and are taken off again.
    let stand_in = "囗".repeat(how.first_em);
    let right = if how.ground.is_some() { 8.0 } else { 0.0 };
    let width = (text_width_pt() - how.left - right) as f32;
    let mut lines = wrap(&format!("{stand_in}{text}"), width, how.size_pt, how.face);
    if let Some(first) = lines.first_mut() {
        *first = first.chars().skip(how.first_em).collect::<String>().trim_start().to_owned();
    }
    lines
}

/// A picture in the middle of the text's width, glued to its caption.
fn pictured(picture: &Picture<'_>, ink: &Ink) -> Slab {
    let mut slab = match picture {
        Picture::Figure(page) => figure(page),
        Picture::Bars(bars) => {
            let piece = chart::drawn(bars, text_width_pt(), ink);
            Slab { items: piece.items, height: piece.size_pt[1], ..Slab::default() }
        }
    };
    (slab.before, slab.is_glued) = (5.0, true);
    slab
}

/// A figure as it is, its maps included.
fn figure(page: &Page) -> Slab {
    let [width, height] = page.size_pt();
    let left = ((text_width_pt() - width) / 2.0).max(0.0);
    let maps = page.maps.iter().map(|map| shifted(map, [left, 0.0])).collect();
    let items = page.furniture.iter().flat_map(|group| group.items.iter().cloned());
    Slab { items: items.map(|item| moved(item, [left, 0.0])).collect(), maps, height, ..Slab::default() }
}

/// A map elsewhere on its sheet.
pub(super) fn shifted(map: &MapView, by: [f64; 2]) -> MapView {
    let shift = |at: [f64; 2]| [at[0] + by[0], at[1] + by[1]];
    MapView { rect: Rect { min: shift(map.rect.min), max: shift(map.rect.max) }, ..map.clone() }
}
