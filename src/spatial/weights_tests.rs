use super::*;
use crate::spatial::lattice::Shape;

fn square(side: usize) -> Lattice {
    let far = 640_000.0 + 500.0 * side as f64;
    let bounds = (Plane::new(640_000.0, 3_457_000.0), Plane::new(far, 3_457_000.0 + 500.0 * side as f64));
    Lattice::new(Shape::Square, bounds, 500.0, |_| true).expect("grid")
}

#[test]
fn neighbours_by_border_corner_and_distance() {
    let lattice = square(3);
    let rook = Weights::rook(&lattice, Standardisation::Row);
    let queen = Weights::queen(&lattice, Standardisation::Binary);
    assert_eq!((rook.neighbours(4), queen.neighbours(0)), (&[1u32, 3, 5, 7][..], &[1u32, 3, 4][..]));
    assert_eq!((rook.weight(4), rook.weight(0), queen.weight(4)), (0.25, 0.5, 1.0));
    let near = Weights::distance_band(&lattice.centres(), 500.0, Standardisation::Row, &|| false).expect("band");
    assert!((0..9).all(|i| near.neighbours(i) == rook.neighbours(i)), "a band of one cell is the rook's");
    let wide = Weights::distance_band(&lattice.centres(), 710.0, Standardisation::Row, &|| false).expect("band");
    assert!((0..9).all(|i| wide.neighbours(i) == queen.neighbours(i)));
    assert_eq!((rook.max_neighbours(), rook.mean_neighbours()), (4, 24.0 / 9.0));
}

#[test]
fn islands_and_faults_are_told() {
    let lists = [vec![1], vec![0], vec![]];
    let weights = Weights::from_neighbours(&lists, Standardisation::Row).expect("lists");
    assert_eq!((weights.islands(), weights.weight(2), weights.lag(0, &[5.0, 7.0, 9.0])), (&[2u32][..], 0.0, 7.0));
    for wrong in [vec![vec![0]], vec![vec![1, 1], vec![]], vec![vec![2], vec![]]] {
        assert!(matches!(Weights::from_neighbours(&wrong, Standardisation::Row), Err(WeightsError::Neighbours(0))));
    }
    let points = [Plane::new(0.0, 0.0), Plane::new(f64::NAN, 0.0)];
    let band = |points: &[Plane], radius| Weights::distance_band(points, radius, Standardisation::Row, &|| false);
    assert_eq!(band(&points, 100.0), Err(WeightsError::Position(1)));
    assert_eq!(band(&points[..1], -1.0), Err(WeightsError::Radius));
}

#[test]
fn sums_are_those_of_the_matrix() {
    let lists = [vec![1, 2], vec![0], vec![1], vec![]];
    let weights = Weights::from_neighbours(&lists, Standardisation::Row).expect("lists");
    let mut full = [[0.0f64; 4]; 4];
    for (i, row) in full.iter_mut().enumerate() {
        weights.neighbours(i).iter().for_each(|j| row[*j as usize] = weights.weight(i));
    }
    let at = |i: usize, j: usize| full[i][j];
    let pairs = || (0..4).flat_map(|i| (0..4).map(move |j| (i, j)));
    let s0: f64 = pairs().map(|(i, j)| at(i, j)).sum();
    let s1: f64 = pairs().map(|(i, j)| (at(i, j) + at(j, i)).powi(2)).sum::<f64>() / 2.0;
    let s2: f64 = (0..4).map(|i| (0..4).map(|j| at(i, j) + at(j, i)).sum::<f64>().powi(2)).sum();
    let sums = weights.sums();
    assert!((sums.s0 - s0).abs() < 1e-14 && (sums.s1 - s1).abs() < 1e-14 && (sums.s2 - s2).abs() < 1e-14, "{sums:?}");
}

#[test]
fn hexagons_have_six_neighbours_and_each_is_mutual() {
    let bounds = (Plane::new(0.0, 0.0), Plane::new(3_000.0, 3_000.0));
    let lattice = Lattice::new(Shape::Hexagon, bounds, 500.0, |_| true).expect("grid");
    let weights = Weights::queen(&lattice, Standardisation::Row);
    let rook = Weights::rook(&lattice, Standardisation::Row);
    let mut whole = 0;
    for cell in 0..weights.len() {
        assert_eq!(weights.neighbours(cell), rook.neighbours(cell));
        whole += usize::from(weights.neighbours(cell).len() == 6);
        assert!(weights.neighbours(cell).is_sorted());
        for other in weights.neighbours(cell) {
            assert!(weights.neighbours(*other as usize).contains(&(cell as u32)));
        }
    }
    assert!(whole > weights.len() / 3, "{whole}");
}
