//! Bars on the page.

use crate::language::fixed;
use crate::scene::furniture::{Piece, SIZE_PT, SMALL_PT, rectangle, rule, words};
use crate::scene::text;
use crate::scene::{Align, Color, Ink, Item, Rect, Stroke};

/// Horizontal bars from one axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// Unit of the values.
    pub unit: String,
    /// Decimals of the values.
    pub decimals: usize,
    /// From the top.
    pub bars: Vec<Bar>,
    /// What the marks across the bars are; empty where there are none.
    pub compared: String,
    /// What the lines along the bars are; empty where there are none.
    pub interval: String,
    /// What the bars leave out; empty where they leave out nothing.
    pub without: String,
    /// A remark beneath, such as how many bars there was no room for; `{n}` stands for their number.
    pub more: String,
}

/// One bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Its name.
    pub label: String,
    /// Its length.
    pub value: f64,
    /// What to compare it with.
    pub compared: Option<f64>,
    /// Where the value lies by all that is known: from, to.
    pub interval: Option<[f64; 2]>,
    /// Its colour.
    pub color: Color,
}

/// Height of a bar's row at its least and greatest, points.
const ROW_PT: [f64; 2] = [11.0, 19.0];

/// Least part of a chart's width that its longest bar has.
const LEAST_BARS: f64 = 0.25;
/// An interval that ends beyond so many times the longest bar is drawn open: the bars must stay readable.
const MOST_INTERVAL: f64 = 2.0;

/// Height of a bar's row at which a chart is read with ease, points.
const EASY_ROW_PT: f64 = 15.0;

/// Height that a chart wants at a width, points: with all its bars.
pub fn wanted_pt(chart: &Chart, width: f64, ink: &Ink) -> f64 {
    heading(&mut Vec::new(), chart, width, ink) + EASY_ROW_PT * chart.bars.len() as f64
}

/// The chart in a room of some size, points: bars that do not fit are counted, not squeezed.
pub fn bars(chart: &Chart, [width, height]: [f64; 2], ink: &Ink) -> Piece {
    let mut items = Vec::new();
    let mut y = heading(&mut items, chart, width, ink);
    if chart.bars.is_empty() || y + ROW_PT[0] > height {
        // Without a bar its heading would say nothing.
        return Piece { name: "chart", items: Vec::new(), size_pt: [width, 0.0] };
    }
    let remark = f64::from(SMALL_PT) + 5.0;
    let room = height - y;
    let mut fitting = ((room / ROW_PT[0]).floor().max(0.0) as usize).min(chart.bars.len());
    if fitting < chart.bars.len() {
        fitting = (((room - remark) / ROW_PT[0]).floor().max(0.0) as usize).min(chart.bars.len());
    }
    if fitting == 0 {
        return Piece { name: "chart", items: Vec::new(), size_pt: [width, 0.0] };
    }
    let hidden = chart.bars.len() - fitting;
    let row = ((room - if hidden > 0 { remark } else { 0.0 }) / fitting.max(1) as f64).clamp(ROW_PT[0], ROW_PT[1]);
    let shown = &chart.bars[..fitting];
    let wide = |s: &str| f64::from(text::width_pt(s, SIZE_PT, ink.face));
    let number = |v: f64| fixed(v, chart.decimals);
    let values = shown.iter().map(|b| wide(&number(b.value))).fold(0.0, f64::max);
    // Names take what the bars can spare; longer ones are set smaller before they are cut.
    let spared = (width * (1.0 - LEAST_BARS) - values - 10.0).max(0.0);
    let longest_name = shown.iter().map(|b| wide(&b.label)).fold(0.0, f64::max);
    let name_pt = SIZE_PT * ((spared / longest_name) as f32).clamp(SMALL_PT / SIZE_PT, 1.0);
    let names = (longest_name * f64::from(name_pt / SIZE_PT)).min(spared);
    let axis = names + 5.0;
    let length = (width - axis - values - 5.0).max(10.0);
    let reach = chart.reach();
    let scaled = |v: f64| axis + (v / reach).max(0.0) * length;
    for bar in shown {
        let (middle, thick) = (y + row / 2.0, row * 0.62);
        let baseline = middle + f64::from(text::ascent_pt(SIZE_PT) - text::descent_pt(SIZE_PT)) / 2.0;
        let label = text::elide(&bar.label, names as f32 + 0.1, name_pt, ink.face);
        items.push(Item::Text(words([names, baseline], label, name_pt, ink.text, Align::End).with_face(ink.face)));
        let end = scaled(bar.value).max(axis + 0.5);
        let room = Rect { min: [axis, middle - thick / 2.0], max: [end, middle + thick / 2.0] };
        items.push(rectangle(room, Some(bar.color), Some(Stroke::solid(0.4, ink.line))));
        if let Some(value) = bar.compared {
            let x = scaled(value);
            let half = row * 0.44;
            items.push(rule([x, middle - half], [x, middle + half], Stroke::solid(1.4, ink.text)));
        }
        if let Some([low, high]) = bar.interval {
            let ends = [scaled(low), scaled(high.min(reach))];
            interval(&mut items, ends, middle, row * 0.16, high <= reach, ink);
        }
        // In a column, where no mark of comparison can be taken for it.
        let value = words([width, baseline], number(bar.value), SIZE_PT, ink.text, Align::End);
        items.push(Item::Text(value.with_face(ink.face)));
        y += row;
    }
    items.push(rule([axis, y - row * fitting as f64], [axis, y], Stroke::solid(0.6, ink.faint)));
    if hidden > 0 {
        let at = [0.0, y + 3.0 + f64::from(text::ascent_pt(SMALL_PT))];
        let words = words(at, chart.more.replace("{n}", &hidden.to_string()), SMALL_PT, ink.faint, Align::Start);
        items.push(Item::Text(words.with_face(ink.face)));
        y += remark;
    }
    Piece { name: "chart", items, size_pt: [width, y] }
}

