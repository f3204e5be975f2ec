//! What the window was doing comes back after a crash: the view by itself, what was being written when the user says so.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::RichText;

use super::app::App;
use super::editing::KeptWork;
use super::notice::Notice;
use super::session::Session;
use super::windows::middle;
use crate::diagnostics::crash;
use crate::document::Edit;
use crate::language::{Language, Message, say};
use crate::workspace::Job;
use crate::workspace::recovery::{LastRun, Recovery};

/// What changed is written this often, which is as much as a kill can cost.
const EVERY: Duration = Duration::from_secs(2);
/// A window that has shown its map for this long has started.
const AT_REST_AFTER: Duration = Duration::from_secs(10);
/// Starts in a row that may fail before the view is left out.
const MAX_FAILED_STARTS: u32 = 2;

/// How a window begins: with which state, where its own is kept, and what is to be said first.
#[derive(Debug, Default)]
pub struct Start {
    /// The state to begin with.
    pub session: Session,
    /// Where the state is kept from now on; `None` where it cannot be.
    pub recovery: Option<Recovery>,
    /// What is to be said and asked.
    pub greeting: Greeting,
}

/// What is to be said of the last run, and what may be had back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Greeting {
    /// What happened, a line each.
    lines: Vec<Message>,
    /// What was being written.
    work: Option<KeptWork>,
    /// The view, catalogue and boundaries that the window did not begin with.
    left_out: Option<Box<Session>>,
    /// Whether there is a report to be sent.
    has_report: bool,
}

impl Start {
    /// Begins from what the last run left in a folder.
    pub fn new(folder: Option<&Path>) -> Start {
        let Some((recovery, last)) = folder.and_then(Recovery::begin) else { return Start::default() };
        let newest = folder.and_then(|folder| crash::reports(folder).pop());
        let mut start = Start::from_last(&last, newest.as_deref(), || recovery.put_aside());
        start.recovery = Some(recovery);
        start
    }

    fn from_last(last: &LastRun, report: Option<&Path>, put_aside: impl FnOnce() -> Option<PathBuf>) -> Start {
        let mut greeting = Greeting::default();
        let (mut session, is_whole) = last.state.as_deref().map_or((Session::default(), true), Session::read);
        if !is_whole {
            let aside = if last.is_of_another { None } else { put_aside() };
            greeting.lines.push(Message::new("recovery-unreadable").with("path", aside.unwrap_or_default().as_path()));
        }
        if last.is_of_another {
            session.work = None;
            session.drafts.clear();
        }
        if last.was_cut_off {
            log::warn!("the last run was cut off; failed starts: {}", last.failed_starts);
        }
        let name = report.and_then(|p| p.file_name()).map(|n| n.to_string_lossy().into_owned());
        if let Some(report) = report.filter(|_| last.was_cut_off && name != session.told_report) {
            greeting.lines.push(Message::new("recovery-crashed").with("path", report));
            greeting.has_report = true;
        }
        session.told_report = name;
        if last.failed_starts >= MAX_FAILED_STARTS {
            let plain =
                Session { document: Default::default(), catalogue: None, pack: None, work: None, ..session.clone() };
            let before = std::mem::replace(&mut session, plain);
            greeting.lines.push(Message::new("recovery-default-view").with("n", last.failed_starts));
            greeting.work = before.work.clone();
            greeting.left_out = Some(Box::new(before));
        } else if last.was_cut_off {
            greeting.work = session.work.take();
        } else if session.work.as_ref().is_some_and(|work| work.import.is_some()) {
            // A form comes back as it was; a window that reads a file would surprise.
            greeting.work = session.work.take();
        }
        if greeting.lines.is_empty() && greeting.work.is_some() {
            let id = if last.was_cut_off { "recovery-cut-off" } else { "recovery-left" };
            greeting.lines.push(Message::new(id));
        }
        Start { session, recovery: None, greeting }
    }
}

/// Keeps the state of a window while it lives.
#[derive(Debug)]
pub struct Keeper {
    recovery: Recovery,
    /// What was kept last: the revision of the document, and the rest of the state.
    kept: Option<(u64, Session)>,
    looked: Instant,
    /// Since when the map has been shown; none once the start is over.
    shown: Shown,
}

#[derive(Clone, Copy, Debug)]
enum Shown {
    NotYet,
    Since(Instant),
    AtRest,
}

impl App {
    /// Keeps the window's state from now on, and says and asks what there is to say of the last run.
    pub fn begin(&mut self, recovery: Option<Recovery>, greeting: Greeting) {
        self.keeper =
            recovery.map(|recovery| Keeper { recovery, kept: None, looked: Instant::now(), shown: Shown::NotYet });
        self.greeting = Some(greeting).filter(|greeting| !greeting.lines.is_empty());
    }

