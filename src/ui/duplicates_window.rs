//! Edit ▸ Find duplicates: pairs of rows that are, or may be, one enterprise, side by side; what survives of each field
//! is chosen before they become one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use egui::{RichText, Ui};

use super::app::App;
use super::editing::Pending;
use super::enterprise_form::who_ui;
use super::pair_table::{self, Line};
use crate::catalogue::likeness::because;
use crate::catalogue::survivorship::{contested, merged};
use crate::catalogue::{
    Attribute, BatchId, Catalogue, Contested, Enterprise, Likeness, LikenessReason, Merger, Survivor,
};
use crate::geography::District;
use crate::language::{Language, Message, grouped, say};
use crate::workspace::changes_file::Names;
use crate::workspace::duplicates::{change_set, row};
use crate::workspace::{Duplicates, Job, Workspace};

/// What the window shows.
#[derive(Debug, Default)]
pub struct DuplicatesWindow {
    /// Whether pairs that somebody has found to be two enterprises are listed, too.
    shows_distinct: bool,
    /// What is listed, and what it was listed for.
    listed: Option<(ListKey, Vec<Listed>)>,
    /// The answer it was listed from.
    found: Option<Arc<Duplicates>>,
    /// How many pairs that are there are two enterprises.
    known_distinct: usize,
    /// Judgements since the pairs were looked for.
    judged: BTreeSet<[i64; 2]>,
    /// Place of the pair that is looked at.
    at: usize,
    /// What was decided about the pair that is looked at.
    decision: Decision,
    reason: String,
    /// The last merger, which can be taken back from here.
    done: Option<BatchId>,
}

/// The generation, whether all are shown, and how many were judged since.
type ListKey = (u64, bool, usize);

/// A pair in the list.
#[derive(Clone, Copy, Debug)]
struct Listed {
    /// Ids of its rows, the earlier one first.
    ids: [i64; 2],
    /// How sure it is that they are one enterprise, and why; none where somebody has found them to be two.
    found: Option<(Likeness, LikenessReason)>,
}

/// What somebody decided about a pair.
#[derive(Debug, Default)]
struct Decision {
    of: [i64; 2],
    /// Whether the later row is the one to be kept.
    keeps_later: bool,
    survivors: BTreeMap<Attribute, Survivor>,
}

/// What the user did in the window.
#[derive(Default)]
struct Events {
    merge: Option<Merger>,
    /// A pair, and whether it is two enterprises.
    judged: Option<([i64; 2], bool)>,
    undo: Option<BatchId>,
    open: Option<i64>,
}

impl DuplicatesWindow {
    /// The last merger was written.
    pub fn written(&mut self, batch: Option<BatchId>) {
        self.done = batch.or(self.done);
    }

    /// Brings the list up to date: of the pairs found those whose rows are both there and that were not judged since;
    /// behind them, on wish, those that are two enterprises.
    fn list(&mut self, workspace: &mut Workspace) {
        let Some(found) = workspace.duplicates() else { return };
        let catalogue = &workspace.catalogue;
        if !self.found.as_ref().is_some_and(|known| Arc::ptr_eq(known, &found)) {
            self.judged.clear();
            self.listed = None;
            self.found = Some(found.clone());
        }
        let key = (catalogue.generation(), self.shows_distinct, self.judged.len());
        if self.listed.as_ref().is_some_and(|(known, _)| *known == key) {
            return;
        }
        let is_there =
            |ids: &[i64; 2]| ids.iter().all(|id| catalogue.row_of(*id).is_some()) && !self.judged.contains(ids);
        let pairs = found.pairs.iter().filter(|pair| is_there(&pair.ids));
        let open = pairs.map(|pair| Listed { ids: pair.ids, found: Some((pair.likeness, pair.reason)) });
        let two = found.distinct.iter().filter(|ids| is_there(ids)).map(|ids| Listed { ids: *ids, found: None });
        self.known_distinct = two.clone().count();
        let shown = open.chain(two.filter(|_| self.shows_distinct)).collect();
        self.listed = Some((key, shown));
    }

    fn pairs(&self) -> &[Listed] {
        self.listed.as_ref().map_or(&[], |(_, pairs)| pairs)
    }

