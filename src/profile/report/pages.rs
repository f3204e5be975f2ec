//! Slabs → sheets of A4 with a head, a foot and the number of the page.

use super::slabs::{Slab, shifted, slabs};
use super::{DistrictReport, TEXT_AREA_MM};
use crate::language::Message;
use crate::scene::furniture::{moved, rule, words};
use crate::scene::page::{MapView, Metadata, PT_PER_MM};
use crate::scene::text::width_pt;
use crate::scene::{Align, Group, Ink, Item, Page, Stroke};

/// Width and height of a sheet, millimetres: A4.
pub const SHEET_MM: [f64; 2] = [210.0, 297.0];

/// Baseline of the words at the head, and of those at the foot, millimetres from the upper edge.
const HEAD_MM: f64 = 27.0;
const FOOT_MM: f64 = 275.0;
/// Size of these words, points.
const SIZE_PT: f32 = 8.5;

/// The report as sheets of A4, from the first to the last; never none.
pub fn pages(report: &DistrictReport<'_>) -> Vec<Page> {
    let ink = Ink::print();
    let parts = report.parts();
    let sheets = broken(slabs(report, &parts, &ink), TEXT_AREA_MM.1[1] * PT_PER_MM);
    let n = sheets.len();
    sheets.into_iter().enumerate().map(|(i, sheet)| sheet.page(report, i, n, &ink)).collect()
}

/// What stands on a sheet, in points of the text's area.
#[derive(Debug, Default)]
struct Sheet {
    items: Vec<Item>,
    maps: Vec<MapView>,
    used: f64,
}

impl Sheet {
    fn put(&mut self, slab: &Slab) {
        let before = if self.used > 0.0 { slab.before } else { 0.0 };
        let at = [0.0, self.used + before];
        self.items.extend(slab.items.iter().cloned().map(|item| moved(item, at)));
        self.maps.extend(slab.maps.iter().map(|map| shifted(map, at)));
        self.used += before + slab.height;
    }

    fn page(self, report: &DistrictReport<'_>, i: usize, n: usize, ink: &Ink) -> Page {
        let (area, size) = TEXT_AREA_MM;
        let origin = area.map(|mm| mm * PT_PER_MM);
        let text = self.items.into_iter().map(|item| moved(item, origin)).collect();
        let small = |x: f64, y_mm: f64, text: String, align: Align| {
            let at = [x, y_mm * PT_PER_MM];
            Item::Text(words(at, text, SIZE_PT, ink.faint, align).with_face(ink.face))
        };
        let (left, right) = (origin[0], origin[0] + size[0] * PT_PER_MM);
        let mut around = Vec::new();
        if i > 0 {
            let y = (HEAD_MM + 2.0) * PT_PER_MM;
            let (head, state) = (report.head(), report.profile.subtitle.clone());
            let wide = |text: &str| f64::from(width_pt(text, SIZE_PT, ink.face));
            let has_room = wide(&head) + wide(&state) + 20.0 < right - left;
            around.push(small(left, HEAD_MM, head, Align::Start));
            if has_room {
                around.push(small(right, HEAD_MM, state, Align::End));
            }
            around.push(rule([left, y], [right, y], Stroke::solid(0.4, ink.line)));
        }
        let number = Message::new("district-report-page").with("page", i + 1).with("pages", n).text(report.language);
        around.push(small((left + right) / 2.0, FOOT_MM, number, Align::Middle));
        Page {
            size_mm: SHEET_MM,
            maps: self.maps.iter().map(|map| shifted(map, origin)).collect(),
            furniture: vec![Group::page("head-and-foot", around), Group::page("text", text)],
            paper: ink.paper,
            title: report.profile.title.clone(),
            description: report.profile.subtitle.clone(),
            metadata: Metadata {
                language: report.language,
                source: report.profile.sources.join("\n"),
                created: report.created,
                view: None,
            },
        }
    }
}

/// Slabs on sheets of a height: what is glued stays together, unless it would not fit on a sheet of its own.
fn broken(slabs: Vec<Slab>, height: f64) -> Vec<Sheet> {
    let mut sheets = vec![Sheet::default()];
    let mut rest = slabs.as_slice();
    while !rest.is_empty() {
        let together = (rest.iter().position(|slab| !slab.is_glued).unwrap_or(rest.len() - 1)) + 1;
        let (chain, after) = rest.split_at(together);
        let needed: f64 = chain.iter().map(|slab| slab.before + slab.height).sum();
        let used = sheets.last().map_or(0.0, |sheet| sheet.used);
        if used > 0.0 && used + needed > height && needed <= height {
            sheets.push(Sheet::default());
        }
        for slab in chain {
            put(&mut sheets, slab, height);
        }
        rest = after;
    }
    sheets
}

fn put(sheets: &mut Vec<Sheet>, slab: &Slab, height: f64) {
    let is_full = |sheet: &Sheet| sheet.used > 0.0 && sheet.used + slab.before + slab.height > height;
    // Room alone does not begin a page.
    let is_room = slab.items.is_empty() && slab.maps.is_empty();
    if sheets.last().is_some_and(|sheet| is_full(sheet) && !is_room) {
        sheets.push(Sheet::default());
    }
    let Some(sheet) = sheets.last_mut() else { return };
    if let Some(again) = slab.again.as_ref().filter(|_| sheet.used == 0.0) {
        sheet.put(again);
    }
    if sheet.used > 0.0 || !is_room {
        sheet.put(slab);
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;

    fn slab(height: f64, is_glued: bool) -> Slab {
        let items = vec![rule([0.0, 0.0], [1.0, 0.0], Stroke::solid(1.0, Ink::print().text))];
        Slab { items, height, is_glued, ..Slab::default() }
    }

    #[test]
    fn what_is_glued_moves_on_together_and_tables_say_their_header_again() {
        let sheets = broken(vec![slab(70.0, false), slab(20.0, true), slab(20.0, false)], 100.0);
        assert_eq!(sheets.iter().map(|s| s.used).collect::<Vec<_>>(), [70.0, 40.0]);
        let again = Some(Rc::new(slab(10.0, false)));
        let rows = (0..9).map(|_| Slab { again: again.clone(), ..slab(30.0, false) }).collect();
        let sheets = broken(rows, 100.0);
        assert_eq!(sheets.iter().map(|s| s.used).collect::<Vec<_>>(), [100.0, 100.0, 100.0]);
        // More than a sheet, all glued: it is broken all the same.
        let sheets = broken((0..5).map(|_| slab(30.0, true)).collect(), 100.0);
        assert_eq!(sheets.iter().map(|s| s.used).collect::<Vec<_>>(), [90.0, 60.0]);
    }
}
