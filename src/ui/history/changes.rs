//! The tab of the changes: what differs between two moments, so told that the sums add up.

use egui::{RichText, Ui};

use super::rows::RowsView;
use super::{HistoryEvents, error_ui, words};
use crate::catalogue::{BatchId, Difference, DifferenceClass, Differences};
use crate::language::{Language, Message, grouped, say};
use crate::workspace::Workspace;
use crate::workspace::changes_file::{Names, table};
use crate::workspace::file_history::{FileHistory, Moment, Span, listed};

/// How a moment is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Choice {
    Beginning,
    Snapshot(String),
    Batch(BatchId),
    Day,
    Now,
}

/// One end of the span: how it is chosen, and the day that is written.
#[derive(Debug)]
struct End {
    choice: Choice,
    day: String,
}

impl End {
    fn new(choice: Choice) -> End {
        End { choice, day: String::new() }
    }

    /// The moment; none while the day is none, or where the snapshot is not there any more.
    fn moment(&self, history: &FileHistory) -> Option<Moment> {
        match &self.choice {
            Choice::Beginning => Some(Moment::After(BatchId(0))),
            Choice::Batch(batch) => Some(Moment::After(*batch)),
            Choice::Snapshot(name) => {
                history.snapshots.iter().find(|s| s.name == *name).map(|s| Moment::After(s.batch))
            }
            Choice::Day => Some(self.day.trim()).filter(|day| Moment::is_day(day)).map(|d| Moment::Day(d.to_owned())),
            Choice::Now => Some(Moment::Now),
        }
    }

    fn words(&self, history: &FileHistory, language: Language) -> String {
        match &self.choice {
            Choice::Beginning => say(language, "changes-beginning"),
            Choice::Snapshot(name) => Message::new("changes-snapshot").with("name", name.as_str()).text(language),
            Choice::Batch(id) => {
                let batch = history.batches.iter().find(|b| b.id == *id);
                let title = batch.map_or_else(|| format!("#{id}"), |b| words::title(b, language));
                Message::new("changes-after-batch").with("batch", title).text(language)
            }
            Choice::Day => say(language, "changes-day"),
            Choice::Now => say(language, "changes-now"),
        }
    }

    fn ui(&mut self, ui: &mut Ui, label: &'static str, history: &FileHistory, language: Language) {
        let name = ui.label(say(language, label));
        let snapshots = history.snapshots.iter().map(|s| Choice::Snapshot(s.name.clone()));
        let batches = history.batches.iter().map(|b| Choice::Batch(b.id));
        let choices = [Choice::Now, Choice::Day, Choice::Beginning].into_iter().chain(snapshots).chain(batches);
        egui::ComboBox::from_id_salt(label)
            .selected_text(self.words(history, language))
            .width(190.0)
            .truncate()
            .height(320.0)
            .show_ui(ui, |ui| {
                for choice in choices {
                    let words = End::new(choice.clone()).words(history, language);
                    ui.selectable_value(&mut self.choice, choice, words);
                }
            })
            .response
            .labelled_by(name.id);
        if self.choice == Choice::Day {
            let hint = say(language, "changes-day-hint");
            let is_day = self.day.is_empty() || Moment::is_day(self.day.trim());
            let mut edit = egui::TextEdit::singleline(&mut self.day).hint_text(hint.as_str()).desired_width(96.0);
            if !is_day {
                edit = edit.text_color(ui.visuals().error_fg_color);
            }
            let response = ui.add(edit).labelled_by(name.id);
            if !is_day {
                response.on_hover_text(say(language, "changes-no-day"));
            }
        }
    }
}

/// What the tab shows.
#[derive(Debug)]
pub(super) struct ChangesView {
    from: End,
    to: End,
    class: Option<DifferenceClass>,
    /// The comparison that was stopped.
    stopped: Option<Span>,
    is_new: bool,
    rows: RowsView,
}

impl Default for ChangesView {
    fn default() -> ChangesView {
        let (from, to) = (End::new(Choice::Beginning), End::new(Choice::Now));
        ChangesView { from, to, class: None, stopped: None, is_new: true, rows: RowsView::default() }
    }
}

impl ChangesView {
    /// From a snapshot to now.
    pub fn since(&mut self, snapshot: &str) {
        let class = self.class;
        *self = ChangesView { class, is_new: false, ..ChangesView::default() };
        self.from.choice = Choice::Snapshot(snapshot.to_owned());
    }

    /// What is compared, and which class of it is listed.
    pub fn wanted(&self, history: &FileHistory) -> Option<(Span, Option<DifferenceClass>)> {
        Some((Span { from: self.from.moment(history)?, to: self.to.moment(history)? }, self.class))
    }

