//! What the workspace answers: each a question with a key, worked out on another thread; the last answer stands
//! meanwhile.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::figure::Worked;
use super::job::going;
use super::placing::{self, ToPlace};
use super::slot::{Slot, Token};
use super::{Workspace, table_file};
use crate::catalogue::{Brush, Field, Filter, Gazetteer, Selection};
use crate::document::{Composition, Document, Page, Template};
use crate::figure::Style;
use crate::geography::Adcode;
use crate::import::duplicates::{Pair, pairs};
use crate::language::Language;
use crate::layers::density::DensityWanted;
use crate::layers::multiples::{Multiples, MultiplesBy, MultiplesWanted, halves};
use crate::layers::{Numbers, Wanted, numbers};
use crate::profile::sections::gaps;
use crate::profile::{Context, Profile};
use crate::spatial::colocation_matrix::{ColocationMatrix, colocation_matrix, pair_members};
use crate::statistics::multiple_testing::benjamini_hochberg;
use crate::store::{RowChange, Store, StoreError};

/// Generation, filter, brush if only its rows are shown, column and direction.
type TableKey = (u64, Filter, Option<Brush>, Option<Field>, bool);
/// Generation, filter, page, districts compared, slices of time, language.
type PageKey = (u64, Filter, Page, Vec<Adcode>, MultiplesWanted, Language);
/// Generation, filter, track, language.
type RobustnessKey = (u64, Filter, usize, Language);
/// Generation, the document as far as it asks for numbers, style.
type FigureKey = (u64, Document, Style);
type ProfileKey = (u64, Filter, Adcode, Language);

/// The quotients with their q over all pairs; `None` where there are too few or too many points.
#[derive(Debug)]
pub struct Colocations(pub Option<(ColocationMatrix, Vec<Option<f64>>)>);

/// Pairs of rows of a catalogue.
#[derive(Debug)]
pub struct Duplicates {
    /// Those that are, or may be, one enterprise: the surest first.
    pub pairs: Vec<Pair>,
    /// Those that somebody has found to be two, by their ids.
    pub distinct: BTreeSet<[i64; 2]>,
}

/// The questions under way and their last answers.
#[derive(Default)]
pub(super) struct Answers {
    numbers: Slot<Wanted, Numbers>,
    /// The last answer for all rows.
    unfiltered: Option<Arc<Numbers>>,
    profiles: Slot<ProfileKey, Profile>,
    pages: Slot<PageKey, Profile>,
    robustness: Slot<RobustnessKey, Profile>,
    colocations: Slot<(u64, Filter), Colocations>,
    multiples: Slot<(u64, Filter, MultiplesWanted, Option<DensityWanted>), Option<Multiples>>,
    figures: Slot<FigureKey, Worked>,
    table: Slot<TableKey, Vec<u32>>,
    row_histories: Slot<(u64, i64), Result<Vec<RowChange>, StoreError>>,
    gazetteer: Option<(u64, Arc<Gazetteer>)>,
    pub(super) to_place: Slot<(u64, Filter), Vec<ToPlace>>,
    pub(super) duplicates: Slot<(u64, u64), Duplicates>,
    /// How often pairs have been judged.
    judgements: u64,
}

impl Workspace {
    /// The numbers for the document in force. While they are worked out the last ones are returned, so the map never
    /// goes blank; `None` before the first, and as long as no catalogue is open.
    pub fn numbers(&mut self, dark: bool) -> Option<Arc<Numbers>> {
        self.path.as_ref()?;
        let document = self.history.document();
        let wanted = Wanted::new(&self.catalogue, &document.filter, document.brush.as_ref(), &document.layers, dark);
        let answers = &mut self.answers;
        let last = answers.numbers.answer().filter(|n| n.wanted.generation == self.catalogue.generation());
        // The way back to all rows is the most frequent one, and the longest where there are many.
        if let Some(all) = last.filter(|n| n.wanted.filter.is_empty()) {
            answers.unfiltered = Some(all.clone());
        }
        let known: Vec<Arc<Numbers>> = last.into_iter().chain(&answers.unfiltered).cloned().collect();
        let (catalogue, pack, question) = (self.catalogue.clone(), self.pack.clone(), wanted.clone());
        answers.numbers.ask(&wanted, &self.wake, move |token| {
            numbers::work_out(&question, &catalogue, &pack, &known, &|| token.is_cancelled())
        });
        // Rows of another generation are not rows of this catalogue.
        answers.numbers.answer().filter(|n| n.wanted.generation == self.catalogue.generation()).cloned()
    }

