//! Undo and redo: a list of documents.

use super::{Document, Edit};

/// A document with its past and future. Edits of one gesture (a drag, a run of wheel steps) make one step.
#[derive(Clone, Debug, Default)]
pub struct History {
    current: Document,
    past: Vec<Document>,
    future: Vec<Document>,
    /// Whether edits since the last gesture's end belong to the step already on `past`.
    in_gesture: bool,
    /// How often the document has changed.
    revision: u64,
}

/// Steps that can be undone; the oldest are forgotten beyond it.
pub const MAX_STEPS: usize = 500;

impl History {
    /// A history that begins with a document.
    pub fn new(document: Document) -> History {
        History { current: document, ..History::default() }
    }

    /// The document in force.
    pub fn document(&self) -> &Document {
        &self.current
    }

    /// A number that is another one when the document is.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Applies an edit. The first of a gesture opens an undo step; the rest join it until [`History::end_gesture`].
    /// Moving the camera is no step of its own: who undoes a filter does not want to undo twenty pans.
    pub fn apply(&mut self, edit: Edit) {
        let is_step = !matches!(edit, Edit::Camera(_));
        let next = self.current.edited(edit);
        if next == self.current {
            return;
        }
        if is_step {
            if !self.in_gesture {
                self.past.push(self.current.clone());
                let excess = self.past.len().saturating_sub(MAX_STEPS);
                self.past.drain(..excess);
                self.in_gesture = true;
            }
            self.future.clear();
        }
        self.current = next;
        self.revision += 1;
    }

    /// The pointer and keys are up: the next edit is another step.
    pub fn end_gesture(&mut self) {
        self.in_gesture = false;
    }

    /// Whether there is something to undo.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is something to redo.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// Takes the last step back; the camera stays.
    pub fn undo(&mut self) {
        self.in_gesture = false;
        if let Some(previous) = self.past.pop() {
            let camera = self.current.camera;
            self.future.push(std::mem::replace(&mut self.current, Document { camera, ..previous }));
            self.revision += 1;
        }
    }