    pub fn ui(
        &mut self,
        ui: &mut Ui,
        workspace: &mut Workspace,
        history: &FileHistory,
        names: &Names,
        events: &mut HistoryEvents,
    ) {
        let language = names.language;
        let last = history.snapshots.first();
        // Who opens the tab mostly wants to know what is new.
        if let Some(last) = last.filter(|_| std::mem::take(&mut self.is_new)) {
            self.since(&last.name);
        }
        ui.horizontal_wrapped(|ui| {
            self.from.ui(ui, "changes-from", history, language);
            self.to.ui(ui, "changes-to", history, language);
            let button = ui.add_enabled(last.is_some(), egui::Button::new(say(language, "changes-since-last")));
            if button.on_disabled_hover_text(say(language, "changes-no-snapshot")).clicked()
                && let Some(last) = last
            {
                self.since(&last.name);
            }
        });
        ui.separator();
        let Some((span, _)) = self.wanted(history) else {
            ui.label(RichText::new(say(language, "changes-no-day")).weak());
            return;
        };
        if self.stopped.as_ref() == Some(&span) {
            if ui.button(say(language, "changes-compare")).clicked() {
                self.stopped = None;
            }
            return;
        }
        let (answer, working) = workspace.span_changes(&span);
        match (answer.as_deref(), working) {
            (Some(Ok(differences)), _) => self.answer_ui(ui, differences, names, events),
            (Some(Err(error)), _) => error_ui(ui, error, language),
            (None, part) => {
                ui.horizontal(|ui| {
                    ui.add(egui::ProgressBar::new(part.unwrap_or_default()).desired_width(240.0));
                    if ui.button(say(language, "button-cancel")).clicked() {
                        self.stopped = Some(span);
                    }
                });
                ui.request_repaint_after(std::time::Duration::from_millis(100));
            }
        }
    }

    fn answer_ui(&mut self, ui: &mut Ui, differences: &Differences, names: &Names, events: &mut HistoryEvents) {
        sum_ui(ui, differences, names.language);
        self.classes_ui(ui, differences, names.language);
        let rows: Vec<&Difference> = listed(differences, self.class).collect();
        let all: usize = DifferenceClass::ALL
            .into_iter()
            .filter(|class| self.class.is_none_or(|chosen| chosen == *class))
            .map(|class| differences.of(class).count)
            .sum();
        if all == 0 {
            ui.label(RichText::new(say(names.language, "changes-none")).weak());
            return;
        }
        ui.horizontal(|ui| {
            self.rows.search_ui(ui, names);
            if ui.button(say(names.language, "changes-copy")).clicked() {
                ui.copy_text(table(rows.iter().copied(), names).tsv());
                events.told = Some(Message::new("table-copied").with("n", rows.len()));
            }
            events.save |= ui.button(say(names.language, "changes-save")).clicked();
            if rows.len() < all {
                let words = Message::new("history-first-rows").with("shown", rows.len()).with("all", all);
                ui.label(RichText::new(words.text(names.language)).small().weak());
            }
        });
        let key = (std::ptr::from_ref(differences) as usize, self.class);
        events.open = self.rows.ui(ui, &rows, key, names).or(events.open);
    }

    fn classes_ui(&mut self, ui: &mut Ui, differences: &Differences, language: Language) {
        ui.horizontal_wrapped(|ui| {
            ui.selectable_value(&mut self.class, None, say(language, "changes-all"));
            for class in DifferenceClass::ALL {
                let count = differences.of(class).count;
                let words = format!("{} {}", say(language, class.label()), grouped(count as u64));
                ui.add_enabled_ui(count > 0 || self.class == Some(class), |ui| {
                    ui.selectable_value(&mut self.class, Some(class), words);
                });
            }
        });
    }
}

/// Before + entered − left = after; and what became of those that stayed.
fn sum_ui(ui: &mut Ui, differences: &Differences, language: Language) {
    let d = differences;
    let n = |count: usize| grouped(count as u64);
    let sum = Message::new("changes-sum")
        .with("before", n(d.before))
        .with("entered", n(d.entered.count))
        .with("left", n(d.left.count))
        .with("after", n(d.after));
    ui.label(RichText::new(sum.text(language)).family(super::super::theme::bold()).size(17.0));
    let stayed = Message::new("changes-stayed")
        .with("stayed", n(d.before.saturating_sub(d.left.count)))
        .with("moved", n(d.moved.count))
        .with("retagged", n(d.retagged.count))
        .with("otherwise", n(d.otherwise_changed.count))
        .with("unchanged", n(d.unchanged));
    ui.label(RichText::new(stayed.text(language)).small());
}
