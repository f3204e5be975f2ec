//! Names of the districts with their numbers, so that none stands in another district: at home, else smaller and
//! without numbers, else on open ground at the end of a line; for which there is no room at all are listed.

use super::leaders::{Anchors, Ground, Leader, Places, Plan, around, discs, runs_through};
use super::{Controls, Drawing, Layer, MapInput, Param, ParamKind};
use crate::language::{Language, Message, say};
use crate::scene::rect::Rect;
use crate::scene::{Align, Color, Group, Item, Target, Text, Turn, text};

/// Names of the districts, and under each how many enterprises it has and how many of them are drawn.
#[derive(Debug)]
pub struct DistrictLabels;

/// A larger map has larger names, up to this size, points.
const NAME_PT: f32 = 11.5;
/// The smallest name that reads well in print, points.
const LEAST_NAME_PT: f32 = 7.5;
/// The part of its size to which a name shrinks where its district has room for no other: beside large names in a
/// window, where a point is a pixel, the smallest of print would not be read.
const SMALLER: f32 = 0.7;
/// The smallest name that can be read at all, points.
const SMALLEST_PT: f32 = 6.0;
/// Metres to a point from which on a sheet shows a city rather than a district or two.
const CITY_M_PER_PT: f64 = 100.0;
/// Size of the numbers beside the names'.
const NUMBERS_SHARE: f32 = 0.76;
/// A name at the end of a line is no farther than this part of the map's lesser side.
const FARTHEST: f64 = 0.4;
/// Room beside and above the letters within the room of a label, points and part of its height.
const SLACK: (f64, f64) = (2.0, 0.15);

/// Positions across and down a label that are asked about first.
const FEW: [usize; 2] = [7, 3];

impl Layer for DistrictLabels {
    fn id(&self) -> &'static str {
        "labels"
    }

    fn title(&self) -> &'static str {
        "layer-labels"
    }

    fn is_default(&self) -> bool {
        true
    }

    fn params(&self) -> &'static [Param] {
        const PARAMS: &[Param] =
            &[Param { key: "numbers", label: "param-numbers", kind: ParamKind::Toggle, default: "on" }];
        PARAMS
    }

    fn draw(&self, input: &MapInput<'_>, controls: &Controls<'_>, drawing: &mut Drawing) {
        let marks = discs(&drawing.groups);
        let mut labels = Labels { input, drawing, marks, names: Vec::new(), leaders: Vec::new(), rooms: Vec::new() };
        let area = labels.area();
        // The district somebody asked about first, then by number of enterprises: the fuller wins the room.
        let mut order: Vec<usize> = (0..input.pack.districts.len()).collect();
        order.sort_by_key(|&i| {
            let chosen = input.district == Some(input.pack.districts[i].adcode);
            (!chosen, std::cmp::Reverse(input.numbers.district_counts[i].enterprises), i)
        });
        // Who has room at home stays there; only then the others look for room around.
        let mut homeless = Vec::new();
        for i in order {
            let district = &input.pack.districts[i];
            if input.named_elsewhere.contains(&district.adcode) {
                continue;
            }
            let middle = input.frame.to_page(district.label_at);
            let is_in_sight = area.holds(&Rect::at(middle, [0.0; 2]));
            // Whose middle is out of sight is named on its ground in sight, and only there.
            let shown = if is_in_sight {
                Some(middle)
            } else {
                input.basemap.ground_in_sight(district.adcode, &input.frame, &area)
            };
            let Some(at) = shown else { continue };
            if !labels.at_home(i, at, controls.is_on("numbers")) && is_in_sight {
                homeless.push((i, at));
            }
        }
        let unnamed = labels.outside(&homeless);
        if !(input.lists_unnamed && labels.list(&unnamed)) {
            let named = |i: usize| (input.pack.districts[i].adcode, labels.name(i));
            labels.drawing.unnamed = unnamed.into_iter().map(named).collect();
        }
        let Labels { names, leaders, .. } = labels;
        // Over the marks, for nobody to take a mark on the way for the end.
        let leaders = leaders.iter().flat_map(|leader| leader.drawn(input.ink)).collect();
        drawing.groups.push(Group::page("district-leaders", leaders));
        drawing.groups.push(Group::page("district-labels", names));
    }
}