    /// Does the last undone step again; the camera stays.
    pub fn redo(&mut self) {
        self.in_gesture = false;
        if let Some(next) = self.future.pop() {
            let camera = self.current.camera;
            self.past.push(std::mem::replace(&mut self.current, Document { camera, ..next }));
            self.revision += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::catalogue::{Brush, Field, Filter};
    use crate::document::{Camera, Page, TableChoice, read_view, write_view};
    use crate::geography::{Adcode, Plane};
    use crate::layers::multiples::{MultiplesBy, MultiplesWanted};

    fn text(text: &str) -> Edit {
        Edit::Filter(Filter { text: text.into(), ..Filter::default() })
    }

    #[test]
    fn a_gesture_is_one_step_and_the_camera_none() {
        let mut history = History::default();
        for part in ["支", "支付"] {
            history.apply(text(part));
        }
        history.end_gesture();
        history.apply(Edit::District(Some(Adcode(310104))));
        history.end_gesture();
        history.apply(Edit::Camera(Some(Camera { centre: Plane::new(1.0, 2.0), height_m: 3.0 })));
        history.undo();
        assert_eq!((history.document().district, history.document().filter.text.as_str()), (None, "支付"));
        assert!(history.document().camera.is_some(), "the camera stays");
        history.undo();
        assert_eq!(history.document().filter.text, "");
        assert!(!history.can_undo());
        history.redo();
        history.redo();
        assert_eq!(history.document().district, Some(Adcode(310104)));
        assert!(!history.can_redo());
    }

    #[test]
    fn the_revision_is_another_one_whenever_the_document_is() {
        let mut history = History::default();
        let revisions: Vec<u64> = [
            |h: &mut History| h.apply(text("a")),
            |h: &mut History| h.apply(Edit::Camera(Some(Camera { centre: Plane::new(1.0, 2.0), height_m: 3.0 }))),
            |h: &mut History| h.undo(),
            |h: &mut History| h.redo(),
        ]
        .into_iter()
        .map(|change| {
            change(&mut history);
            history.revision()
        })
        .collect();
        assert_eq!(revisions, [1, 2, 3, 4]);
        history.apply(text("a"));
        history.redo();
        assert_eq!(history.revision(), 4, "nothing has changed");
    }

    #[test]
    fn an_edit_that_changes_nothing_is_no_step_and_a_new_one_ends_the_future() {
        let mut history = History::default();
        history.apply(Edit::District(None));
        assert!(!history.can_undo());
        history.apply(text("a"));
        history.end_gesture();
        history.undo();
        history.apply(text("b"));
        assert!(!history.can_redo());
    }

    /// Any edit a user can make, of small values so that some change nothing.
    fn any_edit() -> impl Strategy<Value = Edit> {
        let district = prop::option::of((310_101u32..310_105).prop_map(Adcode));
        let plane = (0..5i32, 0..5i32).prop_map(|(x, y)| Plane::new(f64::from(x), f64::from(y)));
        let brush = prop_oneof![
            (plane.clone(), 1..4i32).prop_map(|(centre, r)| Brush::Circle { centre, radius_m: f64::from(r) }),
            prop::collection::vec(0..9i64, 0..4).prop_map(|ids| Brush::Rows { ids }),
            prop::collection::vec(plane.clone(), 3..6).prop_map(|ring| Brush::Lasso { ring }),
            (2000..2005i32, 2005..2010i32).prop_map(|(from, to)| Brush::matching(Filter::founded([from, to]))),
        ];
        let layer = prop::sample::select(vec!["density", "choropleth"]);
        let table = (any::<bool>(), prop::option::of(prop::sample::select(Field::ALL)), any::<bool>());
        prop_oneof![
            ("[a-c]{0,2}", prop::option::of(2000..2005i32)).prop_map(|(text, founded_from)| Edit::Filter(Filter {
                text,
                founded_from,
                ..Filter::default()
            })),
            prop::option::of(brush).prop_map(Edit::Brush),
            district.prop_map(Edit::District),
            prop::collection::vec((310_101u32..310_106).prop_map(Adcode), 0..6).prop_map(Edit::Compared),
            prop::sample::select(Page::ALL.to_vec()).prop_map(Edit::Page),
            (any::<bool>(), prop::option::of((2000..2005i32, 2005..2010i32))).prop_map(|(periods, years)| {
                let by = if periods { MultiplesBy::Periods } else { MultiplesBy::Tracks };
                let periods = years.map(|(a, b)| [[a, b], [b + 1, b + 9]]);
                Edit::Multiples(MultiplesWanted { by, periods, ..MultiplesWanted::default() })
            }),
            "[a-c]{1,2}".prop_map(Edit::Track),
            table.prop_map(|(open, sort, descending)| {
                Edit::Table(TableChoice { open, sort, descending, ..TableChoice::default() })
            }),
            (layer.clone(), any::<bool>()).prop_map(|(layer, visible)| Edit::Visible { layer, visible }),
            layer.clone().prop_map(Edit::ResetLayer),
            (layer, "[a-c]{1,2}").prop_map(|(layer, value)| Edit::Param { layer, key: "key", value }),
            prop::option::of((plane, 1..9i32)).prop_map(|camera| {
                Edit::Camera(camera.map(|(centre, h)| Camera { centre, height_m: f64::from(h) }))
            }),
        ]
    }

    proptest! {
        #[test]
        fn any_edits_undone_give_the_first_document_and_redone_the_last(
            edits in prop::collection::vec((any_edit(), any::<bool>()), 0..40),
        ) {
            let mut history = History::default();
            let first = history.document().clone();
            for (edit, ends) in edits {
                history.apply(edit);
                if ends {
                    history.end_gesture();
                }
            }
            let last = history.document().clone();
            while history.can_undo() {
                history.undo();
            }
            // Where one looks is no step, and stays.
            prop_assert_eq!(history.document(), &Document { camera: last.camera, ..first });
            while history.can_redo() {
                history.redo();
            }
            prop_assert_eq!(history.document(), &last);
        }

        #[test]
        fn a_view_of_any_document_comes_back_byte_for_byte(edits in prop::collection::vec(any_edit(), 0..30)) {
            let document = edits.into_iter().fold(Document::default(), |document, edit| document.edited(edit));
            let text = write_view(&document);
            let read = read_view(&text).expect("just written");
            prop_assert_eq!(&read, &document);
            prop_assert_eq!(write_view(&read), text);
        }
    }
}
