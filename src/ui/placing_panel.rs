//! The work list «to be placed»: rows without a point, what is known of each, what the gazetteer proposes, and a click
//! on the map.
//!
//! Every placement is written at once, so a crash loses none and each can be taken back alone; what is placed while a
//! write is under way waits, and goes as one batch. Where a catalogue is small that is a batch a placement, where
//! reading it takes seconds the work does not wait for it.

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::{Key, Ui};

use super::app::App;
use super::editing::Pending;
use crate::catalogue::{Catalogue, PlaceReason, PositionAccuracy, Update, Written};
use crate::geography::LonLat;
use crate::language::{Bilingual, say};
use crate::store::BatchId;
use crate::workspace::Job;
use crate::workspace::draft::BORDER_SLACK_M;
use crate::workspace::placing::{self, ToPlace};

/// The sitting.
pub struct Placing {
    /// The row in hand.
    pub(super) current: Option<i64>,
    /// Rows passed over.
    skipped: BTreeSet<i64>,
    /// Rows placed in this sitting.
    pub(super) done: BTreeSet<i64>,
    /// What waits for the write under way, and what is being written.
    waiting: Vec<Update>,
    writing: Vec<Update>,
    /// How well a click knows the place.
    pub(super) accuracy: PositionAccuracy,
    /// Whether a click in another district changes the district.
    pub(super) follow_district: bool,
    /// Why a click was not taken: the district it is in, and the one that is declared.
    pub(super) refused: Option<(Bilingual, Bilingual)>,
    /// The kind whose proposals are about to be accepted all at once.
    pub(super) all_of: Option<PlaceReason>,
    /// The last batch, and its rows.
    pub(super) last: Option<(BatchId, Vec<i64>)>,
    /// What remains, and how many proposals of each kind; worked out again when something was placed.
    pub(super) seen: Option<Seen>,
}

/// What remains of a list, for the list, the generation of the catalogue and the number of rows placed.
pub(super) struct Seen {
    key: (usize, u64, usize),
    remaining: Arc<Vec<ToPlace>>,
    pub(super) kinds: Vec<(PlaceReason, usize)>,
}

/// What the user did in the panel.
#[derive(Default)]
pub(super) struct PlacingEvents {
    pub(super) accept: bool,
    pub(super) next: bool,
    pub(super) leave: bool,
    pub(super) undo: bool,
    pub(super) choose: Option<i64>,
    pub(super) all: Option<Vec<Update>>,
}

impl Placing {
    /// A sitting that begins.
    pub fn new() -> Placing {
        Placing {
            current: None,
            skipped: BTreeSet::new(),
            done: BTreeSet::new(),
            waiting: Vec::new(),
            writing: Vec::new(),
            accuracy: PositionAccuracy::Street,
            follow_district: false,
            refused: None,
            all_of: None,
            last: None,
            seen: None,
        }
    }

    /// What was being written is in the file.
    pub fn written(&mut self, written: &Written) {
        let left: Vec<i64> = written.conflicts.iter().map(|c| c.id).collect();
        for id in &left {
            self.done.remove(id);
        }
        let rows =
            std::mem::take(&mut self.writing).into_iter().map(|u| u.id).filter(|id| !left.contains(id)).collect();
        self.last = written.batch.map(|batch| (batch, rows));
    }

    /// What was being written is not: its rows are to be placed again.
    pub fn not_written(&mut self) {
        for update in std::mem::take(&mut self.writing) {
            self.done.remove(&update.id);
        }
    }

    /// Takes a row into the next batch, and goes on.
    fn place(&mut self, update: Update) {
        self.done.insert(update.id);
        self.current = None;
        self.refused = None;
        self.waiting.push(update);
    }

    /// What remains of the list: rows that have no point yet and are not about to get one.
    fn look(&mut self, list: &Arc<Vec<ToPlace>>, catalogue: &Catalogue) -> Arc<Vec<ToPlace>> {
        let key = (Arc::as_ptr(list) as usize, catalogue.generation(), self.done.len());
        let known = self.seen.take().filter(|seen| seen.key == key);
        let work_out = || {
            let without = |id: i64| catalogue.row_of(id).is_some_and(|r| catalogue.row(r).position().is_none());
            let remaining = list.iter().filter(|item| !self.done.contains(&item.id) && without(item.id));
            let remaining = Arc::new(remaining.cloned().collect::<Vec<_>>());
            Seen { key, kinds: placing::counts(&remaining, catalogue), remaining }
        };
        let seen = known.unwrap_or_else(work_out);
        let remaining = seen.remaining.clone();
        self.seen = Some(seen);
        remaining
    }

    /// The row in hand: as chosen, else the first that was not passed over, else the first.
    fn take_up(&mut self, remaining: &[ToPlace]) {
        if self.current.is_none_or(|id| remaining.iter().all(|item| item.id != id)) {
            let fresh = remaining.iter().find(|item| !self.skipped.contains(&item.id));
            self.current = fresh.or(remaining.first()).map(|item| item.id);
        }
    }
}

impl Default for Placing {
    fn default() -> Placing {
        Placing::new()
    }
}

impl App {
    /// Begins a sitting, or ends it.
    pub(super) fn toggle_placing(&mut self) {
        self.editing.placing = match self.editing.placing.take() {
            Some(_) => None,
            None => {
                self.workspace.edit(crate::document::Edit::Page(crate::document::Page::Map));
                Some(Placing::new())
            }
        };
    }

