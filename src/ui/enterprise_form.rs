//! The form an enterprise is written in: every attribute, checked while it is typed.

use egui::{RichText, Ui};

use super::app::App;
use super::editing::Pending;
use super::form_fields::{self as fields, Fields};
use super::leaving::Leaving;
use crate::catalogue::{Attribute, Catalogue, Enterprise, Placement, PositionAccuracy, Row};
use crate::geography::{LonLat, Pack};
use crate::import::values::Words;
use crate::language::{Language, Message, say};
use crate::workspace::Job;
use crate::workspace::draft::{Checked, Draft, similar};

/// Width of the form, points.
pub const FORM_PT: f32 = 520.0;

/// An enterprise that is being written.
pub struct EnterpriseForm {
    /// What is written.
    pub draft: Draft,
    /// What the draft was when it was last looked at, with the generation of the catalogue, and what was seen.
    seen: Option<(Draft, u64, Checked, Vec<usize>)>,
    /// What the gazetteer said of the address.
    proposal: Option<Option<Placement>>,
    /// The draft as the form was opened; none where it was left behind.
    opened: Option<Draft>,
    /// The draft that was last saved, as long as nothing is known of its fate.
    saved: Option<Draft>,
    leaving: Leaving,
    is_focused: bool,
}

/// What the user did in the form.
#[derive(Default)]
struct FormEvents {
    save: bool,
    close: bool,
    pick: bool,
    place: bool,
    show: Option<i64>,
}

impl EnterpriseForm {
    /// The form of a draft.
    pub fn new(draft: Draft) -> EnterpriseForm {
        let opened = Some(draft.clone());
        let leaving = Leaving::default();
        EnterpriseForm { draft, seen: None, proposal: None, opened, saved: None, leaving, is_focused: false }
    }

    /// The form of a draft that was left behind.
    pub fn recovered(draft: Draft) -> EnterpriseForm {
        EnterpriseForm { opened: None, ..EnterpriseForm::new(draft) }
    }

    /// Whether something is written in it that would be lost.
    fn has_work(&self) -> bool {
        let is_other = |opened: &Draft| self.draft.differs_from(opened) || self.draft.reason != opened.reason;
        self.opened.as_ref().is_none_or(is_other)
    }

    /// Whether something was typed after it was saved.
    pub(super) fn was_typed_on(&self) -> bool {
        self.saved.as_ref().is_some_and(|saved| self.draft.differs_from(saved))
    }

    /// Takes over what somebody else has made of the row, where nothing was written; what was saved is still to be
    /// decided.
    pub(super) fn take_over(&mut self, now: &Enterprise) {
        let typed_on = self.was_typed_on();
        self.draft.take_over(now);
        if !typed_on {
            self.saved = Some(self.draft.clone());
        }
    }

    /// What was saved is this row now; what was typed since is yet to be saved.
    pub(super) fn written_as(&mut self, row: &Enterprise) {
        self.draft.take_over(row);
        self.draft.base = Some(row.clone());
        (self.opened, self.saved) = (Some(Draft::of(row)), None);
    }

    /// Where the draft is, if it has a position that can be read.
    pub fn position(&self) -> Option<LonLat> {
        let read = |a| crate::import::position::degrees(self.draft.get(a));
        Some(LonLat::new(read(Attribute::Lon)?, read(Attribute::Lat)?)).filter(|p| p.is_valid())
    }

    /// Puts the draft at a place of the map, keeping the accuracy where it says of a point.
    pub fn put(&mut self, position: LonLat, pack: &Pack) {
        let accuracy = PositionAccuracy::from_code(self.draft.get(Attribute::PositionAccuracy));
        let accuracy = accuracy.filter(|a| a.is_drawable()).unwrap_or(PositionAccuracy::Street);
        self.draft.set_position(position, accuracy);
        if self.draft.get(Attribute::OfficeDistrict).is_empty()
            && let Some(district) = pack.locate(pack.project(position))
        {
            self.draft.set(Attribute::OfficeDistrict, district.adcode.to_string());
        }
        self.proposal = None;
    }