impl Chart {
    /// The value at the right end: of the longest bar, mark, or interval that does not pass [`MOST_INTERVAL`].
    fn reach(&self) -> f64 {
        let longest =
            self.bars.iter().flat_map(|b| [b.value, b.compared.unwrap_or(0.0)]).fold(f64::MIN_POSITIVE, f64::max);
        let intervals = self.bars.iter().filter_map(|b| b.interval).map(|[_, high]| high);
        intervals.fold(longest, f64::max).min(longest * MOST_INTERVAL)
    }
}

/// A line along a bar with a stop at its ends; one that goes on has an arrow instead. On a light line of its own, for
/// it lies half on the bar.
fn interval(items: &mut Vec<Item>, [low, high]: [f64; 2], y: f64, half: f64, is_closed: bool, ink: &Ink) {
    let upper = if is_closed {
        vec![([high, y - half], [high, y + half])]
    } else {
        vec![([high - half, y - half], [high, y]), ([high - half, y + half], [high, y])]
    };
    let lines: Vec<_> = [([low, y], [high, y]), ([low, y - half], [low, y + half])].into_iter().chain(upper).collect();
    for stroke in [Stroke::solid(2.2, ink.plate), Stroke::solid(0.8, ink.text)] {
        items.extend(lines.iter().map(|(from, to)| rule(*from, *to, stroke)));
    }
}