    /// Whether numbers are being worked out, and for how many seconds.
    pub fn is_thinking(&self) -> Option<f32> {
        self.answers.numbers.working().map(|(_, seconds)| seconds)
    }

    /// Stops what was asked for earlier and not in the frame that ends now.
    pub fn end_frame(&mut self) {
        let answers = &mut self.answers;
        answers.profiles.cancel_unasked();
        answers.pages.cancel_unasked();
        answers.robustness.cancel_unasked();
        answers.colocations.cancel_unasked();
        answers.multiples.cancel_unasked();
        answers.figures.cancel_unasked();
        answers.table.cancel_unasked();
        answers.row_histories.cancel_unasked();
        answers.duplicates.cancel_unasked();
        self.history_answers.cancel_unasked();
    }

    /// The rows that are, or may be, one enterprise twice, without those that somebody has found to be two; while they
    /// are looked for again, those found last, of which some may be gone.
    pub fn duplicates(&mut self) -> Option<Arc<Duplicates>> {
        let (catalogue, path) = (self.catalogue.clone(), self.path.clone()?);
        let question = (self.catalogue.generation(), self.answers.judgements);
        let look = move |token: &Token| {
            // What cannot be read now is as if nobody had judged yet.
            let distinct = Store::open_read(&path).and_then(|store| store.distinct_pairs()).unwrap_or_default();
            let pairs = pairs(&catalogue, &distinct, &going(token, 1.0))?;
            Some(Duplicates { pairs, distinct })
        };
        self.answers.duplicates.ask(&question, &self.wake, look);
        self.answers.duplicates.answer().cloned()
    }

    /// Pairs have been judged: they are looked for again.
    pub fn pairs_judged(&mut self) {
        self.answers.judgements += 1;
    }

    /// How far the search for duplicates is, 0 to 1; none while there is none.
    pub fn looking_for_duplicates(&self) -> Option<f32> {
        self.answers.duplicates.working().map(|(share, _)| share)
    }

    /// Whether table, profile or pages are being worked out.
    pub fn is_working_out(&self) -> bool {
        let answers = &self.answers;
        answers.table.working().is_some()
            || answers.profiles.working().is_some()
            || answers.pages.working().is_some()
            || answers.multiples.working().is_some()
            || answers.figures.working().is_some()
            || answers.colocations.working().is_some()
    }

    /// For how many seconds the rows of the table have been put in order; none where they are.
    pub fn is_ordering(&self) -> Option<f32> {
        self.answers.table.working().map(|(_, seconds)| seconds)
    }

    /// What the figure is drawn from, in a style; the last answer of the same catalogue meanwhile.
    pub fn figure(&mut self, style: &Style) -> Option<Arc<Worked>> {
        let document = self.history.document();
        let generation = self.catalogue.generation();
        // What is only moved or written needs no other numbers.
        let is_multiples = document.figure.template == Template::Multiples;
        let template = if is_multiples { Template::Multiples } else { Template::Map };
        let asked = Document {
            filter: document.filter.clone(),
            brush: document.brush.clone(),
            layers: document.layers.clone(),
            multiples: document.multiples.clone(),
            figure: Composition { template, ..Composition::default() },
            ..Document::default()
        };
        let key = (generation, asked, style.clone());
        let known: Vec<Arc<Numbers>> = self.answers.numbers.answer().into_iter().cloned().collect();
        let (catalogue, pack, question) = (self.catalogue.clone(), self.pack.clone(), key.clone());
        self.answers.figures.ask(&key, &self.wake, move |token| {
            Worked::new(&question.1, &question.2, &catalogue, &pack, &known, &|| token.is_cancelled())
        });
        self.answers.figures.answer_of(|key| key.0 == generation).cloned()
    }