    /// Looks at the draft again if it, or the catalogue, has changed.
    fn look(&mut self, catalogue: &Catalogue, pack: &Pack) {
        let generation = catalogue.generation();
        if self.seen.as_ref().is_none_or(|(draft, seen, ..)| *draft != self.draft || *seen != generation) {
            let words = Words::new(pack, catalogue.taxonomy());
            let checked = self.draft.checked(catalogue, pack, &words);
            let is_named = self.draft.base.is_none() || self.draft.is_changed();
            let alike = similar(catalogue, self.draft.get(Attribute::NameZh), self.draft.id());
            let alike = if is_named { alike } else { Vec::new() };
            self.seen = Some((self.draft.clone(), generation, checked, alike));
        }
    }

    fn ui(&mut self, ui: &mut Ui, app: &App, author: &mut String, height: f32) -> FormEvents {
        let language = app.session.language;
        let (catalogue, pack) = (&app.workspace.catalogue, &app.workspace.pack);
        self.look(catalogue, pack);
        let (checked, alike) = self.seen.as_ref().map(|(_, _, c, a)| (c.clone(), a.clone())).unwrap_or_default();
        let mut events = FormEvents::default();
        if self.opened.is_none() {
            ui.label(RichText::new(say(language, "edit-recovered")).small().strong());
        }
        // As high as it may be: it does not grow with what there is to say.
        egui::ScrollArea::vertical().max_height(height).auto_shrink(false).show(ui, |ui| {
            ui.set_width(FORM_PT);
            let is_new = !std::mem::replace(&mut self.is_focused, true);
            let mut f = Fields { draft: &mut self.draft, checked: &checked, pack, language };
            fields::group_ui(ui, "edit-group-names", language, |ui| {
                let name = f.text(ui, Attribute::NameZh);
                if let Some(name) = name.filter(|_| is_new) {
                    name.request_focus();
                }
                events.show = alike_ui(ui, catalogue, &alike, language);
                for attribute in [Attribute::ShortName, Attribute::NameEn, Attribute::FormerNames, Attribute::Uscc] {
                    f.text(ui, attribute);
                }
            });
            let proposal = self.proposal.as_ref();
            fields::group_ui(ui, "edit-group-place", language, |ui| {
                place_ui(ui, &mut f, proposal, catalogue, &mut events);
            });
            fields::group_ui(ui, "edit-group-business", language, |ui| business_ui(ui, &mut f, catalogue));
            fields::group_ui(ui, "edit-group-evidence", language, |ui| {
                f.text(ui, Attribute::Source);
                f.choice(ui, Attribute::Evidence, &fields::evidence_words());
                f.text(ui, Attribute::AsOf);
                f.choice(ui, Attribute::Confidence, &fields::confidence_words());
                f.lines(ui, Attribute::Note);
            });
            fields::group_ui(ui, "edit-group-extra", language, |ui| f.extra(ui));
        });
        ui.separator();
        self.foot_ui(ui, &checked, author, app.workspace.working().is_some(), language, &mut events);
        events
    }

    fn foot_ui(
        &mut self,
        ui: &mut Ui,
        checked: &Checked,
        author: &mut String,
        is_busy: bool,
        language: Language,
        events: &mut FormEvents,
    ) {
        who_ui(ui, author, &mut self.draft.reason, language);
        self.leaving.ui(ui, "button-cancel", language);
        ui.horizontal(|ui| {
            let can = checked.error().is_none() && self.draft.is_changed() && !is_busy;
            if ui.add_enabled(can, egui::Button::new(say(language, "case-save"))).clicked() {
                events.save = true;
            }
            if ui.button(say(language, "button-cancel")).clicked() {
                events.close = true;
            }
            let why = match checked.error() {
                Some(error) => {
                    let field = say(language, error.attribute.label());
                    let what = error.message.text(language);
                    Message::new("edit-cannot-save").with("field", field).with("what", what).text(language)
                }
                None if !self.draft.is_changed() => say(language, "edit-nothing-changed"),
                None => say(language, "edit-can-save"),
            };
            fields::one_line_ui(ui, RichText::new(why).small().weak());
        });
    }
}

