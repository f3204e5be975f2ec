//! How wide the columns of a table are: as its cells want it, and where that is too much, the widest give way first.

use super::Grid;
use crate::scene::text::{Face, width_pt};

/// Room left and right of the words of a cell, points.
pub const CELL_PADDING_PT: f64 = 4.0;

/// The widths of the columns in points, together `total_pt`, for text of a size.
pub fn widths_pt(grid: &Grid, total_pt: f64, size_pt: f32) -> Vec<f64> {
    let size = f64::from(size_pt);
    let wide = |text: &str, face: Face| {
        text.lines().map(|line| f64::from(width_pt(line, size_pt, face))).fold(0.0, f64::max) + 2.0 * CELL_PADDING_PT
    };
    let wanted: Vec<f64> = (grid.columns.iter().enumerate())
        .map(|(i, column)| {
            // A header may break, a number may not.
            let head = wide(&column.name, Face::Bold).min(size * 5.0 + 2.0 * CELL_PADDING_PT);
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
    let least = |w: f64| w.min(size * 4.0 + 2.0 * CELL_PADDING_PT);
    let (mut low, mut high) = (0.0, total_pt);
    let at = |cap: f64| wanted.iter().map(|w| w.min(cap).max(least(*w))).collect::<Vec<f64>>();
    for _ in 0..50 {
        let cap = (low + high) / 2.0;
        if at(cap).iter().sum::<f64>() > total_pt { high = cap } else { low = cap }
    }
    let widths = at(low);
    let scale = total_pt / widths.iter().sum::<f64>();
    widths.into_iter().map(|w| w * scale).collect()
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