    /// What there was to be had back and has been neither taken nor refused.
    pub(super) fn work_offered(&self) -> Option<KeptWork> {
        self.greeting.as_ref()?.work.clone()
    }

    /// Keeps what has changed since it was looked at last, a few seconds ago.
    pub(super) fn keep_state(&mut self, ctx: &egui::Context, is_shown: bool) {
        if let Some(report) = crash::take_new() {
            self.session.told_report = report.file_name().map(|n| n.to_string_lossy().into_owned());
            self.notice =
                Some(Notice::fault(&Message::new("recovery-fault").with("path", &report), self.session.language));
        }
        let Some(keeper) = &mut self.keeper else { return };
        match keeper.shown {
            Shown::NotYet if is_shown => keeper.shown = Shown::Since(Instant::now()),
            Shown::Since(since) if since.elapsed() >= AT_REST_AFTER => {
                keeper.recovery.started();
                keeper.shown = Shown::AtRest;
            }
            Shown::Since(since) => ctx.request_repaint_after(AT_REST_AFTER.saturating_sub(since.elapsed())),
            Shown::NotYet | Shown::AtRest => {}
        }
        if let Some(left) = EVERY.checked_sub(keeper.looked.elapsed()).filter(|_| keeper.kept.is_some()) {
            // Once more when nothing happens any more: that is when the last change is looked at.
            ctx.request_repaint_after(left);
            return;
        }
        self.keep_now();
    }

    /// Keeps the state, if it is another than the one kept last.
    fn keep_now(&mut self) {
        let (revision, rest) = (self.workspace.revision(), self.session_but_for_document());
        let Some(keeper) = &mut self.keeper else { return };
        keeper.looked = Instant::now();
        // A selection of a million rows is copied only when there is something new to be written.
        if keeper.kept.as_ref().is_none_or(|(of, kept)| *of != revision || *kept != rest) {
            let document = self.workspace.document().clone();
            keeper.recovery.keep(Arc::new(Session { document, ..rest.clone() }));
            keeper.kept = Some((revision, rest));
        }
    }

    /// The window is closed as it should be.
    pub(super) fn end_state(&mut self) {
        self.keep_now();
        if let Some(keeper) = self.keeper.take() {
            keeper.recovery.end();
        }
    }

    /// Says what became of the last run, and asks what is to come back.
    pub(super) fn greeting_window(&mut self, ctx: &egui::Context) {
        let Some(greeting) = self.greeting.take() else { return };
        let language = self.session.language;
        let asks = greeting.work.is_some() || greeting.left_out.is_some();
        let (mut answer, mut copy) = (None, false);
        egui::Window::new(say(language, "recovery-title"))
            .id(egui::Id::unique("recovery"))
            .pivot(egui::Align2::CENTER_TOP)
            .default_pos(middle(ctx))
            .collapsible(false)
            .resizable(false)
            .show(ctx, |ui| {
                ui.set_max_width(560.0);
                greeting.lines.iter().for_each(|line| drop(ui.label(line.text(language))));
                for line in greeting.work.iter().flat_map(|work| work.lines(language)) {
                    ui.label(RichText::new(line).strong());
                }
                ui.add_space(4.0);
                ui.horizontal(|ui| {
                    if asks && ui.button(say(language, "recovery-restore")).clicked() {
                        answer = Some(true);
                    }
                    let close = if asks { "recovery-refuse" } else { "button-close" };
                    if ui.button(say(language, close)).clicked() {
                        answer = Some(false);
                    }
                    copy = greeting.has_report && ui.button(say(language, "command-copy-diagnostics")).clicked();
                });
            });
        if copy {
            self.copy_diagnostics(ctx);
        }
        match answer {
            None => self.greeting = Some(greeting),
            Some(false) => {}
            Some(true) => self.restore(greeting),
        }
    }

    fn restore(&mut self, greeting: Greeting) {
        let mut catalogue = None;
        if let Some(before) = greeting.left_out {
            if let Some(pack) = &before.pack {
                self.use_pack(pack);
            }
            self.workspace.edit(Edit::Replace(Box::new(before.document)));
            catalogue = before.catalogue;
        }
        if let Some(work) = greeting.work {
            catalogue = Some(work.path.clone());
            self.session.keep_draft(work);
        }
        match catalogue.filter(|path| self.workspace.path.as_ref() != Some(path)) {
            Some(path) => self.workspace.start(Job::Open(path)),
            None => self.restore_work(),
        }
    }