    /// The rows of the table in their order, for the numbers in force; the last ones of the same catalogue meanwhile.
    pub fn table_rows(&mut self, numbers: &Numbers) -> Option<Arc<Vec<u32>>> {
        let choice = &self.history.document().table;
        let brushed = numbers.brushed.as_ref().filter(|_| choice.brushed_only);
        let brush = brushed.and(numbers.wanted.brush.clone());
        let key = (numbers.wanted.generation, numbers.wanted.filter.clone(), brush, choice.sort, choice.descending);
        let selection = brushed.map_or_else(|| numbers.selection.clone(), |b| b.rows.clone());
        let (catalogue, sort, descending) = (self.catalogue.clone(), choice.sort, choice.descending);
        let table = &mut self.answers.table;
        table.ask(&key, &self.wake, move |_| Some(table_file::ordered(&catalogue, &selection, sort, descending)));
        // Rows of another generation are not rows of this catalogue.
        table.answer_of(|key| key.0 == numbers.wanted.generation).cloned()
    }

    /// The rows that comparisons of tracks and districts rest on, as work for another thread.
    fn comparable(&self, numbers: &Arc<Numbers>) -> impl FnOnce() -> Arc<Selection> + Send + use<> {
        let (catalogue, numbers) = (self.catalogue.clone(), numbers.clone());
        move || {
            let filter = numbers.wanted.filter.comparable();
            if filter == numbers.wanted.filter { numbers.selection.clone() } else { filter.select(&catalogue).into() }
        }
    }

    /// The profile of the chosen district for the numbers in force; the last one of the same catalogue meanwhile.
    pub fn profile(&mut self, numbers: &Arc<Numbers>, language: Language) -> Option<Arc<Profile>> {
        let district = self.history.document().district?;
        let key = (numbers.wanted.generation, numbers.wanted.filter.comparable(), district, language);
        let (catalogue, pack, rows) = (self.catalogue.clone(), self.pack.clone(), self.comparable(numbers));
        self.answers.profiles.ask(&key, &self.wake, move |_| {
            let context = Context { catalogue: &catalogue, pack: &pack, selection: &rows(), language };
            Profile::district(&context, district).ok()
        });
        // Numbers of another generation, or of other boundaries, are not those of this map.
        self.answers.profiles.answer_of(|answered| answered.0 == key.0 && answered.2 == district).cloned()
    }

    /// A page of blocks for the numbers in force; the last one of the same page meanwhile.
    pub fn page(&mut self, page: Page, numbers: &Arc<Numbers>, language: Language) -> Option<Arc<Profile>> {
        if page == Page::Robustness {
            return self.robustness(self.track(), numbers, language);
        }
        let document = self.history.document();
        let (compared, multiples) = (document.compared.clone(), document.multiples.clone());
        let filter = numbers.wanted.filter.comparable();
        let key = (numbers.wanted.generation, filter, page, compared, multiples, language);
        let (catalogue, pack, rows, question) =
            (self.catalogue.clone(), self.pack.clone(), self.comparable(numbers), key.clone());
        self.answers.pages.ask(&key, &self.wake, move |token| {
            let context = Context { catalogue: &catalogue, pack: &pack, selection: &rows(), language };
            match page {
                Page::Map | Page::Figure | Page::Colocation | Page::Cases | Page::Robustness => None,
                Page::Multiples => {
                    let periods = question.4.periods.or_else(|| halves(&catalogue, context.selection));
                    Some(Profile::slices(&context, periods.filter(|_| question.4.by == MultiplesBy::Periods)?))
                }
                Page::Recommendations => Profile::recommendations(&context, &|| token.is_cancelled()),
                Page::Compare => Profile::comparison(&context, &question.3).ok(),
                Page::City => {
                    // The claims are about the city as it is, whatever is filtered.
                    let all = Selection::all(catalogue.len());
                    Some(Profile::city(&Context { selection: &all, ..context }))
                }
            }
        });
        self.answers.pages.answer_of(|answered| answered.2 == page && answered.0 == key.0).cloned()
    }