/// The labels as far as they are placed.
struct Labels<'a, 'b> {
    input: &'a MapInput<'b>,
    drawing: &'a mut Drawing,
    /// Middles and radii of what is drawn of the enterprises, points.
    marks: Vec<([f64; 2], f64)>,
    names: Vec<Item>,
    leaders: Vec<Leader>,
    rooms: Vec<Rect>,
}

/// What is written for a district: a name of some size, and numbers under it.
struct Words {
    name: String,
    name_pt: f32,
    numbers: Option<String>,
}

impl Words {
    fn numbers_pt(&self) -> f32 {
        self.name_pt * NUMBERS_SHARE
    }

    fn size_pt(&self, input: &MapInput<'_>) -> [f64; 2] {
        let width = text::width_pt(&self.name, self.name_pt, input.ink.head_face);
        let numbers = self.numbers.as_ref().map(|n| text::width_pt(n, self.numbers_pt(), input.ink.face));
        let height = f64::from(self.name_pt) * 1.25 + numbers.map_or(0.0, |_| f64::from(self.numbers_pt()) * 1.35);
        [f64::from(width.max(numbers.unwrap_or(0.0))) + 2.0 * SLACK.0, height]
    }
}

impl Ground for Labels<'_, '_> {
    fn is_taken(&self, room: &Rect) -> bool {
        let few = self.lattice(room, FEW);
        !self.drawing.placer.is_free(room)
            || std::iter::once(room.middle()).chain(few).any(|at| self.district_at(at).is_some())
    }

    fn is_bare(&self, room: &Rect) -> bool {
        self.lattice(room, close(room)).all(|at| self.district_at(at).is_none())
    }

    fn is_barred(&self, leader: &Leader) -> bool {
        self.rooms.iter().any(|room| runs_through(leader.ends(), room))
    }

    fn marks(&self) -> &[([f64; 2], f64)] {
        &self.marks
    }
}

impl Labels<'_, '_> {
    fn area(&self) -> Rect {
        Rect::at([0.0, 0.0], self.input.frame.size_pt)
    }

    /// Size of the names, points: smaller on a small sheet, so that they leave the city in sight.
    fn name_pt(&self) -> f32 {
        let [w, h] = self.input.frame.size_pt;
        (w.min(h) as f32 / 60.0).clamp(LEAST_NAME_PT, NAME_PT)
    }

    /// The name of a district, shorter on a small map of a whole city.
    fn name(&self, district: usize) -> String {
        let name = &self.input.pack.districts[district].name;
        match self.input.language {
            Language::En => name.en.trim_end_matches(" District").trim_end_matches(" New Area").to_owned(),
            Language::Zh if self.name_pt() > LEAST_NAME_PT || self.input.frame.metres_per_pt < CITY_M_PER_PT => {
                name.zh.clone()
            }
            Language::Zh => self.short_name(district),
        }
    }

    /// The name without the word for a district, as it is said.
    fn short_name(&self, district: usize) -> String {
        let name = &self.input.pack.districts[district].name;
        if self.input.language == Language::En {
            return self.name(district);
        }
        let short = name.zh.strip_suffix("新区").or(name.zh.strip_suffix('区'));
        short.filter(|short| short.chars().count() > 1).unwrap_or(&name.zh).to_owned()
    }

    /// Writes a name in its district, with numbers where there is room for them; whether there was for the name.
    fn at_home(&mut self, district: usize, at: [f64; 2], has_numbers: bool) -> bool {
        let (name, short, name_pt) = (self.name(district), self.short_name(district), self.name_pt());
        let counts = self.input.numbers.district_counts[district];
        // A small map has room for names only.
        let has_numbers = has_numbers && name_pt > LEAST_NAME_PT && counts.enterprises > 0;
        let numbers = has_numbers.then(|| {
            Message::new("label-district-numbers")
                .with("count", counts.enterprises)
                .with("drawn", counts.drawn)
                .text(self.input.language)
        });
        let full = numbers.map(|numbers| (&name, name_pt, Some(numbers)));
        let smaller_pt = (name_pt * SMALLER).max(SMALLEST_PT);
        let forms = [(&name, name_pt, None), (&short, name_pt, None), (&short, smaller_pt, None)];
        for (name, name_pt, numbers) in full.into_iter().chain(forms) {
            let words = Words { name: name.clone(), name_pt, numbers };
            let size = words.size_pt(self.input);
            let rooms = around(at, size, 14, size[1] * 0.6, 16);
            let fits = |room: &Rect| self.drawing.placer.is_free(room) && self.is_on(district, room);
            if let Some(room) = std::iter::once(Rect::centred(at, size)).chain(rooms).find(fits) {
                self.write(&words, room, self.ground(district));
                return true;
            }
        }
        false
    }

