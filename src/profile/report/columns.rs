//! How wide the columns of a table are: as its cells want it, and where that is too much, the widest give way first.

use super::Grid;
use crate::scene::text::{Face, width_pt, wrap};

/// Room left and right of the words of a cell, points.
pub const CELL_PADDING_PT: f64 = 4.0;
/// Tables of no more lines stay on one page.
const SMALL_LINES: usize = 14;

/// The widths of the columns in points, together `total_pt`, for text of a size.
pub fn widths_pt(grid: &Grid, total_pt: f64, size_pt: f32) -> Vec<f64> {
    let size = f64::from(size_pt);
    let wide = |text: &str, face: Face| {
        text.lines().map(|line| f64::from(width_pt(line, size_pt, face))).fold(0.0, f64::max) + 2.0 * CELL_PADDING_PT
    };
    // A word of Latin letters is not cut, unless it is an address.
    let word = |text: &str, face: Face| {
        let words = text.split(|c: char| c.is_whitespace() || !c.is_ascii());
        words.map(|word| wide(word, face)).filter(|w| *w <= size * 9.0).fold(0.0, f64::max)
    };
    let words: Vec<f64> = (grid.columns.iter().enumerate())
        .map(|(i, column)| {
            let cells = grid.rows.iter().filter_map(|row| row.get(i)).map(|cell| word(cell, Face::Regular));
            cells.fold(word(&column.name, Face::Bold), f64::max)
        })
        .collect();
    let wanted: Vec<f64> = (grid.columns.iter().enumerate())
        .map(|(i, column)| {
            // A header may break, a number may not.
            let head = wide(&column.name, Face::Bold).min(size * 5.0 + 2.0 * CELL_PADDING_PT).max(words[i]);
            grid.rows.iter().filter_map(|row| row.get(i)).map(|cell| wide(cell, Face::Regular)).fold(head, f64::max)
        })
        .collect();
    let sum: f64 = wanted.iter().sum();
    if sum <= 0.0 {
        return wanted;
    }
    if sum <= total_pt {
        // Words spread; numbers stay near what they count.
        let roomy = |i: usize| if grid.columns[i].numeric { 0.5 } else { 1.0 } * wanted[i];
        let all: f64 = (0..wanted.len()).map(roomy).sum();
        return (0..wanted.len()).map(|i| wanted[i] + (total_pt - sum) * roomy(i) / all).collect();
    }
    let least = |i: usize| wanted[i].min((size * 4.0 + 2.0 * CELL_PADDING_PT).max(words[i]));
    let (mut low, mut high) = (0.0, total_pt);
    let at = |cap: f64| wanted.iter().enumerate().map(|(i, w)| w.min(cap).max(least(i))).collect::<Vec<f64>>();
    for _ in 0..50 {
        let cap = (low + high) / 2.0;
        if at(cap).iter().sum::<f64>() > total_pt { high = cap } else { low = cap }
    }
    // Those that give way share what is left by how much they usually hold, none less than half an equal share.
    let mut widths = at(low);
    let gives_way: Vec<usize> = (0..wanted.len()).filter(|i| wanted[*i] > widths[*i] + 0.01).collect();
    let left: f64 = gives_way.iter().map(|i| widths[*i]).sum();
    let usual = |i: usize| {
        let cells = grid.rows.iter().filter_map(|row| row.get(i)).map(|cell| wide(cell, Face::Regular));
        // The root: a column of twice the words breaks its lines more often, instead of taking twice the room.
        (cells.sum::<f64>() / grid.rows.len().max(1) as f64).sqrt()
    };
    let all: f64 = gives_way.iter().map(|i| usual(*i)).sum();
    let even = left / gives_way.len().max(1) as f64;
    for i in &gives_way {
        widths[*i] = least(*i).max(0.5 * even).max(left * usual(*i) / all.max(1.0)).min(wanted[*i]);
    }
    let scale = total_pt / widths.iter().sum::<f64>();
    widths.into_iter().map(|w| w * scale).collect()
}

/// Whether a table of these widths is so small that it stays on one page.
pub fn stays_whole(grid: &Grid, widths_pt: &[f64], size_pt: f32) -> bool {
    let lines = |cell: &String, width: &f64| {
        wrap(cell, (width - 2.0 * CELL_PADDING_PT) as f32 + 0.05, size_pt, Face::Regular).len()
    };
    let tall = |row: &Vec<String>| row.iter().zip(widths_pt).map(|(c, w)| lines(c, w)).max().unwrap_or(1);
    grid.rows.len() <= SMALL_LINES && grid.rows.iter().map(tall).sum::<usize>() <= SMALL_LINES
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Column;

    #[test]
    fn columns_fill_the_width_and_the_widest_gives_way() {
        let column = |name: &str, numeric| Column { name: name.into(), numeric };
        let columns = vec![column("项目", false), column("家", true), column("说明", false)];
        let short = vec!["甲".to_owned(), "12".to_owned(), "乙".to_owned()];
        let long = vec!["甲".to_owned(), "12".to_owned(), "很长的说明文字".repeat(20)];
        for rows in [vec![short.clone()], vec![short, long]] {
            let widths = widths_pt(&Grid { columns: columns.clone(), rows }, 440.0, 9.0);
            assert!((widths.iter().sum::<f64>() - 440.0).abs() < 1e-6, "{widths:?}");
            assert!(widths[1] < widths[2] && widths[1] >= 9.0 + 2.0 * CELL_PADDING_PT, "{widths:?}");
        }
    }
}
