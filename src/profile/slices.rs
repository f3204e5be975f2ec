//! Two slices of founding years side by side: by district and by track, with what is in neither.

use super::wording::{fractional, percent};
use super::{Block, COUNTING, Cell, Column, Context, Profile, ProfileSection};
use crate::catalogue::{Filter, Selection};
use crate::language::{Language, Message, say};
use crate::statistics::{By, StatRow, stats};

/// A first and a last founding year, both included.
type Period = [i32; 2];

/// A line of a table: name, what the first slice counts, what the second counts.
type Line = (String, f64, f64);

impl Profile {
    /// The page of two slices.
    pub fn slices(context: &Context<'_>, periods: [Period; 2]) -> Profile {
        let language = context.language;
        let rows = periods.map(|period| context.selection.and(&Filter::founded(period).select(context.catalogue)));
        let name = |[from, to]: Period| format!("{from}–{to}");
        let names = periods.map(name);
        let in_neither = context.selection.count() - rows.iter().map(Selection::count).sum::<usize>();
        let note = Message::new("pages-slices-note").with("n", in_neither).with("of", context.selection.count());
        let note = Block::Notice { text: note.text(language) };
        let title = Message::new("pages-slices-title").with("early", names[0].as_str()).with("late", names[1].as_str());
        let districts = vec![table("pages-district", &names, by_district(context, &rows), language), note];
        let tracks = vec![
            table("pages-track", &names, by_track(context, &rows), language),
            Block::Notice { text: say(language, "pages-slices-tracks-note") },
        ];
        let sections = vec![
            ProfileSection::new("districts", "pages-slices-districts", districts, language),
            ProfileSection::new("tracks", "pages-slices-tracks", tracks, language),
        ];
        Profile::page(context, "slices", names.join(" · "), title.text(language), sections)
    }
}

/// Lines of the two slices, those without a name last; `value` says what a row counts.
fn lines(
    context: &Context<'_>,
    rows: &[Selection; 2],
    by: By,
    name: impl Fn(&StatRow) -> Option<String>,
    value: impl Fn(&StatRow) -> f64,
) -> Vec<Line> {
    let [early, late] =
        [&rows[0], &rows[1]].map(|rows| stats(context.catalogue, rows, by, COUNTING, &context.pack.areas_km2()));
    let same = |a: &StatRow, b: &StatRow| a.district == b.district && a.track == b.track;
    let of = |rows: &[StatRow], like: &StatRow| rows.iter().find(|r| same(r, like)).map_or(0.0, &value);
    let only_late = late.iter().filter(|l| !early.iter().any(|e| same(e, l)));
    let all: Vec<&StatRow> = early.iter().chain(only_late).collect();
    let unnamed = || say(context.language, "pages-slices-unknown");
    let line = |r: &&StatRow| (name(r).unwrap_or_else(unnamed), of(&early, r), of(&late, r));
    let mut lines: Vec<Line> = all.iter().filter(|r| name(r).is_some()).map(line).collect();
    lines.retain(|(_, a, b)| a + b > 0.0);
    lines.sort_by(|a, b| (b.2 - b.1).total_cmp(&(a.2 - a.1)).then(b.2.total_cmp(&a.2)));
    let rest: Vec<Line> = all.iter().filter(|r| name(r).is_none()).map(line).collect();
    lines.extend(rest.into_iter().filter(|(_, a, b)| a + b > 0.0));
    lines
}

fn by_district(context: &Context<'_>, rows: &[Selection; 2]) -> Vec<Line> {
    let name = |r: &StatRow| Some(context.pack.district(r.district?)?.name.get(context.language).to_owned());
    lines(context, rows, By::District, name, |r| r.count as f64)
}

fn by_track(context: &Context<'_>, rows: &[Selection; 2]) -> Vec<Line> {
    let taxonomy = context.catalogue.taxonomy();
    let name = |r: &StatRow| {
        let track = taxonomy.index_of(r.track.as_deref()?)?;
        Some(taxonomy.get(track)?.name.get(context.language).to_owned())
    };
    lines(context, rows, By::Track, name, |r| if r.track.is_some() { r.fractional } else { r.count as f64 })
}

fn table(head: &'static str, names: &[String; 2], lines: Vec<Line>, language: Language) -> Block {
    let column = |name: String, numeric| Column { name, numeric };
    let counted = |name: &String| Message::new("pages-slices-founded").with("period", name.as_str()).text(language);
    let columns = vec![
        column(say(language, head), false),
        column(counted(&names[0]), true),
        column(counted(&names[1]), true),
        column(say(language, "pages-slices-change"), true),
        column(say(language, "pages-slices-shares"), true),
    ];
    let total = |pick: fn(&Line) -> f64| lines.iter().map(pick).sum::<f64>();
    let (early, late) = (total(|l| l.1), total(|l| l.2));
    let share = |x: f64, of: f64| percent((of > 0.0).then(|| x / of));
    let change = |a: f64, b: f64| {
        let sign = if b > a { "+" } else { "" };
        Cell { text: format!("{sign}{}", fractional(b - a)), value: Some(b - a) }
    };
    let row = |(name, a, b): &Line| {
        vec![
            Cell::text(name.clone()),
            Cell { text: fractional(*a), value: Some(*a) },
            Cell { text: fractional(*b), value: Some(*b) },
            change(*a, *b),
            Cell::text(format!("{} → {}", share(*a, early), share(*b, late))),
        ]
    };
    let mut rows: Vec<Vec<Cell>> = lines.iter().map(row).collect();
    rows.push(row(&(say(language, "pages-slices-total"), early, late)));
    Block::Table { title: String::new(), columns, rows }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::sample;
    use crate::geography::Pack;

    #[test]
    fn each_table_adds_up_to_the_enterprises_of_its_slice() {
        let catalogue = sample::catalogue();
        let (pack, selection) = (Pack::bundled(), Selection::all(catalogue.len()));
        let context = Context { catalogue: &catalogue, pack: &pack, selection: &selection, language: Language::Zh };
        let periods = [[1900, 2009], [2010, 2026]];
        let rows = periods.map(|p| Filter::founded(p).select(&catalogue));
        let made = Profile::slices(&context, periods);
        for section in &made.sections {
            let Block::Table { rows: table, .. } = &section.blocks[0] else { panic!("a table") };
            let (total, lines) = table.split_last().expect("a total");
            for (column, rows) in [(1, &rows[0]), (2, &rows[1])] {
                let sum: f64 = lines.iter().filter_map(|l| l[column].value).sum();
                assert!((sum - rows.count() as f64).abs() < 1e-9, "{} {sum}", section.id);
                assert!(total[column].value.is_some_and(|t| (t - sum).abs() < 1e-9));
            }
            let moved: f64 = lines.iter().filter_map(|l| l[3].value).sum();
            assert!((moved - (rows[1].count() as f64 - rows[0].count() as f64)).abs() < 1e-9);
        }
    }
}
