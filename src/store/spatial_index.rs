//! The R-tree of positions, kept by the store itself: row by row for small batches, written anew for big ones.
//!
//! The tree lies in three plain tables whose format SQLite documents (<https://www.sqlite.org/rtree.html>, section 6;
//! `rtree.c`): `_node(nodeno, data)`, `_rowid(rowid, nodeno)` and `_parent(nodeno, parentnode)`. A node is, big-endian,
//! its height (2 bytes, of the root only), its number of cells (2 bytes) and its cells: a 64-bit key, that of a row in
//! a leaf and of a node above, and four 32-bit floats `minx maxx miny maxy`, rounded outwards. The root is node 1.
//!
//! Written anew it is a packed Hilbert R-tree (Kamel and Faloutsos, «On packing R-trees», CIKM 1993): rows sorted along
//! a Hilbert curve, cut into leaves, leaves into the nodes above. Cost: one sort, and each node is written once.

use std::collections::BTreeSet;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Transaction, params};

use crate::geography::LonLat;

/// Bytes of a cell: the key and four coordinates.
const CELL_BYTES: usize = 24;
/// Bytes before the first cell.
const HEAD_BYTES: usize = 4;
/// Share of a node that is filled, so that rows added later do not split every node at once.
const FILL: f64 = 0.9;
/// The relative step of earlier versions of SQLite (`RNDTOWARDS` in `rtree.c`).
const FACTOR_STEP: f64 = 1.0 / 8_388_608.0;
/// The Hilbert curve runs through 2^16 × 2^16 squares.
const HILBERT_ORDER: u32 = 16;

/// A key and its bounds `[minx, maxx, miny, maxy]`, degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Cell {
    key: i64,
    bounds: [f32; 4],
}

impl Cell {
    fn point(key: i64, at: LonLat) -> Cell {
        Cell { key, bounds: [down(at.lon), up(at.lon), down(at.lat), up(at.lat)] }
    }

    fn around(key: i64, cells: &[Cell]) -> Cell {
        let mut bounds = [f32::INFINITY, f32::NEG_INFINITY, f32::INFINITY, f32::NEG_INFINITY];
        for cell in cells {
            bounds[0] = bounds[0].min(cell.bounds[0]);
            bounds[1] = bounds[1].max(cell.bounds[1]);
            bounds[2] = bounds[2].min(cell.bounds[2]);
            bounds[3] = bounds[3].max(cell.bounds[3]);
        }
        Cell { key, bounds }
    }
}

/// The greatest 32-bit float not above `x`, as `rtree.c` rounds.
fn down(x: f64) -> f32 {
    let near = x as f32;
    if f64::from(near) > x { near.next_down() } else { near }
}

/// The least 32-bit float not below `x`.
fn up(x: f64) -> f32 {
    let near = x as f32;
    if f64::from(near) < x { near.next_up() } else { near }
}

/// As `down`, by the rule of earlier versions of SQLite, which may have written the row: further away than need be.
fn down_by_factor(x: f64) -> f32 {
    if f64::from(x as f32) > x { (x - x.abs() * FACTOR_STEP) as f32 } else { x as f32 }
}

/// As `up`, likewise.
fn up_by_factor(x: f64) -> f32 {
    if f64::from(x as f32) < x { (x + x.abs() * FACTOR_STEP) as f32 } else { x as f32 }
}

/// Whether the bounds `[minx, maxx, miny, maxy]` are those of an entry of a point `[x, y]`, degrees.
pub fn is_entry_of([x, y]: [f64; 2], bounds: [f64; 4]) -> bool {
    let fits = |bound: f64, now: f32, earlier: f32| bound == f64::from(now) || bound == f64::from(earlier);
    [(x, bounds[0], bounds[1]), (y, bounds[2], bounds[3])]
        .into_iter()
        .all(|(v, low, high)| fits(low, down(v), down_by_factor(v)) && fits(high, up(v), up_by_factor(v)))
}