    fn ui(&mut self, ui: &mut Ui, workspace: &mut Workspace, names: &Names, author: &mut String) -> Events {
        let mut events = Events::default();
        self.list(workspace);
        let language = names.language;
        let searching = workspace.looking_for_duplicates();
        self.head_ui(ui, searching, language, &mut events);
        if self.pairs().is_empty() {
            if searching.is_none() && self.listed.is_some() {
                ui.label(say(language, "duplicates-none"));
            }
            return events;
        }
        self.at = self.at.min(self.pairs().len() - 1);
        let catalogue = workspace.catalogue.clone();
        egui::Panel::left("duplicates").resizable(true).default_size((ui.available_width() * 0.3).min(300.0)).show(
            ui,
            |ui| {
                let pairs = self.pairs();
                let is_chosen = |at: usize| at == self.at;
                let line = |at: usize| line(&pairs[at], &catalogue, language);
                if let Some(at) = pair_table::list_ui(ui, pairs.len(), is_chosen, line) {
                    self.at = at;
                }
            },
        );
        let pair = self.pairs()[self.at];
        if self.decision.of != pair.ids {
            self.decision = Decision { of: pair.ids, ..Decision::default() };
        }
        let busy = workspace.working().is_some();
        egui::Frame::NONE.inner_margin(egui::Margin { left: 8, ..egui::Margin::ZERO }).show(ui, |ui| {
            self.pair_ui(ui, &pair, &catalogue, names, (author, busy), &mut events);
        });
        events
    }

    /// How many pairs there are, how far the search is, and the last merger.
    fn head_ui(&mut self, ui: &mut Ui, searching: Option<f32>, language: Language, events: &mut Events) {
        ui.horizontal_wrapped(|ui| {
            // The surest come first, and those that are two enterprises last.
            let up_to = |likeness| {
                self.pairs().partition_point(|pair| pair.found.is_some_and(|(found, _)| found >= likeness)) as u64
            };
            let [certain, likely, all] = [Likeness::Certain, Likeness::Likely, Likeness::Different].map(up_to);
            let words = Message::new("duplicates-found")
                .with("n", grouped(all))
                .with("certain", grouped(certain))
                .with("likely", grouped(likely - certain))
                .with("possible", grouped(all - likely));
            if self.listed.is_some() {
                ui.label(words.text(language));
            }
            if self.known_distinct > 0 {
                let words = Message::new("duplicates-show-distinct").with("n", grouped(self.known_distinct as u64));
                ui.checkbox(&mut self.shows_distinct, words.text(language));
            }
            if let Some(batch) = self.done {
                let words = Message::new("duplicates-done").with("batch", batch.0).text(language);
                ui.label(RichText::new(words).small());
                if ui.small_button(say(language, "duplicates-undo")).clicked() {
                    events.undo = Some(batch);
                }
            }
            // Last: what comes and goes by itself must not move a button under the pointer.
            if let Some(share) = searching {
                ui.spinner();
                let words = Message::new("duplicates-searching").with("percent", (share * 100.0).round() as i64);
                ui.label(RichText::new(words.text(language)).small().weak());
            }
        });
        ui.separator();
    }