    /// Whether a label would stand in its district, at most reaching out to where no district is.
    fn is_on(&self, district: usize, room: &Rect) -> bool {
        self.district_at(room.middle()) == Some(district)
            && self.samples(room).all(|at| self.district_at(at).is_none_or(|found| found == district))
    }

    fn district_at(&self, at: [f64; 2]) -> Option<usize> {
        self.input.pack.locate_index(self.input.frame.to_plane(at))
    }

    /// Positions all over the letters of a label: a few first, which rule most rooms out, then close to one another.
    fn samples(&self, room: &Rect) -> impl Iterator<Item = [f64; 2]> + use<> {
        self.lattice(room, FEW).chain(self.lattice(room, close(room)))
    }

    /// So many positions across and down the letters of a label.
    fn lattice(&self, room: &Rect, n: [usize; 2]) -> impl Iterator<Item = [f64; 2]> + use<> {
        let (min, [w, h]) = (room.min, room.size_pt());
        let slack = [SLACK.0, SLACK.1 * h];
        let step = [(w - 2.0 * slack[0]) / (n[0] - 1) as f64, (h - 2.0 * slack[1]) / (n[1] - 1) as f64];
        (0..n[0] * n[1]).map(move |k| {
            let place = [k % n[0], k / n[0]];
            [0, 1].map(|axis| min[axis] + slack[axis] + step[axis] * place[axis] as f64)
        })
    }

    /// Writes names on open ground, with lines from their districts; returns those for which there was no room.
    fn outside(&mut self, homeless: &[(usize, [f64; 2])]) -> Vec<usize> {
        let covers = (&self.marks[..], &self.drawing.covered[..]);
        let anchored = homeless.iter().map(|&(i, at)| {
            let shape = self.input.basemap.shape(self.input.pack.districts[i].adcode)?;
            let is_in = |at| self.district_at(at) == Some(i);
            Anchors::new((shape, &is_in), &self.input.frame, at, covers)
        });
        let mut places: Vec<Places> =
            anchored.zip(homeless).map(|(anchors, (i, _))| self.places(anchors, *i)).collect();
        let districts: Vec<usize> = homeless.iter().map(|(i, _)| *i).collect();
        let plan = Plan::new(self, &districts, &mut places, &(0..homeless.len()).collect::<Vec<_>>());
        // Who is first may stand in the way of others: then from the north, the west, the south and the east.
        let is_good = plan.unnamed.is_empty() && plan.placed.iter().all(|(_, leader, _)| !leader.crosses(&self.marks));
        let others = [(1, 1.0), (0, 1.0), (1, -1.0), (0, -1.0)].into_iter().filter(|_| !is_good);
        let plans = others.map(|(axis, sign)| {
            let mut order: Vec<usize> = (0..homeless.len()).collect();
            order.sort_by(|&a, &b| (homeless[a].1[axis] * sign).total_cmp(&(homeless[b].1[axis] * sign)));
            Plan::new(self, &districts, &mut places, &order)
        });
        let better = |a: Plan, b: Plan| if (b.unnamed.len(), b.cost) < (a.unnamed.len(), a.cost) { b } else { a };
        let plan = plans.collect::<Vec<_>>().into_iter().fold(plan, better);
        for (district, leader, room) in plan.placed {
            self.leaders.push(leader);
            self.write(&self.outer_words(district), room, None);
        }
        plan.unnamed
    }

    fn outer_words(&self, district: usize) -> Words {
        Words { name: self.name(district), name_pt: self.name_pt(), numbers: None }
    }

    fn places(&self, anchors: Option<Anchors>, district: usize) -> Places {
        let size = self.outer_words(district).size_pt(self.input);
        let step = size[1] * 0.9;
        let [w, h] = self.input.frame.size_pt;
        Places::new(anchors, size, (FARTHEST * w.min(h) / step) as usize, step)
    }