/// Changes to positions, gathered over a batch.
#[derive(Debug, Default)]
pub struct Moves {
    placed: Vec<Cell>,
    removed: BTreeSet<i64>,
    /// Ids removed as a run, first and last.
    removed_runs: Vec<(i64, i64)>,
}

impl Moves {
    /// The row is new, and at this place.
    pub fn insert(&mut self, id: i64, at: Option<LonLat>) {
        self.removed.remove(&id);
        self.placed.extend(at.map(|at| Cell::point(id, at)));
    }

    /// The row was at one place and now is at another, or at none.
    pub fn update(&mut self, id: i64, from: Option<LonLat>, to: Option<LonLat>) {
        match to {
            Some(at) if from != to => self.placed.push(Cell::point(id, at)),
            Some(_) => {}
            None => {
                self.removed.insert(id);
            }
        }
    }

    /// The row is gone.
    pub fn delete(&mut self, id: i64) {
        self.removed.insert(id);
    }

    /// All rows from `first` to `last` are gone.
    pub fn delete_between(&mut self, first: i64, last: i64) {
        match self.removed_runs.last_mut() {
            Some(run) if run.1 + 1 == first => run.1 = last,
            _ => self.removed_runs.push((first, last)),
        }
    }

    /// Writes the changes row by row.
    pub fn write(self, tx: &Transaction<'_>) -> rusqlite::Result<()> {
        let mut place = tx.prepare("INSERT OR REPLACE INTO rtree_enterprise_geom VALUES (?1, ?2, ?3, ?4, ?5)")?;
        for Cell { key, bounds: [minx, maxx, miny, maxy] } in self.placed {
            // A 32-bit float is the same as a 64-bit one, and is not rounded again.
            place.execute(params![key, f64::from(minx), f64::from(maxx), f64::from(miny), f64::from(maxy)])?;
        }
        let mut remove = tx.prepare("DELETE FROM rtree_enterprise_geom WHERE id = ?1")?;
        for id in self.removed {
            remove.execute([id])?;
        }
        for (first, last) in self.removed_runs {
            tx.execute(
                "DELETE FROM rtree_enterprise_geom WHERE id IN (SELECT rowid FROM rtree_enterprise_geom_rowid \
                 WHERE rowid BETWEEN ?1 AND ?2)",
                [first, last],
            )?;
        }
        Ok(())
    }

    /// Writes the whole tree anew, with the changes.
    pub fn write_anew(self, tx: &Transaction<'_>) -> rusqlite::Result<()> {
        let Moves { placed, removed, mut removed_runs } = self;
        removed_runs.sort_unstable();
        let mut cells = read(tx)?;
        if cells.is_empty() {
            cells = placed;
        } else {
            cells.extend(placed);
        }
        // Of two places of one row the later holds.
        if !cells.is_sorted_by(|a, b| a.key < b.key) {
            cells.sort_by_key(|c| c.key);
            cells.dedup_by(|later, earlier| {
                let is_same = later.key == earlier.key;
                if is_same {
                    *earlier = *later;
                }
                is_same
            });
        }
        let in_run = |id: i64| {
            let after = removed_runs.partition_point(|run| run.0 <= id);
            after.checked_sub(1).and_then(|i| removed_runs.get(i)).is_some_and(|run| id <= run.1)
        };
        cells.retain(|c| !removed.contains(&c.key) && !in_run(c.key));
        pack(tx, cells)
    }
}

/// The cells of all rows, in order of their keys.
fn read(connection: &Connection) -> rusqlite::Result<Vec<Cell>> {
    let mut statement = connection.prepare("SELECT id, minx, maxx, miny, maxy FROM rtree_enterprise_geom")?;
    let cells = statement.query_map([], |r| {
        let at = |i| r.get::<_, f64>(i).map(|x| x as f32);
        Ok(Cell { key: r.get(0)?, bounds: [at(1)?, at(2)?, at(3)?, at(4)?] })
    })?;
    let mut cells = cells.collect::<rusqlite::Result<Vec<_>>>()?;
    cells.sort_unstable_by_key(|c| c.key);
    Ok(cells)
}