    /// Whether a conclusion about a track, by index, survives other cuts of space; that of the same track meanwhile.
    pub fn robustness(&mut self, track: usize, numbers: &Arc<Numbers>, language: Language) -> Option<Arc<Profile>> {
        let key = (numbers.wanted.generation, numbers.wanted.filter.comparable(), track, language);
        let (catalogue, pack, rows) = (self.catalogue.clone(), self.pack.clone(), self.comparable(numbers));
        let slot = &mut self.answers.robustness;
        slot.ask(&key, &self.wake, move |token| {
            let context = Context { catalogue: &catalogue, pack: &pack, selection: &rows(), language };
            Profile::robustness(&context, track, &|| token.is_cancelled())
        });
        slot.answer_of(|answered| answered.0 == key.0 && answered.2 == track).cloned()
    }

    /// The track that pages of one track are about, by index: the one chosen for them, else the first of the filter.
    pub fn track(&self) -> usize {
        let (document, taxonomy) = (self.history.document(), self.catalogue.taxonomy());
        let chosen = document.track.iter().chain(&document.filter.tracks);
        chosen.filter_map(|id| taxonomy.index_of(id)).next().unwrap_or(0)
    }

    /// The colocation quotients of all tracks for the numbers in force; the last ones meanwhile.
    pub fn colocations(&mut self, numbers: &Arc<Numbers>) -> Option<Arc<Colocations>> {
        let key = (numbers.wanted.generation, numbers.wanted.filter.comparable());
        let (catalogue, rows) = (self.catalogue.clone(), self.comparable(numbers));
        let slot = &mut self.answers.colocations;
        slot.ask(&key, &self.wake, move |token| {
            let rows = rows();
            let drawn = rows.iter().map(|row| catalogue.row(row)).filter_map(|r| Some((r.plane()?, r.tracks())));
            let (points, labels): (Vec<_>, Vec<_>) = drawn.unzip();
            let (permutations, seed) = gaps::PERMUTATIONS;
            let cancelled = || token.is_cancelled();
            let matrix = colocation_matrix(&points, &labels, gaps::NEIGHBOURS, permutations, seed, &cancelled);
            let with_q = matrix.map(|matrix| {
                let q = benjamini_hochberg(&matrix.p);
                (matrix, q)
            });
            (!token.is_cancelled()).then_some(Colocations(with_q))
        });
        slot.answer_of(|answered| answered.0 == key.0).cloned()
    }

    /// The enterprises that make the quotient of a pair of tracks, by id: what a click on the matrix lights up.
    pub fn pair_members(&self, numbers: &Arc<Numbers>, of: usize, towards: usize) -> Vec<i64> {
        let rows = self.comparable(numbers)();
        let drawn =
            rows.iter().map(|row| self.catalogue.row(row)).filter_map(|r| Some((r.id(), r.plane()?, r.tracks())));
        let (mut ids, mut points, mut labels) = (Vec::new(), Vec::new(), Vec::new());
        for (id, at, tracks) in drawn {
            ids.push(id);
            points.push(at);
            labels.push(tracks);
        }
        pair_members(&points, &labels, gaps::NEIGHBOURS, of, towards).into_iter().map(|i| ids[i]).collect()
    }