/// Who changes something, and why.
pub(super) fn who_ui(ui: &mut Ui, author: &mut String, reason: &mut String, language: Language) {
    ui.horizontal(|ui| {
        let label = ui.label(RichText::new(say(language, "edit-author")).small().weak());
        ui.add(egui::TextEdit::singleline(author).desired_width(110.0)).labelled_by(label.id);
        let label = ui.label(RichText::new(say(language, "edit-reason")).small().weak());
        let hint = say(language, "edit-reason-hint");
        let width = ui.available_width().min(300.0);
        ui.add(egui::TextEdit::singleline(reason).hint_text(hint).desired_width(width)).labelled_by(label.id);
    });
}

/// Companies of a similar name, in one line that is there in any case; the one to look at.
fn alike_ui(ui: &mut Ui, catalogue: &Catalogue, alike: &[usize], language: Language) -> Option<i64> {
    let mut show = None;
    let mut rows = alike.iter().filter(|row| **row < catalogue.len()).map(|row| catalogue.row(*row));
    let mut link = |ui: &mut Ui, row: Row<'_>| {
        if ui.link(RichText::new(row.name_zh()).small()).clicked() {
            show = Some(row.id());
        }
    };
    fields::under_ui(ui, |ui| {
        fields::room_ui(ui, ui.spacing().interact_size.y, |ui| {
            let Some(first) = rows.next() else { return };
            ui.label(RichText::new(say(language, "edit-similar")).small().weak());
            let others: Vec<Row<'_>> = rows.collect();
            if !others.is_empty() {
                let more = Message::new("edit-similar-more").with("n", others.len()).text(language);
                ui.menu_button(RichText::new(more).small(), |ui| others.into_iter().for_each(|row| link(ui, row)));
            }
            // Last, since it may be long.
            link(ui, first);
        });
    });
    show
}

fn place_ui(
    ui: &mut Ui,
    f: &mut Fields<'_>,
    proposal: Option<&Option<Placement>>,
    catalogue: &Catalogue,
    events: &mut FormEvents,
) {
    let language = f.language;
    f.text(ui, Attribute::OfficeAddress);
    f.district(ui, Attribute::OfficeDistrict);
    f.text(ui, Attribute::RegisteredAddress);
    f.district(ui, Attribute::RegisteredDistrict);
    f.position(ui);
    f.choice(ui, Attribute::PositionAccuracy, &fields::accuracy_words());
    let mut clear = false;
    fields::under_ui(ui, |ui| {
        ui.horizontal(|ui| {
            events.place = ui.button(say(language, "edit-place-by-address")).clicked();
            events.pick = ui.button(say(language, "edit-pick")).clicked();
            clear = ui.button(say(language, "edit-clear-position")).clicked();
        });
        let words = match proposal {
            Some(Some(found)) => found.sentence(catalogue, &f.pack.places).text(language),
            Some(None) => say(language, "edit-no-place"),
            None => String::new(),
        };
        fields::one_line_ui(ui, RichText::new(words).small());
    });
    if clear {
        f.draft.clear_position();
    }
}

fn business_ui(ui: &mut Ui, f: &mut Fields<'_>, catalogue: &Catalogue) {
    f.tracks(ui, catalogue.taxonomy());
    for attribute in [
        Attribute::Segment,
        Attribute::Status,
        Attribute::Ticker,
        Attribute::Founded,
        Attribute::Capital,
        Attribute::Employees,
        Attribute::FundingStage,
        Attribute::Website,
    ] {
        f.text(ui, attribute);
    }
}