    /// Copies what to send to who is asked for help.
    pub(super) fn copy_diagnostics(&mut self, ctx: &egui::Context) {
        let (scale, size) = (ctx.pixels_per_point(), ctx.content_rect().size() * ctx.pixels_per_point());
        crate::diagnostics::note("Display", format!("scale {scale:.2}, window {:.0} x {:.0} pixels", size.x, size.y));
        ctx.copy_text(format!(
            "{}\n\n{}",
            say(self.session.language, "diagnostics-head"),
            self.workspace.diagnostics()
        ));
        self.inform(Message::new("diagnostics-copied"));
    }
}

impl KeptWork {
    /// What there is, a line each.
    fn lines(&self, language: Language) -> Vec<String> {
        let form = self.form.as_ref().map(|draft| {
            let name = draft.get(crate::catalogue::Attribute::NameZh);
            Message::new("recovery-form").with("name", name)
        });
        let case = self.case.as_ref().map(|form| Message::new("recovery-case").with("title", form.title()));
        let import = self.import.as_ref().map(|import| {
            let name = import.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            Message::new("recovery-import").with("file", name).with("n", import.fixes())
        });
        [form, case, import].into_iter().flatten().map(|line| line.text(language)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::draft::Draft;

    fn session() -> Session {
        let mut session = Session { dark: true, pack: Some("other".into()), ..Session::default() };
        session.document.filter.text = "支付".into();
        let form = Some(Draft::new());
        session.work = Some(KeptWork { path: "/c.gpkg".into(), form, ..KeptWork::default() });
        session
    }

    fn last(session: &Session, was_cut_off: bool, failed_starts: u32) -> LastRun {
        let state = Some(serde_json::to_string(session).unwrap());
        LastRun { state, was_cut_off, failed_starts, is_of_another: false }
    }

    fn ids(greeting: &Greeting) -> Vec<&'static str> {
        greeting.lines.iter().map(Message::id).collect()
    }

    #[test]
    fn after_a_good_end_all_comes_back_and_nothing_is_said() {
        let start = Start::from_last(&last(&session(), false, 0), None, || None);
        assert_eq!((start.session, start.greeting), (session(), Greeting::default()));
    }

    #[test]
    fn after_a_cut_the_view_comes_back_and_the_work_is_asked_for() {
        let start = Start::from_last(&last(&session(), true, 1), None, || None);
        assert_eq!(start.session.document, session().document);
        assert_eq!((ids(&start.greeting), start.session.work), (vec!["recovery-cut-off"], None));
        assert_eq!(start.greeting.work, session().work);
        let idle = Session { work: None, ..session() };
        let quiet = Start::from_last(&last(&idle, true, 0), None, || None);
        assert_eq!((quiet.session, quiet.greeting), (idle, Greeting::default()), "nothing to ask, nothing said");
    }

    #[test]
    fn a_crash_is_told_once_with_its_report() {
        let report = Path::new("/state/crash-20261127T010203Z-1.txt");
        let start = Start::from_last(&last(&session(), true, 0), Some(report), || None);
        assert!(start.greeting.has_report && ids(&start.greeting) == ["recovery-crashed"]);
        let again = Start::from_last(&last(&start.session, true, 0), Some(report), || None);
        assert!(!again.greeting.has_report, "{:?}", again.greeting);
    }

    #[test]
    fn after_two_failed_starts_the_view_is_left_out_and_can_be_had_back() {
        let start = Start::from_last(&last(&session(), true, 2), None, || None);
        assert_eq!(start.session.document, Default::default());
        assert_eq!((start.session.pack.as_deref(), start.session.dark), (None, true));
        assert_eq!(ids(&start.greeting), ["recovery-default-view"]);
        let left_out = start.greeting.left_out.unwrap();
        assert_eq!((left_out.document, left_out.pack), (session().document, session().pack));
    }

    #[test]
    fn a_state_that_cannot_be_read_is_put_aside_and_what_can_be_is_kept() {
        for text in ["", "{", "\u{fffd}\u{0}", "[1]", "{\"document\": 3}"] {
            let run = LastRun { state: Some(text.into()), ..LastRun::default() };
            let start = Start::from_last(&run, None, || Some("/state/aside.json".into()));
            assert_eq!(
                (ids(&start.greeting), start.session),
                (vec!["recovery-unreadable"], Session::default()),
                "{text}"
            );
        }
        let odd = serde_json::to_string(&session()).unwrap().replace("\"filter\"", "\"from_the_future\"");
        let start = Start::from_last(&LastRun { state: Some(odd), ..LastRun::default() }, None, || None);
        assert!(start.session.dark && start.session.document == Default::default(), "{:?}", start.session);
    }
}
