//! Practice cases in the file.

use rusqlite::{Connection, Transaction, params};

use super::{Store, StoreError, row, seal};
use crate::catalogue::{CaseChange, PracticeCase};

impl Store {
    /// All practice cases in order of id.
    ///
    /// # Errors
    /// Those of the database.
    pub fn cases(&self) -> Result<Vec<PracticeCase>, StoreError> {
        read_cases(&self.connection).map_err(|e| self.database(e))
    }

    /// Makes changes to practice cases in one transaction; the changes as made, new cases with their ids.
    ///
    /// # Errors
    /// [`StoreError::CaseChanged`] where a case is not as `before` says any more; those of the database.
    pub fn change_cases(&mut self, changes: &[CaseChange]) -> Result<Vec<CaseChange>, StoreError> {
        let path = self.path.clone();
        let database = |e| StoreError::database(&path, e);
        let tx = self.begin()?;
        let known = read_cases(&tx).map_err(database)?;
        let mut made = Vec::with_capacity(changes.len());
        for change in changes {
            if let Some(before) = &change.before
                && !known.contains(before)
            {
                return Err(StoreError::CaseChanged { title: before.title.clone() });
            }
            made.push(write(&tx, change).map_err(database)?);
        }
        tx.execute(
            "UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ','now') \
             WHERE table_name IN ('practice_case', 'practice_case_enterprise')",
            [],
        )
        .and_then(|_| seal::renew(&tx, &["practice_case", "practice_case_enterprise", "gpkg_contents"]))
        .map_err(database)?;
        tx.commit().map_err(database)?;
        Ok(made)
    }
}

fn read_cases(connection: &Connection) -> rusqlite::Result<Vec<PracticeCase>> {
    let mut statement =
        connection.prepare("SELECT id, title, institution, track, year, source FROM practice_case ORDER BY id")?;
    let cases = statement.query_map([], |r| {
        Ok(PracticeCase {
            id: r.get(0)?,
            title: row::text(r, 1)?,
            institution: row::text(r, 2)?,
            track: row::text(r, 3)?,
            year: row::number(r, 4)?.map(|y| y as i32),
            source: row::text(r, 5)?,
            enterprises: Vec::new(),
        })
    })?;
    let mut cases = cases.collect::<rusqlite::Result<Vec<_>>>()?;
    let mut statement = connection
        .prepare("SELECT DISTINCT case_id, enterprise_id FROM practice_case_enterprise ORDER BY enterprise_id")?;
    let mut links = statement.query([])?;
    while let Some(r) = links.next()? {
        let (case, enterprise): (i64, i64) = (r.get(0)?, r.get(1)?);
        if let Ok(at) = cases.binary_search_by_key(&case, |c| c.id) {
            cases[at].enterprises.push(enterprise);
        }
    }
    Ok(cases)
}

fn write(tx: &Transaction<'_>, change: &CaseChange) -> rusqlite::Result<CaseChange> {
    if let Some(before) = &change.before {
        tx.execute("DELETE FROM practice_case_enterprise WHERE case_id = ?1", [before.id])?;
        tx.execute("DELETE FROM practice_case WHERE id = ?1", [before.id])?;
    }
    let Some(after) = &change.after else { return Ok(change.clone()) };
    let mut after = after.clone();
    after.enterprises.sort_unstable();
    after.enterprises.dedup();
    // A case that comes back keeps its id.
    let id = change.before.as_ref().map_or(after.id, |b| b.id);
    tx.execute(
        "INSERT INTO practice_case (id, title, institution, track, year, source) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![(id != 0).then_some(id), after.title, after.institution, after.track, after.year, after.source],
    )?;
    after.id = tx.last_insert_rowid();
    for enterprise in &after.enterprises {
        tx.execute(
            "INSERT INTO practice_case_enterprise (case_id, enterprise_id) VALUES (?1, ?2)",
            [after.id, *enterprise],
        )?;
    }
    Ok(CaseChange { before: change.before.clone(), after: Some(after) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{Taxonomy, sample};

    fn store(folder: &tempfile::TempDir) -> Store {
        Store::create_with(&folder.path().join("c.gpkg"), &Taxonomy::bundled(), &sample()).expect("created")
    }

    fn case(title: &str) -> PracticeCase {
        PracticeCase {
            title: title.into(),
            institution: "某银行".into(),
            track: "ai-llm".into(),
            year: Some(2024),
            source: "年报".into(),
            enterprises: vec![7, 3, 7],
            ..PracticeCase::default()
        }
    }

    #[test]
    fn cases_come_change_and_come_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = store(&folder);
        assert_eq!(store.cases().expect("none yet"), []);
        let made = store.change_cases(&[CaseChange { before: None, after: Some(case("甲")) }]).expect("made");
        let first = made[0].after.clone().expect("there");
        assert_eq!((first.id, &first.enterprises[..]), (1, [3, 7].as_slice()));
        assert_eq!(store.cases().expect("read"), std::slice::from_ref(&first));
        let next = PracticeCase { title: "乙".into(), enterprises: vec![], ..first.clone() };
        let change = CaseChange { before: Some(first.clone()), after: Some(next.clone()) };
        store.change_cases(std::slice::from_ref(&change)).expect("changed");
        assert_eq!(store.cases().expect("read"), [next]);
        // Another program was faster: nothing is lost.
        assert!(matches!(store.change_cases(std::slice::from_ref(&change)), Err(StoreError::CaseChanged { .. })));
        store.change_cases(&[change.reversed()]).expect("back");
        assert_eq!(store.cases().expect("read"), std::slice::from_ref(&first));
        let gone = CaseChange { before: Some(first.clone()), after: None };
        let made = store.change_cases(&[gone]).expect("gone").remove(0);
        assert_eq!(store.cases().expect("read"), []);
        store.change_cases(&[made.reversed()]).expect("back again");
        assert_eq!(store.cases().expect("read"), [first], "with its id");
        assert_eq!(Store::check(store.path()).expect("checks"), []);
    }
}