/// Replaces the tree by a packed one of these cells.
fn pack(tx: &Transaction<'_>, cells: Vec<Cell>) -> rusqlite::Result<()> {
    let node_bytes: usize = tx
        .query_row("SELECT length(data) FROM rtree_enterprise_geom_node WHERE nodeno = 1", [], |r| r.get::<_, i64>(0))?
        .try_into()
        .unwrap_or(0);
    let room = node_bytes.saturating_sub(HEAD_BYTES) / CELL_BYTES;
    let fill = ((room as f64 * FILL) as usize).max(2);
    tx.execute_batch(
        "DELETE FROM rtree_enterprise_geom_node; DELETE FROM rtree_enterprise_geom_rowid; \
         DELETE FROM rtree_enterprise_geom_parent;",
    )?;
    let mut nodes = Nodes::new(tx, node_bytes)?;
    let mut homes: Vec<(i64, i64)> = Vec::with_capacity(cells.len());
    let (mut level, mut height) = (cells, 0);
    if level.len() > room {
        level = leaves(&level, fill, &mut nodes, &mut homes)?;
        height = 1;
    }
    while level.len() > room {
        let mut above = Vec::with_capacity(level.len() / fill + 1);
        for piece in evenly(level.len(), fill) {
            let children = level.get(piece).unwrap_or_default();
            let node = nodes.append(children)?;
            nodes.adopt(children, node)?;
            above.push(Cell::around(node, children));
        }
        (level, height) = (above, height + 1);
    }
    nodes.root(&level, height)?;
    match height {
        0 => homes.extend(level.iter().map(|c| (c.key, 1))),
        _ => nodes.adopt(&level, 1)?,
    }
    homes.sort_unstable();
    let mut home = tx.prepare("INSERT INTO rtree_enterprise_geom_rowid (rowid, nodeno) VALUES (?1, ?2)")?;
    for (row, node) in homes {
        home.execute([row, node])?;
    }
    Ok(())
}

/// Writes the leaves along the curve; the cells around them, and the leaf of each row.
fn leaves(
    cells: &[Cell],
    fill: usize,
    nodes: &mut Nodes<'_>,
    homes: &mut Vec<(i64, i64)>,
) -> rusqlite::Result<Vec<Cell>> {
    let whole = Cell::around(0, cells);
    let mut order: Vec<(u32, u32)> = cells.iter().map(|c| hilbert_of(c, &whole)).zip(0..).collect();
    order.sort_unstable();
    let mut above = Vec::with_capacity(cells.len() / fill + 1);
    let mut leaf = Vec::with_capacity(fill);
    for piece in evenly(cells.len(), fill) {
        leaf.clear();
        leaf.extend(order.get(piece).unwrap_or_default().iter().map(|(_, at)| cells[*at as usize]));
        let node = nodes.append(&leaf)?;
        homes.extend(leaf.iter().map(|c| (c.key, node)));
        above.push(Cell::around(node, &leaf));
    }
    Ok(above)
}

/// Cuts so many into as few pieces of at most `most` as there can be, of nearly one size.
fn evenly(all: usize, most: usize) -> impl Iterator<Item = std::ops::Range<usize>> {
    let pieces = all.div_ceil(most);
    (0..pieces).map(move |k| k * all / pieces..(k + 1) * all / pieces)
}

/// Where the middle of a cell comes on the curve through the bounds of all.
fn hilbert_of(cell: &Cell, whole: &Cell) -> u32 {
    let squares = ((1u32 << HILBERT_ORDER) - 1) as f32;
    let share = |low: f32, high: f32, from: f32, to: f32| {
        let span = to - from;
        if span > 0.0 { (((low + high) / 2.0 - from) / span * squares) as u32 } else { 0 }
    };
    let ([a, b, c, d], [minx, maxx, miny, maxy]) = (cell.bounds, whole.bounds);
    hilbert(share(a, b, minx, maxx), share(c, d, miny, maxy))
}