    /// Draws the panel.
    pub(super) fn placing_ui(&mut self, ui: &mut Ui) {
        let Some(mut placing) = self.editing.placing.take() else { return };
        let language = self.session.language;
        let Some(list) = self.workspace.to_place() else {
            ui.spinner();
            ui.label(say(language, "pages-working"));
            self.editing.placing = Some(placing);
            return;
        };
        let (catalogue, pack) = (self.workspace.catalogue.clone(), self.workspace.pack.clone());
        let remaining = placing.look(&list, &catalogue);
        let before = placing.current;
        placing.take_up(&remaining);
        if placing.current != before {
            self.look_at(placing.current, &remaining);
        }
        let mut events = PlacingEvents::default();
        keys(ui, &mut events);
        self.head_ui(ui, &placing, remaining.len(), &mut events);
        let item = placing.current.and_then(|id| remaining.iter().find(|item| item.id == id));
        match item.zip(item.and_then(|item| catalogue.row_of(item.id))) {
            Some((item, row)) => {
                let row = catalogue.row(row).to_enterprise();
                self.row_ui(ui, &mut placing, item, &row, &mut events);
                ui.separator();
                self.all_ui(ui, &mut placing, &remaining, &mut events);
                ui.separator();
                self.list_ui(ui, &placing, &remaining, &mut events);
                if events.accept
                    && let Some(after) = item.proposal.as_ref().and_then(|p| placing::accepted(&row, p, &pack))
                {
                    placing.place(Update { id: row.id, base: Some(row), after });
                }
            }
            None => {
                ui.add_space(8.0);
                ui.label(say(language, "placing-none"));
            }
        }
        self.take_placing(ui, placing, events);
    }

    fn take_placing(&mut self, ui: &Ui, mut placing: Placing, events: PlacingEvents) {
        if events.next {
            placing.skipped.extend(placing.current.take());
            placing.refused = None;
        }
        if let Some(id) = events.choose {
            placing.current = Some(id);
            placing.refused = None;
        }
        if let Some(updates) = events.all {
            placing.done.extend(updates.iter().map(|u| u.id));
            placing.waiting.extend(updates);
            placing.all_of = None;
            placing.current = None;
        }
        let undo = placing.last.as_ref().map(|(batch, _)| *batch).filter(|_| events.undo);
        if undo.is_some_and(|batch| self.undo_batch(batch)) {
            for id in placing.last.take().iter().flat_map(|(_, rows)| rows) {
                placing.done.remove(id);
            }
        }
        let leaves = events.leave && placing.waiting.is_empty();
        self.editing.placing = Some(placing);
        self.write_placements();
        if leaves {
            self.editing.placing = None;
        }
        ui.ctx().request_repaint_after(std::time::Duration::from_millis(200));
    }

    /// Writes what waits, unless a write is under way.
    fn write_placements(&mut self) {
        let language = self.session.language;
        let author = self.session.author.clone();
        let Some(path) = self.workspace.path.clone().filter(|_| self.workspace.working().is_none()) else { return };
        let Some(placing) = self.editing.placing.as_mut().filter(|p| !p.waiting.is_empty()) else { return };
        placing.writing = std::mem::take(&mut placing.waiting);
        let reason = say(language, "placing-reason");
        let changes = placing::change_set(placing.writing.clone(), &author, reason);
        self.write(Some(Job::Apply { path, changes }), Pending::Placing);
    }

    /// A click on the map puts the row in hand there.
    pub(super) fn place_here(&mut self, position: LonLat) {
        let (catalogue, pack) = (self.workspace.catalogue.clone(), self.workspace.pack.clone());
        let Some(placing) = &mut self.editing.placing else { return };
        let Some(row) = placing.current.and_then(|id| catalogue.row_of(id)) else { return };
        let base = catalogue.row(row).to_enterprise();
        let at = self.workspace.pack.project(position);
        let Some(inside) = pack.locate(at) else { return };
        let mut after = placing::placed(&base, position, placing.accuracy, &pack);
        let declared = base.district().and_then(|d| pack.district(d)).filter(|d| d.adcode != inside.adcode);
        if let Some(declared) = declared {
            if placing.follow_district {
                after.office_district = Some(inside.adcode);
            } else if declared.distance_m(at) > BORDER_SLACK_M {
                placing.refused = Some((inside.name.clone(), declared.name.clone()));
                return;
            }
        }
        placing.place(Update { id: base.id, base: Some(base), after });
    }

    /// Where the proposal for the row in hand is, to be drawn.
    pub(super) fn proposed_position(&mut self) -> Option<LonLat> {
        let current = self.editing.placing.as_ref()?.current?;
        let list = self.workspace.to_place()?;
        list.iter().find(|item| item.id == current)?.proposal.as_ref()?.position
    }

    /// Moves the map to where the row in hand may be.
    fn look_at(&mut self, current: Option<i64>, remaining: &[ToPlace]) {
        let item = current.and_then(|id| remaining.iter().find(|item| item.id == id));
        let position = item.and_then(|item| item.proposal.as_ref()).and_then(|p| p.position);
        if let Some(position) = position {
            let camera = crate::document::Camera { centre: self.workspace.pack.project(position), height_m: 3000.0 };
            self.workspace.edit(crate::document::Edit::Camera(Some(camera)));
        }
    }
}

/// Enter accepts, N goes on, Esc leaves; while nothing is written in a field.
fn keys(ui: &Ui, events: &mut PlacingEvents) {
    if ui.memory(|m| m.focused().is_some()) {
        return;
    }
    ui.input(|i| {
        events.accept = i.key_pressed(Key::Enter);
        events.next = i.key_pressed(Key::N) && !i.modifiers.any();
        events.leave = i.key_pressed(Key::Escape);
    });
}