    fn pair_ui(
        &mut self,
        ui: &mut Ui,
        pair: &Listed,
        catalogue: &Catalogue,
        names: &Names,
        (author, busy): (&mut String, bool),
        events: &mut Events,
    ) {
        let language = names.language;
        let [Some(first), Some(second)] = pair.ids.map(|id| row(catalogue, id)) else { return };
        let words = match pair.found {
            Some((likeness, reason)) => because(likeness, reason).text(language),
            None => say(language, "duplicates-distinct"),
        };
        ui.label(RichText::new(words).family(super::theme::bold()));
        events.open = self.decision.keep_ui(ui, [&first, &second], language);
        let sides = if self.decision.keeps_later { [second, first] } else { [first, second] };
        let open = contested(&sides[0], &sides[1]);
        let made = merged(&sides[0], &sides[1], |field| self.decision.survivors.get(&field).copied());
        ui.horizontal_wrapped(|ui| {
            let is_distinct = pair.found.is_none();
            let merge = ui.add_enabled(!busy && !is_distinct, egui::Button::new(say(language, "duplicates-merge")));
            if merge.clicked() {
                let [kept, gone] = sides.clone();
                events.merge = Some(Merger { kept, after: made.clone(), gone: vec![gone] });
            }
            let [words, hint] = match is_distinct {
                true => ["duplicates-undecided", "duplicates-undecided-hint"],
                false => ["duplicates-different", "duplicates-different-hint"],
            };
            let judge = ui.add_enabled(!busy, egui::Button::new(say(language, words)));
            if judge.on_hover_text(say(language, hint)).clicked() {
                events.judged = Some((pair.ids, !is_distinct));
            }
            let is_last = self.at + 1 >= self.pairs().len();
            if ui.add_enabled(!is_last, egui::Button::new(say(language, "duplicates-next"))).clicked() {
                self.at += 1;
            }
            if busy {
                ui.spinner();
            }
        });
        who_ui(ui, author, &mut self.reason, language);
        let disputed = open.iter().filter(|c| c.is_disputed).count();
        let hint = match disputed {
            0 => Message::new("duplicates-agree"),
            n => Message::new("duplicates-choose").with("n", n),
        };
        ui.label(RichText::new(hint.text(language)).small().weak());
        if let Some(words) = misplaced(&made, names) {
            ui.colored_label(ui.visuals().warn_fg_color, words);
        }
        self.decision.fields_ui(ui, &sides, &made, &open, names);
    }
}

impl Decision {
    /// Which row is kept; the one that is to be looked at on its card.
    fn keep_ui(&mut self, ui: &mut Ui, rows: [&Enterprise; 2], language: Language) -> Option<i64> {
        let mut open = None;
        ui.horizontal_wrapped(|ui| {
            ui.label(say(language, "duplicates-keep"));
            for (is_later, e) in [(false, rows[0]), (true, rows[1])] {
                let words = Message::new("duplicates-row").with("id", e.id.to_string()).text(language);
                if ui.radio(self.keeps_later == is_later, words).clicked() {
                    // What was chosen by side would now be of the other one.
                    *self = Decision { of: self.of, keeps_later: is_later, ..Decision::default() };
                }
            }
            for e in rows {
                let words = Message::new("duplicates-open").with("id", e.id.to_string()).text(language);
                if ui.link(RichText::new(words).small()).clicked() {
                    open = Some(e.id);
                }
            }
        });
        open
    }

    /// Field by field: the row that is kept, the one that goes, and what comes of both.
    fn fields_ui(
        &mut self,
        ui: &mut Ui,
        sides: &[Enterprise; 2],
        made: &Enterprise,
        open: &[Contested],
        names: &Names,
    ) {
        let language = names.language;
        let shown = |field: Attribute, e: &Enterprise| pair_table::with_unit(field, names.shown(field, e), language);
        let head = |id, e: &Enterprise| Message::new(id).with("id", e.id.to_string()).text(language);
        // Three columns of values beside the names of the fields; the third has a button.
        let em = egui::TextStyle::Body.resolve(ui.style()).size;
        let room = ((ui.available_width() / em - 12.5) / 3.0 - 2.5).clamp(8.0, pair_table::ROOM_EM);
        let heads = [
            head("duplicates-head-kept", &sides[0]),
            head("duplicates-head-other", &sides[1]),
            say(language, "duplicates-head-merged"),
        ];
        let values = |field: Attribute| [shown(field, &sides[0]), shown(field, &sides[1]), shown(field, made)];
        let contest_of = |field| open.iter().find(|c| c.attribute == leader(field));
        // What somebody has to look at is in sight.
        let mut fields = Attribute::ALL.to_vec();
        fields.sort_by_key(|field| !contest_of(*field).is_some_and(|c| c.is_disputed));
        pair_table::fields_ui(ui, "duplicates-pair", (&fields, &heads), language, values, |ui, field, column, text| {
            let (named, contest) = (leader(field), contest_of(field));
            let survivor = contest.map(|c| self.survivors.get(&named).copied().unwrap_or(c.survivor));
            if column == 2 {
                ui.horizontal(|ui| {
                    pair_table::whole_value(ui.label(pair_table::value_words(text, true, room)), text, room);
                    if contest.is_some_and(|c| c.may_be_both) {
                        let is_both = survivor == Some(Survivor::Both);
                        let words = RichText::new(say(language, "duplicates-both")).small();
                        if ui.selectable_label(is_both, words).clicked() {
                            self.survivors.insert(named, Survivor::Both);
                        }
                    }
                });
                return;
            }
            let own = if column == 0 { Survivor::Kept } else { Survivor::Other };
            let words = pair_table::value_words(text, false, room);
            let (Some(contest), false) = (contest, text.is_empty()) else {
                pair_table::whole_value(ui.label(words), text, room);
                return;
            };
            let is_taken = survivor == Some(own) || survivor == Some(Survivor::Both);
            let words = if contest.is_disputed { words.color(ui.visuals().warn_fg_color) } else { words };
            if pair_table::whole_value(ui.selectable_label(is_taken, words), text, room).clicked() {
                self.survivors.insert(named, own);
            }
        });
    }
}

