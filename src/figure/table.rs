//! The numbers behind a figure as a table: on the page, beside the figure's file, under it in Word.

use super::Ingredients;
use super::facts::{name_of_track, rows};
use crate::language::{Language, Message, fixed, say};
use crate::layers::choropleth::Measure;
use crate::layers::multiples::{Multiples, Subject};
use crate::profile::{Cell, Column};
use crate::scene::furniture::{Piece, SIZE_PT, SMALL_PT, moved, rule, words};
use crate::scene::text;
use crate::scene::{Align, Ink, Item, Stroke};

/// A table of a figure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FigureTable {
    /// Headers with their units.
    pub columns: Vec<Column>,
    /// Rows in the order shown.
    pub rows: Vec<Vec<Cell>>,
}

/// The numbers behind a figure, by district.
pub fn table(of: &Ingredients<'_>) -> FigureTable {
    match of.multiples.filter(|_| of.document.figure.template == crate::document::Template::Multiples) {
        Some(multiples) => of_multiples(of, multiples),
        None => of_districts(of),
    }
}

fn header(name: String, numeric: bool) -> Column {
    Column { name, numeric }
}

fn of_districts(of: &Ingredients<'_>) -> FigureTable {
    let language = of.language;
    let measure = &of.numbers.wanted.measure;
    let placed: usize = of.numbers.district_counts.iter().map(|c| c.enterprises).sum();
    let head = |id| header(say(language, id), true);
    // What the map shows stands first: columns for which there is no room are left out at the end.
    let mut columns = vec![header(say(language, "table-district"), false)];
    let track = match measure {
        Measure::Share(id) | Measure::LocationQuotient(id) => Some(id.clone()),
        Measure::Count | Measure::DensityPerKm2 => None,
    };
    let name = track.as_ref().and_then(|id| name_of_track(of, id)).unwrap_or_default();
    let of_track = |id| header(Message::new(id).with("track", name.as_str()).text(language), true);
    match measure {
        Measure::Share(_) => columns.extend([of_track("table-track-share"), head("table-share-interval")]),
        Measure::LocationQuotient(_) => columns.extend(["table-lq", "table-lq-interval", "table-p"].map(head)),
        Measure::DensityPerKm2 => columns.push(head("table-density")),
        Measure::Count => {}
    }
    if track.is_some() {
        columns.push(of_track("table-track"));
    }
    columns.extend(["table-enterprises", "table-drawn", "table-share"].map(head));
    if !matches!(measure, Measure::DensityPerKm2) {
        columns.push(head("table-density"));
    }
    let cells = rows(of, Some(measure));
    let mut order: Vec<usize> = (0..of.pack.districts.len()).collect();
    let value = |i: &usize| of.numbers.district_values[*i].value.unwrap_or(f64::NEG_INFINITY);
    order.sort_by(|a, b| value(b).total_cmp(&value(a)).then(a.cmp(b)));
    let row = |i: usize| {
        let (district, counts) = (&of.pack.districts[i], of.numbers.district_counts[i]);
        let n = counts.enterprises as f64;
        let density = Cell::number((district.land_area_km2 > 0.0).then(|| n / district.land_area_km2), 3);
        let mut row = vec![Cell::text(district.name.get(language))];
        let cell = cells.iter().find(|c| c.district == Some(district.adcode));
        let interval = |ends: Option<(f64, f64)>, decimals: usize| {
            Cell::text(ends.map_or_else(
                || "–".to_owned(),
                |(low, high)| format!("{}–{}", fixed(low, decimals), fixed(high, decimals)),
            ))
        };
        match measure {
            Measure::Share(_) => {
                let ends = cell.and_then(|c| c.share_low.zip(c.share_high));
                row.push(Cell::number(of.numbers.district_values[i].value, 1));
                row.push(interval(ends.map(|(low, high)| (low * 100.0, high * 100.0)), 1));
            }
            Measure::LocationQuotient(_) => {
                row.push(Cell::number(cell.and_then(|c| c.lq), 2));
                row.push(interval(cell.and_then(|c| c.lq_low.zip(c.lq_high)), 2));
                row.push(Cell::probability(cell.and_then(|c| c.p)));
            }
            Measure::DensityPerKm2 => row.push(density.clone()),
            Measure::Count => {}
        }
        if track.is_some() {
            row.push(Cell::number(cell.map(|c| c.fractional), 2));
        }
        row.push(Cell::number(Some(n), 0));
        row.push(Cell::number(Some(counts.drawn as f64), 0));
        row.push(Cell::number((placed > 0).then(|| n / placed as f64 * 100.0), 1));
        if !matches!(measure, Measure::DensityPerKm2) {
            row.push(density);
        }
        row
    };
    FigureTable { columns, rows: order.into_iter().map(row).collect() }
}