    /// The small maps that the document asks for; the last ones meanwhile. The answer is `None` where there are none.
    pub fn multiples(&mut self, numbers: &Arc<Numbers>) -> Option<Arc<Option<Multiples>>> {
        let wanted = self.history.document().multiples.clone();
        let density = numbers.wanted.density.clone();
        let key = (numbers.wanted.generation, numbers.wanted.filter.comparable(), wanted.clone(), density.clone());
        let (catalogue, pack, rows) = (self.catalogue.clone(), self.pack.clone(), self.comparable(numbers));
        let slot = &mut self.answers.multiples;
        slot.ask(&key, &self.wake, move |token| {
            let made = Multiples::new(&wanted, density.as_ref(), &catalogue, &rows(), &pack, &|| token.is_cancelled());
            (!token.is_cancelled()).then_some(made)
        });
        slot.answer_of(|answered| answered.0 == key.0).cloned()
    }

    /// What is known of addresses, by the catalogue as it is now; made at once where it is not known yet.
    pub fn gazetteer_now(&mut self) -> Arc<Gazetteer> {
        let generation = self.catalogue.generation();
        let known = self.answers.gazetteer.take().filter(|(of, _)| *of == generation);
        let make = || (generation, Arc::new(placing::gazetteer(&self.catalogue, &self.pack)));
        let made = known.unwrap_or_else(make);
        self.answers.gazetteer = Some(made.clone());
        made.1
    }

    /// The rows of the filter without a point, and what is proposed for each; the last list meanwhile.
    pub fn to_place(&mut self) -> Option<Arc<Vec<ToPlace>>> {
        let filter = self.history.document().filter.clone();
        let key = (self.catalogue.generation(), filter.clone());
        let (catalogue, pack) = (self.catalogue.clone(), self.pack.clone());
        let slot = &mut self.answers.to_place;
        slot.ask(&key, &self.wake, move |_| {
            let gazetteer = placing::gazetteer(&catalogue, &pack);
            Some(placing::to_place(&catalogue, &filter.select(&catalogue), &gazetteer, &pack))
        });
        slot.answer_of(|answered| answered.1 == key.1).cloned()
    }

    /// What batches made of an enterprise; `None` while it is read.
    pub fn row_history(&mut self, id: i64) -> Option<Arc<Result<Vec<RowChange>, StoreError>>> {
        let key = (self.catalogue.generation(), id);
        let path = self.path.clone()?;
        let slot = &mut self.answers.row_histories;
        slot.ask(&key, &self.wake, move |_| Some(Store::open_read(&path).and_then(|store| store.row_history(id))));
        slot.answer_of(|answered| *answered == key).cloned()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::{Duration, Instant};

    use super::*;
    use crate::catalogue::sample;

    #[test]
    fn a_profile_of_the_rows_before_an_import_is_not_shown_beside_the_numbers_after() {
        let document = Document { district: Some(Adcode(310_115)), ..Document::default() };
        let mut workspace = Workspace::new(document, Arc::new(|| {}));
        let mut answered = |generation: u64| {
            let rows = sample::catalogue().with_generation(generation).on(workspace.pack.projection);
            workspace.show(Path::new("c.gpkg"), Arc::new(rows));
            let begun = Instant::now();
            let mut at_once = None;
            while begun.elapsed() < Duration::from_secs(30) {
                let numbers = workspace.numbers(false);
                if let Some(numbers) = numbers {
                    let profile = workspace.profile(&numbers, Language::Zh);
                    let is_there = profile.is_some();
                    at_once.get_or_insert(profile);
                    if is_there {
                        break;
                    }
                }
                std::thread::sleep(Duration::from_millis(1));
            }
            at_once.flatten()
        };
        // The first look at new numbers begins the work on their profile: whatever is there at once is an older one.
        assert!(answered(1).is_none() && answered(2).is_none());
    }
}