/// Says that what comes of two rows would lie in another district than it names: position and district were taken from
/// one row each.
fn misplaced(made: &Enterprise, names: &Names) -> Option<String> {
    let (at, declared) = made.position.zip(made.district())?;
    let inside = names.pack.locate(names.pack.project(at))?;
    let name = |district: &District| district.name.get(names.language).to_owned();
    let declared = names.pack.district(declared).filter(|declared| declared.adcode != inside.adcode)?;
    let words = Message::new("duplicates-misplaced").with("declared", name(declared)).with("inside", name(inside));
    Some(words.text(names.language))
}

/// The attribute that speaks for a field: of a position the longitude.
fn leader(attribute: Attribute) -> Attribute {
    match attribute {
        Attribute::Lat | Attribute::PositionAccuracy => Attribute::Lon,
        attribute => attribute,
    }
}

/// A pair in the list: its ids, and the name of the earlier row.
fn line(pair: &Listed, catalogue: &Catalogue, language: Language) -> Line {
    let words = pair.found.map_or("duplicates-distinct", |(likeness, _)| likeness.label());
    let name = catalogue.row_of(pair.ids[0]).map_or("", |row| catalogue.row(row).name_zh());
    let number = pair.ids.map(|id| id.to_string()).join(" · ");
    Line { number, name: name.to_owned(), words: say(language, words) }
}

impl App {
    /// Draws the window while it is open.
    pub(super) fn duplicates_window(&mut self, ctx: &egui::Context) {
        let Some(mut window) = self.editing.duplicates.take() else { return };
        let names = self.names();
        let (mut open, mut events) = (true, Events::default());
        let mut author = self.session.author.clone();
        egui::Window::new(super::windows::titled(names.language, "command-duplicates"))
            .id(egui::Id::unique("duplicates"))
            .pivot(egui::Align2::CENTER_TOP)
            .default_pos(super::windows::middle(ctx))
            .open(&mut open)
            .default_size([980.0, 600.0])
            .min_size([560.0, 300.0])
            .show(ctx, |ui| events = window.ui(ui, &mut self.workspace, &names, &mut author));
        self.session.author = author;
        let said = window.reason.trim().to_owned();
        let reason = if said.is_empty() { say(names.language, "duplicates-reason") } else { said.clone() };
        let idle = self.workspace.working().is_none();
        if let (Some((pair, _)), true) = (events.judged, idle) {
            window.judged.insert(pair);
        }
        if events.undo.is_some_and(|batch| self.undo_batch(batch)) {
            window.done = None;
        }
        if !self.is_left(open) {
            self.editing.duplicates = Some(window);
        }
        if let (Some(merger), Some(path)) = (events.merge, self.workspace.path.clone()) {
            let changes = change_set(vec![merger], &self.session.author, reason);
            self.write(Some(Job::Apply { path, changes }), Pending::Duplicates);
        }
        if let (Some((pair, are_distinct)), Some(path), true) = (events.judged, self.workspace.path.clone(), idle) {
            let (author, reason) = (self.session.author.trim().to_owned(), said.clone());
            self.workspace.start(Job::JudgePair { path, pair, are_distinct, author, reason });
        }
        if let Some(id) = events.open {
            self.open_enterprise(id);
        }
    }
}