fn of_multiples(of: &Ingredients<'_>, multiples: &Multiples) -> FigureTable {
    let language = of.language;
    let maps = super::small_maps::shown(of, multiples);
    let mut columns = vec![header(say(language, "table-district"), false)];
    for map in &maps {
        let name = subject(of, map.subject);
        match map.quotients.is_empty() {
            true => columns.push(header(name, true)),
            false => columns.extend(
                ["table-small-lq", "table-small-low", "table-small-high", "table-small-n"]
                    .map(|id| header(Message::new(id).with("track", name.as_str()).text(language), true)),
            ),
        }
    }
    let decimals = multiples.decimals();
    let row = |(i, district): (usize, &crate::geography::District)| {
        let values = maps.iter().flat_map(|map| {
            let value = Cell::number(map.values[i].value, decimals);
            let basis = map.quotients.get(i).into_iter().flat_map(|basis| {
                let end = |k: usize| Cell::number(basis.interval.map(|ends| ends[k]), 2);
                [end(0), end(1), Cell::number(Some(basis.n), 2)]
            });
            std::iter::once(value).chain(basis)
        });
        std::iter::once(Cell::text(district.name.get(language))).chain(values).collect()
    };
    FigureTable { columns, rows: of.pack.districts.iter().enumerate().map(row).collect() }
}

/// What a small map is of, in words.
pub fn subject(of: &Ingredients<'_>, subject: Subject) -> String {
    let language = of.language;
    match subject {
        Subject::Track(track) => {
            of.catalogue.taxonomy().get(track).map(|t| t.name.get(language).to_owned()).unwrap_or_default()
        }
        Subject::Period([from, to]) => {
            Message::new("pages-slices-founded").with("period", format!("{from}–{to}")).text(language)
        }
        Subject::Difference => say(language, "multiples-legend-difference"),
    }
}

/// Height of a row, points.
const ROW_PT: f64 = 13.0;
/// Height of a head of two lines and of the rules, points.
const HEAD_PT: f64 = 2.0 * (SMALL_PT as f64 + 2.0) + 8.0;

/// Height that a table wants, points: with all its rows.
pub fn wanted_pt(table: &FigureTable) -> f64 {
    HEAD_PT + ROW_PT * table.rows.len() as f64
}

/// Sizes of a table and how many parts of it stand side by side; the better first.
const WAYS: [(f64, usize); 6] = [(1.0, 1), (0.9, 1), (1.0, 2), (0.9, 2), (0.82, 1), (0.82, 2)];
/// Distance between parts side by side, points.
const APART_PT: f64 = 22.0;

/// The table in a room of some size, points: smaller or in two parts side by side where it would not fit; columns and
/// rows that do not fit even so are left out, rows are counted.
pub fn drawn(table: &FigureTable, [width, height]: [f64; 2], language: Language, ink: &Ink) -> Piece {
    let columns = fitting_columns(table, width, ink).len();
    let ways = WAYS.into_iter().map(|(size, parts)| {
        let each = ((width / size - APART_PT * (parts - 1) as f64) / parts as f64, height / size);
        (size, parts, [each.0, each.1])
    });
    let is_whole = |(_, parts, room): &(f64, usize, [f64; 2])| {
        let fits = fitting_columns(table, room[0], ink).len() >= columns;
        fits && head_height(table, columns) + ROW_PT * table.rows.len().div_ceil(*parts) as f64 <= room[1]
    };
    let Some((size, parts, room)) = { ways }.find(is_whole) else {
        return part(table, [width, height], language, ink);
    };
    let rows = table.rows.len().div_ceil(parts).max(1);
    let (mut items, mut size_pt) = (Vec::new(), [0.0_f64; 2]);
    for rows in table.rows.chunks(rows) {
        let at = if size_pt[0] > 0.0 { size_pt[0] + APART_PT } else { 0.0 };
        let piece = part(&FigureTable { columns: table.columns.clone(), rows: rows.to_vec() }, room, language, ink);
        items.extend(piece.items.into_iter().map(|item| moved(item, [at, 0.0])));
        size_pt = [at + piece.size_pt[0], size_pt[1].max(piece.size_pt[1])];
    }
    Piece { name: "table", items, size_pt }.magnified(size)
}