impl App {
    /// Draws the form while an enterprise is being written.
    pub(super) fn form_window(&mut self, ctx: &egui::Context) {
        if self.editing.is_picking {
            self.picking_ui(ctx);
            return;
        }
        let Some(mut form) = self.editing.form.take() else { return };
        let language = self.session.language;
        let screen = ctx.content_rect();
        let mut open = true;
        let mut events = FormEvents::default();
        let mut author = self.session.author.clone();
        let title = if form.draft.base.is_some() { "edit-title" } else { "edit-title-new" };
        egui::Window::new(say(language, title))
            .id(egui::Id::unique("enterprise-form"))
            .default_pos(egui::pos2(screen.right() - FORM_PT - 60.0, screen.top() + 64.0))
            .open(&mut open)
            .resizable(false)
            .show(ctx, |ui| events = form.ui(ui, self, &mut author, (screen.height() - 240.0).max(180.0)));
        self.session.author = author;
        if events.place {
            self.place_form(&mut form);
        }
        if events.pick {
            self.editing.is_picking = true;
            self.workspace.edit(crate::document::Edit::Page(crate::document::Page::Map));
        }
        if let Some(id) = events.show {
            self.shown = Some(crate::scene::Target::Enterprise(id));
        }
        if events.save
            && let Some(path) = self.workspace.path.clone()
        {
            let after = form.seen.as_ref().map(|(_, _, checked, _)| checked.enterprise.clone()).unwrap_or_default();
            let changes = form.draft.change_set(after, &self.session.author);
            if self.write(Some(Job::Apply { path, changes }), Pending::Form) {
                form.saved = Some(form.draft.clone());
            }
        }
        // It stays until it is written: an error must not lose what was typed.
        if events.close || (self.is_left(open) && form.leaving.ask(form.has_work())) {
            // What was put away on purpose does not come back.
            self.forget_kept();
        } else {
            self.editing.form = Some(form);
        }
    }

    /// Asks the gazetteer about the addresses of a form.
    fn place_form(&mut self, form: &mut EnterpriseForm) {
        let (catalogue, pack) = (self.workspace.catalogue.clone(), self.workspace.pack.clone());
        let words = Words::new(&pack, catalogue.taxonomy());
        let gazetteer = self.workspace.gazetteer_now();
        let ask = |address, district| {
            let mut own = Draft::default();
            own.set(Attribute::OfficeDistrict, form.draft.get(district));
            gazetteer.place(form.draft.get(address), own.declared(&words), &pack)
        };
        let office = ask(Attribute::OfficeAddress, Attribute::OfficeDistrict);
        let found = match office.as_ref().is_some_and(|p| p.position.is_some()) {
            true => office,
            false => ask(Attribute::RegisteredAddress, Attribute::RegisteredDistrict).or(office),
        };
        if let Some(placement) = &found {
            match placement.position {
                Some(position) => {
                    form.draft.set_position(position, placement.accuracy);
                    self.workspace.edit(crate::document::Edit::Page(crate::document::Page::Map));
                }
                None if form.position().is_none() => {
                    form.draft.set(Attribute::PositionAccuracy, PositionAccuracy::District.code());
                }
                None => {}
            }
            if form.draft.declared(&words).is_none() {
                form.draft.set(Attribute::OfficeDistrict, placement.district.to_string());
            }
        }
        form.proposal = Some(found);
    }

    /// While a place is picked the form makes room; says what to do.
    fn picking_ui(&mut self, ctx: &egui::Context) {
        let language = self.session.language;
        let mut stop = self.is_left(true) || self.editing.form.is_none();
        egui::Area::new(egui::Id::unique("picking"))
            .order(egui::Order::Foreground)
            .pivot(egui::Align2::CENTER_TOP)
            .fixed_pos(super::windows::middle(ctx) + egui::vec2(0.0, 40.0))
            .show(ctx, |ui| {
                egui::Frame::popup(ui.style()).inner_margin(8).show(ui, |ui| {
                    ui.horizontal(|ui| {
                        ui.label(say(language, "edit-picking"));
                        stop |= ui.button(say(language, "button-cancel")).clicked();
                    });
                });
            });
        if stop {
            self.editing.is_picking = false;
        }
    }
}
