//! Where a part that is moved comes to rest: on the edges and middles of the page, its margins and the other parts.

use crate::scene::Rect;

/// A line that a part has come to rest on, points of the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guide {
    /// Whether it runs down the page.
    pub is_vertical: bool,
    /// Where it crosses the other direction.
    pub at: f64,
}

/// Which sides of a part follow the hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grip {
    /// All: it is moved.
    Whole,
    /// Its lower right corner: it is made larger or smaller.
    Corner,
}

/// The part where it comes to rest within `reach_pt` of where the hand has it, and the lines it rests on.
pub fn snapped(
    hand: Rect,
    grip: Grip,
    others: &[Rect],
    page_pt: [f64; 2],
    margin_pt: f64,
    reach_pt: f64,
) -> (Rect, Vec<Guide>) {
    let mut rect = hand;
    let mut guides = Vec::new();
    for (k, side) in page_pt.into_iter().enumerate() {
        let mut lines = vec![0.0, margin_pt, side / 2.0, side - margin_pt, side];
        lines.extend(others.iter().flat_map(|r| [r.min[k], (r.min[k] + r.max[k]) / 2.0, r.max[k]]));
        let own: Vec<f64> = match grip {
            Grip::Whole => vec![hand.min[k], (hand.min[k] + hand.max[k]) / 2.0, hand.max[k]],
            Grip::Corner => vec![hand.max[k]],
        };
        let pairs = own.iter().flat_map(|o| lines.iter().map(move |l| (l - o, *l)));
        let nearest = pairs.min_by(|a, b| a.0.abs().total_cmp(&b.0.abs()));
        let Some((shift, at)) = nearest.filter(|(shift, _)| shift.abs() <= reach_pt) else { continue };
        rect.max[k] += shift;
        if grip == Grip::Whole {
            rect.min[k] += shift;
        }
        guides.push(Guide { is_vertical: k == 0, at });
    }
    (rect, guides)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_rests_on_the_nearest_line_and_keeps_its_size_when_moved() {
        let other = Rect::at([100.0, 50.0], [40.0, 20.0]);
        let hand = Rect::at([102.0, 200.0], [30.0, 10.0]);
        let (rect, guides) = snapped(hand, Grip::Whole, &[other], [400.0, 300.0], 20.0, 4.0);
        assert_eq!(rect, Rect::at([100.0, 200.0], [30.0, 10.0]));
        assert_eq!(guides, [Guide { is_vertical: true, at: 100.0 }]);
        let (free, none) = snapped(hand, Grip::Whole, &[other], [400.0, 300.0], 20.0, 1.0);
        assert_eq!((free, none.len()), (hand, 0));
    }

    #[test]
    fn a_corner_moves_alone() {
        let hand = Rect::at([10.0, 10.0], [188.0, 100.0]);
        let (rect, guides) = snapped(hand, Grip::Corner, &[], [400.0, 300.0], 20.0, 4.0);
        assert_eq!((rect.min, rect.max), ([10.0, 10.0], [200.0, 110.0]));
        assert_eq!(guides.len(), 1);
    }
}