/// Title, unit and what the marks are; the height they take.
fn heading(items: &mut Vec<Item>, chart: &Chart, width: f64, ink: &Ink) -> f64 {
    const TITLE_PT: f32 = 9.5;
    let ascent = f64::from(text::ascent_pt(TITLE_PT));
    let (mut y, mut after) = (0.0, 0.0);
    for line in text::wrap(&chart.title, width as f32, TITLE_PT, ink.head_face) {
        y += if after > 0.0 { f64::from(TITLE_PT) * 1.2 } else { 0.0 };
        after = f64::from(text::width_pt(&line, TITLE_PT, ink.head_face)) + 5.0;
        let title = words([0.0, y + ascent], line, TITLE_PT, ink.text, Align::Start);
        items.push(Item::Text(title.with_face(ink.head_face)));
    }
    if after + f64::from(text::width_pt(&chart.unit, SMALL_PT, ink.face)) > width {
        (y, after) = (y + f64::from(TITLE_PT) * 1.2, 0.0);
    }
    let unit = words([after, y + ascent], chart.unit.clone(), SMALL_PT, ink.faint, Align::Start);
    items.push(Item::Text(unit.with_face(ink.face)));
    y += f64::from(TITLE_PT) + 6.0;
    for line in text::wrap(&chart.without, width as f32, SMALL_PT, ink.face) {
        let at = [0.0, y + f64::from(text::ascent_pt(SMALL_PT))];
        items.push(Item::Text(words(at, line, SMALL_PT, ink.faint, Align::Start).with_face(ink.face)));
        y += f64::from(SMALL_PT) + 4.0;
    }
    if !chart.compared.is_empty() {
        let middle = y + f64::from(SMALL_PT) / 2.0;
        items.push(rule([2.0, middle - 4.0], [2.0, middle + 4.0], Stroke::solid(1.4, ink.text)));
        let at = [7.0, y + f64::from(text::ascent_pt(SMALL_PT))];
        let shown = text::elide(&chart.compared, width as f32 - 7.0, SMALL_PT, ink.face);
        items.push(Item::Text(words(at, shown, SMALL_PT, ink.faint, Align::Start).with_face(ink.face)));
        y += f64::from(SMALL_PT) + 5.0;
    }
    if !chart.interval.is_empty() {
        interval(items, [0.5, 12.5], y + f64::from(SMALL_PT) / 2.0, 2.4, true, ink);
        let at = [17.0, y + f64::from(text::ascent_pt(SMALL_PT))];
        let shown = text::elide(&chart.interval, width as f32 - 17.0, SMALL_PT, ink.face);
        items.push(Item::Text(words(at, shown, SMALL_PT, ink.faint, Align::Start).with_face(ink.face)));
        y += f64::from(SMALL_PT) + 5.0;
    }
    y
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::labels::room_of;

    #[test]
    fn bars_are_as_long_as_their_values_and_what_does_not_fit_is_counted() {
        let bar = |i: usize| Bar {
            label: format!("区{i}"),
            value: 100.0 - i as f64 * 10.0,
            compared: (i == 1).then_some(50.0),
            interval: None,
            color: Color::hex(0x336699),
        };
        let chart = Chart {
            title: "企业数".into(),
            unit: "家".into(),
            bars: (0..8).map(bar).collect(),
            more: "另有 {n} 区".into(),
            ..Chart::default()
        };
        let whole = bars(&chart, [200.0, 200.0], &Ink::print());
        let widths: Vec<f64> = whole
            .items
            .iter()
            .filter_map(|item| match item {
                Item::Area(area) => Some(area.shape.bounds[1][0] - area.shape.bounds[0][0]),
                _ => None,
            })
            .collect();
        assert_eq!(widths.len(), 8);
        assert!((widths[5] / widths[0] - 0.5).abs() < 1e-9, "{widths:?}");
        let small = bars(&chart, [200.0, 80.0], &Ink::print());
        assert!(small.size_pt[1] <= 80.0);
        let texts: Vec<_> =
            small.items.iter().filter_map(|i| if let Item::Text(t) = i { Some(t) } else { None }).collect();
        assert!(texts.iter().any(|t| t.text == "另有 4 区"), "{texts:?}");
        let room = Rect::at([0.0; 2], [200.0, 80.0]);
        assert!(texts.iter().all(|t| room.holds(&room_of(t, t.at))));
    }

    #[test]
    fn an_interval_ends_where_its_value_lies_or_goes_on_with_an_arrow() {
        let bar = |value: f64, interval: [f64; 2]| Bar {
            label: "区".into(),
            value,
            compared: Some(1.0),
            interval: Some(interval),
            color: Color::hex(0x336699),
        };
        let within = vec![bar(2.0, [1.5, 3.0]), bar(0.0, [0.0, 1.2])];
        let beyond = vec![bar(2.0, [1.5, 90.0]), bar(0.0, [0.0, f64::INFINITY])];
        for (bars_of, widest) in [(within, 3.0), (beyond, 4.0)] {
            let chart = Chart { bars: bars_of, ..Chart::default() };
            assert_eq!(chart.reach(), widest);
            let made = bars(&chart, [300.0, 80.0], &Ink::print());
            let along: Vec<[f64; 2]> = made
                .items
                .iter()
                .filter_map(|item| if let Item::Line(line) = item { Some(&line.points) } else { None })
                .filter(|points| points[0][1] == points[1][1])
                .map(|points| [points[0][0], points[1][0]])
                .collect();
            // Each on a light line of its own.
            assert_eq!(along.len(), 4, "{along:?}");
            let axis = along[2][0];
            let end = along.iter().map(|line| line[1]).fold(0.0, f64::max);
            assert!(((along[0][0] - axis) / (end - axis) - 1.5 / widest).abs() < 1e-9, "{along:?}");
            assert!(made.items.iter().all(|item| match item {
                Item::Line(line) => line.points.iter().all(|p| p[0] >= 0.0 && p[0] <= 300.0),
                _ => true,
            }));
        }
    }

    #[test]
    fn names_are_whole_while_the_bars_can_spare_their_room() {
        let names = ["Pudong New Area", "Chongming District", "Wealth & asset-management technology"];
        let bar = |name: &str| Bar {
            label: name.into(),
            value: 74.0,
            compared: None,
            interval: None,
            color: Color::hex(0x336699),
        };
        let chart = Chart { bars: names.map(bar).to_vec(), ..Chart::default() };
        for (width, whole) in [(150.0, 2), (240.0, 3)] {
            let title = "Enterprises by track (counted in each of theirs)".to_owned();
            let chart = Chart { title, bars: chart.bars[..whole].to_vec(), ..chart.clone() };
            let made = bars(&chart, [width, 100.0], &Ink::print());
            let room = Rect::at([0.0; 2], [width, 100.0]);
            let texts = made.items.iter().filter_map(|i| if let Item::Text(t) = i { Some(t) } else { None });
            assert!(texts.clone().all(|t| room.holds(&room_of(t, t.at))), "{texts:?}");
            for name in &names[..whole] {
                let found = made.items.iter().find_map(|i| match i {
                    Item::Text(t) if t.text == *name => Some(t),
                    _ => None,
                });
                let text = found.unwrap_or_else(|| panic!("{name} at {width}: {:?}", made.items));
                assert!(room.holds(&room_of(text, text.at)) && text.size_pt >= SMALL_PT);
            }
            let bar = made.items.iter().find_map(|i| if let Item::Area(a) = i { Some(a.shape.bounds) } else { None });
            let [min, max] = bar.expect("a bar");
            assert!(max[0] - min[0] >= LEAST_BARS * width - 0.5, "{min:?} {max:?} of {width}");
        }
    }
}