/// Least distance between columns, points.
const GAP_PT: f64 = 9.0;

/// A header in the lines it takes: what stands in brackets has a line of its own.
fn header_lines(name: &str) -> Vec<String> {
    match name.find(['（', '(']) {
        Some(at) => vec![name[..at].trim_end().to_owned(), name[at..].to_owned()],
        None => vec![name.to_owned()],
    }
}

/// Height of the head of the first columns, points.
fn head_height(table: &FigureTable, columns: usize) -> f64 {
    let lines = table.columns[..columns].iter().map(|c| header_lines(&c.name).len()).max().unwrap_or(1);
    lines as f64 * (f64::from(SMALL_PT) + 2.0) + 4.0
}

/// Widths of the first columns, as many as fit a width, points.
fn fitting_columns(table: &FigureTable, width: f64, ink: &Ink) -> Vec<f64> {
    let wide = |s: &str, size| f64::from(text::width_pt(s, size, ink.face));
    let column_width = |c: usize| {
        let head = header_lines(&table.columns[c].name).iter().map(|s| wide(s, SMALL_PT)).fold(0.0, f64::max);
        table.rows.iter().map(|row| wide(&row[c].text, SIZE_PT)).fold(head, f64::max)
    };
    let mut widths: Vec<f64> = Vec::new();
    for c in 0..table.columns.len() {
        let next = column_width(c);
        if widths.iter().sum::<f64>() + GAP_PT * widths.len() as f64 + next > width + 0.5 {
            break;
        }
        widths.push(next);
    }
    widths
}

/// A table or a part of one, points.
fn part(table: &FigureTable, [width, height]: [f64; 2], language: Language, ink: &Ink) -> Piece {
    let widths = fitting_columns(table, width, ink);
    let spare = (width - widths.iter().sum::<f64>()) / widths.len().saturating_sub(1).max(1) as f64;
    let gap = spare.clamp(GAP_PT, 26.0);
    let head_height = head_height(table, widths.len());
    let head_lines = ((head_height - 4.0) / (f64::from(SMALL_PT) + 2.0)).round() as usize;
    let fitting = (((height - head_height) / ROW_PT).floor().max(0.0) as usize).min(table.rows.len());
    let fitting = if fitting < table.rows.len() { fitting.saturating_sub(1) } else { fitting };
    if fitting == 0 {
        // A head without rows would say nothing.
        return Piece { name: "table", items: Vec::new(), size_pt: [width, 0.0] };
    }
    let mut items = Vec::new();
    let total: f64 = widths.iter().sum::<f64>() + gap * widths.len().saturating_sub(1) as f64;
    let mut x = 0.0;
    for (c, w) in widths.iter().enumerate() {
        let column = &table.columns[c];
        let (at, align) = if column.numeric { (x + w, Align::End) } else { (x, Align::Start) };
        let lines = header_lines(&column.name);
        for (i, line) in lines.iter().enumerate() {
            // One line stands at the foot of the head.
            let row = i + head_lines - lines.len().min(head_lines);
            let y = row as f64 * (f64::from(SMALL_PT) + 2.0) + f64::from(text::ascent_pt(SMALL_PT));
            items.push(Item::Text(words([at, y], line.clone(), SMALL_PT, ink.faint, align).with_face(ink.face)));
        }
        for (r, row) in table.rows[..fitting].iter().enumerate() {
            let y = head_height + (r as f64 + 0.5) * ROW_PT + f64::from(SIZE_PT) * 0.36;
            items.push(Item::Text(words([at, y], row[c].text.clone(), SIZE_PT, ink.text, align).with_face(ink.face)));
        }
        x += w + gap;
    }
    let foot = head_height + fitting as f64 * ROW_PT;
    for (y, thick) in [(head_height - 1.5, 0.9), (foot + 1.5, 0.6)] {
        items.push(rule([0.0, y], [total, y], Stroke::solid(thick, ink.text)));
    }
    let mut bottom = foot + 2.0;
    if fitting < table.rows.len() {
        let more = Message::new("table-more").with("n", table.rows.len() - fitting).text(language);
        let at = [0.0, bottom + 3.0 + f64::from(text::ascent_pt(SMALL_PT))];
        items.push(Item::Text(words(at, more, SMALL_PT, ink.faint, Align::Start).with_face(ink.face)));
        bottom += f64::from(SMALL_PT) + 4.0;
    }
    Piece { name: "table", items, size_pt: [total, bottom] }
}
