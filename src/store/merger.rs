//! Rows that become one: what happens to the practice cases of those that go, and the way back.
//!
//! A case that names a row that goes names the one that stands for it. `batch_row` keeps which cases did: `7` where the
//! link went over, `9+` where the case had named both, so that one link was enough. Undone, the links go back as far as
//! they are still there; done again, what names the row by then goes over.

use rusqlite::{Row, Transaction};

use super::write::{Writer, is_same};
use super::{StoreError, row, seal};
use crate::catalogue::{Enterprise, Merger};

/// A row that became one with another.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Merged {
    /// The row that stands for it.
    pub successor: i64,
    /// The practice cases that went over, as `batch_row` keeps them.
    pub cases: String,
}

impl Merged {
    /// From the two cells of a row of `batch_row`, of which the first is number `at`; none where it is of no merger.
    pub fn read(r: &Row<'_>, at: usize) -> rusqlite::Result<Option<Merged>> {
        let Some(successor) = r.get::<_, Option<i64>>(at)? else { return Ok(None) };
        Ok(Some(Merged { successor, cases: row::text(r, at + 1)? }))
    }

    /// Makes the practice cases of a row those of its successor.
    pub fn make(tx: &Transaction<'_>, id: i64, successor: i64) -> rusqlite::Result<Merged> {
        let sql = "SELECT DISTINCT case_id FROM practice_case_enterprise WHERE enterprise_id = ?1 ORDER BY case_id";
        let mut statement = tx.prepare_cached(sql)?;
        let of_row = statement.query_map([id], |r| r.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
        let mut cases = Vec::with_capacity(of_row.len());
        for case in of_row {
            let names_both = names(tx, case, successor)?;
            tx.execute("DELETE FROM practice_case_enterprise WHERE case_id = ?1 AND enterprise_id = ?2", [case, id])?;
            if !names_both {
                link(tx, case, successor)?;
            }
            cases.push(format!("{case}{}", if names_both { "+" } else { "" }));
        }
        Ok(Merged { successor, cases: cases.join(",") })
    }

    /// Gives a row its practice cases back, as far as they still name its successor; what to keep of that.
    pub fn taken_back(&self, tx: &Transaction<'_>, id: i64) -> rusqlite::Result<Merged> {
        for case in self.cases.split(',') {
            let (number, names_both) = match case.strip_suffix('+') {
                Some(number) => (number, true),
                None => (case, false),
            };
            // What a stranger's hand wrote there is no case of ours.
            let Ok(case) = number.parse::<i64>() else { continue };
            if !names(tx, case, self.successor)? || names(tx, case, id)? {
                continue;
            }
            if !names_both {
                let sql = "DELETE FROM practice_case_enterprise WHERE case_id = ?1 AND enterprise_id = ?2";
                tx.execute(sql, [case, self.successor])?;
            }
            link(tx, case, id)?;
        }
        Ok(Merged { successor: self.successor, cases: String::new() })
    }
}

fn names(tx: &Transaction<'_>, case: i64, enterprise: i64) -> rusqlite::Result<bool> {
    let sql = "SELECT 1 FROM practice_case_enterprise WHERE case_id = ?1 AND enterprise_id = ?2";
    tx.prepare_cached(sql)?.exists([case, enterprise])
}

fn link(tx: &Transaction<'_>, case: i64, enterprise: i64) -> rusqlite::Result<()> {
    let sql = "INSERT INTO practice_case_enterprise (case_id, enterprise_id) VALUES (?1, ?2)";
    tx.execute(sql, [case, enterprise]).map(|_| ())
}

/// Seals the links of cases after mergers.
pub(super) fn seal_links(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    tx.execute(
        "UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ','now') \
         WHERE table_name = 'practice_case_enterprise'",
        [],
    )?;
    seal::renew(tx, &["practice_case_enterprise", "gpkg_contents"])
}

impl Writer<'_> {
    /// Makes rows one. All are looked at before one is touched.
    ///
    /// # Errors
    /// [`StoreError::FoundDistinct`] where somebody has found two of them to be two enterprises;
    /// [`StoreError::RowChanged`] where one is not as it was when the merger was thought out; those of the database.
    pub(super) fn unite(&mut self, merger: Merger) -> Result<(), StoreError> {
        let Merger { kept, mut after, gone } = merger;
        for row in &gone {
            self.refuse_distinct([kept.id, row.id])?;
        }
        let (now, hash) = self.as_it_was(&kept)?;
        let going = gone.iter().map(|row| self.as_it_was(row)).collect::<Result<Vec<_>, _>>()?;
        for row in std::iter::once(&now).chain(going.iter().map(|(row, _)| row)) {
            self.keep_unknown_tracks(row, &mut after);
        }
        self.update(&now, &hash, &mut after)?;
        going.iter().try_for_each(|(row, hash)| self.replace(row, hash, kept.id))
    }

    fn refuse_distinct(&self, [a, b]: [i64; 2]) -> Result<(), StoreError> {
        let sql = "SELECT 1 FROM distinct_pair WHERE earlier = ?1 AND later = ?2";
        let is_distinct = self.tx.prepare_cached(sql).and_then(|mut s| s.exists([a.min(b), a.max(b)]));
        match is_distinct.map_err(|e| self.database(e))? {
            true => Err(StoreError::FoundDistinct { ids: [a, b] }),
            false => Ok(()),
        }
    }

    fn as_it_was(&self, row: &Enterprise) -> Result<(Enterprise, String), StoreError> {
        let found = self.get(row.id)?.filter(|(now, _)| is_same(row, &self.known(now)));
        found.ok_or_else(|| StoreError::RowChanged { name_zh: row.name_zh.clone() })
    }
}