    /// The colour of a district, where districts are coloured.
    fn ground(&self, district: usize) -> Option<Color> {
        let adcode = self.input.pack.districts[district].adcode;
        let mut areas = self.drawing.groups.iter().filter(|g| g.name == "choropleth").flat_map(|g| g.items.iter());
        areas.find_map(|item| match item {
            Item::Area(area) if area.target == Some(Target::District(adcode)) => area.fill,
            _ => None,
        })
    }

    fn write(&mut self, words: &Words, room: Rect, ground: Option<Color>) {
        let (input, name_pt) = (self.input, words.name_pt);
        let colors = ground.map_or((input.ink.text, input.ink.halo), |ground| input.ink.letters_on(ground));
        let x = room.middle()[0];
        let baseline = room.min[1] + f64::from(name_pt) * 1.02;
        self.names.push(line([x, baseline], &words.name, (name_pt, input.ink.head_face), Align::Middle, colors));
        if let Some(numbers) = &words.numbers {
            let at = [x, baseline + f64::from(words.numbers_pt()) * 1.4];
            self.names.push(line(at, numbers, (words.numbers_pt(), input.ink.face), Align::Middle, colors));
        }
        self.drawing.placer.reserve(room);
        self.rooms.push(room);
    }

    /// Names those that stand nowhere, on open ground in a corner of the map; whether there was some.
    fn list(&mut self, unnamed: &[usize]) -> bool {
        if unnamed.is_empty() {
            return true;
        }
        let input = self.input;
        let names: Vec<String> = unnamed.iter().map(|&i| self.name(i)).collect();
        let names = names.join(&say(input.language, "list-separator"));
        let sentence = Message::new("label-unnamed").with("names", names).text(input.language);
        let [w, h] = self.area().size_pt();
        let pitch = f64::from(LEAST_NAME_PT) * 1.3;
        // As the open ground may be wide or narrow.
        let shapes = [0.4, 0.28, 0.6, 0.9].map(|part| {
            let lines = text::wrap(&sentence, (w * part) as f32, LEAST_NAME_PT, input.ink.face);
            let widths = lines.iter().map(|line| text::width_pt(line, LEAST_NAME_PT, input.ink.face));
            let size = [f64::from(widths.fold(0.0, f32::max)) + 2.0 * SLACK.0, pitch * lines.len() as f64];
            (lines, size)
        });
        // From the foot up, from the left to the right.
        const PLACES: usize = 24;
        let place = |k: usize, size: [f64; 2]| {
            let part = |k: usize| k as f64 / (PLACES - 1) as f64;
            let [x, y] = [part(k % PLACES), 1.0 - part(k / PLACES)];
            Rect::at([4.0 + x * (w - 8.0 - size[0]), 4.0 + y * (h - 8.0 - size[1])], size)
        };
        let is_open = |room: &Rect| {
            !self.is_taken(room) && self.is_bare(room) && !self.leaders.iter().any(|l| runs_through(l.ends(), room))
        };
        let rooms = shapes.iter().flat_map(|(lines, size)| (0..PLACES * PLACES).map(move |k| (lines, place(k, *size))));
        let Some((lines, room)) = { rooms }.find(|(_, room)| is_open(room)) else { return false };
        for (i, words) in lines.iter().enumerate() {
            let at = [room.min[0] + SLACK.0, room.min[1] + f64::from(LEAST_NAME_PT) + pitch * i as f64];
            self.names.push(line(
                at,
                words,
                (LEAST_NAME_PT, input.ink.face),
                Align::Start,
                (input.ink.text, input.ink.halo),
            ));
        }
        self.drawing.placer.reserve(room);
        true
    }
}

/// How many positions across and down a label lie close to one another.
fn close(room: &Rect) -> [usize; 2] {
    /// Farther apart on a long line the corner of an island could lie between them, points.
    const APART_PT: f64 = 1.0;
    room.size_pt().map(|side| ((side / APART_PT) as usize).max(3))
}

/// A line of a label in the colours of its letters and their rim.
fn line(
    at: [f64; 2],
    words: &str,
    (size_pt, face): (f32, text::Face),
    align: Align,
    (color, halo): (Color, Color),
) -> Item {
    let (text, halo) = (words.to_owned(), Some(halo));
    Item::Text(Text { at, text, size_pt, face, color, halo, align, turn: Turn::None })
}
