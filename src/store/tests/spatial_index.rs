//! The packed R-tree against looking at every row.

use proptest::prelude::*;

use super::*;

fn tree() -> Connection {
    let connection = Connection::open_in_memory().expect("opens");
    connection
        .execute_batch("CREATE VIRTUAL TABLE rtree_enterprise_geom USING rtree(id, minx, maxx, miny, maxy)")
        .expect("made");
    connection
}

fn sound(connection: &Connection) {
    let sql = "SELECT rtreecheck('rtree_enterprise_geom')";
    assert_eq!(connection.query_row(sql, [], |r| r.get::<_, String>(0)).expect("checked"), "ok");
}

/// Keys whose cells meet the window `[minx, maxx, miny, maxy]`.
fn within(connection: &Connection, window: [f64; 4]) -> Vec<i64> {
    let sql = "SELECT id FROM rtree_enterprise_geom WHERE maxx >= ?1 AND minx <= ?2 AND maxy >= ?3 AND miny <= ?4 \
               ORDER BY id";
    let mut statement = connection.prepare(sql).expect("prepared");
    let ids = statement.query_map(window, |r| r.get(0)).expect("queried");
    ids.collect::<rusqlite::Result<_>>().expect("read")
}

fn by_hand(cells: &[Cell], [minx, maxx, miny, maxy]: [f64; 4]) -> Vec<i64> {
    let meets = |c: &&Cell| {
        let [a, b, c, d] = c.bounds.map(f64::from);
        b >= minx && a <= maxx && d >= miny && c <= maxy
    };
    let mut keys: Vec<i64> = cells.iter().filter(meets).map(|c| c.key).collect();
    keys.sort_unstable();
    keys
}

#[test]
fn the_curve_steps_to_a_neighbour() {
    let mut places: Vec<(u32, u32, u32)> = (0..64).flat_map(|x| (0..64).map(move |y| (hilbert(x, y), x, y))).collect();
    places.sort_unstable();
    assert!(places.windows(2).all(|w| w[0].1.abs_diff(w[1].1) + w[0].2.abs_diff(w[1].2) == 1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn a_packed_tree_answers_as_looking_at_every_row(
        places in prop::collection::vec((-180.0..180.0f64, -90.0..90.0f64), 0..4000),
        windows in prop::collection::vec((-180.0..180.0f64, 0.0..90.0f64, -90.0..90.0f64, 0.0..40.0f64), 8),
    ) {
        let mut connection = tree();
        let cells: Vec<Cell> =
            (1..).zip(&places).map(|(key, (lon, lat))| Cell::point(key * 3, LonLat::new(*lon, *lat))).collect();
        let mut moves = Moves::default();
        places.iter().zip(1..).for_each(|((lon, lat), key)| moves.insert(key * 3, Some(LonLat::new(*lon, *lat))));
        let tx = connection.transaction().expect("begun");
        moves.write_anew(&tx).expect("packed");
        tx.commit().expect("committed");
        sound(&connection);
        let windows: Vec<[f64; 4]> = windows.iter().map(|(x, w, y, h)| [*x, x + w, *y, y + h]).collect();
        for window in &windows {
            prop_assert_eq!(within(&connection, *window), by_hand(&cells, *window));
        }
        let whole = bounds(&connection).expect("read").map(|b| b.map(|x| x as f32));
        prop_assert_eq!(whole, (!cells.is_empty()).then(|| Cell::around(0, &cells).bounds));
        // Others go on adding and removing row by row, and a second packing takes it from there.
        connection.execute_batch(
            "INSERT INTO rtree_enterprise_geom SELECT id + 1, minx, maxx, miny, maxy FROM rtree_enterprise_geom \
             WHERE id % 7 = 0; DELETE FROM rtree_enterprise_geom WHERE id % 5 = 0;",
        ).expect("changed");
        sound(&connection);
        let copies = cells.iter().filter(|c| c.key % 7 == 0).map(|c| Cell { key: c.key + 1, ..*c });
        let mut cells: Vec<Cell> = cells.iter().copied().chain(copies).filter(|c| c.key % 5 != 0).collect();
        for round in 0..2 {
            for window in &windows {
                prop_assert_eq!(within(&connection, *window), by_hand(&cells, *window), "round {}", round);
            }
            let mut moves = Moves::default();
            moves.delete_between(0, 100);
            moves.update(3000, None, Some(LonLat::new(1.0, 1.0)));
            moves.update(3000, Some(LonLat::new(1.0, 1.0)), Some(LonLat::new(2.0, 2.0)));
            let tx = connection.transaction().expect("begun");
            if round == 0 { moves.write(&tx).expect("written") } else { moves.write_anew(&tx).expect("packed") }
            tx.commit().expect("committed");
            sound(&connection);
            cells.retain(|c| c.key > 100 && c.key != 3000);
            cells.push(Cell::point(3000, LonLat::new(2.0, 2.0)));
        }
    }
}

#[test]
fn an_entry_is_told_whoever_rounded_it_and_so_is_a_changed_bit() {
    let tree = tree();
    let points = [[121.4737, 31.2304], [-0.1278, 51.5], [121.5, 31.25], [0.0, -33.123_456_789]];
    for (id, [x, y]) in (0i64..).zip(points) {
        tree.execute("INSERT INTO rtree_enterprise_geom VALUES (?1, ?2, ?2, ?3, ?3)", params![id, x, y]).expect("set");
        let read = "SELECT minx, maxx, miny, maxy FROM rtree_enterprise_geom WHERE id = ?1";
        let bounds = |r: &rusqlite::Row<'_>| Ok([r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?]);
        let theirs: [f64; 4] = tree.query_row(read, [id], bounds).expect("is there");
        let ours = Cell::point(id, LonLat::new(x, y)).bounds;
        let earlier = [down_by_factor(x), up_by_factor(x), down_by_factor(y), up_by_factor(y)];
        assert!(is_entry_of([x, y], earlier.map(f64::from)), "{x} {y}");
        assert!(is_entry_of([x, y], theirs) && is_entry_of([x, y], ours.map(f64::from)), "{x} {y}");
        for (axis, bit) in (0..4).flat_map(|axis| (0..32).map(move |bit| (axis, bit))) {
            let mut hurt = ours;
            hurt[axis] = f32::from_bits(hurt[axis].to_bits() ^ (1 << bit));
            // Nought has two signs, and what is one rounding may be the other's.
            let is_same = hurt == ours || hurt[axis] == earlier[axis];
            assert!(is_same || !is_entry_of([x, y], hurt.map(f64::from)), "{x} {y}, bound {axis}, bit {bit}");
        }
    }
}
