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
use crate::catalogue::{Attribute, BatchId, Catalogue, Contested, Enterprise, Likeness, Merger, Survivor};
use crate::import::duplicates::Pair;
use crate::language::{Language, Message, grouped, say};
use crate::workspace::changes_file::Names;
use crate::workspace::duplicates::{change_set, row};
use crate::workspace::{Job, Workspace};

/// What the window shows.
#[derive(Debug, Default)]
pub struct DuplicatesWindow {
    /// Pairs that somebody has found to be two enterprises, as the file has them; none before it was read.
    distinct: Option<Arc<BTreeSet<[i64; 2]>>>,
    /// Whether those are listed, too.
    shows_distinct: bool,
    /// The pairs listed, and what they were listed for: where the answers lie, the generation, whether all are shown.
    listed: Option<(ListKey, Vec<Pair>)>,
    /// How many pairs that are there are two enterprises.
    known_distinct: usize,
    /// Place of the pair that is looked at.
    at: usize,
    /// What was decided about the pair that is looked at.
    decision: Decision,
    reason: String,
    /// The last merger, which can be taken back from here.
    done: Option<BatchId>,
}

/// Where the pairs found lie, and the judgements; the generation; whether pairs judged are listed.
type ListKey = (usize, usize, u64, bool);

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

    /// Brings the list up to date: of the pairs found those whose rows are both there, without those that are two
    /// enterprises unless these are asked for.
    fn list(&mut self, workspace: &mut Workspace) {
        if let Some(read) = workspace.distinct_pairs() {
            // What cannot be read now is as if nobody had judged yet.
            let known = read.as_ref().as_ref().cloned().unwrap_or_default();
            if self.distinct.as_deref() != Some(&known) {
                self.distinct = Some(Arc::new(known));
            }
        }
        let (Some(found), Some(distinct)) = (workspace.duplicates(), &self.distinct) else { return };
        let catalogue = &workspace.catalogue;
        let place = |of: *const ()| of as usize;
        let places = (place(Arc::as_ptr(&found).cast()), place(Arc::as_ptr(distinct).cast()));
        let key = (places.0, places.1, catalogue.generation(), self.shows_distinct);
        if self.listed.as_ref().is_some_and(|(known, _)| *known == key) {
            return;
        }
        let is_there = |pair: &&Pair| pair.ids.iter().all(|id| catalogue.row_of(*id).is_some());
        let (two, open): (Vec<Pair>, Vec<Pair>) =
            found.iter().filter(is_there).copied().partition(|pair| distinct.contains(&pair.ids));
        self.known_distinct = two.len();
        let two = if self.shows_distinct { two } else { Vec::new() };
        self.listed = Some((key, open.into_iter().chain(two).collect()));
    }

    fn pairs(&self) -> &[Pair] {
        self.listed.as_ref().map_or(&[], |(_, pairs)| pairs)
    }

    /// Whether somebody has found a pair to be two enterprises.
    fn is_distinct(&self, pair: &Pair) -> bool {
        self.distinct.as_ref().is_some_and(|distinct| distinct.contains(&pair.ids))
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
                let line = |at: usize| line(&pairs[at], self.is_distinct(&pairs[at]), &catalogue, language);
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
            let shown = if self.shows_distinct { self.known_distinct } else { 0 };
            let open = &self.pairs()[..self.pairs().len() - shown];
            let up_to = |likeness| open.partition_point(|p| p.likeness >= likeness) as u64;
            let (certain, likely) = (up_to(Likeness::Certain), up_to(Likeness::Likely));
            let all = open.len() as u64;
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
            if let Some(share) = searching {
                ui.spinner();
                let words = Message::new("duplicates-searching").with("percent", (share * 100.0).round() as i64);
                ui.label(RichText::new(words.text(language)).small().weak());
            }
            if let Some(batch) = self.done {
                let words = Message::new("duplicates-done").with("batch", batch.0).text(language);
                ui.label(RichText::new(words).small());
                if ui.small_button(say(language, "duplicates-undo")).clicked() {
                    events.undo = Some(batch);
                    self.done = None;
                }
            }
        });
        ui.separator();
    }

    fn pair_ui(
        &mut self,
        ui: &mut Ui,
        pair: &Pair,
        catalogue: &Catalogue,
        names: &Names,
        (author, busy): (&mut String, bool),
        events: &mut Events,
    ) {
        let language = names.language;
        let [Some(first), Some(second)] = pair.ids.map(|id| row(catalogue, id)) else { return };
        ui.label(RichText::new(because(pair.likeness, pair.reason).text(language)).family(super::theme::bold()));
        events.open = self.decision.keep_ui(ui, [&first, &second], language);
        let sides = if self.decision.keeps_later { [second, first] } else { [first, second] };
        let open = contested(&sides[0], &sides[1]);
        let made = merged(&sides[0], &sides[1], |field| self.decision.survivors.get(&field).copied());
        ui.horizontal_wrapped(|ui| {
            if ui.add_enabled(!busy, egui::Button::new(say(language, "duplicates-merge"))).clicked() {
                let [kept, gone] = sides.clone();
                events.merge = Some(Merger { kept, after: made.clone(), gone: vec![gone] });
            }
            let is_distinct = self.is_distinct(pair);
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
        let room = ((ui.available_width() / em - 9.0) / 3.0 - 2.5).clamp(8.0, pair_table::ROOM_EM);
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

/// The attribute that speaks for a field: of a position the longitude.
fn leader(attribute: Attribute) -> Attribute {
    match attribute {
        Attribute::Lat | Attribute::PositionAccuracy => Attribute::Lon,
        attribute => attribute,
    }
}

/// A pair in the list: the earlier of its rows.
fn line(pair: &Pair, is_distinct: bool, catalogue: &Catalogue, language: Language) -> Line {
    let words = say(language, if is_distinct { "duplicates-distinct" } else { pair.likeness.label() });
    let name = catalogue.row_of(pair.ids[0]).map_or("", |row| catalogue.row(row).name_zh());
    Line { number: pair.ids[0].to_string(), name: name.to_owned(), words }
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
        let reason = match window.reason.trim() {
            "" => say(names.language, "duplicates-reason"),
            own => own.to_owned(),
        };
        if !self.is_left(open) {
            self.editing.duplicates = Some(window);
        }
        if let (Some(merger), Some(path)) = (events.merge, self.workspace.path.clone()) {
            let changes = change_set(vec![merger], &self.session.author, reason);
            self.write(Some(Job::Apply { path, changes }), Pending::Duplicates);
        }
        let idle = self.workspace.working().is_none();
        if let (Some((pair, are_distinct)), Some(path), true) = (events.judged, self.workspace.path.clone(), idle) {
            let author = self.session.author.clone();
            self.workspace.start(Job::JudgePair { path, pair, are_distinct, author });
        }
        if let Some(batch) = events.undo {
            self.undo_batch(batch);
        }
        if let Some(id) = events.open {
            self.open_enterprise(id);
        }
    }
}