/// The place of a square on the Hilbert curve (Warren, «Hacker's Delight», 2nd ed., section 16-1).
fn hilbert(mut x: u32, mut y: u32) -> u32 {
    let most = (1u32 << HILBERT_ORDER) - 1;
    (x, y) = (x.min(most), y.min(most));
    let mut place = 0;
    for bit in (0..HILBERT_ORDER).rev() {
        let (right, upper) = (x >> bit & 1, y >> bit & 1);
        place = place << 2 | ((3 * right) ^ upper);
        if upper == 0 {
            if right == 1 {
                (x, y) = (!x & most, !y & most);
            }
            (x, y) = (y, x);
        }
    }
    place
}

/// Writes nodes in order of their numbers.
struct Nodes<'t> {
    node: rusqlite::Statement<'t>,
    parent: rusqlite::Statement<'t>,
    data: Vec<u8>,
    bytes: usize,
    next: i64,
}

impl<'t> Nodes<'t> {
    fn new(tx: &'t Transaction<'_>, bytes: usize) -> rusqlite::Result<Nodes<'t>> {
        Ok(Nodes {
            node: tx.prepare("INSERT INTO rtree_enterprise_geom_node (nodeno, data) VALUES (?1, ?2)")?,
            parent: tx.prepare("INSERT INTO rtree_enterprise_geom_parent (nodeno, parentnode) VALUES (?1, ?2)")?,
            data: Vec::with_capacity(bytes),
            bytes,
            next: 2,
        })
    }

    fn append(&mut self, cells: &[Cell]) -> rusqlite::Result<i64> {
        let number = self.next;
        self.next += 1;
        self.write(number, cells, 0)?;
        Ok(number)
    }

    fn root(&mut self, cells: &[Cell], height: u16) -> rusqlite::Result<()> {
        self.write(1, cells, height)
    }

    fn write(&mut self, number: i64, cells: &[Cell], height: u16) -> rusqlite::Result<()> {
        self.data.clear();
        self.data.extend_from_slice(&height.to_be_bytes());
        self.data.extend_from_slice(&(cells.len() as u16).to_be_bytes());
        for cell in cells {
            self.data.extend_from_slice(&cell.key.to_be_bytes());
            cell.bounds.iter().for_each(|x| self.data.extend_from_slice(&x.to_be_bytes()));
        }
        self.data.resize(self.bytes, 0);
        self.node.execute(params![number, ToSqlOutput::Borrowed(ValueRef::Blob(&self.data))]).map(|_| ())
    }

    fn adopt(&mut self, children: &[Cell], parent: i64) -> rusqlite::Result<()> {
        children.iter().try_for_each(|child| self.parent.execute([child.key, parent]).map(|_| ()))
    }
}

/// Bounds `[minx, maxx, miny, maxy]` of all positions, as the root says them; none where there is no position.
pub fn bounds(connection: &Connection) -> rusqlite::Result<Option<[f64; 4]>> {
    let read = |r: &rusqlite::Row<'_>| r.get::<_, Vec<u8>>(0);
    let root = connection.query_row("SELECT data FROM rtree_enterprise_geom_node WHERE nodeno = 1", [], read)?;
    let count = root.get(2..4).and_then(|b| b.try_into().ok()).map_or(0, u16::from_be_bytes);
    let cells = root.get(HEAD_BYTES..).unwrap_or_default().chunks_exact(CELL_BYTES).take(usize::from(count));
    let cells: Vec<Cell> = cells
        .map(|cell| {
            let number = |i: usize| cell.get(i..i + 4).and_then(|b| b.try_into().ok()).map_or(0.0, f32::from_be_bytes);
            Cell { key: 0, bounds: [number(8), number(12), number(16), number(20)] }
        })
        .collect();
    Ok((!cells.is_empty()).then(|| Cell::around(0, &cells).bounds.map(f64::from)))
}

#[cfg(test)]
#[path = "tests/spatial_index.rs"]
mod tests;
